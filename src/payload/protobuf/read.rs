//! A message's bytes as JSON, in one pass and without a tree of values.
//!
//! It is the canonical JSON of Protobuf with four decisions for people who look for a fault:
//!
//! - Members are named as the fields are in the `.proto`, not in lower camel case: that is what people search for.
//! - Fields without presence are shown where they are absent, too: `0`, `""`, `[]`. The reader that failed saw these
//!   values, and a filter can ask for them; canonical JSON leaves them out. What has presence (messages, `optional`,
//!   oneofs, proto2) is shown where it is present.
//! - 64-bit integers are numbers, not strings. NaN and the infinities are strings, as JSON has no numbers for them.
//! - What the schema does not know stands in a member `@unknown` of its message, which is no name that a field can have.
//!
//! The bytes are read here and not by `prost-reflect` (which the tests compare this to): its messages keep neither where
//! a value stood, which is what a dead letter is searched for, nor are they built at the speed of a scan. A field that is
//! written as another type is written is taken for an unknown one, as all official readers do.

use std::ops::Range;

use smallvec::SmallVec;

use super::fields::{Entry, REPLACED, UNKNOWN};
use super::notes::{Note, Notes};
use super::path::{Step, shown};
use super::plan::{Field, Message, Plan, Times, Value};
use super::well_known::Shape;
use super::wire::{Fault, Span, Wire};
use crate::payload::Broken;

/// How deep the JSON may nest: as deep as this program reads JSON, less what stands around and inside.
const MAX_JSON_DEPTH: usize = 120;

/// How many bytes the JSON of an empty message may have; defaults and names can be much longer than what they stand for.
const MAX_JSON_BYTES: usize = 64 << 20;

/// Reads a whole message, and appends its JSON.
pub(super) fn read(
    plan: &Plan,
    message: usize,
    bytes: &[u8],
    out: &mut Vec<u8>,
) -> Result<Notes, Broken> {
    let start = out.len();
    let mut reader = Reader {
        plan,
        bytes,
        limit: start + MAX_JSON_BYTES + bytes.len().saturating_mul(8),
        out,
        entries: Vec::with_capacity(32),
        path: Vec::with_capacity(8),
        depth: 0,
        json_depth: 0,
        notes: Notes::default(),
    };
    let whole = Span {
        start: 0,
        end: bytes.len(),
    };
    let read = if u32::try_from(bytes.len()).is_ok() {
        reader.message(message, &[whole])
    } else {
        Err(Fault::new(0, "more than 4 GiB"))
    };
    match read {
        Ok(()) => Ok(reader.notes),
        Err(fault) => {
            let path = reader.shown_path();
            out.truncate(start);
            Err(Broken {
                at: fault.at(),
                path,
                why: fault.why().to_owned(),
                truncated: fault.is_short(),
            })
        }
    }
}

/// The state of reading one payload.
pub(super) struct Reader<'a, 'out> {
    pub(super) plan: &'a Plan,
    pub(super) bytes: &'a [u8],
    pub(super) out: &'out mut Vec<u8>,
    /// How long `out` may get.
    limit: usize,
    /// The fields of all messages around the one that is read; those of the innermost stand last.
    pub(super) entries: Vec<Entry>,
    pub(super) path: Vec<Step<'a>>,
    /// How many messages are open.
    pub(super) depth: usize,
    json_depth: usize,
    pub(super) notes: Notes,
}

/// How far a reader is, to go back to.
pub(super) struct Mark {
    out: usize,
    entries: usize,
    path: usize,
    depth: usize,
    json_depth: usize,
}

impl<'a> Reader<'a, '_> {
    /// Appends a message whose bytes are those of all spans: of a field that stands twice, both are merged.
    pub(super) fn message(&mut self, place: usize, spans: &[Span]) -> Result<(), Fault> {
        let plan = self.plan;
        let message = &plan.messages[place];
        let fields = self.enter(message, spans)?;
        let known = self.entries[fields.clone()]
            .last()
            .is_none_or(|last| last.slot != UNKNOWN);
        match message.shape {
            // Only a plain object has room for what is unknown.
            Shape::Plain => self.object(message, fields.clone())?,
            _ if !known => self.object(message, fields.clone())?,
            shape => self.well_known(shape, message, fields.clone())?,
        }
        self.leave(&fields);
        Ok(())
    }

    pub(super) fn leave(&mut self, fields: &Range<usize>) {
        self.entries.truncate(fields.start);
        self.depth -= 1;
    }

    /// Appends an object with all members.
    fn object(&mut self, message: &'a Message, fields: Range<usize>) -> Result<(), Fault> {
        self.open(b'{')?;
        self.members(message, fields)?;
        self.close(b'}');
        Ok(())
    }

    /// Appends the members of an object that may have some already.
    pub(super) fn members(
        &mut self,
        message: &'a Message,
        fields: Range<usize>,
    ) -> Result<(), Fault> {
        let mut implicit = message.implicit.iter().copied().peekable();
        let mut next = fields.start;
        while next < fields.end {
            let slot = self.entries[next].slot as usize;
            let Some(field) = message.fields.get(slot) else {
                break;
            };
            while let Some(absent) = implicit.next_if(|&implicit| implicit < slot) {
                self.default(&message.fields[absent]);
            }
            implicit.next_if_eq(&slot);
            let rest = &self.entries[next..fields.end];
            let same = rest.iter().take_while(|entry| entry.slot as usize == slot);
            let run = next..next + same.count();
            next = run.end;
            self.comma();
            self.out.extend_from_slice(&field.member);
            self.field(field, run)?;
        }
        for absent in implicit {
            self.default(&message.fields[absent]);
        }
        let replaced = &self.entries[next..fields.end];
        next += replaced
            .iter()
            .take_while(|entry| entry.slot == REPLACED)
            .count();
        if next < fields.end {
            self.unknown(message, next..fields.end);
        }
        Ok(())
    }

    fn default(&mut self, field: &Field) {
        self.comma();
        self.out.extend_from_slice(&field.member);
        self.out.extend_from_slice(&field.default);
    }

    /// Appends a field's value, from all that was written of it.
    pub(super) fn field(&mut self, field: &'a Field, run: Range<usize>) -> Result<(), Fault> {
        self.path.push(Step::Field(&field.name));
        match (field.times, field.value) {
            (Times::Once, Value::Message(message) | Value::Group(message)) => {
                let spans: SmallVec<[Span; 2]> = run.filter_map(|place| self.span(place)).collect();
                self.message(message, &spans)?;
            }
            (Times::Once, value) => {
                for place in run.start..run.end.saturating_sub(1) {
                    self.discard(value, place)?;
                }
                if let Some(place) = run.last() {
                    self.value(value, self.wire(place)?)?;
                }
            }
            (Times::Many, value) => self.list(value, run)?,
            (Times::Map, Value::Message(entry)) => {
                let plan = self.plan;
                let spans: Vec<Span> = run.filter_map(|place| self.span(place)).collect();
                self.map(&plan.messages[entry], &spans)?;
            }
            (Times::Map, _) => {}
        }
        self.path.pop();
        Ok(())
    }

    /// Reads a value that a later one replaced: what is wrong with it is wrong for all readers.
    pub(super) fn discard(&mut self, value: Value, place: usize) -> Result<(), Fault> {
        let mark = self.out.len();
        let wire = self.wire(place)?;
        match (value, wire) {
            (
                Value::Message(place) | Value::Group(place),
                Wire::Bytes(span) | Wire::Group(span),
            ) => {
                self.message(place, &[span])?;
            }
            _ => self.value(value, wire)?,
        }
        self.out.truncate(mark);
        Ok(())
    }

    pub(super) fn open(&mut self, sign: u8) -> Result<(), Fault> {
        self.json_depth += 1;
        if self.json_depth > MAX_JSON_DEPTH {
            let entry = self.entries.last().map_or(0, |entry| entry.at);
            let why = format!("its JSON would nest deeper than {MAX_JSON_DEPTH}");
            return Err(Fault::new(entry as usize, why));
        }
        self.out.push(sign);
        Ok(())
    }

    pub(super) fn close(&mut self, sign: u8) {
        self.json_depth -= 1;
        self.out.push(sign);
    }

    /// Refuses to go on once there is too much JSON; asked for every element of a list.
    pub(super) fn check_room(&self, at: usize) -> Result<(), Fault> {
        if self.out.len() > self.limit {
            return Err(Fault::new(at, "its JSON would be too large"));
        }
        Ok(())
    }

    pub(super) fn mark(&self) -> Mark {
        Mark {
            out: self.out.len(),
            entries: self.entries.len(),
            path: self.path.len(),
            depth: self.depth,
            json_depth: self.json_depth,
        }
    }

    pub(super) fn go_back(&mut self, mark: &Mark) {
        self.out.truncate(mark.out);
        self.entries.truncate(mark.entries);
        self.path.truncate(mark.path);
        self.depth = mark.depth;
        self.json_depth = mark.json_depth;
    }

    /// Adds a note about the field that is read.
    pub(super) fn note(&mut self, note: Note) {
        let path = &self.path;
        self.notes.add(note, || shown(path));
    }

    fn shown_path(&self) -> String {
        shown(&self.path)
    }
}
