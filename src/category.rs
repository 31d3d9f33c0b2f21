//! What sort of failure it is, and what that suggests. docs/kinds.md says it for users.
//!
//! Belongs here: the categories and the order in which rules are asked; the rules themselves are one table (`rules.rs`).
//! Nothing here acts: a category is shown, never obeyed.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::dead_letter::Failure;
use crate::error::Error;
use crate::filter::{ClassPattern, Exception, TextMatcher, TextPattern};

mod rules;

/// What sort of failure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// Something was not there for a while: a time-out, a connection, a lock.
    Transient,
    /// The record cannot be read by the consumer.
    Poison,
    /// A rule of the business was violated.
    Business,
    /// The code is wrong.
    Bug,
    /// Nobody knows.
    Unknown,
}

impl Category {
    /// Every category.
    pub const ALL: [Self; 5] = [
        Self::Transient,
        Self::Poison,
        Self::Business,
        Self::Bug,
        Self::Unknown,
    ];

    /// The names, as they are typed.
    pub const NAMES: &[&str] = &["transient", "poison", "business", "bug", "unknown"];

    /// Returns the name.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// Says what is to be done with such records.
    pub fn suggestion(self) -> &'static str {
        match self {
            Self::Transient => "replay will do once the cause is gone",
            Self::Poison => "fix or transform first: as they are, replay will fail again",
            Self::Business => "replay will not help: a person decides",
            Self::Bug => "deploy the fix first, then replay",
            Self::Unknown => "no rule knows them: look at one",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Category {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let known = Self::ALL.into_iter().find(|one| one.name() == text);
        known.ok_or_else(|| {
            Error::usage(format!("`{text}` is no category"))
                .hint(format!("categories are {}", Self::NAMES.join(", ")))
        })
    }
}

/// A category, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Categorised {
    /// The category.
    pub category: Category,
    /// The rule that decided it: `time-out (SocketTimeoutException)`.
    pub rule: Cow<'static, str>,
    /// Whether classes and the message of the root cause decided: all of one kind of failure get the same then.
    pub of_kind: bool,
}

/// A rule of the user's: a category for exceptions, messages, or both at once.
#[derive(Clone, Debug)]
pub struct OwnRule {
    category: Category,
    exception: Option<Exception>,
    message: Option<TextMatcher>,
    text: Box<str>,
}

impl OwnRule {
    /// Makes a rule ready to be asked.
    ///
    /// # Errors
    ///
    /// A usage error for a rule without a condition, and for a pattern that is none.
    pub fn new(
        category: Category,
        exceptions: &[String],
        message: Option<&str>,
    ) -> Result<Self, Error> {
        let patterns = exceptions.iter().map(|pattern| pattern.parse());
        let patterns: Vec<ClassPattern> = patterns.collect::<Result<_, _>>()?;
        let pattern: Option<TextPattern> = message.map(str::parse).transpose()?;
        if patterns.is_empty() && pattern.is_none() {
            return Err(Error::usage(
                "a rule names an exception, a message, or both",
            ));
        }
        let names = (!patterns.is_empty()).then(|| exceptions.join(", "));
        let text = names
            .into_iter()
            .chain(pattern.as_ref().map(ToString::to_string));
        Ok(Self {
            category,
            text: text.collect::<Vec<_>>().join(" with ").into(),
            exception: (!patterns.is_empty())
                .then(|| Exception::new(&patterns, false))
                .transpose()?,
            message: pattern.map(|pattern| pattern.matcher(false)).transpose()?,
        })
    }

    fn holds(&self, failure: &Failure<'_>) -> bool {
        let class = |exception: &Exception| failure.chain().any(|class| exception.matches(class));
        let message = |text: &TextMatcher| {
            let links = failure
                .chain
                .iter()
                .filter_map(|link| link.message.as_ref());
            let headers = [&failure.message, &failure.raw_message];
            let mut all = links.chain(headers.into_iter().filter_map(|one| one.value()));
            all.any(|message| text.matches(message.as_bytes()))
        };
        self.exception.as_ref().is_none_or(class) && self.message.as_ref().is_none_or(message)
    }
}

/// Decides on a failure. `root` and `message` are those of the root cause as its stack trace tells them.
///
/// The user's rules come first, in their order. Then classes that leave no doubt, the root cause before what wraps it;
/// then classes of mistakes in the code; then words of messages; then classes that say little.
pub fn categorise(
    failure: &Failure<'_>,
    root: Option<&str>,
    message: Option<&str>,
    own: &[OwnRule],
) -> Categorised {
    if let Some(rule) = own.iter().find(|rule| rule.holds(failure)) {
        return Categorised {
            category: rule.category,
            rule: Cow::Owned(format!("configured: {}", rule.text)),
            of_kind: false,
        };
    }
    let by_class = |tier: &'static [rules::ClassRule]| {
        let chain = failure.chain.iter().rev().map(|link| link.class.as_ref());
        let mut classes = root.into_iter().chain(chain);
        classes.find_map(|class| {
            let simple = rules::simple_name(class);
            let rule = tier.iter().find(|rule| rule.matches(class, simple))?;
            Some(Categorised {
                category: rule.category,
                rule: Cow::Owned(format!("{} ({simple})", rule.name)),
                of_kind: own.is_empty(),
            })
        })
    };
    let by_message = || {
        let links = failure.chain.iter().rev();
        let links = links.filter_map(|link| link.message.as_deref());
        let header = failure.message.value().map(AsRef::as_ref);
        let others = links.chain(header).map(|text| (text, false));
        let mut messages = message.map(|text| (text, true)).into_iter().chain(others);
        messages.find_map(|(text, is_root)| {
            let (category, name) = rules::of_message(text)?;
            Some(Categorised {
                category,
                rule: Cow::Owned(format!("{name} (message)")),
                of_kind: is_root && own.is_empty(),
            })
        })
    };
    by_class(rules::CERTAIN)
        .or_else(|| by_class(rules::MISTAKES))
        .or_else(by_message)
        // Another message of the same kind may say more, so this is of the record alone.
        .or_else(|| {
            let found = by_class(rules::VAGUE)?;
            Some(Categorised {
                of_kind: false,
                ..found
            })
        })
        .unwrap_or(Categorised {
            category: Category::Unknown,
            rule: Cow::Borrowed("no rule"),
            of_kind: false,
        })
}

#[cfg(test)]
mod tests;
