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

/// Holds for records of one topic as another predicate does; records of other topics have predicates of their own.
///
/// For a scan that reads several topics at once.
#[derive(Clone, Debug)]
pub struct OfTopic<P> {
    /// The topic.
    pub topic: Arc<str>,
    /// Whether records of other topics pass.
    pub others: bool,
    /// What is asked about records of the topic; it decides on their envelope.
    pub inner: P,
}

impl<P: Predicate> Predicate for OfTopic<P> {
    fn stage(&self) -> Stage {
        Stage::Envelope
    }

    fn envelope(&self, envelope: &Envelope<'_>) -> Verdict {
        if *envelope.topic == self.topic {
            self.inner.envelope(envelope)
        } else {
            Verdict::of(self.others)
        }
    }
}
