//! The types of the envelope, declared once more, with unknown fields denied: what docs/json.md promises.

use serde::Deserialize;

use super::*;
use crate::dead_letter::{FoundIn, SourceRecord};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "that they are read is the test")]
struct Envelope {
    v: u32,
    r#ref: String,
    cluster_id: Option<String>,
    topic_id: Option<String>,
    topic: String,
    partition: i32,
    offset: i64,
    leader_epoch: Option<i32>,
    digest: String,
    timestamp: Option<i64>,
    time: Option<String>,
    timestamp_type: Option<String>,
    key: Payload,
    value: Payload,
    headers: Vec<Header>,
    dead_letter: DeadLetter,
    fingerprint: Option<String>,
    notes: Vec<Note>,
    source: Option<Source>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "that they are read is the test")]
struct Payload {
    text: Option<String>,
    base64: Option<String>,
    null: Option<bool>,
    format: Option<String>,
    data: Option<serde_json::Value>,
    schema: Option<Schema>,
    from_header: Option<String>,
    problem: Option<Problem>,
    notes: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "that they are read is the test")]
struct Schema {
    id: Option<u32>,
    guid: Option<String>,
    global_id: Option<u64>,
    content_id: Option<u64>,
    glue_version_id: Option<String>,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "that they are read is the test")]
struct Problem {
    kind: String,
    text: String,
    byte: Option<u64>,
    path: Option<String>,
    detail: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "that they are read is the test")]
struct Header {
    name: Option<String>,
    name_base64: Option<String>,
    text: Option<String>,
    base64: Option<String>,
    null: Option<bool>,
    data: Option<Data>,
}

#[derive(Deserialize)]
#[serde(untagged)]
#[expect(dead_code, reason = "that they are read is the test")]
enum Data {
    Number(i64),
    Exception(Exception),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "that they are read is the test")]
struct Exception {
    exception: String,
    message: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "that they are read is the test")]
struct DeadLetter {
    dialects: Vec<String>,
    confidence: Option<String>,
    payload_is_original: Option<bool>,
    origin: Option<Origin>,
    hops: Vec<Hop>,
    failure: Failure,
    attempts: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "that they are read is the test")]
struct Origin {
    guessed: Option<bool>,
    topic: Option<String>,
    partition: Option<i32>,
    offset: Option<i64>,
    timestamp: Option<i64>,
    consumer_group: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "that they are read is the test")]
struct Hop {
    dialect: String,
    guessed: Option<bool>,
    topic: Option<String>,
    partition: Option<i32>,
    offset: Option<i64>,
    timestamp: Option<i64>,
    consumer_group: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "that they are read is the test")]
struct Failure {
    exception: Option<String>,
    root_cause: Option<String>,
    message: Option<String>,
    category: Option<String>,
    category_rule: Option<String>,
    stage: Option<String>,
    on_key: Option<bool>,
    stacktrace: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "that they are read is the test")]
struct Note {
    r#where: String,
    problem: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "that they are read is the test")]
struct Source {
    r#ref: Option<String>,
    unpacked: Option<bool>,
    records: Option<u64>,
    missing: Option<String>,
    timestamp: Option<i64>,
    time: Option<String>,
    timestamp_type: Option<String>,
    key: Option<Payload>,
    value: Option<Payload>,
    headers: Option<Vec<Header>>,
}

/// The fields that are always there, in their order.
const FIELDS: &[&str] = &[
    "v",
    "ref",
    "cluster_id",
    "topic_id",
    "topic",
    "partition",
    "offset",
    "leader_epoch",
    "digest",
    "timestamp",
    "time",
    "timestamp_type",
    "key",
    "value",
    "headers",
    "dead_letter",
    "fingerprint",
    "notes",
];

#[test]
fn every_record_keeps_the_contract() {
    for record in corpus() {
        for decode in [false, true] {
            let text = line(&record, decode);
            assert!(!text.contains('\n'));
            let envelope: Envelope =
                serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
            assert_eq!(envelope.r#ref, record.record_ref().to_string());
            for payload in [&envelope.key, &envelope.value] {
                let forms = [
                    payload.text.is_some(),
                    payload.base64.is_some(),
                    payload.null == Some(true),
                ];
                assert_eq!(forms.into_iter().filter(|form| *form).count(), 1, "{text}");
                let shown = payload.null.is_none() || payload.from_header.is_some();
                assert_eq!(payload.format.is_some(), decode && shown);
            }
            for header in &envelope.headers {
                let forms = [
                    header.text.is_some(),
                    header.base64.is_some(),
                    header.null == Some(true),
                ];
                assert_eq!(forms.into_iter().filter(|form| *form).count(), 1, "{text}");
                assert_ne!(header.name.is_some(), header.name_base64.is_some());
            }
            if !decode {
                assert!(envelope.dead_letter.failure.stacktrace.is_none());
            }
            let value: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(&text).unwrap();
            assert_eq!(value.keys().collect::<Vec<_>>(), FIELDS);
        }
    }
}

#[test]
fn a_record_that_was_fetched_stands_beside_its_dead_letter() {
    let letter = made(
        None,
        None,
        &[
            (b"__dlq.errors.topic", Some(b"orders")),
            (b"__dlq.errors.partition", Some(b"0")),
            (b"__dlq.errors.offset", Some(b"42")),
        ],
    );
    let place = DeadLetterView::new(letter.view()).elsewhere().unwrap();
    assert_eq!(place.to_string(), "orders-0@42");
    for decode in [false, true] {
        for found in [Ok(example()), Err("it \"went\"".to_owned())] {
            let source = SourceRecord {
                found_in: FoundIn::Topic(place.clone()),
                found,
            };
            let mut out = Vec::new();
            let view = View {
                decode,
                kinds: Some(std::sync::Arc::default()),
            };
            let letter = DeadLetterView::new(letter.view()).beside(&source);
            assert_eq!(
                write(&letter, &identity(), &view, &mut out),
                Fidelity::Lossless
            );
            let text = String::from_utf8(out).unwrap();
            let envelope: Envelope =
                serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
            let written = envelope.source.unwrap();
            assert_eq!(written.r#ref.as_deref(), Some("orders-0@42"));
            assert_eq!((written.unpacked, written.records), (None, None));
            assert_eq!(written.missing, source.found.as_ref().err().cloned());
            assert_eq!(written.value.is_some(), source.found.is_ok());
            assert_eq!(
                written.headers.map(|headers| headers.len()),
                source.found.as_ref().ok().map(|_| 10)
            );
            let format = written.value.and_then(|value| value.format);
            assert_eq!(format.is_some(), decode && source.found.is_ok());
            // What is read back is the dead letter, as it was.
            let read = read_line(text.as_bytes()).unwrap();
            assert!(!read.edited());
            assert_eq!(read.record.view().envelope.value, None);
        }
    }
}

#[test]
fn a_record_that_was_unpacked_has_the_parts_that_were_packed() {
    let letter = made(Some(b"k"), Some(b"{}"), &[]);
    for is_whole in [false, true] {
        let source = SourceRecord {
            found_in: FoundIn::Envelope {
                is_whole,
                records: 3,
            },
            found: Ok(example()),
        };
        let mut out = Vec::new();
        let letter = DeadLetterView::new(letter.view()).beside(&source);
        let _ = write(&letter, &identity(), &View::default(), &mut out);
        let envelope: Envelope = serde_json::from_slice(&out).unwrap();
        let written = envelope.source.unwrap();
        assert_eq!((written.r#ref, written.missing), (None, None));
        assert_eq!((written.unpacked, written.records), (Some(true), Some(3)));
        assert!(written.value.is_some());
        assert_eq!(written.key.is_some(), is_whole);
        assert_eq!(written.headers.is_some(), is_whole);
    }
}

/// The record of the example in docs/json.md.
fn example() -> Record {
    made(
        Some(b"order-42"),
        Some(b"{\"orderId\":\"order-42\",\"cents\":1250}"),
        &[
            (
                b"kafka_dlt-exception-cause-fqcn",
                Some(b"java.lang.IllegalStateException"),
            ),
            (
                b"kafka_dlt-exception-message",
                Some(b"stock of item-7 would be -3"),
            ),
            (b"kafka_dlt-original-topic", Some(b"orders.events")),
            (b"kafka_dlt-original-partition", Some(&3_i32.to_be_bytes())),
            (b"kafka_dlt-original-offset", Some(b"\x01\x02\x03\x04\x05")),
            (
                b"kafka_dlt-original-timestamp",
                Some(&1_795_243_870_001_i64.to_be_bytes()),
            ),
            (b"kafka_dlt-original-timestamp-type", Some(b"CreateTime")),
            (b"kafka_dlt-original-consumer-group", Some(b"billing")),
            (b"__TypeId__", Some(b"com.acme.Order")),
            (b"tenant", None),
        ],
    )
}

#[test]
fn the_example_of_the_documentation_is_true() {
    let page = include_str!("../../../docs/json.md");
    let (_, page) = page.split_once("```json\n").unwrap();
    let (written, _) = page.split_once("```").unwrap();
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(value(written), value(&line(&example(), false)));
    assert!(!read_line(written.as_bytes()).unwrap().edited());
}
