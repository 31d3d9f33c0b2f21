//! Dialects of the user's own.

use super::super::own::{OwnDialect, default_encoding};
use super::super::reading::read_with;
use super::super::table::{Encoding, Field, Newest, Table};
use super::*;

fn own(newest: Newest) -> OwnDialect {
    let header = |field, name: &str| (field, name.to_owned(), default_encoding(field));
    OwnDialect {
        name: "acme".to_owned(),
        recognised_by: vec!["acme-topic".to_owned(), "acme-why".to_owned()],
        headers: vec![
            header(Field::Topic, "acme-topic"),
            header(Field::Partition, "acme-partition"),
            (Field::Offset, "acme-offset".to_owned(), Encoding::Integer64),
            header(Field::Message, "acme-why"),
            header(Field::Timestamp, "acme-time"),
        ],
        newest,
        strip: Some(vec!["acme-*".to_owned(), "why".to_owned()]),
    }
}

fn set(
    topic: &'static [u8],
    partition: &'static [u8],
    why: &'static [u8],
) -> Vec<(&'static str, &'static [u8])> {
    vec![
        ("acme-why", why),
        ("acme-topic", topic),
        ("acme-partition", partition),
        ("acme-offset", &[0, 0, 0, 0, 0, 0, 0, 9]),
        ("acme-time", b"2025-10-09T08:53:20Z"),
    ]
}

fn told(newest: Newest, headers: &[(&str, &[u8])]) -> String {
    let table = Table::with_own(&[own(newest)]);
    let record = record(headers);
    let view = record.view();
    let reading = read_with(table, &view);
    let hops: Vec<_> = reading
        .hops
        .iter()
        .map(|hop| {
            format!(
                "{}/{}/{}@{}",
                shown(&hop.topic),
                shown(&hop.partition),
                shown(&hop.offset),
                shown(&hop.timestamp)
            )
        })
        .collect();
    format!(
        "{:?} {} {} {}",
        reading.dialects,
        hops.join(" "),
        shown(&reading.failure.message),
        reading.newest_hop_is_failure
    )
}

#[test]
fn an_own_dialect_reads_as_any_other() {
    assert_eq!(
        told(Newest::Last, &set(b"orders", b"2", b"boom")),
        "[acme] orders/2/9@1760000000000 boom true"
    );
    // Binary and text are both read where no encoding is given.
    assert_eq!(
        told(Newest::Last, &set(b"orders", &[0, 0, 0, 2], b"boom")),
        "[acme] orders/2/9@1760000000000 boom true"
    );
    let twice = [
        set(b"orders", b"2", b"one"),
        set(b"orders.DLT", b"0", b"two"),
    ]
    .concat();
    assert_eq!(
        told(Newest::Last, &twice),
        "[acme] orders/2/9@1760000000000 orders.DLT/0/9@1760000000000 two true"
    );
    assert_eq!(
        told(Newest::First, &twice),
        "[acme] orders.DLT/0/9@1760000000000 orders/2/9@1760000000000 one true"
    );
    assert_eq!(
        told(Newest::Last, &[("acme-why", b"boom")]),
        "[byte-copy] orders/-/-@- - false"
    );
}

#[test]
fn it_is_tried_first_and_takes_off_what_it_says() {
    let table = Table::with_own(&[OwnDialect {
        name: "ours".to_owned(),
        recognised_by: vec!["dead-letter-reason".to_owned(), "our-mark".to_owned()],
        headers: vec![
            (
                Field::Message,
                "dead-letter-reason".to_owned(),
                Encoding::Text,
            ),
            (Field::Topic, "dead-letter-topic".to_owned(), Encoding::Text),
        ],
        newest: Newest::Last,
        strip: None,
    }]);
    let record = record(&[
        ("dead-letter-reason", b"boom"),
        ("dead-letter-topic", b"orders"),
        ("our-mark", b"1"),
    ]);
    let view = record.view();
    let reading = read_with(table, &view);
    assert_eq!(reading.dialects[0].name(), "ours");
    assert_eq!(shown(&reading.hops[0].topic), "orders");
    assert_eq!(shown(&reading.failure.message), "boom");
    let ours = &reading.dialects[..1];
    assert!(super::super::is_failure_header(b"dead-letter-topic", ours));
    assert!(!super::super::is_failure_header(b"our-mark", ours));
    let acme: Vec<_> = Table::with_own(&[own(Newest::Last)])
        .dialects()
        .take(1)
        .collect();
    assert!(super::super::is_failure_header(b"acme-anything", &acme));
    assert!(super::super::is_failure_header(b"why", &acme));
    assert!(!super::super::is_failure_header(b"why-not", &acme));
}

/// An own dialect that describes headers of a known one, as where its names were taken over.
fn borrowed(recognised_by: &str) -> &'static Table {
    Table::with_own(&[OwnDialect {
        name: "ours".to_owned(),
        recognised_by: vec![recognised_by.to_owned(), "our-why".to_owned()],
        headers: vec![
            (Field::Topic, recognised_by.to_owned(), Encoding::Text),
            (Field::Message, "our-why".to_owned(), Encoding::Text),
        ],
        newest: Newest::Last,
        strip: None,
    }])
}

fn read_as(table: &'static Table, headers: &[(&str, &[u8])]) -> String {
    let record = record(headers);
    let view = record.view();
    let reading = read_with(table, &view);
    format!("{:?} {}", reading.dialects, shown(&reading.failure.message))
}

#[test]
fn of_two_that_share_headers_the_own_dialect_is_primary() {
    let headers: [(&str, &[u8]); 4] = [
        ("our-why", b"ours"),
        ("x-original-topic", b"orders"),
        ("x-exception-message", b"theirs"),
        (
            "x-exception-stacktrace",
            b"a.B: theirs\n\tat a.B.c(B.java:1)\n",
        ),
    ];
    assert_eq!(
        read_as(borrowed("x-original-topic"), &headers),
        "[ours, spring-cloud-stream] ours"
    );
    // What is described without a header of the other is another writing: there whoever wrote last is primary.
    let mut apart = vec![("our-topic", &b"orders"[..])];
    apart.extend(headers);
    assert_eq!(
        read_as(borrowed("our-topic"), &apart),
        "[spring-cloud-stream, ours] theirs"
    );
    apart.rotate_left(2);
    assert_eq!(
        read_as(borrowed("our-topic"), &apart),
        "[ours, spring-cloud-stream] ours"
    );
}
