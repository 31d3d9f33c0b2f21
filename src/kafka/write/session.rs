//! The loop: fence, read, prove, replay, until nothing is left.
//!
//! There is one path for everything. Start-up, crash, time-out, fatal error and success all lead back to the fence, and
//! the last pass, with nothing left, is the proof of the batch before it.

mod fence;
mod left;

use std::collections::{HashSet, VecDeque};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use left::chunk_length;

use super::batch::{Attempt, Context, send};
use super::fail;
use super::ledger::LedgerReader;
use super::pace::Pace;
use super::pool::{Fence, Pool};
use super::ready::{Found, Preparation, Ready};
use super::replayer::ReplayOptions;
use super::reread::Reread;
use crate::error::{Error, ErrorKind, Result};
use crate::kafka::config::ClientProperties;
use crate::kafka::ffi::Producer;
use crate::replay::headers::HeaderRules;
use crate::replay::ledger::{Ledger, TopicIdentity};
use crate::replay::outcome::{Failed, FailedKind, Outcome};
use crate::replay::plan::{PlanSource, Step};
use crate::replay::policy::ReplayPolicy;
use crate::replay::report::Ended;
use crate::scan::Stop;

/// The most bytes of records in one transaction; a larger record goes alone.
const BATCH_BYTES: u64 = 4 << 20;
/// How often in a row a batch may come to nothing.
const ATTEMPTS: u32 = 6;
/// How long to look for a committed batch in the ledger before the next fence. It is only a hint.
const HINT: Duration = Duration::from_millis(200);

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

/// What the replays of all dead-letter topics of a plan have in common.
#[derive(Clone, Copy)]
pub(super) struct Run<'a> {
    pub(super) policy: &'a ReplayPolicy,
    pub(super) rules: &'a HeaderRules,
    /// The target topics, as the plan numbers them.
    pub(super) targets: &'a [&'a str],
    pub(super) properties: &'a ClientProperties,
    pub(super) options: &'a ReplayOptions,
    pub(super) stop: &'a Stop,
}

/// The replay of one dead-letter topic.
pub(super) struct Session<'a> {
    context: Context<'a>,
    options: &'a ReplayOptions,
    preparation: Preparation<'a>,
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

impl<'a> Session<'a> {
    /// Opens the ledger and starts to warm producers; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// The ledger does not exist or cannot be read.
    pub(super) fn open(
        run: &Run<'a>,
        source: &'a PlanSource,
        steps: &'a [Step],
        outcomes: &'a mut [Outcome],
    ) -> Result<Self> {
        let options = run.options;
        let Some(reader) = LedgerReader::open(run.properties, &options.ledger)? else {
            return Err(Error::refused(format!(
                "the ledger topic {} does not exist",
                options.ledger
            ))
            .hint("create it: dltctl ledger init"));
        };
        let target = steps.first().map_or(0, |step| usize::from(step.target));
        let fence = Fence {
            properties: run.properties.clone(),
            transactional_id: transactional_id(&source.topic),
            ledger: options.ledger.clone(),
            target: run.targets.get(target).copied().unwrap_or("").to_owned(),
            message_max_bytes: options.message_max_bytes,
            batch_bytes: options.batch_bytes,
        };
        Ok(Self {
            context: Context {
                targets: run.targets,
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
            preparation: Preparation {
                policy: run.policy,
                rules: run.rules,
                identity: &source.identity,
                run: &options.run,
            },
            stop: run.stop,
            steps,
            ledger: Ledger::of(vec![source.identity.clone()]).for_run(&options.run),
            reader,
            pool: Pool::start(fence),
            pace: Pace::new(options.rate, options.rate_bytes),
            outcomes,
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
        })
    }

    /// Runs to the end, and says why it ended and how many batches were proved.
    pub(super) fn run(
        mut self,
        reread: &mut dyn Reread,
        progress: &mut dyn FnMut(u64),
    ) -> (Ended, u64) {
        // While one chunk is sent the next is made ready; a third would only wait, and take memory.
        let (to_queue, chunks) = sync_channel::<Chunk>(0);
        let steps = self.steps;
        let (preparation, chunk) = (self.preparation, self.options.batch.max(1));
        let ended = std::thread::scope(|scope| {
            scope.spawn(move || {
                let mut first = 0;
                while first < steps.len() {
                    let count = chunk_length(&steps[first..], chunk);
                    let read = preparation.read(reread, first, &steps[first..first + count]);
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

    /// Takes note of a batch that came to nothing, and waits a little longer each time.
    fn trouble(&mut self, what: String) {
        self.attempts += 1;
        self.last_trouble = what;
        if self.attempts > 1 && !self.stop.is_stopped() {
            std::thread::sleep(Duration::from_millis(100 << self.attempts.min(5)));
        }
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

pub(super) fn ended_by(error: &Error) -> Ended {
    let why = error.to_string();
    match error.kind() {
        ErrorKind::Unreachable => Ended::Unreachable { why },
        ErrorKind::Denied => Ended::Denied { why },
        ErrorKind::Interrupted => Ended::Interrupted,
        _ => Ended::Failed { why },
    }
}
