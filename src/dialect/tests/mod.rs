//! Tests of the whole reading, on records built by hand and on genuine ones.

mod constructed;
mod frameworks;
mod genuine;
mod near_misses;
mod own;
mod rows;
mod spring;
mod traps;

use std::fmt::Write as _;
use std::sync::Arc;

use super::Dialect;
use super::table::ROWS;
use crate::dead_letter::{DeadLetter, DeadLetterView, Decoded, Failure, Hop, Reading};
use crate::record::{Envelope, Header, Record};

/// Tells whether files of expectations are to be written anew, for a person to compare.
#[expect(
    clippy::disallowed_methods,
    reason = "the person who runs the tests says so"
)]
fn updates() -> bool {
    std::env::var_os("DLTCTL_UPDATE_DIALECTS").is_some_and(|it| it == "1")
}

/// Every dialect there is.
fn all() -> Vec<Dialect> {
    ROWS.iter().map(|row| Dialect::of(row)).collect()
}

/// Builds a record on `orders.DLT`.
fn record(headers: &[(&str, &[u8])]) -> Record {
    on("orders.DLT", headers)
}

fn on(topic: &str, headers: &[(&str, &[u8])]) -> Record {
    let envelope = Envelope {
        topic: &Arc::from(topic),
        partition: 0,
        offset: 7,
        leader_epoch: None,
        timestamp: None,
        key: None,
        value: None,
    };
    let headers = headers
        .iter()
        .map(|(name, value)| Header::new(name.as_bytes(), Some(Box::from(*value))))
        .collect();
    Record::from_parts(envelope, headers)
}

fn with_letter<T>(record: Record, look: impl FnOnce(&DeadLetterView<'_>) -> T) -> T {
    look(&DeadLetter::new(record).view())
}

fn shown<T: std::fmt::Display>(value: &Decoded<'_, T>) -> String {
    match value {
        Decoded::Absent => "-".to_owned(),
        Decoded::Present(value) => value.to_string(),
        Decoded::Malformed(bad) => format!("!{}", bad.why),
    }
}

/// Writes an origin as `topic/partition/offset group`.
fn told(hop: &Hop<'_>) -> String {
    format!(
        "{}/{}/{} {}",
        shown(&hop.topic),
        shown(&hop.partition),
        shown(&hop.offset),
        shown(&hop.consumer_group)
    )
}

fn hops(reading: &Reading<'_>) -> String {
    let hops: Vec<_> = reading.hops.iter().map(told).collect();
    hops.join(", ")
}

/// Asserts that a failure has this exception, this root cause and a message like this one.
fn failure_is(failure: &Failure<'_>, expected: (&str, &str, &str), place: &str) {
    let (exception, root_cause, message) = expected;
    assert_eq!(shown(&failure.exception), exception, "{place}");
    assert_eq!(shown(&failure.root_cause), root_cause, "{place}");
    let read = shown(&failure.message);
    assert!(
        genuine::is_like(&read, message),
        "{place}: {read:?} is not like {message:?}"
    );
}

/// Writes what was read in a few lines.
fn digest(letter: &DeadLetterView<'_>) -> String {
    let reading = letter.reading();
    let mut out = String::new();
    let names: Vec<_> = reading.dialects.iter().map(|one| one.name()).collect();
    for hop in &reading.hops {
        let _ = write!(out, "{} ", told(hop));
    }
    let failure = &reading.failure;
    let _ = write!(
        out,
        "| {}{}{} | {} <- {} | {:?} | tries {}",
        names.join("+"),
        if reading.newest_hop_is_failure {
            " proved"
        } else {
            ""
        },
        if failure.on_key { " key" } else { "" },
        shown(&failure.exception),
        shown(&failure.root_cause),
        failure.message.value(),
        shown(&failure.attempts)
    );
    for note in &reading.notes {
        let _ = write!(out, " | {}: {}", note.place, note.problem);
    }
    out
}
