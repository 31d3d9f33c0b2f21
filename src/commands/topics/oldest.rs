//! The oldest record of each topic.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::look::scan_ranges;
use crate::commands::Context;
use crate::dead_letter::DeadLetterView;
use crate::error::Result;
use crate::kafka::Cluster;
use crate::kafka::cluster::Topic;
use crate::offsets::{PartitionBounds, ScanRange};
use crate::scan::Fold;

/// Offsets that are read beyond the first one of a partition where that holds no record; doubled as long as none does.
const FIRST_CHUNK: i64 = 64;

/// What was learned of the oldest records.
pub(super) struct Oldest {
    /// Their timestamps, in milliseconds since the epoch; without topics that hold no record with one.
    pub(super) ms: HashMap<Arc<str>, i64>,
    /// The topics that may not be read.
    pub(super) denied: BTreeSet<Arc<str>>,
}

/// Looks the oldest records of topics up.
///
/// A partition can begin with a control record, an aborted transaction or offsets that compaction emptied. So one that
/// holds nothing at its first offset is read on, in chunks that double, up to its first record: at most about twice as
/// many records as offsets without one.
pub(super) fn look_up(
    context: &mut Context<'_>,
    cluster: &Cluster,
    topics: &[Topic],
    bounds: &[Vec<PartitionBounds>],
) -> Result<Oldest> {
    let mut denied = BTreeSet::new();
    let mut firsts = HashMap::new();
    let mut open: Vec<(Arc<str>, ScanRange)> = Vec::new();
    for (topic, bounds) in topics.iter().zip(bounds) {
        open.extend(bounds.iter().map(|bounds| {
            let range = ScanRange {
                partition: bounds.partition,
                start: bounds.start,
                end: bounds.end,
            };
            (topic.name.clone(), range)
        }));
    }
    open.retain(|(_, range)| !range.is_empty());
    let mut chunk = 1;
    while !open.is_empty() && !context.signals.stop.is_stopped() {
        let next = |range: &ScanRange| range.end.min(range.start.saturating_add(chunk));
        let chunks = open.iter().map(|(topic, range)| {
            let end = next(range);
            (topic.clone(), ScanRange { end, ..*range })
        });
        let chunks: Vec<_> = chunks.collect();
        denied.extend(scan_ranges(context, cluster, &chunks, &First, &mut firsts)?);
        open.retain_mut(|(topic, range)| {
            range.start = next(range);
            !range.is_empty()
                && !denied.contains(topic)
                && !firsts.contains_key(&(topic.clone(), range.partition))
        });
        chunk = chunk.saturating_mul(2).max(FIRST_CHUNK);
    }
    let mut oldest = Oldest {
        ms: HashMap::new(),
        denied,
    };
    for ((topic, _), ms) in firsts {
        if let Some(ms) = ms {
            let known = oldest.ms.entry(topic).or_insert(ms);
            *known = ms.min(*known);
        }
    }
    Ok(oldest)
}

/// Learns the timestamp of the first record of each partition.
struct First;

impl Fold for First {
    type Part = Vec<((Arc<str>, i32), Option<i64>)>;
    type Total = HashMap<(Arc<str>, i32), Option<i64>>;

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Self::Part) {
        let envelope = &letter.record().envelope;
        let place = (envelope.topic.clone(), envelope.partition);
        if part.iter().all(|(known, _)| *known != place) {
            part.push((place, envelope.timestamp.map(|timestamp| timestamp.ms)));
        }
    }

    fn merge(&self, total: &mut Self::Total, part: Self::Part) -> ControlFlow<()> {
        for (place, ms) in part {
            total.entry(place).or_insert(ms);
        }
        ControlFlow::Continue(())
    }
}
