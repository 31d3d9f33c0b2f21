//! The rows of frameworks of Ruby, Python, Node and PHP.

use super::table::{Carries, Column, Encoding, Field, Mark, Pattern, Row, Slice};

/// Karafka Pro since 2.5. The free edition writes no header at all.
///
/// Source: `karafka/karafka`, `lib/karafka/pro/processing/consumer_groups/strategies/dlq/default.rb`.
pub(super) static KARAFKA: Row = Row {
    name: "karafka",
    framework: "Karafka Pro, from 2.5 on",
    marks: &[Mark::Names(&[
        "source_topic",
        "source_offset",
        "source_attempts",
    ])],
    columns: &[
        Column::text("source_topic", Field::Topic),
        Column::decimal("source_partition", Field::Partition),
        Column::decimal("source_offset", Field::Offset),
        Column::text("source_consumer_group", Field::ConsumerGroup),
        Column::decimal("source_attempts", Field::Attempts),
        Column::text("source_trace_id", Field::Other),
    ],
    strip: &[
        Pattern::Name("source_topic"),
        Pattern::Name("source_partition"),
        Pattern::Name("source_offset"),
        Pattern::Name("source_consumer_group"),
        Pattern::Name("source_attempts"),
        Pattern::Name("source_trace_id"),
    ],
    ..Row::PLAIN
};

/// Karafka Pro before 2.5, whose dead letters have the number of the source partition as key.
///
/// Source: `karafka/karafka`, `lib/karafka/pro/processing/strategies/dlq/default.rb`.
pub(super) static KARAFKA_2_4: Row = Row {
    name: "karafka-2.4",
    framework: "Karafka Pro, 2.0.28 to 2.4",
    marks: &[Mark::Names(&[
        "original_topic",
        "original_offset",
        "original_consumer_group",
    ])],
    columns: &[
        Column::text("original_topic", Field::Topic),
        Column::decimal("original_partition", Field::Partition),
        Column::decimal("original_offset", Field::Offset),
        Column::text("original_consumer_group", Field::ConsumerGroup),
        Column::text("original_key", Field::Other),
        Column::decimal("original_attempts", Field::Attempts),
    ],
    strip: &[
        Pattern::Name("original_topic"),
        Pattern::Name("original_partition"),
        Pattern::Name("original_offset"),
        Pattern::Name("original_consumer_group"),
        Pattern::Name("original_key"),
        Pattern::Name("original_attempts"),
    ],
    carries: &[Carries::Other(
        "the key is the number of the source partition; the record's own key stands in original_key, from 2.4.4 on",
    )],
    ..Row::PLAIN
};

/// Sentry's arroyo: partition and offset, and nothing else. Its Rust half writes the offset into both.
///
/// Source: `getsentry/arroyo`, `arroyo/dlq.py`, `rust-arroyo/src/processing/dlq.rs`.
pub(super) static ARROYO: Row = Row {
    name: "arroyo",
    framework: "Sentry arroyo",
    marks: &[Mark::Without(
        &["original_partition", "original_offset"],
        &["original_topic"],
    )],
    columns: &[
        Column::decimal("original_partition", Field::Partition),
        Column::decimal("original_offset", Field::Offset),
        // Known only so that its absence is: with a topic it is somebody else's.
        Column::text("original_topic", Field::Topic),
    ],
    strip: &[
        Pattern::Name("original_partition"),
        Pattern::Name("original_offset"),
    ],
    ..Row::PLAIN
};

/// kafkajs-async-retry: one JSON object; the topic is named after the group.
///
/// Source: `shutterstock/kafkajs-async-retry`.
pub(super) static KAFKAJS_ASYNC_RETRY: Row = Row {
    name: "kafkajs-async-retry",
    framework: "kafkajs-async-retry",
    marks: &[Mark::Value("asyncRetry", |value| {
        let has = |name| Slice::Member(name).cut(value).is_some();
        has("top") && has("att")
    })],
    columns: &[
        Column::text("asyncRetry", Field::Topic).part(Slice::Member("top")),
        Column::of("asyncRetry", Field::Attempts, Encoding::Decimal).part(Slice::Member("att")),
    ],
    strip: &[Pattern::Name("asyncRetry")],
    ..Row::PLAIN
};

/// laravel-kafka: an error without a place; the topic is named `TOPIC-dlq`.
///
/// Source: `mateusjunges/laravel-kafka`, `src/Consumers/Consumer.php`.
pub(super) static LARAVEL: Row = Row {
    name: "laravel-kafka",
    framework: "laravel-kafka",
    marks: &[Mark::Names(&["kafka_throwable_message"])],
    columns: &[
        Column::text("kafka_throwable_message", Field::Message),
        Column::decimal("kafka_throwable_code", Field::Other),
        Column::text("kafka_throwable_class_name", Field::Class),
    ],
    strip: &[Pattern::Prefix("kafka_throwable_")],
    ..Row::PLAIN
};
