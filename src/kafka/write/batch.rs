//! One transaction: targets, their reports, ledger entries, commit.

use std::time::{Duration, Instant};

use rdkafka::types::RDKafkaErrorCode as Kind;

use super::fail;
use super::pool::TRANSACTION_TIMEOUT;
use crate::dead_letter::DeadLetterView;
use crate::kafka::ffi::{ClientEvent, Code, Outgoing, Producer, TransactionError};
use crate::record::{HeaderView, Headers, Record, RecordView};
use crate::replay::headers::{self, HeaderRules, Sender};
use crate::replay::ledger::{BatchMark, Key, Mode, Orig, To, TopicIdentity, Value};
use crate::replay::outcome::{Failed, FailedKind};
use crate::replay::plan::Step;
use crate::replay::policy::{ReplayPolicy, TimestampChoice};
use crate::scan::Stop;

/// A record that is ready to be sent.
pub(super) struct Ready {
    /// Its index in the plan.
    pub(super) index: usize,
    pub(super) step: Step,
    pub(super) record: Box<Record>,
    /// Whether the ledger has an entry for it already, and it is sent again on request.
    pub(super) again: bool,
}

/// What all records of a run have in common.
pub(super) struct Context<'a> {
    pub(super) policy: &'a ReplayPolicy,
    pub(super) rules: &'a HeaderRules,
    pub(super) targets: &'a [&'a str],
    pub(super) dead_letter_topic: &'a str,
    pub(super) identity: &'a TopicIdentity,
    pub(super) ledger: &'a str,
    pub(super) run: &'a str,
    pub(super) by: &'a str,
    pub(super) tool: &'a str,
    pub(super) reason: Option<&'a str>,
    pub(super) now: i64,
}

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

/// How a transaction ended, as far as the client can tell. Only the ledger proves anything.
#[derive(Debug)]
pub(super) enum Attempt {
    /// The commit was asked for; offsets in the targets, in the batch's order. Only the ledger knows.
    Asked(Vec<i64>),
    /// Nothing was committed: some record cannot be sent.
    Blamed(Blame),
    /// Nothing was committed, for a reason that may pass.
    Failed(String),
    /// Another producer of this id was initialised, or the coordinator gave the transaction up.
    Fenced { open_for: Duration },
    /// The run was stopped; nothing was committed.
    Stopped,
    /// Writing to the ledger is not allowed.
    LedgerDenied(String),
}

/// Sends one batch in one transaction of an initialised producer.
pub(super) fn send(
    producer: &Producer,
    batch: &[Ready],
    number: u32,
    context: &Context<'_>,
    stop: &Stop,
) -> Attempt {
    let begun = Instant::now();
    if let Err(error) = producer.begin_transaction() {
        return failed(producer, &error, begun);
    }
    fail::point("after_begin");
    let attempt = transaction(producer, batch, number, context, stop, begun);
    match attempt {
        Attempt::Asked(_) | Attempt::Fenced { .. } => {}
        // The next init would end it as well; this frees the readers of the targets at once.
        _ => abort(producer),
    }
    attempt
}

fn transaction(
    producer: &Producer,
    batch: &[Ready],
    number: u32,
    context: &Context<'_>,
    stop: &Stop,
    begun: Instant,
) -> Attempt {
    let mut origins = Vec::with_capacity(batch.len());
    for (index, ready) in batch.iter().enumerate() {
        if index == batch.len() / 2 {
            fail::point("mid_sends");
        }
        match send_record(producer, index, ready, context, begun) {
            Ok(origin) => origins.push(origin),
            Err(code) => return refused(producer, index, ready, code, begun),
        }
    }
    let reports = match wait(producer, batch.len(), stop, begun) {
        Ok(reports) => reports,
        Err(attempt) => return attempt,
    };
    let mut offsets = Vec::with_capacity(batch.len());
    for report in &reports {
        match report {
            Ok((_, offset)) => offsets.push(*offset),
            Err(_) => return blame(producer, batch, &reports, context, begun),
        }
    }
    fail::point("after_target_acks");
    let entries = batch.iter().zip(&offsets).zip(origins);
    for (index, ((ready, offset), orig)) in entries.enumerate() {
        if index == batch.len() / 2 {
            fail::point("mid_ledger_sends");
        }
        let sent = Sent {
            orig,
            offset: *offset,
        };
        let mark = BatchMark {
            run: context.run.to_owned(),
            batch: number,
            i: u32::try_from(index).unwrap_or(u32::MAX),
            n: u32::try_from(batch.len()).unwrap_or(u32::MAX),
        };
        let sent = send_entry(producer, index, ready, sent, &mark, context, begun);
        if let Err(code) = sent {
            return ledger_refused(producer, code, begun);
        }
    }
    match wait(producer, batch.len(), stop, begun) {
        Ok(reports) => {
            if let Some(code) = reports.iter().find_map(|report| report.err()) {
                return ledger_refused(producer, code, begun);
            }
        }
        Err(attempt) => return attempt,
    }
    fail::point("before_endtxn");
    commit(producer);
    fail::point("after_commit");
    Attempt::Asked(offsets)
}

/// What is known of a record once it is in its target.
struct Sent {
    orig: Option<Orig>,
    offset: i64,
}

/// Sends one record to its target, and returns where its headers say that it came from.
fn send_record(
    producer: &Producer,
    index: usize,
    ready: &Ready,
    context: &Context<'_>,
    begun: Instant,
) -> Result<Option<Orig>, Code> {
    let view: RecordView<'_> = ready.record.view();
    let letter = DeadLetterView::new(view);
    let source = ready.step.source;
    let id = context.identity.record_id(source.partition, source.offset);
    let sender = Sender {
        id: &id,
        run: context.run,
    };
    let headers = headers::outgoing(&letter, context.rules, sender);
    let list: Vec<HeaderView<'_>> = headers.iter().collect();
    let timestamp = match context.policy.timestamp {
        TimestampChoice::Now => None,
        // A dead letter without a timestamp is sent without one.
        TimestampChoice::Dlt => Some(view.envelope.timestamp.map_or(-1, |at| at.ms)),
        TimestampChoice::Original => letter
            .origin()
            .and_then(|hop| hop.timestamp.value())
            .copied(),
    };
    let outgoing = Outgoing {
        topic: context
            .targets
            .get(usize::from(ready.step.target))
            .copied()
            .unwrap_or(""),
        partition: Some(ready.step.partition),
        timestamp,
        key: view.envelope.key,
        value: view.envelope.value,
        headers: match view.headers.why_unreadable() {
            None => Headers::new(&list),
            Some(why) => Headers::unreadable(why),
        },
    };
    hand_over(producer, &outgoing, index, begun)?;
    Ok(letter.origin().and_then(|hop| {
        Some(Orig {
            topic: hop.topic.value()?.to_string(),
            partition: hop.partition.value().copied(),
            offset: hop.offset.value().copied(),
            group: headers::failed_group(&letter).map(str::to_owned),
        })
    }))
}

/// Sends the ledger entry of one record.
fn send_entry(
    producer: &Producer,
    index: usize,
    ready: &Ready,
    sent: Sent,
    mark: &BatchMark,
    context: &Context<'_>,
    begun: Instant,
) -> Result<(), Code> {
    let (step, view) = (&ready.step, ready.record.view());
    let timestamp = view.envelope.timestamp;
    let key = Key {
        topic: context.identity.clone(),
        partition: step.source.partition,
        offset: step.source.offset,
    };
    let target = context.targets.get(usize::from(step.target));
    let value = Value {
        v: 1,
        dlt: context.dead_letter_topic.to_owned(),
        le: view.envelope.leader_epoch,
        ts: timestamp.map(|at| at.ms),
        tst: timestamp.map(|at| at.kind.name().to_owned()),
        fp: step.digest,
        orig: sent.orig,
        to: To {
            topic: target.copied().unwrap_or("").to_owned(),
            partition: step.partition,
            offset: (sent.offset >= 0).then_some(sent.offset),
        },
        mode: if ready.again {
            Mode::Forced
        } else {
            Mode::Transactional
        },
        run: context.run.to_owned(),
        by: context.by.to_owned(),
        at: context.now,
        tool: context.tool.to_owned(),
        reason: context.reason.map(str::to_owned),
    };
    let (key, value, marks) = (key.encode(), value.encode(), mark.encode());
    let list: Vec<HeaderView<'_>> = marks
        .iter()
        .map(|(name, text)| HeaderView {
            name: name.as_bytes(),
            value: Some(text.as_bytes()),
        })
        .collect();
    let outgoing = Outgoing {
        topic: context.ledger,
        partition: Some(0),
        timestamp: None,
        key: Some(key.as_bytes()),
        value: Some(&value),
        headers: Headers::new(&list),
    };
    hand_over(producer, &outgoing, index, begun)
}

/// Hands a record to the client, making room in its queue where it is full.
fn hand_over(
    producer: &Producer,
    outgoing: &Outgoing<'_>,
    index: usize,
    begun: Instant,
) -> Result<(), Code> {
    loop {
        match producer.send(outgoing, index) {
            Err(code)
                if code.kind() == Kind::QueueFull && begun.elapsed() < TRANSACTION_TIMEOUT =>
            {
                producer.poll(Duration::from_millis(10));
            }
            done => return done,
        }
    }
}

/// What the broker said of each record: its place, or a code.
type Reports = Vec<Result<(i32, i64), Code>>;

/// Waits for the reports of all records that were handed over.
fn wait(
    producer: &Producer,
    count: usize,
    stop: &Stop,
    begun: Instant,
) -> Result<Reports, Attempt> {
    let mut reports: Vec<Option<Result<(i32, i64), Code>>> = vec![None; count];
    let mut missing = count;
    while missing > 0 {
        producer.poll(Duration::from_millis(5));
        for report in producer.reports() {
            let place = reports.get_mut(report.number);
            if let Some(place) = place.filter(|place| place.is_none()) {
                *place = Some(report.outcome);
                missing -= 1;
            }
        }
        if missing > 0 {
            if let Some(fenced) = fenced(producer, begun) {
                return Err(fenced);
            }
            if stop.is_stopped() {
                return Err(Attempt::Stopped);
            }
            if begun.elapsed() > TRANSACTION_TIMEOUT {
                return Err(Attempt::Failed(
                    "the brokers did not answer in time".to_owned(),
                ));
            }
        }
    }
    Ok(reports.into_iter().flatten().collect())
}

/// Asks for the commit until it is answered for good, at most for the transaction's time and a little more.
///
/// The answer is not looked at: only the ledger proves what became of it.
fn commit(producer: &Producer) {
    let until = Instant::now() + TRANSACTION_TIMEOUT + Duration::from_secs(5);
    loop {
        let left = until.saturating_duration_since(Instant::now());
        match producer.commit_transaction(left) {
            Err(error) if error.retriable && !left.is_zero() => {
                producer.poll(Duration::from_millis(10));
            }
            _ => return,
        }
    }
}

/// Aborts, for five seconds at most.
fn abort(producer: &Producer) {
    let until = Instant::now() + Duration::from_secs(5);
    // Purged records are reported, and the abort waits until somebody takes the reports.
    while Instant::now() < until {
        match producer.abort_transaction(Duration::from_millis(200)) {
            Err(error) if error.retriable => producer.poll(Duration::from_millis(10)),
            _ => return,
        }
    }
}

fn is_fence(code: Code) -> bool {
    matches!(
        code.kind(),
        Kind::Fenced | Kind::ProducerFenced | Kind::InvalidProducerEpoch
    )
}

/// Tells whether the handle was fenced, or is dead for another reason.
fn fenced(producer: &Producer, begun: Instant) -> Option<Attempt> {
    let (code, text) = producer.fatal()?;
    Some(if is_fence(code) {
        Attempt::Fenced {
            open_for: begun.elapsed(),
        }
    } else {
        Attempt::Failed(text)
    })
}

fn failed(producer: &Producer, error: &TransactionError, begun: Instant) -> Attempt {
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
fn refused(
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
fn blame(
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
            || format!("a batch of {} records was not delivered", batch.len()),
            |event| event.text.clone(),
        );
    Attempt::Failed(why)
}

/// The ledger did not take an entry.
fn ledger_refused(producer: &Producer, code: Code, begun: Instant) -> Attempt {
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
