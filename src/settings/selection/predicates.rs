//! The conditions on what records hold, as one value.

use std::sync::Arc;

use crate::cli::selection::SelectionArgs;
use crate::error::Result;
use crate::filter::{
    Exception, FilterBuilder, Grep, Header, Key, Message, OfKind, TextMatcher, TextPattern,
};
use crate::kind::KindReader;

/// The conditions on what records hold, made ready to be asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Predicates {
    key: Option<Key>,
    header: Option<Header>,
    exception: Option<Exception>,
    message: Option<Message>,
    grep: Option<Grep>,
    exclude_key: Option<Key>,
    exclude_header: Option<Header>,
    exclude_exception: Option<Exception>,
    of_kind: Option<OfKind>,
    invert: bool,
}

impl Predicates {
    /// Makes the conditions ready to be asked.
    pub(super) fn new(args: &SelectionArgs, kinds: &Arc<KindReader>) -> Result<Self> {
        let case = args.ignore_case;
        let matchers = |texts: &[TextPattern]| -> Result<Option<Vec<TextMatcher>>> {
            let matchers = texts.iter().map(|text| text.matcher(case));
            let matchers = matchers.collect::<Result<Vec<_>>>()?;
            Ok(Some(matchers).filter(|list| !list.is_empty()))
        };
        let headers = |tests: &[_]| -> Result<Option<Header>> {
            let some = !tests.is_empty();
            some.then(|| Header::new(tests, case)).transpose()
        };
        let exceptions = |patterns: &[_]| -> Result<Option<Exception>> {
            let some = !patterns.is_empty();
            some.then(|| Exception::new(patterns, case)).transpose()
        };
        let grep = args.grep.iter().map(|expression| expression.matcher(case));
        let grep = grep.collect::<Result<Vec<_>>>()?;
        Ok(Self {
            key: matchers(&args.key)?.map(Key),
            header: headers(&args.header)?,
            exception: exceptions(&args.exception)?,
            message: matchers(&args.message)?.map(Message),
            grep: (!grep.is_empty()).then(|| Grep::new(grep, &args.grep_in)),
            exclude_key: matchers(&args.exclude_key)?.map(Key),
            exclude_header: headers(&args.exclude_header)?,
            exclude_exception: exceptions(&args.exclude_exception)?,
            of_kind: (!args.fingerprint.is_empty() || !args.category.is_empty())
                .then(|| OfKind::new(kinds.clone(), &args.fingerprint, &args.category)),
            invert: args.invert,
        })
    }

    /// Tells whether there is any condition that a record has to meet.
    pub(super) fn is_empty(&self) -> bool {
        self.key.is_none()
            && self.header.is_none()
            && self.exception.is_none()
            && self.message.is_none()
            && self.grep.is_none()
            && self.of_kind.is_none()
    }

    /// Tells whether there is anything to leave out.
    pub(super) fn excludes(&self) -> bool {
        self.exclude_key.is_some()
            || self.exclude_header.is_some()
            || self.exclude_exception.is_some()
    }

    /// Returns the condition on kinds of failure.
    pub(super) fn of_kind(&self) -> Option<&OfKind> {
        self.of_kind.as_ref()
    }

    /// Adds the conditions to a filter.
    pub(super) fn add_to(&self, filter: &mut FilterBuilder) {
        if let Some(key) = self.key.clone() {
            filter.predicate(key);
        }
        if let Some(header) = self.header.clone() {
            filter.predicate(header);
        }
        if let Some(exception) = self.exception.clone() {
            filter.predicate(exception);
        }
        if let Some(message) = self.message.clone() {
            filter.predicate(message);
        }
        if let Some(grep) = self.grep.clone() {
            filter.predicate(grep);
        }
        if let Some(of_kind) = self.of_kind.clone() {
            filter.predicate(of_kind);
        }
        if let Some(key) = self.exclude_key.clone() {
            filter.exclude(key);
        }
        if let Some(header) = self.exclude_header.clone() {
            filter.exclude(header);
        }
        if let Some(exception) = self.exclude_exception.clone() {
            filter.exclude(exception);
        }
        filter.invert(self.invert);
    }
}
