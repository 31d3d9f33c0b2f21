//! Finding the fields of a message, before any of them is shown: which of them stand where.

use std::ops::Range;

use smallvec::SmallVec;

use super::notes::Note;
use super::path::Step;
use super::plan::{Message, Times};
use super::read::Reader;
use super::wire::{self, Fault, MAX_DEPTH, Span, Wire};

/// The slot of what the schema does not know; behind those of all fields.
pub(super) const UNKNOWN: u32 = u32::MAX;

/// The slot of a member of a oneof that another member replaced.
pub(super) const REPLACED: u32 = u32::MAX - 1;

/// A field as it is written: which, and where its tag stands. What it holds is read again when it is its turn.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) slot: u32,
    pub(super) at: u32,
}

impl<'a> Reader<'a, '_> {
    /// Finds the fields of a message, and returns their places among the entries, in the order of the slots.
    pub(super) fn enter(
        &mut self,
        message: &'a Message,
        spans: &[Span],
    ) -> Result<Range<usize>, Fault> {
        let at = spans.first().map_or(0, |span| span.start);
        if self.depth > MAX_DEPTH {
            return Err(wire::too_deep(at));
        }
        self.check_room(at)?;
        self.depth += 1;
        let first = self.entries.len();
        let mut ordered = true;
        let mut before = 0;
        for span in spans {
            let mut at = span.start;
            while at < span.end {
                let field = match wire::field(self.bytes, at, span.end, self.depth - 1) {
                    Ok(field) => field,
                    Err(fault) => return Err(self.at_field(message, first, fault)),
                };
                let slot = match message.slot(field.number) {
                    Some(slot) if message.fields[slot].is_written_as(field.wire) => {
                        u32::try_from(slot).unwrap_or(UNKNOWN)
                    }
                    _ => UNKNOWN,
                };
                ordered &= before <= slot;
                before = slot;
                self.entries.push(Entry {
                    slot,
                    at: u32::try_from(at).unwrap_or(u32::MAX),
                });
                at = field.next;
            }
        }
        if message.oneofs > 0 {
            ordered &= !self.drop_replaced(message, first)?;
        }
        if !ordered {
            // Later spans stand later in the bytes, so this is the order in which they were written.
            self.entries[first..].sort_unstable_by_key(|entry| (entry.slot, entry.at));
        }
        if self.depth == 1 {
            self.suspect(message, first);
        }
        for &slot in &message.required {
            if self.notes.is_full() {
                break;
            }
            if self.run(first..self.entries.len(), slot).is_empty() {
                self.path.push(Step::Field(&message.fields[slot].name));
                self.note(Note::MissingRequired);
                self.path.pop();
            }
        }
        Ok(first..self.entries.len())
    }

    /// Completes a fault with the way to the field whose bytes could not be read.
    fn at_field(&mut self, message: &'a Message, first: usize, fault: Fault) -> Fault {
        if let Some(number) = fault.number() {
            match message.slot(number) {
                Some(slot) => {
                    let field = &message.fields[slot];
                    self.path.push(Step::Field(&field.name));
                    if field.times != Times::Once {
                        let before = &self.entries[first..];
                        let same = before.iter().filter(|entry| entry.slot as usize == slot);
                        let index = same.count();
                        self.path.push(Step::Index(index));
                    }
                }
                None => self.path.push(Step::Number(number)),
            }
        }
        if self.depth == 1 {
            fault
        } else {
            fault.not_short()
        }
    }

    /// Marks the members of oneofs that were replaced by others later on; tells whether there were any.
    fn drop_replaced(&mut self, message: &'a Message, first: usize) -> Result<bool, Fault> {
        let oneof = |entry: Entry| message.fields.get(entry.slot as usize)?.oneof;
        // Of every oneof, the member that was written last, and where that member began to be written.
        let mut last: SmallVec<[(u32, usize); 8]> =
            SmallVec::from_elem((UNKNOWN, 0), message.oneofs);
        let mut replaced = false;
        for place in first..self.entries.len() {
            let entry = self.entries[place];
            if let Some(oneof) = oneof(entry)
                && last[oneof].0 != entry.slot
            {
                replaced |= last[oneof].0 != UNKNOWN;
                last[oneof] = (entry.slot, place);
            }
        }
        if !replaced {
            return Ok(false);
        }
        for place in first..self.entries.len() {
            let entry = self.entries[place];
            if let Some(oneof) = oneof(entry)
                && place < last[oneof].1
            {
                let field = &message.fields[entry.slot as usize];
                self.path.push(Step::Field(&field.name));
                self.discard(field.value, place)?;
                self.path.pop();
                self.entries[place].slot = REPLACED;
            }
        }
        Ok(true)
    }

    /// Looks whether a payload may be another message's.
    fn suspect(&mut self, message: &Message, first: usize) {
        let entries = &self.entries[first..];
        if entries.last().is_none_or(|last| last.slot != UNKNOWN) {
            return;
        }
        let mut known: Vec<u32> = Vec::new();
        let mut unknown: Vec<u32> = Vec::new();
        for entry in entries {
            match entry.slot {
                UNKNOWN => {
                    let field = wire::field(self.bytes, entry.at as usize, self.bytes.len(), 0);
                    unknown.extend(field.map(|field| field.number));
                }
                REPLACED => {}
                slot => known.push(slot),
            }
        }
        known.dedup();
        unknown.sort_unstable();
        unknown.dedup();
        if unknown.len() > known.len() {
            self.notes.add_first(Note::AnotherMessage {
                message: message.name.clone(),
                unknown: unknown.len(),
                fields: known.len() + unknown.len(),
            });
        }
    }

    /// Returns what was written of one field, of the entries of a message in the order of slots.
    pub(super) fn run(&self, fields: Range<usize>, slot: usize) -> Range<usize> {
        let entries = &self.entries[fields.clone()];
        let start = entries.partition_point(|entry| (entry.slot as usize) < slot);
        let end = entries.partition_point(|entry| (entry.slot as usize) <= slot);
        fields.start + start..fields.start + end
    }

    /// Returns what was written of a field; having been read once, it can be read again.
    pub(super) fn written(&self, place: usize) -> Result<wire::Field, Fault> {
        let at = self.entries[place].at as usize;
        wire::field(self.bytes, at, self.bytes.len(), 0)
    }

    pub(super) fn wire(&self, place: usize) -> Result<Wire, Fault> {
        Ok(self.written(place)?.wire)
    }

    /// Returns the bytes of a string, a message or a group.
    pub(super) fn span(&self, place: usize) -> Option<Span> {
        match self.wire(place) {
            Ok(Wire::Bytes(span) | Wire::Group(span)) => Some(span),
            _ => None,
        }
    }
}
