//! The filter itself: predicates, asked cheapest first.

use std::sync::Arc;

use crate::dead_letter::DeadLetterView;
use crate::record::Envelope;

/// What the cheapest stage can say of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The record does not match, whatever else it holds.
    Drop,
    /// The record matches, whatever else it holds.
    Keep,
    /// Its headers or its payload decide.
    Undecided,
}

impl Verdict {
    /// Turns a decision into a verdict.
    pub fn of(matches: bool) -> Self {
        if matches { Self::Keep } else { Self::Drop }
    }

    fn inverted(self) -> Self {
        match self {
            Self::Drop => Self::Keep,
            Self::Keep => Self::Drop,
            Self::Undecided => Self::Undecided,
        }
    }
}

/// What a predicate has to read, cheapest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Place, time, key and value alone.
    Envelope,
    /// Headers, without their meaning or with some of it.
    Headers,
    /// Large headers, their whole meaning, or the payload.
    Payload,
}

/// One kind of condition on records.
pub trait Predicate: Send + Sync {
    /// Returns what it has to read.
    fn stage(&self) -> Stage;

    /// Decides on the envelope. One of stage [`Stage::Envelope`] always does, every other one where that is enough.
    fn envelope(&self, _envelope: &Envelope<'_>) -> Verdict {
        Verdict::Undecided
    }

    /// Decides on the whole record.
    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        self.envelope(&letter.record().envelope) == Verdict::Keep
    }
}

impl Predicate for Arc<dyn Predicate> {
    fn stage(&self) -> Stage {
        self.as_ref().stage()
    }

    fn envelope(&self, envelope: &Envelope<'_>) -> Verdict {
        self.as_ref().envelope(envelope)
    }

    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        self.as_ref().accepts(letter)
    }
}

type Predicates = Vec<Box<dyn Predicate>>;

/// A conjunction of predicates, asked in three stages, cheapest first: envelope, headers, payload.
///
/// A record matches when every bound holds, no exclusion does, and all predicates hold (with `invert`: not all).
#[derive(Default)]
pub struct Filter {
    bounds: Predicates,
    exclusions: Predicates,
    predicates: Predicates,
    invert: bool,
}

impl Filter {
    /// Accepts every record.
    pub fn everything() -> Self {
        Self::default()
    }

    /// Starts with a filter that accepts every record.
    pub fn builder() -> FilterBuilder {
        FilterBuilder::default()
    }

    /// Decides on place, time, key and value alone, as far as they decide.
    pub fn envelope(&self, envelope: &Envelope<'_>) -> Verdict {
        let mut excluded = Verdict::Drop;
        let bounds = conjunction(&self.bounds, envelope);
        if bounds == Verdict::Drop {
            return Verdict::Drop;
        }
        for exclusion in &self.exclusions {
            match exclusion.envelope(envelope) {
                Verdict::Keep => return Verdict::Drop,
                Verdict::Undecided => excluded = Verdict::Undecided,
                Verdict::Drop => {}
            }
        }
        let matches = conjunction(&self.predicates, envelope);
        let matches = if self.invert {
            matches.inverted()
        } else {
            matches
        };
        match (bounds, excluded.inverted(), matches) {
            (_, _, Verdict::Drop) => Verdict::Drop,
            (Verdict::Keep, Verdict::Keep, Verdict::Keep) => Verdict::Keep,
            _ => Verdict::Undecided,
        }
    }

    /// Tells whether some record can only be decided by its headers.
    pub fn needs_headers(&self) -> bool {
        [&self.bounds, &self.exclusions, &self.predicates]
            .into_iter()
            .flatten()
            .any(|predicate| predicate.stage() > Stage::Envelope)
    }

    /// Decides on the whole record.
    pub fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        self.bounds.iter().all(|bound| bound.accepts(letter))
            && !self.exclusions.iter().any(|one| one.accepts(letter))
            && self.predicates.iter().all(|one| one.accepts(letter)) != self.invert
    }
}

fn conjunction(predicates: &Predicates, envelope: &Envelope<'_>) -> Verdict {
    let mut verdict = Verdict::Keep;
    for predicate in predicates {
        match predicate.envelope(envelope) {
            Verdict::Drop => return Verdict::Drop,
            Verdict::Undecided => verdict = Verdict::Undecided,
            Verdict::Keep => {}
        }
    }
    verdict
}

/// Collects the parts of a [`Filter`], in any order.
#[derive(Default)]
pub struct FilterBuilder(Filter);

impl FilterBuilder {
    /// Adds what must hold and is never inverted: places, times, states.
    pub fn bound(&mut self, bound: impl Predicate + 'static) -> &mut Self {
        self.0.bounds.push(Box::new(bound));
        self
    }

    /// Adds what must not hold and is never inverted.
    pub fn exclude(&mut self, exclusion: impl Predicate + 'static) -> &mut Self {
        self.0.exclusions.push(Box::new(exclusion));
        self
    }

    /// Adds what must hold, or with [`Self::invert`] must not hold all at once.
    pub fn predicate(&mut self, predicate: impl Predicate + 'static) -> &mut Self {
        self.0.predicates.push(Box::new(predicate));
        self
    }

    /// Negates the conjunction of the predicates.
    pub fn invert(&mut self, invert: bool) -> &mut Self {
        self.0.invert = invert;
        self
    }

    /// Puts the cheap ones first.
    pub fn build(self) -> Filter {
        let mut filter = self.0;
        for list in [
            &mut filter.bounds,
            &mut filter.exclusions,
            &mut filter.predicates,
        ] {
            list.sort_by_key(|predicate| predicate.stage());
        }
        filter
    }
}
