//! Descriptors, made ready for reading many messages: names written out, defaults written out, looked up by number.

use std::collections::HashMap;

use super::well_known::Shape;
use super::wire::Wire;

/// Every message and enum of a schema, its imports included. They name each other by their place.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) messages: Vec<Message>,
    pub(super) enums: Vec<Enum>,
    pub(super) by_name: HashMap<String, usize>,
}

/// A message.
#[derive(Debug)]
pub(super) struct Message {
    /// The full name.
    pub(super) name: String,
    /// The fields and known extensions by number; a field's place is its slot.
    pub(super) fields: Vec<Field>,
    /// How its JSON differs from that of other messages.
    pub(super) shape: Shape,
    /// How many oneofs there are, those that only stand for an `optional` not counted.
    pub(super) oneofs: usize,
    /// The slots of the fields that are shown even where they are absent.
    pub(super) implicit: Vec<usize>,
    /// The slots of required fields.
    pub(super) required: Vec<usize>,
    /// The messages declared in it, in their order; those that stand for entries of a map count.
    pub(super) children: Vec<usize>,
}

impl Message {
    /// Returns the slot of a field.
    pub(super) fn slot(&self, number: u32) -> Option<usize> {
        // Nearly always numbers begin at 1 and leave nothing out.
        let guess = (number as usize).wrapping_sub(1);
        if self
            .fields
            .get(guess)
            .is_some_and(|field| field.number == number)
        {
            return Some(guess);
        }
        let found = self
            .fields
            .binary_search_by_key(&number, |field| field.number);
        found.ok()
    }
}

/// A field or an extension.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) number: u32,
    /// As it is written in the `.proto`; of an extension the full name in brackets.
    pub(super) name: String,
    /// The name as the name of a JSON member, colon included.
    pub(super) member: Vec<u8>,
    pub(super) value: Value,
    pub(super) times: Times,
    /// The oneof that it is in.
    pub(super) oneof: Option<usize>,
    /// The JSON of its value where it is absent.
    pub(super) default: Vec<u8>,
}

impl Field {
    /// Tells whether the field may be written so: lists of numbers may be one run of bytes.
    pub(super) fn is_written_as(&self, wire: Wire) -> bool {
        let packed = self.times == Times::Many && self.value.is_packable();
        self.value.is_written_as(wire) || packed && matches!(wire, Wire::Bytes(_))
    }
}

/// How often a field stands in its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Times {
    /// At most once.
    Once,
    /// Any number of times.
    Many,
    /// Any number of times, as entries of a map.
    Map,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Double,
    Float,
    Int32,
    Int64,
    Uint32,
    Uint64,
    Sint32,
    Sint64,
    Fixed32,
    Fixed64,
    Sfixed32,
    Sfixed64,
    Bool,
    /// A string; `checked` where readers refuse one that is not UTF-8 (proto3).
    String {
        checked: bool,
    },
    Bytes,
    /// A message, with a length before it.
    Message(usize),
    /// A message between two tags.
    Group(usize),
    Enum(usize),
}

impl Value {
    /// Tells whether a value of this kind is written so.
    pub(super) fn is_written_as(self, wire: Wire) -> bool {
        match wire {
            Wire::Varint(_) => matches!(
                self,
                Self::Int32
                    | Self::Int64
                    | Self::Uint32
                    | Self::Uint64
                    | Self::Sint32
                    | Self::Sint64
                    | Self::Bool
                    | Self::Enum(_)
            ),
            Wire::Fixed64(_) => matches!(self, Self::Double | Self::Fixed64 | Self::Sfixed64),
            Wire::Fixed32(_) => matches!(self, Self::Float | Self::Fixed32 | Self::Sfixed32),
            Wire::Bytes(_) => matches!(self, Self::String { .. } | Self::Bytes | Self::Message(_)),
            Wire::Group(_) => matches!(self, Self::Group(_)),
        }
    }

    /// Tells whether a list of such values may be written as one run of bytes.
    pub(super) fn is_packable(self) -> bool {
        !matches!(
            self,
            Self::String { .. } | Self::Bytes | Self::Message(_) | Self::Group(_)
        )
    }

    /// Names the type as a `.proto` does.
    pub(super) fn name(self, plan: &Plan) -> &str {
        match self {
            Self::Double => "double",
            Self::Float => "float",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::Uint32 => "uint32",
            Self::Uint64 => "uint64",
            Self::Sint32 => "sint32",
            Self::Sint64 => "sint64",
            Self::Fixed32 => "fixed32",
            Self::Fixed64 => "fixed64",
            Self::Sfixed32 => "sfixed32",
            Self::Sfixed64 => "sfixed64",
            Self::Bool => "bool",
            Self::String { .. } => "string",
            Self::Bytes => "bytes",
            Self::Message(message) | Self::Group(message) => &plan.messages[message].name,
            Self::Enum(place) => &plan.enums[place].name,
        }
    }
}

/// An enum.
#[derive(Debug)]
pub(super) struct Enum {
    /// The full name.
    pub(super) name: String,
    /// The numbers in order, each with the JSON of its name; of aliases the one declared first.
    pub(super) values: Vec<(i32, Vec<u8>)>,
    /// Whether it is JSON's null, whatever its number.
    pub(super) is_null: bool,
}

impl Enum {
    /// Returns the JSON of a number's name.
    pub(super) fn value(&self, number: i32) -> Option<&[u8]> {
        if self.is_null {
            return Some(b"null");
        }
        let found = self.values.binary_search_by_key(&number, |value| value.0);
        found.ok().map(|place| self.values[place].1.as_slice())
    }
}
