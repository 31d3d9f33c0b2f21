//! A bounded scan ends exactly at the end and at once, whatever stands there.

use super::super::support::produce::{Producer, produce};
use super::super::support::{Broker, Isolation, Out};
use super::{broker, listed, run, same};

/// Says what Java's consumer sees, as partition and offset.
fn witnessed(broker: &Broker, topic: &str, isolation: Isolation) -> Vec<(i32, i64)> {
    let records = broker.dump(topic, isolation).into_iter();
    records.map(|it| (it.partition, it.offset)).collect()
}

/// Asserts that every way to read a whole topic agrees with Java's consumer, whatever the isolation.
#[track_caller]
fn agrees(broker: &Broker, topic: &str) {
    for (flag, isolation) in [
        ("", Isolation::Committed),
        (" --read-uncommitted", Isolation::Uncommitted),
    ] {
        let expected = witnessed(broker, topic, isolation);
        let mut all = listed(broker, &format!("{topic}{flag}"));
        all.sort_unstable();
        same(&all, &expected, flag);
        let mut newest = listed(broker, &format!("{topic}{flag} --newest 10000"));
        newest.sort_unstable();
        same(&newest, &expected, "--newest");
        let count = run(broker, &format!("list {topic}{flag} --count"));
        assert_eq!(
            String::from_utf8_lossy(&count.out),
            format!("{}\n", expected.len()),
            "{topic}{flag} --count"
        );
        // Headers are looked at, so the records are not merely counted.
        let count = run(broker, &format!("list {topic}{flag} --count -H !none"));
        assert_eq!(
            String::from_utf8_lossy(&count.out),
            format!("{}\n", expected.len()),
            "{topic}{flag} --count -H"
        );
    }
}

/// Writes transactions to partition 0, each of some records, committed or aborted.
fn transactions(broker: &Broker, topic: &str, all: &[(usize, bool)]) -> Producer {
    let writer = Producer::transactional(&broker.bootstrap(), &format!("{topic}-writer"));
    for (count, commit) in all {
        writer.begin();
        for _ in 0..*count {
            writer.send(&Out::to(topic).partition(0).value("v"));
        }
        if *commit {
            writer.commit();
        } else {
            writer.abort();
        }
    }
    writer
}

#[test]
fn behind_control_records() {
    let Some(broker) = broker("a scan ends at once behind control records") else {
        return;
    };
    let topic = broker.topic("control", 2);
    // 0 1 2 commit, 4 commit, 6 7 commit
    transactions(broker, &topic, &[(3, true), (1, true), (2, true)]);
    agrees(broker, &topic);
    // Ranges that end at, behind and between control records, or hold nothing else.
    for (offsets, expected) in [
        ("end-1", &[][..]),
        ("end-2", &[7]),
        ("3:6", &[4]),
        ("3:4", &[]),
        ("2:4", &[2]),
        ("5", &[]),
        ("8:", &[]),
    ] {
        let expected: Vec<_> = expected.iter().map(|offset| (0, *offset)).collect();
        assert_eq!(
            listed(broker, &format!("{topic} -p 0 -O {offsets}")),
            expected,
            "-O {offsets}"
        );
    }
    assert_eq!(
        listed(broker, &format!("{topic} --newest 2")),
        [(0, 6), (0, 7)]
    );
    assert_eq!(
        listed(broker, &format!("{topic} --oldest 4")),
        [(0, 0), (0, 1), (0, 2), (0, 4)]
    );
}

#[test]
fn the_oldest_record_of_a_topic_is_found_behind_aborted_ones() {
    let Some(broker) = broker("OLDEST is known where a topic does not begin with a record") else {
        return;
    };
    let oldest = |topic: &str| {
        let seen = run(broker, &format!("topics {topic} -o ndjson"));
        assert_eq!(seen.status, Some(0), "{seen}");
        let row: serde_json::Value = serde_json::from_slice(&seen.out).unwrap();
        row["oldest"].clone()
    };
    let topic = broker.topic("oldest", 3);
    let writer = transactions(broker, &topic, &[(200, false)]);
    assert!(oldest(&topic).is_null(), "{}", oldest(&topic));
    let at = |ms, partition| Out::to(&topic).partition(partition).timestamp(ms);
    writer.begin();
    for ms in [1_700_000_300_000, 1_700_000_200_000] {
        writer.send(&at(ms, 0));
    }
    writer.commit();
    assert_eq!(oldest(&topic), 1_700_000_300_000_i64);
    produce(&broker.bootstrap(), &[at(1_700_000_100_000, 2)]);
    assert_eq!(oldest(&topic), 1_700_000_100_000_i64);
}

#[test]
fn behind_aborted_transactions() {
    let Some(broker) = broker("aborted records are hidden and end no scan early or late") else {
        return;
    };
    let topic = broker.topic("aborted", 1);
    // 0 1 commit, 3 4 5 abort, 7 commit, 9 10 abort
    transactions(
        broker,
        &topic,
        &[(2, true), (3, false), (1, true), (2, false)],
    );
    agrees(broker, &topic);
    assert_eq!(listed(broker, &topic), [(0, 0), (0, 1), (0, 7)]);
    assert_eq!(listed(broker, &format!("{topic} --newest 1")), [(0, 7)]);
    assert_eq!(listed(broker, &format!("{topic} -O 3:6")), []);
    assert_eq!(
        listed(broker, &format!("{topic} -O 3:6 --read-uncommitted")),
        [(0, 3), (0, 4), (0, 5)]
    );

    let nothing_else = broker.topic("aborted-only", 1);
    transactions(broker, &nothing_else, &[(2, false), (1, false)]);
    agrees(broker, &nothing_else);
}

#[test]
fn before_an_open_transaction() {
    let Some(broker) = broker("records of an open transaction are told and not shown") else {
        return;
    };
    let topic = broker.topic("open", 2);
    produce(
        &broker.bootstrap(),
        &[
            Out::to(&topic).partition(0).value("0"),
            Out::to(&topic).partition(1).value("0"),
        ],
    );
    let writer = transactions(broker, &topic, &[(1, true)]);
    writer.begin();
    writer.send(&Out::to(&topic).partition(0).value("open"));
    writer.flush();
    // Written by somebody else, and held back all the same.
    produce(
        &broker.bootstrap(),
        &[Out::to(&topic).partition(0).value("behind")],
    );
    agrees(broker, &topic);

    let told = format!(
        "{topic}-0: 2 offsets behind 3 are undecided (an open transaction) and not shown\n"
    );
    for command in ["list", "summary", "export"] {
        let seen = run(broker, &format!("{command} {topic}"));
        assert!(seen.err.contains(&told), "{command} {seen}");
        assert_eq!(seen.status, Some(0), "{command} {seen}");
    }
    // Whoever does not want that end is not bothered with it.
    for flags in ["--read-uncommitted", "-p 1", "-p 0 -O 0:2"] {
        let seen = run(broker, &format!("list {topic} {flags}"));
        assert!(!seen.err.contains("undecided"), "{flags} {seen}");
    }
    let seen = run(broker, &format!("show {topic}-0@3"));
    assert_eq!(seen.status, Some(2), "{seen}");
    assert!(
        seen.err
            .contains("offset 3 is held back by an open transaction"),
        "{seen}"
    );

    writer.commit();
    assert_eq!(
        listed(broker, &format!("{topic} -p 0")),
        [(0, 0), (0, 1), (0, 3), (0, 4)]
    );
    let seen = run(broker, &format!("list {topic}"));
    assert_eq!((seen.err.as_str(), seen.status), ("", Some(0)));
}

#[test]
fn of_nothing() {
    let Some(broker) = broker("empty topics and partitions end at once") else {
        return;
    };
    let empty = broker.topic("empty", 3);
    agrees(broker, &empty);
    let seen = run(broker, &format!("list {empty}"));
    assert_eq!(
        seen.to_string(),
        format!("[stderr]\nno records in {empty}\n[exit 0]")
    );
    for line in [
        format!("list {empty} -o json"),
        format!("export {empty}"),
        format!("summary {empty} -o ndjson"),
        format!("list {empty} --since 1h -O end-5 -o ndjson -q"),
    ] {
        let seen = run(broker, &line);
        let out = String::from_utf8_lossy(&seen.out).into_owned();
        let expected = if line.ends_with("-o json") {
            "[]\n"
        } else {
            ""
        };
        assert_eq!(
            (out.as_str(), seen.status),
            (expected, Some(0)),
            "{line} {seen}"
        );
    }
    assert_eq!(
        run(broker, &format!("list {empty} --fail-if-none")).status,
        Some(1)
    );
    assert_eq!(run(broker, &format!("show {empty}")).status, Some(2));

    let sparse = broker.topic("sparse", 12);
    produce(
        &broker.bootstrap(),
        &[Out::to(&sparse).partition(7).value("only")],
    );
    agrees(broker, &sparse);
    assert_eq!(listed(broker, &format!("{sparse} {empty}")), [(7, 0)]);

    // Written to, and empty again: the ends are equal and not 0.
    let emptied = broker.topic("emptied", 1);
    produce(&broker.bootstrap(), &[Out::to(&emptied), Out::to(&emptied)]);
    broker.delete_records(&emptied, 0, 2);
    agrees(broker, &emptied);
}

#[test]
fn of_many_partitions_and_batches() {
    let Some(broker) = broker("a scan over many batches and partitions misses nothing") else {
        return;
    };
    let topic = broker.topic("many", 5);
    let records: Vec<Out> = (0..5000)
        .map(|number| {
            Out::to(&topic)
                .partition(number % 5)
                .value(number.to_string())
        })
        .collect();
    produce(&broker.bootstrap(), &records);
    agrees(broker, &topic);
    let all = listed(broker, &topic);
    for partition in 0..5 {
        let of_partition = all.iter().filter(|place| place.0 == partition);
        let offsets: Vec<i64> = of_partition.map(|place| place.1).collect();
        same(&offsets, &(0..1000).collect::<Vec<_>>(), "in order");
    }
    assert_eq!(listed(broker, &format!("{topic} -n 7")).len(), 7);
    assert_eq!(
        listed(
            broker,
            &format!("{topic} -p 3 -O 100:+3 -O 3=500 -O 3=998:")
        ),
        [100, 101, 102, 500, 998, 999].map(|offset| (3, offset))
    );
}
