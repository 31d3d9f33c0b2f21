//! Good inputs for each target.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dltctl::payload::avro::Schema;
use dltctl::payload::{Language, SchemaText, json_schema, protobuf};
use serde_json::{Value, json};

const ORDER: &str = r#"{"type":"record","name":"Order","namespace":"shop","fields":[
    {"name":"id","type":"string"},
    {"name":"lines","type":{"type":"array","items":{"type":"record","name":"Line","fields":[
        {"name":"sku","type":"string"},
        {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":40,"scale":2}},
        {"name":"nothing","type":{"type":"array","items":"null"}}]}}},
    {"name":"status","type":{"type":"enum","name":"Status","symbols":["NEW","PAID"]}},
    {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},
    {"name":"weight","type":["null","double"]},
    {"name":"digest","type":{"type":"fixed","name":"Digest","size":4}},
    {"name":"labels","type":{"type":"map","values":["string","int"]}},
    {"name":"parent","type":["null","Order"]}]}"#;

/// The schema that the seeds of `avro` are written with.
pub(super) static AVRO: LazyLock<Schema> =
    LazyLock::new(|| Schema::parse(&schema_text(ORDER.as_bytes())).unwrap());

/// A later one, whose fields have moved, gone and come.
pub(super) static AVRO_LATER: LazyLock<Schema> = LazyLock::new(|| {
    let later = ORDER
        .replace(r#"["NEW","PAID"]"#, r#"["PAID","SENT"],"default":"SENT""#)
        .replace(r#""name":"id""#, r#""name":"key","aliases":["id"]"#)
        .replace(r#"["null","double"]"#, r#"["double","null"]"#)
        .replace(
            r#"{"name":"digest","type":{"type":"fixed","name":"Digest","size":4}}"#,
            r#"{"name":"added","type":"bytes","default":"\u00ff"}"#,
        );
    Schema::parse(&schema_text(later.as_bytes())).unwrap()
});

/// Bytes as the text of an Avro schema.
pub(super) fn schema_text(bytes: &[u8]) -> SchemaText {
    SchemaText {
        language: Language::Avro,
        text: String::from_utf8_lossy(bytes).into_owned(),
        references: Vec::new(),
    }
}

pub(super) fn avro() -> Vec<Vec<u8>> {
    let line = [
        b"\x06tea\x04\x04\xe2\x02\x06\0".as_slice(),
        b"\x06cup\x22",
        &[0x7f; 17],
        b"\0",
    ];
    let tail = b"\x02\xca\xd9\xa4\x89\xbf\x68\x02\0\0\0\0\0\0\xf4\x3f\xde\xad\xbe\xef\x04\x02a\0\x02b\x02c\x02\x07\0";
    let head = b"\x06o-1\x04".as_slice();
    let flat = [head, &line.concat(), b"\0", tail, b"\0"].concat();
    let nested = [head, &line.concat(), b"\0", tail, b"\x02", &flat].concat();
    let blocks = [
        b"\x06o-1\x03\x30".as_slice(),
        &line.concat(),
        b"\0",
        tail,
        b"\0",
    ]
    .concat();
    let seeds = vec![flat, nested, blocks];
    for seed in &seeds {
        // A seed that is none would leave the storm at the door.
        assert_eq!(AVRO.read(seed, &mut Vec::new()), Ok(seed.len()));
        AVRO.read_as(&AVRO_LATER, seed, &mut Vec::new()).unwrap();
    }
    seeds
}

pub(super) fn avro_schema() -> Vec<Vec<u8>> {
    let seeds = [
        ORDER,
        r#"{"type":"int","logicalType":"date"}"#,
        r#"["null",{"type":"array","items":"long"}]"#,
    ];
    seeds.map(|text| text.as_bytes().to_vec()).to_vec()
}

const PROTO: &str = r#"syntax = "proto2"; package shop; import "google/protobuf/timestamp.proto";
    message Order { required string id = 1; repeated Order parts = 2; map<string, int32> labels = 3; repeated sint64 packed = 4 [packed = true];
        optional group Line = 5 { optional double price = 1; } optional google.protobuf.Timestamp at = 6;
        oneof either { Status status = 7; bytes digest = 8; } enum Status { NEW = 0; PAID = 1; } }"#;

/// The schema that the seeds of `protobuf` are written with.
pub(super) static PROTOBUF: LazyLock<protobuf::Schema> =
    LazyLock::new(|| protobuf::Schema::parse(&schema_text(PROTO.as_bytes())).unwrap());

pub(super) fn protobuf() -> Vec<Vec<u8>> {
    let flat = b"\x0a\x03o-1\x1a\x05\x0a\x01a\x10\x07\x22\x03\x01\x02\x03\x2b\x09\0\0\0\0\0\0\xf4\x3f\x2c\x32\x02\x08\x05\x38\x01\x7a\x02hi"
        .to_vec();
    let nested = [
        b"\x12".as_slice(),
        &[u8::try_from(flat.len()).unwrap()],
        &flat,
        &flat,
    ]
    .concat();
    let seeds = vec![flat, nested];
    for seed in &seeds {
        PROTOBUF
            .read(protobuf::Chosen::Only, seed, &mut Vec::new())
            .unwrap();
    }
    seeds
}

pub(super) fn protobuf_schema() -> Vec<Vec<u8>> {
    vec![
        PROTO.as_bytes().to_vec(),
        b"ChBzY2hlbWEucHJvdG9iAA==".to_vec(),
    ]
}

pub(super) static JSON_SCHEMA: LazyLock<json_schema::Schema> = LazyLock::new(|| {
    let text = r##"{"type":"object","required":["id"],"properties":{"id":{"type":"string","pattern":"^o-"},
        "list":{"items":{"anyOf":[{"$ref":"#"},{"type":"number","multipleOf":0.5},{"const":null}]},"uniqueItems":true}}}"##;
    json_schema::Schema::parse(&schema_text(text.as_bytes())).unwrap()
});

pub(super) fn json_for_schema() -> Vec<Vec<u8>> {
    let seeds = [
        r#"{"id":"o-1","list":[1.5,null,{"id":"o-2","list":[{"id":"x"}]}]}"#,
        r#"{"id":7,"list":[true,"a",[[]]]}"#,
    ];
    seeds.map(|text| text.as_bytes().to_vec()).to_vec()
}

pub(super) fn message_pack() -> Vec<Vec<u8>> {
    vec![
        // Nested maps and arrays, binary, both floats, an extension, a timestamp, a long array of nils.
        b"\x85\xa2id\x01\xa4data\xc4\x03\0\x01\x02\xa1f\x92\xca\x3d\xcc\xcc\xcd\xcb\x3f\xf1\x99\x99\x99\x99\x99\x9a\x91\x02\xd4\x05\x07\xa2at\xd7\xff\0\0\0\0\x65\x53\xf1\0".to_vec(),
        [b"\xdc\x01\x00".as_slice(), &[0xc0; 256]].concat(),
        [vec![0x91; 100], b"\xd9\x06h\xc3\xa9llo".to_vec()].concat(),
    ]
}

pub(super) fn cbor() -> Vec<Vec<u8>> {
    let value =
        json!({"id": 1, "list": [1, -2, 3.5, null, true, {"a": "ü"}], "text": "x".repeat(40)});
    let mut plain = Vec::new();
    ciborium::into_writer(&value, &mut plain).unwrap();
    vec![
        plain,
        // A bignum, a time, bytes in pieces, an array without a length, a key that is a map.
        b"\x85\xc2\x49\x01\0\0\0\0\0\0\0\0\xc1\x1a\x51\x4b\x67\xb0\x5f\x42\x01\x02\x43\x03\x04\x05\xff\x9f\x01\x02\xff\xa1\xa1\x01\x02\x03".to_vec(),
        [vec![0x81; 100], vec![0xf6]].concat(),
        [vec![0xd7; 50], b"\x7f\x65strea\x64ming\xff".to_vec()].concat(),
    ]
}

/// Those that genuine records of Spring hold.
pub(super) fn java() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    for name in ["spring-4.1.1.ndjson", "spring-2.7.8.ndjson"] {
        for line in fs::read_to_string(folder.join(name)).unwrap().lines() {
            let record: Value = serde_json::from_str(line).unwrap();
            let headers = record["headers"].as_array().into_iter().flatten();
            let values = headers.filter_map(|header| header["value_base64"].as_str());
            let bytes = values.filter_map(|text| STANDARD.decode(text).ok());
            seeds.extend(bytes.filter(|bytes| dltctl::java::serialized::exception(bytes).is_ok()));
        }
    }
    seeds.sort();
    seeds.dedup();
    assert!(!seeds.is_empty(), "no fixture holds a serialized exception");
    // The shortest are changed where it matters most often.
    seeds.sort_by_key(Vec::len);
    seeds.truncate(8);
    seeds
}

pub(super) fn json() -> Vec<Vec<u8>> {
    let seeds = [
        r#"{"id":1,"id":2,"list":[1,-2.5e-7,null,true,{"a":"ü \u202e \ud83d\ude00"}],"big":123456789012345678901234567890}"#,
        r#""text\n""#,
        "[[[[[[[[]]]]]]]]",
    ];
    seeds.map(|text| text.as_bytes().to_vec()).to_vec()
}
