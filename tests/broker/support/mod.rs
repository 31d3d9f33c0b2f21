//! A Kafka broker, a hostile producer and an independent reader, for the tests of this binary.
//!
//! A test starts with `let Some(broker) = Broker::shared("what it proves") else { return };`, makes its topics with
//! [`Broker::topic`], writes with [`produce`](produce::produce) or [`Producer`](produce::Producer), and looks at
//! the outcome with [`Broker::dump`], which shares no code with the program under test.
#![allow(
    dead_code,
    reason = "the harness offers whole families of faults, operations and listeners"
)]

pub(crate) mod ask;
pub(crate) mod broker;
pub(crate) mod cache;
pub(crate) mod capture;
pub(crate) mod compare;
pub(crate) mod faults;
pub(crate) mod frameworks;
pub(crate) mod generator;
pub(crate) mod java;
pub(crate) mod jvm;
pub(crate) mod options;
pub(crate) mod oracle;
pub(crate) mod out;
pub(crate) mod produce;
pub(crate) mod registry;
pub(crate) mod replaying;
pub(crate) mod spring;
pub(crate) mod stand_in;
pub(crate) mod terminal;
pub(crate) mod typed;

pub(crate) use broker::Broker;
pub(crate) use options::{BrokerOptions, Listener, Mechanism};
pub(crate) use oracle::{Isolation, Record};
pub(crate) use out::Out;
pub(crate) use typed::{Shell, Typed};
