//! `dltctl replay`: show the plan, ask, send, prove, report.

mod export_file;
mod flags;
mod guard;
mod rights;
mod validate;
mod world;

use std::io::Write as _;
use std::ops::ControlFlow;

use super::Context;
use super::reading::Reading;
use crate::error::{Error, ExitStatus, Result};
use crate::kafka::write::{LedgerReader, LedgerTopic, ReplayOptions, Reread, TopicReread, replay};
use crate::kafka::{ClientProperties, Cluster, spare_memory};
use crate::render;
use crate::replay::candidate::{Candidates, Gather};
use crate::replay::headers::HeaderRules;
use crate::replay::ledger::{Ledger, TopicIdentity};
use crate::replay::plan::{ReplayPlan, Setting, World, plan};
use crate::replay::report::{Ended, ReplayReport};
use crate::settings::selection::Selection;
use crate::wrap::PROGRAM;

use export_file::ExportFile;
pub use flags::ReplayArgs;
use world::Targets;

/// What was selected, wherever it came from.
struct Selected {
    cluster: Cluster,
    candidates: Candidates,
    /// The dead-letter topics, with their identities.
    sources: Vec<(String, TopicIdentity)>,
    /// The ledger of these sources; `None` where the topic does not exist.
    ledger: Option<Ledger>,
    /// The schema that values were tried with, as people call it.
    validated_against: Option<String>,
    /// Where the records are read again, if not in their topics.
    file: Option<ExportFile>,
    /// What a person should know.
    warnings: Vec<String>,
    interrupted: bool,
}

/// Replays the selected dead letters.
///
/// # Errors
///
/// Those of reading; refused where a guardrail says no, and nothing was sent then.
pub(crate) fn run(args: &ReplayArgs, context: &mut Context<'_>) -> Result<ExitStatus> {
    guard::may_write(args, context)?;
    context.ui.no_input |= args.no_input;
    let policy = args.to_policy()?;
    let rules = HeaderRules::new(&policy)?;
    let selection = context.selection(&args.to_read(), &args.targets)?;
    guard::says_which(args, &selection)?;
    spare_memory();
    let validation = validate::validation(args, &selection.decoder, context)?;
    let gather = Gather::new(rules, selection.kinds.clone(), None)
        .validated(validation)
        .redacted(&selection.redaction);
    let ledger_name = args.ledger(context);
    let mut selected = match &args.from {
        Some(file) => ExportFile::select(file, &selection, &gather, &ledger_name, context)?,
        None => select(&selection, &gather, &ledger_name, context)?,
    };
    if selected.interrupted {
        return Ok(ExitStatus(context.signals.status().unwrap_or(130)));
    }
    validate::all_were_tried(gather.validation())?;
    let targets = Targets::look_up(&selected.cluster, &selected.candidates, &policy)?;
    let world = World {
        selection: typed(args, &selection),
        sources: selected.sources.clone(),
        targets: &targets.known,
        ledger: selected.ledger.as_ref(),
        validated_against: selected.validated_against.as_deref(),
    };
    let plan = plan(&selected.candidates, &policy, &world);
    selected.warnings.extend(selection.decoder.warning());
    drop(world);
    let setting = targets.setting(args, context, &selected, &plan, &ledger_name)?;
    if plan.selected() == 0 {
        context
            .ui
            .note("nothing matches: there is nothing to replay");
        return Ok(if selection.fail_if_none {
            ExitStatus(1)
        } else {
            ExitStatus::DONE
        });
    }
    selection.check_fingerprints()?;
    guard::limits(args, &plan)?;
    show(args, context, &plan, &setting)?;
    if args.dry_run || plan.steps.is_empty() {
        return without_sending(args, context, &selection, &plan, &setting);
    }
    guard::is_in_flight(args, &setting)?;
    guard::ledger_exists(&selected, &ledger_name, &plan, context)?;
    guard::confirm(args, context, &plan, &setting)?;
    // What the plan was made of is not needed any more, and can be much.
    selected.candidates = Candidates::default();
    selected.ledger = None;
    let report = send(args, context, selected, &plan, &targets, &ledger_name)?;
    tell(context, &plan, &report, &ledger_name)?;
    Ok(match (&report.ended, context.signals.status()) {
        (Ended::Interrupted, Some(status)) => ExitStatus(status),
        _ => report.exit_status(),
    })
}

fn typed(args: &ReplayArgs, selection: &Selection) -> Vec<String> {
    let mut typed = selection.as_typed().arguments().to_vec();
    if let Some(file) = &args.from {
        typed.extend(["--from".to_owned(), file.display().to_string()]);
    }
    typed
}

/// Reads the selected records of the topics themselves.
fn select(
    selection: &Selection,
    gather: &Gather,
    ledger_name: &str,
    context: &mut Context<'_>,
) -> Result<Selected> {
    let mut reading = Reading::open_beside(context, selection, ledger_name)?;
    // Under another identity, records that were replayed would look as if they were not.
    if let Some(error) = reading.unidentified.take() {
        return Err(error);
    }
    let cluster_id = reading.cluster.id().unwrap_or_default().to_owned();
    let mut sources = Vec::new();
    for topic in &reading.topics {
        selection.check_offsets(&topic.topic.name, topic.topic.partitions.len())?;
        let name = topic.topic.name.to_string();
        let identity = TopicIdentity::new(&cluster_id, topic.topic_id.as_deref(), &name);
        sources.push((name, identity));
    }
    let ledger = read_ledger(context, &sources, ledger_name)?;
    let mut candidates = Candidates::default();
    let mut bar = context.ui.progress("reading");
    // A replay sends what is there.
    reading.run_as_it_is(
        &context.signals.stop,
        &mut bar,
        gather,
        &mut candidates,
        |_| ControlFlow::Continue(()),
    )?;
    bar.clear();
    let warnings = reading
        .gaps
        .iter()
        .map(|gap| {
            format!(
                "{}: offsets {} to {} were removed by retention while they were to be read",
                gap.place,
                gap.from,
                gap.to - 1
            )
        })
        .chain(reading.notes_of_expressions())
        .collect();
    Ok(Selected {
        cluster: reading.cluster,
        candidates,
        sources,
        ledger,
        validated_against: gather.validated_against().map(str::to_owned),
        file: None,
        warnings,
        interrupted: reading.interrupted,
    })
}

/// Reads the ledger of these topics; `None` where it does not exist.
fn read_ledger(
    context: &mut Context<'_>,
    sources: &[(String, TopicIdentity)],
    ledger_name: &str,
) -> Result<Option<Ledger>> {
    let properties = context.client_properties()?;
    let read = || {
        let Some(mut reader) = LedgerReader::open(&properties, ledger_name)? else {
            return Ok(None);
        };
        let identities = sources.iter().map(|(_, identity)| identity.clone());
        let mut ledger = Ledger::of(identities.collect());
        reader.read_what_is_decided(&mut ledger, &context.signals.stop)?;
        // Nothing is read of an empty ledger, and what cannot be read proves nothing after the first transaction.
        reader.check_right(&mut ledger, &context.signals.stop)?;
        Ok(Some(ledger))
    };
    read().map_err(|error| rights::of_ledger(error, context, sources, ledger_name))
}

/// Shows the plan: to standard output for people, to standard error beside a machine format.
fn show(
    args: &ReplayArgs,
    context: &mut Context<'_>,
    plan: &ReplayPlan,
    setting: &Setting,
) -> Result<()> {
    let machines = context.format().is_for_machines();
    let screen = if machines {
        context.err_screen()
    } else {
        context.screen()
    };
    let mut text = Vec::new();
    let written = render::plan::write(&mut text, plan, setting, &screen);
    let written = written.and_then(|()| {
        if !machines {
            context.ui.out.write_all(&text)?;
            context.ui.out.flush()
        } else if !context.ui.quiet && !args.dry_run {
            context.ui.err.write_all(&text)
        } else {
            Ok(())
        }
    });
    crate::ui::written(written).map(|_| ())
}

/// Ends a command that has nothing to send, or was only asked for the plan.
fn without_sending(
    args: &ReplayArgs,
    context: &mut Context<'_>,
    selection: &Selection,
    plan: &ReplayPlan,
    setting: &Setting,
) -> Result<ExitStatus> {
    let ended = if plan.steps.is_empty() {
        Ended::Done
    } else {
        Ended::Interrupted
    };
    let report = ReplayReport::new(plan, &[], "", ended);
    if context.format().is_for_machines() {
        let written = context.write_document(|out| {
            if args.dry_run {
                let digests_told = selection.redaction.is_empty();
                let shown = (!digests_told).then(|| plan.without_digests());
                render::plan::write_json(out, shown.as_ref().unwrap_or(plan), setting)
            } else {
                render::report::write_json(out, plan, &report)
            }
        });
        let _closed = crate::ui::written(written)?;
    } else if plan.steps.is_empty() {
        let screen = context.screen();
        let text = render::plan::nothing_to_send(plan, &screen);
        context.ui.note(&text);
    } else {
        context.ui.note("dry run: nothing was sent");
    }
    if plan.steps.is_empty() {
        return Ok(report.exit_status());
    }
    let attention = plan.skips.iter().any(|skip| skip.reason.needs_attention());
    Ok(if attention {
        ExitStatus::PARTIAL
    } else {
        ExitStatus::DONE
    })
}

/// Carries the plan out.
fn send(
    args: &ReplayArgs,
    context: &mut Context<'_>,
    selected: Selected,
    plan: &ReplayPlan,
    targets: &Targets,
    ledger_name: &str,
) -> Result<ReplayReport> {
    let properties: ClientProperties = context.client_properties()?;
    let options = ReplayOptions {
        ledger: ledger_name.to_owned(),
        run: flags::run_id(),
        by: args.by(context),
        tool: format!("dltctl {}", env!("CARGO_PKG_VERSION")),
        reason: args.reason.clone(),
        batch: args.batch(),
        rate: args.rate(),
        rate_bytes: args.rate_bytes,
        message_max_bytes: targets.message_max_bytes,
        batch_bytes: targets.batch_bytes,
        clock: context.ui.clock.clone(),
    };
    let mut reread: Box<dyn Reread> = if let Some(file) = selected.file {
        Box::new(file)
    } else {
        let sources = plan.sources.iter();
        let topics = sources.map(|source| source.topic.as_str().into());
        Box::new(TopicReread::new(selected.cluster, topics.collect()))
    };
    let mut bar = context.ui.progress_of("sending", "record");
    let report = replay(
        plan,
        &properties,
        &options,
        reread.as_mut(),
        &context.signals.stop,
        &mut |done, total| bar.show(crate::scan::Progress { done, total }),
    );
    bar.clear();
    report
}

/// Writes the report.
fn tell(
    context: &mut Context<'_>,
    plan: &ReplayPlan,
    report: &ReplayReport,
    ledger_name: &str,
) -> Result<()> {
    let screen = context.screen();
    let missing = rights::missing(context, plan, report, ledger_name)?;
    let next = match &missing {
        Some(_) => {
            Some("ask an administrator for the right, then the same command again".to_owned())
        }
        None => next_command(context, plan, report, ledger_name)?,
    };
    let written = if context.format().is_for_machines() {
        context.write_document(|out| render::report::write_json(out, plan, report))
    } else {
        let out = &mut context.ui.out;
        writeln!(out)
            .and_then(|()| render::report::write(out, plan, report, next.as_deref(), &screen))
    };
    let flow = crate::ui::written(written)?;
    if let Some(commands) = missing.filter(|_| flow.is_continue()) {
        if !context.format().is_for_machines() {
            return crate::ui::written(context.ui.out.write_all(commands.as_bytes())).map(|_| ());
        }
        context.ui.note(commands.trim_end());
    }
    Ok(())
}

/// Says what to type next: the same again where something is left, else a look at what is still open.
fn next_command(
    context: &Context<'_>,
    plan: &ReplayPlan,
    report: &ReplayReport,
    ledger_name: &str,
) -> Result<Option<String>> {
    let left = report.counts.not_tried + report.counts.in_doubt;
    if left > 0 {
        return Ok(Some(
            "the same command again sends what is left, and nothing twice".to_owned(),
        ));
    }
    if context.ui.called != PROGRAM {
        // The demo's cluster ends with this command, and the next one has replayed nothing.
        return Ok(None);
    }
    let connection = context.settings.connection()?;
    let cluster = match &connection.context {
        Some(name) => format!("-C {name}"),
        None => format!("-b {}", connection.bootstrap_servers),
    };
    let topics: Vec<_> = plan
        .sources
        .iter()
        .map(|source| source.topic.as_str())
        .collect();
    let topics = topics.join(" ");
    let ledger = if ledger_name == context.settings.ledger {
        String::new()
    } else {
        format!(" --ledger {ledger_name}")
    };
    Ok(Some(format!(
        "dltctl {cluster} list {topics} --state open{ledger}"
    )))
}

/// Looks at the ledger topic before a replay rests on it.
fn check_ledger(cluster: &Cluster, name: &str, warnings: &mut Vec<String>) -> Result<bool> {
    let ledger = LedgerTopic::inspect(cluster, name)?;
    if let Some(why) = ledger.unfit {
        return Err(
            Error::refused(format!("the ledger topic {name} must not be used"))
                .why(why)
                .hint("give it an infinite retention, or name another one with --ledger"),
        );
    }
    let warned = ledger.warnings.into_iter();
    warnings.extend(warned.map(|text| format!("ledger {name}: {text}")));
    Ok(ledger.exists)
}
