//! Genuine dead letters of other frameworks than Spring Kafka: tests/fixtures/README.md says what failed, and how.

mod cloud_stream;
mod connect;
mod smallrye;
mod streams;

use memchr::memmem::Finder;

use super::super::table::RecordTime;
use super::super::{
    HeaderValue, chain_has, chain_may_name, decode_header, is_failure_header, present,
};
use super::*;
use crate::dead_letter::Carried;
use crate::envelope::samples::{FRAMEWORKS, capture};

/// What is expected of one letter.
struct Expected {
    /// The letter, as `topic-partition@offset`.
    place: &'static str,
    /// The dialects, the one written last first.
    dialects: &'static str,
    /// The origins with their groups, oldest first.
    hops: &'static str,
    /// Exception, root cause, message.
    failure: (&'static str, &'static str, &'static str),
    /// Where in the framework it failed.
    stage: &'static str,
    /// How many deliveries failed.
    attempts: &'static str,
    /// Whether the newest origin is where it failed.
    proved: bool,
    /// Whether key and value are those of the record that failed.
    payload: bool,
    /// What is odd about it, by header.
    notes: &'static [&'static str],
}

/// The two exceptions and the message of a failure that no header tells of.
const UNTOLD: (&str, &str, &str) = ("-", "-", "-");

// The failures of tests/java/common.
const GATEWAY: (&str, &str, &str) = (
    "java.lang.IllegalStateException",
    "java.net.SocketTimeoutException",
    "payment gateway did not answer",
);
const NOTHING: (&str, &str, &str) = (
    "java.lang.NullPointerException",
    "java.lang.NullPointerException",
    "-",
);
const CHAINED: (&str, &str, &str) = (
    "java.lang.RuntimeException",
    "java.io.IOException",
    "gave up",
);
const REJECTED: (&str, &str, &str) = (
    "com.example.shop.OrderRejectedException",
    "com.example.shop.OrderRejectedException",
    "order rejected * has no customer",
);

/// Compares every letter of a capture with what is expected of it; the order is that of the capture.
fn compare(name: &str, expected: &[Expected]) {
    let records = capture(name);
    let places: Vec<_> = records
        .iter()
        .map(|record| record.record_ref().to_string())
        .collect();
    let wanted: Vec<_> = expected.iter().map(|one| one.place).collect();
    assert_eq!(places, wanted, "{name}");
    for (record, expected) in records.into_iter().zip(expected) {
        let time = record.view().envelope.timestamp.map(|time| time.ms);
        with_letter(record, |letter| letter_is(letter, expected, time));
    }
}

fn letter_is(letter: &DeadLetterView<'_>, expected: &Expected, time: Option<i64>) {
    let place = expected.place;
    let reading = letter.reading();
    let dialects: Vec<_> = reading.dialects.iter().map(|one| one.name()).collect();
    assert_eq!(dialects.join(" "), expected.dialects, "{place}");
    assert_eq!(hops(reading), expected.hops, "{place}");
    let failure = letter.failure();
    failure_is(failure, expected.failure, place);
    assert_eq!(shown(&failure.stage), expected.stage, "{place}");
    let of_the_key = expected.stage == "KEY_CONVERTER" || place == "dead-letter-topic-typed-0@1";
    assert_eq!(failure.on_key, of_the_key, "{place}");
    assert_eq!(shown(&failure.attempts), expected.attempts, "{place}");
    assert_eq!(reading.newest_hop_is_failure, expected.proved, "{place}");
    assert_eq!(
        letter.payload() == Carried::AsItWas,
        expected.payload,
        "{place}"
    );
    let notes: Vec<_> = reading.notes.iter().map(|note| &note.place).collect();
    assert_eq!(notes, expected.notes, "{place}");
    let keeps_time = reading
        .dialects
        .iter()
        .any(|one| one.row().record_time == RecordTime::Original);
    if keeps_time {
        let read = letter.likely_origin().map(|hop| shown(&hop.timestamp));
        assert_eq!(read, time.map(|ms| ms.to_string()), "{place}");
    }
}

/// Asserts that the headers which a replay leaves are these, and that those which it takes off mean something.
fn headers_are_known(name: &str, kept: &[&str]) {
    let mut left = std::collections::BTreeSet::new();
    for record in capture(name) {
        with_letter(record, |letter| {
            for header in letter.record().headers.iter() {
                let name = String::from_utf8_lossy(header.name);
                if is_failure_header(header.name, &letter.reading().dialects) {
                    let decoded = decode_header(header.name, header.value);
                    // SmallRye keeps the bytes that it could not read: they are what they are.
                    let means = header.value.is_some() && !name.ends_with("-data");
                    assert_eq!(decoded.is_some(), means, "{name}");
                    assert!(
                        !matches!(decoded, Some(HeaderValue::Malformed(_))),
                        "{name} {decoded:?}"
                    );
                } else {
                    left.insert(name.into_owned());
                }
            }
        });
    }
    let left: Vec<_> = left.iter().map(String::as_str).collect();
    assert_eq!(left, kept, "{name}");
}

/// What a filter finds without a reading is what the reading holds; a name that no class has is not found.
#[test]
fn classes_are_found_as_they_are_read() {
    for record in FRAMEWORKS.into_iter().flat_map(capture) {
        let place = record.record_ref();
        let view = record.view();
        let slow = DeadLetterView::new(view);
        for class in slow.failure().chain() {
            let simple = class.rsplit(['.', '$']).next().unwrap();
            assert!(chain_has(&view, &|one| one == class), "{place} {class}");
            assert!(
                chain_may_name(&view, &Finder::new(simple)),
                "{place} {class}"
            );
        }
        assert!(
            !chain_has(&view, &|one| one == "com.acme.Nobody"),
            "{place}"
        );
        assert!(!chain_may_name(&view, &Finder::new("Nobody")), "{place}");
        assert_eq!(present(&view), slow.reading().dialects, "{place}");
    }
}
