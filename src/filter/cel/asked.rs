//! What became of the records that an expression was asked about.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use cel::{ExecutionError, Value};

use super::Expression;
use crate::error::{Error, Result};
use crate::quantity::{self, counted};
use crate::sanitize::line;

/// The answers to one expression, over all workers.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// Records that it was asked about.
    records: AtomicU64,
    tally: Mutex<Tally>,
    wrong: OnceLock<String>,
}

#[derive(Debug, Default)]
struct Tally {
    /// Records without a field, by its name.
    without: BTreeMap<String, u64>,
    /// Records whose values could not be compared or used, with the first reason.
    unusable: Option<(u64, String)>,
}

/// The most names of fields that are told.
const MOST_TOLD: usize = 5;
/// The most names that are counted, and the longest, in characters.
const MOST_NAMES: usize = 100;
const LONGEST_NAME: usize = 100;

impl Asked {
    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a record whose answer was known.
    pub(super) fn was_answered(&self) {
        self.records.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts an answer. Returns it, if there is one.
    pub(super) fn answer(
        &self,
        answer: std::result::Result<Value, ExecutionError>,
    ) -> Option<Value> {
        self.was_answered();
        let error = match answer {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        let mut tally = self.tally();
        match error {
            ExecutionError::NoSuchKey(name) => {
                // Names come from the expression, but an index can be computed from a record: foreign text of any
                // length, and as many as there are records.
                let name: String = name.chars().take(LONGEST_NAME).collect();
                if tally.without.len() < MOST_NAMES || tally.without.contains_key(&name) {
                    *tally.without.entry(name).or_default() += 1;
                }
            }
            ExecutionError::UndeclaredReference(name) => {
                self.is_wrong(|| format!("there is nothing named `{name}`"));
            }
            error => {
                let (count, _) = tally.unusable.get_or_insert_with(|| (0, reason(&error)));
                *count += 1;
            }
        }
        None
    }

    /// Takes down that the expression itself is wrong, and why.
    pub(super) fn is_wrong(&self, why: impl FnOnce() -> String) {
        self.wrong.get_or_init(why);
    }

    /// Fails when the expression turned out to be wrong.
    pub(super) fn check(&self, flag: &str, expression: &Expression) -> Result<()> {
        match self.wrong.get() {
            None => Ok(()),
            Some(why) => Err(Error::usage(format!("{flag} `{expression}`")).why(why.as_str())),
        }
    }

    /// Says which fields records did not have, and what else could not be evaluated.
    pub(super) fn notes(&self, flag: &str, unusable: &str, expression: &Expression) -> Vec<String> {
        let tally = self.tally();
        let asked = counted(self.records.load(Ordering::Relaxed), "record");
        let typed = expression.to_string();
        let (named, computed): (Vec<_>, Vec<_>) = tally
            .without
            .iter()
            .partition(|(name, _)| typed.contains(name.as_str()));
        let mut without: Vec<_> = named
            .iter()
            .take(MOST_TOLD)
            .map(|(name, count)| {
                let (name, count) = (line(name), quantity::count(**count));
                format!("{flag}: {count} of {asked} had no field `{name}`")
            })
            .collect();
        // A name that is computed is a value of a record, which may be masked in all that is shown.
        let count: u64 = computed.iter().map(|(_, count)| **count).sum();
        if count > 0 {
            let count = quantity::count(count);
            without.push(format!(
                "{flag}: {count} of {asked} had no field of a name that is computed"
            ));
        }
        let cannot = tally.unusable.iter().map(|(count, why)| {
            let count = quantity::count(*count);
            format!("{flag}: {count} of {asked} {unusable}: {why}")
        });
        without.into_iter().chain(cannot).collect()
    }
}

/// Says why an expression has no answer. Most of the crate's own texts quote values of the record, which stay out.
fn reason(error: &ExecutionError) -> String {
    match error {
        ExecutionError::NoSuchOverload(error) if error.function() == "_._" => {
            "what has no fields was asked for one".to_owned()
        }
        ExecutionError::NoSuchOverload(error) => error.to_string(),
        ExecutionError::FunctionError { function, .. } => format!("{function} failed"),
        ExecutionError::IndexOutOfBounds(_) => "an index is beyond the end of a list".to_owned(),
        ExecutionError::DivisionByZero(_) | ExecutionError::RemainderByZero(_) => {
            "a division by zero".to_owned()
        }
        ExecutionError::Overflow(..) => "a number is too large".to_owned(),
        _ => "a value is of another type than it is used as".to_owned(),
    }
}
