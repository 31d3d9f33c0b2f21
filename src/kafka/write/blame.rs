//! Who is to blame when a transaction comes to nothing: a record, a partition, a target, the ledger, another run.

use std::time::Instant;

use rdkafka::types::RDKafkaErrorCode as Kind;

use super::batch::{Attempt, Context, Reports};
use super::ready::Ready;
use crate::kafka::ffi::{ClientEvent, Code, Producer, TransactionError};
use crate::quantity::counted;
use crate::replay::outcome::{Failed, FailedKind};

/// Who is to blame for a failure.
#[derive(Debug)]
pub(super) enum Blame {
    /// One record, by its index in the batch.
    Record(usize, Failed),
    /// All records for a target topic, by its number in the plan.
    Target(u16, Failed),
    /// All records for one partition of a target.
    Partition(u16, i32),
    /// One or more of a run of records in the batch: the broker refuses records together.
    OneOf {
        first: usize,
        count: usize,
        failed: Failed,
    },
}

fn is_fence(code: Code) -> bool {
    matches!(
        code.kind(),
        Kind::Fenced | Kind::ProducerFenced | Kind::InvalidProducerEpoch
    )
}

/// Tells whether the handle was fenced, or is dead for another reason.
pub(super) fn fenced(producer: &Producer, begun: Instant) -> Option<Attempt> {
    let (code, text) = producer.fatal()?;
    Some(if is_fence(code) {
        Attempt::Fenced {
            open_for: begun.elapsed(),
        }
    } else {
        Attempt::Failed(text)
    })
}

pub(super) fn failed(producer: &Producer, error: &TransactionError, begun: Instant) -> Attempt {
    if is_fence(error.code) {
        return Attempt::Fenced {
            open_for: begun.elapsed(),
        };
    }
    fenced(producer, begun).unwrap_or_else(|| Attempt::Failed(error.text.clone()))
}

/// The kinds of codes that a record itself is to blame for.
fn kind_of(code: Code) -> Option<FailedKind> {
    Some(match code.kind() {
        Kind::MessageSizeTooLarge | Kind::MessageBatchTooLarge => FailedKind::TooLarge,
        Kind::InvalidTimestamp => FailedKind::InvalidTimestamp,
        Kind::InvalidRecord | Kind::InvalidMessage | Kind::PolicyViolation => {
            FailedKind::InvalidRecord
        }
        Kind::TopicAuthorizationFailed => FailedKind::NotAuthorized,
        Kind::UnknownTopicOrPartition
        | Kind::UnknownTopic
        | Kind::UnknownPartition
        | Kind::InvalidTopic => FailedKind::UnknownTarget,
        Kind::InvalidArgument => FailedKind::UnreadableHeaders,
        _ => return None,
    })
}

/// The client did not take a record.
pub(super) fn refused(
    producer: &Producer,
    index: usize,
    ready: &Ready,
    code: Code,
    begun: Instant,
) -> Attempt {
    let Some(kind) = kind_of(code) else {
        // A transaction that failed meanwhile refuses everything; the reason is in the reports or the log.
        return fenced(producer, begun).unwrap_or_else(|| Attempt::Failed(code.text()));
    };
    let failed = Failed {
        kind,
        why: code.text(),
    };
    Attempt::Blamed(match code.kind() {
        Kind::TopicAuthorizationFailed | Kind::UnknownTopic | Kind::InvalidTopic => {
            Blame::Target(ready.step.target, failed)
        }
        Kind::UnknownPartition => Blame::Partition(ready.step.target, ready.step.partition),
        _ => Blame::Record(index, failed),
    })
}

/// Some records were not delivered: finds out which are to blame.
pub(super) fn blame(
    producer: &Producer,
    batch: &[Ready],
    reports: &Reports,
    context: &Context<'_>,
    begun: Instant,
) -> Attempt {
    if let Some(fenced) = fenced(producer, begun) {
        return fenced;
    }
    if reports.iter().any(|report| report.is_err_and(is_fence)) {
        return Attempt::Fenced {
            open_for: begun.elapsed(),
        };
    }
    let own = |index: usize| {
        let code = reports.get(index)?.err()?;
        Some((code, kind_of(code)?))
    };
    let Some(first) = (0..batch.len()).find(|index| own(*index).is_some()) else {
        // All were purged because the transaction failed as a whole: the log says why.
        return heard(producer, batch, context);
    };
    let Some((code, kind)) = own(first) else {
        return Attempt::Failed("a record was not delivered".to_owned());
    };
    let failed = Failed {
        kind,
        why: code.text(),
    };
    let step = &batch[first].step;
    Attempt::Blamed(match code.kind() {
        Kind::TopicAuthorizationFailed | Kind::UnknownTopicOrPartition | Kind::UnknownTopic => {
            Blame::Target(step.target, failed)
        }
        Kind::UnknownPartition => Blame::Partition(step.target, step.partition),
        _ => {
            let last = (first..batch.len())
                .rev()
                .find(|index| own(*index).is_some())
                .unwrap_or(first);
            let count = (first..=last).filter(|index| own(*index).is_some()).count();
            if count == 1 {
                Blame::Record(first, failed)
            } else {
                Blame::OneOf {
                    first,
                    count,
                    failed,
                }
            }
        }
    })
}

/// Looks through the client's log for the reason of a failed transaction.
///
/// `AddPartitionsToTxn` failures reach the application in no other way (librdkafka `src/rdkafka_txnmgr.c`). The texts
/// are a help to find the culprit at once; without them the batch is halved until it is found.
fn heard(producer: &Producer, batch: &[Ready], context: &Context<'_>) -> Attempt {
    let events: Vec<ClientEvent> = producer.events();
    for event in events.iter().rev() {
        let Some((_, rest)) = event.text.split_once("Failed to add partition \"") else {
            continue;
        };
        let Some((topic, rest)) = rest.split_once('"') else {
            continue;
        };
        let why = rest
            .split_once("transaction: ")
            .map_or(rest, |(_, why)| why)
            .to_owned();
        let denied = why.contains("authorization failed");
        if !denied && !why.contains("Unknown topic") {
            continue;
        }
        if topic == context.ledger {
            return Attempt::LedgerDenied(why);
        }
        let known = context.targets.iter().position(|target| *target == topic);
        let Some(target) = known.and_then(|number| u16::try_from(number).ok()) else {
            continue;
        };
        let kind = if denied {
            FailedKind::NotAuthorized
        } else {
            FailedKind::UnknownTarget
        };
        return Attempt::Blamed(Blame::Target(target, Failed { kind, why }));
    }
    let why = events
        .iter()
        .rev()
        .find(|event| event.text.contains("transaction failed"))
        .map_or_else(
            || {
                let records = counted(batch.len() as u64, "record");
                format!("a batch of {records} was not delivered")
            },
            |event| event.text.clone(),
        );
    Attempt::Failed(why)
}

/// The ledger did not take an entry.
pub(super) fn ledger_refused(producer: &Producer, code: Code, begun: Instant) -> Attempt {
    if let Some(fenced) = fenced(producer, begun) {
        return fenced;
    }
    if is_fence(code) {
        return Attempt::Fenced {
            open_for: begun.elapsed(),
        };
    }
    if kind_of(code).is_some() {
        return Attempt::LedgerDenied(code.text());
    }
    let events = producer.events();
    let denied = events.iter().rev().find(|event| {
        event.text.contains("Failed to add partition")
            && event.text.contains("authorization failed")
    });
    match denied {
        Some(_) => Attempt::LedgerDenied("Broker: Topic authorization failed".to_owned()),
        None => Attempt::Failed(code.text()),
    }
}
