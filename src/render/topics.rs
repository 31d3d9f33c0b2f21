//! `topics`: one line per dead-letter topic.

use std::io::{self, Write};

use serde::Serialize;

use super::list::simple_name;
use super::style::{Ink, Screen};
use super::{json, table, time};
use crate::envelope::Form;
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

/// Writes the table; `wide` adds columns. Returns the headings of the columns that the screen is too narrow for.
pub fn write(
    rows: &[TopicRow],
    wide: bool,
    screen: &Screen,
    out: &mut dyn Write,
) -> io::Result<Vec<String>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut columns = vec![
        table::Column::whole("TOPIC").most(250).copied(),
        table::Column::whole("OPEN").right(),
        table::Column::whole("NEW-1H").right(),
        table::Column::whole("RECORDS").right(),
        table::Column::whole("OLDEST").right(),
        table::Column::clipped("ORIGIN", 12, 1).most(250),
        table::Column::clipped("TOP-EXCEPTION", 12, 2).ink(Ink::Failure),
    ];
    if wide {
        columns.extend([
            table::Column::whole("PARTITIONS").right(),
            table::Column::whole("NEWEST").right(),
            table::Column::whole("DIALECT"),
            table::Column::clipped("GROUPS", 8, 3),
        ]);
    }
    let rows: Vec<_> = rows.iter().map(|row| cells(row, wide, screen)).collect();
    let table::Whole { lines, left_out } = table::whole(&columns, &rows, screen);
    for line in lines {
        writeln!(out, "{line}")?;
    }
    Ok(left_out)
}

fn cells(row: &TopicRow, wide: bool, screen: &Screen) -> Vec<String> {
    let none = || "-".to_owned();
    let number = |number: Option<u64>| number.map_or_else(none, |number| number.to_string());
    let age = |ms: Option<i64>| ms.map_or_else(none, |ms| time::age(ms, screen.now_ms));
    let names = |names: &[String]| match names {
        [] => none(),
        names => excerpt(&names.join(","), 120),
    };
    let mut cells = vec![
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
    ];
    if wide {
        cells.extend([
            number(row.partitions.map(u64::from)),
            age(row.newest),
            names(&row.dialects),
            row.groups
                .as_ref()
                .map_or_else(none, |groups| names(groups)),
        ]);
    }
    cells
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
