//! What one dialect is, as data: the type of the rows, and the table.
//!
//! A dialect is a row: how it is recognised, which header tells what in which bytes, how repeated headers are ordered,
//! and what a replay takes off. Reading code knows rows only, so a new framework is a new row.

use std::sync::LazyLock;

use super::names::Names;
use super::{Dialect, spring};

/// The rows, in the order in which they are tried where a header means different things in different dialects.
pub const ROWS: &[&Row] = &[&spring::DLT, &spring::RETRY_TOPIC];

/// What a header tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The topic that the record came from.
    Topic,
    /// Its partition there.
    Partition,
    /// Its offset there.
    Offset,
    /// Its timestamp there.
    Timestamp,
    /// What set that timestamp.
    TimestampType,
    /// The consumer group that failed.
    ConsumerGroup,
    /// The class of the exception that the framework was given, mostly a wrapper.
    Class,
    /// The class of a cause of it, chosen by the framework.
    CauseClass,
    /// The exception's message.
    Message,
    /// The exception's stack trace.
    StackTrace,
    /// The class of the exception on reading the key.
    KeyClass,
    /// The message of the exception on reading the key.
    KeyMessage,
    /// The stack trace of the exception on reading the key.
    KeyStackTrace,
    /// Where in the framework it failed.
    Stage,
    /// How many deliveries failed.
    Attempts,
    /// The number of the next delivery: one more than have failed.
    NextAttempt,
    /// A time that is shown and means nothing else.
    OtherTime,
    /// Something that is shown and means nothing else.
    Other,
}

impl Field {
    /// How many fields there are.
    pub const COUNT: usize = Self::Other as usize + 1;

    /// Tells whether the field is part of an origin.
    pub fn is_of_hop(self) -> bool {
        (self as usize) <= Self::ConsumerGroup as usize
    }

    /// Tells whether the field is part of a failure.
    pub fn is_of_failure(self) -> bool {
        !self.is_of_hop() && (self as usize) <= Self::Stage as usize
    }

    /// Tells whether the field begins a set of failure headers where those stand apart from the origin.
    pub fn begins_failure(self) -> bool {
        matches!(self, Self::Class | Self::KeyClass)
    }
}

/// How a value is written. Numbers are read by one tolerant rule; this says what the framework itself writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without quotes or length.
    Text,
    /// Four bytes, big endian.
    Integer32,
    /// Eight bytes, big endian.
    Integer64,
    /// One byte or four bytes, big endian.
    Count,
    /// Java's `BigInteger.toByteArray()`: the fewest bytes that hold the number, big endian.
    BigInteger,
    /// Decimal digits.
    Decimal,
    /// A serialized Java exception.
    JavaException,
}

impl Encoding {
    /// Returns the words that docs/dialects.md uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer32 => "4 bytes",
            Self::Integer64 => "8 bytes",
            Self::Count => "1 or 4 bytes",
            Self::BigInteger => "BigInteger",
            Self::Decimal => "decimal text",
            Self::JavaException => "serialized Java",
        }
    }
}

/// One header of a dialect.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The header's name.
    pub name: &'static str,
    /// What it tells.
    pub field: Field,
    /// How it is written.
    pub encoding: Encoding,
}

/// A sign by which a dialect is recognised: all of the names, or a prefix.
#[derive(Clone, Copy, Debug)]
pub enum Mark {
    /// Headers of all these names are there.
    Names(&'static [&'static str]),
    /// A header of this name is there, and its last value passes.
    Value(&'static str, fn(&[u8]) -> bool),
    /// A header whose name begins so is there.
    Prefix(&'static str),
}

/// Which of several occurrences of a header the newest failure wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newest {
    /// The last: the framework appends.
    Last,
    /// The first: the framework writes its own headers before those that came in.
    First,
}

/// How the headers of one failure stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sets {
    /// Written in one go, origin and failure; a set begins with this field.
    Whole(Field),
    /// The origin's headers and the exception's headers are written apart, and either may be left out or replaced.
    Apart,
    /// As `Apart`, and the origin is written once and holds for every later failure.
    OriginOnce,
    /// Replaced on repeat: there is one set.
    Single,
}

/// Where the consumer group stands if no header tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Nowhere.
    Header,
    /// In the dead-letter topic's name: this prefix, the origin's topic, a dot, the group.
    InTopicName(&'static str),
    /// This prefix and the value of a header of this name, as Connect's `connect-<connector>`.
    Prefixed {
        /// The prefix.
        prefix: &'static str,
        /// The header's name.
        header: &'static str,
    },
}

/// What the dead letter's own timestamp is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordTime {
    /// The time of writing the dead letter.
    Written,
    /// The original record's timestamp.
    Original,
}

/// Names that a replay takes off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// This name.
    Name(&'static str),
    /// Every name that begins so.
    Prefix(&'static str),
}

impl Pattern {
    /// Tells whether the pattern covers `name`.
    pub fn covers(self, name: &[u8]) -> bool {
        match self {
            Self::Name(one) => one.as_bytes() == name,
            Self::Prefix(prefix) => name.starts_with(prefix.as_bytes()),
        }
    }
}

/// One dialect.
#[derive(Debug)]
pub struct Row {
    /// The dialect.
    pub dialect: Dialect,
    /// The framework that writes it, in words.
    pub framework: &'static str,
    /// Any of these is enough.
    pub marks: &'static [Mark],
    /// Its headers, in the order in which the framework writes them.
    pub columns: &'static [Column],
    /// Which occurrence is the newest.
    pub newest: Newest,
    /// How its headers stand together.
    pub sets: Sets,
    /// Where the consumer group stands if no header tells it.
    pub group: Group,
    /// What the dead letter's own timestamp is.
    pub record_time: RecordTime,
    /// What a replay takes off.
    pub strip: &'static [Pattern],
}

/// Taken off by every replay, whatever dialect is present.
///
/// Only Spring's consumers write them, and only for themselves: they ignore a foreign exception header as a possible
/// attack, and a delivery attempt that is too short makes their header mapper throw. Source: spring-kafka
/// `support/serializer/SerializationUtils.java`, `support/AbstractKafkaHeaderMapper.java`.
pub const ALWAYS_STRIPPED: &[Pattern] = &[
    Pattern::Prefix("springDeserializerException"),
    Pattern::Name("kafka_deliveryAttempt"),
];

/// The rows with their index of names.
#[derive(Debug)]
pub struct Table {
    /// The rows.
    pub rows: &'static [&'static Row],
    /// The index.
    pub(super) names: Names,
}

impl Table {
    /// Indexes rows; at most 64 of them.
    pub fn new(rows: &'static [&'static Row]) -> Self {
        Self {
            rows,
            names: Names::new(rows),
        }
    }

    /// Returns the table of every dialect.
    pub fn all() -> &'static Self {
        static ALL: LazyLock<Table> = LazyLock::new(|| Table::new(ROWS));
        &ALL
    }
}
