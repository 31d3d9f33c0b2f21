//! The exact headers that a replayed record is sent with.
//!
//! What is kept stays in order, duplicates, null values and names that are not UTF-8 included. What failure machinery
//! wrote goes, because the next failure would build on it; so does the provenance of replication, which makes
//! replicators skip the record. Our own `dlt-replay-*` headers of an earlier round are replaced.

use globset::Glob;
use regex::bytes::Regex;

use super::policy::{FailureHeaders, ReplayPolicy};
use crate::dead_letter::{DeadLetterView, Hop};
use crate::dialect::{self, Dialect};
use crate::error::{Error, Result};
use crate::record::{Header, HeaderView, Headers};

/// What the names of all of our own headers begin with.
pub const PREFIX: &[u8] = b"dlt-replay-";
/// The dead letter's identity: `TOPIC-ID/PARTITION/OFFSET`. The same in every attempt: consumers can tell repeats by it.
pub const ID: &str = "dlt-replay-id";
/// The run that sent the record.
pub const RUN: &str = "dlt-replay-run";
/// How often the record has been replayed, this time included.
pub const COUNT: &str = "dlt-replay-count";
/// The origin before the first replay, `TOPIC-PARTITION@OFFSET` as far as it is known.
pub const ORIGIN: &str = "dlt-replay-origin";
/// The consumer group that failed, so that other groups can skip the record.
pub const GROUP: &str = "dlt-replay-group";
/// The record's timestamp before the first replay, in milliseconds.
pub const ORIGINAL_TIMESTAMP: &str = "dlt-replay-original-timestamp";

/// Headers by which replicators recognise what they copied themselves.
///
/// Confluent Replicator skips records that carry its own (`__replicator_id`).
const REPLICATION: [&[u8]; 1] = [b"__replicator_id"];

/// Headers that carry trace context: W3C, B3, Jaeger, Datadog, Elastic, `SkyWalking`, AWS.
const TRACE: [&[u8]; 11] = [
    b"traceparent",
    b"tracestate",
    b"b3",
    b"uber-trace-id",
    b"elastic-apm-traceparent",
    b"elasticapmtraceparent",
    b"sw8",
    b"sw8-correlation",
    b"sw8-x",
    b"x-amzn-trace-id",
    b"grpc-trace-bin",
];
const TRACE_PREFIXES: [&[u8]; 2] = [b"x-b3-", b"x-datadog-"];

/// The longest first-round value of our own that is taken over.
const LONGEST_MARK: usize = 512;

/// A policy on headers, ready to be asked.
#[derive(Debug)]
pub struct HeaderRules {
    failure: FailureHeaders,
    strip_trace: bool,
    strip: Vec<Regex>,
    keep: Vec<Regex>,
    set: Vec<Header>,
}

impl HeaderRules {
    /// Prepares the rules of a policy.
    ///
    /// # Errors
    ///
    /// A usage error where a glob cannot be read, or a header of our own is to be set.
    pub fn new(policy: &ReplayPolicy) -> Result<Self> {
        let compile = |flag: &str, globs: &[String]| -> Result<Vec<Regex>> {
            globs.iter().map(|glob| compile(flag, glob)).collect()
        };
        for (name, _) in &policy.set_header {
            if name.is_empty() || name.as_bytes().starts_with(PREFIX) {
                return Err(
                    Error::usage(format!("--set-header cannot set the header `{name}`")).why(
                        "names must not be empty, and dlt-replay-* belongs to the replay itself",
                    ),
                );
            }
        }
        let set = policy
            .set_header
            .iter()
            .map(|(name, value)| Header::new(name.as_bytes(), Some(value.as_bytes().into())));
        Ok(Self {
            failure: policy.failure_headers,
            strip_trace: policy.strip_trace,
            strip: compile("--strip-header", &policy.strip_header)?,
            keep: compile("--keep-header", &policy.keep_header)?,
            set: set.collect(),
        })
    }

    /// Tells whether a header of that name stays on a record with these dialects.
    pub fn keeps(&self, name: &[u8], present: &[Dialect]) -> bool {
        if name.starts_with(PREFIX) || self.set.iter().any(|header| header.view().name == name) {
            return false;
        }
        if self.keep.iter().any(|glob| glob.is_match(name)) {
            return true;
        }
        if self.strip.iter().any(|glob| glob.is_match(name)) {
            return false;
        }
        if self.strip_trace && is_trace(name) {
            return false;
        }
        match self.failure {
            FailureHeaders::Keep => true,
            FailureHeaders::Strip => {
                !dialect::is_failure_header(name, present) && !REPLICATION.contains(&name)
            }
        }
    }
}

fn compile(flag: &str, glob: &str) -> Result<Regex> {
    let bad = |why: String| {
        Error::usage(format!("{flag} `{glob}` is no pattern of header names"))
            .why(why)
            .hint("for example: --keep-header 'x-*'")
    };
    let compiled = Glob::new(glob).map_err(|error| bad(error.kind().to_string()))?;
    Regex::new(compiled.regex()).map_err(|error| bad(error.to_string()))
}

fn is_trace(name: &[u8]) -> bool {
    let lower = name.to_ascii_lowercase();
    TRACE.contains(&lower.as_slice())
        || TRACE_PREFIXES
            .iter()
            .any(|prefix| lower.starts_with(prefix))
}

/// What our own headers of an earlier round say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks<'a> {
    /// How often the record was replayed before; 0 where no header says so, or not in digits.
    pub count: u32,
    /// The origin before the first replay.
    pub origin: Option<&'a [u8]>,
    /// The timestamp before the first replay.
    pub original_timestamp: Option<&'a [u8]>,
}

impl<'a> Marks<'a> {
    /// Reads them; the last of several wins, except that the highest count counts.
    pub fn read(headers: &Headers<'a>) -> Self {
        let mut marks = Self::default();
        for header in headers.iter() {
            let Some(rest) = header.name.strip_prefix(PREFIX) else {
                continue;
            };
            let value = header
                .value
                .filter(|value| !value.is_empty() && value.len() <= LONGEST_MARK);
            match rest {
                b"count" => {
                    let count = value
                        .and_then(|value| std::str::from_utf8(value).ok())
                        .and_then(|text| text.parse().ok());
                    marks.count = marks.count.max(count.unwrap_or(0));
                }
                b"origin" => marks.origin = value.or(marks.origin),
                b"original-timestamp" => {
                    marks.original_timestamp = value.or(marks.original_timestamp);
                }
                _ => {}
            }
        }
        marks
    }
}

/// Who sends a record, as far as its headers tell.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// The dead letter's identity.
    pub id: &'a str,
    /// The run.
    pub run: &'a str,
}

/// The headers to send a record with.
#[derive(Debug)]
pub struct Outgoing<'a> {
    kept: Vec<HeaderView<'a>>,
    set: &'a [Header],
    added: Vec<Header>,
}

impl Outgoing<'_> {
    /// Visits them in the order in which they are sent: what is kept, what was asked for, what we add.
    pub fn iter(&self) -> impl Iterator<Item = HeaderView<'_>> {
        self.kept
            .iter()
            .copied()
            .chain(self.set.iter().map(Header::view))
            .chain(self.added.iter().map(Header::view))
    }
}

/// Decides the headers that a dead letter is replayed with.
pub fn outgoing<'a>(
    letter: &DeadLetterView<'a>,
    rules: &'a HeaderRules,
    sender: Sender<'_>,
) -> Outgoing<'a> {
    let headers = letter.record().headers;
    let present = &letter.reading().dialects;
    let marks = Marks::read(&headers);
    let mut added = vec![
        text(ID, sender.id),
        text(RUN, sender.run),
        text(COUNT, &marks.count.saturating_add(1).to_string()),
    ];
    let hop = letter.origin();
    if let Some(origin) = marks.origin {
        added.push(Header::new(ORIGIN.as_bytes(), Some(origin.into())));
    } else if let Some(place) = hop.and_then(place) {
        added.push(text(ORIGIN, &place));
    }
    if let Some(group) = failed_group(letter) {
        added.push(text(GROUP, group));
    }
    if let Some(at) = marks.original_timestamp {
        added.push(Header::new(ORIGINAL_TIMESTAMP.as_bytes(), Some(at.into())));
    } else if let Some(at) = hop.and_then(|hop| hop.timestamp.value()) {
        added.push(text(ORIGINAL_TIMESTAMP, &at.to_string()));
    }
    Outgoing {
        kept: headers
            .iter()
            .filter(|header| rules.keeps(header.name, present))
            .collect(),
        set: &rules.set,
        added,
    }
}

/// Returns the names of our own headers that [`outgoing`] adds to this dead letter.
pub fn added_names(letter: &DeadLetterView<'_>) -> Vec<&'static str> {
    let marks = Marks::read(&letter.record().headers);
    let hop = letter.origin();
    let mut names = vec![ID, RUN, COUNT];
    if marks.origin.is_some() || hop.is_some_and(|hop| hop.topic.value().is_some()) {
        names.push(ORIGIN);
    }
    if failed_group(letter).is_some() {
        names.push(GROUP);
    }
    if marks.original_timestamp.is_some() || hop.is_some_and(|hop| hop.timestamp.value().is_some())
    {
        names.push(ORIGINAL_TIMESTAMP);
    }
    names
}

/// Returns the consumer group of the newest failure.
pub(crate) fn failed_group<'v>(letter: &'v DeadLetterView<'_>) -> Option<&'v str> {
    letter
        .failed_at()
        .and_then(|hop| hop.consumer_group.value())
        .map(AsRef::as_ref)
}

fn text(name: &str, value: &str) -> Header {
    Header::new(name.as_bytes(), Some(value.as_bytes().into()))
}

/// Writes an origin as far as it is known: `TOPIC-PARTITION@OFFSET`, `TOPIC-PARTITION` or `TOPIC`.
fn place(hop: &Hop<'_>) -> Option<String> {
    let topic = hop.topic.value()?;
    Some(match (hop.partition.value(), hop.offset.value()) {
        (Some(partition), Some(offset)) => format!("{topic}-{partition}@{offset}"),
        (Some(partition), None) => format!("{topic}-{partition}"),
        _ => topic.to_string(),
    })
}

#[cfg(test)]
mod tests;
