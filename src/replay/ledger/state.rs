//! What a read of the ledger says: which dead letters were replayed, and whether every batch is whole.

use std::collections::HashMap;

use super::{BatchMark, Entry, Key, TopicIdentity, Value};
use crate::digest::ShortDigest;

/// What the ledger says about one dead letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed<'l> {
    /// The digest it had; `None` where its entry cannot be read.
    pub digest: Option<ShortDigest>,
    /// When it was replayed last, in milliseconds since the epoch; `None` where its entry cannot be read.
    pub at: Option<i64>,
    /// Who replayed it last; empty where its entry cannot be read.
    pub by: &'l str,
    /// The run that replayed it last; empty where its entry cannot be read.
    pub run: &'l str,
    /// Whether the run that this ledger was opened for replayed it.
    pub own: bool,
}

/// A batch of which some entries are in the ledger and some are not. It is never seen by design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Torn {
    /// The run.
    pub run: String,
    /// The batch's number in it.
    pub batch: u32,
    /// Entries found.
    pub found: u32,
    /// Entries there should be.
    pub expected: u32,
}

/// The replayed set of some dead-letter topics, built entry by entry in the ledger's order.
#[derive(Debug)]
pub struct Ledger {
    topics: Vec<TopicIdentity>,
    own_run: Option<String>,
    people: Names,
    runs: Names,
    done: HashMap<(u32, i32, i64), Done>,
    batches: HashMap<(u32, u32, u32), Batch>,
    entries: u64,
    unreadable: u64,
}

#[derive(Debug)]
struct Done {
    digest: Option<ShortDigest>,
    at: Option<i64>,
    by: u32,
    run: u32,
    own: bool,
}

#[derive(Debug)]
struct Batch {
    expected: u32,
    found: u32,
    /// One bit an index; empty once the batch is whole.
    seen: Vec<u64>,
    /// Whether an index came twice or the size changed.
    contradictory: bool,
    /// Whether the ledger's log begins inside of this batch.
    cut: bool,
}

/// Texts that many entries share.
#[derive(Debug, Default)]
struct Names {
    list: Vec<String>,
    index: HashMap<String, u32>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.index.get(name) {
            return *number;
        }
        let number = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(name.to_owned());
        self.index.insert(name.to_owned(), number);
        number
    }

    fn name(&self, number: u32) -> &str {
        usize::try_from(number)
            .ok()
            .and_then(|index| self.list.get(index))
            .map_or("", String::as_str)
    }
}

impl Ledger {
    /// Starts an empty ledger that keeps the entries of these topics; other entries are passed over.
    pub fn of(topics: Vec<TopicIdentity>) -> Self {
        Self {
            topics,
            own_run: None,
            people: Names::default(),
            runs: Names::default(),
            done: HashMap::new(),
            batches: HashMap::new(),
            entries: 0,
            unreadable: 0,
        }
    }

    /// Marks entries of this run as its own from here on.
    #[must_use]
    pub fn for_run(mut self, run: &str) -> Self {
        self.own_run = Some(run.to_owned());
        self
    }

    /// Takes in one record of the ledger topic.
    ///
    /// `first` tells that it is the first record that still exists and that earlier ones were pruned.
    pub fn add(&mut self, entry: &Entry, first: bool) {
        let Entry::Replay { key, value, mark } = entry else {
            return;
        };
        let Some(topic) = self.topic(&key.topic) else {
            return;
        };
        self.entries += 1;
        self.unreadable += u64::from(value.is_none());
        let done = self.done_by(value.as_deref());
        let place = (topic, key.partition, key.offset);
        let own = done.own || self.done.get(&place).is_some_and(|before| before.own);
        self.done.insert(place, Done { own, ..done });
        if let Some(mark) = mark {
            self.mark(topic, mark, first);
        }
    }

    /// Tells whether a dead letter is of one of this ledger's topics; the rest of other entries need not be read.
    pub fn is_about(&self, key: &Key) -> bool {
        self.topic(&key.topic).is_some()
    }

    fn done_by(&mut self, value: Option<&Value>) -> Done {
        Done {
            digest: value.map(|value| value.fp),
            at: value.map(|value| value.at),
            by: self.people.number(value.map_or("", |value| &value.by)),
            run: self.runs.number(value.map_or("", |value| &value.run)),
            own: value.is_some_and(|value| self.own_run.as_deref() == Some(&value.run)),
        }
    }

    fn mark(&mut self, topic: u32, mark: &BatchMark, first: bool) {
        let run = self.runs.number(&mark.run);
        let batch = self
            .batches
            .entry((topic, run, mark.batch))
            .or_insert_with(|| Batch {
                expected: mark.n,
                found: 0,
                seen: vec![0; mark.n.div_ceil(64) as usize],
                contradictory: false,
                cut: first && mark.i > 0,
            });
        let bit = 1_u64 << (mark.i % 64);
        match batch.seen.get_mut((mark.i / 64) as usize) {
            Some(word) if *word & bit == 0 && batch.expected == mark.n => {
                *word |= bit;
                batch.found += 1;
            }
            _ => batch.contradictory = true,
        }
        if batch.found == batch.expected {
            batch.seen = Vec::new();
        }
    }

    fn topic(&self, identity: &TopicIdentity) -> Option<u32> {
        self.topics
            .iter()
            .position(|topic| topic == identity)
            .and_then(|index| u32::try_from(index).ok())
    }

    /// Returns what is known of a dead letter, if it was replayed.
    pub fn replayed(&self, key: &Key) -> Option<Replayed<'_>> {
        let topic = self.topic(&key.topic)?;
        self.replayed_at(topic, key.partition, key.offset)
    }

    /// Returns what is known of a dead letter of the `topic`-th of the topics given to [`Ledger::of`].
    pub fn replayed_at(&self, topic: u32, partition: i32, offset: i64) -> Option<Replayed<'_>> {
        let done = self.done.get(&(topic, partition, offset))?;
        Some(Replayed {
            digest: done.digest,
            at: done.at,
            by: self.people.name(done.by),
            run: self.runs.name(done.run),
            own: done.own,
        })
    }

    /// Returns the number of entries taken in.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// Returns how many entries could not be read; their dead letters count as replayed.
    pub fn unreadable(&self) -> u64 {
        self.unreadable
    }

    /// Returns how many entries of one batch are in: `None` where there is none.
    pub fn batch(&self, topic: &TopicIdentity, run: &str, batch: u32) -> Option<u32> {
        let topic = self.topic(topic)?;
        let run = *self.runs.index.get(run)?;
        self.batches
            .get(&(topic, run, batch))
            .map(|batch| batch.found)
    }

    /// Returns the first batch, in order of run and number, that is neither whole nor cut off by pruning.
    pub fn torn(&self) -> Option<Torn> {
        self.batches
            .iter()
            .filter(|(_, batch)| batch.is_torn())
            .min_by_key(|(place, _)| **place)
            .map(|((_, run, number), batch)| Torn {
                run: self.runs.name(*run).to_owned(),
                batch: *number,
                found: batch.found,
                expected: batch.expected,
            })
    }
}

impl Batch {
    fn is_torn(&self) -> bool {
        self.contradictory || (self.found < self.expected && !(self.cut && self.is_suffix()))
    }

    /// Tells whether exactly the last entries are there.
    fn is_suffix(&self) -> bool {
        let first = self.expected - self.found;
        (first..self.expected).all(|i| self.seen[(i / 64) as usize] & (1_u64 << (i % 64)) != 0)
    }
}
