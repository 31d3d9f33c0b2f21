//! The one pass over a record's headers: which dialects are there, and which headers belong to one failure.
//!
//! Nothing is decoded here. A set is what one failure wrote; sets are found by position and by the field that begins
//! them, never by pairing the nth origin with the nth exception: either list may be the longer one.

mod set;

use smallvec::SmallVec;

use super::fields::{Notes, note};
use super::table::{Column, Field, Mark, Newest, Row, Sets, Slice, Table};
use super::unmarked;
use crate::record::{HeaderView, Headers, RecordView};
use crate::topics;
pub(super) use set::Set;
use set::{NONE, SetList, failures_apart, split};

/// A header that the table knows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// Its index among the record's headers.
    pub(super) header: u16,
    row: u8,
    column: u8,
}

/// As many headers as nearly every record has: for them nothing is allocated.
const MOST_USUAL: usize = 24;

/// What one dialect wrote on a record; sets are oldest first.
#[derive(Debug)]
pub(super) struct Part {
    /// The dialect.
    pub(super) row: &'static Row,
    /// Its origins.
    pub(super) hops: SetList,
    /// Its failures.
    pub(super) failures: SetList,
    /// The header with the number of deliveries.
    pub(super) attempts: Option<u16>,
    /// Where it stands among the dialects: the higher, the later it wrote.
    pub(super) rank: usize,
    /// Whether it wrote before what had been there: its origins are newer than those that stand behind them.
    pub(super) in_front: bool,
    /// Where the newest set begins, and where it has ended, if it writes in one go.
    pub(super) newest_set: Option<(u16, u16)>,
}

/// The result of the pass.
#[derive(Debug)]
pub(super) struct Outline<'a> {
    headers: Headers<'a>,
    /// What is told elsewhere than in headers whose names are known, in place of them.
    facts: Vec<HeaderView<'a>>,
    seen: SmallVec<[Seen; MOST_USUAL]>,
    /// The dialects; the one that wrote last comes first.
    pub(super) parts: SmallVec<[Part; 2]>,
    /// What is odd about the order or number of headers.
    pub(super) notes: Notes<'a>,
    table: &'static Table,
}

impl<'a> Outline<'a> {
    /// Makes the pass.
    pub(super) fn of(table: &'static Table, record: &RecordView<'a>) -> Self {
        let headers = record.headers;
        let mut hits: SmallVec<[(u16, u16); MOST_USUAL]> = SmallVec::new();
        let mut candidates = 0;
        for (index, header) in (0..NONE).zip(headers.iter()) {
            if let Some(name) = table.names.find(header.name) {
                candidates |= table.names.get(name).rows;
                hits.push((index, name));
            }
            candidates |= table.names.rows_by_prefix(header.name);
        }
        let mut outline = Self {
            headers,
            facts: Vec::new(),
            seen: SmallVec::new(),
            parts: SmallVec::new(),
            notes: Notes::new(),
            table,
        };
        let rows = outline.recognised(candidates, &hits);
        if rows != 0 {
            outline.assign(rows, &hits);
            outline.divide(rows);
            outline.prefer_own(rows, &hits);
        } else if let Some(found) = unmarked::find(table, record) {
            for (index, (column, fact)) in (0..NONE).zip(found.facts) {
                outline.facts.push(fact);
                outline.seen.push(Seen {
                    header: index,
                    row: found.row,
                    column,
                });
            }
            outline.divide(1 << found.row);
        }
        outline
    }

    /// Returns a seen header and how it is written.
    pub(super) fn header(&self, at: u16) -> Option<(HeaderView<'a>, &'static Column)> {
        let seen = self.seen.get(usize::from(at))?;
        let row = self.table.rows.get(usize::from(seen.row))?;
        let column = row.columns.get(usize::from(seen.column))?;
        let at = usize::from(seen.header);
        let header = match self.facts.get(at) {
            Some(fact) => *fact,
            None => self.headers.get(at)?,
        };
        match column.slice {
            Slice::Whole => Some((header, column)),
            slice => Some((slice.of(header), column)),
        }
    }

    /// Tells whether what was found stands elsewhere than in headers whose names are known.
    pub(super) fn is_unmarked(&self) -> bool {
        !self.facts.is_empty()
    }

    /// Returns the header that holds a field of a set.
    pub(super) fn field(
        &self,
        set: &Set,
        field: Field,
    ) -> Option<(HeaderView<'a>, &'static Column)> {
        self.header(set.get(field)?)
    }

    fn recognised(&self, candidates: u64, hits: &[(u16, u16)]) -> u64 {
        let value_of = |name: &str| {
            let number = self.table.names.find(name.as_bytes())?;
            hits.iter().rev().find(|hit| hit.1 == number)
        };
        let has = |name: &&str| value_of(name).is_some();
        let mut rows = 0;
        for index in bits(candidates) {
            let Some(row) = self.table.rows.get(usize::from(index)) else {
                continue;
            };
            let holds = row.marks.iter().any(|mark| match mark {
                Mark::Names(names) => names.iter().all(has),
                Mark::Without(names, absent) => names.iter().all(has) && !absent.iter().any(has),
                Mark::Value(name, test) => value_of(name)
                    .and_then(|hit| self.headers.get(usize::from(hit.0))?.value)
                    .is_some_and(test),
                Mark::Prefix(prefix) => {
                    let prefix = prefix.as_bytes();
                    self.headers
                        .iter()
                        .any(|header| header.name.starts_with(prefix))
                }
            });
            if holds {
                rows |= 1 << index;
            }
        }
        rows
    }

    /// Gives every header to one dialect. One that several know goes to the dialect whose origin it follows.
    fn assign(&mut self, rows: u64, hits: &[(u16, u16)]) {
        let mut last_hop = None;
        self.seen.reserve(hits.len());
        for (header, name) in hits {
            let uses = &self.table.names.get(*name).uses;
            let mut known = uses.iter().filter(|one| rows & (1 << one.row) != 0);
            let Some(first) = known.clone().next() else {
                continue;
            };
            let chosen = known.find(|one| Some(one.row) == last_hop).unwrap_or(first);
            let field =
                self.table.rows[usize::from(chosen.row)].columns[usize::from(chosen.column)].field;
            if field.is_of_hop() && uses.len() == 1 {
                last_hop = Some(chosen.row);
            }
            // One header may tell several things.
            for one in uses.iter().filter(|one| one.row == chosen.row) {
                self.seen.push(Seen {
                    header: *header,
                    row: one.row,
                    column: one.column,
                });
            }
        }
    }

    fn divide(&mut self, rows: u64) {
        for index in bits(rows) {
            let Some(row) = self.table.rows.get(usize::from(index)) else {
                continue;
            };
            let own: SmallVec<[(u16, Field); MOST_USUAL]> = (0..)
                .zip(&self.seen)
                .filter(|(_, seen)| seen.row == index)
                .map(|(at, seen)| (at, row.columns[usize::from(seen.column)].field))
                .collect();
            let part = self.part(row, &own);
            self.parts.push(part);
        }
        self.settle_who_wrote_last();
        self.parts.sort_by_key(|part| std::cmp::Reverse(part.rank));
    }

    /// Puts an own dialect before one of the table that knows a header of it as well: both are then the same writing, of
    /// which the user said what it means. Where they share nothing, whoever wrote last stands first.
    fn prefer_own(&mut self, rows: u64, hits: &[(u16, u16)]) {
        let own_rows = (1_u64 << self.table.own) - 1;
        if rows & own_rows == 0 || self.parts.len() < 2 {
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
                .parts
                .iter()
                .position(|part| std::ptr::eq(part.row, row));
            let before = self.parts.iter().position(is_shared);
            if let (Some(own), Some(before)) = (own, before)
                && before < own
            {
                self.parts[before..=own].rotate_right(1);
            }
        }
    }

    /// Decides between a dialect that writes before what came in and one that appends: the order of headers is the same
    /// whoever wrote last, but a record that was a dead letter before came from a topic that is named like one.
    fn settle_who_wrote_last(&mut self) {
        // One dialect is the rule.
        if self.parts.len() < 2 {
            return;
        }
        let from_dead_letters = |part: &Part| {
            let (header, _) = self.field(part.hops.last()?, Field::Topic)?;
            let topic = std::str::from_utf8(header.value?).ok()?;
            Some(topics::is_named_like_dead_letters(topic))
        };
        let appended_last = self
            .parts
            .iter()
            .any(|part| part.row.newest == Newest::Last && from_dead_letters(part) == Some(true));
        if !appended_last {
            return;
        }
        let first: Vec<usize> = (0..self.parts.len())
            .filter(|index| {
                let part = &self.parts[*index];
                part.row.newest == Newest::First && from_dead_letters(part) != Some(true)
            })
            .collect();
        for index in first {
            self.parts[index].rank = 0;
            self.parts[index].in_front = false;
        }
    }

    fn part(&mut self, row: &'static Row, own: &[(u16, Field)]) -> Part {
        let mut hops = self.hops(row, own);
        let mut failures = match row.sets {
            Sets::Whole(first) => split(own, Field::is_of_failure, |field, open| {
                field == first || open.has(field)
            }),
            Sets::Single => split(own, Field::is_of_failure, |_, _| false),
            Sets::Apart | Sets::OriginOnce => failures_apart(own),
        };
        // A counter is replaced or appended, whatever happens to the other headers.
        let attempts = own.iter().rev().find(|(_, field)| field.is_count());
        let last = own.last().map_or(0, |last| usize::from(last.0));
        let rank = match row.newest {
            Newest::Last => last,
            Newest::First => {
                hops.reverse();
                failures.reverse();
                // It writes before what came in; so where it stands before everything, it wrote last.
                let foremost = own.first().is_some_and(|first| first.0 == 0);
                if foremost { self.seen.len() } else { last }
            }
        };
        let newest_set = match row.sets {
            Sets::Whole(first) => {
                let mut begins = own.iter().filter(|(_, field)| *field == first);
                match row.newest {
                    Newest::Last => begins.next_back().map(|begin| (begin.0, NONE)),
                    Newest::First => begins
                        .next()
                        .map(|begin| (begin.0, begins.next().map_or(NONE, |end| end.0))),
                }
            }
            _ => None,
        };
        Part {
            row,
            newest_set,
            hops,
            failures,
            attempts: attempts.map(|one| one.0),
            rank,
            in_front: row.newest == Newest::First,
        }
    }

    fn hops(&mut self, row: &'static Row, own: &[(u16, Field)]) -> SetList {
        let count = |field| own.iter().filter(|one| one.1 == field).count();
        let topics = count(Field::Topic);
        let begin = match (row.sets, own.iter().find(|one| one.1.is_of_hop())) {
            (Sets::Whole(first), _) => first,
            // Whoever writes another field first begins every set with it.
            (_, Some((_, field))) if count(*field) == topics => *field,
            _ => Field::Topic,
        };
        let wanted = if topics < 2 || row.sets == Sets::Single {
            let all = |own: &[(u16, Field)]| split(own, Field::is_of_hop, |_, _| false);
            // What is put last counts: what the framework wrote, and nobody's own header that came in.
            match row.newest {
                Newest::Last => all(own),
                Newest::First => all(&own.iter().rev().copied().collect::<Vec<_>>()),
            }
        } else if let Sets::Whole(_) = row.sets {
            split(own, Field::is_of_hop, |field, open| {
                field == begin || open.has(field)
            })
        } else {
            split(own, Field::is_of_hop, |field, _| field == begin)
        };
        let located = |set: &Set| set.has(Field::Partition) || set.has(Field::Offset);
        let (whole, stray): (SetList, SetList) = if wanted.iter().any(located) {
            wanted
                .into_iter()
                .partition(|set| set.has(Field::Topic) && located(set))
        } else {
            (wanted, SetList::new())
        };
        // A record whose only set has no topic still says where in it the record was.
        let (whole, stray) = if whole.is_empty() {
            (stray, whole)
        } else {
            (whole, stray)
        };
        let strays = stray.len();
        for set in stray {
            for at in set.slots.into_iter().filter(|at| *at != NONE) {
                self.odd(at, "belongs to no complete origin and is not used");
            }
        }
        let duplicate = own.iter().find(|(at, field)| {
            let used = whole.first().and_then(|set| set.get(*field));
            strays == 0
                && whole.len() == 1
                && field.is_of_hop()
                && used.is_some_and(|used| used != *at)
        });
        if let Some((at, _)) = duplicate {
            let problem = match row.newest {
                Newest::Last => "there more than once for one origin: the last counts",
                Newest::First => "there more than once for one origin: the first counts",
            };
            self.odd(*at, problem);
        }
        whole
    }

    fn odd(&mut self, at: u16, problem: &'static str) {
        if let Some((header, _)) = self.header(at) {
            note(&mut self.notes, header.name, problem);
        }
    }
}

/// Visits the bits that are set, lowest first.
fn bits(mut all: u64) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let lowest = u8::try_from(all.trailing_zeros()).ok()?;
        all &= all.checked_sub(1)?;
        Some(lowest)
    })
}
