//! What all commands that write records share: the folds of the machine formats, and the way to the output.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Context;
use super::reading::Reading;
use crate::cli::output::Format;
use crate::dead_letter::DeadLetterView;
use crate::envelope::{Chunk, Document, Form, Identity, View};
use crate::error::{Error, Result};
use crate::filter::Filter;
use crate::render::{push_name, push_raw};
use crate::scan::{Fold, OwnedBatch, Progress, Source, Stop, scan};
use crate::ui::{Bar, written};

/// Where records come from: a cluster, or owned ones.
pub(crate) enum From<'r, S> {
    /// A selection of a cluster.
    Cluster(&'r mut Reading),
    /// A file.
    Owned(S),
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

/// An output that is being written, with the first thing that went wrong.
pub(crate) struct Output {
    /// Where bytes go.
    pub(crate) out: Box<dyn Write + Send>,
    failure: Option<Error>,
}

impl Output {
    /// Starts to write to `out`.
    pub(crate) fn new(out: Box<dyn Write + Send>) -> Self {
        Self { out, failure: None }
    }

    /// Writes, and breaks off where the reader has gone or the output cannot be written.
    pub(crate) fn write(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> ControlFlow<()> {
        match written(write(&mut self.out)) {
            Ok(flow) => flow,
            Err(error) => {
                self.failure.get_or_insert(error);
                ControlFlow::Break(())
            }
        }
    }

    /// Flushes, hands the writer back, and reports what went wrong.
    ///
    /// # Errors
    ///
    /// When the output could not be written, for another reason than a reader that has gone.
    pub(crate) fn finish(mut self) -> (Box<dyn Write + Send>, Result<()>) {
        let flushed = written(self.out.flush()).map(|_| ());
        let outcome = self.failure.take().map_or(flushed, Err);
        (self.out, outcome)
    }
}

/// Writes envelopes.
pub(crate) struct Envelopes {
    form: Form,
    identity: Identity,
    view: View,
    /// Chunks that were written, to be filled again: a batch's envelopes are megabytes that the system would have to
    /// clear before each use.
    spare: Mutex<Vec<Chunk>>,
}

impl Envelopes {
    /// The most chunks that are kept to be filled again, and the largest.
    const SPARE: usize = 8;
    const LARGEST: usize = 4 << 20;

    /// Writes lines or one array, of records from there, with so much of the decoded view.
    pub(crate) fn new(form: Form, identity: Identity, view: View) -> Self {
        Self {
            form,
            identity,
            view,
            spare: Mutex::default(),
        }
    }

    fn spare(&self) -> MutexGuard<'_, Vec<Chunk>> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Fold for Envelopes {
    type Part = Chunk;
    type Total = (Output, Document);

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Chunk) {
        if part.capacity() == 0
            && let Some(spare) = self.spare().pop()
        {
            *part = spare;
        }
        part.push(self.form, letter, &self.identity, &self.view);
    }

    fn merge(&self, (output, document): &mut Self::Total, mut part: Chunk) -> ControlFlow<()> {
        let flow = output.write(|out| document.write(&part, out));
        part.clear();
        let mut spare = self.spare();
        if spare.len() < Self::SPARE && (1..=Self::LARGEST).contains(&part.capacity()) {
            spare.push(part);
        }
        flow
    }
}

/// Writes one thing after another that workers made into bytes: references, values.
pub(crate) struct Bytes(
    /// Appends what is written of one record.
    pub(crate) fn(&DeadLetterView<'_>, &mut Vec<u8>),
);

impl Fold for Bytes {
    type Part = Vec<u8>;
    type Total = Output;

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Vec<u8>) {
        (self.0)(letter, part);
    }

    fn merge(&self, output: &mut Output, part: Vec<u8>) -> ControlFlow<()> {
        output.write(|out| out.write_all(&part))
    }
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
        From::Owned(mut source) => {
            let everything = Filter::everything();
            scan(
                &mut source,
                &everything,
                fold,
                total,
                1,
                stop,
                |total, _| tick(total),
            )
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
    identity: Identity,
    view: View,
    follow: bool,
) -> Result<()> {
    let format = context.format();
    let mut bar = context.ui.progress("reading");
    let stop = &context.signals.stop;
    let out = std::mem::replace(&mut context.ui.out, Box::new(io::sink()));
    let output = Output::new(out);
    let flush = |output: &mut Output| {
        if follow {
            output.write(|out| out.flush())
        } else {
            ControlFlow::Continue(())
        }
    };
    let (outcome, output) = match format {
        Format::Name | Format::Raw => {
            let fold = Bytes(if format == Format::Name {
                push_name
            } else {
                push_raw
            });
            let mut output = output;
            let outcome = run(from, stop, &mut bar, &fold, &mut output, flush);
            (outcome, output)
        }
        Format::Table | Format::Wide | Format::Json | Format::Ndjson | Format::Csv => {
            let form = if format == Format::Json {
                Form::Array
            } else {
                Form::Lines
            };
            let fold = Envelopes::new(form, identity, view);
            let mut total = (output, Document::new(form));
            let outcome = run(from, stop, &mut bar, &fold, &mut total, |total| {
                flush(&mut total.0)
            });
            let (mut output, mut document) = total;
            // A document that was begun is closed, also when reading failed in its middle.
            let _closed = output.write(|out| document.finish(out));
            (outcome, output)
        }
    };
    let (out, finished) = output.finish();
    context.ui.out = out;
    outcome.and(finished)
}
