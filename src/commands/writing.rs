//! What all commands that write records share: the folds of the machine formats, and the way to the output.

mod folds;
mod output;

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use jiff::tz::TimeZone;

use self::folds::{Bytes, Push};
use super::Context;
use super::reading::Reading;
use super::reading::folds::{Masking, Unpacking};
use crate::cli::output::Format;
use crate::dead_letter::DeadLetterView;
use crate::envelope::{self, Document, Form, Identity, View};
use crate::error::Result;
use crate::filter::{Filter, HandledSet};
use crate::kind::KindReader;
use crate::payload::Decoder;
use crate::redaction::Redaction;
use crate::render::{Column, Csv, Known, Printed, push_name, push_raw, yaml};
use crate::scan::{Fold, OwnedBatch, Progress, Source, Stages, Stop, scan};
use crate::ui::Bar;

pub(crate) use self::folds::Envelopes;
pub(crate) use self::output::Output;

/// Where records come from: a cluster, or owned ones.
pub(crate) enum From<'r, S> {
    /// A selection of a cluster.
    Cluster(&'r mut Reading),
    /// A file.
    Owned {
        /// Its records.
        source: S,
        /// Who reads their keys and values.
        decoder: Arc<Decoder>,
        /// What is masked in them.
        redaction: Redaction,
    },
}

/// The source of those who read from a cluster only.
pub(crate) enum NoSource {}

impl Source for NoSource {
    type Batch = OwnedBatch;

    fn next(&mut self, _filter: &Filter, _count_only: bool) -> Result<Option<OwnedBatch>> {
        match *self {}
    }

    fn progress(&self) -> Progress {
        match *self {}
    }
}

/// How records are written for programs.
pub(crate) enum Written {
    /// As envelopes.
    Envelopes(Envelopes),
    /// One after another, after a heading.
    Bytes {
        /// What stands in front of all records.
        heading: Vec<u8>,
        /// What is written of each.
        push: Push,
        /// What stands there where there is no record.
        none: &'static [u8],
    },
}

/// What was written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct WrittenRecords {
    /// The number of records.
    pub(crate) records: u64,
    /// How many of them have headers that could not be read, where envelopes were written.
    pub(crate) lossy: u64,
    /// How many of them are redacted, where envelopes were written.
    pub(crate) redacted: u64,
}

/// What is known of records beside themselves.
pub(crate) struct Beside {
    /// Where they come from.
    pub(crate) identity: Identity,
    /// Who makes out kinds of failure.
    pub(crate) kinds: Arc<KindReader>,
    /// What was replayed, where that matters.
    pub(crate) handled: Option<Arc<HandledSet>>,
}

impl Written {
    /// Makes out what the output flags mean; `decode` adds the decoded view to envelopes.
    ///
    /// # Errors
    ///
    /// Usage, where columns are named that there are not.
    pub(crate) fn of(context: &Context<'_>, beside: Beside, decode: bool) -> Result<Self> {
        let envelopes = |form| {
            let view = View {
                decode,
                kinds: Some(beside.kinds.clone()),
            };
            Self::Envelopes(Envelopes::new(form, beside.identity.clone(), view))
        };
        Ok(match context.format() {
            Format::Json => envelopes(Form::Array),
            Format::Table | Format::Wide | Format::Ndjson => envelopes(Form::Lines),
            Format::Yaml => Self::yaml(beside, decode),
            Format::Name => Self::bytes(Box::new(push_name)),
            Format::Raw => Self::bytes(Box::new(push_raw)),
            Format::Csv => Self::csv(context, beside)?,
            Format::Template => Self::template(context, beside)?,
        })
    }

    fn bytes(push: Push) -> Self {
        Self::Bytes {
            heading: Vec::new(),
            push,
            none: b"",
        }
    }

    /// Writes one list of the envelopes.
    fn yaml(beside: Beside, decode: bool) -> Self {
        let view = View {
            decode,
            kinds: Some(beside.kinds),
        };
        let push = move |letter: &DeadLetterView<'_>, out: &mut Vec<u8>| {
            let mut json = Vec::new();
            // Envelopes that cannot be replayed say so themselves.
            let _fidelity = envelope::write(letter, &beside.identity, &view, &mut json);
            let start = out.len();
            if yaml::push_element(&json, out).is_err() {
                // JSON is YAML.
                out.truncate(start);
                out.extend_from_slice(b"- ");
                out.extend_from_slice(&json);
                out.push(b'\n');
            }
        };
        Self::Bytes {
            heading: Vec::new(),
            push: Box::new(push),
            none: b"[]\n",
        }
    }

    /// Writes rows of the columns that were asked for, or of the usual ones.
    ///
    /// # Errors
    ///
    /// Usage, where columns are named that there are not.
    pub(crate) fn csv(context: &Context<'_>, beside: Beside) -> Result<Self> {
        let columns = context.columns()?.unwrap_or_else(Column::csv);
        let csv = Csv {
            for_terminal: context.is_for_terminal(),
        };
        let mut heading = Vec::new();
        if !context.output.no_header_row {
            csv.heading(&columns, &mut heading);
        }
        let needs_kind = columns.iter().any(Column::needs_kind);
        let clock = context.ui.clock.clone();
        let push = move |letter: &DeadLetterView<'_>, out: &mut Vec<u8>| {
            let kind = needs_kind.then(|| beside.kinds.of(letter)).flatten();
            let known = Known {
                state: state(beside.handled.as_deref(), letter),
                kind: kind.as_deref(),
                now_ms: clock(),
            };
            csv.record(&columns, letter, &known, out);
        };
        Ok(Self::Bytes {
            heading,
            push: Box::new(push),
            none: b"",
        })
    }

    /// Writes what the template says.
    ///
    /// # Errors
    ///
    /// Usage, for a mistake in the template.
    pub(crate) fn template(context: &Context<'_>, beside: Beside) -> Result<Self> {
        let Some(template) = context.template()? else {
            return Ok(Self::bytes(Box::new(|_, _| {})));
        };
        let printed = Printed {
            for_terminal: context.is_for_terminal(),
            zone: match context.output.tz {
                Some(_) => context.ui.zone().clone(),
                None => TimeZone::UTC,
            },
        };
        let needs_kind = template.needs_kind();
        let clock = context.ui.clock.clone();
        Ok(Self::bytes(Box::new(move |letter, out| {
            let kind = needs_kind.then(|| beside.kinds.of(letter)).flatten();
            let known = Known {
                state: state(beside.handled.as_deref(), letter),
                kind: kind.as_deref(),
                now_ms: clock(),
            };
            template.push(letter, &known, &printed, out);
        })))
    }

    /// Writes the records. Returns what was written, with the output; what was read before an error stands in it.
    pub(crate) fn write<S: Source>(
        self,
        from: From<'_, S>,
        stop: &Stop,
        bar: &mut Bar,
        mut output: Output,
        follow: bool,
    ) -> (Result<WrittenRecords>, Output) {
        let flush = |output: &mut Output| {
            if follow {
                output.write(|out| out.flush())
            } else {
                ControlFlow::Continue(())
            }
        };
        match self {
            Self::Envelopes(fold) => {
                let mut total = (output, Document::new(fold.form));
                let read = run(from, stop, bar, &fold, &mut total, |total| {
                    flush(&mut total.0)
                });
                let (mut output, mut document) = total;
                // A document that was begun is closed, also when reading failed in its middle.
                let _closed = output.write(|out| document.finish(out));
                let written = WrittenRecords {
                    records: document.records(),
                    lossy: document.lossy(),
                    redacted: document.redacted(),
                };
                (read.map(|()| written), output)
            }
            Self::Bytes {
                heading,
                push,
                none,
            } => {
                let _closed = output.write(|out| out.write_all(&heading));
                let mut total = (output, 0);
                let read = run(from, stop, bar, &Bytes(push), &mut total, |total| {
                    flush(&mut total.0)
                });
                let (mut output, records) = total;
                if records == 0 {
                    let _closed = output.write(|out| out.write_all(none));
                }
                let written = WrittenRecords {
                    records,
                    ..WrittenRecords::default()
                };
                (read.map(|()| written), output)
            }
        }
    }
}

/// Returns what became of a record, where the ledger tells.
pub(crate) fn state(
    handled: Option<&HandledSet>,
    letter: &DeadLetterView<'_>,
) -> Option<&'static str> {
    let envelope = &letter.record().envelope;
    let replayed = handled?.contains(envelope.topic, envelope.partition, envelope.offset);
    Some(if replayed { "replayed" } else { "new" })
}

/// Runs the records through a fold and a tick, wherever they come from.
pub(crate) fn run<S: Source, F: Fold>(
    from: From<'_, S>,
    stop: &Stop,
    bar: &mut Bar,
    fold: &F,
    total: &mut F::Total,
    mut tick: impl FnMut(&mut F::Total) -> ControlFlow<()>,
) -> Result<()> {
    match from {
        From::Cluster(reading) => reading.run(stop, bar, fold, total, tick),
        From::Owned {
            mut source,
            decoder,
            redaction,
        } => {
            let fold = &Unpacking(&Masking { fold, redaction });
            let everything = Filter::everything();
            let stages = Stages {
                filter: &everything,
                decoder: &decoder,
            };
            scan(&mut source, stages, fold, total, 1, stop, |total, _| {
                tick(total)
            })
            .map(|_| ())
        }
    }
}

/// Writes records in a machine format to standard output. `follow` flushes after each part.
///
/// # Errors
///
/// Those of reading and writing. What was read before stands in the output.
pub(crate) fn write_for_machines<S: Source>(
    context: &mut Context<'_>,
    from: From<'_, S>,
    written: Written,
    follow: bool,
) -> Result<()> {
    let mut bar = context.ui.progress("reading");
    let stop = &context.signals.stop;
    let out = std::mem::replace(&mut context.ui.out, Box::new(io::sink()));
    let (outcome, output) = written.write(from, stop, &mut bar, Output::new(out), follow);
    let (out, finished) = output.finish();
    context.ui.out = out;
    outcome.and(finished)
}
