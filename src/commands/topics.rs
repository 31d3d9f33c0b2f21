//! `dltctl topics`: which dead-letter topics there are, and what is in them.

mod oldest;

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::Arc;

use clap::Args;

use super::Context;
use super::handled::handled;
use crate::cli::output::Format;
use crate::dead_letter::DeadLetterView;
use crate::envelope::Form;
use crate::error::{Error, ExitStatus, Result};
use crate::filter::{Filter, State};
use crate::kafka::cluster::Topic;
use crate::kafka::fetch::Fetch;
use crate::kafka::{Cluster, ReadMode};
use crate::offsets::{PartitionBounds, ScanRange};
use crate::render::topics::{self as topic_rows, TopicRow, write, write_csv, write_json};
use crate::render::{Csv, Shown};
use crate::scan::{Fold, scan};
use crate::topics::{self, GlobSet};
use crate::ui::written;

/// Flags of `dltctl topics`.
#[derive(Args, Debug)]
pub struct TopicsArgs {
    /// Names or patterns such as orders.* [default: names that dead-letter topics have]
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,
    /// Also list retry topics, which are in flight and not dead
    #[arg(long)]
    retry_topics: bool,
}

/// The newest records of a topic that are looked at.
const NEWEST: i64 = 100;
/// What NEW-1H counts, in milliseconds.
const HOUR: i64 = 3_600_000;

/// Lists the topics.
///
/// # Errors
///
/// Those of reading and writing.
pub(crate) fn run(args: &TopicsArgs, context: &mut Context<'_>) -> Result<ExitStatus> {
    let format = context.format();
    if format == Format::Raw {
        return Err(Error::usage("topics have no raw values").hint("use -o name, json or ndjson"));
    }
    let shown = match (context.output.columns.as_deref(), format) {
        (Some(columns), _) => topic_rows::pick(columns)?,
        (None, Format::Table) => Shown::Table,
        (None, _) => Shown::Wide,
    };
    let typed = match args.patterns.as_slice() {
        [] => None,
        patterns => Some(topics::glob_set(patterns)?),
    };
    let cluster = context.connect(ReadMode::default())?;
    let all = cluster.topics()?;
    let found: Vec<Topic> = all
        .iter()
        .filter(|topic| is_meant(&topic.name, typed.as_ref(), args, context))
        .cloned()
        .collect();
    if found.is_empty() {
        context.ui.note(&nothing_found(&all, args));
        if !matches!(format, Format::Json | Format::Yaml | Format::Csv) {
            return Ok(ExitStatus::DONE);
        }
    }
    if format == Format::Name {
        let mut names = found.iter();
        let _closed =
            written(names.try_for_each(|topic| writeln!(context.ui.out, "{}", topic.name)))?;
        return Ok(ExitStatus::DONE);
    }
    let with_groups = topic_rows::shows_groups(&shown);
    let rows = if found.is_empty() {
        Vec::new()
    } else {
        look(context, &cluster, &found, with_groups)?
    };
    let screen = context.screen();
    let csv = Csv {
        for_terminal: context.is_for_terminal(),
    };
    let mut left_out = Vec::new();
    let _closed = written(context.write_document(|out| match format {
        Format::Json | Format::Yaml => write_json(&rows, Form::Array, out),
        Format::Ndjson => write_json(&rows, Form::Lines, out),
        Format::Csv => write_csv(&rows, &shown, screen.heading, csv, out),
        Format::Table | Format::Wide | Format::Name | Format::Raw | Format::Template => {
            write(&rows, &shown, &screen, out).map(|headings| left_out = headings)
        }
    }))?;
    context.tell_left_out(&left_out);
    Ok(ExitStatus::DONE)
}

/// Tells whether a topic is to be listed.
fn is_meant(name: &str, typed: Option<&GlobSet>, args: &TopicsArgs, context: &Context<'_>) -> bool {
    if let Some(typed) = typed {
        return typed.is_match(name);
    }
    let patterns = &context.settings.topic_patterns;
    patterns.is_dead_letter_topic(name) || (args.retry_topics && patterns.is_retry_topic(name))
}

/// Says why nothing is listed, and what to try.
fn nothing_found(all: &[Topic], args: &TopicsArgs) -> String {
    let count = all
        .iter()
        .filter(|topic| !topic.name.starts_with("__"))
        .count();
    if args.patterns.is_empty() {
        format!(
            "none of the {count} topics that this principal may see is named like a dead-letter topic; \
             name a pattern (dltctl topics '*failed*') or set [topics] patterns in the configuration file"
        )
    } else {
        let patterns = args.patterns.join(" or ");
        let mut more = String::new();
        if let [name] = args.patterns.as_slice()
            && !name.contains(['*', '?', '[', '{'])
        {
            more = format!("; part of a name is '*{name}*'");
        }
        format!("none of the {count} topics that this principal may see matches {patterns}{more}")
    }
}

/// What the records of one topic tell.
#[derive(Default)]
struct Facts {
    oldest: Option<i64>,
    newest: Option<i64>,
    exceptions: HashMap<String, u64>,
    origins: HashMap<String, u64>,
    dialects: Vec<String>,
    /// How many are not older than an hour, where that had to be counted.
    lately: u64,
}

/// Looks into the topics: bounds of all at once, then the first and the newest records.
fn look(
    context: &mut Context<'_>,
    cluster: &Cluster,
    found: &[Topic],
    with_groups: bool,
) -> Result<Vec<TopicRow>> {
    let bounds = cluster.bounds(found, false)?;
    let since = context.ui.now_ms() - HOUR;
    let lately = cluster.offsets_for_time(found, |_| since)?;
    let mut facts: HashMap<Arc<str>, Facts> = HashMap::new();
    let newest = |bounds: &PartitionBounds, share: i64| ScanRange {
        partition: bounds.partition,
        start: bounds.start.max(bounds.end - share),
        end: bounds.end,
    };
    let oldest::Oldest { ms, mut denied } = oldest::look_up(context, cluster, found, &bounds)?;
    for (topic, ms) in ms {
        facts.entry(topic).or_default().oldest = Some(ms);
    }
    denied.extend(scan_ends(
        context, cluster, found, &bounds, newest, &Newest, &mut facts,
    )?);
    // The embedded cluster cannot look up offsets by time, and holds little.
    if cluster.is_mock() {
        let all = |bounds: &PartitionBounds, _| ScanRange {
            partition: bounds.partition,
            start: bounds.start,
            end: bounds.end,
        };
        let fold = Lately { since };
        scan_ends(context, cluster, found, &bounds, all, &fold, &mut facts)?;
    }
    if !denied.is_empty() {
        let names: Vec<&str> = denied.iter().map(AsRef::as_ref).collect();
        let names = names.join(", ");
        let text = format!("no right to read {names}: what is in the records is not known");
        context.ui.note(&text);
    }
    let names: Vec<&str> = found.iter().map(|topic| topic.name.as_ref()).collect();
    let mut ids = cluster.topic_ids(&names).unwrap_or_default();
    let identified: Vec<_> = found
        .iter()
        .map(|topic| (topic.name.clone(), ids.remove(topic.name.as_ref())))
        .collect();
    let ledger = context.settings.ledger.clone();
    let handled = handled(context, cluster, &ledger, &identified, State::Open)?;
    let groups = if with_groups {
        match cluster.groups_by_topic() {
            Ok(groups) => Some(groups),
            Err(error) => {
                context.ui.note(&format!("GROUPS is not known: {error}"));
                None
            }
        }
    } else {
        None
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
        TopicRow {
            topic: topic.name.to_string(),
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
            partitions: u32::try_from(topic.partitions.len()).ok(),
            dialects: facts.dialects,
            groups: groups
                .as_ref()
                .map(|groups| groups.get(topic.name.as_ref()).cloned().unwrap_or_default()),
        }
    });
    Ok(rows.collect())
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
fn scan_ranges<F: Fold>(
    context: &mut Context<'_>,
    cluster: &Cluster,
    ranges: &[(Arc<str>, ScanRange)],
    fold: &F,
    total: &mut F::Total,
) -> Result<BTreeSet<Arc<str>>> {
    let mut fetch = Fetch::new(cluster, ranges).skip_denied();
    let mut bar = context.ui.progress("looking into topics");
    scan(
        &mut fetch,
        &Filter::everything(),
        fold,
        total,
        2,
        &context.signals.stop,
        |_, progress| {
            bar.show(progress);
            ControlFlow::Continue(())
        },
    )?;
    Ok(fetch.denied().iter().cloned().collect())
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
}

impl Fold for Newest {
    type Part = Vec<Seen>;
    type Total = HashMap<Arc<str>, Facts>;

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Vec<Seen>) {
        let envelope = &letter.record().envelope;
        let origin = letter.origin().and_then(|hop| hop.topic.value());
        part.push(Seen {
            topic: envelope.topic.clone(),
            ms: envelope.timestamp.map(|timestamp| timestamp.ms),
            exception: letter.failure().exception.value().map(ToString::to_string),
            origin: origin.map(ToString::to_string),
            dialects: letter
                .reading()
                .dialects
                .iter()
                .map(|dialect| dialect.name())
                .collect(),
        });
    }

    fn merge(&self, total: &mut Self::Total, part: Vec<Seen>) -> ControlFlow<()> {
        for seen in part {
            let facts = total.entry(seen.topic).or_default();
            facts.newest = facts.newest.max(seen.ms);
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
