//! Which of several dialects on one record stands first.

use super::{Outline, Part, bits};
use crate::dialect::table::{Field, Newest};
use crate::topics;

impl Outline<'_> {
    /// Puts an own dialect before one of the table that knows a header of it as well: both are then the same writing, of
    /// which the user said what it means. Where they share nothing, whoever wrote last stands first.
    pub(super) fn prefer_own(&mut self, rows: u64, hits: &[(u16, u16)]) {
        let own_rows = (1_u64 << self.table.own) - 1;
        if rows & own_rows == 0 || self.layout.parts.len() < 2 {
            return;
        }
        for index in bits(rows & own_rows) {
            let mut shared = 0;
            for (_, name) in hits {
                let of_name = self.table.names.get(*name).uses.iter();
                let known = of_name.fold(0_u64, |all, one| all | 1 << one.row);
                if known & (1 << index) != 0 {
                    shared |= known & rows & !own_rows;
                }
            }
            let row = self.table.rows[usize::from(index)];
            let is_shared = |part: &Part| {
                bits(shared).any(|one| std::ptr::eq(part.row, self.table.rows[usize::from(one)]))
            };
            let own = self
                .layout
                .parts
                .iter()
                .position(|part| std::ptr::eq(part.row, row));
            let before = self.layout.parts.iter().position(is_shared);
            if let (Some(own), Some(before)) = (own, before)
                && before < own
            {
                self.layout_mut().parts[before..=own].rotate_right(1);
            }
        }
    }

    /// Decides between a dialect that writes before what came in and one that appends: the order of headers is the same
    /// whoever wrote last, but a record that was a dead letter before came from a topic that is named like one.
    pub(super) fn settle_who_wrote_last(&mut self) {
        // One dialect is the rule.
        if self.layout.parts.len() < 2 {
            return;
        }
        let from_dead_letters = |part: &Part| {
            let (header, _) = self.field(part.hops.last()?, Field::Topic)?;
            let topic = std::str::from_utf8(header.value?).ok()?;
            Some(topics::is_named_like_dead_letters(topic))
        };
        let appended_last =
            self.layout.parts.iter().any(|part| {
                part.row.newest == Newest::Last && from_dead_letters(part) == Some(true)
            });
        if !appended_last {
            return;
        }
        let first: Vec<usize> = (0..self.layout.parts.len())
            .filter(|index| {
                let part = &self.layout.parts[*index];
                part.row.newest == Newest::First && from_dead_letters(part) != Some(true)
            })
            .collect();
        for index in first {
            let part = &mut self.layout_mut().parts[index];
            part.rank = 0;
            part.in_front = false;
        }
    }
}
