//! The values that an expression sees. What a record does not have is no field, so that `has()` tells.

use std::collections::HashMap;
use std::sync::Arc;

use cel::Value;
use chrono::DateTime;

use super::json;
use super::names::{DLT, RECORD, Wanted};
use crate::dead_letter::{DeadLetterView, Decoded};
use crate::dialect::{HeaderValue, decode_header};
use crate::kind::KindReader;
use crate::payload::Part;
use crate::record::HeaderView;

pub(super) type Fields = HashMap<String, Value>;

/// Makes the fields of `record` that are named.
pub(super) fn record(letter: &DeadLetterView<'_>, wanted: &Wanted) -> Fields {
    let record = letter.record();
    let envelope = &record.envelope;
    let mut fields = Fields::new();
    let named = RECORD
        .iter()
        .filter_map(|name| Some((name, wanted.of(name)?)));
    for (name, wanted) in named {
        let value = match *name {
            "partition" => Some(Value::Int(envelope.partition.into())),
            "offset" => Some(Value::Int(envelope.offset)),
            "timestampMs" => envelope.timestamp.map(|at| Value::Int(at.ms)),
            "timestamp" => envelope.timestamp.and_then(|at| time(at.ms)),
            "topic" => Some(text(envelope.topic)),
            "key" => payload(letter, Part::Key, wanted),
            "keyAsText" => as_text(letter, Part::Key),
            "value" => payload(letter, Part::Value, wanted),
            "valueAsText" => as_text(letter, Part::Value),
            "size" => {
                let length = |bytes: Option<&[u8]>| bytes.map_or(0, <[u8]>::len);
                Some(integer(length(envelope.key) + length(envelope.value)))
            }
            // The last of several wins, as in Java's clients.
            "headers" => {
                let mut headers = Fields::new();
                for header in record.headers.iter() {
                    if wanted.of_header(header.name).is_some() {
                        let name = String::from_utf8_lossy(header.name);
                        headers.insert(name.into_owned(), value(header));
                    }
                }
                Some(Value::Map(headers.into()))
            }
            "headerList" => Some(list(record.headers.iter().map(|header| {
                let name = String::from_utf8_lossy(header.name);
                let entry = [("name", text(&name)), ("value", value(header))];
                let entry = entry.map(|(name, value)| (name.to_owned(), value));
                Value::Map(HashMap::from(entry).into())
            }))),
            _ => None,
        };
        if let Some(value) = value {
            fields.insert((*name).to_owned(), value);
        }
    }
    fields
}

/// Makes the fields of `dlt` that are named.
pub(super) fn dlt(letter: &DeadLetterView<'_>, kinds: &KindReader, wanted: &Wanted) -> Fields {
    fn decoded<T>(value: &Decoded<'_, T>, make: impl Fn(&T) -> Value) -> Option<Value> {
        value.value().map(make)
    }
    let failure = letter.failure();
    let origin = letter.origin();
    let kind = ["fingerprint", "category"]
        .iter()
        .any(|name| wanted.of(name).is_some())
        .then(|| kinds.of(letter))
        .flatten();
    let mut fields = Fields::new();
    for name in DLT.iter().filter(|name| wanted.of(name).is_some()) {
        let value = match *name {
            "dialect" => letter
                .reading()
                .dialects
                .first()
                .map(|one| text(one.name())),
            "exception" => decoded(&failure.exception, |class| text(class)),
            "rootCause" => decoded(&failure.root_cause, |class| text(class)),
            "message" => decoded(&failure.message, |message| text(message)),
            "stacktrace" => decoded(&failure.stack_trace, |trace| text(trace)),
            "attempts" => decoded(&failure.attempts, |count| Value::Int((*count).into())),
            "originalTopic" => origin.and_then(|hop| decoded(&hop.topic, |topic| text(topic))),
            "originalPartition" => origin
                .and_then(|hop| decoded(&hop.partition, |number| Value::Int((*number).into()))),
            "originalOffset" => {
                origin.and_then(|hop| decoded(&hop.offset, |offset| Value::Int(*offset)))
            }
            "originalTimestamp" => origin
                .and_then(|hop| hop.timestamp.value())
                .and_then(|ms| time(*ms)),
            "group" => origin.and_then(|hop| decoded(&hop.consumer_group, |group| text(group))),
            "fingerprint" => kind
                .as_ref()
                .map(|kind| text(&kind.fingerprint.to_string())),
            "category" => kind
                .as_ref()
                .map(|kind| text(&kind.categorised.category.to_string())),
            _ => None,
        };
        if let Some(value) = value {
            fields.insert((*name).to_owned(), value);
        }
    }
    fields
}

fn text(text: &str) -> Value {
    Value::String(Arc::new(text.to_owned()))
}

fn integer(number: usize) -> Value {
    Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

fn list(values: impl Iterator<Item = Value>) -> Value {
    Value::List(Arc::new(values.collect()))
}

/// Makes a point in time; none that CEL does not know (years 1 to 9999).
fn time(ms: i64) -> Option<Value> {
    let known = -62_135_596_800_000..=253_402_300_799_999;
    let time = DateTime::from_timestamp_millis(ms).filter(|_| known.contains(&ms))?;
    Some(Value::Timestamp(time.fixed_offset()))
}

/// Shows bytes as text; what is not UTF-8 is replaced.
fn bytes(bytes: &[u8]) -> Value {
    Value::String(Arc::new(String::from_utf8_lossy(bytes).into_owned()))
}

/// Shows a key or a value: an object with its fields, anything else as text. What a schema describes is an object too.
fn payload(letter: &DeadLetterView<'_>, part: Part, wanted: &Wanted) -> Option<Value> {
    let decoded = letter.decoded(part);
    let payload = match &decoded {
        Some(decoded) => decoded.as_bytes(),
        None => letter.bytes(part)?,
    };
    let is_object = payload.trim_ascii_start().first() == Some(&b'{');
    let object = is_object.then(|| json::object(payload, wanted).ok());
    Some(object.flatten().unwrap_or_else(|| bytes(payload)))
}

/// Shows a key or a value as text: decoded, or as it is.
fn as_text(letter: &DeadLetterView<'_>, part: Part) -> Option<Value> {
    match letter.decoded(part) {
        Some(decoded) => Some(text(&decoded)),
        None => letter.bytes(part).map(bytes),
    }
}

/// Shows a header's value: text, and what dialects write as numbers in bytes as the digits that people read.
fn value(header: HeaderView<'_>) -> Value {
    let Some(raw) = header.value else {
        return Value::Null;
    };
    match decode_header(header.name, header.value) {
        Some(HeaderValue::Integer(number) | HeaderValue::Timestamp(number)) => {
            text(&number.to_string())
        }
        _ => bytes(raw),
    }
}
