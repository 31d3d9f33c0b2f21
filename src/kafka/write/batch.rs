//! One transaction: targets, their reports, ledger entries, commit.

use std::time::{Duration, Instant};

use rdkafka::types::RDKafkaErrorCode as Kind;

use super::blame::{Blame, blame, failed, fenced, ledger_refused, refused};
use super::fail;
use super::pool::TRANSACTION_TIMEOUT;
use super::ready::Ready;
use crate::kafka::ffi::{Code, Outgoing, Producer};
use crate::record::{HeaderView, Headers};
use crate::replay::ledger::{BatchMark, Key, Mode, To, TopicIdentity, Value};
use crate::scan::Stop;

/// What all records of a run have in common.
pub(super) struct Context<'a> {
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
    for (index, ready) in batch.iter().enumerate() {
        if index == batch.len() / 2 {
            fail::point("mid_sends");
        }
        if let Err(code) = send_record(producer, index, ready, context, begun) {
            return refused(producer, index, ready, code, begun);
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
    for (index, (ready, offset)) in batch.iter().zip(&offsets).enumerate() {
        if index == batch.len() / 2 {
            fail::point("mid_ledger_sends");
        }
        let mark = BatchMark {
            run: context.run.to_owned(),
            batch: number,
            i: u32::try_from(index).unwrap_or(u32::MAX),
            n: u32::try_from(batch.len()).unwrap_or(u32::MAX),
        };
        let sent = send_entry(producer, index, ready, *offset, &mark, context, begun);
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

/// Sends one record to its target.
fn send_record(
    producer: &Producer,
    index: usize,
    ready: &Ready,
    context: &Context<'_>,
    begun: Instant,
) -> Result<(), Code> {
    let view = ready.record.view();
    let target = context.targets.get(usize::from(ready.step.target));
    let outgoing = Outgoing {
        topic: target.copied().unwrap_or(""),
        partition: Some(ready.step.partition),
        timestamp: ready.timestamp,
        key: view.envelope.key,
        value: view.envelope.value,
        headers: view.headers,
    };
    hand_over(producer, &outgoing, index, begun)
}

/// Sends the ledger entry of one record.
fn send_entry(
    producer: &Producer,
    index: usize,
    ready: &Ready,
    offset: i64,
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
        orig: ready.orig.clone(),
        to: To {
            topic: target.copied().unwrap_or("").to_owned(),
            partition: step.partition,
            offset: (offset >= 0).then_some(offset),
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
pub(super) type Reports = Vec<Result<(i32, i64), Code>>;

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
