//! Small bounded readers of what Java programs leave behind.
//!
//! Belongs here: stack traces as text, and serialized objects. Does not belong here: which header holds them
//! (`dialect/`), what is shown of them (`render/`). Nothing here allocates by a length it has not checked.

pub mod serialized;
pub mod shape;
pub mod stack_trace;
