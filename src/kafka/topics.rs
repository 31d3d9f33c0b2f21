//! All topics at once: which there are, and their settings, as far as this principal may see them.

use std::collections::HashMap;
use std::time::Duration;

use rdkafka::types::RDKafkaErrorCode as Kind;

use super::cluster::{Cluster, Topic, topic_of};
use super::ffi::TopicMetadata;
use crate::error::{Error, Result};
use crate::record::TopicPartition;

impl Cluster {
    /// Describes all topics that this principal may see, by name.
    pub(super) fn described_topics(&self) -> Result<Vec<TopicMetadata>> {
        let answer = self
            .client()
            .metadata(None, self.properties().request_timeout);
        let mut topics = answer.map_err(|code| self.failure(code, "", "the list of topics"))?;
        topics.retain(|topic| topic.error.is_none());
        topics.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(topics)
    }

    /// Lists all topics as [`Cluster::topics`] does, without the partitions that have no leader, and those partitions.
    ///
    /// What such a partition holds can be asked of nobody; whoever looks at many topics does not wait for it.
    ///
    /// # Errors
    ///
    /// Unreachable or denied.
    pub fn topics_with_leaders(&self) -> Result<(Vec<Topic>, Vec<TopicPartition>)> {
        let mut leaderless = Vec::new();
        let topics = self.described_topics()?.into_iter().map(|topic| {
            let without = topic.leaderless.clone();
            let mut topic = topic_of(topic);
            topic.partitions.retain(|one| !without.contains(one));
            leaderless.extend(without.into_iter().map(|partition| TopicPartition {
                topic: topic.name.clone(),
                partition,
            }));
            topic
        });
        Ok((topics.collect(), leaderless))
    }

    /// Returns the wanted settings of topics by name, or all of them where none is named.
    pub fn topic_settings(&self, names: &[&str], wanted: &[&str]) -> TopicSettings {
        // librdkafka's mock has no admin API and would let the question wait for its whole time-out.
        if self.is_mock() || names.is_empty() {
            return TopicSettings::default();
        }
        let wait = self
            .properties()
            .request_timeout
            .min(Duration::from_secs(10));
        let mut settings = TopicSettings::default();
        match self.client().topic_settings(names, wanted, wait) {
            Ok(answers) => {
                for (name, answer) in answers {
                    match answer {
                        Ok(known) => {
                            settings.known.insert(name, known);
                        }
                        Err(code) if code.kind() == Kind::TopicAuthorizationFailed => {}
                        Err(code) => {
                            let what = format!("the settings of topic {name}");
                            settings.failure = Some(self.failure(code, "", &what));
                        }
                    }
                }
            }
            Err((code, text)) => {
                settings.failure = Some(self.failure(code, &text, "the settings of the topics"));
            }
        }
        settings
    }
}

/// Settings of topics, as far as they can be seen.
#[derive(Debug, Default)]
pub struct TopicSettings {
    /// The settings by the name of the topic; a topic is missing where they cannot be seen.
    pub known: HashMap<String, HashMap<String, String>>,
    /// Why some are missing, where it is not that this principal has no right to see them.
    pub failure: Option<Error>,
}

#[cfg(test)]
mod tests {
    use rdkafka::mocking::MockCluster;

    use super::*;
    use crate::kafka::ClientProperties;

    #[test]
    fn a_partition_without_a_leader_holds_up_nobody() {
        let mock = MockCluster::new(1).unwrap();
        for topic in ["orders.DLT", "payments.DLT"] {
            mock.create_topic(topic, 3, 1).unwrap();
        }
        let cluster = Cluster::connect(ClientProperties {
            bootstrap_servers: mock.bootstrap_servers(),
            properties: Vec::new(),
            client_id: "test".to_owned(),
            request_timeout: Duration::from_secs(4),
            verbose: false,
        })
        .unwrap();
        let (all, none) = cluster.topics_with_leaders().unwrap();
        assert_eq!((all.clone(), none), (cluster.topics().unwrap(), Vec::new()));

        mock.partition_leader("orders.DLT", 1, None).unwrap();
        let (led, leaderless) = cluster.topics_with_leaders().unwrap();
        let names: Vec<_> = leaderless.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["orders.DLT-1"]);
        assert_eq!(led[0].partitions, [0, 2]);
        assert_eq!(led[1].partitions, [0, 1, 2]);
        let begun = std::time::Instant::now();
        let bounds = cluster.bounds(&led, true).unwrap();
        assert_eq!((bounds[0].len(), bounds[1].len()), (2, 3));
        assert!(
            begun.elapsed() < Duration::from_secs(2),
            "{:?}",
            begun.elapsed()
        );
        // Whoever asks the partition itself waits whether a leader comes, and is told that there is none.
        assert!(cluster.bounds(&all, true).is_err());
        assert!(
            begun.elapsed() >= Duration::from_secs(3),
            "{:?}",
            begun.elapsed()
        );
    }
}
