//! What headers tell, and how their values are written.

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
    /// What the name of the consumer group is made of, as Connect's connector.
    GroupPart,
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
    /// The message of the exception in [`Self::CauseClass`].
    CauseMessage,
    /// Where in the framework it failed.
    Stage,
    /// How many deliveries failed.
    Attempts,
    /// The number of the next delivery: one more than have failed.
    NextAttempt,
    /// How many deliveries were repeated: one fewer than have failed.
    Retries,
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
        (self as usize) <= Self::GroupPart as usize
    }

    /// Tells whether the field is part of a failure.
    pub fn is_of_failure(self) -> bool {
        !self.is_of_hop() && (self as usize) <= Self::Stage as usize
    }

    /// Tells whether the field counts deliveries.
    pub fn is_count(self) -> bool {
        matches!(self, Self::Attempts | Self::NextAttempt | Self::Retries)
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
    /// A date and time in ISO 8601.
    Iso,
    /// Decimal digits that count nanoseconds.
    Nanoseconds,
    /// A number of Protobuf, at most ten bytes.
    Varint,
    /// The same as a time, in milliseconds or nanoseconds.
    VarintTime,
    /// A number in any writing: digits, or four or eight bytes.
    Number,
    /// A time in any writing: ISO 8601, or digits that count seconds, milliseconds, microseconds or nanoseconds.
    Time,
    /// Text in JSON, with its escapes.
    JsonText,
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
            Self::Iso => "ISO 8601",
            Self::Nanoseconds => "decimal nanoseconds",
            Self::Varint => "Protobuf number",
            Self::VarintTime => "Protobuf time",
            Self::Number => "any number",
            Self::Time => "any time",
            Self::JsonText => "JSON text",
        }
    }
}
