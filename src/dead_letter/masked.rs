//! Dead letters of which something is withheld, and what they were before.
//!
//! All that is shown of one comes from its masked copy. Behind it stands the dead letter itself, for the parts that are not
//! masked, and to tell kinds of failure apart.

use std::borrow::Cow;

use super::{DeadLetterView, Failure};
use crate::payload::{Part, Payload, Problem, Step};
use crate::record::Record;
use crate::redaction::WithheldPart;
use crate::summary::Distinct;

/// The dead letter that a masked one was made of: what is not masked of it, and its failure to tell kinds apart.
pub(super) trait Original: std::fmt::Debug {
    fn part(&self, part: Part) -> &Payload<'_>;
    fn bytes(&self, part: Part) -> Option<&[u8]>;
    fn decoded(&self, part: Part) -> Option<Cow<'_, str>>;
    fn explain(&self, part: Part) -> Vec<Step>;
    fn problem(&self, part: Part) -> Option<Cow<'_, Problem>>;
    fn failure(&self) -> &Failure<'_>;
}

impl Original for DeadLetterView<'_> {
    fn part(&self, part: Part) -> &Payload<'_> {
        self.part(part)
    }

    fn bytes(&self, part: Part) -> Option<&[u8]> {
        self.bytes(part)
    }

    fn decoded(&self, part: Part) -> Option<Cow<'_, str>> {
        self.decoded(part)
    }

    fn explain(&self, part: Part) -> Vec<Step> {
        self.explain(part)
    }

    fn problem(&self, part: Part) -> Option<Cow<'_, Problem>> {
        self.problem(part)
    }

    fn failure(&self) -> &Failure<'_> {
        self.failure()
    }
}

impl<'a> DeadLetterView<'a> {
    /// Looks at the masked copy of a dead letter: all that is shown comes from the copy. A record that was looked for beside
    /// it has to be put beside the copy as well, masked.
    pub fn masked(record: &'a Record, original: &'a DeadLetterView<'_>) -> Self {
        let mut masked = Self::read_by(record.view(), original.decoder);
        masked.original = Some(original);
        masked
    }

    /// Tells whether something of the record is withheld.
    pub fn is_redacted(&self) -> bool {
        self.record.withheld.is_some()
    }

    /// Returns what is withheld of the key or the value.
    pub(super) fn withheld(&self, part: Part) -> Option<&'a WithheldPart> {
        self.record.withheld?.part(part)
    }

    /// Returns how many bytes the key or the value has; of a masked one, how many it had.
    pub fn size(&self, part: Part) -> Option<usize> {
        let bytes = part.of(&self.record);
        let before = self.withheld(part).and_then(|withheld| withheld.size);
        before.or_else(|| bytes.map(<[u8]>::len))
    }

    /// Returns a hash of the key, to count different ones; `None` is null. Not to be shown: short keys can be guessed from it.
    pub fn key_hash(&self) -> Option<u64> {
        let before = self.withheld(Part::Key).and_then(|withheld| withheld.hash);
        before.or_else(|| self.record.envelope.key.map(Distinct::hash))
    }

    /// Returns why the record failed, as it was before it was masked: to tell kinds of failure apart, never to be shown.
    pub(crate) fn unmasked_failure(&self) -> &Failure<'_> {
        match self.original {
            Some(original) => original.failure(),
            None => self.failure(),
        }
    }
}
