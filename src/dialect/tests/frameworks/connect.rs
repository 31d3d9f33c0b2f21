//! Kafka Connect 4.3.1.

use super::{CHAINED, Expected, GATEWAY, NOTHING, REJECTED, UNTOLD, compare, headers_are_known};

const CAPTURE: &str = "connect-4.3.1";
const PARSE_ERROR: &str = "com.fasterxml.jackson.core.JsonParseException";
const CUT_OFF: &str = "com.fasterxml.jackson.core.io.JsonEOFException";
const DATA: &str = "org.apache.kafka.connect.errors.DataException";
const CONNECT: &str = "org.apache.kafka.connect.errors.ConnectException";
const SECOND: (&str, &str, &str) = (
    "java.lang.IllegalStateException",
    "java.lang.IllegalStateException",
    "second failure",
);
const fn letter(
    place: &'static str,
    hops: &'static str,
    stage: &'static str,
    failure: (&'static str, &'static str, &'static str),
) -> Expected {
    Expected {
        place,
        dialects: "kafka-connect",
        hops,
        failure,
        stage,
        attempts: "-",
        proved: true,
        payload: true,
        notes: &[],
    }
}

const fn unreadable(
    class: &'static str,
    text: &'static str,
) -> (&'static str, &'static str, &'static str) {
    (class, class, text)
}

/// The group is always `connect-` and the connector's name; a second failure has the group of either connector.
const LETTERS: &[Expected] = &[
    bare("bare-dlq-0@0"),
    bare("bare-dlq-0@1"),
    letter(
        "changed-dlq-0@0",
        "changed/0/0 connect-change-sink",
        "TRANSFORMATION",
        GATEWAY,
    ),
    letter(
        "changed-dlq-0@1",
        "changed/0/1 connect-change-sink",
        "TRANSFORMATION",
        NOTHING,
    ),
    letter(
        "changed-dlq-0@2",
        "changed/0/2 connect-change-sink",
        "TRANSFORMATION",
        CHAINED,
    ),
    letter(
        "changed-dlq-0@3",
        "changed/0/3 connect-change-sink",
        "TRANSFORMATION",
        (
            DATA,
            DATA,
            "Only Struct objects supported for [copying fields from value to key], found: java.lang.String",
        ),
    ),
    letter(
        "changed-dlq-0@4",
        "changed/0/4 connect-change-sink",
        "TRANSFORMATION",
        (
            DATA,
            DATA,
            "Only Struct objects supported for [copying fields from value to key], found: null",
        ),
    ),
    letter(
        "dlq-key-sink-0@0",
        "keys/0/0 connect-key-sink",
        "KEY_CONVERTER",
        unreadable(
            CUT_OFF,
            "Unexpected end-of-input within/between Object entries*",
        ),
    ),
    letter(
        "dlq-key-sink-0@1",
        "keys/0/1 connect-key-sink",
        "KEY_CONVERTER",
        unreadable(PARSE_ERROR, "Illegal character ((CTRL-CHAR, code 0))*"),
    ),
    letter(
        "dlq-store-sink-0@0",
        "stored/0/0 connect-store-sink",
        "TASK_PUT",
        GATEWAY,
    ),
    letter(
        "dlq-store-sink-0@1",
        "stored/0/1 connect-store-sink",
        "TASK_PUT",
        NOTHING,
    ),
    letter(
        "dlq-store-sink-0@2",
        "stored/0/2 connect-store-sink",
        "TASK_PUT",
        REJECTED,
    ),
    letter(
        "dlq-store-sink-0@3",
        "stored/0/3 connect-store-sink",
        "TASK_PUT",
        CHAINED,
    ),
    letter(
        "dlq-store-sink-0@4",
        "stored/0/4 connect-store-sink",
        "TASK_PUT",
        NOTHING,
    ),
    letter(
        "dlq-value-sink-0@0",
        "values/0/0 connect-value-sink",
        "VALUE_CONVERTER",
        unreadable(
            PARSE_ERROR,
            "Unexpected end-of-input within/between Object entries*",
        ),
    ),
    letter(
        "dlq-value-sink-0@1",
        "values/0/1 connect-value-sink",
        "VALUE_CONVERTER",
        unreadable(PARSE_ERROR, "Illegal character ((CTRL-CHAR, code 0))*"),
    ),
    letter(
        "dlq-value-sink-0@2",
        "values/0/2 connect-value-sink",
        "VALUE_CONVERTER",
        unreadable(PARSE_ERROR, "Unrecognized token 'oops'*"),
    ),
    letter(
        "dlq-value-sink-0@3",
        "values/0/3 connect-value-sink",
        "TASK_PUT",
        (CONNECT, CONNECT, "no place for it"),
    ),
    Expected {
        notes: &["__connect.errors.offset"],
        ..letter(
            "handmade-dlq-0@0",
            "handmade/0/0 connect-hand-sink",
            "TASK_PUT",
            REJECTED,
        )
    },
    Expected {
        notes: &["__connect.errors.topic"],
        ..letter(
            "handmade-dlq-0@1",
            "handmade/0/1 connect-hand-sink",
            "TASK_PUT",
            REJECTED,
        )
    },
    letter(
        "headers-dlq-0@0",
        "headers/0/0 connect-header-sink",
        "HEADER_CONVERTER",
        unreadable(PARSE_ERROR, "Unexpected character ('o' (code 111))*"),
    ),
    parked(
        "parked-dlq-0@0",
        "stored/0/0 connect-store-sink, dlq-store-sink/0/0 connect-parking-sink",
    ),
    parked(
        "parked-dlq-0@1",
        "stored/0/1 connect-store-sink, dlq-store-sink/0/1 connect-parking-sink",
    ),
    parked(
        "parked-dlq-0@2",
        "stored/0/2 connect-store-sink, dlq-store-sink/0/2 connect-parking-sink",
    ),
    parked(
        "parked-dlq-0@3",
        "stored/0/3 connect-store-sink, dlq-store-sink/0/3 connect-parking-sink",
    ),
    parked(
        "parked-dlq-0@4",
        "stored/0/4 connect-store-sink, dlq-store-sink/0/4 connect-parking-sink",
    ),
    letter(
        "rebuilt-dlq-0@0",
        "rebuilt/0/0 connect-rebuild-sink",
        "TASK_PUT",
        REJECTED,
    ),
    letter(
        "rebuilt-dlq-0@1",
        "rebuilt/0/1 connect-rebuild-sink",
        "TASK_PUT",
        REJECTED,
    ),
    letter(
        "second-dlq-0@0",
        "second/1/0 connect-partition-sink",
        "TASK_PUT",
        REJECTED,
    ),
    letter(
        "second-dlq-0@1",
        "second/1/1 connect-partition-sink",
        "TASK_PUT",
        REJECTED,
    ),
];

/// Without context headers there is the topic's name, and nothing else.
const fn bare(place: &'static str) -> Expected {
    Expected {
        dialects: "byte-copy",
        proved: false,
        ..letter(place, "bare/-/- -", "-", UNTOLD)
    }
}

const fn parked(place: &'static str, hops: &'static str) -> Expected {
    letter(place, hops, "TASK_PUT", SECOND)
}

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
            "note",
            "null",
            "quantity",
            "route",
            "signature",
            "traceparent",
        ],
    );
}
