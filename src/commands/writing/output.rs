//! An output that is being written, by one fold after another.

use std::io::{self, Write};
use std::ops::ControlFlow;

use crate::error::{Error, Result};
use crate::ui::written;

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
