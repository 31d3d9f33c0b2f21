//! Payloads that serializers wrote, read back: tests/fixtures/payloads, where how they were made is told.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::*;
use crate::dead_letter::DeadLetterView;
use crate::record::{Envelope, Header, Record};

/// What one serializer wrote of one object.
struct Case {
    name: String,
    part: Part,
    record: Record,
    schema: Option<Value>,
    /// What the serializer was given.
    object: Value,
}

fn bytes(value: &Value) -> Vec<u8> {
    STANDARD.decode(value.as_str().unwrap()).unwrap()
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/payloads");
    let mut cases = Vec::new();
    for file in [
        "confluent-python-2.16.0",
        "apicurio-2.6.13",
        "glue-1.1.23",
        "java",
    ] {
        let text = std::fs::read_to_string(folder.join(format!("{file}.json"))).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap();
        for case in document["cases"].as_array().unwrap() {
            let part = match case["part"].as_str().unwrap() {
                "key" => Part::Key,
                _ => Part::Value,
            };
            let raw = bytes(&case["base64"]);
            let of = |wanted| (part == wanted).then_some(raw.as_slice());
            let envelope = Envelope {
                topic: &"orders.DLT".into(),
                partition: 0,
                offset: 0,
                leader_epoch: None,
                timestamp: None,
                key: of(Part::Key),
                value: of(Part::Value),
            };
            let headers = case["headers"].as_array().unwrap().iter();
            let headers = headers.map(|header| {
                let name = header["name"].as_str().unwrap().as_bytes();
                Header::new(name, Some(bytes(&header["base64"]).into()))
            });
            cases.push(Case {
                name: format!("{file}, {}", case["name"].as_str().unwrap()),
                part,
                record: Record::from_parts(envelope, headers.collect()),
                schema: Some(case["schema"].clone()).filter(|schema| !schema.is_null()),
                object: case["object"].clone(),
            });
        }
    }
    assert!(cases.len() >= 45);
    cases
}

/// A registry that knows the schema of one case, by all its ids.
#[derive(Debug)]
struct One(Value);

impl Schemas for One {
    fn text(&self, id: &SchemaId) -> Result<Arc<SchemaText>, Missing> {
        let Self(schema) = self;
        let known = if let Some(number) = id.number() {
            schema[id.kind()].as_u64() == Some(number)
                // Apicurio's frame of four bytes looks like Confluent's and holds a content id.
                || (id.kind() == "id" && schema["content_id"].as_u64() == Some(number))
        } else {
            let kind = id.kind().replace("glue_", "");
            schema[kind].as_str() == Some(&id.value())
        };
        if !known {
            return Err(Missing::Unknown);
        }
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let references = schema["references"].as_array().unwrap().iter();
        Ok(Arc::new(SchemaText {
            language: Language::of_registry(schema["language"].as_str()).unwrap(),
            text: text(&schema["text"]),
            references: references
                .map(|one| Reference {
                    name: text(&one["name"]),
                    text: text(&one["text"]),
                })
                .collect(),
        }))
    }
}

/// Returns what reads a case: with its schema, and by a rule what no frame tells.
fn decoder(case: &Case) -> Decoder {
    let format = if case.name.contains("cbor") {
        FormatRule::Cbor
    } else if case.name.contains("msgpack") {
        FormatRule::MessagePack
    } else if case.name.contains("glue: protobuf") {
        // Glue's frame has a number of the message that only Glue's own order explains.
        let message = case.schema.as_ref().unwrap()["message"].as_str();
        FormatRule::Protobuf(message.map(Box::from))
    } else {
        FormatRule::Auto
    };
    let rule = PartRule {
        format,
        schema: None,
    };
    let rule = PayloadRule {
        topics: Vec::new(),
        key: rule.clone(),
        value: rule,
        told_by: "a test".into(),
    };
    match &case.schema {
        Some(schema) => Decoder::new(vec![rule], Arc::new(One(schema.clone()))),
        None => Decoder::new(vec![rule], Arc::new(NoRegistry)),
    }
}

/// Tells whether what is shown means what the producer had.
///
/// Canonical JSON of Protobuf writes 64-bit integers as text and leaves fields out that are not set; what is shown has
/// numbers, and the defaults of fields that have one.
fn means(shown: &Value, given: &Value) -> bool {
    match (shown, given) {
        (Value::Object(shown), Value::Object(given)) => given
            .iter()
            .all(|(name, given)| shown.get(name).is_some_and(|shown| means(shown, given))),
        (Value::Array(shown), Value::Array(given)) => {
            shown.len() == given.len()
                && std::iter::zip(shown, given).all(|(shown, given)| means(shown, given))
        }
        (Value::Number(shown), Value::String(given)) => shown.to_string() == *given,
        // The paths of a field mask have the names of fields as in the schema.
        (Value::String(shown), Value::String(given)) if shown.contains('_') => shown
            .replace('_', "")
            .eq_ignore_ascii_case(&given.replace('_', "")),
        (Value::Number(one), Value::Number(other)) if one.is_f64() && other.is_f64() => {
            let (one, other) = (one.as_f64().unwrap(), other.as_f64().unwrap());
            // A float was given as the double next to it.
            #[expect(clippy::cast_possible_truncation, reason = "that is meant")]
            let float = |number: f64| (number as f32).to_bits();
            one.to_bits() == other.to_bits() || float(one) == float(other)
        }
        _ => shown == given,
    }
}

/// What is shown where the producer's object cannot be said in JSON, or was not written as such.
const OTHERWISE: &[(&str, &str)] = &[
    (
        "java, java: a serialized map",
        r#"{"class":"java.util.LinkedHashMap"}"#,
    ),
    (
        "java, java: a serialized exception",
        r#"{"class":"java.lang.IllegalStateException","message":"out of stock","causes":[{"class":"java.io.IOException","message":"timed out"}]}"#,
    ),
    (
        "java, msgpack: keys that are no text, an extension",
        r#"[18446744073709551615,{"7":"seven"},{"ext":42,"base64":"AQI="}]"#,
    ),
    (
        "java, cbor: big numbers",
        r#"{"big":18446744073709551617,"decimal":{"tag":4,"value":[-2,1250]},"nan":"NaN"}"#,
    ),
];

#[test]
fn every_genuine_payload_is_read_as_its_producer_had_it() {
    for case in &cases() {
        let decoder = decoder(case);
        let letter = DeadLetterView::read_by(case.record.view(), &decoder);
        let payload = letter.part(case.part);
        let name = &case.name;
        let Shown::Json(json) = payload.shown() else {
            panic!("{name}: {payload:?}");
        };
        assert_eq!(payload.problem, None, "{name}");
        assert_eq!(payload.schema.is_some(), case.schema.is_some(), "{name}");
        let otherwise = OTHERWISE.iter().find(|(otherwise, _)| otherwise == name);
        if let Some((_, expected)) = otherwise {
            assert_eq!(json.as_str(), *expected, "{name}");
            continue;
        }
        let shown: Value = serde_json::from_str(json.as_str()).unwrap();
        if name.ends_with("in Avro's own JSON") {
            let raw = case.part.of(&case.record.view()).unwrap();
            assert_eq!(json.as_str().as_bytes(), raw, "{name}");
            continue;
        }
        assert!(
            means(&shown, &case.object),
            "{name}\n{shown}\n{}",
            case.object
        );
        // Only defaults of Protobuf are shown besides.
        if !name.contains("protobuf") {
            assert!(
                means(&case.object, &shown),
                "{name}\n{shown}\n{}",
                case.object
            );
        }
    }
}

#[test]
fn a_genuine_payload_is_explained() {
    let mut all = String::new();
    for case in &cases() {
        let told = [
            "confluent-python-2.16.0, avro: every type",
            "confluent-python-2.16.0, protobuf: message index 0, 1, 1",
            "confluent-python-2.16.0, protobuf: schema id in the headers",
            "apicurio-2.6.13, avro: global id in the headers",
            "apicurio-2.6.13, avro: in Avro's own JSON",
            "apicurio-2.6.13, protobuf: a nested message",
            "glue-1.1.23, glue: protobuf, a nested message, compressed",
            "java, java: a serialized exception",
            "java, msgpack: an object",
        ];
        if !told.contains(&case.name.as_str()) {
            continue;
        }
        writeln!(all, "# {}", case.name).unwrap();
        for step in decoder(case).explain(case.part, &case.record.view()) {
            let sign = if step.holds { '+' } else { '-' };
            writeln!(all, "{sign} {}", step.text).unwrap();
        }
    }
    insta::assert_snapshot!(all, @r"
    # confluent-python-2.16.0, avro: every type
    - header __value_schema_id: there is none
    - headers apicurio.value.globalId and .contentId: there are none
    + Confluent frame: 00 and schema id 1
    + the schema is Avro, shop.Everything
    # confluent-python-2.16.0, protobuf: message index 0, 1, 1
    - header __value_schema_id: there is none
    - headers apicurio.value.globalId and .contentId: there are none
    + Confluent frame: 00 and schema id 17
    + message indexes [0, 1, 1]
    + the schema is Protobuf, message shop.First.Middle.One
    # confluent-python-2.16.0, protobuf: schema id in the headers
    + header __value_schema_id: schema GUID 83140f91-f563-45d0-bb82-98ac51a4b65b; the payload has no frame
    + message indexes [0, 1, 1]
    + the schema is Protobuf, message shop.First.Middle.One
    # apicurio-2.6.13, avro: global id in the headers
    - header __value_schema_id: there is none
    + header apicurio.value.globalId: Apicurio global id 1; the payload has no frame
    + the schema is Avro, com.example.shop.Order
    # apicurio-2.6.13, avro: in Avro's own JSON
    - header __value_schema_id: there is none
    + header apicurio.value.globalId: Apicurio global id 5; the payload has no frame
    + a header says that it is written as JSON
    # apicurio-2.6.13, protobuf: a nested message
    - header __value_schema_id: there is none
    - headers apicurio.value.globalId and .contentId: there are none
    + Apicurio frame of eight bytes: 00 and Apicurio global id 19
    + Apicurio's name of the message: One
    + the schema is Protobuf, message shop.First.Middle.One
    # glue-1.1.23, glue: protobuf, a nested message, compressed
    + a test says protobuf:shop.First.Middle.One
    - header __value_schema_id: there is none
    - headers apicurio.value.globalId and .contentId: there are none
    - Confluent frame: it would begin with 00, these bytes begin with 03 05 2e 41 27 f8 a0 43 …
    + AWS Glue frame: Glue schema version 2e4127f8-a043-31a1-81f6-71262455fbdc, zlib
    + the schema is Protobuf, message shop.First.Middle.One
    # java, java: a serialized exception
    - header __value_schema_id: there is none
    - headers apicurio.value.globalId and .contentId: there are none
    - Confluent frame: it would begin with 00, these bytes begin with ac ed 00 05 73 72 00 1f …
    - AWS Glue frame: it would begin with 03 and 00 or 05
    + Java serialization: AC ED 00 05; it is walked, never run
    # java, msgpack: an object
    + a test says msgpack
    ");
}
