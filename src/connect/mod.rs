//! What a person or another tool wrote down about a cluster, made into settings of librdkafka.
//!
//! Belongs here: reading Java `.properties`, JAAS and PEM, the tables of property names, and the result, a
//! [`Connection`]. All of it is pure: files and variables are read through what is passed in. Does not belong here:
//! which of several sources wins (`settings/`), making a client (`kafka/config.rs`).

mod connection;
mod indirection;
pub(crate) mod jaas;
mod kcat;
mod names;
mod pem;
mod properties;
mod property;
pub(crate) mod registry;
mod secret;
mod translate;

pub use connection::{Confirm, Connection, ContextNamedBy, NamedBy};
pub(crate) use indirection::Indirection;
pub(crate) use kcat::parse as parse_kcat;
pub(crate) use properties::parse as parse_properties;
pub(crate) use property::RawProperty;
pub use property::{Property, PropertySource, PropertyValue};
pub use secret::Secret;
pub(crate) use secret::is_secret_name;
pub(crate) use translate::translate;

/// Reads a whole file by its path; passed in, so that nothing here touches the file system by itself.
pub(crate) type ReadFile<'a> = &'a dyn Fn(&std::path::Path) -> std::io::Result<Vec<u8>>;
