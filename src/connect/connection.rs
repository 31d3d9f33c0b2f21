//! Everything needed to speak to one cluster, and who said so.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::property::Property;

/// How a writing command asks before it sends; a later one is stricter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confirm {
    /// `[y/N]`, or the count typed.
    #[default]
    Ask,
    /// The topic's name typed.
    TypeName,
}

/// What chose a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContextNamedBy {
    /// `-C`.
    Flag,
    /// `DLTCTL_CONTEXT`.
    Environment,
    /// `current_context` of a configuration file.
    ConfigFile,
}

/// Who named the brokers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamedBy {
    /// `-b`, or `-X bootstrap.servers=`.
    Flag,
    /// A context, and what chose it.
    Context(String, ContextNamedBy),
    /// An environment variable.
    Environment(&'static str),
    /// `bootstrap.servers` of a properties file.
    PropertiesFile(PathBuf),
    /// The configuration file of another tool.
    OtherTool(&'static str, PathBuf),
}

impl fmt::Display for NamedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("-b"),
            Self::Context(name, by) => {
                write!(f, "context {name}")?;
                match by {
                    ContextNamedBy::Flag => Ok(()),
                    ContextNamedBy::Environment => f.write_str(" (DLTCTL_CONTEXT)"),
                    ContextNamedBy::ConfigFile => f.write_str(" (current_context)"),
                }
            }
            Self::Environment(variable) => f.write_str(variable),
            Self::PropertiesFile(path) => write!(f, "{}", path.display()),
            Self::OtherTool(tool, path) => write!(f, "the file of {tool}, {}", path.display()),
        }
    }
}

/// Everything needed to speak to one cluster.
#[derive(Clone, Debug)]
pub struct Connection {
    /// `host:port`, separated by commas, never empty.
    pub bootstrap_servers: String,
    /// Who named the brokers.
    pub named_by: NamedBy,
    /// The context whose settings apply; it may apply although `-b` named the brokers.
    pub context: Option<String>,
    /// Properties under librdkafka's names, each name once, without `bootstrap.servers` and `client.id`.
    pub properties: Vec<Property>,
    /// How long one request to the cluster may take.
    pub request_timeout: Duration,
    /// The name that brokers log.
    pub client_id: String,
    /// Who the cluster is told we are: the SASL user. None without SASL, also with a client certificate.
    pub principal: Option<String>,
    /// Whether writing commands are refused.
    pub read_only: bool,
    /// How writing commands ask.
    pub confirm: Confirm,
    /// What a person should know, for stderr.
    pub notes: Vec<String>,
    /// What became of properties that are not passed on, for stderr with `-v`.
    pub details: Vec<String>,
}

impl Connection {
    /// Tells whether the brokers were named on this very command line, by `-b` or `-C`: writing demands it.
    pub fn is_explicit(&self) -> bool {
        matches!(
            self.named_by,
            NamedBy::Flag | NamedBy::Context(_, ContextNamedBy::Flag)
        )
    }
}
