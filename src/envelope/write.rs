//! One record as one JSON object, appended to a buffer.
//!
//! Written by hand, field by field, without a tree of values in between: an export of a million records is mostly this.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::fmt::temporal::DateTimePrinter;

use super::VERSION;
use super::json::{push_base64, push_integer, push_string};
use super::redacted;
use crate::dead_letter::{Carried, DeadLetterView, Decoded, Failure, FoundIn, Hop, Reading};
use crate::dialect::{self, HeaderValue};
use crate::digest::Digest;
use crate::kind::{Kind, KindReader};
use crate::payload::{Part, Problem, SchemaUse, Shown};
use crate::record::{Envelope, HeaderView, RecordView, Timestamp};
use crate::redaction::HeaderMark;

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

/// Appends the fields that hold bytes exactly, without the braces around them.
fn bytes(out: &mut Vec<u8>, bytes: Option<&[u8]>) {
    let Some(bytes) = bytes else {
        out.extend_from_slice(b"\"null\":true");
        return;
    };
    if let Ok(text) = std::str::from_utf8(bytes) {
        out.extend_from_slice(b"\"text\":");
        push_string(out, text);
    } else {
        out.extend_from_slice(b"\"base64\":");
        push_base64(out, bytes);
    }
}

fn payload(out: &mut Vec<u8>, letter: &DeadLetterView<'_>, part: Part, view: &View) {
    out.push(b'{');
    let record = letter.record();
    let bytes = part.of(record);
    let withheld = record.withheld.and_then(|withheld| withheld.part(part));
    match withheld {
        None => self::bytes(out, bytes),
        Some(withheld) => {
            if bytes.is_none() {
                out.extend_from_slice(b"\"null\":true,");
            }
            redacted::part(out, withheld, letter.part(part));
        }
    }
    if view.decode {
        decoded(out, letter, part, withheld.map(|withheld| withheld.whole));
    }
    out.push(b'}');
}

/// Appends what a key or a value means, and why it does not mean what it should. Of a masked one its JSON stands there
/// already; `withheld` says whether that is nothing.
fn decoded(out: &mut Vec<u8>, letter: &DeadLetterView<'_>, part: Part, withheld: Option<bool>) {
    let payload = letter.part(part);
    if matches!(payload.shown(), Shown::Null) {
        return;
    }
    if withheld != Some(false) {
        out.extend_from_slice(b",\"format\":");
        push_string(out, payload.format().name());
    }
    if let Some(schema) = &payload.schema {
        out.extend_from_slice(b",\"schema\":");
        self::schema(out, schema);
    }
    if let Some(header) = payload.from_header {
        out.extend_from_slice(b",\"from_header\":");
        push_string(out, header);
    }
    match (withheld, payload.shown()) {
        (None, Shown::Json(json)) => {
            out.extend_from_slice(b",\"data\":");
            json.compact(out);
        }
        // The text of the record's own bytes stands there already.
        (None, Shown::Text(text)) if payload.from_header.is_some() => {
            out.extend_from_slice(b",\"data\":");
            push_string(out, text);
        }
        _ => {}
    }
    if let Some(problem) = letter.problem(part) {
        out.extend_from_slice(b",\"problem\":");
        self::problem(out, &problem);
    }
    if !payload.notes.is_empty() {
        out.extend_from_slice(b",\"notes\":[");
        for (index, note) in payload.notes.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            push_string(out, note);
        }
        out.push(b']');
    }
}

fn schema(out: &mut Vec<u8>, schema: &SchemaUse) {
    out.push(b'{');
    if let Some(id) = &schema.id {
        out.push(b'"');
        out.extend_from_slice(id.kind().as_bytes());
        out.extend_from_slice(b"\":");
        match id.number() {
            Some(number) => out.extend_from_slice(number.to_string().as_bytes()),
            None => push_string(out, &id.value()),
        }
        out.push(b',');
    }
    out.extend_from_slice(b"\"name\":");
    optional(out, schema.name.as_deref());
    out.push(b'}');
}

fn problem(out: &mut Vec<u8>, problem: &Problem) {
    out.extend_from_slice(b"{\"kind\":");
    push_string(out, problem.kind.name());
    out.extend_from_slice(b",\"text\":");
    push_string(out, &problem.text);
    if let Some(at) = problem.at {
        out.extend_from_slice(b",\"byte\":");
        out.extend_from_slice(at.to_string().as_bytes());
    }
    for (name, text) in [("path", &problem.path), ("detail", &problem.detail)] {
        if let Some(text) = text {
            out.extend_from_slice(b",\"");
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(b"\":");
            push_string(out, text);
        }
    }
    out.push(b'}');
}

fn headers(out: &mut Vec<u8>, record: &RecordView<'_>) -> Fidelity {
    let headers = record.headers;
    out.extend_from_slice(b",\"headers\":[");
    for (index, header) in headers.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        let mark = record.withheld.map(|withheld| withheld.header(index));
        self::header(out, header, mark.unwrap_or_default());
    }
    out.push(b']');
    if let Some(why) = headers.why_unreadable() {
        out.extend_from_slice(b",\"headers_unreadable\":");
        push_string(out, why);
    }
    match (record.withheld, headers.why_unreadable()) {
        (Some(_), _) => Fidelity::Redacted,
        (None, Some(_)) => Fidelity::HeadersUnreadable,
        (None, None) => Fidelity::Lossless,
    }
}

fn header(out: &mut Vec<u8>, header: HeaderView<'_>, mark: HeaderMark) {
    if let Ok(name) = std::str::from_utf8(header.name) {
        out.extend_from_slice(b"{\"name\":");
        push_string(out, name);
    } else {
        out.extend_from_slice(b"{\"name_base64\":");
        push_base64(out, header.name);
    }
    match mark {
        HeaderMark::Kept => {}
        HeaderMark::Changed => out.extend_from_slice(b",\"redacted\":true"),
        HeaderMark::Withheld => {
            out.extend_from_slice(b",\"redacted\":true}");
            return;
        }
    }
    out.push(b',');
    let Some(value) = header.value else {
        out.extend_from_slice(b"\"null\":true}");
        return;
    };
    // A number in binary may be UTF-8 by accident; whether it is must not change its form from record to record.
    let is_decimal = || value.iter().all(|byte| matches!(byte, b'-' | b'0'..=b'9'));
    match dialect::decode_header(header.name, Some(value)) {
        None | Some(HeaderValue::Text(_)) => bytes(out, Some(value)),
        Some(HeaderValue::Integer(_) | HeaderValue::Timestamp(_)) if is_decimal() => {
            bytes(out, Some(value));
        }
        Some(HeaderValue::Malformed(_)) if !value.iter().any(u8::is_ascii_control) => {
            bytes(out, Some(value));
        }
        Some(data) => {
            out.extend_from_slice(b"\"base64\":");
            push_base64(out, value);
            header_data(out, &data);
        }
    }
    out.push(b'}');
}

/// Appends what a header in binary means, if it can be read.
fn header_data(out: &mut Vec<u8>, data: &HeaderValue<'_>) {
    match data {
        HeaderValue::Integer(number) | HeaderValue::Timestamp(number) => {
            out.extend_from_slice(b",\"data\":");
            push_integer(out, *number);
        }
        HeaderValue::Exception { class, message, .. } => {
            out.extend_from_slice(b",\"data\":{\"exception\":");
            push_string(out, class);
            out.extend_from_slice(b",\"message\":");
            optional(out, message.as_deref());
            out.push(b'}');
        }
        HeaderValue::Text(_) | HeaderValue::Malformed(_) => {}
    }
}

fn dead_letter(out: &mut Vec<u8>, reading: &Reading<'_>, kind: Option<&Kind>, view: &View) {
    out.extend_from_slice(b",\"dead_letter\":{\"dialects\":[");
    for (index, dialect) in reading.dialects.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        push_string(out, dialect.name());
    }
    out.push(b']');
    if reading.guessed {
        out.extend_from_slice(b",\"confidence\":\"low\"");
    }
    if reading.payload != Carried::AsItWas {
        out.extend_from_slice(b",\"payload_is_original\":false");
    }
    out.extend_from_slice(b",\"origin\":");
    match reading.hops.first() {
        None => out.extend_from_slice(b"null"),
        Some(origin) => {
            out.push(b'{');
            hop(out, origin);
        }
    }
    out.extend_from_slice(b",\"hops\":[");
    for (index, hop) in reading.hops.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.extend_from_slice(b"{\"dialect\":");
        push_string(out, hop.dialect.name());
        out.push(b',');
        self::hop(out, hop);
    }
    out.extend_from_slice(b"],\"failure\":{");
    failure(out, &reading.failure, kind, view);
    out.extend_from_slice(b"},\"attempts\":");
    number(out, reading.failure.attempts.value().copied());
    out.push(b'}');
    fingerprint(out, kind, view);
}

fn fingerprint(out: &mut Vec<u8>, kind: Option<&Kind>, view: &View) {
    if view.kinds.is_some() {
        out.extend_from_slice(b",\"fingerprint\":");
        let fingerprint = kind.map(|kind| kind.fingerprint.to_string());
        optional(out, fingerprint.as_deref());
    }
}

fn hop(out: &mut Vec<u8>, hop: &Hop<'_>) {
    if hop.guessed {
        out.extend_from_slice(b"\"guessed\":true,");
    }
    out.extend_from_slice(b"\"topic\":");
    text(out, &hop.topic);
    out.extend_from_slice(b",\"partition\":");
    number(out, hop.partition.value().copied());
    out.extend_from_slice(b",\"offset\":");
    number(out, hop.offset.value().copied());
    out.extend_from_slice(b",\"timestamp\":");
    number(out, hop.timestamp.value().copied());
    out.extend_from_slice(b",\"consumer_group\":");
    text(out, &hop.consumer_group);
    out.push(b'}');
}

fn failure(out: &mut Vec<u8>, failure: &Failure<'_>, kind: Option<&Kind>, view: &View) {
    out.extend_from_slice(b"\"exception\":");
    text(out, &failure.exception);
    out.extend_from_slice(b",\"root_cause\":");
    text(out, &failure.root_cause);
    out.extend_from_slice(b",\"message\":");
    text(out, &failure.message);
    if view.kinds.is_some() {
        let categorised = kind.map(|kind| &kind.categorised);
        out.extend_from_slice(b",\"category\":");
        optional(out, categorised.map(|one| one.category.name()));
        out.extend_from_slice(b",\"category_rule\":");
        optional(out, categorised.map(|one| one.rule.as_ref()));
    }
    if let Some(stage) = failure.stage.value() {
        out.extend_from_slice(b",\"stage\":");
        push_string(out, stage);
    }
    if failure.on_key {
        out.extend_from_slice(b",\"on_key\":true");
    }
    if view.decode {
        out.extend_from_slice(b",\"stacktrace\":");
        text(out, &failure.stack_trace);
    }
}

fn notes(out: &mut Vec<u8>, reading: &Reading<'_>) {
    out.extend_from_slice(b",\"notes\":[");
    for (index, note) in reading.notes.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.extend_from_slice(b"{\"where\":");
        push_string(out, &note.place);
        out.extend_from_slice(b",\"problem\":");
        push_string(out, &note.problem);
        out.push(b'}');
    }
    out.push(b']');
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
