//! What is remembered for completion, in the user's cache folder: names of topics for a minute, and the fingerprints that
//! `summary` has shown. Only the user can read the files, which hold names and classes, and nothing of records.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::payload::digits;
use crate::settings::{Environment, Settings, cache_folder};

/// How long names of topics are taken for the cluster's, in milliseconds.
const FRESH_MS: i64 = 60_000;

/// The most fingerprints that are remembered of a cluster.
const MOST_FINGERPRINTS: usize = 500;

/// The largest file that is read, in bytes: a hundred thousand topics.
const LARGEST: u64 = 16 << 20;

/// What is remembered of one cluster.
pub(crate) struct Known {
    folder: PathBuf,
}

impl Known {
    /// Finds the folder of the cluster that the settings name; none where there is no cluster or no home.
    pub(crate) fn of(settings: &Settings, environment: &Environment) -> Option<Self> {
        let connection = settings.connection().ok()?;
        let mut hash = Sha256::new();
        // Two principals see different topics, and mostly have contexts of their own. Secrets have no place here.
        for part in [
            Some(connection.bootstrap_servers.as_str()),
            settings.context.as_deref(),
        ] {
            hash.update(part.unwrap_or_default());
            hash.update([0]);
        }
        let name = digits(&hash.finalize()[..16], "");
        let folder = cache_folder(environment)?.join("completion").join(name);
        Some(Self { folder })
    }

    /// Returns the topics, if they were asked for within the last minute.
    pub(super) fn fresh_topics(&self, now_ms: i64) -> Option<Vec<String>> {
        let (asked_ms, names) = self.topics()?;
        (0..FRESH_MS)
            .contains(&now_ms.saturating_sub(asked_ms))
            .then_some(names)
    }

    /// Returns the topics that there once were: better than nothing while the cluster does not answer.
    pub(super) fn stale_topics(&self) -> Option<Vec<String>> {
        self.topics().map(|(_, names)| names)
    }

    /// Remembers the topics.
    pub(super) fn keep_topics(&self, names: &[String], now_ms: i64) {
        let lines = std::iter::once(now_ms.to_string()).chain(names.iter().cloned());
        self.write("topics", lines);
    }

    /// Returns the fingerprints, newest first, with their exceptions.
    pub(super) fn fingerprints(&self) -> Vec<(String, String)> {
        let lines = self.read("fingerprints").unwrap_or_default();
        let pair = |line: &str| {
            let (fingerprint, exception) = line.split_once('\t').unwrap_or((line, ""));
            (fingerprint.to_owned(), exception.to_owned())
        };
        lines.lines().map(pair).collect()
    }

    /// Remembers fingerprints that a person has seen, with their exceptions.
    pub(crate) fn keep_fingerprints(&self, seen: Vec<(String, String)>) {
        if seen.is_empty() {
            return;
        }
        let mut all = seen;
        for old in self.fingerprints() {
            if !all.iter().any(|(fingerprint, _)| *fingerprint == old.0) {
                all.push(old);
            }
        }
        all.truncate(MOST_FINGERPRINTS);
        let lines = all.into_iter().map(|(fingerprint, exception)| {
            let exception = exception.replace(char::is_control, " ");
            format!("{fingerprint}\t{exception}")
        });
        self.write("fingerprints", lines);
    }

    fn topics(&self) -> Option<(i64, Vec<String>)> {
        let text = self.read("topics")?;
        let mut lines = text.lines();
        let asked_ms = lines.next()?.parse().ok()?;
        Some((asked_ms, lines.map(str::to_owned).collect()))
    }

    fn read(&self, name: &str) -> Option<String> {
        let path = self.folder.join(name);
        let is_small = fs::metadata(&path).ok()?.len() <= LARGEST;
        is_small.then(|| fs::read_to_string(path).ok()).flatten()
    }

    /// Writes a file in one go, for its owner alone. Where that fails nothing is remembered, and nothing else is lost.
    fn write(&self, name: &str, lines: impl Iterator<Item = String>) {
        let write = |folder: &Path| -> std::io::Result<()> {
            fs::create_dir_all(folder)?;
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            for line in lines {
                writeln!(file, "{line}")?;
            }
            file.persist(folder.join(name))?;
            Ok(())
        };
        let _ = write(&self.folder);
    }
}
