//! The headers of Spring Kafka's dead letters, in the bytes that Spring Kafka 3.2 writes.
//!
//! Mirrors spring-projects/spring-kafka, `spring-kafka/src/main/java/org/springframework/kafka/`,
//! `listener/DeadLetterPublishingRecoverer.java` and `retrytopic/DeadLetterPublishingRecovererFactory.java`: names, order
//! and encodings. Numbers are big endian; the retry topics' times are the shortest two's complement, as
//! `BigInteger.toByteArray()` makes it.

use super::failures::{Kind, Link, Stage};
use super::trace::{self, Listener, UNREADABLE, WRAPPER};
use crate::record::Header;

/// Headers in the making.
#[derive(Clone, Debug, Default)]
pub(super) struct HeaderList(pub(super) Vec<Header>);

impl HeaderList {
    /// Adds any bytes.
    pub(super) fn bytes(&mut self, name: impl AsRef<[u8]>, value: &[u8]) -> &mut Self {
        self.0.push(Header::new(name.as_ref(), Some(value.into())));
        self
    }

    /// Adds a text.
    pub(super) fn text(&mut self, name: &str, value: &str) -> &mut Self {
        self.bytes(name, value.as_bytes())
    }

    /// Adds a header without a value.
    pub(super) fn null(&mut self, name: &str) -> &mut Self {
        self.0.push(Header::new(name.as_bytes(), None));
        self
    }

    /// Takes the headers of that name away.
    pub(super) fn remove(&mut self, name: &str) -> &mut Self {
        self.0
            .retain(|header| header.view().name != name.as_bytes());
        self
    }
}

/// Where a record was when it failed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin<'a> {
    /// The topic.
    pub(super) topic: &'a str,
    /// The partition.
    pub(super) partition: i32,
    /// The offset.
    pub(super) offset: i64,
    /// The timestamp in milliseconds since the epoch.
    pub(super) timestamp: i64,
    /// The consumer group, where Spring knows it.
    pub(super) group: Option<&'a str>,
}

/// What a recoverer is told of a failure.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    /// The class of the exception it is given.
    pub(super) exception: String,
    /// The first class below Spring's wrappers.
    pub(super) cause: String,
    /// The texts of both.
    pub(super) message: String,
    /// The stack trace.
    pub(super) trace: String,
}

impl Failure {
    /// Makes the failure of a record that the listener of a plain topic could not process.
    pub(super) fn of(
        kind: &Kind,
        listener: Listener,
        text: &dyn Fn(&'static str) -> String,
    ) -> Self {
        let wrapper = listener.wrapper_message();
        Self::new(kind, &wrapper, text, |links| {
            trace::listening(listener, links, text)
        })
    }

    /// Makes the failure of a record on its last retry topic.
    pub(super) fn of_retry(
        kind: &Kind,
        listener: Listener,
        failed_at: &str,
        text: &dyn Fn(&'static str) -> String,
    ) -> Self {
        Self::new(kind, "Listener failed", text, |links| {
            trace::retrying(listener, failed_at, links, text)
        })
    }

    fn new(
        kind: &Kind,
        wrapper: &str,
        text: &dyn Fn(&'static str) -> String,
        listening: impl FnOnce(&[Link]) -> String,
    ) -> Self {
        match (kind.stage, kind.links.first()) {
            (Stage::Listening, Some(first)) => Self {
                exception: WRAPPER.to_owned(),
                cause: first.class.to_owned(),
                // Spring writes the separator also where the cause has no message.
                message: format!("{wrapper}; {}", first.message.map(text).unwrap_or_default()),
                trace: listening(kind.links),
            },
            _ => Self {
                exception: UNREADABLE.to_owned(),
                cause: UNREADABLE.to_owned(),
                message: "failed to deserialize".to_owned(),
                trace: trace::reading(kind.links, text),
            },
        }
    }
}

/// Adds what `DeadLetterPublishingRecoverer` says of the failure.
pub(super) fn exception(headers: &mut HeaderList, failure: &Failure) {
    exception_named(headers, "kafka_dlt-", failure);
}

/// Adds what `DeadLetterPublishingRecoverer` says of where the record was.
pub(super) fn original(headers: &mut HeaderList, origin: &Origin<'_>) {
    original_named(headers, "kafka_dlt-", origin);
}

fn exception_named(headers: &mut HeaderList, prefix: &str, failure: &Failure) {
    headers
        .text(&format!("{prefix}exception-fqcn"), &failure.exception)
        .text(&format!("{prefix}exception-cause-fqcn"), &failure.cause)
        .text(&format!("{prefix}exception-message"), &failure.message)
        .text(&format!("{prefix}exception-stacktrace"), &failure.trace);
}

fn original_named(headers: &mut HeaderList, prefix: &str, origin: &Origin<'_>) {
    headers
        .text(&format!("{prefix}original-topic"), origin.topic)
        .bytes(
            format!("{prefix}original-partition"),
            &origin.partition.to_be_bytes(),
        )
        .bytes(
            format!("{prefix}original-offset"),
            &origin.offset.to_be_bytes(),
        )
        .bytes(
            format!("{prefix}original-timestamp"),
            &origin.timestamp.to_be_bytes(),
        )
        .text(&format!("{prefix}original-timestamp-type"), "CreateTime");
    if let Some(group) = origin.group {
        // The retry topics use this very name as well.
        headers.text("kafka_dlt-original-consumer-group", group);
    }
}

/// Adds what the retry topics leave on a record that went through all of them: delays in milliseconds, then the end.
///
/// The origin stands once, the exception is the newest, and each hop adds its own three headers.
pub(super) fn retry_topics(
    headers: &mut HeaderList,
    failure: &Failure,
    origin: &Origin<'_>,
    delays: &[i64],
) {
    original_named(headers, "kafka_", origin);
    let mut at = origin.timestamp;
    for (hop, delay) in (2_i32..).zip(delays) {
        at += delay;
        retry_hop(headers, origin, hop, at);
    }
    exception_named(headers, "kafka_", failure);
    let end = i32::try_from(delays.len()).unwrap_or(0) + 2;
    retry_hop(headers, origin, end, at);
}

fn retry_hop(headers: &mut HeaderList, origin: &Origin<'_>, attempts: i32, backoff: i64) {
    headers
        .bytes(
            "retry_topic-original-timestamp",
            &big_integer(origin.timestamp),
        )
        .bytes("retry_topic-attempts", &attempts.to_be_bytes())
        .bytes("retry_topic-backoff-timestamp", &big_integer(backoff));
}

/// Writes a number in the fewest bytes that keep its sign.
pub(super) fn big_integer(number: i64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let spare = bytes.windows(2).take_while(|pair| {
        (pair[0] == 0 && pair[1] < 0x80) || (pair[0] == 0xff && pair[1] >= 0x80)
    });
    bytes[spare.count()..].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn big_integers_are_short_and_keep_their_sign() {
        for (number, bytes) in [
            (0, &[0][..]),
            (127, &[127]),
            (128, &[0, 128]),
            (-1, &[255]),
            (-129, &[255, 127]),
            (1_795_243_875_557, &[1, 161, 252, 223, 156, 229]),
            (i64::MIN, &[128, 0, 0, 0, 0, 0, 0, 0]),
        ] {
            assert_eq!(big_integer(number), bytes, "{number}");
        }
    }
}
