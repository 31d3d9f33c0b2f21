//! The ways in which frameworks write dead letters.
//!
//! Belongs here: one file per framework with its header names and encodings, and the one table of them. Does not belong
//! here: what the meaning is used for.

use crate::dead_letter::{Decoded, Failure, Reading};
use crate::record::RecordView;

/// A way of writing dead letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dialect {
    /// Spring Kafka's `DeadLetterPublishingRecoverer`.
    SpringDlt,
    /// Spring Kafka's non-blocking retries.
    SpringRetryTopic,
}

impl Dialect {
    /// Returns the name that people type and read.
    pub fn name(self) -> &'static str {
        match self {
            Self::SpringDlt => "spring-dlt",
            Self::SpringRetryTopic => "spring-retry-topic",
        }
    }
}

/// Reads what a record's headers mean.
pub fn read<'a>(_record: &RecordView<'a>) -> Reading<'a> {
    Reading {
        dialects: Vec::new(),
        hops: Vec::new(),
        newest_hop_is_failure: false,
        failure: Failure {
            exception: Decoded::Absent,
            root_cause: Decoded::Absent,
            message: Decoded::Absent,
            stack_trace: Decoded::Absent,
            stage: Decoded::Absent,
            attempts: Decoded::Absent,
            on_key: false,
        },
        notes: Vec::new(),
    }
}

/// Tells whether a replay takes this header off: one that some failure machinery wrote, whatever dialect is present.
pub fn is_failure_header(_name: &[u8], _present: &[Dialect]) -> bool {
    false
}
