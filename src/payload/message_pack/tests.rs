//! Values as their bytes are, by the specification of `MessagePack`.

use proptest::prelude::*;
use rmpv::Value;

use super::json;
use crate::payload::plain::tests::{not_written, written};
use crate::payload::{Broken, Json};

fn read(bytes: &[u8]) -> String {
    written(json, bytes)
}

fn broken(bytes: &[u8]) -> Broken {
    not_written(json, bytes)
}

fn bytes_of(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    rmpv::encode::write_value(&mut bytes, value).unwrap();
    bytes
}

#[test]
fn every_kind_is_shown_as_people_read_it() {
    let cases: [(&[u8], &str); 19] = [
        (&[0xc0], "null"),
        (&[0xc3], "true"),
        (&[0xff], "-1"),
        (
            &[0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            "18446744073709551615",
        ),
        (&[0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0], "-9223372036854775808"),
        (&[0xca, 0x3d, 0xcc, 0xcc, 0xcd], "0.1"),
        (&[0xca, 0x7f, 0xc0, 0, 0], r#""NaN""#),
        (&[0xa2, b'h', b'i'], r#""hi""#),
        (&[0xa3, b'a', 0xe2, 0x80], r#"{"base64":"YeKA","size":3}"#),
        (&[0xc4, 2, 0xff, 0], r#"{"base64":"/wA=","size":2}"#),
        (&[0x93, 1, 0xc0, 0x90], "[1,null,[]]"),
        (&[0x82, 0xa1, b'a', 1, 0xa1, b'a', 2], r#"{"a":1,"a":2}"#),
        (
            &[0x83, 1, 2, 0xc3, 3, 0x91, 0xa1, b'k', 4],
            r#"{"1":2,"true":3,"[\"k\"]":4}"#,
        ),
        (&[0xd4, 5, 7], r#"{"ext":5,"base64":"Bw=="}"#),
        (&[0xd6, 0xff, 0, 0, 0, 1], r#""1970-01-01T00:00:01Z""#),
        (
            // 500 000 000 ns in the upper 30 bits.
            &[0xd7, 0xff, 0x77, 0x35, 0x94, 0, 0, 0, 0, 1],
            r#""1970-01-01T00:00:01.500Z""#,
        ),
        (
            &[
                0xc7, 12, 0xff, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
            ],
            r#""1969-12-31T23:59:59.000000001Z""#,
        ),
        // More nanoseconds than a second has, and a year that the calendar does not have.
        (
            &[0xd7, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1],
            r#"{"ext":-1,"base64":"/////wAAAAE="}"#,
        ),
        (
            &[0xc7, 12, 0xff, 0, 0, 0, 0, 0x7f, 0, 0, 0, 0, 0, 0, 0],
            r#"{"ext":-1,"base64":"AAAAAH8AAAAAAAAA"}"#,
        ),
    ];
    for (bytes, expected) in cases {
        assert_eq!(read(bytes), expected);
    }
}

#[test]
fn broken_bytes_are_told_with_their_place() {
    let cases: [(&[u8], usize, &str, bool); 5] = [
        (&[], 0, "ends before a value", true),
        (&[0x92, 1], 2, "ends before a value", true),
        (&[0xa3, b'a'], 1, "ends within a value", true),
        (
            &[0xdd, 0xff, 0xff, 0xff, 0xff, 1],
            6,
            "ends before a value",
            true,
        ),
        (&[1, 2, 3], 1, "goes on for 2 bytes", false),
    ];
    for (bytes, at, why, truncated) in cases {
        let found = broken(bytes);
        assert_eq!(
            (found.at, found.why.as_str(), found.truncated),
            (at, why, truncated)
        );
    }
}

#[test]
fn depth_is_bounded() {
    let nested = |levels: usize, inner: &[u8]| [vec![0x91; levels], inner.to_vec()].concat();
    read(&nested(127, &[0xa1, b'a']));
    read(&nested(127, &[0xc4, 1, 0]));
    let why = "nests more than 127 levels deep";
    assert_eq!(broken(&nested(128, &[0xc0])).why, why);
    assert_eq!(broken(&nested(100_000, &[0xc0])).why, why);
}

#[test]
fn keys_in_keys_cannot_grow_without_end() {
    let nested = |levels: usize| [vec![0x81; levels], vec![1], vec![0xc0; levels]].concat();
    assert_eq!(read(&nested(3)), r#"{"{\"{\\\"1\\\":null}\":null}":null}"#);
    assert_eq!(
        broken(&nested(100)).why,
        "nests keys in keys more than 3 levels deep"
    );
}

fn values() -> impl Strategy<Value = Value> {
    let simple = prop_oneof![
        Just(Value::Nil),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "(.|\\p{C}){0,8}".prop_map(Value::from),
        proptest::collection::vec(any::<u8>(), 0..9).prop_map(Value::Binary),
        (any::<i8>(), proptest::collection::vec(any::<u8>(), 0..13))
            .prop_map(|(kind, bytes)| Value::Ext(kind, bytes)),
    ];
    simple.prop_recursive(5, 32, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            proptest::collection::vec((inner.clone(), inner), 0..5).prop_map(Value::Map),
        ]
    })
}

proptest! {
    #[test]
    fn every_value_is_json(value in values()) {
        let mut out = Vec::new();
        if let Err(broken) = json(&bytes_of(&value), &mut out) {
            prop_assert!(broken.why.contains("keys in keys"), "{:?}", broken);
        } else {
            prop_assert!(Json::parse(&out).is_some());
        }
    }

    #[test]
    fn any_bytes_end_in_json_or_in_a_place(
        value in values(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = bytes_of(&value);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        for bytes in [&bytes[..], &bytes[..cut.index(bytes.len())]] {
            let mut out = Vec::new();
            match json(bytes, &mut out) {
                Ok(()) => prop_assert!(Json::parse(&out).is_some()),
                Err(broken) => prop_assert!(out.is_empty() && broken.at <= bytes.len()),
            }
        }
    }
}
