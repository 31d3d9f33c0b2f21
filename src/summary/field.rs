//! The fields that dead letters are counted by, and what they hold.

use std::str::FromStr;
use std::sync::Arc;

use jiff::Unit;
use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};

use crate::category::Category;
use crate::dead_letter::{DeadLetterView, Decoded};
use crate::dialect::{self, HeaderValue};
use crate::error::Error;
use crate::filter::TextOf;
use crate::fingerprint::Fingerprint;
use crate::kind::Kind;
use crate::payload::Part;
use crate::record::{Envelope, HeaderView};

/// What [`Field`] reads, for people.
pub const FIELDS: &str = "fields are fingerprint, category, exception, root-cause, message, frame, origin, consumer-group, partition, \
                          topic, key, hour, day, dialect, header:NAME, or cel:EXPR";

/// The most bytes of one value that are kept. Longer values are told apart by a hash of the whole.
pub(super) const MAX_VALUE_BYTES: usize = 256;

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
    ConsumerGroup,
    /// The kind of failure.
    Fingerprint,
    /// What sort of failure it is.
    Category,
    /// The first frame of the application.
    Frame,
    /// The hour of the record's timestamp.
    Hour,
    /// The day of the record's timestamp.
    Day,
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
    /// The text of an expression's value.
    Cel(Arc<TextOf>),
}

impl Field {
    /// Returns the name that people type.
    pub fn name(&self) -> &str {
        match self {
            Self::Exception => "exception",
            Self::RootCause => "root-cause",
            Self::Message => "message",
            Self::Origin => "origin",
            Self::ConsumerGroup => "consumer-group",
            Self::Fingerprint => "fingerprint",
            Self::Category => "category",
            Self::Frame => "frame",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Dialect => "dialect",
            Self::Topic => "topic",
            Self::Partition => "partition",
            Self::Key => "key",
            Self::Header(name) => name,
            Self::Cel(expression) => expression.name(),
        }
    }

    /// Tells whether the kind of failure has to be made out for it.
    pub fn needs_kind(&self) -> bool {
        matches!(self, Self::Fingerprint | Self::Category | Self::Frame)
    }

    /// Returns the expression, if it is one.
    pub fn expression(&self) -> Option<&TextOf> {
        match self {
            Self::Cel(expression) => Some(expression),
            _ => None,
        }
    }

    /// Reads a list of fields, comma-separated, as `--by` takes it. Commas inside an expression's parentheses and strings
    /// are the expression's.
    pub fn list(text: &str) -> Result<Vec<Self>, Error> {
        let mut fields = Vec::new();
        let mut rest = text;
        loop {
            let end = if rest.trim_start().starts_with("cel:") {
                end_of_expression(rest)
            } else {
                rest.find(',')
            };
            let (name, more) =
                end.map_or((rest, None), |end| (&rest[..end], Some(&rest[end + 1..])));
            fields.push(name.trim().parse()?);
            match more {
                Some(more) => rest = more,
                None => return Ok(fields),
            }
        }
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
            "consumer-group" | "group" => Self::ConsumerGroup,
            "fingerprint" => Self::Fingerprint,
            "category" => Self::Category,
            "frame" => Self::Frame,
            "hour" => Self::Hour,
            "day" => Self::Day,
            "dialect" => Self::Dialect,
            "topic" => Self::Topic,
            "partition" => Self::Partition,
            "key" => Self::Key,
            _ => match (text.strip_prefix("cel:"), text.strip_prefix("header:")) {
                (Some(expression), _) => Self::Cel(Arc::new(expression.trim().parse()?)),
                (None, Some("") | None) if text.is_empty() || text == "header:" => {
                    return Err(Error::usage("a field of --by is empty").hint(FIELDS));
                }
                (None, name) => Self::Header(name.unwrap_or(text).into()),
            },
        })
    }
}

/// Returns where the comma stands that ends an expression.
fn end_of_expression(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            _ if is_escaped => is_escaped = false,
            (Some(_), b'\\') => is_escaped = true,
            (Some(open), _) if byte == open => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'(' | b'[' | b'{') => depth += 1,
            (None, b')' | b']' | b'}') => depth = depth.saturating_sub(1),
            (None, b',') if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
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
    /// A time, in milliseconds since the epoch: the beginning of an hour or a day.
    Time(i64),
    /// A kind of failure.
    Fingerprint(Fingerprint),
    /// Text, of a long one the beginning.
    Text(Box<str>),
    /// Bytes that are no text, of many the first.
    Bytes(Box<[u8]>),
}

/// Returns the beginning of a text, at most [`MAX_VALUE_BYTES`].
pub(super) fn cut(text: &str) -> &str {
    let mut end = text.len().min(MAX_VALUE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// A value as it stands in the record.
pub(super) enum Seen<'a> {
    Absent,
    Null,
    Malformed,
    Number(i64),
    Time(i64),
    Fingerprint(Fingerprint),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl Seen<'_> {
    /// Appends bytes that no other value shares: a tag, a length, and the value or, of a long one, a hash.
    pub(super) fn push_key(&self, key: &mut Vec<u8>) {
        let (tag, bytes): (u8, &[u8]) = match self {
            Self::Absent => (0, &[]),
            Self::Null => (1, &[]),
            Self::Malformed => (2, &[]),
            Self::Number(number) => {
                key.push(3);
                key.extend_from_slice(&number.to_be_bytes());
                return;
            }
            Self::Time(ms) => {
                key.push(6);
                key.extend_from_slice(&ms.to_be_bytes());
                return;
            }
            Self::Fingerprint(fingerprint) => {
                key.push(7);
                key.extend_from_slice(&fingerprint.bytes());
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

    pub(super) fn keep(&self) -> Value {
        match self {
            Self::Absent => Value::Absent,
            Self::Null => Value::Null,
            Self::Malformed => Value::Malformed,
            Self::Number(number) => Value::Number(*number),
            Self::Time(ms) => Value::Time(*ms),
            Self::Fingerprint(fingerprint) => Value::Fingerprint(*fingerprint),
            Self::Text(text) => Value::Text(cut(text).into()),
            Self::Bytes(bytes) => Value::Bytes(bytes[..bytes.len().min(MAX_VALUE_BYTES)].into()),
        }
    }
}

/// Looks at one field of a dead letter; `text` is what its expression says, if it is one.
pub(super) fn look(
    letter: &DeadLetterView<'_>,
    kind: Option<&Kind>,
    zone: &TimeZone,
    (field, text): (&Field, Option<&str>),
    then: impl FnOnce(Seen<'_>),
) {
    let envelope = &letter.record().envelope;
    let seen = match field {
        Field::Exception => decoded(&letter.failure().exception),
        Field::RootCause => decoded(&letter.failure().root_cause),
        Field::Message => decoded(&letter.failure().message),
        Field::Origin => letter
            .origin()
            .map_or(Seen::Absent, |hop| decoded(&hop.topic)),
        Field::Fingerprint => kind.map_or(Seen::Absent, |kind| Seen::Fingerprint(kind.fingerprint)),
        Field::Category => Seen::Text(
            kind.map_or(Category::Unknown, |kind| kind.categorised.category)
                .name(),
        ),
        Field::Frame => {
            let frame = kind.and_then(|kind| kind.evidence.frame.as_deref());
            frame.map_or(Seen::Absent, Seen::Text)
        }
        Field::Hour => time(envelope, |ms| beginning(ms, zone, Unit::Hour)),
        Field::Day => time(envelope, |ms| beginning(ms, zone, Unit::Day)),
        Field::ConsumerGroup => letter
            .origin()
            .map_or(Seen::Absent, |hop| decoded(&hop.consumer_group)),
        Field::Dialect => match letter.reading().dialects.first() {
            Some(dialect) => Seen::Text(dialect.name()),
            None => Seen::Absent,
        },
        Field::Topic => Seen::Text(envelope.topic),
        Field::Partition => Seen::Number(envelope.partition.into()),
        Field::Key => match letter.decoded(Part::Key) {
            Some(key) => return then(Seen::Text(&key)),
            None => bytes(letter.bytes(Part::Key)),
        },
        Field::Cel(_) => text.map_or(Seen::Absent, Seen::Text),
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

/// Looks at the time of a record, as far as the calendar goes.
fn time<'a>(envelope: &Envelope<'_>, begin: impl Fn(i64) -> Option<i64>) -> Seen<'a> {
    let ms = envelope.timestamp.map(|timestamp| timestamp.ms);
    ms.and_then(begin).map_or(Seen::Absent, Seen::Time)
}

/// Returns when the hour or day of a time began, where people are.
fn beginning(ms: i64, zone: &TimeZone, unit: Unit) -> Option<i64> {
    let local = jiff::Timestamp::from_millisecond(ms)
        .ok()?
        .to_zoned(zone.clone());
    let begin = match unit {
        Unit::Day => local.start_of_day().ok()?,
        _ => local
            .round(
                jiff::ZonedRound::new()
                    .smallest(unit)
                    .mode(jiff::RoundMode::Trunc),
            )
            .ok()?,
    };
    Some(begin.timestamp().as_millisecond())
}
