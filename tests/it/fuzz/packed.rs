//! Dead letters whose value is a document around the record.

use std::sync::Arc;

use dltctl::dead_letter::DeadLetterView;
use dltctl::record::{Envelope, Headers, RecordView};
use serde_json::Value;

/// Returns the documents of the fixture that hold a record.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let path = format!(
        "{}/tests/fixtures/constructed.ndjson",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).unwrap();
    let cases = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let documents = cases.filter_map(|case| match case["case"].as_str() {
        Some("aws-lambda" | "nakadi") => Some(case["value"].as_str()?.as_bytes().to_vec()),
        _ => None,
    });
    let documents: Vec<_> = documents.collect();
    assert!(documents.iter().all(|document| unpacks(document)));
    assert_eq!(documents.len(), 2);
    documents
}

pub(super) fn read(bytes: &[u8]) {
    unpacks(bytes);
}

fn unpacks(value: &[u8]) -> bool {
    let topic: Arc<str> = "failed".into();
    let record = RecordView {
        envelope: Envelope {
            topic: &topic,
            partition: 0,
            offset: 0,
            leader_epoch: None,
            timestamp: None,
            key: None,
            value: Some(value),
        },
        headers: Headers::new(&[]),
        withheld: None,
    };
    DeadLetterView::new(record).unpacked().is_some()
}
