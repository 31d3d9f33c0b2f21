//! The selection that was meant: flags, positional arguments and reference files together.

mod named;
mod predicates;
mod times_meant;
mod typed;

use std::sync::Arc;
use std::time::Duration;

use crate::cli::selection::SelectionArgs;
use crate::correlation::IdHeaders;
use crate::error::{Error, Result};
use crate::filter::{
    Filter, HandledSet, OfKind, OfTopic, OriginalWindow, Partitions, Refs, Replayed, SampleSize,
    Share, State, Where, Window,
};
use crate::kind::{KindReader, Kinds};
use crate::offsets::{
    OffsetSpec, PartitionBounds, PartitionList, RefSet, Resolution, TopicRefs, Wanted, parse_refs,
};
use crate::payload::Decoder;
use crate::redaction::Redaction;
use crate::times::Clock;
use named::{named, ref_text};
use predicates::Predicates;
use times_meant::{echo, window};
pub use typed::AsTyped;

/// What `--refs` gives of a topic that it does not name.
static NO_REFS: TopicRefs = TopicRefs::NONE;

/// How many matching records are wanted, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// All of them.
    All,
    /// The first ones to arrive.
    Limit(u64),
    /// Those with the highest timestamps.
    Newest(u64),
    /// Those with the lowest timestamps.
    Oldest(u64),
    /// Evenly drawn ones.
    Sample(u64),
}

/// What the flags alone do not say: what the files of `--refs` and `--exclude-refs` hold, which who calls reads, and
/// what is configured.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outside<'a> {
    /// The text of `--refs`.
    pub refs: Option<&'a str>,
    /// The text of `--exclude-refs`.
    pub exclude_refs: Option<&'a str>,
    /// The headers that carry trace or correlation ids.
    pub id_headers: &'a IdHeaders,
    /// Who reads keys and values; nobody who knows rules or schemas, where there is none.
    pub decoder: Option<&'a Arc<Decoder>>,
    /// What is masked, if anything.
    pub redaction: Option<&'a Redaction>,
}

/// Which records a command is about.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub struct Selection {
    /// The topics, in the order in which they were named, those of references included.
    pub topics: Vec<Arc<str>>,
    /// The partitions of `-p`; `None` is every one.
    pub partitions: Option<PartitionList>,
    /// The ranges of `-O`, of which any must hold; none is every offset.
    pub offsets: Vec<OffsetSpec<i64>>,
    /// `--since` and `--until`, where they are about the records' own timestamps.
    pub window: Window,
    /// The same with `--by-original-time`.
    original_window: Window,
    /// What the times mean, for people, to be echoed on standard error; `None` where there is none.
    pub window_text: Option<String>,
    /// How many records.
    pub bound: Bound,
    /// `--state`, where it was given.
    pub state: Option<State>,
    /// `--ledger`, where it was given: what became of records stands there.
    pub ledger: Option<String>,
    /// Whether to go on behind the end.
    pub follow: bool,
    /// When to stop following.
    pub idle_timeout: Option<Duration>,
    /// Whether records of open and aborted transactions are read.
    pub read_uncommitted: bool,
    /// Whether nothing found is a failure.
    pub fail_if_none: bool,
    /// What is configured about kinds of failure.
    pub kinds: Arc<KindReader>,
    /// Who reads keys and values.
    pub decoder: Arc<Decoder>,
    /// What is masked in all that is shown.
    pub redaction: Redaction,
    share: Option<Share>,
    refs: RefSet,
    /// Whether a topic without references has nothing to give: `--refs` was given.
    refs_only: bool,
    excluded_refs: RefSet,
    predicates: Predicates,
    typed: AsTyped,
}

impl Selection {
    /// Makes out what is meant by flags and positional arguments, each of which names a topic or refers to records.
    ///
    /// # Errors
    ///
    /// A usage error for what contradicts itself, and for a list of references that is empty or holds something else.
    pub fn from_args(
        args: &SelectionArgs,
        positional: &[String],
        clock: &Clock,
        outside: Outside<'_>,
        kinds: &Arc<Kinds>,
    ) -> Result<Self> {
        let (topics, refs) = named(args, positional, outside.refs)?;
        let excluded_refs = match ref_text(args.exclude_refs.as_deref(), outside.exclude_refs)? {
            Some((text, place)) => parse_refs(text, &place)?.into_iter().collect(),
            None => RefSet::default(),
        };
        let partitions = args
            .partitions
            .iter()
            .cloned()
            .reduce(PartitionList::united);
        for spec in &args.offsets {
            let left_out = spec
                .partition
                .zip(partitions.as_ref())
                .is_some_and(|(partition, list)| !list.contains(partition));
            if left_out {
                return Err(Error::usage(format!(
                    "`-O {spec}` is about a partition that `-p` leaves out"
                )));
            }
        }
        let offsets = args.offsets.iter().map(|spec| spec.at(clock));
        let offsets = offsets.collect::<Result<Vec<_>>>()?;
        let window = window(args, clock)?;
        let by_original = args.by_original_time;
        if by_original && window.is_open() {
            return Err(Error::usage("`--by-original-time` has no time to be about")
                .hint("add --since or --until"));
        }
        let shown = window.display(&clock.zone).map(|text| {
            if by_original {
                format!("{text}, by their original time")
            } else {
                text
            }
        });
        let echoed = shown.into_iter().chain(
            std::iter::zip(&args.offsets, &offsets)
                .filter_map(|(typed, spec)| echo(typed, spec, clock)),
        );
        let echoed = echoed.collect::<Vec<_>>().join("; ");
        let kinds = if args.app_package.is_empty() {
            kinds.clone()
        } else {
            let names = args.app_package.iter().map(String::as_str);
            Arc::new(kinds.with_packages(names))
        };
        let kinds = Arc::new(KindReader::new(kinds));
        let predicates = Predicates::new(args, &kinds, outside)?;
        if args.invert && predicates.is_empty() {
            return Err(Error::usage("`--invert` has nothing to negate").hint(
                "it negates --exception, --message, --fingerprint, --category, --key, --header and --grep; what to leave out is said by --exclude-key and the like",
            ));
        }
        if args.idle_timeout.is_some() && !args.follow {
            return Err(Error::usage("`--idle-timeout` is about following").hint("add --follow"));
        }
        Ok(Self {
            topics,
            kinds,
            decoder: outside.decoder.cloned().unwrap_or_default(),
            redaction: outside.redaction.cloned().unwrap_or_default(),
            partitions,
            offsets,
            window: if by_original {
                Window::default()
            } else {
                window
            },
            original_window: if by_original {
                window
            } else {
                Window::default()
            },
            share: match args.sample {
                Some(SampleSize::Percent(share)) => Some(Share(share)),
                _ => None,
            },
            window_text: Some(echoed).filter(|text| !text.is_empty()),
            bound: bound(args),
            state: args.state,
            ledger: args.ledger.clone(),
            follow: args.follow,
            idle_timeout: args.idle_timeout.map(|span| span.0),
            read_uncommitted: args.read_uncommitted,
            fail_if_none: args.fail_if_none,
            refs,
            refs_only: args.refs.is_some(),
            excluded_refs,
            predicates,
            typed: AsTyped::new(args, positional),
        })
    }

    /// Sets the state that a command means where none was given.
    #[must_use]
    pub fn or_state(mut self, state: State) -> Self {
        self.state.get_or_insert(state);
        self
    }

    /// Returns the references to a topic's records; `None` where every record of the topic is meant.
    pub fn refs(&self, topic: &str) -> Option<&TopicRefs> {
        match self.refs.topic(topic) {
            Some(refs) => Some(refs),
            None if self.refs_only => Some(&NO_REFS),
            None => None,
        }
    }

    /// Returns the times to look up in a topic's partitions before [`Self::ranges`], in milliseconds since the epoch.
    pub fn times_needed(&self, topic: &str) -> Vec<i64> {
        self.wanted(topic).times_needed()
    }

    /// Returns what to read of a topic, given the bounds of all its partitions and the offsets of times (see
    /// [`Wanted::resolve`]).
    ///
    /// # Errors
    ///
    /// A usage error for a partition that the topic does not have.
    pub fn ranges(
        &self,
        topic: &str,
        bounds: &[PartitionBounds],
        times: &dyn Fn(i32, i64) -> Option<i64>,
    ) -> Result<Resolution> {
        self.wanted(topic).resolve(bounds, times)
    }

    fn wanted<'a>(&'a self, topic: &'a str) -> Wanted<'a> {
        Wanted {
            topic,
            partitions: self.partitions.as_ref(),
            offsets: &self.offsets,
            refs: self.refs(topic),
            // Kafka looks up no time before 1970, and records may be that old.
            since: self.window.since.filter(|since| *since > 0),
            follow: self.follow,
        }
    }

    /// Returns the filter for one topic's records, read from the ranges of [`Self::ranges`].
    ///
    /// `handled` is what the ledger says was replayed; `None` where there is no ledger, or it cannot be read.
    pub fn filter(&self, topic: &str, handled: Option<&HandledSet>) -> Filter {
        self.filter_together(&[topic.into()], handled)
    }

    /// Returns the filter of several topics that are read at once.
    pub fn filter_together(&self, topics: &[Arc<str>], handled: Option<&HandledSet>) -> Filter {
        let mut filter = Filter::builder();
        if let Some(partitions) = self.partitions.clone() {
            filter.bound(Partitions(partitions));
        }
        if !self.window.is_open() {
            filter.bound(self.window);
        }
        if !self.original_window.is_open() {
            filter.bound(OriginalWindow(self.original_window));
        }
        if let Some(share) = self.share {
            filter.bound(share);
        }
        let state = self.state.unwrap_or(State::All);
        for topic in topics {
            let refs = match self.refs.topic(topic) {
                Some(refs) => Some(refs.clone()),
                None => self.refs_only.then(Arc::default),
            };
            if let Some(refs) = refs {
                filter.bound(of_topic(topic, true, Refs(refs)));
            }
            if let Some(replayed) = Replayed::new(state, topic, handled) {
                filter.bound(of_topic(topic, true, replayed));
            }
            if let Some(refs) = self.excluded_refs.topic(topic) {
                filter.exclude(of_topic(topic, false, Refs(refs.clone())));
            }
        }
        self.predicates.add_to(&mut filter);
        filter.build()
    }

    /// Tells whether it says which records are meant, so that a replay needs no `--all`: partitions, a limit and a
    /// state alone do not, nor does a sample.
    pub fn is_selective(&self) -> bool {
        !self.offsets.is_empty()
            || !self.window.is_open()
            || !self.original_window.is_open()
            || matches!(self.bound, Bound::Newest(_) | Bound::Oldest(_))
            || !self.refs.is_empty()
            || !self.excluded_refs.is_empty()
            || !self.predicates.is_empty()
            || self.predicates.excludes()
    }

    /// Tells whether it names offsets by number without saying in which of the topic's partitions.
    pub fn offsets_need_partition(&self, partition_count: usize) -> bool {
        partition_count > 1 && self.partitions.is_none() && self.loose_offsets().is_some()
    }

    /// Refuses offsets by number without a partition: for commands that write.
    ///
    /// # Errors
    ///
    /// A usage error that asks in which partition.
    pub fn check_offsets(&self, topic: &str, partition_count: usize) -> Result<()> {
        let Some(spec) = self
            .loose_offsets()
            .filter(|_| self.offsets_need_partition(partition_count))
        else {
            return Ok(());
        };
        Err(Error::usage("in which partition?")
            .why(format!(
                "`{topic}` has {partition_count} partitions, and `-O {spec}` means other records in each"
            ))
            .hint(format!("write -p 0, -O 0={spec} or -p all")))
    }

    fn loose_offsets(&self) -> Option<&OffsetSpec<i64>> {
        let mut offsets = self.offsets.iter();
        offsets.find(|spec| spec.partition.is_none() && spec.is_absolute())
    }

    /// Fails where the beginning of a fingerprint meant several of the kinds that were read: for commands that write.
    ///
    /// # Errors
    ///
    /// A usage error that names the kinds.
    pub fn check_fingerprints(&self) -> Result<()> {
        match self.ambiguous_fingerprints().into_iter().next() {
            Some((what, all)) => Err(Error::usage(what).hint(format!("write one of {all}"))),
            None => Ok(()),
        }
    }

    /// Says of every beginning of a fingerprint that meant several of the kinds that were read: that, and which.
    pub fn ambiguous_fingerprints(&self) -> Vec<(String, String)> {
        let of_kind = self.predicates.of_kind();
        let ambiguous = of_kind
            .map(OfKind::ambiguous)
            .unwrap_or_default()
            .into_iter();
        let told = ambiguous.map(|(prefix, met)| {
            let met: Vec<String> = met.iter().map(ToString::to_string).collect();
            (
                format!("`--fingerprint {prefix}` is several kinds of failure"),
                met.join(", "),
            )
        });
        told.collect()
    }

    /// Returns the expressions of `--where`, to be asked what they met.
    pub fn expressions(&self) -> &[Arc<Where>] {
        self.predicates.expressions()
    }

    /// Returns the selection as it was typed.
    pub fn as_typed(&self) -> &AsTyped {
        &self.typed
    }
}

fn bound(args: &SelectionArgs) -> Bound {
    match (args.limit, args.newest, args.oldest, args.sample) {
        (Some(count), ..) => Bound::Limit(count.0),
        (_, Some(count), ..) => Bound::Newest(count.0),
        (_, _, Some(count), _) => Bound::Oldest(count.0),
        (.., Some(SampleSize::Count(count))) => Bound::Sample(count),
        _ => Bound::All,
    }
}

/// Asks about records of one topic alone; `others` says whether those of other topics pass.
fn of_topic<P>(topic: &Arc<str>, others: bool, inner: P) -> OfTopic<P> {
    OfTopic {
        topic: topic.clone(),
        others,
        inner,
    }
}

#[cfg(test)]
mod tests;
