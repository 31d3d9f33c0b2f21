//! What a test can ask of its broker, and change in it, through the oracle.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use uuid::Uuid;

use super::broker::Broker;
use super::oracle::{Isolation, Oracle, Record};

impl Broker {
    /// Reads a whole topic with Java's consumer, one partition after the other.
    ///
    /// # Panics
    /// If the topic cannot be read.
    pub(crate) fn dump(&self, topic: &str, isolation: Isolation) -> Vec<Record> {
        self.dump_lines(topic, isolation)
            .iter()
            .map(Record::parse)
            .collect()
    }

    /// Like [`dump`](Self::dump), as the lines of a capture.
    ///
    /// # Panics
    /// If the topic cannot be read.
    pub(crate) fn dump_lines(&self, topic: &str, isolation: Isolation) -> Vec<Value> {
        let isolation = match isolation {
            Isolation::Committed => "read_committed",
            Isolation::Uncommitted => "read_uncommitted",
        };
        let args = json!({ "topic": topic, "isolation": isolation });
        let answer = Oracle::ask(self.java(), "dump", &self.config(), &args);
        answer.unwrap_or_else(|e| panic!("{topic}: {e}")).0
    }

    /// Does one of the operations of `tests/java/oracle/Cluster.java`.
    pub(crate) fn try_admin(&self, operation: &str, args: &Value) -> Result<Value, String> {
        Oracle::ask(self.java(), operation, &self.config(), args).map(|answer| answer.1)
    }

    /// Does one of the operations of `tests/java/oracle/Cluster.java`.
    ///
    /// # Panics
    /// If the broker refuses.
    pub(crate) fn admin(&self, operation: &str, args: &Value) -> Value {
        self.try_admin(operation, args)
            .unwrap_or_else(|e| panic!("{args}: {e}"))
    }

    /// Creates a topic under a name no other test has; the answer is the name.
    pub(crate) fn topic(&self, prefix: &str, partitions: u32) -> String {
        let name = format!("{prefix}-{}", &Uuid::new_v4().simple().to_string()[..8]);
        self.create_topic(&name, partitions, &[]);
        name
    }

    /// Creates a topic with settings.
    pub(crate) fn create_topic(&self, topic: &str, partitions: u32, configs: &[(&str, &str)]) {
        let configs: Value = configs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Value::from(*value)))
            .collect();
        self.admin(
            "create_topic",
            &json!({ "topic": topic, "partitions": partitions, "configs": configs }),
        );
    }

    /// Deletes a topic.
    pub(crate) fn delete_topic(&self, topic: &str) {
        self.admin("delete_topic", &json!({ "topic": topic }));
    }

    /// Deletes the records of a partition before an offset.
    pub(crate) fn delete_records(&self, topic: &str, partition: i32, before: i64) {
        self.admin(
            "delete_records",
            &json!({ "topic": topic, "partition": partition, "before": before }),
        );
    }

    /// Allows a user one operation, such as `("alice", "topic", "orders", "read")`.
    pub(crate) fn allow(&self, user: &str, resource: &str, name: &str, operation: &str) {
        let args = json!({
            "principal": format!("User:{user}"), "resource": resource, "name": name, "operation": operation,
        });
        self.admin("create_acl", &args);
    }

    /// Sends a record from Java with a timestamp such as 0, which librdkafka takes for "now"; the answer is its offset.
    pub(crate) fn send_at(&self, topic: &str, partition: i32, timestamp: i64, value: &[u8]) -> i64 {
        let value = STANDARD.encode(value);
        let args = json!({
            "topic": topic, "partition": partition, "timestamp": timestamp, "value_base64": value,
        });
        self.admin("send", &args)["offset"]
            .as_i64()
            .expect("an offset")
    }

    /// Describes a transactional id: `state`, `producer_id`, `producer_epoch`, `partitions`.
    pub(crate) fn transaction(&self, id: &str) -> Value {
        self.admin("transaction", &json!({ "id": id }))
    }

    /// Describes all that a reader could leave behind: groups with offsets, topics with ids, ends and settings, and
    /// transactional ids. Two equal snapshots prove that nothing was changed in between.
    pub(crate) fn snapshot(&self) -> Value {
        self.admin("snapshot", &json!({}))
    }

    fn config(&self) -> Value {
        json!({ "bootstrap.servers": self.bootstrap() })
    }
}
