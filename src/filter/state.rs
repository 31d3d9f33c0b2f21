//! `--state`: what became of a dead letter, as the ledger of replays tells.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::{Predicate, Stage, Verdict};
use crate::error::{Error, Result};
use crate::record::Envelope;

/// A state to select by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Needs somebody: new, or failed again after a replay.
    ///
    /// A letter that failed again is a new dead letter at an offset of its own, so that this is the same as new.
    Open,
    /// Never replayed.
    New,
    /// Replayed at least once.
    Replayed,
    /// Whatever became of it.
    All,
}

impl State {
    /// Every state that can be asked for, by the name that people type.
    pub const NAMES: &[&str] = &["open", "new", "replayed", "all"];
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::NAMES[*self as usize])
    }
}

impl FromStr for State {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let known = [Self::Open, Self::New, Self::Replayed, Self::All];
        if let Some(state) = known.into_iter().find(|state| state.to_string() == text) {
            return Ok(state);
        }
        let states = format!("states are {}", Self::NAMES.join(", "));
        let needed = match text {
            "failed-again" | "passed" => "verify",
            "dismissed" => "dismiss",
            _ => return Err(Error::usage(format!("`{text}` is no state")).hint(states)),
        };
        Err(Error::usage(format!("`{text}` needs `{needed}`"))
            .why("this version does not have that command")
            .hint(states))
    }
}

type Partitions = HashMap<i32, Vec<i64>>;

/// The dead letters that were replayed already, as the ledger names them.
#[derive(Clone, Debug, Default)]
pub struct HandledSet(HashMap<Arc<str>, Arc<Partitions>>);

impl FromIterator<(Arc<str>, i32, i64)> for HandledSet {
    /// Takes topics, partitions and offsets in any order, repetitions included.
    fn from_iter<I: IntoIterator<Item = (Arc<str>, i32, i64)>>(letters: I) -> Self {
        let mut topics: HashMap<Arc<str>, Partitions> = HashMap::new();
        for (topic, partition, offset) in letters {
            let partitions = topics.entry(topic).or_default();
            partitions.entry(partition).or_default().push(offset);
        }
        for offsets in topics.values_mut().flat_map(HashMap::values_mut) {
            offsets.sort_unstable();
            offsets.dedup();
            offsets.shrink_to_fit();
        }
        let shared = topics
            .into_iter()
            .map(|(topic, partitions)| (topic, Arc::new(partitions)));
        Self(shared.collect())
    }
}

impl HandledSet {
    /// Tells whether a dead letter was replayed.
    pub fn contains(&self, topic: &str, partition: i32, offset: i64) -> bool {
        self.0
            .get(topic)
            .is_some_and(|partitions| holds(partitions, partition, offset))
    }

    /// Returns how many of one partition's offsets from `start` up to `end`, exclusive, were replayed.
    pub fn count(&self, topic: &str, partition: i32, start: i64, end: i64) -> u64 {
        let offsets = self.0.get(topic).and_then(|all| all.get(&partition));
        offsets.map_or(0, |offsets| {
            let before = |limit| offsets.partition_point(|offset| *offset < limit);
            before(end).saturating_sub(before(start)) as u64
        })
    }

    /// Returns how many dead letters were replayed.
    pub fn len(&self) -> usize {
        let partitions = self.0.values().flat_map(|partitions| partitions.values());
        partitions.map(Vec::len).sum()
    }

    /// Tells whether nothing was replayed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn holds(partitions: &Partitions, partition: i32, offset: i64) -> bool {
    partitions
        .get(&partition)
        .is_some_and(|offsets| offsets.binary_search(&offset).is_ok())
}

/// Holds for the dead letters of one topic that were replayed, or for those that were not.
#[derive(Clone, Debug)]
pub struct Replayed {
    partitions: Option<Arc<Partitions>>,
    wanted: bool,
}

impl Replayed {
    /// Selects by a state; `None` where the state selects everything. Without a ledger nothing was replayed.
    pub fn new(state: State, topic: &str, handled: Option<&HandledSet>) -> Option<Self> {
        let wanted = match state {
            State::All => return None,
            State::Open | State::New => false,
            State::Replayed => true,
        };
        let partitions = handled.and_then(|handled| handled.0.get(topic).cloned());
        Some(Self { partitions, wanted })
    }
}

impl Predicate for Replayed {
    fn stage(&self) -> Stage {
        Stage::Envelope
    }

    fn envelope(&self, envelope: &Envelope<'_>) -> Verdict {
        let replayed = self
            .partitions
            .as_ref()
            .is_some_and(|partitions| holds(partitions, envelope.partition, envelope.offset));
        Verdict::of(replayed == self.wanted)
    }
}
