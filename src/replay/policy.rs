//! How dead letters are to be replayed, as it was asked for.

use serde::{Deserialize, Serialize};

use super::template::TopicTemplate;

/// The topic that records are sent to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Destination {
    /// The topic of the oldest origin on the record.
    Original,
    /// One topic for all.
    Topic(String),
    /// The topic that a template names for each record.
    Template(TopicTemplate),
}

/// The partition that records are sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartitionChoice {
    /// The partition of the oldest origin.
    Original,
    /// What Java's producer chooses for the key today; for a null key the original one, folded into what exists.
    Key,
    /// One partition for all.
    Number(i32),
}

/// The timestamp that records are sent with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimestampChoice {
    /// The time of sending.
    Now,
    /// The timestamp of the oldest origin, as its header tells it.
    Original,
    /// The timestamp of the dead letter.
    Dlt,
}

/// What happens to the headers that failure machinery wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureHeaders {
    /// They are removed, replication provenance too.
    Strip,
    /// They are kept.
    Keep,
}

/// What happens to records whose value is null.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tombstones {
    /// They are sent as any other record: on a compacted topic that is a delete.
    Send,
    /// They are skipped.
    Skip,
}

/// All that a person decides about a replay besides which records.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayPolicy {
    /// The topic to send to.
    pub to: Destination,
    /// The partition to send to.
    pub to_partition: PartitionChoice,
    /// The timestamp to send with.
    pub timestamp: TimestampChoice,
    /// What happens to failure headers.
    pub failure_headers: FailureHeaders,
    /// Whether trace context (`traceparent`, `b3` and the like) is removed, so that the replay starts a new trace.
    pub strip_trace: bool,
    /// Globs of header names to remove besides.
    pub strip_header: Vec<String>,
    /// Globs of header names to keep whatever else says no.
    pub keep_header: Vec<String>,
    /// Whether only records are sent that the consumer would read now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub only_valid: bool,
    /// Headers to set: name and text; any of that name is replaced.
    pub set_header: Vec<(String, String)>,
    /// What happens to tombstones.
    pub tombstones: Tombstones,
    /// Whether records that were replayed already are sent again.
    pub again: bool,
    /// How often a record may have been replayed before.
    pub max_replays: u32,
    /// Whether only the last of several dead letters with one origin is sent.
    pub unique_origin: bool,
}

impl Default for ReplayPolicy {
    fn default() -> Self {
        Self {
            to: Destination::Original,
            to_partition: PartitionChoice::Original,
            timestamp: TimestampChoice::Now,
            failure_headers: FailureHeaders::Strip,
            strip_trace: false,
            only_valid: false,
            strip_header: Vec::new(),
            keep_header: Vec::new(),
            set_header: Vec::new(),
            tombstones: Tombstones::Send,
            again: false,
            max_replays: 3,
            unique_origin: false,
        }
    }
}
