//! What one dialect is, as data: the type of the rows, and the table.
//!
//! A dialect is a row: how it is recognised, which header tells what in which bytes, how repeated headers are ordered,
//! and what a replay takes off. Reading code knows rows only, so a new framework is a new row.

use std::fmt;
use std::sync::{LazyLock, OnceLock};

use memchr::memmem;

pub use super::field::{Encoding, Field};
use super::names::Names;
use super::own::OwnDialect;
use super::{
    confluent, document, dotnet, envelopes, go, guesses, jvm, kafka, likeness, scripting, smallrye,
    spring,
};
use crate::record::HeaderView;

/// The rows, in the order in which they are tried where a header means different things in different dialects.
pub const ROWS: &[&Row] = &[
    &spring::DLT,
    &spring::RETRY_TOPIC,
    &spring::CLOUD_STREAM,
    &kafka::CONNECT,
    &kafka::STREAMS,
    &kafka::SHARE_GROUP,
    &smallrye::DEAD_LETTER_QUEUE,
    &smallrye::DELAYED_RETRY,
    &jvm::QUARKUS_STREAMS,
    &jvm::BAKDATA,
    &jvm::MICRONAUT,
    &jvm::HELIDON,
    &jvm::KDLQ,
    &jvm::GREYHOUND,
    &jvm::DECATON,
    &confluent::SCHEMA_REGISTRY_RULE,
    &confluent::REPORTER,
    &dotnet::WOLVERINE,
    &dotnet::SILVERBACK,
    &dotnet::BRIGHTER,
    &go::WATERMILL,
    &go::DAPR,
    &go::TRENDYOL,
    &go::UBER,
    &scripting::KARAFKA,
    &scripting::KARAFKA_2_4,
    &scripting::ARROYO,
    &scripting::KAFKAJS_ASYNC_RETRY,
    &scripting::LARAVEL,
    &envelopes::KNATIVE,
    &envelopes::KNATIVE_STRUCTURED,
    &envelopes::LAMBDA,
    &envelopes::NAKADI,
    &envelopes::KSQLDB,
    &guesses::HAND_WRITTEN,
    &guesses::JSON_ENVELOPE,
    &guesses::BYTE_COPY,
];

/// One header of a dialect.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The header's name.
    pub name: &'static str,
    /// What it tells.
    pub field: Field,
    /// How it is written.
    pub encoding: Encoding,
    /// Which part of the value tells it.
    pub slice: Slice,
}

impl Column {
    /// Makes a column whose whole value is a text.
    pub const fn text(name: &'static str, field: Field) -> Self {
        Self::of(name, field, Encoding::Text)
    }

    /// Makes a column whose whole value is decimal digits.
    pub const fn decimal(name: &'static str, field: Field) -> Self {
        Self::of(name, field, Encoding::Decimal)
    }

    /// Makes a column.
    pub const fn of(name: &'static str, field: Field, encoding: Encoding) -> Self {
        Self {
            name,
            field,
            encoding,
            slice: Slice::Whole,
        }
    }

    /// Takes only a part of the value.
    #[must_use]
    pub const fn part(self, slice: Slice) -> Self {
        Self { slice, ..self }
    }
}

/// The part of a value that tells something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slice {
    /// All of it.
    Whole,
    /// What stands before this text, or all of it where the text is missing.
    Before(&'static str),
    /// What stands behind this beginning, or all of it where it begins otherwise.
    After(&'static str),
    /// The member of that name of a JSON object, as it is written, without the quotes of a string.
    Member(&'static str),
}

impl Slice {
    /// Returns the header with only that part of its value; a value that does not have the part is null.
    pub fn of(self, header: HeaderView<'_>) -> HeaderView<'_> {
        let value = header.value.and_then(|value| self.cut(value));
        HeaderView { value, ..header }
    }

    /// Returns that part of a value.
    pub fn cut(self, value: &[u8]) -> Option<&[u8]> {
        match self {
            Self::Whole => Some(value),
            Self::Before(end) => {
                let at = memmem::find(value, end.as_bytes()).unwrap_or(value.len());
                Some(&value[..at])
            }
            Self::After(start) => Some(value.strip_prefix(start.as_bytes()).unwrap_or(value)),
            Self::Member(name) => document::member(value, name),
        }
    }
}

/// A sign by which a dialect is recognised: all of the names, or a prefix.
#[derive(Clone, Copy, Debug)]
pub enum Mark {
    /// Headers of all these names are there.
    Names(&'static [&'static str]),
    /// Headers of all the first names are there, and none of the second.
    Without(&'static [&'static str], &'static [&'static str]),
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
    /// This prefix and [`Field::GroupPart`], as Connect's `connect-<connector>`.
    Prefixed(&'static str),
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
    /// Every name that sounds like one of a dead letter.
    Likeness,
}

impl Pattern {
    /// Tells whether the pattern covers `name`.
    pub fn covers(self, name: &[u8]) -> bool {
        match self {
            Self::Name(one) => one.as_bytes() == name,
            Self::Prefix(prefix) => name.starts_with(prefix.as_bytes()),
            Self::Likeness => likeness::of_name(name).is_some(),
        }
    }
}

/// Where a dialect tells what it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In headers whose names are known. All the others are asked only where no such dialect is there.
    Headers,
    /// In the key, a Protobuf message; columns are named by the numbers of its fields.
    Key,
    /// In headers whose names sound so; columns are named by what the names come down to.
    LikeHeaders,
    /// In the value, a JSON document; columns are named by paths.
    Value,
    /// In the value, a JSON document whose members sound so.
    LikeValue,
    /// In nothing but the name of the dead-letter topic.
    TopicName,
}

/// Why key and value of a dead letter may not be those of the record that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carries {
    /// They were left out, where both are null; the text says so.
    NothingIfNull(&'static str),
    /// There was no record where the origin names no topic; the text says so.
    NothingWithoutTopic(&'static str),
    /// The value is something else where the header of the first name is `true`, unless there is one of the second; the
    /// text says what.
    OtherValueIf(&'static str, &'static str, &'static str),
    /// They are something else; the text says what.
    Other(&'static str),
}

/// What tells that only the key failed, where no headers are kept apart for that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFailed {
    /// [`Field::Stage`] is this text.
    AtStage(&'static str),
    /// The header of the first name is `true`, once for every failure, and there is none of the second.
    IfTrue(&'static str, &'static str),
}

/// One dialect.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The name that people type and read.
    pub name: &'static str,
    /// The framework that writes it, in words.
    pub framework: &'static str,
    /// Where it tells what it tells.
    pub place: Place,
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
    /// When key and value are not those of the record that failed; the first that applies says why.
    pub carries: &'static [Carries],
    /// What tells that only the key failed, where no column of its own does.
    pub key_failed: Option<KeyFailed>,
    /// Whether the dialect is only a guess, from names that somebody chose by hand.
    pub guessed: bool,
}

impl Row {
    /// What most rows have in common: one set of headers, replaced on repeat.
    pub const PLAIN: Self = Self {
        name: "",
        framework: "",
        place: Place::Headers,
        marks: &[],
        columns: &[],
        newest: Newest::Last,
        sets: Sets::Single,
        group: Group::Header,
        record_time: RecordTime::Written,
        strip: &[],
        carries: &[],
        key_failed: None,
        guessed: false,
    };
}

/// A way of writing dead letters: a row of the table.
#[derive(Clone, Copy)]
pub struct Dialect(&'static Row);

impl Dialect {
    /// Names the dialect of a row.
    pub const fn of(row: &'static Row) -> Self {
        Self(row)
    }

    /// Returns the row.
    pub fn row(self) -> &'static Row {
        self.0
    }

    /// Returns the name that people type and read.
    pub fn name(self) -> &'static str {
        self.0.name
    }
}

impl fmt::Debug for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl PartialEq for Dialect {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0) || self.0.name == other.0.name
    }
}

impl Eq for Dialect {}

/// Taken off by every replay, whatever dialect is present.
///
/// Only Spring's consumers write them, and only for themselves: they ignore a foreign exception header as a possible
/// attack, and a delivery attempt that is too short makes their header mapper throw. Source: spring-kafka
/// `support/serializer/SerializationUtils.java`, `support/AbstractKafkaHeaderMapper.java`.
pub const ALWAYS_STRIPPED: &[Pattern] = &[
    Pattern::Prefix("springDeserializerException"),
    Pattern::Name("kafka_deliveryAttempt"),
];

/// The table with own dialects, where there are any.
static IN_USE: OnceLock<&'static Table> = OnceLock::new();

/// The rows with their index of names.
#[derive(Debug)]
pub struct Table {
    /// The rows.
    pub rows: &'static [&'static Row],
    /// How many of them, from the first on, the user described.
    pub(super) own: usize,
    /// The index.
    pub(super) names: Names,
}

impl Table {
    /// Indexes rows; at most 64 of them.
    pub fn new(rows: &'static [&'static Row]) -> Self {
        Self {
            rows,
            own: 0,
            names: Names::new(rows),
        }
    }

    /// Returns the table of every dialect that is known without a configuration.
    pub fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<Table> = LazyLock::new(|| Table::new(ROWS));
        &BUILT_IN
    }

    /// Returns the table that holds in this process.
    ///
    /// One for the process, as a locale is: every view of a record reads by it, and no command reads by two.
    pub fn all() -> &'static Self {
        IN_USE.get().copied().unwrap_or_else(Self::built_in)
    }

    /// Lets own dialects be tried first from now on. Done once in a process, before the first record is read.
    pub fn install(own: &[OwnDialect]) {
        IN_USE.get_or_init(|| Self::with_own(own));
    }
}
