//! What all reading commands share: from a selection to the records it means.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::Context;
use super::handled::handled;
use crate::cli::output::Format;
use crate::dead_letter::DeadLetterView;
use crate::envelope::Identity;
use crate::error::{Error, ExitStatus, Result};
use crate::filter::{Filter, HandledSet, State};
use crate::kafka::Cluster;
use crate::kafka::cluster::Topic;
use crate::kafka::fetch::{Fetch, Gap};
use crate::offsets::{PartitionBounds, ScanRange};
use crate::record::Record;
use crate::scan::{Ended, Fold, OwnedRecords, Source as _, Stop, scan};
use crate::settings::selection::{Bound, Selection};
use crate::topics;
use crate::ui::Bar;

/// The records of one topic that are to be read.
pub(crate) struct TopicReading {
    /// The topic.
    pub(crate) topic: Topic,
    /// Its id, where the broker gives one.
    pub(crate) topic_id: Option<String>,
    /// What exists of it.
    pub(crate) bounds: Vec<PartitionBounds>,
    /// What is read of it.
    pub(crate) ranges: Vec<ScanRange>,
    /// Which records are meant.
    pub(crate) filter: Filter,
}

/// A selection, resolved against a cluster.
pub(crate) struct Reading {
    /// The cluster.
    pub(crate) cluster: Cluster,
    /// Topic by topic.
    pub(crate) topics: Vec<TopicReading>,
    /// Records that were to be read and are gone.
    pub(crate) gaps: Vec<Gap>,
    /// How many records matched.
    pub(crate) matched: u64,
    /// Whether a signal ended it.
    pub(crate) interrupted: bool,
    /// What was replayed, where the state matters and the ledger can be read.
    pub(crate) handled: Option<Arc<HandledSet>>,
    /// How many records of the ranges are left out because they were replayed.
    hidden: u64,
    bound: Bound,
    follow: bool,
    idle_timeout: Option<std::time::Duration>,
    workers: usize,
}

impl Reading {
    /// Connects, finds the topics and resolves what is to be read of each.
    ///
    /// # Errors
    ///
    /// Usage, an unknown topic with the nearest names, unreachable, denied.
    pub(crate) fn open(context: &mut Context<'_>, selection: &Selection) -> Result<Self> {
        let cluster = context.connect(selection.read_uncommitted)?;
        let names: Vec<Arc<str>> = selection.topics.clone();
        let topics = names
            .iter()
            .map(|name| find_topic(&cluster, name))
            .collect::<Result<Vec<_>>>()?;
        let bounds = cluster.bounds(&topics, selection.read_uncommitted)?;
        let plain: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
        let mut ids = cluster.topic_ids(&plain);
        if let Some(window) = &selection.window_text {
            context.ui.note(window);
        }
        let state = selection.state.unwrap_or(State::All);
        let handled = if state != State::All || context.format() == Format::Wide {
            let identified = topics
                .iter()
                .map(|topic| (topic.name.clone(), ids.get(topic.name.as_ref()).cloned()));
            handled(context, &cluster, &identified.collect::<Vec<_>>())?
        } else {
            None
        };
        let mut hidden = 0;
        let mut readings = Vec::new();
        for (topic, bounds) in topics.into_iter().zip(bounds) {
            let ranges = resolve(context, &cluster, selection, &topic, &bounds)?;
            if let (Some(handled), State::Open | State::New) = (&handled, state) {
                let counts = ranges.iter().map(|range| {
                    handled.count(&topic.name, range.partition, range.start, range.end)
                });
                hidden += counts.sum::<u64>();
            }
            let filter = selection.filter(&topic.name, handled.as_deref());
            let topic_id = ids.remove(topic.name.as_ref());
            tell_undecided(context, &topic, &bounds, &ranges);
            readings.push(TopicReading {
                topic,
                topic_id,
                bounds,
                ranges,
                filter,
            });
        }
        Ok(Self {
            cluster,
            topics: readings,
            gaps: Vec::new(),
            matched: 0,
            interrupted: false,
            handled,
            hidden,
            bound: selection.bound,
            follow: selection.follow,
            idle_timeout: selection.idle_timeout,
            workers: std::thread::available_parallelism().map_or(2, usize::from),
        })
    }

    /// Runs every matching record of every topic through the fold.
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
        mut tick: impl FnMut(&mut F::Total) -> ControlFlow<()>,
    ) -> Result<()> {
        let letters = match self.bound {
            Bound::All => return self.stream(stop, bar, u64::MAX, fold, total, &mut tick),
            Bound::Limit(most) if most > SORTED_LIMIT => {
                return self.stream(stop, bar, most, fold, total, &mut tick);
            }
            Bound::Limit(most) => {
                let mut kept = Vec::new();
                let go_on = &mut |_: &mut Vec<Record>| ControlFlow::Continue(());
                self.stream(stop, bar, most, &Keep, &mut kept, go_on)?;
                self.matched = 0;
                kept
            }
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
            let ended = scan(
                &mut fetch,
                &self.topics[first].filter,
                &counting,
                &mut sum,
                self.workers,
                stop,
                |sum, progress| {
                    bar.show(progress);
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
    /// Each partition is read from that end in chunks that double, until it has yielded `most` matches or is used up.
    fn ends(&mut self, stop: &Stop, bar: &mut Bar, most: u64, side: Side) -> Result<Vec<Record>> {
        let wanted = usize::try_from(most).unwrap_or(usize::MAX);
        let mut best: Vec<Record> = Vec::new();
        for index in 0..self.topics.len() {
            let reading = &self.topics[index];
            let mut open: Vec<Tail> = Vec::new();
            for range in reading.bounded_ranges() {
                match open
                    .iter_mut()
                    .find(|tail| tail.partition == range.partition)
                {
                    Some(tail) => tail.left.push(range),
                    None => open.push(Tail {
                        partition: range.partition,
                        left: vec![range],
                        found: 0,
                    }),
                }
            }
            let mut chunk = i64::try_from(most.clamp(FIRST_CHUNK, 1 << 20)).unwrap_or(1 << 20);
            while !open.is_empty() && !self.interrupted {
                let ranges: Vec<_> = open
                    .iter_mut()
                    .flat_map(|tail| tail.take(chunk, side))
                    .map(|range| (reading.topic.name.clone(), range))
                    .collect();
                let mut fetch = Fetch::new(&self.cluster, &ranges);
                let mut round = Round {
                    best: std::mem::take(&mut best),
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
                    &reading.filter,
                    &KeepEnds,
                    &mut round,
                    self.workers,
                    stop,
                    go_on,
                )?;
                round.trim();
                best = round.best;
                self.gaps.extend_from_slice(fetch.gaps());
                self.interrupted |= ended == Ended::Stopped;
                open.retain_mut(|tail| {
                    tail.found += round.found.get(&tail.partition).copied().unwrap_or(0);
                    tail.found < most && !tail.left.is_empty()
                });
                chunk = chunk.saturating_mul(2);
            }
        }
        best.sort_by_key(by_time);
        Ok(best)
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
            &everything,
            fold,
            total,
            self.workers,
            stop,
            |total, _| tick(total),
        )
        .map(|_| ())
    }

    /// Returns where the records come from, for their envelopes.
    pub(crate) fn identity(&self) -> Identity {
        let ids = self.topics.iter().filter_map(|reading| {
            reading
                .topic_id
                .as_deref()
                .map(|id| (reading.topic.name.clone(), Box::from(id)))
        });
        Identity {
            cluster_id: self.cluster.id().map(Box::from),
            topic_ids: ids.collect(),
        }
    }

    /// Says why a list is empty: there is nothing, or nothing that matches.
    pub(crate) fn why_nothing(&self) -> String {
        let offsets: u64 = self
            .topics
            .iter()
            .flat_map(|reading| &reading.ranges)
            .map(ScanRange::len)
            .fold(0, u64::saturating_add);
        let names: Vec<&str> = self
            .topics
            .iter()
            .map(|reading| reading.topic.name.as_ref())
            .collect();
        let names = names.join(", ");
        if offsets == 0 {
            format!("no records in {names}")
        } else {
            format!("no record of {names} matches")
        }
    }

    /// Tells on `err` what a person should know about the end, and returns the exit status that follows from it.
    pub(crate) fn close(&self, context: &mut Context<'_>, fail_if_none: bool) -> ExitStatus {
        for Gap { place, from, to } in &self.gaps {
            context.ui.warn(&format!(
                "{place}: offsets {from} to {} were removed by retention while they were to be read",
                to - 1
            ));
        }
        if let Some(status) = context.signals.status() {
            context
                .ui
                .note(&format!("interrupted: {} records so far", self.matched));
            return ExitStatus(status);
        }
        if self.hidden > 0 {
            context
                .ui
                .note(&format!("{} handled, hidden: --state all", self.hidden));
        }
        if !self.gaps.is_empty() {
            return ExitStatus::PARTIAL;
        }
        if fail_if_none && self.matched == 0 {
            ExitStatus(1)
        } else {
            ExitStatus::DONE
        }
    }
}

/// The most records that `-n` collects and sorts; beyond, they come as they arrive.
const SORTED_LIMIT: u64 = 10_000;
/// The fewest offsets of a partition that are read at once from one of its ends.
const FIRST_CHUNK: u64 = 64;

/// Orders records by (timestamp, topic, partition, offset); ones without a timestamp come first.
fn by_time(record: &Record) -> (i64, Arc<str>, i32, i64) {
    let view = record.view();
    let place = record.record_ref();
    (
        view.envelope
            .timestamp
            .map_or(i64::MIN, |timestamp| timestamp.ms),
        place.topic,
        place.partition,
        place.offset,
    )
}

impl TopicReading {
    fn named_ranges(&self) -> impl Iterator<Item = (Arc<str>, ScanRange)> {
        self.ranges
            .iter()
            .map(|range| (self.topic.name.clone(), *range))
    }

    /// Returns the ranges up to what exists now, also when following.
    fn bounded_ranges(&self) -> Vec<ScanRange> {
        let end = |partition| {
            self.bounds
                .iter()
                .find(|bounds| bounds.partition == partition)
                .map_or(0, |bounds| bounds.end)
        };
        let ranges = self.ranges.iter().map(|range| ScanRange {
            end: range.end.min(end(range.partition)),
            ..*range
        });
        ranges.filter(|range| !range.is_empty()).collect()
    }
}

/// The end of a partition from which records are taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Newest,
    Oldest,
}

/// What is left to read of one partition, ascending.
struct Tail {
    partition: i32,
    left: Vec<ScanRange>,
    found: u64,
}

impl Tail {
    /// Takes about `chunk` offsets off the given end, ascending.
    fn take(&mut self, chunk: i64, side: Side) -> Vec<ScanRange> {
        let mut taken = Vec::new();
        let mut missing = chunk;
        while missing > 0 {
            let at = match side {
                Side::Newest => self.left.len().checked_sub(1),
                Side::Oldest => (!self.left.is_empty()).then_some(0),
            };
            let Some(at) = at else { break };
            let range = &mut self.left[at];
            let length = (range.end - range.start).min(missing);
            missing -= length;
            let part = match side {
                Side::Newest => {
                    range.end -= length;
                    ScanRange {
                        start: range.end,
                        end: range.end + length,
                        ..*range
                    }
                }
                Side::Oldest => {
                    range.start += length;
                    ScanRange {
                        start: range.start - length,
                        end: range.start,
                        ..*range
                    }
                }
            };
            if range.is_empty() {
                self.left.remove(at);
            }
            taken.push(part);
        }
        taken.sort_by_key(|range| range.start);
        taken
    }
}

/// Counts matching records on their way into another fold, and ends after `most` of them.
struct Counting<'f, 't, F: Fold> {
    fold: &'f F,
    most: u64,
    total: PhantomData<fn(&'t ())>,
}

/// What one batch yields: one part, or one for each record where the number of records is limited.
struct CountingPart<P> {
    count: u64,
    parts: Vec<P>,
}

impl<P> Default for CountingPart<P> {
    fn default() -> Self {
        Self {
            count: 0,
            parts: Vec::new(),
        }
    }
}

impl<'t, F: Fold> Fold for Counting<'_, 't, F>
where
    F::Total: 't,
{
    type Part = CountingPart<F::Part>;
    type Total = (u64, &'t mut F::Total);

    fn counts_only(&self) -> bool {
        self.fold.counts_only() && self.most == u64::MAX
    }

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Self::Part) {
        part.count += 1;
        if self.most < u64::MAX || part.parts.is_empty() {
            part.parts.push(F::Part::default());
        }
        if let Some(last) = part.parts.last_mut() {
            self.fold.record(letter, last);
        }
    }

    fn merge(&self, total: &mut Self::Total, part: Self::Part) -> ControlFlow<()> {
        if self.most == u64::MAX {
            total.0 += part.count;
            return part
                .parts
                .into_iter()
                .try_for_each(|part| self.fold.merge(total.1, part));
        }
        for part in part.parts {
            if total.0 < self.most {
                total.0 += 1;
                self.fold.merge(total.1, part)?;
            }
        }
        if total.0 < self.most {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }
}

/// Keeps every record.
struct Keep;

impl Fold for Keep {
    type Part = Vec<Record>;
    type Total = Vec<Record>;

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Vec<Record>) {
        part.push(Record::keep(letter.record()));
    }

    fn merge(&self, total: &mut Vec<Record>, part: Vec<Record>) -> ControlFlow<()> {
        total.extend(part);
        ControlFlow::Continue(())
    }
}

/// Keeps the newest or oldest records seen so far, and counts matches by partition.
struct KeepEnds;

/// What one round of [`Reading::ends`] found.
struct Round {
    best: Vec<Record>,
    found: HashMap<i32, u64>,
    wanted: usize,
    side: Side,
}

impl Round {
    /// Lets go of what can no longer be among the wanted.
    fn trim(&mut self) {
        match self.side {
            Side::Newest => self.best.sort_by_key(|record| Reverse(by_time(record))),
            Side::Oldest => self.best.sort_by_key(by_time),
        }
        self.best.truncate(self.wanted);
    }
}

impl Fold for KeepEnds {
    type Part = Vec<Record>;
    type Total = Round;

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Vec<Record>) {
        part.push(Record::keep(letter.record()));
    }

    fn merge(&self, total: &mut Round, part: Vec<Record>) -> ControlFlow<()> {
        for record in part {
            *total
                .found
                .entry(record.record_ref().partition)
                .or_default() += 1;
            total.best.push(record);
        }
        if total.best.len() > total.wanted.saturating_mul(2).max(1024) {
            total.trim();
        }
        ControlFlow::Continue(())
    }
}

/// Finds a topic, or says which names are near.
///
/// # Errors
///
/// Failed where there is none of that name; unreachable or denied.
pub(crate) fn find_topic(cluster: &Cluster, name: &str) -> Result<Topic> {
    if let Some(topic) = cluster.topic(name)? {
        return Ok(topic);
    }
    let all = cluster.topics().unwrap_or_default();
    let near = topics::nearest(name, all.iter().map(|topic| topic.name.as_ref()));
    let error = Error::failed(format!("there is no topic `{name}` on this cluster"));
    Err(if near.is_empty() {
        error.hint("`dltctl topics` lists dead-letter topics; a topic without the DESCRIBE right looks like none")
    } else {
        error.hint(format!("did you mean {}?", near.join(" or ")))
    })
}

/// Resolves what is to be read of one topic, and tells what was asked for and is not there.
fn resolve(
    context: &mut Context<'_>,
    cluster: &Cluster,
    selection: &Selection,
    topic: &Topic,
    bounds: &[PartitionBounds],
) -> Result<Vec<ScanRange>> {
    let mut found = HashMap::new();
    for time in selection.times_needed(&topic.name) {
        for ((_, partition), offset) in
            cluster.offsets_for_time(std::slice::from_ref(topic), time)?
        {
            found.insert((partition, time), offset);
        }
    }
    let at = |partition, time| found.get(&(partition, time)).copied();
    let resolution = selection.ranges(&topic.name, bounds, &at)?;
    for note in &resolution.notes {
        context.ui.warn(&format!("{}: {note}", topic.name));
    }
    Ok(resolution.ranges)
}

/// Tells of records behind the last stable offset: an open transaction holds them back.
fn tell_undecided(
    context: &mut Context<'_>,
    topic: &Topic,
    bounds: &[PartitionBounds],
    ranges: &[ScanRange],
) {
    for bounds in bounds {
        let read = ranges
            .iter()
            .any(|range| range.partition == bounds.partition && range.end >= bounds.end);
        let undecided = bounds.high - bounds.end;
        if read && undecided > 0 {
            context.ui.note(&format!(
                "{}-{}: {undecided} offsets behind {} are undecided (an open transaction) and not shown",
                topic.name, bounds.partition, bounds.end
            ));
        }
    }
}
