//! The guardrails: what must be so before anything is sent.

use super::sides::Sides;
use super::{ReplayArgs, rights};
use crate::commands::Context;
use crate::error::{Error, Result};
use crate::kafka::write::administrators_text;
use crate::render;
use crate::render::quantity::counted;
use crate::replay::plan::{ReplayPlan, Setting};
use crate::settings::selection::Selection;
use crate::settings::{Confirm, Connection};

/// Up to so many records the question is a yes or no; above, the count is typed.
const YES_OR_NO: usize = 20;

/// Refuses where the cluster to write to was not named on this command line, or its context forbids to write.
pub(super) fn may_write(args: &ReplayArgs, connection: &Connection) -> Result<()> {
    if args.dry_run {
        return Ok(());
    }
    if connection.read_only {
        let name = connection.context.as_deref().unwrap_or_default();
        return Err(Error::refused(format!("context {name} is read-only"))
            .why("its read_only setting forbids every command that writes")
            .hint("--dry-run shows the plan"));
    }
    if !connection.is_explicit() {
        return Err(
            Error::refused("this writes, so name the cluster on the command line")
                .why(format!("the brokers were named by {}", connection.named_by))
                .hint(format!("-b {} or -C CONTEXT", connection.bootstrap_servers)),
        );
    }
    Ok(())
}

/// Refuses a replay that says of nothing which records it means.
pub(super) fn says_which(args: &ReplayArgs, selection: &Selection) -> Result<()> {
    if selection.follow {
        return Err(Error::usage("a replay cannot follow a topic")
            .why("its plan is made of what is there now"));
    }
    if args.all || args.from.is_some() || selection.is_selective() {
        return Ok(());
    }
    Err(Error::usage("which records?")
        .why("a replay of a whole topic must be asked for")
        .hint(
            "offsets: -p 0 -O 10:20; one kind: --exception NAME; references: TOPIC-0@5; or --all",
        ))
}

/// Holds the plan against `--max` and `--expect`.
pub(super) fn limits(args: &ReplayArgs, plan: &ReplayPlan) -> Result<()> {
    let sends = plan.steps.len() as u64;
    if let Some(max) = args.max.filter(|max| sends > *max) {
        return Err(Error::refused(format!(
            "the plan has {}, more than --max {max}",
            counted(sends, "record")
        ))
        .hint("select fewer, or raise --max"));
    }
    if let Some(expected) = args.expect.filter(|expected| sends != *expected) {
        return Err(Error::refused(format!(
            "the plan has {}, not the {expected} of --expect",
            counted(sends, "record")
        ))
        .hint("--dry-run shows the plan"));
    }
    Ok(())
}

/// Refuses a source that somebody still consumes: its consumer would process the records too.
pub(super) fn is_in_flight(args: &ReplayArgs, setting: &Setting) -> Result<()> {
    if args.source_in_flight {
        return Ok(());
    }
    for audience in &setting.source_audiences {
        let behind = audience.groups.iter().flatten().find(|(_, lag)| *lag > 0);
        if let Some((group, lag)) = behind {
            return Err(Error::refused(format!(
                "{} is still being consumed: group {group} has {} before it",
                audience.topic,
                counted(*lag, "record")
            ))
            .why("its consumer would process the records that are replayed, too")
            .hint("wait until it is done, or add --source-in-flight"));
        }
    }
    Ok(())
}

/// Refuses because there is no ledger, and says how it is made.
pub(super) fn no_ledger(sides: &Sides<'_>, plan: &ReplayPlan) -> Error {
    let Sides { target, ledger, .. } = sides;
    let dead_letter_topics = sides.dead_letter_topics_there(plan);
    let administrators = administrators_text(
        ledger,
        &target.principal(),
        dead_letter_topics.as_deref(),
        &rights::targets(plan),
    );
    let whose = rights::of_which(sides);
    let create = sides.init_command();
    let create = create.trim_end_matches(',');
    let there = rights::on_which(sides);
    Error::refused(format!("the ledger topic {ledger} does not exist{there}"))
        .why("a replay records what it sends there, in the same transaction: that is what makes it exactly once")
        .hint(format!(
            "create it once: {create}\nor ask an administrator{whose}:\n{administrators}"
        ))
}

/// Asks, unless `--yes` said yes already.
pub(super) fn confirm(
    args: &ReplayArgs,
    context: &mut Context<'_>,
    target: &Connection,
    plan: &ReplayPlan,
    setting: &Setting,
) -> Result<()> {
    let count = plan.steps.len();
    let topics: Vec<_> = plan
        .targets
        .iter()
        .filter(|target| !target.sends.is_empty())
        .map(|target| target.topic.as_str())
        .collect();
    let topics = match topics.as_slice() {
        [one] => (*one).to_owned(),
        several => format!("{} topics", several.len()),
    };
    let send = render::plan::sends(setting, count, &topics);
    let by_name = target.confirm == Confirm::TypeName;
    let source = plan
        .sources
        .first()
        .map_or("", |source| source.topic.as_str());
    if by_name {
        if args.confirm.as_deref() == Some(source) {
            return Ok(());
        }
        if args.yes || args.confirm.is_some() {
            return Err(Error::refused("this context wants the topic's name")
                .why("--yes is not enough where confirm = \"type-name\"")
                .hint(format!("--confirm {source}")));
        }
        let question = format!("{send}? type {source}");
        return answered(context, &question, source);
    }
    if args.yes {
        return Ok(());
    }
    if count <= YES_OR_NO {
        let question = format!("{send}? [y/N]");
        let answer = context.ui.ask(&question)?;
        return match answer.trim() {
            "y" | "Y" | "yes" | "Yes" | "YES" => Ok(()),
            _ => Err(declined()),
        };
    }
    let question = format!("{send}? type {count}");
    answered(context, &question, &count.to_string())
}

fn answered(context: &mut Context<'_>, question: &str, expected: &str) -> Result<()> {
    let answer = context.ui.ask(question)?;
    if answer.trim() == expected {
        Ok(())
    } else {
        Err(declined())
    }
}

fn declined() -> Error {
    Error::refused("not confirmed: nothing was sent")
}
