//! The ways in which frameworks write dead letters.
//!
//! Belongs here: one file per framework with its header names and encodings, and the one table of them. Does not belong
//! here: what the meaning is used for.

use std::borrow::Cow;

use crate::dead_letter::{Failure, Malformed, Reading};
use crate::record::RecordView;

/// A way of writing dead letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dialect {
    /// Spring Kafka's `DeadLetterPublishingRecoverer`.
    SpringDlt,
    /// Spring Kafka's non-blocking retries.
    SpringRetryTopic,
}

impl Dialect {
    /// Every dialect there is.
    pub const ALL: &[Self] = &[Self::SpringDlt, Self::SpringRetryTopic];

    /// Returns the name that people type and read.
    pub fn name(self) -> &'static str {
        match self {
            Self::SpringDlt => "spring-dlt",
            Self::SpringRetryTopic => "spring-retry-topic",
        }
    }

    /// Returns the dialect of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.name() == name)
    }
}

/// What the bytes of one failure header mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderValue<'a> {
    /// A number: a partition, an offset, a count.
    Integer(i64),
    /// Milliseconds since the epoch.
    Timestamp(i64),
    /// Text.
    Text(Cow<'a, str>),
    /// A serialized Java exception: its class, and its message where it has one.
    Exception {
        /// The class, fully qualified.
        class: Cow<'a, str>,
        /// The message.
        message: Option<Cow<'a, str>>,
        /// How many bytes of the failed key or value it carries.
        data_bytes: Option<usize>,
    },
    /// Bytes that are not what the header should hold.
    Malformed(Malformed<'a>),
}

/// Reads what a record's headers mean.
pub fn read<'a>(_record: &RecordView<'a>) -> Reading<'a> {
    Reading {
        dialects: Vec::new(),
        hops: Vec::new(),
        newest_hop_is_failure: false,
        failure: Failure::default(),
        notes: Vec::new(),
    }
}

/// Tells whether `test` holds for any class of the exception chain, without reading anything else.
pub fn chain_has(record: &RecordView<'_>, test: &dyn Fn(&str) -> bool) -> bool {
    read(record).failure.chain().any(test)
}

/// Returns the dialects present on a record; the one written last comes first.
pub fn present(record: &RecordView<'_>) -> Vec<Dialect> {
    read(record).dialects
}

/// Decodes the value of one header, if the table of dialects knows the name; null and empty values mean nothing.
pub fn decode_header<'a>(_name: &'a [u8], _value: Option<&'a [u8]>) -> Option<HeaderValue<'a>> {
    None
}

/// Tells whether a replay takes this header off: one that some failure machinery wrote, for the dialects present.
///
/// `springDeserializerException*` and `kafka_deliveryAttempt` are taken off whatever is present.
pub fn is_failure_header(_name: &[u8], _present: &[Dialect]) -> bool {
    false
}
