//! What of a dead letter stands in one column, and is named in templates: one list of names for tables, CSV and `-f`.
//!
//! Belongs here: the names, and what each holds exactly, for programs. Does not belong here: how a cell looks to people
//! (`list.rs`), nor quoting (`csv.rs`, `template.rs`).

use std::borrow::Cow;
use std::fmt;

use crate::dead_letter::{DeadLetterView, Decoded};
use crate::dialect::{HeaderValue, decode_header};
use crate::error::Error;
use crate::kind::Kind;
use crate::payload::Part;
use crate::sanitize::line;
use crate::topics::nearest;

/// A column of `list` and of CSV, and a field of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// The record's reference.
    Ref,
    /// The dead-letter topic.
    Topic,
    /// The partition of the dead-letter topic.
    Partition,
    /// The offset in the dead-letter topic.
    Offset,
    /// How long ago the record was written; for programs in seconds.
    Age,
    /// When the record was written.
    Time,
    /// When the record was written, in milliseconds since the epoch.
    Timestamp,
    /// Where it failed first: topic, partition, offset.
    Origin,
    /// The topic of the oldest origin.
    OriginTopic,
    /// The partition of the oldest origin.
    OriginPartition,
    /// The offset of the oldest origin.
    OriginOffset,
    /// The timestamp of the oldest origin, in milliseconds since the epoch.
    OriginTimestamp,
    /// The exception, unwrapped: in tables its simple name.
    Exception,
    /// The deepest cause.
    RootCause,
    /// The exception's message.
    Message,
    /// The stack trace.
    StackTrace,
    /// The key.
    Key,
    /// The value.
    Value,
    /// Failed deliveries.
    Attempts,
    /// The consumer group that failed.
    Group,
    /// The dialects, the one written last first.
    Dialect,
    /// The format of the value.
    Format,
    /// Why the value, or else the key, is not what it should be.
    Problem,
    /// The size of the value, in bytes.
    Size,
    /// What became of it: new, replayed.
    State,
    /// What sort of failure it is.
    Category,
    /// The kind of failure.
    Fingerprint,
    /// What of the headers could not be read, and why.
    Notes,
    /// The last header of that name.
    Header(Box<str>),
}

impl Column {
    /// All columns but those of headers, in the order in which they are told.
    const ALL: [Self; 28] = [
        Self::Ref,
        Self::Topic,
        Self::Partition,
        Self::Offset,
        Self::Age,
        Self::Time,
        Self::Timestamp,
        Self::Origin,
        Self::OriginTopic,
        Self::OriginPartition,
        Self::OriginOffset,
        Self::OriginTimestamp,
        Self::Exception,
        Self::RootCause,
        Self::Message,
        Self::StackTrace,
        Self::Key,
        Self::Value,
        Self::Attempts,
        Self::Group,
        Self::Dialect,
        Self::Format,
        Self::Problem,
        Self::Size,
        Self::State,
        Self::Category,
        Self::Fingerprint,
        Self::Notes,
    ];

    /// Returns the columns of `-o csv`.
    pub fn csv() -> Vec<Self> {
        vec![
            Self::Ref,
            Self::Time,
            Self::Timestamp,
            Self::Topic,
            Self::Partition,
            Self::Offset,
            Self::OriginTopic,
            Self::OriginPartition,
            Self::OriginOffset,
            Self::Group,
            Self::Exception,
            Self::RootCause,
            Self::Message,
            Self::Category,
            Self::Fingerprint,
            Self::Attempts,
            Self::Dialect,
            Self::Key,
            Self::Value,
            Self::Notes,
        ]
    }

    /// Returns the name that people type, and CSV has as its heading.
    pub fn name(&self) -> Cow<'_, str> {
        Cow::Borrowed(match self {
            Self::Ref => "ref",
            Self::Topic => "topic",
            Self::Partition => "partition",
            Self::Offset => "offset",
            Self::Age => "age",
            Self::Time => "time",
            Self::Timestamp => "timestamp",
            Self::Origin => "origin",
            Self::OriginTopic => "origin.topic",
            Self::OriginPartition => "origin.partition",
            Self::OriginOffset => "origin.offset",
            Self::OriginTimestamp => "origin.timestamp",
            Self::Exception => "exception",
            Self::RootCause => "root_cause",
            Self::Message => "message",
            Self::StackTrace => "stacktrace",
            Self::Key => "key",
            Self::Value => "value",
            Self::Attempts => "attempts",
            Self::Group => "group",
            Self::Dialect => "dialect",
            Self::Format => "format",
            Self::Problem => "problem",
            Self::Size => "size",
            Self::State => "state",
            Self::Category => "category",
            Self::Fingerprint => "fingerprint",
            Self::Notes => "notes",
            Self::Header(name) => return Cow::Owned(format!("header:{name}")),
        })
    }

    /// Returns the heading of a table. A header keeps its name as it is.
    pub fn heading(&self) -> Cow<'_, str> {
        match self {
            Self::Header(name) => line(name.as_ref()),
            Self::RootCause => Cow::Borrowed("ROOT-CAUSE"),
            other => Cow::Owned(other.name().to_uppercase()),
        }
    }

    /// Returns all names, for people.
    pub fn names() -> String {
        let names = Self::ALL.iter().map(Self::name).collect::<Vec<_>>();
        format!("{}, header:NAME", names.join(", "))
    }

    /// Finds the column of a name, in any case; `-` is as good as `_`. The name of a header is taken as it is.
    pub fn find(name: &str) -> Option<Self> {
        if let Some((prefix, header)) = name.split_once(':') {
            let is_header = prefix.eq_ignore_ascii_case("header") && !header.is_empty();
            return is_header.then(|| Self::Header(header.into()));
        }
        let wanted = name.to_ascii_lowercase().replace('-', "_");
        let wanted = match wanted.as_str() {
            "consumer_group" => "group",
            "stack_trace" => "stacktrace",
            other => other,
        };
        Self::ALL.into_iter().find(|column| column.name() == wanted)
    }

    /// Reads a list of names, comma-separated.
    ///
    /// # Errors
    ///
    /// Usage, for a name that is none, with the names there are.
    pub fn list(names: &str) -> Result<Vec<Self>, Error> {
        let columns = names.split(',').map(str::trim);
        columns
            .map(|name| {
                Self::find(name).ok_or_else(|| {
                    let known: Vec<_> = Self::ALL.iter().map(Self::name).collect();
                    let near = nearest(name, known.iter().map(AsRef::as_ref));
                    let near = near.first().map(|near| format!("did you mean `{near}`? "));
                    Error::usage(format!("`{name}` is no column of records")).hint(format!(
                        "{}the columns are {}",
                        near.unwrap_or_default(),
                        Self::names()
                    ))
                })
            })
            .collect()
    }

    /// Tells whether the kind of failure has to be made out for it.
    pub fn needs_kind(&self) -> bool {
        matches!(self, Self::Category | Self::Fingerprint)
    }

    /// Returns exactly what a record holds.
    pub fn datum<'a>(&self, letter: &'a DeadLetterView<'_>, known: &Known<'_>) -> Datum<'a> {
        let envelope = &letter.record().envelope;
        let ms = envelope.timestamp.map(|timestamp| timestamp.ms);
        // Headers are read where a column is about them, and not before.
        let origin = || letter.origin();
        match self {
            Self::Ref => Datum::text(envelope.record_ref().to_string()),
            Self::Topic => Datum::text(envelope.topic.as_ref()),
            Self::Partition => Datum::Number(envelope.partition.into()),
            Self::Offset => Datum::Number(envelope.offset),
            Self::Age => Datum::number(ms.map(|ms| known.now_ms.saturating_sub(ms) / 1_000)),
            Self::Time => Datum::maybe(ms.and_then(rfc3339)),
            Self::Timestamp => Datum::number(ms),
            Self::Origin => Datum::maybe(letter.likely_origin().and_then(super::list::origin)),
            Self::OriginTopic => origin().map_or(Datum::Absent, |hop| Datum::decoded(&hop.topic)),
            Self::OriginPartition => {
                Datum::number(origin().and_then(|hop| hop.partition.value().copied()))
            }
            Self::OriginOffset => {
                Datum::number(origin().and_then(|hop| hop.offset.value().copied()))
            }
            Self::OriginTimestamp => {
                Datum::number(origin().and_then(|hop| hop.timestamp.value().copied()))
            }
            Self::Exception => Datum::decoded(&letter.failure().exception),
            Self::RootCause => Datum::decoded(&letter.failure().root_cause),
            Self::Message => Datum::decoded(&letter.failure().message),
            Self::StackTrace => Datum::decoded(&letter.failure().stack_trace),
            Self::Key => Datum::part(letter, Part::Key),
            Self::Value => Datum::part(letter, Part::Value),
            Self::Attempts => Datum::number(letter.failure().attempts.value().copied()),
            Self::Group => {
                origin().map_or(Datum::Absent, |hop| Datum::decoded(&hop.consumer_group))
            }
            Self::Dialect => Datum::maybe(dialects(letter)),
            Self::Format => Datum::text(letter.part(Part::Value).format().name()),
            Self::Problem => Datum::maybe(problem(letter)),
            Self::Size => {
                let size = letter.size(Part::Value);
                Datum::number(size.and_then(|size| i64::try_from(size).ok()))
            }
            Self::State => Datum::maybe(known.state.map(str::to_owned)),
            Self::Category => Datum::maybe(
                known
                    .kind
                    .map(|kind| kind.categorised.category.name().to_owned()),
            ),
            Self::Fingerprint => Datum::maybe(known.kind.map(|kind| kind.fingerprint.to_string())),
            Self::Notes => Datum::maybe(notes(letter)),
            Self::Header(name) => match letter.record().headers.last(name.as_bytes()) {
                None => Datum::Absent,
                Some(header) => match decode_header(header.name, header.value) {
                    Some(HeaderValue::Integer(number) | HeaderValue::Timestamp(number)) => {
                        Datum::Number(number)
                    }
                    _ => Datum::bytes(header.value),
                },
            },
        }
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

/// What is known of a dead letter beside itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// What became of it, where the ledger tells.
    pub state: Option<&'a str>,
    /// The kind of failure, where a column asks for it.
    pub kind: Option<&'a Kind>,
    /// The time, in milliseconds since the epoch: what ages are counted from.
    pub now_ms: i64,
}

/// What a column holds of one record, exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Datum<'a> {
    /// The record does not have it, or its header cannot be read.
    Absent,
    /// A key, value or header that is there and null.
    Null,
    /// A number.
    Number(i64),
    /// Text.
    Text(Cow<'a, str>),
    /// Bytes that are not UTF-8.
    Bytes(&'a [u8]),
}

impl<'a> Datum<'a> {
    fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    fn maybe(text: Option<String>) -> Self {
        text.map_or(Self::Absent, |text| Self::Text(text.into()))
    }

    fn number(number: Option<impl Into<i64>>) -> Self {
        number.map_or(Self::Absent, |number| Self::Number(number.into()))
    }

    fn decoded(text: &'a Decoded<'_, Cow<'_, str>>) -> Self {
        text.value().map_or(Self::Absent, |text| {
            Self::Text(Cow::Borrowed(text.as_ref()))
        })
    }

    /// Returns a key or a value: what was made of it where a schema says what it is, else its bytes.
    fn part(letter: &'a DeadLetterView<'_>, part: Part) -> Self {
        match letter.decoded(part) {
            Some(decoded) => Self::Text(decoded),
            None => Self::bytes(letter.bytes(part)),
        }
    }

    fn bytes(bytes: Option<&'a [u8]>) -> Self {
        match bytes {
            None => Self::Null,
            Some(bytes) => std::str::from_utf8(bytes)
                .map_or(Self::Bytes(bytes), |text| Self::Text(text.into())),
        }
    }
}

/// Returns why the value, or else the key, is not what it should be.
pub(super) fn problem(letter: &DeadLetterView<'_>) -> Option<String> {
    if let Some(problem) = letter.problem(Part::Value) {
        return Some(problem.text.clone());
    }
    let problem = letter.problem(Part::Key)?;
    Some(format!("key: {}", problem.text))
}

/// Returns the names of the dialects; a question mark stands behind a guess.
pub(super) fn dialects(letter: &DeadLetterView<'_>) -> Option<String> {
    let reading = letter.reading();
    let names: Vec<_> = reading.dialects.iter().map(|one| one.name()).collect();
    let doubt = if reading.guessed { "?" } else { "" };
    (!names.is_empty()).then(|| format!("{}{doubt}", names.join(",")))
}

/// Returns what of the headers could not be read.
fn notes(letter: &DeadLetterView<'_>) -> Option<String> {
    let unreadable = letter.record().headers.why_unreadable();
    let unreadable = unreadable.map(|why| format!("the headers cannot be read: {why}"));
    let notes = letter.reading().notes.iter();
    let notes = notes.map(|note| format!("{}: {}", note.place, note.problem));
    let notes: Vec<_> = unreadable.into_iter().chain(notes).collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}

/// Returns a time as the record envelope writes it; `None` beyond the calendar.
fn rfc3339(ms: i64) -> Option<String> {
    let time = jiff::Timestamp::from_millisecond(ms).ok()?;
    Some(time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
}
