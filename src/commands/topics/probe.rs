//! Topics that hold dead letters although their names do not say so.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::look::scan_ranges;
use crate::commands::Context;
use crate::dead_letter::DeadLetterView;
use crate::dialect::table::Place;
use crate::error::Result;
use crate::kafka::Cluster;
use crate::kafka::cluster::Topic;
use crate::offsets::ScanRange;
use crate::scan::Fold;

/// How many offsets from the end of a partition are read, first and then where these held no record: the last offset is
/// often the end of a transaction.
const CHUNKS: [i64; 3] = [1, 16, 256];

/// What looking into topics found.
pub(super) struct Probed {
    /// The topics whose newest record is a dead letter.
    pub(super) dead: Vec<Topic>,
    /// The topics that may not be read.
    pub(super) denied: BTreeSet<Arc<str>>,
}

/// Reads the newest record of one partition of each topic.
///
/// Of the partition that was written to most: all of a dead-letter topic hold dead letters.
pub(super) fn probe(
    context: &mut Context<'_>,
    cluster: &Cluster,
    topics: Vec<Topic>,
) -> Result<Probed> {
    let bounds = cluster.bounds(&topics, false)?;
    let mut open: Vec<(Arc<str>, ScanRange)> = Vec::new();
    for (topic, bounds) in topics.iter().zip(&bounds) {
        let used = bounds.iter().filter(|bounds| bounds.end > bounds.start);
        open.extend(used.max_by_key(|bounds| bounds.end).map(|bounds| {
            let range = ScanRange {
                partition: bounds.partition,
                start: bounds.start,
                end: bounds.end,
            };
            (topic.name.clone(), range)
        }));
    }
    let mut newest = HashMap::new();
    let mut denied = BTreeSet::new();
    for chunk in CHUNKS {
        if open.is_empty() || context.signals.stop.is_stopped() {
            break;
        }
        let first = |range: &ScanRange| range.start.max(range.end - chunk);
        let chunks = open.iter().map(|(topic, range)| {
            let start = first(range);
            (topic.clone(), ScanRange { start, ..*range })
        });
        let chunks: Vec<_> = chunks.collect();
        denied.extend(scan_ranges(
            context,
            cluster,
            &chunks,
            &Newest,
            &mut newest,
        )?);
        open.retain_mut(|(topic, range)| {
            range.end = first(range);
            !range.is_empty() && !denied.contains(topic) && !newest.contains_key(topic)
        });
    }
    let is_dead = |topic: &Topic| newest.get(&topic.name).is_some_and(|newest| newest.is_dead);
    Ok(Probed {
        dead: topics.into_iter().filter(is_dead).collect(),
        denied,
    })
}

/// Tells whether headers say that a record is a dead letter, and not merely that something like it was guessed.
///
/// A record that came back to its own topic keeps the headers of its failure with most tools, and is no dead letter.
fn is_dead(letter: &DeadLetterView<'_>) -> bool {
    let reading = letter.reading();
    let told = |dialect: &crate::dialect::Dialect| dialect.row().place == Place::Headers;
    let topic = letter.record().envelope.topic.as_ref();
    let came_back = |hop: &crate::dead_letter::Hop<'_>| {
        hop.topic
            .value()
            .is_some_and(|origin| origin.as_ref() == topic)
    };
    !reading.guessed
        && reading.dialects.first().is_some_and(told)
        && !reading.hops.iter().any(came_back)
}

/// Learns whether the newest record of each topic is a dead letter.
struct Newest;

/// The newest record that was seen of a topic.
struct Seen {
    offset: i64,
    is_dead: bool,
}

impl Fold for Newest {
    type Part = HashMap<Arc<str>, Seen>;
    type Total = HashMap<Arc<str>, Seen>;

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Self::Part) {
        let envelope = &letter.record().envelope;
        let seen = Seen {
            offset: envelope.offset,
            is_dead: is_dead(letter),
        };
        take(part, envelope.topic.clone(), seen);
    }

    fn merge(&self, total: &mut Self::Total, part: Self::Part) -> ControlFlow<()> {
        for (topic, seen) in part {
            take(total, topic, seen);
        }
        ControlFlow::Continue(())
    }
}

/// Keeps the newer of two records of a topic.
fn take(known: &mut HashMap<Arc<str>, Seen>, topic: Arc<str>, seen: Seen) {
    if known
        .get(&topic)
        .is_none_or(|known| known.offset < seen.offset)
    {
        known.insert(topic, seen);
    }
}
