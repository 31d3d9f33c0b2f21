//! Questions to a cluster whose answers must not depend on the moment: they are asked again where a broker is away.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::types::RDKafkaErrorCode as Kind;

use super::cluster::Cluster;
use super::error::may_pass;
use super::ffi::{Code, OffsetQuestion, TopicDescription};
use crate::error::Result;
use crate::retention::FirstAt;

/// How long to wait before a question that nobody could answer is asked again.
const ASK_AGAIN: Duration = Duration::from_millis(200);
/// The longest that describing topics may take.
const DESCRIBE: Duration = Duration::from_secs(10);

impl Cluster {
    /// Asks the leaders for offsets, and once more, within the time for a request, where a leader has changed or is away.
    ///
    /// # Errors
    ///
    /// Unreachable or denied.
    pub(in crate::kafka) fn ask_offsets(
        &self,
        questions: &[OffsetQuestion],
        read_uncommitted: bool,
        what: &str,
    ) -> Result<Vec<(String, i32, FirstAt)>> {
        let until = Instant::now() + self.properties().request_timeout;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let answers = match self
                .client()
                .list_offsets(questions, read_uncommitted, left)
            {
                Ok(answers) => answers
                    .into_iter()
                    .map(|(topic, partition, answer)| match answer {
                        Ok((offset, ms)) => Ok((topic, partition, FirstAt { offset, ms })),
                        Err(code) => Err((code, String::new(), format!("{topic}-{partition}"))),
                    })
                    .collect(),
                Err((code, text)) => Err((code, text, what.to_owned())),
            };
            let (code, text, what) = match answers {
                Ok(answers) => return Ok(answers),
                Err(why) => why,
            };
            if !may_pass(code) || Instant::now() + ASK_AGAIN >= until {
                return Err(self.failure(code, &text, &what));
            }
            std::thread::sleep(ASK_AGAIN);
            // What this client knows of the leaders is out of date, and it asks for them by itself only when it fetches.
            let topics: BTreeSet<&str> = questions.iter().map(|it| it.topic.as_str()).collect();
            for topic in topics {
                let _ = self.client().metadata(Some(topic), ASK_AGAIN);
            }
        }
    }

    /// Returns the first record of each partition whose timestamp is at or after the time asked for, in milliseconds since
    /// the epoch; a partition without one is left out. Every partition may be named once.
    ///
    /// # Errors
    ///
    /// Unreachable or denied.
    pub fn first_at(
        &self,
        asked: &[(Arc<str>, i32, i64)],
    ) -> Result<HashMap<(String, i32), FirstAt>> {
        if self.is_mock() || asked.is_empty() {
            return Ok(HashMap::new());
        }
        let questions: Vec<_> = asked
            .iter()
            .map(|(topic, partition, ms)| OffsetQuestion {
                topic: topic.to_string(),
                partition: *partition,
                at: (*ms).max(0),
            })
            .collect();
        let answers = self.ask_offsets(&questions, true, "the times of records")?;
        Ok(answers
            .into_iter()
            .filter(|(_, _, found)| found.offset >= 0)
            .map(|(topic, partition, found)| ((topic, partition), found))
            .collect())
    }

    /// Returns topic ids by name, without those of topics to which the brokers give none.
    ///
    /// A topic whose id is not known for a moment must not pass for one that has none: what was replayed of it is
    /// recorded under its id.
    ///
    /// # Errors
    ///
    /// Unreachable or denied.
    pub fn topic_ids(&self, names: &[&str]) -> Result<HashMap<String, String>> {
        // A cluster without a controller (librdkafka's mock) would let the question wait for its whole time-out.
        if self.client().controller_id() <= 0 && self.is_mock() {
            return Ok(HashMap::new());
        }
        let until = Instant::now() + self.properties().request_timeout.min(DESCRIBE);
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let described = self.client().describe_topics(names, left);
            let (code, text) = match described.and_then(ids_of) {
                Ok(ids) => return Ok(ids),
                Err(why) => why,
            };
            // Brokers that do not know the question have no ids either.
            if matches!(
                code.kind(),
                Kind::UnsupportedFeature | Kind::UnsupportedVersion
            ) {
                return Ok(HashMap::new());
            }
            if !may_pass(code) || Instant::now() + ASK_AGAIN >= until {
                return Err(self.failure(code, &text, "the ids of the topics"));
            }
            std::thread::sleep(ASK_AGAIN);
        }
    }
}

/// Takes the ids out of descriptions; one topic that cannot be described is an error of all.
fn ids_of(
    described: Vec<TopicDescription>,
) -> std::result::Result<HashMap<String, String>, (Code, String)> {
    let mut ids = HashMap::new();
    for topic in described {
        match topic.id {
            Ok(Some(id)) => {
                ids.insert(topic.name, id);
            }
            Ok(None) => {}
            // Nothing is read of these either.
            Err(code)
                if matches!(
                    code.kind(),
                    Kind::UnknownTopicOrPartition | Kind::TopicAuthorizationFailed
                ) => {}
            Err(code) => return Err((code, format!("{}: {}", topic.name, code.text()))),
        }
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use rdkafka_sys::rd_kafka_resp_err_t as Native;

    use super::*;

    #[test]
    fn an_id_that_is_not_known_for_a_moment_is_no_topic_without_one() {
        let topic = |name: &str, id| TopicDescription {
            name: name.to_owned(),
            id,
        };
        let found = ids_of(vec![
            topic("a", Ok(Some("id".to_owned()))),
            topic("b", Ok(None)),
        ]);
        let found = found.map_err(|(code, _)| code.kind());
        assert_eq!(
            found,
            Ok(HashMap::from([("a".to_owned(), "id".to_owned())]))
        );
        let found = |code| ids_of(vec![topic("a", Err(Code(code))), topic("b", Ok(None))]);
        let moved = found(Native::RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE);
        assert!(moved.is_err());
        let deleted = found(Native::RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
        assert!(deleted.is_ok_and(|ids| ids.is_empty()));
    }
}
