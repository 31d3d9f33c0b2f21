//! What to think of before saying yes, and who will see the records.

use super::super::page::Page;
use super::super::quantity::{count, counted};
use super::super::style::Ink;
use super::{MOST_LINES, cluster_name};
use crate::replay::plan::{Audience, Finding, PlanTarget, ReplayPlan, Setting};
use crate::sanitize::line;

/// Writes what a person should know before saying yes.
pub(super) fn findings(page: &mut Page<'_>, plan: &ReplayPlan, setting: &Setting) {
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
        &f.internal_topic,
        "that failed on an internal topic of Kafka Streams, with the key that it has there: where it came from is lost",
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
    let ids = plan.schema_ids.as_ref();
    if let Some(ids) = ids.filter(|ids| !ids.are_all_the_same()) {
        add(
            &ids.found,
            "with schema ids, which the registry there may know as other schemas, or not at all",
        );
    }
    if let Some(length) = f.batch {
        lines.push(format!(
            "likely one bad record in a batch of {}: the listener failed on all of them, and will again if that one \
             comes back with the others",
            count(length)
        ));
    }
    lines.extend(plan.targets.iter().filter_map(of_keys));
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
        lines.push(match f.unreadable_entries {
            1 => "1 entry of the ledger cannot be read; its dead letter counts as replayed"
                .to_owned(),
            several => format!(
                "{} entries of the ledger cannot be read; their dead letters count as replayed",
                count(several)
            ),
        });
    }
    lines.extend(setting.warnings.iter().map(|text| line(text).into_owned()));
    if lines.is_empty() {
        return;
    }
    page.raw(0, "");
    page.line(0, Ink::Warning, "Before you say yes");
    for text in &lines {
        page.beside(2, "- ", 4, text);
    }
}

/// Says where keys do not lead to the partitions that the records came from.
fn of_keys(target: &PlanTarget) -> Option<String> {
    let keys = target.keys;
    if keys.reproduced >= keys.keyed {
        return None;
    }
    let name = line(&target.topic);
    Some(match keys.grew_from {
        Some(was) => format!(
            "{name} seems to have grown from {}: new records of a key go elsewhere than these \
             (--to-partition key follows them)",
            counted(was.unsigned_abs().into(), "partition")
        ),
        None => format!(
            "the keys of {} of {} do not lead to their original partitions in {name}: another \
             partitioner, or a topic that grew",
            count(keys.keyed - keys.reproduced),
            counted(keys.keyed, "record")
        ),
    })
}

/// Writes which consumer groups read the targets, and the dead-letter topics where any does.
pub(super) fn audiences(page: &mut Page<'_>, setting: &Setting) {
    if setting.audiences.is_empty() {
        return;
    }
    page.section("Consumer groups that will see them", "");
    list(page, setting.audiences.iter());
    let sources = setting.source_audiences.iter();
    let read = sources.filter(|audience| audience.groups.as_ref().is_some_and(|g| !g.is_empty()));
    let mut read = read.peekable();
    if setting.to.is_some() && read.peek().is_some() {
        // A topic of the same name can be on both clusters.
        let name = cluster_name(&setting.source);
        page.section(
            &format!("Consumer groups of the dead letters, on {name}"),
            "",
        );
    }
    list(page, read);
}

fn list<'a>(page: &mut Page<'_>, audiences: impl Iterator<Item = &'a Audience>) {
    for audience in audiences {
        let text = format!("{}  {}", line(&audience.topic), groups(audience));
        page.sentence(2, Ink::Plain, &text);
    }
}

fn groups(audience: &Audience) -> String {
    match &audience.groups {
        None => "- (not visible to this principal)".to_owned(),
        Some(groups) if groups.is_empty() => {
            "none with committed offsets, of those visible to this principal".to_owned()
        }
        Some(groups) => {
            let names: Vec<_> = groups
                .iter()
                .take(MOST_LINES)
                .map(|(name, lag)| format!("{} (lag {})", line(name), count(*lag)))
                .collect();
            names.join(", ")
        }
    }
}
