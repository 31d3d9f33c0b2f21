//! The decision: what is sent where, what is not and why. A value that can be shown, kept, compared and read back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ledger::{Ledger, TopicIdentity};
use super::policy::ReplayPolicy;
use super::skip::Skip;
use crate::category::Category;
use crate::digest::ShortDigest;
use crate::record::RecordRef;

mod decide;
mod schema_ids;
mod together;

pub use decide::plan;
pub use schema_ids::{NamedSchema, NumberKind, SchemaIds, There};

/// The prefix of all topics that belong to replays themselves; no dead letter is sent to one.
pub const OWN_TOPICS: &str = "dlt-replay.";

/// A dead letter of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// The dead-letter topic: an index into [`ReplayPlan::sources`].
    pub topic: u16,
    /// Its partition.
    pub partition: i32,
    /// Its offset.
    pub offset: i64,
}

/// One record to send. At most 64 bytes: a plan holds one for every record, and no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The dead letter.
    pub source: Source,
    /// The content it had when it was planned.
    pub digest: ShortDigest,
    /// The topic to send to: an index into [`ReplayPlan::targets`].
    pub target: u16,
    /// The partition to send to.
    pub partition: i32,
    /// Bytes of key, value and headers of the dead letter.
    pub bytes: u32,
}

const _: () = assert!(size_of::<Step>() <= 64 && size_of::<Skip>() <= 64);

/// Some records of one partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The partition.
    pub partition: i32,
    /// How many records.
    pub count: u64,
    /// The lowest offset among them.
    pub first: i64,
    /// The highest offset among them.
    pub last: i64,
}

/// A dead-letter topic of a plan, and what is sent from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanSource {
    /// Its name.
    pub topic: String,
    /// Its identity.
    pub identity: TopicIdentity,
    /// The records to send, per partition.
    pub sends: Vec<Span>,
}

/// What is known of a topic that records go to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetTopic {
    /// The number of partitions; `None`: the topic does not exist, or may not be described.
    pub partitions: Option<i32>,
    /// Whether it is compacted, so that a null value deletes; `None`: not known.
    pub compacted: Option<bool>,
}

/// A target topic of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanTarget {
    /// Its name.
    pub topic: String,
    /// What is known of it.
    pub known: TargetTopic,
    /// How many records go to each partition.
    pub sends: BTreeMap<i32, u64>,
    /// How keys and recorded partitions fit together.
    pub keys: KeyCheck,
}

/// Whether Java's partitioner explains the partitions that the records came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyCheck {
    /// Records with a key and a recorded partition.
    pub keyed: u64,
    /// Those whose key leads to the recorded partition at today's number of partitions.
    pub reproduced: u64,
    /// The one smaller number of partitions that explains all of them: the topic grew since.
    pub grew_from: Option<i32>,
}

/// A header name, and the number of records concerned. Names that are not UTF-8 hold U+FFFD.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderCount {
    /// The name.
    pub name: String,
    /// How many records.
    pub records: u64,
}

/// What happens to headers, over all records to send.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderChanges {
    /// Names that are removed.
    pub removed: Vec<HeaderCount>,
    /// Names that are added.
    pub added: Vec<HeaderCount>,
}

/// Something worth a person's eye, with an example.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How many records.
    pub records: u64,
    /// The first of them, by topic, partition and offset: they are read in any order of partitions.
    pub example: Option<Source>,
}

impl Finding {
    fn add(&mut self, source: Source) {
        self.records += 1;
        self.example = self.example.into_iter().chain([source]).min();
    }

    fn merge(&mut self, other: &Self) {
        self.records += other.records;
        self.example = self.example.into_iter().chain(other.example).min();
    }
}

/// What a person should know before saying yes; counted over the records to send.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// The newest failure happened on another topic than the record is sent to.
    pub hops_disagree: Finding,
    /// Tombstones.
    pub tombstones: Finding,
    /// Tombstones to a compacted topic: each deletes its key.
    pub deletes: Finding,
    /// Dead letters whose origin another one has too.
    pub same_origin: Finding,
    /// Records that failed on an internal topic of Kafka Streams: where they came from before is not known.
    #[serde(default)]
    pub internal_topic: Finding,
    /// Records that were replayed before and failed again.
    pub failed_again: Finding,
    /// Records that the ledger says were replayed, and that are sent again because it was asked for.
    pub again: Finding,
    /// Records without an origin, placed by their key.
    pub placed_by_key: Finding,
    /// Records whose order is their dead-letter offset, because their newest origin is not known.
    pub unordered: Finding,
    /// Records without an original timestamp, sent with the time of sending although the original was asked for.
    pub no_original_time: Finding,
    /// What sort of failures they are.
    #[serde(default)]
    pub categories: BTreeMap<Category, Finding>,
    /// How many records the longest batch has that seems to have failed as a whole because of one record in it, as far as
    /// its records are sent.
    #[serde(default)]
    pub batch: Option<u64>,
    /// Ledger entries of these topics that cannot be read; their dead letters count as replayed.
    pub unreadable_entries: u64,
}

/// What came of trying values with the schema that the consumer uses now. Records that are skipped for another reason do
/// not count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validated {
    /// The schema, as people call it.
    pub against: String,
    /// How many the consumer would read.
    pub passes: u64,
    /// Those that it would not read, by reason.
    pub poison: Vec<StillPoison>,
    /// Those of which nobody can tell, by reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undecided: Vec<StillPoison>,
}

/// Records that a consumer would still not read, or of which nobody can tell, for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StillPoison {
    /// Why.
    pub why: String,
    /// How many, with an example.
    pub found: Finding,
}

/// Who replayed records before.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Replayer {
    /// Who; empty where the ledger's entry cannot be read.
    pub by: String,
    /// In which run.
    pub run: String,
}

/// What is sent where, what is not and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayPlan {
    /// The format: 1.
    pub v: u32,
    /// The selection as it was typed.
    pub selection: Vec<String>,
    /// The policy.
    pub policy: ReplayPolicy,
    /// The dead-letter topics.
    pub sources: Vec<PlanSource>,
    /// The target topics.
    pub targets: Vec<PlanTarget>,
    /// What happens to headers.
    pub headers: HeaderChanges,
    /// What a person should know.
    pub findings: Findings,
    /// Whether the consumer would read them now, where that was tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validated: Option<Validated>,
    /// Which schemas the records to send name by a number, where another registry may explain them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_ids: Option<SchemaIds>,
    /// Who replayed the records that are skipped for that.
    pub replayers: Vec<Replayer>,
    /// The records to send: all of one dead-letter topic after another; within it, in sending order.
    pub steps: Vec<Step>,
    /// The selected records that are not sent.
    pub skips: Vec<Skip>,
}

impl ReplayPlan {
    /// Returns the number of records that were selected.
    pub fn selected(&self) -> usize {
        self.steps.len() + self.skips.len()
    }

    /// Returns the plan as it is shown where content is masked: digests would let it be guessed.
    #[must_use]
    pub fn without_digests(&self) -> Self {
        let mut plan = self.clone();
        for step in &mut plan.steps {
            step.digest = ShortDigest::WITHHELD;
        }
        plan
    }

    /// Returns a source as a person names it.
    pub fn source_ref(&self, source: Source) -> RecordRef {
        RecordRef {
            topic: self
                .sources
                .get(usize::from(source.topic))
                .map_or("", |found| found.topic.as_str())
                .into(),
            partition: source.partition,
            offset: source.offset,
        }
    }

    /// Returns a target topic's name.
    pub fn target_name(&self, target: u16) -> &str {
        self.targets
            .get(usize::from(target))
            .map_or("", |found| found.topic.as_str())
    }

    /// Returns the bytes of all records to send.
    pub fn bytes(&self) -> u64 {
        self.steps.iter().map(|step| u64::from(step.bytes)).sum()
    }
}

/// The consumer groups that read a topic, with how many records each is behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// The topic.
    pub topic: String,
    /// Names and lags; `None` where this principal may not see them.
    pub groups: Option<Vec<(String, u64)>>,
}

/// A cluster, as a person checks that it is the right one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedCluster {
    /// The context that named the cluster.
    pub context: Option<String>,
    /// The brokers.
    pub brokers: String,
    /// The cluster's id.
    pub cluster_id: Option<String>,
    /// Who the cluster is told we are.
    pub principal: Option<String>,
}

/// Where a plan is carried out, and how: what a person checks first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// The cluster that is read.
    #[serde(flatten)]
    pub source: NamedCluster,
    /// The cluster that is written to, with the ledger, where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NamedCluster>,
    /// The ledger topic.
    pub ledger: String,
    /// Records a second; `None` is as fast as it goes.
    pub rate: Option<u32>,
    /// The most records of a transaction.
    pub batch: usize,
    /// Who reads the target topics: all of them will see the records.
    pub audiences: Vec<Audience>,
    /// Who reads the dead-letter topics.
    pub source_audiences: Vec<Audience>,
    /// What a person should know besides.
    pub warnings: Vec<String>,
}

/// What a plan is made of besides the selected dead letters.
#[derive(Debug)]
pub struct World<'a> {
    /// The selection as it was typed.
    pub selection: Vec<String>,
    /// The dead-letter topics, in the order in which they are replayed; the ledger numbers its topics alike.
    pub sources: Vec<(String, TopicIdentity)>,
    /// Whether the targets are of another cluster than the sources: then a topic of the same name is another one.
    pub elsewhere: bool,
    /// What is known of the target topics.
    pub targets: &'a BTreeMap<String, TargetTopic>,
    /// The ledger of these sources; `None` where it does not exist.
    pub ledger: Option<&'a Ledger>,
    /// The schema that values were tried with, as people call it; `None` where they were not.
    pub validated_against: Option<&'a str>,
}

/// Tells whether no dead letter may be sent to that topic: an entry forged in the ledger, or a broker's own records
/// broken, would be worth more to an attacker than any message.
pub fn is_forbidden_target(name: &str) -> bool {
    name.starts_with(OWN_TOPICS)
        || [
            "__consumer_offsets",
            "__transaction_state",
            "__share_group_state",
            "__cluster_metadata",
        ]
        .contains(&name)
}

#[cfg(test)]
mod tests;
