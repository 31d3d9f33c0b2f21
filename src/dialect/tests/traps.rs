//! What frameworks were seen to write that nobody would guess, each with the tests that prove that it is read rightly.
//!
//! Tests are named by file, below `src/dialect/tests/` unless they begin with `src/` or `tests/`.
//!
//! | # | what was seen | tests |
//! |---|---|---|
//! | 1 | a cause without message: the wrapper's text ends in `; ` | `spring.rs: messages_of_every_version_without_a_stack_trace`, `frameworks/cloud_stream.rs: every_letter` |
//! | 2 | 3.0.6 writes the wrapper's text alone | `genuine.rs: every_letter_of_every_version` |
//! | 3 | 2.7 and 2.8 nest the text twice | `spring.rs: messages_of_every_version_without_a_stack_trace`, `genuine.rs: every_letter_of_every_version` |
//! | 4 | origins and exceptions of a second failure do not pair by number | `spring.rs: which_origin_belongs_to_which_failure` |
//! | 5 | `__TypeId__` stands after the failure headers, and is not of them | `genuine.rs: what_a_replay_leaves_is_the_applications` |
//! | 6 | a failure of the key alone has no other exception headers | `spring.rs: a_failure_of_the_key`, `genuine.rs: every_letter_of_every_version` |
//! | 7 | Spring Cloud Stream logs what an `ErrorHandlingDeserializer` could not read, and skips it | `traps.rs: spring_cloud_stream_dead_letters_no_deserialization_exception` |
//! | 8 | Spring Cloud Stream's class is a wrapper, and its message has a hash | `traps.rs: the_class_and_message_of_spring_cloud_stream_are_never_shown` |
//! | 9 | `Suppressed:` stands before the first `Caused by:` | `spring.rs: the_stack_trace_knows_best`, `src/java/stack_trace/tests.rs: the_chain_without_the_suppressed` |
//! | 10 | text headers hold control bytes | `constructed.rs: every_record_says_what_its_framework_meant`, `tests/it/dialects.rs: every_fixture_is_told_by_list_show_and_replay` |
//! | 11 | `@-0` in the message of a batch is not the record's place | `genuine.rs: every_letter_of_every_version` |
//! | 12 | a serialized exception ends in the record's bytes | `genuine.rs: a_retained_exception_holds_the_value` |
//! | 13 | 2.7.8 names no group and appends; `TimestampedException` hides the cause | `genuine.rs: every_letter_of_every_version` |
//! | 14 | headers of 10 kB and more | `traps.rs: headers_are_as_large_as_they_were_seen` |
//! | 15 | attempts in one byte or four, one more than have failed | `spring.rs: attempts_in_every_writing`, `genuine.rs: every_letter_of_every_version` |
//! | 16 | an offset in text, from somebody's hand, before Spring's | `genuine.rs: notes_are_about_what_was_made_by_hand`, `spring.rs: stray_originals_do_not_move_the_origin` |
//! | 17 | the order of Spring's headers | `traps.rs: headers_stand_in_the_order_of_the_table` |
//! | 18 | Connect writes a record that was built anew through its converters, which destroys binary headers | `traps.rs: a_record_that_connect_wrote_anew_lost_its_bytes` |
//! | 19 | Connect's message ends in nothing, or spans lines | `constructed.rs: every_record_says_what_its_framework_meant`, `frameworks/connect.rs: every_letter` |
//! | 20 | Connect and Streams keep the timestamp: retention counts from it | `traps.rs: connect_and_streams_keep_the_time`, `tests/broker/topics/expiring.rs: the_original_timestamps_of_connect_are_warned_of` |
//! | 21 | Streams names its own repartition topic | `frameworks/streams.rs: every_letter`, `tests/it/dialects.rs: every_fixture_is_told_by_list_show_and_replay` |
//! | 22 | a punctuation has no record | `frameworks/streams.rs: every_letter` |
//! | 23 | SmallRye writes an unreadable key in place of the value | `frameworks/smallrye.rs: every_letter` |
//! | 24 | SmallRye's SRMSG00103 hides the exception of a method that threw | `traps.rs: a_method_that_threw_is_told_by_its_wrappers_alone` |
//! | 25 | a cause without message is told by its name | `constructed.rs: every_record_says_what_its_framework_meant` |
//! | 26 | SmallRye's blocks stand before and after what came in | `frameworks/smallrye.rs: every_letter`, `frameworks/smallrye.rs: the_original_time_survives_the_retries`, `rows.rs: where_the_first_is_the_newest_the_last_is_the_origin` |
//! | 27 | the order of Connect's, Streams' and SmallRye's headers | `traps.rs: headers_stand_in_the_order_of_the_table` |

use super::super::table::RecordTime;
use super::super::wrappers::is_wrapper;
use super::*;
use crate::envelope::samples::{FRAMEWORKS, VERSIONS, capture, captured};

/// The traps that were seen.
const TRAPS: u32 = 27;

fn folder(file: &str) -> String {
    let root = env!("CARGO_MANIFEST_DIR");
    let below = ["src/", "tests/"]
        .iter()
        .any(|start| file.starts_with(start));
    let tests = if below { "" } else { "src/dialect/tests/" };
    std::fs::read_to_string(format!("{root}/{tests}{file}")).unwrap()
}

#[test]
fn every_trap_has_a_test() {
    let own = include_str!("traps.rs");
    let rows: Vec<_> = own
        .lines()
        .filter_map(|line| line.strip_prefix("//! | "))
        .filter(|row| row.starts_with(|first: char| first.is_ascii_digit()))
        .collect();
    let mut number = 0;
    for row in &rows {
        number += 1;
        assert!(row.starts_with(&format!("{number} | ")), "{row}");
        let tests = row.split(" | ").nth(2).unwrap();
        let named = tests.split('`').filter_map(|one| one.split_once(".rs: "));
        let mut count = 0;
        for (file, test) in named {
            count += 1;
            let text = folder(&format!("{file}.rs"));
            assert!(text.contains(&format!("fn {test}()")), "{file}: {test}");
        }
        assert!(count > 0, "{row}");
    }
    assert_eq!(number, TRAPS);
}

/// The text of a header's last value.
fn text<'a>(record: &'a crate::record::RecordView<'_>, name: &str) -> &'a str {
    let header = record.headers.last(name.as_bytes()).unwrap();
    std::str::from_utf8(header.value.unwrap()).unwrap()
}

/// Nothing can be read of a dead letter that was never written: it is said where people look.
#[test]
fn spring_cloud_stream_dead_letters_no_deserialization_exception() {
    for record in capture("cloud-stream-5.0.2") {
        let headers = record.view().headers;
        assert!(
            headers
                .iter()
                .all(|header| !header.name.starts_with(b"springDeserializer"))
        );
    }
    let documented = include_str!("../../../docs/dialects.md");
    assert!(
        documented
            .contains("never reaches the dead-letter topic: Spring Cloud Stream logs and skips it")
    );
}

#[test]
fn the_class_and_message_of_spring_cloud_stream_are_never_shown() {
    let mut hashes = 0;
    for record in capture("cloud-stream-5.0.2") {
        let view = record.view();
        let class = text(&view, "x-exception-fqcn");
        assert!(is_wrapper(class), "{class}");
        hashes += usize::from(text(&view, "x-exception-message").contains("$1@"));
        let letter = DeadLetterView::new(view);
        let failure = letter.failure();
        let place = record.record_ref();
        assert!(!is_wrapper(&shown(&failure.exception)), "{place}");
        assert!(!shown(&failure.message).contains("$1@"), "{place}");
    }
    assert!(hashes > 10, "{hashes}");
}

#[test]
fn headers_are_as_large_as_they_were_seen() {
    let largest = |records: Vec<Record>| {
        let size = |record: &Record| -> usize {
            let headers = record.view().headers;
            let sizes = headers.iter();
            sizes
                .map(|one| one.name.len() + one.value.map_or(0, <[u8]>::len))
                .sum()
        };
        records.iter().map(size).max().unwrap()
    };
    assert!(largest(captured("2.7.8")) > 20_000);
    assert!(largest(capture("cloud-stream-5.0.2")) > 12_000);
    for version in VERSIONS {
        assert!(largest(captured(version)) > 9_000, "{version}");
    }
}

/// A plain dead letter has its headers in the order of the row's columns, apart from those that it does not have.
#[test]
fn headers_stand_in_the_order_of_the_table() {
    let mut seen = std::collections::BTreeSet::new();
    let captures = FRAMEWORKS.into_iter().flat_map(capture);
    for record in captured("4.1.1").into_iter().chain(captures) {
        let view = record.view();
        let letter = DeadLetterView::new(view);
        let [dialect] = letter.reading().dialects[..] else {
            continue;
        };
        let row = dialect.row();
        let place = |name: &[u8]| {
            row.columns
                .iter()
                .position(|one| one.name.as_bytes() == name)
        };
        let mut places: Vec<_> = view
            .headers
            .iter()
            .filter_map(|one| place(one.name))
            .collect();
        // What Spring counts and keeps while it delivers stands before what it writes in the end.
        places.retain(|place| {
            let name = row.columns[*place].name;
            name != "kafka_deliveryAttempt" && !name.starts_with("springDeserializer")
        });
        let all = places.len();
        let is_plain = letter.reading().hops.len() == 1 && !letter.failure().on_key && {
            let mut once = places.clone();
            once.sort_unstable();
            once.dedup();
            once.len() == all
        };
        if is_plain && !row.name.ends_with("retry") && letter.reading().notes.is_empty() {
            let named = |header: &[u8]| header.starts_with(b"deserialization-failure-");
            if view.headers.iter().any(|one| named(one.name)) {
                continue;
            }
            assert!(places.is_sorted(), "{} {places:?}", record.record_ref());
            seen.insert(row.name);
        }
    }
    for name in [
        "spring-dlt",
        "spring-cloud-stream",
        "kafka-connect",
        "kafka-streams",
        "smallrye-dlq",
    ] {
        assert!(seen.contains(name), "no plain letter of {name}");
    }
}

#[test]
fn a_record_that_connect_wrote_anew_lost_its_bytes() {
    let signature = |offset: i64| {
        let all = capture("connect-4.3.1").into_iter();
        let wanted = format!("rebuilt-dlq-0@{offset}");
        let record = all
            .into_iter()
            .find(|one| one.record_ref().to_string() == wanted);
        let record = record.unwrap();
        let letter = DeadLetterView::new(record.view());
        // Nothing on the record says that it was changed: bytes are shown as they are.
        assert_eq!(letter.payload(), crate::dead_letter::Carried::AsItWas);
        assert!(letter.reading().notes.is_empty());
        record
            .view()
            .headers
            .last(b"signature")
            .unwrap()
            .value
            .unwrap()
            .to_vec()
    };
    assert_eq!(signature(0), b"\xff\xfe\x00\x01\x11");
    assert_eq!(signature(1), "\u{fffd}\u{fffd}\0\u{1}\u{12}".as_bytes());
    let documented = include_str!("../../../docs/dialects.md");
    assert!(documented.contains("binary headers may be destroyed"));
}

#[test]
fn connect_and_streams_keep_the_time() {
    // What was sent has times of October 2025; the captures are of November 2026.
    let old = 1_770_000_000_000;
    let (mut kept, mut written) = (0, 0);
    let captures = FRAMEWORKS.into_iter().flat_map(capture);
    for record in captured("4.1.1").into_iter().chain(captures) {
        let view = record.view();
        let time = view.envelope.timestamp.unwrap().ms;
        let letter = DeadLetterView::new(view);
        let Some(dialect) = letter.reading().dialects.first() else {
            continue;
        };
        let place = record.record_ref();
        let is_punctuation = view.envelope.topic.as_ref() == "ticking-dlq";
        match dialect.row().record_time {
            RecordTime::Original if !is_punctuation => {
                kept += 1;
                assert!(time < old, "{place}");
                let origin = letter.likely_origin().unwrap();
                assert_eq!(origin.timestamp.value(), Some(&time), "{place}");
            }
            RecordTime::Written if !dialect.row().guessed => {
                written += 1;
                assert!(time > old, "{place}");
            }
            _ => {}
        }
    }
    assert!(kept > 40 && written > 80, "{kept} {written}");
}

#[test]
fn a_method_that_threw_is_told_by_its_wrappers_alone() {
    let mut seen = 0;
    for record in capture("smallrye-4.36.0") {
        let view = record.view();
        if view.envelope.topic.as_ref() != "dead-letter-topic-prices" {
            continue;
        }
        seen += 1;
        assert!(text(&view, "dead-letter-reason").starts_with("SRMSG00103: "));
        let letter = DeadLetterView::new(view);
        let failure = letter.failure();
        assert_eq!(
            shown(&failure.exception),
            "java.lang.reflect.InvocationTargetException"
        );
        // The wrapper's text and the cause's name are no message of the exception.
        assert_eq!(shown(&failure.message), "-");
        let chain: Vec<_> = failure.chain().collect();
        assert_eq!(
            chain[0],
            "io.smallrye.reactive.messaging.providers.ProcessingException"
        );
        assert_eq!(chain.len(), 2);
    }
    assert!(seen > 0);
}
