//! The fence of one pass, and what to do where it fails or somebody else's falls.

use std::time::{Duration, Instant};

use rdkafka::types::RDKafkaErrorCode as Kind;

use super::{ATTEMPTS, Next, Session, transactional_id};
use crate::error::Result;
use crate::kafka::ffi::{Producer, TransactionError};
use crate::kafka::write::pool::TRANSACTION_TIMEOUT;
use crate::replay::report::Ended;

/// How long the fence may take: the sweep of a dead transaction, and some.
const INIT: Duration = Duration::from_secs(60);

impl Session<'_> {
    pub(super) fn fence(&self, producer: &Producer) -> std::result::Result<(), TransactionError> {
        let until = Instant::now() + INIT;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match producer.init_transactions(left.min(Duration::from_secs(5))) {
                Err(error) if error.retriable && !left.is_zero() && !self.stop.is_stopped() => {
                    producer.poll(Duration::from_millis(10));
                }
                done => return done,
            }
        }
    }

    pub(super) fn fence_failed(&mut self, error: &TransactionError) -> Result<Next> {
        match error.code.kind() {
            Kind::TransactionalIdAuthorizationFailed => Ok(Next::End(Ended::Denied {
                why: format!(
                    "no right to write with the transactional id {}: {}",
                    transactional_id(self.context.dead_letter_topic),
                    error.code.text()
                ),
            })),
            Kind::ClusterAuthorizationFailed | Kind::TopicAuthorizationFailed => {
                Ok(Next::End(Ended::Denied {
                    why: error.text.clone(),
                }))
            }
            Kind::Fenced | Kind::ProducerFenced | Kind::InvalidProducerEpoch => {
                self.taken_over(Duration::ZERO)
            }
            _ if self.stop.is_stopped() => Ok(Next::End(Ended::Interrupted)),
            _ if error.retriable => Ok(Next::End(Ended::Unreachable {
                why: format!(
                    "{} (the transaction coordinator does not answer; on a small cluster check \
                     transaction.state.log.replication.factor and .min.isr)",
                    error.text
                ),
            })),
            _ => {
                self.trouble(error.text.clone());
                if self.attempts >= ATTEMPTS {
                    return Ok(Next::End(Ended::Failed {
                        why: error.text.clone(),
                    }));
                }
                Ok(Next::Again)
            }
        }
    }

    /// Decides, after a fence by somebody else, whether to go on: once at most, so that two runs cannot go on for ever.
    pub(super) fn taken_over(&mut self, open_for: Duration) -> Result<Next> {
        if open_for >= TRANSACTION_TIMEOUT {
            // The coordinator gave our own transaction up: nobody took over.
            self.trouble("a transaction took too long and was given up".to_owned());
            return Ok(if self.attempts >= ATTEMPTS {
                Next::End(Ended::Failed {
                    why: self.last_trouble.clone(),
                })
            } else {
                Next::Again
            });
        }
        self.fenced += 1;
        let foreign_before = self.ledger.entries();
        let wait = Duration::from_secs(1);
        self.reader.read_for(&mut self.ledger, wait, |_| false)?;
        let foreign = self.ledger.entries() > foreign_before;
        Ok(if foreign || self.fenced > 1 {
            Next::End(Ended::TakenOver)
        } else {
            Next::Again
        })
    }
}
