//! `--tombstones`: records with a null value.

use std::fmt;
use std::str::FromStr;

use super::{Predicate, Stage};
use crate::dead_letter::{Carried, DeadLetterView};
use crate::error::{Error, Result};

/// What is meant to happen with tombstones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tombstones {
    /// Nothing in particular.
    All,
    /// They alone are meant.
    Only,
    /// They are left out.
    Skip,
}

impl Tombstones {
    /// The words that people type.
    pub const NAMES: &[&str] = &["all", "only", "skip"];
}

impl fmt::Display for Tombstones {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::NAMES[*self as usize])
    }
}

impl FromStr for Tombstones {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        [Self::All, Self::Only, Self::Skip]
            .into_iter()
            .find(|one| one.to_string() == text)
            .ok_or_else(|| {
                Error::usage(format!("`{text}` says nothing about tombstones"))
                    .hint(format!("write {}", Self::NAMES.join(", ")))
            })
    }
}

/// Holds for records whose value was null when they failed. A dead letter that does not carry the value is none.
#[derive(Clone, Copy, Debug)]
pub struct IsTombstone;

impl Predicate for IsTombstone {
    fn stage(&self) -> Stage {
        Stage::Headers
    }

    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        letter.record().envelope.value.is_none() && letter.payload() == Carried::AsItWas
    }
}
