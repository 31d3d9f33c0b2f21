//! What the user typed about offsets and partitions, and the ranges it means.
//!
//! Belongs here: the grammar of `-O`, `-p` and record references, resolved against watermarks and look-ups that are
//! passed in. Does not belong here: asking a cluster for either.

mod intervals;
mod partitions;
mod refs;
mod resolve;
mod spec;

pub use intervals::Intervals;
pub use partitions::PartitionList;
pub use refs::{COALESCED_GAP, RefSet, RefSpec, TopicRefs, check_topic, parse_refs};
pub use resolve::{OffsetNote, Resolution, Wanted, Why};
pub use spec::{Edge, OffsetRange, OffsetSpec, looks_like_offsets};

/// What exists of one partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartitionBounds {
    /// The partition's number.
    pub partition: i32,
    /// The first offset that still exists (log start).
    pub start: i64,
    /// Where a bounded scan ends, exclusive: the last stable offset, or the high watermark with `--read-uncommitted`.
    pub end: i64,
    /// The high watermark, exclusive; `high - end` records are not decided yet.
    pub high: i64,
}

/// The offsets of one partition that a scan reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanRange {
    /// The partition's number.
    pub partition: i32,
    /// The first offset, inclusive.
    pub start: i64,
    /// The end, exclusive.
    pub end: i64,
}

impl ScanRange {
    /// Returns the number of offsets, an upper bound of the number of records.
    pub fn len(&self) -> u64 {
        u64::try_from(self.end.saturating_sub(self.start)).unwrap_or(0)
    }

    /// Tells whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.end <= self.start
    }
}
