//! A dialect of the user's own: described as data, and made a row like any other.

use super::table::{
    Column, Dialect, Encoding, Field, Mark, Newest, Pattern, ROWS, Row, Sets, Table,
};

/// What a header of an own dialect can tell: the key in the file, and the field.
pub const FIELDS: &[(&str, Field)] = &[
    ("topic", Field::Topic),
    ("partition", Field::Partition),
    ("offset", Field::Offset),
    ("timestamp", Field::Timestamp),
    ("timestamp_type", Field::TimestampType),
    ("consumer_group", Field::ConsumerGroup),
    ("exception", Field::Class),
    ("cause", Field::CauseClass),
    ("cause_message", Field::CauseMessage),
    ("message", Field::Message),
    ("stacktrace", Field::StackTrace),
    ("stage", Field::Stage),
    ("attempts", Field::Attempts),
    ("next_attempt", Field::NextAttempt),
    ("retries", Field::Retries),
];

/// How a header of an own dialect can be written: the word in the file, and the encoding.
pub const ENCODINGS: &[(&str, Encoding)] = &[
    ("text", Encoding::Text),
    ("decimal", Encoding::Decimal),
    ("int32", Encoding::Integer32),
    ("int64", Encoding::Integer64),
    ("bigint", Encoding::BigInteger),
    ("iso", Encoding::Iso),
    ("nanoseconds", Encoding::Nanoseconds),
    ("number", Encoding::Number),
    ("time", Encoding::Time),
];

/// The most own dialects: with those of the table they fit into the bits of one number.
pub const MOST: usize = 16;

/// An own dialect as it is described.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnDialect {
    /// Its name.
    pub name: String,
    /// The headers by which it is recognised: all of them have to be there.
    pub recognised_by: Vec<String>,
    /// Its headers: what each tells, its name, and how it is written.
    pub headers: Vec<(Field, String, Encoding)>,
    /// Which occurrence the newest failure wrote.
    pub newest: Newest,
    /// What a replay takes off, `*` standing for any ending; `None` for the headers that it describes.
    pub strip: Option<Vec<String>>,
}

/// Returns how a field is written where nothing is said: numbers and times in any writing.
pub fn default_encoding(field: Field) -> Encoding {
    match field {
        Field::Partition
        | Field::Offset
        | Field::Attempts
        | Field::NextAttempt
        | Field::Retries => Encoding::Number,
        Field::Timestamp => Encoding::Time,
        _ => Encoding::Text,
    }
}

/// Tells whether a dialect of the table has that name.
pub fn is_taken(name: &str) -> bool {
    ROWS.iter().any(|row| row.name == name)
}

impl Table {
    /// Makes a table in which own dialects come first. It lives as long as the process.
    pub fn with_own(own: &[OwnDialect]) -> &'static Self {
        if own.is_empty() {
            return Self::built_in();
        }
        let own = own
            .iter()
            .take(MOST)
            .map(|one| &*Box::leak(Box::new(row(one))));
        let rows: Vec<_> = own.chain(ROWS.iter().copied()).collect();
        Box::leak(Box::new(Self {
            own: rows.len() - ROWS.len(),
            ..Self::new(Vec::leak(rows))
        }))
    }

    /// Names the dialects of the table.
    pub fn dialects(&self) -> impl Iterator<Item = Dialect> {
        self.rows.iter().map(|row| Dialect::of(row))
    }
}

fn row(own: &OwnDialect) -> Row {
    let marks: Vec<&'static str> = own.recognised_by.iter().map(|name| kept(name)).collect();
    let columns = own
        .headers
        .iter()
        .map(|(field, name, encoding)| Column::of(kept(name), *field, *encoding));
    let strip = match &own.strip {
        None => own
            .headers
            .iter()
            .map(|(_, name, _)| Pattern::Name(kept(name)))
            .collect::<Vec<_>>(),
        Some(patterns) => patterns
            .iter()
            .map(|pattern| match pattern.strip_suffix('*') {
                Some(prefix) => Pattern::Prefix(kept(prefix)),
                None => Pattern::Name(kept(pattern)),
            })
            .collect(),
    };
    Row {
        name: kept(&own.name),
        framework: "described in the configuration file",
        marks: Vec::leak(vec![Mark::Names(Vec::leak(marks))]),
        columns: Vec::leak(columns.collect()),
        newest: own.newest,
        // No header is known to come first, so a set ends where a field is there again.
        sets: Sets::Whole(Field::Other),
        strip: Vec::leak(strip),
        ..Row::PLAIN
    }
}

fn kept(text: &str) -> &'static str {
    String::leak(text.to_owned())
}
