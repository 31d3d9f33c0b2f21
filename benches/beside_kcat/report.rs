//! What was measured, as a table and as JSON, and what of it is missed.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::jobs::{EXPORT, Job, OUT, On, PEER, Place};
use crate::measure::{Run, run, settle_disk};
use crate::peer::Kcat;

/// The most memory that a job may hold at once, in MiB.
const MOST_MEMORY: f64 = 100.0;
/// How much more memory ten times the records may take: none, within the noise of allocators and threads.
const MORE_MEMORY: f64 = 1.25;

/// All runs of one job on one topic.
pub(crate) struct Measured<'a> {
    pub(crate) job: &'a Job,
    pub(crate) place: &'a Place,
    ours: Vec<Run>,
    peer: Vec<Run>,
}

impl<'a> Measured<'a> {
    pub(crate) fn new(job: &'a Job, place: &'a Place) -> Self {
        Measured {
            job,
            place,
            ours: Vec::new(),
            peer: Vec::new(),
        }
    }

    /// Returns dltctl's command line, with program and broker in front.
    pub(crate) fn our_command(&self) -> Vec<String> {
        let mut command = vec![
            self.place.dltctl.display().to_string(),
            "-b".to_owned(),
            self.place.bootstrap.clone(),
        ];
        command.extend((self.job.ours)(self.place));
        command
    }

    /// Runs both once; who begins changes with the turn.
    ///
    /// # Panics
    /// If dltctl's answer is wrong.
    pub(crate) fn run(&mut self, turn: usize) {
        for who in [turn % 2, (turn + 1) % 2] {
            (self.job.prepare)(self.place);
            if who == 0 {
                let done = run(&self.our_command(), Some(&self.place.file(OUT)));
                (self.job.check)(self.place)
                    .unwrap_or_else(|wrong| panic!("{}: {wrong}", self.job.name));
                self.ours.push(done);
            } else {
                let peer = (self.job.peer)(self.place);
                let file = peer.kept.then(|| self.place.file(PEER));
                self.peer.push(run(&peer.command, file.as_deref()));
            }
            self.tidy();
        }
    }

    /// Removes what was written, so that the next run does not share the disk with it.
    fn tidy(&self) {
        let mut large = false;
        for name in [OUT, EXPORT, PEER] {
            let file = self.place.file(name);
            large |= fs::metadata(&file).is_ok_and(|it| it.len() > 1 << 24);
            fs::remove_file(file).ok();
        }
        if large {
            settle_disk();
        }
    }

    fn ratio(&self) -> f64 {
        median(&self.ours) / median(&self.peer)
    }

    fn memory(&self) -> f64 {
        peak(&self.ours)
    }
}

/// Everything that was measured, and on what.
pub(crate) struct Report<'a> {
    measured: Vec<Measured<'a>>,
    sizes: [u64; 2],
    pub(crate) kcat: &'a Kcat,
    pub(crate) rounds: usize,
    pub(crate) versions: Vec<(&'static str, String)>,
    pub(crate) cores: usize,
}

impl<'a> Report<'a> {
    pub(crate) fn new(
        measured: Vec<Measured<'a>>,
        dltctl: &Path,
        kcat: &'a Kcat,
        rounds: usize,
        sizes: [u64; 2],
    ) -> Self {
        let program = dltctl.display().to_string();
        let dltctl = said(&[&program, "version"]);
        let dirty = !said(&["git", "status", "--porcelain", "--", "src", "Cargo.lock"]).is_empty();
        let commit = said(&["git", "rev-parse", "--short=12", "HEAD"]);
        let versions = vec![
            (
                "commit",
                if dirty {
                    format!("{commit}, changed")
                } else {
                    commit
                },
            ),
            (
                "dltctl",
                dltctl.lines().take(2).collect::<Vec<_>>().join(", "),
            ),
            ("kcat", kcat.version.clone()),
            ("Kafka", kafka_version()),
            (
                "Java",
                said(&["java", "--version"])
                    .lines()
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            ),
        ];
        Report {
            measured,
            sizes,
            kcat,
            rounds,
            versions,
            cores: std::thread::available_parallelism().map_or(0, usize::from),
        }
    }

    /// Lists what does not hold.
    pub(crate) fn missed(&self) -> Vec<String> {
        let mut missed = Vec::new();
        for entry in &self.measured {
            let (name, count) = (entry.job.name, entry.place.count);
            if let Some(target) = self.target(entry)
                && entry.ratio() > target
            {
                missed.push(format!(
                    "{name} {count}: {:.2} times the peer, target {target}",
                    entry.ratio()
                ));
            }
            if entry.memory() > MOST_MEMORY {
                missed.push(format!(
                    "{name} {count}: {:.0} MiB, target {MOST_MEMORY}",
                    entry.memory()
                ));
            }
        }
        for (name, small, large) in self.pairs() {
            if large > small * MORE_MEMORY {
                missed.push(format!(
                    "{name}: {large:.0} MiB where a tenth of the records took {small:.0}"
                ));
            }
        }
        missed
    }

    /// Tells whether a job is not measured on a larger topic.
    fn is_largest(&self, entry: &Measured<'_>) -> bool {
        entry.job.on == On::Small || entry.place.count == self.sizes[1]
    }

    /// Lists every job where its topic is the largest.
    pub(crate) fn largest(&self) -> impl Iterator<Item = &Measured<'a>> {
        self.measured.iter().filter(|it| self.is_largest(it))
    }

    /// Returns the target that holds for these runs.
    fn target(&self, entry: &Measured<'_>) -> Option<f64> {
        entry.job.target.filter(|_| self.is_largest(entry))
    }

    /// Pairs the memory of a job on the small topic with that on the large one.
    fn pairs(&self) -> Vec<(&'static str, f64, f64)> {
        let of = |count| move |entry: &&Measured<'_>| entry.place.count == count;
        let large = self.measured.iter().filter(of(self.sizes[1]));
        large
            .filter_map(|large| {
                let mut small = self.measured.iter().filter(of(self.sizes[0]));
                let small = small.find(|small| small.job.name == large.job.name)?;
                Some((large.job.name, small.memory(), large.memory()))
            })
            .collect()
    }

    /// Renders the table of figures, in Markdown.
    pub(crate) fn table(&self) -> String {
        let mut text = String::from(
            "| job | records | dltctl: min, median | peer: min, median | ratio | target | processor time: dltctl, peer | peak memory: dltctl, peer |\n|---|---|---|---|---|---|---|---|\n",
        );
        for entry in &self.measured {
            let target = match self.target(entry) {
                Some(target) if entry.ratio() <= target => format!("≤ {target}"),
                Some(target) => format!("≤ {target}, **missed**"),
                None => "–".to_owned(),
            };
            writeln!(
                text,
                "| {} | {} | {}, {} | {}, {} | **{:.2}** | {target} | {}, {} | {:.0} MiB, {:.0} MiB |",
                entry.job.name,
                spaced(entry.place.count),
                seconds(least(&entry.ours)),
                seconds(median(&entry.ours)),
                seconds(least(&entry.peer)),
                seconds(median(&entry.peer)),
                entry.ratio(),
                seconds(median_cpu(&entry.ours)),
                seconds(median_cpu(&entry.peer)),
                entry.memory(),
                peak(&entry.peer),
            )
            .unwrap();
        }
        text
    }

    /// Returns every figure.
    pub(crate) fn json(&self) -> Value {
        let jobs = self.measured.iter().map(|entry| {
            json!({
                "job": entry.job.name,
                "records": entry.place.count,
                "target": self.target(entry),
                "ratio": (entry.ratio() * 1000.0).round() / 1000.0,
                "dltctl": entry.ours,
                "peer": entry.peer,
            })
        });
        let versions: serde_json::Map<String, Value> = self
            .versions
            .iter()
            .map(|(name, version)| ((*name).to_owned(), version.clone().into()))
            .collect();
        json!({
            "v": 1,
            "versions": versions,
            "cores": self.cores,
            "rounds": self.rounds,
            "missed": self.missed(),
            "jobs": jobs.collect::<Vec<_>>(),
        })
    }
}

fn said(command: &[&str]) -> String {
    let output = Command::new(command[0])
        .args(&command[1..])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output();
    output.map_or_else(
        |_| String::new(),
        |it| String::from_utf8_lossy(&it.stdout).trim().to_owned(),
    )
}

/// Reads the broker's version where its jars are named.
fn kafka_version() -> String {
    let pom = fs::read_to_string(crate::support::java::source("kafka/pom.xml")).unwrap_or_default();
    let version = pom.split("<kafka.version>").nth(1).unwrap_or_default();
    version.split('<').next().unwrap_or_default().to_owned()
}

fn sorted(times: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut times: Vec<f64> = times.collect();
    times.sort_by(f64::total_cmp);
    times
}

fn least(runs: &[Run]) -> f64 {
    sorted(runs.iter().map(|run| run.seconds))[0]
}

fn median(runs: &[Run]) -> f64 {
    middle(&sorted(runs.iter().map(|run| run.seconds)))
}

fn median_cpu(runs: &[Run]) -> f64 {
    middle(&sorted(runs.iter().map(|run| run.cpu_seconds)))
}

fn middle(times: &[f64]) -> f64 {
    let middle = times.len() / 2;
    if times.len().is_multiple_of(2) {
        f64::midpoint(times[middle - 1], times[middle])
    } else {
        times[middle]
    }
}

/// Returns the peak of memory over all runs, in MiB.
#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn peak(runs: &[Run]) -> f64 {
    runs.iter().map(|run| run.peak_kib).max().unwrap_or(0) as f64 / 1024.0
}

fn seconds(seconds: f64) -> String {
    if seconds < 0.1 {
        format!("{:.1} ms", seconds * 1000.0)
    } else {
        format!("{seconds:.2} s")
    }
}

/// Groups digits by thousands.
fn spaced(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).expect("digits"))
        .collect();
    groups.join(" ")
}
