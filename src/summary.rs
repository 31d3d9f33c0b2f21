//! Counts of dead letters by the values of some of their fields.
//!
//! Belongs here: which fields there are, and the counting. Does not belong here: how a summary looks
//! (`render/summary.rs`).
//!
//! Every worker counts for itself, and the parts are merged; memory is bounded whatever the topic holds, because only
//! so many groups are kept and the rest is counted as one.

use std::collections::HashMap;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use crate::dead_letter::{DeadLetterView, Decoded};
use crate::dialect::{self, HeaderValue};
use crate::error::Error;
use crate::record::{HeaderView, RecordRef};

/// What [`Field`] reads, for people.
pub const FIELDS: &str = "fields are exception, root-cause, message, origin, group, dialect, topic, partition, key, or \
                          the name of a header";

/// The most groups that are kept apart; what comes later is counted together.
pub const MAX_GROUPS: usize = 10_000;

/// The most bytes of one value that are kept. Longer values are told apart by a hash of the whole.
const MAX_VALUE_BYTES: usize = 256;

/// What dead letters are counted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// The exception, unwrapped, fully qualified.
    Exception,
    /// The deepest cause, fully qualified.
    RootCause,
    /// The exception's message.
    Message,
    /// The topic of the oldest origin.
    Origin,
    /// The consumer group of the oldest origin.
    Group,
    /// The dialect that was written last.
    Dialect,
    /// The dead-letter topic.
    Topic,
    /// The partition of the dead-letter topic.
    Partition,
    /// The key.
    Key,
    /// The last header of that name.
    Header(Box<str>),
}

impl Field {
    /// Returns the name that people type.
    pub fn name(&self) -> &str {
        match self {
            Self::Exception => "exception",
            Self::RootCause => "root-cause",
            Self::Message => "message",
            Self::Origin => "origin",
            Self::Group => "group",
            Self::Dialect => "dialect",
            Self::Topic => "topic",
            Self::Partition => "partition",
            Self::Key => "key",
            Self::Header(name) => name,
        }
    }

    /// Reads a list of fields, comma-separated, as `--by` takes it.
    pub fn list(text: &str) -> Result<Vec<Self>, Error> {
        text.split(',').map(|name| name.trim().parse()).collect()
    }
}

impl FromStr for Field {
    type Err = Error;

    /// Reads a field's name, else a header's; `header:NAME` is a header whatever its name.
    fn from_str(text: &str) -> Result<Self, Error> {
        Ok(match text {
            "exception" => Self::Exception,
            "root-cause" => Self::RootCause,
            "message" => Self::Message,
            "origin" => Self::Origin,
            "group" => Self::Group,
            "dialect" => Self::Dialect,
            "topic" => Self::Topic,
            "partition" => Self::Partition,
            "key" => Self::Key,
            _ => match text.strip_prefix("header:").unwrap_or(text) {
                "" => {
                    return Err(Error::usage("a field of --by is empty").hint(FIELDS));
                }
                name => Self::Header(name.into()),
            },
        })
    }
}

/// What a field of one dead letter holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// The record does not have the field.
    Absent,
    /// The header's, or the key's, value is null.
    Null,
    /// The header is there and its bytes are not what they should be.
    Malformed,
    /// A number.
    Number(i64),
    /// Text, of a long one the beginning.
    Text(Box<str>),
    /// Bytes that are no text, of many the first.
    Bytes(Box<[u8]>),
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The values, in the order of the fields.
    pub values: Vec<Value>,
    /// How many, and when.
    pub tally: Tally,
    /// The newest of them.
    pub example: RecordRef,
    /// The message of the newest, cut to a bounded length; `None` where it has none.
    pub message: Option<String>,
    /// The timestamp of the example.
    example_ms: Option<i64>,
}

impl Group {
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
    pub fn record(&mut self, by: &[Field], letter: &DeadLetterView<'_>) {
        let envelope = &letter.record().envelope;
        let ms = envelope.timestamp.map(|timestamp| timestamp.ms);
        let tally = Tally {
            count: 1,
            first: ms,
            last: ms,
        };
        self.total.add(&tally);
        let mut key = std::mem::take(&mut self.key);
        key.clear();
        for field in by {
            look(letter, field, |seen| seen.push_key(&mut key));
        }
        if let Some(group) = self.groups.get_mut(key.as_slice()) {
            group.tally.add(&tally);
            if group.is_older_than(ms, envelope.topic, envelope.partition, envelope.offset) {
                group.example = envelope.record_ref();
                group.example_ms = ms;
                group.message = message(letter);
            }
        } else if self.groups.len() < MAX_GROUPS {
            let mut values = Vec::with_capacity(by.len());
            for field in by {
                look(letter, field, |seen| values.push(seen.keep()));
            }
            let group = Group {
                values,
                tally,
                example: envelope.record_ref(),
                message: message(letter),
                example_ms: ms,
            };
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
                own.tally.add(&group.tally);
                let place = &group.example;
                if own.is_older_than(
                    group.example_ms,
                    &place.topic,
                    place.partition,
                    place.offset,
                ) {
                    own.example = group.example;
                    own.example_ms = group.example_ms;
                    own.message = group.message;
                }
            } else if self.groups.len() < MAX_GROUPS {
                self.groups.insert(key, group);
            } else {
                self.other.add(&group.tally);
            }
        }
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

fn message(letter: &DeadLetterView<'_>) -> Option<String> {
    letter
        .failure()
        .message
        .value()
        .map(|message| cut(message).to_owned())
}

/// Returns the beginning of a text, at most [`MAX_VALUE_BYTES`].
fn cut(text: &str) -> &str {
    let mut end = text.len().min(MAX_VALUE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// A value as it stands in the record.
enum Seen<'a> {
    Absent,
    Null,
    Malformed,
    Number(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl Seen<'_> {
    /// Appends bytes that no other value shares: a tag, a length, and the value or, of a long one, a hash.
    fn push_key(&self, key: &mut Vec<u8>) {
        let (tag, bytes): (u8, &[u8]) = match self {
            Self::Absent => (0, &[]),
            Self::Null => (1, &[]),
            Self::Malformed => (2, &[]),
            Self::Number(number) => {
                key.push(3);
                key.extend_from_slice(&number.to_be_bytes());
                return;
            }
            Self::Text(text) => (4, text.as_bytes()),
            Self::Bytes(bytes) => (5, bytes),
        };
        key.push(tag);
        if tag >= 4 {
            key.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
            if bytes.len() > MAX_VALUE_BYTES {
                key.extend_from_slice(&Sha256::digest(bytes));
            } else {
                key.extend_from_slice(bytes);
            }
        }
    }

    fn keep(&self) -> Value {
        match self {
            Self::Absent => Value::Absent,
            Self::Null => Value::Null,
            Self::Malformed => Value::Malformed,
            Self::Number(number) => Value::Number(*number),
            Self::Text(text) => Value::Text(cut(text).into()),
            Self::Bytes(bytes) => Value::Bytes(bytes[..bytes.len().min(MAX_VALUE_BYTES)].into()),
        }
    }
}

/// Looks at one field of a dead letter.
fn look(letter: &DeadLetterView<'_>, field: &Field, then: impl FnOnce(Seen<'_>)) {
    let envelope = &letter.record().envelope;
    let seen = match field {
        Field::Exception => decoded(&letter.failure().exception),
        Field::RootCause => decoded(&letter.failure().root_cause),
        Field::Message => decoded(&letter.failure().message),
        Field::Origin => letter
            .origin()
            .map_or(Seen::Absent, |hop| decoded(&hop.topic)),
        Field::Group => letter
            .origin()
            .map_or(Seen::Absent, |hop| decoded(&hop.consumer_group)),
        Field::Dialect => match letter.reading().dialects.first() {
            Some(dialect) => Seen::Text(dialect.name()),
            None => Seen::Absent,
        },
        Field::Topic => Seen::Text(envelope.topic),
        Field::Partition => Seen::Number(envelope.partition.into()),
        Field::Key => bytes(envelope.key),
        Field::Header(name) => match letter.record().headers.last(name.as_bytes()) {
            Some(header) => return look_at_header(header, then),
            None => Seen::Absent,
        },
    };
    then(seen);
}

fn look_at_header(header: HeaderView<'_>, then: impl FnOnce(Seen<'_>)) {
    match dialect::decode_header(header.name, header.value) {
        None => then(bytes(header.value)),
        Some(HeaderValue::Integer(number) | HeaderValue::Timestamp(number)) => {
            then(Seen::Number(number));
        }
        Some(HeaderValue::Text(text)) => then(Seen::Text(&text)),
        Some(HeaderValue::Exception { class, .. }) => then(Seen::Text(&class)),
        Some(HeaderValue::Malformed(_)) => then(Seen::Malformed),
    }
}

fn decoded<'s>(decoded: &'s Decoded<'_, impl AsRef<str>>) -> Seen<'s> {
    match decoded {
        Decoded::Absent => Seen::Absent,
        Decoded::Present(text) => Seen::Text(text.as_ref()),
        Decoded::Malformed(_) => Seen::Malformed,
    }
}

fn bytes(bytes: Option<&[u8]>) -> Seen<'_> {
    match bytes {
        None => Seen::Null,
        Some(bytes) => std::str::from_utf8(bytes).map_or(Seen::Bytes(bytes), Seen::Text),
    }
}

#[cfg(test)]
mod tests;
