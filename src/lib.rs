//! `dltctl` reads Kafka dead-letter topics, says why records failed, and replays selected ones exactly once.
//!
//! The library exists so that tests and the binary share one `run`; its interface is not stable.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

/// What was typed.
pub mod cli {
    pub mod connection;
    pub mod output;
    pub mod selection;
}
pub mod connect;
pub mod dead_letter;
pub mod demo;
pub mod dialect;
pub mod digest;
pub mod envelope;
pub mod error;
pub mod filter;
pub mod java;
pub mod kafka;
pub mod offsets;
pub mod payload;
pub mod record;
pub mod render;
pub mod replay;
pub mod sanitize;
pub mod scan;
pub mod settings;
pub mod summary;
pub mod times;
pub mod topics;
