//! The rows of platforms whose dead letter is a document: the value, or a `CloudEvent`.
//!
//! Columns are paths into the JSON of the value: members joined by dots, `*` for any member, `[]` for the first element of an array.

use super::table::{Carries, Column, Encoding, Field, Mark, Pattern, Place, Row};

const fn text(path: &'static str, field: Field) -> Column {
    Column::of(path, field, Encoding::JsonText)
}

/// An on-failure destination of AWS Lambda's Kafka event source. Only published documentation tells of it.
pub(super) static LAMBDA: Row = Row {
    name: "aws-lambda",
    framework: "AWS Lambda, on-failure destination",
    place: Place::Value,
    marks: &[Mark::Names(&[
        "requestContext.functionArn",
        "requestContext.condition",
        "payload.records",
    ])],
    columns: &[
        text("requestContext.condition", Field::Stage),
        Column::decimal("requestContext.approximateInvokeCount", Field::Attempts),
        text("responseContext.functionError", Field::Class),
        text("payload.records.*.[].topic", Field::Topic),
        Column::decimal("payload.records.*.[].partition", Field::Partition),
        Column::decimal("payload.records.*.[].offset", Field::Offset),
        Column::decimal("payload.records.*.[].timestamp", Field::Timestamp),
    ],
    carries: &[Carries::Other(
        "the value is a document of AWS Lambda that holds one record or more, in base64; the first is the origin shown",
    )],
    ..Row::PLAIN
};

/// Nakadi's dead-letter event type.
///
/// Source: `zalando/nakadi`, `StreamingState`.
pub(super) static NAKADI: Row = Row {
    name: "nakadi",
    framework: "Zalando Nakadi, nakadi.dead.letter.queue",
    place: Place::Value,
    marks: &[Mark::Names(&[
        "subscription_id",
        "event_type",
        "error",
        "event",
    ])],
    columns: &[
        text("event_type", Field::Topic),
        Column::decimal("partition", Field::Partition),
        Column::decimal("offset", Field::Offset),
        text("subscription_id", Field::ConsumerGroup),
        text("error.message", Field::Message),
    ],
    carries: &[Carries::Other(
        "the value is a document of Nakadi; the event stands in its member event",
    )],
    ..Row::PLAIN
};

/// ksqlDB's processing log: a deserialization error.
///
/// Source: `confluentinc/ksql`, `ProcessingLogMessageSchema`.
pub(super) static KSQLDB: Row = Row {
    name: "ksqldb-log",
    framework: "ksqlDB, processing log",
    place: Place::Value,
    marks: &[
        Mark::Names(&["type", "deserializationError.errorMessage"]),
        Mark::Names(&["message.type", "message.deserializationError.errorMessage"]),
    ],
    columns: &[
        text("deserializationError.topic", Field::Topic),
        text("deserializationError.target", Field::Stage),
        text("deserializationError.errorMessage", Field::Message),
        text("message.deserializationError.topic", Field::Topic),
        text("message.deserializationError.target", Field::Stage),
        text("message.deserializationError.errorMessage", Field::Message),
    ],
    carries: &[Carries::Other(
        "the value is an entry of ksqlDB's processing log; the record has to be fetched from the source topic",
    )],
    ..Row::PLAIN
};

/// Knative's Kafka broker, binary mode: extensions of the `CloudEvent` are headers.
///
/// Source: `knative-extensions/eventing-kafka-broker`, `RecordDispatcherImpl`.
pub(super) static KNATIVE: Row = Row {
    name: "knative",
    framework: "Knative, dead-letter sink on Kafka",
    marks: &[Mark::Names(&["ce_knativeerrordest"])],
    columns: &[
        Column::text("ce_knativeerrordest", Field::Stage),
        Column::text("ce_knativeerrorcode", Field::Class),
        Column::text("ce_knativeerrordata", Field::Other),
    ],
    strip: &[Pattern::Prefix("ce_knativeerror"), Pattern::Prefix("kne-")],
    ..Row::PLAIN
};

/// The same in structured mode: the extensions are members of the document, which else is the event as it was.
pub(super) static KNATIVE_STRUCTURED: Row = Row {
    name: "knative-structured",
    framework: "Knative, dead-letter sink on Kafka, structured mode",
    place: Place::Value,
    marks: &[Mark::Names(&["specversion", "knativeerrordest"])],
    columns: &[
        text("knativeerrordest", Field::Stage),
        text("knativeerrorcode", Field::Class),
        text("knativeerrordata", Field::Other),
    ],
    ..Row::PLAIN
};
