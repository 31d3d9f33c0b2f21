//! The captures of other frameworks than Spring Kafka are what these write today, and what the program says of their
//! keys and values is so.
//!
//! `DLTCTL_UPDATE_FIXTURES=1` writes the captures anew instead.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::support::capture::{self, load};
use super::support::compare::differences;
use super::support::frameworks::Framework;
use super::support::generator::Letters;
use super::support::{Isolation, Record, Shell};

#[test]
fn capture_of_connect_is_what_connect_writes() {
    compare_with_capture(Framework::Connect);
}

#[test]
fn capture_of_streams_is_what_streams_writes() {
    compare_with_capture(Framework::Streams);
}

#[test]
fn capture_of_smallrye_is_what_smallrye_writes() {
    compare_with_capture(Framework::SmallRye);
}

#[test]
fn capture_of_cloud_stream_is_what_its_binder_writes() {
    compare_with_capture(Framework::CloudStream);
}

fn compare_with_capture(framework: Framework) {
    let name = framework.capture();
    let Some(letters) = framework.letters(&format!("the capture {name} is what is written")) else {
        return;
    };
    if std::env::var_os("DLTCTL_UPDATE_FIXTURES").is_some_and(|it| it == "1") {
        return capture::store(name, &letters.lines());
    }
    let differences = differences(&load(name), &letters.records());
    assert!(
        differences.is_empty(),
        "{name}:\n{}",
        differences.join("\n")
    );
    let seen = compare_with_origins(&letters);
    assert_eq!(seen, framework.payloads(), "{name}");
}

/// Compares key and value of every letter with those at its origin, as far as one is named: how many are
/// the same, and how many are said not to be.
///
/// # Panics
/// If a letter is not what the program says of it.
fn compare_with_origins(letters: &Letters) -> (usize, usize) {
    let mut sources: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    let (mut same, mut other) = (0, 0);
    for topic in &letters.topics {
        let seen = Shell::at(&letters.broker).run(&["export", topic]);
        assert_eq!(seen.status, Some(0), "{seen}");
        let text = String::from_utf8(seen.out).expect("JSON");
        for line in text.lines() {
            let line: Value = serde_json::from_str(line).expect("JSON");
            let letter = &line["dead_letter"];
            let origin = &letter["origin"];
            let (Some(topic), Some(partition), Some(offset)) = (
                origin["topic"].as_str(),
                origin["partition"].as_i64(),
                origin["offset"].as_i64(),
            ) else {
                continue;
            };
            let records = sources
                .entry(topic.to_owned())
                .or_insert_with(|| letters.broker.dump(topic, Isolation::Committed));
            let source = records
                .iter()
                .find(|it| (i64::from(it.partition), it.offset) == (partition, offset))
                .expect("the record at the origin");
            let (key, value) = (bytes(&line["key"]), bytes(&line["value"]));
            let is_same = (&key, &value) == (&source.key, &source.value);
            if letter["payload_is_original"] == Value::Bool(false) {
                // Nothing cannot be told from a record that held nothing.
                let nothing = key.is_none() && value.is_none();
                assert!(nothing || !is_same, "{line}");
                other += 1;
            } else {
                // A connector that makes a record anew does not say so.
                assert!(is_same || value.as_deref() == Some(b"rebuilt"), "{line}");
                same += 1;
            }
        }
    }
    (same, other)
}

/// Reads bytes of an envelope: exactly one of `text`, `base64`, `null`.
fn bytes(told: &Value) -> Option<Vec<u8>> {
    match (&told["text"], &told["base64"], &told["null"]) {
        (Value::String(text), Value::Null, Value::Null) => Some(text.clone().into_bytes()),
        (Value::Null, Value::String(base64), Value::Null) => {
            Some(STANDARD.decode(base64).expect("base64"))
        }
        (Value::Null, Value::Null, Value::Bool(true)) => None,
        _ => panic!("{told}"),
    }
}

#[test]
fn comparison_rejects_another_time_that_was_kept_and_another_class_in_a_trace() {
    let captured = load("connect-4.3.1");
    let mut fresh = captured.clone();
    assert!(differences(&captured, &fresh).is_empty());
    fresh[0].timestamp += 1;
    assert_eq!(differences(&captured, &fresh).len(), 1);

    let letter = captured
        .iter()
        .position(|it| it.topic == "dlq-store-sink")
        .expect("a letter");
    let traced = |from: &str, to: &str| {
        let mut fresh = captured.clone();
        let trace = &mut fresh[letter].headers.last_mut().expect("a trace").1;
        let text = String::from_utf8(trace.take().expect("a value")).expect("text");
        assert!(text.contains(from), "{text}");
        *trace = Some(text.replace(from, to).into_bytes());
        differences(&captured, &fresh).len()
    };
    assert_eq!(traced("Caused by: java.net.", "Caused by: java.io."), 1);
    assert_eq!(traced("Failures.java:", "F.java:9"), 0);
}
