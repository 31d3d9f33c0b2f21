//! Tests of the whole program without Java: in the process, and of the built binary.

mod layering;
mod plain;
mod support;
