//! `--header` and `--exclude-header`.

use std::fmt;
use std::str::FromStr;

use super::{Predicate, Regexp, Stage, TextMatcher};
use crate::dead_letter::DeadLetterView;
use crate::dialect::{self, HeaderValue};
use crate::error::{Error, Result};

/// A condition on headers as it was typed: `NAME`, `NAME=VALUE`, `NAME~RE` or `!NAME`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderTest {
    /// There is such a header, whatever its value, null included.
    Present(Box<str>),
    /// There is no such header.
    Absent(Box<str>),
    /// There is such a header of that value.
    Equals(Box<str>, Box<str>),
    /// There is such a header whose value the expression matches.
    Matches(Box<str>, Regexp),
}

impl fmt::Display for HeaderTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Present(name) => f.write_str(name),
            Self::Absent(name) => write!(f, "!{name}"),
            Self::Equals(name, value) => write!(f, "{name}={value}"),
            Self::Matches(name, expression) => write!(f, "{name}~{expression}"),
        }
    }
}

impl FromStr for HeaderTest {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (absent, condition) = match text.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (name, value) = match condition.find(['=', '~']) {
            Some(at) => (&condition[..at], Some(&condition[at..])),
            None => (condition, None),
        };
        if name.is_empty() {
            return Err(Error::usage(format!("`{text}` names no header"))
                .hint("a header is for example tenant, tenant=acme, tenant~^ac or !tenant"));
        }
        match (absent, value) {
            (false, None) => Ok(Self::Present(name.into())),
            (true, None) => Ok(Self::Absent(name.into())),
            (true, Some(_)) => Err(Error::usage(format!("`{text}` says no header and a value"))
                .hint(format!(
                    "`--exclude-header {condition}` skips those with that value"
                ))),
            (false, Some(value)) => match value.strip_prefix('=') {
                Some(value) => Ok(Self::Equals(name.into(), value.into())),
                None => Ok(Self::Matches(name.into(), value[1..].parse()?)),
            },
        }
    }
}

#[derive(Clone, Debug)]
enum ValueTest {
    Present,
    Absent,
    Matches(TextMatcher),
}

/// Holds for records whose headers pass any of the tests.
///
/// A value is compared as bytes, and where a dialect says that a header is a number in bytes, as that number too:
/// `kafka_dlt-original-partition=3`.
#[derive(Clone, Debug)]
pub struct Header(Vec<(Box<str>, ValueTest)>);

impl Header {
    /// Makes tests ready to be asked. Case is ignored in values, never in names.
    ///
    /// # Errors
    ///
    /// A usage error where ignoring case makes an expression too large.
    pub fn new(tests: &[HeaderTest], ignore_case: bool) -> Result<Self> {
        let tests = tests.iter().map(|test| {
            Ok(match test {
                HeaderTest::Present(name) => (name.clone(), ValueTest::Present),
                HeaderTest::Absent(name) => (name.clone(), ValueTest::Absent),
                HeaderTest::Equals(name, value) => (
                    name.clone(),
                    ValueTest::Matches(TextMatcher::equals(value, ignore_case)?),
                ),
                HeaderTest::Matches(name, expression) => (
                    name.clone(),
                    ValueTest::Matches(expression.matcher(ignore_case)?),
                ),
            })
        });
        tests.collect::<Result<_>>().map(Self)
    }
}

impl Predicate for Header {
    fn stage(&self) -> Stage {
        Stage::Headers
    }

    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        let headers = &letter.record().headers;
        self.0.iter().any(|(name, test)| {
            let name = name.as_bytes();
            match test {
                ValueTest::Present => headers.first(name).is_some(),
                // What cannot be read is not known to be absent.
                ValueTest::Absent => {
                    headers.why_unreadable().is_none() && headers.first(name).is_none()
                }
                ValueTest::Matches(text) => headers.all(name).any(|header| {
                    header.value.is_some_and(|value| {
                        text.matches(value)
                            || number(header.name, value)
                                .is_some_and(|number| text.matches(number.as_bytes()))
                    })
                }),
            }
        })
    }
}

/// Returns the number that a dialect's header holds in bytes.
fn number(name: &[u8], value: &[u8]) -> Option<String> {
    match dialect::decode_header(name, Some(value))? {
        HeaderValue::Integer(number) | HeaderValue::Timestamp(number) => Some(number.to_string()),
        HeaderValue::Text(_) | HeaderValue::Exception { .. } | HeaderValue::Malformed(_) => None,
    }
}
