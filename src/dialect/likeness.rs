//! What a name that somebody chose by hand probably means.
//!
//! Upper and lower case, `-`, `_`, `.` and camel humps only separate words; a beginning such as `x` or `dlq` is dropped, and
//! remembered, because `dlq-reason` says more than `reason`.

use super::table::Field;

/// The longest name that is looked at, in bytes.
const LONGEST: usize = 80;

/// What a name probably means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Likeness {
    pub(super) field: Field,
    /// Whether the name says by itself that it is about dead letters.
    pub(super) marked: bool,
    /// Whether it is a bare `error` or `exception`, which gives way to a message or class of its own.
    pub(super) bare: bool,
    /// Whether it holds topic, partition and offset in one.
    pub(super) whole_place: bool,
}

/// Reads a header's name.
pub(super) fn of_name(name: &[u8]) -> Option<Likeness> {
    of_words(&words(name)?, false)
}

/// Reads the name of a member of a document, or the names on the way to it, joined by dots.
pub(super) fn of_path(path: &str) -> Option<Likeness> {
    of_words(&words(path.as_bytes())?, true)
}

/// Splits a name into words of lower case, with a space in between.
fn words(name: &[u8]) -> Option<String> {
    if name.is_empty() || name.len() > LONGEST || !name.is_ascii() {
        return None;
    }
    let mut words = String::with_capacity(name.len() + 8);
    for (at, byte) in name.iter().enumerate() {
        let hump = byte.is_ascii_uppercase()
            && at > 0
            && (name[at - 1].is_ascii_lowercase()
                || name[at - 1].is_ascii_digit()
                || name[at - 1].is_ascii_uppercase()
                    && name.get(at + 1).is_some_and(u8::is_ascii_lowercase));
        let separator = matches!(byte, b'-' | b'_' | b'.' | b' ');
        if (hump || separator) && !words.is_empty() && !words.ends_with(' ') {
            words.push(' ');
        }
        if !separator {
            words.push(char::from(byte.to_ascii_lowercase()));
        }
    }
    Some(words)
}

/// Beginnings that are dropped; the second says whether they mark dead letters.
const BEGINNINGS: &[(&str, bool)] = &[
    ("x ", false),
    ("kafka ", false),
    ("internal ", false),
    ("metadata ", false),
    ("meta ", false),
    ("context ", false),
    ("dlq ", true),
    ("dlt ", true),
    ("dead letter ", true),
    ("deadletter ", true),
    ("plurima dlt ", true),
];

fn of_words(words: &str, in_document: bool) -> Option<Likeness> {
    let mut rest = words;
    let mut marked = in_document;
    while let Some((start, marks)) = BEGINNINGS.iter().find(|(start, _)| rest.starts_with(start)) {
        rest = &rest[start.len()..];
        marked |= marks;
    }
    let (first, more) = rest.split_once(' ').unwrap_or((rest, ""));
    let mut bare = false;
    let mut whole_place = false;
    let field = match (first, more) {
        ("original" | "source" | "orig" | "origin" | "input" | "src", more) => match more {
            "topic" | "topic name" => Field::Topic,
            "partition" | "partition id" => Field::Partition,
            "offset" => Field::Offset,
            "timestamp" | "time" | "ts" => Field::Timestamp,
            "consumer group" | "consumer group id" | "group" | "group id" => Field::ConsumerGroup,
            "" if marked && !in_document => {
                whole_place = true;
                Field::Topic
            }
            _ => return None,
        },
        ("topic", "" | "name") if in_document => Field::Topic,
        ("partition", "") if in_document => Field::Partition,
        ("offset", "") if in_document => Field::Offset,
        ("error" | "exception" | "failure" | "throwable" | "err", more) => match more {
            "" => {
                bare = true;
                Field::Message
            }
            "message" | "reason" | "msg" | "text" | "description" | "detail" | "details" => {
                Field::Message
            }
            "type" | "class" | "name" | "class name" | "fqcn" | "exception class" => Field::Class,
            "stack" | "stacktrace" | "stack trace" | "trace" | "traceback" => Field::StackTrace,
            "at" | "timestamp" | "time" => Field::OtherTime,
            _ => return None,
        },
        ("reason" | "message", "") if marked => Field::Message,
        ("stack" | "stacktrace" | "traceback", "") | ("stack", "trace") => Field::StackTrace,
        ("class" | "type", "") if marked && !in_document => Field::Class,
        ("retry" | "attempt" | "attempts" | "retries" | "delivery", "count")
        | ("retry" | "delivery", "attempt" | "attempts" | "number")
        | ("attempt", "number")
        | ("failed", "attempts")
        | ("attempt" | "attempts" | "retries", "") => Field::Attempts,
        ("failed", "at" | "on" | "timestamp" | "time")
        | ("first", "failed at" | "failure at" | "failure timestamp") => Field::OtherTime,
        ("timestamp" | "at" | "time", "") if marked => Field::OtherTime,
        ("consumer", "group" | "group id" | "group name") | ("group", "id") => Field::ConsumerGroup,
        _ => return None,
    };
    Some(Likeness {
        field,
        marked: marked && !in_document,
        bare,
        whole_place,
    })
}

/// Tells whether a member of a document is the record that failed: surely by its name, or perhaps.
pub(super) fn payload(name: &str) -> Option<bool> {
    let words = words(name.as_bytes())?;
    let (first, rest) = words.split_once(' ').unwrap_or((&words, ""));
    let what = [
        "message", "value", "payload", "event", "record", "data", "body",
    ];
    match (first, rest) {
        ("original" | "raw" | "source" | "failed", rest) if what.contains(&rest) => Some(true),
        ("payload" | "raw", "") => Some(true),
        (weak, "") if what.contains(&weak) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_seen_in_public_code() {
        for (names, field) in [
            (
                "x-original-topic x-dlq-original-topic x-dlq-source-topic dlq-original-topic dlq.original.topic dlq.source.topic \
                 dlq.source_topic dlq_original_topic original-topic originalTopic kafka_dlt-original-topic",
                Field::Topic,
            ),
            (
                "x-original-partition dlq.original.partition originalPartition dlq_original_partition",
                Field::Partition,
            ),
            (
                "x-original-offset x-dlq-original-offset originalOffset",
                Field::Offset,
            ),
            ("x-original-timestamp", Field::Timestamp),
            (
                "x-error-message x-error-reason x-exception-message x-failure-reason x-dead-letter-reason x-dlq-reason \
                 x-dlq-error x-dlq-error-message dlq-reason dlq-error dlq.reason dlq.error.message dlq_reason \
                 dlq_error_message exception-message error error-message error.message errorMessage internal-dlq-reason",
                Field::Message,
            ),
            (
                "x-error-type x-error-name x-error-class x-exception-class x-dlq-error-type dlq-error-class dlq.error.class \
                 dlq.error.type dlq_error_type exception-class internal-dlq-exception-class",
                Field::Class,
            ),
            (
                "x-exception-stacktrace x-dlq-error-stack dlq-stack dlq.error.stacktrace stackTrace",
                Field::StackTrace,
            ),
            (
                "x-retry-count x-retry-attempts x-attempt x-attempts x-dlq-attempts x-dlq-attempt-count x-dlq-retry-count \
                 dlq-retry-count dlq.retry.count dlq.attempts dlq_retry_count retry-count retryCount",
                Field::Attempts,
            ),
            (
                "x-failure-timestamp x-failed-at x-first-failure-at x-dlq-timestamp x-dlq-failed-at x-dlq-at dlq-failed-at \
                 dlq-timestamp dlq.timestamp failed-at failure-timestamp failedAt",
                Field::OtherTime,
            ),
            ("x-consumer-group dlq-consumer-group", Field::ConsumerGroup),
        ] {
            for name in names.split_whitespace() {
                let read = of_name(name.as_bytes()).map(|one| one.field);
                assert_eq!(read, Some(field), "{name}");
            }
        }
        let place = of_name(b"dlq.source").unwrap();
        assert!(place.whole_place);
        for name in [
            "traceparent",
            "content-type",
            "__connect.errors.class.name",
            "class.name",
            "reason",
            "message",
            "timestamp",
            "topic",
            "x-request-id",
            "source",
            "original",
            "",
            "data",
            "__TypeId__",
            "error-rate",
            "x-type",
        ] {
            assert_eq!(of_name(name.as_bytes()), None, "{name}");
        }
        assert_eq!(payload("originalMessage"), Some(true));
        assert_eq!(payload("original_value"), Some(true));
        assert_eq!(payload("message"), Some(false));
        assert_eq!(payload("id"), None);
    }

    proptest! {
        #[test]
        fn no_name_panics(name in prop::collection::vec(any::<u8>(), 0..90), path in ".{0,90}") {
            let _ = (of_name(&name), of_path(&path), payload(&path));
        }
    }
}
