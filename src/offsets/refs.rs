//! The grammar of record references, and sets of them.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::Intervals;
use super::partitions::number as partition_number;
use super::spec::bounded;
use crate::error::{Error, Result};

/// The number of offsets that a scan rather reads than seeks over: about what arrives while a seek takes effect.
pub const COALESCED_GAP: i64 = 10_000;

/// Some records of one partition: `orders.DLT-3@1042`, `orders.DLT-3@1042:1060` (1060 exclusive) or
/// `orders.DLT/3/1042`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefSpec {
    /// The topic's name.
    pub topic: Arc<str>,
    /// The partition's number.
    pub partition: i32,
    /// The first offset.
    pub start: i64,
    /// The end, exclusive.
    pub end: i64,
}

impl RefSpec {
    /// Tells whether a text can only be a reference: topics' names hold neither `@` nor `/`.
    pub fn is_meant(text: &str) -> bool {
        text.contains(['@', '/'])
    }
}

impl fmt::Display for RefSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}@{}", self.topic, self.partition, self.start)?;
        if self.end != self.start + 1 {
            write!(f, ":{}", self.end)?;
        }
        Ok(())
    }
}

impl FromStr for RefSpec {
    type Err = Error;

    /// Reads from the right, because topics' names hold hyphens and digits themselves.
    fn from_str(text: &str) -> Result<Self> {
        let parts = match text.rsplit_once('@') {
            Some((place, range)) => place
                .rsplit_once('-')
                .map(|(topic, partition)| (topic, partition, range)),
            None => text.rsplit_once('/').and_then(|(place, range)| {
                let (topic, partition) = place.rsplit_once('/')?;
                Some((topic, partition, range))
            }),
        };
        let error = || {
            Error::usage(format!("`{text}` names no record"))
                .hint("a record is TOPIC-PARTITION@OFFSET, for example orders.DLT-3@1042")
        };
        let (topic, partition, range) = parts.ok_or_else(error)?;
        let partition = partition_number(partition).ok_or_else(error)?;
        let (start, end) = bounded(range).map_err(|why| error().why(why.to_string()))?;
        check_topic(topic)?;
        Ok(Self {
            topic: topic.into(),
            partition,
            start,
            end,
        })
    }
}

/// Refuses what no topic can be called.
///
/// # Errors
///
/// A usage error for a name that Kafka does not allow (`org.apache.kafka.common.internals.Topic`): 1 to 249 of
/// `[a-zA-Z0-9._-]`, neither `.` nor `..`.
pub fn check_topic(name: &str) -> Result<()> {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let why = if name.is_empty() {
        "it is empty"
    } else if name.len() > 249 {
        "it is longer than 249 characters"
    } else if name == "." || name == ".." {
        "Kafka does not allow it"
    } else if !name.bytes().all(legal) {
        "names hold letters, digits, `.`, `_` and `-` only"
    } else {
        return Ok(());
    };
    Err(Error::usage(format!("`{name}` is no topic's name")).why(why))
}

/// Reads references, one a line; empty lines and those that start with `#` do not count. `place` names the text in
/// errors.
///
/// # Errors
///
/// A usage error with the number of the line that names no record, and one where there is no reference at all: what
/// failed upstream must not look like nothing to do.
pub fn parse_refs(text: &str, place: &str) -> Result<Vec<RefSpec>> {
    let mut refs = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let parsed = line.parse::<RefSpec>().map_err(|error| {
            let located = Error::usage(format!("{place}, line {}: {}", index + 1, error.what()));
            let located = match error.reason() {
                Some(why) => located.why(why),
                None => located,
            };
            located.hint(
                error
                    .next_step()
                    .unwrap_or("one reference stands on each line"),
            )
        })?;
        refs.push(parsed);
    }
    if refs.is_empty() {
        return Err(Error::usage(format!("{place} holds no reference"))
            .why("an empty list is refused, because it may come from a command that failed")
            .hint("`dltctl list TOPIC -o name` writes references"));
    }
    Ok(refs)
}

/// The references to one topic's records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TopicRefs(BTreeMap<i32, Intervals>);

impl TopicRefs {
    /// No reference.
    pub const NONE: Self = Self(BTreeMap::new());

    /// Tells whether a record is referred to.
    pub fn contains(&self, partition: i32, offset: i64) -> bool {
        self.0
            .get(&partition)
            .is_some_and(|offsets| offsets.contains(offset))
    }

    /// Returns each partition's offsets, sorted.
    pub fn partitions(&self) -> impl Iterator<Item = (i32, &Intervals)> {
        self.0
            .iter()
            .map(|(partition, offsets)| (*partition, offsets))
    }

    /// Returns the offsets of one partition.
    pub fn partition(&self, partition: i32) -> Option<&Intervals> {
        self.0.get(&partition)
    }

    /// Returns how many offsets are referred to.
    pub fn count(&self) -> u64 {
        let counts = self.0.values().map(Intervals::count);
        counts.fold(0, u64::saturating_add)
    }
}

/// The intervals of each partition as they were named.
type Unsorted = BTreeMap<i32, Vec<(i64, i64)>>;

/// References, by topic.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefSet(BTreeMap<Arc<str>, Arc<TopicRefs>>);

impl FromIterator<RefSpec> for RefSet {
    fn from_iter<I: IntoIterator<Item = RefSpec>>(refs: I) -> Self {
        let mut topics: BTreeMap<Arc<str>, Unsorted> = BTreeMap::new();
        for RefSpec {
            topic,
            partition,
            start,
            end,
        } in refs
        {
            let partitions = topics.entry(topic).or_default();
            partitions.entry(partition).or_default().push((start, end));
        }
        let topic_refs = |partitions: Unsorted| {
            let sorted = partitions
                .into_iter()
                .map(|(partition, list)| (partition, list.into_iter().collect()));
            Arc::new(TopicRefs(sorted.collect()))
        };
        let topics = topics.into_iter();
        Self(
            topics
                .map(|(topic, list)| (topic, topic_refs(list)))
                .collect(),
        )
    }
}

impl RefSet {
    /// Returns the references to a topic's records.
    pub fn topic(&self, topic: &str) -> Option<&Arc<TopicRefs>> {
        self.0.get(topic)
    }

    /// Returns the topics, by name.
    pub fn topics(&self) -> impl Iterator<Item = &Arc<str>> {
        self.0.keys()
    }

    /// Tells whether nothing is referred to.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests;
