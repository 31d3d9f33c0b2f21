//! What people say that keys and values are: rules beat what the bytes look like.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::compiled::Schema;
use super::schema::Language;
use crate::error::{Error, Result};
use crate::filter::NamePattern;

/// A format as typed: `avro`, `protobuf:shop.Order`, `text` …
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FormatRule {
    /// What the bytes and the headers say.
    #[default]
    Auto,
    /// JSON; what is none is said to be broken.
    Json,
    /// JSON of a schema.
    JsonSchema,
    /// Avro.
    Avro,
    /// Protobuf, of the message that is named, if one is.
    Protobuf(Option<Box<str>>),
    /// `MessagePack`.
    MessagePack,
    /// CBOR.
    Cbor,
    /// A serialized Java object.
    Java,
    /// UTF-8, as it is.
    Text,
    /// A big-endian integer of 1, 2, 4 or 8 bytes.
    Integer,
    /// A big-endian float of 4 or 8 bytes.
    Double,
    /// Bytes, as hexadecimal digits.
    Hex,
}

impl FormatRule {
    /// Every format by the name that people type.
    pub const NAMES: &[&str] = &[
        "auto",
        "json",
        "json-schema",
        "avro",
        "protobuf",
        "msgpack",
        "cbor",
        "java",
        "text",
        "integer",
        "double",
        "hex",
    ];

    /// Returns the schema language that the format names.
    pub fn language(&self) -> Option<Language> {
        match self {
            Self::Avro => Some(Language::Avro),
            Self::Protobuf(_) => Some(Language::Protobuf),
            Self::JsonSchema => Some(Language::Json),
            _ => None,
        }
    }
}

impl FromStr for FormatRule {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Ok(match text {
            "auto" => Self::Auto,
            "json" => Self::Json,
            "json-schema" | "jsonschema" => Self::JsonSchema,
            "avro" => Self::Avro,
            "protobuf" => Self::Protobuf(None),
            "msgpack" | "messagepack" => Self::MessagePack,
            "cbor" => Self::Cbor,
            "java" => Self::Java,
            "text" | "string" => Self::Text,
            "integer" => Self::Integer,
            "double" => Self::Double,
            "hex" => Self::Hex,
            _ => {
                if let Some(message) = text
                    .strip_prefix("protobuf:")
                    .filter(|name| !name.is_empty())
                {
                    return Ok(Self::Protobuf(Some(message.into())));
                }
                return Err(
                    Error::usage(format!("`{text}` is no format of keys and values")).hint(
                        format!(
                            "formats are {}; protobuf:MESSAGE names the message",
                            Self::NAMES.join(", ")
                        ),
                    ),
                );
            }
        })
    }
}

impl fmt::Display for FormatRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::Json => "json",
            Self::JsonSchema => "json-schema",
            Self::Avro => "avro",
            Self::Protobuf(None) => "protobuf",
            Self::Protobuf(Some(message)) => return write!(f, "protobuf:{message}"),
            Self::MessagePack => "msgpack",
            Self::Cbor => "cbor",
            Self::Java => "java",
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Double => "double",
            Self::Hex => "hex",
        })
    }
}

/// How keys or values are read.
#[derive(Clone, Debug, Default)]
pub struct PartRule {
    /// The format.
    pub format: FormatRule,
    /// A schema from a file, which is used instead of the registry's.
    pub schema: Option<Arc<Schema>>,
}

impl PartRule {
    /// Tells whether the rule says nothing.
    pub fn is_auto(&self) -> bool {
        self.format == FormatRule::Auto && self.schema.is_none()
    }
}

/// How the records of some topics are read.
#[derive(Clone, Debug)]
pub struct PayloadRule {
    /// Which topics; none at all means every one.
    pub topics: Vec<NamePattern>,
    /// Their keys.
    pub key: PartRule,
    /// Their values.
    pub value: PartRule,
    /// Where the rule stands, for people: `--value-format`, `payload rule 2 of the configuration`.
    pub told_by: Box<str>,
}

impl PayloadRule {
    /// Tells whether the rule is about a topic.
    pub fn covers(&self, topic: &str) -> bool {
        self.topics.is_empty() || self.topics.iter().any(|pattern| pattern.matches(topic))
    }
}
