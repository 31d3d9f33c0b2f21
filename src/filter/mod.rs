//! Which records a command is about.
//!
//! Belongs here: one file per kind of predicate, and the order in which they are asked. Does not belong here: offsets,
//! counts and times that bound a scan (`offsets.rs`), nor flags (`cli.rs`).

use crate::dead_letter::DeadLetterView;
use crate::record::Envelope;

/// What the cheapest stage can say of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The record does not match, whatever else it holds.
    Drop,
    /// The record matches, whatever else it holds.
    Keep,
    /// Its headers or its payload decide.
    Undecided,
}

/// A conjunction of predicates, asked in three stages, cheapest first: envelope, headers, payload.
#[derive(Default)]
pub struct Filter {}

impl Filter {
    /// Accepts every record.
    pub fn everything() -> Self {
        Self::default()
    }

    /// Decides on place, time, key and value alone, as far as they decide.
    pub fn envelope(&self, _envelope: &Envelope<'_>) -> Verdict {
        Verdict::Keep
    }

    /// Tells whether some record can only be decided by its headers.
    pub fn needs_headers(&self) -> bool {
        false
    }

    /// Decides on the whole record.
    pub fn accepts(&self, _letter: &DeadLetterView<'_>) -> bool {
        true
    }
}
