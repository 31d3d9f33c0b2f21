//! One partition that is read: how far, and what is still to come.

use std::collections::VecDeque;
use std::ffi::CString;
use std::sync::Arc;

use crate::offsets::ScanRange;
use crate::record::TopicPartition;

/// One partition being read, range after range.
pub(super) struct Reading {
    pub(super) topic: Arc<str>,
    pub(super) name: CString,
    pub(super) partition: i32,
    /// The next offset that matters.
    pub(super) next: i64,
    /// The end of the current range, exclusive; `i64::MAX` while following.
    pub(super) end: i64,
    /// Ranges still to come, ascending.
    pub(super) later: VecDeque<ScanRange>,
    /// Offsets of all ranges, and of those that are done.
    pub(super) total: u64,
    pub(super) done: u64,
    pub(super) first: i64,
    pub(super) complete: bool,
    /// Whether the next range is so far ahead that the client has to be told.
    pub(super) seek: bool,
    /// The offset of the last end-of-partition event; −2 before the first.
    pub(super) end_event: i64,
}

impl Reading {
    /// Starts with the first range of a partition.
    pub(super) fn new(topic: &Arc<str>, name: CString, range: &ScanRange) -> Self {
        Self {
            topic: topic.clone(),
            name,
            partition: range.partition,
            next: range.start,
            end: range.end,
            later: VecDeque::new(),
            total: range.len(),
            done: 0,
            first: range.start,
            complete: false,
            seek: false,
            end_event: -2,
        }
    }

    /// Returns where it is.
    pub(super) fn place(&self) -> TopicPartition {
        TopicPartition {
            topic: self.topic.clone(),
            partition: self.partition,
        }
    }

    /// Takes note that everything before `next` was looked at, and goes to the next range where this one is done.
    pub(super) fn advance(&mut self, next: i64) {
        self.next = next;
        while !self.complete && self.next >= self.end {
            self.done += range_len(self.first, self.end);
            if let Some(range) = self.later.pop_front() {
                self.seek = range.start > self.next;
                self.next = self.next.max(range.start);
                (self.first, self.end) = (range.start, range.end);
            } else {
                self.first = self.end;
                self.complete = true;
            }
        }
    }

    /// Returns how many offsets of all ranges were passed.
    pub(super) fn passed(&self) -> u64 {
        self.done + range_len(self.first, self.next.min(self.end))
    }
}

fn range_len(from: i64, to: i64) -> u64 {
    u64::try_from(to.saturating_sub(from)).unwrap_or(0)
}
