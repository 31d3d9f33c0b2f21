//! The ways in which frameworks write dead letters.
//!
//! Belongs here: the table of dialects (`table.rs`), one file of rows per framework (`spring.rs`), and the code that
//! reads a record with it: `outline.rs` finds what belongs together, `reading.rs` and `failure.rs` say what it means,
//! `header.rs` decodes a single header. Does not belong here: what the meaning is used for.
//!
//! A new dialect is a new row, and a line in docs/dialects.md.

mod failure;
mod fields;
mod header;
mod names;
mod outline;
mod reading;
pub mod spring;
pub mod table;
mod wrappers;

#[cfg(test)]
mod tests;

pub use header::{HeaderValue, decode_header, is_failure_header};
pub use reading::{chain_has, chain_may_name, present, read};

/// A way of writing dead letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dialect {
    /// Spring Kafka's `DeadLetterPublishingRecoverer`.
    SpringDlt,
    /// Spring Kafka's non-blocking retries.
    SpringRetryTopic,
}

impl Dialect {
    /// Every dialect there is.
    pub const ALL: &[Self] = &[Self::SpringDlt, Self::SpringRetryTopic];

    /// Returns the name that people type and read.
    pub fn name(self) -> &'static str {
        match self {
            Self::SpringDlt => "spring-dlt",
            Self::SpringRetryTopic => "spring-retry-topic",
        }
    }

    /// Returns the dialect of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.name() == name)
    }
}
