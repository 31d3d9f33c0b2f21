use std::sync::Arc;

use super::field::MAX_VALUE_BYTES;
use super::*;
use crate::envelope::samples;
use crate::record::{Envelope, Header, Record, Timestamp, TimestampType};

fn at(ms: Option<i64>, partition: i32, offset: i64, headers: &[(&str, Option<&[u8]>)]) -> Record {
    let topic: Arc<str> = "t.DLT".into();
    let envelope = Envelope {
        topic: &topic,
        partition,
        offset,
        leader_epoch: None,
        timestamp: ms.map(|ms| Timestamp {
            ms,
            kind: TimestampType::CreateTime,
        }),
        key: None,
        value: None,
    };
    let headers = headers
        .iter()
        .map(|(name, value)| Header::new(name.as_bytes(), value.map(Box::from)));
    Record::from_parts(envelope, headers.collect())
}

fn summary(by: &[Field], records: &[Record]) -> Summary {
    let by = &By::fields(by.to_vec());
    let mut summary = Summary::default();
    for record in records {
        summary.record(by, &DeadLetterView::new(record.view()));
    }
    summary
}

fn header(name: &str) -> Vec<Field> {
    vec![Field::Header(name.into())]
}

#[test]
fn fields_are_read_by_name_or_as_headers() {
    assert_eq!(
        Field::list("exception, origin,x-tenant,header:key").unwrap(),
        [
            Field::Exception,
            Field::Origin,
            Field::Header("x-tenant".into()),
            Field::Header("key".into())
        ]
    );
    for name in [
        "exception",
        "root-cause",
        "message",
        "origin",
        "consumer-group",
        "fingerprint",
        "category",
        "frame",
        "hour",
        "day",
        "dialect",
        "topic",
        "partition",
        "key",
    ] {
        let field: Field = name.parse().unwrap();
        assert_eq!(field.name(), name);
        assert!(!matches!(field, Field::Header(_)));
    }
    for empty in ["", "origin,", ",", "header:"] {
        assert!(Field::list(empty).is_err(), "{empty}");
    }
}

#[test]
fn genuine_letters_are_counted_by_exception_and_origin() {
    let by = Field::list("exception,origin").unwrap();
    let records = samples::captured("4.1.1");
    let summary = summary(&by, &records);
    let largest = summary.groups()[0].clone();
    assert_eq!(
        largest.values,
        [
            Value::Text("java.lang.IllegalStateException".into()),
            Value::Text("orders.events".into())
        ]
    );
    assert_eq!(largest.tally.count, 8);
    assert_eq!(
        largest.message.as_deref(),
        Some("payment gateway did not answer")
    );
    assert!(largest.tally.first < largest.tally.last);
    assert_eq!(summary.total().count, records.len() as u64);
    let sum: u64 = summary.groups().iter().map(|group| group.tally.count).sum();
    assert_eq!(sum, summary.total().count);
}

#[test]
fn absent_null_empty_and_malformed_are_different_values() {
    let name = "kafka_dlt-original-offset";
    let eight = 7_i64.to_be_bytes();
    let records = [
        at(None, 0, 0, &[]),
        at(None, 0, 1, &[(name, None)]),
        at(None, 0, 2, &[(name, Some(b""))]),
        at(None, 0, 3, &[(name, Some(b"12 34"))]),
        at(None, 0, 4, &[(name, Some(&eight))]),
        at(None, 0, 5, &[(name, Some(b"7"))]),
    ];
    let summary = summary(&header(name), &records);
    let mut values: Vec<_> = summary
        .groups()
        .iter()
        .map(|group| (group.values[0].clone(), group.tally.count))
        .collect();
    values.sort();
    assert_eq!(
        values,
        [
            (Value::Absent, 1),
            (Value::Null, 1),
            (Value::Malformed, 1),
            // The same number, in binary and in decimal.
            (Value::Number(7), 2),
            (Value::Text("".into()), 1),
        ]
    );
}

#[test]
fn values_that_could_be_run_together_stay_apart() {
    let by = Field::list("a,b").unwrap();
    let records = [
        at(None, 0, 0, &[("a", Some(b"xy")), ("b", Some(b"z"))]),
        at(None, 0, 1, &[("a", Some(b"x")), ("b", Some(b"yz"))]),
        at(None, 0, 2, &[("a", Some(b"\xff")), ("b", None)]),
        at(None, 0, 3, &[("a", None), ("b", Some(b"\xff"))]),
    ];
    assert_eq!(summary(&by, &records).groups().len(), 4);
}

#[test]
fn long_values_are_cut_but_told_apart() {
    let long = |last: u8| [vec![b'x'; 100_000], vec![last]].concat();
    let records = [
        at(None, 0, 0, &[("a", Some(&long(b'1')))]),
        at(None, 0, 1, &[("a", Some(&long(b'2')))]),
        at(None, 0, 2, &[("a", Some(&long(b'2')))]),
        at(None, 0, 3, &[("a", Some("ü".repeat(5_000).as_bytes()))]),
    ];
    let summary = summary(&header("a"), &records);
    let groups = summary.groups();
    assert_eq!(
        groups
            .iter()
            .map(|group| group.tally.count)
            .collect::<Vec<_>>(),
        [2, 1, 1]
    );
    for group in groups {
        assert!(matches!(&group.values[0], Value::Text(text) if text.len() <= MAX_VALUE_BYTES));
    }
}

#[test]
fn the_example_is_the_newest_whatever_the_order() {
    let name = "a";
    let mut records = [
        at(Some(5), 0, 0, &[(name, None)]),
        at(Some(9), 0, 1, &[(name, None)]),
        at(Some(9), 1, 0, &[(name, None)]),
        at(None, 2, 7, &[(name, None)]),
        at(Some(-3), 0, 2, &[(name, None)]),
    ];
    for _ in 0..records.len() {
        records.rotate_left(1);
        for split in 0..records.len() {
            let mut whole = summary(&header(name), &records[..split]);
            whole.merge(summary(&header(name), &records[split..]));
            let groups = whole.groups();
            assert_eq!(groups.len(), 1);
            assert_eq!(groups[0].example.to_string(), "t.DLT-1@0");
            let tally = Tally {
                count: 5,
                first: Some(-3),
                last: Some(9),
            };
            assert_eq!(groups[0].tally, tally);
            assert_eq!(whole.total(), tally);
        }
    }
}

#[test]
fn groups_are_bounded_and_nothing_is_lost() {
    let by = By::fields(header("a"));
    let part = |from: usize, to: usize| {
        let mut summary = Summary::default();
        for number in from..to {
            let value = number.to_string();
            let record = at(Some(1), 0, 0, &[("a", Some(value.as_bytes()))]);
            summary.record(&by, &DeadLetterView::new(record.view()));
        }
        summary
    };
    let mut whole = part(0, MAX_GROUPS - 5);
    whole.merge(part(MAX_GROUPS - 10, MAX_GROUPS + 20));
    assert_eq!(whole.groups().len(), MAX_GROUPS);
    assert_eq!(whole.other().count, 20);
    assert_eq!(whole.total().count, 10_025);
    let mut again = part(0, MAX_GROUPS + 3);
    assert_eq!((again.groups().len(), again.other().count), (MAX_GROUPS, 3));
    again.merge(part(0, 2));
    assert_eq!((again.groups()[0].tally.count, again.other().count), (2, 3));
}

#[test]
fn kinds_of_failure_are_one_group_each_in_all_versions_of_spring() {
    let by = Field::list("fingerprint").unwrap();
    let of = |versions: &[&str]| {
        let all = versions
            .iter()
            .flat_map(|version| samples::captured(version));
        let orders = all.filter(|record| &*record.record_ref().topic == "orders.events.DLT");
        summary(&by, &orders.collect::<Vec<_>>())
    };
    let one = of(&["4.1.1"]);
    let all = of(&["2.7.8", "2.8.7", "3.0.6", "4.1.1"]);
    let ids = |summary: &Summary| {
        let ids = summary
            .groups()
            .into_iter()
            .map(|group| group.fingerprint().unwrap());
        ids.collect::<HashSet<_>>()
    };
    assert_eq!(one.groups().len(), 5);
    assert_eq!(ids(&one), ids(&all));
    let largest = all.groups()[0].clone();
    assert_eq!(largest.tally.count, 4 * one.groups()[0].tally.count);
    assert_eq!(
        largest.keys.count().count,
        one.groups()[0].keys.count().count
    );
    let kind = largest.kind.unwrap();
    assert_eq!(
        kind.evidence.frame.as_deref(),
        Some("com.example.shop.Failures.fail")
    );
    assert_eq!(
        largest.origins.iter().collect::<Vec<_>>(),
        ["orders.events"]
    );
    let mut known = all.clone();
    assert_eq!(known.retain_unknown(&ids(&one)), 5);
    assert_eq!(known.total().count, all.total().count);
    let mut late = all.clone();
    late.retain_since(i64::MAX);
    assert!(late.groups().is_empty());
}

#[test]
fn a_batch_that_failed_as_a_whole_is_recognised() {
    for version in samples::VERSIONS {
        let letters = samples::captured(version);
        let of = |topic: &str| {
            let records = letters
                .iter()
                .filter(|one| &*one.record_ref().topic == topic);
            let summary = summary(&[Field::Fingerprint], &records.cloned().collect::<Vec<_>>());
            summary
                .groups()
                .first()
                .and_then(|group| group.batches.longest())
        };
        assert_eq!(of("batch.DLT"), Some(5), "{version}");
        assert_eq!(
            of("batch-one.DLT"),
            None,
            "{version}: its exception names the record"
        );
        // Consecutive offsets and the same trace, but every record failed on its own.
        assert_eq!(of("payments-dlt").or(of("plain.DLT")), None, "{version}");
    }
}

#[test]
fn hours_and_days_begin_where_people_are() {
    let by = By {
        zone: TimeZone::get("Asia/Kolkata").unwrap(),
        ..By::fields(Field::list("hour,day").unwrap())
    };
    let mut summary = Summary::default();
    // 18:29:59Z, 18:30:00Z: midnight there; and one whose time is beyond the calendar.
    for ms in [1_795_285_799_000, 1_795_285_800_000, i64::MAX] {
        let record = at(Some(ms), 0, 0, &[]);
        summary.record(&by, &DeadLetterView::new(record.view()));
    }
    let mut values: Vec<_> = summary
        .groups()
        .iter()
        .map(|group| group.values.clone())
        .collect();
    values.sort();
    assert_eq!(
        values,
        [
            vec![Value::Absent, Value::Absent],
            vec![
                Value::Time(1_795_282_200_000),
                Value::Time(1_795_199_400_000)
            ],
            vec![
                Value::Time(1_795_285_800_000),
                Value::Time(1_795_285_800_000)
            ],
        ]
    );
}

#[test]
fn commas_inside_an_expression_are_its_own() {
    for (text, expected) in [
        ("origin, key", &["origin", "key"][..]),
        ("cel:dlt.exception", &["cel:dlt.exception"]),
        (
            "key,cel:[1, 2].map(x, x)[0],hour",
            &["key", "cel:[1, 2].map(x, x)[0]", "hour"],
        ),
        (
            "cel:dlt.message == \"a, \\\"b, c\" ? 'x,y' : 'z',cel:{'a': 1, 'b': 2}",
            &[
                "cel:dlt.message == \"a, \\\"b, c\" ? 'x,y' : 'z'",
                "cel:{'a': 1, 'b': 2}",
            ],
        ),
        ("header:cel:x, header:key", &["cel:x", "key"]),
    ] {
        let fields = Field::list(text).unwrap();
        let names: Vec<_> = fields.iter().map(Field::name).collect();
        assert_eq!(names, expected, "{text}");
    }
    for wrong in [
        "cel:",
        "cel:1 +",
        "cel:x",
        "key,cel:(1",
        "",
        "key,",
        "header:",
    ] {
        assert!(Field::list(wrong).is_err(), "{wrong}");
    }
}
