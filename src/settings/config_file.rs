//! The configuration file: contexts, names of topics, guardrails. Described for users in docs/configuration.md.

mod dialects;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::de::{DeTable, DeValue};

use self::dialects::dialects;
use super::payload::{self, PayloadSource};
use super::registry::RegistryTable;
use super::section::{Document, Section};
use super::{durations, links, locate};
use crate::category::OwnRule;
use crate::connect::{Confirm, PropertySource, RawProperty};
use crate::correlation::link::LinkTemplate;
use crate::dialect::own::OwnDialect;
use crate::error::{Error, Result};
use crate::redaction::RedactionRule;
use crate::topics;

/// Whose file it is; a project's comes with somebody else's code, and may only tighten what the user allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    User,
    Project,
}

/// The keys at the top of a file.
const KEYS: &[&str] = &[
    "current_context",
    "ledger",
    "confirm",
    "read_only",
    "topics",
    "trace_headers",
    "contexts",
    "app_packages",
    "category",
    "dialect",
    "payload",
    "redact",
];

/// The keys of a context.
const CONTEXT_KEYS: &[&str] = &[
    "bootstrap_servers",
    "command_config",
    "properties",
    "client_id",
    "request_timeout",
    "ledger",
    "confirm",
    "read_only",
    "topics",
    "trace_url",
    "ui_url",
    "schema_registry",
];

/// The keys about names of topics.
const TOPICS_KEYS: &[&str] = &["patterns", "extra_patterns", "retry_patterns"];

/// The keys of a rule of categories.
const CATEGORY_KEYS: &[&str] = &["category", "exception", "message"];

/// One configuration file.
#[derive(Clone, Debug, Default)]
pub(super) struct ConfigFile {
    pub(super) path: PathBuf,
    pub(super) current_context: Option<String>,
    pub(super) guard: Guard,
    pub(super) topics: TopicNames,
    /// Headers that carry trace or correlation ids, besides the usual ones.
    pub(super) trace_headers: Vec<String>,
    pub(super) contexts: BTreeMap<String, Context>,
    pub(super) app_packages: Vec<String>,
    pub(super) categories: Vec<OwnRule>,
    pub(super) dialects: Vec<OwnDialect>,
    pub(super) payload: Vec<PayloadSource>,
    pub(super) redact: Vec<RedactionRule>,
}

/// What protects a cluster from writing, and where its history is.
#[derive(Clone, Debug, Default)]
pub(super) struct Guard {
    pub(super) ledger: Option<String>,
    pub(super) confirm: Confirm,
    pub(super) read_only: bool,
}

/// Patterns of topic names; an absent one leaves what was said before.
#[derive(Clone, Debug, Default)]
pub(super) struct TopicNames {
    pub(super) patterns: Option<Vec<String>>,
    pub(super) extra_patterns: Vec<String>,
    pub(super) retry_patterns: Option<Vec<String>>,
}

/// One cluster under a name.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    pub(super) bootstrap_servers: Option<String>,
    /// As written: relative to the file that names them.
    pub(super) command_config: Vec<PathBuf>,
    pub(super) properties: Vec<RawProperty>,
    pub(super) client_id: Option<String>,
    pub(super) request_timeout: Option<Duration>,
    pub(super) guard: Guard,
    pub(super) topics: TopicNames,
    /// A trace, by its id.
    pub(super) trace_url: Option<LinkTemplate>,
    /// A record in somebody's web interface.
    pub(super) ui_url: Option<LinkTemplate>,
    pub(super) registry: RegistryTable,
}

impl ConfigFile {
    /// Reads a file that must exist.
    pub(super) fn read(path: &Path, owner: Owner) -> Result<Self> {
        let error = || {
            Error::usage(format!(
                "cannot read the configuration file {}",
                path.display()
            ))
        };
        let bytes = locate::read(path).map_err(|why| error().why(why.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|_| error().why("it is not UTF-8 text"))?;
        Self::parse(&text, path, owner)
    }

    /// Reads the text of a file. Errors never quote it: it may hold secrets.
    pub(super) fn parse(text: &str, path: &Path, owner: Owner) -> Result<Self> {
        let document = Document { path, text };
        let table = DeTable::parse(text).map_err(|error| {
            document
                .error(
                    error.span().map_or(0, |span| span.start),
                    "this is not TOML",
                )
                .why(error.message())
        })?;
        let top = Section::new(document, table.get_ref(), KEYS)?;
        if owner == Owner::Project {
            demand_harmless(&top)?;
        }
        let mut contexts = BTreeMap::new();
        if let Some(section) = top.section("contexts", &[])? {
            for (name, value) in section.entries() {
                let DeValue::Table(table) = value.get_ref() else {
                    return Err(document.error(
                        value.span().start,
                        format!("`contexts.{name}` must be a table: [contexts.{name}]"),
                    ));
                };
                let section = Section::new(document, table, CONTEXT_KEYS)?;
                contexts.insert(name.to_owned(), context(name, &section)?);
            }
        }
        Ok(Self {
            path: path.to_owned(),
            current_context: top.text("current_context")?,
            guard: guard(&top)?,
            topics: topic_names(&top)?,
            trace_headers: top.texts("trace_headers")?.unwrap_or_default(),
            contexts,
            app_packages: top.texts("app_packages")?.unwrap_or_default(),
            categories: categories(&top)?,
            redact: redaction(&top)?,
            dialects: dialects(&top)?,
            payload: top
                .sections("payload", payload::KEYS)?
                .iter()
                .map(|section| PayloadSource::of_section(section, path))
                .collect::<Result<_>>()?,
        })
    }
}

/// Fails on everything a project may not decide.
fn demand_harmless(top: &Section<'_>) -> Result<()> {
    let refused = |key: &str, what: &str| {
        Err(top
            .error(key, what)
            .why("the file comes with the project and not from you: it may choose one of your contexts, name topics, and ask for more care")
            .hint("move the key to your own file, ~/.config/dltctl/config.toml"))
    };
    if top.value("contexts").is_some() {
        return refused("contexts", "may not stand in a project's file");
    }
    if top.truth("read_only")? == Some(false) {
        return refused("read_only", "may not be false in a project's file");
    }
    if top.text("confirm")?.as_deref() == Some("ask") {
        return refused("confirm", "may not be \"ask\" in a project's file");
    }
    Ok(())
}

fn guard(section: &Section<'_>) -> Result<Guard> {
    let confirm = match section.text("confirm")?.as_deref() {
        None | Some("ask") => Confirm::Ask,
        Some("type-name") => Confirm::TypeName,
        Some(_) => return Err(section.error("confirm", "must be \"ask\" or \"type-name\"")),
    };
    Ok(Guard {
        ledger: section.text("ledger")?,
        confirm,
        read_only: section.truth("read_only")?.unwrap_or(false),
    })
}

/// Reads the rules of categories, in their order.
fn categories(section: &Section<'_>) -> Result<Vec<OwnRule>> {
    let rules = section.sections("category", CATEGORY_KEYS)?.into_iter();
    let rules = rules.map(|rule| {
        let name = rule.text("category")?;
        let name = name.ok_or_else(|| rule.error("category", "is missing in a rule"))?;
        let wrong = |error: Error| {
            rule.error("category", "is no rule")
                .why(error.to_string())
                .hint(error.next_step().unwrap_or_default())
        };
        let category = name.parse().map_err(wrong)?;
        let exceptions = rule.texts("exception")?.unwrap_or_default();
        OwnRule::new(category, &exceptions, rule.text("message")?.as_deref()).map_err(wrong)
    });
    rules.collect()
}

/// Reads what is masked.
fn redaction(top: &Section<'_>) -> Result<Vec<RedactionRule>> {
    let rules = top.texts("redact")?.unwrap_or_default();
    let rules = rules.iter().map(|rule| {
        rule.parse().map_err(|error: Error| {
            top.error("redact", format!("holds `{rule}`"))
                .why(error.to_string())
                .hint(error.next_step().unwrap_or_default())
        })
    });
    rules.collect()
}

fn topic_names(section: &Section<'_>) -> Result<TopicNames> {
    let Some(names) = section.section("topics", TOPICS_KEYS)? else {
        return Ok(TopicNames::default());
    };
    let patterns = |key: &str| -> Result<Option<Vec<String>>> {
        let patterns = names.texts(key)?;
        for pattern in patterns.iter().flatten() {
            topics::glob(pattern).map_err(|error| {
                names
                    .error(key, format!("holds `{pattern}`"))
                    .why(error.reason().unwrap_or_default())
                    .hint(error.next_step().unwrap_or_default())
            })?;
        }
        Ok(patterns)
    };
    Ok(TopicNames {
        patterns: patterns("patterns")?,
        extra_patterns: patterns("extra_patterns")?.unwrap_or_default(),
        retry_patterns: patterns("retry_patterns")?,
    })
}

fn context(name: &str, section: &Section<'_>) -> Result<Context> {
    let request_timeout = section
        .text("request_timeout")?
        .map(|text| durations::parse(&text, "it"))
        .transpose()
        .map_err(|error| {
            section
                .error("request_timeout", "is no time-out")
                .why(error.to_string())
                .hint(error.next_step().unwrap_or_default())
        })?;
    Ok(Context {
        bootstrap_servers: section
            .texts("bootstrap_servers")?
            .map(|brokers| brokers.join(",")),
        command_config: section
            .texts("command_config")?
            .unwrap_or_default()
            .into_iter()
            .map(PathBuf::from)
            .collect(),
        properties: properties(name, section)?,
        client_id: section.text("client_id")?,
        request_timeout,
        guard: guard(section)?,
        topics: topic_names(section)?,
        trace_url: links::trace_url(section)?,
        ui_url: links::link(section, "ui_url")?,
        registry: RegistryTable::read(name, section)?,
    })
}

/// Reads the properties of a context; TOML's dotted keys mean the same as names in quotes.
fn properties(context: &str, section: &Section<'_>) -> Result<Vec<RawProperty>> {
    let mut properties = Vec::new();
    if let Some(section) = section.section("properties", &[])? {
        flatten(context, &section, "", &mut properties)?;
    }
    Ok(properties)
}

fn flatten(
    context: &str,
    section: &Section<'_>,
    prefix: &str,
    into: &mut Vec<RawProperty>,
) -> Result<()> {
    for (key, value) in section.entries() {
        let name = format!("{prefix}{key}");
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Boolean(truth) => truth.to_string(),
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
            DeValue::Float(number) => number.as_str().to_owned(),
            DeValue::Table(table) => {
                let inner = Section::new(section.document(), table, &[])?;
                flatten(context, &inner, &format!("{name}."), into)?;
                continue;
            }
            _ => {
                return Err(section.document().error(
                    value.span().start,
                    format!("`{name}` must be a text, a number, true or false"),
                ));
            }
        };
        into.push(RawProperty {
            name,
            value: text,
            source: PropertySource::Context(context.to_owned()),
        });
    }
    Ok(())
}
