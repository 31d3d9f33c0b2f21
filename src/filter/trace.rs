//! `--trace`: everything that belongs to one request, by its trace or correlation id.

use super::{Predicate, Stage};
use crate::dead_letter::DeadLetterView;

/// The headers that carry a trace or correlation id, in lower case: W3C, B3, Jaeger, Datadog, Elastic, AWS, Spring
/// (`KafkaHeaders.CORRELATION_ID`), and what people call it.
pub const TRACE_HEADERS: &[&str] = &[
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

/// Holds for records that carry an id in one of the headers for it: as the whole value, or as a part between signs that
/// are neither letters nor digits nor hyphens (`00-<id>-…` is one, so hyphens count there too).
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

    fn is_in(&self, value: &[u8]) -> bool {
        let value = value.to_ascii_lowercase();
        self.ids.iter().any(|id| holds(&value, id))
    }
}

/// Tells whether `id` stands in `value` with no letter or digit next to it.
fn holds(value: &[u8], id: &[u8]) -> bool {
    let apart = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
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
                .is_some_and(|value| self.carries(header.name) && self.is_in(value))
        })
    }
}
