//! The rows of Spring for Apache Kafka.
//!
//! Sources, in `spring-projects/spring-kafka`, below `spring-kafka/src/main/java/org/springframework/kafka/`:
//! `support/KafkaHeaders.java` (names), `listener/DeadLetterPublishingRecoverer.java` and since 4.1
//! `listener/DeadLetterRecordManager.java` (what is written and when), `retrytopic/DeadLetterPublishingRecovererFactory.java`
//! and `retrytopic/RetryTopicHeaders.java` (non-blocking retries).
//!
//! Order of writing. 2.2 to 2.6: origin, exception, always appended. From 2.7 on (2.7.0 excepted): exception, origin. Since 2.8 the
//! exception headers of an earlier failure are taken off first, each when its successor is written: a message that the
//! newer failure lacks stays behind, before the older origin.

use super::Dialect;
use super::table::{Column, Encoding, Field, Group, Mark, Newest, Pattern, RecordTime, Row, Sets};

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

const fn text(name: &'static str, field: Field) -> Column {
    column(name, field, Encoding::Text)
}

const fn column(name: &'static str, field: Field, encoding: Encoding) -> Column {
    Column {
        name,
        field,
        encoding,
    }
}

const DESERIALIZER_KEY: Column = column(
    "springDeserializerExceptionKey",
    Field::Other,
    Encoding::JavaException,
);
const DESERIALIZER_VALUE: Column = column(
    "springDeserializerExceptionValue",
    Field::Other,
    Encoding::JavaException,
);

/// `DeadLetterPublishingRecoverer`, since 2.2.
pub static DLT: Row = Row {
    dialect: Dialect::SpringDlt,
    framework: "Spring Kafka, DeadLetterPublishingRecoverer",
    marks: &[
        Mark::Names(&["kafka_dlt-exception-fqcn"]),
        Mark::Names(&["kafka_dlt-exception-message"]),
        Mark::Names(&["kafka_dlt-key-exception-fqcn"]),
        Mark::Names(&["kafka_dlt-original-topic"]),
    ],
    columns: &[
        text("kafka_dlt-key-exception-fqcn", Field::KeyClass),
        text("kafka_dlt-key-exception-message", Field::KeyMessage),
        text("kafka_dlt-key-exception-stacktrace", Field::KeyStackTrace),
        text("kafka_dlt-exception-fqcn", Field::Class),
        text("kafka_dlt-exception-cause-fqcn", Field::CauseClass),
        text("kafka_dlt-exception-message", Field::Message),
        text("kafka_dlt-exception-stacktrace", Field::StackTrace),
        text("kafka_dlt-original-topic", Field::Topic),
        column(
            "kafka_dlt-original-partition",
            Field::Partition,
            Encoding::Integer32,
        ),
        column(
            "kafka_dlt-original-offset",
            Field::Offset,
            Encoding::Integer64,
        ),
        column(
            "kafka_dlt-original-timestamp",
            Field::Timestamp,
            Encoding::Integer64,
        ),
        text("kafka_dlt-original-timestamp-type", Field::TimestampType),
        text("kafka_dlt-original-consumer-group", Field::ConsumerGroup),
        column(
            "kafka_deliveryAttempt",
            Field::Attempts,
            Encoding::Integer32,
        ),
        DESERIALIZER_KEY,
        DESERIALIZER_VALUE,
    ],
    newest: Newest::Last,
    sets: Sets::Apart,
    group: Group::Header,
    record_time: RecordTime::Written,
    strip: STRIP,
};

/// Non-blocking retries (`@RetryableTopic`), since 2.7: on the retry topics and on the dead-letter topic behind them.
///
/// The group header really has the other dialect's name. 2.8.0 to 2.8.7 wrote the cause's class over the exception's.
pub static RETRY_TOPIC: Row = Row {
    dialect: Dialect::SpringRetryTopic,
    framework: "Spring Kafka, retry topics",
    marks: &[
        Mark::Names(&["kafka_exception-fqcn"]),
        Mark::Names(&["kafka_key-exception-fqcn"]),
        Mark::Names(&["kafka_original-topic"]),
        Mark::Names(&["retry_topic-attempts"]),
    ],
    columns: &[
        text("kafka_key-exception-fqcn", Field::KeyClass),
        text("kafka_key-exception-message", Field::KeyMessage),
        text("kafka_key-exception-stacktrace", Field::KeyStackTrace),
        text("kafka_exception-fqcn", Field::Class),
        text("kafka_exception-cause-fqcn", Field::CauseClass),
        text("kafka_exception-message", Field::Message),
        text("kafka_exception-stacktrace", Field::StackTrace),
        text("kafka_original-topic", Field::Topic),
        column(
            "kafka_original-partition",
            Field::Partition,
            Encoding::Integer32,
        ),
        column("kafka_original-offset", Field::Offset, Encoding::Integer64),
        column(
            "kafka_original-timestamp",
            Field::Timestamp,
            Encoding::Integer64,
        ),
        text("kafka_original-timestamp-type", Field::TimestampType),
        text("kafka_dlt-original-consumer-group", Field::ConsumerGroup),
        column(
            "retry_topic-original-timestamp",
            Field::OtherTime,
            Encoding::BigInteger,
        ),
        column("retry_topic-attempts", Field::NextAttempt, Encoding::Count),
        column(
            "retry_topic-backoff-timestamp",
            Field::OtherTime,
            Encoding::BigInteger,
        ),
    ],
    newest: Newest::Last,
    sets: Sets::OriginOnce,
    group: Group::Header,
    record_time: RecordTime::Written,
    strip: STRIP,
};
