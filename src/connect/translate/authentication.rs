//! Protocol, mechanism and credentials.

use super::{All, Translation, unsupported};
use crate::connect::jaas;
use crate::connect::property::{PropertySource, RawProperty};
use crate::error::{Error, Result};
use crate::topics::nearest;

const PROTOCOLS: [&str; 4] = ["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"];

/// The mechanisms that work today.
const MECHANISMS: [&str; 4] = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"];

/// Checks and lowers the protocol; Java writes it in capitals.
pub(super) fn protocol(translation: &mut Translation, property: &RawProperty) -> Result<()> {
    let value = property.value.trim().to_ascii_lowercase();
    if !PROTOCOLS.contains(&value.as_str()) {
        let error = Error::usage(format!(
            "`security.protocol` ({}) cannot be `{}`",
            property.source,
            property.value.trim()
        ))
        .why("it is one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL");
        return Err(match nearest(&value, PROTOCOLS).first() {
            Some(near) => error.hint(format!("did you mean {}?", near.to_ascii_uppercase())),
            None => error,
        });
    }
    translation.put("security.protocol", value, &property.source);
    Ok(())
}

/// Takes the user and the password out of the login module.
pub(super) fn jaas(
    translation: &mut Translation,
    property: &RawProperty,
    all: &All<'_>,
) -> Result<()> {
    let from = &property.source;
    let broken = |why: String| {
        Error::usage(format!("`sasl.jaas.config` ({from}) cannot be read"))
            .why(why)
            .hint(
                "it reads `org.apache.kafka.common.security.plain.PlainLoginModule required username=\"…\" password=\"…\";`",
            )
    };
    if property.value.trim().is_empty() {
        return Ok(());
    }
    let modules = jaas::parse(&property.value).map_err(|error| broken(error.to_string()))?;
    let [module] = modules.as_slice() else {
        return Err(broken(format!(
            "it holds {} login modules, and a client takes exactly one",
            modules.len()
        )));
    };
    let plain = match module.simple_name() {
        "PlainLoginModule" => true,
        "ScramLoginModule" => false,
        "OAuthBearerLoginModule" => {
            return Err(unsupported_module(
                property,
                module,
                super::super::names::OAUTH,
            ));
        }
        "Krb5LoginModule" => {
            return Err(unsupported_module(
                property,
                module,
                super::super::names::KERBEROS,
            ));
        }
        _ => {
            return Err(unsupported_module(
                property,
                module,
                "the modules that are understood are PlainLoginModule and ScramLoginModule",
            ));
        }
    };
    if module
        .options
        .get("tokenauth")
        .is_some_and(|token| token.eq_ignore_ascii_case("true"))
    {
        return Err(
            unsupported(property, "use SASL/SCRAM with a user of its own").why(
                "its `tokenauth` asks for a delegation token, which librdkafka cannot present",
            ),
        );
    }
    for (option, name) in [("username", "sasl.username"), ("password", "sasl.password")] {
        let Some(value) = module.options.get(option) else {
            return Err(broken(format!(
                "its {} has no `{option}`",
                module.simple_name()
            )));
        };
        translation.put(name, value.as_str(), from);
    }
    if all.get("sasl.mechanism").is_none() && all.get("sasl.mechanisms").is_none() {
        if !plain {
            return Err(Error::usage("`sasl.mechanism` is missing")
                .why(format!(
                    "the ScramLoginModule in `sasl.jaas.config` ({from}) serves two mechanisms"
                ))
                .hint(
                    "add `sasl.mechanism=SCRAM-SHA-512`, or SCRAM-SHA-256, as the cluster demands",
                ));
        }
        translation.put("sasl.mechanism", "PLAIN", from);
        translation.details.push(format!(
            "`sasl.mechanism` is PLAIN, because `sasl.jaas.config` ({from}) names the PlainLoginModule"
        ));
    }
    Ok(())
}

fn unsupported_module(property: &RawProperty, module: &jaas::LoginModule, instead: &str) -> Error {
    unsupported(property, instead).why(format!("its login module is {}", module.class))
}

/// Checks that protocol, mechanism and credentials fit each other, before librdkafka says it in its own words.
pub(super) fn check(translation: &mut Translation) -> Result<()> {
    let protocol = translation.get("security.protocol").unwrap_or("plaintext");
    if !protocol.starts_with("sasl_") {
        if translation.get("sasl.mechanism").is_some() || translation.get("sasl.username").is_some()
        {
            translation.notes.push(format!(
                "the SASL settings have no effect, because `security.protocol` is {protocol}"
            ));
        }
        return Ok(());
    }
    let protocol = protocol.to_ascii_uppercase();
    let Some(mechanism) = translation.get("sasl.mechanism").map(str::to_owned) else {
        return Err(Error::usage("`sasl.mechanism` is missing")
            .why(format!("`security.protocol` is {protocol}, and without a mechanism that means Kerberos, which is not part of this build"))
            .hint("add `-X sasl.mechanism=SCRAM-SHA-512`, or PLAIN, as the cluster demands"));
    };
    let from = translation
        .properties
        .iter()
        .find(|property| property.name == "sasl.mechanism")
        .map_or(PropertySource::Default, |property| property.from.clone());
    if !MECHANISMS.contains(&mechanism.as_str()) {
        let error = Error::usage(format!("`sasl.mechanism` ({from}) cannot be {mechanism}"));
        return Err(match mechanism.as_str() {
            "GSSAPI" => error.hint(super::super::names::KERBEROS),
            "AWS_MSK_IAM" => error
                .why("signing in with AWS is not part of this build")
                .hint("use the SASL/SCRAM or the TLS listener of the MSK cluster"),
            _ => error.why("it is one of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER"),
        });
    }
    if mechanism == "OAUTHBEARER" {
        if translation.get("sasl.oauthbearer.method").is_none()
            && translation
                .get("enable.sasl.oauthbearer.unsecure.jwt")
                .is_none()
        {
            return Err(Error::usage("`sasl.oauthbearer.method` is missing")
                .why("`sasl.mechanism` is OAUTHBEARER, and nothing says where the token comes from")
                .hint(super::super::names::OAUTH));
        }
        return Ok(());
    }
    for name in ["sasl.username", "sasl.password"] {
        if translation.get(name).is_none() {
            return Err(Error::usage(format!("`{name}` is missing"))
                .why(format!("`security.protocol` is {protocol} with {mechanism}, which asks for a user and a password"))
                .hint("write both into a properties file for -F, or `sasl.password=${env:NAME}`; never type a password"));
        }
    }
    Ok(())
}
