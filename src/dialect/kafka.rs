//! The rows of Apache Kafka itself: Connect, Streams and the brokers' share groups.
//!
//! Sources, in `apache/kafka`: `connect/runtime/src/main/java/org/apache/kafka/connect/runtime/errors/
//! DeadLetterQueueReporter.java` (`populateContextHeaders`) and `streams/src/main/java/org/apache/kafka/streams/errors/internals/
//! ExceptionHandlerUtils.java` (`buildDeadLetterQueueRecord`). Key and value of the source record are gone once `processor/internals/
//! RecordCollectorImpl.java` (`freeRawInputRecordFromContext`) has sent something for it.

use super::table::{
    Carries, Column, Field, Group, KeyFailed, Mark, Pattern, RecordTime, Row, Sets,
};

/// Sink connectors with `errors.deadletterqueue.context.headers.enable`, since 2.0. Without it the dead letter is a plain copy.
pub(super) static CONNECT: Row = Row {
    name: "kafka-connect",
    framework: "Kafka Connect, sink connectors",
    marks: &[Mark::Prefix("__connect.errors.")],
    columns: &[
        Column::text("__connect.errors.topic", Field::Topic),
        Column::decimal("__connect.errors.partition", Field::Partition),
        Column::decimal("__connect.errors.offset", Field::Offset),
        Column::text("__connect.errors.connector.name", Field::GroupPart),
        Column::decimal("__connect.errors.task.id", Field::Other),
        Column::text("__connect.errors.stage", Field::Stage),
        Column::text("__connect.errors.class.name", Field::Other),
        Column::text("__connect.errors.exception.class.name", Field::Class),
        Column::text("__connect.errors.exception.message", Field::Message),
        Column::text("__connect.errors.exception.stacktrace", Field::StackTrace),
    ],
    sets: Sets::Whole(Field::Topic),
    group: Group::Prefixed("connect-"),
    record_time: RecordTime::Original,
    strip: &[Pattern::Prefix("__connect.errors.")],
    key_failed: Some(KeyFailed::AtStage("KEY_CONVERTER")),
    ..Row::PLAIN
};

/// Streams with `errors.dead.letter.queue.topic.name` (KIP-1034), since 4.2.
pub(super) static STREAMS: Row = Row {
    name: "kafka-streams",
    framework: "Kafka Streams, errors.dead.letter.queue.topic.name",
    marks: &[Mark::Names(&["__streams.errors.exception"])],
    columns: &[
        Column::text("__streams.errors.exception", Field::Class),
        Column::text("__streams.errors.message", Field::Message),
        Column::text("__streams.errors.stacktrace", Field::StackTrace),
        Column::text("__streams.errors.topic", Field::Topic),
        Column::decimal("__streams.errors.partition", Field::Partition),
        Column::decimal("__streams.errors.offset", Field::Offset),
    ],
    sets: Sets::Whole(Field::Class),
    record_time: RecordTime::Original,
    strip: &[Pattern::Prefix("__streams.errors.")],
    carries: &[
        Carries::NothingWithoutTopic(
            "it failed in a punctuation of Kafka Streams: there was no record, and there is nothing to replay",
        ),
        Carries::NothingIfNull(
            "Kafka Streams forgets key and value as soon as it has written anything for the record: this is no tombstone, and the \
         record has to be fetched from the source topic",
        ),
    ],
    ..Row::PLAIN
};

/// Share groups (KIP-1191): the broker writes, and knows no exception.
///
/// Source: `apache/kafka`, `server/src/main/java/org/apache/kafka/server/share/dlq/ShareGroupDLQStateManager.java`.
pub(super) static SHARE_GROUP: Row = Row {
    name: "share-group",
    framework: "Kafka brokers, share groups",
    marks: &[Mark::Prefix("__dlq.errors.")],
    columns: &[
        Column::text("__dlq.errors.topic", Field::Topic),
        Column::decimal("__dlq.errors.partition", Field::Partition),
        Column::decimal("__dlq.errors.offset", Field::Offset),
        Column::text("__dlq.errors.group", Field::ConsumerGroup),
        Column::decimal("__dlq.errors.delivery.count", Field::Attempts),
        Column::text("__dlq.errors.message", Field::Message),
    ],
    sets: Sets::Whole(Field::Topic),
    strip: &[Pattern::Prefix("__dlq.errors.")],
    carries: &[Carries::NothingIfNull(
        "the broker left key and value out (errors.deadletterqueue.copy.record.enable): this is no tombstone, and the \
         record has to be fetched from the source topic",
    )],
    ..Row::PLAIN
};
