//! Replays of dead letters of our own making, run by the program itself, and what must be true of them afterwards.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use uuid::Uuid;

use super::produce::produce;
use super::{Broker, Isolation, Out};

/// A dead-letter topic, the topic its letters came from, and a ledger that no other test uses.
pub(crate) struct Lab<'b> {
    pub(crate) broker: &'b Broker,
    pub(crate) letters: String,
    pub(crate) target: String,
    pub(crate) ledger: String,
    folder: TempDir,
}

/// Makes a dead letter as Spring Kafka does, of `{target}-{partition}@{offset}`.
pub(crate) fn letter(topic: &str, target: &str, partition: i32, offset: i64) -> Out {
    Out::to(topic)
        .partition(partition)
        .header(
            "kafka_dlt-exception-fqcn",
            "java.lang.IllegalStateException",
        )
        .header("kafka_dlt-exception-message", "no stock")
        .header("kafka_dlt-original-topic", target)
        .header("kafka_dlt-original-partition", partition.to_be_bytes())
        .header("kafka_dlt-original-offset", offset.to_be_bytes())
        .header(
            "kafka_dlt-original-timestamp",
            1_795_243_875_557_i64.to_be_bytes(),
        )
        .header("kafka_dlt-original-timestamp-type", "CreateTime")
        .header("kafka_dlt-original-consumer-group", "billing")
}

impl Lab<'static> {
    /// Makes the topics, three partitions each, and the ledger, at the broker that all tests share.
    pub(crate) fn new(not_proved: &str) -> Option<Self> {
        Some(Lab::at(Broker::shared(not_proved)?))
    }
}

impl<'b> Lab<'b> {
    /// Makes them at a broker of the test's own.
    pub(crate) fn at(broker: &'b Broker) -> Self {
        let lab = Self {
            broker,
            letters: broker.topic("lab.DLT", 3),
            target: broker.topic("lab", 3),
            ledger: format!("dlt-replay.lab-{}", Uuid::new_v4().simple()),
            folder: tempfile::tempdir().expect("a directory"),
        };
        let made = finish(&mut lab.command(&["ledger", "init", "--yes", "--ledger", &lab.ledger]));
        assert!(made.status.success(), "{}", said(&made));
        lab
    }

    /// Writes `count` letters over all partitions; the values are their numbers.
    pub(crate) fn fill(&self, count: i64) {
        self.fill_at(self.broker, count);
    }

    /// Writes them to the topic of the same name at another broker.
    pub(crate) fn fill_at(&self, broker: &Broker, count: i64) {
        let letters: Vec<_> = (0..count)
            .map(|number| {
                let partition = i32::try_from(number % 3).unwrap();
                letter(&self.letters, &self.target, partition, 1_000 + number)
                    .key(format!("key-{}", number % 50))
                    .value(format!("{number}"))
                    .header("kept", number.to_be_bytes())
            })
            .collect();
        produce(&broker.bootstrap(), &letters);
    }

    /// Gives a path for this test alone.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Prepares the program, with nothing of this machine's environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dltctl"));
        command
            .env_clear()
            .env("HOME", self.folder.path())
            .env("USER", "tester")
            .env("HOSTNAME", "lab")
            .current_dir(self.folder.path())
            .args(["-b", &self.broker.bootstrap()])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Prepares a replay of everything, in transactions of `batch`, as fast as it goes.
    pub(crate) fn replay(&self, batch: u32, more: &[&str]) -> Command {
        self.replay_at("max", batch, more)
    }

    /// Prepares a replay of everything at a rate.
    pub(crate) fn replay_at(&self, rate: &str, batch: u32, more: &[&str]) -> Command {
        let batch = batch.to_string();
        let mut arguments = vec![
            "replay",
            &self.letters,
            "--all",
            "--yes",
            "-o",
            "json",
            "--ledger",
            &self.ledger,
            "--rate",
            rate,
            "--batch",
            &batch,
        ];
        arguments.extend(more);
        self.command(&arguments)
    }

    /// Reads the ledger with the witness: key, headers, decoded value.
    pub(crate) fn entries(&self) -> Vec<(String, HashMap<String, String>, Value)> {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
        self.broker
            .dump(&self.ledger, Isolation::Committed)
            .into_iter()
            .filter(|record| {
                record
                    .key
                    .as_deref()
                    .is_some_and(|key| key.starts_with(b"r1|"))
            })
            .map(|record| {
                let headers = record.headers.iter();
                let headers = headers
                    .map(|(name, value)| (text(name), text(value.as_deref().unwrap_or_default())));
                let value = serde_json::from_slice(record.value.as_deref().unwrap_or_default());
                (
                    text(&record.key.clone().unwrap_or_default()),
                    headers.collect(),
                    value.expect("JSON"),
                )
            })
            .collect()
    }

    /// Checks what must be true after a replay of `count` letters of [`fill`](Self::fill) came to its end: each record
    /// is there once, in order, the ledger says where, and no batch is torn.
    ///
    /// # Panics
    /// If one of it is not so.
    pub(crate) fn check(&self, count: i64) {
        let target = self.broker.dump(&self.target, Isolation::Committed);
        let number = |value: &Option<Vec<u8>>| -> i64 {
            let text = String::from_utf8(value.clone().expect("a value")).expect("text");
            text.parse().expect("a number")
        };
        let numbers: Vec<i64> = target.iter().map(|record| number(&record.value)).collect();
        let unique: BTreeSet<i64> = numbers.iter().copied().collect();
        assert_eq!(numbers.len(), unique.len(), "a record arrived twice");
        assert_eq!(unique, (0..count).collect(), "a record is missing");
        for partition in 0..3 {
            let order: Vec<i64> = target
                .iter()
                .filter(|record| record.partition == partition)
                .map(|record| number(&record.value))
                .collect();
            assert!(order.is_sorted(), "partition {partition} is out of order");
        }
        let ids: HashMap<(i32, i64), String> = target
            .iter()
            .map(|record| {
                let id = record.header("dlt-replay-id").expect("an id").to_vec();
                let id = String::from_utf8(id).expect("text");
                ((record.partition, record.offset), id)
            })
            .collect();
        let entries = self.entries();
        assert_eq!(entries.len(), numbers.len(), "ledger and target differ");
        let mut keys = BTreeSet::new();
        let mut batches: BTreeMap<(String, String), Vec<(u32, u32)>> = BTreeMap::new();
        for (key, headers, value) in entries {
            assert!(keys.insert(key.clone()), "{key} is in the ledger twice");
            let to = &value["to"];
            assert_eq!(to["topic"], self.target.as_str());
            let place = (
                i32::try_from(to["partition"].as_i64().expect("a partition")).unwrap(),
                to["offset"].as_i64().expect("an offset"),
            );
            let id = ids
                .get(&place)
                .unwrap_or_else(|| panic!("nothing is at {to}"));
            let of_key: Vec<&str> = key.rsplitn(4, '|').collect();
            assert_eq!(*id, format!("{}/{}/{}", of_key[2], of_key[1], of_key[0]));
            let batch = (headers["run"].clone(), headers["batch"].clone());
            let part = |name: &str| headers[name].parse().expect("a number");
            batches
                .entry(batch)
                .or_default()
                .push((part("i"), part("n")));
        }
        for (batch, mut parts) in batches {
            parts.sort_unstable();
            let whole: Vec<_> = (0..parts[0].1).map(|i| (i, parts[0].1)).collect();
            assert_eq!(parts, whole, "batch {batch:?} is torn");
        }
    }

    /// Counts what a `read_uncommitted` reader saw of the target.
    pub(crate) fn uncommitted(&self) -> usize {
        self.broker.dump(&self.target, Isolation::Uncommitted).len()
    }

    /// Asks the coordinator about the transaction of this dead-letter topic.
    pub(crate) fn transaction(&self) -> Value {
        self.broker
            .transaction(&format!("dlt-replay.v1.{}", self.letters))
    }
}

/// Runs a command to its end.
///
/// # Panics
/// If it cannot be started, or takes longer than two minutes.
pub(crate) fn finish(command: &mut Command) -> Output {
    let child = command.spawn().expect("the program");
    wait_for(child)
}

/// Waits for a process to end; kills it after two minutes.
pub(crate) fn wait_for(mut child: Child) -> Output {
    let id = child.id();
    let begun = Instant::now();
    let watched = std::thread::spawn(move || {
        loop {
            if child.try_wait().expect("a child").is_some() {
                return child.wait_with_output().expect("its output");
            }
            if begun.elapsed() > Duration::from_secs(120) {
                let _ = child.kill();
                let output = child.wait_with_output().expect("its output");
                panic!("process {id} hung: {}", said(&output));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    });
    watched
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Says how a command ended and what it said.
pub(crate) fn said(output: &Output) -> String {
    format!(
        "{}\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Reads the report of a replay.
///
/// # Panics
/// If there is none.
pub(crate) fn report(output: &Output) -> Value {
    let document: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", said(output)));
    document["report"].clone()
}

/// Waits until a file is there.
///
/// # Panics
/// If it is not after a minute.
pub(crate) fn wait_until_there(path: &Path) {
    let begun = Instant::now();
    while !path.exists() {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "{} does not appear",
            path.display()
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}
