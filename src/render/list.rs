//! `list`: one line per dead letter.

use std::io::{self, Write};

use super::column::{Column, Datum, Known, dialects, problem};
use super::style::{Ink, Screen};
use super::{table, time};
use crate::dead_letter::{DeadLetterView, Decoded, Failure, Hop};
use crate::kind::Kind;
use crate::payload::{Part, Payload, Shown, digits};
use crate::sanitize::{ELLIPSIS, excerpt, line};

/// The most cells of a message, and of a key, that a row keeps.
const MESSAGE_CELLS: usize = 120;
const KEY_CELLS: usize = 64;

/// The most cells of a problem beside the format.
const FORMAT_CELLS: usize = 60;

/// The most bytes of a key that is no text.
const KEY_BYTES: usize = 24;

impl Column {
    /// Returns how the column behaves: on a narrow terminal the first to go is what `show` tells as well.
    fn in_table(&self) -> table::Column {
        let heading = self.heading().into_owned();
        match self {
            Self::Ref => table::Column::whole(heading).most(300).copied(),
            Self::Age => table::Column::whole(heading).right().expecting(4),
            Self::Exception | Self::RootCause => table::Column::whole(heading).ink(Ink::Failure),
            Self::Message => table::Column::clipped(heading, 10, 1).most(MESSAGE_CELLS),
            Self::Key => table::Column::clipped(heading, 10, 2).most(KEY_CELLS),
            Self::State => table::Column::optional(heading, 3),
            Self::Category => table::Column::optional(heading, 3).expecting(9),
            Self::Fingerprint => table::Column::optional(heading, 3).copied(),
            Self::Origin => table::Column::clipped(heading, 16, 4).clipped_in_front(),
            Self::Time => table::Column::optional(heading, 5),
            Self::Attempts => table::Column::optional(heading, 6).right(),
            Self::Group => table::Column::clipped(heading, 8, 7),
            Self::Format => table::Column::optional(heading, 8),
            Self::Problem => table::Column::clipped(heading, 10, 3).most(MESSAGE_CELLS),
            Self::Size => table::Column::optional(heading, 9).right(),
            Self::Dialect => table::Column::optional(heading, 10),
            Self::Topic | Self::OriginTopic => table::Column::whole(heading).most(250),
            Self::Partition
            | Self::Offset
            | Self::Timestamp
            | Self::OriginPartition
            | Self::OriginOffset
            | Self::OriginTimestamp => table::Column::whole(heading).right(),
            Self::StackTrace | Self::Value | Self::Notes | Self::Header(_) => {
                table::Column::clipped(heading, 10, 2).most(MESSAGE_CELLS)
            }
        }
    }
}

/// The columns of `list`, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout(Vec<Column>);

impl Layout {
    /// Returns the columns of `-o table`.
    pub fn table() -> Self {
        Self(vec![
            Column::Ref,
            Column::Age,
            Column::Origin,
            Column::Exception,
            Column::Message,
            Column::Key,
        ])
    }

    /// Returns the columns of `-o wide`.
    pub fn wide() -> Self {
        use Column::{
            Age, Attempts, Category, Dialect, Exception, Fingerprint, Format, Group, Key, Message,
            Origin, Ref, Size, State, Time,
        };
        Self(vec![
            Ref,
            Time,
            Age,
            State,
            Category,
            Fingerprint,
            Origin,
            Group,
            Attempts,
            Exception,
            Message,
            Key,
            Dialect,
            Format,
            Size,
        ])
    }

    /// Returns these columns.
    pub fn of(columns: Vec<Column>) -> Self {
        Self(columns)
    }

    /// Tells whether any column is about the kind of failure.
    pub fn shows_kinds(&self) -> bool {
        self.0.iter().any(Column::needs_kind)
    }
}

/// One line of `list`, made on a worker: all its text is escaped and bounded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    cells: Vec<String>,
}

impl Row {
    /// Looks at a dead letter; `state` is what the ledger knows of it, if there is one, `kind` the kind of failure,
    /// where a column shows it.
    pub fn of(
        letter: &DeadLetterView<'_>,
        layout: &Layout,
        screen: &Screen,
        state: Option<&str>,
        kind: Option<&Kind>,
    ) -> Self {
        let cell = |column: &Column| {
            cell(letter, column, screen, state, kind).unwrap_or_else(|| "-".to_owned())
        };
        Self {
            cells: layout.0.iter().map(cell).collect(),
        }
    }
}

/// Returns the text of one cell; `None` where there is nothing to say.
fn cell(
    letter: &DeadLetterView<'_>,
    column: &Column,
    screen: &Screen,
    state: Option<&str>,
    kind: Option<&Kind>,
) -> Option<String> {
    let envelope = &letter.record().envelope;
    let ms = envelope.timestamp.map(|timestamp| timestamp.ms);
    match column {
        Column::Ref => Some(line(&envelope.record_ref().to_string()).into_owned()),
        Column::Age => ms.map(|ms| time::age(ms, screen.now_ms)),
        Column::Time => ms.map(|ms| time::time(ms, &screen.zone)),
        Column::Origin => letter.likely_origin().and_then(origin),
        Column::Exception => exception(letter.failure()),
        Column::Message => text(&letter.failure().message, |message| {
            excerpt(message.as_ref(), MESSAGE_CELLS)
        }),
        Column::Key => Some(shown(letter.part(Part::Key), KEY_CELLS)),
        Column::Attempts => text(&letter.failure().attempts, ToString::to_string),
        Column::Group => text(&letter.origin()?.consumer_group, |group| {
            excerpt(group.as_ref(), 120)
        }),
        Column::Dialect => dialects(letter),
        Column::Format => Some(format(letter)),
        Column::Problem => problem(letter).map(|problem| excerpt(&problem, MESSAGE_CELLS)),
        Column::Size => letter.size(Part::Value).map(|size| size.to_string()),
        Column::Category => kind.map(|kind| kind.categorised.category.to_string()),
        Column::Fingerprint => kind.map(|kind| kind.fingerprint.short()),
        Column::State => state.map(|state| excerpt(state, 20)),
        Column::RootCause => text(&letter.failure().root_cause, |class| {
            excerpt(simple_name(class), 120)
        }),
        Column::Value => Some(shown(letter.part(Part::Value), MESSAGE_CELLS)),
        Column::Topic
        | Column::Partition
        | Column::Offset
        | Column::Timestamp
        | Column::OriginTopic
        | Column::OriginPartition
        | Column::OriginOffset
        | Column::OriginTimestamp
        | Column::StackTrace
        | Column::Notes
        | Column::Header(_) => match column.datum(letter, &Known::default()) {
            Datum::Absent => None,
            Datum::Null => Some(bytes(None, 0)),
            Datum::Number(number) => Some(number.to_string()),
            Datum::Text(text) => Some(match text.as_ref() {
                "" => bytes(Some(b""), 0),
                text => excerpt(text, 250),
            }),
            Datum::Bytes(raw) => Some(bytes(Some(raw), MESSAGE_CELLS)),
        },
    }
}

/// Returns the simple name of the exception, and that it was the key that could not be read.
fn exception(failure: &Failure<'_>) -> Option<String> {
    let name = text(&failure.exception, |class| excerpt(simple_name(class), 120));
    if failure.on_key {
        Some(format!("{} (key)", name.as_deref().unwrap_or("?")))
    } else {
        name
    }
}

/// Returns what a header says: nothing where it is absent, `?` where it cannot be read.
fn text<T>(decoded: &Decoded<'_, T>, show: impl Fn(&T) -> String) -> Option<String> {
    match decoded {
        Decoded::Absent => None,
        Decoded::Present(value) => Some(show(value)),
        Decoded::Malformed(_) => Some("?".to_owned()),
    }
}

/// Returns `topic-partition@offset` as far as the headers tell; `~` stands before a guess.
pub(super) fn origin(hop: &Hop<'_>) -> Option<String> {
    let topic = text(&hop.topic, |topic| excerpt(topic.as_ref(), 260));
    let partition = text(&hop.partition, ToString::to_string);
    let offset = text(&hop.offset, ToString::to_string);
    if topic.is_none() && partition.is_none() && offset.is_none() {
        return None;
    }
    let mut origin = topic.unwrap_or_else(|| "?".to_owned());
    if hop.guessed {
        origin.insert(0, '~');
    }
    if partition.is_some() || offset.is_some() {
        origin.push('-');
        origin.push_str(partition.as_deref().unwrap_or("?"));
    }
    if let Some(offset) = offset {
        origin.push('@');
        origin.push_str(&offset);
    }
    Some(origin)
}

/// Returns the last part of a class name. Inner classes keep their `Outer$`.
pub(crate) fn simple_name(class: &str) -> &str {
    match class.rsplit_once('.') {
        Some((_, name)) if !name.is_empty() => name,
        _ => class,
    }
}

/// Returns the format of the value, and in a few words why it is not what it should be.
fn format(letter: &DeadLetterView<'_>) -> String {
    let format = letter.part(Part::Value).format().name();
    match problem(letter) {
        Some(problem) => format!("{format}: {}", excerpt(&problem, FORMAT_CELLS)),
        None => format.to_owned(),
    }
}

/// Returns a key or a value on one line of at most so many cells.
fn shown(payload: &Payload<'_>, cells: usize) -> String {
    match payload.decoded() {
        Some(decoded) => one_line(Shown::Text(&decoded), cells),
        None => one_line(payload.shown(), cells),
    }
}

/// Returns bytes on one line of at most so many cells.
fn bytes(bytes: Option<&[u8]>, cells: usize) -> String {
    one_line(Shown::of(bytes), cells)
}

fn one_line(shown: Shown<'_>, cells: usize) -> String {
    match shown {
        Shown::Null => "<null>".to_owned(),
        Shown::Empty => "<empty>".to_owned(),
        Shown::Binary(bytes) => {
            let more = if bytes.len() > KEY_BYTES {
                ELLIPSIS
            } else {
                ""
            };
            format!(
                "0x{}{more}",
                digits(&bytes[..bytes.len().min(KEY_BYTES)], "")
            )
        }
        Shown::Json(json) => excerpt(json.as_str(), cells),
        Shown::Text(text) => excerpt(text, cells),
    }
}

/// The table of `list`, printed while its rows come.
#[derive(Debug)]
pub struct List {
    table: table::Streamed,
}

impl List {
    /// Starts the table.
    pub fn new(layout: &Layout, screen: &Screen) -> Self {
        let columns = layout.0.iter().map(Column::in_table).collect();
        Self {
            table: table::Streamed::new(columns, screen.clone()),
        }
    }

    /// Keeps room for references of that many cells, also where the first 500 are shorter.
    #[must_use]
    pub fn expecting_refs(mut self, cells: usize) -> Self {
        self.table.expect(&Column::Ref.heading(), cells);
        self
    }

    /// Takes one row. The first 500 are held, because they decide the widths.
    pub fn push(&mut self, row: Row, out: &mut dyn Write) -> io::Result<()> {
        self.table.push(row.cells, out)
    }

    /// Prints what is held, and decides the widths by it: when rows stop to come for a while (`--follow`).
    pub fn settle(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.table.is_empty() {
            Ok(())
        } else {
            self.table.settle(out)
        }
    }

    /// Ends the table. Without a row nothing is printed, no heading either.
    pub fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.table.is_empty() {
            Ok(())
        } else {
            self.table.finish(out)
        }
    }

    /// Returns the headings of the columns that the terminal is too narrow for, once rows were printed.
    pub fn left_out(&self) -> Vec<&str> {
        self.table.left_out()
    }
}
