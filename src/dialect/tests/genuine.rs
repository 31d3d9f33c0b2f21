//! Genuine dead letters of four versions of Spring Kafka.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem::Finder;
use serde_json::Value;

use super::super::{HeaderValue, decode_header, is_failure_header, present};
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

/// The five causes that take turns on `orders.events.DLT`: exception, root cause, message.
const IN_TURN: &[(&str, &str, &str)] = &[
    GATEWAY,
    NOTHING,
    (REJECTED, REJECTED, "order order-* has no customer"),
    (
        "java.lang.ClassCastException",
        "java.lang.ClassCastException",
        "class java.lang.Integer cannot be cast to class java.lang.String",
    ),
    (
        "java.lang.RuntimeException",
        "java.io.IOException",
        "gave up",
    ),
];

const REJECTED: &str = "com.example.shop.OrderRejectedException";
const GATEWAY: (&str, &str, &str) = (
    "java.lang.IllegalStateException",
    "java.net.SocketTimeoutException",
    "payment gateway did not answer",
);
const NOTHING: (&str, &str, &str) = (
    "java.lang.NullPointerException",
    "java.lang.NullPointerException",
    "-",
);
const UNREADABLE: &str = "org.apache.kafka.common.errors.SerializationException";

/// What is expected of one letter: hops with their groups, exception, root cause, message.
struct Expected {
    hops: String,
    failure: (&'static str, &'static str, &'static str),
    proved: bool,
    attempts: &'static str,
    dialect: &'static str,
}

fn expected(version: &str, topic: &str, partition: i32, offset: i64) -> Expected {
    let origin = topic.trim_end_matches(".DLT").trim_end_matches("-dlt");
    let index = usize::try_from(offset).unwrap();
    let rejected = |message| (REJECTED, REJECTED, message);
    let (group, failure) = match origin {
        "orders.events" => ("order-service", IN_TURN[index % IN_TURN.len()]),
        "payments" => ("payment-service", rejected("payment refused")),
        "plain" => ("plain-service", [GATEWAY, NOTHING][index]),
        "tombstones" | "handmade" => ("catalogue-service", [GATEWAY, NOTHING][index]),
        "typed" => ("typed-service", rejected("no stock for order-*")),
        "hops" => ("hop-service", [GATEWAY, NOTHING][index]),
        "hops-kept" => ("hop-kept-service", [GATEWAY, NOTHING][index]),
        "parked" => ("parked-service", rejected("first failure")),
        "parked.PARKED" => (
            "parked-letters",
            (
                "java.lang.IllegalStateException",
                "java.lang.IllegalStateException",
                "second failure",
            ),
        ),
        "batch" => (
            "batch-service",
            (
                "java.lang.IllegalStateException",
                "java.net.SocketTimeoutException",
                "batch of 5 failed",
            ),
        ),
        "batch-one" => ("batch-one-service", rejected("unknown")),
        "attempts" => ("attempt-service", GATEWAY),
        "poison-key" => (
            "typed-service",
            (
                UNREADABLE,
                UNREADABLE,
                "Size of data received by IntegerDeserializer is not 4",
            ),
        ),
        "poison-value" | "poison-both" | "poison-retained" => unreadable(version, origin, offset),
        retry if retry.starts_with("shipments") => {
            let second = offset % 2 == 1;
            (
                "shipping-service",
                if second {
                    rejected("order order-* has no customer")
                } else {
                    GATEWAY
                },
            )
        }
        other => panic!("a new scenario: {other}"),
    };
    let group = if version == "2.7.8" { "-" } else { group };
    let hops = match (origin, offset) {
        ("hops", 1) => format!("hops/0/0 {group}, hops/0/1 {group}"),
        ("hops-kept", 1) => format!("hops-kept/0/0 {group}"),
        ("parked.PARKED", _) => {
            let first = if version == "2.7.8" {
                "-"
            } else {
                "parked-service"
            };
            format!("parked/0/0 {first}, parked.DLT/0/0 {group}")
        }
        ("batch-one", _) => format!("batch-one/0/2 {group}"),
        (retry, _) if retry.starts_with("shipments") => {
            format!("shipments/0/{} {group}", offset % 2)
        }
        _ => format!("{origin}/{partition}/{offset} {group}"),
    };
    let (dialect, attempts) = match topic {
        "shipments-dlt" => ("spring-retry-topic", "3"),
        "shipments-retry-1" => ("spring-retry-topic", "2"),
        "shipments-retry" if offset > 1 => ("spring-retry-topic", "2"),
        "shipments-retry" | "shipments-retry-0" => ("spring-retry-topic", "1"),
        "attempts.DLT" => ("spring-dlt", "3"),
        _ => ("spring-dlt", "-"),
    };
    Expected {
        hops,
        failure,
        proved: (origin, offset) != ("hops-kept", 1),
        attempts,
        dialect,
    }
}

/// Returns what is expected of a value that could not be read: group, exception, root cause, message.
fn unreadable(
    version: &str,
    origin: &str,
    offset: i64,
) -> (&'static str, (&'static str, &'static str, &'static str)) {
    let (group, class, message) = match (origin, offset) {
        ("poison-value", 0) => (
            "typed-service",
            parse_error(version),
            "Unexpected end-of-input*",
        ),
        ("poison-value", _) => (
            "typed-service",
            parse_error(version),
            "Illegal character ((CTRL-CHAR, code 0))*",
        ),
        ("poison-both", _) => (
            "typed-service",
            parse_error(version),
            "Unrecognized token 'not'*",
        ),
        _ => (
            "retaining-service",
            mismatch(version),
            "Cannot deserialize value of type *",
        ),
    };
    (group, (class, class, message))
}

fn parse_error(version: &str) -> &'static str {
    match version {
        "4.1.1" => "tools.jackson.core.exc.StreamReadException",
        _ => "com.fasterxml.jackson.core.JsonParseException",
    }
}

fn mismatch(version: &str) -> &'static str {
    match version {
        "4.1.1" => "tools.jackson.databind.exc.MismatchedInputException",
        _ => "com.fasterxml.jackson.databind.exc.MismatchedInputException",
    }
}

/// Visits every captured letter.
fn each(mut look: impl FnMut(&str, &Record)) {
    for (version, fixture) in VERSIONS {
        let records = records(fixture);
        assert!(
            records.len() >= 60,
            "{version} has {} letters",
            records.len()
        );
        for record in &records {
            look(version, record);
        }
    }
}

/// Compares a text with one in which `*` stands for digits or, at the end, for anything.
pub(super) fn is_like(text: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        None => text == pattern,
        Some((start, end)) => text.strip_prefix(start).is_some_and(|rest| {
            end.is_empty() || rest.trim_start_matches(|sign: char| sign.is_ascii_digit()) == end
        }),
    }
}

#[test]
fn every_letter_of_every_version() {
    each(|version, record| {
        let view = record.view();
        let letter = DeadLetterView::new(view);
        let place = format!("{version} {}", record.record_ref());
        let envelope = view.envelope;
        let expected = expected(version, envelope.topic, envelope.partition, envelope.offset);
        let reading = letter.reading();
        let dialects: Vec<_> = reading.dialects.iter().map(|one| one.name()).collect();
        assert_eq!(dialects, [expected.dialect], "{place}");
        assert_eq!(hops(reading), expected.hops, "{place}");
        let failure = letter.failure();
        failure_is(failure, expected.failure, &place);
        assert_eq!(shown(&failure.attempts), expected.attempts, "{place}");
        assert_eq!(
            failure.on_key,
            envelope.topic.starts_with("poison-key"),
            "{place}"
        );
        assert_eq!(reading.newest_hop_is_failure, expected.proved, "{place}");
        assert_eq!(letter.failed_at().is_some(), expected.proved, "{place}");
    });
}

#[test]
fn times_are_those_of_the_producer() {
    each(|version, record| {
        let letter = DeadLetter::new(record.clone());
        let view = letter.view();
        let origin = view.origin().unwrap();
        let first = 1_760_000_000_000;
        let time = origin.timestamp.value().unwrap();
        assert!(
            (first..first + 10_000_000).contains(time),
            "{version} {}: {time}",
            record.record_ref()
        );
        assert_eq!(
            origin.timestamp_type.value(),
            Some(&TimestampType::CreateTime)
        );
    });
}

#[test]
fn notes_are_about_what_was_made_by_hand() {
    let mut seen = Vec::new();
    each(|version, record| {
        for note in &DeadLetterView::new(record.view()).reading().notes {
            seen.push(format!(
                "{version} {} {}: {}",
                record.record_ref(),
                note.place,
                note.problem
            ));
        }
    });
    seen.retain(|line| line.starts_with("4.1.1"));
    insta::assert_snapshot!(seen.join("\n"), @r"
    4.1.1 handmade.DLT-0@0 kafka_dlt-original-offset: there more than once for one origin: the last counts
    4.1.1 handmade.DLT-0@1 kafka_dlt-original-topic: belongs to no complete origin and is not used
    4.1.1 poison-both.DLT-0@0 kafka_dlt-key-exception-fqcn: the key could not be read either
    ");
}

#[test]
fn the_quick_test_of_the_chain_agrees_with_the_reading() {
    each(|version, record| {
        let view = record.view();
        let slow = DeadLetterView::new(view);
        for class in slow.failure().chain() {
            let quick = DeadLetterView::new(view);
            assert!(quick.chain_has(&|one| one == class), "{version} {class}");
            let simple = class.rsplit(['.', '$']).next().unwrap();
            assert!(
                quick.chain_may_name(&Finder::new(simple)),
                "{version} {class}"
            );
        }
        let mut classes = std::cell::RefCell::new(Vec::new());
        let quick = DeadLetterView::new(view);
        quick.chain_has(&|one| {
            classes.borrow_mut().push(one.to_owned());
            false
        });
        let mut wanted: Vec<_> = slow.failure().chain().map(str::to_owned).collect();
        wanted.sort();
        wanted.dedup();
        classes.get_mut().sort();
        classes.get_mut().dedup();
        assert_eq!(*classes.get_mut(), wanted, "{version}");
    });
}

#[test]
fn what_a_replay_leaves_is_the_applications() {
    let mut left = std::collections::BTreeSet::new();
    each(|_, record| {
        let view = record.view();
        let dialects = present(&view);
        for header in view.headers.iter() {
            if !is_failure_header(header.name, &dialects) {
                left.insert(String::from_utf8_lossy(header.name).into_owned());
            }
        }
    });
    let left: Vec<_> = left.into_iter().collect();
    assert_eq!(
        left,
        [
            "__TypeId__",
            "empty",
            "eventId",
            "null",
            "redriven",
            "route",
            "signature",
            "traceparent"
        ]
    );
}

#[test]
fn every_header_of_the_table_decodes() {
    each(|version, record| {
        for header in record.view().headers.iter() {
            let name = String::from_utf8_lossy(header.name);
            let ours = is_failure_header(header.name, &all());
            let decoded = decode_header(header.name, header.value);
            assert_eq!(decoded.is_some(), ours, "{version} {name}");
            assert!(
                !matches!(decoded, Some(HeaderValue::Malformed(_))),
                "{version} {name} {decoded:?}"
            );
            if name.starts_with("retry_topic") && name.ends_with("timestamp") {
                assert!(
                    matches!(decoded, Some(HeaderValue::Timestamp(1_750_000_000_000..))),
                    "{decoded:?}"
                );
            }
        }
    });
}

#[test]
fn a_retained_exception_holds_the_value() {
    let mut found = 0;
    each(|version, record| {
        let view = record.view();
        let Some(header) = view.headers.last(b"springDeserializerExceptionValue") else {
            return;
        };
        found += 1;
        let read = crate::java::serialized::exception(header.value.unwrap()).unwrap();
        assert_eq!(
            read.class,
            "org.springframework.kafka.support.serializer.DeserializationException"
        );
        assert_eq!(read.data, view.envelope.value, "{version}");
        assert!(
            read.message
                .as_deref()
                .unwrap()
                .starts_with("failed to deserialize"),
            "{version}"
        );
        let causes: Vec<_> = read
            .causes
            .iter()
            .map(|(class, _)| class.as_ref())
            .collect();
        assert_eq!(causes, [UNREADABLE, mismatch(version)], "{version}");
    });
    assert_eq!(found, VERSIONS.len());
}
