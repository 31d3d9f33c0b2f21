//! `--grep`.

use std::fmt;
use std::str::FromStr;

use super::{Predicate, Stage, TextMatcher, Verdict};
use crate::dead_letter::DeadLetterView;
use crate::error::{Error, Result};
use crate::payload::Part;
use crate::record::Envelope;

/// A part of a record in which `--grep` looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrepPart {
    /// The key.
    Key,
    /// The value, as it is and decoded.
    Value,
    /// Every header's value; a stack trace is one.
    Headers,
    /// The stack trace alone.
    Stack,
}

impl GrepPart {
    /// Every part, by the name that people type.
    pub const NAMES: &[&str] = &["key", "value", "headers", "stack"];

    /// Where `--grep` looks unless told: everywhere, the stack trace being a header.
    pub const DEFAULT: &[Self] = &[Self::Key, Self::Value, Self::Headers];
}

impl fmt::Display for GrepPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::NAMES[*self as usize])
    }
}

impl FromStr for GrepPart {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        [Self::Key, Self::Value, Self::Headers, Self::Stack]
            .into_iter()
            .find(|part| part.to_string() == text)
            .ok_or_else(|| {
                Error::usage(format!("`{text}` is no part of a record"))
                    .hint(format!("parts are {}", Self::NAMES.join(", ")))
            })
    }
}

/// Holds for records in which any of the expressions matches in any of the parts.
#[derive(Clone, Debug)]
pub struct Grep {
    expressions: Vec<TextMatcher>,
    /// Whether it looks there, by [`GrepPart`].
    parts: [bool; 4],
    /// Whether keys and values may be more than their bytes.
    decodes: bool,
}

impl Grep {
    /// Looks for the expressions in these parts; no part at all means the default ones. With `decodes` also in what keys
    /// and values mean.
    pub fn new(expressions: Vec<TextMatcher>, parts: &[GrepPart], decodes: bool) -> Self {
        let parts = if parts.is_empty() {
            GrepPart::DEFAULT
        } else {
            parts
        };
        let mut looks_in = [false; 4];
        for part in parts {
            looks_in[*part as usize] = true;
        }
        Self {
            expressions,
            parts: looks_in,
            decodes,
        }
    }

    fn looks_in(&self, part: GrepPart) -> bool {
        self.parts[part as usize]
    }

    fn any(&self, bytes: &[u8]) -> bool {
        self.expressions.iter().any(|one| one.matches(bytes))
    }

    fn in_envelope(&self, envelope: &Envelope<'_>) -> bool {
        let key = envelope.key.filter(|_| self.looks_in(GrepPart::Key));
        let value = envelope.value.filter(|_| self.looks_in(GrepPart::Value));
        key.into_iter().chain(value).any(|bytes| self.any(bytes))
    }
}

impl Predicate for Grep {
    fn stage(&self) -> Stage {
        if self.decodes || self.looks_in(GrepPart::Headers) || self.looks_in(GrepPart::Stack) {
            Stage::Payload
        } else {
            Stage::Envelope
        }
    }

    fn envelope(&self, envelope: &Envelope<'_>) -> Verdict {
        if self.stage() == Stage::Envelope {
            Verdict::of(self.in_envelope(envelope))
        } else {
            // One thread asks about envelopes: it shall not search values when the workers have to look anyway.
            Verdict::Undecided
        }
    }

    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        let record = letter.record();
        let in_headers = || {
            let mut values = record.headers.iter().filter_map(|header| header.value);
            values.any(|value| self.any(value))
        };
        let in_stack = || {
            let trace = letter.failure().stack_trace.value();
            trace.is_some_and(|trace| self.any(trace.as_bytes()))
        };
        let in_decoded = |looks: GrepPart, part| {
            let wanted = self.decodes && self.looks_in(looks);
            let decoded = wanted.then(|| letter.decoded(part)).flatten();
            decoded.is_some_and(|text| self.any(text.as_bytes()))
        };
        self.in_envelope(&record.envelope)
            || (self.looks_in(GrepPart::Headers) && in_headers())
            || (self.looks_in(GrepPart::Stack) && in_stack())
            || in_decoded(GrepPart::Key, Part::Key)
            || in_decoded(GrepPart::Value, Part::Value)
    }
}
