//! One table: every dialect's fixtures through `list -o json`, `show` and the plan of a replay, on the cluster in the
//! process. `dialects/told.txt` states origin, failure and the headers that a replay takes off for each.
//!
//! `DLTCTL_UPDATE_DIALECTS=1` writes the table anew, for a person to compare.

mod envelopes;
mod fixtures;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use dltctl::kafka::mock::EmbeddedCluster;
use serde_json::Value;

use crate::support::{Seen, dltctl};
use fixtures::Fixture;

const FIXTURES: &[&str] = &[
    "constructed",
    "near-misses",
    "spring-4.1.1",
    "spring-3.0.6",
    "spring-2.8.7",
    "spring-2.7.8",
    "cloud-stream-5.0.2",
    "connect-4.3.1",
    "streams-4.3.1",
    "smallrye-4.36.0",
];

/// Where records go that name no origin, so that their headers are told all the same.
const ELSEWHERE: &str = "elsewhere";

/// How many partitions every topic has: as many as any origin needs.
const PARTITIONS: i32 = 4;

/// A cluster with the records of one fixture.
struct Poured {
    cluster: EmbeddedCluster,
}

impl Poured {
    fn of(fixture: &[Fixture]) -> Self {
        let cluster = EmbeddedCluster::start().unwrap();
        let mut topics = topics(fixture);
        topics.insert(ELSEWHERE.to_owned());
        for topic in &topics {
            cluster.create_topic(topic, PARTITIONS).unwrap();
        }
        cluster
            .produce(fixture.iter().map(|one| &one.record))
            .unwrap();
        Self { cluster }
    }

    fn dltctl(&self, arguments: &[&str]) -> Seen {
        let servers = self.cluster.bootstrap_servers();
        dltctl(&[arguments, &["-b", &servers]].concat())
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let seen = self.dltctl(&[arguments, &["-o", "json"]].concat());
        // Nothing to send is told by a status of its own.
        assert!(matches!(seen.status, 0 | 3), "{arguments:?} {seen}");
        serde_json::from_str(&seen.out).unwrap()
    }

    /// Returns what `list -o json` says of every record, by reference.
    fn listed(&self, topics: &BTreeSet<String>) -> BTreeMap<String, Value> {
        let mut arguments = vec!["list"];
        arguments.extend(topics.iter().map(String::as_str));
        let listed = self.json(&arguments);
        let lines = listed.as_array().unwrap().iter();
        lines
            .map(|line| (line["ref"].as_str().unwrap().to_owned(), line.clone()))
            .collect()
    }

    /// Makes the topics of origin, to which a replay goes.
    fn make_origins(&self, listed: &BTreeMap<String, Value>, topics: &BTreeSet<String>) {
        let origins = listed.values().filter_map(|line| {
            let topic = line["dead_letter"]["origin"]["topic"].as_str()?;
            (!topics.contains(topic)).then_some(topic)
        });
        for topic in origins.collect::<BTreeSet<_>>() {
            self.cluster.create_topic(topic, PARTITIONS).unwrap();
        }
    }

    /// Says what a replay of one record would do.
    fn replayed(&self, reference: &str) -> String {
        let plan = |more: &[&str]| {
            self.json(&[&["replay", reference, "--dry-run"], more].concat())["plan"].take()
        };
        let straight = plan(&[]);
        let skip = straight["skips"][0].clone();
        if skip.is_null() {
            let (target, removed) = (target(&straight), removed(&straight));
            return format!("{target}{}; takes off {removed}", found(&straight));
        }
        let why = skip["reason"]
            .as_str()
            .expect("a reason without details")
            .to_owned();
        let elsewhere = plan(&["--to", ELSEWHERE, "--to-partition", "key"]);
        if elsewhere["skips"][0].is_null() {
            format!(
                "skipped: {why}; with --to takes off {}",
                removed(&elsewhere)
            )
        } else {
            format!("skipped: {why}")
        }
    }
}

fn target(plan: &Value) -> String {
    let target = &plan["targets"][0];
    let partitions: Vec<_> = target["sends"].as_object().unwrap().keys().collect();
    format!("to {}-{}", target["topic"].as_str().unwrap(), partitions[0])
}

/// What a person is told of before the question.
fn found(plan: &Value) -> String {
    let findings = plan["findings"].as_object().unwrap().iter();
    let found: Vec<_> = findings
        .filter(|(_, one)| one["records"].as_u64().is_some_and(|records| records > 0))
        .flat_map(|(name, _)| ["; ", name])
        .collect();
    found.concat()
}

/// The names of the headers that are taken off.
fn removed(plan: &Value) -> String {
    let removed = plan["headers"]["removed"].as_array().unwrap().iter();
    let names: Vec<_> = removed
        .map(|one| one["name"].as_str().unwrap().to_owned())
        .collect();
    if names.is_empty() {
        "nothing".to_owned()
    } else {
        names.join(" ")
    }
}

/// What `list -o json` says of a record: dialects, origins, failure.
fn told(line: &Value) -> String {
    let letter = &line["dead_letter"];
    let joined = |list: &Value, each: &dyn Fn(&Value) -> String, between: &str| {
        let all: Vec<_> = list.as_array().into_iter().flatten().map(each).collect();
        all.join(between)
    };
    let word = |value: &Value| match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let place = |hop: &Value| {
        let mut out = format!(
            "{}-{}@{}",
            word(&hop["topic"]),
            word(&hop["partition"]),
            word(&hop["offset"])
        );
        if let Some(group) = hop["consumer_group"].as_str() {
            let _ = write!(out, " in {group}");
        }
        out
    };
    let mut out = joined(&letter["dialects"], &word, "+");
    let _ = write!(out, " | {}", joined(&letter["hops"], &place, ", "));
    let failure = &letter["failure"];
    let _ = write!(
        out,
        " | {} <- {} {}",
        word(&failure["exception"]),
        word(&failure["root_cause"]),
        failure["message"]
    );
    for (name, value) in [
        ("attempts", &letter["attempts"]),
        ("stage", &failure["stage"]),
        ("on_key", &failure["on_key"]),
        ("payload_is_original", &letter["payload_is_original"]),
        ("guessed", &letter["guessed"]),
        ("origin guessed", &letter["origin"]["guessed"]),
    ] {
        if !value.is_null() {
            let _ = write!(out, " | {name} {}", word(value));
        }
    }
    out
}

/// What `show` says first of a failure, and the origin.
fn shown(text: &str) -> String {
    let failure: Vec<_> = text
        .lines()
        .skip_while(|line| !line.starts_with("FAILURE"))
        .take_while(|line| !line.is_empty() && !line.starts_with("  category"))
        .map(str::trim)
        .collect();
    let origin = text
        .lines()
        .skip_while(|line| *line != "ORIGIN")
        .find_map(|line| line.strip_prefix("  record      "));
    let failure = failure.join(" / ");
    let failure = failure
        .trim_start_matches("FAILURE")
        .trim_start_matches(" / ");
    format!("{} | {}", failure.trim(), origin.unwrap_or("no origin"))
}

fn topics(fixture: &[Fixture]) -> BTreeSet<String> {
    let topics = fixture
        .iter()
        .map(|one| one.record.view().envelope.topic.to_string());
    topics.collect()
}

/// Says what a fixture's records are.
fn table(name: &str) -> String {
    let mut out = format!("# {name}.ndjson\n");
    let fixture = fixtures::load(name);
    let topics = topics(&fixture);
    let poured = Poured::of(&fixture);
    let listed = poured.listed(&topics);
    assert_eq!(listed.len(), fixture.len(), "{name}");
    poured.make_origins(&listed, &topics);
    let mut before = String::new();
    for Fixture { case, record } in &fixture {
        let reference = record.record_ref().to_string();
        let seen = poured.dltctl(&["show", &reference]);
        assert_eq!((seen.err.as_str(), seen.status), ("", 0), "{case} {seen}");
        let mut replay = poured.replayed(&reference);
        if let Some((start, names)) = replay.clone().split_once("takes off ") {
            if names.contains(' ') && names == before {
                replay = format!("{start}takes off the same");
            }
            names.clone_into(&mut before);
        }
        let (list, show) = (told(&listed[&reference]), shown(&seen.out));
        let _ = write!(
            out,
            "\n{case}\n  list    {list}\n  show    {show}\n  replay  {replay}\n"
        );
    }
    out.push('\n');
    out
}

/// The fixtures side by side: nearly all of the time goes to waiting for their clusters.
fn tables() -> String {
    std::thread::scope(|scope| {
        let told: Vec<_> = FIXTURES
            .iter()
            .map(|name| scope.spawn(|| table(name)))
            .collect();
        told.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

#[test]
fn every_fixture_is_told_by_list_show_and_replay() {
    let read = tables();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/dialects/told.txt");
    if std::env::var_os("DLTCTL_UPDATE_DIALECTS").is_some_and(|it| it == "1") {
        return std::fs::write(path, read).unwrap();
    }
    let expected = std::fs::read_to_string(path).unwrap();
    let mut case = "";
    for (read, expected) in read.lines().zip(expected.lines()) {
        if !expected.starts_with("  ") {
            case = expected;
        }
        assert_eq!(read, expected, "{case}");
    }
    assert_eq!(read.lines().count(), expected.lines().count());
}
