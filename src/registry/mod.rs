//! The schema registry: who knows what an id in a payload means.
//!
//! Belongs here: asking it over HTTP, remembering its answers, and counting what it could not tell. Does not belong here:
//! what a schema says (`payload/`), nor who named the registry (`settings/`). It is asked when the first schema is
//! needed, so a command that looks at headers only never reaches it.

mod answer;
mod any_name;
mod ask;
mod cache;
mod client;
mod places;
mod registry_settings;
mod schemas;
mod tally;

pub use places::Places;
pub use registry_settings::{Login, Proxy, RegistrySettings, Tls};
pub use schemas::Registry;

#[cfg(test)]
mod tests;
