//! What is not sent, and why.

use std::collections::BTreeMap;

use super::super::page::Page;
use super::super::quantity::{count, counted};
use super::super::style::{Ink, Screen};
use super::super::time::{age, time};
use super::{MOST_LINES, cluster_name};
use crate::replay::plan::{ReplayPlan, Setting};
use crate::replay::policy::Destination;
use crate::replay::skip::{Skip, SkipReason};
use crate::sanitize::{line, width};

/// The cells of the numbers in front of reasons.
const NUMBERS: usize = 6;

/// What is said of all skips of one kind.
struct SkipGroup<'p> {
    example: &'p Skip,
    records: u64,
    newest: Option<i64>,
}

/// Writes the reasons, each with its number of records, an example, and what can be done about it.
pub(super) fn skips(page: &mut Page<'_>, plan: &ReplayPlan, setting: &Setting) {
    let mut groups: BTreeMap<(u8, u16), SkipGroup<'_>> = BTreeMap::new();
    for skip in &plan.skips {
        // Each missing topic has to be made on its own, and one topic must not stand for another.
        let apart = match skip.reason {
            SkipReason::TargetMissing { target }
            | SkipReason::ForbiddenTarget { target }
            | SkipReason::IllegalTarget { target }
            | SkipReason::PartitionGone { target, .. } => target,
            _ => 0,
        };
        let key = (skip.reason.kind(), apart);
        let group = groups.entry(key).or_insert(SkipGroup {
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
        return;
    }
    // Between two clusters a topic that does not exist is one of the target's.
    let title = match &setting.to {
        Some(to) => format!("Not sent to {}", cluster_name(to)),
        None => "Not sent".to_owned(),
    };
    page.section(&title, "");
    for group in groups.values().take(MOST_LINES) {
        let (why, advice) = skip_text(plan, group, page.screen);
        let ink = if group.example.reason.needs_attention() {
            Ink::Warning
        } else {
            Ink::Plain
        };
        let records = format!("{:>NUMBERS$}", count(group.records));
        let hang = width(&records) + 2;
        let label = format!("{}  ", page.screen.ink(ink, &records));
        page.beside(0, &label, hang, &why);
        if !advice.is_empty() {
            page.line(NUMBERS + 2, Ink::Faint, &advice);
        }
    }
    let rest = groups.values().skip(MOST_LINES).map(|group| group.records);
    if groups.len() > MOST_LINES {
        let records = counted(rest.sum(), "record");
        page.line(
            NUMBERS + 2,
            Ink::Plain,
            &format!("and {records} for more reasons"),
        );
    }
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

/// What can be done about records that are left out because nobody saw them pass.
const NOT_ONLY_VALID: &str = "without --only-valid they are sent too";

/// Says why records are not sent, and what can be done about it.
fn skip_text(plan: &ReplayPlan, group: &SkipGroup<'_>, screen: &Screen) -> (String, String) {
    let example = format!(
        "for example {}",
        line(&plan.source_ref(group.example.source).to_string())
    );
    let target = |number: u16| line(plan.target_name(number)).into_owned();
    let with_example = |why: &str| format!("{why}, {example}");
    let without_advice = |why: &str| (with_example(why), String::new());
    let left_out = |why: &str| (with_example(why), NOT_ONLY_VALID.to_owned());
    match group.example.reason {
        reason @ SkipReason::AlreadyReplayed { .. } => (
            format!("already replayed, {}", replayed_text(plan, reason, screen)),
            "--again sends them once more".to_owned(),
        ),
        SkipReason::NotLast => without_advice("not the last dead letter of its origin"),
        SkipReason::Tombstone => without_advice("null value (tombstone)"),
        SkipReason::NotTheRecord => (
            with_example("key and value are not those of the record that failed"),
            "`dltctl show` says what they are and where the record is".to_owned(),
        ),
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
        SkipReason::NoPartitionToName => (
            with_example("no header tells its original partition, which --to wants to know"),
            "--to with a topic, or with another template".to_owned(),
        ),
        SkipReason::IllegalTarget { target: number } => (
            with_example(&format!("`{}` is no name of a topic", target(number))),
            "--to TOPIC says where to send them".to_owned(),
        ),
        SkipReason::TooManyTargets => (
            with_example("these are more topics than one plan can have"),
            "replay the rest on its own".to_owned(),
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
            "--to TOPIC says where to send them; if it is the right that is missing, ask for Write"
                .to_owned(),
        ),
        SkipReason::ForbiddenTarget { target: number } => (
            with_example(&format!(
                "nothing is ever sent to {}, whatever a header says",
                target(number)
            )),
            "somebody may have forged the headers; --to TOPIC sends them elsewhere".to_owned(),
        ),
        SkipReason::OwnTopic => (
            with_example(match plan.policy.to {
                Destination::Original => "its origin is its own dead-letter topic",
                Destination::Topic(_) | Destination::Template(_) => {
                    "this is its own dead-letter topic"
                }
            }),
            "--to TOPIC says where to send them".to_owned(),
        ),
        SkipReason::LoopGuard { replays } => (
            with_example(&format!(
                "replayed {} already and failed again",
                counted(replays.into(), "time")
            )),
            format!(
                "fix the cause, or allow more: --max-replays {}",
                replays.saturating_add(1)
            ),
        ),
        SkipReason::Redacted => (
            with_example("redacted when it was exported, so it is not whole"),
            "replay it from its topic, or export it again with --no-redact".to_owned(),
        ),
        SkipReason::UnreadableHeaders => {
            without_advice("its headers cannot be read, so they would be lost")
        }
        SkipReason::StillPoison { .. } => left_out("still poison, for the reasons above"),
        SkipReason::NotValidated { .. } => left_out("not validated, for the reasons above"),
        SkipReason::OffsetReused => (
            with_example("the ledger has another record at this offset (the log was truncated?)"),
            "if you know that these were never replayed: --again".to_owned(),
        ),
    }
}
