//! librdkafka's cluster in the process: no broker, no files, gone with the value. What `demo` runs on.

use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;

use crate::error::{Error, Result};

/// A Kafka that lives in this process.
///
/// It stores and serves records, and little else: no admin API, no look-up by time, no fencing, no hidden aborted
/// records. It shows the flow of a command, not a guarantee.
pub struct EmbeddedCluster {
    cluster: MockCluster<'static, DefaultProducerContext>,
}

impl EmbeddedCluster {
    /// Starts a cluster of one broker.
    ///
    /// # Errors
    ///
    /// When the client library cannot open a port.
    pub fn start() -> Result<Self> {
        let cluster = MockCluster::new(1)
            .map_err(|error| Error::failed("the embedded cluster does not start").source(error))?;
        Ok(Self { cluster })
    }

    /// Makes a topic.
    ///
    /// # Errors
    ///
    /// When the topic exists.
    pub fn create_topic(&self, name: &str, partitions: i32) -> Result<()> {
        let created = self.cluster.create_topic(name, partitions, 1);
        created.map_err(|error| Error::failed(format!("topic {name} cannot be made")).source(error))
    }

    /// Returns the address that clients connect to.
    pub fn bootstrap_servers(&self) -> String {
        self.cluster.bootstrap_servers()
    }
}
