//! What is odd about a message that could be read.

use std::fmt;

use super::wire::Wire;
use crate::{quantity, sanitize};

/// How many different notes a message gets; the rest is counted.
const MOST: usize = 8;

/// How many cells of an unknown text are shown.
const SHOWN: usize = 40;

/// Everything that is odd about a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    notes: Vec<Noted>,
    unsaid: usize,
}

/// A note, where it came up first, and how often it did.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Noted {
    note: Note,
    path: String,
    times: usize,
}

/// Something odd. Names are those of the schema, as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Most of the fields, by number, are not in the schema: the payload is probably another message's.
    AnotherMessage {
        /// The full name of the message that was assumed.
        message: String,
        /// How many fields are not in it, or are of another type.
        unknown: usize,
        /// How many fields there are.
        fields: usize,
    },
    /// A field that the schema does not have.
    Unknown {
        /// The full name of the message it is in.
        message: String,
        /// Its number.
        field: u32,
        /// Its value, shortened.
        value: String,
    },
    /// A field that is not written as its type is; readers take it for an unknown one.
    WireType {
        /// The full name of the message it is in.
        message: String,
        /// Its number.
        field: u32,
        /// How it is written.
        written: &'static str,
        /// Its type in the schema.
        expected: String,
    },
    /// A number that an enum has no name for.
    Unnamed {
        /// The full name of the enum.
        of: String,
        /// The number.
        number: i32,
    },
    /// A required field (proto2) that is absent; Java's and C++'s readers refuse the message.
    MissingRequired,
    /// A string of proto2 that is not UTF-8, which its readers do not check.
    NotUtf8,
    /// The message in a `google.protobuf.Any` cannot be read by its type.
    Any(
        /// Why.
        String,
    ),
}

impl Notes {
    /// Tells whether there is nothing odd.
    pub fn is_empty(&self) -> bool {
        self.notes.is_empty()
    }

    /// Returns the notes, each with the path of the field where it came up first.
    pub fn iter(&self) -> impl Iterator<Item = (&Note, &str)> {
        self.notes
            .iter()
            .map(|noted| (&noted.note, noted.path.as_str()))
    }

    /// Returns one line for each note, made safe for people; the last says how many are left out.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.notes.iter().map(Noted::to_string).collect();
        if self.unsaid > 0 {
            let more = quantity::counted(self.unsaid as u64, "more note");
            lines.push(format!("and {more} like these"));
        }
        lines
    }

    /// Returns the paths of required fields that are absent, the first few of them.
    pub fn missing_required(&self) -> impl Iterator<Item = &str> {
        let missing = self
            .iter()
            .filter(|(note, _)| **note == Note::MissingRequired);
        missing.map(|(_, path)| path)
    }

    /// Tells whether another different note would only be counted.
    pub(super) fn is_full(&self) -> bool {
        self.notes.len() >= MOST
    }

    /// Adds a note; the path is only made if it is needed.
    pub(super) fn add(&mut self, note: Note, path: impl FnOnce() -> String) {
        // Every absent field is a note of its own.
        let counted = note != Note::MissingRequired;
        let same = |noted: &&mut Noted| counted && noted.note.is_like(&note);
        if let Some(noted) = self.notes.iter_mut().find(same) {
            noted.times += 1;
        } else if self.is_full() {
            self.unsaid += 1;
        } else {
            let path = path();
            let times = 1;
            self.notes.push(Noted { note, path, times });
        }
    }

    /// Puts a note before all others, whatever their number.
    pub(super) fn add_first(&mut self, note: Note) {
        let noted = Noted {
            note,
            path: String::new(),
            times: 1,
        };
        self.notes.insert(0, noted);
    }
}

impl Note {
    /// Tells whether two notes say the same of the schema.
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Unknown { message, field, .. },
                Self::Unknown {
                    message: other,
                    field: number,
                    ..
                },
            ) => message == other && field == number,
            _ => self == other,
        }
    }
}

impl fmt::Display for Noted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", sanitize::line(&self.path))?;
        }
        self.note.fmt(f)?;
        if self.times > 1 {
            write!(f, " ({} times)", self.times)?;
        }
        Ok(())
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let safe = |name: &str| sanitize::excerpt(name, 120);
        match self {
            Self::AnotherMessage {
                message,
                unknown,
                fields,
            } => {
                let message = safe(message);
                match (unknown, fields) {
                    (1, 1) => write!(f, "the only field is not in {message}")?,
                    (unknown, fields) if unknown == fields => {
                        write!(f, "none of the {fields} fields is in {message}")?;
                    }
                    _ => write!(f, "{unknown} of the {fields} fields are not in {message}")?,
                }
                f.write_str(": probably another message")
            }
            Self::Unknown {
                message,
                field,
                value,
            } => write!(f, "field {field}, {value}, is not in {}", safe(message)),
            Self::WireType {
                message,
                field,
                written,
                expected,
            } => write!(
                f,
                "field {field} is written as {written}, but in {} it is {}; taken for unknown, as readers do",
                safe(message),
                safe(expected)
            ),
            Self::Unnamed { of, number } => {
                write!(f, "{number} has no name in {}", safe(of))
            }
            Self::MissingRequired => f.write_str("is required and absent"),
            Self::NotUtf8 => f.write_str("the string is not UTF-8"),
            Self::Any(why) => f.write_str(&sanitize::excerpt(why, 200)),
        }
    }
}

/// Says what an unknown field holds.
pub(super) fn excerpt(wire: Wire, bytes: &[u8]) -> String {
    match wire {
        Wire::Varint(number) => format!("varint {number}"),
        Wire::Fixed64(number) => format!("8 bytes {number:#018x}"),
        Wire::Fixed32(number) => format!("4 bytes {number:#010x}"),
        Wire::Group(span) => format!("a group of {}", quantity(span.len())),
        Wire::Bytes(span) => match text(&bytes[span.start..span.end]) {
            Some(text) => format!("{:?}", sanitize::excerpt(text, SHOWN)),
            None => quantity(span.len()),
        },
    }
}

fn quantity(bytes: usize) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        _ => format!("{bytes} bytes"),
    }
}

/// Returns bytes that nobody says are text, if they are: not empty, UTF-8, and nothing in it that must be escaped.
pub(super) fn text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let reads = !text.is_empty() && !text.chars().any(sanitize::is_hostile);
    reads.then_some(text)
}
