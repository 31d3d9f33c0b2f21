//! `--exception` and `--exclude-exception`.

use std::fmt;
use std::str::FromStr;

use globset::GlobBuilder;
use memchr::memmem::Finder;
use regex::bytes::Regex;

use super::{Predicate, Stage};
use crate::dead_letter::DeadLetterView;
use crate::error::{Error, Result};

/// A class's name as it was typed: simple (`SocketTimeoutException`) or full (`java.net.SocketTimeoutException`), or
/// a glob (`*Timeout*`, `com.acme.*`, `*.{A,B}`). With a dot it is about full names, without one about simple names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassPattern(Box<str>);

impl fmt::Display for ClassPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ClassPattern {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text.is_empty() || text.contains(char::is_whitespace) {
            return Err(Error::usage(format!("`{text}` is no exception's name")).hint(
                "a name is for example SocketTimeoutException, java.net.* or '*Timeout*'; messages are found by --message",
            ));
        }
        let pattern = Self(text.into());
        pattern.matcher(false)?;
        Ok(pattern)
    }
}

impl ClassPattern {
    fn matcher(&self, ignore_case: bool) -> Result<ClassMatcher> {
        let pattern = self.0.as_ref();
        let is_glob = pattern.contains(['*', '?', '[', '{', '\\']);
        let test = if is_glob || ignore_case {
            let invalid = |why: String| {
                Error::usage(format!("`{pattern}` is no pattern of exceptions' names")).why(why)
            };
            let glob = GlobBuilder::new(pattern)
                .literal_separator(false)
                .backslash_escape(true)
                .case_insensitive(ignore_case)
                .build()
                .map_err(|error| invalid(error.kind().to_string()))?;
            let expression =
                Regex::new(glob.regex()).map_err(|_| invalid("it is too large".to_owned()))?;
            ClassTest::Glob(expression)
        } else {
            ClassTest::Name(pattern.into())
        };
        let simple = pattern.rsplit(['.', '$']).next().unwrap_or_default();
        let needed = (matches!(test, ClassTest::Name(_)) && simple.is_ascii())
            .then(|| Finder::new(simple).into_owned());
        Ok(ClassMatcher {
            needed,
            full: pattern.contains('.'),
            test,
        })
    }
}

#[derive(Clone, Debug)]
struct ClassMatcher {
    full: bool,
    /// What a record that has such a class has somewhere in its headers; `None` where a pattern leaves that open.
    needed: Option<Finder<'static>>,
    test: ClassTest,
}

#[derive(Clone, Debug)]
enum ClassTest {
    Name(Box<str>),
    Glob(Regex),
}

impl ClassTest {
    fn matches(&self, name: &str) -> bool {
        match self {
            Self::Name(expected) => name == expected.as_ref(),
            Self::Glob(expression) => expression.is_match(name.as_bytes()),
        }
    }
}

impl ClassMatcher {
    fn matches(&self, class: &str) -> bool {
        if self.full {
            return self.test.matches(class);
        }
        let simple = class.rsplit_once('.').map_or(class, |(_, simple)| simple);
        // A nested class is `Outer$Inner` in its full name and called `Inner` in code.
        let inner = simple.rsplit_once('$').map(|(_, inner)| inner);
        self.test.matches(simple) || inner.is_some_and(|inner| self.test.matches(inner))
    }
}

/// Holds for dead letters in whose chain any class matches any of the patterns, wrappers and root cause included.
#[derive(Clone, Debug)]
pub struct Exception(Vec<ClassMatcher>);

impl Exception {
    /// Makes patterns ready to be asked.
    ///
    /// # Errors
    ///
    /// A usage error where ignoring case makes a pattern too large.
    pub fn new(patterns: &[ClassPattern], ignore_case: bool) -> Result<Self> {
        let matchers = patterns.iter().map(|pattern| pattern.matcher(ignore_case));
        matchers.collect::<Result<_>>().map(Self)
    }

    /// Tells whether any of the patterns is about a class, given by its full name.
    pub fn matches(&self, class: &str) -> bool {
        self.0.iter().any(|matcher| matcher.matches(class))
    }

    /// Tells whether the record could name such a class at all; `false` is certain, and cheap.
    pub(super) fn is_possible(&self, letter: &DeadLetterView<'_>) -> bool {
        self.0.iter().any(|matcher| {
            let needed = matcher.needed.as_ref();
            needed.is_none_or(|needed| letter.chain_may_name(needed))
        })
    }
}

impl Predicate for Exception {
    fn stage(&self) -> Stage {
        Stage::Headers
    }

    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        self.is_possible(letter) && letter.chain_has(&|class| self.matches(class))
    }
}
