//! Settings of topics, as far as this principal may see them.

use std::collections::HashMap;
use std::time::Duration;

use super::cluster::Cluster;

impl Cluster {
    /// Returns the wanted settings of topics by name, or all of them where none is named; a topic is missing where they
    /// cannot be seen.
    pub fn topic_settings(
        &self,
        names: &[&str],
        wanted: &[&str],
    ) -> HashMap<String, HashMap<String, String>> {
        // librdkafka's mock has no admin API and would let the question wait for its whole time-out.
        if self.is_mock() || names.is_empty() {
            return HashMap::new();
        }
        let wait = self
            .properties()
            .request_timeout
            .min(Duration::from_secs(10));
        self.client()
            .topic_settings(names, wanted, wait)
            .unwrap_or_default()
    }
}
