//! `-p`, references and `--exclude-refs`: where a record is.

use std::sync::Arc;

use super::{Predicate, Stage, Verdict};
use crate::offsets::{PartitionList, TopicRefs};
use crate::record::Envelope;

/// Holds for records of some partitions.
#[derive(Clone, Debug)]
pub struct Partitions(pub PartitionList);

impl Predicate for Partitions {
    fn stage(&self) -> Stage {
        Stage::Envelope
    }

    fn envelope(&self, envelope: &Envelope<'_>) -> Verdict {
        Verdict::of(self.0.contains(envelope.partition))
    }
}

/// Holds for records that are referred to. The scan reads ranges that hold others too.
#[derive(Clone, Debug)]
pub struct Refs(pub Arc<TopicRefs>);

impl Predicate for Refs {
    fn stage(&self) -> Stage {
        Stage::Envelope
    }

    fn envelope(&self, envelope: &Envelope<'_>) -> Verdict {
        Verdict::of(self.0.contains(envelope.partition, envelope.offset))
    }
}
