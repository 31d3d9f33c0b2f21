//! The stable id of a *kind of failure*, and what it is made of. docs/kinds.md says it for users.
//!
//! Belongs here: one file per language of stack traces, the normaliser of messages, and the id. Does not belong here:
//! which header holds what (`dialect/`), nor the hash of one record's content (`digest.rs`), which is something else.
//!
//! The work for one record is bounded: `trace::MOST_BYTES` of a stack trace and `message::MOST_BYTES` of a message are
//! looked at, each once from the beginning to the end.

mod dotnet;
mod go;
mod id;
mod java;
mod message;
mod node;
mod packages;
mod python;
mod trace;

pub use id::{Evidence, Fingerprint, FingerprintPrefix};
pub use message::normalise;
use message::normalise_into;
pub use packages::Packages;
pub use trace::{Language, Trace};

#[cfg(test)]
pub(crate) use tests::letter as letter_of_test;

#[cfg(test)]
mod tests;
