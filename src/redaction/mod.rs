//! Masking of personal data: rules, and copies of records in which what they cover does not exist any more.
//!
//! Belongs here: the rules, the paths into JSON, what of a record may quote what is masked. Does not belong here: where
//! masking is applied (`commands/`), and how a masked part looks (`render/`, `envelope/`).
//!
//! Whoever shows a record is handed the masked copy and nothing else, so no output has to think of it. Filters, and all
//! that a replay sends and decides, see the record itself.

mod copy;
mod json;
mod path;
mod quotes;
mod rule;
mod withheld;

pub use copy::Redaction;
pub use rule::RedactionRule;
pub use withheld::{HeaderMark, Withheld, WithheldPart};

/// What stands in place of what is masked.
pub const REDACTED: &str = "[redacted]";

#[cfg(test)]
mod tests;
