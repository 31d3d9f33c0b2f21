//! `topics`: one line per dead-letter topic.

use std::borrow::Cow;
use std::io::{self, Write};

use jiff::tz::TimeZone;
use serde::Serialize;

use super::csv::Csv;
use super::list::simple_name;
use super::pick::{Shown, picked};
use super::style::{Ink, Screen};
use super::{json, table, time};
use crate::envelope::Form;
use crate::error::Error;
use crate::sanitize::{excerpt, line};

/// What is known of one topic. `None` is what could not be found out, and is `-` in the table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TopicRow {
    /// The topic's name.
    pub topic: String,
    /// How many records are open: new or failed again.
    pub open: Option<u64>,
    /// How many records came within the last hour.
    pub new_last_hour: Option<u64>,
    /// How many records, or offsets where that is not known exactly, the topic holds.
    pub records: Option<u64>,
    /// The oldest record's timestamp, in milliseconds since the epoch.
    pub oldest: Option<i64>,
    /// The newest record's timestamp.
    pub newest: Option<i64>,
    /// The topic that the newest records came from first.
    pub origin: Option<String>,
    /// The most frequent exception of the newest records, fully qualified.
    pub top_exception: Option<String>,
    /// The number of partitions.
    pub partitions: Option<u32>,
    /// The dialects of the newest records.
    pub dialects: Vec<String>,
    /// The consumer groups that consume the topic; `None` where they may not be asked for.
    pub groups: Option<Vec<String>>,
}

/// Returns all columns; those from PARTITIONS on are wide ones.
fn columns() -> Vec<table::Column> {
    vec![
        table::Column::whole("TOPIC").most(250).copied(),
        table::Column::whole("OPEN").right(),
        table::Column::whole("NEW-1H").right(),
        table::Column::whole("RECORDS").right(),
        table::Column::whole("OLDEST").right(),
        table::Column::clipped("ORIGIN", 12, 1).most(250),
        table::Column::clipped("TOP-EXCEPTION", 12, 2).ink(Ink::Failure),
        table::Column::whole("PARTITIONS").right(),
        table::Column::whole("NEWEST").right(),
        table::Column::whole("DIALECT"),
        table::Column::clipped("GROUPS", 8, 3),
    ]
}

/// How many columns `-o table` has.
const NARROW: usize = 7;

/// Finds columns by a list of their names.
///
/// # Errors
///
/// Usage, for a name that is none, with the names there are.
pub fn pick(wanted: &str) -> Result<Shown, Error> {
    let all: Vec<_> = columns().into_iter().map(|laid| laid.heading).collect();
    super::pick::pick(&all, wanted).map(Shown::These)
}

/// Tells whether any of the columns is about consumer groups.
pub fn shows_groups(shown: &Shown) -> bool {
    match shown {
        Shown::Table => false,
        Shown::Wide => true,
        Shown::These(places) => places.contains(&(columns().len() - 1)),
    }
}

/// Writes the table. Returns the headings of the columns that the screen is too narrow for.
pub fn write(
    rows: &[TopicRow],
    shown: &Shown,
    screen: &Screen,
    out: &mut dyn Write,
) -> io::Result<Vec<String>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let table = (0..NARROW).collect::<Vec<_>>();
    let places = match shown {
        Shown::Table => Some(table.as_slice()),
        Shown::Wide => None,
        Shown::These(places) => Some(places.as_slice()),
    };
    let columns = picked(&columns(), places);
    let rows = rows.iter().map(|row| picked(&cells(row, screen), places));
    let table::Whole { lines, left_out } =
        table::whole(&columns, &rows.collect::<Vec<_>>(), screen);
    for line in lines {
        writeln!(out, "{line}")?;
    }
    Ok(left_out)
}

/// Writes the rows as comma-separated values.
pub fn write_csv(
    rows: &[TopicRow],
    shown: &Shown,
    heading: bool,
    csv: Csv,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut bytes = Vec::new();
    if heading {
        let names = columns().into_iter().map(|laid| {
            let name = laid.heading.to_lowercase().replace('-', "_");
            Some(Cow::Owned(name))
        });
        let names: Vec<_> = names.collect();
        csv.row(picked(&names, shown.places()).into_iter(), &mut bytes);
    }
    for row in rows {
        let number = |number: Option<u64>| number.map(|number| number.to_string().into());
        let time = |ms: Option<i64>| ms.map(|ms| Cow::Owned(time::time(ms, &TimeZone::UTC)));
        let text = |text: &Option<String>| text.clone().map(Cow::Owned);
        let cells = [
            Some(row.topic.as_str().into()),
            number(row.open),
            number(row.new_last_hour),
            number(row.records),
            time(row.oldest),
            text(&row.origin),
            text(&row.top_exception),
            number(row.partitions.map(u64::from)),
            time(row.newest),
            Some(row.dialects.join(" ").into()),
            row.groups.as_ref().map(|groups| groups.join(" ").into()),
        ];
        csv.row(picked(&cells, shown.places()).into_iter(), &mut bytes);
    }
    out.write_all(&bytes)
}

fn cells(row: &TopicRow, screen: &Screen) -> Vec<String> {
    let none = || "-".to_owned();
    let number = |number: Option<u64>| number.map_or_else(none, |number| number.to_string());
    let age = |ms: Option<i64>| ms.map_or_else(none, |ms| time::age(ms, screen.now_ms));
    let names = |names: &[String]| match names {
        [] => none(),
        names => excerpt(&names.join(","), 120),
    };
    vec![
        line(&row.topic).into_owned(),
        number(row.open),
        number(row.new_last_hour),
        number(row.records),
        age(row.oldest),
        row.origin
            .as_ref()
            .map_or_else(none, |origin| excerpt(origin, 250)),
        row.top_exception
            .as_ref()
            .map_or_else(none, |class| excerpt(simple_name(class), 120)),
        number(row.partitions.map(u64::from)),
        age(row.newest),
        names(&row.dialects),
        row.groups
            .as_ref()
            .map_or_else(none, |groups| names(groups)),
    ]
}

/// Writes the rows for programs: one array, or one object a line.
pub fn write_json(rows: &[TopicRow], form: Form, out: &mut dyn Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    match form {
        Form::Array => {
            json::push(&mut bytes, &rows)?;
            bytes.push(b'\n');
        }
        Form::Lines => {
            for row in rows {
                json::push(&mut bytes, row)?;
                bytes.push(b'\n');
            }
        }
    }
    out.write_all(&bytes)
}
