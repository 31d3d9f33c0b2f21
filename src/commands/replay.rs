//! `dltctl replay`: show the plan, ask, send, prove, report.

mod export_file;
mod flags;
mod guard;
mod next;
mod rights;
mod schema_ids;
mod sides;
mod source;
mod validate;
mod world;

use std::io::Write as _;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::Context;
use super::reading::Reading;
use crate::error::{ExitStatus, Result};
use crate::kafka::write::{LedgerReader, ReplayOptions, Reread, TopicReread, replay};
use crate::render;
use crate::replay::candidate::{Candidates, Gather};
use crate::replay::headers::HeaderRules;
use crate::replay::ledger::{Ledger, TopicIdentity};
use crate::replay::plan::{ReplayPlan, Setting, World, plan};
use crate::replay::report::{Ended, ReplayReport};
use crate::settings::selection::Selection;

use export_file::ExportFile;
pub use flags::ReplayArgs;
use sides::{Clusters, Sides};
use source::FromSource;
use world::Targets;

/// What was selected, wherever it came from.
struct Selected {
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
    let other = sides::other(args, context)?;
    let sides = Sides::of(args, context.settings, other.as_ref())?;
    guard::may_write(args, sides.target.connection)?;
    context.ui.no_input |= args.no_input;
    let policy = args.to_policy()?;
    let rules = HeaderRules::new(&policy)?;
    let selection = context.selection(&args.to_read(), &args.targets)?;
    guard::says_which(args, &selection)?;
    if args.from.is_some() {
        export_file::can_select(&selection)?;
    }
    let decoder = if sides.are_two() && args.validate.is_some() {
        context.decoder_of(sides.target.settings, &args.selection.payload)?
    } else {
        Arc::clone(&selection.decoder)
    };
    let validation = validate::validation(args, &decoder, &sides, context)?;
    let gather = Gather::new(rules, selection.kinds.clone(), None)
        .validated(validation)
        .naming_schemas(schema_ids::can_differ(&sides).then(|| Arc::clone(&selection.decoder)))
        .redacted(&selection.redaction);
    let clusters = sides.connect(context, Reading::mode(&selection))?;
    let mut selected = match &args.from {
        Some(file) => ExportFile::select(file, &selection, &gather, &sides, &clusters, context)?,
        None => select(&selection, &gather, &sides, &clusters, context)?,
    };
    if selected.interrupted {
        return Ok(ExitStatus(context.signals.status().unwrap_or(130)));
    }
    validate::all_were_tried(gather.validation())?;
    let targets = Targets::look_up(&clusters.target, &selected.candidates, &policy)?;
    let world = World {
        selection: typed(args, &selection),
        sources: selected.sources.clone(),
        elsewhere: sides.are_two(),
        targets: &targets.known,
        ledger: selected.ledger.as_ref(),
        validated_against: selected.validated_against.as_deref(),
    };
    let mut plan = plan(&selected.candidates, &policy, &world);
    selected.warnings.extend(selection.decoder.warning());
    if !Arc::ptr_eq(&decoder, &selection.decoder) {
        selected.warnings.extend(decoder.warning());
    }
    drop(world);
    let warnings = std::mem::take(&mut selected.warnings);
    let setting = targets.setting(args, &sides, &clusters, &plan, warnings)?;
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
    if let Some(found) = &mut plan.schema_ids {
        schema_ids::compare(found, &sides, context);
    }
    show(args, context, &plan, &setting)?;
    if args.dry_run || plan.steps.is_empty() {
        return without_sending(args, context, &selection, &plan, &setting);
    }
    guard::is_in_flight(args, &setting)?;
    if selected.ledger.is_none() {
        return Err(guard::no_ledger(&sides, &plan));
    }
    guard::confirm(args, context, sides.target.connection, &plan, &setting)?;
    // What the plan was made of is not needed any more, and can be much.
    selected.candidates = Candidates::default();
    selected.ledger = None;
    let sent = send(args, context, selected, &plan, &targets, &sides, clusters)?;
    tell(args, context, &plan, &sent, &sides, &setting)?;
    Ok(match (&sent.report.ended, context.signals.status()) {
        (Ended::Interrupted, Some(status)) => ExitStatus(status),
        _ => sent.report.exit_status(),
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
    sides: &Sides<'_>,
    clusters: &Clusters,
    context: &mut Context<'_>,
) -> Result<Selected> {
    let source = Arc::clone(&clusters.source);
    let ledger = sides.ledger_of(clusters);
    let mut reading = Reading::open_at(context, source, selection, ledger)?;
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
    let ledger = read_ledger(context, &sources, sides)?;
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
    sides: &Sides<'_>,
) -> Result<Option<Ledger>> {
    let properties = context.properties_of(sides.target.connection);
    let read = || {
        let Some(mut reader) = LedgerReader::open(&properties, sides.ledger)? else {
            return Ok(None);
        };
        let identities = sources.iter().map(|(_, identity)| identity.clone());
        let mut ledger = Ledger::of(identities.collect());
        reader.read_what_is_decided(&mut ledger, &context.signals.stop)?;
        // Nothing is read of an empty ledger, and what cannot be read proves nothing after the first transaction.
        reader.check_right(&mut ledger, &context.signals.stop)?;
        Ok(Some(ledger))
    };
    read().map_err(|error| rights::of_ledger(error, sources, sides))
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
                render::report::write_json(out, plan, &report, setting)
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

/// What came of carrying the plan out.
struct Sent {
    report: ReplayReport,
    /// Whether it ended because dead letters must not be read any more, where they are of another cluster.
    is_denied_by_source: bool,
}

/// Carries the plan out.
fn send(
    args: &ReplayArgs,
    context: &mut Context<'_>,
    selected: Selected,
    plan: &ReplayPlan,
    targets: &Targets,
    sides: &Sides<'_>,
    clusters: Clusters,
) -> Result<Sent> {
    let properties = context.properties_of(sides.target.connection);
    let options = ReplayOptions {
        ledger: sides.ledger.to_owned(),
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
    let reread: Box<dyn Reread> = if let Some(file) = selected.file {
        Box::new(file)
    } else {
        let sources = plan.sources.iter();
        let topics = sources.map(|source| source.topic.as_str().into());
        Box::new(TopicReread::new(clusters.source, topics.collect()))
    };
    let mut reread = FromSource::new(reread, sides.are_two());
    let mut bar = context.ui.progress_of("sending", "record");
    let report = replay(
        plan,
        &properties,
        &options,
        &mut reread,
        &context.signals.stop,
        &mut |done, total| bar.show(crate::scan::Progress { done, total }),
    );
    bar.clear();
    Ok(Sent {
        report: report?,
        is_denied_by_source: reread.is_denied(),
    })
}

/// Writes the report.
fn tell(
    args: &ReplayArgs,
    context: &mut Context<'_>,
    plan: &ReplayPlan,
    sent: &Sent,
    sides: &Sides<'_>,
    setting: &Setting,
) -> Result<()> {
    let (screen, report) = (context.screen(), &sent.report);
    let missing = (!sent.is_denied_by_source).then(|| rights::missing(plan, report, sides));
    let missing = missing.flatten();
    let next = match &missing {
        None if sent.is_denied_by_source => Some(
            "ask an administrator of the cluster that is read for the right, then the same command again".to_owned(),
        ),
        Some(_) => {
            let whose = rights::of_which(sides);
            let next = "for the right, then the same command again";
            Some(format!("ask an administrator{whose} {next}"))
        }
        None => next::next(args, context, plan, report, sides),
    };
    let written = if context.format().is_for_machines() {
        context.write_document(|out| render::report::write_json(out, plan, report, setting))
    } else {
        let out = &mut context.ui.out;
        writeln!(out).and_then(|()| {
            render::report::write(out, plan, report, setting, next.as_deref(), &screen)
        })
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
