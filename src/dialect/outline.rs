//! The one pass over a record's headers: which dialects are there, and which headers belong to one failure.
//!
//! Nothing is decoded here. A set is what one failure wrote; sets are found by position and by the field that begins
//! them, never by pairing the nth origin with the nth exception: either list may be the longer one.

mod known;
mod order;
mod set;

use std::rc::Rc;

use smallvec::SmallVec;

use super::fields::{Notes, note};
use super::table::{Column, Field, Mark, Newest, Row, Sets, Slice, Table};
use super::unmarked;
use crate::record::{HeaderView, Headers, RecordView};
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
#[derive(Clone, Debug)]
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

/// Which headers are known, and which of them belong together.
#[derive(Clone, Debug, Default)]
struct Layout {
    seen: SmallVec<[Seen; MOST_USUAL]>,
    /// The dialects; the one that wrote last comes first.
    parts: SmallVec<[Part; 2]>,
}

/// The result of the pass.
#[derive(Debug)]
pub(super) struct Outline<'a> {
    headers: Headers<'a>,
    /// What is told elsewhere than in headers whose names are known, in place of them.
    facts: Vec<HeaderView<'a>>,
    layout: Rc<Layout>,
    /// What is odd about the order or number of headers.
    pub(super) notes: Notes<'a>,
    table: &'static Table,
}

impl<'a> Outline<'a> {
    /// Makes the pass, or takes what it comes to from a record with the same names.
    pub(super) fn of(table: &'static Table, record: &RecordView<'a>) -> Self {
        match known::find(table, &record.headers) {
            Some(layout) => Self {
                layout,
                ..Self::empty(table, record)
            },
            None => Self::made(table, record),
        }
    }

    fn empty(table: &'static Table, record: &RecordView<'a>) -> Self {
        Self {
            headers: record.headers,
            facts: Vec::new(),
            layout: Rc::default(),
            notes: Notes::new(),
            table,
        }
    }

    fn made(table: &'static Table, record: &RecordView<'a>) -> Self {
        let headers = record.headers;
        let mut outline = Self::empty(table, record);
        let mut hits: SmallVec<[(u16, u16); MOST_USUAL]> = SmallVec::new();
        let mut candidates = 0;
        for (index, header) in (0..NONE).zip(headers.iter()) {
            if let Some(name) = table.names.find(header.name) {
                candidates |= table.names.get(name).rows;
                hits.push((index, name));
            }
            candidates |= table.names.rows_by_prefix(header.name);
        }
        let rows = outline.recognised(candidates, &hits);
        if rows != 0 {
            outline.assign(rows, &hits);
            outline.divide(rows);
            outline.prefer_own(rows, &hits);
            if outline.is_told_by_names(candidates) {
                known::keep(table, &headers, &outline.layout);
            }
        } else if let Some(found) = unmarked::find(table, record) {
            for (index, (column, fact)) in (0..NONE).zip(found.facts) {
                outline.facts.push(fact);
                outline.layout_mut().seen.push(Seen {
                    header: index,
                    row: found.row,
                    column,
                });
            }
            outline.divide(1 << found.row);
        }
        outline
    }

    /// Tells whether every record with these names comes to the same, whatever the values are.
    fn is_told_by_names(&self, candidates: u64) -> bool {
        let looks_at_values = |index: u8| {
            let row = self.table.rows.get(usize::from(index));
            let mut marks = row.into_iter().flat_map(|row| row.marks);
            marks.any(|mark| matches!(mark, Mark::Value(..)))
        };
        // Which of two dialects wrote last is seen at a topic's name.
        self.layout.parts.len() == 1
            && self.notes.is_empty()
            && !bits(candidates).any(looks_at_values)
    }

    /// Returns the dialects; the one that wrote last comes first.
    pub(super) fn parts(&self) -> &[Part] {
        &self.layout.parts
    }

    /// Lets the layout be changed, which is nobody else's until it is kept.
    fn layout_mut(&mut self) -> &mut Layout {
        Rc::make_mut(&mut self.layout)
    }

    /// Returns a seen header and how it is written.
    pub(super) fn header(&self, at: u16) -> Option<(HeaderView<'a>, &'static Column)> {
        let seen = self.layout.seen.get(usize::from(at))?;
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
        let mut seen: SmallVec<[Seen; MOST_USUAL]> = SmallVec::with_capacity(hits.len());
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
                seen.push(Seen {
                    header: *header,
                    row: one.row,
                    column: one.column,
                });
            }
        }
        self.layout_mut().seen = seen;
    }

    fn divide(&mut self, rows: u64) {
        for index in bits(rows) {
            let Some(row) = self.table.rows.get(usize::from(index)) else {
                continue;
            };
            let own: SmallVec<[(u16, Field); MOST_USUAL]> = (0..)
                .zip(&self.layout.seen)
                .filter(|(_, seen)| seen.row == index)
                .map(|(at, seen)| (at, row.columns[usize::from(seen.column)].field))
                .collect();
            let part = self.part(row, &own);
            self.layout_mut().parts.push(part);
        }
        self.settle_who_wrote_last();
        self.layout_mut()
            .parts
            .sort_by_key(|part| std::cmp::Reverse(part.rank));
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
                if foremost {
                    self.layout.seen.len()
                } else {
                    last
                }
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

#[cfg(test)]
mod tests;
