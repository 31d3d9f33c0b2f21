//! The rate of records over time, in a fixed number of buckets whose width grows with the time that they cover.

/// The cells of a sparkline.
pub const CELLS: usize = 12;

/// The buckets of one group.
const BUCKETS: u8 = 32;

/// Counts over time.
///
/// Buckets are `2^shift` ms wide and begin at multiples of that. The shift is the smallest with which all times fit, so it
/// does not depend on the order of the records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trend {
    shift: u8,
    /// The number of the first bucket: a time, shifted.
    first: i64,
    counts: Vec<u32>,
}

impl Trend {
    /// Counts one record.
    pub fn record(&mut self, ms: i64) {
        self.add(ms >> self.shift, 1);
    }

    /// Takes in another part.
    pub fn merge(&mut self, other: &Self) {
        if other.counts.is_empty() {
            return;
        }
        while self.shift < other.shift {
            self.widen();
        }
        for (number, count) in (other.first..).zip(&other.counts) {
            if *count > 0 {
                // Widening while it adds changes what a number means, so it starts from the time.
                let ms = number << other.shift;
                self.add(ms >> self.shift, *count);
            }
        }
    }

    /// Adds to a bucket, by its number at the present width.
    fn add(&mut self, mut number: i64, count: u32) {
        if self.counts.is_empty() {
            (self.first, self.counts) = (number, vec![0]);
        }
        loop {
            let last = self.first.saturating_add(self.behind_first());
            let (low, high) = (self.first.min(number), last.max(number));
            if high
                .checked_sub(low)
                .is_some_and(|width| width < i64::from(BUCKETS))
            {
                break;
            }
            self.widen();
            number >>= 1;
        }
        while number < self.first {
            self.counts.insert(0, 0);
            self.first -= 1;
        }
        let at = usize::try_from(number - self.first).unwrap_or(0);
        if at >= self.counts.len() {
            self.counts.resize(at + 1, 0);
        }
        self.counts[at] = self.counts[at].saturating_add(count);
    }

    /// Returns how many buckets stand behind the first.
    fn behind_first(&self) -> i64 {
        i64::try_from(self.counts.len()).unwrap_or(1) - 1
    }

    /// Makes buckets twice as wide.
    fn widen(&mut self) {
        self.shift += 1;
        if self.counts.is_empty() {
            return;
        }
        let first = self.first >> 1;
        let mut counts: Vec<u32> = Vec::with_capacity(BUCKETS.into());
        for (number, count) in (self.first..).zip(&self.counts) {
            let at = usize::try_from((number >> 1) - first).unwrap_or(0);
            if at >= counts.len() {
                counts.resize(at + 1, 0);
            }
            counts[at] = counts[at].saturating_add(*count);
        }
        (self.first, self.counts) = (first, counts);
    }

    /// Divides a time, both ends included, into [`CELLS`] and returns how many records fall into each. A bucket that
    /// reaches over several cells counts in the one of its middle.
    pub fn cells(&self, from: i64, to: i64) -> [u64; CELLS] {
        let mut cells = [0; CELLS];
        let span = i128::from(to) - i128::from(from) + 1;
        let width = 1_i128 << self.shift;
        for (number, count) in (self.first..).zip(&self.counts) {
            let begin = i128::from(number) << self.shift;
            let middle = (begin + width / 2).clamp(i128::from(from), i128::from(to));
            let at = (middle - i128::from(from)) * (CELLS as i128) / span.max(1);
            let at = usize::try_from(at).unwrap_or(0).min(CELLS - 1);
            cells[at] += u64::from(*count);
        }
        cells
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(times: &[i64]) -> Trend {
        let mut trend = Trend::default();
        for ms in times {
            trend.record(*ms);
        }
        trend
    }

    #[test]
    fn cells_are_where_the_records_are() {
        let hour = 3_600_000;
        let times: Vec<i64> = (0..60)
            .map(|minute| 1_795_243_875_557 + minute * hour / 60)
            .collect();
        let cells = of(&times).cells(times[0], times[59]);
        assert_eq!(cells.iter().sum::<u64>(), 60);
        assert!(
            cells.iter().all(|count| (2..=8).contains(count)),
            "{cells:?}"
        );
        let late = of(&times[50..]).cells(times[0], times[59]);
        assert_eq!(late[..9].iter().sum::<u64>(), 0);
        assert_eq!(of(&[5]).cells(5, 5).iter().sum::<u64>(), 1);
    }

    proptest! {
        #[test]
        fn order_and_parts_do_not_matter(mut times in prop::collection::vec(prop_oneof![any::<i64>(), 0..100_000_i64], 1..60), at in 0_usize..60) {
            let whole = of(&times);
            prop_assert!(whole.counts.len() <= usize::from(BUCKETS));
            prop_assert_eq!(whole.counts.iter().map(|count| u64::from(*count)).sum::<u64>(), times.len() as u64);
            let (one, other) = times.split_at(at.min(times.len()));
            let mut parts = of(one);
            parts.merge(&of(other));
            let _ = whole.cells(i64::MIN, i64::MAX);
            let total = |trend: &Trend| (trend.shift, trend.counts.iter().sum::<u32>());
            prop_assert_eq!(total(&parts), total(&whole));
            times.reverse();
            prop_assert_eq!(total(&of(&times)), total(&whole));
        }
    }
}
