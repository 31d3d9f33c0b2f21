//! YAML as it is written, and what it reads back as.

use proptest::prelude::*;
use yaml_rust2::{Yaml, YamlLoader};

use super::*;
use crate::dead_letter::DeadLetterView;
use crate::envelope::{self, Identity, View, samples};

fn yaml(json: &str) -> String {
    let mut out = Vec::new();
    push(json.as_bytes(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Tells whether another reader of YAML reads what JSON says.
fn same(yaml: &Yaml, json: &serde_json::Value) -> bool {
    match (yaml, json) {
        (Yaml::Null, serde_json::Value::Null) => true,
        (Yaml::Boolean(one), serde_json::Value::Bool(other)) => one == other,
        (Yaml::Integer(one), serde_json::Value::Number(other)) => other.as_i64() == Some(*one),
        // That reader has no unsigned numbers.
        (Yaml::Real(one), serde_json::Value::Number(other)) => {
            one.parse::<u64>().ok() == other.as_u64() && one.parse::<f64>().ok() == other.as_f64()
        }
        (Yaml::String(one), serde_json::Value::String(other)) => one == other,
        (Yaml::Array(one), serde_json::Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Yaml::Hash(one), serde_json::Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|((name, one), (key, other))| {
                    name.as_str() == Some(key) && same(one, other)
                })
        }
        _ => false,
    }
}

fn is_read_back(json: &str) -> bool {
    let text = yaml(json);
    let read = YamlLoader::load_from_str(&text).unwrap();
    same(&read[0], &serde_json::from_str(json).unwrap())
}

#[test]
fn people_can_read_it() {
    let json = r#"{"v":1,"no":"no","trace":"a.B: c\n\tat d.E(F.java:1)\nCaused by: g\n","open":"a\nb","list":[{"a":[]},{}],"n":null}"#;
    insta::assert_snapshot!(yaml(json), @r##"
    v: 1
    "no": "no"
    trace: |
      a.B: c
      	at d.E(F.java:1)
      Caused by: g
    open: |-
      a
      b
    list:
    - a: []
    - {}
    "n": null
    "##);
    let mut list = Vec::new();
    push_element(br#"{"v":1,"k":{"x":true}}"#, &mut list).unwrap();
    push_element(b"2", &mut list).unwrap();
    assert_eq!(list, b"- v: 1\n  k:\n    x: true\n- 2\n");
}

#[test]
fn text_that_looks_like_something_else_stays_text() {
    for text in [
        "no",
        "Yes",
        "on",
        "y",
        "N",
        "true",
        "null",
        "~",
        "",
        " ",
        "1e3",
        "0x1F",
        "0o17",
        "017",
        "1_000",
        "10:20:30",
        "0b1",
        ".5",
        "1.",
        "+1",
        "-0",
        ".inf",
        ".NaN",
        "2026-11-21",
        "2026-11-21T06:51:15.557Z",
        "=",
        "<<",
        "- a",
        "a: b",
        "a:",
        "a #b",
        "#a",
        "*a",
        "&a",
        "!a",
        "|",
        ">",
        "%a",
        "@a",
        "`a",
        "{a",
        "[a",
        "---",
        "...",
        "\ta",
        " a",
        "a ",
        "'",
        "\"",
        "\\",
        "a\r\nb",
        "\n",
        "\n\n",
        "a\n\n\n",
        "  a\nb",
        "\n a",
        "a \nb\t\n",
        "a\n  ",
        "---\na",
        "😀",
        "é",
    ] {
        let name = if text.contains(['\t', '\r', '\n']) {
            "name"
        } else {
            text
        };
        let json = serde_json::json!({ "value": text, "list": [text], name: 1 });
        assert!(
            is_read_back(&json.to_string()),
            "{text:?}: {}",
            yaml(&json.to_string())
        );
    }
}

#[test]
fn numbers_are_exact() {
    for (json, written) in [
        ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("18446744073709551615", "18446744073709551615"),
        ("18446744073709551616", "\"18446744073709551616\""),
        ("0.10000000000000000001", "\"0.10000000000000000001\""),
        ("1e400", "\"1e400\""),
        ("59.9", "59.9"),
        ("0.0", "0.0"),
        ("1e-400", "\"1e-400\""),
    ] {
        assert_eq!(yaml(json), format!("{written}\n"));
    }
}

#[test]
fn what_no_mapping_can_hold_is_its_json_text() {
    for json in [
        "{\"a\":1,\"a\":2}",
        "{\"a\\u202e\":1}",
        "{\"a\\n\":1}",
        "\"\\ud800\"",
    ] {
        let read = YamlLoader::load_from_str(&yaml(json)).unwrap();
        assert_eq!(read[0].as_str(), Some(json));
    }
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    let inner = format!("{}1{}", "[".repeat(36), "]".repeat(36));
    assert!(
        yaml(&deep).contains(&format!("\"{inner}\"")),
        "{}",
        yaml(&deep)
    );
}

#[test]
fn a_terminal_gets_no_control_character_and_nothing_is_lost() {
    let record = samples::hostile();
    let letter = DeadLetterView::new(record.view());
    let mut json = Vec::new();
    let view = View {
        decode: true,
        ..View::default()
    };
    let _fidelity = envelope::write(&letter, &Identity::default(), &view, &mut json);
    let mut out = Vec::new();
    push_element(&json, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let bad = |char: &char| is_hostile(*char) && !['\n', '\t'].contains(char);
    assert_eq!(text.chars().find(bad), None, "{text}");
    let read = YamlLoader::load_from_str(&text).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    for field in ["key", "headers", "dead_letter", "ref"] {
        assert!(same(&read[0][0][field], &json[field]), "{field}: {text}");
    }
    assert_eq!(
        read[0][0]["value"]["text"].as_str(),
        json["value"]["text"].as_str()
    );
}

#[test]
fn every_genuine_record_is_read_back() {
    for record in samples::captured("4.1.1") {
        let letter = DeadLetterView::new(record.view());
        let mut json = Vec::new();
        let view = View {
            decode: true,
            ..View::default()
        };
        let _fidelity = envelope::write(&letter, &Identity::default(), &view, &mut json);
        assert!(is_read_back(std::str::from_utf8(&json).unwrap()));
    }
}

proptest! {
    #[test]
    fn any_text_is_read_back(text in "([a-z0-9:#'\"\\\\|>&*!%@ \t\n.~_+-]|\\PC|[\u{1b}\u{202e}\u{85}\r\u{2028}]){0,16}") {
        let json = serde_json::json!({ "value": text, "list": [text, [text]] }).to_string();
        prop_assert!(is_read_back(&json), "{}", yaml(&json));
    }
}
