//! The envelope as a contract: what is written, that it reads back, and what is refused.

mod contract;
mod reader;
mod redacted;
mod round_trip;

use super::samples::{self, made};
use super::*;
use crate::dead_letter::DeadLetterView;
use crate::record::Record;

fn identity() -> Identity {
    Identity {
        cluster_id: Some("MkU3OEVBNTcwNTJENDM2Qg".into()),
        topic_ids: [("orders.events.DLT".into(), "9xU3OEVBNTcwNTJENDM2Qg".into())].into(),
    }
}

fn line(record: &Record, decode: bool) -> String {
    let mut out = Vec::new();
    let fidelity = write(
        &DeadLetterView::new(record.view()),
        &identity(),
        &View {
            decode,
            kinds: Some(std::sync::Arc::default()),
        },
        &mut out,
    );
    assert_eq!(fidelity, Fidelity::Lossless);
    String::from_utf8(out).unwrap()
}

/// Every record there is for tests.
fn corpus() -> Vec<Record> {
    let mut all: Vec<_> = samples::VERSIONS
        .into_iter()
        .flat_map(samples::captured)
        .collect();
    all.extend(samples::FRAMEWORKS.into_iter().flat_map(samples::capture));
    all.extend(samples::constructed().into_iter().map(|(_, record)| record));
    all.push(samples::hostile());
    all.push(made(None, None, &[]));
    all.push(made(
        Some(b""),
        Some(b""),
        &[(b"", Some(b"")), (b"", None), (b"\xff", Some(b"\xff"))],
    ));
    all.push(made(
        Some(b"\x00\x00\x00\x2a"),
        Some(b"{\"big\": 123456789012345678901234567890}"),
        &[],
    ));
    all
}

#[test]
fn a_genuine_record_is_written_so() {
    let record = samples::genuine("tombstones.DLT", 0, 1);
    let text = line(&record, false);
    // The trace is long, and says nothing here.
    let start = text
        .find("org.springframework.kafka.listener.ListenerExecutionFailedException: ")
        .unwrap();
    let end = start + text[start..].find('"').unwrap();
    let text = format!("{}…{}", &text[..start], &text[end..]);
    insta::assert_snapshot!(text.replace(",\"", ",\n\""), @r#"
    {"v":1,
    "ref":"tombstones.DLT-0@1",
    "cluster_id":"MkU3OEVBNTcwNTJENDM2Qg",
    "topic_id":null,
    "topic":"tombstones.DLT",
    "partition":0,
    "offset":1,
    "leader_epoch":null,
    "digest":"sha256:a05e4008252a3f4d4842d7445997883d7aa24b0b86c5ba84203dca3572ebf083",
    "timestamp":1795254891574,
    "time":"2026-11-21T09:54:51.574Z",
    "timestamp_type":"CreateTime",
    "key":{"null":true},
    "value":{"null":true},
    "headers":[{"name":"kafka_dlt-exception-fqcn",
    "text":"org.springframework.kafka.listener.ListenerExecutionFailedException"},{"name":"kafka_dlt-exception-cause-fqcn",
    "text":"java.lang.NullPointerException"},{"name":"kafka_dlt-exception-message",
    "text":"Listener method 'public void com.example.shop.Listeners.onCatalogue(org.apache.kafka.clients.consumer.ConsumerRecord<java.lang.String, java.lang.String>)' threw exception; "},{"name":"kafka_dlt-exception-stacktrace",
    "text":"…"},{"name":"kafka_dlt-original-topic",
    "text":"tombstones"},{"name":"kafka_dlt-original-partition",
    "base64":"AAAAAA==",
    "data":0},{"name":"kafka_dlt-original-offset",
    "base64":"AAAAAAAAAAE=",
    "data":1},{"name":"kafka_dlt-original-timestamp",
    "base64":"AAABmcgtb8g=",
    "data":1760000045000},{"name":"kafka_dlt-original-timestamp-type",
    "text":"CreateTime"},{"name":"kafka_dlt-original-consumer-group",
    "text":"catalogue-service"}],
    "dead_letter":{"dialects":["spring-dlt"],
    "origin":{"topic":"tombstones",
    "partition":0,
    "offset":1,
    "timestamp":1760000045000,
    "consumer_group":"catalogue-service"},
    "hops":[{"dialect":"spring-dlt",
    "topic":"tombstones",
    "partition":0,
    "offset":1,
    "timestamp":1760000045000,
    "consumer_group":"catalogue-service"}],
    "failure":{"exception":"java.lang.NullPointerException",
    "root_cause":"java.lang.NullPointerException",
    "message":null,
    "category":"bug",
    "category_rule":"null pointer (NullPointerException)"},
    "attempts":null},
    "fingerprint":"f1-21d87427519f",
    "notes":[]}
    "#);
}

#[test]
fn what_is_decoded_is_a_view_beside_the_bytes() {
    let record = made(
        Some(b"\x00\x00\x00\x2a"),
        Some(b"{ \"amount\" : 12345678901234567890.10,\n \"a\": [ ] }"),
        &[],
    );
    let text = line(&record, true);
    insta::assert_snapshot!(text.replace(",\"", ",\n\""), @r#"
    {"v":1,
    "ref":"orders.events.DLT-3@1042",
    "cluster_id":"MkU3OEVBNTcwNTJENDM2Qg",
    "topic_id":"9xU3OEVBNTcwNTJENDM2Qg",
    "topic":"orders.events.DLT",
    "partition":3,
    "offset":1042,
    "leader_epoch":0,
    "digest":"sha256:d72c7a5f6945e2c8339490bc86dae394e9f91d06b2b1b26fcab8a4c378574b26",
    "timestamp":1795243875557,
    "time":"2026-11-21T06:51:15.557Z",
    "timestamp_type":"CreateTime",
    "key":{"text":"\u0000\u0000\u0000*",
    "format":"binary"},
    "value":{"text":"{ \"amount\" : 12345678901234567890.10,\n \"a\": [ ] }",
    "format":"json",
    "data":{"amount":12345678901234567890.10,
    "a":[]}},
    "headers":[],
    "dead_letter":{"dialects":["byte-copy"],
    "confidence":"low",
    "origin":{"guessed":true,
    "topic":"orders.events",
    "partition":null,
    "offset":null,
    "timestamp":null,
    "consumer_group":null},
    "hops":[{"dialect":"byte-copy",
    "guessed":true,
    "topic":"orders.events",
    "partition":null,
    "offset":null,
    "timestamp":null,
    "consumer_group":null}],
    "failure":{"exception":null,
    "root_cause":null,
    "message":null,
    "category":null,
    "category_rule":null,
    "stacktrace":null},
    "attempts":null},
    "fingerprint":null,
    "notes":[]}
    "#);
}

#[test]
fn unreadable_headers_are_said_and_counted() {
    use crate::record::{Headers, RecordView};
    let record = made(Some(b"k"), Some(b"v"), &[]);
    let view = RecordView {
        headers: Headers::unreadable("more than 1 MiB of headers"),
        ..record.view()
    };
    let letter = DeadLetterView::new(view);
    let mut out = Vec::new();
    let fidelity = write(&letter, &identity(), &View::default(), &mut out);
    assert_eq!(fidelity, Fidelity::HeadersUnreadable);
    let text = String::from_utf8(out).unwrap();
    assert!(
        text.contains(r#""headers":[],"headers_unreadable":"more than 1 MiB of headers","#),
        "{text}"
    );
    let read = read_line(text.as_bytes()).unwrap();
    assert_eq!(
        read.record.view().headers.why_unreadable(),
        Some("more than 1 MiB of headers")
    );
    assert!(!read.edited());
    let mut chunk = Chunk::default();
    chunk.push(Form::Lines, &letter, &identity(), &View::default());
    assert_eq!((chunk.records(), chunk.lossy()), (1, 1));
}

#[test]
fn a_time_beyond_the_calendar_is_null_and_reads_back() {
    use crate::record::{Envelope, Timestamp, TimestampType};
    for ms in [i64::MIN, i64::MAX, -1, 0] {
        let record = made(None, None, &[]);
        let view = record.view();
        let envelope = Envelope {
            timestamp: Some(Timestamp {
                ms,
                kind: TimestampType::LogAppendTime,
            }),
            ..view.envelope
        };
        let record = Record::from_parts(envelope, Vec::new());
        let text = line(&record, false);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["time"].is_null(), ms.unsigned_abs() > 1 << 60, "{ms}");
        assert_eq!(
            read_line(text.as_bytes())
                .unwrap()
                .record
                .view()
                .envelope
                .timestamp
                .unwrap()
                .ms,
            ms
        );
    }
}

#[test]
fn documents_are_joined_in_order() {
    let records: Vec<_> = corpus().into_iter().take(5).collect();
    for form in [Form::Lines, Form::Array] {
        for parts in [&[5][..], &[2, 3], &[0, 1, 0, 4], &[1, 1, 1, 1, 1]] {
            let mut document = Document::new(form);
            let mut out = Vec::new();
            let mut rest = records.iter();
            for size in parts {
                let mut chunk = Chunk::default();
                for record in rest.by_ref().take(*size) {
                    chunk.push(
                        form,
                        &DeadLetterView::new(record.view()),
                        &identity(),
                        &View::default(),
                    );
                }
                document.write(&chunk, &mut out).unwrap();
            }
            document.finish(&mut out).unwrap();
            assert_eq!(document.records(), 5);
            assert!(out.ends_with(b"\n"));
            let values: Vec<serde_json::Value> = match form {
                Form::Array => serde_json::from_slice(&out).unwrap(),
                Form::Lines => out
                    .strip_suffix(b"\n")
                    .unwrap()
                    .split(|byte| *byte == b'\n')
                    .map(|line| serde_json::from_slice(line).unwrap())
                    .collect(),
            };
            let refs: Vec<_> = values
                .iter()
                .map(|value| value["ref"].as_str().unwrap().to_owned())
                .collect();
            let expected: Vec<_> = records
                .iter()
                .map(|record| record.record_ref().to_string())
                .collect();
            assert_eq!(refs, expected);
        }
    }
}

#[test]
fn a_document_without_records_is_still_one() {
    let finish = |form| {
        let mut out = Vec::new();
        Document::new(form).finish(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    assert_eq!(finish(Form::Lines), "");
    assert_eq!(finish(Form::Array), "[]\n");
}

#[test]
fn nothing_hostile_is_raw_in_json() {
    for decode in [false, true] {
        let text = line(&samples::hostile(), decode);
        assert!(!text.chars().any(crate::sanitize::is_hostile), "{text}");
    }
}
