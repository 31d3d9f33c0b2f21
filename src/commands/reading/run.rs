//! From a resolved selection to the fold: everything once, or one end of each partition.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::Reading;
use super::ends::{KeepEnds, Round, Side, Tail, by_time};
use super::folds::{Counting, Draw, Keep, Masking, Unpacking};
use super::sources::BesideSources;
use crate::error::Result;
use crate::filter::Filter;
use crate::kafka::cluster::Topic;
use crate::kafka::fetch::Fetch;
use crate::offsets::ScanRange;
use crate::record::Record;
use crate::scan::{Ended, Fold, OwnedRecords, Source as _, Stages, Stop, scan};
use crate::settings::selection::Bound;
use crate::ui::Bar;

/// The most records that `-n` collects and sorts; beyond, they come as they arrive.
const SORTED_LIMIT: u64 = 10_000;
/// The fewest offsets of a partition that are read at once from one of its ends.
const FIRST_CHUNK: u64 = 64;

impl Reading {
    /// Runs every matching record of every topic through the fold, masked where a rule says so.
    ///
    /// `tick` is called after each merge and stops the scan by returning `Break`.
    ///
    /// # Errors
    ///
    /// Those of the scan. What was merged before stays in `total`.
    pub(crate) fn run<F: Fold>(
        &mut self,
        stop: &Stop,
        bar: &mut Bar,
        fold: &F,
        total: &mut F::Total,
        tick: impl FnMut(&mut F::Total) -> ControlFlow<()>,
    ) -> Result<()> {
        let fold = &Masking {
            fold,
            redaction: self.redaction.clone(),
        };
        self.run_as_it_is(stop, bar, fold, total, tick)
    }

    /// Does the same with the records as they are: for what is sent, and not for what is shown.
    ///
    /// # Errors
    ///
    /// Those of [`Reading::run`].
    pub(crate) fn run_as_it_is<F: Fold>(
        &mut self,
        stop: &Stop,
        bar: &mut Bar,
        fold: &F,
        total: &mut F::Total,
        tick: impl FnMut(&mut F::Total) -> ControlFlow<()>,
    ) -> Result<()> {
        if self.fetches_sources {
            let decoder = self.decoder.clone();
            let properties = self.cluster.properties().clone();
            let fold = BesideSources::new(fold, &decoder, properties, stop);
            self.run_through(stop, bar, &Unpacking(&fold), total, tick)?;
        } else {
            self.run_through(stop, bar, fold, total, tick)?;
        }
        // Before an answer is believed: an expression that is no condition finds nothing.
        self.expressions.iter().try_for_each(|one| one.check())
    }

    fn run_through<F: Fold>(
        &mut self,
        stop: &Stop,
        bar: &mut Bar,
        fold: &F,
        total: &mut F::Total,
        mut tick: impl FnMut(&mut F::Total) -> ControlFlow<()>,
    ) -> Result<()> {
        let letters = match self.bound {
            Bound::All => return self.stream(stop, bar, u64::MAX, fold, total, &mut tick),
            // Following, nobody knows when the last one comes, so each is shown as it comes.
            Bound::Limit(most) if most > SORTED_LIMIT || self.follow => {
                return self.stream(stop, bar, most, fold, total, &mut tick);
            }
            Bound::Limit(most) => {
                let mut kept = Vec::new();
                let go_on = &mut |_: &mut Vec<Record>| ControlFlow::Continue(());
                self.stream(stop, bar, most, &Keep, &mut kept, go_on)?;
                self.matched = 0;
                kept
            }
            Bound::Sample(most) => self.sample(stop, bar, most)?,
            Bound::Newest(most) => self.ends(stop, bar, most, Side::Newest)?,
            Bound::Oldest(most) => self.ends(stop, bar, most, Side::Oldest)?,
        };
        bar.clear();
        self.feed(stop, letters, fold, total, &mut tick)?;
        if self.follow && !self.interrupted && matches!(self.bound, Bound::Newest(_)) {
            for reading in &mut self.topics {
                let ends = reading
                    .bounds
                    .iter()
                    .map(|bounds| (bounds.partition, bounds.end));
                let ends: HashMap<i32, i64> = ends.collect();
                reading.ranges.retain(|range| range.end == i64::MAX);
                for range in &mut reading.ranges {
                    range.start = range
                        .start
                        .max(ends.get(&range.partition).copied().unwrap_or(0));
                }
            }
            return self.stream(stop, bar, u64::MAX, fold, total, &mut tick);
        }
        Ok(())
    }

    /// Draws matching records, in order of time.
    fn sample(&mut self, stop: &Stop, bar: &mut Bar, most: u64) -> Result<Vec<Record>> {
        let draw = Draw::new(usize::try_from(most).unwrap_or(usize::MAX));
        let mut drawn = Vec::new();
        let go_on = &mut |_: &mut Vec<_>| ControlFlow::Continue(());
        self.stream(stop, bar, u64::MAX, &draw, &mut drawn, go_on)?;
        self.matched = 0;
        let mut letters = draw.finish(drawn);
        letters.sort_by_key(by_time);
        Ok(letters)
    }

    /// Reads everything once, in order per partition, up to `most` matching records.
    fn stream<F: Fold>(
        &mut self,
        stop: &Stop,
        bar: &mut Bar,
        most: u64,
        fold: &F,
        total: &mut F::Total,
        tick: &mut impl FnMut(&mut F::Total) -> ControlFlow<()>,
    ) -> Result<()> {
        // Following has no end, so all topics are followed at once; else each has its own filter and its own turn.
        let turns: Vec<Vec<usize>> = if self.follow {
            vec![(0..self.topics.len()).collect()]
        } else {
            (0..self.topics.len()).map(|one| vec![one]).collect()
        };
        for turn in turns {
            let ranges: Vec<_> = turn
                .iter()
                .flat_map(|&index| self.topics[index].named_ranges())
                .collect();
            let (Some(&first), false) = (turn.first(), ranges.is_empty()) else {
                continue;
            };
            let mut fetch = Fetch::new(&self.cluster, &ranges).idle_timeout(self.idle_timeout);
            let counting = Counting {
                fold,
                most: most.saturating_sub(self.matched),
                total: PhantomData,
            };
            let mut sum = (0, &mut *total);
            let filter = self.together.as_ref();
            let follow = self.follow;
            let ended = scan(
                &mut fetch,
                Stages {
                    filter: filter.unwrap_or(&self.topics[first].filter),
                    decoder: &self.decoder,
                },
                &counting,
                &mut sum,
                self.workers,
                stop,
                |sum, progress| {
                    // Following has no end to come nearer to.
                    if !follow {
                        bar.show(progress);
                    }
                    bar.suspend(|| tick(sum.1))
                },
            );
            self.matched += sum.0 + fetch.counted();
            self.gaps.extend_from_slice(fetch.gaps());
            match ended? {
                Ended::AtEnd => {}
                Ended::Enough => break,
                Ended::Stopped => {
                    self.interrupted = true;
                    break;
                }
            }
        }
        Ok(())
    }

    /// Returns the `most` newest or oldest matching records by (timestamp, partition, offset), in ascending order.
    ///
    /// For the newest each partition is read backwards in chunks that double, until it has yielded `most` matches or is
    /// used up. Timestamps need not rise with offsets, so afterwards the broker is asked where a record that is newer
    /// than the last one kept may stand further ahead, and from there on the rest is read. Where the oldest ones stand
    /// it cannot be asked: for them everything is read.
    fn ends(&mut self, stop: &Stop, bar: &mut Bar, most: u64, side: Side) -> Result<Vec<Record>> {
        let wanted = usize::try_from(most).unwrap_or(usize::MAX);
        let mut best: Vec<Record> = Vec::new();
        for index in 0..self.topics.len() {
            let mut tails = self.topics[index].tails();
            let mut chunk = match side {
                Side::Newest => i64::try_from(most.clamp(FIRST_CHUNK, 1 << 20)).unwrap_or(1 << 20),
                Side::Oldest => i64::MAX,
            };
            loop {
                let open = tails
                    .iter_mut()
                    .filter(|tail| tail.found < most && !tail.left.is_empty());
                let ranges: Vec<_> = open.flat_map(|tail| tail.take(chunk, side)).collect();
                if ranges.is_empty() || self.interrupted {
                    break;
                }
                let found = self.round(stop, bar, index, &ranges, &mut best, (wanted, side))?;
                for tail in &mut tails {
                    tail.found += found.get(&tail.partition).copied().unwrap_or(0);
                }
                chunk = chunk.saturating_mul(2);
            }
            let last = best.get(wanted.saturating_sub(1)).map(by_time);
            if let (Side::Newest, Some(last)) = (side, last) {
                let ranges = self.newer_than(&last, index, &mut tails)?;
                if !ranges.is_empty() && !self.interrupted {
                    self.round(stop, bar, index, &ranges, &mut best, (wanted, side))?;
                }
            }
        }
        best.sort_by_key(by_time);
        Ok(best)
    }

    /// Takes off what is left of a topic where there may be records newer than `last` of [`by_time`].
    fn newer_than(
        &self,
        last: &(i64, Arc<str>, i32, i64),
        index: usize,
        tails: &mut [Tail],
    ) -> Result<Vec<ScanRange>> {
        let name = &self.topics[index].topic.name;
        let (ms, last_topic, last_partition, _) = last;
        let mut open: Vec<&mut Tail> = tails
            .iter_mut()
            .filter(|tail| !tail.left.is_empty())
            .collect();
        if open.is_empty() {
            return Ok(Vec::new());
        }
        let asked = Topic {
            name: name.clone(),
            partitions: open.iter().map(|tail| tail.partition).collect(),
        };
        let found = self.cluster.offsets_for_time(&[asked], |partition| {
            // Of records with the same time those of higher partitions are newer.
            let ties = (name, partition) > (last_topic, *last_partition);
            ms.saturating_add(i64::from(!ties))
        })?;
        let mut ranges = Vec::new();
        for tail in &mut open {
            if let Some(offset) = found.get(&(name.to_string(), tail.partition)) {
                ranges.extend(tail.take_from(*offset));
            }
        }
        Ok(ranges)
    }

    /// Reads ranges of one topic and keeps the best. Returns how many records matched, by partition.
    fn round(
        &mut self,
        stop: &Stop,
        bar: &mut Bar,
        index: usize,
        ranges: &[ScanRange],
        best: &mut Vec<Record>,
        (wanted, side): (usize, Side),
    ) -> Result<HashMap<i32, u64>> {
        let reading = &self.topics[index];
        let named: Vec<_> = ranges
            .iter()
            .map(|range| (reading.topic.name.clone(), *range))
            .collect();
        let mut fetch = Fetch::new(&self.cluster, &named);
        let mut round = Round {
            best: std::mem::take(best),
            found: HashMap::new(),
            wanted,
            side,
        };
        let go_on = |_: &mut Round, progress| {
            bar.show(progress);
            ControlFlow::Continue(())
        };
        let ended = scan(
            &mut fetch,
            Stages {
                filter: &reading.filter,
                decoder: &self.decoder,
            },
            &KeepEnds::new(side),
            &mut round,
            self.workers,
            stop,
            go_on,
        )?;
        round.trim();
        *best = round.best;
        self.gaps.extend_from_slice(fetch.gaps());
        self.interrupted |= ended == Ended::Stopped;
        Ok(round.found)
    }

    /// Runs kept records through the fold, in the order of (timestamp, partition, offset).
    fn feed<F: Fold>(
        &mut self,
        stop: &Stop,
        mut letters: Vec<Record>,
        fold: &F,
        total: &mut F::Total,
        tick: &mut impl FnMut(&mut F::Total) -> ControlFlow<()>,
    ) -> Result<()> {
        // What was found before an interruption is shown; a second one ends the process.
        let begun = Stop::default();
        let stop = if self.interrupted { &begun } else { stop };
        letters.sort_by_key(by_time);
        self.matched += letters.len() as u64;
        if fold.counts_only() {
            return Ok(());
        }
        let count = letters.len() as u64;
        let mut source = OwnedRecords::new(letters.into_iter().map(Ok), count);
        let everything = Filter::everything();
        scan(
            &mut source,
            Stages {
                filter: &everything,
                decoder: &self.decoder,
            },
            fold,
            total,
            self.workers,
            stop,
            |total, _| tick(total),
        )
        .map(|_| ())
    }
}
