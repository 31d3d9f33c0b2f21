//! Redacted records: what is written of them, and that it is read back as what it is.

use super::*;
use crate::redaction::{REDACTED, Redaction};

fn masked(record: &Record, rules: &[&str], view: &View) -> String {
    let rules = rules.iter().map(|rule| rule.parse().unwrap()).collect();
    let letter = DeadLetterView::new(record.view());
    let copy = Redaction::new(rules).apply(&letter).unwrap();
    let mut out = Vec::new();
    let letter = DeadLetterView::masked(&copy, &letter);
    assert_eq!(
        write(&letter, &identity(), view, &mut out),
        Fidelity::Redacted
    );
    String::from_utf8(out).unwrap()
}

fn again(read: &ReadRecord, view: &View) -> String {
    let mut out = Vec::new();
    let letter = DeadLetterView::new(read.record.view());
    assert_eq!(
        write(&letter, &identity(), view, &mut out),
        Fidelity::Redacted
    );
    String::from_utf8(out).unwrap()
}

#[test]
fn what_is_withheld_is_said_and_read_back() {
    let record = made(
        Some(b"anna"),
        Some(b"{ \"email\": \"anna@example.com\", \"cents\": 12.50 }"),
        &[
            (b"x-user", Some(b"anna")),
            (b"m", Some(b"no anna@example.com")),
            (b"n", None),
        ],
    );
    let rules = ["$.email", "key", "header:x-*"];
    let raw = View::default();
    let text = masked(&record, &rules, &raw);
    for expected in [
        r#""leader_epoch":0,"redacted":true,"digest":null,"#,
        r#","key":{"redacted":true},"value":{"redacted":true,"format":"json","data":{"email":"[redacted]","cents":12.50}},"#,
        r#""headers":[{"name":"x-user","redacted":true},{"name":"m","redacted":true,"text":"no [redacted]"},{"name":"n","null":true}]"#,
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    let read = read_line(text.as_bytes()).unwrap();
    assert!(read.is_redacted() && !read.edited());
    assert_eq!(read.claimed, None);
    assert_eq!(again(&read, &raw), text);
    let view = read.record.view();
    assert_eq!(view.envelope.key, Some(REDACTED.as_bytes()));
    // The view for people is beside it, and goes through as well.
    let decoded = View {
        decode: true,
        kinds: None,
    };
    let text = masked(&record, &rules, &decoded);
    assert!(
        text.contains(r#""key":{"redacted":true,"format":"text"}"#),
        "{text}"
    );
    let read = read_line(text.as_bytes()).unwrap();
    assert_eq!(again(&read, &decoded), text);
}

#[test]
fn every_record_of_the_corpus_can_be_masked() {
    for record in corpus() {
        let rules = [
            "value",
            "key",
            "header:*",
            "$..id",
            "key:$.a",
            "$.customer.email",
        ];
        for rules in [&rules[..3], &rules[3..], &rules[..]] {
            let rules = rules.iter().map(|rule| rule.parse().unwrap()).collect();
            let letter = DeadLetterView::new(record.view());
            let Some(copy) = Redaction::new(rules).apply(&letter) else {
                continue;
            };
            let letter = DeadLetterView::masked(&copy, &letter);
            for decode in [false, true] {
                let view = View {
                    decode,
                    kinds: None,
                };
                let mut out = Vec::new();
                assert_eq!(
                    write(&letter, &identity(), &view, &mut out),
                    Fidelity::Redacted
                );
                let read = read_line(&out).unwrap();
                assert!(read.is_redacted() && !read.edited());
                if !decode {
                    let said: serde_json::Value = serde_json::from_slice(&out).unwrap();
                    let once_more: serde_json::Value =
                        serde_json::from_str(&again(&read, &view)).unwrap();
                    for field in ["key", "value", "headers", "digest", "redacted"] {
                        assert_eq!(once_more[field], said[field], "{}", record.record_ref());
                    }
                }
            }
        }
    }
}

#[test]
fn what_claims_to_be_redacted_is_never_whole() {
    let least = r#"{"v":1,"redacted":true,"topic":"t","partition":0,"offset":5,"key":{"null":true},"value":{"text":"x"},"headers":[]}"#;
    assert!(read_line(least.as_bytes()).unwrap().is_redacted());
    let in_part = least
        .replace("\"redacted\":true,\"topic", "\"topic")
        .replace(r#"{"text":"x"}"#, r#"{"redacted":true}"#);
    assert!(read_line(in_part.as_bytes()).unwrap().is_redacted());
    // The control.
    let whole = least.replace("\"redacted\":true", "\"redacted\":false");
    assert!(!read_line(whole.as_bytes()).unwrap().is_redacted());
    let both = least.replace(r#"{"text":"x"}"#, r#"{"redacted":true,"text":"x"}"#);
    let error = read_line(both.as_bytes()).unwrap_err().to_string();
    assert!(
        error.contains("`value` is redacted and has bytes"),
        "{error}"
    );
}
