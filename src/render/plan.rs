//! A replay plan: what is sent where, what is not and why, and what to think of before saying yes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::quantity::{bytes, count, counted};
use super::style::{Ink, Screen};
use super::time::{age, time};
use crate::replay::plan::{
    Audience, Finding, HeaderCount, PlanSource, PlanTarget, ReplayPlan, Setting, Span,
};
use crate::replay::policy::{
    Destination, FailureHeaders, PartitionChoice, ReplayPolicy, TimestampChoice,
};
use crate::replay::skip::{Skip, SkipReason};
use crate::sanitize::line;

/// The most lines of one list; more are summed up.
const MOST_LINES: usize = 20;

/// Writes a plan for people. The first line says where: context, cluster and who we are there.
pub fn write(
    out: &mut dyn Write,
    plan: &ReplayPlan,
    setting: &Setting,
    screen: &Screen,
) -> io::Result<()> {
    write_heading(out, setting, screen)?;
    let selected = plan.selected() as u64;
    let sends = plan.steps.len() as u64;
    writeln!(out)?;
    if plan.skips.is_empty() {
        writeln!(
            out,
            "Replay {} ({})",
            counted(sends, "dead letter"),
            bytes(plan.bytes())
        )?;
    } else {
        writeln!(
            out,
            "Replay {} of {} ({})",
            count(sends),
            counted(selected, "selected dead letter"),
            bytes(plan.bytes())
        )?;
    }
    if !plan.selection.is_empty() {
        writeln!(out, "  selected  {}", line(&plan.selection.join(" ")))?;
    }
    if sends > 0 {
        write_route(out, plan)?;
        write_how(out, plan, setting)?;
        write_headers(out, plan)?;
    }
    write_skips(out, plan, screen)?;
    if sends > 0 {
        write_findings(out, plan, setting, screen)?;
        write_audiences(out, setting)?;
    }
    Ok(())
}

/// Writes the line that stands over every plan and every question.
pub fn write_heading(out: &mut dyn Write, setting: &Setting, screen: &Screen) -> io::Result<()> {
    let text = heading(setting);
    writeln!(out, "{}", screen.ink(Ink::Heading, &text))
}

/// Says where: context, cluster, brokers, and who we are there.
fn heading(setting: &Setting) -> String {
    let context = setting.context.as_deref().map_or_else(
        || "no context".to_owned(),
        |name| format!("context {}", line(name)),
    );
    let id = setting.cluster_id.as_deref().unwrap_or("without an id");
    let principal = setting.principal.as_deref().map_or_else(
        || "without a login".to_owned(),
        |name| format!("as {}", line(name)),
    );
    format!(
        "{context}, cluster {} at {}, {principal}",
        line(id),
        line(&setting.brokers)
    )
}

/// Names the cluster in few words, for a question.
pub fn cluster_name(setting: &Setting) -> String {
    let name = setting.context.as_deref().unwrap_or(&setting.brokers);
    line(name).into_owned()
}

fn write_span(out: &mut dyn Write, label: &str, topic: &str, span: &Span) -> io::Result<()> {
    let place = format!("{}-{}", line(topic), span.partition);
    let records = counted(span.count, "record");
    if span.count == 1 {
        writeln!(
            out,
            "  {label:<8}  {place}  {records}, offset {}",
            span.first
        )
    } else {
        writeln!(
            out,
            "  {label:<8}  {place}  {records}, first offset {}, last offset {}",
            span.first, span.last
        )
    }
}

fn write_route(out: &mut dyn Write, plan: &ReplayPlan) -> io::Result<()> {
    let of_source = |source: &PlanSource| -> Vec<(String, Span)> {
        let spans = source.sends.iter();
        spans.map(|span| (source.topic.clone(), *span)).collect()
    };
    let sources: Vec<_> = plan.sources.iter().flat_map(of_source).collect();
    for (topic, span) in sources.iter().take(MOST_LINES) {
        write_span(out, "from", topic, span)?;
    }
    write_rest(out, sources.len(), "partition")?;
    let of_target = |target: &PlanTarget| -> Vec<(String, i32, u64, Option<i32>)> {
        let sends = target.sends.iter();
        let partitions = target.known.partitions;
        sends
            .map(|(partition, records)| (target.topic.clone(), *partition, *records, partitions))
            .collect()
    };
    let targets: Vec<_> = plan.targets.iter().flat_map(of_target).collect();
    for (topic, partition, records, partitions) in targets.iter().take(MOST_LINES) {
        let of = partitions.map_or_else(String::new, |number| {
            format!(
                " (the topic has {})",
                counted(number.unsigned_abs().into(), "partition")
            )
        });
        writeln!(
            out,
            "  to        {}-{partition}  {}{of}",
            line(topic),
            counted(*records, "record")
        )?;
    }
    write_rest(out, targets.len(), "partition")
}

fn write_rest(out: &mut dyn Write, length: usize, what: &str) -> io::Result<()> {
    match length.checked_sub(MOST_LINES) {
        Some(rest) if rest > 0 => {
            writeln!(out, "            and {} more", counted(rest as u64, what))
        }
        _ => Ok(()),
    }
}

fn write_how(out: &mut dyn Write, plan: &ReplayPlan, setting: &Setting) -> io::Result<()> {
    let policy = &plan.policy;
    let topic = match &policy.to {
        Destination::Original => "to the topic each record came from".to_owned(),
        Destination::Topic(topic) => format!("to {}", line(topic)),
    };
    let partition = match policy.to_partition {
        PartitionChoice::Original => "in its original partition".to_owned(),
        PartitionChoice::Key => "in the partition of its key".to_owned(),
        PartitionChoice::Number(number) => format!("in partition {number}"),
    };
    let timestamp = match policy.timestamp {
        TimestampChoice::Now => "the time of sending",
        TimestampChoice::Original => "the original one",
        TimestampChoice::Dlt => "that of the dead letter",
    };
    let rate = setting.rate.map_or_else(
        || "as fast as it goes".to_owned(),
        |rate| format!("{} a second", counted(rate.into(), "record")),
    );
    writeln!(out)?;
    writeln!(out, "How")?;
    writeln!(out, "  {topic}, {partition}, key and value as they are")?;
    writeln!(
        out,
        "  timestamp: {timestamp}; order per partition: as they failed"
    )?;
    writeln!(
        out,
        "  {rate}, {} a transaction, recorded in {}",
        count(setting.batch as u64),
        line(&setting.ledger)
    )?;
    writeln!(
        out,
        "  exactly once for read_committed consumers; read_uncommitted ones (Java's default) can see one transaction \
         more than once for each crash"
    )
}

fn write_headers(out: &mut dyn Write, plan: &ReplayPlan) -> io::Result<()> {
    let list = |counts: &[HeaderCount], all: u64| -> String {
        let names: Vec<_> = counts
            .iter()
            .take(MOST_LINES)
            .map(|header| {
                if header.records == all {
                    line(&header.name).into_owned()
                } else {
                    format!("{} (on {})", line(&header.name), count(header.records))
                }
            })
            .collect();
        let more = counts.len().saturating_sub(MOST_LINES);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        format!("{}{more}", names.join(", "))
    };
    let all = plan.steps.len() as u64;
    let ReplayPolicy {
        failure_headers,
        set_header,
        ..
    } = &plan.policy;
    writeln!(out)?;
    writeln!(out, "Headers")?;
    if plan.headers.removed.is_empty() {
        let why = match failure_headers {
            FailureHeaders::Strip => "none: there is no failure header",
            FailureHeaders::Keep => "none",
        };
        writeln!(out, "  removed   {why}")?;
    } else {
        writeln!(out, "  removed   {}", list(&plan.headers.removed, all))?;
    }
    writeln!(out, "  added     {}", list(&plan.headers.added, all))?;
    if !set_header.is_empty() {
        let set: Vec<_> = set_header
            .iter()
            .map(|(name, value)| format!("{}={}", line(name), line(value)))
            .collect();
        writeln!(out, "  set       {}", set.join(", "))?;
    }
    Ok(())
}

/// What is said of all skips of one kind.
struct SkipGroup<'p> {
    example: &'p Skip,
    records: u64,
    newest: Option<i64>,
}

fn write_skips(out: &mut dyn Write, plan: &ReplayPlan, screen: &Screen) -> io::Result<()> {
    let mut groups: BTreeMap<u8, SkipGroup<'_>> = BTreeMap::new();
    for skip in &plan.skips {
        let group = groups.entry(skip.reason.kind()).or_insert(SkipGroup {
            example: skip,
            records: 0,
            newest: None,
        });
        group.records += 1;
        if let SkipReason::AlreadyReplayed { at, .. } = skip.reason
            && at > group.newest
        {
            group.newest = at;
            group.example = skip;
        }
    }
    if groups.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    writeln!(out, "Not sent")?;
    for group in groups.values() {
        let (why, advice) = skip_text(plan, group, screen);
        let ink = if group.example.reason.needs_attention() {
            Ink::Warning
        } else {
            Ink::Plain
        };
        let records = format!("{:>6}", count(group.records));
        writeln!(out, "{}  {why}", screen.ink(ink, &records))?;
        if !advice.is_empty() {
            writeln!(out, "        {}", screen.ink(Ink::Faint, &advice))?;
        }
    }
    Ok(())
}

/// Says in one line that nothing is left to send, and why: `0 sent, 10 already replayed 4s ago by anna@host`.
pub fn nothing_to_send(plan: &ReplayPlan, screen: &Screen) -> String {
    let replayed = plan.skips.iter().filter_map(|skip| match skip.reason {
        reason @ SkipReason::AlreadyReplayed { at, .. } => Some((at, reason)),
        _ => None,
    });
    let (number, newest) = replayed.fold((0, None), |(number, newest), found| {
        let newer = newest.is_none_or(|(at, _)| found.0 > at);
        (number + 1, if newer { Some(found) } else { newest })
    });
    let others = plan.skips.len() as u64 - number;
    let replayed = newest.map_or_else(String::new, |(_, reason)| {
        let when = replayed_text(plan, reason, screen);
        format!(", {} already replayed {when}", count(number))
    });
    let others = match (others, number) {
        (0, 0) => ": the selection is empty".to_owned(),
        (0, _) => String::new(),
        _ => format!(", {} not sent for the reasons above", count(others)),
    };
    format!("0 sent{replayed}{others}")
}

/// Says when and by whom the newest of some replays was done: `4m ago by anna@host (run 3f2a9c1e)`.
pub fn replayed_text(plan: &ReplayPlan, reason: SkipReason, screen: &Screen) -> String {
    let SkipReason::AlreadyReplayed { at, by } = reason else {
        return String::new();
    };
    let replayer = usize::try_from(by)
        .ok()
        .and_then(|index| plan.replayers.get(index));
    match (at, replayer) {
        (Some(at), Some(replayer)) => format!(
            "{} ago ({}) by {}, run {}",
            age(at, screen.now_ms),
            time(at, &screen.zone),
            line(&replayer.by),
            line(&replayer.run)
        ),
        _ => "at a time and by somebody that the ledger's entry does not tell".to_owned(),
    }
}

/// Says why records are not sent, and what can be done about it.
fn skip_text(plan: &ReplayPlan, group: &SkipGroup<'_>, screen: &Screen) -> (String, String) {
    let example = format!(
        "for example {}",
        line(&plan.source_ref(group.example.source).to_string())
    );
    let target = |number: u16| line(plan.target_name(number)).into_owned();
    let with_example = |why: &str| format!("{why}, {example}");
    match group.example.reason {
        reason @ SkipReason::AlreadyReplayed { .. } => (
            format!("already replayed, {}", replayed_text(plan, reason, screen)),
            "--again sends them once more".to_owned(),
        ),
        SkipReason::NotLast => (
            with_example("not the last dead letter of its origin"),
            String::new(),
        ),
        SkipReason::Tombstone => (with_example("null value (tombstone)"), String::new()),
        SkipReason::NoOrigin => (
            with_example("no header tells where it came from"),
            "--to TOPIC says where to send them".to_owned(),
        ),
        SkipReason::MalformedOrigin => (
            with_example("the headers that tell where it came from cannot be read"),
            "look at one with `dltctl show`; --to TOPIC --to-partition key says where to send them"
                .to_owned(),
        ),
        SkipReason::NoPartition => (
            with_example("no header tells its original partition"),
            "--to-partition key, or a number".to_owned(),
        ),
        SkipReason::PartitionGone {
            target: number,
            partition,
        } => (
            with_example(&format!("{} has no partition {partition}", target(number))),
            "--to-partition key lets the key decide, as a Java producer would today".to_owned(),
        ),
        SkipReason::TargetMissing { target: number } => (
            with_example(&format!(
                "topic {} does not exist, or may not be described",
                target(number)
            )),
            "--to TOPIC says where to send them".to_owned(),
        ),
        SkipReason::ForbiddenTarget { target: number } => (
            with_example(&format!(
                "nothing is ever sent to {}, whatever a header says",
                target(number)
            )),
            "somebody may have forged the headers; --to TOPIC sends them elsewhere".to_owned(),
        ),
        SkipReason::OwnTopic => (
            with_example("its origin is its own dead-letter topic"),
            "--to TOPIC says where to send them".to_owned(),
        ),
        SkipReason::LoopGuard { replays } => (
            with_example(&format!(
                "replayed {replays} times already and failed again"
            )),
            format!(
                "fix the cause, or allow more: --max-replays {}",
                replays.saturating_add(1)
            ),
        ),
        SkipReason::UnreadableHeaders => (
            with_example("its headers cannot be read, so they would be lost"),
            String::new(),
        ),
        SkipReason::OffsetReused => (
            with_example("the ledger has another record at this offset (the log was truncated?)"),
            "if you know that these were never replayed: --again".to_owned(),
        ),
    }
}

fn write_findings(
    out: &mut dyn Write,
    plan: &ReplayPlan,
    setting: &Setting,
    screen: &Screen,
) -> io::Result<()> {
    let f = &plan.findings;
    let mut lines: Vec<String> = Vec::new();
    let mut add = |finding: &Finding, text: &str| {
        if finding.records > 0 {
            let example = finding.example.map_or_else(String::new, |source| {
                format!(
                    ", for example {}",
                    line(&plan.source_ref(source).to_string())
                )
            });
            lines.push(format!(
                "{} {text}{example}",
                counted(finding.records, "record")
            ));
        }
    };
    add(
        &f.deletes,
        "with a null value on a compacted topic: this DELETES the key",
    );
    if f.tombstones.records > f.deletes.records {
        add(
            &f.tombstones,
            "with a null value (tombstone): a delete where the topic is compacted",
        );
    }
    add(&f.again, "replayed before, sent again because of --again");
    add(&f.failed_again, "that failed again after an earlier replay");
    add(
        &f.hops_disagree,
        "that failed last on another topic than it is sent to",
    );
    add(
        &f.same_origin,
        "with the same origin as another one: it will arrive more than once (--unique-origin keeps the last)",
    );
    add(&f.placed_by_key, "without an origin, placed by its key");
    add(
        &f.unordered,
        "in the order of the dead-letter topic, because its origin is not known for certain",
    );
    add(
        &f.no_original_time,
        "without an original timestamp, sent with the time of sending",
    );
    for target in &plan.targets {
        let keys = target.keys;
        if keys.reproduced < keys.keyed {
            let name = line(&target.topic);
            lines.push(match keys.grew_from {
                Some(was) => format!(
                    "{name} seems to have grown from {was} partitions: new records of a key go elsewhere than these \
                     (--to-partition key follows them)"
                ),
                None => format!(
                    "the keys of {} of {} records do not lead to their original partitions in {name}: another \
                     partitioner, or a topic that grew",
                    count(keys.keyed - keys.reproduced),
                    count(keys.keyed)
                ),
            });
        }
    }
    for source in plan
        .sources
        .iter()
        .filter(|source| source.identity.by_name())
    {
        lines.push(format!(
            "{} has no topic id: if it is created again under its name, its new records look replayed",
            line(&source.topic)
        ));
    }
    if f.unreadable_entries > 0 {
        lines.push(format!(
            "{} of the ledger cannot be read; their dead letters count as replayed",
            counted(f.unreadable_entries, "entry")
        ));
    }
    lines.extend(setting.warnings.iter().map(|text| line(text).into_owned()));
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    writeln!(out, "{}", screen.ink(Ink::Warning, "Before you say yes"))?;
    lines
        .iter()
        .try_for_each(|text| writeln!(out, "  - {text}"))
}

fn write_audiences(out: &mut dyn Write, setting: &Setting) -> io::Result<()> {
    if setting.audiences.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    writeln!(out, "Consumer groups that will see them")?;
    setting
        .audiences
        .iter()
        .chain(setting.source_audiences.iter().filter(|audience| {
            audience
                .groups
                .as_ref()
                .is_some_and(|groups| !groups.is_empty())
        }))
        .try_for_each(|audience| write_audience(out, audience))
}

fn write_audience(out: &mut dyn Write, audience: &Audience) -> io::Result<()> {
    let groups = match &audience.groups {
        None => "- (not visible to this principal)".to_owned(),
        Some(groups) if groups.is_empty() => "none with committed offsets".to_owned(),
        Some(groups) => {
            let names: Vec<_> = groups
                .iter()
                .take(MOST_LINES)
                .map(|(name, lag)| format!("{} (lag {})", line(name), count(*lag)))
                .collect();
            names.join(", ")
        }
    };
    writeln!(out, "  {}  {groups}", line(&audience.topic))
}

/// Writes a plan as one JSON document.
pub fn write_json(out: &mut dyn Write, plan: &ReplayPlan, setting: &Setting) -> io::Result<()> {
    let document = serde_json::json!({
        "v": 1,
        "kind": "plan",
        "sends": plan.steps.len(),
        "skips": plan.skips.len(),
        "setting": setting,
        "plan": plan,
    });
    serde_json::to_writer(&mut *out, &document)?;
    writeln!(out)
}

#[cfg(test)]
mod tests;
