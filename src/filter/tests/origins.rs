//! Predicates on what the headers say of origin, cause, attempts and traces.

use proptest::prelude::*;

use super::*;
use crate::correlation::IdHeaders;
use crate::envelope::samples::made;

const STACK: &[u8] = b"java.lang.IllegalStateException: outer\n\tat com.acme.A.a(A.java:1)\n\
    Caused by: java.net.SocketTimeoutException: Read timed out\n\tat com.acme.B.b(B.java:2)\n";

fn letter() -> Letter<'static> {
    Letter {
        headers: &[
            (
                "kafka_dlt-exception-fqcn",
                Some(b"java.lang.IllegalStateException"),
            ),
            ("kafka_dlt-exception-message", Some(b"outer")),
            ("kafka_dlt-exception-stacktrace", Some(STACK)),
            ("kafka_dlt-original-topic", Some(b"orders.events")),
            ("kafka_dlt-original-partition", Some(&[0, 0, 0, 3])),
            (
                "kafka_dlt-original-offset",
                Some(&[0, 0, 0, 0, 0, 0, 4, 18]),
            ),
            (
                "kafka_dlt-original-timestamp",
                Some(&[0, 0, 0, 0, 0, 0, 3, 232]),
            ),
            (
                "kafka_dlt-original-consumer-group",
                Some(b"order-processing"),
            ),
            // The number of the delivery that would have come next.
            ("retry_topic-attempts", Some(&[0, 0, 0, 5])),
            (
                "traceparent",
                Some(b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
            ),
            (
                "X-Correlation-Id",
                Some(b"0e9d3c52-7b1f-4c8e-9a3d-5f60aa21b7c4"),
            ),
            ("tenant-request", Some(b"req-771")),
        ],
        ..LETTER
    }
}

fn holds(predicate: impl Predicate + 'static) -> bool {
    accepts(&only(predicate), &letter())
}

#[test]
fn the_root_cause_alone_is_asked_about() {
    let cause = |name: &str| {
        let patterns: Vec<ClassPattern> = read(&[name]);
        holds(RootCause(Exception::new(&patterns, false).unwrap()))
    };
    assert!(cause("SocketTimeoutException") && cause("java.net.*"));
    assert!(!cause("IllegalStateException") && !cause("com.acme.*"));
}

#[test]
fn stack_traces_are_searched_alone() {
    assert!(holds(Stack(texts(&["com.acme.B.b"], false))));
    assert!(holds(Stack(texts(&["/A\\.java:\\d/"], false))));
    assert!(!holds(Stack(texts(&["order-processing"], false))));
}

#[test]
fn origins_are_topics_partitions_and_offsets() {
    for (text, expected) in [
        ("orders.events", true),
        ("orders.*", true),
        ("orders", false),
        ("orders.events/3", true),
        ("orders.*/3", true),
        ("orders.events/2", false),
        ("orders.events/3/1042", true),
        ("orders.events-3@1042", true),
        ("orders.events-3@1042:1043", true),
        ("orders.events-3@1000:1042", false),
        ("payments.events-3@1042", false),
    ] {
        assert_eq!(holds(Origin(read(&[text]))), expected, "{text}");
        let shown = read::<OriginPattern>(&[text])[0].to_string();
        assert_eq!(holds(Origin(read(&[&shown]))), expected, "{shown}");
    }
    assert!(!accepts(&only(Origin(read(&["*"]))), &LETTER), "no origin");
    insta::assert_snapshot!(errors::<OriginPattern>(&["", "a/x", "a-x@5", "a/1/x"]), @r"
    an empty name names nothing | leave the flag out
    `a/x` names no origin: `x` is no partition | write orders.events, orders.events/3 or orders.events-3@1042
    `a-x@5` names no record | a record is TOPIC-PARTITION@OFFSET, for example orders.DLT-3@1042
    `a/1/x` names no record: `x` is no range of offsets | a record is TOPIC-PARTITION@OFFSET, for example orders.DLT-3@1042
    ");
}

#[test]
fn groups_and_dialects_go_by_name() {
    assert!(holds(ConsumerGroup(read(&["order-*"]))));
    assert!(holds(ConsumerGroup(read(&["billing", "order-processing"]))));
    assert!(!holds(ConsumerGroup(read(&["order"]))));
    assert!(holds(WrittenIn(read(&["spring-dlt"]))));
    assert!(holds(WrittenIn(read(&["spring-*"]))));
    assert!(!holds(WrittenIn(read(&["kafka-connect"]))));
}

#[test]
fn attempts_are_ranges() {
    for (text, expected) in [
        ("4", true),
        (">3", true),
        (">4", false),
        (">=4", true),
        ("<5", true),
        ("<4", false),
        ("<=4", true),
        ("2-4", true),
        ("5-9", false),
    ] {
        assert_eq!(holds(Attempts(read(&[text]))), expected, "{text}");
    }
    assert!(
        !accepts(&only(Attempts(read(&[">=0"]))), &LETTER),
        "unknown"
    );
    for text in ["", "x", ">", "-1", "<0", "99999999999", ">4294967295"] {
        assert!(text.parse::<AttemptsRange>().is_err(), "{text}");
    }
    insta::assert_snapshot!(errors::<AttemptsRange>(&["5-3"]), @"`5-3` is no number of attempts: its end is below its start | write 3, '>3', '>=3', '<3', '<=3' or 3-5");
}

#[test]
fn a_trace_id_stands_alone_in_a_header_for_it() {
    let trace = |id: &str, more: &[&str]| {
        let more: Vec<_> = more.iter().map(ToString::to_string).collect();
        holds(Trace::new(&[id.to_owned()], &IdHeaders::with(more)))
    };
    assert!(trace("4bf92f3577b34da6a3ce929d0e0e4736", &[]));
    assert!(
        trace("4BF92F3577B34DA6A3CE929D0E0E4736", &[]),
        "in any case"
    );
    assert!(
        !trace("4bf92f3577b34da6", &[]),
        "a part of an id is another id"
    );
    assert!(trace("0e9d3c52-7b1f-4c8e-9a3d-5f60aa21b7c4", &[]));
    assert!(!trace("0e9d3c52", &[]), "a part of a UUID is no id");
    assert!(!trace("req-771", &[]), "not a header for ids");
    assert!(trace("req-771", &["Tenant-Request"]));
    assert!(!trace("com.acme.B", &[]));
}

proptest! {
    /// What `show` tells of a record finds the record.
    #[test]
    fn every_id_that_is_found_is_one_to_look_for(
        header in "traceparent|b3|uber-trace-id|x-amzn-trace-id|x-correlation-id|traceid|tenant-request",
        value in "(00-)?[0-9a-fA-F]{1,32}[-:%]?[0-9a-f]{0,4}(-01)?|(Self=1;)?Root=[0-9a-f-]{0,9}(;a=b)?|[ \"]?\\PC{0,12}[ \"]?",
    ) {
        let headers = IdHeaders::with(vec!["Tenant-Request".to_owned()]);
        let record = made(None, None, &[(header.as_bytes(), Some(value.as_bytes()))]);
        let letter = DeadLetterView::new(record.view());
        for found in headers.ids(letter.record()) {
            let trace = Trace::new(&[found.id.to_owned()], &headers);
            prop_assert!(trace.accepts(&letter), "{value:?}: {:?}", found.id);
        }
    }
}

#[test]
fn a_record_without_its_value_is_no_tombstone() {
    let null = Letter {
        value: None,
        ..letter()
    };
    let empty = Letter {
        value: Some(b""),
        ..letter()
    };
    let tombstones = only(IsTombstone);
    assert!(accepts(&tombstones, &null));
    assert!(!accepts(&tombstones, &empty) && !accepts(&tombstones, &letter()));
}

#[test]
fn the_original_time_is_not_the_records_own() {
    let window = |since, until| OriginalWindow(Window { since, until });
    let older = Letter {
        ms: Some(5_000),
        ..letter()
    };
    assert!(accepts(&only(window(Some(1_000), Some(1_001))), &older));
    assert!(!accepts(&only(window(Some(1_001), None)), &older));
    assert!(!accepts(&only(window(Some(0), None)), &LETTER), "unknown");
}

#[test]
fn a_share_is_about_that_share_and_the_same_each_time() {
    let sample = only(Share(10.0));
    let picked = |filter: &Filter| -> Vec<i64> {
        let all = 0..5_000;
        all.filter(|offset| {
            accepts(
                filter,
                &Letter {
                    offset: *offset,
                    ..LETTER
                },
            )
        })
        .collect()
    };
    let first = picked(&sample);
    assert!((400..600).contains(&first.len()), "{}", first.len());
    assert_eq!(first, picked(&only(Share(10.0))));
    assert_eq!(picked(&only(Share(100.0))).len(), 5_000);
    let sizes: Vec<SampleSize> = read(&["20", "1%", "0.5%"]);
    assert_eq!(sizes[2], SampleSize::Percent(0.5));
    for text in ["", "0", "0%", "101%", "1e1%", "x", "10001", "%"] {
        assert!(text.parse::<SampleSize>().is_err(), "{text}");
    }
    insta::assert_snapshot!(errors::<SampleSize>(&["101%"]), @"`101%` is no size of a sample | write a number of records up to 10000, or a share such as 1% or 0.1%");
}
