//! The rows of Spring for Apache Kafka, and of Spring Cloud Stream.
//!
//! Sources, in `spring-projects/spring-kafka`, below `spring-kafka/src/main/java/org/springframework/kafka/`:
//! `support/KafkaHeaders.java` (names), `listener/DeadLetterPublishingRecoverer.java` and since 4.1
//! `listener/DeadLetterRecordManager.java` (what is written and when), `retrytopic/DeadLetterPublishingRecovererFactory.java`
//! and `retrytopic/RetryTopicHeaders.java` (non-blocking retries).
//!
//! Order of writing. 2.2 to 2.6: origin, exception, always appended. From 2.7 on (2.7.0 excepted): exception, origin. Since 2.8 the
//! exception headers of an earlier failure are taken off first, each when its successor is written: a message that the
//! newer failure lacks stays behind, before the older origin.

use super::table::{Column, Encoding, Field, Group, Mark, Pattern, Row, Sets};

/// What a replay takes off for either of Spring's dialects: one machinery writes both, under one group header.
const STRIP: &[Pattern] = &[
    Pattern::Prefix("kafka_dlt-exception-"),
    Pattern::Prefix("kafka_dlt-key-exception-"),
    Pattern::Prefix("kafka_dlt-original-"),
    Pattern::Prefix("kafka_exception-"),
    Pattern::Prefix("kafka_key-exception-"),
    Pattern::Prefix("kafka_original-"),
    Pattern::Prefix("retry_topic-"),
    Pattern::Prefix("springDeserializerException"),
    Pattern::Name("kafka_deliveryAttempt"),
];

const DESERIALIZER_KEY: Column = Column::of(
    "springDeserializerExceptionKey",
    Field::Other,
    Encoding::JavaException,
);
const DESERIALIZER_VALUE: Column = Column::of(
    "springDeserializerExceptionValue",
    Field::Other,
    Encoding::JavaException,
);

/// `DeadLetterPublishingRecoverer`, since 2.2.
pub(super) static DLT: Row = Row {
    name: "spring-dlt",
    framework: "Spring Kafka, DeadLetterPublishingRecoverer",
    marks: &[
        Mark::Names(&["kafka_dlt-exception-fqcn"]),
        Mark::Names(&["kafka_dlt-exception-message"]),
        Mark::Names(&["kafka_dlt-key-exception-fqcn"]),
        Mark::Names(&["kafka_dlt-original-topic"]),
    ],
    columns: &[
        Column::text("kafka_dlt-key-exception-fqcn", Field::KeyClass),
        Column::text("kafka_dlt-key-exception-message", Field::KeyMessage),
        Column::text("kafka_dlt-key-exception-stacktrace", Field::KeyStackTrace),
        Column::text("kafka_dlt-exception-fqcn", Field::Class),
        Column::text("kafka_dlt-exception-cause-fqcn", Field::CauseClass),
        Column::text("kafka_dlt-exception-message", Field::Message),
        Column::text("kafka_dlt-exception-stacktrace", Field::StackTrace),
        Column::text("kafka_dlt-original-topic", Field::Topic),
        Column::of(
            "kafka_dlt-original-partition",
            Field::Partition,
            Encoding::Integer32,
        ),
        Column::of(
            "kafka_dlt-original-offset",
            Field::Offset,
            Encoding::Integer64,
        ),
        Column::of(
            "kafka_dlt-original-timestamp",
            Field::Timestamp,
            Encoding::Integer64,
        ),
        Column::text("kafka_dlt-original-timestamp-type", Field::TimestampType),
        Column::text("kafka_dlt-original-consumer-group", Field::ConsumerGroup),
        Column::of(
            "kafka_deliveryAttempt",
            Field::Attempts,
            Encoding::Integer32,
        ),
        DESERIALIZER_KEY,
        DESERIALIZER_VALUE,
    ],
    sets: Sets::Apart,
    strip: STRIP,
    ..Row::PLAIN
};

/// Non-blocking retries (`@RetryableTopic`), since 2.7: on the retry topics and on the dead-letter topic behind them.
///
/// The group header really has the other dialect's name. 2.8.0 to 2.8.7 wrote the cause's class over the exception's.
pub(super) static RETRY_TOPIC: Row = Row {
    name: "spring-retry-topic",
    framework: "Spring Kafka, retry topics",
    marks: &[
        Mark::Names(&["kafka_exception-fqcn"]),
        Mark::Names(&["kafka_key-exception-fqcn"]),
        Mark::Names(&["kafka_original-topic"]),
        Mark::Names(&["retry_topic-attempts"]),
    ],
    columns: &[
        Column::text("kafka_key-exception-fqcn", Field::KeyClass),
        Column::text("kafka_key-exception-message", Field::KeyMessage),
        Column::text("kafka_key-exception-stacktrace", Field::KeyStackTrace),
        Column::text("kafka_exception-fqcn", Field::Class),
        Column::text("kafka_exception-cause-fqcn", Field::CauseClass),
        Column::text("kafka_exception-message", Field::Message),
        Column::text("kafka_exception-stacktrace", Field::StackTrace),
        Column::text("kafka_original-topic", Field::Topic),
        Column::of(
            "kafka_original-partition",
            Field::Partition,
            Encoding::Integer32,
        ),
        Column::of("kafka_original-offset", Field::Offset, Encoding::Integer64),
        Column::of(
            "kafka_original-timestamp",
            Field::Timestamp,
            Encoding::Integer64,
        ),
        Column::text("kafka_original-timestamp-type", Field::TimestampType),
        Column::text("kafka_dlt-original-consumer-group", Field::ConsumerGroup),
        Column::of(
            "retry_topic-original-timestamp",
            Field::OtherTime,
            Encoding::BigInteger,
        ),
        Column::of("retry_topic-attempts", Field::NextAttempt, Encoding::Count),
        Column::of(
            "retry_topic-backoff-timestamp",
            Field::OtherTime,
            Encoding::BigInteger,
        ),
    ],
    sets: Sets::OriginOnce,
    strip: STRIP,
    ..Row::PLAIN
};

/// Spring Cloud Stream's message channel binder, since 2.0; partition, offset and class since 2.1.
///
/// Source: `spring-cloud/spring-cloud-stream`, `binders/kafka-binder/spring-cloud-stream-binder-kafka/src/main/java/org/
/// springframework/cloud/stream/binder/kafka/KafkaMessageChannelBinder.java` (`handleRecordForDlq`). Everything is appended in
/// one go. The same names with decimal text are a habit of hand-written code, so the bytes of the partition decide.
pub(super) static CLOUD_STREAM: Row = Row {
    name: "spring-cloud-stream",
    framework: "Spring Cloud Stream, Kafka binder",
    marks: &[
        Mark::Names(&["x-exception-fqcn"]),
        Mark::Value("x-original-partition", is_four_bytes),
        Mark::Without(
            &[
                "x-original-topic",
                "x-exception-message",
                "x-exception-stacktrace",
            ],
            &["x-original-partition"],
        ),
    ],
    columns: &[
        Column::text("x-original-topic", Field::Topic),
        Column::of(
            "x-original-partition",
            Field::Partition,
            Encoding::Integer32,
        ),
        Column::of("x-original-offset", Field::Offset, Encoding::Integer64),
        Column::of(
            "x-original-timestamp",
            Field::Timestamp,
            Encoding::Integer64,
        ),
        Column::text("x-original-timestamp-type", Field::TimestampType),
        Column::text("x-exception-fqcn", Field::Class),
        Column::text("x-exception-message", Field::Message),
        Column::text("x-exception-stacktrace", Field::StackTrace),
        DESERIALIZER_KEY,
        DESERIALIZER_VALUE,
    ],
    sets: Sets::Whole(Field::Topic),
    group: Group::InTopicName("error."),
    strip: &[
        Pattern::Prefix("x-original-"),
        Pattern::Prefix("x-exception-"),
    ],
    ..Row::PLAIN
};

fn is_four_bytes(value: &[u8]) -> bool {
    value.len() == 4 && !value.iter().all(u8::is_ascii_digit)
}
