//! SmallRye Reactive Messaging 4.36.0.

use super::{Expected, GATEWAY, NOTHING, REJECTED, compare, headers_are_known};

const CAPTURE: &str = "smallrye-4.36.0";
const ILLEGAL_STATE: &str = "java.lang.IllegalStateException";
const INVOCATION: &str = "java.lang.reflect.InvocationTargetException";
const UNREADABLE: &str = "org.apache.kafka.common.errors.RecordDeserializationException";
const NO_INTEGER: (&str, &str, &str) = (
    UNREADABLE,
    UNREADABLE,
    "Size of data received by IntegerDeserializer is not 4",
);
/// There is no stack trace: the cause that is told is the exception's own, and not the deepest.
const CHAINED: (&str, &str, &str) = (
    "java.lang.RuntimeException",
    "java.lang.IllegalArgumentException",
    "gave up",
);
/// Of a method that throws, SmallRye tells that it was called by reflection, and nothing else.
const THROWN: (&str, &str, &str) = (INVOCATION, INVOCATION, "-");

/// No group: nothing on the record names it.
const fn letter(
    place: &'static str,
    hops: &'static str,
    failure: (&'static str, &'static str, &'static str),
) -> Expected {
    Expected {
        place,
        dialects: "smallrye-dlq",
        hops,
        failure,
        stage: "-",
        attempts: "-",
        proved: true,
        payload: true,
        notes: &[],
    }
}

const fn parked(place: &'static str, hops: &'static str) -> Expected {
    letter(
        place,
        hops,
        (ILLEGAL_STATE, ILLEGAL_STATE, "second failure"),
    )
}

const fn retried(
    place: &'static str,
    hops: &'static str,
    attempts: &'static str,
    failure: (&'static str, &'static str, &'static str),
) -> Expected {
    Expected {
        dialects: "smallrye-retry",
        attempts,
        ..letter(place, hops, failure)
    }
}

const LETTERS: &[Expected] = &[
    letter("dead-letter-topic-futures-0@0", "futures/0/0 -", GATEWAY),
    letter("dead-letter-topic-futures-0@1", "futures/0/1 -", NOTHING),
    Expected {
        notes: &["dead-letter-offset"],
        ..letter("dead-letter-topic-handmade-0@0", "handmade/0/0 -", REJECTED)
    },
    Expected {
        notes: &["dead-letter-topic"],
        ..letter("dead-letter-topic-handmade-0@1", "handmade/0/1 -", REJECTED)
    },
    letter("dead-letter-topic-orders-0@0", "orders/1/0 -", GATEWAY),
    letter("dead-letter-topic-orders-0@1", "orders/1/1 -", NOTHING),
    letter("dead-letter-topic-orders-0@2", "orders/1/2 -", REJECTED),
    letter("dead-letter-topic-orders-0@3", "orders/1/3 -", CHAINED),
    letter("dead-letter-topic-orders-0@4", "orders/1/4 -", NOTHING),
    letter("dead-letter-topic-orders-0@5", "orders/1/5 -", REJECTED),
    letter("dead-letter-topic-prices-0@0", "prices/0/0 -", THROWN),
    letter("dead-letter-topic-prices-0@1", "prices/0/1 -", THROWN),
    letter("dead-letter-topic-typed-0@0", "typed/0/0 -", NO_INTEGER),
    // The key alone: it stands in the value's place as well.
    Expected {
        payload: false,
        notes: &["payload"],
        ..letter("dead-letter-topic-typed-0@1", "typed/0/1 -", NO_INTEGER)
    },
    // Both: each stands in its own place.
    letter("dead-letter-topic-typed-0@2", "typed/0/2 -", NO_INTEGER),
    parked("parked-0@0", "orders/1/0 -, dead-letter-topic-orders/0/0 -"),
    parked("parked-0@1", "orders/1/1 -, dead-letter-topic-orders/0/1 -"),
    parked("parked-0@2", "orders/1/2 -, dead-letter-topic-orders/0/2 -"),
    parked("parked-0@3", "orders/1/3 -, dead-letter-topic-orders/0/3 -"),
    parked("parked-0@4", "orders/1/4 -, dead-letter-topic-orders/0/4 -"),
    parked("parked-0@5", "orders/1/5 -, dead-letter-topic-orders/0/5 -"),
    retried(
        "retried-dead-0@0",
        "retried/0/0 -, retried_retry_50/0/0 -, retried_retry_100/0/0 -",
        "3",
        GATEWAY,
    ),
    retried(
        "retried-dead-0@1",
        "retried/0/1 -, retried_retry_50/0/1 -, retried_retry_100/0/1 -",
        "3",
        NOTHING,
    ),
    retried(
        "retried_retry_100-0@0",
        "retried/0/0 -, retried_retry_50/0/0 -",
        "2",
        GATEWAY,
    ),
    retried(
        "retried_retry_100-0@1",
        "retried/0/1 -, retried_retry_50/0/1 -",
        "2",
        NOTHING,
    ),
    retried("retried_retry_50-0@0", "retried/0/0 -", "1", GATEWAY),
    retried("retried_retry_50-0@1", "retried/0/1 -", "1", NOTHING),
];

#[test]
fn every_letter() {
    compare(CAPTURE, LETTERS);
}

#[test]
fn what_a_replay_leaves_is_the_applications() {
    headers_are_known(
        CAPTURE,
        &[
            "empty",
            "eventId",
            "null",
            "route",
            "signature",
            "traceparent",
        ],
    );
}

/// The time that the first of the retried records had, on every topic that it went through.
#[test]
fn the_original_time_survives_the_retries() {
    for record in super::capture(CAPTURE) {
        let place = record.record_ref().to_string();
        super::with_letter(record, |letter| {
            let time = letter.origin().map(|hop| super::shown(&hop.timestamp));
            let expected = match place.as_str() {
                retried if !retried.starts_with("retried") => "-",
                first if first.ends_with("@0") => "1760000015000",
                _ => "1760000016000",
            };
            assert_eq!(time.as_deref(), Some(expected), "{place}");
        });
    }
}
