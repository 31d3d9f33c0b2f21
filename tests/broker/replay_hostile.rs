//! Dead letters as an attacker, or a broken program, would write them: through every command, and replayed or named.

mod cases;

use std::collections::HashMap;

use serde_json::{Value, json};

use super::support::produce::produce;
use super::support::replaying::{Lab, finish, report, said};
use super::support::{Isolation, Out, Record};
use cases::Fate::{Sent, Skipped};
use cases::{CASES, whole};

/// Names that failures leave on a record, or an earlier replay.
fn is_of_machinery(name: &[u8]) -> bool {
    [
        "kafka_dlt-",
        "retry_topic-",
        "__connect.errors.",
        "dlt-replay-",
    ]
    .iter()
    .any(|prefix| name.starts_with(prefix.as_bytes()))
}

/// Runs a command that must succeed with one of these statuses, and prints nothing a terminal would obey.
fn look(lab: &Lab<'_>, words: &[&str], statuses: &[i32]) -> String {
    let output = lab.command(words).output().expect("the program");
    let status = output.status.code().unwrap_or(-1);
    assert!(statuses.contains(&status), "{words:?}: {}", said(&output));
    for bytes in [&output.stdout, &output.stderr] {
        let text = std::str::from_utf8(bytes).expect("UTF-8");
        let obeyed = text.chars().find(|&char| {
            (char.is_control() && char != '\n')
                || matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        });
        assert_eq!(obeyed, None, "{words:?}");
    }
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Says what a plan or a report of JSON gives as the reason of each skipped offset.
fn reasons(plan: &Value) -> HashMap<i64, String> {
    let skips = plan["plan"]["skips"].as_array().expect("skips");
    let reason = |reason: &Value| match reason {
        Value::String(name) => name.clone(),
        other => other
            .as_object()
            .expect("a reason")
            .keys()
            .next()
            .expect("a name")
            .clone(),
    };
    skips
        .iter()
        .map(|skip| {
            let offset = skip["source"]["offset"].as_i64().expect("an offset");
            (offset, reason(&skip["reason"]))
        })
        .collect()
}

/// Checks that what arrived is what was to arrive, byte for byte.
fn compare(lab: &Lab<'_>) {
    let source = lab.broker.dump(&lab.letters, Isolation::Committed);
    let target = lab.broker.dump(&lab.target, Isolation::Committed);
    let arrived: HashMap<Vec<u8>, &Record> = target
        .iter()
        .map(|record| (record.header("case").expect("a name").to_vec(), record))
        .collect();
    let sent = CASES.iter().filter(|case| matches!(case.2, Sent(_)));
    assert_eq!(
        (target.len(), arrived.len()),
        (sent.clone().count(), sent.count())
    );
    for ((name, _, fate), original) in CASES.iter().zip(&source) {
        let found = arrived.get(name.as_bytes());
        let Sent(partition) = fate else {
            assert!(found.is_none(), "{name}");
            continue;
        };
        let found = found.unwrap_or_else(|| panic!("{name} did not arrive"));
        assert_eq!(found.partition, *partition, "{name}");
        assert_eq!(
            (&found.key, &found.value),
            (&original.key, &original.value),
            "{name}"
        );
        let own = original
            .headers
            .iter()
            .filter(|header| !is_of_machinery(&header.0));
        let kept = found
            .headers
            .iter()
            .filter(|header| !is_of_machinery(&header.0));
        assert!(own.eq(kept), "{name}: {:?}", found.headers);
        assert_eq!(found.header("dlt-replay-count"), Some(&b"1"[..]), "{name}");
    }
}

#[test]
fn every_hostile_letter_is_sent_byte_for_byte_or_named() {
    let Some(lab) = Lab::new("hostile dead letters are replayed as they are, or named") else {
        return;
    };
    let large = json!({ "max.message.bytes": "4000000" });
    let args = json!({ "topic": lab.letters, "configs": large });
    lab.broker.admin("alter_topic", &args);
    let args = json!({ "topic": lab.target, "configs": large });
    lab.broker.admin("alter_topic", &args);
    let letters: Vec<Out> = CASES
        .iter()
        .map(|(name, make, _)| make(&lab).header("case", name).partition(0))
        .collect();
    let count = letters.len();
    produce(&lab.broker.bootstrap(), &letters);

    let topic = lab.letters.as_str();
    let all = format!("{topic}-0@0:{count}");
    for words in [
        &["list", topic][..],
        &["list", topic, "-o", "wide"],
        &["list", topic, "-o", "ndjson"],
        &["show", &all],
        &["show", &all, "-o", "json"],
        &["summary", topic],
        &["summary", topic, "--by", "topic", "-o", "ndjson"],
        &["topics", topic, "-o", "wide"],
    ] {
        look(&lab, words, &[0, 3]);
    }
    let file = lab.path("all.ndjson.gz");
    let file = file.to_str().unwrap();
    // One record has more headers than can be read.
    look(&lab, &["export", topic, "-w", file], &[3]);

    let plan = [
        "replay",
        topic,
        "--all",
        "--dry-run",
        "--ledger",
        &lab.ledger,
    ];
    let shown = look(&lab, &plan, &[3]);
    for topic in ["__consumer_offsets", &lab.ledger] {
        let line = format!("     1  nothing is ever sent to {topic}, whatever a header says");
        assert!(shown.contains(&line), "{shown}");
    }
    let plan = look(&lab, &[&plan[..], &["-o", "json"]].concat(), &[3]);
    let plan: Value = serde_json::from_str(&plan).unwrap();
    let reasons = reasons(&plan);
    let unlike: Vec<_> = (0..)
        .zip(CASES)
        .map(|(offset, (name, _, fate))| (*name, reasons.get(&offset).map(String::as_str), fate))
        .filter(|(_, found, fate)| match fate {
            Sent(_) => found.is_some(),
            Skipped(reason) => *found != Some(*reason),
        })
        .collect();
    assert!(unlike.is_empty(), "{unlike:#?}");
    assert_eq!(lab.broker.dump(&lab.target, Isolation::Uncommitted), []);

    let output = finish(&mut lab.replay(10, &[]));
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let counts = report(&output)["counts"].clone();
    assert_eq!(counts["sent"], count - reasons.len(), "{counts}");
    assert_eq!(counts["failed"], 0, "{counts}");
    compare(&lab);

    // The file says the same. Nothing is left but what needs somebody, and a record that was replayed too often.
    let from = lab.command(&["replay", "--from", file, "--yes", "--ledger", &lab.ledger]);
    let again = finish(&mut { from });
    assert_eq!(again.status.code(), Some(6), "{}", said(&again));
    compare(&lab);
}

#[test]
fn a_record_at_the_limit_of_its_target_is_sent_and_one_above_is_named() {
    let Some(lab) = Lab::new("records around the largest size are sent or named") else {
        return;
    };
    let limit = 20_000;
    let configs = json!({ "max.message.bytes": limit.to_string() });
    lab.broker.admin(
        "alter_topic",
        &json!({ "topic": lab.target, "configs": configs }),
    );
    // Bytes that no compression makes smaller, in sizes that go over the limit byte by byte with what a replay adds.
    let noise: Vec<u8> = (0..5_000_u32)
        .flat_map(|n| {
            n.wrapping_mul(2_654_435_761)
                .rotate_left(n % 31)
                .to_be_bytes()
        })
        .collect();
    let sizes: Vec<usize> = (limit - 700..limit).step_by(7).collect();
    let letters: Vec<Out> = sizes
        .iter()
        .map(|size| whole(&lab).value(&noise[..*size]).partition(0))
        .collect();
    produce(&lab.broker.bootstrap(), &letters);
    let output = finish(&mut lab.replay(50, &[]));
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let found = report(&output);
    let arrived: Vec<usize> = lab
        .broker
        .dump(&lab.target, Isolation::Committed)
        .iter()
        .map(|record| record.value.as_ref().map_or(0, Vec::len))
        .collect();
    println!("{} of {} arrived", arrived.len(), sizes.len());
    assert_eq!(found["counts"]["sent"], arrived.len(), "{found}");
    assert_eq!(
        found["counts"]["failed"],
        sizes.len() - arrived.len(),
        "{found}"
    );
    // All that fit, and no other: the order of sizes is that of the letters.
    assert!((1..sizes.len()).contains(&arrived.len()), "{arrived:?}");
    assert_eq!(arrived, sizes[..arrived.len()]);
    for problem in found["problems"].as_array().unwrap() {
        assert_eq!(
            problem["outcome"]["failed"]["kind"], "too-large",
            "{problem}"
        );
    }
}

#[test]
fn times_that_are_none_are_sent_as_they_are_but_for_zero() {
    let Some(lab) = Lab::new("strange timestamps are sent as they are") else {
        return;
    };
    // Where a broker checks no timestamps, there is every number.
    let any = i64::MAX.to_string();
    let configs =
        json!({ "message.timestamp.after.max.ms": any, "message.timestamp.before.max.ms": any });
    for topic in [&lab.letters, &lab.target] {
        lab.broker.admin(
            "alter_topic",
            &json!({ "topic": topic, "configs": configs }),
        );
    }
    let times = [-1, 1, 253_402_300_799_999, i64::MAX];
    let letters = times.map(|time| whole(&lab).timestamp(time).partition(0));
    produce(&lab.broker.bootstrap(), &letters);
    lab.broker.send_at(&lab.letters, 0, 0, b"1970");
    let to = ["--timestamp", "dlt", "--to", &lab.target];
    let output = finish(&mut lab.replay(10, &to));
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let target = lab.broker.dump(&lab.target, Isolation::Committed);
    let mut arrived: Vec<i64> = target
        .iter()
        .filter(|record| record.value.is_none())
        .map(|record| record.timestamp)
        .collect();
    arrived.sort_unstable();
    assert_eq!(arrived, times);
    // The client library takes 0 for now: docs/replay.md says so.
    let zero = target.iter().find(|record| record.value.is_some()).unwrap();
    assert!(zero.timestamp > 1_700_000_000_000, "{}", zero.timestamp);
}
