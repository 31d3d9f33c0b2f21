//! A record, printed by a template.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use jiff::tz::TimeZone;

use super::{Number, Piece, Template, Text, TextForm};
use crate::dead_letter::DeadLetterView;
use crate::payload::{Part, digits};
use crate::record::HeaderView;
use crate::render::column::{Datum, Known};
use crate::sanitize::block;

/// Where the text of a template goes.
#[derive(Clone, Debug)]
pub struct Printed {
    /// Whether a terminal gets it, which obeys control characters: those of the record are escaped then.
    pub for_terminal: bool,
    /// The zone of `%d`.
    pub zone: TimeZone,
}

/// A record, or one of its headers.
struct Subject<'l, 'r, 'k> {
    letter: &'l DeadLetterView<'r>,
    header: Option<HeaderView<'r>>,
    known: &'l Known<'k>,
}

impl Template {
    /// Appends one dead letter.
    pub fn push(
        &self,
        letter: &DeadLetterView<'_>,
        known: &Known<'_>,
        printed: &Printed,
        out: &mut Vec<u8>,
    ) {
        let subject = Subject {
            letter,
            header: None,
            known,
        };
        push_all(&self.pieces, &subject, printed, out);
    }
}

fn push_all(pieces: &[Piece], subject: &Subject<'_, '_, '_>, printed: &Printed, out: &mut Vec<u8>) {
    for piece in pieces {
        match piece {
            // What the user typed is the user's own.
            Piece::Literal(bytes) => out.extend_from_slice(bytes),
            Piece::EachHeader(pieces) => {
                for header in subject.letter.record().headers.iter() {
                    let of_header = Subject {
                        header: Some(header),
                        ..*subject
                    };
                    push_all(pieces, &of_header, printed, out);
                }
            }
            _ if printed.for_terminal => {
                let start = out.len();
                push_piece(piece, subject, printed, out);
                let escaped = block(&out[start..]).into_owned();
                out.truncate(start);
                out.extend_from_slice(escaped.as_bytes());
            }
            _ => push_piece(piece, subject, printed, out),
        }
    }
}

fn push_piece(piece: &Piece, subject: &Subject<'_, '_, '_>, printed: &Printed, out: &mut Vec<u8>) {
    match piece {
        Piece::Literal(_) | Piece::EachHeader(_) => {}
        Piece::Text(text, form) => subject.text(text, *form, out),
        Piece::Number(number, form) => form.push(subject.number(*number), out),
        Piece::Time(format) => {
            let ms = subject.number(Number::Timestamp);
            match jiff::Timestamp::from_millisecond(ms) {
                Ok(time) if ms >= 0 => {
                    let zoned = time.to_zoned(printed.zone.clone());
                    // The format was tried when it was read.
                    let text = jiff::fmt::strtime::format(format.as_bytes(), &zoned);
                    out.extend_from_slice(text.unwrap_or_default().as_bytes());
                }
                _ => out.extend_from_slice(ms.to_string().as_bytes()),
            }
        }
        Piece::Headers => {
            for (index, header) in subject.letter.record().headers.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                out.extend_from_slice(header.name);
                out.push(b'=');
                out.extend_from_slice(header.value.unwrap_or(b"NULL"));
            }
        }
    }
}

impl Subject<'_, '_, '_> {
    fn text(&self, text: &Text, form: TextForm, out: &mut Vec<u8>) {
        // What a schema describes is printed as its JSON, as kcat does with `-s`.
        let part = |part: Part, out: &mut Vec<u8>| match self.letter.decoded(part) {
            Some(decoded) => push_text(decoded.as_bytes(), form, out),
            None => push_text(self.letter.bytes(part).unwrap_or_default(), form, out),
        };
        let header = self.header.as_ref();
        match text {
            Text::Key => part(Part::Key, out),
            Text::Value => part(Part::Value, out),
            Text::HeaderName => push_text(header.map_or(b"", |header| header.name), form, out),
            Text::HeaderValue => {
                let value = header.and_then(|header| header.value);
                push_text(value.unwrap_or_default(), form, out);
            }
            Text::Column(column) => match column.datum(self.letter, self.known) {
                Datum::Absent | Datum::Null => {}
                Datum::Number(number) => push_text(number.to_string().as_bytes(), form, out),
                Datum::Text(text) => push_text(text.as_bytes(), form, out),
                Datum::Bytes(bytes) => push_text(bytes, form, out),
            },
        }
    }

    fn number(&self, number: Number) -> i64 {
        let record = self.letter.record();
        let envelope = &record.envelope;
        let length = |bytes: Option<&[u8]>| {
            bytes.map_or(-1, |bytes| i64::try_from(bytes.len()).unwrap_or(i64::MAX))
        };
        let header = self.header.as_ref();
        match number {
            Number::Partition => envelope.partition.into(),
            Number::Offset => envelope.offset,
            Number::LeaderEpoch => envelope.leader_epoch.map_or(-1, i64::from),
            Number::Timestamp => envelope.timestamp.map_or(-1, |timestamp| timestamp.ms),
            Number::KeyLength => length(envelope.key),
            Number::ValueLength => length(envelope.value),
            Number::HeaderCount => i64::try_from(record.headers.len()).unwrap_or(i64::MAX),
            Number::HeaderNameLength => length(header.map(|header| header.name)),
            Number::HeaderValueLength => length(header.and_then(|header| header.value)),
        }
    }
}

fn push_text(bytes: &[u8], form: TextForm, out: &mut Vec<u8>) {
    match form {
        TextForm::AsItIs => out.extend_from_slice(bytes),
        TextForm::Hex => out.extend_from_slice(digits(bytes, "").as_bytes()),
        TextForm::Base64 => out.extend_from_slice(STANDARD.encode(bytes).as_bytes()),
        TextForm::Base64Raw => out.extend_from_slice(STANDARD_NO_PAD.encode(bytes).as_bytes()),
    }
}
