//! One record as one JSON object, appended to a buffer.
//!
//! Written by hand, field by field, without a tree of values in between: an export of a million records is mostly this.

mod headers;
mod meaning;
mod payload;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::fmt::temporal::DateTimePrinter;

use self::headers::headers;
use self::meaning::{dead_letter, failure, fingerprint, notes};
use self::payload::payload;
use super::VERSION;
use super::json::{push_integer, push_string};
use crate::dead_letter::{DeadLetterView, Decoded, FoundIn};
use crate::digest::Digest;
use crate::kind::KindReader;
use crate::payload::Part;
use crate::record::{Envelope, Timestamp};

/// RFC 3339 with milliseconds.
const TIME: DateTimePrinter = DateTimePrinter::new().precision(Some(3));

/// Where records come from, beyond the names of their topics.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// The cluster's id; `None` where it is not known.
    pub cluster_id: Option<Box<str>>,
    /// The ids of the topics that have one: brokers before 2.8 give none.
    pub topic_ids: HashMap<Arc<str>, Box<str>>,
}

/// How much of the view for people and programs is written. The raw record is always written in full, but for what is
/// withheld of it.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// Adds the kind of failure: fingerprint and category.
    pub kinds: Option<Arc<KindReader>>,
    /// Adds the decoded key and value, and the stack trace as text of its own (`show`, `--decode`).
    pub decode: bool,
}

/// Whether the object that was written is enough to write the record again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Fidelity {
    /// It is.
    Lossless,
    /// It is not: the record's headers could not be read, and the object says why.
    HeadersUnreadable,
    /// It is not: something of the record is withheld.
    Redacted,
}

/// Appends the envelope of a dead letter: one JSON object on one line, without a line break after it.
pub fn write(
    letter: &DeadLetterView<'_>,
    identity: &Identity,
    view: &View,
    out: &mut Vec<u8>,
) -> Fidelity {
    let record = letter.record();
    place(out, &record.envelope, identity);
    if letter.is_redacted() {
        // Content that can be guessed is given away by its digest.
        out.extend_from_slice(b",\"redacted\":true,\"digest\":null,");
    } else {
        out.extend_from_slice(b",\"digest\":\"");
        out.extend_from_slice(&Digest::of(record).text());
        out.extend_from_slice(b"\",");
    }
    time(out, record.envelope.timestamp);
    out.extend_from_slice(b",\"key\":");
    payload(out, letter, Part::Key, view);
    out.extend_from_slice(b",\"value\":");
    payload(out, letter, Part::Value, view);
    let fidelity = headers(out, record);
    let reading = letter.reading();
    let kind = view.kinds.as_ref().and_then(|kinds| kinds.of(letter));
    dead_letter(out, reading, kind.as_deref(), view);
    notes(out, reading);
    source(out, letter, view);
    out.push(b'}');
    fidelity
}

/// Appends the record that failed, where it was looked for.
fn source(out: &mut Vec<u8>, letter: &DeadLetterView<'_>, view: &View) {
    let Some(looked_for) = letter.source() else {
        return;
    };
    out.extend_from_slice(b",\"source\":{");
    match &looked_for.found_in {
        FoundIn::Topic(place) => {
            out.extend_from_slice(b"\"ref\":");
            push_string(out, &place.to_string());
        }
        FoundIn::Envelope { records, .. } => {
            out.extend_from_slice(b"\"unpacked\":true,\"records\":");
            out.extend_from_slice(records.to_string().as_bytes());
        }
    }
    if let Err(why) = &looked_for.found {
        out.extend_from_slice(b",\"missing\":");
        push_string(out, why);
    }
    if let Some(source) = letter.of_source() {
        let record = source.record();
        out.push(b',');
        time(out, record.envelope.timestamp);
        if looked_for.found_in.has(Part::Key) {
            out.extend_from_slice(b",\"key\":");
            payload(out, &source, Part::Key, view);
        }
        out.extend_from_slice(b",\"value\":");
        payload(out, &source, Part::Value, view);
        if looked_for.found_in.has_headers() {
            // It is for people, and not read back, whole or not.
            let _ = headers(out, record);
        }
    }
    out.push(b'}');
}

/// Appends what the headers of a dead letter tell, where there is no whole record: the envelope without place, key and value.
pub fn write_meaning(letter: &DeadLetterView<'_>, view: &View, out: &mut Vec<u8>) {
    let record = letter.record();
    out.extend_from_slice(b"{\"v\":");
    push_integer(out, VERSION);
    // A record of no place is not read back, whole or not.
    let _ = headers(out, record);
    let reading = letter.reading();
    let kind = view.kinds.as_ref().and_then(|kinds| kinds.of(letter));
    dead_letter(out, reading, kind.as_deref(), view);
    notes(out, reading);
    out.push(b'}');
}

/// Appends what a stack trace tells, where there is nothing else: its failure and the kind of it.
pub fn write_failure(letter: &DeadLetterView<'_>, view: &View, out: &mut Vec<u8>) {
    let kind = view.kinds.as_ref().and_then(|kinds| kinds.of(letter));
    out.extend_from_slice(b"{\"v\":");
    push_integer(out, VERSION);
    out.extend_from_slice(b",\"failure\":{");
    failure(out, letter.failure(), kind.as_deref(), view);
    out.push(b'}');
    fingerprint(out, kind.as_deref(), view);
    out.push(b'}');
}

fn place(out: &mut Vec<u8>, envelope: &Envelope<'_>, identity: &Identity) {
    let topic = envelope.topic;
    out.extend_from_slice(b"{\"v\":");
    push_integer(out, VERSION);
    out.extend_from_slice(b",\"ref\":");
    // A topic's name is made of letters, digits, `.`, `_` and `-`; a file may claim otherwise.
    push_string(out, topic);
    out.pop();
    out.push(b'-');
    push_integer(out, envelope.partition);
    out.push(b'@');
    push_integer(out, envelope.offset);
    out.extend_from_slice(b"\",\"cluster_id\":");
    optional(out, identity.cluster_id.as_deref());
    out.extend_from_slice(b",\"topic_id\":");
    optional(out, identity.topic_ids.get(topic).map(AsRef::as_ref));
    out.extend_from_slice(b",\"topic\":");
    push_string(out, topic);
    out.extend_from_slice(b",\"partition\":");
    push_integer(out, envelope.partition);
    out.extend_from_slice(b",\"offset\":");
    push_integer(out, envelope.offset);
    out.extend_from_slice(b",\"leader_epoch\":");
    number(out, envelope.leader_epoch);
}

fn time(out: &mut Vec<u8>, timestamp: Option<Timestamp>) {
    let Some(timestamp) = timestamp else {
        out.extend_from_slice(b"\"timestamp\":null,\"time\":null,\"timestamp_type\":null");
        return;
    };
    out.extend_from_slice(b"\"timestamp\":");
    push_integer(out, timestamp.ms);
    out.extend_from_slice(b",\"time\":");
    match jiff::Timestamp::from_millisecond(timestamp.ms) {
        Ok(time) => {
            out.push(b'"');
            // Writing to a buffer cannot fail.
            let _ = TIME.print_timestamp(&time, &mut *out);
            out.push(b'"');
        }
        // Producers may write any number; the calendar ends before it.
        Err(_) => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b",\"timestamp_type\":");
    push_string(out, timestamp.kind.name());
}

/// Appends the text, or `null` where there is none or it cannot be read; a note tells the two apart.
fn text(out: &mut Vec<u8>, text: &Decoded<'_, impl AsRef<str>>) {
    optional(out, text.value().map(AsRef::as_ref));
}

fn optional(out: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => push_string(out, text),
        None => out.extend_from_slice(b"null"),
    }
}

fn number(out: &mut Vec<u8>, number: Option<impl Into<i64>>) {
    match number {
        Some(number) => push_integer(out, number),
        None => out.extend_from_slice(b"null"),
    }
}
