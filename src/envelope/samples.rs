//! Records for tests: genuine ones out of tests/fixtures, and ones made to do harm.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;

use crate::record::{Envelope, Header, Record, Timestamp, TimestampType};

/// The versions of Spring Kafka whose dead letters were captured.
pub(crate) const VERSIONS: [&str; 4] = ["2.7.8", "2.8.7", "3.0.6", "4.1.1"];

#[derive(Deserialize)]
struct Captured {
    topic: String,
    partition: i32,
    offset: i64,
    timestamp: i64,
    timestamp_type: String,
    key_base64: Option<String>,
    value_base64: Option<String>,
    headers: Vec<CapturedHeader>,
}

#[derive(Deserialize)]
struct CapturedHeader {
    name_base64: String,
    value_base64: Option<String>,
}

fn bytes(base64: &str) -> Vec<u8> {
    STANDARD.decode(base64).unwrap()
}

/// The captures of other frameworks.
pub(crate) const FRAMEWORKS: [&str; 4] = [
    "cloud-stream-5.0.2",
    "connect-4.3.1",
    "smallrye-4.36.0",
    "streams-4.3.1",
];

/// Returns every captured record of a version of Spring Kafka.
pub(crate) fn captured(version: &str) -> Vec<Record> {
    capture(&format!("spring-{version}"))
}

/// Returns every record of a capture.
pub(crate) fn capture(name: &str) -> Vec<Record> {
    let file = format!(
        "{}/tests/fixtures/{name}.ndjson",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(&file).unwrap();
    text.lines()
        .map(|line| record(&serde_json::from_str(line).unwrap()))
        .collect()
}

fn record(captured: &Captured) -> Record {
    let topic: Arc<str> = captured.topic.as_str().into();
    let key = captured.key_base64.as_deref().map(bytes);
    let value = captured.value_base64.as_deref().map(bytes);
    let kind = match captured.timestamp_type.as_str() {
        "CreateTime" => TimestampType::CreateTime,
        "LogAppendTime" => TimestampType::LogAppendTime,
        other => panic!("{other}"),
    };
    let envelope = Envelope {
        topic: &topic,
        partition: captured.partition,
        offset: captured.offset,
        leader_epoch: None,
        timestamp: Some(Timestamp {
            ms: captured.timestamp,
            kind,
        }),
        key: key.as_deref(),
        value: value.as_deref(),
    };
    let headers = captured.headers.iter().map(|header| {
        let value = header
            .value_base64
            .as_deref()
            .map(|value| bytes(value).into());
        Header::new(bytes(&header.name_base64), value)
    });
    Record::from_parts(envelope, headers.collect())
}

/// Returns one captured record of Spring Kafka 4.1.1.
pub(crate) fn genuine(topic: &str, partition: i32, offset: i64) -> Record {
    let wanted = format!("{topic}-{partition}@{offset}");
    let mut all = captured("4.1.1").into_iter();
    all.find(|record| record.record_ref().to_string() == wanted)
        .unwrap()
}

/// Makes a record; its timestamp is 2026-11-21T06:51:15.557Z.
pub(crate) fn made(
    key: Option<&[u8]>,
    value: Option<&[u8]>,
    headers: &[(&[u8], Option<&[u8]>)],
) -> Record {
    let topic: Arc<str> = "orders.events.DLT".into();
    let envelope = Envelope {
        topic: &topic,
        partition: 3,
        offset: 1042,
        leader_epoch: Some(0),
        timestamp: Some(Timestamp {
            ms: 1_795_243_875_557,
            kind: TimestampType::CreateTime,
        }),
        key,
        value,
    };
    let headers = headers
        .iter()
        .map(|(name, value)| Header::new(*name, value.map(Box::from)));
    Record::from_parts(envelope, headers.collect())
}

/// What terminals are attacked with: titles, links, the clipboard, 8-bit controls, reversed and invisible text.
pub(crate) const ATTACK: &str = "\u{1b}]0;owned\u{7}\u{1b}]8;;http://x\u{1b}\\\u{1b}]52;c;eA==\u{7}\u{1b}[2J\u{9b}31m\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}\u{e0041}\u{7f}\u{0}\r\u{8}";

/// Makes a record that attacks a terminal wherever text can stand.
pub(crate) fn hostile() -> Record {
    let attack = ATTACK.as_bytes();
    let class = format!("com.acme.{ATTACK}Exception");
    let trace = format!(
        "com.acme.Evil{ATTACK}: {ATTACK}\n\tat com.acme.A.b{ATTACK}(A.java:1)\n\tat java.util.{ATTACK}.x(Y.java)\nCaused by: com.acme.Root: {ATTACK}\n\tat com.acme.Root.run(Root.java:7){ATTACK}\n"
    );
    let json = format!(
        "{{\"{}\": [\"\u{202e}\u{9b}\u{7f}\"], \"n\": 1}}",
        "\u{feff}\u{2028}\u{200b}"
    );
    let invalid = [b"\xff\x9b31m", attack].concat();
    let mut record_json = json.into_bytes();
    record_json.push(b'\n');
    made(
        Some(attack),
        Some(&record_json),
        &[
            (
                b"kafka_dlt-exception-fqcn",
                Some(b"org.springframework.kafka.listener.ListenerExecutionFailedException"),
            ),
            (b"kafka_dlt-exception-cause-fqcn", Some(class.as_bytes())),
            (b"kafka_dlt-exception-message", Some(attack)),
            (b"kafka_dlt-exception-stacktrace", Some(trace.as_bytes())),
            (b"kafka_dlt-original-topic", Some(attack)),
            (b"kafka_dlt-original-partition", Some(b"\x1b[2J!")),
            (b"kafka_dlt-original-offset", Some(&991_i64.to_be_bytes())),
            (b"kafka_dlt-original-consumer-group", Some(attack)),
            (&invalid, Some(&invalid)),
            (attack, Some(attack)),
            (b"", Some(b"")),
            (b"nothing", None),
        ],
    )
}

fn plain(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone().into_bytes()),
        Value::Object(object) => Some(unhex(object["hex"].as_str().unwrap())),
        other => panic!("neither text nor bytes: {other}"),
    }
}

fn unhex(digits: &str) -> Vec<u8> {
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

/// Returns every record that was constructed after a framework's source, with the name of its case.
pub(crate) fn constructed() -> Vec<(String, Record)> {
    by_hand("constructed")
        .iter()
        .map(|json| {
            let source = json["source"].as_str().unwrap();
            assert!(source.len() > 9, "no source: {json}");
            (
                json["case"].as_str().unwrap().to_owned(),
                put_together(json),
            )
        })
        .collect()
}

/// Returns records that nearly look like one of a dialect: the dialect, such a record, and what would be one.
pub(crate) fn near_misses() -> Vec<(String, Record, Record)> {
    by_hand("near-misses")
        .into_iter()
        .map(|mut json| {
            let near = put_together(&json);
            let dialect = json["near_miss"].as_str().unwrap().to_owned();
            let Value::Object(becomes) = json["becomes"].take() else {
                panic!("nothing would make it {dialect}");
            };
            json.as_object_mut().unwrap().extend(becomes);
            (dialect, near, put_together(&json))
        })
        .collect()
}

fn by_hand(name: &str) -> Vec<Value> {
    let folder = env!("CARGO_MANIFEST_DIR");
    let text = std::fs::read_to_string(format!("{folder}/tests/fixtures/{name}.ndjson")).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn put_together(json: &Value) -> Record {
    let (key, value) = (plain(&json["key"]), plain(&json["value"]));
    let headers = json["headers"].as_array().unwrap().iter().map(|header| {
        let value = plain(&header[1]).map(Vec::into_boxed_slice);
        Header::new(header[0].as_str().unwrap().as_bytes(), value)
    });
    let envelope = Envelope {
        topic: &Arc::from(json["topic"].as_str().unwrap()),
        partition: 0,
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
}
