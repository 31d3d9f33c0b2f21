//! The rows of what nobody specified: names that people choose by hand, and plain copies.
//!
//! Columns of the first two are what names come down to once case, separators and prefixes are gone (`likeness.rs`).

use super::table::{Carries, Column, Encoding, Field, Pattern, Place, Row};

/// Headers by hand: `x-original-topic`, `dlq.error.message`, `x-dlq-reason`, `failedAt` and their like.
pub(super) static HAND_WRITTEN: Row = Row {
    name: "hand-written",
    framework: "by hand, headers",
    place: Place::LikeHeaders,
    columns: &[
        Column::text("original topic", Field::Topic),
        Column::of("original partition", Field::Partition, Encoding::Number),
        Column::of("original offset", Field::Offset, Encoding::Number),
        Column::of("original timestamp", Field::Timestamp, Encoding::Time),
        Column::text("consumer group", Field::ConsumerGroup),
        Column::text("error class", Field::Class),
        Column::text("error message", Field::Message),
        Column::text("error stacktrace", Field::StackTrace),
        Column::of("attempts", Field::Attempts, Encoding::Number),
        Column::of("failed at", Field::OtherTime, Encoding::Time),
    ],
    strip: &[Pattern::Likeness],
    guessed: true,
    ..Row::PLAIN
};

/// A JSON document by hand, with the record in one member and the error in another.
pub(super) static JSON_ENVELOPE: Row = Row {
    name: "json-envelope",
    framework: "by hand, a JSON document around the record",
    place: Place::LikeValue,
    columns: &[
        Column::of("original topic", Field::Topic, Encoding::JsonText),
        Column::of("original partition", Field::Partition, Encoding::Number),
        Column::of("original offset", Field::Offset, Encoding::Number),
        Column::of("original timestamp", Field::Timestamp, Encoding::Time),
        Column::of("consumer group", Field::ConsumerGroup, Encoding::JsonText),
        Column::of("error class", Field::Class, Encoding::JsonText),
        Column::of("error message", Field::Message, Encoding::JsonText),
        Column::of("error stacktrace", Field::StackTrace, Encoding::JsonText),
        Column::of("attempts", Field::Attempts, Encoding::Number),
        Column::of("failed at", Field::OtherTime, Encoding::Time),
    ],
    carries: &[Carries::Other(
        "the value looks like a document around the record, not like the record",
    )],
    guessed: true,
    ..Row::PLAIN
};

/// A record without any sign on a topic whose name tells the origin: Connect without context headers, Karafka's free edition, Camel.
pub(super) static BYTE_COPY: Row = Row {
    name: "byte-copy",
    framework: "a plain copy: Connect without context headers, Karafka, Camel",
    place: Place::TopicName,
    columns: &[Column::text("name of the topic", Field::Topic)],
    guessed: true,
    ..Row::PLAIN
};
