use std::time::{Duration, Instant};

use super::*;
use crate::payload::{Language, Reference, SchemaText};

fn schema_text(text: &str, references: &[(&str, &str)]) -> SchemaText {
    let references = references.iter();
    SchemaText {
        language: Language::Json,
        text: text.to_owned(),
        references: references
            .map(|(name, text)| Reference {
                name: (*name).to_owned(),
                text: (*text).to_owned(),
            })
            .collect(),
    }
}

fn violations(schema: &str, json: &str) -> Vec<(String, String)> {
    let schema = Schema::parse(&schema_text(schema, &[])).unwrap();
    let found = match schema.violations(json.as_bytes(), 10) {
        Ok(found) => found,
        Err(why) => return vec![(String::new(), why.to_string())],
    };
    found
        .into_iter()
        .map(|violation| (violation.path, violation.why))
        .collect()
}

fn why(schema: &str, json: &str) -> String {
    let found = violations(schema, json);
    found
        .into_iter()
        .map(|(path, why)| format!("{path}: {why}"))
        .collect::<Vec<_>>()
        .join("; ")
}

const ORDER: &str = r#"{"type":"object","required":["id","lines"],"additionalProperties":false,"properties":{
    "id":{"type":"string","pattern":"^o-[0-9]+$"},
    "lines":{"type":"array","items":{"type":"object","properties":{"price":{"type":"number","minimum":0}}}},
    "status":{"enum":["NEW","PAID"]},"count":{"type":"integer","maximum":18446744073709551615}}}"#;

#[test]
fn says_where_and_why() {
    assert_eq!(
        why(
            ORDER,
            r#"{"id":"o-1","lines":[{"price":1.5}],"status":"NEW"}"#
        ),
        ""
    );
    assert_eq!(
        why(
            ORDER,
            r#"{"id":"x","lines":[{"price":1},{"price":-2}],"status":"LOST","more":1}"#
        ),
        "/id: \"x\" does not match \"^o-[0-9]+$\"; /lines/1/price: -2 is less than the minimum of 0; \
         /status: \"LOST\" is not one of \"NEW\" or \"PAID\"; \
         : Additional properties are not allowed ('more' was unexpected)"
    );
    assert_eq!(
        why(ORDER, r#"{"id":"o-1"}"#),
        ": \"lines\" is a required property"
    );
    assert_eq!(why(ORDER, "[1]"), ": the list is not of type \"object\"");
    let schema = Schema::parse(&schema_text(ORDER, &[])).unwrap();
    assert_eq!(
        schema
            .violations(br#"{"id":1,"status":2}"#, 1)
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        schema
            .violations(br#"{"id":1,"status":2}"#, 0)
            .unwrap()
            .len(),
        0
    );
    assert_eq!(why(ORDER, "{"), ": not checked: no JSON");
}

#[test]
fn numbers_are_compared_exactly_or_not_at_all() {
    let largest = r#"{"id":"o-1","lines":[],"count":18446744073709551615}"#;
    assert_eq!(why(ORDER, largest), "");
    // As a double this would be the maximum, and valid.
    let beyond = r#"{"id":"o-1","lines":[],"count":18446744073709551616}"#;
    assert_eq!(
        why(ORDER, beyond),
        ": not checked: 18446744073709551616 has more digits than can be compared"
    );
    assert_eq!(why(r#"{"type":"integer"}"#, "-9223372036854775808"), "");
    assert!(why(r#"{"type":"integer"}"#, "-9223372036854775809").contains("not checked"));
    assert!(why("true", "1e400").contains("not checked: no JSON: number out of range"));
}

#[test]
fn payloads_do_not_flood_and_are_escaped() {
    let long = format!("\"{}\\u001b[31m\\u202e\"", "x".repeat(100_000));
    for json in [long.as_str(), "\"\\u001b[31m\\u202e\""] {
        let found = violations(r#"{"type":"object"}"#, json);
        assert_eq!(found.len(), 1);
        assert!(found[0].1.len() < 300, "{}", found[0].1.len());
        assert!(
            !found[0].1.chars().any(crate::sanitize::is_hostile),
            "{found:?}"
        );
    }
    let keys: Vec<String> = (0..5_000).map(|n| format!("\"\\u001b{n}\":1")).collect();
    let found = violations(
        r#"{"additionalProperties":{"type":"string"}}"#,
        &format!("{{{}}}", keys.join(",")),
    );
    assert_eq!(found.len(), 10);
    assert!(
        found
            .iter()
            .all(|(path, _)| !path.chars().any(crate::sanitize::is_hostile))
    );
    let found = violations(
        r#"{"additionalProperties":false}"#,
        &format!("{{{}}}", keys.join(",")),
    );
    assert!(found[0].1.len() < 300, "{found:?}");
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    assert_eq!(why("true", &deep), ": not checked: no JSON");
}

#[test]
fn the_draft_is_what_the_schema_says_else_draft_7() {
    // What stood beside `$ref` did not count in draft 7, and does since 2019-09.
    let beside = |says: &str| {
        format!(
            r##"{{{says}"definitions":{{"any":true}},"$ref":"#/definitions/any","type":"string"}}"##
        )
    };
    assert_eq!(why(&beside(""), "1"), "");
    assert_eq!(
        why(
            &beside(r#""$schema":"http://json-schema.org/draft-07/schema#","#),
            "1"
        ),
        ""
    );
    assert_eq!(
        why(&beside(r#""$schema":"http://example.com/mine","#), "1"),
        ""
    );
    for draft in ["2019-09", "2020-12"] {
        let says = format!(r#""$schema":"https://json-schema.org/draft/{draft}/schema","#);
        assert_eq!(why(&beside(&says), "1"), ": 1 is not of type \"string\"");
    }
    let four = r#"{"$schema":"http://json-schema.org/draft-04/schema#","maximum":1,"exclusiveMaximum":true}"#;
    assert_eq!(
        why(four, "1"),
        ": 1 is greater than or equal to the maximum of 1"
    );
}

#[test]
fn references_come_with_the_schema_and_from_nowhere_else() {
    let money =
        r#"{"type":"object","properties":{"currency":{"$ref":"deep.json#/definitions/code"}}}"#;
    let deep = r#"{"definitions":{"code":{"type":"string","maxLength":3}}}"#;
    let with_id = r#"{"$id":"https://acme.example/elsewhere.json","type":"string"}"#;
    for (main, name) in [
        (
            r#"{"properties":{"total":{"$ref":"money.json"}}}"#,
            "money.json",
        ),
        (
            r#"{"properties":{"total":{"$ref":"./money.json"}}}"#,
            "./money.json",
        ),
        (
            r#"{"$id":"https://acme.example/a/order.json","properties":{"total":{"$ref":"money.json"}}}"#,
            "money.json",
        ),
        (
            r#"{"properties":{"total":{"$ref":"https://acme.example/money.json"}}}"#,
            "https://acme.example/money.json",
        ),
        (
            r#"{"$id":"order.json","properties":{"total":{"$ref":"money.json#"}}}"#,
            "money.json",
        ),
    ] {
        let text = schema_text(
            main,
            &[("deep.json", deep), ("unused", with_id), (name, money)],
        );
        let schema = Schema::parse(&text).unwrap();
        assert_eq!(
            schema.violations(br#"{"total":{"currency":"EUR"}}"#, 9),
            Ok(vec![])
        );
        let found = schema
            .violations(br#"{"total":{"currency":"EURO"}}"#, 9)
            .unwrap();
        assert_eq!(found[0].path, "/total/currency", "{main}");
    }
    let by_id = schema_text(
        r#"{"$ref":"https://acme.example/elsewhere.json"}"#,
        &[("unused", with_id)],
    );
    assert_eq!(
        Schema::parse(&by_id)
            .unwrap()
            .violations(b"1", 9)
            .unwrap()
            .len(),
        1
    );

    // Neither a file that there is nor a server that listens is asked.
    let file = std::env::temp_dir().join(format!("dltctl-json-schema-{}.json", std::process::id()));
    std::fs::write(&file, "true").unwrap();
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    server.set_nonblocking(true).unwrap();
    let port = server.local_addr().unwrap().port();
    for uri in [
        format!("file://{}", file.display()),
        file.display().to_string(),
        format!("http://127.0.0.1:{port}/schema.json"),
        "other.json".to_owned(),
        "ftp://127.0.0.1/x".to_owned(),
    ] {
        let why = Schema::parse(&schema_text(&format!(r#"{{"$ref":"{uri}"}}"#), &[])).unwrap_err();
        assert!(why.contains("retrieving it failed"), "{why}");
    }
    assert!(server.accept().is_err(), "someone asked");
    // The control: it is noticed when someone asks.
    let _client = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    server.set_nonblocking(false).unwrap();
    server.accept().unwrap();
    std::fs::remove_file(&file).unwrap();
}

#[test]
fn schemas_that_are_none_are_refused() {
    for (text, expected) in [
        ("{", "the schema is no JSON: "),
        (r#"{"type":"strin"}"#, "/type: "),
        (r#"{"pattern":"("}"#, "/pattern: "),
        (
            r##"{"$ref":"#/nowhere"}"##,
            "Pointer '/nowhere' does not exist",
        ),
        (r##"{"const":{"$ref":"#"}}"##, "a reference in \"const\""),
    ] {
        let why = Schema::parse(&schema_text(text, &[])).unwrap_err();
        assert!(why.starts_with(expected), "{text}: {why}");
        assert!(
            why.len() < 400 && !why.chars().any(crate::sanitize::is_hostile),
            "{why}"
        );
    }
    let long = format!("\"{}\"", "x".repeat(5 << 20));
    assert!(
        Schema::parse(&schema_text(&long, &[]))
            .unwrap_err()
            .contains("bytes of text")
    );
}

/// What is compared as it is stays as it is, although keywords are added to schemas.
#[test]
fn counting_changes_no_verdict() {
    let schema = r#"{"properties":{"const":{"type":"string"},"a":{"const":{"x":{"y":1}}},"b":{"enum":[{"x":1}]},
        "properties":{"properties":{"enum":{"type":"integer"}},"additionalProperties":false}},"additionalProperties":false}"#;
    assert_eq!(
        why(
            schema,
            r#"{"const":"s","a":{"x":{"y":1}},"b":{"x":1},"properties":{"enum":1}}"#
        ),
        ""
    );
    let found = violations(
        schema,
        r#"{"const":1,"a":{"x":{}},"b":{},"properties":{"enum":"1","more":1},"more":1}"#,
    );
    let mut paths: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(
        paths,
        ["", "/a", "/b", "/const", "/properties", "/properties/enum"]
    );
    assert!(!why(schema, r#"{"const":1,"a":{"x":{}},"b":{}}"#).contains("dltctl"));
}

#[test]
fn nothing_takes_forever() {
    let twice = |combine: &str, leaf: &str| {
        let chain: Vec<String> = (0..40)
            .map(|n| {
                let next = format!(r##"{{"$ref":"#/definitions/a{}"}}"##, n + 1);
                format!(r#""a{n}":{{"{combine}":[{next},{next}]}}"#)
            })
            .collect();
        format!(
            r##"{{"definitions":{{{},"a40":{leaf}}},"$ref":"#/definitions/a0"}}"##,
            chain.join(",")
        )
    };
    let object = r#"{"type":"object"}"#;
    let doubling = r##"{"properties":{"a":{"allOf":[{"$ref":"#"},{"$ref":"#"}]}},"patternProperties":{"a":{"$ref":"#"}}}"##;
    let chain: Vec<String> = (0..5_000)
        .map(|n| {
            format!(
                r##""a{n}":{{"allOf":[{{"$ref":"#/definitions/a{}"}}]}}"##,
                n + 1
            )
        })
        .collect();
    let chain = format!(
        r##"{{"definitions":{{{},"a5000":true}},"$ref":"#/definitions/a0"}}"##,
        chain.join(",")
    );
    let deep = format!("{}1{}", "{\"a\":".repeat(60), "}".repeat(60));
    let letters = format!("[\"{}b\"]", "a".repeat(60));
    let too_much = "not checked: the schema asks for too much work";
    let cases: Vec<(&str, String, &str, &str)> = vec![
        ("laughs, all valid", twice("allOf", object), "{}", too_much),
        ("laughs, all invalid", twice("allOf", object), "1", too_much),
        ("laughs, any valid", twice("anyOf", object), "{}", ""),
        ("laughs, any invalid", twice("anyOf", object), "1", too_much),
        ("laughs, one", twice("oneOf", object), "{}", too_much),
        ("doubling", doubling.to_owned(), &deep, "?"),
        ("a chain", chain, "1", "?"),
        ("itself", r##"{"$ref":"#"}"##.to_owned(), "1", ""),
        (
            "itself in turn",
            r##"{"allOf":[{"not":{"$ref":"#"}}]}"##.to_owned(),
            "1",
            "?",
        ),
        (
            "linear",
            r#"{"items":{"pattern":"^(a+)+$"}}"#.to_owned(),
            &letters,
            "does not match",
        ),
        (
            "backtracking",
            r#"{"items":{"pattern":"^(?=a)(a|aa)+\\1$"}}"#.to_owned(),
            &letters,
            "?",
        ),
    ];
    for (name, schema, json, expected) in cases {
        let start = Instant::now();
        let why = why(&schema, json);
        let took = start.elapsed();
        assert!(took < Duration::from_secs(20), "{name}: {took:?}");
        match expected {
            "" => assert_eq!(why, "", "{name}"),
            "?" => {}
            _ => assert!(why.contains(expected), "{name}: {why}"),
        }
    }
}

#[test]
fn ordinary_work_is_within_the_budget() {
    let lines: Vec<String> = (0..100_000)
        .map(|n| format!(r#"{{"price":{n}}}"#))
        .collect();
    let json = format!(r#"{{"id":"o-1","lines":[{}]}}"#, lines.join(","));
    assert_eq!(why(ORDER, &json), "");
    let json = json.replace("{\"price\":77}", "{\"price\":-1}");
    assert_eq!(
        why(ORDER, &json),
        "/lines/77/price: -1 is less than the minimum of 0"
    );
    // Smallest values and many ways to read them.
    let many = r##"{"items":{"anyOf":[{"type":"string"},{"type":"boolean"},{"type":"object"},{"$ref":"#/definitions/n"}]},"definitions":{"n":{"type":"integer"}}}"##;
    assert_eq!(why(many, &format!("[{}1]", "1,".repeat(100_000))), "");
}
