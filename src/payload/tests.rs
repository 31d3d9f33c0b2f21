mod decoding;
mod frames;
mod genuine;

use proptest::prelude::*;

use super::*;

#[test]
fn tells_the_formats_apart() {
    let cases: &[(Option<&[u8]>, &str)] = &[
        (None, "null"),
        (Some(b""), "empty"),
        (Some(b"{\"a\": 1}"), "json"),
        (Some(b" [1, 2] \n"), "json"),
        (Some(b"\"quoted\""), "json"),
        (Some(b"42"), "json"),
        (Some(b"{\"a\": 1} trailing"), "text"),
        (Some(b"{broken"), "text"),
        (Some(b"order-42"), "text"),
        (Some("gr\u{f6}\u{df}e\n".as_bytes()), "text"),
        (Some(b"   "), "text"),
        (Some(b"\x1b[31mred text in a log line\x1b[0m"), "text"),
        // Avro's and Protobuf's small records are UTF-8 by accident.
        (Some(b"\x00\x00\x00\x00\x01\x10order-42"), "binary"),
        (Some(b"\x08\x01\x12\x02ab"), "binary"),
        (Some(b"\xff\xfe"), "binary"),
    ];
    for (bytes, expected) in cases {
        assert_eq!(Shown::of(*bytes).format().name(), *expected, "{bytes:?}");
    }
}

#[test]
fn json_is_passed_on_exactly() {
    let source = "{ \"z\": 12345678901234567890123, \"a\" : [1.10, 1e400, -0, \"x\\\"\\u001b\"],\n \"z\": {}, \"e\": [ ] }";
    let mut out = Vec::new();
    Json::parse(source.as_bytes()).unwrap().compact(&mut out);
    assert_eq!(
        String::from_utf8(out).unwrap(),
        r#"{"z":12345678901234567890123,"a":[1.10,1e400,-0,"x\"\u001b"],"z":{},"e":[]}"#
    );
}

#[test]
fn json_is_safe_for_a_terminal() {
    let mut out = Vec::new();
    Json::parse("{\"\u{202e}\":\"\u{9b}\u{7f}\u{e0041}\"}".as_bytes())
        .unwrap()
        .compact(&mut out);
    assert_eq!(
        String::from_utf8(out).unwrap(),
        r#"{"\u202e":"\u009b\u007f\udb40\udc41"}"#
    );
}

#[test]
fn json_that_is_too_deep_is_text() {
    let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(
        Shown::of(Some(nested(128).as_bytes())).format(),
        Format::Json
    );
    assert_eq!(
        Shown::of(Some(nested(129).as_bytes())).format(),
        Format::Text
    );
    assert_eq!(
        Shown::of(Some(nested(500_000).as_bytes())).format(),
        Format::Text
    );
}

#[test]
fn names_are_told_from_strings() {
    let json = Json::parse(br#"{"a":["b",{"c":"d"},"e"],"f":"g"}"#).unwrap();
    let names: Vec<_> = json
        .tokens()
        .filter_map(|token| match token {
            Token::Name(name) => Some(name),
            _ => None,
        })
        .collect();
    assert_eq!(names, [r#""a""#, r#""c""#, r#""f""#]);
}

#[test]
fn dumps_bytes() {
    let bytes: Vec<u8> = (0..40).map(|n| n * 7).collect();
    let dump = HexDump::of(&bytes, 36);
    insta::assert_snapshot!(dump, @r"
    00000000  00 07 0e 15 1c 23 2a 31  38 3f 46 4d 54 5b 62 69 |.....#*18?FMT[bi|
    00000010  70 77 7e 85 8c 93 9a a1  a8 af b6 bd c4 cb d2 d9 |pw~.............|
    00000020  e0 e7 ee f5                                      |....|
    ");
    assert_eq!(dump.left_out(), 4);
    assert_eq!(HexDump::of(b"", 16).to_string(), "");
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        "(.|\\p{C}|[\"\\\\]){0,8}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            proptest::collection::vec((".{0,4}", inner), 0..4).prop_map(|members| members
                .into_iter()
                .collect::<serde_json::Map<_, _>>()
                .into()),
        ]
    })
}

proptest! {
    #[test]
    fn compact_json_means_the_same(value in value(), pretty in any::<bool>()) {
        let source = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        let mut out = Vec::new();
        Json::parse(source.as_bytes()).unwrap().compact(&mut out);
        prop_assert_eq!(serde_json::from_slice::<serde_json::Value>(&out).unwrap(), value);
    }

    #[test]
    fn any_bytes_have_a_format(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        let _ = Shown::of(Some(&bytes)).format();
        let dump = HexDump::of(&bytes, 24);
        prop_assert!(dump.to_string().chars().all(|c| matches!(c, ' '..='~' | '\n')));
    }

    #[test]
    fn near_json_never_panics(text in r#"[\[\]{}",:0-9a\\ ]{0,40}"#) {
        if let Some(json) = Json::parse(text.as_bytes()) {
            let mut out = Vec::new();
            json.compact(&mut out);
            prop_assert!(serde_json::from_slice::<serde::de::IgnoredAny>(&out).is_ok());
        }
    }
}
