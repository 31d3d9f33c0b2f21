//! Topics that hold dead letters under other names are found by their newest records.

use super::super::support::produce::{Producer, produce};
use super::super::support::{Broker, BrokerOptions, Out, Shell};
use super::rows;

/// A dead letter of Spring that came from `origin`.
fn spring(topic: &str, origin: &str) -> Out {
    Out::to(topic)
        .partition(0)
        .value("value")
        .header("kafka_dlt-original-topic", origin)
        .header(
            "kafka_dlt-exception-fqcn",
            "java.lang.IllegalStateException",
        )
}

#[test]
fn the_newest_record_tells() {
    // Not the shared broker: every topic of it would be looked into.
    let Some(broker) = Broker::start(
        &BrokerOptions::default(),
        "topics --probe finds dead letters",
    ) else {
        return;
    };
    for (topic, partitions) in [
        ("orders.DLT", 1),
        ("parking", 3),
        ("parking-empty", 3),
        ("orders", 1),
        ("orders-retry", 1),
        ("recovered", 1),
        ("by-hand", 1),
        ("aborted", 1),
        ("dlt-replay.x", 1),
    ] {
        broker.create_topic(topic, partitions, &[]);
    }
    // Behind the last record stands the end of its transaction, and behind that a transaction that was aborted.
    let writer = Producer::transactional(&broker.bootstrap(), "probe");
    for (topic, commit) in [("parking", true), ("parking", false), ("aborted", false)] {
        writer.begin();
        writer.send(&spring(topic, "orders"));
        if commit {
            writer.commit();
        } else {
            writer.abort();
        }
    }
    let records = [
        spring("orders.DLT", "orders"),
        Out::to("orders").partition(0).value("plain"),
        spring("orders-retry", "orders"),
        // A replay with another tool left its failure on it: it is no dead letter any more.
        spring("orders", "orders"),
        // An old dead letter; the topic is used for something else now.
        spring("recovered", "orders"),
        Out::to("recovered").partition(0).value("plain"),
        // Names that somebody chose are only a guess.
        Out::to("by-hand")
            .partition(0)
            .value("value")
            .header("x-original-topic", "orders")
            .header("x-error-message", "no"),
        spring("dlt-replay.x", "orders"),
    ];
    produce(&broker.bootstrap(), &records);
    let shell = Shell::at(&broker);
    let names = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let seen = shell.run(&words);
        assert_eq!(seen.status, Some(0), "{line}\n{seen}");
        (
            String::from_utf8_lossy(&seen.out).replace('\n', " "),
            seen.err,
        )
    };
    assert_eq!(names("topics -o name").0, "orders.DLT ");
    let (found, told) = names("topics --probe -o name");
    assert_eq!(found, "orders.DLT parking ");
    assert_eq!(
        told,
        "by its newest record, of the 6 topics with other names, holds dead letters: parking\n"
    );
    assert_eq!(
        names("topics --probe --retry-topics -o name").0,
        "orders-retry orders.DLT parking "
    );
    assert_eq!(names("topics --probe park* -o name").0, "parking ");
    assert_eq!(
        names("topics park* -o name").0,
        "parking parking-empty ",
        "a pattern alone lists what matches"
    );
    let seen = shell.run(&["topics", "--probe", "-o", "ndjson"]);
    let rows = rows(&seen);
    assert_eq!(rows["orders.DLT"]["found_by"], "name", "{seen}");
    assert_eq!(rows["parking"]["found_by"], "headers", "{seen}");
    assert_eq!(rows["parking"]["origin"], "orders", "{seen}");
    let seen = shell.run(&["topics", "--probe"]);
    let table = String::from_utf8_lossy(&seen.out).into_owned();
    assert!(
        table.lines().next().unwrap().ends_with("FOUND-BY"),
        "{seen}"
    );
    assert!(table.lines().nth(2).unwrap().ends_with("headers"), "{seen}");
}
