//! What is measured: each job of dltctl, its peer, its target, and how a right answer looks.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use crate::peer::{self, Kcat, Peer};
use crate::records;
use crate::values::Values;

/// Where a job runs.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The binary.
    pub(crate) dltctl: PathBuf,
    /// What it is measured beside.
    pub(crate) kcat: Kcat,
    /// The broker.
    pub(crate) bootstrap: String,
    /// The URL of the schema registry.
    pub(crate) registry: String,
    /// The topic.
    pub(crate) topic: String,
    /// What stands in its values.
    pub(crate) values: Values,
    /// Its records.
    pub(crate) count: u64,
    /// A directory for what the contestants write.
    pub(crate) scratch: PathBuf,
}

impl Place {
    /// Returns the file a contestant writes its answer to.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.scratch.join(name)
    }

    /// Returns an offset in the middle of partition 0.
    pub(crate) fn middle(&self) -> u64 {
        records::in_first_partition(self.count) / 2
    }
}

/// On which of two topics with the same values a job is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum On {
    /// On both.
    Both,
    /// On the small one only: the job writes, and a tenth is enough.
    Small,
    /// On the large one only: the size makes no difference, or should not.
    Large,
}

/// Something to be done, and who else does it.
pub(crate) struct Job {
    /// The name to choose it by.
    pub(crate) name: &'static str,
    /// What stands in the values.
    pub(crate) values: Values,
    /// Where it is measured.
    pub(crate) on: On,
    /// Runs per round; short jobs need more for a steady median.
    pub(crate) repeat: usize,
    /// The most that the time may be of the peer's, on the largest topic that it is measured on.
    pub(crate) target: Option<f64>,
    /// Brings the cluster to where the job begins, for each contestant anew; not measured.
    pub(crate) prepare: fn(&Place),
    /// The command line of dltctl, without the program and the broker.
    pub(crate) ours: fn(&Place) -> Vec<String>,
    /// The peer's, without the program's name where it is kcat.
    pub(crate) peer: fn(&Place) -> Peer,
    /// Says what is wrong with what dltctl printed to `out`.
    pub(crate) check: fn(&Place) -> Result<(), String>,
}

/// The file that takes what dltctl prints.
pub(crate) const OUT: &str = "out";
/// The file that dltctl exports to.
pub(crate) const EXPORT: &str = "export.ndjson";
/// The ledger of the replays: one of their own, so that the other jobs find no record replayed.
const LEDGER: &str = "replayed.ledger";
/// The topic that dead letters are replayed to.
const REPLAYED: &str = "replayed.events";
/// The file that takes what the peer prints.
pub(crate) const PEER: &str = "peer";

/// Lists all jobs.
#[expect(clippy::too_many_lines, reason = "one table")]
pub(crate) fn all() -> [Job; 13] {
    [
        Job {
            name: "count",
            values: Values::Json,
            on: On::Both,
            repeat: 1,
            target: Some(0.85),
            prepare: nothing,
            ours: |place| words(&["list", "--count", &place.topic]),
            peer: peer::consume,
            check: |place| matches(place, place.count),
        },
        Job {
            name: "exception",
            values: Values::Json,
            on: On::Both,
            repeat: 1,
            target: Some(1.1),
            prepare: nothing,
            ours: |place| {
                words(&[
                    "list",
                    &place.topic,
                    "--exception",
                    "InsufficientStockException",
                ])
            },
            peer: peer::consume,
            check: |place| lines(place, OUT, records::rare(place.count) + 1),
        },
        Job {
            name: "where-header",
            values: Values::Json,
            on: On::Both,
            repeat: 1,
            target: Some(1.3),
            prepare: nothing,
            ours: |place| {
                let none = "record.headers['kafka_dlt-original-consumer-group'] == 'nobody'";
                words(&["list", &place.topic, "--count", "--where", none])
            },
            peer: peer::consume,
            check: |place| matches(place, 0),
        },
        Job {
            name: "where-json",
            values: Values::Json,
            on: On::Both,
            repeat: 1,
            target: Some(2.0),
            prepare: nothing,
            ours: |place| {
                let all = "record.value.channel != 'none'";
                words(&["list", &place.topic, "--count", "--where", all])
            },
            peer: peer::consume,
            check: |place| matches(place, place.count),
        },
        Job {
            name: "summary",
            values: Values::Json,
            on: On::Both,
            repeat: 1,
            target: Some(1.3),
            prepare: nothing,
            ours: |place| words(&["summary", &place.topic]),
            peer: peer::consume,
            check: |place| {
                let printed = text(&place.file(OUT))?;
                printed
                    .contains("InsufficientStockException")
                    .then_some(())
                    .ok_or_else(|| format!("a kind of failure is missing in {printed}"))
            },
        },
        Job {
            name: "export",
            values: Values::Json,
            on: On::Both,
            repeat: 1,
            target: Some(0.5),
            prepare: nothing,
            ours: |place| {
                let file = place.file(EXPORT).display().to_string();
                words(&["export", &place.topic, "-w", &file])
            },
            peer: peer::export,
            check: |place| lines(place, EXPORT, place.count),
        },
        Job {
            name: "export-avro",
            values: Values::Avro,
            on: On::Both,
            repeat: 1,
            target: Some(1.0),
            prepare: nothing,
            ours: export_decoded,
            peer: peer::export_avro,
            check: all_decoded,
        },
        Job {
            name: "export-protobuf",
            values: Values::Protobuf,
            on: On::Both,
            repeat: 1,
            target: Some(1.0),
            prepare: nothing,
            ours: export_decoded,
            // Which has less to do.
            peer: peer::export,
            check: all_decoded,
        },
        Job {
            name: "newest",
            values: Values::Json,
            on: On::Large,
            repeat: 4,
            target: Some(4.0),
            prepare: nothing,
            ours: |place| words(&["list", &place.topic, "--newest", "100"]),
            peer: peer::one_record,
            check: |place| lines(place, OUT, 101),
        },
        Job {
            name: "show",
            values: Values::Json,
            on: On::Large,
            repeat: 4,
            target: Some(4.0),
            prepare: nothing,
            ours: |place| words(&["show", &reference(place)]),
            peer: peer::one_record,
            check: |place| {
                let printed = text(&place.file(OUT))?;
                printed
                    .contains(&reference(place))
                    .then_some(())
                    .ok_or_else(|| format!("another record: {printed}"))
            },
        },
        Job {
            name: "replay",
            values: Values::Json,
            on: On::Small,
            repeat: 1,
            // 0.65 of the rate.
            target: Some(1.54),
            prepare: make_replayed,
            ours: replay,
            peer: |place| peer::pipe(place, REPLAYED),
            check: all_replayed,
        },
        Job {
            name: "replay-work",
            values: Values::Json,
            on: On::Small,
            repeat: 1,
            // 0.65 of the rate.
            target: Some(1.54),
            prepare: make_replayed,
            ours: replay,
            peer: |place| peer::work_of_replay(place, REPLAYED, LEDGER),
            check: all_replayed,
        },
        Job {
            name: "help",
            values: Values::Json,
            on: On::Large,
            repeat: 4,
            target: Some(1.5),
            prepare: nothing,
            ours: |_| words(&["--help"]),
            peer: |place| Peer {
                command: words(&[place.kcat.program(), "-h"]),
                kept: false,
            },
            check: |place| {
                let printed = text(&place.file(OUT))?;
                printed
                    .contains("dltctl")
                    .then_some(())
                    .ok_or_else(|| format!("no help: {printed}"))
            },
        },
    ]
}

fn nothing(_: &Place) {}

pub(crate) fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

fn reference(place: &Place) -> String {
    format!("{}-0@{}", place.topic, place.middle())
}

fn make_replayed(place: &Place) {
    records::make_topic(&place.bootstrap, REPLAYED, records::PARTITIONS);
    records::make_topic(&place.bootstrap, LEDGER, 1);
}

fn replay(place: &Place) -> Vec<String> {
    let more = [
        "--all", "--to", REPLAYED, "--ledger", LEDGER, "--rate", "max", "--yes", "-o", "json",
    ];
    words(&[&["replay", &place.topic], &more[..]].concat())
}

/// Checks that every record was sent, and is there.
fn all_replayed(place: &Place) -> Result<(), String> {
    let report: serde_json::Value =
        serde_json::from_str(&text(&place.file(OUT))?).map_err(|it| it.to_string())?;
    let sent = report["report"]["counts"]["sent"].as_u64();
    let there = records::present(&place.bootstrap, REPLAYED);
    // Each transaction leaves a marker in each partition.
    (sent == Some(place.count) && there >= sent)
        .then_some(())
        .ok_or_else(|| format!("{there:?} in the target: {report}"))
}

fn export_decoded(place: &Place) -> Vec<String> {
    let file = place.file(EXPORT).display().to_string();
    let decoded = ["--decode", "-w", &file, "-r", &place.registry];
    words(&[&["export", &place.topic], &decoded[..]].concat())
}

/// Checks that every record was exported, and that its value was read with its schema.
fn all_decoded(place: &Place) -> Result<(), String> {
    let schema = format!("\"schema\":{{\"id\":{},", place.values.schema_id());
    let schema = memchr::memmem::Finder::new(&schema);
    let data = memchr::memmem::Finder::new("\"data\":{\"event");
    let file = File::open(place.file(EXPORT)).map_err(|error| error.to_string())?;
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let mut line = Vec::new();
    let mut found = 0;
    loop {
        line.clear();
        let length = reader.read_until(b'\n', &mut line);
        if length.map_err(|error| error.to_string())? == 0 {
            break;
        }
        if schema.find(&line).is_none() || data.find(&line).is_none() {
            let line = String::from_utf8_lossy(&line);
            return Err(format!("not decoded: {line}"));
        }
        found += 1;
    }
    (found == place.count)
        .then_some(())
        .ok_or_else(|| format!("{found} lines in {EXPORT}, expected {}", place.count))
}

fn text(path: &Path) -> Result<String, String> {
    let mut text = String::new();
    let mut file = File::open(path).map_err(|error| error.to_string())?;
    file.read_to_string(&mut text)
        .map_err(|error| error.to_string())?;
    Ok(text)
}

/// Checks how many records were counted.
fn matches(place: &Place, expected: u64) -> Result<(), String> {
    let printed = text(&place.file(OUT))?;
    let printed = printed.trim();
    (printed == expected.to_string())
        .then_some(())
        .ok_or_else(|| format!("counted {printed}"))
}

/// Checks the number of lines of a file that may be larger than memory should be.
fn lines(place: &Place, name: &str, expected: u64) -> Result<(), String> {
    let file = File::open(place.file(name)).map_err(|error| error.to_string())?;
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let mut found = 0;
    loop {
        let buffer = reader.fill_buf().map_err(|error| error.to_string())?;
        if buffer.is_empty() {
            break;
        }
        found += memchr::memchr_iter(b'\n', buffer).count() as u64;
        let length = buffer.len();
        reader.consume(length);
    }
    (found == expected)
        .then_some(())
        .ok_or_else(|| format!("{found} lines in {name}, expected {expected}"))
}
