//! The messages of `google/protobuf/` whose JSON is not that of other messages.

use std::ops::Range;

use jiff::Timestamp;
use smallvec::SmallVec;

use super::notes::Note;
use super::path::{Key, Step};
use super::plan::{Field, Message, Times, Value};
use super::read::Reader;
use super::value::integer;
use super::wire::{Fault, Span};
use crate::envelope::push_string;

/// The enum whose only value is JSON's null.
pub(super) const NULL_VALUE: &str = "google.protobuf.NullValue";

/// How a message looks as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// An object.
    Plain,
    /// RFC 3339 in UTC, with 0, 3, 6 or 9 digits.
    Timestamp,
    /// Seconds with `s` behind them, with 0, 3, 6 or 9 digits.
    Duration,
    /// The value of its only field: the wrappers, `Struct` and `ListValue`.
    Only,
    /// The value of the field that is present, or null: `Value`.
    Either,
    /// Paths with commas between them. They stay as they are written, because the names of members do.
    FieldMask,
    /// The members of the message in it, with its type as `@type`.
    Any,
}

impl Shape {
    /// Returns the shape of a message. One that only has the name of a well-known one is an object as any other.
    pub(super) fn of(name: &str, fields: &[Field]) -> Self {
        let Some(name) = name.strip_prefix("google.protobuf.") else {
            return Self::Plain;
        };
        let shape: Vec<_> = fields
            .iter()
            .map(|field| (field.number, field.times, field.value))
            .collect();
        let once = |value: Value| shape == [(1, Times::Once, value)];
        let span = [
            (1, Times::Once, Value::Int64),
            (2, Times::Once, Value::Int32),
        ];
        let matches = |wanted: bool, shape: Self| if wanted { shape } else { Self::Plain };
        match name {
            "Timestamp" => matches(shape == span, Self::Timestamp),
            "Duration" => matches(shape == span, Self::Duration),
            "DoubleValue" => matches(once(Value::Double), Self::Only),
            "FloatValue" => matches(once(Value::Float), Self::Only),
            "Int64Value" => matches(once(Value::Int64), Self::Only),
            "UInt64Value" => matches(once(Value::Uint64), Self::Only),
            "Int32Value" => matches(once(Value::Int32), Self::Only),
            "UInt32Value" => matches(once(Value::Uint32), Self::Only),
            "BoolValue" => matches(once(Value::Bool), Self::Only),
            "StringValue" => {
                let is_string = matches!(shape[..], [(1, Times::Once, Value::String { .. })]);
                matches(is_string, Self::Only)
            }
            "BytesValue" => matches(once(Value::Bytes), Self::Only),
            "Struct" => matches(matches!(shape[..], [(1, Times::Map, _)]), Self::Only),
            "ListValue" => matches(
                matches!(shape[..], [(1, Times::Many, Value::Message(_))]),
                Self::Only,
            ),
            "Value" => matches(
                fields.iter().all(|field| field.oneof == Some(0)),
                Self::Either,
            ),
            "FieldMask" => matches(
                matches!(shape[..], [(1, Times::Many, Value::String { .. })]),
                Self::FieldMask,
            ),
            "Any" => matches(
                matches!(
                    shape[..],
                    [
                        (1, Times::Once, Value::String { .. }),
                        (2, Times::Once, Value::Bytes)
                    ]
                ),
                Self::Any,
            ),
            _ => Self::Plain,
        }
    }
}

impl<'a> Reader<'a, '_> {
    /// Appends a message of another shape than an object, whose fields are all known.
    pub(super) fn well_known(
        &mut self,
        shape: Shape,
        message: &'a Message,
        fields: Range<usize>,
    ) -> Result<(), Fault> {
        match shape {
            Shape::Timestamp | Shape::Duration => {
                let seconds = self.last_integer(fields.clone(), 0, Value::Int64);
                let nanos = self.last_integer(fields.clone(), 1, Value::Int32);
                let text = match shape {
                    Shape::Timestamp => timestamp(seconds, nanos),
                    _ => duration(seconds, nanos),
                };
                if let Some(text) = text {
                    push_string(self.out, &text);
                    return Ok(());
                }
            }
            Shape::Only => {
                if let [field] = message.fields.as_slice() {
                    return self.field_or_default(field, self.run(fields, 0));
                }
            }
            Shape::Either => {
                let present = (0..message.fields.len())
                    .map(|slot| (slot, self.run(fields.clone(), slot)))
                    .find(|(_, run)| !run.is_empty());
                if let Some((slot, run)) = present {
                    return self.field(&message.fields[slot], run);
                }
                self.out.extend_from_slice(b"null");
                return Ok(());
            }
            Shape::FieldMask => return self.field_mask(fields),
            Shape::Any => return self.any(fields),
            Shape::Plain => {}
        }
        // Out of the range that its text has: as it is.
        self.open(b'{')?;
        self.members(message, fields)?;
        self.close(b'}');
        Ok(())
    }

    fn field_or_default(&mut self, field: &'a Field, run: Range<usize>) -> Result<(), Fault> {
        if run.is_empty() {
            self.out.extend_from_slice(&field.default);
            return Ok(());
        }
        self.field(field, run)
    }

    fn last_integer(&self, fields: Range<usize>, slot: usize, value: Value) -> i64 {
        let last = self.run(fields, slot).last();
        let wire = last.and_then(|place| self.wire(place).ok());
        match wire.and_then(|wire| integer(value, wire)) {
            Some(Key::Signed(number)) => number,
            _ => 0,
        }
    }

    fn field_mask(&mut self, fields: Range<usize>) -> Result<(), Fault> {
        let mut paths: Vec<&str> = Vec::new();
        for (index, place) in self.run(fields, 0).enumerate() {
            let Some(span) = self.span(place) else {
                continue;
            };
            match std::str::from_utf8(&self.bytes[span.start..span.end]) {
                Ok(path) => paths.push(path),
                Err(error) => {
                    self.path.extend([Step::Field("paths"), Step::Index(index)]);
                    let at = span.start + error.valid_up_to();
                    return Err(Fault::new(at, "a string that is not UTF-8"));
                }
            }
        }
        push_string(self.out, &paths.join(","));
        Ok(())
    }

    /// Appends the message in an `Any`: as what its type says if that is in the schema, else as bytes.
    fn any(&mut self, fields: Range<usize>) -> Result<(), Fault> {
        let bytes = self.bytes;
        let of = |reader: &Self, slot| {
            let last = reader.run(fields.clone(), slot).last();
            last.and_then(|place| reader.span(place))
        };
        let url = of(self, 0).unwrap_or(Span { start: 0, end: 0 });
        let content = of(self, 1).unwrap_or(Span {
            start: url.end,
            end: url.end,
        });
        let url = match std::str::from_utf8(&bytes[url.start..url.end]) {
            Ok(url) => url,
            Err(error) => {
                self.path.push(Step::Field("type_url"));
                let at = url.start + error.valid_up_to();
                return Err(Fault::new(at, "a string that is not UTF-8"));
            }
        };
        self.open(b'{')?;
        self.out.extend_from_slice(b"\"@type\":");
        push_string(self.out, url);
        let name = url.rsplit('/').next().unwrap_or(url);
        let mark = self.mark();
        let why = match self.plan.by_name.get(name) {
            None => format!("{name} is not in the schema"),
            Some(&place) => match self.any_members(place, content) {
                Ok(()) => {
                    self.close(b'}');
                    return Ok(());
                }
                Err(fault) => {
                    self.go_back(&mark);
                    format!("is no {name}: byte {}: {}", fault.at(), fault.why())
                }
            },
        };
        if !url.is_empty() {
            self.note(Note::Any(why));
        }
        self.out.extend_from_slice(b",\"value\":");
        self.base64(content);
        self.close(b'}');
        Ok(())
    }

    fn any_members(&mut self, place: usize, content: Span) -> Result<(), Fault> {
        let plan = self.plan;
        let message = &plan.messages[place];
        let spans: SmallVec<[Span; 1]> = SmallVec::from_elem(content, 1);
        if message.shape != Shape::Plain {
            self.out.extend_from_slice(b",\"value\":");
            return self.message(place, &spans);
        }
        let fields = self.enter(message, &spans)?;
        self.members(message, fields.clone())?;
        self.leave(&fields);
        Ok(())
    }
}

/// Returns RFC 3339, of the years 1 to 9999.
fn timestamp(seconds: i64, nanos: i64) -> Option<String> {
    const YEARS: Range<i64> = -62_135_596_800..253_402_300_800;
    if !YEARS.contains(&seconds) || !(0..1_000_000_000).contains(&nanos) {
        return None;
    }
    let time = Timestamp::new(seconds, i32::try_from(nanos).ok()?).ok()?;
    Some(match digits(nanos) {
        0 => format!("{time:.0}"),
        digits => format!("{time:.digits$}"),
    })
}

/// Returns seconds, of up to 10 000 years.
fn duration(seconds: i64, nanos: i64) -> Option<String> {
    const MOST: i64 = 315_576_000_000;
    let one_sign = seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0);
    if !(-MOST..=MOST).contains(&seconds) || nanos.abs() >= 1_000_000_000 || !one_sign {
        return None;
    }
    let sign = if seconds < 0 || nanos < 0 { "-" } else { "" };
    let whole = format!("{sign}{}", seconds.abs());
    let nanos = format!("{:09}", nanos.abs());
    Some(match digits(nanos.parse().unwrap_or(0)) {
        0 => format!("{whole}s"),
        digits => format!("{whole}.{}s", &nanos[..digits]),
    })
}

/// Returns how many digits behind the point canonical JSON writes.
fn digits(nanos: i64) -> usize {
    match nanos {
        0 => 0,
        _ if nanos % 1_000_000 == 0 => 3,
        _ if nanos % 1_000 == 0 => 6,
        _ => 9,
    }
}
