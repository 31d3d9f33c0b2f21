//! From what was typed to the ranges that a scan reads.

use std::fmt;

use super::{
    COALESCED_GAP, Edge, Intervals, OffsetRange, OffsetSpec, PartitionBounds, PartitionList,
    ScanRange, TopicRefs,
};
use crate::error::{Error, Result};

/// What is wanted of one topic. What it names several times over must hold at once.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The topic's name, for messages.
    pub topic: &'a str,
    /// `-p`; `None` is every partition.
    pub partitions: Option<&'a PartitionList>,
    /// `-O`, of which one must hold; none at all is every offset.
    pub offsets: &'a [OffsetSpec<i64>],
    /// References; `None` is every record.
    pub refs: Option<&'a TopicRefs>,
    /// Where to start looking for records at or after a time, in milliseconds since the epoch.
    pub since: Option<i64>,
    /// Whether the scan goes on behind the end.
    pub follow: bool,
}

/// The ranges to read, and what a person should know about them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolution {
    /// What to read, by partition and offset, none of it empty. A partition has several ranges where several were typed,
    /// or where references are so far apart that a seek costs less; between references that are near, ranges hold
    /// records that only the filter drops. While following, a range that has no end ends at `i64::MAX`.
    pub ranges: Vec<ScanRange>,
    /// What was asked for and is not there, by partition.
    pub notes: Vec<OffsetNote>,
}

impl Resolution {
    /// Returns how many offsets are to be read, an upper bound of the number of records; saturated while following.
    pub fn len(&self) -> u64 {
        let lengths = self.ranges.iter().map(ScanRange::len);
        lengths.fold(0, u64::saturating_add)
    }

    /// Tells whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }
}

/// Offsets that were asked for by number and are not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OffsetNote {
    /// The partition.
    pub partition: i32,
    /// The first such offset.
    pub first: i64,
    /// The last such offset.
    pub last: i64,
    /// How many of the offsets from first to last were asked for.
    pub count: u64,
    /// The reason.
    pub why: Why,
}

/// Why offsets are not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// They are before the log start: deleted by retention, or by hand.
    Gone {
        /// The log start.
        start: i64,
    },
    /// Nothing was written there yet.
    BeyondEnd {
        /// The end of what can be read, exclusive.
        end: i64,
    },
    /// A transaction that is still open holds them back.
    Undecided {
        /// The end of what can be read, exclusive.
        end: i64,
    },
}

impl fmt::Display for OffsetNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (partition, first, last) = (self.partition, self.first, self.last);
        let is = if first == last {
            write!(f, "partition {partition}: offset {first} ")?;
            "is"
        } else {
            write!(f, "partition {partition}: offsets {first} to {last} ")?;
            "are"
        };
        match self.why {
            Why::Gone { start } => write!(f, "{is} gone, the log starts at {start}"),
            Why::BeyondEnd { end } => write!(f, "{is} not there yet, the log ends at {end}"),
            Why::Undecided { end } => write!(
                f,
                "{is} held back by an open transaction, the log can be read up to {end}"
            ),
        }
    }
}

impl Wanted<'_> {
    /// Returns the times to look up in every partition, in milliseconds since the epoch, each once.
    pub fn times_needed(&self) -> Vec<i64> {
        let mut times: Vec<i64> = self.since.into_iter().collect();
        for spec in self.offsets {
            match spec.range {
                OffsetRange::From(time) => times.push(time),
                OffsetRange::Between(from, to) => times.extend([from, to]),
                _ => {}
            }
        }
        times.sort_unstable();
        times.dedup();
        times
    }

    /// Returns the ranges to read, given what exists.
    ///
    /// `bounds` holds every partition of the topic. `times` returns the offset of a partition's first record at or
    /// after a time, `None` where there is no such record.
    ///
    /// # Errors
    ///
    /// A usage error for a partition that the topic does not have.
    pub fn resolve(
        &self,
        bounds: &[PartitionBounds],
        times: &dyn Fn(i32, i64) -> Option<i64>,
    ) -> Result<Resolution> {
        self.check_partitions(bounds)?;
        let mut resolution = Resolution::default();
        for bounds in bounds {
            let is_listed = self
                .partitions
                .is_none_or(|list| list.contains(bounds.partition));
            if is_listed {
                self.resolve_partition(bounds, times, &mut resolution);
            }
        }
        resolution
            .ranges
            .sort_by_key(|range| (range.partition, range.start));
        resolution.notes.sort_by_key(|note| note.partition);
        Ok(resolution)
    }

    fn check_partitions(&self, bounds: &[PartitionBounds]) -> Result<()> {
        let exists = |partition| bounds.iter().any(|bounds| bounds.partition == partition);
        let listed = self.partitions.and_then(PartitionList::highest);
        let in_offsets = self.offsets.iter().filter_map(|spec| spec.partition);
        let in_refs = self
            .refs
            .into_iter()
            .flat_map(|refs| refs.partitions().map(|(partition, _)| partition));
        let Some(missing) = listed
            .into_iter()
            .chain(in_offsets)
            .chain(in_refs)
            .find(|partition| !exists(*partition))
        else {
            return Ok(());
        };
        let error = Error::usage(format!("`{}` has no partition {missing}", self.topic));
        let highest = bounds.iter().map(|bounds| bounds.partition).max();
        Err(match highest {
            Some(0) => error.hint("it has partition 0 only"),
            Some(highest) => error.hint(format!("it has partitions 0 to {highest}")),
            None => error,
        })
    }

    fn resolve_partition(
        &self,
        bounds: &PartitionBounds,
        times: &dyn Fn(i32, i64) -> Option<i64>,
        resolution: &mut Resolution,
    ) {
        let partition = bounds.partition;
        let look_up = |time| times(partition, time).unwrap_or(bounds.end).max(0);
        let mut specs = self
            .offsets
            .iter()
            .filter(|spec| spec.partition.is_none_or(|only| only == partition))
            .peekable();
        let mut asked = Vec::new();
        let mut wanted = if self.offsets.is_empty() {
            Intervals::everything()
        } else if specs.peek().is_none() {
            return;
        } else {
            specs
                .map(|spec| {
                    asked.extend(asked_by_number(&spec.range, bounds));
                    interval(&spec.range, bounds, &look_up)
                })
                .collect()
        };
        if let Some(refs) = self.refs {
            let Some(offsets) = refs.partition(partition) else {
                return;
            };
            asked = wanted.intersected(offsets).iter().collect();
            // The filter knows which records between the references are not among them; `-O` is exact by itself.
            wanted = wanted.intersected(&offsets.coalesced(COALESCED_GAP));
        }
        let asked = asked.into_iter().collect();
        resolution.notes.extend(notes(&asked, bounds, self.follow));
        if let Some(since) = self.since {
            wanted = wanted.clipped(look_up(since), i64::MAX);
        }
        let end = if self.follow { i64::MAX } else { bounds.end };
        let wanted = wanted.clipped(bounds.start, end);
        let ranges = wanted.iter().map(|(start, end)| ScanRange {
            partition,
            start,
            end,
        });
        resolution.ranges.extend(ranges);
    }
}

/// Returns what a range means in one partition, whether it exists or not.
fn interval(
    range: &OffsetRange<i64>,
    bounds: &PartitionBounds,
    look_up: &dyn Fn(i64) -> i64,
) -> (i64, i64) {
    let edge = |edge: Edge, open: i64| match edge {
        Edge::Open => open,
        Edge::At(offset) => offset,
        Edge::Start(more) => bounds.start.saturating_add(more),
        Edge::End(less) => bounds.end.saturating_sub(less).max(bounds.start),
    };
    match *range {
        OffsetRange::Only(offset) => (offset, offset.saturating_add(1)),
        OffsetRange::Span { from, to } => (edge(from, 0), edge(to, i64::MAX)),
        OffsetRange::Count { from, count } => (from, from.saturating_add(count)),
        OffsetRange::Inclusive { first, last } => (first, last.saturating_add(1)),
        OffsetRange::From(time) => (look_up(time), i64::MAX),
        OffsetRange::Between(from, to) => (look_up(from), look_up(to)),
    }
}

/// Returns the offsets that a range names by number: those whose absence a person should be told of.
fn asked_by_number(range: &OffsetRange<i64>, bounds: &PartitionBounds) -> Option<(i64, i64)> {
    match *range {
        OffsetRange::Only(offset) => Some((offset, offset.saturating_add(1))),
        OffsetRange::Count { from, count } => Some((from, from.saturating_add(count))),
        OffsetRange::Inclusive { first, last } => Some((first, last.saturating_add(1))),
        OffsetRange::Span {
            from: Edge::At(start),
            to: Edge::At(end),
        } => Some((start, end)),
        // "From there on" ends where the log ends, unless it starts behind that.
        OffsetRange::Span {
            from: Edge::At(start),
            ..
        } => Some((start, bounds.end.max(start))),
        // "Up to there" starts where the log starts, unless it ends before that.
        OffsetRange::Span {
            to: Edge::At(end), ..
        } if end <= bounds.start => Some((0, end)),
        OffsetRange::Span {
            to: Edge::At(end), ..
        } => Some((bounds.start, end)),
        OffsetRange::Span { .. } | OffsetRange::From(_) | OffsetRange::Between(..) => None,
    }
}

fn notes(asked: &Intervals, bounds: &PartitionBounds, follow: bool) -> Vec<OffsetNote> {
    let PartitionBounds {
        partition,
        start,
        end,
        high,
    } = *bounds;
    let note = |offsets: Intervals, why| {
        let (first, last) = offsets.bounds()?;
        Some(OffsetNote {
            partition,
            first,
            last,
            count: offsets.count(),
            why,
        })
    };
    let mut notes = Vec::new();
    notes.extend(note(asked.clipped(0, start), Why::Gone { start }));
    if !follow {
        notes.extend(note(asked.clipped(end, high), Why::Undecided { end }));
        let behind = high.max(end).max(start);
        notes.extend(note(
            asked.clipped(behind, i64::MAX),
            Why::BeyondEnd { end: behind },
        ));
    }
    notes
}

#[cfg(test)]
mod tests;
