//! The way of the records: from where, to where, how, and what becomes of their headers.

use super::super::page::Page;
use super::super::quantity::{count, counted};
use super::super::style::Ink;
use super::{MOST_LINES, cluster_name};
use crate::category::Category;
use crate::replay::plan::{HeaderCount, PlanSource, PlanTarget, ReplayPlan, Setting, Span};
use crate::replay::policy::{
    Destination, FailureHeaders, PartitionChoice, ReplayPolicy, TimestampChoice,
};
use crate::sanitize::line;

/// Writes what sort of failures they are, and what that suggests; nothing is decided by it.
pub(super) fn categories(page: &mut Page<'_>, plan: &ReplayPlan) {
    let categories = &plan.findings.categories;
    if categories.is_empty() {
        return;
    }
    page.raw(0, "");
    page.line(0, Ink::Plain, "Why they failed");
    for (category, finding) in categories {
        let text = format!(
            "{} {category}: {}",
            count(finding.records),
            category.suggestion()
        );
        let ink = match category {
            Category::Transient | Category::Unknown => Ink::Plain,
            Category::Poison | Category::Business | Category::Bug => Ink::Warning,
        };
        page.line(2, ink, &text);
    }
}

/// Writes which partitions records come from and go to.
pub(super) fn route(page: &mut Page<'_>, plan: &ReplayPlan) {
    let of_source = |source: &PlanSource| -> Vec<(String, Span)> {
        let spans = source.sends.iter();
        spans.map(|span| (source.topic.clone(), *span)).collect()
    };
    let sources: Vec<_> = plan.sources.iter().flat_map(of_source).collect();
    for (topic, span) in sources.iter().take(MOST_LINES) {
        let place = format!("{}-{}", line(topic), span.partition);
        let records = counted(span.count, "record");
        let offsets = if span.count == 1 {
            format!("offset {}", span.first)
        } else {
            format!("first offset {}, last offset {}", span.first, span.last)
        };
        page.fact(
            "from",
            Ink::Plain,
            &format!("{place}  {records}, {offsets}"),
        );
    }
    rest(page, sources.len(), "partition");
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
            let number = counted(number.unsigned_abs().into(), "partition");
            format!(" (the topic has {number})")
        });
        let records = counted(*records, "record");
        let text = format!("{}-{partition}  {records}{of}", line(topic));
        page.fact("to", Ink::Plain, &text);
    }
    rest(page, targets.len(), "partition");
}

fn rest(page: &mut Page<'_>, length: usize, what: &str) {
    if let Some(rest) = length.checked_sub(MOST_LINES).filter(|rest| *rest > 0) {
        page.fact(
            "",
            Ink::Plain,
            &format!("and {} more", counted(rest as u64, what)),
        );
    }
}

/// Writes what is done to each record, and what can be relied on.
pub(super) fn how(page: &mut Page<'_>, plan: &ReplayPlan, setting: &Setting) {
    let policy = &plan.policy;
    let topic = match &policy.to {
        Destination::Original => "to the topic each record came from".to_owned(),
        Destination::Topic(topic) => format!("to {}", line(topic)),
        Destination::Template(template) => {
            format!("to the topic that {template} names for each record")
        }
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
    page.section("How", "");
    let mut say = |text: &str| page.sentence(2, Ink::Plain, text);
    say(&format!("{topic}, {partition}, key and value as they are"));
    say(&format!(
        "timestamp: {timestamp}; order per partition: as they failed"
    ));
    let there = setting
        .to
        .as_ref()
        .map_or_else(String::new, |to| format!(" on {}", cluster_name(to)));
    say(&format!(
        "{rate}, {} a transaction, recorded in {}{there}",
        count(setting.batch as u64),
        line(&setting.ledger)
    ));
    say(
        "exactly once for read_committed consumers; read_uncommitted ones (Java's default) can see one transaction \
         more than once for each crash",
    );
}

/// Writes which headers are removed, added and set.
pub(super) fn headers(page: &mut Page<'_>, plan: &ReplayPlan) {
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
    let removed = match (plan.headers.removed.as_slice(), failure_headers) {
        ([], FailureHeaders::Strip) => "none: there is no failure header".to_owned(),
        ([], FailureHeaders::Keep) => "none".to_owned(),
        (removed, _) => list(removed, all),
    };
    page.section("Headers", "");
    page.fact("removed", Ink::Plain, &removed);
    page.fact("added", Ink::Plain, &list(&plan.headers.added, all));
    if !set_header.is_empty() {
        let set: Vec<_> = set_header
            .iter()
            .map(|(name, value)| format!("{}={}", line(name), line(value)))
            .collect();
        page.fact("set", Ink::Plain, &set.join(", "));
    }
}
