//! `dltctl ledger`: the topic that records what was replayed.

use std::io::Write as _;

use clap::{Args, Subcommand};

use super::Context;
use crate::error::{Error, ErrorKind, ExitStatus, Result};
use crate::kafka::ReadMode;
use crate::kafka::write::{Created, LedgerTopic, administrators_text, rights_text};
use crate::sanitize::line;
use crate::ui::written;

/// Flags of `dltctl ledger`.
#[derive(Args, Debug)]
pub struct LedgerArgs {
    #[command(subcommand)]
    command: LedgerCommand,
}

#[derive(Subcommand, Debug)]
enum LedgerCommand {
    /// Create the ledger topic, once per cluster
    Init(InitArgs),
}

#[derive(Args, Debug)]
struct InitArgs {
    /// The topic that records what was replayed
    #[arg(long, value_name = "TOPIC")]
    ledger: Option<String>,
    /// Print what an administrator has to do, and create nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    /// Never ask: refuse where a question would be needed
    #[arg(long)]
    no_input: bool,
}

/// Runs one of them.
///
/// # Errors
///
/// Those of each.
pub(crate) fn run(args: &LedgerArgs, context: &mut Context<'_>) -> Result<ExitStatus> {
    match &args.command {
        LedgerCommand::Init(args) => init(args, context),
    }
}

/// Creates the ledger topic, or prints how an administrator does.
fn init(args: &InitArgs, context: &mut Context<'_>) -> Result<ExitStatus> {
    let configured = context.settings.ledger.clone();
    let name = args.ledger.clone().unwrap_or(configured);
    let connection = context.settings.connection()?;
    let principal = connection
        .principal
        .as_ref()
        .map_or_else(|| "User:NAME".to_owned(), |name| format!("User:{name}"));
    if args.dry_run {
        let text = administrators_text(&name, &principal, Some(&[]), &[]);
        return written(context.ui.out.write_all(text.as_bytes())).map(|_| ExitStatus::DONE);
    }
    if connection.read_only {
        return Err(Error::refused("this context is read-only")
            .hint("--dry-run prints what an administrator has to do"));
    }
    if !connection.is_explicit() {
        return Err(
            Error::refused("this writes, so name the cluster on the command line")
                .why(format!("the brokers were named by {}", connection.named_by))
                .hint(format!("-b {} or -C CONTEXT", connection.bootstrap_servers)),
        );
    }
    let place = connection
        .context
        .clone()
        .unwrap_or_else(|| connection.bootstrap_servers.clone());
    let cluster = context.connect(ReadMode::default())?;
    let found = match LedgerTopic::inspect(&cluster, &name) {
        Ok(found) => Some(found),
        // Brokers hide a topic from who may not describe it, whether it exists or not: only the attempt tells.
        Err(error) if error.kind() == ErrorKind::Denied => None,
        Err(error) => return Err(error),
    };
    if let Some(found) = found.filter(|found| found.exists) {
        if let Some(why) = found.unfit {
            return Err(
                Error::failed(format!("the topic {name} exists and is no ledger"))
                    .why(why)
                    .hint("give it an infinite retention, or name another one with --ledger"),
            );
        }
        for warning in &found.warnings {
            context.ui.warn(&line(warning));
        }
        context
            .ui
            .note(&format!("the ledger topic {name} is there already"));
        return Ok(ExitStatus::DONE);
    }
    context.ui.no_input |= args.no_input;
    if !args.yes {
        let question = format!("Create the topic {name} on {}? [y/N]", line(&place));
        let answer = context.ui.ask(&question)?;
        if !matches!(answer.trim(), "y" | "Y" | "yes") {
            return Err(Error::refused("not confirmed: nothing was created"));
        }
    }
    let created = LedgerTopic::create(&cluster, &name, &principal)?;
    if created == Created::Before {
        context
            .ui
            .note(&format!("the ledger topic {name} is there already"));
        return Ok(ExitStatus::DONE);
    }
    let text = format!("created the ledger topic {name}\n");
    let flow = written(context.ui.out.write_all(text.as_bytes()))?;
    if created == Created::Unseen && flow.is_continue() {
        context.ui.warn(&format!(
            "this login may neither read nor write {name}; a replay needs both. Ask an administrator:\n{}",
            rights_text(&name, &principal, Some(&[]), &[]).trim_end()
        ));
    }
    Ok(ExitStatus::DONE)
}
