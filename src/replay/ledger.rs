//! The replay ledger's bytes, and what a read of the whole ledger says.
//!
//! One entry is written for every replayed record, in the same Kafka transaction. An entry says for ever that its dead
//! letter was replayed, so what is written here is read by every later version: fields are added, never changed, and
//! keys of an unknown prefix belong to somebody else and are passed over.
//!
//! - key, UTF-8: `r1|CLUSTER-ID|TOPIC-ID|PARTITION|OFFSET` of the dead letter; where the cluster gives no topic ids,
//!   `~TOPIC-NAME` in the place of the topic id;
//! - headers, text: `run`, `batch` (number in the run, from 1), `i` (index in the batch, from 0), `n` (size of the batch);
//! - value, JSON: [`Value`].

use serde::{Deserialize, Serialize};

use crate::digest::ShortDigest;
use crate::record::{HeaderView, Headers};

mod state;

pub use state::{Ledger, Replayed, Torn};

/// The longest ledger value that is parsed; longer ones are foreign.
const LONGEST_VALUE: usize = 64 << 10;

/// A topic, as the ledger knows it over re-creations: its cluster and its id, or its name where there is no id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TopicIdentity {
    /// The cluster's id.
    pub cluster: String,
    /// The topic's id in URL-safe base64, or `~` and its name.
    pub topic: String,
}

impl TopicIdentity {
    /// Identifies a topic by its id, or by its name where the cluster gives none.
    pub fn new(cluster: &str, id: Option<&str>, name: &str) -> Self {
        let topic = match id {
            // Kafka prints ids in URL-safe base64 without padding; both alphabets are brought to that form.
            Some(id) => id.trim_end_matches('=').replace('+', "-").replace('/', "_"),
            None => format!("~{name}"),
        };
        Self {
            cluster: cluster.to_owned(),
            topic,
        }
    }

    /// Tells whether the topic is known by its name only: then a re-created topic looks like the old one.
    pub fn by_name(&self) -> bool {
        self.topic.starts_with('~')
    }

    /// Returns what `dlt-replay-id` holds for a record of this topic.
    pub fn record_id(&self, partition: i32, offset: i64) -> String {
        format!("{}/{partition}/{offset}", self.topic)
    }
}

/// A dead letter, as the ledger knows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The dead-letter topic.
    pub topic: TopicIdentity,
    /// Its partition.
    pub partition: i32,
    /// Its offset.
    pub offset: i64,
}

impl Key {
    /// Writes the key.
    pub fn encode(&self) -> String {
        let TopicIdentity { cluster, topic } = &self.topic;
        format!("r1|{cluster}|{topic}|{}|{}", self.partition, self.offset)
    }

    /// Reads a key; `None` where it is none of ours.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?.strip_prefix("r1|")?;
        // From the right, so that a cluster id may hold the separator; topic names and ids cannot.
        let (rest, offset) = text.rsplit_once('|')?;
        let (rest, partition) = rest.rsplit_once('|')?;
        let (cluster, topic) = rest.rsplit_once('|')?;
        let partition = number(partition).and_then(|number| i32::try_from(number).ok())?;
        let key = Self {
            topic: TopicIdentity {
                cluster: cluster.to_owned(),
                topic: topic.to_owned(),
            },
            partition,
            offset: number(offset)?,
        };
        (!topic.is_empty()).then_some(key)
    }
}

/// Reads a number in its one canonical form: digits, no sign, no leading zero.
fn number(text: &str) -> Option<i64> {
    let canonical = text.bytes().all(|byte| byte.is_ascii_digit())
        && (text.len() == 1 || !text.starts_with('0'));
    canonical.then(|| text.parse().ok()).flatten()
}

/// Where a dead letter came from, as its headers told when it was replayed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Orig {
    /// The topic.
    pub topic: String,
    /// The partition.
    #[serde(default)]
    pub partition: Option<i32>,
    /// The offset.
    #[serde(default)]
    pub offset: Option<i64>,
    /// The consumer group that failed.
    #[serde(default)]
    pub group: Option<String>,
}

/// Where a replayed record went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct To {
    /// The topic.
    pub topic: String,
    /// The partition.
    pub partition: i32,
    /// The offset, from the delivery report; `None` where the report had none.
    #[serde(default)]
    pub offset: Option<i64>,
}

/// How an entry came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// The first replay of the dead letter.
    Transactional,
    /// A repeated one, asked for with `--again`.
    Forced,
    /// Something a later version writes.
    #[serde(other)]
    Other,
}

/// The value of an entry. Unknown fields are passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value {
    /// The format: 1.
    pub v: u32,
    /// The dead-letter topic's name, for people.
    pub dlt: String,
    /// The leader epoch of the dead letter.
    #[serde(default)]
    pub le: Option<i32>,
    /// The timestamp of the dead letter, in milliseconds.
    #[serde(default)]
    pub ts: Option<i64>,
    /// The type of that timestamp, by Kafka's name.
    #[serde(default)]
    pub tst: Option<String>,
    /// The dead letter's digest: a cross-check of its identity.
    pub fp: ShortDigest,
    /// The origin that the headers told.
    #[serde(default)]
    pub orig: Option<Orig>,
    /// Where it went.
    pub to: To,
    /// How it came to be.
    pub mode: Mode,
    /// The run's id.
    pub run: String,
    /// Who did it: `--by`, else user and host.
    pub by: String,
    /// When, in milliseconds since the epoch, by the clock of who did it.
    pub at: i64,
    /// The program and its version.
    pub tool: String,
    /// Why, as `--reason` told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The place of an entry in its batch: the proof that a batch is complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchMark {
    /// The run's id.
    pub run: String,
    /// The batch's number in the run, from 1.
    pub batch: u32,
    /// The entry's index, from 0.
    pub i: u32,
    /// The batch's size.
    pub n: u32,
}

/// The most entries a batch may claim to have.
const LARGEST_BATCH: u32 = 100_000;

impl BatchMark {
    /// Writes the entry's headers, in order.
    pub fn encode(&self) -> [(&'static str, String); 4] {
        [
            ("run", self.run.clone()),
            ("batch", self.batch.to_string()),
            ("i", self.i.to_string()),
            ("n", self.n.to_string()),
        ]
    }

    /// Reads the entry's headers; `None` where one is missing or makes no sense.
    pub fn decode(headers: &Headers<'_>) -> Option<Self> {
        let text = |name: &str| {
            let found: Option<HeaderView<'_>> = headers.last(name.as_bytes());
            found
                .and_then(|header| header.value)
                .and_then(|value| std::str::from_utf8(value).ok())
        };
        let count = |name| {
            text(name)
                .and_then(number)
                .and_then(|number| u32::try_from(number).ok())
        };
        let mark = Self {
            run: text("run").filter(|run| run.len() <= 128)?.to_owned(),
            batch: count("batch")?,
            i: count("i")?,
            n: count("n")?,
        };
        (mark.i < mark.n && mark.n <= LARGEST_BATCH).then_some(mark)
    }
}

/// One record of the ledger topic, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A replay.
    Replay {
        /// The dead letter.
        key: Key,
        /// What is said of its replay; `None` where it cannot be read. The dead letter counts as replayed even then.
        value: Option<Box<Value>>,
        /// Its place in its batch.
        mark: Option<BatchMark>,
    },
    /// Something else: a later format's entry, or no entry at all.
    Other,
}

impl Value {
    /// Writes the value.
    pub fn encode(&self) -> Vec<u8> {
        // Only strings, numbers and fixed names: nothing in it can fail to be written.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads a value; `None` where it is not one, or of a format that this version does not know.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > LONGEST_VALUE {
            return None;
        }
        serde_json::from_slice::<Self>(bytes)
            .ok()
            .filter(|value| value.v == 1)
    }
}

/// Reads one record of the ledger topic. Never fails, whatever the bytes.
pub fn decode(key: Option<&[u8]>, value: Option<&[u8]>, headers: &Headers<'_>) -> Entry {
    match key.and_then(Key::decode) {
        None => Entry::Other,
        Some(key) => Entry::Replay {
            key,
            value: value.and_then(Value::decode).map(Box::new),
            mark: BatchMark::decode(headers),
        },
    }
}

#[cfg(test)]
mod tests;
