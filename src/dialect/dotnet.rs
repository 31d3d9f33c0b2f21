//! The rows of frameworks of .NET.

use super::table::{Column, Encoding, Field, Mark, Pattern, Row, Slice};

/// Wolverine: one set of headers, overwritten on repeat; the stack trace is cut to 8192 characters.
///
/// Sources, in `JasperFx/wolverine`: `src/Wolverine/Transports/DeadLetterQueueConstants.cs`,
/// `src/Transports/Kafka/Wolverine.Kafka/Internals/KafkaListener.cs`.
pub(super) static WOLVERINE: Row = Row {
    name: "wolverine",
    framework: "Wolverine",
    marks: &[
        Mark::Names(&["exception-type", "exception-message", "failed-at"]),
        Mark::Names(&["wolverine-kafka-retry-source"]),
    ],
    columns: &[
        Column::text("exception-type", Field::Class),
        Column::text("exception-message", Field::Message),
        Column::text("exception-stack", Field::StackTrace),
        Column::decimal("failed-at", Field::OtherTime),
        Column::text("original-destination", Field::Topic).part(Slice::After("kafka://topic/")),
        Column::decimal("original-partition", Field::Partition),
        Column::decimal("original-offset", Field::Offset),
        Column::decimal("attempts", Field::Attempts),
        Column::text("wolverine-kafka-retry-source", Field::Topic),
        Column::decimal("wolverine-kafka-retry-attempt", Field::Attempts),
        Column::text("wolverine-kafka-retry-exception-type", Field::Class),
        Column::text("wolverine-kafka-retry-exception-message", Field::Message),
    ],
    strip: &[
        Pattern::Name("exception-type"),
        Pattern::Name("exception-message"),
        Pattern::Name("exception-stack"),
        Pattern::Name("failed-at"),
        Pattern::Name("original-destination"),
        Pattern::Name("original-partition"),
        Pattern::Name("original-offset"),
        Pattern::Name("attempts"),
        Pattern::Prefix("wolverine-kafka-retry-"),
    ],
    ..Row::PLAIN
};

/// Silverback 4: add or replace, also on a record that was only moved to the end of its own topic.
///
/// Sources, in `BEagle1984/silverback`: `src/Silverback.Integration.Kafka/Messaging/Producing/Enrichers/
/// KafkaMovePolicyMessageEnricher.cs`, `src/Silverback.Integration/Messaging/Messages/DefaultMessageHeaders.cs`. The reason is the
/// innermost exception's type, ` in `, and its source; there is no message.
pub(super) static SILVERBACK: Row = Row {
    name: "silverback",
    framework: "Silverback",
    marks: &[Mark::Names(&["x-source-topic", "x-failed-attempts"])],
    columns: &[
        Column::text("x-source-topic", Field::Topic),
        Column::text("x-source-consumer-group-id", Field::ConsumerGroup),
        Column::text("x-failure-reason", Field::Class).part(Slice::Before(" in ")),
        Column::decimal("x-source-partition", Field::Partition),
        Column::decimal("x-source-offset", Field::Offset),
        Column::of("x-source-timestamp", Field::Timestamp, Encoding::Iso),
        Column::decimal("x-failed-attempts", Field::Attempts),
    ],
    strip: &[
        Pattern::Prefix("x-source-"),
        Pattern::Name("x-failure-reason"),
        Pattern::Name("x-failed-attempts"),
    ],
    ..Row::PLAIN
};

/// Brighter, since 10.2: a reason without a place.
///
/// Sources, in `BrighterCommand/Brighter`, below `src/Paramore.Brighter.MessagingGateway.Kafka/`: `HeaderNames.cs`,
/// `KafkaMessageConsumer.cs` (`RefreshMetadata`).
pub(super) static BRIGHTER: Row = Row {
    name: "brighter",
    framework: "Brighter",
    marks: &[Mark::Names(&["RejectionReason"])],
    columns: &[
        Column::text("OriginalTopic", Field::Topic),
        Column::text("OriginalType", Field::Other),
        Column::text("RejectionReason", Field::Stage),
        Column::text("RejectionMessage", Field::Message),
        Column::of("RejectionTimestamp", Field::OtherTime, Encoding::Iso),
        Column::decimal("HandledCount", Field::Attempts),
    ],
    strip: &[
        Pattern::Name("OriginalTopic"),
        Pattern::Name("OriginalType"),
        Pattern::Prefix("Rejection"),
        Pattern::Name("HandledCount"),
    ],
    ..Row::PLAIN
};
