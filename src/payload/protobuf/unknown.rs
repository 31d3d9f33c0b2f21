//! What the schema does not know, and bytes, as JSON.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::notes::{self, Note};
use super::plan::Message;
use super::read::Reader;
use super::wire::{Span, Wire};
use crate::envelope::push_string;

impl Reader<'_, '_> {
    /// Appends the member for what the schema does not know.
    pub(super) fn unknown(&mut self, message: &Message, run: Range<usize>) {
        self.comma();
        self.out.extend_from_slice(b"\"@unknown\":[");
        for place in run {
            let Ok(field) = self.written(place) else {
                continue;
            };
            self.comma();
            self.out.extend_from_slice(b"{\"field\":");
            self.integer(i64::from(field.number));
            match field.wire {
                Wire::Varint(number) => self.unknown_number("varint", number),
                Wire::Fixed64(number) => self.unknown_number("fixed64", number),
                Wire::Fixed32(number) => self.unknown_number("fixed32", u64::from(number)),
                Wire::Group(span) => self.unknown_bytes("group", span),
                Wire::Bytes(span) => match notes::text(&self.bytes[span.start..span.end]) {
                    Some(text) => {
                        self.out.extend_from_slice(b",\"text\":");
                        push_string(self.out, text);
                    }
                    None => self.unknown_bytes("base64", span),
                },
            }
            self.out.push(b'}');
            let number = field.number;
            let name = message.name.clone();
            self.note(match message.slot(number) {
                Some(slot) => Note::WireType {
                    message: name,
                    field: number,
                    written: field.wire.name(),
                    expected: message.fields[slot].value.name(self.plan).to_owned(),
                },
                None => Note::Unknown {
                    message: name,
                    field: number,
                    value: notes::excerpt(field.wire, self.bytes),
                },
            });
        }
        self.out.push(b']');
    }

    fn unknown_number(&mut self, name: &str, number: u64) {
        self.out
            .extend_from_slice(format!(",\"{name}\":{number}").as_bytes());
    }

    fn unknown_bytes(&mut self, name: &str, span: Span) {
        self.out
            .extend_from_slice(format!(",\"{name}\":").as_bytes());
        self.base64(span);
    }

    /// Appends bytes as a string of base64.
    pub(super) fn base64(&mut self, span: Span) {
        let bytes = &self.bytes[span.start..span.end];
        self.out.push(b'"');
        let start = self.out.len();
        self.out.resize(start + bytes.len().div_ceil(3) * 4, 0);
        // The room is of the right size, so this does not fail.
        let written = STANDARD
            .encode_slice(bytes, &mut self.out[start..])
            .unwrap_or(0);
        self.out.truncate(start + written);
        self.out.push(b'"');
    }

    /// Appends a comma, except at the beginning of a list or an object.
    pub(super) fn comma(&mut self) {
        if !matches!(self.out.last(), Some(b'[' | b'{')) {
            self.out.push(b',');
        }
    }
}
