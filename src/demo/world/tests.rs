//! The world is the same every day, and holds what the tour and the documents promise.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::*;

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
