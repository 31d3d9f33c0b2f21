//! The two sides of a replay: the cluster that is read and the one that is written to. Usually they are one.
//!
//! Dead letters are read at the source, again and again, and who still consumes them is asked there. Everything else is of
//! the target: its topics, its consumer groups, its guardrails, its registry, and the ledger, because one transaction holds
//! the records and their entries.

use std::sync::Arc;

use super::ReplayArgs;
use crate::commands::Context;
use crate::commands::handled::LedgerPlace;
use crate::error::{Error, Result};
use crate::kafka::{Cluster, ReadMode};
use crate::replay::plan::{NamedCluster, ReplayPlan};
use crate::settings::{Connection, Settings, shell};

/// The flag that names the other cluster.
const FLAG: &str = "--to-context";

/// A side, as it is configured.
#[derive(Clone, Copy)]
pub(super) struct Side<'s> {
    /// What is configured of the cluster.
    pub(super) settings: &'s Settings,
    /// How it is reached.
    pub(super) connection: &'s Connection,
}

impl<'s> Side<'s> {
    fn of(settings: &'s Settings) -> Result<Self> {
        let connection = settings.connection()?;
        Ok(Self {
            settings,
            connection,
        })
    }

    /// Returns the cluster as a person checks that it is the right one.
    pub(super) fn named(&self, cluster: &Cluster) -> NamedCluster {
        NamedCluster {
            context: self.connection.context.clone(),
            brokers: self.connection.bootstrap_servers.clone(),
            cluster_id: cluster.id().map(str::to_owned),
            principal: self.connection.principal.clone(),
        }
    }

    /// Returns how a command line for this cluster begins, with a space at its end; `None` where it would hold a secret.
    pub(super) fn command(&self) -> Option<String> {
        let flags = self.settings.as_typed()?;
        let words = ["dltctl"].into_iter();
        Some(shell::line(words.chain(flags.iter().map(String::as_str))) + " ")
    }

    /// Names who we are, as `kafka-acls.sh` wants it.
    pub(super) fn principal(&self) -> String {
        let name = self.connection.principal.as_deref().unwrap_or("NAME");
        format!("User:{name}")
    }
}

/// Both sides, as they are configured.
#[derive(Clone, Copy)]
pub(super) struct Sides<'s> {
    /// Where dead letters are read.
    pub(super) source: Side<'s>,
    /// Where they go, and where the ledger is.
    pub(super) target: Side<'s>,
    /// The name of the ledger.
    pub(super) ledger: &'s str,
}

/// Both sides, connected; one handle where they are one cluster.
pub(super) struct Clusters {
    /// Where dead letters are read.
    pub(super) source: Arc<Cluster>,
    /// Where they go, and where the ledger is.
    pub(super) target: Arc<Cluster>,
}

/// Resolves the settings of the other cluster, if one is named.
///
/// # Errors
///
/// Usage, where the configuration file does not describe that context.
pub(super) fn other(args: &ReplayArgs, context: &Context<'_>) -> Result<Option<Settings>> {
    let name = args.to_context.as_deref();
    let resolve = |name| context.settings.of_context(name, FLAG, context.environment);
    name.map(resolve).transpose()
}

/// Says of which cluster an error is: the usual hints name flags, and those hold for the cluster that is read. Whoever
/// typed a password of the one behind `-X` would show it to the other.
fn of_target(error: Error, name: &str) -> Error {
    let place = format!(
        "of {FLAG} this is set in [contexts.{name}] of the configuration file: -b, -F and -X are for the cluster that is read"
    );
    let hint = match error.next_step() {
        Some(hint) => format!("{hint}\n{place}"),
        None => place,
    };
    error.within(&format!("{FLAG} {name}: ")).hint(hint)
}

impl<'s> Sides<'s> {
    /// Puts both together; without another cluster they are the same.
    ///
    /// # Errors
    ///
    /// Usage, where one of them names no brokers.
    pub(super) fn of(
        args: &'s ReplayArgs,
        source: &'s Settings,
        other: Option<&'s Settings>,
    ) -> Result<Self> {
        let target = other.unwrap_or(source);
        Ok(Self {
            source: Side::of(source)?,
            target: Side::of(target)?,
            ledger: args.selection.ledger.as_deref().unwrap_or(&target.ledger),
        })
    }

    /// Tells whether the target is another cluster than the source.
    pub(super) fn are_two(&self) -> bool {
        !std::ptr::eq(self.source.settings, self.target.settings)
    }

    /// Connects to both.
    ///
    /// # Errors
    ///
    /// Unreachable or denied; refused, where two connections lead to one cluster, which would be planned as two.
    pub(super) fn connect(&self, context: &mut Context<'_>, mode: ReadMode) -> Result<Clusters> {
        let source = context.connect_to(self.source.connection, "", mode)?;
        let source = Arc::new(source);
        if !self.are_two() {
            let target = Arc::clone(&source);
            return Ok(Clusters { source, target });
        }
        let connection = self.target.connection;
        let name = connection.context.as_deref().unwrap_or_default();
        let about = format!("{FLAG} {name}: ");
        let target = context
            .connect_to(connection, &about, ReadMode::default())
            .map_err(|error| of_target(error, name))?;
        match (source.id(), target.id()) {
            (Some(one), Some(other)) if one == other => Err(Error::refused(format!(
                "{FLAG} {name} is the cluster that is read"
            ))
            .why(format!("both have the id {one}"))
            .hint(format!(
                "leave {FLAG} out, or mend the context in the configuration file"
            ))),
            (None, None) => Err(Error::refused(format!(
                "nobody can tell whether {FLAG} {name} is another cluster"
            ))
            .why("neither of the two tells its id")),
            _ => Ok(Clusters {
                source,
                target: Arc::new(target),
            }),
        }
    }

    /// Lists a plan's dead-letter topics, where the target's cluster has them: rights to read them are given there.
    pub(super) fn dead_letter_topics_there<'p>(
        &self,
        plan: &'p ReplayPlan,
    ) -> Option<Vec<&'p str>> {
        let topics = plan.sources.iter().map(|it| it.topic.as_str());
        (!self.are_two()).then(|| topics.collect())
    }

    /// Returns the flag that names the target, as words; none where it is the source.
    pub(super) fn target_as_typed(&self) -> Vec<&'s str> {
        let name = self.target.connection.context.as_deref();
        match name.filter(|_| self.are_two()) {
            Some(name) => vec![FLAG, name],
            None => Vec::new(),
        }
    }

    /// Tells whether the ledger is the one that is configured for the target.
    fn ledger_is_configured(&self) -> bool {
        self.ledger == self.target.settings.ledger
    }

    /// Returns the flag that names the ledger, as words; none where it is the configured one.
    pub(super) fn ledger_as_typed(&self) -> Vec<&'s str> {
        if self.ledger_is_configured() {
            Vec::new()
        } else {
            vec!["--ledger", self.ledger]
        }
    }

    /// Returns the command that creates the ledger, quoted as a command in a sentence.
    pub(super) fn init_command(&self) -> String {
        let words = [&["ledger", "init"], &self.ledger_as_typed()[..]].concat();
        let words = shell::line(words);
        match self.target.command() {
            Some(command) => format!("`{command}{words}`"),
            None => format!("`dltctl … {words}`, with the connection that was typed here,"),
        }
    }

    /// Returns where the ledger is.
    pub(super) fn ledger_of<'l>(&'l self, clusters: &'l Clusters) -> LedgerPlace<'l> {
        LedgerPlace {
            cluster: &clusters.target,
            name: self.ledger,
            elsewhere: self.target_as_typed().get(1).copied(),
            is_configured: self.ledger_is_configured(),
        }
    }
}
