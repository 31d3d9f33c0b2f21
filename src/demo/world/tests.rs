//! The world is the same every day, and holds what the tour and the documents promise.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::*;
use crate::dead_letter::DeadLetterView;

const NOW: i64 = 1_795_243_875_557;

fn letters_of<'w>(world: &'w World, topic: &str) -> Vec<&'w Record> {
    let of_topic = |record: &&Record| &*record.view().envelope.topic.clone() == topic;
    world.records.iter().filter(of_topic).collect()
}

fn counts(world: &World) -> BTreeMap<(String, i32), usize> {
    let mut counts = BTreeMap::new();
    for record in &world.records {
        let place = record.record_ref();
        *counts
            .entry((place.topic.to_string(), place.partition))
            .or_default() += 1;
    }
    counts
}

#[test]
fn it_is_always_the_same_and_moves_with_the_time() {
    let (one, other) = (world(NOW), world(NOW + MINUTE));
    assert_eq!(one.records.len(), other.records.len());
    for (one, other) in one.records.iter().zip(&other.records) {
        let (one, other) = (one.view(), other.view());
        assert_eq!(one.envelope.key, other.envelope.key);
        let ms = |view: &crate::record::RecordView<'_>| view.envelope.timestamp.unwrap().ms;
        assert_eq!(ms(&one) + MINUTE, ms(&other));
        assert!(ms(&one) < NOW && ms(&one) > NOW - 27 * 60 * MINUTE);
    }
}

#[test]
fn every_topic_has_what_the_readme_says() {
    let mut lines = String::new();
    for ((topic, partition), count) in counts(&world(NOW)) {
        let _ = writeln!(lines, "{topic}-{partition} {count}");
    }
    insta::assert_snapshot!(lines, @r"
    inventory.events-0 316
    inventory.events-1 486
    inventory.events.DLT-0 42
    inventory.events.DLT-1 44
    notifications.events-0 20
    notifications.events-1 20
    orders.events-0 805
    orders.events-1 804
    orders.events-2 802
    orders.events.DLT-0 98
    orders.events.DLT-1 115
    orders.events.DLT-2 95
    payments.events-0 415
    payments.events-1 394
    payments.events-2 392
    payments.events-dlt-0 49
    payments.events-dlt-1 39
    payments.events-dlt-2 41
    ");
}

#[test]
fn origins_are_records_with_the_same_key_and_headers() {
    let world = world(NOW);
    let mut found = 0;
    for letter in letters_of(&world, "orders.events.DLT") {
        let view = letter.view();
        let letter = DeadLetterView::new(view);
        let Some(hop) = letter.origin() else { continue };
        let (Some(&partition), Some(&offset)) = (hop.partition.value(), hop.offset.value()) else {
            continue;
        };
        let sources = letters_of(&world, "orders.events");
        let mut sources = sources
            .iter()
            .filter(|source| source.record_ref().partition == partition);
        let Some(source) = sources.nth(usize::try_from(offset).unwrap()) else {
            continue;
        };
        assert_eq!(source.view().envelope.key, view.envelope.key);
        let names = |view: &crate::record::RecordView<'_>| -> BTreeSet<Vec<u8>> {
            view.headers
                .iter()
                .map(|header| header.name.to_vec())
                .collect()
        };
        assert!(
            names(&source.view()).is_subset(&names(&view)),
            "{}",
            source.record_ref()
        );
        found += 1;
    }
    assert!(found > 200, "{found}");
}

#[test]
fn the_first_of_a_partition_are_fit_for_the_tours_replay() {
    let world = world(NOW);
    let letters = letters_of(&world, "orders.events.DLT");
    let first: Vec<_> = letters
        .iter()
        .filter(|letter| letter.record_ref().partition == 0)
        .take(20)
        .collect();
    assert_eq!(first.len(), 20);
    for letter in first {
        let letter = DeadLetterView::new(letter.view());
        let exception = letter.failure().exception.value().unwrap();
        assert_eq!(
            exception,
            "org.springframework.web.client.ResourceAccessException"
        );
        let origin = letter.origin().unwrap();
        assert_eq!(origin.topic.value().unwrap(), "orders.events");
        assert_eq!(origin.partition.value(), Some(&0));
    }
}

#[test]
fn every_category_and_the_last_hour_are_there() {
    let world = world(NOW);
    let mut exceptions = BTreeSet::new();
    let mut lately = BTreeMap::<_, usize>::new();
    for service in SERVICES {
        for letter in letters_of(&world, service.dead_letters) {
            let view = letter.view();
            if view.envelope.timestamp.unwrap().ms > NOW - 60 * MINUTE {
                *lately.entry(service.dead_letters).or_default() += 1;
            }
            let letter = DeadLetterView::new(view);
            exceptions.extend(letter.failure().root_cause.value().map(ToString::to_string));
        }
    }
    for class in [
        "java.net.SocketTimeoutException",
        "java.net.ConnectException",
        "com.fasterxml.jackson.core.JsonParseException",
        "com.fasterxml.jackson.databind.exc.InvalidFormatException",
        "io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException",
        "jakarta.validation.ConstraintViolationException",
        "com.acme.orders.stock.InsufficientStockException",
        "com.acme.payments.DuplicatePaymentException",
        "java.lang.NullPointerException",
        "java.lang.ClassCastException",
    ] {
        assert!(
            exceptions.contains(class),
            "{class} is not in {exceptions:#?}"
        );
    }
    insta::assert_debug_snapshot!(lately, @r#"
    {
        "inventory.events.DLT": 7,
        "orders.events.DLT": 122,
        "payments.events-dlt": 27,
    }
    "#);
}

#[test]
fn traces_are_as_long_as_real_ones() {
    let world = world(NOW);
    for letter in letters_of(&world, "orders.events.DLT") {
        let view = letter.view();
        let is_made = view.headers.first(b"traceparent").is_some();
        if let Some(trace) = view
            .headers
            .last(b"kafka_dlt-exception-stacktrace")
            .filter(|_| is_made)
        {
            let lines = std::str::from_utf8(trace.value.unwrap())
                .unwrap()
                .lines()
                .count();
            assert!((20..=65).contains(&lines), "{lines}");
        }
    }
}
