//! The conditions on what records hold, as one value.

use crate::cli::selection::SelectionArgs;
use crate::error::Result;
use crate::filter::{
    Exception, FilterBuilder, Grep, Header, Key, Message, TextMatcher, TextPattern,
};

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
    invert: bool,
}

impl Predicates {
    /// Makes the conditions ready to be asked.
    pub(super) fn new(args: &SelectionArgs) -> Result<Self> {
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
    }

    /// Tells whether there is anything to leave out.
    pub(super) fn excludes(&self) -> bool {
        self.exclude_key.is_some()
            || self.exclude_header.is_some()
            || self.exclude_exception.is_some()
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
