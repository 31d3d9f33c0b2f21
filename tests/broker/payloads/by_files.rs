//! Schemas of files and rules of a configuration, without any registry.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use prost_reflect::prost::Message as _;
use prost_reflect::prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
};
use serde_json::json;

use super::desk::{Desk, ORDER, avro, dead, framed, genuine, told};

#[test]
fn schemas_of_files_are_read_with() {
    let Some(desk) = Desk::open("payloads are read with schemas of files") else {
        return;
    };
    let topic = "files.DLT";
    desk.broker.create_topic(topic, 1, &[]);
    let (nested, _) = genuine("confluent-python-2.16.0", "protobuf: message index 0, 1, 1");
    let (_, proto) = genuine("apicurio-2.6.13", "protobuf: a nested message");
    let order = avro(
        ORDER,
        json!({"id": "o-1", "total": 9_007_199_254_740_993_i64, "note": null}),
    );
    let letter = |offset: i64| dead(topic, "files", offset).key((1_000 + offset).to_be_bytes());
    desk.write(&[
        letter(0).value(&order),
        letter(1).value(framed(12, &order)),
        letter(2).value(&nested[9..]),
        letter(3).value(&nested),
        letter(4).value(r#"{"total":"1"}"#),
    ]);
    let shell = desk
        .shell()
        .file("order.avsc", ORDER)
        .file("nested.proto", &proto)
        .file(
            "order.json",
            r#"{"properties":{"total":{"type":"integer"}}}"#,
        );
    let print = |offset: &str, words: &[&str]| {
        let of = format!("0@{offset}");
        let place = format!("{topic}-{of}");
        let words = [&["show", &place, "--key-format", "integer"][..], words].concat();
        let seen = told(&shell.run(&words));
        seen[seen.find("\nKEY").unwrap_or(0)..].to_owned()
    };
    insta::assert_snapshot!(print("0", &["--avro-schema", "order.avsc"]), @r##"
    KEY  integer, 8 B
      1000

    VALUE  avro, shop.Order, 13 B
      {
        "id": "o-1",
        "total": 9007199254740993,
        "note": null
      }
    [exit 0]
    "##);
    insta::assert_snapshot!(print("1", &["--avro-schema", "order.avsc"]), @r##"
    KEY  integer, 8 B
      1001

    VALUE  avro, shop.Order, schema id 12, 18 B
      {
        "id": "o-1",
        "total": 9007199254740993,
        "note": null
      }
    [exit 0]
    "##);
    let nested = [
        "--proto",
        "nested.proto",
        "--proto-message",
        "shop.First.Middle.One",
    ];
    insta::assert_snapshot!(print("2", &nested), @r##"
    KEY  integer, 8 B
      1002

    VALUE  protobuf, shop.First.Middle.One, 8 B
      {
        "name": "deep",
        "size": 3
      }
    [exit 0]
    "##);
    insta::assert_snapshot!(print("3", &nested), @r##"
    KEY  integer, 8 B
      1003

    VALUE  protobuf, shop.First.Middle.One, schema id 17, 17 B
      {
        "name": "deep",
        "size": 3
      }
    [exit 0]
    "##);
    insta::assert_snapshot!(print("4", &["--json-schema", "order.json"]), @r##"
    KEY  integer, 8 B
      1004

    VALUE  json-schema, 13 B
      /total: "1" is not of type "integer"
      {
        "total": "1"
      }
    [exit 0]
    "##);
    // Control: nothing is read of it without.
    insta::assert_snapshot!(print("2", &[]), @r##"
    KEY  integer, 8 B
      1002

    VALUE  binary, 8 B
      00000000  0a 04 64 65 65 70 10 03                          |..deep..|
      as a big-endian integer: 721812226942439427
    [exit 0]
    "##);
}

#[test]
fn rules_of_a_configuration_are_for_their_topics() {
    let Some(desk) = Desk::open("rules of a configuration are followed") else {
        return;
    };
    let order = avro(ORDER, json!({"id": "o-1", "total": 5, "note": null}));
    for topic in ["rules.orders.DLT", "rules.other.DLT"] {
        desk.broker.create_topic(topic, 1, &[]);
        desk.write(&[dead(topic, "rules", 0)
            .key(7_i64.to_be_bytes())
            .value(&order)]);
    }
    let rule = "[[payload]]\ntopics = [\"rules.orders.*\"]\nkey = \"integer\"\navro_schema = \"schemas/order.avsc\"\n";
    let shell = desk
        .shell()
        .file("conf/config.toml", rule)
        .file("conf/schemas/order.avsc", ORDER)
        .set("DLTCTL_CONFIG", "conf/config.toml");
    for (topic, shown) in [
        (
            "rules.orders.DLT",
            "7 {\"id\":\"o-1\",\"total\":5,\"note\":null}\n",
        ),
        ("rules.other.DLT", "\0\0\0\0\0\0\0\u{7} \u{6}o-1\n\0\n"),
    ] {
        let seen = shell.run(&["export", topic, "-f", "%k %s\\n"]);
        assert_eq!(String::from_utf8_lossy(&seen.out), shown, "{seen}");
        assert_eq!(seen.status, Some(0), "{seen}");
    }
}

#[test]
fn mistakes_are_usage_errors() {
    let Some(desk) = Desk::open("mistakes with schemas are usage errors") else {
        return;
    };
    let topic = "mistakes.DLT";
    desk.broker.create_topic(topic, 1, &[]);
    let shell = desk
        .shell()
        .file("broken.avsc", r#"{"type":"record","name":"Order"}"#)
        .file("broken.proto", "message {")
        .file("broken.json", "{")
        .file("fine.json", "{}");
    let mut all = String::new();
    for words in [
        &["--avro-schema", "none.avsc"][..],
        &["--avro-schema", "broken.avsc"],
        &["--proto", "broken.proto"],
        &["--json-schema", "broken.json"],
        &["--value-format", "xml"],
        &["--key-format", "long"],
        &["--proto-message", "shop.Order", "--value-format", "avro"],
        &["--avro-schema", "none.avsc", "--json-schema", "fine.json"],
    ] {
        let seen = shell.run(&[&["list", topic][..], words].concat());
        assert_eq!(seen.status, Some(2), "{words:?}\n{seen}");
        assert!(seen.out.is_empty(), "{words:?}\n{seen}");
        all.extend([words.join(" "), told(&seen)].map(|text| text + "\n"));
    }
    insta::assert_snapshot!(all, @r##"
    --avro-schema none.avsc
    [stderr]
    error: the schema FOLDER/none.avsc cannot be read
      why: No such file or directory (os error 2)
    [exit 2]
    --avro-schema broken.avsc
    [stderr]
    error: FOLDER/broken.avsc is no schema that can be used
      why: No `fields` in record
    [exit 2]
    --proto broken.proto
    [stderr]
    error: FOLDER/broken.proto is no schema that can be used
      why: FOLDER/broken.proto:1:9: expected an identifier, but found '{'
    [exit 2]
    --json-schema broken.json
    [stderr]
    error: FOLDER/broken.json is no schema that can be used
      why: the schema is no JSON: EOF while parsing an object at line 1 column 1
    [exit 2]
    --value-format xml
    [stderr]
    error: --value-format <FORMAT>: `xml` is no format of keys and values

      tip: formats are auto, json, json-schema, avro, protobuf, msgpack, cbor, java, text, integer, double, hex; protobuf:MESSAGE names the message
    [exit 2]
    --key-format long
    [stderr]
    error: --key-format <FORMAT>: `long` is no format of keys and values

      tip: formats are auto, json, json-schema, avro, protobuf, msgpack, cbor, java, text, integer, double, hex; protobuf:MESSAGE names the message
    [exit 2]
    --proto-message shop.Order --value-format avro
    [stderr]
    error: `--proto-message` is about Protobuf, and `--value-format` says avro
    [exit 2]
    --avro-schema none.avsc --json-schema fine.json
    [stderr]
    error: the argument '--avro-schema <FILE>' cannot be used with '--json-schema <FILE>'

    Usage: dltctl list --avro-schema <FILE> <TOPIC|REF>...

    For more information, try '--help'.
    [exit 2]
    "##);
}

/// Makes descriptors that contradict themselves, as text in base64.
fn contradictions() -> Vec<String> {
    let message = |name: &str| DescriptorProto {
        name: Some(name.to_owned()),
        ..DescriptorProto::default()
    };
    let file = FileDescriptorProto {
        name: Some("broken.proto".to_owned()),
        syntax: Some("proto3".to_owned()),
        ..FileDescriptorProto::default()
    };
    let twice = FileDescriptorProto {
        message_type: vec![message("M"), message("M")],
        ..file.clone()
    };
    let nothing = FileDescriptorProto {
        message_type: vec![DescriptorProto {
            field: vec![FieldDescriptorProto {
                name: Some("of".to_owned()),
                number: Some(1),
                label: Some(1),
                r#type: Some(11),
                type_name: Some(".None".to_owned()),
                ..FieldDescriptorProto::default()
            }],
            ..message("M")
        }],
        ..file.clone()
    };
    let mixed = FileDescriptorProto {
        message_type: vec![message("M")],
        enum_type: vec![EnumDescriptorProto {
            name: Some("M".to_owned()),
            ..EnumDescriptorProto::default()
        }],
        ..file.clone()
    };
    let one_of = FileDescriptorProto {
        message_type: vec![DescriptorProto {
            field: vec![FieldDescriptorProto {
                name: Some("of".to_owned()),
                number: Some(1),
                label: Some(1),
                r#type: Some(5),
                oneof_index: Some(7),
                ..FieldDescriptorProto::default()
            }],
            ..message("M")
        }],
        ..file.clone()
    };
    let missing = FileDescriptorProto {
        dependency: vec!["none.proto".to_owned()],
        ..file.clone()
    };
    // Its error is named by the file that was not added yet.
    let syntax = FileDescriptorProto {
        syntax: Some("proto9".to_owned()),
        ..file
    };
    [twice, nothing, mixed, one_of, missing, syntax]
        .iter()
        .map(|file| STANDARD.encode(file.encode_to_vec()))
        .collect()
}

#[test]
fn what_brings_the_compiler_down_is_told_in_our_words_alone() {
    let Some(desk) = Desk::open("what brings the compiler down prints nothing of its own") else {
        return;
    };
    let topic = "compiler.DLT";
    desk.broker.create_topic(topic, 1, &[]);
    let mut brought_down = 0;
    for text in contradictions() {
        let shell = desk.shell().file("broken.proto", &text);
        let seen = shell.run(&["list", topic, "--proto", "broken.proto"]);
        assert_eq!(seen.status, Some(2), "{seen}");
        assert!(!seen.err.contains("panicked"), "{seen}");
        assert!(seen.err.starts_with("error: "), "{seen}");
        brought_down += usize::from(seen.err.contains("the compiler of schemas failed"));
    }
    assert!(brought_down > 0, "none of them does any more");
}
