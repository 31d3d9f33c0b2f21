//! `dltctl summary`: dead letters grouped by what they have in common.

use std::ops::ControlFlow;

use clap::Args;

use super::Context;
use super::reading::Reading;
use crate::cli::output::Format;
use crate::cli::selection::SelectionArgs;
use crate::dead_letter::DeadLetterView;
use crate::envelope::Form;
use crate::error::{Error, ExitStatus, Result};
use crate::filter::State;
use crate::render;
use crate::sanitize::line;
use crate::scan::Fold;
use crate::summary::{FIELDS, Field, Group, Summary, Value};
use crate::ui::written;

/// Flags of `dltctl summary`.
#[derive(Args, Debug)]
pub struct SummaryArgs {
    /// Topics, or references such as orders.events.DLT-0@5
    #[arg(value_name = "TOPIC|REF", required_unless_present = "refs")]
    targets: Vec<String>,
    /// What to group by: exception, root-cause, message, origin, group, dialect, topic, partition, key, or a header's name
    #[arg(long, value_name = "FIELD,…", default_value = "exception,origin")]
    by: String,
    /// Which records
    #[command(flatten)]
    selection: SelectionArgs,
}

/// Groups the records.
///
/// # Errors
///
/// Those of reading and writing.
pub(crate) fn run(args: &SummaryArgs, context: &mut Context<'_>) -> Result<ExitStatus> {
    let by = Field::list(&args.by)?;
    let form = match context.format() {
        Format::Table | Format::Wide => None,
        Format::Json => Some(Form::Array),
        Format::Ndjson => Some(Form::Lines),
        Format::Name | Format::Raw => {
            return Err(Error::usage("a summary is a table, json or ndjson")
                .hint("`dltctl list -o name` prints references"));
        }
    };
    let selection = context
        .selection(&args.selection, &args.targets)?
        .or_state(State::Open);
    let mut reading = Reading::open(context, &selection)?;
    let mut bar = context.ui.progress("counting");
    let mut summary = Summary::default();
    let fold = Groups { by };
    let go_on = |_: &mut Summary| ControlFlow::Continue(());
    let read = reading.run(&context.signals.stop, &mut bar, &fold, &mut summary, go_on);
    bar.clear();
    read?;
    let screen = context.screen();
    if form.is_none() {
        context.ui.start_pager();
    }
    let out = &mut context.ui.out;
    let mut left_out = Vec::new();
    let _closed = written(match form {
        None => render::summary::write(&fold.by, &summary, &screen, out)
            .map(|headings| left_out = headings),
        Some(form) => render::summary::write_json(&fold.by, &summary, form, out),
    })?;
    if form.is_none() {
        context.tell_left_out(&left_out);
        tell_absent(context, &fold.by, &summary);
        let total = summary.total().count;
        let text = if total == 0 {
            reading.why_nothing()
        } else {
            let groups = summary.groups().len() as u64;
            let (total, groups) = (
                render::quantity::counted(total, "record"),
                render::quantity::counted(groups, "group"),
            );
            format!("{total} in {groups}")
        };
        context.ui.note(&text);
    }
    Ok(reading.close(context, selection.fail_if_none))
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
struct Groups {
    by: Vec<Field>,
}

impl Fold for Groups {
    type Part = Summary;
    type Total = Summary;

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Summary) {
        part.record(&self.by, letter);
    }

    fn merge(&self, total: &mut Summary, part: Summary) -> ControlFlow<()> {
        total.merge(part);
        ControlFlow::Continue(())
    }
}
