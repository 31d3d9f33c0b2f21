//! `summary`: the groups as a table, and as JSON.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::{Map, json};

use super::list::simple_name;
use super::style::{Ink, Screen};
use super::{json, table, time};
use crate::envelope::Form;
use crate::payload::digits;
use crate::sanitize::{clip, excerpt, line};
use crate::summary::{Field, Group, Summary, Tally, Value};

/// The most cells of one value.
const VALUE_CELLS: usize = 60;

/// The most cells of a message where nothing else bounds it.
const MESSAGE_CELLS: usize = 160;

/// Writes the groups as a table, each with the newest record's message on a line of its own. Returns the headings of the
/// columns that the screen is too narrow for.
pub fn write(
    by: &[Field],
    summary: &Summary,
    screen: &Screen,
    out: &mut dyn Write,
) -> io::Result<Vec<String>> {
    let groups = summary.groups();
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let mut columns = vec![
        table::Column::whole("COUNT").right(),
        table::Column::whole("FIRST").right(),
        table::Column::whole("LAST").right(),
    ];
    columns.extend(by.iter().map(column));
    columns.push(table::Column::optional("EXAMPLE", 9).most(300).copied());
    let mut rows: Vec<Vec<String>> = groups.iter().map(|group| row(by, group, screen)).collect();
    let other = summary.other();
    if other.count > 0 {
        let mut row = tally(&other, screen).to_vec();
        row.push("(others)".to_owned());
        row.resize(columns.len(), "-".to_owned());
        rows.push(row);
    }
    let table::Whole { lines, left_out } = table::whole(&columns, &rows, screen);
    let message_is_a_column = by.contains(&Field::Message);
    for (index, line) in lines.iter().enumerate() {
        writeln!(out, "{line}")?;
        let group = index
            .checked_sub(usize::from(screen.heading))
            .and_then(|index| groups.get(index));
        if let Some(message) = group.and_then(|group| group.message.as_deref())
            && !message_is_a_column
        {
            let cells = screen.width.unwrap_or(MESSAGE_CELLS).saturating_sub(2);
            let message = excerpt(message, cells.min(MESSAGE_CELLS));
            writeln!(out, "  {}", screen.ink(Ink::Faint, &message))?;
        }
    }
    Ok(left_out)
}

fn column(field: &Field) -> table::Column {
    let heading = line(field.name()).to_ascii_uppercase().replace(' ', "-");
    let column = match field {
        Field::Exception => table::Column::whole(heading).ink(Ink::Failure),
        Field::Partition => table::Column::whole(heading).right(),
        Field::Message => table::Column::clipped(heading, 20, 0),
        _ => table::Column::clipped(heading, 8, 0),
    };
    column.most(VALUE_CELLS)
}

fn tally(tally: &Tally, screen: &Screen) -> [String; 3] {
    let age =
        |ms: Option<i64>| ms.map_or_else(|| "-".to_owned(), |ms| time::age(ms, screen.now_ms));
    [tally.count.to_string(), age(tally.first), age(tally.last)]
}

fn row(by: &[Field], group: &Group, screen: &Screen) -> Vec<String> {
    let mut row = tally(&group.tally, screen).to_vec();
    row.extend(
        by.iter()
            .zip(&group.values)
            .map(|(field, value)| cell(field, value)),
    );
    row.push(line(&group.example.to_string()).into_owned());
    row
}

fn cell(field: &Field, value: &Value) -> String {
    match value {
        Value::Absent => "-".to_owned(),
        Value::Null => "<null>".to_owned(),
        Value::Malformed => "?".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) if text.is_empty() => "<empty>".to_owned(),
        Value::Text(text) if matches!(field, Field::Exception | Field::RootCause) => {
            excerpt(simple_name(text), VALUE_CELLS)
        }
        Value::Text(text) => excerpt(text.as_ref(), VALUE_CELLS),
        Value::Bytes(bytes) => clip(&format!("0x{}", digits(bytes, "")), VALUE_CELLS).into_owned(),
    }
}

/// One group, as programs get it.
#[derive(Serialize)]
struct JsonGroup {
    values: Map<String, serde_json::Value>,
    #[serde(flatten)]
    tally: JsonTally,
    example: String,
    message: Option<String>,
}

#[derive(Serialize)]
struct JsonTally {
    count: u64,
    first: Option<i64>,
    first_time: Option<String>,
    last: Option<i64>,
    last_time: Option<String>,
}

impl From<Tally> for JsonTally {
    fn from(tally: Tally) -> Self {
        let time = |ms: Option<i64>| {
            Some(
                jiff::Timestamp::from_millisecond(ms?)
                    .ok()?
                    .strftime("%Y-%m-%dT%H:%M:%S%.3fZ")
                    .to_string(),
            )
        };
        Self {
            count: tally.count,
            first: tally.first,
            first_time: time(tally.first),
            last: tally.last,
            last_time: time(tally.last),
        }
    }
}

/// The whole summary, as programs get it in one document.
#[derive(Serialize)]
struct JsonSummary<'a> {
    v: u32,
    by: Vec<&'a str>,
    total: JsonTally,
    groups: Vec<JsonGroup>,
    other: Option<JsonTally>,
}

/// Writes the summary for programs: one document, or one group a line and what was not kept apart on the last.
pub fn write_json(
    by: &[Field],
    summary: &Summary,
    form: Form,
    out: &mut dyn Write,
) -> io::Result<()> {
    let groups = summary.groups().into_iter().map(|group| JsonGroup {
        values: by
            .iter()
            .map(|field| field.name().to_owned())
            .zip(group.values.iter().map(value))
            .collect(),
        tally: group.tally.into(),
        example: group.example.to_string(),
        message: group.message.clone(),
    });
    let other = Some(summary.other())
        .filter(|other| other.count > 0)
        .map(JsonTally::from);
    let mut bytes = Vec::new();
    match form {
        Form::Array => {
            let document = JsonSummary {
                v: 1,
                by: by.iter().map(Field::name).collect(),
                total: summary.total().into(),
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
        Value::Text(text) => text.as_ref().into(),
        Value::Bytes(bytes) => json!({ "base64": STANDARD.encode(bytes) }),
    }
}
