//! The record envelope, version 1: one record as one JSON object, and back.
//!
//! Belongs here: the writer, the reader and the framing (lines, or one array) of the format that `export`, `list` and
//! `show` share; docs/json.md is its contract. Does not belong here: what headers mean (`dialect/`), what payloads mean
//! (`payload/`), where the bytes go (`render/`, `commands/`).
//!
//! The envelope alone is enough to write the record again, byte for byte: a key, a value and a header are `text` where
//! their bytes are UTF-8, else `base64`, or `"null":true`. Everything else in it (`time`, `data`, `dead_letter`,
//! `notes`) is a view for people and programs, and is never read back.

mod document;
mod json;
mod read;
mod reader;
mod redacted;
mod write;

pub use document::{Chunk, Document, Form};
pub use json::push_string;
pub(crate) use json::{push_base64, push_integer};
pub use read::{EnvelopeError, ReadRecord, read_line};
pub use reader::{MAX_RECORD_BYTES, Reader};
pub use write::{Fidelity, Identity, View, write, write_failure, write_meaning};

/// The version that the writer writes and the reader reads.
pub const VERSION: u32 = 1;

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
