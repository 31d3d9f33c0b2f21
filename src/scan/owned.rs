//! Records that are there already: what was kept by an earlier scan, or what a file holds.

use std::collections::VecDeque;

use super::{Batch, Progress, Source};
use crate::error::Result;
use crate::filter::Filter;
use crate::record::{Envelope, HeaderView, Record};
use crate::redaction::Withheld;

/// Owned records as a batch.
pub struct OwnedBatch(VecDeque<Record>);

impl Batch for OwnedBatch {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn bytes(&self) -> usize {
        let value = |record: &Record| record.view().envelope.value.map_or(0, <[u8]>::len);
        self.0.iter().map(|record| 512 + value(record)).sum()
    }

    fn envelope(&self, index: usize) -> Envelope<'_> {
        self.0[index].view().envelope
    }

    fn headers<'s>(
        &'s self,
        index: usize,
        into: &mut Vec<HeaderView<'s>>,
    ) -> std::result::Result<(), &'s str> {
        let headers = self.0[index].view().headers;
        if let Some(why) = headers.why_unreadable() {
            return Err(why);
        }
        into.extend(headers.iter());
        Ok(())
    }

    fn withheld(&self, index: usize) -> Option<&Withheld> {
        self.0[index].view().withheld
    }

    fn pop_front(&mut self) {
        self.0.pop_front();
    }
}

/// Owned records as a source: what was kept by an earlier scan, or what a file holds.
pub struct OwnedRecords<I> {
    records: I,
    done: u64,
    total: u64,
}

impl<I: Iterator<Item = Result<Record>> + Send> OwnedRecords<I> {
    const BATCH: usize = 200;

    /// Makes a source of records; `total` is how many there are, or 0 where it is not known.
    pub fn new(records: I, total: u64) -> Self {
        Self {
            records,
            done: 0,
            total,
        }
    }
}

impl<I: Iterator<Item = Result<Record>> + Send> Source for OwnedRecords<I> {
    type Batch = OwnedBatch;

    fn next(&mut self, _filter: &Filter, _count_only: bool) -> Result<Option<OwnedBatch>> {
        let records = self
            .records
            .by_ref()
            .take(Self::BATCH)
            .collect::<Result<VecDeque<_>>>()?;
        self.done += records.len() as u64;
        Ok((!records.is_empty()).then_some(OwnedBatch(records)))
    }

    fn progress(&self) -> Progress {
        Progress {
            done: self.done,
            total: self.total,
        }
    }
}
