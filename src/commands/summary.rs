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
use crate::scan::Fold;
use crate::summary::{Field, Summary};
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
    let out = &mut context.ui.out;
    let _closed = written(match form {
        None => render::summary::write(&fold.by, &summary, &screen, out),
        Some(form) => render::summary::write_json(&fold.by, &summary, form, out),
    })?;
    if form.is_none() {
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
