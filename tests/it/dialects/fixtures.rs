//! The records of tests/fixtures, each with what it is called in the table.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dltctl::record::{Envelope, Header, Record, Timestamp, TimestampType};
use serde_json::Value;

/// A record of a fixture, at the place where a cluster puts it that holds the fixture and nothing else.
pub(super) struct Fixture {
    /// What it is called.
    pub(super) case: String,
    /// The record, with the offset that it gets.
    pub(super) record: Record,
}

/// Reads a fixture.
pub(super) fn load(name: &str) -> Vec<Fixture> {
    let folder = env!("CARGO_MANIFEST_DIR");
    let text = std::fs::read_to_string(format!("{folder}/tests/fixtures/{name}.ndjson")).unwrap();
    let mut ends = BTreeMap::new();
    text.lines()
        .map(|line| {
            let json: Value = serde_json::from_str(line).unwrap();
            let topic = json["topic"].as_str().unwrap();
            let partition = i32::try_from(json["partition"].as_i64().unwrap()).unwrap();
            let end = ends.entry((topic.to_owned(), partition)).or_insert(0);
            let offset = *end;
            *end += 1;
            let named = json["case"].as_str().map(str::to_owned);
            let near = json["near_miss"].as_str();
            let captured = || format!("{topic}-{partition}@{}", json["offset"]);
            Fixture {
                case: named
                    .or_else(|| near.map(|dialect| format!("nearly {dialect}")))
                    .unwrap_or_else(captured),
                record: record(&json, topic, partition, offset),
            }
        })
        .collect()
}

fn record(json: &Value, topic: &str, partition: i32, offset: i64) -> Record {
    let (key, value) = (part(json, "key"), part(json, "value"));
    let headers = json["headers"].as_array().unwrap().iter().map(|header| {
        let (name, value) = match header.as_array() {
            Some(pair) => (bytes(&pair[0]), bytes(&pair[1])),
            None => (part(header, "name"), part(header, "value")),
        };
        Header::new(name.unwrap(), value.map(Vec::into_boxed_slice))
    });
    let envelope = Envelope {
        topic: &Arc::from(topic),
        partition,
        offset,
        leader_epoch: None,
        timestamp: json["timestamp"].as_i64().map(|ms| Timestamp {
            ms,
            kind: TimestampType::CreateTime,
        }),
        key: key.as_deref(),
        value: value.as_deref(),
    };
    Record::from_parts(envelope, headers.collect())
}

/// Reads bytes that a capture has in base64, and a constructed record as text or in hexadecimal digits.
fn part(json: &Value, name: &str) -> Option<Vec<u8>> {
    match json.get(format!("{name}_base64")) {
        Some(captured) => captured.as_str().map(|text| STANDARD.decode(text).unwrap()),
        None => bytes(&json[name]),
    }
}

fn bytes(json: &Value) -> Option<Vec<u8>> {
    match json {
        Value::Null => None,
        Value::String(text) => Some(text.clone().into_bytes()),
        other => {
            let digits = other["hex"].as_str().unwrap();
            let pairs = (0..digits.len()).step_by(2);
            Some(
                pairs
                    .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
                    .collect(),
            )
        }
    }
}
