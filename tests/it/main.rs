//! Tests of the whole program without Java: in the process, and of the built binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a panic is how a test reports, and the layers of the program do not bind it"
)]

mod decode;
mod demo;
mod dialects;
mod fuzz;
mod layering;
mod output;
mod payload_rules;
mod plain;
mod readme;
mod support;
mod told;
