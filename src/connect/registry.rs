//! What properties say about the schema registry.
//!
//! The names are those of Confluent's serializers (confluentinc/schema-registry `SchemaRegistryClientConfig`, with and
//! without `schema.registry.` before them) and of Apicurio's (Apicurio/apicurio-registry `SchemaResolverConfig`). What
//! stands in the `schema_registry` of a context comes here under names that begin with [`OWN`].

use std::path::Path;

use super::property::RawProperty;
use super::secret::Secret;
use super::{ReadFile, translate};
use crate::error::{Error, Result};

/// The beginning of the names under which the keys of a context's `schema_registry` arrive.
pub(crate) const OWN: &str = "schema_registry.";

/// The beginning that Confluent's names may have.
const CONFLUENT: &str = "schema.registry.";

/// The names of properties that hold the URL.
const URLS: [&str; 4] = [
    "schema_registry.url",
    "schema.registry.url",
    "apicurio.registry.url",
    "apicurio.url",
];

/// The names that are read here, without `schema.registry.`.
const USED: [&str; 7] = [
    "basic.auth.credentials.source",
    "basic.auth.user.info",
    "bearer.auth.credentials.source",
    "bearer.auth.token",
    "apicurio.registry.auth.username",
    "apicurio.registry.auth.password",
    "apicurio.registry.auth.service.token.endpoint",
];

/// Tells whether a property is read here.
pub(crate) fn is_used(name: &str) -> bool {
    let rest = name.strip_prefix(CONFLUENT);
    URLS.contains(&name)
        || name.starts_with(OWN)
        || USED.contains(&rest.unwrap_or(name))
        || rest.is_some_and(is_tls)
}

/// Tells whether a name without `schema.registry.` is about TLS.
fn is_tls(rest: &str) -> bool {
    rest.starts_with("ssl.") || rest == "enable.ssl.certificate.verification"
}

/// Returns the property that holds the URL, the last one of several.
pub(crate) fn url(properties: &[RawProperty]) -> Option<&RawProperty> {
    let named = |property: &&RawProperty| {
        URLS.contains(&property.name.as_str()) && !property.value.trim().is_empty()
    };
    properties.iter().rev().find(named)
}

/// Tells whether the property that holds the URL is one of Apicurio's.
pub(crate) fn is_apicurio(property: &RawProperty) -> bool {
    property.name.starts_with("apicurio.")
}

/// Who we say we are to the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RegistryLogin {
    /// A user's name and password.
    Basic(String, Secret),
    /// A token.
    Bearer(Secret),
    /// What stands in the URL, or nobody.
    OfUrl,
}

/// Reads who we say we are. `sasl` are user and password of the brokers. Of two ways the one that was written last counts.
///
/// # Errors
///
/// Usage, for what cannot be meant or cannot be done here.
pub(crate) fn login(
    properties: &[RawProperty],
    sasl: Option<(&str, &str)>,
) -> Result<RegistryLogin> {
    let mut user: Option<String> = None;
    let mut password: Option<Secret> = None;
    let mut login = RegistryLogin::OfUrl;
    let (mut basic_source, mut bearer_source) = (None, None);
    for property in properties {
        let value = property.value.trim();
        if value.is_empty() {
            continue;
        }
        let name = property.name.as_str();
        match name.strip_prefix(CONFLUENT).unwrap_or(name) {
            "schema_registry.user" | "apicurio.registry.auth.username" => {
                user = Some(value.to_owned());
            }
            "schema_registry.password" | "apicurio.registry.auth.password" => {
                password = Some(Secret::new(value));
            }
            "basic.auth.user.info" => {
                let (name, secret) = value.split_once(':').unwrap_or((value, ""));
                user = Some(name.to_owned());
                password = Some(Secret::new(secret));
            }
            "schema_registry.token" | "bearer.auth.token" => {
                login = RegistryLogin::Bearer(Secret::new(value));
                continue;
            }
            "basic.auth.credentials.source" => {
                basic_source = Some(property);
                continue;
            }
            "bearer.auth.credentials.source" => {
                bearer_source = Some(property);
                continue;
            }
            "apicurio.registry.auth.service.token.endpoint" => {
                return Err(cannot_fetch_tokens(property));
            }
            _ => continue,
        }
        login = RegistryLogin::Basic(
            user.clone().unwrap_or_default(),
            password.clone().unwrap_or_else(|| Secret::new("")),
        );
    }
    if let Some(property) = bearer_source {
        match property.value.trim() {
            "STATIC_TOKEN" if matches!(login, RegistryLogin::Bearer(_)) => {}
            "STATIC_TOKEN" => return Err(missing(property, "bearer.auth.token")),
            _ => return Err(cannot_fetch_tokens(property)),
        }
    }
    if let Some(property) = basic_source {
        match property.value.trim() {
            "URL" => return Ok(RegistryLogin::OfUrl),
            "USER_INFO" if matches!(login, RegistryLogin::Basic(..)) => {}
            "USER_INFO" => return Err(missing(property, "basic.auth.user.info")),
            "SASL_INHERIT" => {
                let Some((user, password)) = sasl else {
                    return Err(missing(
                        property,
                        "sasl.jaas.config` with user and password, or `sasl.username",
                    ));
                };
                return Ok(RegistryLogin::Basic(user.to_owned(), Secret::new(password)));
            }
            _ => {
                return Err(Error::usage(format!(
                    "`{}` ({}) cannot be used",
                    property.name, property.source
                ))
                .why("it is one of USER_INFO, URL, SASL_INHERIT"));
            }
        }
    }
    Ok(login)
}

fn missing(property: &RawProperty, other: &str) -> Error {
    Error::usage(format!("`{other}` is missing")).why(format!(
        "`{}` ({}) needs it",
        property.name, property.source
    ))
}

fn cannot_fetch_tokens(property: &RawProperty) -> Error {
    Error::usage(format!(
        "`{}` ({}) cannot be used",
        property.name, property.source
    ))
    .why("tokens are not fetched from an identity provider here")
    .hint("fetch one yourself: `bearer.auth.credentials.source=STATIC_TOKEN` and `bearer.auth.token=${env:TOKEN}`")
}

/// PEM text for TLS with the registry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RegistryTls {
    /// The authorities that are trusted instead of the system's.
    pub(crate) authorities: Option<String>,
    /// Our own certificate, and its key.
    pub(crate) identity: Option<(String, Secret)>,
    /// Whether the certificate may be for another name than the registry is reached by.
    pub(crate) any_name: bool,
    /// For stderr.
    pub(crate) notes: Vec<String>,
}

/// Reads the settings of TLS, which are those of the brokers with `schema.registry.` before them.
///
/// # Errors
///
/// Usage, for what cannot be read or is not PEM.
pub(crate) fn tls(properties: &[RawProperty], read: ReadFile<'_>) -> Result<RegistryTls> {
    let mut of_tls: Vec<RawProperty> = properties.iter().filter_map(as_of_brokers).collect();
    let Some(first) = of_tls.first() else {
        return Ok(RegistryTls::default());
    };
    of_tls.push(RawProperty {
        name: "security.protocol".to_owned(),
        value: "SSL".to_owned(),
        source: first.source.clone(),
    });
    let translation = translate(&of_tls, read)?;
    let pem = |inline: &str, location: &str| -> Result<Option<String>> {
        if let Some(text) = translation.get(inline) {
            return Ok(Some(text.to_owned()));
        }
        let path = translation.get(location);
        path.filter(|path| *path != "probe")
            .map(|path| {
                let bytes = read(Path::new(path)).map_err(|error| {
                    Error::usage(format!("cannot read {path}"))
                        .why(format!("it is the registry's `{location}`: {error}"))
                        .hint("check the path")
                })?;
                Ok(String::from_utf8_lossy(&bytes).into_owned())
            })
            .transpose()
    };
    let authorities = pem("ssl.ca.pem", "ssl.ca.location")?;
    let certificate = pem("ssl.certificate.pem", "ssl.certificate.location")?;
    let key = pem("ssl.key.pem", "ssl.key.location")?;
    let identity = match (certificate, key) {
        (Some(certificate), Some(key)) => Some((certificate, plain_key(&key)?)),
        (None, None) => None,
        (Some(_), None) => return Err(half("key")),
        (None, Some(_)) => return Err(half("certificate")),
    };
    let mut notes = Vec::new();
    let any_name = translation.get("ssl.endpoint.identification.algorithm") == Some("none");
    if any_name {
        notes.push(
            "the name of the schema registry is not checked against its certificate".to_owned(),
        );
    }
    if translation.get("enable.ssl.certificate.verification") == Some("false") {
        notes.push(format!(
            "the schema registry's certificate is checked: `{CONFLUENT}enable.ssl.certificate.verification` cannot switch that off"
        ));
    }
    Ok(RegistryTls {
        authorities,
        identity,
        any_name,
        notes,
    })
}

/// Returns a property of TLS under the name that the brokers' has.
fn as_of_brokers(property: &RawProperty) -> Option<RawProperty> {
    let named = |name: &str| {
        Some(RawProperty {
            name: name.to_owned(),
            ..property.clone()
        })
    };
    let name = property.name.as_str();
    if let Some(rest) = name.strip_prefix(CONFLUENT) {
        return is_tls(rest).then(|| named(rest)).flatten();
    }
    let is_text = property.value.trim_start().starts_with("-----BEGIN");
    match (name.strip_prefix(OWN)?, is_text) {
        ("ca", false) => named("ssl.ca.location"),
        ("ca", true) => named("ssl.truststore.certificates"),
        ("certificate", false) => named("ssl.certificate.location"),
        ("certificate", true) => named("ssl.keystore.certificate.chain"),
        ("key", false) => named("ssl.key.location"),
        ("key", true) => named("ssl.keystore.key"),
        ("check_host_name", _) if property.value == "false" => Some(RawProperty {
            name: "ssl.endpoint.identification.algorithm".to_owned(),
            value: String::new(),
            source: property.source.clone(),
        }),
        _ => None,
    }
}

/// Demands a key that the system's TLS takes.
fn plain_key(pem: &str) -> Result<Secret> {
    if pem.contains("-----BEGIN PRIVATE KEY-----") {
        return Ok(Secret::new(pem));
    }
    Err(Error::usage("the registry's client key cannot be used")
        .why("it is encrypted, or in another form than PKCS#8")
        .hint("write it as such: `openssl pkcs8 -topk8 -nocrypt -in key.pem -out key8.pem`, readable for you alone"))
}

fn half(missing: &str) -> Error {
    Error::usage(format!(
        "the registry's client certificate cannot be used: its {missing} is missing"
    ))
    .hint("name both: `schema.registry.ssl.keystore.location` of a PEM file that holds them, or `certificate` and `key` of the context")
}

#[cfg(test)]
mod tests;
