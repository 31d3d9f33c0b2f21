//! The generic scan: a source of batches, a filter, a fold, workers, and order.
//!
//! Belongs here: how records flow through threads. Does not belong here: where they come from (`kafka/fetch.rs`, the
//! reader of export files), what is made of them (the folds of `commands/`).
//!
//! ```text
//! source thread --(bounded in bytes)--> workers: headers, filter, fold.record --> calling thread: fold.merge, in order
//! ```
//!
//! Batches carry a sequence number, and the calling thread merges what the workers made of them in that order; so the
//! order of every partition holds without a lock, and memory holds at most [`IN_FLIGHT_BYTES`] of records.

mod owned;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::sync::{Condvar, Mutex, PoisonError};

use crate::dead_letter::DeadLetterView;
use crate::error::Result;
use crate::filter::Filter;
use crate::payload::Decoder;
use crate::record::{Envelope, HeaderView, Headers, RecordView};
use crate::redaction::Withheld;
pub use owned::{OwnedBatch, OwnedRecords};

/// The most bytes of records that are between the source and the merge at any time.
pub const IN_FLIGHT_BYTES: usize = 8 << 20;

/// A run of records, each partition's in order.
pub trait Batch: Send {
    /// Returns the number of records.
    fn len(&self) -> usize;

    /// Tells whether there is no record.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns about how many bytes of memory the batch holds.
    fn bytes(&self) -> usize;

    /// Lends everything but the headers of the record at `index`.
    fn envelope(&self, index: usize) -> Envelope<'_>;

    /// Appends the headers of the record at `index`.
    ///
    /// # Errors
    ///
    /// The reason why they cannot be read.
    fn headers<'s>(
        &'s self,
        index: usize,
        into: &mut Vec<HeaderView<'s>>,
    ) -> std::result::Result<(), &'s str>;

    /// Returns what is withheld of the record at `index`: of what was masked before.
    fn withheld(&self, _index: usize) -> Option<&Withheld> {
        None
    }

    /// Lets go of the first record; the second becomes the first.
    ///
    /// Record by record, the memory of one is the memory of the next: that is twice as fast as to free a whole batch.
    fn pop_front(&mut self);
}

/// Where batches come from. It runs on a thread of its own.
pub trait Source: Send {
    /// The kind of batches it makes.
    type Batch: Batch;

    /// Returns the next batch of records that the filter's first stage does not drop, or `None` at the end.
    ///
    /// With `count_only` the source may count such records (see [`Source::counted`]) instead of handing them over. It
    /// returns an empty batch now and then while nothing arrives, so that a stop is noticed.
    fn next(&mut self, filter: &Filter, count_only: bool) -> Result<Option<Self::Batch>>;

    /// Returns how many records were counted and not handed over.
    fn counted(&self) -> u64 {
        0
    }

    /// Returns how many offsets were passed and how many there are, for progress.
    fn progress(&self) -> Progress;
}

/// How far a scan has come, in offsets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Offsets passed.
    pub done: u64,
    /// Offsets to pass; 0 where it is not known (following).
    pub total: u64,
}

/// What a command makes of records: workers turn a batch into a part, the calling thread merges parts in order.
pub trait Fold: Sync {
    /// What one batch yields.
    type Part: Send + Default;
    /// What all parts are merged into.
    type Total;

    /// Tells whether only the number of matching records is wanted.
    fn counts_only(&self) -> bool {
        false
    }

    /// Takes in one matching record, on some worker.
    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Self::Part);

    /// Takes in one part, on the calling thread, in order. `Break` stops the scan.
    fn merge(&self, total: &mut Self::Total, part: Self::Part) -> ControlFlow<()>;
}

/// A flag that stops a scan from outside: Ctrl-C, a time-out.
#[derive(Debug, Default)]
pub struct Stop(AtomicBool);

impl Stop {
    /// Asks the scan to stop.
    pub fn stop(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Tells whether the scan was asked to stop.
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// How a scan ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The source came to its end.
    AtEnd,
    /// The fold had enough.
    Enough,
    /// It was stopped from outside.
    Stopped,
}

/// Bytes in flight, with a place to wait for room.
struct Budget {
    used: Mutex<usize>,
    freed: Condvar,
}

impl Budget {
    /// Waits until `bytes` fit; one batch always does.
    fn take(&self, bytes: usize, stop: &Stop) {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        while *used > 0 && *used + bytes > IN_FLIGHT_BYTES && !stop.is_stopped() {
            used = self
                .freed
                .wait(used)
                .unwrap_or_else(PoisonError::into_inner);
        }
        *used += bytes;
    }

    fn give_back(&self, bytes: usize) {
        *self.used.lock().unwrap_or_else(PoisonError::into_inner) -= bytes;
        self.freed.notify_all();
    }
}

/// What happens to a record between the source and the fold.
#[derive(Clone, Copy)]
pub struct Stages<'s> {
    /// Which records reach the fold.
    pub filter: &'s Filter,
    /// Who reads keys and values, if somebody asks for them.
    pub decoder: &'s Decoder,
}

impl<'s> Stages<'s> {
    /// Lets pass what the filter accepts; keys and values are read without rules and schemas.
    pub fn of(filter: &'s Filter) -> Self {
        Self {
            filter,
            decoder: Decoder::plain(),
        }
    }
}

/// Runs `source` through `stages` into `fold`, merging into `total`.
///
/// `workers` threads read headers and fold; `tick` is called on the calling thread after each merge, with the progress,
/// and may stop the scan by returning `Break` (an output that is closed, for example).
///
/// # Errors
///
/// Those of the source. What was merged before stays in `total`.
pub fn scan<S: Source, F: Fold>(
    source: &mut S,
    stages: Stages<'_>,
    fold: &F,
    total: &mut F::Total,
    workers: usize,
    stop: &Stop,
    mut tick: impl FnMut(&mut F::Total, Progress) -> ControlFlow<()>,
) -> Result<Ended> {
    let filter = stages.filter;
    let count_only = fold.counts_only() && !filter.needs_headers();
    let budget = Budget {
        used: Mutex::new(0),
        freed: Condvar::new(),
    };
    // A stop of this scan alone: the caller's flag says that the whole command is to end.
    let enough = Stop::default();
    let (to_workers, batches) = mpsc::sync_channel::<(u64, Progress, S::Batch)>(64);
    let batches = Mutex::new(batches);
    let (to_merge, parts) = mpsc::channel::<(u64, Progress, usize, F::Part)>();
    let mut ended = Ended::AtEnd;
    let outcome = std::thread::scope(|scope| {
        let fetching = {
            let (budget, enough) = (&budget, &enough);
            scope.spawn(move || -> Result<()> {
                let mut sequence = 0;
                while !stop.is_stopped() && !enough.is_stopped() {
                    let Some(batch) = source.next(filter, count_only)? else {
                        return Ok(());
                    };
                    let bytes = batch.bytes();
                    budget.take(bytes, enough);
                    if to_workers
                        .send((sequence, source.progress(), batch))
                        .is_err()
                    {
                        return Ok(());
                    }
                    sequence += 1;
                }
                Ok(())
            })
        };
        for _ in 0..workers.max(1) {
            let to_merge = to_merge.clone();
            let (batches, enough) = (&batches, &enough);
            scope.spawn(move || {
                loop {
                    let next = batches
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .recv();
                    let Ok((sequence, progress, mut batch)) = next else {
                        return;
                    };
                    let bytes = batch.bytes();
                    let mut part = F::Part::default();
                    if !enough.is_stopped() {
                        fold_batch(&mut batch, stages, fold, &mut part);
                    }
                    drop(batch);
                    if to_merge.send((sequence, progress, bytes, part)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(to_merge);
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for (sequence, progress, bytes, part) in &parts {
            waiting.insert(sequence, (progress, bytes, part));
            while let Some((progress, bytes, part)) = waiting.remove(&next) {
                next += 1;
                budget.give_back(bytes);
                if enough.is_stopped() {
                    continue;
                }
                if fold.merge(total, part).is_break() || tick(total, progress).is_break() {
                    ended = Ended::Enough;
                    enough.stop();
                    budget.give_back(0);
                }
            }
        }
        fetching
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    outcome?;
    if stop.is_stopped() && ended == Ended::AtEnd {
        ended = Ended::Stopped;
    }
    Ok(ended)
}

/// Folds the matching records of one batch, which is empty afterwards.
fn fold_batch<B: Batch, F: Fold>(batch: &mut B, stages: Stages<'_>, fold: &F, part: &mut F::Part) {
    let mut spare = Vec::new();
    while !batch.is_empty() {
        let mut headers = reborrowed(spare);
        let read = batch.headers(0, &mut headers);
        let view = RecordView {
            envelope: batch.envelope(0),
            headers: match read {
                Ok(()) => Headers::new(&headers),
                Err(why) => Headers::unreadable(why),
            },
            withheld: batch.withheld(0),
        };
        let letter = DeadLetterView::read_by(view, stages.decoder);
        if stages.filter.accepts(&letter) {
            fold.record(&letter, part);
        }
        drop(letter);
        spare = reborrowed(headers);
        batch.pop_front();
    }
}

/// Hands an emptied buffer on, to be filled with what lives for another time.
#[expect(
    clippy::unnecessary_filter_map,
    reason = "a filter could not change the lifetime"
)]
fn reborrowed<'a>(mut headers: Vec<HeaderView<'_>>) -> Vec<HeaderView<'a>> {
    headers.clear();
    // Collected in place: the memory stays, the lifetime changes.
    headers.into_iter().filter_map(|_| None).collect()
}

#[cfg(test)]
mod tests;
