//! What is in topics: bounds, the first and the newest records, groups, and what retention takes.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::{expiring, oldest};
use crate::commands::Context;
use crate::commands::handled::{LedgerPlace, handled, identified};
use crate::commands::reading::folds::Masking;
use crate::dead_letter::DeadLetterView;
use crate::dialect::table::RecordTime;
use crate::error::{Error, Result};
use crate::filter::{Filter, State};
use crate::kafka::Cluster;
use crate::kafka::cluster::Topic;
use crate::kafka::fetch::Fetch;
use crate::offsets::{PartitionBounds, ScanRange};
use crate::quantity::some_of;
use crate::redaction::Redaction;
use crate::render::topics::{Expiring, FoundBy, TopicRow};
use crate::scan::{Fold, Progress, Source as _, Stages, scan};

/// The newest records of a topic that are looked at.
const NEWEST: i64 = 100;
/// What NEW-1H counts, in milliseconds.
const HOUR: i64 = 3_600_000;

/// How many partitions are read at once: every turn of the client library looks at all that it was given.
const PARTITIONS: usize = 1000;

/// What the records of one topic tell.
#[derive(Default)]
struct Facts {
    oldest: Option<i64>,
    newest: Option<i64>,
    exceptions: HashMap<String, u64>,
    origins: HashMap<String, u64>,
    dialects: Vec<String>,
    /// Whether the dialect that was written last keeps the original record's timestamp, on any of the newest records.
    keeps_original_time: bool,
    /// How many are not older than an hour, where that had to be counted.
    lately: u64,
}

/// What is looked into, and what of it was asked for.
pub(super) struct Looking<'l> {
    /// The connection.
    pub(super) cluster: &'l Cluster,
    /// The topics.
    pub(super) topics: &'l [Topic],
    /// Those among them that were found by their headers and not by their names.
    pub(super) probed: &'l BTreeSet<Arc<str>>,
    /// Whether consumer groups are shown.
    pub(super) with_groups: bool,
    /// Whether there is a ledger of replays that this principal may see.
    pub(super) has_ledger: bool,
    /// Until when expiring records are counted, in milliseconds since the epoch.
    pub(super) horizon: i64,
}

/// Looks into the topics: bounds of all at once, then the first and the newest records, and meanwhile everything that is
/// one question to the cluster. Also returns why settings are not known, where a right is not all that is missing.
///
/// # Errors
///
/// Those of reading.
pub(super) fn look(
    context: &mut Context<'_>,
    looking: &Looking<'_>,
) -> Result<(Vec<TopicRow>, Option<Error>)> {
    let Looking {
        cluster,
        topics: found,
        ..
    } = *looking;
    let bounds = cluster.bounds(found, false)?;
    let now_ms = context.ui.now_ms();
    let since = now_ms - HOUR;
    let names: Vec<&str> = found.iter().map(|topic| topic.name.as_ref()).collect();
    let mut facts: HashMap<Arc<str>, Facts> = HashMap::new();
    let answers = std::thread::scope(|scope| -> Result<_> {
        let lately = scope.spawn(|| cluster.offsets_for_time(found, |_| since));
        let kept =
            scope.spawn(|| expiring::look_up(cluster, found, &bounds, now_ms, looking.horizon));
        let ids = looking
            .has_ledger
            .then(|| scope.spawn(|| cluster.topic_ids(&names).unwrap_or_default()));
        let groups = looking
            .with_groups
            .then(|| scope.spawn(|| cluster.groups_by_topic()));
        let denied = read_ends(context, looking, &bounds, since, &mut facts)?;
        let (lately, kept) = (joined(lately)?, joined(kept)?);
        let ids = ids.map(joined).unwrap_or_default();
        Ok((lately, kept, ids, groups.map(joined), denied))
    });
    let (lately, expiring::LookedUp { kept, failure }, ids, groups, denied) = answers?;
    if !denied.is_empty() {
        let names = some_of(denied.iter().map(AsRef::as_ref));
        let text = format!("no right to read {names}: what is in the records is not known");
        context.ui.note(&text);
    }
    let identified = identified(cluster, &ids, found.iter().map(|topic| &topic.name));
    let name = &context.settings.ledger;
    let ledger = LedgerPlace {
        cluster,
        name,
        elsewhere: None,
        is_configured: true,
    };
    let handled = handled(context, ledger, &identified, State::Open)?;
    let groups = match groups.transpose() {
        Ok(groups) => groups,
        Err(error) => {
            context.ui.note(&format!("GROUPS is not known: {error}"));
            None
        }
    };
    let rows = found.iter().zip(&bounds).map(|(topic, bounds)| {
        let facts = facts.remove(&topic.name).unwrap_or_default();
        let records: u64 = bounds
            .iter()
            .map(|bounds| length(bounds.start, bounds.end))
            .sum();
        let new = bounds.iter().map(|bounds| {
            let from = lately.get(&(topic.name.to_string(), bounds.partition));
            from.map_or(0, |from| length((*from).max(bounds.start), bounds.end))
        });
        let done = handled.as_deref().map_or(0, |handled| {
            let counts = bounds.iter().map(|bounds| {
                handled.count(&topic.name, bounds.partition, bounds.start, bounds.end)
            });
            counts.sum()
        });
        let kept = kept.get(&topic.name);
        let expiry = kept.and_then(|kept| kept.expiry);
        TopicRow {
            topic: topic.name.to_string(),
            found_by: if looking.probed.contains(&topic.name) {
                FoundBy::Headers
            } else {
                FoundBy::Name
            },
            open: Some(records.saturating_sub(done)),
            new_last_hour: Some(if cluster.is_mock() {
                facts.lately
            } else {
                new.sum()
            }),
            records: Some(records),
            oldest: facts.oldest,
            newest: facts.newest,
            origin: most_frequent(facts.origins),
            top_exception: most_frequent(facts.exceptions),
            expiring: expiry.map(|expiry| Expiring {
                count: expiry.soon,
                before: looking.horizon,
                overdue: expiry.overdue,
                first: expiry.first_ms,
            }),
            partitions: u32::try_from(topic.partitions.len()).ok(),
            dialects: facts.dialects,
            groups: groups
                .as_ref()
                .map(|groups| groups.get(topic.name.as_ref()).cloned().unwrap_or_default()),
            retention: kept.map(|kept| kept.retention.clone()),
            keeps_original_time: facts.keeps_original_time,
        }
    });
    Ok((rows.collect(), failure))
}

/// Reads the first and the newest records of all partitions. Returns the topics that may not be read.
fn read_ends(
    context: &mut Context<'_>,
    looking: &Looking<'_>,
    bounds: &[Vec<PartitionBounds>],
    since: i64,
    facts: &mut HashMap<Arc<str>, Facts>,
) -> Result<BTreeSet<Arc<str>>> {
    let Looking {
        cluster,
        topics: found,
        ..
    } = *looking;
    let newest = |bounds: &PartitionBounds, share: i64| ScanRange {
        partition: bounds.partition,
        start: bounds.start.max(bounds.end - share),
        end: bounds.end,
    };
    let oldest::Oldest { ms, mut denied } = oldest::look_up(context, cluster, found, bounds)?;
    for (topic, ms) in ms {
        facts.entry(topic).or_default().oldest = Some(ms);
    }
    let fold = Masking {
        fold: &Newest,
        redaction: Redaction::new(context.settings.redact.clone()),
    };
    denied.extend(scan_ends(
        context, cluster, found, bounds, newest, &fold, facts,
    )?);
    // The embedded cluster cannot look up offsets by time, and holds little.
    if cluster.is_mock() {
        let all = |bounds: &PartitionBounds, _| ScanRange {
            partition: bounds.partition,
            start: bounds.start,
            end: bounds.end,
        };
        let fold = Lately { since };
        scan_ends(context, cluster, found, bounds, all, &fold, facts)?;
    }
    Ok(denied)
}

/// Waits for a thread, and goes on with its panic where it ended in one.
fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn length(start: i64, end: i64) -> u64 {
    u64::try_from(end - start).unwrap_or(0)
}

/// Returns the most frequent name; of equal ones the first in the alphabet, so that the answer is the same every time.
fn most_frequent(counts: HashMap<String, u64>) -> Option<String> {
    counts
        .into_iter()
        .max_by(|one, other| one.1.cmp(&other.1).then_with(|| other.0.cmp(&one.0)))
        .map(|(name, _)| name)
}

/// Reads one range of every partition of every topic. Returns the topics that may not be read.
fn scan_ends<F: Fold<Total = HashMap<Arc<str>, Facts>>>(
    context: &mut Context<'_>,
    cluster: &Cluster,
    found: &[Topic],
    bounds: &[Vec<PartitionBounds>],
    range: impl Fn(&PartitionBounds, i64) -> ScanRange,
    fold: &F,
    facts: &mut HashMap<Arc<str>, Facts>,
) -> Result<BTreeSet<Arc<str>>> {
    let mut ranges = Vec::new();
    for (topic, bounds) in found.iter().zip(bounds) {
        let used = bounds
            .iter()
            .filter(|bounds| bounds.end > bounds.start)
            .count();
        let share = (NEWEST / i64::try_from(used.max(1)).unwrap_or(1)).max(1);
        ranges.extend(
            bounds
                .iter()
                .map(|bounds| (topic.name.clone(), range(bounds, share))),
        );
    }
    scan_ranges(context, cluster, &ranges, fold, facts)
}

/// Reads ranges of several topics. Returns the topics that may not be read.
///
/// # Errors
///
/// Those of reading.
pub(super) fn scan_ranges<F: Fold>(
    context: &mut Context<'_>,
    cluster: &Cluster,
    ranges: &[(Arc<str>, ScanRange)],
    fold: &F,
    total: &mut F::Total,
) -> Result<BTreeSet<Arc<str>>> {
    let mut denied = BTreeSet::new();
    let mut bar = context.ui.progress("looking into topics");
    let mut before = Progress {
        done: 0,
        total: ranges.iter().map(|(_, range)| range.len()).sum(),
    };
    for ranges in ranges.chunks(PARTITIONS) {
        let mut fetch = Fetch::new(cluster, ranges).skip_denied();
        let done = before.done;
        scan(
            &mut fetch,
            Stages::of(&Filter::everything()),
            fold,
            total,
            2,
            &context.signals.stop,
            |_, progress| {
                bar.show(Progress {
                    done: done + progress.done,
                    ..before
                });
                ControlFlow::Continue(())
            },
        )?;
        before.done += fetch.progress().total;
        denied.extend(fetch.denied().cloned());
    }
    Ok(denied)
}

/// Counts the records that are not older than a time, in milliseconds since the epoch.
struct Lately {
    since: i64,
}

impl Fold for Lately {
    type Part = Vec<Arc<str>>;
    type Total = HashMap<Arc<str>, Facts>;

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Self::Part) {
        let envelope = &letter.record().envelope;
        if envelope
            .timestamp
            .is_some_and(|timestamp| timestamp.ms >= self.since)
        {
            part.push(envelope.topic.clone());
        }
    }

    fn merge(&self, total: &mut Self::Total, part: Self::Part) -> ControlFlow<()> {
        for topic in part {
            total.entry(topic).or_default().lately += 1;
        }
        ControlFlow::Continue(())
    }
}

/// Learns what the newest records failed of.
struct Newest;

/// What one of the newest records tells.
struct Seen {
    topic: Arc<str>,
    ms: Option<i64>,
    exception: Option<String>,
    origin: Option<String>,
    dialects: Vec<&'static str>,
    keeps_original_time: bool,
}

impl Fold for Newest {
    type Part = Vec<Seen>;
    type Total = HashMap<Arc<str>, Facts>;

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Vec<Seen>) {
        let envelope = &letter.record().envelope;
        let origin = letter.origin().and_then(|hop| hop.topic.value());
        let dialects = &letter.reading().dialects;
        part.push(Seen {
            topic: envelope.topic.clone(),
            ms: envelope.timestamp.map(|timestamp| timestamp.ms),
            exception: letter.failure().exception.value().map(ToString::to_string),
            origin: origin.map(ToString::to_string),
            dialects: dialects.iter().map(|dialect| dialect.name()).collect(),
            keeps_original_time: dialects
                .first()
                .is_some_and(|dialect| dialect.row().record_time == RecordTime::Original),
        });
    }

    fn merge(&self, total: &mut Self::Total, part: Vec<Seen>) -> ControlFlow<()> {
        for seen in part {
            let facts = total.entry(seen.topic).or_default();
            facts.newest = facts.newest.max(seen.ms);
            facts.keeps_original_time |= seen.keeps_original_time;
            if let Some(exception) = seen.exception {
                *facts.exceptions.entry(exception).or_default() += 1;
            }
            if let Some(origin) = seen.origin {
                *facts.origins.entry(origin).or_default() += 1;
            }
            for dialect in seen.dialects {
                if !facts.dialects.iter().any(|known| known == dialect) {
                    facts.dialects.push(dialect.to_owned());
                }
            }
        }
        ControlFlow::Continue(())
    }
}
