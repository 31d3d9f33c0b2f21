//! The connection: which cluster, with which properties, how carefully.

use std::io;
use std::path::Path;
use std::time::Duration;

use super::files::Files;
use super::given::Given;
use crate::cli::connection::ConnectionArgs;
use crate::connect::{
    Confirm, Connection, Indirection, NamedBy, PropertySource, PropertyValue, RawProperty,
    parse_kcat, registry, translate,
};
use crate::error::{Error, Result};
use crate::settings::brokers::{self, Brokers, Candidates, Chosen};
use crate::settings::environment::Environment;
use crate::settings::{durations, locate};

/// How long one request may take where nobody says.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Decides how to reach the cluster. Returns the properties of another tool's file, where that names it, besides.
pub(super) fn resolve(
    args: &ConnectionArgs,
    environment: &Environment,
    files: &Files,
    given: &Given<'_>,
) -> Result<(Connection, Vec<RawProperty>)> {
    let variable = |name: &str| environment.choice(name);
    let owned_variable = |name: &str| environment.get(name).map(str::to_owned);
    let read = |path: &Path| -> io::Result<Vec<u8>> {
        locate::read(&environment.absolute(path, environment.current_dir()))
    };
    let indirection = Indirection {
        variable: &owned_variable,
        read: &read,
    };
    let Given {
        chosen,
        typed,
        files: from_files,
        files_by_variable,
    } = given;
    let decided = Candidates {
        flag: args.bootstrap_server.as_deref(),
        typed,
        files: from_files,
        files_by_variable: *files_by_variable,
        chosen: chosen.as_ref(),
        variable: &variable,
    }
    .decide(&indirection)?;
    let (foreign, decided) = if let Some(decided) = decided {
        (Vec::new(), decided)
    } else {
        // What was given for some cluster is not shown to the one of another tool.
        let nothing = typed.is_empty() && from_files.is_empty();
        let found = nothing.then(|| other_tool(environment)).transpose()?;
        found.flatten().ok_or_else(|| no_brokers(files))?
    };
    let bootstrap_servers = brokers::tidy(&decided)?;
    let applying = chosen.as_ref().filter(|_| decided.with_context);

    let mut raw: Vec<RawProperty> = Vec::new();
    raw.extend(
        applying
            .iter()
            .flat_map(|chosen| chosen.properties.iter().cloned()),
    );
    raw.extend([&foreign, from_files, typed].into_iter().flatten().cloned());
    // They are for another server, and looked up where that is needed.
    raw.retain(|property| !registry::is_used(&property.name));
    let mut raw = last_of_each(raw);
    indirection.resolve_all(&mut raw)?;
    complete_paths(&mut raw, environment, files);
    let mut translation = translate(&raw, &read)?;
    for property in &mut translation.properties {
        if property.name == "ssl.ca.location"
            && property.from == PropertySource::Default
            && let Some(path) = environment.get("SSL_CERT_FILE")
        {
            property.value = PropertyValue::Plain(path.to_owned());
            property.from = PropertySource::Environment("SSL_CERT_FILE".to_owned());
        }
    }
    let principal = translation
        .properties
        .iter()
        .find(|property| property.name == "sasl.username")
        .map(|property| property.value.reveal().to_owned());

    let mut notes = Vec::new();
    if let NamedBy::OtherTool(..) = decided.named_by {
        notes.push(format!(
            "nothing names a cluster here: using {}",
            decided.named_by
        ));
    }
    notes.extend(set_aside(&decided, chosen.as_ref()));
    let (read_only, confirm, guarded) = guard(&bootstrap_servers, applying, files);
    notes.extend(guarded);
    notes.append(&mut translation.notes);
    let connection = Connection {
        bootstrap_servers,
        named_by: decided.named_by,
        context: applying.map(|chosen| chosen.name.clone()),
        properties: translation.properties,
        request_timeout: request_timeout(args, environment, applying)?,
        client_id: client_id(args, environment, translation.client_id, applying),
        principal,
        read_only,
        confirm,
        notes,
        details: translation.details,
    };
    Ok((connection, foreign))
}

/// Returns the directory of a file.
pub(super) fn folder(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new(""))
}

/// Reads the file of kcat, where there is one that names brokers: `KCAT_CONFIG`, its older name, then the user's two places.
fn other_tool(environment: &Environment) -> Result<Option<(Vec<RawProperty>, Brokers)>> {
    let named = ["KCAT_CONFIG", "KAFKACAT_CONFIG"]
        .into_iter()
        .find_map(|name| Some((name, environment.get(name)?)));
    let path = match (named, environment.home()) {
        (Some((_, path)), _) => environment.absolute(Path::new(path), environment.current_dir()),
        (None, Some(home)) => {
            let mut places = ["kcat.conf", "kafkacat.conf"]
                .map(|name| home.join(".config").join(name))
                .into_iter();
            match places.find(|path| path.is_file()) {
                Some(path) => path,
                None => return Ok(None),
            }
        }
        (None, None) => return Ok(None),
    };
    let text = locate::read(&path).map_err(|error| {
        let by = named.map_or("its usual place", |(name, _)| name);
        Error::usage(format!("cannot read kcat's file {} ({by})", path.display()))
            .why(error.to_string())
            .hint("name the cluster: -b broker:9092, -F client.properties or -C CONTEXT")
    })?;
    let properties: Vec<_> = parse_kcat(&text)
        .into_iter()
        .map(|(name, value)| RawProperty {
            name,
            value,
            source: PropertySource::File(path.clone()),
        })
        .collect();
    let servers = brokers::brokers_of(&properties).map(|property| property.value.clone());
    Ok(servers.map(|servers| {
        let decided = Brokers {
            servers,
            named_by: NamedBy::OtherTool("kcat", path),
            with_context: false,
        };
        (properties, decided)
    }))
}

/// Drops what a later source says again, before placeholders are looked up that nobody needs.
fn last_of_each(raw: Vec<RawProperty>) -> Vec<RawProperty> {
    let mut properties: Vec<RawProperty> = Vec::with_capacity(raw.len());
    for property in raw {
        properties.retain(|earlier| earlier.name != property.name);
        properties.push(property);
    }
    properties
}

/// Makes paths in a context start where its file is, and replaces `~/` everywhere.
fn complete_paths(raw: &mut [RawProperty], environment: &Environment, files: &Files) {
    for property in raw {
        let is_path = matches!(property.name.rsplit('.').next(), Some("location" | "file"));
        if !is_path || property.value.is_empty() || property.value == "probe" {
            continue;
        }
        let base = match property.source {
            PropertySource::Context(_) => folder(&files.user.path),
            _ => Path::new(""),
        };
        let path = environment.absolute(Path::new(property.value.trim()), base);
        property.value = path.to_string_lossy().into_owned();
    }
}

/// Says which context is set aside, when somebody may expect it to be used.
fn set_aside(decided: &Brokers, chosen: Option<&Chosen<'_>>) -> Option<String> {
    let chosen = chosen?;
    let name = &chosen.name;
    match &decided.named_by {
        NamedBy::Environment(variable) => Some(format!(
            "the brokers are those of the variable {variable}; the context {name} is not used; -C {name} would use it"
        )),
        NamedBy::PropertiesFile(path) if decided.with_context => {
            let own = chosen.context.bootstrap_servers.is_some();
            own.then(|| {
                format!(
                    "the brokers are those of {}, not those of the context {name}",
                    path.display()
                )
            })
        }
        NamedBy::PropertiesFile(path) => Some(format!(
            "the brokers are those of {}; the context {name} is not used",
            path.display()
        )),
        // Whoever types -b knows; and a context that is used needs no words.
        NamedBy::Flag | NamedBy::Context(..) | NamedBy::OtherTool(..) => None,
    }
}

/// Decides how carefully the cluster is treated: as the strictest of all that speak about it.
///
/// Brokers that a context describes keep its guardrails even when they are named without it.
fn guard(
    servers: &str,
    applying: Option<&Chosen<'_>>,
    files: &Files,
) -> (bool, Confirm, Option<String>) {
    let floor = [&files.user.guard, &files.project.guard];
    let mut read_only = floor.iter().any(|guard| guard.read_only);
    let mut confirm = floor
        .iter()
        .map(|guard| guard.confirm)
        .max()
        .unwrap_or_default();
    if let Some(chosen) = applying {
        let guard = &chosen.context.guard;
        return (
            read_only || guard.read_only,
            confirm.max(guard.confirm),
            None,
        );
    }
    let mut note = None;
    for (name, context) in &files.user.contexts {
        let described = context
            .bootstrap_servers
            .as_ref()
            .is_some_and(|known| brokers::overlap(servers, known));
        let guard = &context.guard;
        if described && (guard.read_only && !read_only || guard.confirm > confirm) {
            read_only |= guard.read_only;
            confirm = confirm.max(guard.confirm);
            note = Some(format!(
                "these are brokers of the context {name}, so its guardrails hold here too"
            ));
        }
    }
    (read_only, confirm, note)
}

fn request_timeout(
    args: &ConnectionArgs,
    environment: &Environment,
    applying: Option<&Chosen<'_>>,
) -> Result<Duration> {
    if let Some(text) = &args.request_timeout {
        return durations::parse(text, "--request-timeout");
    }
    if let Some(text) = environment.choice("DLTCTL_REQUEST_TIMEOUT") {
        return durations::parse(text, "DLTCTL_REQUEST_TIMEOUT");
    }
    Ok(applying
        .and_then(|chosen| chosen.context.request_timeout)
        .unwrap_or(REQUEST_TIMEOUT))
}

fn client_id(
    args: &ConnectionArgs,
    environment: &Environment,
    property: Option<(String, PropertySource)>,
    applying: Option<&Chosen<'_>>,
) -> String {
    let (typed, configured) = match property {
        Some((id, PropertySource::Flag)) => (Some(id), None),
        Some((id, _)) => (None, Some(id)),
        None => (None, None),
    };
    args.client_id
        .clone()
        .or(typed)
        .or_else(|| environment.choice("DLTCTL_CLIENT_ID").map(str::to_owned))
        .or_else(|| applying.and_then(|chosen| chosen.context.client_id.clone()))
        .or(configured)
        .unwrap_or_else(|| concat!("dltctl-", env!("CARGO_PKG_VERSION")).to_owned())
}

fn no_brokers(files: &Files) -> Error {
    let context = files
        .user
        .contexts
        .keys()
        .next()
        .map_or("prod", String::as_str);
    let described = if files.user.contexts.is_empty() {
        "no context is described in the configuration file".to_owned()
    } else {
        let names: Vec<&str> = files.user.contexts.keys().map(String::as_str).collect();
        format!(
            "of the contexts {} none is the current one",
            names.join(", ")
        )
    };
    Error::usage("no Kafka cluster is named")
        .why(format!("there is no default broker, and {described}"))
        .hint(format!(
            "name it in one of these ways:\n  dltctl topics -b broker-1:9092\n  dltctl topics -F client.properties\n  dltctl topics -C {context}"
        ))
}
