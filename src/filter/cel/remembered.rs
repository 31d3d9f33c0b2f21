//! Answers of expressions that look at nothing but headers: dead letters of one topic have few different ones.
//!
//! An evaluation costs more than all that comes before it. What an expression answers is given by what it reads, so a
//! record with the same headers has the same answer.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use super::names::{Names, Wanted};
use crate::record::Headers;

/// The most answers that are kept, and the most bytes of headers that one stands for.
const MOST_ANSWERS: usize = 1024;
const MOST_BYTES: usize = 512;

/// The answers, over all workers.
#[derive(Debug)]
pub(super) struct Remembered {
    wanted: Wanted,
    answers: RwLock<HashMap<Box<[u8]>, bool>>,
}

impl Remembered {
    /// Remembers the answers of an expression with these names; `None` where it reads more than headers by their names.
    pub(super) fn of(names: &Names) -> Option<Self> {
        let wanted = names.headers_alone()?;
        Some(Self {
            wanted: wanted.clone(),
            answers: RwLock::default(),
        })
    }

    /// Returns what stands for all that the expression reads of a record; `None` where it is too much to be kept.
    pub(super) fn key(&self, headers: Headers<'_>) -> Option<Vec<u8>> {
        let mut key = Vec::with_capacity(MOST_BYTES / 4);
        for header in headers.iter() {
            if self.wanted.of_header(header.name).is_none() {
                continue;
            }
            // Lengths in front, so that nothing can be taken for something else; a null is no length.
            key.extend(header.name.len().to_le_bytes());
            key.extend(header.name);
            key.extend(header.value.map_or(usize::MAX, <[u8]>::len).to_le_bytes());
            let value = header.value.unwrap_or_default();
            if key.len() + value.len() > MOST_BYTES {
                return None;
            }
            key.extend(value);
        }
        Some(key)
    }

    /// Returns the answer for a key, if it is known.
    pub(super) fn answer(&self, key: &[u8]) -> Option<bool> {
        let answers = self.answers.read().unwrap_or_else(PoisonError::into_inner);
        answers.get(key).copied()
    }

    /// Keeps an answer, while there is room.
    pub(super) fn keep(&self, key: Vec<u8>, answer: bool) {
        let mut answers = self.answers.write().unwrap_or_else(PoisonError::into_inner);
        if answers.len() < MOST_ANSWERS {
            answers.insert(key.into(), answer);
        }
    }
}
