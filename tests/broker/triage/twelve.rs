//! `summary` finds the twelve bugs, no more and no fewer, in one screen, and every example opens.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::time::{Instant, SystemTime};

use rdkafka::ClientConfig;
use serde_json::Value;

use super::super::support::produce::Producer;
use super::super::support::terminal::Terminal;
use super::super::support::{Broker, BrokerOptions, Out, Shell, Typed};
use super::bugs::{BUGS, TOTAL};
use super::random::Random;
use super::services::{PARTITIONS, Services, TOPICS, TRUTH};

/// The lines of one screen: a terminal window that takes two thirds of a laptop's display.
const SCREEN: usize = 40;
/// The lines of the smallest screen that there is, for those who choose the columns.
const SMALL_SCREEN: usize = 24;
/// How wide both are.
const CELLS: u16 = 100;
/// How many records the client holds before it is waited for.
const WAIT_EVERY: usize = 20_000;

/// What tells records of a bug apart, as far as it is looked at: whole stack traces and messages.
type Texts = BTreeMap<&'static str, HashSet<Vec<u8>>>;

/// Writes the incident: all bugs mixed, over a day.
fn write(broker: &Broker) -> Texts {
    for topic in TOPICS {
        broker.create_topic(topic, PARTITIONS, &[]);
    }
    let mut order: Vec<usize> = Vec::new();
    for (index, bug) in BUGS.iter().enumerate() {
        order.extend(std::iter::repeat_n(
            index,
            usize::try_from(bug.count).unwrap(),
        ));
    }
    assert_eq!(order.len() as u64, TOTAL);
    let mut random = Random::new(12);
    for last in (1..order.len()).rev() {
        let other = usize::try_from(random.below(last as u64 + 1)).unwrap();
        order.swap(last, other);
    }
    let mut config = ClientConfig::new();
    config
        .set("bootstrap.servers", broker.bootstrap())
        .set("compression.codec", "lz4")
        .set("batch.size", "262144");
    let producer = Producer::with(&config);
    let services = Services::load();
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now = i64::try_from(now.unwrap().as_millis()).unwrap();
    let day = 24 * 60 * 60 * 1000;
    let step = day / i64::try_from(TOTAL).unwrap();
    let mut texts = Texts::new();
    for (number, index) in order.into_iter().enumerate() {
        let bug = &BUGS[index];
        let offset = i64::try_from(number).unwrap();
        let letter = services.letter(bug, offset, &mut random);
        texts.entry(bug.name).or_default().insert(told(&letter));
        producer.send(&letter.timestamp(now - day + offset * step));
        if number % WAIT_EVERY == WAIT_EVERY - 1 {
            for report in producer.flush() {
                report.unwrap();
            }
        }
    }
    texts
}

/// Returns the stack trace of a letter, or where there is none the message.
fn told(letter: &Out) -> Vec<u8> {
    let find = |part: &str| {
        let mut all = letter.headers().iter();
        let found = all.find(|(name, _)| String::from_utf8_lossy(name).contains(part));
        found.and_then(|(_, value)| value.clone())
    };
    find("stacktrace")
        .or_else(|| find("reason"))
        .unwrap_or_default()
}

/// Returns the groups of `summary -o json`.
#[track_caller]
fn groups(seen: &Typed) -> Vec<Value> {
    assert_eq!(seen.status, Some(0), "{seen}");
    let whole: Value = serde_json::from_slice(&seen.out).unwrap();
    assert_eq!(whole["total"]["count"], TOTAL, "{seen}");
    assert_eq!(whole["other"], Value::Null, "{seen}");
    whole["groups"].as_array().unwrap().clone()
}

#[test]
fn twelve_bugs_in_a_hundred_thousand_records_are_twelve_lines() {
    let options = BrokerOptions::default();
    let Some(broker) = Broker::start(&options, "that a summary of an incident is right") else {
        return;
    };
    let begun = Instant::now();
    let texts = write(&broker);
    eprintln!("written in {:?}", begun.elapsed());
    let shell = Shell::at(&broker);
    let run = |words: &[&str]| shell.run(&[words, &TOPICS[..]].concat());

    // Bug and kind are one to one: as many groups by both together as by either, with the counts that were written.
    let by_both = run(&["summary", "--by", "header:bug,fingerprint", "-o", "json"]);
    eprintln!("summed up in {:?}", by_both.took);
    let seen: BTreeSet<(String, String, u64)> = groups(&by_both)
        .iter()
        .map(|group| {
            let value = |name: &str| {
                let value = &group["values"][name];
                value
                    .as_str()
                    .unwrap_or_else(|| panic!("{group}"))
                    .to_owned()
            };
            (
                value(TRUTH),
                value("fingerprint"),
                group["count"].as_u64().unwrap(),
            )
        })
        .collect();
    let by_bug: Vec<(&str, u64)> = seen.iter().map(|one| (one.0.as_str(), one.2)).collect();
    let mut expected = BUGS.map(|bug| (bug.name, bug.count));
    expected.sort_unstable();
    assert_eq!(by_bug, expected, "{seen:#?}");
    let kinds: BTreeMap<&str, u64> = seen.iter().map(|one| (one.1.as_str(), one.2)).collect();
    assert_eq!(kinds.len(), BUGS.len(), "{seen:#?}");

    // What programs get of the plain summary is the same.
    let plain = groups(&run(&["summary", "-o", "json"]));
    let found: BTreeMap<&str, u64> = plain
        .iter()
        .map(|group| {
            let kind = group["values"]["fingerprint"].as_str().unwrap();
            (kind, group["count"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(found, kinds);

    // Controls: without what is taken out there were thousands of kinds, and without frame and message fewer.
    for bug in &BUGS {
        let different = texts[bug.name].len() as u64;
        assert!(different >= bug.count.min(100), "{}: {different}", bug.name);
    }
    let coarse = groups(&run(&["summary", "--by", "root-cause", "-o", "json"]));
    assert_eq!(coarse.len(), 9, "{coarse:#?}");

    one_screen(&shell, &plain);
    every_example_opens(&shell, &plain);
}

/// Looks at the table on a terminal.
fn one_screen(shell: &Shell, groups: &[Value]) {
    let few = ["--columns", "fingerprint,count,category,exception,example"];
    for (columns, most) in [(&[][..], SCREEN), (&few[..], SMALL_SCREEN)] {
        let words = [&["summary", "--no-pager"], columns, &TOPICS[..]].concat();
        let mut command = shell.command(&words);
        command.env("NO_COLOR", "1");
        let (status, shown) = Terminal::wide(command, None, CELLS).end();
        assert_eq!(status, 0, "{shown}");
        // Progress is written over; what is left of a line is what stands behind the last return.
        let left = |line: &'_ str| line.trim_end().rsplit('\r').next().unwrap_or("").to_owned();
        let lines: Vec<String> = shown.lines().map(left).collect();
        eprintln!("{} lines\n{}", lines.len(), lines.join("\n"));
        assert!(lines.len() <= most, "{} lines\n{shown}", lines.len());
        for line in &lines {
            assert!(line.chars().count() <= usize::from(CELLS), "{line}");
        }
        for group in groups {
            let kind = &group["values"]["fingerprint"].as_str().unwrap()[..9];
            let example = group["example"].as_str().unwrap();
            for part in [kind, example] {
                assert_eq!(shown.matches(part).count(), 1, "{part}\n{shown}");
            }
        }
    }
}

/// Opens every example, and counts the records of its kind.
fn every_example_opens(shell: &Shell, groups: &[Value]) {
    for group in groups {
        let example = group["example"].as_str().unwrap();
        let kind = group["values"]["fingerprint"].as_str().unwrap();
        let shown = shell.run(&["show", example]);
        assert_eq!(shown.status, Some(0), "{shown}");
        let text = String::from_utf8_lossy(&shown.out);
        assert!(text.starts_with(example), "{shown}");
        assert!(text.contains(kind), "{kind}\n{shown}");
        let (topic, _) = example.rsplit_once('-').unwrap();
        let listed = shell.run(&["list", topic, "--fingerprint", &kind[..9], "--count"]);
        assert_eq!(listed.status, Some(0), "{listed}");
        let text = String::from_utf8_lossy(&listed.out);
        assert_eq!(text.trim(), group["count"].to_string(), "{kind}\n{listed}");
    }
}
