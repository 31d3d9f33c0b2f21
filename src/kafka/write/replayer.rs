//! The loop: fence, read, prove, replay, until nothing is left.
//!
//! There is one path for everything. Start-up, crash, time-out, fatal error and success all lead back to the fence, and
//! the last pass, with nothing left, is the proof of the batch before it.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use rdkafka::types::RDKafkaErrorCode as Kind;

use super::batch::{Attempt, Blame, Context, Ready, send};
use super::fail;
use super::ledger::LedgerReader;
use super::pace::Pace;
use super::pool::{Fence, Pool, TRANSACTION_TIMEOUT};
use super::reread::{Found, Reread};
use crate::error::{Error, ErrorKind, Result};
use crate::kafka::config::ClientProperties;
use crate::kafka::ffi::{Producer, TransactionError};
use crate::replay::headers::HeaderRules;
use crate::replay::ledger::{Ledger, TopicIdentity};
use crate::replay::outcome::{Failed, FailedKind, Outcome};
use crate::replay::plan::{ReplayPlan, Step};
use crate::replay::report::{Ended, ReplayReport};
use crate::scan::Stop;

/// The most bytes of records in one transaction; a larger record goes alone.
const BATCH_BYTES: u64 = 4 << 20;
/// The most target partitions in one transaction: each costs a registration and a marker.
const BATCH_PARTITIONS: usize = 64;
/// How often in a row a batch may come to nothing.
const ATTEMPTS: u32 = 6;
/// How long the fence may take: the sweep of a dead transaction, and some.
const INIT: Duration = Duration::from_secs(60);
/// How long to look for a committed batch in the ledger before the next fence. It is only a hint.
const HINT: Duration = Duration::from_millis(200);

/// How a plan is carried out.
#[derive(Clone)]
pub struct ReplayOptions {
    /// The ledger topic.
    pub ledger: String,
    /// The run's id.
    pub run: String,
    /// Who does it.
    pub by: String,
    /// The program and its version.
    pub tool: String,
    /// Why, for the ledger.
    pub reason: Option<String>,
    /// The most records in a batch.
    pub batch: usize,
    /// Records a second; `None` is as fast as it goes.
    pub rate: Option<u32>,
    /// Bytes a second; `None` is as fast as it goes.
    pub rate_bytes: Option<u64>,
    /// The largest record that any target takes, in bytes.
    pub message_max_bytes: u32,
    /// The largest batch that all targets take, in bytes.
    pub batch_bytes: u32,
    /// The clock, for the ledger's entries: milliseconds since the epoch.
    pub clock: Arc<dyn Fn() -> i64 + Send + Sync>,
}

/// Carries out a plan. Whatever happens, the report says of each record what is known of it.
///
/// `progress` is called with the number of records that are proved or given up, and of all.
///
/// # Errors
///
/// Only before anything is sent: the ledger cannot be opened, or a policy cannot be read.
pub fn replay(
    plan: &ReplayPlan,
    properties: &ClientProperties,
    options: &ReplayOptions,
    reread: &mut dyn Reread,
    stop: &Stop,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<ReplayReport> {
    let rules = HeaderRules::new(&plan.policy)?;
    let targets: Vec<&str> = plan
        .targets
        .iter()
        .map(|target| target.topic.as_str())
        .collect();
    let begun = Instant::now();
    let mut outcomes = vec![Outcome::NotTried; plan.steps.len()];
    let mut batches = 0;
    let mut ended = Ended::Done;
    let mut first = 0;
    for (number, source) in plan.sources.iter().enumerate() {
        let of_source = |step: &Step| usize::from(step.source.topic) == number;
        let count = plan.steps[first..]
            .iter()
            .take_while(|step| of_source(step))
            .count();
        let steps = &plan.steps[first..first + count];
        if steps.is_empty() {
            continue;
        }
        let Some(reader) = LedgerReader::open(properties, &options.ledger)? else {
            return Err(Error::refused(format!(
                "the ledger topic {} does not exist",
                options.ledger
            ))
            .hint("create it: dltctl ledger init"));
        };
        let fence = Fence {
            properties: properties.clone(),
            transactional_id: transactional_id(&source.topic),
            ledger: options.ledger.clone(),
            target: targets
                .get(usize::from(steps[0].target))
                .copied()
                .unwrap_or("")
                .to_owned(),
            message_max_bytes: options.message_max_bytes,
            batch_bytes: options.batch_bytes,
        };
        let done_before = first as u64;
        let all = plan.steps.len() as u64;
        let session = Session {
            context: Context {
                policy: &plan.policy,
                rules: &rules,
                targets: &targets,
                dead_letter_topic: &source.topic,
                identity: &source.identity,
                ledger: &options.ledger,
                run: &options.run,
                by: &options.by,
                tool: &options.tool,
                reason: options.reason.as_deref(),
                now: 0,
            },
            options,
            stop,
            steps,
            ledger: Ledger::of(vec![source.identity.clone()]).for_run(&options.run),
            reader,
            pool: Pool::start(fence),
            pace: Pace::new(options.rate, options.rate_bytes),
            outcomes: &mut outcomes[first..first + count],
            queue: VecDeque::new(),
            pending: None,
            batch_number: 0,
            limit: options.batch.max(1),
            halved_until: 0,
            attempts: 0,
            fenced: 0,
            last_trouble: String::new(),
            bad_targets: Vec::new(),
            bad_partitions: HashSet::new(),
            committed: 0,
            finished: 0,
        };
        let mut report = |finished: u64| progress(done_before + finished, all);
        let (how, committed) = session.run(reread, &mut report);
        batches += committed;
        first += count;
        if how != Ended::Done {
            ended = how;
            break;
        }
    }
    let mut report = ReplayReport::new(plan, &outcomes, &options.run, ended);
    report.batches = batches;
    report.elapsed_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(report)
}

/// Names the fence of a dead-letter topic. Nothing of a user, a host or a run is in it: that would be no fence.
pub(super) fn transactional_id(dead_letter_topic: &str) -> String {
    format!("dlt-replay.v1.{dead_letter_topic}")
}

/// A batch whose commit was asked for.
struct Pending {
    number: u32,
    batch: Vec<Ready>,
    offsets: Vec<i64>,
}

/// Records read again, with the index of the first.
type Chunk = Result<(usize, Vec<Found>)>;

/// The replay of one dead-letter topic.
struct Session<'a> {
    context: Context<'a>,
    options: &'a ReplayOptions,
    stop: &'a Stop,
    steps: &'a [Step],
    ledger: Ledger,
    reader: LedgerReader,
    pool: Pool,
    pace: Pace,
    outcomes: &'a mut [Outcome],
    queue: VecDeque<Ready>,
    pending: Option<Pending>,
    batch_number: u32,
    /// The most records of the next batch: halved while a culprit is searched.
    limit: usize,
    /// The index in the plan behind which the limit is the usual one again.
    halved_until: usize,
    /// Batches in a row that came to nothing.
    attempts: u32,
    /// How often another run fenced this one.
    fenced: u32,
    last_trouble: String,
    bad_targets: Vec<(u16, Failed)>,
    bad_partitions: HashSet<(u16, i32)>,
    committed: u64,
    finished: u64,
}

/// What the loop does next.
enum Next {
    Again,
    End(Ended),
}

impl Session<'_> {
    /// Runs to the end, and says why it ended and how many batches were proved.
    fn run(mut self, reread: &mut dyn Reread, progress: &mut dyn FnMut(u64)) -> (Ended, u64) {
        let (to_queue, chunks) = sync_channel::<Chunk>(1);
        let steps = self.steps;
        let chunk = self.options.batch.max(1);
        let ended = std::thread::scope(|scope| {
            scope.spawn(move || {
                let mut first = 0;
                while first < steps.len() {
                    let count = chunk_length(&steps[first..], chunk);
                    let read = reread.read(&steps[first..first + count]);
                    let failed = read.is_err();
                    let sent = to_queue.send(read.map(|found| (first, found)));
                    if sent.is_err() || failed {
                        return;
                    }
                    first += count;
                }
            });
            let chunks = chunks;
            loop {
                match self.pass(&chunks) {
                    Ok(Next::Again) => progress(self.finished),
                    Ok(Next::End(ended)) => return ended,
                    Err(error) => return ended_by(&error),
                }
            }
        });
        if let Some(pending) = self.pending.take() {
            for ready in &pending.batch {
                self.outcomes[ready.index] = Outcome::InDoubt;
            }
        }
        progress(self.finished);
        (ended, self.committed)
    }

    /// One pass: fence, read, prove, replay.
    fn pass(&mut self, chunks: &Receiver<Chunk>) -> Result<Next> {
        let asked = self
            .pending
            .as_ref()
            .map_or(0, |pending| pending.batch.len());
        let left = self.steps.len() as u64 - self.finished - asked as u64;
        // With nothing left this pass only proves the last batch, which need not wait.
        if left > 0 {
            self.pace.wait(self.stop);
        }
        if self.pending.is_none() && self.stop.is_stopped() {
            return Ok(Next::End(Ended::Interrupted));
        }
        fail::point("before_init");
        let producer = self.pool.take()?;
        if let Err(error) = self.fence(&producer) {
            self.pool.retire(producer);
            return self.fence_failed(&error);
        }
        fail::point("after_init");
        let next = self.fenced_pass(&producer, chunks);
        self.pool.retire(producer);
        fail::point("after_drop");
        next
    }

    /// What happens between the fence and the drop of the producer.
    fn fenced_pass(&mut self, producer: &Producer, chunks: &Receiver<Chunk>) -> Result<Next> {
        loop {
            self.reader.read_to_end(&mut self.ledger, self.stop)?;
            if let Some(torn) = self.ledger.torn() {
                return Ok(Next::End(Ended::Torn {
                    run: torn.run,
                    batch: torn.batch,
                    found: torn.found,
                    expected: torn.expected,
                }));
            }
            self.prove();
            if self.attempts >= ATTEMPTS {
                return Ok(Next::End(Ended::Failed {
                    why: self.last_trouble.clone(),
                }));
            }
            if self.stop.is_stopped() {
                return Ok(Next::End(Ended::Interrupted));
            }
            let batch = self.collect(chunks)?;
            if batch.is_empty() {
                return Ok(Next::End(Ended::Done));
            }
            if let next @ Next::End(_) = self.send(producer, batch)? {
                return Ok(next);
            }
            if !fail::is_on(fail::Control::ReuseProducer) || self.pending.is_none() {
                return Ok(Next::Again);
            }
        }
    }

    fn fence(&self, producer: &Producer) -> std::result::Result<(), TransactionError> {
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

    fn fence_failed(&mut self, error: &TransactionError) -> Result<Next> {
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

    /// Looks the last batch up in the ledger: all of it or nothing is there, because a torn one ended the run.
    fn prove(&mut self) {
        let Some(pending) = self.pending.take() else {
            return;
        };
        let found = self
            .ledger
            .batch(self.context.identity, self.context.run, pending.number);
        if found.is_none() {
            self.trouble("a batch was not committed".to_owned());
            self.put_back(pending.batch);
            return;
        }
        self.attempts = 0;
        self.committed += 1;
        self.finished += pending.batch.len() as u64;
        for (ready, offset) in pending.batch.iter().zip(pending.offsets) {
            self.outcomes[ready.index] = Outcome::Sent {
                offset: (offset >= 0).then_some(offset),
            };
        }
    }

    fn put_back(&mut self, batch: Vec<Ready>) {
        for ready in batch.into_iter().rev() {
            self.queue.push_front(ready);
        }
    }

    /// Takes note of a batch that came to nothing, and waits a little longer each time.
    fn trouble(&mut self, what: String) {
        self.attempts += 1;
        self.last_trouble = what;
        if self.attempts > 1 && !self.stop.is_stopped() {
            std::thread::sleep(Duration::from_millis(100 << self.attempts.min(5)));
        }
    }

    /// Takes the next batch: what the ledger, read after the fence, does not have.
    fn collect(&mut self, chunks: &Receiver<Chunk>) -> Result<Vec<Ready>> {
        let mut batch: Vec<Ready> = Vec::new();
        let mut bytes = 0;
        let mut partitions = HashSet::new();
        let most = self.pace.batch(self.limit);
        while batch.len() < most {
            let Some(ready) = self.next_ready(chunks)? else {
                break;
            };
            if ready.index >= self.halved_until && self.limit < self.options.batch {
                self.limit = self.options.batch.max(1);
            }
            let size = u64::from(ready.step.bytes);
            partitions.insert((ready.step.target, ready.step.partition));
            if !batch.is_empty()
                && (bytes + size > BATCH_BYTES || partitions.len() > BATCH_PARTITIONS)
            {
                self.queue.push_front(ready);
                break;
            }
            bytes += size;
            batch.push(ready);
        }
        if !batch.is_empty() {
            self.pace.spend(batch.len(), bytes, Instant::now());
        }
        Ok(batch)
    }

    /// Takes the next record that is still to be sent; `None` at the end of the plan.
    fn next_ready(&mut self, chunks: &Receiver<Chunk>) -> Result<Option<Ready>> {
        loop {
            while let Some(mut ready) = self.queue.pop_front() {
                if let Some(failed) = self.is_bad(&ready.step) {
                    self.finish(ready.index, Outcome::Failed(failed));
                    continue;
                }
                let source = ready.step.source;
                let replayed = self.ledger.replayed_at(0, source.partition, source.offset);
                match replayed {
                    Some(replayed) if !self.context.policy.again || replayed.own => {
                        self.finish(ready.index, Outcome::AlreadyReplayed);
                    }
                    found => {
                        ready.again = found.is_some();
                        return Ok(Some(ready));
                    }
                }
            }
            let Ok(chunk) = chunks.recv() else {
                return Ok(None);
            };
            let (first, found) = chunk?;
            for (index, found) in (first..).zip(found) {
                match found {
                    Found::Record(record) => self.queue.push_back(Ready {
                        index,
                        step: self.steps[index],
                        record,
                        again: false,
                    }),
                    // Another run may have replayed it, and retention may have taken it since.
                    Found::Gone => self.finish_missing(index, Outcome::Gone),
                    Found::Changed => self.finish_missing(index, Outcome::Changed),
                }
            }
        }
    }

    fn finish_missing(&mut self, index: usize, outcome: Outcome) {
        let source = self.steps[index].source;
        let known = self
            .ledger
            .replayed_at(0, source.partition, source.offset)
            .is_some();
        let outcome = if known && !self.context.policy.again {
            Outcome::AlreadyReplayed
        } else {
            outcome
        };
        self.finish(index, outcome);
    }

    fn finish(&mut self, index: usize, outcome: Outcome) {
        self.outcomes[index] = outcome;
        self.finished += 1;
    }

    fn is_bad(&self, step: &Step) -> Option<Failed> {
        let target = self
            .bad_targets
            .iter()
            .find(|(target, _)| *target == step.target);
        if let Some((_, failed)) = target {
            return Some(failed.clone());
        }
        self.bad_partitions
            .contains(&(step.target, step.partition))
            .then(|| Failed {
                kind: FailedKind::UnknownTarget,
                why: "the partition does not exist".to_owned(),
            })
    }

    /// Sends a batch and sorts out what came of it.
    fn send(&mut self, producer: &Producer, batch: Vec<Ready>) -> Result<Next> {
        self.batch_number += 1;
        self.context.now = (self.options.clock)();
        let attempt = send(
            producer,
            &batch,
            self.batch_number,
            &self.context,
            self.stop,
        );
        match attempt {
            Attempt::Asked(offsets) => {
                let (number, count) = (self.batch_number, batch.len());
                self.pending = Some(Pending {
                    number,
                    batch,
                    offsets,
                });
                let (identity, run) = (self.context.identity, self.context.run);
                let whole = |ledger: &Ledger| is_whole(ledger, identity, run, number, count);
                self.reader.read_for(&mut self.ledger, HINT, whole)?;
                Ok(Next::Again)
            }
            Attempt::Blamed(blame) => {
                self.isolate(batch, blame);
                Ok(Next::Again)
            }
            Attempt::Failed(why) => {
                // Nobody in particular is to blame: should it be one record, halving finds it.
                let (first, count) = (batch.first().map_or(0, |r| r.index), batch.len());
                let last = batch.last().map_or(0, |r| r.index);
                self.trouble(why.clone());
                if self.attempts >= 2 && count > 1 {
                    self.halve(count.div_ceil(2), last + 1);
                } else if self.attempts >= ATTEMPTS && count == 1 {
                    self.attempts = 0;
                    let failed = Failed {
                        kind: FailedKind::Other,
                        why,
                    };
                    self.finish(first, Outcome::Failed(failed));
                    return Ok(Next::Again);
                }
                self.put_back(batch);
                Ok(Next::Again)
            }
            Attempt::Fenced { open_for } => {
                self.put_back(batch);
                self.taken_over(open_for)
            }
            Attempt::Stopped => {
                self.put_back(batch);
                Ok(Next::End(Ended::Interrupted))
            }
            Attempt::LedgerDenied(why) => Ok(Next::End(Ended::Denied {
                why: format!(
                    "no right to write to the ledger {}: {why}",
                    self.context.ledger
                ),
            })),
        }
    }

    fn halve(&mut self, limit: usize, until: usize) {
        self.limit = limit.max(1);
        self.halved_until = self.halved_until.max(until);
    }

    /// Takes the culprit out, or comes closer to it; everything else is sent again.
    fn isolate(&mut self, mut batch: Vec<Ready>, blame: Blame) {
        match blame {
            Blame::Record(index, failed) => {
                let culprit = batch.remove(index);
                self.finish(culprit.index, Outcome::Failed(failed));
            }
            Blame::Target(target, failed) => self.bad_targets.push((target, failed)),
            Blame::Partition(target, partition) => {
                self.bad_partitions.insert((target, partition));
            }
            Blame::OneOf {
                first,
                count,
                failed,
            } => {
                if batch.len() == 1 {
                    let culprit = batch.remove(0);
                    self.finish(culprit.index, Outcome::Failed(failed));
                } else {
                    let until = batch.last().map_or(0, |ready| ready.index + 1);
                    self.halve((first + count / 2).max(1), until);
                }
            }
        }
        self.put_back(batch);
    }

    /// Decides, after a fence by somebody else, whether to go on: once at most, so that two runs cannot go on for ever.
    fn taken_over(&mut self, open_for: Duration) -> Result<Next> {
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

fn is_whole(
    ledger: &Ledger,
    identity: &TopicIdentity,
    run: &str,
    number: u32,
    count: usize,
) -> bool {
    ledger
        .batch(identity, run, number)
        .is_some_and(|found| usize::try_from(found).is_ok_and(|found| found >= count))
}

/// Returns how many steps are read again at once.
fn chunk_length(steps: &[Step], most: usize) -> usize {
    let mut bytes = 0;
    let fitting = steps
        .iter()
        .take(most)
        .take_while(|step| {
            bytes += u64::from(step.bytes);
            bytes <= BATCH_BYTES
        })
        .count();
    fitting.max(1)
}

fn ended_by(error: &Error) -> Ended {
    let why = error.to_string();
    match error.kind() {
        ErrorKind::Unreachable => Ended::Unreachable { why },
        ErrorKind::Denied => Ended::Denied { why },
        ErrorKind::Interrupted => Ended::Interrupted,
        _ => Ended::Failed { why },
    }
}
