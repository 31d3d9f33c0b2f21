//! A connected cluster, as far as it is looked at.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::types::RDKafkaErrorCode as Kind;

use super::config::{ClientProperties, ReadMode};
use super::error::{diagnose, explain, silence, speaks_tls};
use super::ffi::{Client, Code, GroupOffset, OffsetQuestion};
use super::port;
use crate::error::{Error, ErrorKind, Result};
use crate::offsets::PartitionBounds;

/// A topic and the numbers of its partitions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// The name.
    pub name: Arc<str>,
    /// The partitions, ascending.
    pub partitions: Vec<i32>,
}

/// What one consumer group still has to read of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupLag {
    /// The group's name.
    pub group: String,
    /// Records between its committed offsets and the ends; `None` where it committed nothing on some partition.
    pub lag: u64,
}

/// A connection to a cluster, for looking only. Nothing here joins a group, commits or writes.
pub struct Cluster {
    client: Arc<Client>,
    properties: ClientProperties,
    id: Option<String>,
}

/// How long a client waits before it believes that refused connections will go on being refused.
const GIVE_UP_REFUSED: Duration = Duration::from_millis(1500);
/// How long a server that closed our connection may take to answer a greeting in TLS.
const GREETING: Duration = Duration::from_secs(1);

impl Cluster {
    /// Connects, and learns the cluster's id.
    ///
    /// # Errors
    ///
    /// Usage where a property is wrong; denied or unreachable, within the request time-out, where there is no connection.
    pub fn connect(properties: ClientProperties) -> Result<Self> {
        Self::connect_with(properties, ReadMode::default())
    }

    /// Connects a handle that reads in this way.
    ///
    /// # Errors
    ///
    /// As [`Cluster::connect`].
    pub fn connect_with(properties: ClientProperties, mode: ReadMode) -> Result<Self> {
        properties.check_files()?;
        let client = Client::new(&properties.for_reading(mode), properties.verbose)
            .map_err(|why| Error::usage("the connection's properties do not work").why(why))?;
        let mut cluster = Self {
            client: Arc::new(client),
            properties,
            id: None,
        };
        cluster.wait_until_up()?;
        cluster.id = cluster.client.cluster_id(Duration::ZERO);
        Ok(cluster)
    }

    /// Waits for a first answer, and says why there is none as soon as that is certain.
    fn wait_until_up(&self) -> Result<()> {
        let begun = Instant::now();
        let servers = &self.properties.bootstrap_servers;
        let mut asked_for_tls = false;
        loop {
            let left = self
                .properties
                .request_timeout
                .saturating_sub(begun.elapsed());
            let slice = left
                .min(Duration::from_millis(250))
                .max(Duration::from_millis(1));
            // Any topic's metadata would do; one that is asked for by name is answered to everybody, and small.
            let Err(code) = self.client.metadata(Some("dlt-replay.ledger"), slice) else {
                return Ok(());
            };
            self.client.serve();
            let diagnosis = diagnose(&self.client.events(), servers);
            if !asked_for_tls
                && let Some(address) = diagnosis.as_ref().and_then(|found| found.closed.as_ref())
            {
                asked_for_tls = true;
                if port::speaks_tls(address, GREETING) {
                    return Err(speaks_tls(servers));
                }
            }
            let give_up = match &diagnosis {
                Some(diagnosis) => diagnosis.is_final || begun.elapsed() >= GIVE_UP_REFUSED,
                None => false,
            };
            if give_up || left.is_zero() {
                let silence = || match code.kind() {
                    Kind::OperationTimedOut | Kind::BrokerTransportFailure => {
                        silence(servers, self.properties.request_timeout)
                    }
                    _ => explain(code, "", servers),
                };
                return Err(diagnosis.map_or_else(silence, |diagnosis| diagnosis.error));
            }
        }
    }

    /// Returns the cluster's id, where the brokers give one.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Returns the properties the cluster was connected with.
    pub fn properties(&self) -> &ClientProperties {
        &self.properties
    }

    pub(in crate::kafka) fn client(&self) -> &Arc<Client> {
        &self.client
    }

    /// Turns an error of the library into ours, with what the client said meanwhile where that explains a time-out.
    pub(in crate::kafka) fn failure(&self, code: Code, text: &str, what: &str) -> Error {
        let error = explain(code, text, what);
        if error.kind() != ErrorKind::Unreachable {
            return error;
        }
        self.client.serve();
        match diagnose(&self.client.events(), &self.properties.bootstrap_servers) {
            Some(diagnosis) if diagnosis.is_final => diagnosis.error,
            _ => error,
        }
    }

    /// Lists all topics this principal may see, by name.
    ///
    /// # Errors
    ///
    /// Unreachable or denied.
    pub fn topics(&self) -> Result<Vec<Topic>> {
        Ok(self.described_topics()?.into_iter().map(topic_of).collect())
    }

    /// Looks one topic up; `None` where it does not exist.
    ///
    /// # Errors
    ///
    /// Unreachable, or denied.
    pub fn topic(&self, name: &str) -> Result<Option<Topic>> {
        let what = format!("topic {name}");
        let deadline = Instant::now() + self.properties.request_timeout;
        loop {
            let answer = self
                .client
                .metadata(Some(name), self.properties.request_timeout);
            let topics = answer.map_err(|code| self.failure(code, "", &what))?;
            let Some(topic) = topics.into_iter().next() else {
                return Ok(None);
            };
            match topic.error.map(|code| (code, code.kind())) {
                None => return Ok(Some(topic_of(topic))),
                Some((
                    _,
                    Kind::UnknownTopicOrPartition | Kind::UnknownTopic | Kind::InvalidTopic,
                )) => return Ok(None),
                // A topic that is being created has no leader yet.
                Some((_, Kind::LeaderNotAvailable)) if Instant::now() < deadline => {
                    std::thread::sleep(Duration::from_millis(50));
                }
                Some((code, _)) => return Err(self.failure(code, "", &what)),
            }
        }
    }

    /// Returns what exists of the partitions of these topics, in the order given.
    ///
    /// The end is the last stable offset, or the high watermark with `read_uncommitted`.
    ///
    /// # Errors
    ///
    /// Unreachable or denied.
    pub fn bounds(
        &self,
        topics: &[Topic],
        read_uncommitted: bool,
    ) -> Result<Vec<Vec<PartitionBounds>>> {
        // All at once: one round trip instead of three.
        let (starts, highs, stable) = std::thread::scope(|scope| {
            let starts =
                scope.spawn(|| self.offsets_at(topics, |_| OffsetQuestion::EARLIEST, true));
            let stable = (!read_uncommitted).then(|| {
                scope.spawn(|| self.offsets_at(topics, |_| OffsetQuestion::LATEST, false))
            });
            let highs = self.offsets_at(topics, |_| OffsetQuestion::LATEST, true);
            (joined(starts), highs, stable.map(joined).transpose())
        });
        let (starts, highs, stable) = (starts?, highs?, stable?);
        let ends = stable.as_ref().unwrap_or(&highs);
        let bounds_of = |topic: &Topic| {
            let partitions = topic.partitions.iter().map(|&partition| {
                let place = (topic.name.to_string(), partition);
                let at = |answers: &HashMap<_, i64>| answers.get(&place).copied().unwrap_or(0);
                PartitionBounds {
                    partition,
                    start: at(&starts),
                    end: at(ends),
                    high: at(&highs),
                }
            });
            partitions.collect()
        };
        Ok(topics.iter().map(bounds_of).collect())
    }

    /// Returns the first offsets whose record is at or after a time, by topic and partition; a partition without such a
    /// record is left out. `at` tells the time, in milliseconds since the epoch, that a partition is asked for.
    ///
    /// # Errors
    ///
    /// Unreachable or denied.
    pub fn offsets_for_time(
        &self,
        topics: &[Topic],
        at: impl Fn(i32) -> i64,
    ) -> Result<HashMap<(String, i32), i64>> {
        // The mock cluster answers every time with the end. Starting early is right, because time is checked per record.
        if self.is_mock() {
            let places = topics.iter().flat_map(|topic| {
                topic
                    .partitions
                    .iter()
                    .map(|&partition| (topic.name.to_string(), partition))
            });
            return Ok(places.map(|place| (place, 0)).collect());
        }
        let mut answers = self.offsets_at(topics, |partition| at(partition).max(0), true)?;
        answers.retain(|_, offset| *offset >= 0);
        Ok(answers)
    }

    fn offsets_at(
        &self,
        topics: &[Topic],
        at: impl Fn(i32) -> i64,
        read_uncommitted: bool,
    ) -> Result<HashMap<(String, i32), i64>> {
        let questions: Vec<_> = topics
            .iter()
            .flat_map(|topic| {
                topic.partitions.iter().map(|&partition| OffsetQuestion {
                    topic: topic.name.to_string(),
                    partition,
                    at: at(partition),
                })
            })
            .collect();
        if questions.is_empty() {
            return Ok(HashMap::new());
        }
        let what = match topics {
            [one] => format!("topic {}", one.name),
            _ => format!("{} topics", topics.len()),
        };
        let answers = self.ask_offsets(&questions, read_uncommitted, &what)?;
        let answers = answers.into_iter();
        Ok(answers
            .map(|(topic, partition, found)| ((topic, partition), found.offset))
            .collect())
    }

    /// Tells whether this is librdkafka's mock cluster, which has no admin API: its cluster id says so.
    pub fn is_mock(&self) -> bool {
        self.id
            .as_deref()
            .is_some_and(|id| id.starts_with("mockCluster"))
    }

    /// Returns the committed offsets of every consumer group that may be seen, group by group.
    ///
    /// # Errors
    ///
    /// Denied or unreachable; callers show `-` and say so once.
    fn committed(&self) -> Result<Vec<(String, Vec<GroupOffset>)>> {
        if self.is_mock() {
            return Ok(Vec::new());
        }
        let wait = self.properties.request_timeout.min(Duration::from_secs(10));
        let explain =
            |(code, text): (Code, String)| self.failure(code, &text, "the consumer groups");
        let groups = self.client.consumer_groups(wait).map_err(explain)?;
        let offsets = self.client.group_offsets(&groups, wait);
        // A group this principal may not describe is no reason to hide the others.
        let mut committed: Vec<_> = groups
            .into_iter()
            .zip(offsets)
            .filter_map(|(group, offsets)| Some((group, offsets?)))
            .collect();
        committed.sort_by(|one, other| one.0.cmp(&other.0));
        Ok(committed)
    }

    /// Returns the consumer groups that have committed offsets, by topic.
    ///
    /// # Errors
    ///
    /// Denied or unreachable; callers show `-` and say so once.
    pub fn groups_by_topic(&self) -> Result<HashMap<String, Vec<String>>> {
        let mut groups: HashMap<String, Vec<String>> = HashMap::new();
        for (group, offsets) in self.committed()? {
            for entry in offsets.into_iter().filter(|entry| entry.offset >= 0) {
                let of_topic = groups.entry(entry.topic).or_default();
                if of_topic.last() != Some(&group) {
                    of_topic.push(group.clone());
                }
            }
        }
        Ok(groups)
    }

    /// Returns the consumer groups with committed offsets on a topic, and how far they are behind its ends.
    ///
    /// # Errors
    ///
    /// Denied or unreachable; callers show `-` and say so once.
    pub fn group_lags(&self, topic: &str, bounds: &[PartitionBounds]) -> Result<Vec<GroupLag>> {
        let mut lags = Vec::new();
        for (group, offsets) in self.committed()? {
            let of_topic = offsets
                .into_iter()
                .filter(|entry| entry.topic == topic && entry.offset >= 0);
            let committed: HashMap<i32, i64> = of_topic
                .map(|entry| (entry.partition, entry.offset))
                .collect();
            if committed.is_empty() {
                continue;
            }
            let behind = bounds.iter().map(|bound| {
                let next = committed
                    .get(&bound.partition)
                    .copied()
                    .unwrap_or(bound.start)
                    .max(bound.start);
                u64::try_from(bound.high - next).unwrap_or(0)
            });
            lags.push(GroupLag {
                group,
                lag: behind.sum(),
            });
        }
        Ok(lags)
    }
}

/// Waits for a thread, and goes on with its panic where it ended in one.
pub(in crate::kafka) fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

pub(super) fn topic_of(topic: super::ffi::TopicMetadata) -> Topic {
    let mut partitions = topic.partitions;
    partitions.sort_unstable();
    Topic {
        name: topic.name.into(),
        partitions,
    }
}
