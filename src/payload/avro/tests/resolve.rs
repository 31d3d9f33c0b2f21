//! What a program with another schema sees.

use super::super::Mismatch;
use super::{ORDER, Schema, counted, order, schema, zigzag};

fn seen(writer: &str, reader: &str, bytes: &[u8]) -> Result<String, String> {
    seen_by(&schema(writer), &schema(reader), bytes)
}

fn seen_by(writer: &Schema, reader: &Schema, bytes: &[u8]) -> Result<String, String> {
    let mut out = b"before".to_vec();
    match writer.read_as(reader, bytes, &mut out) {
        Ok(()) => Ok(String::from_utf8(out).unwrap()["before".len()..].to_owned()),
        Err(why) => {
            assert_eq!(out, b"before");
            assert!(!why.to_string().contains('\n'));
            Err(why.to_string())
        }
    }
}

fn record(fields: &str) -> String {
    format!(r#"{{"type":"record","name":"R","fields":[{fields}]}}"#)
}

#[test]
fn with_the_same_schema_it_is_the_same() {
    let schema = schema(ORDER);
    let bytes = order(&zigzag(0));
    let mut plain = Vec::new();
    schema.read(&bytes, &mut plain).unwrap();
    assert_eq!(
        seen_by(&schema, &schema, &bytes),
        Ok(String::from_utf8(plain).unwrap())
    );
}

#[test]
fn types_are_promoted() {
    let float = 0.1_f32.to_le_bytes().to_vec();
    let cases = [
        ("int", "long", zigzag(-7), Ok("-7")),
        ("int", "float", zigzag(7), Ok("7.0")),
        ("int", "double", zigzag(7), Ok("7.0")),
        ("long", "double", zigzag(1 << 53), Ok("9007199254740992.0")),
        ("float", "double", float.clone(), Ok("0.10000000149011612")),
        (
            "string",
            "bytes",
            counted(b"hi"),
            Ok(r#"{"base64":"aGk=","size":2}"#),
        ),
        ("bytes", "string", counted(b"hi"), Ok(r#""hi""#)),
        (
            "bytes",
            "string",
            counted(&[0xff]),
            Err("bytes that are no UTF-8, read as a string"),
        ),
        (
            "long",
            "int",
            zigzag(7),
            Err("is written as long and read as int"),
        ),
        (
            "double",
            "float",
            1_f64.to_le_bytes().to_vec(),
            Err("is written as double and read as float"),
        ),
        (
            "string",
            "int",
            counted(b"7"),
            Err("is written as string and read as int"),
        ),
    ];
    for (writer, reader, bytes, expected) in cases {
        let (writer, reader) = (format!("\"{writer}\""), format!("\"{reader}\""));
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(seen(&writer, &reader, &bytes), expected);
    }
}

#[test]
fn the_readers_meaning_is_shown() {
    let date = r#"{"type":"int","logicalType":"date"}"#;
    assert_eq!(
        seen(r#""int""#, date, &zigzag(0)),
        Ok(r#""1970-01-01""#.to_owned())
    );
    assert_eq!(seen(date, r#""int""#, &zigzag(0)), Ok("0".to_owned()));
    let decimal = |scale: u8| {
        format!(r#"{{"type":"bytes","logicalType":"decimal","precision":9,"scale":{scale}}}"#)
    };
    assert_eq!(
        seen(&decimal(2), &decimal(3), &counted(&[5])),
        Err("is a decimal written with scale 2 and read with scale 3".to_owned())
    );
    assert_eq!(
        seen(&decimal(2), &decimal(2), &counted(&[5])),
        Ok(r#""0.05""#.to_owned())
    );
}

#[test]
fn fields_move_come_and_go() {
    let writer = record(
        r#"{"name":"a","type":"int"},{"name":"gone","type":{"type":"array","items":"string"}},
           {"name":"b","type":"int"},{"name":"old","type":"int"}"#,
    );
    let reader = record(
        r#"{"name":"b","type":"long"},{"name":"new","type":"int","aliases":["older","old"]},
           {"name":"added","type":"string","default":"x"},{"name":"a","type":"int"}"#,
    );
    let bytes = [
        zigzag(1),
        zigzag(1),
        counted(b"s"),
        zigzag(0),
        zigzag(2),
        zigzag(3),
    ]
    .concat();
    assert_eq!(
        seen(&writer, &reader, &bytes),
        Ok(r#"{"b":2,"new":3,"added":"x","a":1}"#.to_owned())
    );
    // The control: without the alias the field is missing.
    let reader = reader.replace(r#","aliases":["older","old"]"#, "");
    assert_eq!(
        seen(&writer, &reader, &bytes),
        Err("new: is missing in what was written, and has no default".to_owned())
    );
}

#[test]
fn a_missing_field_is_named_where_it_is_missing() {
    let with = |price: &str| ORDER.replace(r#"{"name":"price","#, price);
    let reader = with(r#"{"name":"tax","type":"int"},{"name":"price","#);
    let why = schema(ORDER).read_as(&schema(&reader), &order(&zigzag(0)), &mut Vec::new());
    assert_eq!(
        why,
        Err(Mismatch::Schema {
            path: "lines[0].tax".to_owned(),
            why: "is missing in what was written, and has no default".to_owned(),
        })
    );
}

#[test]
fn defaults_are_of_the_type_of_their_field() {
    let cases = [
        (r#""null""#, "null", "null"),
        (r#""boolean""#, "true", "true"),
        (
            r#"{"type":"int","logicalType":"date"}"#,
            "1",
            r#""1970-01-02""#,
        ),
        (r#""double""#, "1", "1.0"),
        (r#""bytes""#, r#""\u00ff""#, r#"{"base64":"/w==","size":1}"#),
        (
            r#"{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}"#,
            r#""\u0001""#,
            r#""0.01""#,
        ),
        (
            r#"{"type":"fixed","name":"F","size":2}"#,
            r#""ab""#,
            r#"{"base64":"YWI=","size":2}"#,
        ),
        (
            r#"{"type":"enum","name":"E","symbols":["A","B"]}"#,
            r#""B""#,
            r#""B""#,
        ),
        (r#"{"type":"array","items":"int"}"#, "[1,2]", "[1,2]"),
        (
            r#"{"type":"map","values":"int"}"#,
            r#"{"k":1}"#,
            r#"{"k":1}"#,
        ),
        (r#"["null","int"]"#, "null", "null"),
        (r#"["int","null"]"#, "5", "5"),
        (
            r#"{"type":"record","name":"I","fields":[{"name":"x","type":"int"},{"name":"y","type":"int","default":2}]}"#,
            r#"{"x":1}"#,
            r#"{"x":1,"y":2}"#,
        ),
    ];
    for (kind, default, expected) in cases {
        let reader = record(&format!(
            r#"{{"name":"f","type":{kind},"default":{default}}}"#
        ));
        assert_eq!(
            seen(&record(""), &reader, &[]),
            Ok(format!(r#"{{"f":{expected}}}"#)),
            "{kind}"
        );
    }
    let bad = record(r#"{"name":"f","type":"int","default":"x"}"#);
    assert_eq!(
        seen(&record(""), &bad, &[]),
        Err("f: is missing in what was written, and has no default".to_owned())
    );
}

#[test]
fn enums_match_by_symbol() {
    let of = |symbols: &str, rest: &str| {
        format!(r#"{{"type":"enum","name":"Tier","symbols":{symbols}{rest}}}"#)
    };
    let writer = of(r#"["A","B","C"]"#, "");
    assert_eq!(
        seen(&writer, &of(r#"["C","A"]"#, ""), &zigzag(2)),
        Ok(r#""C""#.to_owned())
    );
    assert_eq!(
        seen(&writer, &of(r#"["C","A"]"#, ""), &zigzag(1)),
        Err("Tier has no symbol B, and no default".to_owned())
    );
    assert_eq!(
        seen(
            &writer,
            &of(r#"["C","A"]"#, r#","default":"A""#),
            &zigzag(1)
        ),
        Ok(r#""A""#.to_owned())
    );
    let moved = |rest: &str| format!(r#"{{"type":"enum","name":"n.Level","symbols":["A"]{rest}}}"#);
    assert_eq!(
        seen(&writer, &moved(""), &zigzag(0)),
        Err("is written as Tier and read as n.Level, which has no such alias".to_owned())
    );
    assert_eq!(
        seen(
            &writer.replace("Tier", "n.Tier"),
            &moved(r#","aliases":["Tier"]"#),
            &zigzag(0)
        ),
        Ok(r#""A""#.to_owned())
    );
    assert_eq!(
        seen(&writer.replace("Tier", "old.Tier"), &writer, &zigzag(0)),
        Ok(r#""A""#.to_owned())
    );
}

#[test]
fn unions_take_the_branch_that_fits() {
    let cases = [
        (r#""int""#, r#"["null","int"]"#, zigzag(7), Ok("7")),
        (
            r#""int""#,
            r#"["null","double","long"]"#,
            zigzag(7),
            Ok("7.0"),
        ),
        (
            r#"["null","int"]"#,
            r#""int""#,
            [zigzag(1), zigzag(7)].concat(),
            Ok("7"),
        ),
        (
            r#"["null","int"]"#,
            r#""int""#,
            zigzag(0),
            Err("is written as null and read as int"),
        ),
        (
            r#"["null","string"]"#,
            r#"["null","int"]"#,
            [zigzag(1), counted(b"s")].concat(),
            Err("is written as string, and none of null, int takes it"),
        ),
        (
            r#"["int","string"]"#,
            r#"["string","null","int"]"#,
            [zigzag(0), zigzag(7)].concat(),
            Ok("7"),
        ),
    ];
    for (writer, reader, bytes, expected) in cases {
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(seen(writer, reader, &bytes), expected, "{writer} {reader}");
    }
    // Records by full name first, then by their fields.
    let a = r#"{"type":"record","name":"A","fields":[{"name":"x","type":"int"}]}"#;
    let b = r#"{"type":"record","name":"B","fields":[{"name":"y","type":"int"}]}"#;
    let c = r#"{"type":"record","name":"C","fields":[{"name":"y","type":"int"}]}"#;
    let union = format!("[{a},{b}]");
    assert_eq!(seen(b, &union, &zigzag(1)), Ok(r#"{"y":1}"#.to_owned()));
    assert_eq!(seen(c, &union, &zigzag(1)), Ok(r#"{"y":1}"#.to_owned()));
    assert_eq!(
        seen(c, &format!("[{a}]"), &zigzag(1)),
        Err("is written as C, and none of A takes it".to_owned())
    );
}

#[test]
fn fixeds_have_one_size_and_one_name() {
    let of = |name: &str, size: u8| format!(r#"{{"type":"fixed","name":"{name}","size":{size}}}"#);
    assert_eq!(
        seen(&of("F", 1), &of("F", 2), &[1]),
        Err("is a fixed written with 1 byte and read with 2".to_owned())
    );
    assert!(seen(&of("F", 1), &of("G", 1), &[1]).is_err());
    assert!(seen(&of("a.F", 1), &of("b.F", 1), &[1]).is_ok());
}

#[test]
fn broken_bytes_are_not_the_readers_fault() {
    let schema = schema(ORDER);
    let mut bytes = order(&zigzag(0));
    let length = bytes.len();
    let broken = |bytes: &[u8]| match schema.read_as(&schema, bytes, &mut Vec::new()) {
        Err(Mismatch::Broken(broken)) => broken,
        other => panic!("{other:?}"),
    };
    let found = broken(&bytes[..10]);
    assert_eq!(
        (found.path.as_str(), found.truncated),
        ("lines[0].price", true)
    );
    bytes.extend_from_slice(b"xyz");
    let found = broken(&bytes);
    assert_eq!(
        (found.at, found.why.as_str()),
        (length, "goes on for 3 bytes")
    );
}
