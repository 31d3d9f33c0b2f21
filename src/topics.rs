//! Names of topics: which ones hold dead letters, where those came from, and which name was meant.
//!
//! Belongs here: patterns of names and likeness of names; the second also serves flags and keys of files. Does not
//! belong here: what the records of a topic say, which decides over its name.

use std::fmt;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::error::{Error, Result};

/// Beginning of the topics that `dltctl` keeps for itself, which never count as dead letters.
pub const OWN_PREFIX: &str = "dlt-replay.";

/// The ledger where no other name is configured.
pub const DEFAULT_LEDGER: &str = "dlt-replay.ledger";

/// Names that frameworks and habits give to dead-letter topics.
///
/// `.DLT` and `-dlt` are spring-kafka's (before and since 3.3), `error.` Spring Cloud Stream's, `dead-letter-topic-`
/// SmallRye's, `dlq.` the prefix that share groups demand, `dlq-` and `-dlq` the habit with Kafka Connect,
/// `-dead-letter-queue` the ending of Wolverine's one topic.
pub const DEFAULT_PATTERNS: &[&str] = &[
    "*.DLT",
    "*-DLT",
    "*_DLT",
    "*.dlt",
    "*-dlt",
    "*_dlt",
    "*.DLQ",
    "*-DLQ",
    "*_DLQ",
    "*.dlq",
    "*-dlq",
    "*_dlq",
    "dlq.*",
    "dlq-*",
    "dlq_*",
    "DLQ.*",
    "DLQ-*",
    "DLQ_*",
    "dlt.*",
    "dlt-*",
    "dlt_*",
    "error.*",
    "dead-letter-topic-*",
    "*.dead-letter",
    "*-dead-letter",
    "*_dead_letter",
    "*.dead-letters",
    "*-dead-letters",
    "*_dead_letters",
    "*-dead-letter-queue",
    "*-dead-letter-topic",
    "*.deadletter",
    "*-deadletter",
    "*_deadletter",
    "*-deadletters",
];

/// Names of topics whose records wait for another attempt: in flight, not dead.
pub const DEFAULT_RETRY_PATTERNS: &[&str] = &[
    "*-retry",
    "*-retry-[0-9]*",
    "*.retry",
    "*.retry.[0-9]*",
    "*.retry-[0-9]*",
    "*_retry",
    "*_retry_[0-9]*",
    "*.RETRY",
    "*-RETRY",
    "retry.*",
    "retry-*",
    "*-retry-topic",
    "*-delayed-retry-*",
    "delayed-retry-topic*",
    "__gh_pattern-retry-*",
];

/// Which names are taken for dead-letter topics, and which for retry topics.
#[derive(Clone)]
pub struct TopicPatterns {
    patterns: Vec<String>,
    retry_patterns: Vec<String>,
    dead: GlobSet,
    retry: GlobSet,
}

impl fmt::Debug for TopicPatterns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TopicPatterns")
            .field("patterns", &self.patterns)
            .field("retry_patterns", &self.retry_patterns)
            .finish_non_exhaustive()
    }
}

impl TopicPatterns {
    /// Compiles the patterns; `*`, `?`, `[…]` and `{a,b}` as in a shell, upper and lower case told apart.
    pub fn new<S: AsRef<str>>(patterns: &[S], retry_patterns: &[S]) -> Result<Self> {
        Ok(Self {
            dead: compile(patterns)?,
            retry: compile(retry_patterns)?,
            patterns: patterns
                .iter()
                .map(|text| text.as_ref().to_owned())
                .collect(),
            retry_patterns: retry_patterns
                .iter()
                .map(|text| text.as_ref().to_owned())
                .collect(),
        })
    }

    /// Compiles the patterns that hold where none are configured.
    pub fn defaults() -> Result<Self> {
        Self::new(DEFAULT_PATTERNS, DEFAULT_RETRY_PATTERNS)
    }

    /// Returns the patterns of dead-letter topics as written.
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }

    /// Tells whether the name is one of a dead-letter topic.
    pub fn is_dead_letter_topic(&self, name: &str) -> bool {
        !name.starts_with(OWN_PREFIX) && !self.retry.is_match(name) && self.dead.is_match(name)
    }

    /// Tells whether the name is one of a retry topic; such a name is none of a dead-letter topic.
    pub fn is_retry_topic(&self, name: &str) -> bool {
        !name.starts_with(OWN_PREFIX) && self.retry.is_match(name)
    }
}

fn compile<S: AsRef<str>>(patterns: &[S]) -> Result<GlobSet> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(glob(pattern.as_ref())?);
    }
    set.build().map_err(|error| {
        Error::usage("the patterns of topic names are too many or too large").why(error.to_string())
    })
}

/// Compiles one pattern that a person wrote.
pub fn glob(pattern: &str) -> Result<Glob> {
    GlobBuilder::new(pattern)
        .backslash_escape(true)
        .build()
        .map_err(|error| {
            Error::usage(format!("`{pattern}` is not a pattern of names"))
                .why(error.kind().to_string())
                .hint("`*` stands for any text, `?` for one character, `[0-9]` for one of several, `{a,b}` for either")
        })
}

/// Endings that make a dead-letter topic's name out of its origin's.
const SUFFIXES: &[&str] = &[
    "DLT",
    "dlt",
    "DLQ",
    "dlq",
    "dead-letter",
    "dead_letter",
    "dead-letters",
    "dead_letters",
    "dead-letter-queue",
    "dead-letter-topic",
    "deadletter",
    "deadletters",
];

/// Guesses the topic that dead letters came from by the name of theirs alone; none where the name does not say.
///
/// `orders.DLT`, `orders-dlt`, `dlq.orders` give `orders`. `error.TOPIC.GROUP` cannot be split by its text, because both
/// parts may hold dots, and `dead-letter-topic-CHANNEL` names a channel: both give none.
pub fn origin_guess(name: &str) -> Option<&str> {
    if name.starts_with(OWN_PREFIX) {
        return None;
    }
    let by_suffix = SUFFIXES.iter().find_map(|suffix| {
        let stem = name.strip_suffix(suffix)?;
        stem.strip_suffix(['.', '-', '_'])
    });
    let by_prefix = || {
        ["dlq", "DLQ", "dlt"]
            .iter()
            .find_map(|prefix| name.strip_prefix(prefix)?.strip_prefix(['.', '-', '_']))
    };
    by_suffix
        .or_else(by_prefix)
        .filter(|origin| !origin.is_empty())
}

/// Most names that are worth suggesting.
const MAX_SUGGESTIONS: usize = 3;

/// Returns the candidates that may have been meant, likeliest first, at most three; the name itself is none of them.
///
/// A candidate is near when few letters differ (case does not count as a difference), or when one contains the other as
/// `orders.DLT` contains `orders`.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = name.to_lowercase();
    // Names may come from a broker: a long one is no typing mistake, and the comparison is quadratic.
    if wanted.is_empty() || wanted.len() > 256 {
        return Vec::new();
    }
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter(|candidate| *candidate != name && candidate.len() <= 256)
        .filter_map(|candidate| Some((distance(&wanted, &candidate.to_lowercase())?, candidate)))
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter()
        .take(MAX_SUGGESTIONS)
        .map(|(_, candidate)| candidate)
        .collect()
}

/// Rates how far two names are apart, or none where they have nothing to do with each other.
fn distance(wanted: &str, candidate: &str) -> Option<usize> {
    let edits = strsim::damerau_levenshtein(wanted, candidate);
    let allowed = (wanted.chars().count() / 4).max(1);
    if edits <= allowed {
        return Some(edits);
    }
    let (short, long) = if wanted.len() < candidate.len() {
        (wanted, candidate)
    } else {
        (candidate, wanted)
    };
    // A part of two letters is in everything.
    (short.len() >= 4 && long.contains(short)).then(|| allowed + long.len() - short.len())
}
