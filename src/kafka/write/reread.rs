//! Reading planned records again, by offset, and comparing them with what was planned.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::error::Result;
use crate::filter::Filter;
use crate::kafka::cluster::Cluster;
use crate::kafka::fetch::Fetch;
use crate::offsets::ScanRange;
use crate::record::{Headers, RecordView};
use crate::replay::plan::Step;
use crate::scan::{Batch as _, Source as _};

/// Where planned records are read again.
pub trait Reread: Send {
    /// Reads the records of these steps, all of one dead-letter topic, and shows each that is still there, with the
    /// index of its step, in any order. Whether it is what was planned is for the caller to say.
    ///
    /// # Errors
    ///
    /// Where the source cannot be read.
    fn read(&mut self, steps: &[Step], show: &mut dyn FnMut(usize, &RecordView<'_>)) -> Result<()>;
}

/// Offsets that are read along rather than jumped over.
const READ_ALONG: i64 = 200;

/// Reads them again from the dead-letter topic itself.
pub struct TopicReread {
    cluster: Arc<Cluster>,
    topics: Vec<Arc<str>>,
}

impl TopicReread {
    /// Reads through this handle; `topics` are those of the plan's sources.
    pub fn new(cluster: impl Into<Arc<Cluster>>, topics: Vec<Arc<str>>) -> Self {
        let cluster = cluster.into();
        Self { cluster, topics }
    }
}

impl Reread for TopicReread {
    fn read(&mut self, steps: &[Step], show: &mut dyn FnMut(usize, &RecordView<'_>)) -> Result<()> {
        let Some(topic) = steps
            .first()
            .and_then(|step| self.topics.get(usize::from(step.source.topic)))
        else {
            return Ok(());
        };
        let wanted: HashMap<(i32, i64), usize> = steps
            .iter()
            .enumerate()
            .map(|(index, step)| ((step.source.partition, step.source.offset), index))
            .collect();
        let ranges: Vec<_> = ranges(steps)
            .into_iter()
            .map(|range| (topic.clone(), range))
            .collect();
        let mut fetch = Fetch::new(&self.cluster, &ranges);
        let everything = Filter::everything();
        let mut missing = wanted.len();
        while missing > 0 {
            let Some(batch) = fetch.next(&everything, false)? else {
                break;
            };
            let mut headers = Vec::new();
            for index in 0..batch.len() {
                let envelope = batch.envelope(index);
                let Some(at) = wanted.get(&(envelope.partition, envelope.offset)) else {
                    continue;
                };
                headers.clear();
                let read = batch.headers(index, &mut headers);
                let view = RecordView {
                    envelope,
                    headers: match read {
                        Ok(()) => Headers::new(&headers),
                        Err(why) => Headers::unreadable(why),
                    },
                    withheld: None,
                };
                missing -= 1;
                show(*at, &view);
            }
        }
        Ok(())
    }
}

/// Covers the steps' offsets with few ranges, ascending in each partition.
fn ranges(steps: &[Step]) -> Vec<ScanRange> {
    let mut offsets: BTreeMap<i32, Vec<i64>> = BTreeMap::new();
    for step in steps {
        offsets
            .entry(step.source.partition)
            .or_default()
            .push(step.source.offset);
    }
    let mut ranges: Vec<ScanRange> = Vec::new();
    for (partition, mut offsets) in offsets {
        offsets.sort_unstable();
        for offset in offsets {
            match ranges.last_mut() {
                Some(range) if range.partition == partition && offset - range.end < READ_ALONG => {
                    range.end = offset + 1;
                }
                _ => ranges.push(ScanRange {
                    partition,
                    start: offset,
                    end: offset + 1,
                }),
            }
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::ShortDigest;
    use crate::replay::plan::Source;

    #[test]
    fn near_offsets_are_read_in_one_range() {
        let steps: Vec<_> = [(1, 5), (0, 900), (0, 3), (0, 1), (1, 6), (0, 203), (0, 202)]
            .map(|(partition, offset)| Step {
                source: Source {
                    topic: 0,
                    partition,
                    offset,
                },
                digest: ShortDigest([0; 16]),
                target: 0,
                partition: 0,
                bytes: 0,
            })
            .into();
        let found: Vec<_> = ranges(&steps)
            .iter()
            .map(|range| (range.partition, range.start, range.end))
            .collect();
        assert_eq!(found, [(0, 1, 204), (0, 900, 901), (1, 5, 7)]);
    }
}
