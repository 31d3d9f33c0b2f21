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

impl Fence {
    fn producer(&self) -> Result<Producer> {
        let message_max = self.message_max_bytes.to_string();
        let batch = self.batch_bytes.to_string();
        let mut all = self.properties.common();
        // What the replay's promise rests on comes last, so that no property of the user's can change it.
        all.extend([
            ("transactional.id", self.transactional_id.as_str()),
            ("enable.idempotence", "true"),
            ("acks", "all"),
            ("allow.auto.create.topics", "false"),
            ("partitioner", "murmur2_random"),
            ("transaction.timeout.ms", "30000"),
            ("message.timeout.ms", "20000"),
            ("socket.timeout.ms", "10000"),
            ("topic.metadata.propagation.max.ms", "5000"),
            ("linger.ms", "0"),
            ("compression.type", "lz4"),
            ("message.max.bytes", message_max.as_str()),
            ("batch.size", batch.as_str()),
            ("batch.num.messages", "10000"),
            ("queue.buffering.max.messages", "200000"),
            ("queue.buffering.max.kbytes", "1048576"),
            ("reconnect.backoff.ms", "50"),
            ("reconnect.backoff.max.ms", "1000"),
            ("socket.nagle.disable", "true"),
        ]);
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
