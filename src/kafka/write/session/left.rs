//! What is left to be sent: the next batch, what goes back after a failure, and what is given up.

use std::collections::HashSet;
use std::sync::mpsc::Receiver;
use std::time::Instant;

use super::{BATCH_BYTES, Chunk, Session};
use crate::error::Result;
use crate::kafka::write::blame::Blame;
use crate::kafka::write::ready::{Missing, Ready};
use crate::replay::outcome::{Failed, FailedKind, Outcome};
use crate::replay::plan::Step;

/// The most target partitions in one transaction: each costs a registration and a marker.
const BATCH_PARTITIONS: usize = 64;

/// The most bytes of dead letters that are read again at once: what is kept of them, without the headers of their failures,
/// is a batch mostly.
const CHUNK_BYTES: u64 = 8 << 20;

impl Session<'_> {
    /// Takes the next batch: what the ledger, read after the fence, does not have.
    pub(super) fn collect(&mut self, chunks: &Receiver<Chunk>) -> Result<Vec<Ready>> {
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
            let size = ready.record.content_length() as u64;
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
                    Some(replayed) if !self.preparation.policy.again || replayed.own => {
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
                    Ok(ready) => self.queue.push_back(ready),
                    // Another run may have replayed it, and retention may have taken it since.
                    Err(Missing::Gone) => self.finish_missing(index, Outcome::Gone),
                    Err(Missing::Changed) => self.finish_missing(index, Outcome::Changed),
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
        let outcome = if known && !self.preparation.policy.again {
            Outcome::AlreadyReplayed
        } else {
            outcome
        };
        self.finish(index, outcome);
    }

    pub(super) fn finish(&mut self, index: usize, outcome: Outcome) {
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

    pub(super) fn put_back(&mut self, batch: Vec<Ready>) {
        for ready in batch.into_iter().rev() {
            self.queue.push_front(ready);
        }
    }

    pub(super) fn halve(&mut self, limit: usize, until: usize) {
        self.limit = limit.max(1);
        self.halved_until = self.halved_until.max(until);
    }

    /// Takes the culprit out, or comes closer to it; everything else is sent again.
    pub(super) fn isolate(&mut self, mut batch: Vec<Ready>, blame: Blame) {
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
}

/// Returns how many steps are read again at once.
pub(super) fn chunk_length(steps: &[Step], most: usize) -> usize {
    let mut bytes = 0;
    let fitting = steps
        .iter()
        .take(most)
        .take_while(|step| {
            bytes += u64::from(step.bytes);
            bytes <= CHUNK_BYTES
        })
        .count();
    fitting.max(1)
}
