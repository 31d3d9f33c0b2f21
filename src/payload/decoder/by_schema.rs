//! Reads what a schema describes: the registry's, or that of a file.

use std::borrow::Cow;

use super::super::compiled::Schema;
use super::super::explain::Steps;
use super::super::frame::{Frame, Framing};
use super::super::json::Json;
use super::super::problem::{Problem, ProblemKind};
use super::super::protobuf::{self, Note};
use super::super::schema::{Broken, Language, Missing};
use super::super::view::{Content, Payload, SchemaUse, Shown};
use super::super::{Format, avro, json_schema};
use super::Decoder;
use super::by_rule::{invalid_json, made};
use crate::quantity::counted;

/// The most violations of a JSON Schema that are told.
const MOST_VIOLATIONS: usize = 8;

/// What a rule says of a payload with a schema.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chosen<'r> {
    /// The language that it has to be.
    pub(super) language: Option<Language>,
    /// The Protobuf message.
    pub(super) message: Option<&'r str>,
    /// The schema of a file.
    pub(super) local: Option<&'r Schema>,
}

impl Chosen<'_> {
    /// Tells whether a schema is of the language that the rule names.
    fn allows(&self, schema: &Schema) -> bool {
        self.language
            .is_none_or(|language| language == schema.language())
    }
}

impl Decoder {
    /// Reads a payload whose frame was taken off.
    pub(super) fn framed<'a>(
        &self,
        whole: &'a [u8],
        frame: Frame<'a>,
        chosen: Option<Chosen<'_>>,
        steps: &mut Steps,
    ) -> Payload<'a> {
        let id = frame.schema;
        let named = |mut payload: Payload<'a>| {
            payload.schema.get_or_insert_default().id = Some(id);
            payload
        };
        if let Some(local) = chosen.and_then(|chosen| chosen.local) {
            steps.yes(|| "the schema of the file is used, the registry is not asked".to_owned());
            return named(self::framed(local, chosen.as_ref(), whole, frame, steps));
        }
        match self.schema(&id) {
            Ok(schema) => named(self::framed(&schema, chosen.as_ref(), whole, frame, steps)),
            // A `Long` looks like a frame and three more bytes.
            Err(_) if whole.len() == 8 && frame.framing.is_prefix() => {
                steps.yes(|| "eight bytes and no such schema: an integer, rather".to_owned());
                Payload::plain(Some(whole))
            }
            Err(missing) => named(without(&missing, whole, frame, steps)),
        }
    }
}

/// Reads what a frame was taken off.
fn framed<'a>(
    schema: &Schema,
    chosen: Option<&Chosen<'_>>,
    whole: &'a [u8],
    frame: Frame<'a>,
    steps: &mut Steps,
) -> Payload<'a> {
    if let Some(chosen) = chosen
        && !chosen.allows(schema)
    {
        let says = chosen
            .language
            .map_or("another language", |one| one.format().name());
        let is = schema.language().format().name();
        return Payload::broken(
            Content::AsItIs(Shown::of(Some(whole))),
            Format::Binary,
            Problem::new(
                ProblemKind::OtherFormat,
                format!("{} is a schema of {is}, the rule says {says}", frame.schema),
            ),
        );
    }
    if frame.is_json {
        steps.yes(|| "a header says that it is written as JSON".to_owned());
        return json(frame.body, frame.start, schema.language().format());
    }
    match schema {
        Schema::Avro(schema) => {
            steps.yes(|| format!("the schema is Avro, {}", schema.name()));
            let mut out = Vec::with_capacity(frame.body.len() * 3);
            let read = if frame.is_confluent() {
                schema.read_of_confluent(&frame.body, &mut out)
            } else {
                schema.read(&frame.body, &mut out)
            };
            avro(schema, read, out, frame.body.len(), whole, frame.start)
        }
        Schema::Protobuf(schema) => {
            let is_message = |name: &str| {
                let name = protobuf::Chosen::Name(name);
                schema.message_name(name).is_ok()
            };
            let (told, body) = match frame.message(is_message) {
                Ok(found) => found,
                Err(why) => {
                    return Payload::broken(
                        Content::AsItIs(Shown::of(Some(whole))),
                        Language::Protobuf.format(),
                        Problem::new(ProblemKind::Frame, why).at(frame.start),
                    );
                }
            };
            if let Some(told) = &told {
                steps.yes(|| told.to_string());
            }
            let chosen = match (chosen.and_then(|chosen| chosen.message), &told) {
                (Some(name), _) => protobuf::Chosen::Name(name),
                (None, Some(told)) => told.chosen(),
                (None, None) => protobuf::Chosen::Only,
            };
            let start = frame.start + frame.body.len() - body.len();
            protobuf(schema, chosen, body, start, whole, steps)
        }
        Schema::Json(schema) => json_with_schema(schema, frame.body, frame.start, steps),
    }
}

/// Reads a whole payload with the schema of a file; there is no frame.
pub(super) fn whole<'a>(
    schema: &Schema,
    chosen: &Chosen<'_>,
    bytes: &'a [u8],
    steps: &mut Steps,
) -> Payload<'a> {
    steps.yes(|| "no frame: the schema of the file describes the whole payload".to_owned());
    match schema {
        Schema::Avro(schema) => {
            let mut out = Vec::with_capacity(bytes.len() * 3);
            let read = schema.read(bytes, &mut out);
            avro(schema, read, out, bytes.len(), bytes, 0)
        }
        Schema::Protobuf(schema) => {
            let message = chosen.message;
            let message = message.map_or(protobuf::Chosen::Only, protobuf::Chosen::Name);
            protobuf(schema, message, bytes, 0, bytes, steps)
        }
        Schema::Json(schema) => json_with_schema(schema, Cow::Borrowed(bytes), 0, steps),
    }
}

/// Makes a payload of what was read as Avro, of so many bytes; bytes that are left over speak for another schema.
fn avro<'a>(
    schema: &avro::Schema,
    read: Result<usize, Broken>,
    out: Vec<u8>,
    length: usize,
    whole: &'a [u8],
    start: usize,
) -> Payload<'a> {
    let end = start + read.as_ref().map_or(length, |read| *read);
    let format = Language::Avro.format();
    let mut payload = made(read.map(drop), out, whole, format, start);
    if end < start + length {
        payload.problem = Some(left_over(start + length - end, end));
    }
    with_name(payload, Some(schema.name().to_owned()))
}

fn json_with_schema<'a>(
    schema: &json_schema::Schema,
    bytes: Cow<'a, [u8]>,
    start: usize,
    steps: &mut Steps,
) -> Payload<'a> {
    steps.yes(|| "the schema is JSON Schema".to_owned());
    let mut payload = json(bytes, start, Language::Json.format());
    if payload.problem.is_none()
        && let Shown::Json(json) = payload.shown()
    {
        let violations = schema.violations(json.as_str().as_bytes(), MOST_VIOLATIONS);
        let mut violations = match violations {
            Ok(violations) => violations.into_iter(),
            // No verdict, so no problem of the payload's.
            Err(why) => {
                payload.notes = vec![why.to_string()];
                return with_name(payload, None);
            }
        };
        let first = violations.next().map(|one| {
            let text = violated(&one);
            let mut problem = Problem::new(ProblemKind::Violation, text);
            problem.path = Some(one.path);
            problem
        });
        let further = violations.map(|one| violated(&one));
        let further = further.collect();
        payload.problem = first;
        payload.notes = further;
    }
    with_name(payload, None)
}

/// Says what is violated and where; the pointer to the whole is empty.
fn violated(violation: &json_schema::Violation) -> String {
    let json_schema::Violation { path, why } = violation;
    if path.is_empty() {
        why.clone()
    } else {
        format!("{path}: {why}")
    }
}

fn with_name(mut payload: Payload<'_>, name: Option<String>) -> Payload<'_> {
    payload.schema = Some(SchemaUse { id: None, name });
    payload
}

fn protobuf<'a>(
    schema: &protobuf::Schema,
    chosen: protobuf::Chosen<'_>,
    body: &[u8],
    start: usize,
    whole: &'a [u8],
    steps: &mut Steps,
) -> Payload<'a> {
    let format = Language::Protobuf.format();
    let name = match schema.message_name(chosen) {
        Ok(name) => name.to_owned(),
        Err(why) => {
            return Payload::broken(
                Content::AsItIs(Shown::of(Some(whole))),
                format,
                Problem::new(ProblemKind::UnusableSchema, why),
            );
        }
    };
    steps.yes(|| format!("the schema is Protobuf, message {name}"));
    let mut out = Vec::with_capacity(body.len() * 3);
    let read = schema.read(chosen, body, &mut out);
    let (read, notes) = match read {
        Ok(notes) => (Ok(()), Some(notes)),
        Err(broken) => (Err(broken), None),
    };
    let mut payload = made(read, out, whole, format, start);
    if let Some(notes) = notes {
        // Of a newer schema some fields are not known; where none is, it is another one.
        let is_another = |(note, _): &(&Note, &str)| matches!(note, Note::AnotherMessage { unknown, fields, .. } if unknown == fields);
        payload.problem = notes
            .iter()
            .find(is_another)
            .map(|(note, _)| Problem::new(ProblemKind::OtherFormat, note.to_string()));
        let others = notes.lines().into_iter();
        let said = payload.problem.as_ref().map(|problem| problem.text.clone());
        payload.notes = others.filter(|line| Some(line) != said.as_ref()).collect();
    }
    with_name(payload, Some(name))
}

/// Reads JSON behind a frame.
fn json(bytes: Cow<'_, [u8]>, start: usize, format: Format) -> Payload<'_> {
    let problem = |bytes: &[u8]| match std::str::from_utf8(bytes) {
        Ok(_) => invalid_json(bytes),
        Err(error) => Problem::utf8(bytes, error),
    };
    let shifted = |mut problem: Problem| {
        problem.at = problem.at.map(|at| at + start);
        problem
    };
    let is_json = Json::parse(&bytes).is_some();
    let found = (!is_json).then(|| shifted(problem(&bytes)));
    let content = match bytes {
        Cow::Borrowed(bytes) => Content::AsItIs(Shown::of(Some(bytes))),
        Cow::Owned(bytes) => Content::Bytes(bytes),
    };
    let mut payload = Payload::new(content, format);
    payload.problem = found;
    payload
}

fn left_over(left: usize, at: usize) -> Problem {
    let text = format!(
        "{} left over at byte {at}: probably written with another schema",
        counted(left as u64, "byte")
    );
    Problem::new(ProblemKind::LeftOver, text).at(at)
}

/// Shows a payload whose schema cannot be had: JSON behind a frame is readable all the same.
fn without<'a>(
    missing: &Missing,
    whole: &'a [u8],
    frame: Frame<'a>,
    steps: &mut Steps,
) -> Payload<'a> {
    steps.no(|| format!("{}: {missing}", frame.schema));
    let kind = match missing {
        Missing::Unknown => ProblemKind::UnknownSchemaId,
        Missing::Unusable(_) => ProblemKind::UnusableSchema,
        Missing::NoRegistry | Missing::Unavailable(_) => ProblemKind::NoSchema,
    };
    let text = match missing {
        _ if frame.framing == Framing::Glue => {
            format!(
                "{}: AWS Glue is not asked; a schema of a file reads it",
                frame.schema
            )
        }
        Missing::Unknown => format!("unknown {}: {missing}", frame.schema),
        _ => format!("{}: {missing}", frame.schema),
    };
    let mut problem = Problem::new(kind, text);
    if kind == ProblemKind::UnknownSchemaId {
        problem = problem.detail(
            "ids are known to one registry only: it may have been written against another one",
        );
    }
    let content = match frame.body {
        Cow::Borrowed(body) => match Shown::of(Some(body)) {
            shown @ Shown::Json(_) => Content::AsItIs(shown),
            _ => Content::AsItIs(Shown::of(Some(whole))),
        },
        Cow::Owned(body) => Content::Bytes(body),
    };
    let shown = match &content {
        Content::AsItIs(shown) => *shown,
        Content::Bytes(body) => Shown::of(Some(body)),
        Content::Json(_) => Shown::Binary(whole),
    };
    let format = shown.format();
    Payload::broken(content, format, problem)
}
