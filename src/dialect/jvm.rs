//! The rows of further frameworks of the JVM.

use super::table::{Column, Encoding, Field, Mark, Pattern, RecordTime, Row, Sets};

/// The Quarkiverse extension for processors of Kafka Streams: SmallRye's names with another meaning, appended.
///
/// Source: `quarkiverse/quarkus-kafka-streams-processor`, `impl/src/main/java/io/quarkiverse/kafkastreamsprocessor/impl/errors/
/// DlqMetadataHandler.java`.
pub(super) static QUARKUS_STREAMS: Row = Row {
    name: "quarkus-streams",
    framework: "Quarkiverse Kafka Streams processor",
    marks: &[Mark::Without(
        &["dead-letter-reason", "dead-letter-topic"],
        &["dead-letter-offset"],
    )],
    columns: &[
        Column::text("dead-letter-reason", Field::Message),
        Column::text("dead-letter-cause", Field::CauseClass),
        Column::text("dead-letter-topic", Field::Topic),
        Column::decimal("dead-letter-partition", Field::Partition),
    ],
    sets: Sets::Whole(Field::Message),
    record_time: RecordTime::Original,
    strip: &[Pattern::Prefix("dead-letter-")],
    ..Row::PLAIN
};

/// bakdata's error handling for Kafka Streams: the prefix that Kafka itself took later, replaced on repeat.
///
/// Source: `bakdata/kafka-error-handling`, `ErrorHeaderProcessor`.
pub(super) static BAKDATA: Row = Row {
    name: "bakdata",
    framework: "bakdata kafka-error-handling",
    marks: &[
        Mark::Names(&["__streams.errors.exception.class.name"]),
        Mark::Names(&["__streams.errors.description"]),
    ],
    columns: &[
        Column::text("__streams.errors.topic", Field::Topic),
        Column::decimal("__streams.errors.partition", Field::Partition),
        Column::decimal("__streams.errors.offset", Field::Offset),
        Column::text("__streams.errors.description", Field::Other),
        Column::text("__streams.errors.exception.class.name", Field::Class),
        Column::text("__streams.errors.exception.message", Field::Message),
        Column::text("__streams.errors.exception.stack_trace", Field::StackTrace),
        Column::text("__streams.errors.processor.node.id", Field::Stage),
        Column::text("__streams.errors.task.id", Field::Other),
    ],
    strip: &[Pattern::Prefix("__streams.errors.")],
    ..Row::PLAIN
};

/// Micronaut Kafka, since 6.0: stale values are taken off first.
///
/// Source: `micronaut-projects/micronaut-kafka`, `kafka/src/main/java/io/micronaut/configuration/kafka/processor/ConsumerState.java`.
pub(super) static MICRONAUT: Row = Row {
    name: "micronaut",
    framework: "Micronaut Kafka",
    marks: &[Mark::Prefix("micronaut-kafka-")],
    columns: &[
        Column::text("micronaut-kafka-exception-class", Field::Class),
        Column::text("micronaut-kafka-exception-message", Field::Message),
        Column::text("micronaut-kafka-original-topic", Field::Topic),
        Column::decimal("micronaut-kafka-original-partition", Field::Partition),
        Column::decimal("micronaut-kafka-original-offset", Field::Offset),
        Column::decimal("micronaut-kafka-retry-attempt", Field::Attempts),
        Column::decimal("micronaut-kafka-retry-due-timestamp", Field::OtherTime),
    ],
    record_time: RecordTime::Original,
    strip: &[Pattern::Prefix("micronaut-kafka-")],
    ..Row::PLAIN
};

/// Helidon Reactive Messaging 3 and 4, and what newer builds write.
///
/// Source: `helidon-io/helidon`, `messaging/connectors/kafka/src/main/java/io/helidon/messaging/connectors/kafka/KafkaNackHandler.java`.
pub(super) static HELIDON: Row = Row {
    name: "helidon",
    framework: "Helidon Reactive Messaging",
    marks: &[
        Mark::Names(&["dlq-error", "dlq-orig-topic"]),
        Mark::Names(&["dlq-orig-topic", "dlq-orig-partition", "dlq-orig-offset"]),
    ],
    columns: &[
        Column::text("dlq-error", Field::Class),
        Column::text("dlq-error-msg", Field::Message),
        Column::text("dlq-orig-topic", Field::Topic),
        Column::decimal("dlq-orig-offset", Field::Offset),
        Column::decimal("dlq-orig-partition", Field::Partition),
        Column::decimal("dlq-orig-timestamp", Field::Timestamp),
        Column::text("dlq-orig-timestamp-type", Field::TimestampType),
        Column::decimal("dlq-orig-leader-epoch", Field::Other),
        Column::text("helidon_messaging_dead_letter_source_channel", Field::Other),
        Column::decimal("helidon_messaging_dead_letter_attempts", Field::Attempts),
    ],
    sets: Sets::Whole(Field::Class),
    strip: &[
        Pattern::Prefix("dlq-error"),
        Pattern::Prefix("dlq-orig-"),
        Pattern::Prefix("helidon_messaging_dead_letter_"),
    ],
    ..Row::PLAIN
};

/// KDLQ: how often a record was delivered again and dead-lettered, without a reason.
///
/// Source: `AlikJoke/KDLQ`.
pub(super) static KDLQ: Row = Row {
    name: "kdlq",
    framework: "KDLQ",
    marks: &[Mark::Names(&["KDLQ_Kills"])],
    columns: &[
        Column::of("KDLQ_Kills", Field::Other, Encoding::Integer32),
        Column::of("KDLQ_Redelivered", Field::Retries, Encoding::Integer32),
        Column::text("KDLQ_PrcMarker", Field::Other),
        Column::of("KDLQ_OrigTs", Field::Timestamp, Encoding::Integer64),
        Column::of("KDLQ_OrigOffset", Field::Offset, Encoding::Integer64),
        Column::of("KDLQ_OrigPartition", Field::Partition, Encoding::Integer32),
    ],
    strip: &[Pattern::Prefix("KDLQ_")],
    ..Row::PLAIN
};

/// Greyhound's retry topics.
///
/// Source: `wix/greyhound`.
pub(super) static GREYHOUND: Row = Row {
    name: "greyhound",
    framework: "Wix Greyhound, retry topics",
    marks: &[Mark::Names(&["GH_OriginalTopic"])],
    columns: &[
        Column::text("GH_OriginalTopic", Field::Topic),
        Column::decimal("GH_RetryAttempt", Field::Attempts),
        Column::decimal("submitTimestamp", Field::OtherTime),
        Column::decimal("backOffTimeMs", Field::Other),
    ],
    strip: &[
        Pattern::Prefix("GH_"),
        Pattern::Name("submitTimestamp"),
        Pattern::Name("backOffTimeMs"),
    ],
    ..Row::PLAIN
};

/// Decaton's retry topics: the header is a Protobuf message about the task, without a reason.
///
/// Source: `line/decaton`.
pub(super) static DECATON: Row = Row {
    name: "decaton",
    framework: "LINE Decaton, retry topics",
    marks: &[Mark::Names(&["dt_meta"])],
    strip: &[Pattern::Name("dt_meta")],
    ..Row::PLAIN
};
