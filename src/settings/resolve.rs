//! From what was typed, set and written to [`Settings`].

mod connection;
mod files;
mod given;

use std::path::Path;
use std::sync::Arc;

use super::brokers::Chosen;
use super::config_file::{Context, TopicNames};
use super::environment::Environment;
use super::registry::Candidates;
use super::{Settings, again, locate};
use crate::cli::connection::{ConnectionArgs, TypedUrl};
use crate::connect::{Connection, ContextNamedBy, Indirection, RawProperty};
use crate::correlation::{Correlation, IdHeaders};
use crate::dialect::own::{self, OwnDialect};
use crate::error::{Error, Result};
use crate::fingerprint::Packages;
use crate::kind::Kinds;
use crate::registry::RegistrySettings;
use crate::topics::{self, TopicPatterns, nearest};
pub(in crate::settings) use files::Files;
use given::Given;

/// Variables of this tool's own; another one is mentioned with `-v`, because it may be misspelt.
const VARIABLES: [&str; 14] = [
    "DLTCTL_BOOTSTRAP_SERVER",
    "DLTCTL_BOOTSTRAP_SERVERS",
    "DLTCTL_CACHE_DIR",
    "DLTCTL_CLIENT_ID",
    "DLTCTL_COMMAND_CONFIG",
    "DLTCTL_CONFIG",
    "DLTCTL_CONTEXT",
    "DLTCTL_LOG",
    "DLTCTL_NO_INPUT",
    "DLTCTL_OUTPUT",
    "DLTCTL_PAGER",
    "DLTCTL_REQUEST_TIMEOUT",
    "DLTCTL_SCHEMA_REGISTRY",
    "DLTCTL_STATE_DIR",
];

impl Settings {
    /// Decides every value: flags, then environment, then the project's file, then the user's.
    ///
    /// Fails when a configuration file is wrong or a context is unknown. What is wrong with the connection alone is
    /// kept for [`Settings::connection`].
    pub fn resolve(args: &ConnectionArgs, environment: &Environment) -> Result<Self> {
        let files = Arc::new(Files::read(args, environment)?);
        Self::of_files(args, "-C", environment, &files)
    }

    /// Decides every value that holds for another cluster of the same command line, which the flag of this name takes a
    /// context for: its own properties and its own registry. What names or describes the first cluster, on the command
    /// line and in the environment, says nothing of it; how long a request may take does.
    ///
    /// # Errors
    ///
    /// Those of [`Settings::resolve`]: an unknown context with the nearest ones.
    pub fn of_context(
        &self,
        name: &str,
        flag: &'static str,
        environment: &Environment,
    ) -> Result<Self> {
        let args = ConnectionArgs {
            context: Some(name.to_owned()),
            config: self.typed.config.clone(),
            request_timeout: self.typed.request_timeout.clone(),
            ..ConnectionArgs::default()
        };
        let environment = environment.clone().without_choices();
        Self::of_files(&args, flag, &environment, &self.files)
    }

    /// Decides every value; `context_flag` is what `args.context` was typed behind.
    fn of_files(
        args: &ConnectionArgs,
        context_flag: &str,
        environment: &Environment,
        files: &Arc<Files>,
    ) -> Result<Self> {
        let chosen = choose(args, context_flag, environment, files)?;
        let given = Given::read(args, environment, files, chosen.as_ref());
        let resolved = match &given {
            Ok(given) => connection::resolve(args, environment, files, given),
            Err(error) => Err(again(error)),
        };
        let applies = match &resolved {
            Ok((connection, _)) => connection.context.is_some(),
            Err(_) => true,
        };
        let registry = given
            .and_then(|given| registry(args, environment, files, &given, resolved.as_ref().ok()));
        let applying = chosen.as_ref().filter(|_| applies);
        let context = applying.map(|chosen| chosen.context);
        let ledger = context
            .and_then(|context| context.guard.ledger.as_ref())
            .or(files.project.guard.ledger.as_ref())
            .or(files.user.guard.ledger.as_ref())
            .map_or_else(|| topics::DEFAULT_LEDGER.to_owned(), Clone::clone);
        let topic_patterns = patterns(&[
            context.map_or(&TopicNames::default(), |context| &context.topics),
            &files.project.topics,
            &files.user.topics,
        ])?;
        let mut details: Vec<String> = files
            .read
            .iter()
            .map(|path| format!("configuration: {}", path.display()))
            .collect();
        details.extend(unknown_variables(environment));
        Ok(Self {
            topic_patterns,
            ledger,
            correlation: correlation(files, context),
            context: applying.map(|chosen| chosen.name.clone()),
            contexts: files.user.contexts.keys().cloned().collect(),
            kinds: Arc::new(kinds(files)),
            dialects: dialects(files),
            payload: [&files.project, &files.user]
                .iter()
                .flat_map(|file| file.payload.iter().cloned())
                .collect(),
            // A project may only ask for more.
            redact: [&files.user, &files.project]
                .iter()
                .flat_map(|file| file.redact.iter().cloned())
                .collect(),
            config_files: files.read.clone(),
            notes: Vec::new(),
            details,
            connection: resolved.map(|(connection, _)| connection),
            registry,
            registry_is_typed: args.schema_registry.is_some(),
            typed: args.clone(),
            files: Arc::clone(files),
        })
    }
}

/// Decides how to ask the schema registry.
fn registry(
    args: &ConnectionArgs,
    environment: &Environment,
    files: &Files,
    given: &Given<'_>,
    resolved: Option<&(Connection, Vec<RawProperty>)>,
) -> Result<Option<RegistrySettings>> {
    let variable = |name: &str| environment.get(name).map(str::to_owned);
    let read = |path: &Path| locate::read(&environment.absolute(path, environment.current_dir()));
    let indirection = Indirection {
        variable: &variable,
        read: &read,
    };
    // A context that was set aside for the brokers is set aside as a whole.
    let applies = resolved.is_none_or(|(connection, _)| connection.context.is_some());
    let candidates = Candidates {
        flag: args.schema_registry.as_ref().map(TypedUrl::reveal),
        typed: &given.typed,
        files: &given.files,
        files_by_variable: given.files_by_variable,
        foreign: resolved.map_or(&[], |(_, foreign)| foreign),
        chosen: given.chosen.as_ref().filter(|_| applies),
        connection: resolved.map(|(connection, _)| connection),
        base: connection::folder(&files.user.path),
    };
    candidates.resolve(environment, &indirection, &read)
}

/// Finds the context that was asked for, if any: `-C` or the `flag` of another cluster, `DLTCTL_CONTEXT`, then `current_context`.
fn choose<'a>(
    args: &ConnectionArgs,
    flag: &str,
    environment: &Environment,
    files: &'a Files,
) -> Result<Option<Chosen<'a>>> {
    let (name, by, place) = if let Some(name) = &args.context {
        (name.as_str(), ContextNamedBy::Flag, flag.to_owned())
    } else if let Some(name) = environment.choice("DLTCTL_CONTEXT") {
        (
            name,
            ContextNamedBy::Environment,
            "DLTCTL_CONTEXT".to_owned(),
        )
    } else {
        let file = [&files.project, &files.user]
            .into_iter()
            .find_map(|file| Some((file.current_context.as_deref()?, &file.path)));
        let Some((name, path)) = file else {
            return Ok(None);
        };
        let place = format!("`current_context` of {}", path.display());
        (name, ContextNamedBy::ConfigFile, place)
    };
    let Some(context) = files.user.contexts.get(name) else {
        return Err(unknown_context(name, &place, files));
    };
    Ok(Some(Chosen {
        name: name.to_owned(),
        by,
        context,
        properties: Vec::new(),
    }))
}

fn unknown_context(name: &str, place: &str, files: &Files) -> Error {
    let known: Vec<&str> = files.user.contexts.keys().map(String::as_str).collect();
    let error = Error::usage(format!("unknown context `{name}` ({place})"));
    let path = files.user.path.display();
    if known.is_empty() {
        return error
            .why(format!("{path} describes no context"))
            .hint(format!(
                "describe it there: [contexts.{name}] with bootstrap_servers = [\"broker:9092\"]"
            ));
    }
    let error = error.why(format!("{path} describes {}", known.join(", ")));
    match nearest(name, known).first() {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error,
    }
}

/// Merges the patterns, strongest first: the first list given counts, and every addition does.
fn patterns(names: &[&TopicNames]) -> Result<TopicPatterns> {
    let own = |defaults: &[&str], chosen: Option<&Vec<String>>| -> Vec<String> {
        match chosen {
            Some(patterns) => patterns.clone(),
            None => defaults
                .iter()
                .map(|pattern| (*pattern).to_owned())
                .collect(),
        }
    };
    let mut dead = own(
        topics::DEFAULT_PATTERNS,
        names.iter().find_map(|names| names.patterns.as_ref()),
    );
    dead.extend(
        names
            .iter()
            .flat_map(|names| names.extra_patterns.iter().cloned()),
    );
    let retry = own(
        topics::DEFAULT_RETRY_PATTERNS,
        names.iter().find_map(|names| names.retry_patterns.as_ref()),
    );
    TopicPatterns::new(&dead, &retry)
}

/// Puts together what both files say of kinds of failure: the project's rules come first.
fn kinds(files: &Files) -> Kinds {
    let both = [&files.project, &files.user];
    let packages = both.iter().flat_map(|file| &file.app_packages);
    let rules = both.iter().flat_map(|file| &file.categories);
    Kinds {
        packages: Packages::new(packages.map(String::as_str)),
        rules: rules.cloned().collect(),
    }
}

/// Puts together the headers of both files, and the links of the context.
fn correlation(files: &Files, context: Option<&Context>) -> Correlation {
    let both = [&files.project, &files.user].into_iter();
    let headers = both.flat_map(|file| file.trace_headers.iter().cloned());
    Correlation {
        headers: IdHeaders::with(headers.collect()),
        trace_url: context.and_then(|context| context.trace_url.clone()),
        ui_url: context.and_then(|context| context.ui_url.clone()),
    }
}

/// Puts together the dialects of both files: of two of one name the project's counts.
fn dialects(files: &Files) -> Vec<OwnDialect> {
    let mut dialects = files.project.dialects.clone();
    for one in &files.user.dialects {
        if dialects.iter().all(|known| known.name != one.name) {
            dialects.push(one.clone());
        }
    }
    dialects.truncate(own::MOST);
    dialects
}

fn unknown_variables(environment: &Environment) -> impl Iterator<Item = String> {
    environment
        .names_with("DLTCTL_")
        .filter(|name| !VARIABLES.contains(name))
        .map(|name| match nearest(name, VARIABLES).first() {
            Some(near) => format!("the variable {name} means nothing here; {near} does"),
            None => format!("the variable {name} means nothing here"),
        })
}
