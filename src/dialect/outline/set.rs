//! Sets of headers: what one failure wrote, found by position and by the field that begins a set.

use smallvec::SmallVec;

use super::super::table::Field;

pub(super) const NONE: u16 = u16::MAX;

/// The headers of one failure, or of its origin: for every field the header that counts.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Set {
    pub(super) slots: [u16; Field::COUNT],
    /// The first and the last of them.
    pub(in super::super) span: (u16, u16),
}

impl Set {
    const EMPTY: Self = Self {
        slots: [NONE; Field::COUNT],
        span: (NONE, 0),
    };

    /// Returns the number of the seen header that holds the field.
    pub(in super::super) fn get(&self, field: Field) -> Option<u16> {
        Some(self.slots[field as usize]).filter(|slot| *slot != NONE)
    }

    pub(in super::super) fn has(&self, field: Field) -> bool {
        self.get(field).is_some()
    }

    pub(super) fn put(&mut self, field: Field, at: u16) {
        self.slots[field as usize] = at;
    }

    /// Returns the first of its headers.
    pub(in super::super) fn begin(&self) -> u16 {
        self.span.0
    }

    fn close(mut self) -> Self {
        for slot in self.slots {
            if slot != NONE {
                self.span = (self.span.0.min(slot), self.span.1.max(slot));
            }
        }
        self
    }
}

/// Some sets; one is the rule.
pub(in super::super) type SetList = SmallVec<[Set; 2]>;

/// Splits the headers that `wanted` takes into sets; `begins` is asked of every header of the dialect, and told the open set.
pub(super) fn split(
    own: &[(u16, Field)],
    wanted: fn(Field) -> bool,
    begins: impl Fn(Field, &Set) -> bool,
) -> SetList {
    let mut sets = SetList::new();
    let mut open = Set::EMPTY;
    for (at, field) in own {
        if begins(*field, &open) {
            push(&mut sets, &mut open);
        }
        if wanted(*field) {
            open.put(*field, *at);
        }
    }
    push(&mut sets, &mut open);
    sets
}

fn push(sets: &mut SetList, open: &mut Set) {
    let done = std::mem::replace(open, Set::EMPTY).close();
    if done.span.0 != NONE {
        sets.push(done);
    }
}

/// Splits failure headers that stand apart from the origin's.
///
/// A class begins a set where the open set has one already, or where an origin stands in between: what is before that
/// origin was left behind by an earlier failure. Spring writes the key's class before the value's.
pub(super) fn failures_apart(own: &[(u16, Field)]) -> SetList {
    let mut sets = SetList::new();
    let mut open = Set::EMPTY;
    let mut passed_origin = false;
    for (at, field) in own {
        if field.is_of_hop() {
            passed_origin = true;
        }
        if !field.is_of_failure() {
            continue;
        }
        let repeated = match field {
            Field::Class => open.has(Field::Class),
            Field::KeyClass => open.has(Field::Class) || open.has(Field::KeyClass),
            _ => false,
        };
        if repeated || (field.begins_failure() && passed_origin) {
            push(&mut sets, &mut open);
        }
        passed_origin = false;
        open.put(*field, *at);
    }
    push(&mut sets, &mut open);
    sets
}
