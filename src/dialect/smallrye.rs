//! The rows of SmallRye Reactive Messaging, which is Quarkus' own.
//!
//! Sources, in `smallrye/smallrye-reactive-messaging`, below `smallrye-reactive-messaging-kafka/src/main/java/io/smallrye/
//! reactive/messaging/kafka/`: `fault/KafkaDeadLetterQueue.java`, `fault/KafkaDelayedRetryTopic.java` (`handle`),
//! `DeserializationFailureHandler.java`.
//!
//! Both write their own headers before those that came in, so the first is the newest. What `DeserializationFailureHandler`
//! tells, and the counters of retries, stand behind them. What it could not read, `fault/KafkaDeadLetterSerializationHandler.java`
//! writes again: of the key if that is known, else of the value, in either place.

use super::table::{Carries, Column, Encoding, Field, KeyFailed, Mark, Newest, Pattern, Row, Sets};

const STRIP: &[Pattern] = &[
    Pattern::Prefix("dead-letter-"),
    Pattern::Prefix("delayed-retry-"),
    Pattern::Prefix("deserialization-failure-"),
];

const KEY_ONLY: Carries = Carries::OtherValueIf(
    "deserialization-failure-key",
    "deserialization-failure-value-data",
    "the key could not be read, and SmallRye writes it in place of the value: the value has to be fetched from the source topic",
);

const KEY_FAILED: KeyFailed = KeyFailed::IfTrue(
    "deserialization-failure-key",
    "deserialization-failure-value-data",
);

const REASON: Column = Column::text("deserialization-failure-reason", Field::Other);
const CAUSE: Column = Column::text("deserialization-failure-cause", Field::Other);
const KEY: Column = Column::text("deserialization-failure-key", Field::Other);
const TOPIC: Column = Column::text("deserialization-failure-topic", Field::Other);
const DESERIALIZER: Column = Column::text("deserialization-failure-deserializer", Field::Other);

/// `failure-strategy=dead-letter-queue`, since 2.1; origin since 2.5, classes since 3.21.
pub(super) static DEAD_LETTER_QUEUE: Row = Row {
    name: "smallrye-dlq",
    framework: "SmallRye and Quarkus, dead-letter-queue",
    marks: &[
        Mark::Names(&["dead-letter-reason", "dead-letter-offset"]),
        Mark::Without(&["dead-letter-reason"], &["dead-letter-topic"]),
    ],
    columns: &[
        Column::text("dead-letter-exception-class-name", Field::Class),
        Column::text("dead-letter-reason", Field::Message),
        Column::text("dead-letter-cause-class-name", Field::CauseClass),
        Column::text("dead-letter-cause", Field::CauseMessage),
        Column::text("dead-letter-topic", Field::Topic),
        Column::decimal("dead-letter-partition", Field::Partition),
        Column::decimal("dead-letter-offset", Field::Offset),
        REASON,
        CAUSE,
        KEY,
        TOPIC,
        DESERIALIZER,
    ],
    newest: Newest::First,
    sets: Sets::Whole(Field::Class),
    strip: STRIP,
    carries: &[KEY_ONLY],
    key_failed: Some(KEY_FAILED),
    ..Row::PLAIN
};

/// `failure-strategy=delayed-retry-topic`, since 4.4: on the retry topics and on the dead-letter topic behind them.
pub(super) static DELAYED_RETRY: Row = Row {
    name: "smallrye-retry",
    framework: "SmallRye and Quarkus, delayed-retry-topic",
    marks: &[
        Mark::Names(&["delayed-retry-count"]),
        Mark::Names(&["delayed-retry-topic"]),
    ],
    columns: &[
        Column::text("delayed-retry-exception-class-name", Field::Class),
        Column::text("delayed-retry-reason", Field::Message),
        Column::text("delayed-retry-cause-class-name", Field::CauseClass),
        Column::text("delayed-retry-cause", Field::CauseMessage),
        Column::text("delayed-retry-topic", Field::Topic),
        Column::decimal("delayed-retry-partition", Field::Partition),
        Column::decimal("delayed-retry-offset", Field::Offset),
        Column::decimal("delayed-retry-original-timestamp", Field::Timestamp),
        Column::of(
            "delayed-retry-first-processing-timestamp",
            Field::OtherTime,
            Encoding::Decimal,
        ),
        Column::decimal("delayed-retry-count", Field::Retries),
        REASON,
        CAUSE,
        KEY,
        TOPIC,
        DESERIALIZER,
    ],
    newest: Newest::First,
    sets: Sets::Whole(Field::Class),
    strip: STRIP,
    carries: &[KEY_ONLY],
    key_failed: Some(KEY_FAILED),
    ..Row::PLAIN
};
