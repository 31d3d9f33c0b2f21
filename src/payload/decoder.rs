//! Reads keys and values the way people want to see them.
//!
//! Belongs here: the order of what is tried, rules before guesses. Does not belong here: one format (a file of its own
//! beside this one), nor where schemas come from ([`Schemas`]).

mod by_rule;
mod by_schema;
mod named;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use super::compiled::Schema;
use super::explain::{Step, Steps};
use super::frame::frame;
use super::problem::{Problem, ProblemKind};
use super::rules::{PartRule, PayloadRule};
use super::schema::{Missing, NoRegistry, SchemaId, Schemas};
use super::view::{Content, Payload, Shown};
use super::{Format, Part, java_object, look};
use crate::quantity::counted;
use crate::record::{Headers, RecordView};

/// Reads keys and values: by rules, by what headers and frames say, by what bytes look like, in this order.
#[derive(Debug)]
pub struct Decoder {
    rules: Vec<PayloadRule>,
    schemas: Arc<dyn Schemas>,
    /// What became of the schemas that were asked for, where that does not change.
    compiled: RwLock<HashMap<SchemaId, Result<Arc<Schema>, Missing>>>,
}

/// Without rules and without a registry.
static PLAIN: LazyLock<Decoder> = LazyLock::new(Decoder::default);

impl Default for Decoder {
    fn default() -> Self {
        Self::new(Vec::new(), Arc::new(NoRegistry))
    }
}

impl Decoder {
    /// Makes a decoder of rules, the first that covers a topic wins, and of somebody who is asked for schemas.
    pub fn new(rules: Vec<PayloadRule>, schemas: Arc<dyn Schemas>) -> Self {
        Self {
            rules,
            schemas,
            compiled: RwLock::default(),
        }
    }

    /// Lends the decoder that has no rules and no registry.
    pub fn plain() -> &'static Self {
        &PLAIN
    }

    /// Reads the key or the value of a record.
    pub fn read<'a>(&self, part: Part, record: &RecordView<'a>) -> Payload<'a> {
        self.read_in_steps(part, record, &mut Steps::default())
    }

    /// Tells how the key or the value of a record is read, step by step.
    pub fn explain(&self, part: Part, record: &RecordView<'_>) -> Vec<Step> {
        let mut steps = Steps::wanted();
        self.read_in_steps(part, record, &mut steps);
        steps.into_vec()
    }

    /// Tells whether the bytes of a key or a value stand for themselves: nothing names a schema, no rule says otherwise.
    ///
    /// `false` is no statement; it is what costs more to find out.
    pub fn as_it_is(&self, part: Part, record: &RecordView<'_>) -> bool {
        let Some(bytes) = part.of(record) else {
            let header = part.deserializer_exception().as_bytes();
            return record.headers.last(header).is_none();
        };
        let Some(first) = bytes.first() else {
            return true;
        };
        matches!(first, b' '..=b'~' | b'\t' | b'\n' | b'\r')
            && self.rule(part, record.envelope.topic).is_none()
            && !record
                .headers
                .iter()
                .any(|header| names_schema(header.name))
    }

    /// Tells whether keys or values may be more than their bytes: there is a registry or a rule.
    pub fn may_decode(&self, part: Part) -> bool {
        let says = |rule: &PayloadRule| match part {
            Part::Key => !rule.key.is_auto(),
            Part::Value => !rule.value.is_auto(),
        };
        self.schemas.are_known() || self.rules.iter().any(says)
    }

    /// Tells whether there is a registry to ask.
    pub fn knows_registry(&self) -> bool {
        self.schemas.are_known()
    }

    /// Returns what a person should know at the end about schemas that could not be had.
    pub fn warning(&self) -> Option<String> {
        self.schemas.warning()
    }

    fn rule(&self, part: Part, topic: &str) -> Option<(&PartRule, &str)> {
        let rules = self.rules.iter().filter(|rule| rule.covers(topic));
        let mut parts = rules.map(|rule| {
            let of_part = match part {
                Part::Key => &rule.key,
                Part::Value => &rule.value,
            };
            (of_part, rule.told_by.as_ref())
        });
        parts.find(|(rule, _)| !rule.is_auto())
    }

    fn read_in_steps<'a>(
        &self,
        part: Part,
        record: &RecordView<'a>,
        steps: &mut Steps,
    ) -> Payload<'a> {
        if let Some(bytes) = part.of(record) {
            return self.bytes(part, bytes, record, steps);
        }
        let header = part.deserializer_exception();
        let Some(data) = part.kept_in_header(&record.headers) else {
            match record.headers.last(header.as_bytes()) {
                None => steps.yes(|| format!("the {} is null", part.name())),
                Some(_) => steps.no(|| {
                    format!(
                        "the {} is null, and header {header} holds no bytes",
                        part.name()
                    )
                }),
            }
            return Payload::plain(None);
        };
        steps.yes(|| {
            format!(
                "the {} is null; header {header} holds the {} that could not be read",
                part.name(),
                counted(data.len() as u64, "byte")
            )
        });
        let mut payload = self.bytes(part, data, record, steps);
        payload.from_header = Some(header);
        payload
    }

    fn bytes<'a>(
        &self,
        part: Part,
        bytes: &'a [u8],
        record: &RecordView<'a>,
        steps: &mut Steps,
    ) -> Payload<'a> {
        if bytes.is_empty() {
            steps.yes(|| format!("the {} is empty", part.name()));
            return Payload::plain(Some(bytes));
        }
        if let Some((rule, told_by)) = self.rule(part, record.envelope.topic) {
            steps.yes(|| {
                let schema = if rule.schema.is_some() {
                    ", with a schema of a file"
                } else {
                    ""
                };
                format!("{told_by} says {}{schema}", rule.format)
            });
            return self.by_rule(rule, part, bytes, &record.headers, steps);
        }
        match frame(part, bytes, &record.headers, steps) {
            Ok(Some(found)) => return self.framed(bytes, found, None, steps),
            Ok(None) => {}
            Err(why) => {
                let mut payload = unframed(bytes, &record.headers, steps);
                payload.problem = Some(Problem::new(ProblemKind::Frame, why));
                return payload;
            }
        }
        unframed(bytes, &record.headers, steps)
    }

    /// Returns the latest version of a subject, ready to read with. It is asked for anew each time.
    pub(super) fn latest(&self, subject: &str) -> Result<Arc<Schema>, Missing> {
        let text = self.schemas.latest(subject)?;
        Schema::parse(&text)
            .map(Arc::new)
            .map_err(Missing::Unusable)
    }

    /// Returns a schema ready to read with.
    ///
    /// # Errors
    ///
    /// Why it cannot be had.
    pub fn schema(&self, id: &SchemaId) -> Result<Arc<Schema>, Missing> {
        let known = self.compiled.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(id) {
            return known.clone();
        }
        drop(known);
        let text = self.schemas.text(id)?;
        let made = Schema::parse(&text)
            .map(Arc::new)
            .map_err(Missing::Unusable);
        let mut known = self
            .compiled
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        known.entry(*id).or_insert(made).clone()
    }
}

/// Tells whether a header may say how the key or the value is written.
fn names_schema(header: &[u8]) -> bool {
    match header.first() {
        Some(b'_') => matches!(header, b"__key_schema_id" | b"__value_schema_id"),
        Some(b'a') => header.starts_with(b"apicurio."),
        Some(b'c' | b'C') => is_content_type(header),
        _ => false,
    }
}

fn is_content_type(header: &[u8]) -> bool {
    header.eq_ignore_ascii_case(b"content-type") || header.eq_ignore_ascii_case(b"contentType")
}

/// Reads bytes that no frame stands in front of.
fn unframed<'a>(bytes: &'a [u8], headers: &Headers<'a>, steps: &mut Steps) -> Payload<'a> {
    if java_object::is(bytes) {
        steps.yes(|| "Java serialization: AC ED 00 05; it is walked, never run".to_owned());
        return java_object::read(bytes);
    }
    steps.no(|| "Java serialization: it would begin with AC ED 00 05".to_owned());
    if let Some(format) = content_type(headers) {
        steps.yes(|| format!("a content-type header says {}", format.name()));
        return by_rule::packed(format, bytes);
    }
    let payload = by_looks(bytes);
    steps.yes(|| match (payload.format(), &payload.problem) {
        (_, Some(problem)) => problem.text.clone(),
        (Format::Json, None) => "JSON, from the first byte to the last".to_owned(),
        (Format::Text, None) => "no JSON; UTF-8 that reads like text".to_owned(),
        _ => "no JSON and no text: bytes".to_owned(),
    });
    payload
}

/// Returns the binary format that a header of the content's type names. Of several headers the last one counts.
fn content_type(headers: &Headers<'_>) -> Option<Format> {
    let mut types = headers.iter().rev().filter(|one| is_content_type(one.name));
    let value = types.next()?.value?.to_ascii_lowercase();
    let says = |word: &[u8]| memchr::memmem::find(&value, word).is_some();
    if says(b"msgpack") || says(b"messagepack") {
        Some(Format::MessagePack)
    } else if says(b"cbor") {
        Some(Format::Cbor)
    } else {
        None
    }
}

/// Tells JSON, text and bytes apart, and what was meant as JSON or text and is none.
fn by_looks(bytes: &[u8]) -> Payload<'_> {
    let shown = Shown::of(Some(bytes));
    let mut payload = Payload::new(Content::AsItIs(shown), shown.format());
    let meant_as_json = matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'['));
    payload.problem = match shown {
        Shown::Text(_) if meant_as_json => Some(by_rule::invalid_json(bytes)),
        Shown::Binary(_) if meant_as_json || look::meant_as_text(bytes) => {
            let error = std::str::from_utf8(bytes).err();
            error.map(|error| Problem::utf8(bytes, error))
        }
        _ => None,
    };
    payload
}
