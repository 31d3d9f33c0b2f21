//! What a row can say that no row of today says: the rows are made up after Connect, SmallRye and Spring Cloud Stream.

use super::super::reading::read_with;
use super::super::table::{
    Column, Encoding, Field, Group, Mark, Newest, Pattern, Place, RecordTime, Row, Sets, Table,
};
use super::*;
use crate::record::{Timestamp, TimestampType};

const fn column(name: &'static str, field: Field, encoding: Encoding) -> Column {
    Column::of(name, field, encoding)
}

static SINK: Row = Row {
    name: "made-up",
    framework: "as Kafka Connect",
    place: Place::Headers,
    marks: &[Mark::Prefix("__sink.")],
    columns: &[
        column("__sink.topic", Field::Topic, Encoding::Text),
        column("__sink.partition", Field::Partition, Encoding::Decimal),
        column("__sink.offset", Field::Offset, Encoding::Decimal),
        column("__sink.connector", Field::GroupPart, Encoding::Text),
        column("__sink.stage", Field::Stage, Encoding::Text),
        column("__sink.class", Field::Class, Encoding::Text),
        column("__sink.message", Field::Message, Encoding::Text),
    ],
    newest: Newest::Last,
    sets: Sets::Whole(Field::Topic),
    group: Group::Prefixed("connect-"),
    record_time: RecordTime::Original,
    strip: &[Pattern::Prefix("__sink.")],
    carries: &[],
    key_failed: None,
    guessed: false,
};

static FRONT: Row = Row {
    name: "made-up",
    framework: "as SmallRye",
    place: Place::Headers,
    marks: &[Mark::Names(&["front-reason", "front-topic"])],
    columns: &[
        column("front-class", Field::Class, Encoding::Text),
        column("front-reason", Field::Message, Encoding::Text),
        column("front-topic", Field::Topic, Encoding::Text),
        column("front-partition", Field::Partition, Encoding::Decimal),
        column("front-offset", Field::Offset, Encoding::Decimal),
        column("front-count", Field::Attempts, Encoding::Decimal),
    ],
    newest: Newest::First,
    sets: Sets::Whole(Field::Class),
    group: Group::Header,
    record_time: RecordTime::Written,
    strip: &[],
    carries: &[],
    key_failed: None,
    guessed: false,
};

static BINDER: Row = Row {
    name: "made-up",
    framework: "as Spring Cloud Stream",
    place: Place::Headers,
    marks: &[Mark::Value("x-partition", |value| value.len() == 4)],
    columns: &[
        column("x-topic", Field::Topic, Encoding::Text),
        column("x-partition", Field::Partition, Encoding::Integer32),
    ],
    newest: Newest::Last,
    sets: Sets::Single,
    group: Group::InTopicName("error."),
    record_time: RecordTime::Written,
    strip: &[],
    carries: &[],
    key_failed: None,
    guessed: false,
};

fn table(row: &'static Row) -> &'static Table {
    let rows: &'static [&'static Row] = Box::leak(Box::new([row]));
    Box::leak(Box::new(Table::new(rows)))
}

fn read_of(row: &'static Row, record: &Record) -> String {
    let view = record.view();
    let reading = read_with(table(row), &view);
    let hops: Vec<_> = reading
        .hops
        .iter()
        .map(|hop| {
            format!(
                "{}/{}/{}@{} {}",
                shown(&hop.topic),
                shown(&hop.partition),
                shown(&hop.offset),
                shown(&hop.timestamp),
                shown(&hop.consumer_group)
            )
        })
        .collect();
    let failure = &reading.failure;
    format!(
        "{} | {} {} {} {} | {}",
        hops.join(", "),
        shown(&failure.exception),
        shown(&failure.message),
        shown(&failure.stage),
        shown(&failure.attempts),
        reading.newest_hop_is_failure
    )
}

#[test]
fn a_set_written_in_one_go_keeps_its_stage_and_the_records_time() {
    let set = |topic: &'static [u8], stage: &'static [u8], message: &'static [u8]| {
        [
            ("__sink.topic", topic),
            ("__sink.partition", b"3"),
            ("__sink.offset", b"41"),
            ("__sink.connector", b"jdbc"),
            ("__sink.stage", stage),
            ("__sink.class", b"a.DataException"),
            ("__sink.message", message),
        ]
    };
    let headers = [
        set(b"orders", b"TASK_PUT", b"one"),
        set(b"dlq", b"VALUE_CONVERTER", b"two"),
    ]
    .concat();
    let plain = record(&headers);
    let mut envelope = plain.view().envelope;
    envelope.timestamp = Some(Timestamp {
        ms: 77,
        kind: TimestampType::CreateTime,
    });
    let headers = headers
        .iter()
        .map(|(name, value)| Header::new(name.as_bytes(), Some(Box::from(*value))))
        .collect();
    let record = Record::from_parts(envelope, headers);
    assert_eq!(
        read_of(&SINK, &record),
        "orders/3/41@77 connect-jdbc, dlq/3/41@77 connect-jdbc | a.DataException two VALUE_CONVERTER - | true"
    );
    let unknown = on("x", &[("__sink.new", b"1")]);
    assert_eq!(read_with(table(&SINK), &unknown.view()).dialects.len(), 1);
}

#[test]
fn where_the_first_is_the_newest_the_last_is_the_origin() {
    let set = |class: &'static [u8], topic: &'static [u8]| {
        [
            ("front-class", class),
            ("front-reason", b"why"),
            ("front-topic", topic),
            ("front-partition", b"0"),
            ("front-offset", b"-1"),
        ]
    };
    let headers = [
        set(b"a.Newest", b"dlq").to_vec(),
        set(b"a.Oldest", b"orders").to_vec(),
        vec![("front-count", b"2")],
    ];
    assert_eq!(
        read_of(&FRONT, &record(&headers.concat())),
        "orders/0/-@- -, dlq/0/-@- - | a.Newest why - 2 | true"
    );
    let one = record(&[("front-reason", b"why")]);
    assert!(read_with(table(&FRONT), &one.view()).dialects.is_empty());
}

#[test]
fn a_group_in_the_topics_name() {
    let headers: [(&str, &[u8]); 2] = [("x-topic", b"or.ders"), ("x-partition", &[0, 0, 0, 1])];
    let record = on("error.or.ders.my.group", &headers);
    assert_eq!(
        read_of(&BINDER, &record),
        "or.ders/1/-@- my.group | - - - - | true"
    );
    let text = on(
        "error.or.ders.g",
        &[("x-topic", b"or.ders"), ("x-partition", b"1")],
    );
    assert!(read_with(table(&BINDER), &text.view()).dialects.is_empty());
}

/// Every row and column stands in docs/dialects.md as the table has it, and nothing else does.
///
/// `DLTCTL_UPDATE_DIALECTS=1` writes the table of headers anew.
#[test]
fn the_documentation_says_what_the_table_says() {
    if updates() {
        return write_the_table_of_headers();
    }
    let document = include_str!("../../../docs/dialects.md");
    let section = document.split("## What each header tells").nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let written: Vec<_> = section
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.split(" | ").take(3).collect::<Vec<_>>().join(" | "))
        .collect();
    let mut expected = Vec::new();
    for row in super::super::table::ROWS {
        for column in row.columns {
            let dialect = row.name;
            expected.push(format!(
                "| `{dialect}` | `{}` | {}",
                column.name,
                column.encoding.name()
            ));
        }
    }
    assert_eq!(written, expected);
    for row in super::super::table::ROWS {
        assert!(
            document.contains(&format!("\n| {} | {}", row.name, row.framework)),
            "{}",
            row.framework
        );
        for pattern in row.strip {
            let text = match pattern {
                Pattern::Name(name) => format!("`{name}`"),
                Pattern::Prefix(prefix) => format!("`{prefix}*`"),
                Pattern::Likeness => continue,
            };
            assert!(
                document.contains(&text),
                "{text} is not in the list of what a replay takes off"
            );
        }
    }
    for wrapper in super::super::wrappers::WRAPPERS {
        assert!(
            document.contains(&format!("`{}`", wrapper.class)),
            "{}",
            wrapper.class
        );
    }
}

/// What a line of the table of headers tells stays as it is; a new line tells what its field does.
fn write_the_table_of_headers() {
    let document = include_str!("../../../docs/dialects.md");
    let section = document.split("## What each header tells").nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let told = |start: &str| {
        let line = section.lines().find(|line| line.starts_with(start))?;
        Some(line[start.len()..].to_owned())
    };
    let mut lines = Vec::new();
    for row in super::super::table::ROWS {
        for column in row.columns {
            let start = format!(
                "| `{}` | `{}` | {} | ",
                row.name,
                column.name,
                column.encoding.name()
            );
            let tells = told(&start).unwrap_or_else(|| format!("{} |", words(column.field)));
            lines.push(start + &tells);
        }
    }
    let old: Vec<_> = section
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    let (first, last) = (old[0], old[old.len() - 1]);
    let begin = document.find(first).unwrap();
    let end = document.find(last).unwrap() + last.len();
    let text = format!(
        "{}{}{}",
        &document[..begin],
        lines.join("\n"),
        &document[end..]
    );
    std::fs::write(
        concat!(env!("CARGO_MANIFEST_DIR"), "/docs/dialects.md"),
        text,
    )
    .unwrap();
}

fn words(field: Field) -> &'static str {
    match field {
        Field::Topic => "topic that it came from",
        Field::Partition => "partition there",
        Field::Offset => "offset there",
        Field::Timestamp => "timestamp there",
        Field::TimestampType => "what set it",
        Field::ConsumerGroup => "consumer group that failed",
        Field::GroupPart => "what the name of the consumer group is made of",
        Field::Class => "class of the exception",
        Field::CauseClass => "class of its cause",
        Field::Message | Field::KeyMessage => "its message",
        Field::StackTrace | Field::KeyStackTrace => "its stack trace",
        Field::KeyClass => "class of the exception on reading the key",
        Field::CauseMessage => "message of the cause",
        Field::Stage => "where it failed",
        Field::Attempts => "failed deliveries",
        Field::NextAttempt => "number of the next delivery: attempts are one fewer",
        Field::Retries => "repeated deliveries: attempts are one more",
        Field::OtherTime => "a time, shown only",
        Field::Other => "shown only",
    }
}
