//! What of a record is not there any more, and what may still be said of it.

use crate::payload::{Format, Part, Payload, Problem, SchemaUse};

/// What is withheld of a record: the record's own bytes are not those that were read.
#[derive(Clone, Debug, Default)]
pub struct Withheld {
    /// The key.
    pub key: Option<WithheldPart>,
    /// The value.
    pub value: Option<WithheldPart>,
    /// The headers, each by its place; empty where none is concerned.
    pub headers: Box<[HeaderMark]>,
}

impl Withheld {
    /// Returns what is withheld of the key or the value.
    pub fn part(&self, part: Part) -> Option<&WithheldPart> {
        match part {
            Part::Key => self.key.as_ref(),
            Part::Value => self.value.as_ref(),
        }
    }

    /// Tells what became of the header at `index`, counted from 0.
    pub fn header(&self, index: usize) -> HeaderMark {
        self.headers.get(index).copied().unwrap_or_default()
    }

    pub(super) fn set(&mut self, part: Part, withheld: WithheldPart) {
        match part {
            Part::Key => self.key = Some(withheld),
            Part::Value => self.value = Some(withheld),
        }
    }
}

/// What became of a header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HeaderMark {
    /// It is as it was.
    #[default]
    Kept,
    /// Something in its value was replaced.
    Changed,
    /// Its value is not there.
    Withheld,
}

/// What is withheld of a key or a value.
#[derive(Clone, Debug)]
pub struct WithheldPart {
    /// Whether nothing is left of it.
    pub whole: bool,
    /// What is shown in its place: a JSON text, or [`super::REDACTED`].
    pub text: Box<str>,
    /// The format that it was read as.
    pub format: Format,
    /// The schema that it was read with.
    pub schema: Option<SchemaUse>,
    /// Why it is not what it should be, without a word of it.
    pub problem: Option<Problem>,
    /// The header whose bytes it was read from, where the part itself is null.
    pub from_header: Option<&'static str>,
    /// How many bytes it had, where that is known.
    pub size: Option<usize>,
    /// A hash of its bytes, to count different ones in this process; never to be shown.
    pub hash: Option<u64>,
}

impl WithheldPart {
    /// Returns what is shown of it.
    pub fn payload(&self) -> Payload<'_> {
        let mut payload = Payload::masked(&self.text, !self.whole, self.format);
        payload.schema.clone_from(&self.schema);
        payload.problem.clone_from(&self.problem);
        payload.from_header = self.from_header;
        payload
    }
}
