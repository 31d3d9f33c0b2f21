//! What happens to single records: fidelity, ones that cannot be sent, and runs that are interrupted.

use std::collections::HashMap;

use super::support::produce::produce;
use super::support::replaying::{Lab, finish, letter, report, said, wait_for, wait_until_there};
use super::support::{Broker, Isolation, Out};

type Edge = (&'static str, fn(Out) -> Out);

/// Values, keys, headers and times as no well-behaved application writes them.
const EDGES: [Edge; 34] = [
    ("null key", |out| out.value("v")),
    ("empty key", |out| out.key("").value("v")),
    ("null value", |out| out.key("k")),
    ("empty value", |out| out.key("k").value("")),
    ("null key and value", |out| out),
    ("empty key and value", |out| out.key("").value("")),
    ("null key, empty value", |out| out.value("")),
    ("binary key", |out| out.key(b"\0\xff\n\r\x1b").value("v")),
    ("binary value", |out| out.key("k").value(b"\0\xff\xfe\x80")),
    ("not UTF-8", |out| out.key("k").value(b"\xc3\x28")),
    ("new lines", |out| out.key("a\nb").value("a\r\nb\n")),
    ("terminal escapes", |out| {
        out.key("k").value("\x1b[2J\x1b]0;x\x07")
    }),
    ("emoji", |out| {
        out.key("\u{1f980}").value("\u{1f980}\u{200d}")
    }),
    ("200 kB", |out| out.key("k").value(vec![b'x'; 200_000])),
    ("long key", |out| out.key(vec![b'k'; 20_000]).value("v")),
    ("null header", |out| out.value("v").null_header("h")),
    ("empty header", |out| out.value("v").header("h", "")),
    ("null and empty header", |out| {
        out.value("v").null_header("h").header("h", "")
    }),
    ("duplicates in order", |out| {
        out.value("v")
            .header("h", "2")
            .header("g", "x")
            .header("h", "1")
    }),
    ("equal duplicates", |out| {
        out.value("v").header("h", "1").header("h", "1")
    }),
    ("binary header", |out| out.value("v").header("h", b"\0\xff")),
    ("empty name", |out| out.value("v").header("", "v")),
    ("empty name, null", |out| out.value("v").null_header("")),
    ("Latin-1 name", |out| {
        out.value("v").header(b"gr\xf6\xdfe", "v")
    }),
    ("NUL in a name", |out| out.value("v").header(b"a\0b", "v")),
    ("NUL in a name, empty", |out| {
        out.value("v").header(b"a\0b", "")
    }),
    ("names that differ in case", |out| {
        out.value("v").header("H", "1").header("h", "2")
    }),
    ("long name", |out| {
        out.value("v").header(vec![b'n'; 5_000], "v")
    }),
    ("large header", |out| {
        out.value("v").header("h", vec![b'h'; 100_000])
    }),
    ("a thousand headers", |out| {
        (0..1_000).fold(out.value("v"), |out, n| out.header(format!("h{n}"), "v"))
    }),
    ("Spring's type header last", |out| {
        out.value("{}").header("__TypeId__", "com.acme.Order")
    }),
    ("trace context stays", |out| {
        out.value("v")
            .header("traceparent", "00-1-2-01")
            .header("b3", "0")
    }),
    ("old timestamp", |out| out.value("v").timestamp(1)),
    ("before 1970", |out| out.value("v").timestamp(-1_000)),
];

/// Writes every edge case as a dead letter, each also with its failure headers in the middle of its own.
fn edges(lab: &Lab) -> Vec<Out> {
    let letters: Vec<_> = (0_i64..)
        .zip(EDGES)
        .map(|(number, (name, make))| {
            let partition = i32::try_from(number % 3).unwrap();
            let before = letter(&lab.letters, &lab.target, partition, 5_000 + number);
            make(before.header("edge", name))
        })
        .collect();
    produce(&lab.broker.bootstrap(), &letters);
    letters
}

/// Compares what arrived with what was written, header by header and byte by byte.
fn compare(lab: &Lab, letters: &[Out]) {
    let source = lab.broker.dump(&lab.letters, Isolation::Committed);
    let target = lab.broker.dump(&lab.target, Isolation::Committed);
    assert_eq!((source.len(), target.len()), (letters.len(), letters.len()));
    let arrived: HashMap<_, _> = target
        .iter()
        .map(|record| (record.header("edge").unwrap().to_vec(), record))
        .collect();
    for original in &source {
        let name = original.header("edge").unwrap();
        let found = arrived[name];
        let name = String::from_utf8_lossy(name);
        assert_eq!(found.key, original.key, "{name}");
        assert_eq!(found.value, original.value, "{name}");
        assert_eq!(found.partition, original.partition, "{name}");
        let own: Vec<_> = original
            .headers
            .iter()
            .filter(|(name, _)| !name.starts_with(b"kafka_dlt-"))
            .collect();
        let (kept, added) = found.headers.split_at(own.len());
        assert_eq!(kept.iter().collect::<Vec<_>>(), own, "{name}");
        assert!(
            added
                .iter()
                .all(|(name, _)| name.starts_with(b"dlt-replay-")),
            "{name}: {added:?}"
        );
    }
}

#[test]
fn every_edge_case_arrives_byte_for_byte() {
    let Some(lab) = Lab::new("a replay keeps every byte") else {
        return;
    };
    let letters = edges(&lab);
    let output = finish(&mut lab.replay(10, &[]));
    assert!(output.status.success(), "{}", said(&output));
    compare(&lab, &letters);
}

#[test]
fn an_export_is_replayed_byte_for_byte_and_counts_as_the_same() {
    let Some(lab) = Lab::new("a replay from an export equals one from the topic") else {
        return;
    };
    let letters = edges(&lab);
    let file = lab.path("d.ndjson.zst");
    let file = file.to_str().unwrap();
    let output = finish(&mut lab.command(&["export", &lab.letters, "-w", file]));
    assert!(output.status.success(), "{}", said(&output));
    let from = |file: &str| {
        let ledger = &lab.ledger;
        lab.command(&[
            "replay", "--from", file, "--yes", "-o", "json", "--ledger", ledger,
        ])
    };
    let output = finish(&mut from(file));
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(report(&output)["counts"]["sent"], letters.len());
    compare(&lab, &letters);
    for mut again in [from(file), lab.replay(10, &[])] {
        let output = finish(&mut again);
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(report(&output)["counts"]["sent"], 0);
        assert_eq!(report(&output)["skipped"], letters.len());
    }
    let empty = lab.path("empty.ndjson");
    std::fs::write(&empty, "").unwrap();
    let output = finish(&mut from(empty.to_str().unwrap()));
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
}

#[test]
fn timestamps_follow_the_policy() {
    let Some(lab) = Lab::new("--timestamp original and dlt keep times") else {
        return;
    };
    let letters = [letter(&lab.letters, &lab.target, 0, 1)
        .value("v")
        .timestamp(1_795_000_000_000)];
    produce(&lab.broker.bootstrap(), &letters);
    for (policy, expected) in [("original", 1_795_243_875_557), ("dlt", 1_795_000_000_000)] {
        let output = finish(&mut lab.replay(10, &["--again", "--timestamp", policy]));
        assert!(output.status.success(), "{}", said(&output));
        let target = lab.broker.dump(&lab.target, Isolation::Committed);
        let newest = target.last().unwrap();
        assert_eq!(newest.timestamp, expected, "{policy}");
        let original = newest.header("dlt-replay-original-timestamp");
        assert_eq!(original, Some(&b"1795243875557"[..]));
    }
}

#[test]
fn records_that_cannot_be_sent_are_named_and_the_others_go_through() {
    let Some(lab) = Lab::new("records that cannot be sent do not stop the others") else {
        return;
    };
    let small = format!("{}-small", lab.target);
    let settings = [
        ("max.message.bytes", "10000"),
        ("message.timestamp.before.max.ms", "3600000"),
    ];
    lab.broker.create_topic(&small, 3, &settings);
    // Bytes that no compression makes smaller.
    let noise: Vec<u8> = (0..30_000_u32)
        .flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes())
        .collect();
    let letters: Vec<_> = (0..200_i64)
        .map(|number| {
            let out = letter(&lab.letters, &small, 0, number).key("k");
            let out = match number {
                70 | 150 => out.value(&noise[..20_000 + 40 * usize::try_from(number).unwrap()]),
                100 => letter(&lab.letters, &small, 7, number).value("no such partition"),
                101 => letter(&lab.letters, "no.such.topic", 0, number).value("no such topic"),
                _ => out.value(format!("{number}")),
            };
            // The letters themselves all lie in partition 0.
            out.partition(0)
        })
        .collect();
    produce(&lab.broker.bootstrap(), &letters);
    let output = finish(&mut lab.replay(100, &[]));
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let found = report(&output);
    assert_eq!(found["counts"]["sent"], 196, "{found}");
    assert_eq!(found["counts"]["failed"], 2, "{found}");
    assert_eq!(found["skipped_attention"], 2, "{found}");
    let refs: Vec<_> = found["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| {
            assert_eq!(
                problem["outcome"]["failed"]["kind"], "too-large",
                "{problem}"
            );
            problem["ref"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(
        refs,
        [70, 150].map(|offset| format!("{}-0@{offset}", lab.letters))
    );
    assert_eq!(lab.broker.dump(&small, Isolation::Committed).len(), 196);

    // One is of 2001, and the topic takes nothing older than an hour.
    let old: Vec<_> = (0..5_i64)
        .map(|number| {
            letter(&lab.letters, &small, 1, 900 + number)
                .timestamp(if number == 2 {
                    1_000_000_000_000
                } else {
                    now_ms()
                })
                .value("t")
        })
        .collect();
    produce(&lab.broker.bootstrap(), &old);
    let output = finish(&mut lab.replay(100, &["-p", "1", "--timestamp", "dlt"]));
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let found = report(&output);
    assert_eq!(
        (&found["counts"]["sent"], &found["counts"]["failed"]),
        (&4.into(), &1.into()),
        "{found}"
    );
    assert_eq!(
        found["problems"][0]["outcome"]["failed"]["kind"],
        "invalid-timestamp"
    );
}

fn now_ms() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(now.unwrap().as_millis()).unwrap()
}

#[test]
fn records_that_retention_took_are_named() {
    let Some(lab) = Lab::new("records that vanish before they are sent are named") else {
        return;
    };
    lab.fill(30);
    let paused = lab.path("paused");
    let point = format!("before_init:1:{}", paused.display());
    let child = lab
        .replay(3, &[])
        .env("DLTCTL_FAIL_POINT", point)
        .spawn()
        .unwrap();
    wait_until_there(&paused);
    lab.broker.delete_records(&lab.letters, 1, 10);
    std::fs::remove_file(&paused).unwrap();
    let output = wait_for(child);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let found = report(&output);
    assert_eq!(
        found["counts"]["sent"].as_i64().unwrap() + found["counts"]["gone"].as_i64().unwrap(),
        30,
        "{found}"
    );
    assert!(found["counts"]["gone"].as_i64().unwrap() > 0, "{found}");
}

#[test]
fn ctrl_c_leaves_nothing_half_done() {
    let Some(lab) = Lab::new("an interrupted replay leaves nothing half done") else {
        return;
    };
    let count = 600;
    lab.fill(count);
    let trace = lab.path("trace");
    let child = lab
        .replay(20, &[])
        .env("DLTCTL_FAIL_DELAY_MS", "40")
        .env("DLTCTL_FAIL_TRACE", &trace)
        .spawn()
        .unwrap();
    while std::fs::read_to_string(&trace).unwrap_or_default() != "after_commit" {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    std::thread::sleep(std::time::Duration::from_millis(130));
    let interrupted = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(interrupted.unwrap().success());
    let output = wait_for(child);
    assert_eq!(output.status.code(), Some(130), "{}", said(&output));
    let found = report(&output);
    let sent = found["counts"]["sent"].as_i64().unwrap();
    assert_eq!(found["counts"]["in_doubt"], 0, "{found}");
    assert!(0 < sent && sent < count, "{found}");
    let committed = lab.broker.dump(&lab.target, Isolation::Committed).len();
    assert_eq!(i64::try_from(committed).unwrap(), sent);
    let output = finish(&mut lab.replay(100, &[]));
    assert!(output.status.success(), "{}", said(&output));
    lab.check(count);
}

#[test]
fn a_source_that_is_still_consumed_is_refused() {
    let Some(lab) = Lab::new("a dead-letter topic that is still consumed is not replayed") else {
        return;
    };
    lab.fill(3);
    commit(lab.broker, "its-listener", &lab.letters, 0, 0);
    let output = finish(&mut lab.replay(10, &[]));
    assert_eq!(output.status.code(), Some(6), "{}", said(&output));
    assert!(said(&output).contains("its-listener"), "{}", said(&output));
    let output = finish(&mut lab.replay(10, &["--source-in-flight"]));
    assert!(output.status.success(), "{}", said(&output));
    lab.check(3);
}

/// Commits an offset for a group, as a consumer that stands there.
fn commit(broker: &Broker, group: &str, topic: &str, partition: i32, offset: i64) {
    use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer as _};
    let consumer: BaseConsumer = rdkafka::ClientConfig::new()
        .set("bootstrap.servers", broker.bootstrap())
        .set("group.id", group)
        .create()
        .unwrap();
    let mut list = rdkafka::TopicPartitionList::new();
    list.add_partition_offset(topic, partition, rdkafka::Offset::Offset(offset))
        .unwrap();
    consumer.commit(&list, CommitMode::Sync).unwrap();
}

#[test]
fn guardrails_refuse_before_anything_is_sent() {
    let Some(lab) = Lab::new("guardrails refuse before anything is sent") else {
        return;
    };
    lab.fill(30);
    let bootstrap = lab.broker.bootstrap();
    let ledger = ["--ledger", lab.ledger.as_str()];
    let cases: [(&[&str], i32, &str); 9] = [
        (&["--all", "--yes", "--max", "29"], 6, "more than --max 29"),
        (
            &["--all", "--yes", "--expect", "31"],
            6,
            "not the 31 of --expect",
        ),
        (&["--all"], 6, "needs a confirmation"),
        (&["--yes"], 2, "which records?"),
        (&["--yes", "-p", "0"], 2, "which records?"),
        (&["--yes", "-O", "0:5"], 2, "in which partition?"),
        (
            &["--yes", "--all", "--to", "no/topic"],
            2,
            "no name of a topic",
        ),
        (
            &["--yes", "--all", "--ledger", "dlt-replay.none"],
            6,
            "does not exist",
        ),
        (&["--yes", "--all", "--follow"], 2, "cannot follow"),
    ];
    for (arguments, status, text) in cases {
        let mut all = vec!["replay", &lab.letters];
        all.extend(arguments);
        if !arguments.contains(&"--ledger") {
            all.extend(ledger);
        }
        let output = finish(&mut lab.command(&all));
        assert_eq!(
            output.status.code(),
            Some(status),
            "{arguments:?}: {}",
            said(&output)
        );
        assert!(
            said(&output).contains(text),
            "{arguments:?}: {}",
            said(&output)
        );
    }
    // The same brokers, named by a variable instead of a flag.
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_dltctl"))
        .env_clear()
        .env("HOME", lab.path("home"))
        .env("KAFKA_BOOTSTRAP_SERVERS", &bootstrap)
        .args(["replay", &lab.letters, "--all", "--yes"])
        .args(ledger)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(6), "{}", said(&output));
    assert_eq!(lab.broker.dump(&lab.target, Isolation::Uncommitted), []);
    assert_eq!(lab.entries().len(), 0);
}
