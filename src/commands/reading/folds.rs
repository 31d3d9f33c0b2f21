//! Folds that stand between the scan and a command's own fold.

use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::dead_letter::{DeadLetterView, FoundIn};
use crate::filter::lot;
use crate::record::Record;
use crate::redaction::Redaction;
use crate::scan::Fold;

/// Counts matching records on their way into another fold, and ends after `most` of them.
pub(super) struct Counting<'f, 't, F: Fold> {
    pub(super) fold: &'f F,
    pub(super) most: u64,
    pub(super) total: PhantomData<fn(&'t ())>,
}

/// What one batch yields: one part, or one for each record where the number of records is limited.
pub(super) struct CountingPart<P> {
    pub(super) count: u64,
    pub(super) parts: Vec<P>,
}

impl<P> Default for CountingPart<P> {
    fn default() -> Self {
        Self {
            count: 0,
            parts: Vec::new(),
        }
    }
}

impl<'t, F: Fold> Fold for Counting<'_, 't, F>
where
    F::Total: 't,
{
    type Part = CountingPart<F::Part>;
    type Total = (u64, &'t mut F::Total);

    fn counts_only(&self) -> bool {
        self.fold.counts_only() && self.most == u64::MAX
    }

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Self::Part) {
        part.count += 1;
        if self.most < u64::MAX || part.parts.is_empty() {
            part.parts.push(F::Part::default());
        }
        if let Some(last) = part.parts.last_mut() {
            self.fold.record(letter, last);
        }
    }

    fn merge(&self, total: &mut Self::Total, part: Self::Part) -> ControlFlow<()> {
        if self.most == u64::MAX {
            total.0 += part.count;
            return part
                .parts
                .into_iter()
                .try_for_each(|part| self.fold.merge(total.1, part));
        }
        for part in part.parts {
            if total.0 < self.most {
                total.0 += 1;
                self.fold.merge(total.1, part)?;
            }
        }
        if total.0 < self.most {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }
}

/// Hands records on together with what is unpacked from them, to folds that show both.
pub(crate) struct Unpacking<'f, F: Fold>(pub(crate) &'f F);

impl<F: Fold> Fold for Unpacking<'_, F> {
    type Part = F::Part;
    type Total = F::Total;

    fn counts_only(&self) -> bool {
        self.0.counts_only()
    }

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Self::Part) {
        match letter.unpacked() {
            Some(source) => self.0.record(&letter.with_source(&source), part),
            None => self.0.record(letter, part),
        }
    }

    fn merge(&self, total: &mut Self::Total, part: Self::Part) -> ControlFlow<()> {
        self.0.merge(total, part)
    }
}

/// Hands masked records on to another fold, which shows them. Filters are behind: they see the records themselves.
pub(crate) struct Masking<'f, F: Fold> {
    pub(crate) fold: &'f F,
    pub(crate) redaction: Redaction,
}

impl<F: Fold> Fold for Masking<'_, F> {
    type Part = F::Part;
    type Total = F::Total;

    fn counts_only(&self) -> bool {
        self.fold.counts_only()
    }

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Self::Part) {
        let masked = self.redaction.apply(letter);
        let source = self.redaction.apply_beside(letter);
        if masked.is_none() && source.is_none() {
            return self.fold.record(letter, part);
        }
        let record = masked.unwrap_or_else(|| Record::keep(letter.record()));
        let masked = DeadLetterView::masked(&record, letter);
        let mut source = source.or_else(|| letter.source().cloned());
        if matches!(&source, Some(source) if matches!(source.found_in, FoundIn::Envelope { .. })) {
            // What is masked of the document is masked of what stands in it.
            source = masked.unpacked().map(|left| {
                let beside = masked.with_source(&left);
                self.redaction.apply_beside(&beside).unwrap_or(left)
            });
        }
        let masked = match &source {
            Some(source) => masked.beside(source),
            None => masked,
        };
        self.fold.record(&masked, part);
    }

    fn merge(&self, total: &mut Self::Total, part: Self::Part) -> ControlFlow<()> {
        self.fold.merge(total, part)
    }
}

/// Keeps every record.
pub(super) struct Keep;

impl Fold for Keep {
    type Part = Vec<Record>;
    type Total = Vec<Record>;

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Vec<Record>) {
        part.push(Record::keep(letter.record()));
    }

    fn merge(&self, total: &mut Vec<Record>, part: Vec<Record>) -> ControlFlow<()> {
        total.extend(part);
        ControlFlow::Continue(())
    }
}

/// Draws a number of records: those with the lowest lots, so that every record has the same chance.
pub(super) struct Draw {
    wanted: usize,
    /// The highest lot that still has a chance.
    limit: AtomicU64,
}

impl Draw {
    pub(super) fn new(wanted: usize) -> Self {
        Self {
            wanted,
            limit: AtomicU64::new(u64::MAX),
        }
    }

    fn trim(&self, drawn: &mut Vec<(u64, Record)>) {
        drawn.sort_by_key(|(lot, _)| *lot);
        drawn.truncate(self.wanted);
    }

    /// Returns what was drawn, in no particular order.
    pub(super) fn finish(&self, mut drawn: Vec<(u64, Record)>) -> Vec<Record> {
        self.trim(&mut drawn);
        drawn.into_iter().map(|(_, record)| record).collect()
    }
}

impl Fold for Draw {
    type Part = Vec<(u64, Record)>;
    type Total = Vec<(u64, Record)>;

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Self::Part) {
        let lot = lot(&letter.record().envelope);
        if lot <= self.limit.load(Ordering::Relaxed) {
            part.push((lot, Record::keep(letter.record())));
        }
    }

    fn merge(&self, total: &mut Self::Total, part: Self::Part) -> ControlFlow<()> {
        total.extend(part);
        if total.len() > self.wanted.saturating_mul(2).max(1024) {
            self.trim(total);
            if let Some((lot, _)) = total.last() {
                self.limit.store(*lot, Ordering::Relaxed);
            }
        }
        ControlFlow::Continue(())
    }
}
