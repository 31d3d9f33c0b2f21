//! Batches that failed as a whole: one stack trace on records whose original offsets are consecutive.
//!
//! A listener that takes batches and throws anything but a `BatchListenerFailedException` makes every record of the poll a
//! dead letter. Only traces of such listeners come here: an outage makes equal traces at consecutive offsets too.

use std::hash::{DefaultHasher, Hasher as _};

use crate::dead_letter::DeadLetterView;

/// Runs of consecutive original offsets with one stack trace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batches(Vec<Run>);

/// Original offsets from `start` up to `end`, exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    /// A hash of the original topic and the stack trace.
    what: u64,
    partition: i32,
    start: i64,
    end: i64,
}

impl Batches {
    /// The most runs that are kept.
    const MOST: usize = 64;

    /// Adds a dead letter of a batch listener.
    pub fn record(&mut self, letter: &DeadLetterView<'_>) {
        let Some(hop) = letter.origin() else { return };
        let (Some(topic), Some(partition), Some(offset)) =
            (hop.topic.value(), hop.partition.value(), hop.offset.value())
        else {
            return;
        };
        let mut hasher = DefaultHasher::new();
        hasher.write(topic.as_bytes());
        hasher.write_u8(0xff);
        hasher.write_u64(trace(letter));
        self.add_one(hasher.finish(), *partition, *offset);
    }

    /// Adds one record: what it has in common with others of its batch, and its original partition and offset.
    pub fn add_one(&mut self, what: u64, partition: i32, offset: i64) {
        self.add(Run {
            what,
            partition,
            start: offset,
            end: offset.saturating_add(1),
        });
    }

    fn add(&mut self, mut run: Run) {
        // Everything that it touches becomes one run.
        self.0.retain(|known| {
            let touches = known.what == run.what
                && known.partition == run.partition
                && known.start <= run.end
                && run.start <= known.end;
            if touches {
                run.start = run.start.min(known.start);
                run.end = run.end.max(known.end);
            }
            !touches
        });
        self.0.push(run);
        if self.0.len() > Self::MOST {
            let shortest = (0..self.0.len()).min_by_key(|at| self.0[*at].end - self.0[*at].start);
            if let Some(at) = shortest {
                self.0.swap_remove(at);
            }
        }
    }

    /// Takes in another part.
    pub fn merge(&mut self, other: Self) {
        for run in other.0 {
            self.add(run);
        }
    }

    /// Returns how many records the longest run has; `None` where nothing looks like a batch.
    pub fn longest(&self) -> Option<u64> {
        let lengths = self.0.iter().map(|run| run.end.abs_diff(run.start));
        lengths.max().filter(|length| *length > 1)
    }
}

/// Hashes the stack trace of a letter.
pub fn trace(letter: &DeadLetterView<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    let trace = letter.failure().stack_trace.value();
    hasher.write(trace.map_or(&[], |trace| trace.as_bytes()));
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(runs: &[(u64, i32, i64, i64)]) -> Batches {
        let mut batches = Batches::default();
        for (what, partition, start, end) in runs {
            batches.add(Run {
                what: *what,
                partition: *partition,
                start: *start,
                end: *end,
            });
        }
        batches
    }

    #[test]
    fn consecutive_offsets_are_one_batch_in_any_order() {
        assert_eq!(
            of(&[(1, 0, 5, 6), (1, 0, 7, 8), (1, 0, 6, 7)]).longest(),
            Some(3)
        );
        let mut parts = of(&[(1, 0, 10, 30)]);
        parts.merge(of(&[(1, 0, 30, 60), (1, 0, 5, 10)]));
        assert_eq!(parts.longest(), Some(55));
    }

    #[test]
    fn other_traces_partitions_and_gaps_are_none() {
        assert_eq!(
            of(&[(1, 0, 5, 6), (2, 0, 6, 7), (1, 1, 6, 7), (1, 0, 8, 9)]).longest(),
            None
        );
        assert_eq!(of(&[]).longest(), None);
        let many: Vec<_> = (0..1_000).map(|at| (1, 0, at * 2, at * 2 + 1)).collect();
        assert!(of(&many).0.len() <= Batches::MOST);
    }
}
