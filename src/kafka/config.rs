//! What a client is made with.
//!
//! Belongs here: the settings that every reading handle has, whatever the user configured. Does not belong here: what
//! the user typed (`settings/`), nor producers (`write/`).

use std::time::Duration;

use crate::error::{Error, Result};

/// Resolved client properties, in librdkafka's names, with the user's time-out.
#[derive(Clone)]
pub struct ClientProperties {
    /// The brokers to start from, comma separated.
    pub bootstrap_servers: String,
    /// Everything else the user configured: security, mostly. Holds secrets.
    pub properties: Vec<(String, String)>,
    /// The name that brokers log.
    pub client_id: String,
    /// The longest wait for an answer.
    pub request_timeout: Duration,
    /// Whether the client library's own log lines are shown.
    pub verbose: bool,
}

impl std::fmt::Debug for ClientProperties {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = self.properties.iter().map(|(name, _)| name).collect();
        f.debug_struct("ClientProperties")
            .field("bootstrap_servers", &self.bootstrap_servers)
            .field("properties", &names)
            .finish_non_exhaustive()
    }
}

/// How a handle reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadMode {
    /// Whether it also sees records of open and aborted transactions.
    pub uncommitted: bool,
    /// Whether it stays for what is still to come, instead of reading up to an end.
    pub follow: bool,
}

/// How handles read unless the user says otherwise, and why.
///
/// `fetch.queue.backoff.ms` and the small queue are what makes scans fast *and* small; see docs/architecture.md.
/// `fetch.max.bytes` counts before decompression: dead letters repeat their stack traces, and a response of six partitions
/// would be 50 MB of them. A batch that is larger is fetched all the same, alone. The library counts only values against
/// its queue's kilobytes, and dead letters are mostly headers, so the queue is bounded by their number too.
/// `reconnect.backoff.ms` delays by half of it (at least 11 ms) the change from the bootstrap address to the broker behind
/// it, so once in every run.
const READING_UNLESS_TOLD: &[(&str, &str)] = &[
    ("fetch.max.bytes", FETCH_MAX_BYTES),
    ("fetch.queue.backoff.ms", "5"),
    ("queued.max.messages.kbytes", "12288"),
    ("queued.min.messages", "2000"),
    ("reconnect.backoff.ms", "20"),
    ("reconnect.backoff.max.ms", "1000"),
    ("socket.nagle.disable", "true"),
    ("api.version.request.timeout.ms", "10000"),
];

/// How every handle reads, whatever the user configured, and why.
///
/// `group.id` is demanded by `assign` and never joined; auto commit is off because even an assign-only consumer commits
/// with the default. No automatic topic creation: a typo must not create a topic.
const READING: &[(&str, &str)] = &[
    ("group.id", "dlt-replay.reader"),
    ("enable.auto.commit", "false"),
    ("enable.auto.offset.store", "false"),
    ("allow.auto.create.topics", "false"),
    ("auto.offset.reset", "error"),
    ("enable.partition.eof", "true"),
    ("check.crcs", "false"),
];

/// What is fetched at once unless the user says otherwise, in bytes.
const FETCH_MAX_BYTES: &str = "524288";

/// Returns the `message.max.bytes` of a handle that reads.
///
/// It limits what is sent, and yet the library refuses it where it is above `fetch.max.bytes`; and it is the most that the
/// buffer for an unpacked LZ4 batch begins with (librdkafka `src/rdkafka_lz4.c`, `rd_kafka_lz4_decompress`), so that the least
/// that is allowed would make the buffer grow a dozen times.
fn message_max_bytes(fetch_max_bytes: &str) -> &str {
    const LEAST: u64 = 1_000;
    match fetch_max_bytes.parse::<u64>() {
        Ok(bytes) if bytes < LEAST => "1000",
        Ok(bytes) if FETCH_MAX_BYTES.parse().is_ok_and(|ours| bytes < ours) => fetch_max_bytes,
        _ => FETCH_MAX_BYTES,
    }
}

/// Properties that name a file, which the client library reads with an error that names neither.
const FILES: &[&str] = &[
    "ssl.certificate.location",
    "ssl.key.location",
    "ssl.crl.location",
];

impl ClientProperties {
    /// Checks that the files exist which properties name.
    ///
    /// # Errors
    ///
    /// Usage, with the property and the file.
    pub(in crate::kafka) fn check_files(&self) -> Result<()> {
        for (name, path) in &self.properties {
            // The authorities may also be a folder, or the word `probe`.
            let is_authorities = name == "ssl.ca.location" && path != "probe";
            let found = match (is_authorities, FILES.contains(&name.as_str())) {
                (true, _) => std::fs::metadata(path).map(|_| ()),
                (_, true) => std::fs::File::open(path).map(|_| ()),
                _ => Ok(()),
            };
            if let Err(error) = found {
                return Err(
                    Error::usage(format!("{path}, named by {name}, cannot be read")).source(error),
                );
            }
        }
        Ok(())
    }

    /// Returns the full configuration of a reading handle.
    ///
    /// `fetch.wait.max.ms` is how long a broker holds back the answer to a fetch at the end of the log, and behind it
    /// every other question on the same connection. Only who follows stays there for long, and so can be patient.
    pub(in crate::kafka) fn for_reading(&self, mode: ReadMode) -> Vec<(&str, &str)> {
        let isolation = if mode.uncommitted {
            "read_uncommitted"
        } else {
            "read_committed"
        };
        let longest_wait = if mode.follow { "50" } else { "10" };
        let mut all = READING_UNLESS_TOLD.to_vec();
        all.push(("fetch.wait.max.ms", longest_wait));
        // The library takes the last of two.
        all.extend(self.common());
        all.extend(READING);
        all.push(("isolation.level", isolation));
        let mut fetched = all.iter().rev();
        let fetched = fetched.find(|(name, _)| *name == "fetch.max.bytes");
        let most = message_max_bytes(fetched.map_or(FETCH_MAX_BYTES, |(_, bytes)| bytes));
        all.push(("message.max.bytes", most));
        all
    }

    /// Returns what the user configured, as any handle takes it.
    pub(in crate::kafka) fn common(&self) -> Vec<(&str, &str)> {
        let user = self
            .properties
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        user.chain([
            ("bootstrap.servers", self.bootstrap_servers.as_str()),
            ("client.id", self.client_id.as_str()),
        ])
        .collect()
    }

    /// Connects to nowhere with these properties.
    #[cfg(test)]
    pub(in crate::kafka) fn of_test(properties: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self {
            bootstrap_servers: "127.0.0.1:1".to_owned(),
            properties: properties.iter().map(owned).collect(),
            client_id: "test".to_owned(),
            request_timeout: Duration::from_secs(1),
            verbose: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::kafka::ffi::Client;

    #[test]
    fn speed_is_the_users_to_change_and_what_is_read_is_not() {
        let own = [
            ("fetch.max.bytes", "65536"),
            ("queued.min.messages", "7"),
            ("enable.auto.commit", "true"),
            ("auto.offset.reset", "earliest"),
            ("message.max.bytes", "5000000"),
        ];
        let properties = ClientProperties::of_test(&own);
        let settings = properties.for_reading(ReadMode::default());
        // The library itself refuses limits that contradict each other.
        assert!(Client::new(&settings, false).is_ok());
        let settings: BTreeMap<_, _> = settings.into_iter().collect();
        let of = |name| settings.get(name).copied();
        assert_eq!(of("fetch.max.bytes"), Some("65536"));
        assert_eq!(of("queued.min.messages"), Some("7"));
        assert_eq!(of("queued.max.messages.kbytes"), Some("12288"));
        assert_eq!(of("enable.auto.commit"), Some("false"));
        assert_eq!(of("auto.offset.reset"), Some("error"));
        assert_eq!(of("isolation.level"), Some("read_committed"));
    }

    #[test]
    fn any_size_of_a_fetch_goes_with_the_size_of_a_message() {
        for (fetched, message) in [
            ("1000", "1000"),
            ("65536", "65536"),
            ("524288", "524288"),
            ("4194304", "524288"),
        ] {
            let own = [
                ("message.max.bytes", "5000000"),
                ("fetch.max.bytes", fetched),
            ];
            let properties = ClientProperties::of_test(&own);
            let settings = properties.for_reading(ReadMode::default());
            assert!(Client::new(&settings, false).is_ok(), "{fetched}");
            assert_eq!(settings.last(), Some(&("message.max.bytes", message)));
        }
        // Control: the library would refuse the user's.
        let refused = [("fetch.max.bytes", "65536"), ("message.max.bytes", "65537")];
        assert!(Client::new(&refused, false).is_err());
    }
}
