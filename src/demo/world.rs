//! The demo's cluster: three services with a day behind them, their topics, and what became dead letters.

use std::sync::Arc;

use serde_json::json;

use super::hostile::Draft;
use super::random::Random;
use super::service::{MINUTE, SERVICES};
use super::spring::HeaderList;
use crate::record::{Envelope, Record, Timestamp, TimestampType};

/// What the embedded cluster is filled with.
pub struct World {
    /// The topics and how many partitions each has.
    pub topics: Vec<(&'static str, i32)>,
    /// Every record, in the order in which they are appended.
    pub records: Vec<Record>,
    /// How many of them are dead letters.
    pub letters: usize,
}

/// Topics beside those of the services: the ledger that a replay needs, and some that are no dead-letter topics.
const OTHERS: &[(&str, i32)] = &[
    ("dlt-replay.ledger", 1),
    ("notifications.events", 2),
    ("payments.events-retry-1000", 1),
    ("payments.events-retry-2000", 1),
    ("payments.events-retry-4000", 1),
];

/// Makes the world as it is at `now_ms`: always the same, moved in time.
pub fn world(now_ms: i64) -> World {
    let mut topics = OTHERS.to_vec();
    let mut records = Vec::new();
    for (seed, service) in (1..).zip(SERVICES) {
        topics.push((service.topic, service.partitions));
        topics.push((service.dead_letters, service.partitions));
        service.run(&mut Random::new(seed), now_ms, &mut records);
    }
    let letters = records
        .iter()
        .filter(|record| is_dead_letter(record))
        .count();
    records.extend(notifications(now_ms));
    World {
        topics,
        records,
        letters,
    }
}

fn is_dead_letter(record: &Record) -> bool {
    let place = record.record_ref();
    SERVICES
        .iter()
        .any(|service| *service.dead_letters == *place.topic)
}

/// Makes some records of a topic that is nobody's dead-letter topic.
fn notifications(now_ms: i64) -> impl Iterator<Item = Record> {
    let mut random = Random::new(99);
    (0..40).map(move |number| {
        let mut headers = HeaderList::default();
        headers.text("eventId", &random.uuid());
        let key = format!("cus-{}", random.between(2_000, 9_999));
        let value = json!({"type": "OrderConfirmed", "customerId": key, "channel": "mail"});
        let draft = Draft {
            key: Some(key.into_bytes()),
            value: Some(value.to_string().into_bytes()),
            headers,
        };
        record(
            "notifications.events",
            number % 2,
            now_ms - i64::from(40 - number) * 30 * MINUTE,
            &draft,
        )
    })
}

/// Makes a record that has no offset yet.
pub(super) fn record(topic: &str, partition: i32, ms: i64, draft: &Draft) -> Record {
    let topic: Arc<str> = topic.into();
    let envelope = Envelope {
        topic: &topic,
        partition,
        offset: 0,
        leader_epoch: None,
        timestamp: Some(Timestamp {
            ms,
            kind: TimestampType::CreateTime,
        }),
        key: draft.key.as_deref(),
        value: draft.value.as_deref(),
    };
    Record::from_parts(envelope, draft.headers.0.clone())
}

#[cfg(test)]
mod tests;
