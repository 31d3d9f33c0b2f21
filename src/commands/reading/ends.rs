//! The newest or the oldest records: what is read of each partition, and which are kept.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::dead_letter::DeadLetterView;
use crate::offsets::ScanRange;
use crate::record::Record;
use crate::scan::Fold;

/// Orders records by (timestamp, topic, partition, offset); ones without a timestamp come first.
pub(super) fn by_time(record: &Record) -> (i64, Arc<str>, i32, i64) {
    let view = record.view();
    let place = record.record_ref();
    (
        view.envelope
            .timestamp
            .map_or(i64::MIN, |timestamp| timestamp.ms),
        place.topic,
        place.partition,
        place.offset,
    )
}

/// The end of a partition from which records are taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Newest,
    Oldest,
}

/// What is left to read of one partition, ascending.
pub(super) struct Tail {
    pub(super) partition: i32,
    pub(super) left: Vec<ScanRange>,
    pub(super) found: u64,
}

impl Tail {
    /// Takes about `chunk` offsets off the given end, ascending.
    pub(super) fn take(&mut self, chunk: i64, side: Side) -> Vec<ScanRange> {
        let mut taken = Vec::new();
        let mut missing = chunk;
        while missing > 0 {
            let at = match side {
                Side::Newest => self.left.len().checked_sub(1),
                Side::Oldest => (!self.left.is_empty()).then_some(0),
            };
            let Some(at) = at else { break };
            let range = &mut self.left[at];
            let length = (range.end - range.start).min(missing);
            missing -= length;
            let part = match side {
                Side::Newest => {
                    range.end -= length;
                    ScanRange {
                        start: range.end,
                        end: range.end + length,
                        ..*range
                    }
                }
                Side::Oldest => {
                    range.start += length;
                    ScanRange {
                        start: range.start - length,
                        end: range.start,
                        ..*range
                    }
                }
            };
            if range.is_empty() {
                self.left.remove(at);
            }
            taken.push(part);
        }
        taken.sort_by_key(|range| range.start);
        taken
    }

    /// Takes everything that is left from `offset` on, ascending.
    pub(super) fn take_from(&mut self, offset: i64) -> Vec<ScanRange> {
        let left = std::mem::take(&mut self.left).into_iter();
        left.map(|range| ScanRange {
            start: range.start.max(offset),
            ..range
        })
        .filter(|range| !range.is_empty())
        .collect()
    }
}

/// Keeps the newest or oldest records seen so far, and counts matches by partition.
pub(super) struct KeepEnds {
    side: Side,
    /// The time of the last record that counts so far: what is further from the end is not worth keeping.
    limit: AtomicI64,
}

impl KeepEnds {
    pub(super) fn new(side: Side) -> Self {
        let limit = match side {
            Side::Newest => i64::MIN,
            Side::Oldest => i64::MAX,
        };
        Self {
            side,
            limit: AtomicI64::new(limit),
        }
    }
}

/// What one batch yields.
#[derive(Default)]
pub(super) struct Candidates {
    kept: Vec<Record>,
    found: HashMap<i32, u64>,
}

/// What one round of [`Reading::ends`] found.
pub(super) struct Round {
    pub(super) best: Vec<Record>,
    pub(super) found: HashMap<i32, u64>,
    pub(super) wanted: usize,
    pub(super) side: Side,
}

impl Round {
    /// Lets go of what can no longer be among the wanted.
    pub(super) fn trim(&mut self) {
        match self.side {
            Side::Newest => self.best.sort_by_key(|record| Reverse(by_time(record))),
            Side::Oldest => self.best.sort_by_key(by_time),
        }
        self.best.truncate(self.wanted);
    }
}

impl Fold for KeepEnds {
    type Part = Candidates;
    type Total = Round;

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Candidates) {
        let envelope = letter.record().envelope;
        *part.found.entry(envelope.partition).or_default() += 1;
        let ms = envelope
            .timestamp
            .map_or(i64::MIN, |timestamp| timestamp.ms);
        let limit = self.limit.load(Ordering::Relaxed);
        let counts = match self.side {
            Side::Newest => ms >= limit,
            Side::Oldest => ms <= limit,
        };
        if counts {
            part.kept.push(Record::keep(letter.record()));
        }
    }

    fn merge(&self, total: &mut Round, part: Candidates) -> ControlFlow<()> {
        for (partition, count) in part.found {
            *total.found.entry(partition).or_default() += count;
        }
        total.best.extend(part.kept);
        if total.best.len() > total.wanted.saturating_mul(2).max(1024) {
            total.trim();
            if let Some(last) = total.best.last() {
                self.limit.store(by_time(last).0, Ordering::Relaxed);
            }
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tail(ranges: &[(i64, i64)]) -> Tail {
        let range = |&(start, end): &(i64, i64)| ScanRange {
            partition: 0,
            start,
            end,
        };
        Tail {
            partition: 0,
            left: ranges.iter().map(range).collect(),
            found: 0,
        }
    }

    fn taken(tail: &mut Tail, chunk: i64, side: Side) -> Vec<(i64, i64)> {
        let ranges = tail.take(chunk, side).into_iter();
        ranges.map(|range| (range.start, range.end)).collect()
    }

    #[test]
    fn chunks_come_off_the_newest_end_over_several_ranges() {
        let mut tail = tail(&[(0, 10), (20, 25)]);
        assert_eq!(taken(&mut tail, 3, Side::Newest), [(22, 25)]);
        assert_eq!(taken(&mut tail, 6, Side::Newest), [(6, 10), (20, 22)]);
        assert_eq!(taken(&mut tail, 100, Side::Newest), [(0, 6)]);
        assert!(tail.left.is_empty());
        assert!(taken(&mut tail, 1, Side::Newest).is_empty());
    }

    #[test]
    fn chunks_come_off_the_oldest_end_over_several_ranges() {
        let mut tail = tail(&[(0, 10), (20, 25)]);
        assert_eq!(taken(&mut tail, 3, Side::Oldest), [(0, 3)]);
        assert_eq!(taken(&mut tail, 9, Side::Oldest), [(3, 10), (20, 22)]);
        assert_eq!(taken(&mut tail, 100, Side::Oldest), [(22, 25)]);
        assert!(tail.left.is_empty());
    }
}
