//! Values as bytes: tables, the detail screen, JSON, errors.
//!
//! Belongs here: everything about how a value looks. Does not belong here: what it means (the core), nor where the
//! bytes go and how wide the terminal is (`ui.rs`); both are passed in. Text that came from outside is escaped
//! (`sanitize`) by whatever puts it into a cell or a line.

mod column;
mod csv;
pub mod detail;
pub mod error;
mod json;
mod list;
mod page;
mod pick;
mod plain;
pub mod plan;
pub mod report;
mod style;
pub mod summary;
mod table;
mod template;
mod time;
pub mod topics;
pub mod tour;
pub mod yaml;

pub use crate::quantity;
pub use column::{Column, Known};
pub use csv::Csv;
pub(crate) use list::simple_name;
pub use list::{Layout, List, Row};
pub use pick::Shown;
pub use plain::{push_name, push_raw};
pub use style::Screen;
pub use template::{Printed, Template};

#[cfg(test)]
mod tests;
