//! The values that an expression sees. What a record does not have is no field, so that `has()` tells.

use std::collections::HashMap;
use std::sync::Arc;

use cel::Value;
use chrono::DateTime;
use serde_json::Value as Json;

use crate::dead_letter::{DeadLetterView, Decoded};
use crate::dialect::{HeaderValue, decode_header};
use crate::kind::KindReader;
use crate::record::HeaderView;

pub(super) type Fields = HashMap<String, Value>;

/// Makes the fields of `record` that are named.
pub(super) fn record(letter: &DeadLetterView<'_>, names: &[&'static str]) -> Fields {
    let record = letter.record();
    let envelope = &record.envelope;
    let mut fields = Fields::with_capacity(names.len());
    for name in names {
        let value = match *name {
            "partition" => Some(Value::Int(envelope.partition.into())),
            "offset" => Some(Value::Int(envelope.offset)),
            "timestampMs" => envelope.timestamp.map(|at| Value::Int(at.ms)),
            "timestamp" => envelope.timestamp.and_then(|at| time(at.ms)),
            "topic" => Some(text(envelope.topic)),
            "key" => envelope.key.map(payload),
            "keyAsText" => envelope.key.map(bytes),
            "value" => envelope.value.map(payload),
            "valueAsText" => envelope.value.map(bytes),
            "size" => {
                let length = |bytes: Option<&[u8]>| bytes.map_or(0, <[u8]>::len);
                Some(integer(length(envelope.key) + length(envelope.value)))
            }
            // The last of several wins, as in Java's clients.
            "headers" => Some(Value::Map(
                record
                    .headers
                    .iter()
                    .map(|header| {
                        (
                            String::from_utf8_lossy(header.name).into_owned(),
                            value(header),
                        )
                    })
                    .collect::<HashMap<_, _>>()
                    .into(),
            )),
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
pub(super) fn dlt(
    letter: &DeadLetterView<'_>,
    kinds: &KindReader,
    names: &[&'static str],
) -> Fields {
    fn decoded<T>(value: &Decoded<'_, T>, make: impl Fn(&T) -> Value) -> Option<Value> {
        value.value().map(make)
    }
    let failure = letter.failure();
    let origin = letter.origin();
    let kind = names
        .iter()
        .any(|name| ["fingerprint", "category"].contains(name))
        .then(|| kinds.of(letter))
        .flatten();
    let mut fields = Fields::with_capacity(names.len());
    for name in names {
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

/// Shows a key or a value: a JSON object with its fields, anything else as text.
fn payload(payload: &[u8]) -> Value {
    let is_object = payload.trim_ascii_start().first() == Some(&b'{');
    let object = is_object.then(|| serde_json::from_slice(payload).ok());
    match object.flatten() {
        Some(object @ Json::Object(_)) => json(object),
        _ => bytes(payload),
    }
}

fn json(value: Json) -> Value {
    match value {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Bool(truth),
        Json::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => Value::Int(number),
            (None, Some(number)) => Value::UInt(number),
            (None, None) => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Json::String(text) => Value::String(Arc::new(text)),
        Json::Array(elements) => list(elements.into_iter().map(json)),
        Json::Object(members) => {
            let members = members.into_iter().map(|(name, value)| (name, json(value)));
            Value::Map(members.collect::<HashMap<_, _>>().into())
        }
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
