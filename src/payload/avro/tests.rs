//! Datums as their bytes are, what people see of them, and where broken ones break.

mod any;
mod bounds;
mod resolve;
mod types;

use super::Schema;
use crate::payload::json::is_compact;
use crate::payload::{Broken, Json, Language, Reference, SchemaText};

pub(super) fn schema(text: &str) -> Schema {
    schema_with(text, &[])
}

fn schema_with(text: &str, references: &[(&str, &str)]) -> Schema {
    parse(text, references).unwrap()
}

fn parse(text: &str, references: &[(&str, &str)]) -> Result<Schema, String> {
    let references = references.iter().map(|(name, text)| Reference {
        name: (*name).to_owned(),
        text: (*text).to_owned(),
    });
    Schema::parse(&SchemaText {
        language: Language::Avro,
        text: text.to_owned(),
        references: references.collect(),
    })
}

/// Reads bytes that hold one datum and nothing else.
fn read(schema: &Schema, bytes: &[u8]) -> String {
    let mut out = b"before".to_vec();
    assert_eq!(schema.read(bytes, &mut out), Ok(bytes.len()));
    let text = String::from_utf8(out).unwrap();
    let text = text.strip_prefix("before").unwrap();
    assert!(Json::parse(text.as_bytes()).is_some(), "{text}");
    assert!(is_compact(text), "{text}");
    text.to_owned()
}

/// Reads bytes that hold no datum; what stood in the buffer has to stand there still.
fn broken(schema: &Schema, bytes: &[u8]) -> Broken {
    let mut out = b"before".to_vec();
    let broken = schema.read(bytes, &mut out).unwrap_err();
    assert_eq!(out, b"before");
    broken
}

/// A number as Avro writes it.
pub(super) fn zigzag(number: i64) -> Vec<u8> {
    let mut rest = ((number << 1) ^ (number >> 63)).cast_unsigned();
    let mut bytes = Vec::new();
    while rest >= 0x80 {
        bytes.push(u8::try_from(rest & 0x7f).unwrap() | 0x80);
        rest >>= 7;
    }
    bytes.push(u8::try_from(rest).unwrap());
    bytes
}

/// Bytes as Avro writes them, their length first.
pub(super) fn counted(bytes: &[u8]) -> Vec<u8> {
    [&zigzag(i64::try_from(bytes.len()).unwrap()), bytes].concat()
}

const ORDER: &str = r#"{"type":"record","name":"Order","namespace":"shop","fields":[
    {"name":"id","type":"string"},
    {"name":"lines","type":{"type":"array","items":{"type":"record","name":"Line","fields":[
        {"name":"sku","type":"string"},
        {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}}]}}},
    {"name":"status","type":{"type":"enum","name":"Status","symbols":["NEW","PAID"]}},
    {"name":"note","type":["null","string"],"default":null}]}"#;

fn order(note: &[u8]) -> Vec<u8> {
    [
        counted(b"o-1").as_slice(),
        &zigzag(2),
        &counted(b"tea"),
        &counted(&[0x04, 0xe2]),
        &counted(b"cup"),
        &counted(&[0x50]),
        &zigzag(0),
        &zigzag(1),
        note,
    ]
    .concat()
}

#[test]
fn a_record_is_an_object_in_the_order_of_its_fields() {
    let schema = schema(ORDER);
    assert_eq!(schema.name(), "shop.Order");
    let lines = r#"[{"sku":"tea","price":"12.50"},{"sku":"cup","price":"0.80"}]"#;
    assert_eq!(
        read(&schema, &order(&zigzag(0))),
        format!(r#"{{"id":"o-1","lines":{lines},"status":"PAID","note":null}}"#)
    );
    let note = [zigzag(1), counted("größe \u{202e}".as_bytes())].concat();
    assert_eq!(
        read(&schema, &order(&note)),
        format!(r#"{{"id":"o-1","lines":{lines},"status":"PAID","note":"größe \u202e"}}"#)
    );
}

#[test]
fn what_is_left_over_is_told_and_not_read() {
    let mut bytes = order(&zigzag(0));
    let length = bytes.len();
    bytes.extend_from_slice(b"more");
    assert_eq!(schema(ORDER).read(&bytes, &mut Vec::new()), Ok(length));
}

#[test]
fn confluents_bytes_have_no_length() {
    let seen = |text: &str, bytes: &[u8]| {
        let mut out = Vec::new();
        assert_eq!(
            schema(text).read_of_confluent(bytes, &mut out),
            Ok(bytes.len())
        );
        String::from_utf8(out).unwrap()
    };
    assert_eq!(
        seen(r#""bytes""#, &[0xff, 0]),
        r#"{"base64":"/wA=","size":2}"#
    );
    let decimal = r#"{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}"#;
    assert_eq!(seen(decimal, &[0x04, 0xe2]), r#""12.50""#);
    // Inside of anything, and as a string, they have one.
    assert_eq!(seen(r#""string""#, &counted(b"hi")), r#""hi""#);
    let optional = [zigzag(1), counted(&[0xff, 0])].concat();
    assert_eq!(
        seen(r#"["null","bytes"]"#, &optional),
        r#"{"base64":"/wA=","size":2}"#
    );
}

#[test]
fn blocks_may_tell_their_size_in_bytes() {
    let array = schema(r#"{"type":"array","items":"int"}"#);
    let bytes = [
        zigzag(-2),
        zigzag(2),
        zigzag(5),
        zigzag(6),
        zigzag(1),
        zigzag(7),
        zigzag(0),
    ];
    assert_eq!(read(&array, &bytes.concat()), "[5,6,7]");
}

#[test]
fn a_type_may_hold_itself() {
    let list = schema(
        r#"{"type":"record","name":"List","fields":[
            {"name":"value","type":"int"},{"name":"next","type":["null","List"]}]}"#,
    );
    let bytes = [zigzag(1), zigzag(1), zigzag(2), zigzag(0)].concat();
    assert_eq!(
        read(&list, &bytes),
        r#"{"value":1,"next":{"value":2,"next":null}}"#
    );
}

#[test]
fn references_are_found_by_name_and_by_alias() {
    let address = r#"{"type":"record","name":"Address","namespace":"shop","aliases":["Place"],
        "fields":[{"name":"city","type":"City"}]}"#;
    let city = r#"{"type":"enum","name":"shop.City","symbols":["ULM","BONN"]}"#;
    let references = [("shop.City", city), ("shop.Address", address)];
    let fields = r#"[{"name":"to","type":"Address"},{"name":"from","type":"shop.Place"}]"#;
    let text = format!(r#"{{"type":"record","name":"shop.Order","fields":{fields}}}"#);
    let order = schema_with(&text, &references);
    assert_eq!(
        read(&order, &[zigzag(1), zigzag(0)].concat()),
        r#"{"to":{"city":"BONN"},"from":{"city":"ULM"}}"#
    );
    assert_eq!(order.name(), "shop.Order");
    // A text that is nothing but a name.
    let only = schema_with(r#""shop.City""#, &references[..1]);
    assert_eq!(read(&only, &zigzag(1)), r#""BONN""#);

    let why = parse(&text, &references[..1]).unwrap_err();
    assert!(why.contains("Address"), "{why}");
    assert!(!why.contains('\n'), "{why}");
}

#[test]
fn a_default_that_does_not_fit_is_no_reason_to_read_nothing() {
    let text = r#"{"type":"record","name":"R","fields":[{"name":"n","type":"int","default":"0"}]}"#;
    assert!(apache_avro::Schema::parse_str(text).is_err());
    assert_eq!(read(&schema(text), &zigzag(3)), r#"{"n":3}"#);
}

#[test]
fn what_is_no_schema_is_told_in_one_line() {
    for text in [
        "",
        "not json",
        "7",
        r#""Unknown""#,
        r#"{"type":"record","name":"R"}"#,
        r#"{"type":"record","name":"bad\nname","fields":[]}"#,
        r#"[["int"]]"#,
    ] {
        let why = parse(text, &[]).unwrap_err();
        assert!(!why.is_empty() && !why.contains('\n'), "{text}: {why}");
    }
}

#[test]
fn broken_bytes_are_named_by_field_and_byte() {
    let schema = schema(ORDER);
    let whole = order(&zigzag(0));
    let cut = |length: usize| whole[..length].to_vec();
    let with = |at: usize, byte: u8| {
        let mut bytes = whole.clone();
        bytes[at] = byte;
        bytes
    };
    // o-1: 0..4, count: 4, tea: 5..9, price: 9..12, cup: 12..16, price: 16..18, end: 18, status: 19, note: 20.
    let cases = [
        (cut(0), 0, "id", "ends before a number", true),
        (cut(3), 0, "id", "ends 1 byte early", true),
        (cut(5), 5, "lines[0].sku", "ends before a number", true),
        (cut(10), 9, "lines[0].price", "ends 2 bytes early", true),
        (cut(17), 16, "lines[1].price", "ends 1 byte early", true),
        (cut(18), 18, "lines", "ends before a number", true),
        (cut(20), 20, "note", "ends before a number", true),
        (
            [cut(20), vec![0x80]].concat(),
            20,
            "note",
            "ends within a number",
            true,
        ),
        (
            with(20, 0x06),
            20,
            "note",
            "branch 3 of a union of 2",
            false,
        ),
        (
            with(20, 0x01),
            20,
            "note",
            "branch -1 of a union of 2",
            false,
        ),
        (
            with(19, 0x04),
            19,
            "status",
            "symbol 2 of an enum of 2",
            false,
        ),
        (
            with(2, 0xff),
            2,
            "id",
            "a string that is no UTF-8 (ff)",
            false,
        ),
        (
            with(9, 0x03),
            9,
            "lines[0].price",
            "bytes of -2 bytes",
            false,
        ),
        (
            [cut(5), zigzag(1 << 32)].concat(),
            5,
            "lines[0].sku",
            "a string of 4.0 GiB, where 0 bytes are left",
            false,
        ),
        (
            [cut(4), zigzag(1 << 40), vec![7]].concat(),
            4,
            "lines",
            "an array of 1 099 511 627 776 items, where 1 byte is left",
            false,
        ),
        (
            [cut(20), vec![0xff; 11]].concat(),
            20,
            "note",
            "a number of more than 64 bits",
            false,
        ),
    ];
    for (bytes, at, path, why, truncated) in cases {
        let expected = Broken {
            at,
            path: path.to_owned(),
            why: why.to_owned(),
            truncated,
        };
        assert_eq!(broken(&schema, &bytes), expected);
    }
}

#[test]
fn numbers_are_not_longer_than_their_type() {
    let (int, long) = (schema(r#""int""#), schema(r#""long""#));
    let too_long = zigzag(i64::from(i32::MAX) + 1);
    assert_eq!(
        broken(&int, &too_long).why,
        "an int of 2147483648, which has 32 bits"
    );
    assert_eq!(read(&long, &too_long), "2147483648");
    let eleven = [[0x80; 10].as_slice(), &[0x01]].concat();
    assert_eq!(broken(&long, &eleven).why, "a number of more than 64 bits");
    // Ten bytes, the last of which holds one bit.
    let ten = [[0xff; 9].as_slice(), &[0x01]].concat();
    assert_eq!(read(&long, &ten), i64::MIN.to_string());
    let beyond = [[0xff; 9].as_slice(), &[0x02]].concat();
    assert_eq!(broken(&long, &beyond).why, "a number of more than 64 bits");
    assert_eq!(
        broken(&schema(r#""boolean""#), &[2]).why,
        "a boolean of 2, where only 0 and 1 are"
    );
}

#[test]
fn keys_in_a_path_cannot_harm_a_terminal() {
    let map = schema(r#"{"type":"map","values":"boolean"}"#);
    let bytes = [zigzag(1), counted(b"a\x1b[31m"), vec![9]].concat();
    let path = broken(&map, &bytes).path;
    assert!(path.starts_with("[\"a") && !path.contains('\x1b'), "{path}");
}
