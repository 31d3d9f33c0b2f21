//! What retention takes: cells, sentences, notes and warnings.

use jiff::Timestamp;

use super::{Expiring, TopicRow};
use crate::quantity::{bytes, count, counted, some_of, span};
use crate::render::style::Screen;
use crate::render::time;
use crate::retention::Retention;
use crate::sanitize::line;

/// How many topics have a sentence of their own on `err`.
const MOST: usize = 5;

/// What is to be said beside the table.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What may be left unread.
    pub notes: Vec<String>,
    /// What may not.
    pub warnings: Vec<String>,
}

/// Says how long records are kept: `7d`, `7d or 1.0 GiB`, `forever`; with `, compacted` where keys are.
pub(super) fn kept(retention: &Retention) -> String {
    let limits = [
        retention.time_limit().map(span),
        retention.size_limit().map(bytes),
    ];
    let limits: Vec<String> = limits.into_iter().flatten().collect();
    let mut text = match limits.as_slice() {
        [] => "forever".to_owned(),
        limits => limits.join(" or "),
    };
    if retention.compacts {
        text.push_str(", compacted");
    }
    text
}

/// Says in one cell what is about to be deleted: `1912 <24h`, `33 now`, `in 6d`, `never`, `by size`.
pub(super) fn cell(row: &TopicRow, screen: &Screen) -> String {
    match (&row.expiring, &row.retention) {
        (Some(expiring), _) => match expiring {
            Expiring { overdue: 1.., .. } => format!("{} now", expiring.overdue),
            Expiring { count: 1.., .. } => format!("{} <24h", expiring.count),
            Expiring {
                first: Some(first), ..
            } => format!("in {}", left(*first, screen)),
            Expiring { first: None, .. } => "-".to_owned(),
        },
        (None, Some(retention)) if retention.size_limit().is_some() => "by size".to_owned(),
        (None, Some(_)) => "never".to_owned(),
        (None, None) => "-".to_owned(),
    }
}

/// Says the same in a sentence: `1 912 of 40 000 expire before 06:00`.
pub(super) fn sentence(row: &TopicRow, screen: &Screen) -> String {
    let Some(expiring) = &row.expiring else {
        return cell(row, screen);
    };
    let of = count(row.records.unwrap_or_default());
    match expiring {
        Expiring { overdue: 1.., .. } => {
            format!(
                "{} of {of} can be deleted at any moment",
                count(expiring.overdue)
            )
        }
        Expiring { count: 1.., .. } => {
            let ending = if expiring.count == 1 { "s" } else { "" };
            let before = clock(expiring.before, screen);
            format!(
                "{} of {of} expire{ending} before {before}",
                count(expiring.count)
            )
        }
        Expiring {
            first: Some(first), ..
        } => {
            format!("none of {of} expires in the next {}", left(*first, screen))
        }
        Expiring { first: None, .. } => "-".to_owned(),
    }
}

/// Says what must not be missed in the rows, and what is not known; `why_unknown` is why settings cannot be seen, `None`
/// where the cluster has no such thing.
pub fn told(rows: &[TopicRow], screen: &Screen, why_unknown: Option<&str>) -> Told {
    let mut told = Told::default();
    let unknown = rows.iter().filter(|row| row.retention.is_none());
    let unknown: Vec<&str> = unknown.map(|row| row.topic.as_str()).collect();
    if let (Some(why), false) = (why_unknown, unknown.is_empty()) {
        let names = some_of(unknown);
        told.notes.push(format!(
            "what retention deletes is not known of {names}: {why}"
        ));
    }
    let expiring = |row: &&TopicRow| {
        let expiring = row.expiring.as_ref();
        expiring.is_some_and(|expiring| expiring.overdue == 0 && expiring.count > 0)
    };
    let sentences = rows.iter().filter(expiring).map(|row| {
        let sentence = sentence(row, screen);
        format!("{}: {sentence}", line(&row.topic))
    });
    told.notes
        .extend(some(sentences.collect(), "with records that expire"));
    let overdue = |row: &&TopicRow| row.expiring.as_ref().is_some_and(|it| it.overdue > 0);
    let sentences = rows.iter().filter(overdue).map(|row| {
        let topic = line(&row.topic);
        let retention = row.retention.as_ref().map(kept).unwrap_or_default();
        let sentence = sentence(row, screen);
        format!(
            "{topic}: {sentence} (retention {retention}); `dltctl export {topic} -w FILE` keeps them"
        )
    });
    let overdue = some(
        sentences.collect(),
        "whose records can be deleted at any moment",
    );
    told.warnings.extend(overdue);
    let original = rows.iter().filter(|row| {
        let retention = row.retention.as_ref();
        row.keeps_original_time && retention.is_some_and(Retention::takes_old_timestamps)
    });
    let sentences = original.map(|row| {
        let limit = row.retention.as_ref().and_then(Retention::time_limit);
        format!(
            "{}: {} keeps the timestamps of the original records, and what is older than {} can be deleted as soon as it is \
             written; set retention.ms=-1 or message.timestamp.type=LogAppendTime",
            line(&row.topic),
            row.dialects.first().map_or("the writer", String::as_str),
            limit.map(span).unwrap_or_default()
        )
    });
    let original = some(sentences.collect(), "that keep the original timestamps");
    told.warnings.extend(original);
    told
}

/// Keeps the first sentences, and counts the others.
fn some(mut sentences: Vec<String>, what: &str) -> Vec<String> {
    let more = sentences.len().saturating_sub(MOST) as u64;
    if more > 0 {
        sentences.truncate(MOST);
        sentences.push(format!("and {} {what}", counted(more, "more topic")));
    }
    sentences
}

/// Returns how long it is until a time: `26h`, `6d`.
fn left(ms: i64, screen: &Screen) -> String {
    // The age of now, seen from then.
    time::age(screen.now_ms, ms)
}

/// Returns a time within a day: `06:00`.
fn clock(ms: i64, screen: &Screen) -> String {
    Timestamp::from_millisecond(ms).map_or_else(
        |_| format!("{ms}ms"),
        |time| {
            let time = time.to_zoned(screen.zone.clone());
            time.strftime("%H:%M").to_string()
        },
    )
}
