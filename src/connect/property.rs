//! A property before and after translation, and where it came from.

use std::fmt;
use std::path::PathBuf;

use super::secret::{Secret, is_secret_name};

/// Where a property was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PropertySource {
    /// Typed with `-X`.
    Flag,
    /// A properties file: `-F`, or the `command_config` of a context.
    File(PathBuf),
    /// The `properties` of a context.
    Context(String),
    /// An environment variable.
    Environment(String),
    /// Added here, because the others leave a gap.
    Default,
}

impl fmt::Display for PropertySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("-X"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Context(name) => write!(f, "context {name}"),
            Self::Environment(variable) => write!(f, "environment variable {variable}"),
            Self::Default => f.write_str("default of dltctl"),
        }
    }
}

/// A property as it was written: a name of Java's or of librdkafka's, and its text.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct RawProperty {
    /// The name, trimmed.
    pub(crate) name: String,
    /// The text; may be empty, which some properties give a meaning.
    pub(crate) value: String,
    /// Where it was written.
    pub(crate) source: PropertySource,
}

impl fmt::Debug for RawProperty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nothing is known of a raw property yet but its name: `${env:X}` and misspelt names may hide a secret.
        write!(f, "RawProperty({} = ********, {})", self.name, self.source)
    }
}

/// The text of a translated property.
#[derive(Clone, PartialEq, Eq)]
pub enum PropertyValue {
    /// May be shown.
    Plain(String),
    /// Must not be shown.
    Secret(Secret),
}

impl PropertyValue {
    /// Makes a value that is secret when the name says so.
    pub(crate) fn named(name: &str, value: impl Into<String>) -> Self {
        if is_secret_name(name) {
            Self::Secret(Secret::new(value))
        } else {
            Self::Plain(value.into())
        }
    }

    /// Returns the text itself, secret or not, for the client that needs it.
    pub fn reveal(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Secret(secret) => secret.reveal(),
        }
    }
}

impl fmt::Display for PropertyValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(text) => f.write_str(text),
            Self::Secret(secret) => secret.fmt(f),
        }
    }
}

impl fmt::Debug for PropertyValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(text) => text.fmt(f),
            Self::Secret(secret) => fmt::Debug::fmt(secret, f),
        }
    }
}

/// A property as librdkafka takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// librdkafka's name.
    pub name: String,
    /// librdkafka's text for it.
    pub value: PropertyValue,
    /// Where the property it was made of was written.
    pub from: PropertySource,
}
