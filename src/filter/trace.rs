//! `--trace`: everything that belongs to one request, by its trace or correlation id.

use super::{Predicate, Stage};
use crate::correlation::IdHeaders;
use crate::dead_letter::DeadLetterView;

/// Holds for records that carry an id in one of the headers for it: as the whole value, or as a part between signs that
/// ids do not have.
#[derive(Clone, Debug)]
pub struct Trace {
    /// In lower case.
    ids: Vec<Vec<u8>>,
    headers: IdHeaders,
}

impl Trace {
    /// Looks for any of these ids in such headers.
    pub fn new(ids: &[String], headers: &IdHeaders) -> Self {
        let lower = ids.iter().map(|one| one.to_ascii_lowercase().into_bytes());
        Self {
            ids: lower.collect(),
            headers: headers.clone(),
        }
    }

    fn is_in(&self, value: &[u8], hyphens_part: bool) -> bool {
        let value = value.to_ascii_lowercase();
        self.ids.iter().any(|id| holds(&value, id, hyphens_part))
    }
}

/// Tells whether `id` stands in `value` with nothing next to it that could belong to an id.
fn holds(value: &[u8], id: &[u8], hyphens_part: bool) -> bool {
    let apart = |byte: Option<&u8>| {
        byte.is_none_or(|byte| !byte.is_ascii_alphanumeric() && (hyphens_part || *byte != b'-'))
    };
    memchr::memmem::find_iter(value, id).any(|at| {
        let before = at.checked_sub(1).and_then(|before| value.get(before));
        apart(before) && apart(value.get(at + id.len()))
    })
}

impl Predicate for Trace {
    fn stage(&self) -> Stage {
        Stage::Headers
    }

    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        letter.record().headers.iter().any(|header| {
            let parted = self.headers.hyphens_part(header.name);
            parted
                .zip(header.value)
                .is_some_and(|(parted, value)| self.is_in(value, parted))
        })
    }
}
