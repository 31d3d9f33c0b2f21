//! What retention is about to delete.

use std::collections::HashMap;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::kafka::Cluster;
use crate::kafka::cluster::Topic;
use crate::offsets::PartitionBounds;
use crate::retention::{Aging, Before, Expiry, FirstAt, Retention, SETTINGS};

/// What is known of one topic.
pub(super) struct Kept {
    /// What its settings say.
    pub(super) retention: Retention,
    /// What time alone can delete; `None` where it deletes nothing.
    pub(super) expiry: Option<Expiry>,
}

/// What is known of many topics.
pub(super) struct LookedUp {
    /// By name; a topic is missing where its settings cannot be seen.
    pub(super) kept: HashMap<Arc<str>, Kept>,
    /// Why settings are missing, where it is not for want of a right.
    pub(super) failure: Option<Error>,
}

/// Looks up what retention can delete of topics.
///
/// Three requests at most, whatever the number of topics: for settings, for the records that are still in time, and for
/// what goes before `horizon` where something does (a fourth, where something can go at any moment).
///
/// # Errors
///
/// Unreachable or denied.
pub(super) fn look_up(
    cluster: &Cluster,
    topics: &[Topic],
    bounds: &[Vec<PartitionBounds>],
    now_ms: i64,
    horizon: i64,
) -> Result<LookedUp> {
    let names: Vec<&str> = topics.iter().map(|topic| topic.name.as_ref()).collect();
    let settings = cluster.topic_settings(&names, SETTINGS);
    let failure = settings.failure;
    let mut kept = HashMap::new();
    let mut places = Vec::new();
    for (topic, bounds) in topics.iter().zip(bounds) {
        let Some(retention) = settings
            .known
            .get(topic.name.as_ref())
            .and_then(Retention::read)
        else {
            continue;
        };
        let limit = retention.time_limit();
        if let Some(limit) = limit {
            let used = bounds.iter().filter(|bounds| bounds.end > bounds.start);
            places.extend(used.map(|bounds| (topic.name.clone(), *bounds, limit)));
        }
        let expiry = limit.map(|_| Expiry::default());
        kept.insert(topic.name.clone(), Kept { retention, expiry });
    }
    for (topic, expiry) in expiries(cluster, &places, now_ms, horizon)? {
        if let Some(Kept {
            expiry: Some(known),
            ..
        }) = kept.get_mut(&topic)
        {
            known.add(expiry);
        }
    }
    Ok(LookedUp { kept, failure })
}

/// Tells what can be deleted of partitions, of which each has its `retention.ms`.
fn expiries(
    cluster: &Cluster,
    places: &[(Arc<str>, PartitionBounds, i64)],
    now_ms: i64,
    horizon: i64,
) -> Result<Vec<(Arc<str>, Expiry)>> {
    let asked = places.iter().map(|(topic, bounds, limit)| {
        let ms = Aging::asks_first(now_ms, *limit);
        (topic.clone(), bounds.partition, ms)
    });
    let held = cluster.first_at(&asked.collect::<Vec<_>>())?;
    let aging = |(topic, bounds, limit): &(Arc<str>, PartitionBounds, i64)| Aging {
        start: bounds.start,
        end: bounds.end,
        limit: *limit,
        held: found(&held, topic, bounds.partition),
    };
    let aging: Vec<Aging> = places.iter().map(aging).collect();
    let counts = |at: i64| -> Result<Vec<u64>> {
        let asked = places.iter().zip(&aging);
        let asked = asked.filter_map(|((topic, bounds, _), aging)| match aging.before(at) {
            Before::Ask(ms) => Some((topic.clone(), bounds.partition, ms)),
            Before::Nothing | Before::Everything => None,
        });
        let answers = cluster.first_at(&asked.collect::<Vec<_>>())?;
        let count =
            |((topic, bounds, _), aging): (&(Arc<str>, PartitionBounds, i64), &Aging)| match aging
                .before(at)
            {
                Before::Nothing => 0,
                Before::Everything => aging.count(None),
                Before::Ask(_) => {
                    let first = found(&answers, topic, bounds.partition);
                    aging.count(first.map(|first| first.offset))
                }
            };
        Ok(places.iter().zip(&aging).map(count).collect())
    };
    let (overdue, soon) = (counts(now_ms)?, counts(horizon)?);
    let each = places.iter().zip(&aging).zip(overdue.iter().zip(&soon));
    Ok(each
        .map(|((place, aging), (overdue, soon))| {
            let expiry = Expiry {
                overdue: *overdue,
                soon: *soon,
                first_ms: if *overdue > 0 {
                    Some(now_ms)
                } else {
                    aging.first_ms(now_ms)
                },
            };
            (place.0.clone(), expiry)
        })
        .collect())
}

fn found(
    answers: &HashMap<(String, i32), FirstAt>,
    topic: &Arc<str>,
    partition: i32,
) -> Option<FirstAt> {
    answers.get(&(topic.to_string(), partition)).copied()
}
