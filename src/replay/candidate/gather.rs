//! The fold that gathers candidates, and what it gathers by.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::Candidates;
use crate::dead_letter::DeadLetterView;
use crate::kind::KindReader;
use crate::payload::{Decoder, Part, Validation};
use crate::redaction::Redaction;
use crate::replay::headers::HeaderRules;
use crate::scan::Fold;

/// The fold that gathers candidates.
#[derive(Debug)]
pub struct Gather {
    pub(super) rules: HeaderRules,
    pub(super) kinds: Arc<KindReader>,
    pub(super) limit: Option<u64>,
    pub(super) validation: Option<Validation>,
    /// Whether reasons must not quote values.
    pub(super) redacted: bool,
    /// Who tells which schemas keys and values name, where somebody wants to know.
    pub(super) schemas: Option<Arc<Decoder>>,
}

impl Gather {
    /// Gathers under these rules, `limit` dead letters at most.
    pub fn new(rules: HeaderRules, kinds: Arc<KindReader>, limit: Option<u64>) -> Self {
        Self {
            rules,
            kinds,
            limit,
            validation: None,
            redacted: false,
            schemas: None,
        }
    }

    /// Notes which schemas keys and values name by a number.
    #[must_use]
    pub fn naming_schemas(mut self, decoder: Option<Arc<Decoder>>) -> Self {
        self.schemas = decoder;
        self
    }

    /// Leaves out of reasons what they quote, where something of values is masked.
    #[must_use]
    pub fn redacted(mut self, redaction: &Redaction) -> Self {
        self.redacted = redaction.covers(Part::Value);
        self
    }

    /// Tries each value with the consumer's schema.
    #[must_use]
    pub fn validated(mut self, validation: Option<Validation>) -> Self {
        self.validation = validation;
        self
    }

    /// Returns what values are tried with, if they are.
    pub fn validation(&self) -> Option<&Validation> {
        self.validation.as_ref()
    }

    /// Returns how people call the schema that values are tried with, if they are.
    pub fn validated_against(&self) -> Option<&str> {
        self.validation.as_ref().map(Validation::name)
    }
}

impl Fold for Gather {
    type Part = Candidates;
    type Total = Candidates;

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Candidates) {
        part.add(letter, self);
    }

    fn merge(&self, total: &mut Candidates, part: Candidates) -> ControlFlow<()> {
        total.append(part);
        match self.limit.and_then(|limit| usize::try_from(limit).ok()) {
            Some(limit) if total.list.len() >= limit => {
                total.list.truncate(limit);
                ControlFlow::Break(())
            }
            _ => ControlFlow::Continue(()),
        }
    }
}
