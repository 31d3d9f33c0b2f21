//! What goes wrong on a walk, and where.

use std::fmt::{self, Write as _};

use super::super::schema::Broken;
use crate::sanitize;

/// The longest text of a map's key in a path, in cells.
const KEY_WIDTH: usize = 40;

/// The way of every walk: on an error, the steps back to the root are noted.
pub(super) type Walk<T = ()> = Result<T, Fault>;

/// One step into a value.
#[derive(Debug)]
pub(super) enum Step {
    Field(String),
    Item(usize),
    Key(String),
}

/// What is wrong, before it is told apart for the caller. As small as it can be, because every value returns one or none.
#[derive(Debug)]
pub(super) struct Fault(Box<Told>);

#[derive(Debug)]
struct Told {
    at: usize,
    why: String,
    truncated: bool,
    /// The bytes are in order, but the reader's schema does not take them.
    is_mismatch: bool,
    /// From the value to the root.
    steps: Vec<Step>,
}

impl Fault {
    /// Bytes that cannot be.
    pub(super) fn wrong(at: usize, why: impl Into<String>) -> Self {
        Self(Box::new(Told {
            at,
            why: why.into(),
            truncated: false,
            is_mismatch: false,
            steps: Vec::new(),
        }))
    }

    /// Bytes that end before the schema does.
    pub(super) fn truncated(at: usize, why: impl Into<String>) -> Self {
        let mut fault = Self::wrong(at, why);
        fault.0.truncated = true;
        fault
    }

    /// A value that the reader's schema does not take.
    pub(super) fn mismatch(why: impl Into<String>) -> Self {
        let mut fault = Self::wrong(0, why);
        fault.0.is_mismatch = true;
        fault
    }

    /// Notes where the value stands in the one around it.
    pub(super) fn inside(mut self, step: Step) -> Self {
        self.0.steps.push(step);
        self
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for step in self.0.steps.iter().rev() {
            // Writing to a string cannot fail.
            let _ = match step {
                Step::Field(name) if path.is_empty() => write!(path, "{name}"),
                Step::Field(name) => write!(path, ".{name}"),
                Step::Item(index) => write!(path, "[{index}]"),
                Step::Key(key) => write!(path, "[\"{}\"]", sanitize::excerpt(key, KEY_WIDTH)),
            };
        }
        path
    }

    /// Tells the caller of a read with one schema.
    pub(super) fn into_broken(self) -> Broken {
        Broken {
            at: self.0.at,
            path: self.path(),
            why: self.0.why,
            truncated: self.0.truncated,
        }
    }

    /// Tells the caller of a read with two schemas.
    pub(super) fn into_mismatch(self) -> Mismatch {
        if self.0.is_mismatch {
            Mismatch::Schema {
                path: self.path(),
                why: self.0.why,
            }
        } else {
            Mismatch::Broken(self.into_broken())
        }
    }
}

/// Why what was written with one schema cannot be read with another. Displays as one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// The bytes do not follow the schema they were written with.
    Broken(Broken),
    /// The bytes are in order, but the reader's schema does not take them.
    Schema {
        /// The field, for example `lines[3].price`; empty for the whole.
        path: String,
        /// What is wrong, in a few words: `is missing in what was written, and has no default`.
        why: String,
    },
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, why) = match self {
            Self::Broken(broken) => (&broken.path, &broken.why),
            Self::Schema { path, why } => (path, why),
        };
        if !path.is_empty() {
            write!(f, "{path}: ")?;
        }
        f.write_str(why)?;
        if let Self::Broken(broken) = self {
            write!(f, " (at byte {})", broken.at)?;
        }
        Ok(())
    }
}
