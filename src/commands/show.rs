//! `dltctl show`: everything about single dead letters.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use clap::Args;

use super::Context;
use super::reading::Reading;
use super::writing::{self, From, NoSource, Output, Written, write_for_machines};
use crate::cli::output::Format;
use crate::cli::selection::SelectionArgs;
use crate::dead_letter::DeadLetterView;
use crate::error::{Error, ExitStatus, Result};
use crate::kind::KindReader;
use crate::render::Screen;
use crate::render::detail::{self, Wanted};
use crate::scan::{Fold, Source};
use crate::settings::selection::Bound;

/// Flags of `dltctl show`.
#[derive(Args, Debug)]
pub struct ShowArgs {
    /// References such as orders.events.DLT-0@5, or topics, of which the newest record is shown
    #[arg(value_name = "REF|TOPIC", required_unless_present = "refs")]
    targets: Vec<String>,
    /// Show every frame of the stack trace
    #[arg(long)]
    full_stack: bool,
    /// Tell step by step how the key and the value are read
    #[arg(long)]
    explain: bool,
    /// Which records
    #[command(flatten)]
    selection: SelectionArgs,
}

/// Shows the records.
///
/// # Errors
///
/// Those of reading and writing; a reference to a record that does not exist.
pub(crate) fn run(args: &ShowArgs, context: &mut Context<'_>) -> Result<ExitStatus> {
    let mut selection = context.selection(&args.selection, &args.targets)?;
    if selection.bound == Bound::All && !selection.is_selective() {
        selection.bound = Bound::Newest(1);
    }
    context.check_output()?;
    let mut reading = Reading::open(context, &selection)?;
    // Other forms have no place for a second record.
    reading.fetches_sources = matches!(
        context.format(),
        Format::Table | Format::Wide | Format::Json | Format::Ndjson | Format::Yaml
    );
    if context.format().is_for_machines() {
        let written = Written::of(context, reading.beside(&selection), true)?;
        let from = From::<NoSource>::Cluster(&mut reading);
        write_for_machines(context, from, written, selection.follow)?;
    } else {
        if !selection.follow {
            context.ui.start_pager();
        }
        let from = From::<NoSource>::Cluster(&mut reading);
        let wanted = Wanted {
            full_stack: args.full_stack,
            explain: args.explain,
            correlation: context.settings.correlation.clone(),
        };
        details(context, from, selection.kinds.clone(), wanted)?;
    }
    if reading.matched == 0 && !reading.interrupted {
        let named = args.targets.join(", ");
        return Err(Error::usage(format!("no such record: {named}"))
            .why("nothing matches there, or it was removed by retention")
            .hint("`dltctl list TOPIC --newest 20` shows what is there"));
    }
    Ok(reading.close(context, selection.fail_if_none))
}

/// Writes the whole of each record.
struct Details {
    screen: Screen,
    kinds: Arc<KindReader>,
    wanted: Wanted,
}

impl Fold for Details {
    type Part = Vec<Vec<u8>>;
    type Total = (Output, bool);

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Vec<Vec<u8>>) {
        let mut text = Vec::new();
        // Writing into memory cannot fail.
        let _ = detail::write(
            letter,
            self.kinds.of(letter).as_deref(),
            &self.screen,
            &self.wanted,
            &mut text,
        );
        part.push(text);
    }

    fn merge(&self, (output, begun): &mut Self::Total, part: Vec<Vec<u8>>) -> ControlFlow<()> {
        output.write(|out| {
            for text in part {
                if std::mem::replace(begun, true) {
                    out.write_all(b"\n")?;
                }
                out.write_all(&text)?;
            }
            Ok(())
        })
    }
}

/// Prints the detail screen of each record; `decode` comes here too.
///
/// # Errors
///
/// Those of reading and writing.
pub(super) fn details<S: Source>(
    context: &mut Context<'_>,
    from: From<'_, S>,
    kinds: Arc<KindReader>,
    wanted: Wanted,
) -> Result<()> {
    let fold = Details {
        screen: context.screen(),
        kinds,
        wanted,
    };
    let mut bar = context.ui.progress("reading");
    let out = std::mem::replace(&mut context.ui.out, Box::new(io::sink()));
    let mut total = (Output::new(out), false);
    let go_on = |total: &mut (Output, bool)| total.0.write(|out| out.flush());
    let read = writing::run(
        from,
        &context.signals.stop,
        &mut bar,
        &fold,
        &mut total,
        go_on,
    );
    bar.clear();
    let (out, finished) = total.0.finish();
    context.ui.out = out;
    read.and(finished)
}
