//! The folds of the machine formats: envelopes, and whatever else workers make into bytes.

use std::ops::ControlFlow;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Output;
use crate::dead_letter::DeadLetterView;
use crate::envelope::{Chunk, Document, Form, Identity, View};
use crate::scan::Fold;

/// Writes envelopes.
pub(crate) struct Envelopes {
    pub(super) form: Form,
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

/// Appends what is written of one record.
pub(super) type Push = Box<dyn Fn(&DeadLetterView<'_>, &mut Vec<u8>) + Send + Sync>;

/// Writes one thing after another that workers made into bytes: references, values, rows.
pub(super) struct Bytes(pub(super) Push);

impl Fold for Bytes {
    type Part = (Vec<u8>, u64);
    type Total = (Output, u64);

    fn record(&self, letter: &DeadLetterView<'_>, (bytes, records): &mut Self::Part) {
        *records += 1;
        (self.0)(letter, bytes);
    }

    fn merge(&self, (output, written): &mut Self::Total, part: Self::Part) -> ControlFlow<()> {
        *written += part.1;
        output.write(|out| out.write_all(&part.0))
    }
}
