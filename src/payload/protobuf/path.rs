//! The way from a message to one of its fields.

use std::fmt::Write as _;

use crate::sanitize;

/// One step of the way to a field.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    Field(&'a str),
    /// A field that is not in the schema.
    Number(u32),
    Index(usize),
    Key(Key<'a>),
}

/// The key of a map's entry.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key<'a> {
    Text(&'a str),
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
}

/// Returns the way to a field for people: `lines[3].price`.
pub(super) fn shown(path: &[Step<'_>]) -> String {
    let mut shown = String::new();
    for step in path {
        let dot = if shown.is_empty() { "" } else { "." };
        // Writing to a string cannot fail.
        let _ = match step {
            Step::Field(name) => write!(shown, "{dot}{}", sanitize::excerpt(*name, 80)),
            Step::Number(number) => write!(shown, "{dot}{number}"),
            Step::Index(index) => write!(shown, "[{index}]"),
            Step::Key(Key::Text(text)) => {
                write!(shown, "[\"{}\"]", sanitize::excerpt(*text, 40))
            }
            Step::Key(Key::Bool(key)) => write!(shown, "[{key}]"),
            Step::Key(Key::Signed(key)) => write!(shown, "[{key}]"),
            Step::Key(Key::Unsigned(key)) => write!(shown, "[{key}]"),
        };
    }
    shown
}
