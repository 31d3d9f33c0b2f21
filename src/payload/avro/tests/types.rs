//! Every type, and what people see of it.

use super::{counted, read, schema, zigzag};

/// An instant in milliseconds: 2026-11-21T06:51:15.557Z.
const MS: i64 = 1_795_243_875_557;

fn check(cases: &[(String, Vec<u8>, String)]) {
    for (text, bytes, expected) in cases {
        assert_eq!(read(&schema(text), bytes), *expected, "{text}");
    }
}

fn fixed(size: usize, rest: &str) -> String {
    format!(r#"{{"type":"fixed","name":"F","size":{size}{rest}}}"#)
}

fn logical(of: &str, name: &str) -> String {
    format!(r#"{{"type":"{of}","logicalType":"{name}"}}"#)
}

#[test]
fn numbers_are_exact() {
    check(&[
        (r#""null""#.to_owned(), vec![], "null".to_owned()),
        (r#""boolean""#.to_owned(), vec![1], "true".to_owned()),
        (r#""boolean""#.to_owned(), vec![0], "false".to_owned()),
        (r#""int""#.to_owned(), zigzag(-7), "-7".to_owned()),
        (
            r#""long""#.to_owned(),
            zigzag(i64::MIN),
            i64::MIN.to_string(),
        ),
        (
            r#""long""#.to_owned(),
            zigzag(i64::MAX),
            i64::MAX.to_string(),
        ),
        (
            r#""float""#.to_owned(),
            0.1_f32.to_le_bytes().to_vec(),
            "0.1".to_owned(),
        ),
        (
            r#""double""#.to_owned(),
            1e-7_f64.to_le_bytes().to_vec(),
            "1e-7".to_owned(),
        ),
        (
            r#""double""#.to_owned(),
            f64::NAN.to_le_bytes().to_vec(),
            r#""NaN""#.to_owned(),
        ),
        (
            r#""float""#.to_owned(),
            f32::NEG_INFINITY.to_le_bytes().to_vec(),
            r#""-Infinity""#.to_owned(),
        ),
    ]);
}

#[test]
fn bytes_are_base64_and_decimals_are_text() {
    check(&[
        (
            r#""bytes""#.to_owned(),
            counted(&[0xde, 0xad, 0xbe, 0xef]),
            r#"{"base64":"3q2+7w==","size":4}"#.to_owned(),
        ),
        (
            fixed(2, ""),
            vec![0xff, 0x00],
            r#"{"base64":"/wA=","size":2}"#.to_owned(),
        ),
        (
            fixed(4, r#","logicalType":"decimal","precision":9,"scale":3"#),
            vec![0xff, 0xff, 0xff, 0xfe],
            r#""-0.002""#.to_owned(),
        ),
        (
            logical("bytes", "big-decimal"),
            counted(&[counted(&[0x04, 0xe2]), zigzag(2)].concat()),
            r#""12.50""#.to_owned(),
        ),
        // No scale behind it: then it is bytes.
        (
            logical("bytes", "big-decimal"),
            counted(&counted(&[1])),
            r#"{"base64":"AgE=","size":2}"#.to_owned(),
        ),
    ]);
}

#[test]
fn points_in_time_are_those_of_the_calendar() {
    check(&[
        (
            logical("int", "date"),
            zigzag(20_778),
            r#""2026-11-21""#.to_owned(),
        ),
        (
            logical("int", "date"),
            zigzag(i64::from(i32::MAX)),
            "2147483647".to_owned(),
        ),
        (
            logical("int", "time-millis"),
            zigzag(45_000_123),
            r#""12:30:00.123""#.to_owned(),
        ),
        (
            logical("long", "time-micros"),
            zigzag(45_000_123_456),
            r#""12:30:00.123456""#.to_owned(),
        ),
        (logical("long", "time-micros"), zigzag(-1), "-1".to_owned()),
        (
            logical("long", "timestamp-millis"),
            zigzag(MS),
            r#""2026-11-21T06:51:15.557Z""#.to_owned(),
        ),
        (
            logical("long", "timestamp-micros"),
            zigzag(MS * 1_000 + 1),
            r#""2026-11-21T06:51:15.557001Z""#.to_owned(),
        ),
        (
            logical("long", "timestamp-nanos"),
            zigzag(MS * 1_000_000 + 1),
            r#""2026-11-21T06:51:15.557000001Z""#.to_owned(),
        ),
        (
            logical("long", "timestamp-millis"),
            zigzag(i64::MAX),
            i64::MAX.to_string(),
        ),
        (
            logical("long", "local-timestamp-millis"),
            zigzag(MS),
            r#""2026-11-21T06:51:15.557""#.to_owned(),
        ),
        (
            logical("long", "local-timestamp-micros"),
            zigzag(MS * 1_000),
            r#""2026-11-21T06:51:15.557000""#.to_owned(),
        ),
    ]);
}

#[test]
fn whatever_else_there_is() {
    let uuid = "6f1c3e0a-1111-4222-8333-444444444444";
    let uuid_bytes = *uuid::Uuid::parse_str(uuid).unwrap().as_bytes();
    check(&[
        (
            logical("string", "uuid"),
            counted(uuid.as_bytes()),
            format!("\"{uuid}\""),
        ),
        (
            logical("string", "uuid"),
            counted(b"none"),
            r#""none""#.to_owned(),
        ),
        (
            fixed(16, r#","logicalType":"uuid""#),
            uuid_bytes.to_vec(),
            format!("\"{uuid}\""),
        ),
        (
            fixed(12, r#","logicalType":"duration""#),
            vec![1, 0, 0, 0, 2, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
            r#"{"months":1,"days":2,"millis":4294967295}"#.to_owned(),
        ),
        (
            r#"{"type":"map","values":"int"}"#.to_owned(),
            [
                zigzag(2),
                counted(b"b"),
                zigzag(1),
                counted(b"b"),
                zigzag(2),
                zigzag(0),
            ]
            .concat(),
            r#"{"b":1,"b":2}"#.to_owned(),
        ),
        (
            r#"["null","int",{"type":"array","items":"boolean"}]"#.to_owned(),
            [zigzag(2), zigzag(0)].concat(),
            "[]".to_owned(),
        ),
        // A type that this program does not know is the type below.
        (logical("int", "shoe-size"), zigzag(43), "43".to_owned()),
    ]);
}
