//! The ways in which frameworks write dead letters.
//!
//! Belongs here: the table of dialects (`table.rs`), one file of rows per framework or family (`spring.rs` and so on), and the code that
//! reads a record with it: `outline.rs` finds what belongs together, `reading.rs` and `failure.rs` say what it means,
//! `header.rs` decodes a single header. Does not belong here: what the meaning is used for.
//!
//! A new dialect is a new row, and a line in docs/dialects.md.

mod document;
mod failure;
mod fields;
mod header;
pub mod jvm;
pub mod kafka;
mod names;
mod outline;
mod reading;
pub mod smallrye;
pub mod spring;
pub mod table;
mod wrappers;

#[cfg(test)]
mod tests;

pub use header::{HeaderValue, decode_header, is_failure_header};
pub use reading::{chain_has, chain_may_name, present, read};
pub use table::Dialect;
