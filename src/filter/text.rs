//! Texts and regular expressions to look for, as typed and as asked.

use std::fmt;
use std::str::FromStr;

use memchr::memmem;
use regex::bytes::{Regex, RegexBuilder};

use crate::error::{Error, Result};

/// A regular expression as it was typed; it is known to be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regexp(Box<str>);

impl FromStr for Regexp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text.is_empty() {
            return Err(
                Error::usage("an empty expression matches everything").hint("leave the flag out")
            );
        }
        compile(text, false)?;
        Ok(Self(text.into()))
    }
}

impl fmt::Display for Regexp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Regexp {
    /// Makes it ready to be asked.
    ///
    /// # Errors
    ///
    /// A usage error where ignoring case makes the expression too large.
    pub fn matcher(&self, ignore_case: bool) -> Result<TextMatcher> {
        compile(&self.0, ignore_case).map(TextMatcher::Regex)
    }
}

/// `TEXT` to be contained, or `/re/`, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextPattern {
    /// Text that is contained.
    Text(Box<str>),
    /// An expression that matches somewhere.
    Regexp(Regexp),
}

impl FromStr for TextPattern {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text.is_empty() {
            return Err(Error::usage("an empty text is contained in everything")
                .hint("/^$/ is what is empty"));
        }
        match text
            .strip_prefix('/')
            .and_then(|rest| rest.strip_suffix('/'))
        {
            Some(expression) => expression.parse().map(Self::Regexp),
            None => Ok(Self::Text(text.into())),
        }
    }
}

impl fmt::Display for TextPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Regexp(expression) => write!(f, "/{expression}/"),
        }
    }
}

impl TextPattern {
    /// Makes it ready to be asked.
    ///
    /// # Errors
    ///
    /// A usage error where ignoring case makes an expression too large.
    pub fn matcher(&self, ignore_case: bool) -> Result<TextMatcher> {
        match self {
            Self::Text(text) if ignore_case => {
                compile(&regex::escape(text), true).map(TextMatcher::Regex)
            }
            Self::Text(text) => Ok(TextMatcher::Contains(Box::new(
                memmem::Finder::new(text.as_bytes()).into_owned(),
            ))),
            Self::Regexp(expression) => expression.matcher(ignore_case),
        }
    }
}

/// A condition on bytes.
#[derive(Clone, Debug)]
pub enum TextMatcher {
    /// They contain some bytes.
    Contains(Box<memmem::Finder<'static>>),
    /// They are some bytes.
    Equals(Box<[u8]>),
    /// An expression matches somewhere in them.
    Regex(Regex),
}

impl TextMatcher {
    /// Makes a condition to equal a text.
    ///
    /// # Errors
    ///
    /// A usage error for a text too long to be compared without case.
    pub fn equals(text: &str, ignore_case: bool) -> Result<Self> {
        if ignore_case {
            let whole = format!(r"\A(?:{})\z", regex::escape(text));
            return compile(&whole, true).map(Self::Regex);
        }
        Ok(Self::Equals(text.as_bytes().into()))
    }

    /// Tells whether the condition holds.
    pub fn matches(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Contains(finder) => finder.find(bytes).is_some(),
            Self::Equals(expected) => bytes == expected.as_ref(),
            Self::Regex(expression) => expression.is_match(bytes),
        }
    }
}

fn compile(expression: &str, ignore_case: bool) -> Result<Regex> {
    RegexBuilder::new(expression)
        .case_insensitive(ignore_case)
        .build()
        .map_err(|error| {
            // The library draws a picture over several lines; its last line says what is wrong.
            let text = error.to_string();
            let why = text.lines().last().unwrap_or_default();
            Error::usage(format!("`{expression}` is no regular expression"))
                .why(why.trim_start_matches("error: "))
        })
}
