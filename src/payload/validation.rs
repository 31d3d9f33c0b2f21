//! Whether a consumer would read a value now: tried with the schema that it uses today.
//!
//! What a fix changed is the consumer, and with it its schema. Each value is read the way that consumer reads it: with the
//! schema it was written with, resolved to the consumer's where the language has such a thing (Avro), else with the
//! consumer's alone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::compiled::Schema;
use super::decoder::Decoder;
use super::explain::Steps;
use super::frame::{Frame, MessageChoice, frame};
use super::json::Json;
use super::json_schema::NotChecked;
use super::schema::{Broken, Missing, SchemaId};
use super::{Part, avro, look, protobuf};
use crate::dead_letter::DeadLetterView;
use crate::topics::is_topic_name;

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

/// What came of trying one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// The consumer would read it.
    Passes,
    /// The consumer would not read it: why.
    Poison(String),
    /// Nobody can tell: why. It neither passes nor is it poison.
    Undecided(String),
}

/// Why a value does not pass.
enum Fault {
    Poison(String),
    Undecided(String),
}

impl Fault {
    /// Says why a schema is missing that the consumer would need as well.
    fn of_missing(what: &impl std::fmt::Display, missing: &Missing) -> Self {
        Self::Undecided(format!("{what}: {missing}"))
    }
}

impl From<NotChecked> for Fault {
    fn from(not_checked: NotChecked) -> Self {
        Self::Undecided(not_checked.why)
    }
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
    /// Why the registry could not be asked, the first time that it could not.
    unavailable: OnceLock<String>,
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
            unavailable: OnceLock::new(),
        }
    }

    /// Returns how people call what is tried against.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Says why the registry could not be asked for a schema that was needed; `None` where it always could.
    ///
    /// What was tried before and after is no answer to whether all records pass.
    pub fn unavailable(&self) -> Option<&str> {
        self.unavailable.get().map(String::as_str)
    }

    /// Tells whether a consumer would read the value of a dead letter.
    ///
    /// The reasons name fields and no places in the bytes, so that records which fail alike have the same one.
    pub fn of(&self, letter: &DeadLetterView<'_>) -> Tried {
        match self.tried(letter) {
            Ok(()) => Tried::Passes,
            Err(Fault::Poison(why)) => Tried::Poison(why),
            Err(Fault::Undecided(why)) => Tried::Undecided(why),
        }
    }

    fn tried(&self, letter: &DeadLetterView<'_>) -> Result<(), Fault> {
        let record = letter.record();
        // A null is no payload, and deserializers hand it on as null.
        let Some(bytes) = record.envelope.value else {
            return Ok(());
        };
        let found = frame(Part::Value, bytes, &record.headers, &mut Steps::default());
        let found = found.map_err(Fault::Poison)?;
        if found.is_none() && !matches!(self.against, Against::File(_)) {
            // Whatever the consumer's schema is.
            let why = format!("unknown magic byte: {}", look::like(bytes));
            return Err(Fault::Poison(why));
        }
        let reader = self.reader(letter)?;
        let Some(found) = found else {
            return self.plain(&reader, bytes, None);
        };
        let framed = self.framed(&reader, &found);
        // What is written without a frame may begin with a zero all the same.
        let may_be_whole = matches!(self.against, Against::File(_)) && found.framing.is_prefix();
        if may_be_whole && matches!(framed, Err(Fault::Poison(_))) {
            return self.plain(&reader, bytes, None).or(framed);
        }
        framed
    }

    /// Returns the schema that the consumer of a dead letter's origin reads with.
    fn reader(&self, letter: &DeadLetterView<'_>) -> Result<Arc<Schema>, Fault> {
        match &self.against {
            Against::Registered(schema) | Against::File(schema) => return Ok(schema.clone()),
            Against::Latest => {}
        }
        let topic = letter.origin().and_then(|hop| hop.topic.value());
        // A header can say anything, and the registry is asked for what can be a topic only.
        let Some(topic) = topic.filter(|topic| is_topic_name(topic)) else {
            let why = "no header tells its origin, so its subject is not known";
            return Err(Fault::Undecided(why.to_owned()));
        };
        let subject = format!("{topic}-value");
        let mut subjects = self.subjects.lock().unwrap_or_else(PoisonError::into_inner);
        let latest = || self.decoder.latest(&subject);
        let found = subjects.entry(subject.clone()).or_insert_with(latest);
        found.clone().map_err(|missing| {
            self.remember(&missing);
            Fault::of_missing(&format_args!("subject {subject}"), &missing)
        })
    }

    /// Remembers that the registry could not be asked.
    fn remember(&self, missing: &Missing) {
        if let Missing::Unavailable(why) = missing {
            self.unavailable.get_or_init(|| why.clone());
        }
    }

    /// Returns the schema that a value was written with; `None` where it is not needed.
    fn writer(&self, reader: &Schema, frame: &Frame<'_>) -> Result<Option<Arc<Schema>>, Fault> {
        let missing = match self.decoder.schema(&frame.schema) {
            Ok(writer) => return Ok(Some(writer)),
            Err(missing) => missing,
        };
        let from_file = matches!(self.against, Against::File(_));
        match &missing {
            // Who reads with a file may well do without a registry.
            Missing::NoRegistry if from_file => Ok(None),
            // Only Avro is read with the writer's schema.
            _ if from_file && !matches!(reader, Schema::Avro(_)) => Ok(None),
            // The consumer will ask the same registry.
            Missing::Unknown => Err(Fault::Poison(format!("{}: {missing}", frame.schema))),
            _ => {
                // Nobody but AWS knows those of Glue, and it is not asked.
                if !matches!(frame.schema, SchemaId::Glue(_)) {
                    self.remember(&missing);
                }
                Err(Fault::of_missing(&frame.schema, &missing))
            }
        }
    }

    fn framed(&self, reader: &Schema, frame: &Frame<'_>) -> Result<(), Fault> {
        let writer = self.writer(reader, frame)?;
        if let Some(writer) = &writer
            && writer.language() != reader.language()
        {
            return Err(Fault::Poison(format!(
                "written as {}, and the consumer reads {}",
                writer.language().format().name(),
                reader.language().format().name()
            )));
        }
        match (reader, writer.as_deref()) {
            (Schema::Avro(reader), Some(Schema::Avro(writer))) => {
                let mut out = Vec::new();
                let read = writer.read_as(reader, &frame.body, &mut out);
                read.map_err(|mismatch| {
                    Fault::Poison(match mismatch {
                        avro::Mismatch::Broken(broken) => of_broken(&broken),
                        avro::Mismatch::Schema { path, why } => of_field(&path, &why),
                    })
                })
            }
            (Schema::Protobuf(schema), _) => {
                let is_message =
                    |name: &str| schema.message_name(protobuf::Chosen::Name(name)).is_ok();
                let (told, body) = frame.message(is_message).map_err(Fault::Poison)?;
                self.plain(reader, body, told.as_ref())
            }
            _ => self.plain(reader, &frame.body, None),
        }
    }

    /// Reads bytes with the consumer's schema alone.
    fn plain(
        &self,
        reader: &Schema,
        bytes: &[u8],
        told: Option<&MessageChoice>,
    ) -> Result<(), Fault> {
        let mut out = Vec::new();
        match reader {
            Schema::Avro(schema) => {
                let read = schema
                    .read(bytes, &mut out)
                    .map_err(|broken| Fault::Poison(of_broken(&broken)))?;
                if read < bytes.len() {
                    let why = "bytes are left over: written with another schema";
                    return Err(Fault::Poison(why.to_owned()));
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
                    .map_err(|broken| Fault::Poison(of_broken(&broken)))?;
                match notes.missing_required().next() {
                    Some(field) => {
                        let why = format!("{field}: a required field is missing");
                        Err(Fault::Poison(why))
                    }
                    None => Ok(()),
                }
            }
            Schema::Json(schema) => {
                let Some(json) = Json::parse(bytes) else {
                    return Err(Fault::Poison(not_json(bytes)));
                };
                let violations = schema.violations(json.as_str().as_bytes(), 1);
                match violations?.into_iter().next() {
                    Some(one) => Err(Fault::Poison(of_field(&of_pointer(&one.path), &one.why))),
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
