//! Values, lists and maps as JSON.

use std::collections::HashSet;
use std::io::Write as _;
use std::ops::Range;

use serde::Serialize;
use smallvec::SmallVec;

use super::notes::Note;
use super::path::{Key, Step};
use super::plan::{Message, Value};
use super::read::Reader;
use super::wire::{self, Fault, Span, Wire};
use crate::envelope::push_string;
use crate::payload::number::{push_double, push_float};

impl<'a> Reader<'a, '_> {
    /// Appends a value that is no message.
    pub(super) fn value(&mut self, value: Value, wire: Wire) -> Result<(), Fault> {
        match (value, wire) {
            (Value::String { checked }, Wire::Bytes(span)) => self.string(span, checked)?,
            (Value::Bytes, Wire::Bytes(span)) => self.base64(span),
            (Value::Double, Wire::Fixed64(bits)) => push_double(self.out, f64::from_bits(bits)),
            (Value::Float, Wire::Fixed32(bits)) => push_float(self.out, f32::from_bits(bits)),
            (Value::Bool, Wire::Varint(bits)) => {
                let text: &[u8] = if bits == 0 { b"false" } else { b"true" };
                self.out.extend_from_slice(text);
            }
            (Value::Enum(place), Wire::Varint(bits)) => self.name(place, low(bits).cast_signed()),
            (value, wire) => match integer(value, wire) {
                Some(Key::Unsigned(number)) => self.number(&number),
                Some(Key::Signed(number)) => self.number(&number),
                // What is written as another type got no slot.
                _ => self.out.extend_from_slice(b"null"),
            },
        }
        Ok(())
    }

    /// Appends a list, from all of its pieces: single elements, and runs of them.
    pub(super) fn list(&mut self, value: Value, run: Range<usize>) -> Result<(), Fault> {
        self.open(b'[')?;
        let mut index = 0;
        for place in run {
            let wire = self.wire(place)?;
            if let (true, Wire::Bytes(span)) = (value.is_packable(), wire) {
                self.packed(value, span, &mut index)?;
                continue;
            }
            self.comma();
            self.path.push(Step::Index(index));
            match (value, wire) {
                (Value::Message(message), Wire::Bytes(span))
                | (Value::Group(message), Wire::Group(span)) => self.message(message, &[span])?,
                _ => self.value(value, wire)?,
            }
            self.path.pop();
            index += 1;
        }
        self.close(b']');
        Ok(())
    }

    /// Appends the elements of a run of numbers.
    fn packed(&mut self, value: Value, span: Span, index: &mut usize) -> Result<(), Fault> {
        let mut at = span.start;
        while at < span.end {
            self.path.push(Step::Index(*index));
            self.check_room(at)?;
            let read = match value {
                Value::Double | Value::Fixed64 | Value::Sfixed64 => {
                    wire::fixed64(self.bytes, at, span.end)
                        .map(|(it, next)| (Wire::Fixed64(it), next))
                }
                Value::Float | Value::Fixed32 | Value::Sfixed32 => {
                    wire::fixed32(self.bytes, at, span.end)
                        .map(|(it, next)| (Wire::Fixed32(it), next))
                }
                _ => wire::varint(self.bytes, at, span.end)
                    .map(|(it, next)| (Wire::Varint(it), next)),
            };
            let (wire, next) = read.map_err(Fault::not_short)?;
            self.comma();
            self.value(value, wire)?;
            self.path.pop();
            at = next;
            *index += 1;
        }
        Ok(())
    }

    /// Appends a map; of entries with the same key, the last.
    pub(super) fn map(&mut self, entry: &'a Message, entries: &[Span]) -> Result<(), Fault> {
        let [key_field, value_field] = entry.fields.as_slice() else {
            // Whoever planned it looked at it.
            return Ok(());
        };
        let mut keys = Vec::with_capacity(entries.len());
        for (index, span) in entries.iter().enumerate() {
            self.path.push(Step::Index(index));
            let fields = self.enter(entry, &[*span])?;
            let key = match self.run(fields.clone(), 0).last() {
                Some(place) => self.key(key_field.value, self.wire(place)?)?,
                None => self.key(key_field.value, zero(key_field.value))?,
            };
            keys.push(key);
            self.leave(&fields);
            self.path.pop();
        }
        let last = last_of_each(&keys);
        self.open(b'{')?;
        for (index, (span, key)) in entries.iter().zip(&keys).enumerate() {
            self.path.push(Step::Key(*key));
            self.check_room(span.start)?;
            let before = self.out.len();
            self.comma();
            self.push_key(*key);
            let fields = self.enter(entry, &[*span])?;
            let run = self.run(fields.clone(), 1);
            match value_field.value {
                Value::Message(message) => {
                    let spans: SmallVec<[Span; 2]> =
                        run.filter_map(|place| self.span(place)).collect();
                    self.message(message, &spans)?;
                }
                value => match run.last() {
                    Some(place) => self.value(value, self.wire(place)?)?,
                    None => self.out.extend_from_slice(&value_field.default),
                },
            }
            self.leave(&fields);
            self.path.pop();
            if !last[index] {
                // Read all the same: what is wrong with it is wrong for all readers.
                self.out.truncate(before);
            }
        }
        self.close(b'}');
        Ok(())
    }

    fn key(&mut self, value: Value, wire: Wire) -> Result<Key<'a>, Fault> {
        let bytes = self.bytes;
        Ok(match (value, wire) {
            (Value::String { .. }, Wire::Bytes(span)) => {
                match std::str::from_utf8(&bytes[span.start..span.end]) {
                    Ok(text) => Key::Text(text),
                    Err(error) => return Err(not_utf8(span.start + error.valid_up_to())),
                }
            }
            (Value::Bool, Wire::Varint(bits)) => Key::Bool(bits != 0),
            _ => integer(value, wire).unwrap_or(Key::Signed(0)),
        })
    }

    fn push_key(&mut self, key: Key<'_>) {
        // Writing to memory cannot fail.
        let _ = match key {
            Key::Text(text) => {
                push_string(self.out, text);
                Ok(())
            }
            Key::Bool(key) => write!(self.out, "\"{key}\""),
            Key::Signed(key) => write!(self.out, "\"{key}\""),
            Key::Unsigned(key) => write!(self.out, "\"{key}\""),
        };
        self.out.push(b':');
    }

    fn string(&mut self, span: Span, checked: bool) -> Result<(), Fault> {
        let bytes = &self.bytes[span.start..span.end];
        match std::str::from_utf8(bytes) {
            Ok(text) => push_string(self.out, text),
            Err(error) if checked => return Err(not_utf8(span.start + error.valid_up_to())),
            Err(_) => {
                self.note(Note::NotUtf8);
                push_string(self.out, &String::from_utf8_lossy(bytes));
            }
        }
        Ok(())
    }

    /// Appends the name of an enum's number, or the number.
    fn name(&mut self, place: usize, number: i32) {
        let of = &self.plan.enums[place];
        if let Some(name) = of.value(number) {
            self.out.extend_from_slice(name);
            return;
        }
        self.number(&number);
        self.note(Note::Unnamed {
            of: of.name.clone(),
            number,
        });
    }

    pub(super) fn integer(&mut self, number: i64) {
        self.number(&number);
    }

    fn number(&mut self, number: &impl Serialize) {
        // Numbers can be written, and writing to memory does not fail.
        let _ = serde_json::to_writer(&mut *self.out, number);
    }
}

fn not_utf8(at: usize) -> Fault {
    Fault::new(at, "a string that is not UTF-8")
}

/// Returns the low half of a varint, which is all that a type of 32 bits has.
fn low(bits: u64) -> u32 {
    u32::try_from(bits & 0xffff_ffff).unwrap_or(0)
}

/// Returns how the default of a map's key is written.
fn zero(value: Value) -> Wire {
    match value {
        Value::String { .. } => Wire::Bytes(Span { start: 0, end: 0 }),
        Value::Fixed32 | Value::Sfixed32 => Wire::Fixed32(0),
        Value::Fixed64 | Value::Sfixed64 => Wire::Fixed64(0),
        _ => Wire::Varint(0),
    }
}

/// Returns the integer that is written.
pub(super) fn integer(value: Value, wire: Wire) -> Option<Key<'static>> {
    Some(match (value, wire) {
        (Value::Uint32, Wire::Varint(bits)) => Key::Unsigned(low(bits).into()),
        (Value::Sint32, Wire::Varint(bits)) => {
            let bits = low(bits);
            Key::Signed(((bits >> 1).cast_signed() ^ -(bits & 1).cast_signed()).into())
        }
        (Value::Sint64, Wire::Varint(bits)) => {
            Key::Signed((bits >> 1).cast_signed() ^ -(bits & 1).cast_signed())
        }
        (Value::Fixed32, Wire::Fixed32(bits)) => Key::Unsigned(bits.into()),
        (Value::Uint64, Wire::Varint(bits)) | (Value::Fixed64, Wire::Fixed64(bits)) => {
            Key::Unsigned(bits)
        }
        (Value::Int32, Wire::Varint(bits)) => Key::Signed(low(bits).cast_signed().into()),
        (Value::Sfixed32, Wire::Fixed32(bits)) => Key::Signed(bits.cast_signed().into()),
        (Value::Int64, Wire::Varint(bits)) | (Value::Sfixed64, Wire::Fixed64(bits)) => {
            Key::Signed(bits.cast_signed())
        }
        _ => return None,
    })
}

/// Tells of every key whether it is the last of its kind.
fn last_of_each(keys: &[Key<'_>]) -> Vec<bool> {
    /// Up to so many, comparing all is quicker than hashing them.
    const FEW: usize = 16;

    let mut last = vec![true; keys.len()];
    if keys.len() <= FEW {
        for (index, key) in keys.iter().enumerate() {
            last[index] = !keys[index + 1..].contains(key);
        }
    } else {
        let mut seen = HashSet::with_capacity(keys.len());
        for (index, key) in keys.iter().enumerate().rev() {
            last[index] = seen.insert(*key);
        }
    }
    last
}
