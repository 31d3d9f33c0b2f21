//! JSON payloads against the JSON Schema that they name.
//!
//! Belongs here: schemas ([`Schema`]) and what payloads violate of them. Does not belong here: where schemas come from
//! (`registry/`), nor reading JSON for people (`payload::Json`).
//!
//! References are found among those that came with the schema, never on a network or a disk. A schema that does not say
//! its draft is of draft 7, as Confluent's readers take it (confluentinc/schema-registry, `JsonSchema.rawSchema`).
//!
//! Patterns are matched in time that is linear in the text, but for schemas with patterns that look around or back:
//! these are given up after 10 000 steps, which is a violation that says so. And a schema can ask for more work than
//! anyone can do, by references to references: what takes too many steps is not checked (`budget`).

mod budget;
mod schema;

pub use schema::{NotChecked, Schema, Violation};

#[cfg(test)]
mod tests;
