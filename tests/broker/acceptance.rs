//! The main job, as a person does it: find, list, show, export, replay, with letters that Spring Kafka wrote.

use std::time::Duration;

use crate::support::replaying::{Lab, finish, said};
use crate::support::{Broker, BrokerOptions, Isolation, Record, Shell, Typed, capture};

/// Headers that Spring added when it dead-lettered a record, and ours.
fn is_of_machinery(name: &[u8]) -> bool {
    name.starts_with(b"kafka_dlt-") || name.starts_with(b"dlt-replay-")
}

fn application_headers(record: &Record) -> Vec<(Vec<u8>, Option<Vec<u8>>)> {
    let headers = record.headers.iter();
    headers
        .filter(|(name, _)| !is_of_machinery(name))
        .cloned()
        .collect()
}

fn committed(broker: &Broker, topic: &str, partition: i32) -> Vec<Record> {
    let mut records = broker.dump(topic, Isolation::Committed);
    records.retain(|record| record.partition == partition);
    records
}

fn done(seen: Typed) -> Typed {
    assert_eq!(seen.status, Some(0), "{seen}");
    seen
}

#[test]
fn ten_letters_are_found_shown_exported_and_replayed_once() {
    let options = BrokerOptions::default();
    let Some(broker) = Broker::start(&options, "the main job, end to end") else {
        return;
    };
    capture::pour(&broker, "spring-4.1.1");
    let bootstrap = broker.bootstrap();
    let shell = Shell::new();
    let run = |words: &[&str]| shell.run(&[&["-b", bootstrap.as_str()], words].concat());

    let topics = done(run(&["topics", "-o", "name"]));
    let names = String::from_utf8_lossy(&topics.out).into_owned();
    assert!(
        names.lines().any(|name| name == "orders.events.DLT"),
        "{names}"
    );
    let list = done(run(&["list", "orders.events.DLT"]));
    assert_eq!(
        String::from_utf8_lossy(&list.out).lines().count(),
        34,
        "{list}"
    );
    let show = done(run(&["show", "orders.events.DLT-0@5"]));
    let text = String::from_utf8_lossy(&show.out).into_owned();
    for expected in [
        "java.lang.IllegalStateException",
        "caused by   java.net.SocketTimeoutException",
        "orders.events-0@5",
        "order-service",
    ] {
        assert!(text.contains(expected), "{expected} is missing\n{text}");
    }
    done(run(&["export", "orders.events.DLT", "-w", "d.ndjson"]));
    let exported = std::fs::read_to_string(shell.folder().join("d.ndjson")).unwrap();
    assert_eq!(exported.lines().count(), 33);

    let replay = [
        "replay",
        "orders.events.DLT",
        "-p",
        "0",
        "-O",
        "10:20",
        "--yes",
    ];
    let without_ledger = run(&replay);
    assert_eq!(without_ledger.status, Some(6), "{without_ledger}");
    assert!(
        without_ledger.err.contains("ledger init"),
        "{without_ledger}"
    );
    done(run(&["ledger", "init", "--yes"]));
    let before = committed(&broker, "orders.events", 0).len();
    done(run(&replay));

    let letters = committed(&broker, "orders.events.DLT", 0);
    let targets = committed(&broker, "orders.events", 0);
    assert_eq!(targets.len(), before + 10);
    for (letter, target) in letters[10..20].iter().zip(&targets[before..]) {
        assert_eq!(target.key, letter.key);
        assert_eq!(target.value, letter.value);
        assert_eq!(application_headers(target), application_headers(letter));
        assert!(
            target
                .headers
                .iter()
                .all(|(name, _)| !name.starts_with(b"kafka_dlt-"))
        );
        assert_eq!(target.header("dlt-replay-count"), Some(&b"1"[..]));
    }

    // Another home, another folder, no state: the ledger alone knows.
    let elsewhere = Shell::new();
    let again = done(elsewhere.run(&[&["-b", bootstrap.as_str()], &replay[..]].concat()));
    let told = again.to_string();
    assert!(told.contains("already replayed"), "{again}");
    assert!(told.contains("0 sent, 10 already replayed "), "{again}");
    assert_eq!(committed(&broker, "orders.events", 0).len(), before + 10);

    // The same letters out of the export are the same letters; offsets of a topic are no selection from a file.
    let offsets = run(&[
        "replay", "--from", "d.ndjson", "-p", "0", "-O", "10:20", "--yes",
    ]);
    assert_eq!(offsets.status, Some(2), "{offsets}");
    let part = [
        "export",
        "orders.events.DLT",
        "-p",
        "0",
        "-O",
        "10:20",
        "-w",
        "ten.ndjson.zst",
    ];
    done(run(&part));
    let ten = done(run(&[
        "replay",
        "--from",
        "ten.ndjson.zst",
        "--all",
        "--yes",
    ]));
    assert!(ten.to_string().contains("already replayed"), "{ten}");
    assert_eq!(committed(&broker, "orders.events", 0).len(), before + 10);
}

#[test]
fn a_named_ledger_tells_the_states() {
    let Some(lab) = Lab::new("--state beside --ledger looks at the ledger that was named") else {
        return;
    };
    lab.fill(6);
    let sent = finish(&mut lab.replay(10, &["-p", "1"]));
    assert!(sent.status.success(), "{}", said(&sent));
    let selected = |state: &str, ledger: &[&str]| {
        let mut words = vec!["replay", &lab.letters, "--all", "--dry-run", "-o", "json"];
        words.extend(["--state", state]);
        words.extend(ledger);
        let seen = finish(&mut lab.command(&words));
        assert!(seen.status.success(), "{}", said(&seen));
        let plan = serde_json::from_slice(&seen.stdout).unwrap_or(serde_json::Value::Null);
        (plan["sends"].as_u64(), plan["skips"].as_u64())
    };
    let named = ["--ledger", &lab.ledger];
    assert_eq!(selected("open", &named), (Some(4), Some(0)));
    assert_eq!(selected("replayed", &named), (Some(0), Some(2)));
    assert_eq!(selected("all", &named), (Some(4), Some(2)));
    // The ledger that is configured knows nothing of this.
    assert_eq!(selected("open", &[]), (Some(6), Some(0)));
}

#[test]
fn the_rate_holds_over_batches() {
    let options = BrokerOptions::default();
    let Some(broker) = Broker::start(&options, "the pace of a replay") else {
        return;
    };
    capture::pour(&broker, "spring-4.1.1");
    let bootstrap = broker.bootstrap();
    let shell = Shell::new();
    let run = |words: &[&str]| shell.run(&[&["-b", bootstrap.as_str()], words].concat());
    done(run(&["ledger", "init", "--yes"]));
    let slow = done(run(&[
        "replay",
        "orders.events.DLT",
        "-p",
        "0",
        "-O",
        "0:20",
        "--rate",
        "5",
        "--yes",
    ]));
    // Four batches of five; the first goes at once, so that three waits of a second lie between them.
    assert!(
        slow.took >= Duration::from_secs(3),
        "{:?}\n{slow}",
        slow.took
    );
    assert!(
        slow.took < Duration::from_secs(20),
        "{:?}\n{slow}",
        slow.took
    );
}
