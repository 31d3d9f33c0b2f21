//! The captures in `tests/fixtures`: what a framework once wrote, line by line as the oracle dumped it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::broker::Broker;
use super::oracle::Record;
use super::out::Out;
use super::produce::produce;

/// Reads a capture, such as `spring-4.1.1`.
///
/// # Panics
/// If there is none.
pub(crate) fn load(name: &str) -> Vec<Record> {
    let text = fs::read_to_string(path(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|e| panic!("{name}: {e}"));
    text.lines()
        .map(|line| Record::parse(&parse(line)))
        .collect()
}

/// Writes a capture anew.
///
/// # Panics
/// If it cannot be written.
pub(crate) fn store(name: &str, lines: &[Value]) {
    let text = lines.iter().fold(String::new(), |mut text, line| {
        writeln!(text, "{line}").expect("a line");
        text
    });
    fs::write(path(name), text).unwrap_or_else(|e| panic!("{name}: {e}"));
}

/// Writes a capture to a broker: the same topics, partitions, offsets and timestamps, and empty topics of origin.
///
/// Takes a second where the framework itself takes eight. The broker must not have these topics.
///
/// # Panics
/// If an offset comes out differently, or anything fails.
pub(crate) fn pour(broker: &Broker, name: &str) {
    let records = load(name);
    let mut partitions: BTreeMap<String, i32> = BTreeMap::new();
    for record in &records {
        let mut need = |topic: &str, partition: i32| {
            let count = partitions.entry(topic.to_owned()).or_default();
            *count = (*count).max(partition + 1);
        };
        need(&record.topic, record.partition);
        for prefix in ["kafka_dlt-original", "kafka_original"] {
            let topic = record
                .header(&format!("{prefix}-topic"))
                .map(String::from_utf8_lossy);
            let partition = record
                .header(&format!("{prefix}-partition"))
                .and_then(|it| it.try_into().ok());
            if let (Some(topic), Some(partition)) = (topic, partition) {
                need(&topic, i32::from_be_bytes(partition));
            }
        }
    }
    for (topic, count) in partitions {
        broker.create_topic(
            &topic,
            u32::try_from(count).expect("a count"),
            &[("retention.ms", "-1")],
        );
    }
    let out: Vec<Out> = records.iter().map(Out::from).collect();
    let written = produce(&broker.bootstrap(), &out);
    let wanted: Vec<(i32, i64)> = records.iter().map(|it| (it.partition, it.offset)).collect();
    assert_eq!(written, wanted, "{name}");
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(format!("{name}.ndjson"))
}
