//! What keys and values are, for people and filters.
//!
//! Belongs here: one file per format, all yielding [`Payload`]. Does not belong here: headers (`dialect/`), colours and
//! layout (`render/`). A payload is a view beside the record and is never fed back into one.

pub mod avro;
mod calendar;
pub mod cbor;
mod hex;
mod json;
pub mod json_schema;
pub mod message_pack;
mod number;
mod plain;
pub mod protobuf;
mod schema;
mod view;

pub use hex::{HexDump, digits};
pub use json::{Json, Token, safe};
pub use schema::{
    Broken, Language, Missing, NoRegistry, Reference, SchemaId, SchemaText, Schemas, first_bytes,
};
pub use view::{Format, Payload};

#[cfg(test)]
mod tests;
