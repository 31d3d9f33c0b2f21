//! What is known of all selected dead letters together, before and after each of them is decided on.

use std::collections::{BTreeMap, HashMap};

use super::{HeaderChanges, HeaderCount, KeyCheck, World};
use crate::replay::candidate::{Candidate, Candidates, Origin, Text};
use crate::replay::partition;

/// Numbers the dead-letter topics as [`World::sources`] does.
pub(super) fn number_sources(candidates: &Candidates, world: &World<'_>) -> HashMap<Text, u16> {
    let names: HashMap<&str, u16> = world
        .sources
        .iter()
        .zip(0..)
        .map(|((topic, _), number)| (topic.as_str(), number))
        .collect();
    let mut numbers = HashMap::new();
    for candidate in &candidates.list {
        numbers.entry(candidate.topic).or_insert_with(|| {
            names
                .get(candidates.text(candidate.topic).as_str())
                .copied()
        });
    }
    numbers
        .into_iter()
        .filter_map(|(text, number)| Some((text, number?)))
        .collect()
}

/// Ranks the topics of newest origins by name, so that equal selections make equal plans.
pub(super) fn rank_topics(candidates: &Candidates) -> Vec<u32> {
    let mut topics: Vec<Text> = candidates
        .list
        .iter()
        .filter_map(|candidate| candidate.failed_at.topic())
        .collect();
    topics.sort_unstable();
    topics.dedup();
    let mut ranks = vec![0; topics.last().map_or(0, |last| as_index(*last) + 1)];
    topics.sort_by_cached_key(|topic| candidates.text(*topic));
    for (rank, topic) in (0..).zip(topics) {
        ranks[as_index(topic)] = rank;
    }
    ranks
}

/// Widens a number to an index.
pub(super) fn as_index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// What makes two dead letters the same: a complete origin and the group that failed.
pub(super) type SameOrigin = (Origin, Text);

pub(super) fn same_origin(candidate: &Candidate) -> Option<SameOrigin> {
    let origin = candidate.origin;
    origin.is_complete().then_some((origin, candidate.group))
}

/// Finds the origins that several dead letters have, and the last letter of each, by topic, partition and offset: partitions
/// are read in any order.
pub(super) fn repeated_origins(candidates: &Candidates) -> HashMap<SameOrigin, u32> {
    let origin = |index: u32| same_origin(&candidates.list[as_index(index)]);
    let mut order: Vec<u32> = (0..)
        .zip(&candidates.list)
        .filter(|(_, candidate)| same_origin(candidate).is_some())
        .map(|(index, _)| index)
        .collect();
    let place = |index: u32| {
        let candidate = &candidates.list[as_index(index)];
        (candidate.topic, candidate.partition, candidate.offset)
    };
    order.sort_unstable_by_key(|index| (origin(*index), place(*index)));
    let pairs = order.windows(2);
    pairs
        .filter(|pair| origin(pair[0]) == origin(pair[1]))
        .filter_map(|pair| Some((origin(pair[1])?, pair[1])))
        .collect()
}

/// Asks whether Java's partitioner explains the recorded partitions, today or before the topic grew.
pub(super) fn check_keys(samples: &[(u32, i32)], count: i32) -> KeyCheck {
    let fits = |count: i32| {
        samples
            .iter()
            .filter(|(hash, partition)| partition::of_hash(*hash, count) == *partition)
            .count()
    };
    let reproduced = fits(count);
    let mut smaller = (1..count).filter(|smaller| fits(*smaller) == samples.len());
    // Records of one partition alone fit every story.
    let spread = samples
        .iter()
        .any(|(_, partition)| *partition != samples[0].1);
    let odd = spread && reproduced < samples.len();
    let grew_from = match (odd, smaller.next(), smaller.next()) {
        (true, Some(only), None) => Some(only),
        _ => None,
    };
    KeyCheck {
        keyed: samples.len() as u64,
        reproduced: reproduced as u64,
        grew_from,
    }
}

/// Sums up the names of headers that are removed and added.
pub(super) fn changes(candidates: &Candidates, sent: impl Iterator<Item = u32>) -> HeaderChanges {
    let mut sets: HashMap<(Text, bool), u64> = HashMap::new();
    for index in sent {
        let candidate = &candidates.list[as_index(index)];
        *sets.entry((candidate.removed, false)).or_default() += 1;
        *sets.entry((candidate.added, true)).or_default() += 1;
    }
    let list = |wanted: bool| {
        let mut counts: BTreeMap<&[u8], u64> = BTreeMap::new();
        for ((set, added), records) in &sets {
            if *added == wanted {
                for name in candidates.names(*set) {
                    *counts.entry(name).or_default() += records;
                }
            }
        }
        counts
            .into_iter()
            .map(|(name, records)| HeaderCount {
                name: String::from_utf8_lossy(name).into_owned(),
                records,
            })
            .collect()
    };
    HeaderChanges {
        removed: list(false),
        added: list(true),
    }
}
