use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::record::{Envelope, Header, Record, Timestamp, TimestampType};

/// A record, by what a test says of it.
struct Made<'a> {
    key: Option<&'a str>,
    value: Option<&'a str>,
    headers: &'a [(&'a str, Option<&'a [u8]>)],
}

const NONE: Made<'static> = Made {
    key: None,
    value: None,
    headers: &[],
};

impl Made<'_> {
    fn record(&self) -> Record {
        let envelope = Envelope {
            topic: &Arc::from("orders.DLT"),
            partition: 1,
            offset: 100,
            leader_epoch: None,
            timestamp: Some(Timestamp {
                ms: 1_719_590_400_000,
                kind: TimestampType::CreateTime,
            }),
            key: self.key.map(str::as_bytes),
            value: self.value.map(str::as_bytes),
        };
        let headers = self.headers.iter();
        let headers =
            headers.map(|(name, value)| Header::new(name.as_bytes(), value.map(Box::from)));
        Record::from_parts(envelope, headers.collect())
    }
}

fn asked(text: &str) -> Where {
    let expression = text
        .parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    Where::new(expression, Arc::default())
}

fn holds(text: &str, made: &Made<'_>) -> bool {
    let asked = asked(text);
    let record = made.record();
    let holds = asked.accepts(&DeadLetterView::new(record.view()));
    asked.check().unwrap();
    holds
}

fn value(text: &str) -> Made<'_> {
    Made {
        value: Some(text),
        ..NONE
    }
}

/// The examples of Kafbat UI's own help and tests (kafbat/kafka-ui, `InfoModal`, `MessageFiltersTest`), unchanged.
#[test]
fn filters_of_kafbat_ui_run_unchanged() {
    let named = Made {
        key: Some(r#"{ "name" : { "first" : "user1" } }"#),
        value: Some("some text"),
        headers: &[("k2", Some(b"v2"))],
    };
    let other = Made {
        key: Some(r#"{ "name" : { "second" : "user1" } }"#),
        value: Some("ERROR_CODE"),
        headers: &[("k1", Some(b"v1")), ("k2", Some(b"v2"))],
    };
    for (text, on_named, on_other, on_none) in [
        ("record.partition == 1", true, true, true),
        ("record.offset == 100", true, true, true),
        ("record.timestampMs == 1719590400000", true, true, true),
        (
            "has(record.valueAsText) && record.valueAsText == 'some text'",
            true,
            false,
            false,
        ),
        (
            "has(record.keyAsText) && record.keyAsText.matches(\".*[Ss]econd.*\")",
            false,
            true,
            false,
        ),
        (
            "has(record.valueAsText) && record.valueAsText.matches('^ERROR$')",
            false,
            false,
            false,
        ),
        (
            "has(record.key.name.first) && record.key.name.first == 'user1'",
            true,
            false,
            false,
        ),
        (
            "record.headers.size() == 1 && !has(record.headers.k1) && record.headers['k2'] == 'v2'",
            true,
            false,
            false,
        ),
        (
            "record.headers.size() == 2 && record.headers['k1'] == 'v1'",
            false,
            true,
            false,
        ),
        (
            "!has(record.headers) || record.headers.size() == 0",
            false,
            false,
            true,
        ),
        ("!has(record.key)", false, false, true),
        ("!has(record.valueAsText)", false, false, true),
        ("record.value == \"some text\"", true, false, false),
    ] {
        let found = [&named, &other, &NONE].map(|made| holds(text, made));
        assert_eq!(found, [on_named, on_other, on_none], "{text}");
    }
    let nested = value(r#"{ "field": { "inner": null } }"#);
    assert!(holds("record.value.field.inner == null", &nested));
    assert!(!holds("record.value.field.inner != null", &nested));
    let encoded = value("test.b3JkZXItNDI=");
    let decode = "string(base64.decode(record.value.split('.')[1])).contains('order-42')";
    assert!(holds(decode, &encoded));
}

#[test]
fn numbers_are_exact_and_lists_can_be_searched() {
    let order = value(
        r#"{"id":9007199254740993,"huge":18446744073709551615,"total":12.5,"lines":[{"q":2},{"q":7}],"tags":[]}"#,
    );
    for text in [
        "record.value.id == 9007199254740993",
        "record.value.id != 9007199254740992",
        "record.value.huge == 18446744073709551615u",
        "record.value.total > 12",
        "record.value.lines.exists(line, line.q > 5)",
        "record.value.lines.filter(line, line.q > 5).size() == 1",
        "size(record.value.tags) == 0",
        "record.value.id + 1 > record.value.id",
        "record.timestamp > timestamp('2024-06-01T00:00:00Z')",
        "record.topic.endsWith('.DLT') && record.size > 50",
        "record['offset'] == 100",
    ] {
        assert!(holds(text, &order), "{text}");
    }
}

#[test]
fn headers_keep_order_duplicates_and_nulls_in_their_list() {
    let made = Made {
        headers: &[
            ("tag", Some(b"a")),
            ("tag", Some(b"b")),
            ("empty", None),
            ("kafka_dlt-original-partition", Some(&[0, 0, 0, 3])),
        ],
        ..NONE
    };
    for text in [
        "record.headers.tag == 'b'",
        "record.headers.empty == null",
        "record.headerList.map(h, h.name) == ['tag', 'tag', 'empty', 'kafka_dlt-original-partition']",
        "record.headerList[0].value == 'a'",
        "record.headers['kafka_dlt-original-partition'] == '3'",
    ] {
        assert!(holds(text, &made), "{text}");
    }
}

#[test]
fn the_failure_is_a_variable() {
    let made = Made {
        headers: &[
            (
                "kafka_dlt-exception-fqcn",
                Some(b"java.lang.IllegalStateException"),
            ),
            ("kafka_dlt-exception-message", Some(b"boom")),
            ("kafka_dlt-original-topic", Some(b"orders")),
            ("kafka_dlt-original-partition", Some(&[0, 0, 0, 3])),
            (
                "kafka_dlt-original-offset",
                Some(&[0, 0, 0, 0, 0, 0, 4, 18]),
            ),
            ("kafka_dlt-original-consumer-group", Some(b"billing")),
        ],
        ..NONE
    };
    for text in [
        "dlt.exception == 'java.lang.IllegalStateException' && dlt.message == 'boom'",
        "dlt.dialect == 'spring-dlt' && dlt.group == 'billing'",
        "dlt.originalTopic == 'orders' && dlt.originalPartition == 3 && dlt.originalOffset == 1042",
        "dlt.fingerprint.startsWith('f1-') && dlt.category == 'bug'",
        "!has(dlt.attempts) && !has(dlt.originalTimestamp)",
    ] {
        assert!(holds(text, &made), "{text}");
    }
    assert!(!holds("has(dlt.exception)", &NONE));
}

#[test]
fn only_what_is_named_is_read() {
    fn written(wanted: &names::Wanted) -> String {
        match wanted {
            names::Wanted::All => "*".to_owned(),
            names::Wanted::Members(members) => {
                let members = members.iter();
                let members: Vec<_> = members
                    .map(|(name, wanted)| format!("{name}{}", written(wanted)))
                    .collect();
                format!("({})", members.join(" "))
            }
        }
    }
    let cases = [
        ("record.partition == 1", "(partition*)", "()"),
        (
            "record.value.a.b == 1 && record['value'].c > 2",
            "(value(a(b*) c*))",
            "()",
        ),
        ("record.value.a == 1 && record.value == 2", "(value*)", "()"),
        ("record.value == 2 && record.value.a == 1", "(value*)", "()"),
        ("has(record.value.a.b)", "(value(a(b*)))", "()"),
        (
            "record.headers['x'] == dlt.message",
            "(headers(x*))",
            "(message*)",
        ),
        ("'x' in record.headers", "(headers*)", "()"),
        (
            "record.headers[record.keyAsText] == 'x'",
            "(headers* keyAsText*)",
            "()",
        ),
        (
            "record.value.items.exists(i, i.price > 2)",
            "(value(items*))",
            "()",
        ),
        ("record.value.items[0].price > 2", "(value(items*))", "()"),
        (
            "record.headerList.exists(h, h.name == 'a') || record.keyAsText.contains('b')",
            "(headerList* keyAsText*)",
            "()",
        ),
        ("size(record) > 1", "*", "()"),
        ("dlt.exists(name, name == 'group')", "()", "*"),
    ];
    for (text, record, dlt) in cases {
        let expression: Expression = text.parse().unwrap();
        let names = &expression.names;
        let seen = (written(&names.record), written(&names.dlt));
        assert_eq!(seen, (record.to_owned(), dlt.to_owned()), "{text}");
    }
}

#[test]
fn what_is_passed_over_changes_no_answer() {
    let values = [
        None,
        Some("text"),
        Some("{}"),
        Some(r#"{"a":1}"#),
        Some(r#"{"a":{"b":[1,{"c":"x"}],"d":null},"e":18446744073709551615,"f":-1.5,"g":true}"#),
        Some(r#"{"a":{"b":2},"a":{"b":3}}"#),
        Some(r#"{"a":"\u00e9","\u0061":2}"#),
        Some(r#"{"a":1} x"#),
        Some(r#"{"a":1,}"#),
        Some(r#"[{"a":1}]"#),
    ];
    let expressions = [
        "record.value.a == 1",
        "record.value.a.b == 3",
        "record.value['a'].b[1].c == 'x'",
        "has(record.value.a) && has(record.value.a.b)",
        "has(record.value.a.d) && record.value.a.d == null",
        "record.value.e > 1u || record.value.f < 0.0",
        "record.value.g",
        "record.value == 'text'",
        "record.value.a.b.exists(x, x == 1)",
        "size(record.value) == 1 && has(record.value.a)",
        "record.headers.k == 'v' || record.headers['n'] == null",
        "has(record.headers.k) && size(record.headers) == 2",
    ];
    let headers: &[(&str, Option<&[u8]>)] = &[("k", Some(b"v")), ("n", None), ("k", Some(b"w"))];
    let kinds = KindReader::default();
    for value in values {
        let made = Made {
            value,
            headers,
            ..NONE
        };
        let record = made.record();
        let letter = DeadLetterView::new(record.view());
        for text in expressions {
            let expression: Expression = text.parse().unwrap();
            let whole = Expression {
                names: Names {
                    record: names::Wanted::All,
                    dlt: names::Wanted::All,
                },
                ..expression.clone()
            };
            let (pruned, whole) = (
                expression.evaluate(&letter, &kinds),
                whole.evaluate(&letter, &kinds),
            );
            assert_eq!(
                format!("{pruned:?}"),
                format!("{whole:?}"),
                "{text} of {value:?}"
            );
        }
    }
}

#[test]
fn what_records_do_not_have_is_told() {
    let asked = asked("record.value.amont > 5 && record.value.currency == 'EUR'");
    for text in [
        r#"{"amount":1,"currency":"EUR"}"#,
        r#"{"amont":7,"currency":"EUR"}"#,
        r#"{"amont":"x","currency":"EUR"}"#,
    ] {
        let record = value(text).record();
        asked.accepts(&DeadLetterView::new(record.view()));
    }
    asked.check().unwrap();
    insta::assert_snapshot!(asked.notes().join("\n"), @r"
    --where: 1 of 3 records had no field `amont`
    --where: 1 of 3 records could not be decided: found no matching overload for '_>_' applied to '(string, int)'
    ");
}

#[test]
fn a_name_that_a_record_made_up_reaches_no_terminal() {
    let asked = asked("record.value[record.keyAsText] == 1");
    let made = Made {
        key: Some("\u{1b}[31mred\u{202e}"),
        value: Some("{}"),
        ..NONE
    };
    let record = made.record();
    assert!(!asked.accepts(&DeadLetterView::new(record.view())));
    let told = asked.notes().join("\n");
    assert!(told.contains("had no field"), "{told}");
    assert!(!told.contains(['\u{1b}', '\u{202e}']), "{told:?}");
}

#[test]
fn what_is_no_condition_is_refused() {
    let told = ["record.partition", "nothing.there == 1"].map(|text| {
        let asked = asked(text);
        let record = NONE.record();
        assert!(!asked.accepts(&DeadLetterView::new(record.view())));
        asked.check().unwrap_err().to_string()
    });
    insta::assert_snapshot!(told.join("\n"), @r"
    --where `record.partition`: it is neither true nor false: its type is int
    --where `nothing.there == 1`: there is nothing named `nothing`
    ");
}

#[test]
fn mistakes_are_shown_at_their_place() {
    let deep = format!("{}1{}", "(".repeat(70), ")".repeat(70));
    let negations = "!".repeat(1000) + "true";
    let long = format!("record.offset == {}", "1".repeat(5000));
    let told = [
        "record.key == 'a' ||",
        "record.valu == 1",
        "dlt.exeption == 'x'",
        "dlt.nothing == 1",
        "",
        "a b",
        &deep,
        &negations,
        &long,
    ]
    .map(|text| {
        let error = text.parse::<Expression>().unwrap_err();
        format!("{error} | {}", error.next_step().unwrap_or_default())
    });
    insta::assert_snapshot!(told.join("\n"), @r"
    this is no expression in CEL: Syntax error: mismatched input '<EOF>'
    record.key == 'a' ||
                        ^ | 
    there is no `record.valu` | did you mean `record.value`?
    there is no `dlt.exeption` | did you mean `dlt.exception`?
    there is no `dlt.nothing` | there are dialect, exception, rootCause, message, stacktrace, originalTopic, originalPartition, originalOffset, originalTimestamp, group, attempts, fingerprint, category
    this is no expression in CEL: it is empty | 
    this is no expression in CEL: Syntax error: extraneous input 'b'
    a b
      ^ | 
    this is no expression in CEL: it is nested more than 64 deep | 
    this is no expression in CEL: it is nested more than 64 deep | 
    this is no expression in CEL: it is longer than 4096 bytes | 
    ");
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn any_text_is_an_expression_or_an_error(text in "[a-z.()\\[\\]{}'\"0-9 !&|=<>?:+*/%-]{0,60}") {
            let _ = text.parse::<Expression>();
        }

        #[test]
        fn any_bytes_can_be_asked_about(value in proptest::collection::vec(any::<u8>(), 0..60)) {
            let asked = asked("record.value.a == 1 || record.keyAsText == 'x' || size(record.headers) > 3");
            let topic = Arc::from("t");
            let envelope = Envelope {
                topic: &topic,
                partition: 0,
                offset: 0,
                leader_epoch: None,
                timestamp: None,
                key: Some(&value),
                value: Some(&value),
            };
            let record = Record::from_parts(envelope, Vec::new());
            let _ = asked.accepts(&DeadLetterView::new(record.view()));
            prop_assert!(asked.check().is_ok());
        }
    }
}

/// Headers that differ in all that may make a difference: order, repetition, null and empty, names that are not UTF-8, and
/// bytes that look like the end of one and the beginning of another.
fn some_headers() -> impl Strategy<Value = Vec<Header>> {
    let name = prop::sample::select(vec![&b"a"[..], b"b", b"\xff", b"ab", b"a\0"]);
    let value = prop::option::of(prop::sample::select(vec![
        &b""[..],
        b"b",
        b"1",
        b"\xff",
        b"\x01\0\0\0\0\0\0\0a",
    ]));
    let header = (name, value).prop_map(|(name, value)| Header::new(name, value.map(Box::from)));
    prop::collection::vec(header, 0..5)
}

proptest! {
    #[test]
    fn what_is_remembered_is_what_would_be_answered(
        text in prop::sample::select(vec![
            "record.headers['a'] == 'b'",
            "has(record.headers.a) && record.headers.a == ''",
            "record.headers['a'] == null || 'b' in record.headers",
            "record.headers['\u{fffd}'] == record.headers['b']",
            "record.headers['a'].size() > 0",
        ]),
        records in prop::collection::vec(some_headers(), 1..20),
    ) {
        let remembering = asked(text);
        for headers in records {
            let made = NONE.record();
            let record = Record::from_parts(made.view().envelope, headers);
            let letter = DeadLetterView::new(record.view());
            let fresh = asked(text);
            prop_assert_eq!(remembering.accepts(&letter), fresh.accepts(&letter));
        }
    }
}

#[test]
fn only_answers_that_headers_alone_give_are_remembered() {
    let remembers = |text: &str| asked(text).remembered.is_some();
    assert!(remembers("record.headers['a'] == record.headers.b"));
    for text in [
        "record.headers.size() == 1",
        "record.headers[record.keyAsText] == 'b'",
        "record.headers['a'] == record.keyAsText",
        "record.headers['a'] == 'b' && dlt.exception == 'c'",
        "record.size > 1",
        "true",
    ] {
        assert!(!remembers(text), "{text}");
    }
}

#[test]
fn records_whose_answer_was_known_are_counted() {
    let expression = asked("record.headers.a == 'b' || record.headers.c == 'd'");
    let known = Made {
        headers: &[("a", Some(b"b"))],
        ..NONE
    };
    let lacking = Made {
        headers: &[("a", Some(b"x"))],
        ..NONE
    };
    for made in [&known, &known, &lacking, &lacking, &lacking] {
        let record = made.record();
        expression.accepts(&DeadLetterView::new(record.view()));
    }
    assert_eq!(
        expression.notes(),
        ["--where: 3 of 5 records had no field `c`"]
    );
}
