//! Producers that are connected before they are needed, and destroyed behind the loop's back.
//!
//! A handle whose first call is `init_transactions` waits half a second for "any broker up" (librdkafka
//! `src/rdkafka_txnmgr.c`, `rd_kafka_txn_coord_query`). Two metadata calls before it avoid that. A warm handle is *not*
//! initialised: it has sent nothing that carries the transactional id, so the fence is still the call of the loop.

use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::kafka::config::ClientProperties;
use crate::kafka::ffi::Producer;

/// How many handles wait.
const WARM: usize = 2;
/// How long one metadata call may take; failures do not matter.
const WARM_UP: Duration = Duration::from_secs(5);

/// What a producer of one fence is made with.
#[derive(Clone, Debug)]
pub(super) struct Fence {
    pub(super) properties: ClientProperties,
    pub(super) transactional_id: String,
    pub(super) ledger: String,
    /// A target, for warming.
    pub(super) target: String,
    /// The largest record that any target takes.
    pub(super) message_max_bytes: u32,
    /// The largest batch that all targets take.
    pub(super) batch_bytes: u32,
}

/// The time that the coordinator gives a transaction; a killed run blocks readers no longer than this.
pub(super) const TRANSACTION_TIMEOUT: Duration = Duration::from_secs(30);

/// How records are sent unless the user says otherwise: a whole transaction is handed over at once, and nothing is gained
/// by waiting for more.
const UNLESS_TOLD: &[(&str, &str)] = &[
    ("linger.ms", "0"),
    ("compression.type", "lz4"),
    ("batch.num.messages", "10000"),
    ("queue.buffering.max.messages", "200000"),
    ("queue.buffering.max.kbytes", "1048576"),
    ("reconnect.backoff.ms", "50"),
    ("reconnect.backoff.max.ms", "1000"),
    ("socket.nagle.disable", "true"),
];

impl Fence {
    /// Returns the full configuration; the library takes the last of two.
    fn settings<'s>(&'s self, message_max: &'s str, batch: &'s str) -> Vec<(&'s str, &'s str)> {
        let mut all = UNLESS_TOLD.to_vec();
        all.extend(self.properties.common());
        all.extend([
            ("transactional.id", self.transactional_id.as_str()),
            ("enable.idempotence", "true"),
            ("acks", "all"),
            ("allow.auto.create.topics", "false"),
            ("partitioner", "murmur2_random"),
            ("transaction.timeout.ms", "30000"),
            ("topic.metadata.propagation.max.ms", "5000"),
            ("message.timeout.ms", "20000"),
            ("socket.timeout.ms", "10000"),
            ("message.max.bytes", message_max),
            ("batch.size", batch),
        ]);
        all
    }

    fn producer(&self) -> Result<Producer> {
        let message_max = self.message_max_bytes.to_string();
        let batch = self.batch_bytes.to_string();
        let all = self.settings(&message_max, &batch);
        Producer::new(&all, self.properties.verbose).map_err(|why| {
            Error::usage("the connection's properties do not work for sending").why(why)
        })
    }

    fn warm_producer(&self) -> Result<Producer> {
        let producer = self.producer()?;
        producer.warm(&self.target, WARM_UP);
        producer.warm(&self.ledger, WARM_UP);
        Ok(producer)
    }
}

/// Warm producers of one fence.
pub(super) struct Pool {
    ready: Option<Receiver<Result<Producer>>>,
    used: Option<Sender<Producer>>,
    threads: Vec<JoinHandle<()>>,
}

impl Pool {
    /// Starts warming.
    pub(super) fn start(fence: Fence) -> Self {
        let (to_ready, ready): (SyncSender<Result<Producer>>, _) = sync_channel(WARM - 1);
        let (used, to_destroy) = channel::<Producer>();
        let warming = std::thread::spawn(move || {
            loop {
                let producer = fence.warm_producer();
                let failed = producer.is_err();
                if to_ready.send(producer).is_err() || failed {
                    return;
                }
            }
        });
        let destroying = std::thread::spawn(move || {
            for producer in to_destroy {
                producer.purge();
                drop(producer);
            }
        });
        Self {
            ready: Some(ready),
            used: Some(used),
            threads: vec![warming, destroying],
        }
    }

    /// Returns the next warm producer.
    pub(super) fn take(&self) -> Result<Producer> {
        let next = self.ready.as_ref().and_then(|ready| ready.recv().ok());
        next.unwrap_or_else(|| Err(Error::failed("no producer can be made")))
    }

    /// Destroys a producer in the background, whatever state it is in.
    pub(super) fn retire(&self, producer: Producer) {
        if let Some(used) = &self.used {
            // The thread ends only with the pool.
            let _ = used.send(producer);
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.ready = None;
        self.used = None;
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_promise_is_not_the_users_to_change_and_speed_is() {
        let own = [
            ("compression.type", "zstd"),
            ("linger.ms", "20"),
            ("acks", "1"),
            ("enable.idempotence", "false"),
            ("batch.size", "1"),
        ];
        let fence = Fence {
            properties: ClientProperties::of_test(&own),
            transactional_id: "id".to_owned(),
            ledger: "ledger".to_owned(),
            target: "target".to_owned(),
            message_max_bytes: 1_000,
            batch_bytes: 2_000,
        };
        let settings: BTreeMap<_, _> = fence.settings("1000", "2000").into_iter().collect();
        let of = |name| settings.get(name).copied();
        assert_eq!(of("compression.type"), Some("zstd"));
        assert_eq!(of("linger.ms"), Some("20"));
        assert_eq!(of("acks"), Some("all"));
        assert_eq!(of("enable.idempotence"), Some("true"));
        assert_eq!(of("batch.size"), Some("2000"));
        assert_eq!(of("batch.num.messages"), Some("10000"));
    }
}
