//! `--since` and `--until`.

use jiff::tz::TimeZone;

use super::{Predicate, Stage, Verdict};
use crate::record::Envelope;
use crate::times;

/// Holds for records whose timestamp lies in a window. A record without a timestamp is in none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The start, inclusive, in milliseconds since the epoch.
    pub since: Option<i64>,
    /// The end, exclusive, in milliseconds since the epoch.
    pub until: Option<i64>,
}

impl Window {
    /// Tells whether it holds every record.
    pub fn is_open(&self) -> bool {
        self.since.is_none() && self.until.is_none()
    }

    /// Tells whether a time, in milliseconds since the epoch, is in it.
    pub fn holds(&self, ms: i64) -> bool {
        self.since.is_none_or(|since| ms >= since) && self.until.is_none_or(|until| ms < until)
    }

    /// Writes the window for people, in a zone; `None` where it is open on both sides.
    pub fn display(&self, zone: &TimeZone) -> Option<String> {
        let at = |ms| times::display(ms, zone);
        match (self.since, self.until) {
            (None, None) => None,
            (Some(since), None) => Some(format!("records since {}", at(since))),
            (None, Some(until)) => Some(format!("records before {}", at(until))),
            (Some(since), Some(until)) => Some(format!(
                "records since {} and before {}",
                at(since),
                at(until)
            )),
        }
    }
}

impl Predicate for Window {
    fn stage(&self) -> Stage {
        Stage::Envelope
    }

    fn envelope(&self, envelope: &Envelope<'_>) -> Verdict {
        Verdict::of(match envelope.timestamp {
            None => self.is_open(),
            Some(timestamp) => self.holds(timestamp.ms),
        })
    }
}
