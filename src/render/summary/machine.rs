//! What programs get of a summary: JSON and CSV. Described for users in docs/summary.md.

use std::borrow::Cow;
use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::{Map, json};

use super::super::csv::Csv;
use super::super::json;
use super::super::pick::{pick, picked};
use crate::envelope::Form;
use crate::error::Error;
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

/// The columns of CSV behind those of the fields.
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

/// Finds columns of CSV by a list of their names. Returns their places.
///
/// # Errors
///
/// Usage, for a name that is none, with the names there are.
pub fn pick_csv(by: &By, wanted: &str) -> Result<Vec<usize>, Error> {
    pick(&csv_names(by), wanted)
}

/// Returns the names of the columns of CSV.
fn csv_names(by: &By) -> Vec<String> {
    let fields = by.fields.iter().map(Field::name);
    fields.chain(COLUMNS).map(str::to_owned).collect()
}

/// Writes the groups as comma-separated values, the names of the columns first; what was not kept apart is the last line.
pub fn write_csv(
    by: &By,
    summary: &Summary,
    places: Option<&[usize]>,
    heading: bool,
    csv: Csv,
    out: &mut dyn Write,
) -> io::Result<()> {
    type Cell<'c> = Option<Cow<'c, str>>;
    let total = summary.total();
    let mut bytes = Vec::new();
    let mut row = |cells: &[Cell<'_>]| csv.row(picked(cells, places).into_iter(), &mut bytes);
    if heading {
        let names = csv_names(by).into_iter();
        row(&names.map(|name| Some(name.into())).collect::<Vec<_>>());
    }
    for found in summary.groups() {
        let group = group(by, found, &total);
        let kind = group.kind.as_ref();
        let values = found.values.iter().map(|found| match value(found) {
            serde_json::Value::String(text) => Some(text.into()),
            serde_json::Value::Null => None,
            other => Some(other.to_string().into()),
        });
        let text = |text: &str| -> Cell<'_> { Some(text.to_owned().into()) };
        let some = |text: String| Some(text).filter(|text| !text.is_empty()).map(Cow::Owned);
        let cells = [
            text(&group.tally.count.to_string()),
            text(&group.share.to_string()),
            group.tally.first_time.map(Cow::Owned),
            group.tally.last_time.map(Cow::Owned),
            kind.map(|kind| kind.category.into()),
            kind.map(|kind| kind.category_rule.into()),
            group.exception.map(Cow::Borrowed),
            kind.and_then(|kind| kind.frame).map(Cow::Borrowed),
            group.message.map(Cow::Borrowed),
            some(group.consumer_groups.join(" ")),
            some(group.origins.join(" ")),
            text(&group.keys.to_string()),
            text(&group.keys_estimated.to_string()),
            group.batch.map(|batch| batch.to_string().into()),
            text(&group.example),
            kind.map(|kind| kind.suggestion.into()),
        ];
        row(&values.chain(cells).collect::<Vec<_>>());
    }
    let other = summary.other();
    if other.count > 0 {
        let tally = JsonTally::from(other);
        let first = by.fields.iter().enumerate();
        let first = first.map(|(index, _)| (index == 0).then_some("(others)".into()));
        let cells = [
            Some(other.count.to_string().into()),
            Some(share(other.count, total.count).to_string().into()),
            tally.first_time.map(Cow::Owned),
            tally.last_time.map(Cow::Owned),
        ];
        let rest = std::iter::repeat_n(None, COLUMNS.len() - cells.len());
        row(&first.chain(cells).chain(rest).collect::<Vec<_>>());
    }
    out.write_all(&bytes)
}
