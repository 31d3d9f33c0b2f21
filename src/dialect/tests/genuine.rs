//! Genuine dead letters of four versions of Spring Kafka.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::*;
use crate::record::{Timestamp, TimestampType};

const VERSIONS: &[(&str, &str)] = &[
    (
        "2.7.8",
        include_str!("../../../tests/fixtures/spring-2.7.8.ndjson"),
    ),
    (
        "2.8.7",
        include_str!("../../../tests/fixtures/spring-2.8.7.ndjson"),
    ),
    (
        "3.0.6",
        include_str!("../../../tests/fixtures/spring-3.0.6.ndjson"),
    ),
    (
        "4.1.1",
        include_str!("../../../tests/fixtures/spring-4.1.1.ndjson"),
    ),
];

fn bytes(value: &Value) -> Option<Box<[u8]>> {
    let text = value.as_str()?;
    Some(STANDARD.decode(text).unwrap().into_boxed_slice())
}

fn records(fixture: &str) -> Vec<Record> {
    fixture
        .lines()
        .map(|line| {
            let json: Value = serde_json::from_str(line).unwrap();
            let (key, value) = (bytes(&json["key_base64"]), bytes(&json["value_base64"]));
            let headers = json["headers"].as_array().unwrap().iter().map(|header| {
                Header::new(
                    bytes(&header["name_base64"]).unwrap(),
                    bytes(&header["value_base64"]),
                )
            });
            let envelope = Envelope {
                topic: &Arc::from(json["topic"].as_str().unwrap()),
                partition: i32::try_from(json["partition"].as_i64().unwrap()).unwrap(),
                offset: json["offset"].as_i64().unwrap(),
                leader_epoch: None,
                timestamp: json["timestamp"].as_i64().map(|ms| Timestamp {
                    ms,
                    kind: TimestampType::CreateTime,
                }),
                key: key.as_deref(),
                value: value.as_deref(),
            };
            Record::from_parts(envelope, headers.collect())
        })
        .collect()
}

#[test]
fn dump() {
    let mut out = String::new();
    for (version, fixture) in VERSIONS {
        for record in records(fixture) {
            let place = record.record_ref();
            let text = with_letter(record, digest);
            let _ = writeln!(out, "{version} {place} {text}");
        }
    }
    std::fs::write("/tmp/scratch-dialects/dump.txt", out).unwrap();
}
