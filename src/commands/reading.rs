//! What all reading commands share: from a selection to the records it means.

mod ends;
pub(crate) mod folds;
mod resolved;
mod run;
mod sources;

use std::collections::HashMap;
use std::sync::Arc;

use self::ends::Tail;
pub(crate) use self::resolved::find_topic;
use self::resolved::{resolve, tell_undecided};
use super::Context;
use super::handled::{LedgerPlace, handled, identified};
use super::writing::Beside;
use crate::envelope::Identity;
use crate::error::{Error, ExitStatus, Result};
use crate::filter::{Filter, HandledSet, State, Where};
use crate::kafka::cluster::Topic;
use crate::kafka::fetch::Gap;
use crate::kafka::{Cluster, ReadMode};
use crate::offsets::{PartitionBounds, ScanRange};
use crate::payload::Decoder;
use crate::redaction::Redaction;
use crate::render::quantity::counted;
use crate::settings::selection::{Bound, Selection};

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
    pub(crate) cluster: Arc<Cluster>,
    /// Topic by topic.
    pub(crate) topics: Vec<TopicReading>,
    /// Why it is not known which topics have ids, if so: whoever only looks goes without.
    pub(crate) unidentified: Option<Error>,
    /// Records that were to be read and are gone.
    pub(crate) gaps: Vec<Gap>,
    /// The expressions of `--where`.
    expressions: Vec<Arc<Where>>,
    /// How many records matched.
    pub(crate) matched: u64,
    /// Whether a signal ended it.
    pub(crate) interrupted: bool,
    /// What was replayed, where the state matters and the ledger can be read.
    pub(crate) handled: Option<Arc<HandledSet>>,
    /// Whether the records that failed are looked for where dead letters carry neither key nor value.
    pub(crate) fetches_sources: bool,
    /// How many records of the ranges are left out because they were replayed.
    hidden: u64,
    /// Which records are meant where several topics are followed at once.
    together: Option<Filter>,
    bound: Bound,
    follow: bool,
    idle_timeout: Option<std::time::Duration>,
    workers: usize,
    /// Who reads keys and values.
    decoder: Arc<Decoder>,
    /// What is masked in all that is shown.
    redaction: Redaction,
}

impl Reading {
    /// Connects, finds the topics and resolves what is to be read of each.
    ///
    /// # Errors
    ///
    /// Usage, an unknown topic with the nearest names, unreachable, denied.
    pub(crate) fn open(context: &mut Context<'_>, selection: &Selection) -> Result<Self> {
        let cluster = Arc::new(context.connect(Self::mode(selection))?);
        let configured = &context.settings.ledger;
        let ledger = LedgerPlace {
            cluster: &cluster,
            name: selection.ledger.as_ref().unwrap_or(configured),
            elsewhere: None,
            is_configured: selection.ledger.as_ref().is_none_or(|it| it == configured),
        };
        Self::open_at(context, Arc::clone(&cluster), selection, ledger)
    }

    /// Returns how the cluster of a selection is read.
    pub(crate) fn mode(selection: &Selection) -> ReadMode {
        ReadMode {
            uncommitted: selection.read_uncommitted,
            follow: selection.follow,
        }
    }

    /// Does the same at a cluster that is connected in [that mode](Self::mode), with states as a ledger tells them.
    ///
    /// # Errors
    ///
    /// Those of [`Reading::open`].
    pub(crate) fn open_at(
        context: &mut Context<'_>,
        cluster: Arc<Cluster>,
        selection: &Selection,
        ledger: LedgerPlace<'_>,
    ) -> Result<Self> {
        let names: Vec<Arc<str>> = selection.topics.clone();
        let topics = names
            .iter()
            .map(|name| find_topic(&cluster, name))
            .collect::<Result<Vec<_>>>()?;
        let bounds = cluster.bounds(&topics, selection.read_uncommitted)?;
        let plain: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
        let (mut ids, unidentified) = match cluster.topic_ids(&plain) {
            Ok(ids) => (ids, None),
            Err(error) => (HashMap::new(), Some(error)),
        };
        if let Some(window) = &selection.window_text {
            context.ui.note(window);
        }
        let state = selection.state.unwrap_or(State::All);
        let handled = if state != State::All || context.shows_states() {
            let identified = identified(&cluster, &ids, topics.iter().map(|topic| &topic.name));
            handled(context, ledger, &identified, state)?
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
        let together = (selection.follow && names.len() > 1)
            .then(|| selection.filter_together(&names, handled.as_deref()));
        Ok(Self {
            cluster,
            topics: readings,
            unidentified,
            gaps: Vec::new(),
            expressions: selection.expressions().to_vec(),
            matched: 0,
            interrupted: false,
            handled,
            fetches_sources: false,
            hidden,
            together,
            bound: selection.bound,
            follow: selection.follow,
            idle_timeout: selection.idle_timeout,
            workers: std::thread::available_parallelism().map_or(2, usize::from),
            decoder: selection.decoder.clone(),
            redaction: selection.redaction.clone(),
        })
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

    /// Returns what is known of the records beside themselves.
    pub(crate) fn beside(&self, selection: &Selection) -> Beside {
        Beside {
            identity: self.identity(),
            kinds: selection.kinds.clone(),
            handled: self.handled.clone(),
        }
    }

    /// Returns the cells of the longest reference that is to be read.
    pub(crate) fn longest_ref(&self) -> usize {
        let widths = self.topics.iter().flat_map(|reading| {
            let ranges = reading.bounded_ranges().into_iter();
            ranges.map(|range| {
                let numbers = format!("-{}@{}", range.partition, range.end - 1);
                reading.topic.name.len() + numbers.len()
            })
        });
        widths.max().unwrap_or(0)
    }

    /// Says why a list is empty: there is nothing, or nothing that matches.
    pub(crate) fn why_nothing(&self) -> String {
        let offsets = |ranges: &mut dyn Iterator<Item = u64>| ranges.fold(0, u64::saturating_add);
        let ranges = self.topics.iter().flat_map(TopicReading::bounded_ranges);
        let read = offsets(&mut ranges.map(|range| range.len()));
        let bounds = self.topics.iter().flat_map(|reading| &reading.bounds);
        let there = offsets(&mut bounds.map(length));
        let names: Vec<&str> = self
            .topics
            .iter()
            .map(|reading| reading.topic.name.as_ref())
            .collect();
        let names = names.join(", ");
        if self.follow && read == 0 {
            format!("nothing arrived in {names}")
        } else if there == 0 {
            format!("no records in {names}")
        } else if read == 0 {
            format!("no offset of {names} is in that range; {}", self.offsets())
        } else if self.hidden >= read {
            format!("nothing open in {names}")
        } else {
            format!("no record of {names} matches")
        }
    }

    /// Says which offsets exist, of the first few partitions.
    fn offsets(&self) -> String {
        let partitions = self.topics.iter().flat_map(|reading| {
            let bounds = reading.bounds.iter().filter(|bounds| length(bounds) > 0);
            bounds.map(|bounds| {
                let (name, last) = (&reading.topic.name, bounds.end - 1);
                let PartitionBounds {
                    partition, start, ..
                } = bounds;
                format!("{name}-{partition} has {start} to {last}")
            })
        });
        let mut told: Vec<String> = partitions.take(MOST_TOLD + 1).collect();
        if told.len() > MOST_TOLD {
            "…".clone_into(&mut told[MOST_TOLD]);
        }
        told.join(", ")
    }

    /// Says what the expressions of `--where` could not decide.
    pub(crate) fn notes_of_expressions(&self) -> Vec<String> {
        let notes = self.expressions.iter().flat_map(|one| one.notes());
        notes.collect()
    }

    /// Tells on `err` what a person should know about the end, and returns the exit status that follows from it.
    pub(crate) fn close(&self, context: &mut Context<'_>, fail_if_none: bool) -> ExitStatus {
        for Gap { place, from, to } in &self.gaps {
            context.ui.warn(&format!(
                "{place}: offsets {from} to {} were removed by retention while they were to be read",
                to - 1
            ));
        }
        for note in self.notes_of_expressions() {
            context.ui.note(&note);
        }
        if let Some(warning) = self.decoder.warning() {
            context.ui.warn(&warning);
        }
        if let Some(status) = context.signals.status() {
            context.ui.note(&format!(
                "interrupted: {} so far",
                counted(self.matched, "record")
            ));
            return ExitStatus(status);
        }
        if self.hidden > 0 {
            context
                .ui
                .note(&format!("{} replayed, hidden: --state all", self.hidden));
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

/// The most partitions whose offsets are told.
const MOST_TOLD: usize = 4;

/// Returns how many offsets exist.
fn length(bounds: &PartitionBounds) -> u64 {
    u64::try_from(bounds.end - bounds.start).unwrap_or(0)
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

    /// Returns what is to be read of each partition, to be taken from one of its ends.
    fn tails(&self) -> Vec<Tail> {
        let mut tails: Vec<Tail> = Vec::new();
        for range in self.bounded_ranges() {
            match tails
                .iter_mut()
                .find(|tail| tail.partition == range.partition)
            {
                Some(tail) => tail.left.push(range),
                None => tails.push(Tail {
                    partition: range.partition,
                    left: vec![range],
                    found: 0,
                }),
            }
        }
        tails
    }
}
