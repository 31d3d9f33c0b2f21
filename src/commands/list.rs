//! `dltctl list`: one line per dead letter.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::sync::Arc;

use clap::Args;

use super::Context;
use super::reading::Reading;
use super::writing::{From, NoSource, Output, Written, state, write_for_machines};
use crate::cli::output::Format;
use crate::cli::selection::SelectionArgs;
use crate::dead_letter::DeadLetterView;
use crate::error::{Error, ExitStatus, Result};
use crate::filter::{HandledSet, State};
use crate::kind::KindReader;
use crate::quantity::counted;
use crate::render::{Layout, List, Row, Screen};
use crate::sanitize::line;
use crate::scan::Fold;
use crate::settings::selection::{Bound, Selection};
use crate::ui::{Clock, written};

/// From so many rows on a table is long.
const MANY: u64 = 100;

/// Flags of `dltctl list`.
#[derive(Args, Debug)]
pub struct ListArgs {
    /// Topics, or references such as orders.events.DLT-0@5
    #[arg(value_name = "TOPIC|REF", required_unless_present = "refs")]
    targets: Vec<String>,
    /// Print only how many records match
    #[arg(long)]
    count: bool,
    /// Which records
    #[command(flatten)]
    selection: SelectionArgs,
}

/// Lists the records.
///
/// # Errors
///
/// Those of reading and writing.
pub(crate) fn run(args: &ListArgs, context: &mut Context<'_>) -> Result<ExitStatus> {
    let selection = context
        .selection(&args.selection, &args.targets)?
        .or_state(State::Open);
    if args.count {
        if context.format() == Format::Template {
            return Err(Error::usage("--count prints a number, and -f records")
                .hint("leave out one of them"));
        }
        count(&selection, context)
    } else {
        list(&selection, context)
    }
}

/// Lists a selection; `tail` comes here too.
///
/// # Errors
///
/// Those of reading and writing.
pub(super) fn list(selection: &Selection, context: &mut Context<'_>) -> Result<ExitStatus> {
    context.check_output()?;
    let columns = context.columns()?;
    let mut reading = Reading::open(context, selection)?;
    if context.format().is_for_machines() {
        let beside = reading.beside(selection);
        let written = Written::of(context, beside, false)?;
        let from = From::<NoSource>::Cluster(&mut reading);
        write_for_machines(context, from, written, selection.follow)?;
    } else {
        let layout = match columns {
            Some(columns) => Layout::of(columns),
            None if context.format() == Format::Wide => Layout::wide(),
            None => Layout::table(),
        };
        table(context, &mut reading, layout, selection)?;
    }
    if reading.matched == 0 && !context.format().is_for_machines() {
        context.ui.note(&reading.why_nothing());
    }
    tell_many(context, selection, reading.matched);
    context.tell_ambiguous(selection);
    Ok(reading.close(context, selection.fail_if_none))
}

/// Says at the end of a long table on a terminal how much there was, and how a person gets less.
fn tell_many(context: &mut Context<'_>, selection: &Selection, matched: u64) {
    let nobody_reads = !context.ui.out_is_terminal || context.format().is_for_machines();
    if nobody_reads || selection.follow || selection.bound != Bound::All || matched < MANY {
        return;
    }
    let topics = selection.topics.join(" ");
    context.ui.note(&format!(
        "{}; `--newest 20` shows the newest, `-n 20` the first, `dltctl summary {}` what they have in common",
        counted(matched, "record"),
        line(&topics)
    ));
}

/// Prints how many records match.
fn count(selection: &Selection, context: &mut Context<'_>) -> Result<ExitStatus> {
    let mut reading = Reading::open(context, selection)?;
    let mut bar = context.ui.progress("counting");
    reading.run(&context.signals.stop, &mut bar, &Count, &mut (), |()| {
        ControlFlow::Continue(())
    })?;
    bar.clear();
    let text = match context.format() {
        Format::Json | Format::Ndjson => format!("{{\"v\":1,\"count\":{}}}\n", reading.matched),
        Format::Yaml => format!("v: 1\ncount: {}\n", reading.matched),
        Format::Table
        | Format::Wide
        | Format::Csv
        | Format::Name
        | Format::Raw
        | Format::Template => {
            format!("{}\n", reading.matched)
        }
    };
    let _closed = written(context.ui.out.write_all(text.as_bytes()))?;
    Ok(reading.close(context, selection.fail_if_none))
}

/// Wants nothing but the number of records.
struct Count;

impl Fold for Count {
    type Part = ();
    type Total = ();

    fn counts_only(&self) -> bool {
        true
    }

    fn record(&self, _letter: &DeadLetterView<'_>, _part: &mut ()) {}

    fn merge(&self, _total: &mut (), _part: ()) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// Makes rows on the workers and prints them as they come.
struct Rows {
    layout: Layout,
    screen: Screen,
    handled: Option<Arc<HandledSet>>,
    kinds: Arc<KindReader>,
    /// The clock, where rows go on to come and ages are counted from when they do.
    clock: Option<Clock>,
}

impl Fold for Rows {
    type Part = Vec<Row>;
    type Total = (Output, List);

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Vec<Row>) {
        let now = self.clock.as_ref().map(|clock| Screen {
            now_ms: clock(),
            ..self.screen.clone()
        });
        let screen = now.as_ref().unwrap_or(&self.screen);
        let kind = (self.layout.shows_kinds())
            .then(|| self.kinds.of(letter))
            .flatten();
        let state = state(self.handled.as_deref(), letter);
        part.push(Row::of(
            letter,
            &self.layout,
            screen,
            state,
            kind.as_deref(),
        ));
    }

    fn merge(&self, (output, list): &mut Self::Total, part: Vec<Row>) -> ControlFlow<()> {
        output.write(|out| part.into_iter().try_for_each(|row| list.push(row, out)))
    }
}

/// Prints the table.
fn table(
    context: &mut Context<'_>,
    reading: &mut Reading,
    layout: Layout,
    selection: &Selection,
) -> Result<()> {
    let follow = selection.follow;
    let screen = context.screen();
    let list = List::new(&layout, &screen).expecting_refs(reading.longest_ref());
    if !follow {
        context.ui.start_pager();
    }
    let mut bar = context.ui.progress("reading");
    let out = std::mem::replace(&mut context.ui.out, Box::new(io::sink()));
    let mut total = (Output::new(out), list);
    let fold = Rows {
        layout,
        screen,
        handled: reading.handled.clone(),
        kinds: selection.kinds.clone(),
        clock: follow.then(|| context.ui.clock.clone()),
    };
    let read = reading.run(
        &context.signals.stop,
        &mut bar,
        &fold,
        &mut total,
        |(output, list)| {
            // Nobody knows when the next row comes, so what is there is shown.
            if follow {
                output.write(|out| list.settle(out).and_then(|()| out.flush()))
            } else {
                ControlFlow::Continue(())
            }
        },
    );
    bar.clear();
    let (mut output, mut list) = total;
    let _closed = output.write(|out| list.finish(out));
    let (out, finished) = output.finish();
    context.ui.out = out;
    read.and(finished)?;
    let left_out = list.left_out().into_iter().map(str::to_owned);
    context.tell_left_out(&left_out.collect::<Vec<_>>());
    Ok(())
}
