//! Replays to topics that a template names.

use super::support::produce::produce;
use super::support::replaying::{Lab, finish, letter, report, said};
use super::support::{Isolation, Out};

/// Returns the values of a topic's records, with their partitions.
fn values(lab: &Lab, topic: &str) -> Vec<(i32, String)> {
    let records = lab.broker.dump(topic, Isolation::Committed);
    let mut values: Vec<_> = records
        .into_iter()
        .map(|record| {
            let value = record.value.expect("a value");
            (record.partition, String::from_utf8(value).expect("text"))
        })
        .collect();
    values.sort();
    values
}

fn pairs(expected: &[(i32, &str)]) -> Vec<(i32, String)> {
    let owned = expected.iter().map(|(p, value)| (*p, (*value).to_owned()));
    owned.collect()
}

#[test]
fn a_template_sends_each_origin_to_a_topic_of_its_own() {
    let Some(lab) = Lab::new("a template names the target of each record") else {
        return;
    };
    let origins = [lab.target.clone(), lab.broker.topic("billing", 3)];
    let targets = origins.each_ref().map(|origin| format!("{origin}.retry"));
    // The second one has no partition 2.
    lab.broker.create_topic(&targets[0], 3, &[]);
    lab.broker.create_topic(&targets[1], 2, &[]);
    let from = |origin: &str, partition, offset, value: &str| {
        letter(&lab.letters, origin, partition, offset).value(value)
    };
    produce(
        &lab.broker.bootstrap(),
        &[
            from(&origins[0], 0, 10, "a"),
            from(&origins[1], 1, 11, "b"),
            from(&origins[0], 2, 12, "c"),
            from(&origins[1], 2, 13, "no such partition"),
            from(&"x".repeat(245), 0, 14, "too long a name with the suffix"),
            from("nobody-made", 0, 15, "missing"),
            Out::to(&lab.letters).partition(0).value("no origin"),
        ],
    );
    let to = ["--to", "{origin.topic}.retry"];
    let mut arguments = vec!["replay", &lab.letters, "--all", "--dry-run"];
    arguments.extend(to);
    arguments.extend(["--ledger", &lab.ledger]);
    let planned = finish(&mut lab.command(&arguments));
    assert_eq!(planned.status.code(), Some(3), "{}", said(&planned));
    let plan = String::from_utf8_lossy(&planned.stdout).into_owned();
    for told in [
        format!("to        {}-0  1 record ", targets[0]),
        format!("to        {}-2  1 record ", targets[0]),
        format!("to        {}-1  1 record ", targets[1]),
        "to the topic that {origin.topic}.retry names for each record".to_owned(),
        format!("{} has no partition 2", targets[1]),
        "xxx.retry` is no name of a topic".to_owned(),
        "topic nobody-made.retry does not exist".to_owned(),
        "no header tells where it came from".to_owned(),
    ] {
        assert!(plan.contains(&told), "{told} is missing\n{plan}");
    }
    for target in &targets {
        assert_eq!(values(&lab, target), []);
    }

    let output = finish(&mut lab.replay(100, &to));
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let found = report(&output);
    assert_eq!(
        (&found["counts"]["sent"], &found["skipped_attention"]),
        (&3.into(), &4.into()),
        "{found}"
    );
    assert_eq!(values(&lab, &targets[0]), pairs(&[(0, "a"), (2, "c")]));
    assert_eq!(values(&lab, &targets[1]), pairs(&[(1, "b")]));
    // Nothing came to the origins themselves.
    for origin in &origins {
        assert_eq!(values(&lab, origin), []);
    }
    // What was replayed was replayed, wherever it went: the ledger knows.
    let again = finish(&mut lab.replay(100, &[]));
    let found = report(&again);
    assert_eq!(found["counts"]["sent"], 1, "{found}");
    assert_eq!(
        values(&lab, &origins[1]),
        pairs(&[(2, "no such partition")])
    );
}
