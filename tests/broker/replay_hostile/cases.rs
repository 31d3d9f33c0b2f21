//! The hostile letters, and what must become of each.

use super::super::support::Out;
use super::super::support::replaying::{Lab, letter};

/// What must become of a letter.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fate {
    /// It arrives in this partition, byte for byte.
    Sent(i32),
    /// The plan skips it, for this reason.
    Skipped(&'static str),
}
use Fate::{Sent, Skipped};

/// A letter's name, how it is made of where it goes, and what must become of it.
pub(super) type Case = (&'static str, fn(&Lab<'_>) -> Out, Fate);

/// Starts a letter that says nothing of its origin.
fn bare(lab: &Lab<'_>) -> Out {
    Out::to(&lab.letters)
}

/// Starts a letter of the target, in Spring's words, with these bytes for partition and offset.
fn of(lab: &Lab<'_>, partition: &[u8], offset: &[u8]) -> Out {
    bare(lab)
        .header("kafka_dlt-original-topic", &lab.target)
        .header("kafka_dlt-original-partition", partition)
        .header("kafka_dlt-original-offset", offset)
}

/// Starts a letter of another topic.
fn from(lab: &Lab<'_>, topic: impl AsRef<[u8]>) -> Out {
    bare(lab)
        .header("kafka_dlt-original-topic", topic)
        .header("kafka_dlt-original-partition", [0; 4])
        .header("kafka_dlt-original-offset", [0; 8])
}

/// Starts a letter of the target, in Connect's words.
fn connect(lab: &Lab<'_>, partition: &str, offset: &str) -> Out {
    bare(lab)
        .header("__connect.errors.topic", &lab.target)
        .header("__connect.errors.partition", partition)
        .header("__connect.errors.offset", offset)
}

/// Starts a whole letter of partition 1.
pub(super) fn whole(lab: &Lab<'_>) -> Out {
    letter(&lab.letters, &lab.target, 1, 7)
}

pub(super) const CASES: &[Case] = &[
    (
        "no partition",
        |lab| of(lab, b"", &[0; 8]),
        Skipped("no-partition"),
    ),
    (
        "partition of 1 byte",
        |lab| of(lab, &[1], &[0; 8]),
        Skipped("malformed-origin"),
    ),
    (
        "partition of 3 bytes",
        |lab| of(lab, &[0, 0, 1], &[0; 8]),
        Skipped("malformed-origin"),
    ),
    (
        "partition of 5 bytes",
        |lab| of(lab, &[0, 0, 0, 0, 1], &[0; 8]),
        Skipped("malformed-origin"),
    ),
    (
        "partition of 8 bytes",
        |lab| of(lab, &[0, 0, 0, 0, 0, 0, 0, 1], &[0; 8]),
        Sent(1),
    ),
    (
        "negative partition",
        |lab| of(lab, &(-1_i32).to_be_bytes(), &[0; 8]),
        Skipped("no-partition"),
    ),
    (
        "largest partition",
        |lab| of(lab, &i32::MAX.to_be_bytes(), &[0; 8]),
        Skipped("partition-gone"),
    ),
    (
        "null partition",
        |lab| from(lab, &lab.target).null_header("kafka_dlt-original-partition"),
        Skipped("no-partition"),
    ),
    (
        "negative offset",
        |lab| of(lab, &[0, 0, 0, 1], &(-1_i64).to_be_bytes()),
        Sent(1),
    ),
    (
        "largest offset",
        |lab| of(lab, &[0, 0, 0, 1], &i64::MAX.to_be_bytes()),
        Sent(1),
    ),
    (
        "offset of 3 bytes",
        |lab| of(lab, &[0, 0, 0, 1], &[0; 3]),
        Sent(1),
    ),
    (
        "attempts null",
        |lab| whole(lab).null_header("retry_topic-attempts"),
        Sent(1),
    ),
    (
        "attempts of 0 bytes",
        |lab| whole(lab).header("retry_topic-attempts", ""),
        Sent(1),
    ),
    (
        "attempts of 255 bytes",
        |lab| whole(lab).header("retry_topic-attempts", [255; 255]),
        Sent(1),
    ),
    (
        "time of 0 bytes",
        |lab| whole(lab).header("retry_topic-original-timestamp", ""),
        Sent(1),
    ),
    (
        "time of 1 byte",
        |lab| whole(lab).header("retry_topic-original-timestamp", [255]),
        Sent(1),
    ),
    (
        "time of 6 bytes",
        |lab| whole(lab).header("retry_topic-original-timestamp", [1; 6]),
        Sent(1),
    ),
    (
        "time of 9 bytes",
        |lab| whole(lab).header("retry_topic-backoff-timestamp", [255; 9]),
        Sent(1),
    ),
    (
        "Connect, a space",
        |lab| connect(lab, " 1", "12"),
        Skipped("malformed-origin"),
    ),
    (
        "Connect, wide digits",
        |lab| connect(lab, "\u{ff11}", "12"),
        Skipped("malformed-origin"),
    ),
    (
        "Connect, exponent",
        |lab| connect(lab, "1e0", "12"),
        Skipped("malformed-origin"),
    ),
    (
        "Connect, too large",
        |lab| connect(lab, "4294967297", "12"),
        Skipped("malformed-origin"),
    ),
    (
        "Connect, strange offset",
        |lab| connect(lab, "1", "1e3"),
        Sent(1),
    ),
    ("Connect", |lab| connect(lab, "1", "12"), Sent(1)),
    (
        "no name of a topic",
        |lab| from(lab, ""),
        Skipped("no-origin"),
    ),
    (
        "a name of 250",
        |lab| from(lab, "t".repeat(250)),
        Skipped("malformed-origin"),
    ),
    (
        "control characters",
        |lab| from(lab, "a\x1b[2J\nb\0"),
        Skipped("malformed-origin"),
    ),
    (
        "a path",
        |lab| from(lab, "../../etc/passwd"),
        Skipped("malformed-origin"),
    ),
    (
        "no text",
        |lab| from(lab, b"\xff\xfe"),
        Skipped("malformed-origin"),
    ),
    (
        "null topic",
        |lab| bare(lab).null_header("kafka_dlt-original-topic"),
        Skipped("no-origin"),
    ),
    (
        "Kafka's offsets",
        |lab| from(lab, "__consumer_offsets"),
        Skipped("forbidden-target"),
    ),
    (
        "a ledger",
        |lab| from(lab, &lab.ledger),
        Skipped("forbidden-target"),
    ),
    (
        "its own topic",
        |lab| from(lab, &lab.letters),
        Skipped("own-topic"),
    ),
    ("no origin", bare, Skipped("no-origin")),
    (
        "two topics",
        |lab| whole(lab).header("kafka_dlt-original-topic", "no.such.topic"),
        Sent(1),
    ),
    (
        "two partitions",
        |lab| whole(lab).header("kafka_dlt-original-partition", [0, 0, 0, 2]),
        Sent(2),
    ),
    (
        "100 001 headers",
        |lab| (0..100_001).fold(whole(lab), |out, _| out.header("h", "")),
        Skipped("unreadable-headers"),
    ),
    (
        "a header of 1 MB",
        |lab| whole(lab).header("h", vec![b'h'; 1 << 20]),
        Sent(1),
    ),
    (
        "escapes everywhere",
        |lab| {
            whole(lab)
                .key("\x1b]0;owned\x07\u{202e}")
                .value("\x1b[2J\x1b[1;1H\u{9b}31m")
                .header("\x1b[31mred\r\n", "\x1b[8m\u{2066}")
                .header(
                    "kafka_dlt-exception-stacktrace",
                    "a.B: \x1b[1A\x1b[2K\n\tat \u{9b}2J(\x07)\n",
                )
                .header("kafka_dlt-exception-message", "\x1b[8mhidden\x1b[0m\r")
        },
        Sent(1),
    ),
    (
        "forged provenance",
        |lab| {
            whole(lab)
                .header("dlt-replay-id", "x/0/0")
                .header("dlt-replay-count", "not a number")
                .header("dlt-replay-origin", "\x1b[2J")
        },
        Sent(1),
    ),
    (
        "replayed a million times",
        |lab| whole(lab).header("dlt-replay-count", "1000000"),
        Skipped("loop-guard"),
    ),
    (
        "null key and value, no name",
        |lab| whole(lab).null_header("").header("", ""),
        Sent(1),
    ),
];
