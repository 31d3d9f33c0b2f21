//! Envelopes back into records: strict on types, tolerant of fields it does not know, bounded in memory.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::VERSION;
use super::redacted::{header_of, part_of};
use crate::digest::Digest;
use crate::error::Error;
use crate::record::{
    Envelope, Header, HeaderView, Headers, Record, RecordView, Timestamp, TimestampType,
};
use crate::redaction::{HeaderMark, Withheld, WithheldPart};

/// A record out of a file, with what the file says of where it came from.
#[derive(Clone, Debug)]
pub struct ReadRecord {
    /// The record.
    pub record: Record,
    /// The id of the cluster it was read from, where the file tells.
    pub cluster_id: Option<Box<str>>,
    /// The id of the topic it was read from, where the file tells.
    pub topic_id: Option<Box<str>>,
    /// The digest that the file claims.
    pub claimed: Option<Digest>,
    /// The digest of the record as it stands in the file.
    pub digest: Digest,
}

impl ReadRecord {
    /// Tells whether the record is not provably the one that was exported: its digest differs, or was taken out.
    ///
    /// A redacted one is none of both: it has no digest, and is not the record.
    pub fn edited(&self) -> bool {
        !self.is_redacted() && self.claimed != Some(self.digest)
    }

    /// Tells whether something of the record is withheld, so that it cannot be written again.
    pub fn is_redacted(&self) -> bool {
        self.record.view().withheld.is_some()
    }
}

/// Why a file, or one record of it, is no envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvelopeError {
    /// The record's place in the file, from 1; 0 where only one record was given.
    pub record: u64,
    /// The line, from 1.
    pub line: u64,
    /// What is wrong. May quote the file, so it is untrusted text.
    pub why: String,
}

impl fmt::Display for EnvelopeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.record > 0 {
            write!(f, "record {}, ", self.record)?;
        }
        write!(f, "line {}: {}", self.line, self.why)
    }
}

impl std::error::Error for EnvelopeError {}

impl From<EnvelopeError> for Error {
    fn from(error: EnvelopeError) -> Self {
        Error::failed("this is no export that can be read").why(error.to_string())
    }
}

/// Reads one envelope: one JSON object, spaces and line breaks around it allowed.
pub fn read_line(line: &[u8]) -> Result<ReadRecord, EnvelopeError> {
    read(line, &mut None).map_err(|problem| EnvelopeError {
        record: 0,
        line: problem.line,
        why: problem.why,
    })
}

/// What is wrong with one object, and on which of its own lines.
pub(super) struct Problem {
    /// The line, from 1.
    pub(super) line: u64,
    /// What it is.
    pub(super) why: String,
}

impl From<String> for Problem {
    fn from(why: String) -> Self {
        Self { line: 1, why }
    }
}

/// The object as it is written. Fields that are views, and fields that a later version adds, are passed over.
#[derive(Deserialize)]
struct Object<'a> {
    v: u32,
    #[serde(borrow, rename = "ref")]
    reference: Option<Cow<'a, str>>,
    cluster_id: Option<Box<str>>,
    topic_id: Option<Box<str>>,
    #[serde(borrow)]
    topic: Cow<'a, str>,
    partition: i32,
    offset: i64,
    leader_epoch: Option<i32>,
    digest: Option<Cow<'a, str>>,
    redacted: Option<bool>,
    timestamp: Option<i64>,
    timestamp_type: Option<Kind>,
    #[serde(borrow)]
    key: Bytes<'a>,
    #[serde(borrow)]
    value: Bytes<'a>,
    #[serde(borrow)]
    headers: Vec<NamedBytes<'a>>,
    headers_unreadable: Option<Box<str>>,
}

#[derive(Deserialize)]
enum Kind {
    CreateTime,
    LogAppendTime,
}

/// A key or a value as it is written.
#[derive(Deserialize)]
pub(super) struct Bytes<'a> {
    #[serde(borrow)]
    pub(super) text: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) base64: Option<Cow<'a, str>>,
    pub(super) null: Option<bool>,
    pub(super) redacted: Option<bool>,
    /// Read of a redacted one only.
    #[serde(borrow)]
    pub(super) format: Option<&'a RawValue>,
    /// Read of a redacted one only.
    #[serde(borrow)]
    pub(super) data: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct NamedBytes<'a> {
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    name_base64: Option<Cow<'a, str>>,
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow)]
    base64: Option<Cow<'a, str>>,
    null: Option<bool>,
    redacted: Option<bool>,
}

/// Only the version: asked for where the rest cannot be read.
#[derive(Deserialize)]
struct Version {
    v: Option<u32>,
}

/// Reads one object; `topic` is the last topic's name, so that records of one topic share it.
pub(super) fn read(bytes: &[u8], topic: &mut Option<Arc<str>>) -> Result<ReadRecord, Problem> {
    let object: Object<'_> = match serde_json::from_slice(bytes) {
        Ok(object) => object,
        Err(error) => return Err(explain(bytes, &error)),
    };
    if object.v != VERSION {
        return Err(unknown_version(object.v).into());
    }
    if object.topic.is_empty() || object.partition < 0 || object.offset < 0 {
        return Err("`topic`, `partition` and `offset` name no record"
            .to_owned()
            .into());
    }
    let topic = match topic {
        Some(topic) if **topic == *object.topic => topic.clone(),
        _ => topic.insert(object.topic.as_ref().into()).clone(),
    };
    let timestamp = match (object.timestamp, object.timestamp_type) {
        (None, None) => None,
        (Some(ms), Some(Kind::CreateTime)) => Some((ms, TimestampType::CreateTime)),
        (Some(ms), Some(Kind::LogAppendTime)) => Some((ms, TimestampType::LogAppendTime)),
        (Some(_), None) => return Err("`timestamp` without `timestamp_type`".to_owned().into()),
        (None, Some(_)) => return Err("`timestamp_type` without `timestamp`".to_owned().into()),
    };
    let mut withheld = Withheld::default();
    let key = part(object.key, &mut withheld.key).map_err(|why| format!("`key` {why}"))?;
    let value = part(object.value, &mut withheld.value).map_err(|why| format!("`value` {why}"))?;
    let (headers, marks) = headers_of(object.headers)?;
    let mut is_redacted = object.redacted == Some(true);
    is_redacted |= withheld.key.is_some() || withheld.value.is_some();
    if marks.iter().any(|mark| *mark != HeaderMark::Kept) {
        is_redacted = true;
        withheld.headers = marks.into();
    }
    let envelope = Envelope {
        topic: &topic,
        partition: object.partition,
        offset: object.offset,
        leader_epoch: object.leader_epoch,
        timestamp: timestamp.map(|(ms, kind)| Timestamp { ms, kind }),
        key: key.as_deref(),
        value: value.as_deref(),
    };
    if let Some(reference) = object.reference
        && reference != envelope.record_ref().to_string()
    {
        return Err(format!(
            "`ref` is {reference}, but `topic`, `partition` and `offset` say {}",
            envelope.record_ref()
        )
        .into());
    }
    let claimed = match object.digest.as_deref().map(str::parse).transpose() {
        Ok(claimed) => claimed,
        Err(problem) => return Err(format!("`digest`: {problem}").into()),
    };
    let views: Vec<HeaderView<'_>> = headers.iter().map(Header::view).collect();
    let view = RecordView {
        envelope,
        headers: match object.headers_unreadable.as_deref() {
            None => Headers::new(&views),
            Some(why) if views.is_empty() => Headers::unreadable(why),
            Some(_) => {
                return Err("`headers_unreadable` beside headers".to_owned().into());
            }
        },
        withheld: is_redacted.then_some(&withheld),
    };
    Ok(ReadRecord {
        digest: Digest::of(&view),
        record: Record::keep(&view),
        cluster_id: object.cluster_id,
        topic_id: object.topic_id,
        claimed,
    })
}

/// Returns the bytes of a key or a value, and what is withheld of it.
fn part<'a>(
    bytes: Bytes<'a>,
    withheld: &mut Option<WithheldPart>,
) -> Result<Option<Cow<'a, [u8]>>, String> {
    if bytes.redacted == Some(true) {
        let (shown, part) = part_of(&bytes)?;
        *withheld = Some(part);
        return Ok(shown);
    }
    value_of(bytes.text, bytes.base64, bytes.null)
}

fn headers_of(headers: Vec<NamedBytes<'_>>) -> Result<(Vec<Header>, Vec<HeaderMark>), Problem> {
    let mut read = Vec::with_capacity(headers.len());
    let mut marks = Vec::with_capacity(headers.len());
    for (index, header) in headers.into_iter().enumerate() {
        let name = match (header.name, header.name_base64) {
            (Some(name), None) => name.into_owned().into_bytes(),
            (None, Some(base64)) => {
                decode(&base64).map_err(|why| format!("`headers[{index}].name_base64` {why}"))?
            }
            _ => {
                return Err(format!(
                    "`headers[{index}]` needs `name` or `name_base64`, and only one"
                )
                .into());
            }
        };
        let is_absent = header.text.is_none() && header.base64.is_none() && header.null.is_none();
        let (mark, absent) = header_of(header.redacted == Some(true), is_absent);
        marks.push(mark);
        let value = match absent {
            Some(shown) => Some(Cow::Borrowed(shown)),
            None => value_of(header.text, header.base64, header.null)
                .map_err(|why| format!("`headers[{index}]` {why}"))?,
        };
        read.push(Header::new(
            name,
            value.map(Cow::into_owned).map(Vec::into_boxed_slice),
        ));
    }
    Ok((read, marks))
}

/// Returns the bytes that exactly one of `text`, `base64` and `"null":true` stands for.
fn value_of<'a>(
    text: Option<Cow<'a, str>>,
    base64: Option<Cow<'a, str>>,
    null: Option<bool>,
) -> Result<Option<Cow<'a, [u8]>>, String> {
    match (text, base64, null) {
        (Some(Cow::Borrowed(text)), None, None) => Ok(Some(Cow::Borrowed(text.as_bytes()))),
        (Some(Cow::Owned(text)), None, None) => Ok(Some(Cow::Owned(text.into_bytes()))),
        (None, Some(base64), None) => Ok(Some(Cow::Owned(decode(&base64)?))),
        (None, None, Some(true)) => Ok(None),
        _ => Err("needs `text`, `base64` or `\"null\":true`, and only one of them".to_owned()),
    }
}

fn decode(base64: &str) -> Result<Vec<u8>, String> {
    STANDARD
        .decode(base64)
        .map_err(|error| format!("is not base64: {error}"))
}

fn unknown_version(version: u32) -> String {
    format!(
        "version {version} of the envelope is not known to this dltctl, which reads version {VERSION}"
    )
}

/// Says what is wrong with an object that is no envelope.
fn explain(bytes: &[u8], error: &serde_json::Error) -> Problem {
    if error.is_data() {
        match serde_json::from_slice(bytes) {
            Ok(Version { v: Some(version) }) if version != VERSION => {
                return unknown_version(version).into();
            }
            Ok(Version { v: None }) => {
                return "no record envelope of dltctl: it has no field `v`"
                    .to_owned()
                    .into();
            }
            _ => {}
        }
    }
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    Problem {
        line: (error.line() as u64).max(1),
        why: text.strip_suffix(&place).unwrap_or(&text).to_owned(),
    }
}
