//! `--root-cause`, `--stack` and `--attempts`: what else the headers say of a failure.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use super::{Exception, Predicate, Stage, TextMatcher};
use crate::dead_letter::DeadLetterView;
use crate::error::{Error, Result};

/// Holds for dead letters whose deepest exception is of a class that any of the patterns is about.
#[derive(Clone, Debug)]
pub struct RootCause(pub Exception);

impl Predicate for RootCause {
    fn stage(&self) -> Stage {
        Stage::Headers
    }

    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        self.0.is_possible(letter)
            && letter
                .failure()
                .root_cause
                .value()
                .is_some_and(|class| self.0.matches(class))
    }
}

/// Holds for dead letters whose stack trace any of the texts matches.
#[derive(Clone, Debug)]
pub struct Stack(pub Vec<TextMatcher>);

impl Predicate for Stack {
    fn stage(&self) -> Stage {
        Stage::Payload
    }

    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        let trace = letter.failure().stack_trace.value();
        trace.is_some_and(|trace| self.0.iter().any(|text| text.matches(trace.as_bytes())))
    }
}

/// A number of failed deliveries as it was typed: `3`, `>3`, `>=3`, `<3`, `<=3` or `3-5`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptsRange {
    typed: Box<str>,
    range: RangeInclusive<u32>,
}

impl fmt::Display for AttemptsRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.typed)
    }
}

impl FromStr for AttemptsRange {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let error = || {
            Error::usage(format!("`{text}` is no number of attempts"))
                .hint("write 3, '>3', '>=3', '<3', '<=3' or 3-5")
        };
        let number = |text: &str| -> Result<u32> {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            digits
                .then(|| text.parse().ok())
                .flatten()
                .ok_or_else(error)
        };
        let range = if let Some(rest) = text.strip_prefix(">=") {
            number(rest)?..=u32::MAX
        } else if let Some(rest) = text.strip_prefix("<=") {
            0..=number(rest)?
        } else if let Some(rest) = text.strip_prefix('>') {
            number(rest)?.checked_add(1).ok_or_else(error)?..=u32::MAX
        } else if let Some(rest) = text.strip_prefix('<') {
            0..=number(rest)?.checked_sub(1).ok_or_else(error)?
        } else if let Some((from, to)) = text.split_once('-') {
            number(from)?..=number(to)?
        } else {
            let exactly = number(text)?;
            exactly..=exactly
        };
        if range.is_empty() {
            return Err(error().why("its end is below its start"));
        }
        Ok(Self {
            typed: text.into(),
            range,
        })
    }
}

/// Holds for dead letters that say how often they failed, where that is in any of the ranges.
#[derive(Clone, Debug)]
pub struct Attempts(pub Vec<AttemptsRange>);

impl Predicate for Attempts {
    fn stage(&self) -> Stage {
        Stage::Headers
    }

    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        let attempts = letter.failure().attempts.value();
        attempts.is_some_and(|count| self.0.iter().any(|one| one.range.contains(count)))
    }
}
