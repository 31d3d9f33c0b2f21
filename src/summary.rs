//! Counts of dead letters by the values of some of their fields.
//!
//! Belongs here: which fields there are, and the counting. Does not belong here: how a summary looks
//! (`render/summary.rs`).
//!
//! Every worker counts for itself, and the parts are merged; memory is bounded whatever the topic holds, because only
//! so many groups are kept and the rest is counted as one.

pub mod batches;
mod distinct;
mod field;
mod names;
mod trend;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::dead_letter::DeadLetterView;
use crate::fingerprint::Fingerprint;
use crate::kind::{Kind, KindReader};
use crate::record::RecordRef;
pub use batches::Batches;
pub use distinct::{Distinct, DistinctCount};
pub use field::{FIELDS, Field, Value};
use field::{cut, look};
pub use names::Names;
pub use trend::{CELLS, Trend};

/// The most groups that are kept apart; what comes later is counted together.
pub const MAX_GROUPS: usize = 10_000;

/// How dead letters are grouped.
#[derive(Debug)]
pub struct By {
    /// By what.
    pub fields: Vec<Field>,
    /// Who makes out kinds of failure.
    pub kinds: Arc<KindReader>,
    /// Where hours and days begin.
    pub zone: TimeZone,
}

impl By {
    /// Groups by these, with nothing configured.
    pub fn fields(fields: Vec<Field>) -> Self {
        Self {
            fields,
            kinds: Arc::default(),
            zone: TimeZone::UTC,
        }
    }

    /// Tells whether kinds of failure are what it groups by, alone.
    pub fn is_by_kind(&self) -> bool {
        self.fields == [Field::Fingerprint]
    }

    /// Evaluates the expressions among the fields, one text for each field; without any expression it is empty.
    fn texts(&self, letter: &DeadLetterView<'_>) -> Vec<Option<String>> {
        if self.fields.iter().all(|field| field.expression().is_none()) {
            return Vec::new();
        }
        let expressions = self.fields.iter().map(Field::expression);
        expressions
            .map(|expression| expression?.text(letter, &self.kinds))
            .collect()
    }

    fn kind(&self, letter: &DeadLetterView<'_>) -> Option<Arc<Kind>> {
        let needed = self.fields.iter().any(Field::needs_kind);
        needed.then(|| self.kinds.of(letter)).flatten()
    }
}

/// How many records there were, and when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The number of records.
    pub count: u64,
    /// The oldest timestamp, in milliseconds since the epoch, of those that have one.
    pub first: Option<i64>,
    /// The newest timestamp.
    pub last: Option<i64>,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.first = match (self.first, other.first) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        self.last = self.last.max(other.last);
    }
}

/// The dead letters that have the same values.
#[derive(Clone, Debug)]
pub struct Group {
    /// The values, in the order of the fields.
    pub values: Vec<Value>,
    /// How many, and when.
    pub tally: Tally,
    /// The newest of them.
    pub example: RecordRef,
    /// The message of the newest, cut to a bounded length; `None` where it has none.
    pub message: Option<String>,
    /// The exception of the newest, fully qualified.
    pub exception: Option<String>,
    /// The kind of the newest, where a field asks for kinds.
    pub kind: Option<Arc<Kind>>,
    /// The consumer groups that failed.
    pub consumer_groups: Names,
    /// The topics that they come from.
    pub origins: Names,
    /// When they came.
    pub trend: Trend,
    /// How many different keys they have; null is none.
    pub keys: Distinct,
    /// Whether batches of them failed at once.
    pub batches: Batches,
    /// The timestamp of the example.
    example_ms: Option<i64>,
}

impl Group {
    fn new(values: Vec<Value>, letter: &DeadLetterView<'_>) -> Self {
        let envelope = &letter.record().envelope;
        Self {
            values,
            tally: Tally::default(),
            example: envelope.record_ref(),
            message: None,
            exception: None,
            kind: None,
            consumer_groups: Names::default(),
            origins: Names::default(),
            trend: Trend::default(),
            keys: Distinct::default(),
            batches: Batches::default(),
            example_ms: None,
        }
    }

    /// Counts one more.
    fn record(&mut self, tally: &Tally, letter: &DeadLetterView<'_>, kind: Option<Arc<Kind>>) {
        let envelope = &letter.record().envelope;
        if let Some(ms) = tally.first {
            self.trend.record(ms);
        }
        if let Some(hash) = letter.key_hash() {
            self.keys.record(hash);
        }
        let origin = letter.origin();
        if let Some(topic) = origin.and_then(|hop| hop.topic.value()) {
            self.origins.record(topic);
        }
        if let Some(group) = origin.and_then(|hop| hop.consumer_group.value()) {
            self.consumer_groups.record(group);
        }
        if kind.as_ref().is_some_and(|kind| kind.of_batch) {
            self.batches.record(letter);
        }
        let ms = tally.last;
        let is_first = self.tally.count == 0;
        self.tally.add(tally);
        let place = (envelope.topic.as_ref(), envelope.partition, envelope.offset);
        if is_first || self.is_older_than(ms, place.0, place.1, place.2) {
            self.example = envelope.record_ref();
            self.example_ms = ms;
            self.kind = kind;
            let failure = letter.failure();
            let message = failure.message.value().map(|text| cut(text));
            let exception = failure.exception.value().map(|text| cut(text));
            replace(&mut self.message, message);
            replace(&mut self.exception, exception);
        }
    }

    fn merge(&mut self, other: Self) {
        let place = &other.example;
        let (topic, partition, offset) = (&*place.topic, place.partition, place.offset);
        if self.is_older_than(other.example_ms, topic, partition, offset) {
            self.example = other.example;
            self.example_ms = other.example_ms;
            self.message = other.message;
            self.exception = other.exception;
            self.kind = other.kind;
        }
        self.tally.add(&other.tally);
        self.consumer_groups.merge(other.consumer_groups);
        self.origins.merge(other.origins);
        self.trend.merge(&other.trend);
        self.keys.merge(other.keys);
        self.batches.merge(other.batches);
    }

    /// Tells whether a record is newer than the example. Equal times are decided by place, so that the order in which
    /// parts are merged does not matter.
    fn is_older_than(&self, ms: Option<i64>, topic: &str, partition: i32, offset: i64) -> bool {
        let example = &self.example;
        (
            self.example_ms,
            &*example.topic,
            example.partition,
            example.offset,
        ) < (ms, topic, partition, offset)
    }

    /// Returns the fingerprint, where it is grouped by that.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.values.iter().find_map(|value| match value {
            Value::Fingerprint(fingerprint) => Some(*fingerprint),
            _ => None,
        })
    }
}

/// Replaces a text by another one, and allocates only where they differ.
fn replace(text: &mut Option<String>, with: Option<&str>) {
    match (text, with) {
        (Some(old), Some(new)) => {
            if old != new {
                new.clone_into(old);
            }
        }
        (text, new) => *text = new.map(str::to_owned),
    }
}

/// Dead letters counted by fields: of one worker, or of all.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    groups: HashMap<Box<[u8]>, Group>,
    other: Tally,
    total: Tally,
    /// The bytes that stand for the values of one record; kept to save an allocation for every record.
    key: Vec<u8>,
}

impl Summary {
    /// Counts one dead letter.
    pub fn record(&mut self, by: &By, letter: &DeadLetterView<'_>) {
        let envelope = &letter.record().envelope;
        let ms = envelope.timestamp.map(|timestamp| timestamp.ms);
        let tally = Tally {
            count: 1,
            first: ms,
            last: ms,
        };
        self.total.add(&tally);
        let kind = by.kind(letter);
        let texts = by.texts(letter);
        let fields = || {
            let fields = by.fields.iter().enumerate();
            fields.map(|(index, field)| (field, texts.get(index).and_then(Option::as_deref)))
        };
        let mut key = std::mem::take(&mut self.key);
        key.clear();
        for field in fields() {
            look(letter, kind.as_deref(), &by.zone, field, |seen| {
                seen.push_key(&mut key);
            });
        }
        if let Some(group) = self.groups.get_mut(key.as_slice()) {
            group.record(&tally, letter, kind);
        } else if self.groups.len() < MAX_GROUPS {
            let mut values = Vec::with_capacity(by.fields.len());
            for field in fields() {
                look(letter, kind.as_deref(), &by.zone, field, |seen| {
                    values.push(seen.keep());
                });
            }
            let mut group = Group::new(values, letter);
            group.record(&tally, letter, kind);
            self.groups.insert(key.as_slice().into(), group);
        } else {
            self.other.add(&tally);
        }
        self.key = key;
    }

    /// Takes in what another worker counted by the same fields.
    pub fn merge(&mut self, other: Self) {
        self.total.add(&other.total);
        self.other.add(&other.other);
        for (key, group) in other.groups {
            if let Some(own) = self.groups.get_mut(&key) {
                own.merge(group);
            } else if self.groups.len() < MAX_GROUPS {
                self.groups.insert(key, group);
            } else {
                self.other.add(&group.tally);
            }
        }
    }

    /// Keeps the groups that pass, and returns how many did not. What was not kept apart stays.
    pub fn retain(&mut self, test: impl Fn(&Group) -> bool) -> usize {
        let before = self.groups.len();
        self.groups.retain(|_, group| test(group));
        before - self.groups.len()
    }

    /// Keeps the kinds of failure that came up since a time, and returns how many did not.
    pub fn retain_since(&mut self, ms: i64) -> usize {
        self.retain(|group| group.tally.first.is_some_and(|first| first >= ms))
    }

    /// Keeps the kinds of failure that are not among these, and returns how many are.
    pub fn retain_unknown(&mut self, known: &HashSet<Fingerprint>) -> usize {
        self.retain(|group| {
            let fingerprint = group.fingerprint();
            fingerprint.is_none_or(|fingerprint| !known.contains(&fingerprint))
        })
    }

    /// Returns the groups, largest first; of equal ones the newest first.
    pub fn groups(&self) -> Vec<&Group> {
        let mut groups: Vec<_> = self.groups.values().collect();
        groups.sort_by(|one, other| {
            let by_size = other.tally.count.cmp(&one.tally.count);
            by_size
                .then_with(|| other.tally.last.cmp(&one.tally.last))
                .then_with(|| one.values.cmp(&other.values))
        });
        groups
    }

    /// Returns what was counted when there were too many groups to keep them apart.
    pub fn other(&self) -> Tally {
        self.other
    }

    /// Returns the count of all records.
    pub fn total(&self) -> Tally {
        self.total
    }
}

#[cfg(test)]
mod tests;
