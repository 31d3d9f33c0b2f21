//! Who names the brokers.
//!
//! Brokers, credentials and guardrails belong together: a context applies as a whole or not at all. It applies when `-C`
//! names it, or when nothing stronger names brokers; so a password of one cluster is never shown to another.

use super::NamedBy;
use super::config_file::Context;
use crate::connect::{ContextNamedBy, Indirection, PropertySource, RawProperty};
use crate::error::{Error, Result};

/// Names of the properties that list brokers: Java's and librdkafka's, and librdkafka's older one.
const BROKER_NAMES: [&str; 2] = ["bootstrap.servers", "metadata.broker.list"];

/// The variable of this tool's own that lists brokers, in both spellings of the flag.
const OWN_VARIABLES: [&str; 2] = ["DLTCTL_BOOTSTRAP_SERVER", "DLTCTL_BOOTSTRAP_SERVERS"];

/// The variable that many tools share.
const SHARED_VARIABLE: &str = "KAFKA_BOOTSTRAP_SERVERS";

/// A context that was chosen, and by what.
#[derive(Clone, Debug)]
pub(super) struct Chosen<'a> {
    pub(super) name: String,
    pub(super) by: ContextNamedBy,
    pub(super) context: &'a Context,
    /// The properties of its `command_config` files, then its own, weakest first.
    pub(super) properties: Vec<RawProperty>,
}

/// Everything that may name brokers.
pub(super) struct Candidates<'a> {
    /// `-b`.
    pub(super) flag: Option<&'a str>,
    /// `-X`.
    pub(super) typed: &'a [RawProperty],
    /// `-F`, else `DLTCTL_COMMAND_CONFIG`.
    pub(super) files: &'a [RawProperty],
    /// Whether `files` were named by `DLTCTL_COMMAND_CONFIG`.
    pub(super) files_by_variable: bool,
    /// The context that would apply.
    pub(super) chosen: Option<&'a Chosen<'a>>,
    /// Looks up a variable.
    pub(super) variable: &'a dyn Fn(&str) -> Option<&'a str>,
}

/// The brokers, as written, and who said so.
#[derive(Debug)]
pub(super) struct Brokers {
    pub(super) servers: String,
    pub(super) named_by: NamedBy,
    /// Whether the chosen context applies.
    pub(super) with_context: bool,
}

impl Candidates<'_> {
    /// Decides; none where nothing names a broker.
    pub(super) fn decide(&self, indirection: &Indirection<'_>) -> Result<Option<Brokers>> {
        let by_flag = self
            .chosen
            .filter(|chosen| chosen.by == ContextNamedBy::Flag);
        let found = |servers: String, named_by| {
            Ok(Some(Brokers {
                servers,
                named_by,
                with_context: by_flag.is_some(),
            }))
        };
        if let Some(servers) = self.flag {
            return found(servers.to_owned(), NamedBy::Flag);
        }
        if let Some(property) = brokers_of(self.typed) {
            return found(indirection.resolve(property)?, NamedBy::Flag);
        }
        let in_files = brokers_of(self.files);
        if let (Some(property), false) = (in_files, self.files_by_variable) {
            return found(indirection.resolve(property)?, file_of(property));
        }
        if let Some(chosen) = by_flag {
            return of_context(chosen, indirection).map(Some);
        }
        for variable in OWN_VARIABLES {
            if let Some(servers) = (self.variable)(variable) {
                return found(servers.to_owned(), NamedBy::Environment(variable));
            }
        }
        if let Some(property) = in_files {
            return found(indirection.resolve(property)?, file_of(property));
        }
        let by_variable = self
            .chosen
            .filter(|chosen| chosen.by == ContextNamedBy::Environment);
        if let Some(chosen) = by_variable {
            return of_context(chosen, indirection).map(Some);
        }
        if let Some(servers) = (self.variable)(SHARED_VARIABLE) {
            return found(servers.to_owned(), NamedBy::Environment(SHARED_VARIABLE));
        }
        self.chosen
            .map(|chosen| of_context(chosen, indirection))
            .transpose()
    }
}

fn of_context(chosen: &Chosen<'_>, indirection: &Indirection<'_>) -> Result<Brokers> {
    let servers = match &chosen.context.bootstrap_servers {
        Some(servers) => Some(indirection.resolve(&RawProperty {
            name: "bootstrap_servers".to_owned(),
            value: servers.clone(),
            source: PropertySource::Context(chosen.name.clone()),
        })?),
        None => brokers_of(&chosen.properties)
            .map(|property| indirection.resolve(property))
            .transpose()?,
    };
    let Some(servers) = servers else {
        return Err(Error::usage(format!("the context {} names no brokers", chosen.name))
            .why("it has no `bootstrap_servers`, and no `command_config` with `bootstrap.servers`")
            .hint(format!(
                "add `bootstrap_servers = [\"broker:9092\"]` below [contexts.{}]",
                chosen.name
            )));
    };
    Ok(Brokers {
        servers,
        named_by: NamedBy::Context(chosen.name.clone(), chosen.by),
        with_context: true,
    })
}

/// Returns the property that lists brokers, the last one of several.
pub(super) fn brokers_of(properties: &[RawProperty]) -> Option<&RawProperty> {
    properties.iter().rev().find(|property| {
        BROKER_NAMES.contains(&property.name.as_str()) && !property.value.trim().is_empty()
    })
}

fn file_of(property: &RawProperty) -> NamedBy {
    match &property.source {
        PropertySource::File(path) => NamedBy::PropertiesFile(path.clone()),
        _ => NamedBy::Flag,
    }
}

/// Tidies a list of brokers and fails on what cannot be one.
pub(super) fn tidy(brokers: &Brokers) -> Result<String> {
    let wrong = |why: String| {
        Error::usage(format!(
            "`{}` is no list of brokers ({})",
            brokers.servers.trim(),
            brokers.named_by
        ))
        .why(why)
        .hint("write host:port, several separated by commas: broker-1:9092,broker-2:9092")
    };
    let servers: Vec<&str> = entries(&brokers.servers).collect();
    if servers.is_empty() {
        return Err(wrong("it is empty".to_owned()));
    }
    for server in &servers {
        let address = match server.split_once("://") {
            Some((scheme, _)) if scheme.to_ascii_lowercase().starts_with("http") => {
                return Err(wrong(format!(
                    "{server} is the address of a web server, and Kafka speaks a protocol of its own"
                )));
            }
            Some((_, address)) => address,
            None => server,
        };
        // An address in brackets has colons of its own.
        let (host, port) = match address.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (address, None),
        };
        if host.is_empty() || host.contains(|c: char| c.is_whitespace() || c == '=' || c == '/') {
            return Err(wrong(format!("`{server}` has no host")));
        }
        if let Some(port) = port
            && !port.parse::<u16>().is_ok_and(|port| port > 0)
        {
            return Err(wrong(format!("`{port}` is no port")));
        }
    }
    Ok(servers.join(","))
}

/// Tells whether two lists have a broker in common.
pub(super) fn overlap(one: &str, other: &str) -> bool {
    entries(one).any(|server| entries(other).any(|known| known.eq_ignore_ascii_case(server)))
}

fn entries(servers: &str) -> impl Iterator<Item = &str> {
    servers
        .split(',')
        .map(str::trim)
        .filter(|server| !server.is_empty())
}
