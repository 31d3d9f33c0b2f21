//! Shared by the tests: schemas, and bytes by hand.

use std::collections::HashMap;

use prost_reflect::{DescriptorPool, DynamicMessage, SerializeOptions};

use super::*;
use crate::payload::json::is_compact;
use crate::payload::{Broken, Language, Reference, SchemaText};

mod broken;
mod corners;
mod meaning;
mod schemas;

/// Returns a schema as a registry hands it out.
fn schema_text(text: &str, references: &[(&str, &str)]) -> SchemaText {
    let references = references.iter();
    SchemaText {
        language: Language::Protobuf,
        text: text.to_owned(),
        references: references
            .map(|(name, text)| Reference {
                name: (*name).to_owned(),
                text: (*text).to_owned(),
            })
            .collect(),
    }
}

fn schema(text: &str) -> Schema {
    Schema::parse(&schema_text(text, &[])).unwrap()
}

/// Reads bytes as the first message of a text.
fn read(text: &str, bytes: &[u8]) -> Result<(String, Notes), Broken> {
    let mut out = b"before".to_vec();
    let read = schema(text).read(Chosen::Indexes(&[0]), bytes, &mut out);
    let json = String::from_utf8(out).unwrap();
    let json = json.strip_prefix("before").unwrap().to_owned();
    match read {
        Ok(notes) => {
            let _: serde_json::Value = serde_json::from_str(&json).unwrap();
            assert!(is_compact(&json), "{json}");
            Ok((json, notes))
        }
        Err(broken) => {
            assert_eq!(json, "", "nothing is left of what failed");
            Err(broken)
        }
    }
}

/// Reads what must be readable and without a note.
fn json(text: &str, bytes: &[u8]) -> String {
    let (json, notes) = read(text, bytes).unwrap();
    assert_eq!(notes.lines(), Vec::<String>::new());
    json
}

/// Concatenates fields.
fn message(fields: &[Vec<u8>]) -> Vec<u8> {
    fields.concat()
}

fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push((number & 0x7f) as u8);
    bytes
}

fn tag(number: u32, wire_type: u64) -> Vec<u8> {
    varint(u64::from(number) << 3 | wire_type)
}

fn number(field: u32, value: u64) -> Vec<u8> {
    [tag(field, 0), varint(value)].concat()
}

fn bytes(field: u32, value: impl AsRef<[u8]>) -> Vec<u8> {
    let value = value.as_ref();
    [tag(field, 2), varint(value.len() as u64), value.to_vec()].concat()
}

fn group(field: u32, value: &[u8]) -> Vec<u8> {
    [tag(field, 3), value.to_vec(), tag(field, 4)].concat()
}

/// What `prost-reflect` makes of bytes, as JSON with the same decisions.
fn by_prost(pool: &DescriptorPool, name: &str, bytes: &[u8]) -> Result<DynamicMessage, String> {
    let descriptor = pool.get_message_by_name(name).unwrap();
    DynamicMessage::decode(descriptor, bytes).map_err(|error| error.to_string())
}

fn as_json(message: &DynamicMessage) -> Result<serde_json::Value, serde_json::Error> {
    let options = SerializeOptions::new()
        .stringify_64_bit_integers(false)
        .use_proto_field_name(true)
        .skip_default_fields(false);
    // By way of text: a value in memory makes doubles of floats.
    let mut text = Vec::new();
    message.serialize_with_options(&mut serde_json::Serializer::new(&mut text), &options)?;
    serde_json::from_slice(&text)
}

/// Returns the descriptors of a text.
fn pool(text: &str) -> DescriptorPool {
    let texts = HashMap::from([("schema.proto".to_owned(), text.to_owned())]);
    compile::compile(texts, "schema.proto").unwrap().0
}
