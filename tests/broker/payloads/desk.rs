//! What these tests share: schemas in a registry, bytes that name them, dead letters that hold the bytes.

use std::sync::OnceLock;

use apache_avro::types::Value as AvroValue;
use apache_avro::writer::datum::GenericDatumWriter;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use regex::Regex;
use serde_json::Value;

use super::super::support::registry::SchemaRegistry;
use super::super::support::replaying::letter;
use super::super::support::{Broker, Out, Shell, Typed};

/// An order, as it is written.
pub(super) const ORDER: &str = r#"{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"string"},{"name":"total","type":"long"},{"name":"note","type":["null","string"]}]}"#;

/// A key.
pub(super) const KEY: &str = r#""string""#;

/// What the JSON of the capture violates.
const STRICT: &str = r#"{"$schema":"http://json-schema.org/draft-07/schema#","title":"Order","type":"object","properties":{"cents":{"type":"integer","maximum":1000}},"required":["id","currency"]}"#;

/// Ids of the schemas that are always there.
pub(super) const KEY_ID: u32 = 1;
pub(super) const ORDER_ID: u32 = 2;
pub(super) const NESTED_ID: u32 = 3;
pub(super) const STRICT_ID: u32 = 4;

/// Lists the schemas that are always there: subject, language, text.
fn registered() -> [(&'static str, &'static str, String); 4] {
    let (_, nested) = genuine("apicurio-2.6.13", "protobuf: a nested message");
    [
        ("shop-key", "AVRO", KEY.to_owned()),
        ("shop-order", "AVRO", ORDER.to_owned()),
        ("shop-nested", "PROTOBUF", nested),
        ("shop-strict", "JSON", STRICT.to_owned()),
    ]
}

/// When the records were written, in milliseconds since the epoch.
const AT: i64 = 1_795_243_875_557;

/// A broker, and a registry that no other tests use, so that ids are the same in every run.
pub(super) struct Desk {
    pub(super) broker: &'static Broker,
    pub(super) registry: &'static SchemaRegistry,
}

impl Desk {
    /// Opens it, or skips the test.
    pub(super) fn open(not_proved: &str) -> Option<Desk> {
        static REGISTRY: OnceLock<Option<SchemaRegistry>> = OnceLock::new();
        let broker = Broker::shared(not_proved)?;
        let registry = REGISTRY.get_or_init(|| {
            let registry = SchemaRegistry::start(not_proved)?;
            // Before any other test registers something, so that the ids that snapshots show are these.
            for (id, (subject, language, text)) in (1..).zip(registered()) {
                let given = registry.register(subject, language, &text, &[]);
                assert_eq!(given, id, "{subject}");
            }
            Some(registry)
        });
        Some(Desk {
            broker,
            registry: registry.as_ref()?,
        })
    }

    /// Opens a shell that knows the broker and no registry.
    pub(super) fn shell(&self) -> Shell {
        Shell::at(self.broker)
    }

    /// Writes records.
    pub(super) fn write(&self, records: &[Out]) {
        super::super::support::produce::produce(&self.broker.bootstrap(), records);
    }
}

/// Encodes a value of Avro, written as JSON, with Avro's own encoder.
pub(super) fn avro(schema: &str, value: Value) -> Vec<u8> {
    let schema = apache_avro::Schema::parse_str(schema).expect("a schema");
    let value = in_avro(value).resolve(&schema).expect("a value");
    let writer = GenericDatumWriter::builder(&schema)
        .build()
        .expect("a writer");
    writer.write_value_to_vec(value).expect("bytes")
}

/// Takes JSON for what the schema then makes of it.
fn in_avro(value: Value) -> AvroValue {
    match value {
        Value::Null => AvroValue::Null,
        Value::Bool(value) => AvroValue::Boolean(value),
        Value::Number(value) => match value.as_i64() {
            Some(value) => AvroValue::Long(value),
            None => AvroValue::Double(value.as_f64().expect("a number")),
        },
        Value::String(value) => AvroValue::String(value),
        Value::Array(values) => AvroValue::Array(values.into_iter().map(in_avro).collect()),
        Value::Object(members) => {
            let members = members.into_iter();
            AvroValue::Map(
                members
                    .map(|(name, value)| (name, in_avro(value)))
                    .collect(),
            )
        }
    }
}

/// Puts Confluent's frame in front of a body.
pub(super) fn framed(id: u32, body: impl AsRef<[u8]>) -> Vec<u8> {
    [&[0], &id.to_be_bytes()[..], body.as_ref()].concat()
}

/// Finds the bytes that a serializer wrote, and their schema.
pub(super) fn genuine(capture: &str, name: &str) -> (Vec<u8>, String) {
    let path = format!(
        "{}/tests/fixtures/payloads/{capture}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).expect("a capture");
    let capture: Value = serde_json::from_str(&text).expect("JSON");
    let mut cases = capture["cases"].as_array().expect("cases").iter();
    let case = cases.find(|case| case["name"] == name).expect(name);
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let bytes = STANDARD.decode(text(&case["base64"])).expect("bytes");
    (bytes, text(&case["schema"]["text"]))
}

/// Makes a dead letter of Spring's without key and value.
pub(super) fn dead(topic: &str, target: &str, offset: i64) -> Out {
    letter(topic, target, 0, offset).timestamp(AT + offset)
}

/// Shows a run without what is different in every run: beside ports and folders, how long ago something was.
pub(super) fn told(seen: &Typed) -> String {
    let mut text = seen.to_string();
    for (pattern, stands_for) in [
        (r"\bAGE +", "AGE "),
        (r"\b\d+(s|m|h|d|mo|y) +(orders-|- )", "AGE $2"),
        (r"\b\d+(s|m|h|d|mo|y) ago\b", "AGE ago"),
        (r"dlt-replay\.lab-\w+", "LEDGER"),
        (r"\blab(\.DLT)?-[0-9a-f]{8}\b", "lab$1"),
        (r#"_id":"[\w-]{22}""#, r#"_id":"ID""#),
        (r" in \d+(\.\d)? ?m?s\b", " in TIME"),
        (r"\brun [0-9a-f]{12}", "run RUN"),
        (r"(?m)[ \t\r]+$", ""),
    ] {
        let pattern = Regex::new(pattern).expect("a pattern");
        text = pattern.replace_all(&text, stands_for).into_owned();
    }
    // What a terminal would not show has no place in a snapshot.
    text.chars()
        .map(|char| match char {
            '\n' => "\n".to_owned(),
            char if char.is_control() => char.escape_default().to_string(),
            char => char.to_string(),
        })
        .collect()
}
