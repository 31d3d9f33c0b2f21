//! What a payload says about its schema, what a schema is, and who is asked for one.
//!
//! Belongs here: the words that every schema language and every registry share. Does not belong here: one language's
//! reading (`avro`, `protobuf`, `json_schema`), nor how a registry is asked (`registry/`).

use std::fmt;
use std::sync::Arc;

use super::Format;
use super::hex::digits;

/// The language that a schema is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Apache Avro.
    Avro,
    /// Protocol Buffers.
    Protobuf,
    /// JSON Schema.
    Json,
}

impl Language {
    /// Returns the language that a registry's `schemaType` names; where there is none it is Avro.
    pub fn of_registry(schema_type: Option<&str>) -> Option<Self> {
        match schema_type {
            None | Some("AVRO") => Some(Self::Avro),
            Some("PROTOBUF") => Some(Self::Protobuf),
            Some("JSON") => Some(Self::Json),
            Some(_) => None,
        }
    }

    /// Returns the format of payloads that follow a schema of this language.
    pub fn format(self) -> Format {
        match self {
            Self::Avro => Format::Avro,
            Self::Protobuf => Format::Protobuf,
            Self::Json => Format::JsonSchema,
        }
    }
}

/// A schema as it is written, with everything that it refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaText {
    /// The language.
    pub language: Language,
    /// The text; of Protobuf also the base64 of a `FileDescriptorProto`, which some registries hand out.
    pub text: String,
    /// What it refers to, directly and indirectly; whatever one of them refers to stands before it.
    pub references: Vec<Reference>,
}

/// A schema that another one refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// How it is referred to: an Avro name, the path of a Protobuf import, the URI of a `$ref`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// How a payload names its schema. Every one of these is known to one registry only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SchemaId {
    /// A number in a Confluent frame or header.
    Id(u32),
    /// A GUID in a Confluent header.
    Guid([u8; 16]),
    /// The global id of an Apicurio frame of eight bytes or a header.
    GlobalId(u64),
    /// The content id of an Apicurio header.
    ContentId(u64),
    /// A version's UUID in an AWS Glue frame.
    Glue([u8; 16]),
}

impl SchemaId {
    /// Returns what kind of id it is, as JSON names it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Id(_) => "id",
            Self::Guid(_) => "guid",
            Self::GlobalId(_) => "global_id",
            Self::ContentId(_) => "content_id",
            Self::Glue(_) => "glue_version_id",
        }
    }

    /// Returns the number, where the id is one.
    pub fn number(&self) -> Option<u64> {
        match self {
            Self::Id(id) => Some(u64::from(*id)),
            Self::GlobalId(id) | Self::ContentId(id) => Some(*id),
            Self::Guid(_) | Self::Glue(_) => None,
        }
    }

    /// Returns the id alone: a number or a UUID.
    pub fn value(&self) -> String {
        match self {
            Self::Id(id) => id.to_string(),
            Self::GlobalId(id) | Self::ContentId(id) => id.to_string(),
            Self::Guid(uuid) | Self::Glue(uuid) => uuid::Uuid::from_bytes(*uuid).to_string(),
        }
    }
}

impl fmt::Display for SchemaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Id(_) => "schema id ",
            Self::Guid(_) => "schema GUID ",
            Self::GlobalId(_) => "Apicurio global id ",
            Self::ContentId(_) => "Apicurio content id ",
            Self::Glue(_) => "Glue schema version ",
        })?;
        f.write_str(&self.value())
    }
}

/// Where a payload goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The byte at which it shows, counted from 0 at the start of what the schema describes (the frame not counted).
    pub at: usize,
    /// The field that was being read, for example `lines[3].price`; empty for the whole.
    pub path: String,
    /// What is wrong, in a few words: `ends 3 bytes early`, `a string of 4 GiB`, `a branch 7 of a union of 2`.
    pub why: String,
    /// Whether the bytes ended before the schema did.
    pub truncated: bool,
}

/// The first bytes of something that is not what it should be, for messages.
pub fn first_bytes(bytes: &[u8]) -> String {
    const SHOWN: usize = 8;
    let more = if bytes.len() > SHOWN { " …" } else { "" };
    format!("{}{more}", digits(&bytes[..bytes.len().min(SHOWN)], " "))
}

/// Why a schema cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// No registry is known.
    NoRegistry,
    /// The registry does not know it.
    Unknown,
    /// The registry could not be asked, or refused: why.
    Unavailable(String),
    /// The registry gave a schema that cannot be used: why.
    Unusable(String),
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRegistry => f.write_str("no schema registry is configured (-r URL)"),
            Self::Unknown => f.write_str("the registry does not know it"),
            Self::Unavailable(why) => write!(f, "the registry could not be asked: {why}"),
            Self::Unusable(why) => write!(f, "the registry's schema cannot be used: {why}"),
        }
    }
}

/// Who is asked for schemas. Answers are remembered, failures too, so that asking for every record is cheap.
pub trait Schemas: fmt::Debug + Send + Sync {
    /// Returns the text of a schema.
    ///
    /// # Errors
    ///
    /// Why it cannot be had; the caller shows the payload without it.
    fn text(&self, id: &SchemaId) -> Result<Arc<SchemaText>, Missing>;

    /// Returns the text of the latest version of a subject.
    ///
    /// # Errors
    ///
    /// Why it cannot be had.
    fn latest(&self, _subject: &str) -> Result<Arc<SchemaText>, Missing> {
        Err(Missing::NoRegistry)
    }

    /// Tells whether there is anybody to ask.
    fn are_known(&self) -> bool {
        true
    }

    /// Returns what a person should know at the end: how many payloads went without a schema, and why.
    fn warning(&self) -> Option<String> {
        None
    }
}

/// Knows no schema: there is no registry.
#[derive(Clone, Copy, Debug)]
pub struct NoRegistry;

impl Schemas for NoRegistry {
    fn text(&self, _: &SchemaId) -> Result<Arc<SchemaText>, Missing> {
        Err(Missing::NoRegistry)
    }

    fn are_known(&self) -> bool {
        false
    }
}
