//! `summary`: the groups as a table. What programs get is made in `machine.rs`.

mod machine;

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::list::simple_name;
use super::pick::{Shown, picked};
use super::quantity::counted;
use super::style::{Ink, Screen};
use super::{table, time};
use crate::category::Category;
use crate::error::Error;
use crate::payload::digits;
use crate::sanitize::{clip, excerpt, line, width};
use crate::summary::{By, Field, Group, Names, Summary, Tally, Value};
pub use machine::{pick_csv, write_csv, write_json};

/// The most cells of one value.
const VALUE_CELLS: usize = 60;

/// The most cells of a message where nothing else bounds it.
const MESSAGE_CELLS: usize = 160;

/// The heading of the column that holds a reference.
const EXAMPLE: &str = "EXAMPLE";

/// The bars of a sparkline, lowest first.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// What stands for a time in which there was nothing.
const NO_BAR: char = '·';

/// Writes the groups as a table, each with the newest record's message on a line of its own. Returns the headings of the
/// columns that the screen is too narrow for. Wide adds share, origin, keys and trend; where columns were chosen there is
/// nothing but them.
pub fn write(
    by: &By,
    summary: &Summary,
    shown: &Shown,
    screen: &Screen,
    out: &mut dyn Write,
) -> io::Result<Vec<String>> {
    let groups = summary.groups();
    let other = summary.other();
    if groups.is_empty() && other.count == 0 {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = groups
        .iter()
        .filter_map(|group| group.fingerprint())
        .collect();
    let columns = picked(&columns(by, shown.has_wide()), shown.places());
    let cells = |group: &Group| {
        let cells = columns.iter();
        let cells = cells.map(|(column, _)| cell(by, column, group, summary, &ids, screen));
        cells.collect()
    };
    let mut rows: Vec<Vec<String>> = groups.iter().map(|group| cells(group)).collect();
    if other.count > 0 {
        let cells = columns.iter().enumerate();
        rows.push(
            cells
                .map(|(index, (column, _))| match (index, column) {
                    (_, Column::Count | Column::First | Column::Last | Column::Share) => {
                        tally(column, &other, summary, screen)
                    }
                    (0, _) | (_, Column::Field(0)) => "(others)".to_owned(),
                    _ => "-".to_owned(),
                })
                .collect(),
        );
    }
    let laid: Vec<table::Column> = columns.into_iter().map(|(_, laid)| laid).collect();
    let table::Whole {
        lines,
        mut left_out,
    } = table::whole(&laid, &rows, screen);
    // Without its reference nobody can look at a record: where the table has no room, the line below has.
    let most = screen
        .width
        .map_or(usize::MAX, |cells| cells.saturating_sub(2));
    let fits = |group: &&Group| width(&line(&group.example.to_string())) <= most;
    let has_room = shown.places().is_none() && groups.iter().all(fits);
    let is_told = |heading: &String| has_room && heading == EXAMPLE;
    let has_example = !left_out.iter().any(is_told);
    left_out.retain(|heading| !is_told(heading));
    let message_is_a_column = by.fields.contains(&Field::Message);
    for (index, text) in lines.iter().enumerate() {
        writeln!(out, "{text}")?;
        if shown.places().is_some() {
            continue;
        }
        let group = index
            .checked_sub(usize::from(screen.heading))
            .and_then(|index| groups.get(index));
        let Some(group) = group else { continue };
        let message = group.message.as_deref().filter(|_| !message_is_a_column);
        write_below(group, message, !has_example, screen, out)?;
        if let Some(length) = group.batches.longest() {
            let batch = format!("likely one bad record in a batch of {length}");
            writeln!(out, "  {}", screen.ink(Ink::Warning, &batch))?;
        }
    }
    if by.is_by_kind() && shown.places().is_none() {
        write_categories(&groups, screen, out)?;
    }
    Ok(left_out)
}

/// Writes the line below a group: the newest record's reference, if asked for, and its message, if there is one.
fn write_below(
    group: &Group,
    message: Option<&str>,
    with_example: bool,
    screen: &Screen,
    out: &mut dyn Write,
) -> io::Result<()> {
    let example = with_example.then(|| line(&group.example.to_string()).into_owned());
    let taken = example.as_deref().map_or(0, |text| width(text) + 2);
    let room = screen.width.unwrap_or(MESSAGE_CELLS).saturating_sub(2);
    let room = room.min(MESSAGE_CELLS).saturating_sub(taken);
    let message = message.map(|message| excerpt(message, room));
    let message = message.map(|text| screen.ink(Ink::Faint, &text).to_string());
    let parts: Vec<String> = example.into_iter().chain(message).collect();
    if parts.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {}", parts.join("  "))
}

/// Finds columns of the table by a list of their names.
///
/// # Errors
///
/// Usage, for a name that is none, with the names there are.
pub fn pick(by: &By, wanted: &str) -> Result<Shown, Error> {
    let all = columns(by, true).into_iter();
    let all: Vec<_> = all.map(|(_, laid)| laid.heading).collect();
    super::pick::pick(&all, wanted).map(Shown::These)
}

/// Writes how many of each category there are, and what that suggests.
fn write_categories(groups: &[&Group], screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let mut counts: BTreeMap<Category, u64> = BTreeMap::new();
    for group in groups {
        *counts.entry(category(group)).or_default() += group.tally.count;
    }
    writeln!(out)?;
    let counts: Vec<_> = counts
        .iter()
        .map(|(category, count)| (count.to_string(), category))
        .collect();
    let width = counts
        .iter()
        .map(|(count, _)| count.len())
        .max()
        .unwrap_or(0);
    for (count, category) in counts {
        let text = format!("{count:>width$} {category}: {}", category.suggestion());
        writeln!(out, "{}", screen.ink(Ink::Plain, &text))?;
    }
    Ok(())
}

/// Returns the category of a group's kind; a record that tells of no failure is of an unknown one.
fn category(group: &Group) -> Category {
    group
        .kind
        .as_ref()
        .map_or(Category::Unknown, |kind| kind.categorised.category)
}

/// What stands in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Column {
    Field(usize),
    Fingerprint,
    Count,
    Share,
    First,
    Last,
    Trend,
    Category,
    Group,
    Origin,
    Exception,
    Frame,
    Keys,
    Example,
}

/// Returns the columns, and how each gives way on a narrow terminal.
fn columns(by: &By, wide: bool) -> Vec<(Column, table::Column)> {
    use table::Column as Laid;
    let example = Laid::optional(EXAMPLE, 9).most(300).copied();
    let share = (Column::Share, Laid::optional("SHARE", 8).right());
    let keys = (Column::Keys, Laid::optional("KEYS", 8).right());
    let trend = (Column::Trend, Laid::optional("TREND", 8));
    let count = (Column::Count, Laid::whole("COUNT").right());
    let first = (Column::First, Laid::whole("FIRST").right());
    let last = (Column::Last, Laid::whole("LAST").right());
    let mut columns = Vec::new();
    if by.is_by_kind() {
        columns.extend([
            (Column::Fingerprint, Laid::whole("FINGERPRINT").copied()),
            count,
        ]);
        columns.extend(wide.then_some(share));
        columns.extend([first, last]);
        columns.extend(wide.then_some(trend));
        columns.push((Column::Category, Laid::whole("CATEGORY")));
        columns.push((
            Column::Group,
            Laid::clipped("GROUP", 8, 7).most(VALUE_CELLS),
        ));
        columns.extend(wide.then(|| (Column::Origin, Laid::clipped("ORIGIN", 8, 6))));
        let exception = Laid::whole("EXCEPTION").ink(Ink::Failure).most(VALUE_CELLS);
        columns.push((Column::Exception, exception));
        let frame = Laid::clipped("FRAME", 12, 5).clipped_in_front();
        columns.push((Column::Frame, frame.most(VALUE_CELLS)));
        columns.extend(wide.then_some(keys));
    } else {
        columns.push(count);
        columns.extend(wide.then_some(share));
        columns.extend([first, last]);
        columns.extend(wide.then_some(trend));
        let fields = by.fields.iter().enumerate();
        columns.extend(fields.map(|(index, field)| (Column::Field(index), column(field))));
        columns.extend(wide.then_some(keys));
    }
    columns.push((Column::Example, example));
    columns
}

fn column(field: &Field) -> table::Column {
    let heading = match field.expression() {
        // Case matters in an expression.
        Some(expression) => line(expression.name()).replace(' ', "_"),
        None => line(field.name()).to_ascii_uppercase().replace(' ', "-"),
    };
    let column = match field {
        Field::Exception => table::Column::whole(heading).ink(Ink::Failure),
        Field::Fingerprint => table::Column::whole(heading).copied(),
        Field::Category | Field::Hour | Field::Day => table::Column::whole(heading),
        Field::Partition => table::Column::whole(heading).right(),
        Field::Frame => table::Column::clipped(heading, 12, 0).clipped_in_front(),
        Field::Message => table::Column::clipped(heading, 20, 0),
        _ => table::Column::clipped(heading, 8, 0),
    };
    column.most(VALUE_CELLS)
}

fn cell(
    by: &By,
    column: &Column,
    group: &Group,
    summary: &Summary,
    ids: &[crate::fingerprint::Fingerprint],
    screen: &Screen,
) -> String {
    match column {
        Column::Field(index) => match (by.fields.get(*index), group.values.get(*index)) {
            (_, Some(Value::Fingerprint(fingerprint))) => fingerprint.short_among(ids),
            (Some(Field::Exception | Field::RootCause), Some(Value::Text(class))) => {
                excerpt(simple_name(class), VALUE_CELLS)
            }
            (_, Some(found)) => value(found, screen),
            (_, None) => "-".to_owned(),
        },
        Column::Fingerprint => group
            .fingerprint()
            .map_or_else(|| "-".to_owned(), |one| one.short_among(ids)),
        Column::Count | Column::First | Column::Last | Column::Share => {
            tally(column, &group.tally, summary, screen)
        }
        Column::Trend => {
            let total = summary.total();
            match (total.first, total.last) {
                (Some(first), Some(last)) => sparkline(&group.trend.cells(first, last)),
                _ => "-".to_owned(),
            }
        }
        Column::Category => category(group).name().to_owned(),
        Column::Group => names(&group.consumer_groups),
        Column::Origin => names(&group.origins),
        Column::Exception => group.exception.as_deref().map_or_else(
            || "-".to_owned(),
            |class| excerpt(simple_name(class), VALUE_CELLS),
        ),
        Column::Frame => {
            let kind = group.kind.as_ref();
            let frame = kind.and_then(|kind| kind.evidence.frame.as_deref());
            frame.map_or_else(
                || "-".to_owned(),
                |frame| excerpt(short_frame(frame), VALUE_CELLS),
            )
        }
        Column::Keys => {
            let keys = group.keys.count();
            let about = if keys.estimated { "~" } else { "" };
            format!("{about}{}", keys.count)
        }
        Column::Example => line(&group.example.to_string()).into_owned(),
    }
}

fn tally(column: &Column, tally: &Tally, summary: &Summary, screen: &Screen) -> String {
    let age =
        |ms: Option<i64>| ms.map_or_else(|| "-".to_owned(), |ms| time::age(ms, screen.now_ms));
    match column {
        Column::First => age(tally.first),
        Column::Last => age(tally.last),
        Column::Share => share(tally.count, summary.total().count),
        _ => tally.count.to_string(),
    }
}

/// Returns a share in percent; what is there is never 0 %, and what is not all is never 100 %.
fn share(count: u64, total: u64) -> String {
    let tenths = (u128::from(count) * 1000 + u128::from(total) / 2) / u128::from(total.max(1));
    match tenths {
        0 if count > 0 => "<0.1%".to_owned(),
        1000 if count < total => ">99.9%".to_owned(),
        1000 => "100%".to_owned(),
        tenths => format!("{}.{}%", tenths / 10, tenths % 10),
    }
}

/// Draws a rate, each cell as high as its part of the largest.
fn sparkline(cells: &[u64]) -> String {
    let most = cells.iter().copied().max().unwrap_or(0);
    let bar = |count: &u64| match (count.saturating_mul(8)).div_ceil(most.max(1)) {
        0 => NO_BAR,
        height => BARS[usize::try_from(height - 1).unwrap_or(0).min(7)],
    };
    cells.iter().map(bar).collect()
}

/// Returns some names, as far as they were kept.
fn names(names: &Names) -> String {
    let list: Vec<String> = names
        .iter()
        .map(|name| excerpt(name, VALUE_CELLS))
        .collect();
    match (list.is_empty(), names.has_more()) {
        (true, _) => "-".to_owned(),
        (false, true) => format!("{},…", list.join(",")),
        (false, false) => list.join(","),
    }
}

/// Returns class and method without the package: `OrderPlacement.place` of `com.acme.orders.OrderPlacement.place`.
fn short_frame(frame: &str) -> &str {
    let after_path = frame.rfind('/').map_or(0, |at| at + 1);
    let frame = &frame[after_path..];
    if frame.contains('(') {
        return frame;
    }
    let mut dots = frame.rmatch_indices('.');
    match (dots.next(), dots.next()) {
        (Some(_), Some((at, _))) => &frame[at + 1..],
        _ => frame,
    }
}

fn value(value: &Value, screen: &Screen) -> String {
    match value {
        Value::Absent => "-".to_owned(),
        Value::Null => "<null>".to_owned(),
        Value::Malformed => "?".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Time(ms) => time::minute(*ms, &screen.zone),
        Value::Fingerprint(fingerprint) => fingerprint.short(),
        Value::Text(text) if text.is_empty() => "<empty>".to_owned(),
        Value::Text(text) => excerpt(text.as_ref(), VALUE_CELLS),
        Value::Bytes(bytes) => clip(&format!("0x{}", digits(bytes, "")), VALUE_CELLS).into_owned(),
    }
}

/// Says how much was counted: `180 records in 12 kinds of failure`.
pub fn total(by: &By, summary: &Summary) -> String {
    let groups = summary.groups().len() as u64;
    let of = if by.is_by_kind() { "kind" } else { "group" };
    let more = if by.is_by_kind() { " of failure" } else { "" };
    let total = counted(summary.total().count, "record");
    let kept_apart = match summary.other().count {
        0 => String::new(),
        rest => format!(
            "; {} more in groups that were too many to keep apart",
            counted(rest, "record")
        ),
    };
    format!("{total} in {}{more}{kept_apart}", counted(groups, of))
}

#[cfg(test)]
mod tests;
