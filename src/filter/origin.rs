//! `--origin`, `--consumer-group` and `--dialect`: where a dead letter came from, and who wrote it.

use std::fmt;
use std::str::FromStr;

use super::{NamePattern, Predicate, Stage, Window};
use crate::dead_letter::DeadLetterView;
use crate::error::{Error, Result};
use crate::offsets::RefSpec;

/// An origin as it was typed: a topic or a glob of topics, `TOPIC/PARTITION`, `TOPIC/PARTITION/OFFSET`,
/// `TOPIC-PARTITION@OFFSET` or `TOPIC-PARTITION@FROM:TO`, the end exclusive.
#[derive(Clone, Debug)]
pub enum OriginPattern {
    /// Any place of some topics.
    Topic(NamePattern),
    /// Any offset of a partition.
    Partition(NamePattern, i32),
    /// Some offsets of a partition.
    Offsets(RefSpec),
}

impl fmt::Display for OriginPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Topic(topic) => write!(f, "{topic}"),
            Self::Partition(topic, partition) => write!(f, "{topic}/{partition}"),
            Self::Offsets(spec) => write!(f, "{spec}"),
        }
    }
}

impl FromStr for OriginPattern {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text.contains('@') || text.matches('/').count() > 1 {
            return text.parse().map(Self::Offsets);
        }
        match text.split_once('/') {
            None => text.parse().map(Self::Topic),
            Some((topic, partition)) => {
                let number = partition.parse().ok().filter(|number| *number >= 0);
                let number = number.ok_or_else(|| {
                    Error::usage(format!("`{text}` names no origin"))
                        .why(format!("`{partition}` is no partition"))
                        .hint("write orders.events, orders.events/3 or orders.events-3@1042")
                })?;
                Ok(Self::Partition(topic.parse()?, number))
            }
        }
    }
}

/// Holds for dead letters whose oldest origin is one of these places: where a replay would send them.
#[derive(Clone, Debug)]
pub struct Origin(pub Vec<OriginPattern>);

impl Predicate for Origin {
    fn stage(&self) -> Stage {
        Stage::Headers
    }

    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        let Some(origin) = letter.origin() else {
            return false;
        };
        let Some(topic) = origin.topic.value() else {
            return false;
        };
        let partition = origin.partition.value().copied();
        let offset = origin.offset.value().copied();
        self.0.iter().any(|pattern| match pattern {
            OriginPattern::Topic(name) => name.matches(topic),
            OriginPattern::Partition(name, number) => {
                partition == Some(*number) && name.matches(topic)
            }
            OriginPattern::Offsets(spec) => {
                spec.topic.as_ref() == topic.as_ref()
                    && partition == Some(spec.partition)
                    && offset.is_some_and(|offset| (spec.start..spec.end).contains(&offset))
            }
        })
    }
}

/// Holds for dead letters that failed, at any of their hops, in a consumer group of these names.
#[derive(Clone, Debug)]
pub struct ConsumerGroup(pub Vec<NamePattern>);

impl Predicate for ConsumerGroup {
    fn stage(&self) -> Stage {
        Stage::Headers
    }

    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        let groups = letter.reading().hops.iter();
        groups
            .filter_map(|hop| hop.consumer_group.value())
            .any(|group| self.0.iter().any(|name| name.matches(group)))
    }
}

/// Holds for dead letters that carry a dialect of these names.
#[derive(Clone, Debug)]
pub struct WrittenIn(pub Vec<NamePattern>);

impl Predicate for WrittenIn {
    fn stage(&self) -> Stage {
        Stage::Headers
    }

    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        let dialects = letter.reading().dialects.iter();
        dialects
            .map(|dialect| dialect.name())
            .any(|dialect| self.0.iter().any(|name| name.matches(dialect)))
    }
}

/// Holds for dead letters whose oldest origin has its timestamp in a window; one that is not known is in none.
#[derive(Clone, Copy, Debug)]
pub struct OriginalWindow(pub Window);

impl Predicate for OriginalWindow {
    fn stage(&self) -> Stage {
        Stage::Headers
    }

    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        let origin = letter.origin();
        origin
            .and_then(|hop| hop.timestamp.value())
            .is_some_and(|at| self.0.holds(*at))
    }
}
