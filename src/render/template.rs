//! `-f`: records in a form that the user writes, with the percent verbs of kcat, rpk and kcl. Described for users in docs/output.md.
//!
//! The verbs were read from kcat's `format.c` and kcl's `commands/consume/command.go`, which has rpk's. Where the two
//! differ kcat's hold: `%T` is the timestamp (rpk: the length of the topic), `%h` alone is all headers, and the length of
//! null is -1. Only what a template names is read of a record.

mod number;
mod parse;
mod print;
#[cfg(test)]
mod tests;

use number::NumberForm;
pub use print::Printed;

use super::column::Column;

/// A template that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// What stands there as it is.
    Literal(Vec<u8>),
    /// Text or bytes.
    Text(Text, TextForm),
    /// A number.
    Number(Number, NumberForm),
    /// The record's timestamp, by a format of `strftime`.
    Time(Box<str>),
    /// All headers as kcat prints them: `name=value,name=value`.
    Headers,
    /// Each header by a template of its own.
    EachHeader(Vec<Piece>),
}

/// Where text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Text {
    Key,
    Value,
    HeaderName,
    HeaderValue,
    Column(Column),
}

/// How text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TextForm {
    AsItIs,
    Hex,
    Base64,
    Base64Raw,
}

/// Where a number comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Number {
    Partition,
    Offset,
    LeaderEpoch,
    Timestamp,
    KeyLength,
    ValueLength,
    HeaderCount,
    HeaderNameLength,
    HeaderValueLength,
}

impl Template {
    fn columns(&self) -> impl Iterator<Item = &Column> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(Text::Column(column), _) => Some(column),
            _ => None,
        })
    }

    /// Tells whether the kind of failure has to be made out for it.
    pub fn needs_kind(&self) -> bool {
        self.columns().any(Column::needs_kind)
    }

    /// Tells whether it names what became of a record.
    pub fn needs_state(&self) -> bool {
        self.columns().any(|column| *column == Column::State)
    }
}
