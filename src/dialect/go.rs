//! The rows of frameworks of Go.

use super::table::{Carries, Column, Encoding, Field, Mark, Pattern, Place, Row};

/// Watermill's poison queue: headers are a map, so there is one set. The default marshaler drops the key.
///
/// Sources: `ThreeDotsLabs/watermill`, `message/router/middleware/poison.go`; `ThreeDotsLabs/watermill-kafka`,
/// `pkg/kafka/marshaler.go`.
pub(super) static WATERMILL: Row = Row {
    name: "watermill",
    framework: "Watermill, poison queue",
    marks: &[Mark::Names(&["reason_poisoned"])],
    columns: &[
        Column::text("reason_poisoned", Field::Message),
        Column::text("topic_poisoned", Field::Topic),
        Column::text("handler_poisoned", Field::Stage),
        Column::text("subscriber_poisoned", Field::Other),
    ],
    strip: &[
        Pattern::Name("reason_poisoned"),
        Pattern::Name("topic_poisoned"),
        Pattern::Name("handler_poisoned"),
        Pattern::Name("subscriber_poisoned"),
    ],
    ..Row::PLAIN
};

/// Dapr: where the record was, and no word of why. On a second hop the headers of the first stay.
///
/// Sources: `dapr/dapr`, `pkg/runtime/subscription/subscription.go`; `dapr/components-contrib`, `common/component/kafka/`.
pub(super) static DAPR: Row = Row {
    name: "dapr",
    framework: "Dapr",
    marks: &[Mark::Names(&["__topic", "__offset", "pubsubName"])],
    columns: &[
        Column::text("__topic", Field::Topic),
        Column::decimal("__partition", Field::Partition),
        Column::decimal("__offset", Field::Offset),
        Column::decimal("__timestamp", Field::Timestamp),
        Column::text("pubsubName", Field::Other),
    ],
    strip: &[
        Pattern::Name("__topic"),
        Pattern::Name("__partition"),
        Pattern::Name("__offset"),
        Pattern::Name("__timestamp"),
        Pattern::Name("__key"),
        Pattern::Name("pubsubName"),
    ],
    ..Row::PLAIN
};

/// Trendyol's consumers. The message is appended each time, the rest is kept up to date.
///
/// Sources: `Trendyol/kafka-cronsumer`, `Trendyol/kafka-konsumer`.
pub(super) static TRENDYOL: Row = Row {
    name: "trendyol",
    framework: "Trendyol kafka-konsumer and kafka-cronsumer",
    marks: &[Mark::Names(&["x-error-message", "x-retry-attempt-count"])],
    columns: &[
        Column::text("x-error-message", Field::Message),
        Column::decimal("x-retry-count", Field::Other),
        Column::decimal("x-retry-attempt-count", Field::Attempts),
        Column::of("x-produce-time", Field::OtherTime, Encoding::Nanoseconds),
    ],
    strip: &[
        Pattern::Name("x-error-message"),
        Pattern::Name("x-retry-count"),
        Pattern::Name("x-retry-attempt-count"),
        Pattern::Name("x-produce-time"),
    ],
    ..Row::PLAIN
};

/// Uber's consumers: the record's key is a Protobuf message that holds the original key. Read only on topics that are named
/// `TOPIC__GROUP__dlq` after the topic in it, or `__retry`.
///
/// Sources: `uber-go/kafka-client`, `internal/consumer/dlq.go`; `uber/uForwarder`. Numbers that are 0 are left out.
pub(super) static UBER: Row = Row {
    name: "uber",
    framework: "Uber kafka-client and uForwarder",
    place: Place::Key,
    columns: &[
        Column::of("1", Field::Attempts, Encoding::Varint),
        Column::text("2", Field::Topic),
        Column::of("3", Field::Partition, Encoding::Varint),
        Column::of("4", Field::Offset, Encoding::Varint),
        Column::of("5", Field::Timestamp, Encoding::VarintTime),
    ],
    carries: &[Carries::Other(
        "the key is Uber's own, and holds the record's key: sent as it is, the record would have another key",
    )],
    ..Row::PLAIN
};
