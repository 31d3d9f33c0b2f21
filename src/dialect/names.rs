//! The index of header names: one look-up per header of every record, so it is made for that.

use super::table::{Mark, Place, Row};

/// Where one name stands in the table.
#[derive(Debug)]
pub(super) struct Entry {
    name: &'static [u8],
    /// The rows and columns that know the name.
    pub(super) uses: Vec<Use>,
    /// The rows that know the name, as bits.
    pub(super) rows: u64,
    /// Whether the name alone is a mark.
    settles: bool,
}

/// One row's use of a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use {
    /// The row's index.
    pub(super) row: u8,
    /// The column's index in it.
    pub(super) column: u8,
}

/// A hash table from header names to entries, and the prefixes that are marks.
#[derive(Debug)]
pub(super) struct Names {
    slots: Box<[u16]>,
    entries: Vec<Entry>,
    prefixes: Vec<(&'static [u8], u8)>,
    /// What prefixes begin with, as bits: few names begin so.
    first: u128,
}

const EMPTY: u16 = u16::MAX;

impl Names {
    /// Indexes the columns and marks of rows.
    pub(super) fn new(rows: &[&'static Row]) -> Self {
        let mut names = Self {
            slots: Box::new([]),
            entries: Vec::new(),
            prefixes: Vec::new(),
            first: 0,
        };
        let of_headers = (0_u8..)
            .zip(rows)
            .filter(|(_, spec)| spec.place == Place::Headers);
        for (row, spec) in of_headers {
            for (column, one) in (0_u8..).zip(spec.columns) {
                let entry = names.entry(one.name.as_bytes());
                entry.uses.push(Use { row, column });
                entry.rows |= 1 << row;
            }
            for mark in spec.marks {
                names.mark(row, mark);
            }
        }
        let size = (names.entries.len() * 4).next_power_of_two().max(16);
        let mut slots = vec![EMPTY; size].into_boxed_slice();
        for (index, entry) in (0_u16..).zip(&names.entries) {
            let mut slot = hash(entry.name) & (size - 1);
            while slots[slot] != EMPTY {
                slot = (slot + 1) & (size - 1);
            }
            slots[slot] = index;
        }
        names.slots = slots;
        names
    }

    fn mark(&mut self, row: u8, mark: &Mark) {
        let (present, absent) = match mark {
            Mark::Prefix(prefix) => {
                self.prefixes.push((prefix.as_bytes(), row));
                let first = prefix.bytes().next().unwrap_or_default();
                self.first |= 1 << (first & 0x7f);
                return;
            }
            Mark::Names(names) => (*names, &[][..]),
            Mark::Without(names, absent) => (*names, *absent),
            Mark::Value(name, _) => (std::slice::from_ref(name), &[][..]),
        };
        for name in present {
            self.entry(name.as_bytes()).rows |= 1 << row;
        }
        // They are looked for by number too.
        for name in absent {
            self.entry(name.as_bytes());
        }
        if let Mark::Names([name]) = mark {
            self.entry(name.as_bytes()).settles = true;
        }
    }

    /// Tells whether a header of this name is enough to recognise a dialect.
    pub(super) fn settles(&self, name: &[u8]) -> bool {
        let known = self.find(name).map(|number| self.get(number));
        known.is_some_and(|entry| entry.settles) || self.rows_by_prefix(name) != 0
    }

    fn entry(&mut self, name: &'static [u8]) -> &mut Entry {
        let known = self.entries.iter().position(|entry| entry.name == name);
        let index = known.unwrap_or(self.entries.len());
        if known.is_none() {
            self.entries.push(Entry {
                name,
                uses: Vec::new(),
                rows: 0,
                settles: false,
            });
        }
        &mut self.entries[index]
    }

    /// Returns the number of a name that some row knows.
    pub(super) fn find(&self, name: &[u8]) -> Option<u16> {
        let mask = self.slots.len() - 1;
        let mut slot = hash(name) & mask;
        loop {
            let index = self.slots[slot];
            if index == EMPTY {
                return None;
            }
            if self.entries[usize::from(index)].name == name {
                return Some(index);
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Returns the entry of that number.
    pub(super) fn get(&self, number: u16) -> &Entry {
        &self.entries[usize::from(number)]
    }

    /// Returns the rows, as bits, that are recognised by a prefix of this name.
    pub(super) fn rows_by_prefix(&self, name: &[u8]) -> u64 {
        let first = name.first().copied().unwrap_or_default();
        if self.first >> (first & 0x7f) & 1 == 0 {
            return 0;
        }
        self.prefixes
            .iter()
            .filter(|(prefix, _)| name.starts_with(prefix))
            .fold(0, |rows, (_, row)| rows | 1 << row)
    }
}

/// Mixes the length, the first eight and the last eight bytes: names of one framework differ in the last.
fn hash(name: &[u8]) -> usize {
    let (head, tail) = match (name.first_chunk::<8>(), name.last_chunk::<8>()) {
        (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
        _ => (
            0,
            name.iter()
                .fold(0, |all, byte| (all << 8) | u64::from(*byte)),
        ),
    };
    let mixed =
        (tail ^ head.rotate_left(23) ^ name.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    usize::from((mixed >> 48) as u16)
}

#[cfg(test)]
mod tests {
    use super::super::table::ROWS;
    use super::*;

    #[test]
    fn finds_every_name_and_no_other() {
        let names = Names::new(ROWS);
        for row in ROWS.iter().filter(|row| row.place == Place::Headers) {
            for column in row.columns {
                let found = names.find(column.name.as_bytes()).unwrap();
                assert_eq!(names.get(found).name, column.name.as_bytes());
                let longer = format!("{}x", column.name);
                assert_eq!(names.find(longer.as_bytes()), None);
            }
        }
        assert_eq!(names.find(b""), None);
        assert_eq!(names.find(b"__TypeId__"), None);
        assert_eq!(names.find(&[0xff; 40]), None);
    }

    #[test]
    fn a_name_of_two_dialects_knows_both() {
        let names = Names::new(ROWS);
        let group = names.find(b"kafka_dlt-original-consumer-group").unwrap();
        assert_eq!(names.get(group).rows & 0b11, 0b11);
        assert_eq!(names.get(group).uses.len(), 2);
    }
}
