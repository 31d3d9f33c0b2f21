//! Sets of offsets as sorted intervals.

/// A set of offsets: half-open intervals, sorted, neither empty nor touching each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intervals(Vec<(i64, i64)>);

impl FromIterator<(i64, i64)> for Intervals {
    /// Unites intervals in any order; empty ones are left out.
    fn from_iter<I: IntoIterator<Item = (i64, i64)>>(intervals: I) -> Self {
        let mut list: Vec<_> = intervals
            .into_iter()
            .filter(|(start, end)| start < end)
            .collect();
        list.sort_unstable();
        Self(list).coalesced(0)
    }
}

impl Intervals {
    /// Every offset from 0.
    pub fn everything() -> Self {
        Self(vec![(0, i64::MAX)])
    }

    /// Returns the intervals in order, each from its first offset to its exclusive end.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (i64, i64)> + '_ {
        self.0.iter().copied()
    }

    /// Tells whether no offset is in the set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the number of offsets.
    pub fn count(&self) -> u64 {
        let lengths = self.0.iter().map(|(start, end)| end.abs_diff(*start));
        lengths.fold(0, u64::saturating_add)
    }

    /// Returns the first and the last offset.
    pub fn bounds(&self) -> Option<(i64, i64)> {
        Some((self.0.first()?.0, self.0.last()?.1 - 1))
    }

    /// Tells whether an offset is in the set.
    pub fn contains(&self, offset: i64) -> bool {
        let after = self.0.partition_point(|(start, _)| *start <= offset);
        after > 0 && offset < self.0[after - 1].1
    }

    /// Returns the offsets from `start` up to `end`, exclusive.
    #[must_use]
    pub fn clipped(&self, start: i64, end: i64) -> Self {
        self.iter()
            .map(|(from, to)| (from.max(start), to.min(end)))
            .collect()
    }

    /// Returns the offsets that both sets hold.
    #[must_use]
    pub fn intersected(&self, other: &Self) -> Self {
        let (mut left, mut right) = (self.iter().peekable(), other.iter().peekable());
        let mut both = Vec::new();
        while let (Some(&(a, b)), Some(&(c, d))) = (left.peek(), right.peek()) {
            if a.max(c) < b.min(d) {
                both.push((a.max(c), b.min(d)));
            }
            if b < d {
                left.next()
            } else {
                right.next()
            };
        }
        Self(both)
    }

    /// Returns a superset with fewer intervals: those that at most `gap` offsets part are one.
    #[must_use]
    pub fn coalesced(&self, gap: i64) -> Self {
        let mut merged: Vec<(i64, i64)> = Vec::new();
        for (start, end) in self.iter() {
            match merged.last_mut() {
                Some(last) if start.saturating_sub(last.1) <= gap => last.1 = last.1.max(end),
                _ => merged.push((start, end)),
            }
        }
        Self(merged)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn model(set: &Intervals) -> BTreeSet<i64> {
        set.iter().flat_map(|(start, end)| start..end).collect()
    }

    fn raw() -> impl Strategy<Value = Vec<(i64, i64)>> {
        proptest::collection::vec((0..60_i64, 0..60_i64), 0..8)
    }

    proptest! {
        #[test]
        fn is_the_set_it_stands_for(a in raw(), b in raw(), cut in (0..60_i64, 0..60_i64), gap in 0..9_i64) {
            let union: BTreeSet<_> = a.iter().flat_map(|(start, end)| *start..*end).collect();
            let (a, b): (Intervals, Intervals) = (a.into_iter().collect(), b.into_iter().collect());
            prop_assert_eq!(model(&a), union.clone());
            prop_assert_eq!(a.count(), union.len() as u64);
            prop_assert_eq!(a.bounds(), union.first().copied().zip(union.last().copied()));
            prop_assert!((0..60).all(|offset| a.contains(offset) == union.contains(&offset)));
            prop_assert_eq!(model(&a.intersected(&b)), union.intersection(&model(&b)).copied().collect());
            let clipped: BTreeSet<_> = union.iter().copied().filter(|o| (cut.0..cut.1).contains(o)).collect();
            prop_assert_eq!(model(&a.clipped(cut.0, cut.1)), clipped);
            let coarse = a.coalesced(gap);
            prop_assert!(union.is_subset(&model(&coarse)));
            let list: Vec<_> = coarse.iter().collect();
            prop_assert!(list.windows(2).all(|pair| pair[1].0 - pair[0].1 > gap));
        }
    }
}
