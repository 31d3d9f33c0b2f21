//! Certificates and keys.

use std::path::Path;

use super::{All, Translation, left_out};
use crate::connect::pem::{self, StoreKind};
use crate::connect::property::{PropertySource, RawProperty};
use crate::error::{Error, Result};

/// Translates the properties of TLS that librdkafka does not take as they are.
pub(super) fn translate(
    translation: &mut Translation,
    property: &RawProperty,
    all: &All<'_>,
) -> Result<()> {
    let RawProperty {
        name,
        value,
        source,
    } = property;
    let value = value.trim();
    match name.as_str() {
        "ssl.endpoint.identification.algorithm" => {
            let algorithm = value.to_ascii_lowercase();
            if algorithm.is_empty() || algorithm == "none" {
                translation.put(name, "none", source);
                translation.notes.push(format!(
                    "host names are not checked against the brokers' certificates: `{name}` is empty ({source})"
                ));
            } else {
                translation.put(name, algorithm, source);
            }
        }
        "enable.ssl.certificate.verification" => {
            if value.eq_ignore_ascii_case("false") {
                translation.notes.push(format!(
                    "the brokers' certificates are not checked at all: `{name}` is false ({source})"
                ));
            }
            translation.put(name, value, source);
        }
        "ssl.cipher.suites" => {
            // Java's names begin with the protocol and use underscores; OpenSSL's use neither.
            if value.contains('_') && !value.contains('-')
                || matches!(source, PropertySource::File(_))
            {
                left_out(
                    translation,
                    property,
                    "Java's names of ciphers are not OpenSSL's",
                );
            } else {
                translation.put(name, value, source);
            }
        }
        "ssl.truststore.location" if !value.is_empty() => {
            demand_pem(property, all)?;
            translation.put("ssl.ca.location", value, source);
        }
        "ssl.truststore.certificates" if !value.is_empty() => {
            translation.put("ssl.ca.pem", inline_pem(property)?, source);
        }
        "ssl.keystore.location" if !value.is_empty() => {
            demand_pem(property, all)?;
            // Java keeps key and certificates in one file; OpenSSL finds each by its label.
            translation.put("ssl.certificate.location", value, source);
            translation.put("ssl.key.location", value, source);
        }
        "ssl.keystore.certificate.chain" if !value.is_empty() => {
            translation.put("ssl.certificate.pem", inline_pem(property)?, source);
        }
        "ssl.keystore.key" if !value.is_empty() => {
            translation.put("ssl.key.pem", inline_pem(property)?, source);
        }
        "ssl.truststore.password" | "ssl.keystore.password" if !value.is_empty() => {
            left_out(
                translation,
                property,
                "a PEM file has no password of its own; that of the key is `ssl.key.password`",
            );
        }
        // Types are told by the first bytes; everything else that arrives here is empty and means "not set".
        _ => {}
    }
    Ok(())
}

/// Reads the store and fails unless it is PEM.
fn demand_pem(property: &RawProperty, all: &All<'_>) -> Result<()> {
    let RawProperty {
        name,
        value,
        source,
    } = property;
    let path = value.trim();
    let bytes = (all.read)(Path::new(path)).map_err(|error| {
        Error::usage(format!("cannot read {path}"))
            .why(format!("`{name}` ({source}) points at it: {error}"))
            .hint("check the path; a relative one starts at the current directory")
    })?;
    let kind = pem::sniff(&bytes);
    if kind == StoreKind::Pem {
        return Ok(());
    }
    let error = Error::usage(format!("`{name}` ({source}) cannot be used"));
    let Some(store) = kind.name() else {
        return Err(error
            .why(format!(
                "{path} is no key store: neither PEM nor JKS nor PKCS12"
            ))
            .hint("check the path"));
    };
    Err(error
        .why(format!(
            "{path} is a {store} store, and this version reads PEM only"
        ))
        .hint(as_pem(name, path, kind)))
}

/// Says how a store is written as PEM with the tools that made it.
fn as_pem(name: &str, path: &str, kind: StoreKind) -> String {
    let storetype = if kind == StoreKind::Jceks {
        " -storetype JCEKS"
    } else {
        ""
    };
    if name == "ssl.truststore.location" {
        return format!(
            "write its certificates as PEM: `keytool -list -rfc -keystore {path}{storetype} > ca.pem`, then name `ssl.ca.location=ca.pem` instead"
        );
    }
    let from_java = if kind == StoreKind::Pkcs12 {
        String::new()
    } else {
        format!(
            "`keytool -importkeystore -srckeystore {path}{} -destkeystore client.p12 -deststoretype PKCS12`, then ",
            storetype.replace("-storetype", "-srcstoretype")
        )
    };
    let p12 = if kind == StoreKind::Pkcs12 {
        path
    } else {
        "client.p12"
    };
    format!(
        "write it as PEM: {from_java}`openssl pkcs12 -in {p12} -out client.pem`, and name `ssl.keystore.location=client.pem` instead"
    )
}

fn inline_pem(property: &RawProperty) -> Result<String> {
    pem::rewrap(&property.value).ok_or_else(|| {
        Error::usage(format!(
            "`{}` ({}) holds no PEM text",
            property.name, property.source
        ))
        .why("it begins with `-----BEGIN` and ends with `-----END …-----`")
        .hint(if property.name == "ssl.truststore.certificates" {
            "for the path of a file use `ssl.truststore.location`"
        } else {
            "for the path of a file use `ssl.keystore.location`"
        })
    })
}

/// Adds what TLS needs and nobody named.
///
/// A vendored OpenSSL knows none of the operating system's places for certificates; `probe` makes librdkafka look there
/// (confluentinc/librdkafka `rd_kafka_ssl_probe_and_set_default_ca_location`; fede1024/rust-rdkafka#594).
pub(super) fn complete(translation: &mut Translation) {
    let protocol = translation.get("security.protocol").unwrap_or("plaintext");
    if !protocol.ends_with("ssl") {
        if translation
            .properties
            .iter()
            .any(|property| property.name.starts_with("ssl."))
        {
            translation.notes.push(format!(
                "the TLS settings have no effect, because `security.protocol` is {protocol}"
            ));
        }
        return;
    }
    let named = ["ssl.ca.location", "ssl.ca.pem", "ssl.ca.certificate.stores"]
        .iter()
        .any(|name| translation.get(name).is_some());
    if !named {
        translation.put("ssl.ca.location", "probe", &PropertySource::Default);
    }
    if translation.get("sasl.mechanism") == Some("OAUTHBEARER")
        && translation.get("https.ca.location").is_none()
        && translation.get("https.ca.pem").is_none()
    {
        translation.put("https.ca.location", "probe", &PropertySource::Default);
    }
}
