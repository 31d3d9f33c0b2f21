//! `--trace`: everything that belongs to one request, by its trace or correlation id.

use super::{Predicate, Stage};
use crate::dead_letter::DeadLetterView;

/// The headers that carry a trace or correlation id, in lower case: W3C, B3, Jaeger, Datadog, Elastic, AWS, Spring
/// (`KafkaHeaders.CORRELATION_ID`), and what people call it.
const TRACE_HEADERS: &[&str] = &[
    "traceparent",
    "b3",
    "x-b3-traceid",
    "uber-trace-id",
    "x-datadog-trace-id",
    "elastic-apm-traceparent",
    "x-amzn-trace-id",
    "kafka_correlationid",
    "x-correlation-id",
    "correlation-id",
    "correlationid",
    "correlation_id",
    "x-request-id",
    "request-id",
    "x-trace-id",
    "trace-id",
    "traceid",
    "trace_id",
];

/// Those in which a hyphen stands between the parts; elsewhere it is a sign of the id itself, as in a UUID.
const HYPHENATED: &[&str] = &["traceparent", "b3", "elastic-apm-traceparent"];

/// Holds for records that carry an id in one of the headers for it: as the whole value, or as a part between signs that
/// ids do not have.
#[derive(Clone, Debug)]
pub struct Trace {
    /// In lower case.
    ids: Vec<Vec<u8>>,
    /// Names of headers besides [`TRACE_HEADERS`], in lower case.
    more: Vec<Vec<u8>>,
}

impl Trace {
    /// Looks for any of these ids, in the usual headers and in some more.
    pub fn new(ids: &[String], more: &[String]) -> Self {
        let lower = |list: &[String]| -> Vec<Vec<u8>> {
            let lower = list.iter().map(|one| one.to_ascii_lowercase().into_bytes());
            lower.collect()
        };
        Self {
            ids: lower(ids),
            more: lower(more),
        }
    }

    fn carries(&self, name: &[u8]) -> bool {
        let known = TRACE_HEADERS.iter().map(|one| one.as_bytes());
        let more = self.more.iter().map(Vec::as_slice);
        known
            .chain(more)
            .any(|known| known.eq_ignore_ascii_case(name))
    }

    fn is_in(&self, name: &[u8], value: &[u8]) -> bool {
        let value = value.to_ascii_lowercase();
        let mut parted = HYPHENATED.iter().map(|one| one.as_bytes());
        let hyphens_part = parted.any(|one| one.eq_ignore_ascii_case(name));
        self.ids.iter().any(|id| holds(&value, id, hyphens_part))
    }
}

/// Tells whether `id` stands in `value` with nothing next to it that could belong to an id.
fn holds(value: &[u8], id: &[u8], hyphens_part: bool) -> bool {
    let apart = |byte: Option<&u8>| {
        byte.is_none_or(|byte| !byte.is_ascii_alphanumeric() && (hyphens_part || *byte != b'-'))
    };
    memchr::memmem::find_iter(value, id).any(|at| {
        let before = at.checked_sub(1).and_then(|before| value.get(before));
        apart(before) && apart(value.get(at + id.len()))
    })
}

impl Predicate for Trace {
    fn stage(&self) -> Stage {
        Stage::Headers
    }

    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        letter.record().headers.iter().any(|header| {
            header
                .value
                .is_some_and(|value| self.carries(header.name) && self.is_in(header.name, value))
        })
    }
}
