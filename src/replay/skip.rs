//! Why a selected dead letter is not sent.

use serde::{Deserialize, Serialize};

use super::plan::Source;

/// A dead letter that was selected and is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skip {
    /// Which.
    pub source: Source,
    /// Why.
    pub reason: SkipReason,
}

/// Why a dead letter is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SkipReason {
    /// The ledger says that it was replayed.
    AlreadyReplayed {
        /// When, in milliseconds since the epoch; `None` where the ledger's entry cannot be read.
        at: Option<i64>,
        /// By whom: an index into [`super::plan::ReplayPlan::replayers`].
        by: u32,
    },
    /// The ledger has another record at this offset: the log was truncated, or the topic created again.
    OffsetReused,
    /// Its headers cannot be read, so they could not be sent either.
    UnreadableHeaders,
    /// It comes from an export that was redacted: what is withheld is not in the file.
    Redacted,
    /// Its key and value are not those of the record that failed: those have to be fetched from the source topic.
    NotTheRecord,
    /// It has no origin that could be read.
    NoOrigin,
    /// Its origin's headers are there and malformed.
    MalformedOrigin,
    /// It would be sent to its own dead-letter topic.
    OwnTopic,
    /// Its target is a topic that no dead letter may be sent to: the ledger, or an internal topic of Kafka.
    ForbiddenTarget {
        /// The topic: an index into [`super::plan::ReplayPlan::targets`].
        target: u16,
    },
    /// The name of its target is none that Kafka allows.
    IllegalTarget {
        /// The topic: an index into [`super::plan::ReplayPlan::targets`].
        target: u16,
    },
    /// The plan has as many target topics as it can have, and its own is not among them.
    TooManyTargets,
    /// Its target topic does not exist, or may not be described.
    TargetMissing {
        /// The topic: an index into [`super::plan::ReplayPlan::targets`].
        target: u16,
    },
    /// The original partition is not known.
    NoPartition,
    /// The template of its target's name has the original partition, which is not known.
    NoPartitionToName,
    /// The original partition does not exist (any more).
    PartitionGone {
        /// The topic: an index into [`super::plan::ReplayPlan::targets`].
        target: u16,
        /// The partition that does not exist.
        partition: i32,
    },
    /// It is a tombstone, and the policy leaves those out.
    Tombstone,
    /// It was replayed that many times already.
    LoopGuard {
        /// How often.
        replays: u32,
    },
    /// A later dead letter has the same origin.
    NotLast,
    /// The consumer would still not read it, and only those that it would read are wanted.
    StillPoison {
        /// Why: an index into [`super::plan::Validated::poison`].
        why: u32,
    },
    /// Nobody can tell whether the consumer would read it, and only those that it would read are wanted.
    NotValidated {
        /// Why: an index into [`super::plan::Validated::undecided`].
        why: u32,
    },
}

impl SkipReason {
    /// Tells whether somebody has to do something about it: the exit status says so.
    pub fn needs_attention(self) -> bool {
        !matches!(
            self,
            Self::AlreadyReplayed { .. }
                | Self::Tombstone
                | Self::NotLast
                | Self::StillPoison { .. }
        )
    }

    /// Returns a number per kind of reason, for grouping.
    pub fn kind(self) -> u8 {
        match self {
            Self::AlreadyReplayed { .. } => 0,
            Self::NotLast => 1,
            Self::Tombstone => 2,
            Self::NoOrigin => 3,
            Self::MalformedOrigin => 4,
            Self::NoPartition => 5,
            Self::PartitionGone { .. } => 6,
            Self::TargetMissing { .. } => 7,
            Self::OwnTopic => 8,
            Self::LoopGuard { .. } => 9,
            Self::UnreadableHeaders => 10,
            Self::OffsetReused => 11,
            Self::ForbiddenTarget { .. } => 12,
            Self::NotTheRecord => 13,
            Self::IllegalTarget { .. } => 14,
            Self::NoPartitionToName => 15,
            Self::TooManyTargets => 16,
            Self::StillPoison { .. } => 17,
            Self::Redacted => 18,
            Self::NotValidated { .. } => 19,
        }
    }
}
