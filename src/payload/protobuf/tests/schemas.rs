//! Schemas: what compiles, what does not and why, and which message is meant.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use prost_reflect::prost::Message as _;

use super::*;

fn refused(text: &str, references: &[(&str, &str)]) -> String {
    Schema::parse(&schema_text(text, references)).unwrap_err()
}

#[test]
fn references_are_imports() {
    let main = r#"syntax = "proto3"; import "common/money.proto"; message Order { common.Money total = 1; }"#;
    let money = r#"syntax = "proto3"; package common; import "deep.proto"; message Money { Deep deep = 1; }"#;
    let deep = r#"syntax = "proto3"; package common; message Deep { int32 a = 1; }"#;
    let schema = Schema::parse(&schema_text(
        main,
        &[("deep.proto", deep), ("common/money.proto", money)],
    ))
    .unwrap();
    let mut out = Vec::new();
    let payload = bytes(1, bytes(1, number(1, 4)));
    schema.read(Chosen::Only, &payload, &mut out).unwrap();
    assert_eq!(out, br#"{"total":{"deep":{"a":4}}}"#);

    let files = [
        ("common/money.proto".to_owned(), money.to_owned()),
        ("deep.proto".to_owned(), deep.to_owned()),
    ];
    let schema = Schema::of_files(&files, "common/money.proto").unwrap();
    assert_eq!(schema.message_name(Chosen::Only).unwrap(), "common.Money");
    assert_eq!(
        schema.message_name(Chosen::Name("Deep")).unwrap(),
        "common.Deep"
    );
}

#[test]
fn errors_say_where() {
    let cases = [
        (
            "syntax = \"proto3\";\nmessage M { int32 a }",
            "schema.proto:2:21: expected '=', but found '}'",
        ),
        (
            "syntax = \"proto3\";\nmessage M { Nope a = 1; }",
            "schema.proto:2:13: name 'Nope' is not defined",
        ),
        (
            "syntax = \"proto3\";\nimport \"x.proto\";",
            "schema.proto:2:1: import 'x.proto' not found",
        ),
        (
            "edition = \"2023\"; message M {}",
            "schema.proto: an edition of Protobuf; only proto2 and proto3 can be read",
        ),
        (
            "bm90IGEgZGVzY3JpcHRvcg==",
            "schema.proto: base64, but of no file descriptor: ",
        ),
        (
            "message M { int32 a\u{1b}[31m = 1; }",
            "schema.proto:1:20: invalid token",
        ),
    ];
    for (text, expected) in cases {
        let why = refused(text, &[]);
        assert!(why.starts_with(expected), "{text}: {why}");
        assert!(!why.chars().any(crate::sanitize::is_hostile), "{why}");
    }
    let why = refused("import \"a.proto\";", &[("a.proto", "message {}")]);
    assert!(why.starts_with("a.proto:1:9: "), "{why}");
    let why = refused(
        "import \"a.proto\";",
        &[("a.proto", "import \"schema.proto\";")],
    );
    assert_eq!(
        why,
        "import cycle detected: schema.proto -> a.proto -> schema.proto"
    );
}

#[test]
fn schemas_are_bounded() {
    let long = format!("// {}", "x".repeat(9 << 20));
    assert!(refused(&long, &[]).contains("bytes of text"));
    let many: Vec<(String, &str)> = (0..600).map(|n| (format!("{n}.proto"), "")).collect();
    let many: Vec<(&str, &str)> = many
        .iter()
        .map(|(name, text)| (name.as_str(), *text))
        .collect();
    assert!(refused("", &many).contains("files"));
    for (open, close) in [
        ("message M {", "}"),
        ("option (a) = {a:", "};"),
        ("message M { oneof o { group G = 1 {", "}}}"),
    ] {
        let deep = format!(
            "syntax = \"proto2\"; {}{}",
            open.repeat(20_000),
            close.repeat(20_000)
        );
        assert!(!refused(&deep, &[]).is_empty());
    }
    // Imports are followed one by one.
    let chain: Vec<(String, String)> = (0..498)
        .map(|n| {
            (
                format!("{n}.proto"),
                format!("syntax = \"proto3\"; import \"{}.proto\";", n + 1),
            )
        })
        .chain([("498.proto".to_owned(), "syntax = \"proto3\";".to_owned())])
        .collect();
    let chain: Vec<(&str, &str)> = chain
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    Schema::parse(&schema_text(
        "syntax = \"proto3\"; import \"0.proto\"; message M {}",
        &chain,
    ))
    .unwrap();
}

#[test]
fn a_descriptor_in_base64_is_as_good_as_text() {
    let main = "syntax = \"proto3\"; import \"other.proto\"; message M { Other other = 1; }";
    let other = "syntax = \"proto3\"; message Other { int32 a = 1; }";
    let texts = HashMap::from([
        ("main.proto".to_owned(), main.to_owned()),
        ("other.proto".to_owned(), other.to_owned()),
    ]);
    let (pool, _) = compile::compile(texts, "main.proto").unwrap();
    let base64 = |name: &str| {
        let file = pool.get_file_by_name(name).unwrap();
        STANDARD.encode(file.file_descriptor_proto().encode_to_vec())
    };
    let schema = Schema::parse(&schema_text(
        &base64("main.proto"),
        &[("other.proto", &base64("other.proto"))],
    ));
    let mut out = Vec::new();
    schema
        .unwrap()
        .read(Chosen::Only, &bytes(1, number(1, 4)), &mut out)
        .unwrap();
    assert_eq!(out, br#"{"other":{"a":4}}"#);
}

#[test]
fn a_descriptor_that_lies_is_refused() {
    use prost_reflect::prost_types::{
        DescriptorProto, FieldDescriptorProto, FileDescriptorProto, MessageOptions,
    };

    let field = |name: &str, number, label, kind, of: Option<&str>| FieldDescriptorProto {
        name: Some(name.to_owned()),
        number: Some(number),
        label: Some(label),
        r#type: Some(kind),
        type_name: of.map(str::to_owned),
        ..FieldDescriptorProto::default()
    };
    let file = |entry: Vec<FieldDescriptorProto>| FileDescriptorProto {
        name: Some("\u{1b}[31m".to_owned()),
        syntax: Some("proto3".to_owned()),
        message_type: vec![DescriptorProto {
            name: Some("M".to_owned()),
            field: vec![field("map", 1, 3, 11, Some(".M.MapEntry"))],
            nested_type: vec![DescriptorProto {
                name: Some("MapEntry".to_owned()),
                field: entry,
                options: Some(MessageOptions {
                    map_entry: Some(true),
                    ..MessageOptions::default()
                }),
                ..DescriptorProto::default()
            }],
            ..DescriptorProto::default()
        }],
        ..FileDescriptorProto::default()
    };
    let parse = |entry| {
        let text = STANDARD.encode(file(entry).encode_to_vec());
        Schema::parse(&schema_text(&text, &[]))
    };
    let key = field("key", 1, 1, 9, None);
    let value = field("value", 2, 1, 5, None);
    parse(vec![key.clone(), value.clone()]).unwrap();
    for lie in [
        vec![],
        vec![key.clone()],
        vec![field("key", 1, 1, 12, None), value.clone()],
        vec![key.clone(), field("value", 2, 3, 5, None)],
        vec![key, value, field("more", 3, 1, 5, None)],
    ] {
        let why = parse(lie).unwrap_err();
        assert!(why.contains("M.MapEntry is no entry of a map"), "{why}");
    }
}

#[test]
fn indexes_walk_into_messages_and_count_the_entries_of_maps() {
    let schema = schema(
        r#"syntax = "proto3"; package p;
        message A { message Inner {} }
        message B { map<string, int32> labels = 1; message First { message Deep {} message Deeper {} } message Second {} }"#,
    );
    let name = |indexes: &[i32]| {
        schema
            .message_name(Chosen::Indexes(indexes))
            .map(str::to_owned)
    };
    for (indexes, expected) in [
        (&[0][..], "p.A"),
        (&[0, 0], "p.A.Inner"),
        (&[1], "p.B"),
        (&[1, 0], "p.B.LabelsEntry"),
        (&[1, 1], "p.B.First"),
        (&[1, 1, 1], "p.B.First.Deeper"),
        (&[1, 2], "p.B.Second"),
    ] {
        assert_eq!(name(indexes).unwrap(), expected);
    }
    for indexes in [&[2][..], &[-1], &[0, 1], &[i32::MAX], &[0, 0, 0], &[]] {
        name(indexes).unwrap_err();
    }
    let broken = schema
        .read(Chosen::Indexes(&[9]), b"", &mut Vec::new())
        .unwrap_err();
    assert_eq!(
        (broken.at, broken.why.as_str()),
        (0, "the schema has no message [9]")
    );
}

#[test]
fn names_are_full_or_end_so() {
    let schema = schema(
        r#"syntax = "proto3"; package com.acme; import "google/protobuf/timestamp.proto";
        message Order { message Line {} google.protobuf.Timestamp at = 1; } message Refund { message Line {} }"#,
    );
    let name = |name: &str| schema.message_name(Chosen::Name(name)).map(str::to_owned);
    for given in ["com.acme.Order", ".com.acme.Order", "acme.Order", "Order"] {
        assert_eq!(name(given).unwrap(), "com.acme.Order");
    }
    assert_eq!(name("Refund.Line").unwrap(), "com.acme.Refund.Line");
    assert_eq!(name("Timestamp").unwrap(), "google.protobuf.Timestamp");
    assert_eq!(
        name("Line").unwrap_err(),
        "which Line? The schema has com.acme.Order.Line, com.acme.Refund.Line"
    );
    assert_eq!(
        name("rder").unwrap_err(),
        "no message rder; the schema has com.acme.Order, com.acme.Refund"
    );
    name("").unwrap_err();
    assert_eq!(
        schema.message_name(Chosen::Only).unwrap_err(),
        "which message? The schema has com.acme.Order, com.acme.Refund"
    );
    let none = super::schema("syntax = \"proto3\"; enum E { A = 0; }");
    assert_eq!(
        none.message_name(Chosen::Only).unwrap_err(),
        "the schema has no message"
    );
}

#[test]
fn what_serializers_have_built_in_needs_no_reference() {
    let schema = schema(
        r#"syntax = "proto3"; import "confluent/meta.proto"; import "confluent/type/decimal.proto"; import "google/type/date.proto";
        import "google/type/timeofday.proto"; import "google/type/money.proto"; import "google/type/latlng.proto"; import "google/type/decimal.proto";
        message M {
            confluent.type.Decimal price = 1 [(confluent.field_meta) = { doc: "x", params: [{key: "precision", value: "4"}] }];
            google.type.Date day = 2; google.type.TimeOfDay time = 3; google.type.Money money = 4; google.type.LatLng place = 5;
            google.type.Decimal text = 6;
        }"#,
    );
    let mut out = Vec::new();
    let price = message(&[bytes(1, [0x01, 0x02]), number(2, 4), number(3, 2)]);
    let day = message(&[number(1, 2026), number(2, 11), number(3, 21)]);
    let payload = message(&[bytes(1, price), bytes(2, day)]);
    schema.read(Chosen::Only, &payload, &mut out).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        r#"{"price":{"value":"AQI=","precision":4,"scale":2},"day":{"year":2026,"month":11,"day":21}}"#
    );
}
