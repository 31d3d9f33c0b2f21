//! The rows of what Confluent ships around Kafka.

use super::table::{Carries, Column, Field, Mark, Pattern, Row, Sets, Slice};

/// The action `DLQ` of a data-contract rule in Schema Registry, since Confluent Platform 7.4.
///
/// Source: `confluentinc/schema-registry`, `client/src/main/java/io/confluent/kafka/schemaregistry/rules/DlqAction.java`. A rule that
/// fails in a producer dead-letters a record that never was on the source topic: there is no partition and no offset.
pub(super) static SCHEMA_REGISTRY_RULE: Row = Row {
    name: "schema-registry-rule",
    framework: "Schema Registry, rule action DLQ",
    marks: &[Mark::Names(&["__rule.name", "__rule.exception"])],
    columns: &[
        Column::text("__rule.name", Field::Other),
        Column::text("__rule.mode", Field::Stage),
        Column::text("__rule.subject", Field::Other),
        Column::text("__rule.topic", Field::Topic),
        Column::text("__rule.exception", Field::Message),
    ],
    sets: Sets::Whole(Field::Stage),
    strip: &[Pattern::Prefix("__rule.")],
    ..Row::PLAIN
};

/// Error topics of Confluent's managed connectors and its HTTP sink. Closed source: read from what it writes.
pub(super) static REPORTER: Row = Row {
    name: "confluent-reporter",
    framework: "Confluent connect reporter, error topics",
    marks: &[Mark::Names(&["input_record_topic", "input_record_offset"])],
    columns: &[
        Column::text("input_record_topic", Field::Topic),
        Column::decimal("input_record_partition", Field::Partition),
        Column::decimal("input_record_offset", Field::Offset),
        Column::decimal("input_record_timestamp", Field::Timestamp),
        Column::text("error_message", Field::Message),
        Column::text("exception", Field::Class).part(Slice::Before(":")),
    ],
    sets: Sets::Whole(Field::Topic),
    strip: &[
        Pattern::Prefix("input_record_"),
        Pattern::Name("error_message"),
        Pattern::Name("exception"),
    ],
    carries: &[Carries::Other(
        "it holds a report of Confluent's reporter: the record has to be fetched from the source topic",
    )],
    ..Row::PLAIN
};
