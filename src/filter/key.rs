//! `--key` and `--exclude-key`.

use super::{Predicate, Stage, TextMatcher, Verdict};
use crate::record::Envelope;

/// Holds for records whose key matches any of the texts. A null key matches nothing.
#[derive(Clone, Debug)]
pub struct Key(pub Vec<TextMatcher>);

impl Predicate for Key {
    fn stage(&self) -> Stage {
        Stage::Envelope
    }

    fn envelope(&self, envelope: &Envelope<'_>) -> Verdict {
        Verdict::of(
            envelope
                .key
                .is_some_and(|key| self.0.iter().any(|text| text.matches(key))),
        )
    }
}
