//! Records exactly as they were read, and the borrowed views that everything else looks at.
//!
//! Belongs here: the raw record, owned and borrowed, and its identity. Does not belong here: the meaning of any header
//! or byte (`dialect/`, `payload/`), nor where records come from (`kafka/`).
//!
//! A [`RecordView`] borrows; a [`Record`] owns what is kept and lends the same view, so that every predicate and
//! decoder is written once. `None` and empty bytes are different everywhere.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::error::Error;
use crate::redaction::Withheld;

/// One partition of one topic.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TopicPartition {
    /// The topic's name.
    pub topic: Arc<str>,
    /// The partition's number, from 0.
    pub partition: i32,
}

impl fmt::Display for TopicPartition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.topic, self.partition)
    }
}

/// The place of one record: `orders.DLT-3@1042`, the form that Kafka's clients and Spring log.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordRef {
    /// The topic's name.
    pub topic: Arc<str>,
    /// The partition's number, from 0.
    pub partition: i32,
    /// The record's offset.
    pub offset: i64,
}

impl fmt::Display for RecordRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}@{}", self.topic, self.partition, self.offset)
    }
}

impl FromStr for RecordRef {
    type Err = Error;

    /// Reads `TOPIC-PARTITION@OFFSET` or `TOPIC/PARTITION/OFFSET`, from the right, because topic names hold both signs.
    fn from_str(text: &str) -> Result<Self, Error> {
        let parts = match text.rsplit_once('@') {
            Some((place, offset)) => place
                .rsplit_once('-')
                .map(|(topic, partition)| (topic, partition, offset)),
            None => text.rsplit_once('/').and_then(|(place, offset)| {
                place
                    .rsplit_once('/')
                    .map(|(topic, partition)| (topic, partition, offset))
            }),
        };
        let parsed = parts.and_then(|(topic, partition, offset)| {
            let partition: i32 = partition.parse().ok().filter(|number| *number >= 0)?;
            let offset: i64 = offset.parse().ok().filter(|number| *number >= 0)?;
            (!topic.is_empty()).then(|| Self {
                topic: topic.into(),
                partition,
                offset,
            })
        });
        parsed.ok_or_else(|| {
            Error::usage(format!("`{text}` names no record"))
                .hint("a record is TOPIC-PARTITION@OFFSET, for example orders.events.DLT-0@5")
        })
    }
}

/// What set a record's timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampType {
    /// The producer.
    CreateTime,
    /// The broker, when it appended the record.
    LogAppendTime,
}

impl TimestampType {
    /// Returns Kafka's own name of the type.
    pub fn name(self) -> &'static str {
        match self {
            Self::CreateTime => "CreateTime",
            Self::LogAppendTime => "LogAppendTime",
        }
    }
}

/// A record's timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timestamp {
    /// Milliseconds since 1970-01-01T00:00Z; may be negative, as the producer wrote it.
    pub ms: i64,
    /// What set it.
    pub kind: TimestampType,
}

/// Everything about a record that costs nothing to read: all but its headers.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// The topic's name.
    pub topic: &'a Arc<str>,
    /// The partition's number.
    pub partition: i32,
    /// The record's offset.
    pub offset: i64,
    /// The leader epoch of the batch, where the broker gave one.
    pub leader_epoch: Option<i32>,
    /// The timestamp; `None` where the record has none (−1 in Kafka).
    pub timestamp: Option<Timestamp>,
    /// The key; `None` is null, which is not empty.
    pub key: Option<&'a [u8]>,
    /// The value; `None` is null (a tombstone), which is not empty.
    pub value: Option<&'a [u8]>,
}

impl Envelope<'_> {
    /// Returns the place of the record.
    pub fn record_ref(&self) -> RecordRef {
        RecordRef {
            topic: self.topic.clone(),
            partition: self.partition,
            offset: self.offset,
        }
    }
}

/// One header, borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderView<'a> {
    /// The name: bytes, because nothing makes a producer write UTF-8.
    pub name: &'a [u8],
    /// The value; `None` is null, which is not empty.
    pub value: Option<&'a [u8]>,
}

/// The headers of one record, in order, duplicates kept.
///
/// Unreadable headers (malformed, or more than the client library accepts) are not the same as no headers: such a
/// record can be shown, but neither exported as lossless nor replayed.
#[derive(Clone, Copy, Debug)]
pub struct Headers<'a> {
    list: HeaderList<'a>,
    unreadable: Option<&'a str>,
}

#[derive(Clone, Copy, Debug)]
enum HeaderList<'a> {
    Borrowed(&'a [HeaderView<'a>]),
    Owned(&'a [HeaderSpan], &'a [u8]),
}

/// Where a header of an owned record stands in its bytes: the name up to the value, the value up to the end.
#[derive(Clone, Copy, Debug)]
struct HeaderSpan {
    name: usize,
    value: usize,
    end: usize,
    is_null: bool,
}

impl HeaderSpan {
    fn view(self, bytes: &[u8]) -> HeaderView<'_> {
        HeaderView {
            name: &bytes[self.name..self.value],
            value: (!self.is_null).then(|| &bytes[self.value..self.end]),
        }
    }
}

impl<'a> Headers<'a> {
    /// Lends headers that were read.
    pub fn new(list: &'a [HeaderView<'a>]) -> Self {
        Self {
            list: HeaderList::Borrowed(list),
            unreadable: None,
        }
    }

    /// Stands for headers that could not be read, with the reason.
    pub fn unreadable(why: &'a str) -> Self {
        Self {
            list: HeaderList::Borrowed(&[]),
            unreadable: Some(why),
        }
    }

    /// Returns why the headers could not be read, if so.
    pub fn why_unreadable(&self) -> Option<&'a str> {
        self.unreadable
    }

    /// Returns the number of headers.
    pub fn len(&self) -> usize {
        match self.list {
            HeaderList::Borrowed(list) => list.len(),
            HeaderList::Owned(list, _) => list.len(),
        }
    }

    /// Tells whether there is no header.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the header at `index`, counted from 0.
    pub fn get(&self, index: usize) -> Option<HeaderView<'a>> {
        match self.list {
            HeaderList::Borrowed(list) => list.get(index).copied(),
            HeaderList::Owned(list, bytes) => list.get(index).map(|span| span.view(bytes)),
        }
    }

    /// Visits the headers in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = HeaderView<'a>> + use<'a> {
        let this = *self;
        (0..this.len()).filter_map(move |index| this.get(index))
    }

    /// Returns the first header of that name.
    pub fn first(&self, name: &[u8]) -> Option<HeaderView<'a>> {
        self.iter().find(|header| header.name == name)
    }

    /// Returns the last header of that name: the one that wins in Java's clients.
    pub fn last(&self, name: &[u8]) -> Option<HeaderView<'a>> {
        self.iter().rev().find(|header| header.name == name)
    }

    /// Visits every header of that name, in order.
    pub fn all<'n>(&self, name: &'n [u8]) -> impl Iterator<Item = HeaderView<'a>> + use<'a, 'n> {
        self.iter().filter(move |header| header.name == name)
    }
}

/// A record, borrowed: its envelope and its headers.
#[derive(Clone, Copy, Debug)]
pub struct RecordView<'a> {
    /// Place, time, key and value.
    pub envelope: Envelope<'a>,
    /// The headers.
    pub headers: Headers<'a>,
    /// What of it is withheld; `None` where all of it is as it was read.
    pub withheld: Option<&'a Withheld>,
}

/// One header, owned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    name: Box<[u8]>,
    value: Option<Box<[u8]>>,
}

impl Header {
    /// Makes a header; the name need not be UTF-8, the value may be null.
    pub fn new(name: impl Into<Box<[u8]>>, value: Option<Box<[u8]>>) -> Self {
        Self {
            name: name.into(),
            value,
        }
    }

    /// Lends the header.
    pub fn view(&self) -> HeaderView<'_> {
        HeaderView {
            name: &self.name,
            value: self.value.as_deref(),
        }
    }
}

/// A record, owned, exactly as it was read, or as it is shown where some of it is withheld. It cannot be changed.
///
/// All of its bytes are in one block: dead letters have many small headers, and a block for each would cost more than
/// their copies.
#[derive(Clone, Debug)]
pub struct Record {
    topic: Arc<str>,
    partition: i32,
    offset: i64,
    leader_epoch: Option<i32>,
    timestamp: Option<Timestamp>,
    /// The key, the value, and the headers' names and values.
    bytes: Box<[u8]>,
    /// The length of the key, which comes first.
    key: Option<usize>,
    /// The length of the value, which comes second.
    value: Option<usize>,
    headers: Box<[HeaderSpan]>,
    unreadable: Option<Box<str>>,
    withheld: Option<Box<Withheld>>,
}

impl Record {
    /// Keeps a copy of a borrowed record.
    pub fn keep(view: &RecordView<'_>) -> Self {
        let envelope = &view.envelope;
        let length = |bytes: Option<&[u8]>| bytes.map_or(0, <[u8]>::len);
        let of_headers = view.headers.iter();
        let of_headers = of_headers.map(|header| header.name.len() + length(header.value));
        let size = length(envelope.key) + length(envelope.value) + of_headers.sum::<usize>();
        let mut bytes = Vec::with_capacity(size);
        bytes.extend_from_slice(envelope.key.unwrap_or_default());
        bytes.extend_from_slice(envelope.value.unwrap_or_default());
        let headers = view.headers.iter().map(|header| {
            let name = bytes.len();
            bytes.extend_from_slice(header.name);
            let value = bytes.len();
            bytes.extend_from_slice(header.value.unwrap_or_default());
            HeaderSpan {
                name,
                value,
                end: bytes.len(),
                is_null: header.value.is_none(),
            }
        });
        let headers = headers.collect();
        Self {
            topic: envelope.topic.clone(),
            partition: envelope.partition,
            offset: envelope.offset,
            leader_epoch: envelope.leader_epoch,
            timestamp: envelope.timestamp,
            bytes: bytes.into(),
            key: envelope.key.map(<[u8]>::len),
            value: envelope.value.map(<[u8]>::len),
            headers,
            unreadable: view.headers.why_unreadable().map(Box::from),
            withheld: view.withheld.cloned().map(Box::new),
        }
    }

    /// Builds a record from its parts: how readers of files, and tests, make one.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "who makes a record of parts has no more use for them"
    )]
    pub fn from_parts(envelope: Envelope<'_>, headers: Vec<Header>) -> Self {
        let views: Vec<_> = headers.iter().map(Header::view).collect();
        Self::keep(&RecordView {
            envelope,
            headers: Headers::new(&views),
            withheld: None,
        })
    }

    /// Lends the record.
    pub fn view(&self) -> RecordView<'_> {
        let headers = Headers {
            list: HeaderList::Owned(&self.headers, &self.bytes),
            unreadable: self.unreadable.as_deref(),
        };
        let (key, rest) = self.bytes.split_at(self.key.unwrap_or(0));
        let value = &rest[..self.value.unwrap_or(0)];
        RecordView {
            envelope: Envelope {
                topic: &self.topic,
                partition: self.partition,
                offset: self.offset,
                leader_epoch: self.leader_epoch,
                timestamp: self.timestamp,
                key: self.key.map(|_| key),
                value: self.value.map(|_| value),
            },
            headers,
            withheld: self.withheld.as_deref(),
        }
    }

    /// Returns how many bytes the key, the value and the headers' names and values have.
    pub fn content_length(&self) -> usize {
        self.bytes.len()
    }

    /// Returns the place of the record.
    pub fn record_ref(&self) -> RecordRef {
        self.view().envelope.record_ref()
    }
}

#[cfg(test)]
mod tests;
