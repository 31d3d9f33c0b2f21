//! A record on a dead-letter topic, and what its headers mean.
//!
//! Belongs here: the meaning that every dialect yields, as one set of types. Does not belong here: header names and
//! encodings (`dialect/`), text for people (`render/`).
//!
//! Everything borrows from the record. Reading is lazy: a view whose meaning nobody asks for costs nothing.

mod masked;
mod parts;
mod unpacked;

use std::borrow::Cow;
use std::cell::OnceCell;

use memchr::memmem::Finder;

use crate::dialect::{self, Dialect};
use crate::payload::{Decoder, Part, Payload};
use crate::record::{Record, RecordRef, RecordView, TimestampType};
use crate::redaction::HeaderMark;
use masked::Original;

/// A value that a header may hold: absent, there, or there and not readable.
///
/// Absence is not an error, and becomes `-` only where it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded<'a, T> {
    /// No such header, or a header whose value is null or empty where that means "none".
    Absent,
    /// The value.
    Present(T),
    /// The header is there and its bytes are not what they should be.
    Malformed(Malformed<'a>),
}

impl<T> Decoded<'_, T> {
    /// Returns the value, if it is there and readable.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Present(value) => Some(value),
            Self::Absent | Self::Malformed(_) => None,
        }
    }
}

/// A header that could not be read: which, its bytes, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed<'a> {
    /// The header's name.
    pub header: &'a [u8],
    /// The header's value as it is.
    pub bytes: &'a [u8],
    /// The reason, for example `5 bytes, expected 8`.
    pub why: Cow<'static, str>,
}

/// One place at which the record failed, as the headers tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop<'a> {
    /// The dialect whose headers tell of this hop.
    pub dialect: Dialect,
    /// The topic it was consumed from.
    pub topic: Decoded<'a, Cow<'a, str>>,
    /// The partition it was consumed from.
    pub partition: Decoded<'a, i32>,
    /// The offset it had there.
    pub offset: Decoded<'a, i64>,
    /// Its timestamp there, in milliseconds since the epoch.
    pub timestamp: Decoded<'a, i64>,
    /// What set that timestamp.
    pub timestamp_type: Decoded<'a, TimestampType>,
    /// The consumer group that failed.
    pub consumer_group: Decoded<'a, Cow<'a, str>>,
    /// Whether the topic is only a guess, from the name of the dead-letter topic.
    pub guessed: bool,
}

/// One exception of a chain, outermost first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link<'a> {
    /// The class, fully qualified.
    pub class: Cow<'a, str>,
    /// Its message; `None` where it had none, which is not an empty one.
    pub message: Option<Cow<'a, str>>,
}

/// Why the record failed, newest failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure<'a> {
    /// The first class in the chain that is no known wrapper, fully qualified.
    pub exception: Decoded<'a, Cow<'a, str>>,
    /// The deepest `Caused by` of the chain, fully qualified; equals `exception` where there is no deeper one.
    pub root_cause: Decoded<'a, Cow<'a, str>>,
    /// The message that belongs to `exception`, with wrapper texts taken off.
    pub message: Decoded<'a, Cow<'a, str>>,
    /// The message as it stands in its header, wrapper texts included.
    pub raw_message: Decoded<'a, Cow<'a, str>>,
    /// Every exception that the headers and the stack trace name, outermost first, wrappers included.
    pub chain: Vec<Link<'a>>,
    /// The stack trace as it stands in its header.
    pub stack_trace: Decoded<'a, Cow<'a, str>>,
    /// Where in the framework it failed (Connect's stage and the like).
    pub stage: Decoded<'a, Cow<'a, str>>,
    /// Failed deliveries.
    pub attempts: Decoded<'a, u32>,
    /// Whether it was the key that could not be read.
    pub on_key: bool,
}

impl Default for Failure<'_> {
    fn default() -> Self {
        Self {
            exception: Decoded::Absent,
            root_cause: Decoded::Absent,
            message: Decoded::Absent,
            raw_message: Decoded::Absent,
            chain: Vec::new(),
            stack_trace: Decoded::Absent,
            stage: Decoded::Absent,
            attempts: Decoded::Absent,
            on_key: false,
        }
    }
}

impl Failure<'_> {
    /// Visits the classes of the chain, outermost first, wrappers included.
    pub fn chain(&self) -> impl Iterator<Item = &str> {
        self.chain.iter().map(|link| link.class.as_ref())
    }

    /// Returns the outermost class where it is not the exception itself: the wrapper that the framework put around it.
    pub fn wrapper(&self) -> Option<&str> {
        let outermost = self.chain().next()?;
        (self.exception.value().map(AsRef::as_ref) != Some(outermost)).then_some(outermost)
    }
}

/// Something about a record that a person should know: where, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note<'a> {
    /// The header or part concerned.
    pub place: Cow<'a, str>,
    /// What is odd about it.
    pub problem: Cow<'a, str>,
}

/// Whether a dead letter carries the key and the value of the record that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// It does; a null value is a tombstone.
    AsItWas,
    /// It does not, for this reason. A null value says nothing, and sending the record would not be a replay.
    Not(&'static str),
}

/// What the dialects made of a record's headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading<'a> {
    /// The dialects present; the one written last comes first. Empty: no known dialect.
    pub dialects: Vec<Dialect>,
    /// Every origin on the record, oldest first.
    pub hops: Vec<Hop<'a>>,
    /// Whether the newest hop provably belongs to the newest failure.
    pub newest_hop_is_failure: bool,
    /// Whether the dialect is only a guess.
    pub guessed: bool,
    /// Whether key and value are those of the record that failed.
    pub payload: Carried,
    /// Why it failed.
    pub failure: Failure<'a>,
    /// What is odd about the record, malformed headers included.
    pub notes: Vec<Note<'a>>,
}

/// The record that failed, as it was looked for because its dead letter does not carry its key and value as they were.
///
/// Only for people: it is never sent in place of the dead letter.
#[derive(Clone, Debug)]
pub struct SourceRecord {
    /// Where it was looked for.
    pub found_in: FoundIn,
    /// The record, or why it is not there.
    pub found: Result<Record, String>,
}

/// Where the record that failed is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FoundIn {
    /// In the topic that it came from, at this place.
    Topic(RecordRef),
    /// In the dead letter's own value, a document around it.
    Envelope {
        /// Whether the document holds its key and headers too; else the value alone.
        is_whole: bool,
        /// How many records the document holds, of which this is the first.
        records: usize,
    },
}

impl FoundIn {
    /// Tells whether that part of the record is there.
    pub fn has(&self, part: Part) -> bool {
        part == Part::Value || self.has_headers()
    }

    /// Tells whether the headers of the record are there.
    pub fn has_headers(&self) -> bool {
        !matches!(
            self,
            Self::Envelope {
                is_whole: false,
                ..
            }
        )
    }
}

/// A record on a dead-letter topic, borrowed, with its meaning read when it is first asked for.
#[derive(Debug)]
pub struct DeadLetterView<'a> {
    record: RecordView<'a>,
    source: Option<&'a SourceRecord>,
    decoder: &'a Decoder,
    /// What it was before it was masked, if it was.
    original: Option<&'a dyn Original>,
    reading: OnceCell<Reading<'a>>,
    key: OnceCell<Payload<'a>>,
    value: OnceCell<Payload<'a>>,
}

impl<'a> DeadLetterView<'a> {
    /// Looks at a record as a dead letter; key and value are read without rules and schemas.
    pub fn new(record: RecordView<'a>) -> Self {
        Self::read_by(record, Decoder::plain())
    }

    /// Looks at a record as a dead letter whose key and value are read by `decoder`.
    pub fn read_by(record: RecordView<'a>, decoder: &'a Decoder) -> Self {
        Self {
            record,
            source: None,
            decoder,
            original: None,
            reading: OnceCell::new(),
            key: OnceCell::new(),
            value: OnceCell::new(),
        }
    }

    /// Puts the record beside it that was looked for because this one carries neither its key nor its value.
    #[must_use]
    pub fn beside(mut self, source: &'a SourceRecord) -> Self {
        self.source = Some(source);
        self
    }

    /// Returns what came of looking for the record that failed, where it was looked for.
    pub fn source(&self) -> Option<&'a SourceRecord> {
        self.source
    }

    /// Looks at the same record, read in the same way, with the record beside it that was found for it.
    pub fn with_source<'b>(&self, source: &'b SourceRecord) -> DeadLetterView<'b>
    where
        'a: 'b,
    {
        DeadLetterView::read_by(self.record, self.decoder).beside(source)
    }

    /// Looks at the record that failed, where it was found, as this one is looked at.
    pub fn of_source(&self) -> Option<Self> {
        let record = self.source?.found.as_ref().ok()?;
        Some(Self::read_by(record.view(), self.decoder))
    }

    /// Returns where the record that failed can be looked for: where key and value are not those of that record, and the
    /// headers tell all of its place.
    pub fn elsewhere(&self) -> Option<RecordRef> {
        if self.payload() == Carried::AsItWas {
            return None;
        }
        let hop = self.failed_at().filter(|hop| !hop.guessed);
        let hop = hop.or_else(|| self.origin())?;
        Some(RecordRef {
            topic: hop.topic.value()?.as_ref().into(),
            partition: *hop.partition.value()?,
            offset: *hop.offset.value()?,
        })
        .filter(|place| place.partition >= 0 && place.offset >= 0)
    }

    /// Returns the record itself.
    pub fn record(&self) -> &RecordView<'a> {
        &self.record
    }

    /// Returns everything that the headers mean.
    pub fn reading(&self) -> &Reading<'a> {
        self.reading.get_or_init(|| {
            let mut reading = dialect::read(&self.record);
            if let Some(withheld) = self.record.withheld {
                // A value that is not there is not malformed.
                let headers = self.record.headers.iter().enumerate();
                let absent = headers.filter(|(at, _)| withheld.header(*at) == HeaderMark::Withheld);
                let absent: Vec<_> = absent.map(|(_, header)| header.name).collect();
                let is_absent = |note: &Note<'_>| absent.contains(&note.place.as_bytes());
                reading.notes.retain(|note| !is_absent(note));
            }
            reading
        })
    }

    /// Tells whether key and value are those of the record that failed.
    pub fn payload(&self) -> Carried {
        self.reading().payload
    }

    /// Returns why the record failed.
    pub fn failure(&self) -> &Failure<'a> {
        &self.reading().failure
    }

    /// Tells whether `test` holds for any class of the exception chain, wrappers and root cause included.
    ///
    /// Looks at the class headers first and at the stack trace only when none of them passes; what is not needed for
    /// that is not read.
    pub fn chain_has(&self, test: &dyn Fn(&str) -> bool) -> bool {
        match self.reading.get() {
            Some(reading) => reading.failure.chain().any(test),
            None => dialect::chain_has(&self.record, test),
        }
    }

    /// Tells whether [`Self::chain_has`] could hold for a class whose name has these ASCII letters in it.
    ///
    /// `false` is certain, and cheap.
    pub fn chain_may_name(&self, name: &Finder<'_>) -> bool {
        dialect::chain_may_name(&self.record, name)
    }

    /// Returns the oldest origin that the record tells: where a replay goes. A guess is none.
    pub fn origin(&self) -> Option<&Hop<'a>> {
        self.reading().hops.first().filter(|hop| !hop.guessed)
    }

    /// Returns the oldest origin, told or guessed: what ORIGIN shows.
    pub fn likely_origin(&self) -> Option<&Hop<'a>> {
        self.reading().hops.first()
    }

    /// Returns the newest origin, where it provably belongs to the newest failure: its outcome, order and group count.
    pub fn failed_at(&self) -> Option<&Hop<'a>> {
        let reading = self.reading();
        if reading.newest_hop_is_failure {
            reading.hops.last()
        } else {
            None
        }
    }
}

/// A record on a dead-letter topic, owned. It owns the record and never replaces it.
#[derive(Clone, Debug)]
pub struct DeadLetter {
    record: Record,
}

impl DeadLetter {
    /// Keeps a copy of a borrowed dead letter.
    pub fn keep(view: &DeadLetterView<'_>) -> Self {
        Self {
            record: Record::keep(view.record()),
        }
    }

    /// Looks at an owned record as a dead letter.
    pub fn new(record: Record) -> Self {
        Self { record }
    }

    /// Returns the record itself.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Lends the dead letter.
    pub fn view(&self) -> DeadLetterView<'_> {
        DeadLetterView::new(self.record.view())
    }
}
