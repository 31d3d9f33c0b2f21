//! What came of one step of a plan.

use serde::{Deserialize, Serialize};

/// What came of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is in its target, and the ledger proves it.
    Sent {
        /// Its offset there, where the delivery report had one.
        offset: Option<i64>,
    },
    /// Somebody replayed it between plan and sending.
    AlreadyReplayed,
    /// It is not in its target, and the reason is its own.
    Failed(Failed),
    /// It is gone from the dead-letter topic: retention, or delete-records.
    Gone,
    /// Its content is not what was planned; nothing was sent.
    Changed,
    /// It is not known whether it is in its target; the next run finds out.
    InDoubt,
    /// It was not tried, because the run ended before.
    NotTried,
}

/// Why one record could not be sent while others could.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Failed {
    /// The kind of reason.
    pub kind: FailedKind,
    /// The client's or broker's words.
    pub why: String,
}

/// The kinds of reasons for which one record cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailedKind {
    /// It is larger than its target allows.
    TooLarge,
    /// Its timestamp is outside of what its target allows.
    InvalidTimestamp,
    /// Its target refuses it: a null key on a compacted topic, for example.
    InvalidRecord,
    /// Writing to its target is not allowed.
    NotAuthorized,
    /// Its target topic or partition does not exist.
    UnknownTarget,
    /// Its headers cannot be read.
    UnreadableHeaders,
    /// Something else that is the record's own.
    Other,
}

impl FailedKind {
    /// Says the reason in words.
    pub fn text(self) -> &'static str {
        match self {
            Self::TooLarge => "larger than the target topic allows",
            Self::InvalidTimestamp => "timestamp not accepted by the target topic",
            Self::InvalidRecord => "not accepted by the target topic",
            Self::NotAuthorized => "no right to write to the target topic",
            Self::UnknownTarget => "target topic or partition does not exist",
            Self::UnreadableHeaders => "headers cannot be read",
            Self::Other => "refused",
        }
    }
}
