//! Which records a command is about.
//!
//! Belongs here: one file per kind of predicate, and the order in which they are asked. Does not belong here: offsets,
//! counts and times that bound a scan (`offsets.rs`), nor flags (`cli.rs`).

mod cause;
mod cel;
mod exception;
mod grep;
mod header;
mod key;
mod message;
mod name;
mod of_kind;
mod origin;
mod place;
mod sample;
mod staged;
mod state;
mod text;
mod tombstone;
mod trace;
mod window;

pub use cause::{Attempts, AttemptsRange, RootCause, Stack};
pub use cel::{AnyOf, Expression, TextOf, Where};
pub use exception::{ClassPattern, Exception};
pub use grep::{Grep, GrepPart};
pub use header::{Header, HeaderTest};
pub use key::Key;
pub use message::Message;
pub use name::NamePattern;
pub use of_kind::OfKind;
pub use origin::{ConsumerGroup, Origin, OriginPattern, OriginalWindow, WrittenIn};
pub use place::{OfTopic, Partitions, Refs};
pub use sample::{SampleSize, Share, lot};
pub use staged::{Filter, FilterBuilder, Predicate, Stage, Verdict};
pub use state::{HandledSet, Replayed, State};
pub use text::{Regexp, TextMatcher, TextPattern};
pub use tombstone::{IsTombstone, Tombstones};
pub use trace::Trace;
pub use window::Window;

#[cfg(test)]
mod tests;
