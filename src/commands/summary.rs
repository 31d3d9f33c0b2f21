//! `dltctl summary`: dead letters grouped by what they have in common.

use std::collections::HashSet;
use std::ops::ControlFlow;

use clap::Args;

use super::reading::Reading;
use super::{Context, complete};
use crate::cli::output::Format;
use crate::cli::selection::SelectionArgs;
use crate::dead_letter::DeadLetterView;
use crate::envelope::Form;
use crate::error::{Error, ExitStatus, Result};
use crate::filter::State;
use crate::fingerprint::Fingerprint;
use crate::kafka::ReadMode;
use crate::render::quantity::counted;
use crate::render::simple_name;
use crate::render::summary as shown;
use crate::render::{Csv, Shown};
use crate::sanitize::line;
use crate::scan::Fold;
use crate::summary::{By, FIELDS, Field, Group, Summary, Value};
use crate::times::{self, TimeText};
use crate::topics;
use crate::ui::written;

/// Flags of `dltctl summary`.
#[derive(Args, Debug)]
pub struct SummaryArgs {
    /// Topics, patterns such as 'orders.*', or references such as orders.events.DLT-0@5
    #[arg(value_name = "TOPIC|REF", required_unless_present = "refs")]
    targets: Vec<String>,
    /// What to group by: fingerprint, category, exception, root-cause, message, frame, origin, consumer-group, partition, topic, key, hour, day, dialect, header:NAME, cel:EXPR
    #[arg(long, value_name = "FIELD,…", default_value = "fingerprint")]
    by: String,
    /// Only kinds of failure that came up since a time, or that an earlier summary (-o json, ndjson or csv) does not have
    #[arg(long, value_name = "TIME|FILE")]
    new_since: Option<String>,
    /// Which records
    #[command(flatten)]
    selection: SelectionArgs,
}

/// Returns the fingerprints that are shown, with their exceptions: what a shell may complete from now on.
fn seen(summary: &Summary) -> Vec<(String, String)> {
    let groups = summary.groups().into_iter();
    let seen = groups.filter_map(|group| {
        let exception = group.exception.as_deref().unwrap_or_default();
        Some((
            group.fingerprint()?.to_string(),
            simple_name(exception).to_owned(),
        ))
    });
    seen.collect()
}

/// What `--new-since` compares with.
enum Known {
    /// Kinds of failure that were first seen before a time, in milliseconds since the epoch.
    Before(i64),
    /// Those of an earlier summary.
    Listed(HashSet<Fingerprint>),
}

/// How the summary is written.
#[derive(PartialEq, Eq)]
enum Written {
    Table(Shown),
    Json(Form),
    Csv(Option<Vec<usize>>),
}

/// Groups the records.
///
/// # Errors
///
/// Those of reading and writing.
pub(crate) fn run(args: &SummaryArgs, context: &mut Context<'_>) -> Result<ExitStatus> {
    let fields = Field::list(&args.by)?;
    let mut by = By {
        zone: context.ui.zone().clone(),
        ..By::fields(fields)
    };
    let columns = context.output.columns.as_deref();
    let form = match (context.format(), columns) {
        (Format::Table | Format::Wide, Some(columns)) => Written::Table(shown::pick(&by, columns)?),
        (Format::Table, None) => Written::Table(Shown::Table),
        (Format::Wide, None) => Written::Table(Shown::Wide),
        (Format::Json | Format::Yaml, _) => Written::Json(Form::Array),
        (Format::Ndjson, _) => Written::Json(Form::Lines),
        (Format::Csv, columns) => {
            let places = columns.map(|columns| shown::pick_csv(&by, columns));
            Written::Csv(places.transpose()?)
        }
        (Format::Name | Format::Raw | Format::Template, _) => {
            return Err(
                Error::usage("a summary is a table, json, ndjson, yaml or csv")
                    .hint("`dltctl list -o name` prints references"),
            );
        }
    };
    let known = known(args, &by.fields, context)?;
    let targets = expand(&args.targets, context)?;
    let selection = context
        .selection(&args.selection, &targets)?
        .or_state(State::Open);
    let mut reading = Reading::open(context, &selection)?;
    let mut bar = context.ui.progress("counting");
    let mut summary = Summary::default();
    by.kinds = selection.kinds.clone();
    let fold = Groups(by);
    let go_on = |_: &mut Summary| ControlFlow::Continue(());
    let read = reading.run(&context.signals.stop, &mut bar, &fold, &mut summary, go_on);
    bar.clear();
    read?;
    let by = &fold.0;
    let expressions: Vec<_> = by.fields.iter().filter_map(Field::expression).collect();
    for expression in &expressions {
        expression.check()?;
    }
    let left_known = known.map(|known| match known {
        Known::Before(ms) => summary.retain_since(ms),
        Known::Listed(ids) => summary.retain_unknown(&ids),
    });
    let screen = context.screen();
    if let Written::Table(_) = form {
        context.ui.start_pager();
    }
    let csv = Csv {
        for_terminal: context.is_for_terminal(),
    };
    let mut left_out = Vec::new();
    let _closed = written(context.write_document(|out| match &form {
        Written::Table(shown) => {
            shown::write(by, &summary, shown, &screen, out).map(|headings| left_out = headings)
        }
        Written::Json(form) => shown::write_json(by, &summary, *form, out),
        Written::Csv(places) => {
            let places = places.as_deref();
            shown::write_csv(by, &summary, places, screen.heading, csv, out)
        }
    }))?;
    if let Written::Table(_) = form {
        context.tell_left_out(&left_out);
        tell_absent(context, &by.fields, &summary);
        tell_total(context, &reading, by, &summary, left_known);
    }
    for note in expressions.iter().flat_map(|one| one.notes()) {
        context.ui.note(&note);
    }
    context.tell_ambiguous(&selection);
    if !reading.cluster.is_mock()
        && let Some(known) = complete::Known::of(context.settings, context.environment)
    {
        known.keep_fingerprints(seen(&summary));
    }
    let status = reading.close(context, selection.fail_if_none);
    let nothing_new = left_known.is_some() && summary.groups().is_empty();
    Ok(
        if status == ExitStatus::DONE && selection.fail_if_none && nothing_new {
            ExitStatus(1)
        } else {
            status
        },
    )
}

/// Makes out what `--new-since` means: a time, else a file.
fn known(args: &SummaryArgs, fields: &[Field], context: &mut Context<'_>) -> Result<Option<Known>> {
    let Some(text) = &args.new_since else {
        return Ok(None);
    };
    if !fields.contains(&Field::Fingerprint) {
        return Err(Error::usage("`--new-since` is about kinds of failure")
            .hint("group by fingerprint, alone or with other fields"));
    }
    if let Ok(time) = text.parse::<TimeText>() {
        let ms = time.at(&context.clock())?;
        let since = times::display(ms, context.ui.zone());
        context
            .ui
            .note(&format!("kinds of failure first seen since {since}"));
        return Ok(Some(Known::Before(ms)));
    }
    let earlier = context.text_of(text).map_err(|error| {
        error.hint(
            "--new-since takes a time, as 1d or 2026-11-01, or the file of an earlier summary",
        )
    })?;
    let ids: HashSet<_> = Fingerprint::find_all(&earlier).collect();
    if ids.is_empty() {
        return Err(Error::usage(format!("{text} holds no fingerprint"))
            .why("with nothing to compare with, every kind of failure would look new")
            .hint("write it with `dltctl summary TOPIC -o json`"));
    }
    Ok(Some(Known::Listed(ids)))
}

/// Replaces patterns by the topics of that name, in the order of their names.
fn expand(targets: &[String], context: &mut Context<'_>) -> Result<Vec<String>> {
    let is_pattern = |target: &String| target.contains(['*', '?', '[', '{']);
    if !targets.iter().any(is_pattern) {
        return Ok(targets.to_vec());
    }
    let all = context.connect(ReadMode::default())?.topics()?;
    let mut expanded = Vec::new();
    for target in targets {
        if !is_pattern(target) {
            expanded.push(target.clone());
            continue;
        }
        let pattern = topics::glob(target)?.compile_matcher();
        let before = expanded.len();
        let names = all.iter().map(|topic| topic.name.as_ref());
        let names = names.filter(|name| pattern.is_match(name) && !name.starts_with("__"));
        expanded.extend(names.map(str::to_owned));
        if expanded.len() == before {
            return Err(Error::failed(format!("no topic is named like `{target}`"))
                .hint("`dltctl topics` lists dead-letter topics"));
        }
    }
    Ok(expanded)
}

/// Says how much was counted, or why there was nothing.
fn tell_total(
    context: &mut Context<'_>,
    reading: &Reading,
    by: &By,
    summary: &Summary,
    left_known: Option<usize>,
) {
    let text = if summary.total().count == 0 {
        reading.why_nothing()
    } else if let Some(left) = left_known {
        let new = counted(summary.groups().len() as u64, "new kind");
        let old = counted(left as u64, "known one");
        let total = counted(summary.total().count, "record");
        format!("{new} of failure, {old} left out, among {total}")
    } else {
        shown::total(by, summary)
    };
    context.ui.note(&text);
}

/// Says of a header that no record has: a wrong name must not look like an answer.
fn tell_absent(context: &mut Context<'_>, by: &[Field], summary: &Summary) {
    let groups = summary.groups();
    for (index, field) in by.iter().enumerate() {
        let absent = |group: &&Group| group.values.get(index) == Some(&Value::Absent);
        if let Field::Header(name) = field
            && !groups.is_empty()
            && groups.iter().all(absent)
        {
            let name = line(name.as_ref());
            let text = format!("no record has a header `{name}`; {FIELDS}");
            context.ui.note(&text);
        }
    }
}

/// Counts on the workers, adds up on the calling thread.
struct Groups(By);

impl Fold for Groups {
    type Part = Summary;
    type Total = Summary;

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Summary) {
        part.record(&self.0, letter);
    }

    fn merge(&self, total: &mut Summary, part: Summary) -> ControlFlow<()> {
        total.merge(part);
        ControlFlow::Continue(())
    }
}
