//! The rows of further frameworks of the JVM.

use super::table::{Column, Field, Mark, Pattern, RecordTime, Row, Sets};

/// The Quarkiverse extension for processors of Kafka Streams: SmallRye's names with another meaning, appended.
///
/// Source: `quarkiverse/quarkus-kafka-streams-processor`, `impl/src/main/java/io/quarkiverse/kafkastreamsprocessor/impl/errors/
/// DlqMetadataHandler.java`.
pub static QUARKUS_STREAMS: Row = Row {
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
