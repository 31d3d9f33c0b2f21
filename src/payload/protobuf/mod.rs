//! Protobuf as people read it.
//!
//! Belongs here: `.proto` texts and descriptors ([`Schema`]), and messages as JSON by them ([`Schema::read`]). Does not
//! belong here: where schemas and files come from (`registry/`, `commands/`), nor the frames around messages.
//!
//! What the JSON looks like is told in `read`.

mod compile;
mod fields;
mod known;
mod notes;
mod path;
mod plan;
mod planner;
mod quiet;
mod read;
mod schema;
mod unknown;
mod value;
mod well_known;
mod wire;

pub use notes::{Note, Notes};
pub use schema::{Chosen, Schema};

#[cfg(test)]
mod tests;
