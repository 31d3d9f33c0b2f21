//! Names of topics: which ones hold dead letters, where those came from, and which name was meant.
//!
//! Belongs here: patterns of names and likeness of names; the second also serves flags and keys of files. Does not
//! belong here: what the records of a topic say, which decides over its name.

use std::fmt;

pub use globset::GlobSet;
use globset::{Glob, GlobBuilder, GlobSetBuilder};

use crate::error::{Error, Result};

/// Beginning of the topics that `dltctl` keeps for itself, which never count as dead letters.
pub const OWN_PREFIX: &str = "dlt-replay.";

/// The ledger where no other name is configured.
pub const DEFAULT_LEDGER: &str = "dlt-replay.ledger";

/// Names that frameworks and habits give to dead-letter topics.
///
/// Compared without regard to case. `.DLT` and `-dlt` are spring-kafka's (before and since 3.3), `error.` Spring Cloud Stream's, `dead-letter-topic-`
/// SmallRye's, `dlq.` the prefix that share groups demand, `dlq-` and `-dlq` the habit with Kafka Connect,
/// `-dead-letter-queue` the ending of Wolverine's one topic.
pub const DEFAULT_PATTERNS: &[&str] = &[
    "*.dlt",
    "*-dlt",
    "*_dlt",
    "*.dlq",
    "*-dlq",
    "*_dlq",
    "dlt.*",
    "dlt-*",
    "dlt_*",
    "dlq.*",
    "dlq-*",
    "dlq_*",
    "error.*",
    "error_log",
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
///
/// They end with the word or with numbers, so that `orders-retry-0-dlt` is not among them.
pub const DEFAULT_RETRY_PATTERNS: &[&str] = &[
    "*-retry",
    "*-retry-[0-9]",
    "*-retry-[0-9]*[0-9]",
    "*.retry",
    "*.retry.[0-9]",
    "*.retry.[0-9]*[0-9]",
    "*.retry.[0-9]*[smh]",
    "*_retry",
    "*_retry_[0-9]",
    "*_retry_[0-9]*[0-9]",
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
    /// Compiles the patterns; `*`, `?`, `[…]` and `{a,b}` as in a shell, without regard to case.
    pub fn new<S: AsRef<str>>(patterns: &[S], retry_patterns: &[S]) -> Result<Self> {
        Ok(Self {
            dead: glob_set(patterns)?,
            retry: glob_set(retry_patterns)?,
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

/// Compiles patterns that a person wrote; a name matches where any of them does.
///
/// # Errors
///
/// A usage error that quotes the wrong pattern.
pub fn glob_set<S: AsRef<str>>(patterns: &[S]) -> Result<GlobSet> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(glob(pattern.as_ref())?);
    }
    set.build().map_err(|error| {
        Error::usage("the patterns of topic names are too many or too large").why(error.to_string())
    })
}

/// Compiles one pattern that a person wrote; upper and lower case count as the same.
pub fn glob(pattern: &str) -> Result<Glob> {
    GlobBuilder::new(pattern)
        .backslash_escape(true)
        .case_insensitive(true)
        .build()
        .map_err(|error| {
            Error::usage(format!("`{pattern}` is not a pattern of names"))
                .why(error.kind().to_string())
                .hint("`*` stands for any text, `?` for one character, `[0-9]` for one of several, `{a,b}` for either")
        })
}

/// Endings that make a dead-letter topic's name out of its origin's; compared without regard to case.
const SUFFIXES: &[&str] = &[
    "dlt",
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

/// Beginnings that do the same.
const PREFIXES: &[&str] = &["dlt", "dlq"];

/// Guesses the topic that dead letters came from by the name of theirs alone; none where the name does not say.
///
/// `orders.DLT`, `orders-dlt`, `dlq.orders` and `orders__GROUP__dlq` give `orders`. `error.TOPIC.GROUP` cannot be split
/// by its text, because both parts may hold dots, and `dead-letter-topic-CHANNEL` names a channel: both give none.
pub fn origin_guess(name: &str) -> Option<&str> {
    if name.starts_with(OWN_PREFIX) {
        return None;
    }
    let origin = if let Some(stem) = without_suffix(name, "__dlq") {
        stem.rsplit_once("__").map_or(stem, |(topic, _group)| topic)
    } else {
        let by_suffix = SUFFIXES
            .iter()
            .find_map(|suffix| without_suffix(name, suffix)?.strip_suffix(['.', '-', '_']));
        let by_prefix = || {
            PREFIXES
                .iter()
                .find_map(|prefix| without_prefix(name, prefix)?.strip_prefix(['.', '-', '_']))
        };
        by_suffix.or_else(by_prefix)?
    };
    Some(origin).filter(|origin| !origin.is_empty())
}

/// Tells whether the name alone says that a topic holds dead letters, whatever the settings say.
pub fn is_named_like_dead_letters(name: &str) -> bool {
    origin_guess(name).is_some()
        || ["error.", "dead-letter-topic-"]
            .iter()
            .any(|prefix| without_prefix(name, prefix).is_some_and(|rest| !rest.is_empty()))
}

fn without_suffix<'a>(name: &'a str, suffix: &str) -> Option<&'a str> {
    let (stem, end) = name.split_at_checked(name.len().checked_sub(suffix.len())?)?;
    end.eq_ignore_ascii_case(suffix).then_some(stem)
}

fn without_prefix<'a>(name: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = name.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
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

/// Tells whether Kafka allows a topic of that name.
///
/// Mirrors apache/kafka `clients/src/main/java/org/apache/kafka/common/internals/Topic.java`.
pub fn is_topic_name(name: &str) -> bool {
    (1..=249).contains(&name.len())
        && name != "."
        && name != ".."
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_dead_letter_topics() {
        let patterns = TopicPatterns::defaults().unwrap();
        for name in [
            "orders.events.DLT",
            "orders.events-dlt",
            "orders.dlt",
            "Orders-DLT",
            "orders_dlt",
            "orders.DLQ",
            "orders-dlq",
            "orders_dlq",
            "dlq.share-group",
            "dlq-jdbc-sink",
            "dlq_jdbc_sink",
            "error.orders.billing",
            "dead-letter-topic-prices",
            "orders-dead-letter",
            "wolverine-dead-letter-queue",
            "orders-retry-dlt",
            "orders-retry-0-dlt",
        ] {
            assert!(patterns.is_dead_letter_topic(name), "{name}");
            assert!(!patterns.is_retry_topic(name), "{name}");
        }
        for name in [
            "orders",
            "orders.events",
            "adult",
            "dltctl",
            "errors",
            "dlt-replay.ledger",
            "dlt-replay.x.DLT",
            "__consumer_offsets",
            "_schemas",
            "orders.DLT.backup",
        ] {
            assert!(!patterns.is_dead_letter_topic(name), "{name}");
        }
        for name in [
            "orders-retry",
            "orders-retry-0",
            "orders-retry-16000",
            "orders-retry-16000-0",
            "orders.retry",
            "orders_retry_5000",
            "orders.retry.30s",
        ] {
            assert!(patterns.is_retry_topic(name), "{name}");
            assert!(!patterns.is_dead_letter_topic(name), "{name}");
        }
    }

    #[test]
    fn a_retry_topic_is_no_dead_letter_topic_even_where_both_match() {
        let patterns = TopicPatterns::new(&["*"], &["*-retry"]).unwrap();
        assert!(patterns.is_dead_letter_topic("orders"));
        assert!(!patterns.is_dead_letter_topic("orders-retry"));
    }

    #[test]
    fn patterns_of_ones_own() {
        let patterns = TopicPatterns::new(&["failed.{a,b}.v[0-9]", "x?"], &[]).unwrap();
        for (name, expected) in [
            ("failed.a.v1", true),
            ("failed.c.v1", false),
            ("failed.b.vx", false),
            ("xy", true),
            ("XY", true),
            ("orders.DLT", false),
        ] {
            assert_eq!(patterns.is_dead_letter_topic(name), expected, "{name}");
        }
        let error = TopicPatterns::new(&["orders.[DLT"], &[]).unwrap_err();
        insta::assert_snapshot!(error, @"`orders.[DLT` is not a pattern of names: unclosed character class; missing ']'");
    }

    #[test]
    fn the_documentation_lists_every_pattern() {
        let text = include_str!("../docs/configuration.md");
        let words: Vec<&str> = text.split_whitespace().collect();
        for pattern in DEFAULT_PATTERNS.iter().chain(DEFAULT_RETRY_PATTERNS) {
            assert!(
                words.contains(pattern),
                "docs/configuration.md does not list {pattern}"
            );
        }
    }

    #[test]
    fn origins() {
        for (name, expected) in [
            ("orders.events.DLT", Some("orders.events")),
            ("orders.events-dlt", Some("orders.events")),
            ("orders_dlq", Some("orders")),
            ("orders__billing__dlq", Some("orders")),
            ("orders__dlq", Some("orders")),
            ("__dlq", None),
            ("orders-dead-letter-queue", Some("orders")),
            ("dlq.orders", Some("orders")),
            ("dlq-orders.v1", Some("orders.v1")),
            ("error.orders.billing", None),
            ("dead-letter-topic-prices", None),
            ("orders", None),
            ("adlt", None),
            (".DLT", None),
            ("dlq.", None),
            ("dlt-replay.ledger", None),
        ] {
            assert_eq!(origin_guess(name), expected, "{name}");
        }
    }

    #[test]
    fn near_names() {
        let topics = [
            "orders",
            "orders.DLT",
            "orders.events.DLT",
            "payments.DLT",
            "inventory-dlt",
        ];
        for (name, expected) in [
            ("orders.dlt", &["orders.DLT", "orders"][..]),
            ("order.DLT", &["orders.DLT"]),
            ("payment", &["payments.DLT"]),
            ("order", &["orders", "orders.DLT", "orders.events.DLT"]),
            ("inventroy-dlt", &["inventory-dlt"]),
            ("xyz", &[]),
            ("", &[]),
            ("orders.DLT", &["orders"]),
        ] {
            assert_eq!(nearest(name, topics), expected, "{name}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(name in any::<String>(), other in any::<String>()) {
            let patterns = TopicPatterns::defaults().unwrap();
            prop_assert!(!(patterns.is_dead_letter_topic(&name) && patterns.is_retry_topic(&name)));
            let _ = origin_guess(&name);
            let _ = nearest(&name, [other.as_str()]);
            let _ = glob(&other);
        }
    }
}
