//! Whether a consumer would read a value now: tried with the schema that it uses today.
//!
//! What a fix changed is the consumer, and with it its schema. Each value is read the way that consumer reads it: with the
//! schema it was written with, resolved to the consumer's where the language has such a thing (Avro), else with the
//! consumer's alone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::compiled::Schema;
use super::decoder::Decoder;
use super::explain::Steps;
use super::frame::{Frame, MessageChoice, frame};
use super::json::Json;
use super::schema::{Broken, Missing};
use super::{Part, avro, look, protobuf};
use crate::dead_letter::DeadLetterView;

/// The schema that a consumer reads with.
#[derive(Debug)]
pub enum Against {
    /// The latest version of the subject that belongs to a record's origin, `TOPIC-value`.
    Latest,
    /// One schema of the registry.
    Registered(Arc<Schema>),
    /// A schema of a file: the consumer may read without a frame.
    File(Arc<Schema>),
}

/// Tries values with a schema.
#[derive(Debug)]
pub struct Validation {
    decoder: Arc<Decoder>,
    against: Against,
    /// How people call it: `latest`, `schema id 7`, `order.avsc`.
    name: Box<str>,
    /// The Protobuf message, where it was named.
    message: Option<Box<str>>,
    subjects: Mutex<HashMap<String, Result<Arc<Schema>, Missing>>>,
}

impl Validation {
    /// Tries against a schema, which people call `name`.
    pub fn new(
        decoder: Arc<Decoder>,
        against: Against,
        name: impl Into<Box<str>>,
        message: Option<Box<str>>,
    ) -> Self {
        Self {
            decoder,
            against,
            name: name.into(),
            message,
            subjects: Mutex::default(),
        }
    }

    /// Returns how people call what is tried against.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Says why a consumer would not read the value of a dead letter; `None` where it would.
    ///
    /// The reasons name fields and no places in the bytes, so that records which fail alike have the same one.
    pub fn why_not(&self, letter: &DeadLetterView<'_>) -> Option<String> {
        let record = letter.record();
        // A null is no payload, and deserializers hand it on as null.
        let bytes = record.envelope.value?;
        let reader = match self.reader(letter) {
            Ok(reader) => reader,
            Err(why) => return Some(why),
        };
        let found = frame(Part::Value, bytes, &record.headers, &mut Steps::default());
        match found {
            Err(why) => Some(why),
            Ok(Some(found)) => self.framed(&reader, &found),
            Ok(None) if matches!(self.against, Against::File(_)) => {
                let read = self.plain(&reader, bytes, None);
                read.err()
            }
            Ok(None) => Some(format!("unknown magic byte: {}", look::like(bytes))),
        }
    }

    /// Returns the schema that the consumer of a dead letter's origin reads with.
    fn reader(&self, letter: &DeadLetterView<'_>) -> Result<Arc<Schema>, String> {
        match &self.against {
            Against::Registered(schema) | Against::File(schema) => return Ok(schema.clone()),
            Against::Latest => {}
        }
        let topic = letter.origin().and_then(|hop| hop.topic.value());
        let topic = topic.ok_or("no header tells its origin, so its subject is not known")?;
        let subject = format!("{topic}-value");
        let mut subjects = self.subjects.lock().unwrap_or_else(PoisonError::into_inner);
        let latest = || self.decoder.latest(&subject);
        let found = subjects.entry(subject.clone()).or_insert_with(latest);
        found
            .clone()
            .map_err(|missing| format!("subject {subject}: {missing}"))
    }

    fn framed(&self, reader: &Schema, frame: &Frame<'_>) -> Option<String> {
        let writer = match (self.decoder.schema(&frame.schema), &self.against) {
            (Ok(writer), _) => Some(writer),
            // Who reads with a file may well do without a registry.
            (Err(_), Against::File(_)) => None,
            (Err(missing), _) => return Some(format!("{}: {missing}", frame.schema)),
        };
        if let Some(writer) = &writer
            && writer.language() != reader.language()
        {
            return Some(format!(
                "written as {}, and the consumer reads {}",
                writer.language().format().name(),
                reader.language().format().name()
            ));
        }
        let read = match (reader, writer.as_deref()) {
            (Schema::Avro(reader), Some(Schema::Avro(writer))) => {
                let mut out = Vec::new();
                writer
                    .read_as(reader, &frame.body, &mut out)
                    .map_err(|mismatch| match mismatch {
                        avro::Mismatch::Broken(broken) => of_broken(&broken),
                        avro::Mismatch::Schema { path, why } => of_field(&path, &why),
                    })
            }
            (Schema::Protobuf(schema), _) => {
                let is_message =
                    |name: &str| schema.message_name(protobuf::Chosen::Name(name)).is_ok();
                match frame.message(is_message) {
                    Ok((told, body)) => self.plain(reader, body, told.as_ref()),
                    Err(why) => Err(why),
                }
            }
            _ => self.plain(reader, &frame.body, None),
        };
        read.err()
    }

    /// Reads bytes with the consumer's schema alone.
    fn plain(
        &self,
        reader: &Schema,
        bytes: &[u8],
        told: Option<&MessageChoice>,
    ) -> Result<(), String> {
        let mut out = Vec::new();
        match reader {
            Schema::Avro(schema) => {
                let read = schema
                    .read(bytes, &mut out)
                    .map_err(|broken| of_broken(&broken))?;
                if read < bytes.len() {
                    return Err("bytes are left over: written with another schema".to_owned());
                }
                Ok(())
            }
            Schema::Protobuf(schema) => {
                let chosen = match (&self.message, told) {
                    (Some(name), _) => protobuf::Chosen::Name(name),
                    (None, Some(told)) => told.chosen(),
                    (None, None) => protobuf::Chosen::Only,
                };
                let notes = schema
                    .read(chosen, bytes, &mut out)
                    .map_err(|broken| of_broken(&broken))?;
                match notes.missing_required().next() {
                    Some(field) => Err(format!("{field}: a required field is missing")),
                    None => Ok(()),
                }
            }
            Schema::Json(schema) => {
                let Some(json) = Json::parse(bytes) else {
                    return Err(not_json(bytes));
                };
                let violations = schema.violations(json.as_str().as_bytes(), 1);
                match violations.into_iter().next() {
                    Some(one) => Err(of_field(&of_pointer(&one.path), &one.why)),
                    None => Ok(()),
                }
            }
        }
    }
}

fn not_json(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(_) => format!("no JSON: {}", look::like(bytes)),
        Err(_) => "no JSON: invalid UTF-8".to_owned(),
    }
}

/// Turns a JSON pointer into a path, in which elements of lists have no number.
fn of_pointer(pointer: &str) -> String {
    let mut path = String::with_capacity(pointer.len());
    for part in pointer.split('/').skip(1) {
        if part.bytes().all(|byte| byte.is_ascii_digit()) {
            path.push_str("[]");
            continue;
        }
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(part);
    }
    path
}

/// Says what is broken, without the byte at which it is.
fn of_broken(broken: &Broken) -> String {
    if broken.truncated {
        return of_field(&broken.path, "truncated");
    }
    of_field(&broken.path, &broken.why)
}

/// Says what is wrong with a field, of an element of a list without its number.
fn of_field(path: &str, why: &str) -> String {
    if path.is_empty() {
        return why.to_owned();
    }
    let mut place = String::with_capacity(path.len());
    let mut inside = false;
    for char in path.chars() {
        match char {
            '[' => {
                inside = true;
                place.push_str("[]");
            }
            ']' => inside = false,
            _ if inside => {}
            _ => place.push(char),
        }
    }
    format!("{place}: {why}")
}
