//! The flags that say which cluster is meant and how to reach it.

use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Which cluster, and how to reach it. What is not typed is looked up by `settings`, never by clap, so that precedence
/// and origin of every value are decided in one place.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Connection")]
pub struct ConnectionArgs {
    /// Brokers to start from, separated by commas
    #[arg(
        short = 'b',
        long = "bootstrap-server",
        visible_aliases = ["bootstrap-servers", "brokers"],
        value_name = "HOST:PORT,…",
        global = true
    )]
    pub bootstrap_server: Option<String>,

    /// Properties file of a Kafka client, with Java's or librdkafka's names; repeatable, the last one wins
    #[arg(
        short = 'F',
        long = "command-config",
        visible_alias = "config-file",
        value_name = "FILE",
        global = true
    )]
    pub command_config: Vec<PathBuf>,

    /// One property of the client, with its Java or librdkafka name; repeatable
    ///
    /// Use `${env:NAME}` or `${file:PATH}` for a secret, in quotes, so that it never stands on a command line.
    #[arg(
        short = 'X',
        long = "property",
        value_name = "NAME=VALUE",
        global = true,
        hide_short_help = true
    )]
    pub property: Vec<TypedProperty>,

    /// Context of the configuration file
    #[arg(
        short = 'C',
        long = "context",
        visible_alias = "profile",
        value_name = "NAME",
        global = true
    )]
    pub context: Option<String>,

    /// Configuration file instead of ~/.config/dltctl/config.toml
    #[arg(
        long = "config",
        value_name = "PATH",
        global = true,
        hide_short_help = true
    )]
    pub config: Option<PathBuf>,

    /// Schema registry, Confluent's or Apicurio's, where payloads name a schema
    ///
    /// It is asked only when a payload needs a schema. User and password belong into a context or a file, see
    /// docs/connecting.md.
    #[arg(
        short = 'r',
        long = "schema-registry",
        value_name = "URL",
        global = true,
        hide_short_help = true
    )]
    pub schema_registry: Option<TypedUrl>,

    /// Time that one request to the cluster may take, such as 10s or 1m [default: 30s]
    #[arg(
        long = "request-timeout",
        value_name = "DURATION",
        global = true,
        hide_short_help = true
    )]
    pub request_timeout: Option<String>,

    /// Name that the brokers log [default: dltctl-VERSION]
    #[arg(
        long = "client-id",
        value_name = "ID",
        global = true,
        hide_short_help = true
    )]
    pub client_id: Option<String>,

    /// Whether the brokers were given by the command around this one, so that nobody has to type them again
    #[arg(skip)]
    pub is_inherited: bool,
}

impl ConnectionArgs {
    /// Tells whether a cluster was named, by itself or in a file.
    pub fn names_cluster(&self) -> bool {
        self.bootstrap_server.is_some()
            || self.context.is_some()
            || self.config.is_some()
            || !self.command_config.is_empty()
    }

    /// Tells whether anything was typed.
    pub fn is_typed(&self) -> bool {
        self.names_cluster()
            || !self.property.is_empty()
            || self.schema_registry.is_some()
            || self.request_timeout.is_some()
            || self.client_id.is_some()
    }
}

/// `NAME=VALUE` as typed; the value does not show.
#[derive(Clone, PartialEq, Eq)]
pub struct TypedProperty(String);

impl TypedProperty {
    /// Returns the text as typed, secrets included.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for TypedProperty {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for TypedProperty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.split_once('=') {
            Some((name, _)) => write!(f, "{name}=********"),
            None => f.write_str("********"),
        }
    }
}

/// A URL as typed; it does not show, because it may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub struct TypedUrl(String);

impl TypedUrl {
    /// Returns the text as typed, secrets included.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for TypedUrl {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for TypedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("********")
    }
}
