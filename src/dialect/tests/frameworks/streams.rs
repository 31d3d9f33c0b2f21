//! Kafka Streams 4.3.1.

use super::{CHAINED, Expected, GATEWAY, NOTHING, REJECTED, compare, headers_are_known};

const CAPTURE: &str = "streams-4.3.1";
const UNREADABLE: &str = "org.apache.kafka.common.errors.SerializationException";
const NO_LONG: (&str, &str, &str) = (
    UNREADABLE,
    UNREADABLE,
    "Size of data received by LongDeserializer is not 8",
);
const NO_INTEGER: (&str, &str, &str) = (
    UNREADABLE,
    UNREADABLE,
    "Size of data received by IntegerDeserializer is not 4",
);
const ILLEGAL_STATE: &str = "java.lang.IllegalStateException";
const TOO_LARGE: &str = "org.apache.kafka.common.errors.RecordTooLargeException";

/// No group: nothing on the record names the application.
const fn letter(
    place: &'static str,
    hops: &'static str,
    failure: (&'static str, &'static str, &'static str),
) -> Expected {
    Expected {
        place,
        dialects: "kafka-streams",
        hops,
        failure,
        stage: "-",
        attempts: "-",
        proved: true,
        payload: true,
        notes: &[],
    }
}

/// Streams has forgotten key and value once it has written anything for the record. Where both were null from the start
/// the letter is the same, so it is told to be elsewhere as well.
const fn forgotten(
    place: &'static str,
    hops: &'static str,
    failure: (&'static str, &'static str, &'static str),
) -> Expected {
    Expected {
        payload: false,
        notes: &["payload"],
        ..letter(place, hops, failure)
    }
}

const fn parked(place: &'static str, hops: &'static str) -> Expected {
    letter(
        place,
        hops,
        (ILLEGAL_STATE, ILLEGAL_STATE, "second failure"),
    )
}

const LETTERS: &[Expected] = &[
    forgotten(
        "large-dlq-0@0",
        "large/0/0 -",
        (TOO_LARGE, TOO_LARGE, "The message is *"),
    ),
    parked("parking-dlq-0@0", "orders/0/0 -, shop-dlq/0/0 -"),
    parked("parking-dlq-0@1", "orders/1/0 -, shop-dlq/0/1 -"),
    parked("parking-dlq-0@2", "orders/1/1 -, shop-dlq/0/2 -"),
    parked("parking-dlq-0@3", "orders/1/2 -, shop-dlq/0/3 -"),
    parked("parking-dlq-0@4", "orders/0/1 -, shop-dlq/0/4 -"),
    Expected {
        payload: false,
        notes: &["payload"],
        ..parked("parking-dlq-0@5", "orders/1/3 -, shop-dlq/0/5 -")
    },
    parked("parking-dlq-0@6", "typed/1/0 -, shop-dlq/0/6 -"),
    parked("parking-dlq-0@7", "typed/0/0 -, shop-dlq/0/7 -"),
    parked("parking-dlq-0@8", "typed/0/1 -, shop-dlq/0/8 -"),
    parked(
        "parking-dlq-0@9",
        "shop-totals-repartition/0/0 -, shop-dlq/0/9 -",
    ),
    Expected {
        payload: false,
        notes: &["payload"],
        ..parked("parking-dlq-0@10", "branches/0/0 -, shop-dlq/0/10 -")
    },
    Expected {
        notes: &["__streams.errors.offset"],
        ..parked("parking-dlq-0@11", "orders/1/4 -, shop-dlq/0/11 -")
    },
    parked("parking-dlq-0@12", "orders/1/5 -, shop-dlq/0/12 -"),
    letter("shop-dlq-0@0", "orders/0/0 -", GATEWAY),
    letter("shop-dlq-0@1", "orders/1/0 -", NOTHING),
    letter("shop-dlq-0@2", "orders/1/1 -", REJECTED),
    letter("shop-dlq-0@3", "orders/1/2 -", CHAINED),
    letter("shop-dlq-0@4", "orders/0/1 -", NOTHING),
    forgotten("shop-dlq-0@5", "orders/1/3 -", NOTHING),
    letter("shop-dlq-0@6", "typed/1/0 -", NO_LONG),
    letter("shop-dlq-0@7", "typed/0/0 -", NO_INTEGER),
    letter("shop-dlq-0@8", "typed/0/1 -", NO_INTEGER),
    letter(
        "shop-dlq-0@9",
        "shop-totals-repartition/0/0 -",
        (REJECTED.0, REJECTED.1, "order rejected has no customer"),
    ),
    forgotten("shop-dlq-0@10", "branches/0/0 -", REJECTED),
    Expected {
        notes: &["__streams.errors.offset"],
        ..letter("shop-dlq-0@11", "orders/1/4 -", REJECTED)
    },
    letter("shop-dlq-0@12", "orders/1/5 -", REJECTED),
    letter("strict-dlq-0@0", "strict/0/0 -", NO_LONG),
    // A punctuation: there was no record, and nothing of it is known but the time.
    Expected {
        proved: false,
        ..forgotten(
            "ticking-dlq-0@0",
            "-/-/- -",
            (ILLEGAL_STATE, ILLEGAL_STATE, "tick"),
        )
    },
    letter(
        "unwritable-dlq-0@0",
        "unwritable/0/0 -",
        (
            "java.lang.IllegalArgumentException",
            "java.lang.IllegalArgumentException",
            "no schema",
        ),
    ),
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
