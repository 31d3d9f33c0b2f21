//! The pace of a replay: it waits between transactions, never inside of one.

use std::time::{Duration, Instant};

use crate::scan::Stop;

/// How many records and bytes may be sent in a second; `None` is as fast as it goes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pace {
    records: Option<u32>,
    bytes: Option<u64>,
    free_at: Option<Instant>,
}

impl Pace {
    pub(super) fn new(records: Option<u32>, bytes: Option<u64>) -> Self {
        Self {
            records: records.map(|rate| rate.max(1)),
            bytes: bytes.map(|rate| rate.max(1)),
            free_at: None,
        }
    }

    /// Returns the most records a batch may have, so that a batch is no more than a second's worth.
    pub(super) fn batch(&self, most: usize) -> usize {
        let rate = self
            .records
            .and_then(|rate| usize::try_from(rate).ok())
            .unwrap_or(usize::MAX);
        most.min(rate).max(1)
    }

    /// Takes note of a batch that is about to be sent.
    pub(super) fn spend(&mut self, records: usize, bytes: u64, now: Instant) {
        let by_records = self.records.map_or(Duration::ZERO, |rate| {
            Duration::from_secs(1).mul_f64(as_f64(records as u64) / f64::from(rate))
        });
        let by_bytes = self.bytes.map_or(Duration::ZERO, |rate| {
            Duration::from_secs(1).mul_f64(as_f64(bytes) / as_f64(rate))
        });
        let from = self.free_at.map_or(now, |at| at.max(now));
        self.free_at = Some(from + by_records.max(by_bytes));
    }

    /// Waits until the next batch may be sent, or the run is stopped.
    pub(super) fn wait(&self, stop: &Stop) {
        while !stop.is_stopped() {
            let left = self.free_at.map_or(Duration::ZERO, |at| {
                at.saturating_duration_since(Instant::now())
            });
            if left.is_zero() {
                return;
            }
            std::thread::sleep(left.min(Duration::from_millis(50)));
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a pace need not be exact to the byte"
)]
fn as_f64(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_shrink_with_the_rate_and_time_adds_up() {
        let mut pace = Pace::new(Some(100), Some(1_000));
        assert_eq!((pace.batch(500), pace.batch(20)), (100, 20));
        assert_eq!(Pace::new(None, None).batch(500), 500);
        let now = Instant::now();
        pace.spend(50, 10, now);
        pace.spend(1, 2_000, now);
        let free_at = pace.free_at.unwrap();
        assert_eq!(free_at - now, Duration::from_millis(2_500));
    }

    #[test]
    fn a_stopped_run_does_not_wait() {
        let mut pace = Pace::new(Some(1), None);
        pace.spend(1_000, 0, Instant::now());
        let stop = Stop::default();
        stop.stop();
        pace.wait(&stop);
    }
}
