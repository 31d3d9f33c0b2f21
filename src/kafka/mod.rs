//! The edge to Kafka: the only module that names the client library.
//!
//! Belongs here: configuration, metadata, watermarks, reading, and in `write/` everything that changes a user's
//! cluster. Does not belong here: what a record means, and anything a person reads.

pub mod build;
pub mod cluster;
pub mod config;
pub mod error;
pub mod fetch;
mod ffi;
pub mod mock;
mod port;
mod questions;
pub mod topics;
pub mod write;

pub use cluster::Cluster;
pub use config::{ClientProperties, ReadMode};
