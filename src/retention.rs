//! How long Kafka keeps the records of a topic, and how many of them it may delete before a time.
//!
//! Belongs here: a topic's settings as far as they are about deletion, and what follows from them and from a few
//! look-ups by time. Does not belong here: asking a cluster for either.
//!
//! Kafka deletes whole segments, the oldest first, and stops at the first that has to stay. A segment may go when its
//! *largest* timestamp is further back than `retention.ms`; the active one too, which is then closed first. Nothing
//! outside of the brokers tells where segments begin. Two things are certain all the same:
//!
//! - Before a time T nothing goes that stands at or behind the first record whose timestamp is not older than
//!   T − `retention.ms`: a look-up by time finds it, and so the most that can go.
//! - The brokers check every few minutes. So the segment that is the oldest now holds a record that had not expired at
//!   the last check, and nothing goes before that one has. Old records are therefore no alarm by themselves: they wait for the
//!   end of their segment.
//!
//! Source: `apache/kafka`, `core/src/main/scala/kafka/log/UnifiedLog.scala` (`deleteRetentionMsBreachedSegments`, `deletableSegments`,
//! `deleteSegments`, `fetchOffsetByTimestamp`) and `storage/src/main/java/org/apache/kafka/storage/internals/log/LogSegment.java`
//! (`largestTimestamp`).

use std::collections::HashMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Unit, ZonedRound};
use serde::Serialize;

/// The settings of a topic that decide when its records are deleted.
pub const SETTINGS: &[&str] = &[
    "cleanup.policy",
    "retention.ms",
    "retention.bytes",
    "segment.ms",
    "segment.bytes",
    "message.timestamp.type",
];

/// The longest that brokers let pass between two checks, in milliseconds: twice the default of
/// `log.retention.check.interval.ms`, since a check takes its time.
const CHECK: i64 = 10 * 60_000;
/// How far ahead [`horizon`] lies at most, in hours.
const AHEAD: i64 = 24;

/// What the settings of a topic say about deletion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Retention {
    /// Whether `cleanup.policy` has `delete`.
    pub deletes: bool,
    /// Whether `cleanup.policy` has `compact`.
    pub compacts: bool,
    /// `retention.ms`; `None` where it has no end.
    pub ms: Option<i64>,
    /// `retention.bytes`, of each partition; `None` where it has no end.
    pub bytes: Option<u64>,
    /// `segment.ms`.
    pub segment_ms: Option<i64>,
    /// `segment.bytes`.
    pub segment_bytes: Option<u64>,
    /// Whether timestamps are the broker's (`LogAppendTime`), whatever the producer says.
    pub log_append_time: bool,
}

impl Retention {
    /// Reads settings; `None` where they do not tell.
    pub fn read(settings: &HashMap<String, String>) -> Option<Self> {
        let text = |name: &str| settings.get(name).map(String::as_str);
        let number = |name: &str| text(name).and_then(|text| text.parse::<i64>().ok());
        let size = |name: &str| number(name).and_then(|number| u64::try_from(number).ok());
        let mut policies = text("cleanup.policy")?.split(',').map(str::trim);
        let ms = number("retention.ms")?;
        Some(Self {
            deletes: policies.clone().any(|policy| policy == "delete"),
            compacts: policies.any(|policy| policy == "compact"),
            ms: (ms >= 0).then_some(ms),
            bytes: size("retention.bytes"),
            segment_ms: number("segment.ms"),
            segment_bytes: size("segment.bytes"),
            log_append_time: text("message.timestamp.type") == Some("LogAppendTime"),
        })
    }

    /// Returns after how many milliseconds records are deleted; `None` where time alone deletes none.
    pub fn time_limit(&self) -> Option<i64> {
        self.ms.filter(|_| self.deletes)
    }

    /// Returns how many bytes a partition may hold before the oldest are deleted; `None` where size alone deletes none.
    pub fn size_limit(&self) -> Option<u64> {
        self.bytes.filter(|_| self.deletes)
    }

    /// Tells whether a record that is written with an old timestamp can be deleted at once.
    pub fn takes_old_timestamps(&self) -> bool {
        self.time_limit().is_some() && !self.log_append_time
    }
}

/// The first record of a partition whose timestamp is not older than some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstAt {
    /// Its offset.
    pub offset: i64,
    /// Its timestamp, in milliseconds since the epoch.
    pub ms: i64,
}

/// What of one partition time alone can delete.
#[derive(Clone, Copy, Debug)]
pub struct Aging {
    /// The first offset that exists.
    pub start: i64,
    /// Behind the last offset that counts.
    pub end: i64,
    /// `retention.ms`.
    pub limit: i64,
    /// The first record that is in time at [`Aging::asks_first`]; `None` where no record is.
    pub held: Option<FirstAt>,
}

/// How many records of a partition can be deleted before a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// None.
    Nothing,
    /// All.
    Everything,
    /// Those before the first record whose timestamp is this or later: to be looked up, for [`Aging::count`].
    Ask(i64),
}

impl Aging {
    /// Returns the timestamp to look up for [`Aging::held`]; `limit` is the topic's `retention.ms`.
    pub fn asks_first(now_ms: i64, limit: i64) -> i64 {
        timestamp(now_ms.saturating_sub(CHECK), limit)
    }

    /// Tells how many records can be deleted before `at`, as far as that is known.
    pub fn before(&self, at: i64) -> Before {
        let asks = timestamp(at, self.limit);
        match self.held {
            _ if self.end <= self.start => Before::Nothing,
            None => Before::Everything,
            // The oldest segment holds this record, and stays as long as it is in time.
            Some(held) if held.ms >= asks => Before::Nothing,
            Some(_) => Before::Ask(asks),
        }
    }

    /// Counts the offsets before the one that a look-up found; all where it found none.
    pub fn count(&self, found: Option<i64>) -> u64 {
        let until = found.unwrap_or(self.end).clamp(self.start, self.end);
        u64::try_from(until - self.start).unwrap_or(0)
    }

    /// Returns the time before which nothing can be deleted, in milliseconds since the epoch; `None` where there is nothing.
    pub fn first_ms(&self, now_ms: i64) -> Option<i64> {
        let expires = |held: FirstAt| held.ms.saturating_add(self.limit).max(now_ms);
        (self.end > self.start).then(|| self.held.map_or(now_ms, expires))
    }
}

/// Returns the timestamp of which older records are expired at `at`. Negative ones have another meaning in look-ups.
fn timestamp(at: i64, limit: i64) -> i64 {
    at.saturating_sub(limit).max(0)
}

/// What of a topic time alone can delete.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expiry {
    /// How many records the brokers can delete at any moment.
    pub overdue: u64,
    /// How many they can delete before the horizon, these included.
    pub soon: u64,
    /// Before this time they delete none, in milliseconds since the epoch; `None` where there is nothing to delete.
    pub first_ms: Option<i64>,
}

impl Expiry {
    /// Adds what is known of another partition.
    pub fn add(&mut self, other: Self) {
        self.overdue = self.overdue.saturating_add(other.overdue);
        self.soon = self.soon.saturating_add(other.soon).max(self.overdue);
        self.first_ms = match (self.first_ms, other.first_ms) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
    }
}

/// Returns the time for which expiring records are counted: the last full hour on the clock within a day from now.
///
/// So the time of day alone says which moment is meant.
pub fn horizon(now_ms: i64, zone: &TimeZone) -> i64 {
    let ahead = || {
        let tomorrow = Timestamp::from_millisecond(now_ms)
            .ok()?
            .checked_add(SignedDuration::from_hours(AHEAD))
            .ok()?;
        let hour = ZonedRound::new()
            .smallest(Unit::Hour)
            .mode(jiff::RoundMode::Floor);
        let full = tomorrow.to_zoned(zone.clone()).round(hour).ok()?;
        Some(full.timestamp().as_millisecond())
    };
    ahead().unwrap_or(now_ms)
}

#[cfg(test)]
mod tests;
