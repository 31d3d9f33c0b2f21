//! Who names the schema registry, and what it is shown.
//!
//! The order is that of the brokers, see `brokers`; and as there, the credentials of a context are shown to the registry of
//! that context, or to another one only where `-C` asks for it.

use std::path::Path;

use super::brokers::Chosen;
use super::environment::Environment;
use super::locate;
use super::section::Section;
use crate::connect::registry::{self, OWN, RegistryLogin};
use crate::connect::{
    Connection, ContextNamedBy, Indirection, PropertySource, RawProperty, ReadFile,
};
use crate::error::{Error, Result};
use crate::registry::{Login, Places, Proxy, RegistrySettings, Tls};

/// The flag, as messages name it.
const FLAG: &str = "-r";

/// The variable of this tool's own.
const OWN_VARIABLE: &str = "DLTCTL_SCHEMA_REGISTRY";

/// The variable that many tools share.
const SHARED_VARIABLE: &str = "SCHEMA_REGISTRY_URL";

/// The keys of a context's `schema_registry`.
const KEYS: &[&str] = &[
    "url",
    "user",
    "password",
    "token",
    "ca",
    "certificate",
    "key",
    "check_host_name",
    "cache",
];

/// The `schema_registry` of a context.
#[derive(Clone, Debug, Default)]
pub(super) struct RegistryTable {
    /// Its keys as properties.
    properties: Vec<RawProperty>,
    /// Whether answers are kept from run to run.
    cache: Option<bool>,
}

impl RegistryTable {
    /// Reads the table of a context; an absent one is empty.
    pub(super) fn read(context: &str, section: &Section<'_>) -> Result<Self> {
        let Some(section) = section.section("schema_registry", KEYS)? else {
            return Ok(Self::default());
        };
        let mut properties = Vec::new();
        for key in KEYS {
            let value = match *key {
                "cache" => None,
                "check_host_name" => section.truth(key)?.map(|it| it.to_string()),
                key => section.text(key)?,
            };
            if let Some(value) = value {
                properties.push(RawProperty {
                    name: format!("{OWN}{key}"),
                    value,
                    source: PropertySource::Context(context.to_owned()),
                });
            }
        }
        Ok(Self {
            properties,
            cache: section.truth("cache")?,
        })
    }
}

/// Everything that may name a registry.
pub(super) struct Candidates<'a> {
    /// `-r`.
    pub(super) flag: Option<&'a str>,
    /// `-X`.
    pub(super) typed: &'a [RawProperty],
    /// `-F`, else `DLTCTL_COMMAND_CONFIG`.
    pub(super) files: &'a [RawProperty],
    /// Whether `files` were named by `DLTCTL_COMMAND_CONFIG`.
    pub(super) files_by_variable: bool,
    /// The file of another tool that names the brokers.
    pub(super) foreign: &'a [RawProperty],
    /// The context that applies.
    pub(super) chosen: Option<&'a Chosen<'a>>,
    /// The brokers, whose user may be the registry's.
    pub(super) connection: Option<&'a Connection>,
    /// The directory of the user's file, where the paths of contexts start.
    pub(super) base: &'a Path,
}

impl Candidates<'_> {
    /// Decides; none where nothing names a registry.
    pub(super) fn resolve(
        &self,
        environment: &Environment,
        indirection: &Indirection<'_>,
        read: ReadFile<'_>,
    ) -> Result<Option<RegistrySettings>> {
        let of_context = self.of_context();
        let Some((named, is_of_context)) = self.named(environment, &of_context) else {
            return Ok(None);
        };
        let is_typed_context = self
            .chosen
            .is_some_and(|chosen| chosen.by == ContextNamedBy::Flag);
        let with_context = is_of_context || is_typed_context;
        let mut raw: Vec<RawProperty> = vec![named];
        if with_context {
            raw.extend(of_context);
        }
        for more in [self.foreign, self.files, self.typed] {
            raw.extend(more.iter().cloned());
        }
        // Placeholders of the brokers' own properties are looked up where those are needed.
        raw.retain(|property| {
            let name = property.name.as_str();
            name == FLAG || registry::is_used(name) || name.starts_with("config.providers")
        });
        indirection.resolve_all(&mut raw)?;
        for property in &mut raw {
            complete_path(property, environment, self.base);
        }
        let table = self.chosen.filter(|_| with_context);
        let cache = table.and_then(|chosen| chosen.context.registry.cache);
        self.settings(environment, &raw, cache, read).map(Some)
    }

    /// Puts together what the context says, weakest first.
    fn of_context(&self) -> Vec<RawProperty> {
        self.chosen.map_or_else(Vec::new, |chosen| {
            let mut properties = chosen.properties.clone();
            properties.extend(chosen.context.registry.properties.iter().cloned());
            properties
        })
    }

    /// Finds the URL, and tells whether the context says it.
    fn named(
        &self,
        environment: &Environment,
        of_context: &[RawProperty],
    ) -> Option<(RawProperty, bool)> {
        let variable = |name: &str| {
            environment.choice(name).map(|value| RawProperty {
                name: "schema.registry.url".to_owned(),
                value: value.to_owned(),
                source: PropertySource::Environment(name.to_owned()),
            })
        };
        let context = |by: ContextNamedBy| {
            let applies = self.chosen.is_some_and(|chosen| chosen.by == by);
            applies
                .then(|| registry::url(of_context).cloned())
                .flatten()
        };
        let files = |by_variable: bool| {
            let asked = self.files_by_variable == by_variable;
            asked.then(|| registry::url(self.files).cloned()).flatten()
        };
        let flag = self.flag.map(|url| RawProperty {
            name: FLAG.to_owned(),
            value: url.to_owned(),
            source: PropertySource::Flag,
        });
        let elsewhere = |found: RawProperty| (found, false);
        let in_context = |found: RawProperty| (found, true);
        flag.map(elsewhere)
            .or_else(|| registry::url(self.typed).cloned().map(elsewhere))
            .or_else(|| files(false).map(elsewhere))
            .or_else(|| context(ContextNamedBy::Flag).map(in_context))
            .or_else(|| variable(OWN_VARIABLE).map(elsewhere))
            .or_else(|| files(true).map(elsewhere))
            .or_else(|| context(ContextNamedBy::Environment).map(in_context))
            .or_else(|| variable(SHARED_VARIABLE).map(elsewhere))
            .or_else(|| context(ContextNamedBy::ConfigFile).map(in_context))
            .or_else(|| registry::url(self.foreign).cloned().map(elsewhere))
    }

    /// Makes the settings out of properties whose placeholders are resolved; the first one holds the URL.
    fn settings(
        &self,
        environment: &Environment,
        raw: &[RawProperty],
        cache: Option<bool>,
        read: ReadFile<'_>,
    ) -> Result<RegistrySettings> {
        let (named, raw) = (&raw[0], &raw[1..]);
        let named_by = if named.name == FLAG {
            FLAG.to_owned()
        } else {
            named.source.to_string()
        };
        let mut notes = Vec::new();
        let mut urls = named
            .value
            .split(',')
            .map(str::trim)
            .filter(|url| !url.is_empty());
        let url = urls.next().unwrap_or_default();
        if urls.next().is_some() {
            notes.push(format!(
                "only the first schema registry of several ({named_by}) is asked"
            ));
        }
        let parsed = if registry::is_apicurio(named) {
            Places::parse_apicurio(url)
        } else {
            Places::parse(url)
        };
        let parsed = parsed.map_err(|why| {
            Error::usage(format!("this is no URL of a schema registry ({named_by})"))
                .why(why)
                .hint("for example https://registry.example:8081, or http://host:8080/apis/ccompat/v7 of Apicurio")
        })?;
        let sasl = self.connection.and_then(|connection| {
            let of = |name: &str| {
                let found = connection.properties.iter().find(|it| it.name == name);
                found.map(|property| property.value.reveal())
            };
            Some((of("sasl.username")?, of("sasl.password")?))
        });
        let login = match registry::login(raw, sasl)? {
            RegistryLogin::Basic(user, password) if parsed.userinfo.is_none() => {
                Some(Login::Basic(user, password.reveal().to_owned()))
            }
            RegistryLogin::Bearer(token) if parsed.userinfo.is_none() => {
                Some(Login::Bearer(token.reveal().to_owned()))
            }
            // What stands in the URL was written with it.
            _ => parsed
                .userinfo
                .map(|(user, password)| Login::Basic(user, password)),
        };
        let places = parsed.places;
        let tls = if places.is_https() {
            let found = registry::tls(raw, read)?;
            notes.extend(found.notes);
            let variable = environment.get("SSL_CERT_FILE").map(Path::new);
            let of_variable = || variable.and_then(|path| read(path).ok());
            Tls {
                authorities: found
                    .authorities
                    .or_else(|| String::from_utf8(of_variable()?).ok()),
                identity: found
                    .identity
                    .map(|(certificate, key)| (certificate, key.reveal().to_owned())),
                any_name: found.any_name,
            }
        } else {
            Tls::default()
        };
        let is_kept = cache.unwrap_or_else(|| !places.is_local());
        Ok(RegistrySettings {
            proxy: proxy(environment, places.is_https()),
            cache: is_kept.then(|| locate::cache_folder(environment)).flatten(),
            places,
            named_by,
            login,
            tls,
            notes,
        })
    }
}

/// Makes a path in a context start where its file is, and replaces `~/` everywhere.
fn complete_path(property: &mut RawProperty, environment: &Environment, base: &Path) {
    let last = property.name.rsplit('.').next().unwrap_or_default();
    let is_path = last == "location"
        || property.name.starts_with(OWN) && ["ca", "certificate", "key"].contains(&last);
    let value = property.value.trim();
    if !is_path || value.is_empty() || value == "probe" || value.starts_with("-----BEGIN") {
        return;
    }
    let base = match property.source {
        PropertySource::Context(_) => base,
        _ => Path::new(""),
    };
    let path = environment.absolute(Path::new(value), base);
    property.value = path.to_string_lossy().into_owned();
}

/// Returns the proxy that the environment names for such URLs.
fn proxy(environment: &Environment, is_https: bool) -> Option<Proxy> {
    let names: &[&str] = if is_https {
        &["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
    } else {
        &["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]
    };
    let url = names.iter().find_map(|name| environment.get(name))?;
    let except = ["no_proxy", "NO_PROXY"];
    let except = except.iter().find_map(|name| environment.get(name));
    Some(Proxy {
        url: url.to_owned(),
        except: except.unwrap_or_default().to_owned(),
    })
}
