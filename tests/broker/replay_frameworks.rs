//! Genuine dead letters of other frameworks than Spring Kafka, replayed to where they came from: what arrives is the record
//! that failed, with its own headers and none of the framework's.

use super::support::capture::{load, pour};
use super::support::frameworks::Framework;
use super::support::{Broker, BrokerOptions, Isolation, Record, Shell};

/// The headers that the applications of all captures put on their records, in their order.
const APPLICATION: [&str; 5] = ["traceparent", "eventId", "route", "route", "signature"];

/// Replays one letter of a capture, and compares it with what arrives at `target`, which is a topic and a partition.
#[track_caller]
fn replayed(broker: &Broker, framework: Framework, letter: (&str, i32, i64), target: (&str, i32)) {
    let (topic, partition, offset) = letter;
    let is_letter =
        |it: &&Record| (it.topic.as_str(), it.partition, it.offset) == (topic, partition, offset);
    let captured = load(framework.capture());
    let captured = captured.iter().find(is_letter).expect("the letter");
    let before = broker.dump(target.0, Isolation::Committed);

    let reference = format!("{topic}-{partition}@{offset}");
    let seen = Shell::at(broker).run(&["-b", &broker.bootstrap(), "replay", &reference, "--yes"]);
    assert_eq!(seen.status, Some(0), "{seen}");

    let after = broker.dump(target.0, Isolation::Committed);
    let is_new = |it: &&Record| {
        let place = (it.partition, it.offset);
        before
            .iter()
            .all(|old| (old.partition, old.offset) != place)
    };
    let arrived: Vec<&Record> = after.iter().filter(is_new).collect();
    let [arrived] = arrived.as_slice() else {
        panic!("{} arrived\n{seen}", arrived.len());
    };
    assert_eq!(arrived.partition, target.1, "{seen}");
    assert_eq!(arrived.key, captured.key, "{seen}");
    assert_eq!(arrived.value, captured.value, "{seen}");
    let own = |record: &Record| {
        let headers = record.headers.iter().cloned();
        let own = headers.filter(|(name, _)| APPLICATION.iter().any(|it| it.as_bytes() == name));
        own.collect::<Vec<_>>()
    };
    assert_eq!(own(arrived), own(captured));
    assert_eq!(own(arrived).len(), APPLICATION.len());
    // Everything else was the framework's, but for what tells that this was replayed.
    let others = arrived.headers.len() - APPLICATION.len();
    let added = arrived.headers.iter();
    let added = added.filter(|(name, _)| name.starts_with(b"dlt-replay-"));
    assert_eq!(added.count(), others, "{:?}", arrived.headers);
    assert!(captured.headers.len() > APPLICATION.len());
}

#[test]
fn letters_of_four_frameworks_arrive_as_they_were() {
    let options = BrokerOptions::default();
    let Some(broker) = Broker::start(&options, "genuine letters are replayed as they were") else {
        return;
    };
    for framework in [
        Framework::Connect,
        Framework::Streams,
        Framework::SmallRye,
        Framework::CloudStream,
    ] {
        pour(&broker, framework.capture());
    }
    for topic in ["values", "orders", "shop.orders"] {
        broker.create_topic(topic, 3, &[]);
    }
    let bootstrap = broker.bootstrap();
    let made = Shell::new().run(&["-b", &bootstrap, "ledger", "init", "--yes"]);
    assert_eq!(made.status, Some(0), "{made}");

    replayed(
        &broker,
        Framework::Connect,
        ("dlq-value-sink", 0, 0),
        ("values", 0),
    );
    replayed(
        &broker,
        Framework::Streams,
        ("shop-dlq", 0, 1),
        ("orders", 1),
    );
    // It failed once more on the way: it goes to where it was first.
    replayed(
        &broker,
        Framework::Streams,
        ("parking-dlq", 0, 0),
        ("orders", 0),
    );
    let smallrye = ("dead-letter-topic-orders", 0, 0);
    replayed(&broker, Framework::SmallRye, smallrye, ("orders", 1));
    let binder = ("error.shop.orders.order-service", 1, 0);
    replayed(&broker, Framework::CloudStream, binder, ("shop.orders", 1));
}
