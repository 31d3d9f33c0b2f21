//! `--key` and `--exclude-key`.

use super::{Predicate, Stage, TextMatcher, Verdict};
use crate::dead_letter::DeadLetterView;
use crate::payload::Part;
use crate::record::Envelope;

/// Holds for records whose key matches any of the texts, as it is or decoded. A null key matches nothing.
#[derive(Clone, Debug)]
pub struct Key {
    texts: Vec<TextMatcher>,
    /// Whether keys may be more than their bytes.
    decodes: bool,
}

impl Key {
    /// Looks for the texts in keys; with `decodes` also in what they mean.
    pub fn new(texts: Vec<TextMatcher>, decodes: bool) -> Self {
        Self { texts, decodes }
    }

    fn any(&self, bytes: &[u8]) -> bool {
        self.texts.iter().any(|text| text.matches(bytes))
    }
}

impl Predicate for Key {
    fn stage(&self) -> Stage {
        if self.decodes {
            Stage::Payload
        } else {
            Stage::Envelope
        }
    }

    fn envelope(&self, envelope: &Envelope<'_>) -> Verdict {
        if envelope.key.is_some_and(|key| self.any(key)) {
            Verdict::Keep
        } else if self.decodes {
            Verdict::Undecided
        } else {
            Verdict::Drop
        }
    }

    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        match self.envelope(&letter.record().envelope) {
            Verdict::Keep => true,
            Verdict::Drop => false,
            Verdict::Undecided => letter
                .decoded(Part::Key)
                .is_some_and(|key| self.any(key.as_bytes())),
        }
    }
}
