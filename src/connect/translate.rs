//! Properties as people write them -> properties as librdkafka takes them.

mod authentication;
mod stores;

use super::ReadFile;
use super::names::{self, Meaning};
use super::property::{Property, PropertySource, PropertyValue, RawProperty};
use crate::error::{Error, Result};
use crate::topics::nearest;

/// What the properties mean.
#[derive(Debug, Default)]
pub(crate) struct Translation {
    /// Under librdkafka's names, each once, in the order they were decided.
    pub(crate) properties: Vec<Property>,
    /// `client.id`, unless it is an application's own.
    pub(crate) client_id: Option<(String, PropertySource)>,
    /// For stderr.
    pub(crate) notes: Vec<String>,
    /// For stderr with `-v`.
    pub(crate) details: Vec<String>,
}

/// Several names for one thing: the one that was written last displaces the others.
const ALTERNATIVES: [&[&str]; 3] = [
    &["ssl.ca.location", "ssl.ca.pem", "ssl.ca.certificate.stores"],
    &["ssl.certificate.location", "ssl.certificate.pem"],
    &["ssl.key.location", "ssl.key.pem"],
];

impl Translation {
    /// Returns the text of a translated property.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.properties
            .iter()
            .find(|property| property.name == name)
            .map(|property| property.value.reveal())
    }

    fn put(&mut self, name: &str, value: impl Into<String>, from: &PropertySource) {
        self.properties.retain(|property| {
            property.name != name
                && !ALTERNATIVES
                    .iter()
                    .any(|group| group.contains(&name) && group.contains(&property.name.as_str()))
        });
        self.properties.push(Property {
            name: name.to_owned(),
            value: PropertyValue::named(name, value),
            from: from.clone(),
        });
    }
}

/// Translates the properties, weakest source first; a name that stands twice counts as it stood last.
///
/// `read` opens the stores that Java's names point at. Fails on a name that was typed and that nobody knows, on a value
/// that cannot be meant, and on what cannot be done yet.
pub(crate) fn translate(raw: &[RawProperty], read: ReadFile<'_>) -> Result<Translation> {
    let properties = last_of_each(raw);
    let mut translation = Translation::default();
    for property in &properties {
        let all = All {
            properties: &properties,
            read,
        };
        one(&mut translation, property, &all)?;
    }
    authentication::check(&mut translation)?;
    stores::complete(&mut translation);
    Ok(translation)
}

/// All properties at once, for those that only mean something together.
struct All<'a> {
    properties: &'a [RawProperty],
    read: ReadFile<'a>,
}

impl All<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.properties
            .iter()
            .find(|property| property.name == name)
            .map(|property| property.value.as_str())
    }
}

fn last_of_each(raw: &[RawProperty]) -> Vec<RawProperty> {
    let mut properties: Vec<RawProperty> = Vec::with_capacity(raw.len());
    for property in raw {
        let name = names::without_topic_prefix(property.name.trim());
        properties.retain(|earlier| earlier.name != name);
        properties.push(RawProperty {
            name: name.to_owned(),
            ..property.clone()
        });
    }
    properties
}

fn one(translation: &mut Translation, property: &RawProperty, all: &All<'_>) -> Result<()> {
    let RawProperty {
        name,
        value,
        source,
    } = property;
    match names::meaning(name) {
        Some(Meaning::Forwarded(theirs)) => translation.put(theirs, value.trim(), source),
        Some(Meaning::Tuning) => {
            if matches!(source, PropertySource::File(_)) {
                left_out(
                    translation,
                    property,
                    "it tunes the application that the file is made for",
                );
            } else {
                translation.put(name, value.trim(), source);
            }
        }
        Some(Meaning::Guarded(why)) => {
            if matches!(source, PropertySource::File(_)) {
                left_out(translation, property, why);
            } else {
                translation
                    .notes
                    .push(format!("`{name}` ({source}) is not passed on: {why}"));
            }
        }
        Some(Meaning::Ignored(why)) => left_out(translation, property, why),
        Some(Meaning::Unsupported(instead)) => {
            if !value.trim().is_empty() {
                return Err(unsupported(property, instead));
            }
        }
        Some(Meaning::Translated) => translated(translation, property, all)?,
        Some(Meaning::Registry) => {}
        None => unknown(translation, property)?,
    }
    Ok(())
}

fn left_out(translation: &mut Translation, property: &RawProperty, why: &str) {
    translation.details.push(format!(
        "`{}` ({}) is not passed on: {why}",
        property.name, property.source
    ));
}

fn unsupported(property: &RawProperty, instead: &str) -> Error {
    Error::usage(format!(
        "`{}` ({}) cannot be used",
        property.name, property.source
    ))
    .hint(instead)
}

fn unknown(translation: &mut Translation, property: &RawProperty) -> Result<()> {
    let RawProperty { name, source, .. } = property;
    let near = nearest(name, names::NAMES.iter().map(|(known, _)| *known));
    if matches!(source, PropertySource::File(_)) {
        match near.first() {
            Some(near) => translation.notes.push(format!(
                "`{name}` ({source}) is no property of Kafka's clients and is left out; `{near}` is one"
            )),
            None => left_out(translation, property, "it is no property of Kafka's clients"),
        }
        return Ok(());
    }
    let error = Error::usage(format!("unknown property `{name}` ({source})"))
        .why("it is a name neither of Java's Kafka clients nor of librdkafka");
    Err(match near.first() {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint(
            "check the name; the ones that are understood are described in docs/connecting.md",
        ),
    })
}

/// Translates what is not a matter of another name alone.
fn translated(translation: &mut Translation, property: &RawProperty, all: &All<'_>) -> Result<()> {
    let RawProperty {
        name,
        value,
        source,
    } = property;
    let value = value.trim();
    match name.as_str() {
        // Who names the brokers is decided before.
        "bootstrap.servers" | "metadata.broker.list" => {}
        "client.id" => {
            if matches!(source, PropertySource::File(_)) {
                left_out(
                    translation,
                    property,
                    "it names the application that the file is made for; use --client-id",
                );
            } else if !value.is_empty() {
                translation.client_id = Some((value.to_owned(), source.clone()));
            }
        }
        "security.protocol" => authentication::protocol(translation, property)?,
        "sasl.mechanism" | "sasl.mechanisms" => {
            translation.put("sasl.mechanism", value.to_ascii_uppercase(), source);
        }
        "sasl.jaas.config" => authentication::jaas(translation, property, all)?,
        "client.dns.lookup" => {
            if [
                "use_all_dns_ips",
                "resolve_canonical_bootstrap_servers_only",
            ]
            .contains(&value)
            {
                translation.put(name, value, source);
            } else {
                left_out(translation, property, "librdkafka knows no such look-up");
            }
        }
        "metadata.recovery.strategy" => {
            translation.put(name, value.to_ascii_lowercase(), source);
        }
        "send.buffer.bytes" => buffer(translation, "socket.send.buffer.bytes", value, source),
        "receive.buffer.bytes" => buffer(translation, "socket.receive.buffer.bytes", value, source),
        "max.request.size" => translation.put("message.max.bytes", value, source),
        _ => stores::translate(translation, property, all)?,
    }
    Ok(())
}

/// Java's -1 means the operating system's own size, which librdkafka writes as 0.
fn buffer(translation: &mut Translation, name: &str, value: &str, source: &PropertySource) {
    translation.put(name, if value == "-1" { "0" } else { value }, source);
}

#[cfg(test)]
mod tests;
