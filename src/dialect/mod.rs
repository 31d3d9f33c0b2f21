//! The ways in which frameworks write dead letters.
//!
//! Belongs here: the table of dialects (`table.rs`), one file of rows per framework or family (`spring.rs` and so on), and the code that
//! reads a record with it: `outline.rs` finds what belongs together, `reading.rs` and `failure.rs` say what it means,
//! `header.rs` decodes a single header, `unmarked.rs`
//! finds what no header marks. Does not belong here: what the meaning is used for.
//!
//! A new dialect is a new row, and a line in docs/dialects.md.

mod confluent;
mod document;
mod dotnet;
mod envelopes;
mod failure;
mod field;
mod fields;
mod go;
mod guesses;
mod header;
mod jvm;
mod kafka;
mod likeness;
mod names;
mod outline;
pub mod own;
mod reading;
mod scripting;
mod smallrye;
mod spring;
pub mod table;
mod unmarked;
mod wrappers;

#[cfg(test)]
mod tests;

pub use header::{HeaderValue, decode_header, is_failure_header};
pub use reading::{chain_has, chain_may_name, present, read};
pub use table::Dialect;
