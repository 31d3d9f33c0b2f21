//! What keys and values are, for people and filters.
//!
//! Belongs here: one file per format, all yielding [`Payload`], and the [`Decoder`] that tells which one it is. Does not
//! belong here: headers (`dialect/`), colours and layout (`render/`), how a registry is asked (`registry/`). A payload is a
//! view beside the record and is never fed back into one.

pub mod avro;
mod calendar;
pub mod cbor;
mod compiled;
mod decoder;
mod explain;
mod frame;
mod hex;
mod java_object;
mod json;
pub mod json_schema;
mod look;
pub mod message_pack;
mod number;
mod part;
mod plain;
mod problem;
pub mod protobuf;
mod rules;
mod same;
mod schema;
mod validation;
mod view;

pub use compiled::{Schema, of_proto_files};
pub use decoder::Decoder;
pub use explain::Step;
pub use hex::{HexDump, digits};
pub use json::{Json, Token, safe};
pub use part::Part;
pub use problem::{Problem, ProblemKind};
pub use rules::{FormatRule, PartRule, PayloadRule};
pub use schema::{
    Broken, Language, Missing, NoRegistry, Reference, SchemaId, SchemaText, Schemas, first_bytes,
};
pub use validation::{Against, Tried, Validation};
pub use view::{Format, Payload, SchemaUse, Shown};

#[cfg(test)]
mod tests;
