//! Paths lead where people mean, and mistakes in them are told.

use super::super::json::{mask, unescaped};
use super::super::path::Path;
use super::super::quotes::Leaves;
use super::*;

pub(super) fn masked(document: &str, paths: &[&str]) -> Option<String> {
    let paths: Vec<Path> = paths.iter().map(|path| path.parse().unwrap()).collect();
    let paths: Vec<&Path> = paths.iter().collect();
    mask(
        Json::parse(document.as_bytes()).unwrap(),
        &paths,
        &mut Leaves::default(),
    )
}

#[test]
fn paths_lead_where_people_mean() {
    let document = r#"{"a":{"b":1,"c":[{"d":2,"e":null},{"d":[3,4]}]},"f":{"d":5}, "g.h":"x","a":{"b":"again"}}"#;
    let whole = |path: &str| masked(document, &[path]).unwrap_or_else(|| "nothing".to_owned());
    for (path, expected) in [
        (
            "$.a.b",
            r#"{"a":{"b":"[redacted]","c":[{"d":2,"e":null},{"d":[3,4]}]},"f":{"d":5}, "g.h":"x","a":{"b":"[redacted]"}}"#,
        ),
        (
            "a.c[*].d",
            r#"{"a":{"b":1,"c":[{"d":"[redacted]","e":null},{"d":"[redacted]"}]},"f":{"d":5}, "g.h":"x","a":{"b":"again"}}"#,
        ),
        // A name passes through lists.
        (
            "$.a.c.d",
            r#"{"a":{"b":1,"c":[{"d":"[redacted]","e":null},{"d":"[redacted]"}]},"f":{"d":5}, "g.h":"x","a":{"b":"again"}}"#,
        ),
        (
            "a.c[1].d[0]",
            r#"{"a":{"b":1,"c":[{"d":2,"e":null},{"d":["[redacted]",4]}]},"f":{"d":5}, "g.h":"x","a":{"b":"again"}}"#,
        ),
        (
            "$..d",
            r#"{"a":{"b":1,"c":[{"d":"[redacted]","e":null},{"d":"[redacted]"}]},"f":{"d":"[redacted]"}, "g.h":"x","a":{"b":"again"}}"#,
        ),
        (
            "$.a.*",
            r#"{"a":{"b":"[redacted]","c":"[redacted]"},"f":{"d":5}, "g.h":"x","a":{"b":"[redacted]"}}"#,
        ),
        (
            "$.a.c[*].e",
            r#"{"a":{"b":1,"c":[{"d":2,"e":"[redacted]"},{"d":[3,4]}]},"f":{"d":5}, "g.h":"x","a":{"b":"again"}}"#,
        ),
        (
            "$['g.h']",
            r#"{"a":{"b":1,"c":[{"d":2,"e":null},{"d":[3,4]}]},"f":{"d":5}, "g.h":"[redacted]","a":{"b":"again"}}"#,
        ),
        (
            "$.a",
            r#"{"a":"[redacted]","f":{"d":5}, "g.h":"x","a":"[redacted]"}"#,
        ),
        ("$.x", "nothing"),
        ("$.d", "nothing"),
        ("$[0]", "nothing"),
        ("$.a.b.c", "nothing"),
        ("g.h", "nothing"),
    ] {
        assert_eq!(whole(path), expected, "{path}");
    }
    assert_eq!(
        masked(r#" [ {"a":1.50} , [ 2e3 ],3 ] "#, &["$[0].a", "$[1][0]"]).unwrap(),
        r#"[ {"a":"[redacted]"} , [ "[redacted]" ],3 ]"#
    );
    // A name that is written with escapes is the same name.
    assert_eq!(
        masked(r#"{"\u0065mail":"x","e\ud800":1}"#, &["$.email"]).unwrap(),
        r#"{"\u0065mail":"[redacted]","e\ud800":1}"#
    );
    assert_eq!(masked("[[[[1]]]]", &["$..*"]).unwrap(), r#"["[redacted]"]"#);
}

#[test]
fn mistakes_in_rules_say_what_would_be_right() {
    for wrong in [
        "",
        "$.",
        "$..",
        "a..",
        "$a",
        "a[",
        "a[x]",
        "a[-1]",
        "a[1:2]",
        "a[?(@.b)]",
        "a['b'",
        "a['b]",
        ".a",
        "a..[",
        "$.a.",
        "a]b",
        "key:",
        "header:",
        "header",
        "headers",
        "value:",
        "a[0]b",
    ] {
        let error = wrong.parse::<RedactionRule>().unwrap_err();
        assert_eq!(error.kind(), crate::error::ErrorKind::Usage, "{wrong}");
        assert!(error.next_step().is_some(), "{wrong}");
    }
    for right in [
        "$",
        "value",
        "key",
        "key:id",
        "key:$.a",
        "header:x-*",
        "value:a.b",
        "$.value",
        "$..a.b",
        "$.*",
        "*",
        "a[0][1]",
        "$..['a b']",
        "$[\"a\"]",
        "@type",
        "$.$type",
        "a-b.c_d",
        "größe",
    ] {
        let rule: RedactionRule = right
            .parse()
            .unwrap_or_else(|error| panic!("{right}: {error}"));
        assert_eq!(rule.to_string(), right);
    }
}

#[test]
fn strings_mean_what_they_are_written_for() {
    for (written, meant) in [
        (r#""a""#, "a"),
        (r#""\u0061\/\n\\\"""#, "a/\n\\\""),
        (r#""\ud83e\udd80""#, "\u{1f980}"),
        (r#""\ud800x""#, "\u{fffd}x"),
        (r#""\udd80\ud83e""#, "\u{fffd}\u{fffd}"),
    ] {
        assert_eq!(unescaped(written), meant, "{written}");
    }
}
