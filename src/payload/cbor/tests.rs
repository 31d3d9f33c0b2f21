//! Values as their bytes are, most of them from RFC 8949, appendix A.

use ciborium::Value;
use proptest::prelude::*;

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
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

/// Turns hexadecimal digits into bytes.
fn hex(digits: &str) -> Vec<u8> {
    let digit = |index: usize| u8::from_str_radix(&digits[index..index + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(digit).collect()
}

#[test]
fn every_kind_is_shown_as_people_read_it() {
    let cases = [
        ("f6", "null"),
        ("f7", "null"),
        ("f5", "true"),
        ("20", "-1"),
        ("1bffffffffffffffff", "18446744073709551615"),
        ("3bffffffffffffffff", "-18446744073709551616"),
        ("c249010000000000000000", "18446744073709551616"),
        ("c349010000000000000000", "-18446744073709551617"),
        (
            "c25820ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "115792089237316195423570985008687907853269984665640564039457584007913129639935",
        ),
        ("f93e00", "1.5"),
        ("fb3ff199999999999a", "1.1"),
        ("f97e00", r#""NaN""#),
        ("f97c00", r#""Infinity""#),
        ("4401020304", r#"{"base64":"AQIDBA==","size":4}"#),
        ("62c3bc", r#""ü""#),
        ("83010203", "[1,2,3]"),
        ("9f0102ff", "[1,2]"),
        ("a201020304", r#"{"1":2,"3":4}"#),
        ("a2616101616102", r#"{"a":1,"a":2}"#),
        ("7f657374726561646d696e67ff", r#""streaming""#),
        (
            "c074323031332d30332d32315432303a30343a30305a",
            r#""2013-03-21T20:04:00Z""#,
        ),
        ("c11a514b67b0", r#""2013-03-21T20:04:00Z""#),
        ("c1fb41d452d9ec200000", r#""2013-03-21T20:04:00.500Z""#),
        ("c1f97e00", r#"{"tag":1,"value":"NaN"}"#),
        (
            "c11bffffffffffffffff",
            r#"{"tag":1,"value":18446744073709551615}"#,
        ),
        (
            "d74401020304",
            r#"{"tag":23,"value":{"base64":"AQIDBA==","size":4}}"#,
        ),
        ("d9d9f783010203", "[1,2,3]"),
    ];
    for (digits, expected) in cases {
        assert_eq!(read(&hex(digits)), expected, "{digits}");
    }
}

#[test]
fn broken_bytes_are_told_with_their_place() {
    let cases = [
        ("", 0, "ends within a value", true),
        ("8201", 2, "ends within a value", true),
        ("6361", 2, "ends within a value", true),
        ("9b00ffffffffffffff01", 10, "ends within a value", true),
        ("1c", 0, "is no CBOR", false),
        ("62ffff", 2, "is no CBOR", false),
        ("010203", 1, "goes on for 2 bytes", false),
    ];
    for (digits, at, why, truncated) in cases {
        let found = broken(&hex(digits));
        assert_eq!(
            (found.at, found.why.as_str(), found.truncated),
            (at, why, truncated),
            "{digits}"
        );
    }
    // A simple value that nobody has given a meaning: the reason is the crate's.
    let found = broken(&hex("f0"));
    assert!(
        found.why.starts_with("is no CBOR that is read here"),
        "{}",
        found.why
    );
}

#[test]
fn depth_is_bounded() {
    let nested = |levels: usize, inner: &[u8]| [vec![0x81; levels], inner.to_vec()].concat();
    read(&nested(126, &[0x61, b'a']));
    read(&nested(126, &[0x41, 0]));
    let why = "nests more than 127 levels deep";
    assert_eq!(broken(&nested(128, &[0xf6])).why, why);
    assert_eq!(broken(&nested(100_000, &[0xf6])).why, why);
    assert_eq!(broken(&[vec![0xd7; 100_000], vec![0xf6]].concat()).why, why);
}

#[test]
fn keys_in_keys_cannot_grow_without_end() {
    let nested = |levels: usize| [vec![0xa1; levels], vec![1], vec![0xf6; levels]].concat();
    assert_eq!(read(&nested(3)), r#"{"{\"{\\\"1\\\":null}\":null}":null}"#);
    assert_eq!(
        broken(&nested(100)).why,
        "nests keys in keys more than 3 levels deep"
    );
}

fn values() -> impl Strategy<Value = Value> {
    let simple = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u128>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "(.|\\p{C}){0,8}".prop_map(Value::from),
        proptest::collection::vec(any::<u8>(), 0..9).prop_map(Value::Bytes),
    ];
    simple.prop_recursive(5, 32, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            proptest::collection::vec((inner.clone(), inner.clone()), 0..5).prop_map(Value::Map),
            (0..40_u64, inner).prop_map(|(tag, value)| Value::Tag(tag, Box::new(value))),
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
    fn integers_of_128_bits_are_exact(number in any::<i128>()) {
        // Those of ciborium that are negative end at 127 bits.
        let value = Value::from(number);
        prop_assert_eq!(read(&bytes_of(&value)), number.to_string());
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
