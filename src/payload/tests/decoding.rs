//! What becomes of keys and values: rules, frames, schemas that cannot be had, and every way to be poison.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::dead_letter::DeadLetterView;
use crate::record::{Envelope, Header, Record};

const AVRO: &str = r#"{"type":"record","name":"Order","namespace":"shop","fields":[
    {"name":"id","type":"string"},{"name":"total","type":"long"}]}"#;
const PROTO: &str = r#"syntax = "proto3"; package shop;
    message Order { string id = 1; int64 total = 2; message Line { string sku = 1; } }"#;
const JSON: &str =
    r#"{"type":"object","properties":{"total":{"type":"integer"}},"required":["id"]}"#;

/// A registry of three schemas that counts how often it is asked.
#[derive(Debug, Default)]
struct Known {
    asked: AtomicUsize,
    missing: HashMap<SchemaId, Missing>,
}

impl Schemas for Known {
    fn text(&self, id: &SchemaId) -> Result<Arc<SchemaText>, Missing> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if let Some(missing) = self.missing.get(id) {
            return Err(missing.clone());
        }
        let (language, text) = match id {
            SchemaId::Id(1) => (Language::Avro, AVRO),
            SchemaId::Id(2) => (Language::Protobuf, PROTO),
            SchemaId::Id(3) => (Language::Json, JSON),
            _ => return Err(Missing::Unknown),
        };
        Ok(Arc::new(SchemaText {
            language,
            text: text.to_owned(),
            references: Vec::new(),
        }))
    }
}

fn decoder(rules: &[(&str, &str)]) -> Decoder {
    let rules = rules.iter().map(|(key, value)| PayloadRule {
        topics: Vec::new(),
        key: PartRule {
            format: key.parse().unwrap(),
            schema: None,
        },
        value: PartRule {
            format: value.parse().unwrap(),
            schema: None,
        },
        told_by: "a test".into(),
    });
    Decoder::new(rules.collect(), Arc::new(Known::default()))
}

fn record(value: Option<&[u8]>, headers: &[(&str, &[u8])]) -> Record {
    let envelope = Envelope {
        topic: &"orders.DLT".into(),
        partition: 0,
        offset: 0,
        leader_epoch: None,
        timestamp: None,
        key: None,
        value,
    };
    let headers = headers
        .iter()
        .map(|(name, value)| Header::new(name.as_bytes(), Some((*value).into())));
    Record::from_parts(envelope, headers.collect())
}

/// Returns format, what is shown, and the problem's kind and text, on one line each.
fn read_by(decoder: &Decoder, record: &Record) -> String {
    let view = record.view();
    let letter = DeadLetterView::read_by(view, decoder);
    let payload = letter.part(Part::Value);
    let shown = match payload.shown() {
        Shown::Null => "null".to_owned(),
        Shown::Empty => "empty".to_owned(),
        Shown::Json(json) => json.as_str().to_owned(),
        Shown::Text(text) => format!("text {text}"),
        Shown::Binary(bytes) => format!("bytes {}", digits(bytes, "")),
    };
    let mut text = format!("{}: {shown}", payload.format().name());
    if let Some(schema) = &payload.schema {
        let id = schema.id.map(|id| id.to_string()).unwrap_or_default();
        write!(text, " [{id} {}]", schema.name.as_deref().unwrap_or("-")).unwrap();
    }
    if let Some(problem) = letter.problem(Part::Value) {
        write!(text, "\n  {}: {}", problem.kind.name(), problem.text).unwrap();
        if let Some(detail) = &problem.detail {
            write!(text, "\n  {detail}").unwrap();
        }
    }
    for note in &payload.notes {
        write!(text, "\n  note: {note}").unwrap();
    }
    text
}

fn read(value: &[u8], headers: &[(&str, &[u8])]) -> String {
    read_by(&decoder(&[]), &record(Some(value), headers))
}

#[test]
fn frames_are_read_with_the_schema_that_they_name() {
    let order = b"\x08o-42\xd0\x0f";
    let framed = |id: u8, body: &[u8]| [&[0, 0, 0, 0, id], body].concat();
    insta::assert_snapshot!(read(&framed(1, order), &[]), @r#"avro: {"id":"o-42","total":1000} [schema id 1 shop.Order]"#);
    insta::assert_snapshot!(read(order, &[("__value_schema_id", b"\0\0\0\0\x01")]), @r#"avro: {"id":"o-42","total":1000} [schema id 1 shop.Order]"#);
    insta::assert_snapshot!(read(&framed(2, b"\0\x0a\x04o-42\x10\xe8\x07"), &[]), @r#"protobuf: {"id":"o-42","total":1000} [schema id 2 shop.Order]"#);
    insta::assert_snapshot!(read(&framed(2, b"\x04\0\0\x0a\x03abc"), &[]), @r#"protobuf: {"sku":"abc"} [schema id 2 shop.Order.Line]"#);
    insta::assert_snapshot!(
        read(b"\x0a\x03abc", &[("__value_schema_id", b"\0\0\0\0\x02\x04\0\0")]), @r#"protobuf: {"sku":"abc"} [schema id 2 shop.Order.Line]"#);
    insta::assert_snapshot!(read(&framed(3, b"{\"id\":\"o-42\",\"total\":1000}"), &[]), @r#"json-schema: {"id":"o-42","total":1000} [schema id 3 -]"#);
}

#[test]
fn every_way_to_be_poison_has_its_own_diagnosis() {
    let framed = |id: u8, body: &[u8]| [&[0, 0, 0, 0, id], body].concat();
    let cases: &[(&str, Vec<u8>)] = &[
        ("unknown schema id", framed(9, b"\x08o-42")),
        ("truncated Avro", framed(1, b"\x08o-")),
        (
            "broken field of Avro",
            framed(1, b"\x08\xff\xfe\xfd\xfc\x02"),
        ),
        ("bytes left over", framed(1, b"\x08o-42\xd0\x0fextra")),
        ("truncated Protobuf", framed(2, b"\0\x0a\x04o-")),
        ("broken message indexes", framed(2, b"\x04\0")),
        (
            "a message that there is not",
            framed(2, b"\x02\x0e\x0a\x00"),
        ),
        ("violations", framed(3, b"{\"total\":\"x\"}")),
        ("JSON behind a frame", framed(3, b"{\"total\":}")),
        ("JSON", b"{\"id\": \"o-42\",\n \"total\": 12.}".to_vec()),
        ("JSON that ends early", b"{\"id\": \"o-42\"".to_vec()),
        ("UTF-8", b"{\"name\": \"M\xfcller\"}".to_vec()),
        ("UTF-8 in text", b"customer M\xfcller called".to_vec()),
        ("Java that ends early", b"\xac\xed\x00\x05sr".to_vec()),
    ];
    let mut all = String::new();
    for (name, bytes) in cases {
        write!(all, "# {name}\n{}\n", read(bytes, &[])).unwrap();
    }
    insta::assert_snapshot!(all, @r#"
    # unknown schema id
    binary: bytes 0000000009086f2d3432 [schema id 9 -]
      unknown-schema-id: unknown schema id 9: the registry does not know it
      ids are known to one registry only: it may have been written against another one
    # truncated Avro
    avro: bytes 0000000001086f2d [schema id 1 shop.Order]
      truncated: truncated at byte 5 in id: ends 2 bytes early
    # broken field of Avro
    avro: bytes 000000000108fffefdfc02 [schema id 1 shop.Order]
      broken-field: broken at byte 6 in id: a string that is no UTF-8 (ff)
    # bytes left over
    avro: {"id":"o-42","total":1000} [schema id 1 shop.Order]
      left-over-bytes: 5 bytes left over at byte 12: probably written with another schema
    # truncated Protobuf
    protobuf: bytes 0000000002000a046f2d [schema id 2 shop.Order]
      truncated: truncated at byte 7 in id: a length of 4, but 2 bytes are left
    # broken message indexes
    protobuf: bytes 00000000020400 [schema id 2 -]
      broken-frame: the message indexes end early
    # a message that there is not
    protobuf: bytes 0000000002020e0a00 [schema id 2 -]
      unusable-schema: the schema has no message [7]
    # violations
    json-schema: {"total":"x"} [schema id 3 -]
      schema-violation: "id" is a required property
      note: /total: "x" is not of type "integer"
    # JSON behind a frame
    json-schema: text {"total":} [schema id 3 -]
      invalid-json: not JSON: expected value at line 1, column 10
      {"total":⟨here⟩}
    # JSON
    text: text {"id": "o-42",
     "total": 12.}
      invalid-json: not JSON: invalid number at line 2, column 14
      {"id": "o-42",
     "total": 12.⟨here⟩}
    # JSON that ends early
    text: text {"id": "o-42"
      invalid-json: not JSON: EOF while parsing an object at line 1, column 13
      {"id": "o-42"⟨here⟩
    # UTF-8
    binary: bytes 7b226e616d65223a20224dfc6c6c6572227d
      invalid-utf-8: invalid UTF-8 at byte 11 (fc)
      {"name": "M⟨here⟩�ller"}
    # UTF-8 in text
    binary: bytes 637573746f6d6572204dfc6c6c65722063616c6c6564
      invalid-utf-8: invalid UTF-8 at byte 10 (fc)
      customer M⟨here⟩�ller called
    # Java that ends early
    java: bytes aced00057372
      broken-field: a serialized Java object that ends early
    "#);
}

#[test]
fn the_magic_byte_that_a_consumer_missed() {
    let headers: &[(&str, &[u8])] = &[
        (
            "kafka_dlt-exception-fqcn",
            b"org.apache.kafka.common.errors.SerializationException",
        ),
        ("kafka_dlt-exception-message", b"Unknown magic byte!"),
    ];
    let cases: &[&[u8]] = &[
        b"{\"id\":1}",
        b"{\"id\":",
        b"plain text",
        b"<?xml version='1.0'?><order/>",
        b"\x1f\x8b\x08\x00\x01",
        b"\xac\xed\x00\x05t\x00\x01a",
        b"\x93\x01\x02\x03",
        b"",
    ];
    let mut all = String::new();
    for bytes in cases {
        all.push_str(&read(bytes, headers));
        all.push('\n');
    }
    insta::assert_snapshot!(all, @r#"
    json: {"id":1}
      unknown-magic-byte: unknown magic byte: the first byte is 7b, not 00; the bytes are plain JSON without a frame
    text: text {"id":
      unknown-magic-byte: unknown magic byte: the first byte is 7b, not 00; the bytes look like JSON that is broken
    text: text plain text
      unknown-magic-byte: unknown magic byte: the first byte is 70, not 00; the bytes are plain text
    text: text <?xml version='1.0'?><order/>
      unknown-magic-byte: unknown magic byte: the first byte is 3c, not 00; they look like XML
    binary: bytes 1f8b080001
      unknown-magic-byte: unknown magic byte: the first byte is 1f, not 00; they look like gzip
    java: bytes aced000574000161
      unknown-magic-byte: unknown magic byte: the first byte is ac, not 00; they look like a serialized Java object
    binary: bytes 93010203
      unknown-magic-byte: unknown magic byte: the first byte is 93, not 00; the bytes look like no format that is known here
    empty: empty
      unknown-magic-byte: unknown magic byte: there is no byte at all; the payload is empty
    "#);
    // Without that message, and behind a frame, nothing is said.
    assert_eq!(read(b"{\"id\":1}", &[]), "json: {\"id\":1}");
    assert!(!read(b"\0\0\0\0\x01\x08o-42\xd0\x0f", headers).contains("magic"));
}

#[test]
fn rules_beat_what_bytes_look_like() {
    let cases: &[(&str, &[u8])] = &[
        ("text", b"{\"id\":1}"),
        ("hex", b"{\"id\":1}"),
        ("json", b"no json"),
        ("json", b"{\"id\":1}"),
        ("integer", b"\0\0\0\0\0\0\x01\x02"),
        ("integer", b"\xff"),
        ("integer", b"abc"),
        ("double", b"\x40\x09\x21\xfb\x54\x44\x2d\x18"),
        ("double", b"\x7f\xf8\0\0\0\0\0\0"),
        ("avro", b"{\"id\":1}"),
        ("avro", b"\0\0\0\0\x02\0\x0a\x03abc"),
        ("protobuf:shop.Order", b"\0\0\0\0\x02\0\x0a\x03abc"),
        ("protobuf:Line", b"\0\0\0\0\x02\0\x0a\x03abc"),
        ("msgpack", b"\x81\xa2id\x01"),
        ("cbor", b"\xa1\x62id\x01"),
        ("java", b"{\"id\":1}"),
    ];
    let mut all = String::new();
    for (rule, bytes) in cases {
        let read = read_by(&decoder(&[("auto", rule)]), &record(Some(bytes), &[]));
        write!(all, "# {rule}\n{read}\n").unwrap();
    }
    insta::assert_snapshot!(all, @r#"
    # text
    text: text {"id":1}
    # hex
    binary: bytes 7b226964223a317d
    # json
    text: text no json
      invalid-json: not JSON: expected ident at line 1, column 2
      n⟨here⟩o json
    # json
    json: {"id":1}
    # integer
    integer: 258
    # integer
    integer: -1
    # integer
    binary: text abc
      other-format: 3 bytes are no integer
    # double
    double: 3.141592653589793
    # double
    double: "NaN"
    # avro
    json: {"id":1}
      unknown-magic-byte: unknown magic byte: the first byte is 7b, not 00; the bytes are plain JSON without a frame
    # avro
    binary: bytes 0000000002000a03616263 [schema id 2 -]
      other-format: schema id 2 is a schema of protobuf, the rule says avro
    # protobuf:shop.Order
    protobuf: {"id":"abc","total":0} [schema id 2 shop.Order]
    # protobuf:Line
    protobuf: {"sku":"abc"} [schema id 2 shop.Order.Line]
    # msgpack
    msgpack: {"id":1}
    # cbor
    cbor: {"id":1}
    # java
    java: bytes 7b226964223a317d
      other-format: not a serialized Java object: it should start with AC ED 00 05
    "#);
}

#[test]
fn a_schema_of_a_file_reads_with_a_frame_and_without() {
    // A null branch first: without a frame the bytes begin as one does.
    let text = r#"{"type":"record","name":"Order","fields":[
        {"name":"note","type":["null","string"]},{"name":"id","type":"string"}]}"#;
    let schema = Schema::parse(&SchemaText {
        language: Language::Avro,
        text: text.to_owned(),
        references: Vec::new(),
    });
    let schema = Arc::new(schema.unwrap());
    let rule = PayloadRule {
        topics: Vec::new(),
        key: PartRule::default(),
        value: PartRule {
            format: FormatRule::Auto,
            schema: Some(schema.clone()),
        },
        told_by: "a test".into(),
    };
    let decoder = Arc::new(Decoder::new(vec![rule], Arc::new(NoRegistry)));
    let validation = Validation::new(decoder.clone(), Against::File(schema), "a file", None);
    let body = b"\x00\x0corder1";
    let framed = [b"\0\0\0\0\x07", &body[..]].concat();
    for value in [&body[..], &framed] {
        let record = record(Some(value), &[]);
        let read = read_by(&decoder, &record);
        assert!(
            read.starts_with(r#"avro: {"note":null,"id":"order1"}"#),
            "{read}"
        );
        let letter = DeadLetterView::new(record.view());
        assert_eq!(validation.of(&letter), Tried::Passes);
    }
    // What neither way explains is told as the frame that it seems to have.
    let record = record(Some(b"\0\0\0\0\x07\x00\x0cor"), &[]);
    assert!(read_by(&decoder, &record).contains("truncated at byte 6 in id"));
    let letter = DeadLetterView::new(record.view());
    assert_eq!(
        validation.of(&letter),
        Tried::Poison("id: truncated".to_owned())
    );
}

#[test]
fn a_content_type_names_binary_formats() {
    assert_eq!(
        read(
            b"\x81\xa2id\x01",
            &[("Content-Type", b"application/msgpack")]
        ),
        "msgpack: {\"id\":1}"
    );
    assert_eq!(
        read(
            b"\xa1\x62id\x01",
            &[("contentType", b"\"application/cbor\"")]
        ),
        "cbor: {\"id\":1}"
    );
    assert_eq!(read(b"\xa1\x62id\x01", &[]), "binary: bytes a162696401");
}

#[test]
fn without_a_registry_payloads_are_shown_all_the_same() {
    let decoder = Decoder::default();
    let framed = |bytes: &[u8]| read_by(&decoder, &record(Some(bytes), &[]));
    insta::assert_snapshot!(framed(b"\0\0\0\0\x07\x08o-42"), @r"
    binary: bytes 0000000007086f2d3432 [schema id 7 -]
      no-schema: schema id 7: no schema registry is configured (-r URL)
    ");
    insta::assert_snapshot!(framed(b"\0\0\0\0\x07{\"id\":1}"), @r#"
    json: {"id":1} [schema id 7 -]
      no-schema: schema id 7: no schema registry is configured (-r URL)
    "#);
    assert!(framed(b"\x03\x00................body").contains("AWS Glue is not asked"));
    // A `Long` key.
    assert_eq!(
        framed(&4_000_000_000_i64.to_be_bytes()),
        "binary: bytes 00000000ee6b2800"
    );
}

#[test]
fn a_schema_is_asked_for_once_and_a_failure_again() {
    let mut known = Known::default();
    known
        .missing
        .insert(SchemaId::Id(5), Missing::Unavailable("refused".to_owned()));
    let known = Arc::new(known);
    let decoder = Decoder::new(Vec::new(), known.clone());
    for _ in 0..3 {
        let value = b"\0\0\0\0\x01\x08o-42\xd0\x0f";
        assert!(read_by(&decoder, &record(Some(value), &[])).contains("o-42"));
    }
    assert_eq!(known.asked.load(Ordering::SeqCst), 1);
    // Whether it is worth asking again is for who asks to know.
    for _ in 0..3 {
        let read = read_by(&decoder, &record(Some(b"\0\0\0\0\x05abcd"), &[]));
        assert!(read.contains("no-schema"), "{read}");
    }
    assert_eq!(known.asked.load(Ordering::SeqCst), 4);
}

#[test]
fn filters_see_what_bytes_mean() {
    let reads = decoder(&[]);
    let meant = |value: &[u8], headers: &[(&str, &[u8])]| {
        let record = record(Some(value), headers);
        let letter = DeadLetterView::read_by(record.view(), &reads);
        letter
            .decoded(Part::Value)
            .map(std::borrow::Cow::into_owned)
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        meant(b"{\"id\":1}", &[]),
        None,
        "the bytes say it themselves"
    );
    assert_eq!(meant(b"order-42", &[]), None);
    assert_eq!(
        meant(b"\0\0\0\0\x01\x08o-42\xd0\x0f", &[]),
        some("{\"id\":\"o-42\",\"total\":1000}")
    );
    // Behind a frame JSON is not the whole of the bytes.
    assert_eq!(meant(b"\0\0\0\0\x03{\"id\":1}", &[]), some("{\"id\":1}"));
    // A single string is what people type, without quotes and escapes.
    let cbor: &[(&str, &[u8])] = &[("content-type", b"application/cbor")];
    assert_eq!(meant(b"\x68order-42", cbor), some("order-42"));
    assert_eq!(meant(b"\x63a\"b", cbor), some("a\"b"));
    assert_eq!(meant(b"\x08", cbor), some("8"));
    // What cannot be read has no meaning.
    assert_eq!(meant(b"\0\0\0\0\x01\x08\xff\xff", &[]), None);
}

#[test]
fn header_only_work_asks_no_registry() {
    let known = Arc::new(Known::default());
    let decoder = Decoder::new(Vec::new(), known.clone());
    let record = record(Some(b"\0\0\0\0\x01\x08o-42\xd0\x0f"), &[]);
    let letter = DeadLetterView::read_by(record.view(), &decoder);
    let _ = (
        letter.failure(),
        letter.origin(),
        letter.payload(),
        letter.decoded(Part::Key),
    );
    assert_eq!(known.asked.load(Ordering::SeqCst), 0);
    let _ = letter.decoded(Part::Value);
    assert_eq!(known.asked.load(Ordering::SeqCst), 1);
}

#[test]
fn what_is_told_step_by_step() {
    let decoder = decoder(&[]);
    let explained = |record: &Record| {
        let steps = decoder.explain(Part::Value, &record.view());
        let steps = steps.iter().map(|step| {
            let sign = if step.holds { '+' } else { '-' };
            format!("{sign} {}", step.text)
        });
        steps.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(explained(&record(Some(b"{\"id\":1}"), &[])), @r"
    - header __value_schema_id: there is none
    - headers apicurio.value.globalId and .contentId: there are none
    - Confluent frame: it would begin with 00, these bytes begin with 7b 22 69 64 22 3a 31 7d
    - AWS Glue frame: it would begin with 03 and 00 or 05
    - Java serialization: it would begin with AC ED 00 05
    + JSON, from the first byte to the last
    ");
    insta::assert_snapshot!(explained(&record(Some(b"\0\0\0\0\x01\x08o-42\xd0\x0f"), &[])), @r"
    - header __value_schema_id: there is none
    - headers apicurio.value.globalId and .contentId: there are none
    + Confluent frame: 00 and schema id 1
    + the schema is Avro, shop.Order
    ");
    insta::assert_snapshot!(explained(&record(Some(b"\0\0\0\0\x02\0\x0a\x03abc"), &[])), @r"
    - header __value_schema_id: there is none
    - headers apicurio.value.globalId and .contentId: there are none
    + Confluent frame: 00 and schema id 2
    + message indexes [0]
    + the schema is Protobuf, message shop.Order
    ");
    insta::assert_snapshot!(explained(&record(Some(b"\0\0\0\0\x09abcd"), &[])), @r"
    - header __value_schema_id: there is none
    - headers apicurio.value.globalId and .contentId: there are none
    + Confluent frame: 00 and schema id 9
    - schema id 9: the registry does not know it
    ");
    insta::assert_snapshot!(explained(&record(None, &[])), @r"+ the value is null");
}

#[test]
fn schemas_are_named_by_numbers_without_asking_anybody() {
    let schemas = Arc::new(Known::default());
    let plain = Decoder::new(Vec::new(), Arc::clone(&schemas) as Arc<dyn Schemas>);
    let named = |decoder: &Decoder, value: Option<&[u8]>, headers: &[(&str, &[u8])]| {
        decoder.named_number(Part::Value, &record(value, headers).view())
    };
    let guid = [&[1][..], &[7; 16]].concat();
    let glue = [&[3, 0][..], &[7; 16], b"body"].concat();
    let id = |id| Some(SchemaId::Id(id));
    for (value, headers, expected) in [
        (&b"\0\0\0\0\x07body"[..], &[][..], id(7)),
        (b"\0\xff\xff\xff\xffbody", &[], id(u32::MAX)),
        (
            b"\0\0\0\0\0\0\0\0\x07body",
            &[],
            Some(SchemaId::GlobalId(7)),
        ),
        (
            b"body",
            &[("__value_schema_id", &b"\0\0\0\0\x09"[..])],
            id(9),
        ),
        (
            b"body",
            &[("apicurio.value.contentId", &b"\0\0\0\0\0\0\0\x09"[..])],
            Some(SchemaId::ContentId(9)),
        ),
        // Of the key, and this is the value.
        (b"body", &[("__key_schema_id", &b"\0\0\0\0\x09"[..])], None),
        // These never mean another schema.
        (b"body", &[("__value_schema_id", &guid)], None),
        (&glue, &[], None),
        (b"{\"total\":1}", &[], None),
        (b"\0\0\0", &[], None),
        (b"", &[], None),
        // A header that is broken.
        (
            b"\0\0\0\0\x07body",
            &[("__value_schema_id", &b"x"[..])],
            None,
        ),
        // Eight bytes: a small record, and milliseconds since the epoch.
        (b"\0\0\0\0\x07abc", &[], id(7)),
        (&1_795_243_875_557_i64.to_be_bytes(), &[], None),
    ] {
        assert_eq!(named(&plain, Some(value), headers), expected, "{value:?}");
    }
    assert_eq!(named(&plain, None, &[]), None);
    // What a person says of the bytes counts, and not of headers.
    for (rule, expected) in [("avro", id(7)), ("text", None), ("hex", None)] {
        let ruled = decoder(&[("auto", rule)]);
        let value = Some(&b"\0\0\0\0\x07body"[..]);
        assert_eq!(named(&ruled, value, &[]), expected, "{rule}");
        let header = [("__value_schema_id", &b"\0\0\0\0\x09"[..])];
        assert_eq!(named(&ruled, value, &header), id(9), "{rule}");
    }
    assert_eq!(schemas.asked.load(Ordering::SeqCst), 0);
}
