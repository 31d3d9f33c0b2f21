//! What programs get of a summary: JSON and CSV. Described for users in docs/summary.md.

use std::borrow::Cow;
use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::{Map, json};

use super::super::json;
use crate::envelope::Form;
use crate::sanitize::line;
use crate::summary::{By, CELLS, Field, Group, Names, Summary, Tally, Value};

/// One group, as programs get it.
#[derive(Serialize)]
struct JsonGroup<'a> {
    values: Map<String, serde_json::Value>,
    #[serde(flatten)]
    tally: JsonTally,
    share: f64,
    example: String,
    exception: Option<&'a str>,
    message: Option<&'a str>,
    #[serde(flatten)]
    kind: Option<JsonKind<'a>>,
    consumer_groups: Vec<&'a str>,
    origins: Vec<&'a str>,
    keys: u64,
    keys_estimated: bool,
    trend: Option<[u64; CELLS]>,
    batch: Option<u64>,
}

/// The kind of a group, where it was made out.
#[derive(Serialize)]
struct JsonKind<'a> {
    category: &'a str,
    category_rule: &'a str,
    suggestion: &'a str,
    frame: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonTally {
    count: u64,
    first: Option<i64>,
    first_time: Option<String>,
    last: Option<i64>,
    last_time: Option<String>,
}

fn rfc3339(ms: Option<i64>) -> Option<String> {
    let time = jiff::Timestamp::from_millisecond(ms?).ok()?;
    Some(time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
}

impl From<Tally> for JsonTally {
    fn from(tally: Tally) -> Self {
        Self {
            count: tally.count,
            first: tally.first,
            first_time: rfc3339(tally.first),
            last: tally.last,
            last_time: rfc3339(tally.last),
        }
    }
}

/// The whole summary, as programs get it in one document.
#[derive(Serialize)]
struct JsonSummary<'a> {
    v: u32,
    by: Vec<&'a str>,
    total: JsonTally,
    groups: Vec<JsonGroup<'a>>,
    other: Option<JsonTally>,
}

/// Returns a part of the whole, with four digits.
#[expect(clippy::cast_precision_loss, reason = "a share, rounded anyway")]
fn share(count: u64, total: u64) -> f64 {
    (count as f64 / total.max(1) as f64 * 10_000.0).round() / 10_000.0
}

fn names(names: &Names) -> Vec<&str> {
    names.iter().collect()
}

fn group<'a>(by: &'a By, group: &'a Group, total: &Tally) -> JsonGroup<'a> {
    let fields = by.fields.iter().map(|field| field.name().to_owned());
    let keys = group.keys.count();
    JsonGroup {
        values: fields.zip(group.values.iter().map(value)).collect(),
        tally: group.tally.into(),
        share: share(group.tally.count, total.count),
        example: group.example.to_string(),
        exception: group.exception.as_deref(),
        message: group.message.as_deref(),
        kind: group.kind.as_ref().map(|kind| JsonKind {
            category: kind.categorised.category.name(),
            category_rule: &kind.categorised.rule,
            suggestion: kind.categorised.category.suggestion(),
            frame: kind.evidence.frame.as_deref(),
        }),
        consumer_groups: names(&group.consumer_groups),
        origins: names(&group.origins),
        keys: keys.count,
        keys_estimated: keys.estimated,
        trend: total
            .first
            .zip(total.last)
            .map(|(first, last)| group.trend.cells(first, last)),
        batch: group.batches.longest(),
    }
}

/// Writes the summary for programs: one document, or one group a line and what was not kept apart on the last.
pub fn write_json(by: &By, summary: &Summary, form: Form, out: &mut dyn Write) -> io::Result<()> {
    let total = summary.total();
    let groups = summary.groups();
    let groups = groups.into_iter().map(|one| group(by, one, &total));
    let other = Some(summary.other())
        .filter(|other| other.count > 0)
        .map(JsonTally::from);
    let mut bytes = Vec::new();
    match form {
        Form::Array => {
            let document = JsonSummary {
                v: 1,
                by: by.fields.iter().map(Field::name).collect(),
                total: total.into(),
                groups: groups.collect(),
                other,
            };
            json::push(&mut bytes, &document)?;
            bytes.push(b'\n');
        }
        Form::Lines => {
            for group in groups {
                json::push(&mut bytes, &group)?;
                bytes.push(b'\n');
            }
            if let Some(other) = other {
                json::push(&mut bytes, &json!({ "other": other }))?;
                bytes.push(b'\n');
            }
        }
    }
    out.write_all(&bytes)
}

/// Returns a value so that absent, null and unreadable stay different: `null`, `{"null":true}`, `{"malformed":true}`.
fn value(value: &Value) -> serde_json::Value {
    match value {
        Value::Absent => serde_json::Value::Null,
        Value::Null => json!({ "null": true }),
        Value::Malformed => json!({ "malformed": true }),
        Value::Number(number) => (*number).into(),
        Value::Time(ms) => rfc3339(Some(*ms)).into(),
        Value::Fingerprint(fingerprint) => fingerprint.to_string().into(),
        Value::Text(text) => text.as_ref().into(),
        Value::Bytes(bytes) => json!({ "base64": STANDARD.encode(bytes) }),
    }
}

/// Writes the groups as comma-separated values (RFC 4180), the names of the columns first; what was not kept apart is the
/// last line.
pub fn write_csv(by: &By, summary: &Summary, heading: bool, out: &mut dyn Write) -> io::Result<()> {
    const COLUMNS: [&str; 16] = [
        "count",
        "share",
        "first",
        "last",
        "category",
        "category_rule",
        "exception",
        "frame",
        "message",
        "consumer_groups",
        "origins",
        "keys",
        "keys_estimated",
        "batch",
        "example",
        "suggestion",
    ];
    let total = summary.total();
    let fields = by.fields.iter().map(Field::name);
    if heading {
        row(fields.chain(COLUMNS).map(Cow::Borrowed), out)?;
    }
    for found in summary.groups() {
        let group = group(by, found, &total);
        let text = |text: Option<&str>| Cow::Owned(text.unwrap_or_default().to_owned());
        let kind = group.kind.as_ref();
        let values = found.values.iter().map(|found| match value(found) {
            serde_json::Value::String(text) => Cow::Owned(text),
            serde_json::Value::Null => Cow::Borrowed(""),
            other => Cow::Owned(other.to_string()),
        });
        let cells = [
            Cow::Owned(group.tally.count.to_string()),
            Cow::Owned(group.share.to_string()),
            text(group.tally.first_time.as_deref()),
            text(group.tally.last_time.as_deref()),
            text(kind.map(|kind| kind.category)),
            text(kind.map(|kind| kind.category_rule)),
            text(group.exception),
            text(kind.and_then(|kind| kind.frame)),
            text(group.message),
            Cow::Owned(group.consumer_groups.join(" ")),
            Cow::Owned(group.origins.join(" ")),
            Cow::Owned(group.keys.to_string()),
            Cow::Owned(group.keys_estimated.to_string()),
            Cow::Owned(
                group
                    .batch
                    .map_or_else(String::new, |batch| batch.to_string()),
            ),
            Cow::Owned(group.example),
            text(kind.map(|kind| kind.suggestion)),
        ];
        row(values.chain(cells), out)?;
    }
    let other = summary.other();
    if other.count > 0 {
        let tally = JsonTally::from(other);
        let first = by.fields.iter().enumerate();
        let first = first.map(|(index, _)| Cow::Borrowed(if index == 0 { "(others)" } else { "" }));
        let cells = [
            other.count.to_string(),
            share(other.count, total.count).to_string(),
            tally.first_time.unwrap_or_default(),
            tally.last_time.unwrap_or_default(),
        ];
        let rest = std::iter::repeat_n(Cow::Borrowed(""), COLUMNS.len() - cells.len());
        row(first.chain(cells.map(Cow::Owned)).chain(rest), out)?;
    }
    Ok(())
}

/// Writes one line. Text that a spreadsheet would take for a formula gets an apostrophe in front.
fn row<'c>(cells: impl Iterator<Item = Cow<'c, str>>, out: &mut dyn Write) -> io::Result<()> {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        let cell = line(cell.as_ref());
        let formula = cell.starts_with(['=', '+', '@'])
            || (cell.starts_with('-') && cell.parse::<f64>().is_err());
        if formula || cell.contains(['"', ',', ' ']) {
            let quote = if formula { "'" } else { "" };
            write!(out, "\"{quote}{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\r\n")
}
