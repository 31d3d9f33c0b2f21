//! The schema ids of candidates: sets of numbers that only one registry can explain.

use std::collections::BTreeSet;

use super::numbers::Numbers;
use super::{NO_TEXT, Text};
use crate::payload::{Decoder, Part, SchemaId};
use crate::record::RecordView;

/// Stands for ids that are not told apart any more.
pub(crate) const MANY: Text = NO_TEXT - 1;

/// The most sets that are told apart: bytes that merely look framed make up a new id for each record.
const MOST_SETS: usize = 10_000;

/// Sets of ids by number.
#[derive(Debug, Default)]
pub(super) struct SchemaSets(Numbers);

impl SchemaSets {
    /// Numbers what the key and the value of a record name; [`NO_TEXT`] where they name nothing.
    pub(super) fn add(&mut self, decoder: &Decoder, record: &RecordView<'_>) -> Text {
        let parts = [Part::Key, Part::Value].into_iter();
        let ids = parts.filter_map(|part| decoder.named_number(part, record));
        self.number(ids)
    }

    /// Numbers a set of ids.
    pub(super) fn number(&mut self, ids: impl Iterator<Item = SchemaId>) -> Text {
        let ids: BTreeSet<[u8; 9]> = ids.filter_map(encode).collect();
        if ids.is_empty() {
            return NO_TEXT;
        }
        let bytes: Vec<u8> = ids.into_iter().flatten().collect();
        self.0.number_of(&bytes, MOST_SETS).unwrap_or(MANY)
    }

    /// Takes over the sets of another part of the scan, and returns their new numbers.
    pub(super) fn append(&mut self, part: &Self) -> Vec<Text> {
        let list = part.0.list.iter();
        list.map(|bytes| self.0.number_of(bytes, MOST_SETS).unwrap_or(MANY))
            .collect()
    }

    /// Returns the ids of a set.
    pub(super) fn ids(&self, number: Text) -> impl Iterator<Item = SchemaId> {
        let (ids, _) = self.0.bytes(number).as_chunks::<9>();
        ids.iter().filter_map(decode)
    }
}

fn encode(id: SchemaId) -> Option<[u8; 9]> {
    let kind = match id {
        SchemaId::Id(_) => 0,
        SchemaId::GlobalId(_) => 1,
        SchemaId::ContentId(_) => 2,
        SchemaId::Guid(_) | SchemaId::Glue(_) => return None,
    };
    let mut bytes = [kind; 9];
    bytes[1..].copy_from_slice(&id.number()?.to_be_bytes());
    Some(bytes)
}

fn decode(bytes: &[u8; 9]) -> Option<SchemaId> {
    let (kind, number) = bytes.split_first()?;
    let number = u64::from_be_bytes(number.try_into().ok()?);
    match kind {
        0 => u32::try_from(number).ok().map(SchemaId::Id),
        1 => Some(SchemaId::GlobalId(number)),
        _ => Some(SchemaId::ContentId(number)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_keep_their_ids_over_parts_of_a_scan() {
        let sets = [
            vec![SchemaId::Id(7)],
            vec![SchemaId::Id(u32::MAX), SchemaId::GlobalId(u64::MAX)],
            vec![SchemaId::ContentId(7), SchemaId::Id(7)],
        ];
        let (mut total, mut part) = (SchemaSets::default(), SchemaSets::default());
        total.number([SchemaId::Id(1)].into_iter());
        for set in &sets {
            part.number(set.iter().copied());
        }
        let numbers = total.append(&part);
        for (number, set) in numbers.into_iter().zip(&sets) {
            let found: BTreeSet<String> = total.ids(number).map(|id| id.to_string()).collect();
            assert_eq!(found, set.iter().map(ToString::to_string).collect());
        }
        // What every registry knows by the same name is no number.
        assert_eq!(part.number([SchemaId::Guid([1; 16])].into_iter()), NO_TEXT);
    }

    #[test]
    fn memory_stays_bounded_whatever_the_bytes() {
        let mut sets = SchemaSets::default();
        for id in 1..=20_000 {
            let number = sets.number([SchemaId::Id(id)].into_iter());
            assert_eq!(number == MANY, id > 10_000, "{id}");
        }
        assert_eq!(sets.number([SchemaId::Id(1)].into_iter()), 0);
        assert_eq!(sets.ids(MANY).count(), 0);
    }
}
