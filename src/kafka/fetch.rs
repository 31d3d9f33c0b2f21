//! Reading ranges of partitions to their exact end: the scan's source.
//!
//! A partition is complete when a record at or behind its end was seen, or the position is there on an empty poll, or
//! an end-of-partition event carries an offset at or behind it. No single one of them is enough: control records move
//! the position and are never seen, compacted tails move neither, and an event can come from a broker that lags.

mod batch;
mod partition;
mod trouble;

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::ffi::CString;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rdkafka::types::RDKafkaErrorCode as Kind;

pub use self::batch::KafkaBatch;
use self::batch::envelope;
use self::partition::Reading;
use super::cluster::Cluster;
use super::ffi::{Assignment, Message, Polled};
use crate::error::Result;
use crate::filter::{Filter, Verdict};
use crate::offsets::ScanRange;
use crate::record::TopicPartition;
use crate::scan::{Progress, Source};

/// Messages taken at once: enough to spread the cost of a call, few enough to spread over workers.
const BATCH: usize = 200;
/// How long one poll waits to fill a batch.
const POLL: Duration = Duration::from_millis(5);
/// Bytes counted for a message beside its key, value and headers.
const MESSAGE_OVERHEAD: usize = 256;

/// Offsets that were to be read and no longer exist: retention or delete-records overtook the scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The partition.
    pub place: TopicPartition,
    /// The first offset that is missing.
    pub from: i64,
    /// The first offset that exists again, exclusive end of the gap.
    pub to: i64,
}

/// Reads ranges of partitions through one client.
pub struct Fetch<'c> {
    cluster: &'c Cluster,
    partitions: Vec<Reading>,
    /// Where in `partitions` each partition of each topic stands.
    places: HashMap<Arc<str>, HashMap<i32, usize>>,
    index: HashMap<(usize, i32), usize>,
    gaps: Vec<Gap>,
    counted: u64,
    seen: u64,
    learned: Arc<AtomicUsize>,
    begun: bool,
    last_progress: Instant,
    asked_for_ends: Instant,
    idle_timeout: Option<Duration>,
    /// Topics that may not be read, where that is no failure.
    denied: Option<BTreeSet<Arc<str>>>,
}

impl<'c> Fetch<'c> {
    /// Prepares to read these ranges, ascending where a partition has several; empty ones are left out.
    pub fn new(cluster: &'c Cluster, ranges: &[(Arc<str>, ScanRange)]) -> Self {
        let mut partitions: Vec<Reading> = Vec::new();
        let mut places: HashMap<Arc<str>, HashMap<i32, usize>> = HashMap::new();
        for (topic, range) in ranges.iter().filter(|(_, range)| !range.is_empty()) {
            let of_topic = places.entry(topic.clone()).or_default();
            if let Some(&known) = of_topic.get(&range.partition) {
                let reading = &mut partitions[known];
                reading.total = reading.total.saturating_add(range.len());
                reading.later.push_back(*range);
            } else if let Ok(name) = CString::new(topic.as_ref()) {
                of_topic.insert(range.partition, partitions.len());
                partitions.push(Reading::new(topic, name, range));
            }
        }
        Self {
            cluster,
            partitions,
            places,
            index: HashMap::new(),
            gaps: Vec::new(),
            counted: 0,
            seen: 0,
            learned: Arc::new(AtomicUsize::new(2048)),
            begun: false,
            last_progress: Instant::now(),
            asked_for_ends: Instant::now(),
            idle_timeout: None,
            denied: None,
        }
    }

    /// Leaves out topics that this principal may not read, instead of failing; [`Fetch::denied`] tells which.
    #[must_use]
    pub fn skip_denied(mut self) -> Self {
        self.denied = Some(BTreeSet::new());
        self
    }

    /// Returns the topics that may not be read, where [`Fetch::skip_denied`] was asked for.
    pub fn denied(&self) -> impl Iterator<Item = &Arc<str>> {
        self.denied.iter().flatten()
    }

    /// Ends ranges without an end (`i64::MAX`) when nothing arrived for `idle_timeout`.
    #[must_use]
    pub fn idle_timeout(mut self, idle_timeout: Option<Duration>) -> Self {
        self.idle_timeout = idle_timeout;
        self
    }

    /// Returns what was to be read and is gone.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Returns how many records arrived, before any filter.
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// Returns how far each partition was read: everything before that offset was looked at.
    pub fn positions(&self) -> impl Iterator<Item = (&str, i32, i64)> {
        self.partitions.iter().map(|partition| {
            (
                partition.topic.as_ref(),
                partition.partition,
                partition.next,
            )
        })
    }

    fn is_following(&self) -> bool {
        self.partitions
            .iter()
            .any(|partition| partition.end == i64::MAX)
    }

    /// Assigns what is not complete, from where it stands.
    fn assign(&mut self) -> Result<()> {
        let open: Vec<_> = self
            .partitions
            .iter()
            .filter(|partition| !partition.complete)
            .map(|partition| Assignment {
                topic: partition.name.clone(),
                partition: partition.partition,
                offset: partition.next,
            })
            .collect();
        self.index.clear();
        let assigned = self.cluster.client().assign(&open);
        assigned.map_err(|code| self.cluster.failure(code, "", "the partitions"))
    }

    /// Finds the partition of a message; the address of its topic stands for the name.
    fn find(&mut self, message: Message<'_>) -> Option<usize> {
        let place = (message.topic_address(), message.partition());
        if let Some(&found) = self.index.get(&place) {
            return Some(found);
        }
        let of_topic = self.places.get(message.topic().as_str())?;
        let found = *of_topic.get(&message.partition())?;
        self.index.insert(place, found);
        Some(found)
    }

    /// Looks at the positions: behind a control record nothing arrives that would tell.
    fn check_positions(&mut self) {
        let open: Vec<usize> = (0..self.partitions.len())
            .filter(|&index| !self.partitions[index].complete)
            .collect();
        let asked: Vec<_> = open
            .iter()
            .map(|&index| {
                (
                    &self.partitions[index].name,
                    self.partitions[index].partition,
                )
            })
            .collect();
        let positions = self.cluster.client().positions(&asked);
        for (index, position) in open.into_iter().zip(positions) {
            let partition = &mut self.partitions[index];
            // After an end-of-partition event, librdkafka's position is one behind the event's offset although nothing was
            // read there yet (src/rdkafka_queue.c, rd_kafka_q_serve_rkmessages).
            if position > partition.next && position != partition.end_event + 1 {
                partition.advance(position.min(partition.end));
                self.last_progress = Instant::now();
            }
        }
    }

    /// Tells the client where ranges go on that are far behind what it reads now.
    fn seek(&mut self) -> Result<()> {
        if self.partitions.iter().all(|partition| !partition.seek) {
            return Ok(());
        }
        for partition in &mut self.partitions {
            partition.seek = false;
        }
        self.assign()
    }

    /// Takes in everything that is not a record. Returns whether the assignment has to be made again.
    fn event(&mut self, message: Message<'_>) -> Result<Option<usize>> {
        match message.polled() {
            Polled::Record => {}
            Polled::EndOfPartition(offset) => {
                if let Some(index) = self.find(message) {
                    let partition = &mut self.partitions[index];
                    partition.end_event = offset;
                    // Everything before the event was delivered before it, so it may end several ranges.
                    while !partition.complete && offset >= partition.end {
                        partition.advance(partition.end);
                    }
                }
            }
            Polled::Error(code, text) => match code.kind() {
                Kind::AutoOffsetReset | Kind::OffsetOutOfRange => return Ok(self.find(message)),
                Kind::TopicAuthorizationFailed if self.denied.is_some() => self.leave_out(message),
                // The group is only there because `assign` wants one; a reader without rights to it reads on. After the
                // others the library reconnects by itself, and `check_deadline` ends what does not recover.
                Kind::GroupAuthorizationFailed
                | Kind::BrokerTransportFailure
                | Kind::AllBrokersDown
                | Kind::OperationTimedOut
                | Kind::Resolve => {}
                _ => {
                    let topic = message.topic();
                    let what = if topic.is_empty() {
                        "the cluster".to_owned()
                    } else {
                        format!("topic {topic}")
                    };
                    return Err(self.cluster.failure(code, &text, &what));
                }
            },
        }
        Ok(None)
    }

    /// Takes all partitions of a message's topic for read.
    fn leave_out(&mut self, message: Message<'_>) {
        let of_topic = self.places.get_key_value(message.topic().as_str());
        if let (Some(denied), Some((topic, of_topic))) = (&mut self.denied, of_topic) {
            denied.insert(topic.clone());
            for &place in of_topic.values() {
                self.partitions[place].complete = true;
            }
        }
    }
}

impl Source for Fetch<'_> {
    type Batch = KafkaBatch;

    fn next(&mut self, filter: &Filter, count_only: bool) -> Result<Option<KafkaBatch>> {
        if !self.begun {
            self.begun = true;
            self.last_progress = Instant::now();
            if !self.partitions.is_empty() {
                self.assign()?;
            }
        }
        if self.partitions.iter().all(|partition| partition.complete) {
            return Ok(None);
        }
        // The poll waits until it has all it asks for; what does not exist it would wait for in vain.
        let missing = self.partitions.iter().fold(0_u64, |sum, partition| {
            sum.saturating_add(partition.total.saturating_sub(partition.passed()))
        });
        let most = usize::try_from(missing).map_or(BATCH, |missing| missing.clamp(1, BATCH));
        let mut messages = self.cluster.client().consume(most, POLL);
        messages.learn_into(&self.learned);
        if messages.len() == 0 {
            self.check_positions();
            self.check_ends()?;
            self.check_deadline()?;
            if self
                .idle_timeout
                .is_some_and(|limit| self.last_progress.elapsed() >= limit)
            {
                return Ok(None);
            }
        } else {
            self.last_progress = Instant::now();
        }
        let mut topics = VecDeque::with_capacity(messages.len());
        let mut bytes = 0;
        let mut trouble = Ok(());
        let mut gap = None;
        let header_bytes = self.learned.load(Ordering::Relaxed);
        messages.retain(|message| {
            if !matches!(message.polled(), Polled::Record) {
                match self.event(message) {
                    Ok(None) => {}
                    Ok(Some(index)) => gap = Some(index),
                    Err(error) => trouble = Err(error),
                }
                return false;
            }
            let Some(index) = self.find(message) else {
                return false;
            };
            let partition = &mut self.partitions[index];
            let offset = message.offset();
            // Records that an earlier assignment left in the queue, and live traffic behind the end, are not ours.
            if partition.complete || offset < partition.next {
                return false;
            }
            while !partition.complete && offset >= partition.end {
                partition.advance(partition.end);
            }
            if partition.complete || offset < partition.next {
                return false;
            }
            let topic = partition.topic.clone();
            partition.advance(offset + 1);
            self.seen += 1;
            let keep = match filter.envelope(&envelope(message, &topic)) {
                Verdict::Drop => false,
                Verdict::Keep if count_only => {
                    self.counted += 1;
                    false
                }
                Verdict::Keep | Verdict::Undecided => true,
            };
            if keep {
                topics.push_back(topic);
                bytes += MESSAGE_OVERHEAD
                    + header_bytes
                    + message.key().map_or(0, <[u8]>::len)
                    + message.value().map_or(0, <[u8]>::len);
            }
            keep
        });
        trouble?;
        match gap {
            Some(index) => self.step_over_gap(index)?,
            None => self.seek()?,
        }
        Ok(Some(KafkaBatch {
            messages,
            topics,
            bytes,
        }))
    }

    fn counted(&self) -> u64 {
        self.counted
    }

    fn progress(&self) -> Progress {
        if self.is_following() {
            return Progress {
                done: self.seen,
                total: 0,
            };
        }
        Progress {
            done: self.partitions.iter().map(Reading::passed).sum(),
            total: self
                .partitions
                .iter()
                .fold(0, |sum, partition| partition.total.saturating_add(sum)),
        }
    }
}

impl Drop for Fetch<'_> {
    /// Stops fetching: a fetch at the end of the log would hold up whatever is asked next.
    fn drop(&mut self) {
        if self.begun {
            let _ = self.cluster.client().assign(&[]);
        }
    }
}

#[cfg(test)]
#[expect(
    clippy::disallowed_types,
    reason = "test data is produced with the plain client"
)]
mod tests;
