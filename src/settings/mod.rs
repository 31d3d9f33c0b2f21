//! What was meant: flags, environment, configuration files and properties, made into one set of values.
//!
//! Belongs here: precedence, where every value comes from, and the files of `dltctl` itself. Does not belong here: what
//! a property means (`connect/`), nor what a flag looks like (`cli/`).

mod brokers;
mod config_file;
mod durations;
mod environment;
mod links;
mod locate;
pub mod payload;
mod registry;
mod resolve;
mod section;
pub mod selection;
pub mod shell;

use std::path::PathBuf;
use std::sync::Arc;

use crate::cli::connection::ConnectionArgs;
pub use crate::connect::{
    Confirm, Connection, ContextNamedBy, NamedBy, Property, PropertySource, PropertyValue, Secret,
};
use crate::correlation::Correlation;
use crate::dialect::own::OwnDialect;
use crate::error::{Error, Result};
use crate::kind::Kinds;
use crate::redaction::RedactionRule;
use crate::registry::RegistrySettings;
use crate::topics::{self, TopicPatterns};
pub use environment::Environment;
pub(crate) use locate::cache_folder;
use payload::PayloadSource;
use resolve::Files;

/// Everything that was configured, resolved once per run.
#[derive(Debug)]
pub struct Settings {
    /// Which names are taken for dead-letter topics.
    pub topic_patterns: TopicPatterns,
    /// The topic that holds the history of replays.
    pub ledger: String,
    /// Which headers carry trace or correlation ids, and where they lead.
    pub correlation: Correlation,
    /// The context that applies, whether or not its brokers are used.
    pub context: Option<String>,
    /// The names of all contexts, sorted.
    pub contexts: Vec<String>,
    /// The application's packages, and the rules of categories.
    pub kinds: Arc<Kinds>,
    /// The dialects of the user's own, tried first: the project's, then the user's.
    pub dialects: Vec<OwnDialect>,
    /// How keys and values are read: the project's rules, then the user's.
    pub payload: Vec<PayloadSource>,
    /// What is masked in all that is shown: the user's rules and the project's.
    pub redact: Vec<RedactionRule>,
    /// The configuration files that were read: the user's, then the project's.
    pub config_files: Vec<PathBuf>,
    /// What a person should know, for stderr; those of the connection are with the connection.
    pub notes: Vec<String>,
    /// Where things came from, for stderr with `-v`.
    pub details: Vec<String>,
    connection: Result<Connection>,
    registry: Result<Option<RegistrySettings>>,
    registry_is_typed: bool,
    /// What names the cluster, as it was typed.
    typed: ConnectionArgs,
    /// The configuration files, from which another context can be taken.
    files: Arc<Files>,
}

impl Settings {
    /// Returns what holds where nothing was configured: for commands that need no cluster and must work beside files that
    /// are broken.
    pub fn unconfigured() -> Result<Self> {
        Ok(Self {
            topic_patterns: TopicPatterns::defaults()?,
            ledger: topics::DEFAULT_LEDGER.to_owned(),
            correlation: Correlation::default(),
            context: None,
            contexts: Vec::new(),
            kinds: Arc::default(),
            dialects: Vec::new(),
            payload: Vec::new(),
            redact: Vec::new(),
            config_files: Vec::new(),
            notes: Vec::new(),
            details: Vec::new(),
            connection: Err(Error::usage("this command has no cluster")),
            registry: Ok(None),
            registry_is_typed: false,
            typed: ConnectionArgs::default(),
            files: Arc::default(),
        })
    }

    /// Returns how to reach the cluster, or why nobody knows. Commands that need no cluster never ask.
    pub fn connection(&self) -> Result<&Connection> {
        self.connection.as_ref().map_err(again)
    }

    /// Returns the flags that name this cluster again, as words of a shell: on the same machine, in the same folder and
    /// environment. `None` where a secret was typed, which no printed command may hold.
    pub fn as_typed(&self) -> Option<Vec<String>> {
        shell::of_connection(&self.typed)
    }

    /// Returns how to ask the schema registry, if there is one, or what is wrong with its settings.
    pub fn registry(&self) -> Result<Option<&RegistrySettings>> {
        self.registry.as_ref().map(Option::as_ref).map_err(again)
    }

    /// Tells whether the registry was named by `-r`: whoever types it wants to know what is wrong, and others want to see
    /// their records all the same.
    pub fn registry_is_typed(&self) -> bool {
        self.registry_is_typed
    }
}

/// Says the same once more; the chain of sources becomes text.
fn again(error: &Error) -> Error {
    let mut copy = Error::new(error.kind(), error.what());
    if let Some(reason) = error.reason() {
        copy = copy.why(reason);
    }
    if let Some(hint) = error.next_step() {
        copy = copy.hint(hint);
    }
    copy
}

#[cfg(test)]
mod tests;
