//! What `dltctl demo` shows: a shop whose services left dead letters behind, and the tour through them, as data.
//!
//! Belongs here: the records, made of a seed and a time, in the bytes that Spring Kafka writes; and the steps of the
//! tour. Does not belong here: starting a cluster or running a command (`commands/demo.rs`).

mod failures;
mod hostile;
mod random;
mod service;
mod shop;
mod spoil;
mod spring;
pub mod tour;
mod trace;
mod world;

pub use world::{World, world};
