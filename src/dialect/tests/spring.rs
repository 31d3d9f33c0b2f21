//! Spring's headers in the combinations that no capture holds.

use proptest::prelude::*;

use super::super::{
    Dialect, HeaderValue, chain_has, chain_may_name, decode_header, is_failure_header, present,
    read,
};
use super::*;

type List<'a> = Vec<(&'a str, &'a [u8])>;

const DLT: Dialect = Dialect::of(&super::super::spring::DLT);
const RETRY_TOPIC: Dialect = Dialect::of(&super::super::spring::RETRY_TOPIC);
const WRAPPER: &[u8] = b"org.springframework.kafka.listener.ListenerExecutionFailedException";
const TRACE: &[u8] = b"org.springframework.kafka.listener.ListenerExecutionFailedException: Listener failed\n\
    \tat a.B.c(B.java:1)\n\tSuppressed: x.Y: z\n\t\tat a.B.c(B.java:1)\n\tCaused by: x.Hidden: z\n\
    Caused by: java.lang.IllegalStateException: boom; nested exception is java.io.IOException: disk\n\
    \tat a.B.c(B.java:2)\nCaused by: java.io.IOException: disk\n\t... 3 more\n";

/// The exception's headers as 2.8 and later write them.
fn exception<'a>(cause: &'a [u8], message: &'a [u8]) -> List<'a> {
    vec![
        ("kafka_dlt-exception-fqcn", WRAPPER),
        ("kafka_dlt-exception-cause-fqcn", cause),
        ("kafka_dlt-exception-message", message),
    ]
}

/// The origin's headers as every version writes them; the offset is 0 to 9.
fn origin(topic: &'static [u8], offset: usize) -> List<'static> {
    vec![
        ("kafka_dlt-original-topic", topic),
        ("kafka_dlt-original-partition", &[0, 0, 0, 2]),
        ("kafka_dlt-original-offset", OFFSETS[offset]),
        (
            "kafka_dlt-original-timestamp",
            &[0, 0, 1, 0x99, 0xc8, 0xcc, 0x18, 0],
        ),
        ("kafka_dlt-original-timestamp-type", b"CreateTime"),
        ("kafka_dlt-original-consumer-group", b"billing"),
    ]
}

const OFFSETS: [&[u8]; 4] = [
    &[0; 8],
    &[0, 0, 0, 0, 0, 0, 0, 1],
    &[0, 0, 0, 0, 0, 0, 0, 2],
    &[0, 0, 0, 0, 0, 0, 0, 3],
];

/// The exception's and the origin's headers under the names of the retry topics.
fn retry<'a>(list: &List<'a>) -> List<'a> {
    let rename = |name: &'a str| match name {
        "kafka_dlt-exception-fqcn" => "kafka_exception-fqcn",
        "kafka_dlt-exception-cause-fqcn" => "kafka_exception-cause-fqcn",
        "kafka_dlt-exception-message" => "kafka_exception-message",
        "kafka_dlt-original-topic" => "kafka_original-topic",
        "kafka_dlt-original-partition" => "kafka_original-partition",
        "kafka_dlt-original-offset" => "kafka_original-offset",
        "kafka_dlt-original-timestamp" => "kafka_original-timestamp",
        "kafka_dlt-original-timestamp-type" => "kafka_original-timestamp-type",
        other => other,
    };
    list.iter()
        .map(|(name, value)| (rename(name), *value))
        .collect()
}

fn read_on(topic: &str, headers: &[List<'_>]) -> String {
    with_letter(on(topic, &headers.concat()), digest)
}

fn digest_of(headers: &[List<'_>]) -> String {
    read_on("orders.DLT", headers)
}

const STATE: &[u8] = b"java.lang.IllegalStateException";

#[test]
fn messages_of_every_version_without_a_stack_trace() {
    let nested = "Listener method 'x' threw exception; nested exception is java.lang.IllegalStateException: boom; \
                  nested exception is java.lang.IllegalStateException: boom";
    let cases: &[(&str, &[u8], &str)] = &[
        (
            "Listener method 'void a.B.c(x)' threw exception; boom",
            STATE,
            "Present(\"boom\")",
        ),
        (
            "Listener failed; boom; bang",
            STATE,
            "Present(\"boom; bang\")",
        ),
        (
            "Listener method 'void a.B.c(x)' threw exception; ",
            STATE,
            "Absent",
        ),
        (
            "Listener method 'void a.B.c(x)' threw exception",
            STATE,
            "Absent",
        ),
        (nested, STATE, "Present(\"boom\")"),
        (nested, b"", "Present(\"boom\")"),
        ("boom", STATE, "Present(\"boom\")"),
    ];
    for (message, cause, expected) in cases {
        let headers = [exception(cause, message.as_bytes()), origin(b"orders", 1)].concat();
        with_letter(record(&headers), |letter| {
            let failure = letter.failure();
            assert_eq!(
                shown(&failure.exception),
                "java.lang.IllegalStateException",
                "{message}"
            );
            assert_eq!(format!("{:?}", failure.message), *expected, "{message}");
            assert_eq!(shown(&failure.raw_message), *message);
            assert_eq!(failure.wrapper().map(str::as_bytes), Some(WRAPPER));
        });
    }
}

#[test]
fn a_wrapper_around_nothing_keeps_its_text() {
    let headers = [
        ("kafka_dlt-exception-fqcn", WRAPPER),
        ("kafka_dlt-exception-message", b"Listener failed"),
    ];
    with_letter(record(&headers), |letter| {
        let failure = letter.failure();
        assert_eq!(shown(&failure.exception).as_bytes(), WRAPPER);
        assert_eq!(shown(&failure.message), "Listener failed");
        assert_eq!(failure.wrapper(), None);
    });
}

#[test]
fn the_stack_trace_knows_best() {
    let timestamped = b"org.springframework.kafka.listener.TimestampedException";
    let headers = [
        exception(timestamped, b"Listener failed"),
        vec![("kafka_dlt-exception-stacktrace", TRACE)],
    ]
    .concat();
    with_letter(record(&headers), |letter| {
        let failure = letter.failure();
        let chain: Vec<_> = failure
            .chain
            .iter()
            .map(|link| (link.class.as_ref(), link.message.as_deref()))
            .collect();
        assert_eq!(
            chain,
            [
                (
                    std::str::from_utf8(WRAPPER).unwrap(),
                    Some("Listener failed")
                ),
                (std::str::from_utf8(timestamped).unwrap(), None),
                ("java.lang.IllegalStateException", Some("boom")),
                ("java.io.IOException", Some("disk")),
            ]
        );
        assert_eq!(shown(&failure.exception), "java.lang.IllegalStateException");
        assert_eq!(shown(&failure.root_cause), "java.io.IOException");
        assert_eq!(shown(&failure.message), "boom");
        assert!(!letter.chain_has(&|class| class == "x.Hidden"));
    });
}

/// Name, topic, headers, number of hops, exception, whether the newest hop is proved.
type Case<'a> = (&'a str, &'a str, Vec<List<'a>>, usize, &'a str, bool);

#[test]
fn which_origin_belongs_to_which_failure() {
    let first = || exception(b"a.First", b"Listener failed; 1");
    let second = || exception(b"a.Second", b"Listener failed; 2");
    let o = |offset| origin(b"orders", offset);
    let app = || vec![("app", &b"x"[..])];
    // Exceptions before 2.8, without the cause's class.
    let old = || vec![("kafka_dlt-exception-fqcn", WRAPPER)];

    let cases: &[Case<'_>] = &[
        ("once", "x", vec![first(), o(1)], 1, "a.First", true),
        (
            "append, strip: the default",
            "x",
            vec![o(1), app(), second(), o(2)],
            2,
            "a.Second",
            true,
        ),
        (
            "append, keep: 2.7.8",
            "x",
            vec![first(), o(1), app(), second(), o(2)],
            2,
            "a.Second",
            true,
        ),
        (
            "first origin, keep",
            "x",
            vec![first(), o(1), app(), second()],
            1,
            "a.Second",
            false,
        ),
        (
            "first origin, strip",
            "x",
            vec![o(1), app(), second()],
            1,
            "a.Second",
            false,
        ),
        (
            "2.6, named after the origin",
            "orders.DLT",
            vec![o(1), old()],
            1,
            "",
            true,
        ),
        ("2.6, another name", "x", vec![o(1), old()], 1, "", false),
        (
            "2.6, twice",
            "x",
            vec![o(1), old(), app(), o(2), old()],
            2,
            "",
            true,
        ),
        (
            "no exception at all",
            "orders.DLT",
            vec![o(1)],
            1,
            "",
            false,
        ),
        (
            "no origin",
            "orders.DLT",
            vec![first()],
            0,
            "a.First",
            false,
        ),
    ];
    for (name, topic, headers, hops, exception, proved) in cases {
        with_letter(on(topic, &headers.concat()), |letter| {
            let reading = letter.reading();
            assert_eq!(reading.hops.len(), *hops, "{name}");
            if !exception.is_empty() {
                assert_eq!(shown(&reading.failure.exception), *exception, "{name}");
            }
            assert_eq!(reading.newest_hop_is_failure, *proved, "{name}");
            if *hops > 0 {
                assert_eq!(letter.origin().unwrap().offset.value(), Some(&1), "{name}");
            }
            if *proved {
                let newest = i64::try_from(*hops).unwrap();
                assert_eq!(
                    letter.failed_at().unwrap().offset.value(),
                    Some(&newest),
                    "{name}"
                );
            } else {
                assert!(letter.failed_at().is_none(), "{name}");
            }
        });
    }
}

#[test]
fn a_message_left_behind_is_not_the_newer_failures() {
    let left = vec![("kafka_dlt-exception-message", &b"Listener failed; old"[..])];
    let newer = vec![
        (
            "kafka_dlt-exception-fqcn",
            &b"java.lang.NullPointerException"[..],
        ),
        (
            "kafka_dlt-exception-cause-fqcn",
            b"java.lang.NullPointerException",
        ),
    ];
    let text = digest_of(&[left, origin(b"orders", 1), newer, origin(b"orders.DLT", 2)]);
    insta::assert_snapshot!(text, @"orders/2/1 billing orders.DLT/2/2 billing | spring-dlt proved | java.lang.NullPointerException <- java.lang.NullPointerException | None | tries -");
}

#[test]
fn a_failure_of_the_key() {
    let key = vec![
        (
            "kafka_dlt-key-exception-fqcn",
            &b"org.springframework.kafka.support.serializer.DeserializationException"[..],
        ),
        (
            "kafka_dlt-exception-cause-fqcn",
            b"org.apache.kafka.common.errors.SerializationException",
        ),
        ("kafka_dlt-key-exception-message", b"failed to deserialize"),
        ("kafka_dlt-key-exception-stacktrace", b"x.Y: z"),
    ];
    insta::assert_snapshot!(digest_of(&[key.clone(), origin(b"orders", 1)]), @r#"orders/2/1 billing | spring-dlt proved key | x.Y <- x.Y | Some("z") | tries -"#);
    // The value failed first, then the key on the dead-letter topic: 2.8 leaves the value's class and message behind.
    let value = vec![
        ("kafka_dlt-exception-fqcn", WRAPPER),
        ("kafka_dlt-exception-message", b"Listener failed; old"),
    ];
    let text = digest_of(&[value, origin(b"orders", 1), key, origin(b"orders.DLT", 2)]);
    insta::assert_snapshot!(text, @r#"orders/2/1 billing orders.DLT/2/2 billing | spring-dlt proved key | x.Y <- x.Y | Some("z") | tries -"#);
}

#[test]
fn the_dialects_share_a_group_header() {
    let first = exception(b"a.First", b"1");
    let text = digest_of(&[retry(&first), retry(&origin(b"orders", 1))]);
    insta::assert_snapshot!(text, @r#"
    orders/2/1 billing | spring-retry-topic proved | a.First <- a.First | Some("1") | tries -
    "#);
    // The dead letter of a retry topic failed again, under a plain recoverer.
    let again = [exception(b"a.Second", b"2"), origin(b"orders-dlt", 2)].concat();
    let text = digest_of(&[retry(&first), retry(&origin(b"orders", 1)), again.clone()]);
    insta::assert_snapshot!(text, @r#"
    orders/2/1 billing orders-dlt/2/2 billing | spring-dlt+spring-retry-topic proved | a.Second <- a.Second | Some("2") | tries -
    "#);
    // The other way round: the group is there already, so the retry topics do not write it.
    let mut retried = retry(&origin(b"orders.DLT", 3));
    retried.pop();
    let text = digest_of(&[again, retry(&first), retried]);
    insta::assert_snapshot!(text, @r#"
    orders-dlt/2/2 billing orders.DLT/2/3 - | spring-retry-topic+spring-dlt proved | a.First <- a.First | Some("1") | tries -
    "#);
    let group: List<'_> = vec![("kafka_dlt-original-consumer-group", b"billing")];
    let alone = read_on("plain", &[group]);
    insta::assert_snapshot!(alone, @"|  | - <- - | None | tries -");
}

#[test]
fn attempts_in_every_writing() {
    let cases: &[(&[&[u8]], &str)] = &[
        (&[&[2], &[3], &[4]], "3"),
        (&[&[0, 0, 0, 2], &[0, 0, 0, 3]], "2"),
        (&[b"4"], "3"),
        (&[&[0, 0, 0, 1]], "0"),
        (&[&[0, 0, 0, 0]], "!0 is out of range"),
        (&[&[0, 2]], "!2 bytes, expected 1 or 4"),
        (&[b""], "-"),
    ];
    for (values, expected) in cases {
        let headers: List<'_> = values
            .iter()
            .map(|value| ("retry_topic-attempts", *value))
            .collect();
        with_letter(record(&headers), |letter| {
            assert_eq!(letter.reading().dialects, [RETRY_TOPIC]);
            assert_eq!(shown(&letter.failure().attempts), *expected, "{values:?}");
        });
    }
    let headers = [
        exception(STATE, b"x"),
        vec![("kafka_deliveryAttempt", &[0, 0, 0, 3])],
    ]
    .concat();
    with_letter(record(&headers), |letter| {
        assert_eq!(shown(&letter.failure().attempts), "3");
    });
}

#[test]
fn what_cannot_be_read_is_shown_with_its_reason() {
    let headers = [
        ("kafka_dlt-original-topic", &b"or ders"[..]),
        ("kafka_dlt-original-partition", &[0xff, 0xff, 0xff, 0xfb]),
        ("kafka_dlt-original-offset", &[0; 5]),
        ("kafka_dlt-original-timestamp", &[0xff; 8]),
        ("kafka_dlt-original-timestamp-type", b"Yesterday"),
        ("kafka_dlt-original-consumer-group", b"bill\xffing"),
        ("kafka_dlt-exception-message", b"\xc3\x28"),
    ];
    with_letter(record(&headers), |letter| {
        let hop = letter.origin().unwrap();
        let Decoded::Malformed(bad) = &hop.offset else {
            panic!("{hop:?}")
        };
        assert_eq!(
            (bad.header, bad.bytes),
            (&b"kafka_dlt-original-offset"[..], &[0_u8; 5][..])
        );
        assert_eq!(hop.timestamp, Decoded::Absent);
        assert_eq!(shown(&hop.consumer_group), "bill\u{fffd}ing");
        assert_eq!(shown(&letter.failure().message), "\u{fffd}(");
        let notes: Vec<_> = letter
            .reading()
            .notes
            .iter()
            .map(|note| format!("{}: {}", note.place, note.problem))
            .collect();
        insta::assert_snapshot!(notes.join("\n"), @r"
        kafka_dlt-original-topic: not a legal topic name
        kafka_dlt-original-partition: -5 is out of range
        kafka_dlt-original-offset: 5 bytes, expected 8
        kafka_dlt-original-timestamp-type: neither CreateTime, LogAppendTime nor NoTimestampType
        kafka_dlt-original-consumer-group: not UTF-8: shown with replacement characters
        kafka_dlt-exception-message: not UTF-8: shown with replacement characters
        ");
    });
}

#[test]
fn numbers_as_text_are_read_and_noted() {
    let headers = vec![
        ("kafka_dlt-original-topic", &b"orders"[..]),
        ("kafka_dlt-original-partition", b"2"),
        ("kafka_dlt-original-offset", b"1234"),
        ("kafka_dlt-exception-message", b"boom"),
    ];
    insta::assert_snapshot!(digest_of(&[headers]), @r#"
    orders/2/1234 - | spring-dlt proved | - <- - | Some("boom") | tries - | kafka_dlt-original-partition: decimal text where the framework writes 4 bytes: written by hand or by a port
    "#);
}

#[test]
fn stray_originals_do_not_move_the_origin() {
    let text = vec![("kafka_dlt-original-offset", &b"1234"[..])];
    let twice = [
        exception(STATE, b"1"),
        origin(b"orders", 1),
        exception(STATE, b"2"),
        origin(b"orders.DLT", 2),
    ]
    .concat();
    insta::assert_snapshot!(digest_of(&[text, twice]), @r#"
    orders/2/1 billing orders.DLT/2/2 billing | spring-dlt proved | java.lang.IllegalStateException <- java.lang.IllegalStateException | Some("2") | tries - | kafka_dlt-original-offset: belongs to no complete origin and is not used
    "#);
    let by_hand = vec![
        ("kafka_dlt-original-offset", &b"7"[..]),
        ("kafka_dlt-original-partition", b"0"),
        ("kafka_dlt-original-topic", b"orders"),
    ];
    let text = digest_of(&[by_hand.clone(), by_hand]);
    insta::assert_snapshot!(text, @"orders/0/7 - orders/0/7 - | spring-dlt | - <- - | None | tries - | kafka_dlt-original-partition: decimal text where the framework writes 4 bytes: written by hand or by a port");
}

#[test]
fn one_header_at_a_time() {
    let decoded =
        |name: &'static str, value: &'static [u8]| decode_header(name.as_bytes(), Some(value));
    let integer = |value| Some(HeaderValue::Integer(value));
    assert_eq!(
        decoded("kafka_dlt-original-partition", &[0, 0, 0, 3]),
        integer(3)
    );
    assert_eq!(decoded("kafka_dlt-original-offset", b"42"), integer(42));
    assert_eq!(decoded("retry_topic-attempts", &[2]), integer(2));
    let time = Some(HeaderValue::Timestamp(1_760_010_442_752));
    assert_eq!(
        decoded(
            "kafka_dlt-original-timestamp",
            &[0, 0, 1, 0x99, 0xc8, 0xcc, 0x18, 0]
        ),
        time
    );
    assert_eq!(
        decoded(
            "retry_topic-backoff-timestamp",
            &[1, 0x99, 0xc8, 0xcc, 0x18, 0]
        ),
        time
    );
    assert_eq!(
        decoded("kafka_exception-message", b"x"),
        Some(HeaderValue::Text("x".into()))
    );
    assert_eq!(
        decoded("kafka_exception-message", b""),
        Some(HeaderValue::Text("".into()))
    );
    assert_eq!(decoded("kafka_original-offset", b""), None);
    assert_eq!(decoded("__TypeId__", b"com.acme.Order"), None);
    assert_eq!(decode_header(b"kafka_original-offset", None), None);
    for (name, value) in [
        ("kafka_original-offset", &[0; 3][..]),
        ("springDeserializerExceptionValue", b"text"),
        ("kafka_original-topic", b"a/b"),
        ("kafka_dlt-original-timestamp-type", b"x"),
    ] {
        assert!(
            matches!(decoded(name, value), Some(HeaderValue::Malformed(_))),
            "{name}"
        );
    }
}

#[test]
fn what_a_replay_takes_off() {
    let all = &all()[..];
    let cases = [
        ("kafka_dlt-exception-stacktrace", &[DLT][..], true),
        ("kafka_dlt-key-exception-fqcn", &[DLT], true),
        ("kafka_dlt-original-consumer-group", &[RETRY_TOPIC], true),
        ("retry_topic-backoff-timestamp", &[DLT], true),
        ("retry_topic-backoff-timestamp", &[], false),
        ("springDeserializerExceptionKey", &[], true),
        ("kafka_deliveryAttempt", &[], true),
        ("kafka_dlt-mine", all, false),
        ("__TypeId__", all, false),
        ("__Key_TypeId__", all, false),
        ("spring_json_header_types", all, false),
        ("kafka_correlationId", all, false),
        ("traceparent", all, false),
        ("", all, false),
    ];
    for (name, present, expected) in cases {
        assert_eq!(
            is_failure_header(name.as_bytes(), present),
            expected,
            "{name} {present:?}"
        );
    }
}

#[test]
fn every_dialect_has_a_name_of_its_own() {
    let mut names: Vec<_> = all().iter().map(|dialect| dialect.name()).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}

/// Headers of any dialect, in any order, with plausible and with wild values.
fn any_headers() -> impl Strategy<Value = Vec<(String, Option<Vec<u8>>)>> {
    let names: Vec<_> = super::super::table::ROWS
        .iter()
        .flat_map(|row| row.columns)
        .map(|column| column.name.to_owned())
        .collect();
    let value = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..12),
        Just(TRACE.to_vec()),
        Just(WRAPPER.to_vec()),
        Just(b"Listener failed; nested exception is a.B: c; nested exception is ".to_vec()),
        Just(b"orders".to_vec()),
        Just(b"12".to_vec()),
        Just(vec![0, 0, 0, 1]),
        Just(vec![0; 8]),
    ];
    prop::collection::vec(
        (
            prop::sample::select(names),
            prop::option::weighted(0.9, value),
        ),
        0..40,
    )
}

proptest! {
    #[test]
    fn no_headers_panic_and_the_quick_test_agrees(list in any_headers()) {
        let headers = list.iter().map(|(name, value)| {
            Header::new(name.as_bytes(), value.clone().map(Vec::into_boxed_slice))
        });
        let empty = record(&[]);
        let record = Record::from_parts(empty.view().envelope, headers.collect());
        let view = record.view();
        let reading = read(&view);
        prop_assert_eq!(&present(&view), &reading.dialects);
        let told: std::collections::BTreeSet<_> = reading.failure.chain().map(str::to_owned).collect();
        let seen = std::cell::RefCell::new(std::collections::BTreeSet::new());
        chain_has(&view, &|class| {
            seen.borrow_mut().insert(class.to_owned());
            false
        });
        for class in told.iter().filter(|class| class.is_ascii()) {
            prop_assert!(chain_may_name(&view, &memchr::memmem::Finder::new(class)), "{}", class);
        }
        prop_assert_eq!(seen.into_inner(), told);
        for (name, value) in &list {
            let _ = decode_header(name.as_bytes(), value.as_deref());
        }
        prop_assert!(!reading.newest_hop_is_failure || !reading.hops.is_empty());
        if reading.dialects.is_empty() {
            prop_assert!(reading.hops.is_empty() && reading.failure.chain.is_empty());
        }
    }
}
