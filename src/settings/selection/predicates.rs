//! The conditions on what records hold, as one value.

use std::fmt;
use std::sync::Arc;

use super::Outside;
use crate::cli::selection::SelectionArgs;
use crate::error::Result;
use crate::filter::{
    AnyOf, Attempts, ConsumerGroup, Exception, FilterBuilder, Grep, Header, IsTombstone, Key,
    Message, OfKind, Origin, Predicate, RootCause, Stack, TextMatcher, TextPattern, Tombstones,
    Trace, Where, WrittenIn,
};
use crate::kind::KindReader;
use crate::payload::Part;

/// The conditions on what records hold, made ready to be asked.
#[derive(Clone, Default)]
pub(super) struct Predicates {
    /// What a record has to meet.
    conditions: Vec<Arc<dyn Predicate>>,
    /// What leaves a record out.
    exclusions: Vec<Arc<dyn Predicate>>,
    /// The one of the conditions that is about kinds of failure.
    of_kind: Option<Arc<OfKind>>,
    /// Those that are expressions.
    expressions: Vec<Arc<Where>>,
    invert: bool,
}

impl fmt::Debug for Predicates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Predicates")
            .field("conditions", &self.conditions.len())
            .field("exclusions", &self.exclusions.len())
            .field("invert", &self.invert)
            .finish_non_exhaustive()
    }
}

impl Predicates {
    /// Makes the conditions ready to be asked.
    pub(super) fn new(
        args: &SelectionArgs,
        kinds: &Arc<KindReader>,
        outside: Outside<'_>,
    ) -> Result<Self> {
        let case = args.ignore_case;
        let may_decode =
            |part| matches!(outside.decoder, Some(decoder) if decoder.may_decode(part));
        let decodes_keys = may_decode(Part::Key);
        let decodes = decodes_keys || may_decode(Part::Value);
        let mut all = Self {
            invert: args.invert,
            ..Self::default()
        };
        let texts = |texts: &[TextPattern]| -> Result<Vec<TextMatcher>> {
            texts.iter().map(|text| text.matcher(case)).collect()
        };
        let exceptions = |patterns| Exception::new(patterns, case);

        let into = &mut all.conditions;
        if !args.key.is_empty() {
            into.push(Arc::new(Key::new(texts(&args.key)?, decodes_keys)));
        }
        if !args.header.is_empty() {
            into.push(Arc::new(Header::new(&args.header, case)?));
        }
        if !args.exception.is_empty() {
            into.push(Arc::new(exceptions(&args.exception)?));
        }
        if !args.root_cause.is_empty() {
            into.push(Arc::new(RootCause(exceptions(&args.root_cause)?)));
        }
        if !args.message.is_empty() {
            into.push(Arc::new(Message(texts(&args.message)?)));
        }
        if !args.stack.is_empty() {
            into.push(Arc::new(Stack(texts(&args.stack)?)));
        }
        if !args.origin.is_empty() {
            into.push(Arc::new(Origin(args.origin.clone())));
        }
        if !args.consumer_group.is_empty() {
            into.push(Arc::new(ConsumerGroup(args.consumer_group.clone())));
        }
        if !args.attempts.is_empty() {
            into.push(Arc::new(Attempts(args.attempts.clone())));
        }
        if !args.dialect.is_empty() {
            into.push(Arc::new(WrittenIn(args.dialect.clone())));
        }
        if !args.trace.is_empty() {
            let ids: Vec<_> = args.trace.iter().map(|id| id.0.clone()).collect();
            into.push(Arc::new(Trace::new(&ids, outside.id_headers)));
        }
        if args.tombstones == Some(Tombstones::Only) {
            into.push(Arc::new(IsTombstone));
        }
        if !args.grep.is_empty() {
            let expressions = args.grep.iter().map(|expression| expression.matcher(case));
            let expressions = expressions.collect::<Result<_>>()?;
            into.push(Arc::new(Grep::new(expressions, &args.grep_in, decodes)));
        }

        if !args.fingerprint.is_empty() || !args.category.is_empty() {
            let of_kind = OfKind::new(kinds.clone(), &args.fingerprint, &args.category);
            let of_kind = Arc::new(of_kind);
            into.push(of_kind.clone());
            all.of_kind = Some(of_kind);
        }
        if !args.condition.is_empty() {
            let expressions = args.condition.iter().cloned();
            let expressions =
                expressions.map(|expression| Arc::new(Where::new(expression, kinds.clone())));
            all.expressions = expressions.collect();
            into.push(Arc::new(AnyOf(all.expressions.clone())));
        }

        let into = &mut all.exclusions;
        if !args.exclude_key.is_empty() {
            into.push(Arc::new(Key::new(texts(&args.exclude_key)?, decodes_keys)));
        }
        if !args.exclude_header.is_empty() {
            into.push(Arc::new(Header::new(&args.exclude_header, case)?));
        }
        if !args.exclude_exception.is_empty() {
            into.push(Arc::new(exceptions(&args.exclude_exception)?));
        }
        if args.tombstones == Some(Tombstones::Skip) {
            into.push(Arc::new(IsTombstone));
        }
        Ok(all)
    }

    /// Tells whether there is any condition that a record has to meet.
    pub(super) fn is_empty(&self) -> bool {
        self.conditions.is_empty()
    }

    /// Tells whether there is anything to leave out.
    pub(super) fn excludes(&self) -> bool {
        !self.exclusions.is_empty()
    }

    /// Returns the condition on kinds of failure.
    pub(super) fn of_kind(&self) -> Option<&OfKind> {
        self.of_kind.as_deref()
    }

    /// Returns the expressions of `--where`.
    pub(super) fn expressions(&self) -> &[Arc<Where>] {
        &self.expressions
    }

    /// Adds the conditions to a filter.
    pub(super) fn add_to(&self, filter: &mut FilterBuilder) {
        for condition in &self.conditions {
            filter.predicate(condition.clone());
        }
        for exclusion in &self.exclusions {
            filter.exclude(exclusion.clone());
        }
        filter.invert(self.invert);
    }
}
