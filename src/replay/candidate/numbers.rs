//! Byte strings that many candidates share, by their numbers.

use std::collections::HashMap;
use std::sync::Arc;

use smallvec::SmallVec;

use super::{NO_TEXT, Text};

/// Byte strings by number.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    pub(super) list: Vec<Arc<[u8]>>,
    index: HashMap<Arc<[u8]>, u32>,
}

impl Numbers {
    /// Numbers a byte string.
    pub(super) fn number(&mut self, bytes: &[u8]) -> Text {
        if let Some(number) = self.index.get(bytes) {
            return *number;
        }
        let number = u32::try_from(self.list.len()).unwrap_or(NO_TEXT);
        let bytes: Arc<[u8]> = bytes.into();
        self.list.push(bytes.clone());
        self.index.insert(bytes, number);
        number
    }

    /// Numbers a byte string, unless that would be one more than `most` different ones.
    pub(super) fn number_of(&mut self, bytes: &[u8], most: usize) -> Option<Text> {
        if self.list.len() >= most && !self.index.contains_key(bytes) {
            return None;
        }
        Some(self.number(bytes))
    }

    /// Returns the byte string of a number.
    pub(super) fn bytes(&self, number: Text) -> &[u8] {
        usize::try_from(number)
            .ok()
            .and_then(|index| self.list.get(index))
            .map_or(&[], AsRef::as_ref)
    }
}

/// Writes a set of names as one byte string: each with its length before it.
pub(super) fn set<'n>(names: impl Iterator<Item = &'n [u8]>) -> Vec<u8> {
    let mut names: SmallVec<[_; 24]> = names.collect();
    names.sort_unstable();
    names.dedup();
    let mut bytes = Vec::with_capacity(names.iter().map(|name| 8 + name.len()).sum());
    for name in names {
        bytes.extend((name.len() as u64).to_be_bytes());
        bytes.extend(name);
    }
    bytes
}

/// Reads what [`set`] wrote.
pub(super) fn names(mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (length, rest) = bytes.split_first_chunk::<8>()?;
        let length = usize::try_from(u64::from_be_bytes(*length)).ok()?;
        let (name, rest) = rest.split_at_checked(length)?;
        bytes = rest;
        Some(name)
    })
}
