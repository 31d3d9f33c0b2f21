//! `topics`: one line per dead-letter topic.

mod expiring;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::io::{self, Write};

use jiff::tz::TimeZone;
use serde::Serialize;

pub use self::expiring::{Told, told};
use super::csv::Csv;
use super::list::simple_name;
use super::pick::{Shown, picked};
use super::style::{Ink, Screen};
use super::{json, table, time};
use crate::envelope::Form;
use crate::error::Error;
use crate::retention::Retention;
use crate::sanitize::{excerpt, line};

/// What is known of one topic. `None` is what could not be found out, and is `-` in the table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TopicRow {
    /// The topic's name.
    pub topic: String,
    /// What told that it holds dead letters.
    pub found_by: FoundBy,
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
    /// What retention is about to delete; `None` where time deletes nothing, or that is not known.
    pub expiring: Option<Expiring>,
    /// The number of partitions.
    pub partitions: Option<u32>,
    /// The dialects of the newest records.
    pub dialects: Vec<String>,
    /// The consumer groups that consume the topic; `None` where they may not be asked for.
    pub groups: Option<Vec<String>>,
    /// What the topic's settings say about deletion; `None` where they may not be seen.
    pub retention: Option<Retention>,
    /// Whether dead letters have the timestamps of the original records, as far as the newest tell.
    pub keeps_original_time: bool,
}

/// What told that a topic holds dead letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FoundBy {
    /// Its name, or whoever typed it.
    #[default]
    Name,
    /// The headers of its newest record.
    Headers,
}

impl FoundBy {
    /// Returns the word for it.
    fn text(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Headers => "headers",
        }
    }
}

/// What time alone can delete of one topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Expiring {
    /// How many records can be deleted before the time `before`, at most.
    pub count: u64,
    /// That time, in milliseconds since the epoch.
    pub before: i64,
    /// How many of them can be deleted at any moment.
    pub overdue: u64,
    /// Before this time nothing is deleted, in milliseconds since the epoch; `None` for an empty topic.
    pub first: Option<i64>,
}

/// Returns all columns; those from PARTITIONS on are wide ones.
///
/// Where there is little room, what goes first can be told otherwise: the origin by the topic's name, what came lately by
/// the newest record. The exception goes last.
fn columns() -> Vec<table::Column> {
    vec![
        table::Column::whole("TOPIC").most(250).copied(),
        table::Column::whole("OPEN").right(),
        table::Column::optional("NEW-1H", 3).right(),
        table::Column::whole("RECORDS").right(),
        table::Column::optional("OLDEST", 4).right(),
        table::Column::whole("NEWEST").right(),
        table::Column::clipped("ORIGIN", 12, 5).most(250),
        table::Column::clipped("TOP-EXCEPTION", 12, 1).ink(Ink::Failure),
        table::Column::optional("EXPIRING", 2),
        table::Column::whole("PARTITIONS").right(),
        table::Column::whole("DIALECT"),
        table::Column::clipped("GROUPS", 8, 7),
        table::Column::whole("RETENTION"),
        table::Column::whole("FOUND-BY"),
    ]
}

/// How many columns `-o table` has.
const NARROW: usize = 9;
/// The place of EXPIRING.
const EXPIRING: usize = 8;
/// The place of GROUPS.
const GROUPS: usize = 11;
/// The place of FOUND-BY, which is shown where not only names told.
const FOUND_BY: usize = 13;

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
        Shown::These(places) => places.contains(&GROUPS),
    }
}

/// Puts the rows in the order for people: where something failed last stands first, what is empty stands last.
fn for_people(rows: &[TopicRow]) -> Vec<&TopicRow> {
    let mut rows: Vec<_> = rows.iter().collect();
    rows.sort_by_key(|row| {
        let is_empty = row.records == Some(0);
        let newest = row.newest.filter(|_| !is_empty);
        (is_empty, newest.is_none(), Reverse(newest), &row.topic)
    });
    rows
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
    let mut all: Vec<usize> = (0..FOUND_BY).collect();
    let places = match shown {
        Shown::These(places) => places.as_slice(),
        Shown::Table | Shown::Wide => {
            if matches!(shown, Shown::Table) {
                all.truncate(NARROW);
            }
            if rows.iter().any(|row| row.found_by == FoundBy::Headers) {
                all.push(FOUND_BY);
            }
            all.as_slice()
        }
    };
    let expiring = if matches!(shown, Shown::Wide) {
        expiring::sentence
    } else {
        expiring::cell
    };
    let mut columns = columns();
    // Where nothing is about to go, the others tell more.
    if rows
        .iter()
        .all(|row| row.expiring.is_none_or(|expiring| expiring.count == 0))
    {
        columns[EXPIRING] = table::Column::optional("EXPIRING", 6);
    }
    let columns = picked(&columns, Some(places));
    let rows = for_people(rows)
        .into_iter()
        .map(|row| picked(&cells(row, expiring(row, screen), screen), Some(places)));
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
            time(row.newest),
            text(&row.origin),
            text(&row.top_exception),
            number(row.expiring.map(|expiring| expiring.count)),
            number(row.partitions.map(u64::from)),
            Some(row.dialects.join(" ").into()),
            row.groups.as_ref().map(|groups| groups.join(" ").into()),
            row.retention.as_ref().map(|it| expiring::kept(it).into()),
            Some(row.found_by.text().into()),
        ];
        csv.row(picked(&cells, shown.places()).into_iter(), &mut bytes);
    }
    out.write_all(&bytes)
}

fn cells(row: &TopicRow, expiring: String, screen: &Screen) -> Vec<String> {
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
        age(row.newest),
        row.origin
            .as_ref()
            .map_or_else(none, |origin| excerpt(origin, 250)),
        row.top_exception
            .as_ref()
            .map_or_else(none, |class| excerpt(simple_name(class), 120)),
        expiring,
        number(row.partitions.map(u64::from)),
        names(&row.dialects),
        row.groups
            .as_ref()
            .map_or_else(none, |groups| names(groups)),
        row.retention.as_ref().map_or_else(none, expiring::kept),
        row.found_by.text().to_owned(),
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
