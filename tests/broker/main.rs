//! Tests against a real Apache Kafka, started by the tests themselves.
//!
//! They need JDK 17 or newer and Maven. Without them every test here says in one line what it did not prove and
//! passes; with `DLTCTL_REQUIRE_BROKER=1` it fails instead.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the layers of the program do not bind its tests, and a panic is how a test reports"
)]

mod acceptance;
mod completion;
mod connecting;
mod connection_errors;
mod doors;
mod framework_fixtures;
mod harness;
mod least_rights;
mod payload_fixtures;
mod payloads;
mod reading;
mod redaction;
mod replay_asked;
mod replay_core;
mod replay_elsewhere;
mod replay_ends;
mod replay_faults;
mod replay_frameworks;
mod replay_hostile;
mod replay_kills;
mod replay_records;
mod replay_rights;
mod replay_targets;
mod replay_tear;
mod schema_registry;
mod spring_fixtures;
mod support;
mod topics;
mod triage;
