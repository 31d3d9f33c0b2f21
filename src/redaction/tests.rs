//! What is masked is gone, everything else is there, and both are seen.

mod paths;
mod properties;

use super::*;
use crate::dead_letter::DeadLetterView;
use crate::payload::{Json, Part, ProblemKind, Shown};
use crate::record::{Envelope, Header, Record};

/// What must not be seen.
const SECRET: &str = "anna.secret@example.com";

fn rules(rules: &[&str]) -> Redaction {
    Redaction::new(rules.iter().map(|rule| rule.parse().unwrap()).collect())
}

fn record(key: Option<&[u8]>, value: Option<&[u8]>, headers: &[(&str, &[u8])]) -> Record {
    let topic = "orders.DLT".into();
    let envelope = Envelope {
        topic: &topic,
        partition: 0,
        offset: 5,
        leader_epoch: None,
        timestamp: None,
        key,
        value,
    };
    let headers = headers
        .iter()
        .map(|(name, value)| Header::new(name.as_bytes(), Some((*value).into())));
    Record::from_parts(envelope, headers.collect())
}

/// Applies rules; the debug form of the copy holds all of its bytes.
fn applied(record: &Record, rules: &[&str]) -> Option<Record> {
    self::rules(rules).apply(&DeadLetterView::new(record.view()))
}

fn text(record: &Record) -> String {
    let view = record.view();
    let mut all = Vec::new();
    for bytes in [view.envelope.key, view.envelope.value] {
        all.push(bytes.unwrap_or_default());
    }
    let headers: Vec<_> = view.headers.iter().collect();
    for header in &headers {
        all.push(header.name);
        all.push(header.value.unwrap_or_default());
    }
    let all: Vec<String> = all
        .iter()
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .collect();
    all.join("\n")
}

#[test]
fn a_record_that_no_rule_touches_is_not_copied() {
    let record = record(
        Some(br#"{"id":1}"#),
        Some(br#"{"a":"order"}"#),
        &[("h", b"x")],
    );
    assert!(applied(&record, &[]).is_none());
    assert!(applied(&record, &["$.b", "key:a.b", "header:y"]).is_none());
    // The control: those that do touch it.
    for rule in ["$.a", "key", "header:h", "value"] {
        assert!(applied(&record, &[rule]).is_some(), "{rule}");
    }
    // There is nothing to see in null and in no byte.
    let nothing = self::record(None, Some(b""), &[]);
    assert!(applied(&nothing, &["value", "key"]).is_none());
}

#[test]
fn headers_quote_nothing_that_is_masked() {
    let value = format!(r#"{{"email":"{SECRET}","card":4111222233334444,"note":"say \"hi\""}}"#);
    let bytes: Vec<String> = value.bytes().map(|byte| byte.to_string()).collect();
    let go = format!("got [{}] ", bytes.join(" "));
    let list = format!(
        "Can't deserialize data [[{}]] from topic [orders]",
        bytes.join(", ")
    );
    let jackson = format!(
        "Unexpected character\n at [Source: (String)\"{value}\"[truncated 12 chars]; line: 1, column: 7]\n\tat com.acme.A.on(A.java:1)"
    );
    let cut = format!("x [Source: (byte[])\"{}", &value[..20]);
    let escaped = serde_json::to_string(&value).unwrap();
    let headers: Vec<(&str, &[u8])> = vec![
        ("message", list.as_bytes()),
        ("go", go.as_bytes()),
        ("trace", jackson.as_bytes()),
        ("cut", cut.as_bytes()),
        (
            "plain",
            b"no customer anna.secret@example.com, card 4111222233334444, say \"hi\"",
        ),
        ("escaped", escaped.as_bytes()),
        (
            "springDeserializerExceptionValue",
            b"\xac\xed\x00\x05 anything",
        ),
        ("other", b"com.acme.OrderException"),
    ];
    let record = record(Some(b"order-1"), Some(value.as_bytes()), &headers);
    assert!(text(&record).contains(SECRET));
    let masked = applied(&record, &["$.email", "$.card", "$.note"]).unwrap();
    let seen = text(&masked);
    for secret in [
        SECRET,
        "4111222233334444",
        "anna",
        &bytes[..8].join(", "),
        &bytes[..8].join(" "),
        "anything",
    ] {
        assert!(!seen.contains(secret), "{secret}: {seen}");
    }
    assert!(
        seen.contains("com.acme.OrderException") && seen.contains("order-1"),
        "{seen}"
    );
    assert!(seen.contains("\tat com.acme.A.on(A.java:1)"), "{seen}");
    assert!(
        seen.contains("[Source: (String)\"[redacted]\"; line: 1, column: 7]"),
        "{seen}"
    );
    let view = masked.view();
    let marks: Vec<_> = (0..8).map(|at| view.withheld.unwrap().header(at)).collect();
    assert_eq!(marks[6], HeaderMark::Withheld);
    assert_eq!(marks[7], HeaderMark::Kept);
    assert!(
        marks[..6].iter().all(|mark| *mark == HeaderMark::Changed),
        "{marks:?}"
    );
}

#[test]
fn what_no_path_can_be_followed_in_is_withheld() {
    let broken = format!("{{\"email\":\"{SECRET}\",");
    let binary = [b"\x00\x00\x00\x00\x07.", SECRET.as_bytes(), b"\x02\xff"].concat();
    let deep = format!("{}\"{SECRET}\"{}", "[".repeat(200), "]".repeat(200));
    let escaped: Vec<_> = SECRET
        .bytes()
        .map(|byte| format!("\\u{byte:04x}"))
        .collect();
    let escaped = escaped.concat();
    let escaped = format!("{{\"email\":\"{escaped}\",");
    for value in [
        escaped.as_bytes(),
        broken.as_bytes(),
        SECRET.as_bytes(),
        &binary,
        deep.as_bytes(),
    ] {
        let message = format!("cannot read {SECRET} there");
        let record = record(
            None,
            Some(value),
            &[("kafka_dlt-exception-message", message.as_bytes())],
        );
        let letter = DeadLetterView::new(record.view());
        let copy = rules(&["$.customer.email"]).apply(&letter).unwrap();
        let masked = DeadLetterView::masked(&copy, &letter);
        assert!(!text(&copy).contains("secret"), "{}", text(&copy));
        assert_eq!(masked.record().envelope.value, Some(REDACTED.as_bytes()));
        let payload = masked.part(Part::Value);
        assert!(matches!(payload.shown(), Shown::Text(REDACTED)));
        assert_eq!(payload.format(), letter.part(Part::Value).format());
        assert_eq!(masked.size(Part::Value), Some(value.len()));
        if let Some(problem) = masked.problem(Part::Value) {
            assert_eq!(problem.kind, letter.problem(Part::Value).unwrap().kind);
            assert_eq!(
                (problem.detail.as_deref(), problem.path.as_deref()),
                (None, None)
            );
            assert!(problem.text.starts_with(problem.kind.name()));
        }
        let steps = format!("{:?}", masked.explain(Part::Value));
        assert!(
            steps.contains("redacted") && !steps.contains("secret"),
            "{steps}"
        );
    }
    let record = record(None, Some(broken.as_bytes()), &[]);
    let problem = DeadLetterView::new(record.view())
        .problem(Part::Value)
        .unwrap()
        .into_owned();
    assert_eq!(problem.kind, ProblemKind::Json);
    // The control: it quotes.
    assert!(problem.detail.unwrap().contains("example.com"));
}

#[test]
fn the_kind_is_that_of_the_record_and_its_texts_are_not() {
    let message = format!("no customer {SECRET} in status ACTIVE");
    let trace =
        format!("java.lang.IllegalStateException: {message}\n\tat com.acme.Shop.on(Shop.java:7)\n");
    let value = format!(r#"{{"email":"{SECRET}","status":"ACTIVE"}}"#);
    let headers: Vec<(&str, &[u8])> = vec![
        (
            "kafka_dlt-exception-fqcn",
            b"java.lang.IllegalStateException",
        ),
        ("kafka_dlt-exception-message", message.as_bytes()),
        ("kafka_dlt-exception-stacktrace", trace.as_bytes()),
    ];
    let record = record(None, Some(value.as_bytes()), &headers);
    let letter = DeadLetterView::new(record.view());
    let kinds = crate::kind::KindReader::default();
    let before = kinds.of(&letter).unwrap();
    let copy = rules(&["$.email", "$.status"]).apply(&letter).unwrap();
    let masked = DeadLetterView::masked(&copy, &letter);
    let after = kinds.of(&masked).unwrap();
    assert_eq!(after.fingerprint, before.fingerprint);
    assert_eq!(after.categorised, before.categorised);
    assert!(format!("{:?}", before.evidence).contains("ACTIVE"));
    assert!(!format!("{after:?}").contains("ACTIVE"), "{after:?}");
    assert_eq!(
        masked.failure().message.value().unwrap(),
        "no customer [redacted] in status [redacted]"
    );
}

#[test]
fn masking_twice_hides_both() {
    let value = format!(r#"{{"a":"first","b":"second","c":"{SECRET}"}}"#);
    let record = record(
        Some(b"key-one"),
        Some(value.as_bytes()),
        &[("h", b"x"), ("i", b"first")],
    );
    let once = applied(&record, &["$.a", "header:h"]).unwrap();
    let twice = applied(&once, &["$.b", "key"]).unwrap();
    let seen = text(&twice);
    assert!(
        !seen.contains("first") && !seen.contains("second") && !seen.contains("key-one"),
        "{seen}"
    );
    assert!(seen.contains(SECRET));
    let view = twice.view();
    let withheld = view.withheld.unwrap();
    assert_eq!(
        (withheld.header(0), withheld.header(1)),
        (HeaderMark::Withheld, HeaderMark::Changed)
    );
    assert_eq!(withheld.value.as_ref().unwrap().size, Some(value.len()));
}
