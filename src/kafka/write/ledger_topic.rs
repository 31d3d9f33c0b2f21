//! The ledger topic itself: what it must be, how it is made, and what an administrator has to do where we may not.

use std::collections::HashMap;
use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};
use crate::kafka::cluster::Cluster;
use crate::kafka::ffi::NewTopic;

/// The settings a ledger is created with, and why: entries must never expire, and compaction would gain nothing because
/// every key is written once.
const SETTINGS: &[(&str, &str)] = &[
    ("cleanup.policy", "delete"),
    ("retention.ms", "-1"),
    ("retention.bytes", "-1"),
    ("unclean.leader.election.enable", "false"),
];

/// What is known of a ledger topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerTopic {
    /// Its name.
    pub name: String,
    /// Whether it exists.
    pub exists: bool,
    /// Why it must not be used as it is, if so.
    pub unfit: Option<String>,
    /// What is not as it should be, but can be lived with.
    pub warnings: Vec<String>,
}

/// What came of the creation of a ledger topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    /// It is there now.
    Now,
    /// It is there now, and this principal has no right to see it.
    Unseen,
    /// Somebody had created it before.
    Before,
}

impl LedgerTopic {
    /// Looks at the ledger topic.
    ///
    /// # Errors
    ///
    /// Unreachable or denied.
    pub fn inspect(cluster: &Cluster, name: &str) -> Result<Self> {
        let mut found = Self {
            name: name.to_owned(),
            exists: cluster.topic(name)?.is_some(),
            unfit: None,
            warnings: Vec::new(),
        };
        if found.exists {
            match cluster.topic_settings(&[name], &[]).known.remove(name) {
                Some(settings) => found.check(&settings),
                None if cluster.is_mock() => {}
                None => found.warnings.push(
                    "its settings cannot be seen: make sure that its retention has no end"
                        .to_owned(),
                ),
            }
        }
        Ok(found)
    }

    fn check(&mut self, settings: &HashMap<String, String>) {
        let text = |name: &str| settings.get(name).map_or("", String::as_str);
        let deletes = text("cleanup.policy").contains("delete");
        for name in ["retention.ms", "retention.bytes"] {
            if deletes && !matches!(text(name), "-1" | "") {
                self.unfit = Some(format!(
                    "its {name} is {}: entries would be deleted, and their records replayed again",
                    text(name)
                ));
            }
        }
        if text("cleanup.policy").contains("compact") && deletes {
            self.unfit = Some("its cleanup.policy is compact,delete".to_owned());
        }
        if text("unclean.leader.election.enable") == "true" {
            self.warnings.push(
                "unclean.leader.election.enable is true: a failover can lose entries".to_owned(),
            );
        }
        if text("min.insync.replicas") == "1" {
            self.warnings.push(
                "min.insync.replicas is 1: the loss of one broker can lose entries".to_owned(),
            );
        }
    }

    /// Creates the ledger with three copies, two of them in sync, where the cluster has as many brokers; else with the
    /// cluster's default.
    ///
    /// # Errors
    ///
    /// Denied with the administrator's text as the hint; unreachable.
    pub fn create(cluster: &Cluster, name: &str, principal: &str) -> Result<Created> {
        let wait = cluster.properties().request_timeout;
        let mut settings = SETTINGS.to_vec();
        settings.push(("min.insync.replicas", "2"));
        let attempt = |replication, settings: &[(&str, &str)]| {
            cluster.client().create_topic(
                &NewTopic {
                    name,
                    partitions: 1,
                    replication,
                    settings,
                },
                wait,
            )
        };
        let created = match attempt(3, &settings) {
            Err((code, _))
                if code.kind() == rdkafka::types::RDKafkaErrorCode::InvalidReplicationFactor =>
            {
                attempt(-1, SETTINGS)
            }
            done => done,
        };
        match created {
            Ok(()) => Self::wait_for(cluster, name, wait),
            Err((code, text)) => {
                use rdkafka::types::RDKafkaErrorCode as Kind;
                match code.kind() {
                    Kind::TopicAlreadyExists => Ok(Created::Before),
                    Kind::TopicAuthorizationFailed | Kind::ClusterAuthorizationFailed => {
                        Err(Error::new(
                            ErrorKind::Denied,
                            format!("no right to create the ledger topic {name}"),
                        )
                        .why(text)
                        .hint(format!(
                            "ask an administrator:\n{}",
                            administrators_text(name, principal, Some(&[]), &[])
                        )))
                    }
                    _ => Err(cluster.failure(code, &text, &format!("the ledger topic {name}"))),
                }
            }
        }
    }

    /// Waits until the new topic can be asked for.
    fn wait_for(cluster: &Cluster, name: &str, wait: Duration) -> Result<Created> {
        let begun = std::time::Instant::now();
        while begun.elapsed() < wait {
            match cluster.topic(name) {
                Ok(None) => std::thread::sleep(Duration::from_millis(50)),
                Ok(Some(_)) => return Ok(Created::Now),
                // The right to create a topic holds no right to see it.
                Err(error) if error.kind() == ErrorKind::Denied => return Ok(Created::Unseen),
                Err(error) => return Err(error),
            }
        }
        Err(Error::new(
            ErrorKind::Unreachable,
            format!("the ledger topic {name} was created and does not show up"),
        )
        .hint("try again"))
    }
}

/// Returns the commands that an administrator runs: the ledger topic and every right that a replay needs.
pub fn administrators_text(
    ledger: &str,
    principal: &str,
    dead_letter_topics: Option<&[&str]>,
    targets: &[&str],
) -> String {
    format!(
        "kafka-topics.sh --bootstrap-server … --create --if-not-exists --topic {ledger} --partitions 1 --replication-factor 3 \\\n  \
         --config cleanup.policy=delete --config retention.ms=-1 --config retention.bytes=-1 \\\n  \
         --config min.insync.replicas=2 --config unclean.leader.election.enable=false\n{}",
        rights_text(ledger, principal, dead_letter_topics, targets)
    )
}

/// Returns the commands that give every right that a replay needs.
pub fn rights_text(
    ledger: &str,
    principal: &str,
    dead_letter_topics: Option<&[&str]>,
    targets: &[&str],
) -> String {
    let mut text = allow(
        principal,
        "--operation Write --transactional-id dlt-replay.v1. --resource-pattern-type prefixed",
    );
    text += &allow(
        principal,
        &format!("--operation Read --operation Write --topic {ledger}"),
    );
    let named = |topics: &[&str], placeholder: &str| {
        if topics.is_empty() {
            vec![placeholder.to_owned()]
        } else {
            topics.iter().map(ToString::to_string).collect()
        }
    };
    if let Some(topics) = dead_letter_topics {
        for topic in named(topics, "DEAD-LETTER-TOPIC") {
            text += &allow(principal, &format!("--operation Read --topic {topic}"));
        }
    }
    for topic in named(targets, "ORIGINAL-TOPIC") {
        text += &write_right_text(principal, &topic);
    }
    text
}

/// Returns the command that gives the right to write to a topic.
pub fn write_right_text(principal: &str, topic: &str) -> String {
    allow(principal, &format!("--operation Write --topic {topic}"))
}

fn allow(principal: &str, rights: &str) -> String {
    format!("kafka-acls.sh --bootstrap-server … --add --allow-principal '{principal}' {rights}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_that_forgets_is_unfit() {
        let check = |settings: &[(&str, &str)]| {
            let mut topic = LedgerTopic {
                name: "l".into(),
                exists: true,
                unfit: None,
                warnings: Vec::new(),
            };
            let settings = settings
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect();
            topic.check(&settings);
            topic.unfit.is_some()
        };
        assert!(!check(SETTINGS));
        assert!(!check(&[
            ("cleanup.policy", "compact"),
            ("retention.ms", "604800000")
        ]));
        assert!(check(&[
            ("cleanup.policy", "delete"),
            ("retention.ms", "604800000")
        ]));
        assert!(check(&[
            ("cleanup.policy", "delete"),
            ("retention.ms", "-1"),
            ("retention.bytes", "1")
        ]));
        assert!(check(&[
            ("cleanup.policy", "compact,delete"),
            ("retention.ms", "-1")
        ]));
    }

    #[test]
    fn the_administrators_commands_are_complete() {
        let text = administrators_text(
            "dlt-replay.ledger",
            "User:anna",
            Some(&["orders.DLT"]),
            &["orders"],
        );
        insta::assert_snapshot!(text, @r"
        kafka-topics.sh --bootstrap-server … --create --if-not-exists --topic dlt-replay.ledger --partitions 1 --replication-factor 3 \
          --config cleanup.policy=delete --config retention.ms=-1 --config retention.bytes=-1 \
          --config min.insync.replicas=2 --config unclean.leader.election.enable=false
        kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:anna' --operation Write --transactional-id dlt-replay.v1. --resource-pattern-type prefixed
        kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:anna' --operation Read --operation Write --topic dlt-replay.ledger
        kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:anna' --operation Read --topic orders.DLT
        kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:anna' --operation Write --topic orders
        ");
    }
}
