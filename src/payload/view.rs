//! A key or a value, and which format it is in.

use std::borrow::Cow;

use super::json::{CompactJson, Json};
use super::look;
use super::problem::Problem;
use super::schema::SchemaId;

/// The format of a key or value; the name is what the column FORMAT and the envelope's `format` say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// One JSON text.
    Json,
    /// JSON that names a schema.
    JsonSchema,
    /// Avro.
    Avro,
    /// Protobuf.
    Protobuf,
    /// `MessagePack`.
    MessagePack,
    /// CBOR.
    Cbor,
    /// A serialized Java object.
    Java,
    /// UTF-8 that reads like text.
    Text,
    /// A big-endian integer, as Kafka's serializers of `Short`, `Integer` and `Long` write.
    Integer,
    /// A big-endian float, as Kafka's serializers of `Float` and `Double` write.
    Double,
    /// Anything else.
    Binary,
    /// No byte, which is not null.
    Empty,
    /// Null: for a value, a tombstone.
    Null,
}

impl Format {
    /// Every format.
    const ALL: [Self; 13] = [
        Self::Json,
        Self::JsonSchema,
        Self::Avro,
        Self::Protobuf,
        Self::MessagePack,
        Self::Cbor,
        Self::Java,
        Self::Text,
        Self::Integer,
        Self::Double,
        Self::Binary,
        Self::Empty,
        Self::Null,
    ];

    /// Returns the format of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Returns the format's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::JsonSchema => "json-schema",
            Self::Avro => "avro",
            Self::Protobuf => "protobuf",
            Self::MessagePack => "msgpack",
            Self::Cbor => "cbor",
            Self::Java => "java",
            Self::Integer => "integer",
            Self::Double => "double",
            Self::Text => "text",
            Self::Binary => "binary",
            Self::Empty => "empty",
            Self::Null => "null",
        }
    }
}

/// What bytes show to people, whatever they were read from.
#[derive(Clone, Copy, Debug)]
pub enum Shown<'a> {
    /// Null.
    Null,
    /// No byte.
    Empty,
    /// One JSON text.
    Json(Json<'a>),
    /// UTF-8 that reads like text.
    Text(&'a str),
    /// Anything else.
    Binary(&'a [u8]),
}

impl<'a> Shown<'a> {
    /// Looks at bytes that nothing else is known of.
    pub fn of(bytes: Option<&'a [u8]>) -> Self {
        let Some(bytes) = bytes else {
            return Self::Null;
        };
        if bytes.is_empty() {
            return Self::Empty;
        }
        if let Some(json) = Json::parse(bytes) {
            return Self::Json(json);
        }
        match std::str::from_utf8(bytes) {
            Ok(text) if look::reads_like_text(text) => Self::Text(text),
            _ => Self::Binary(bytes),
        }
    }

    /// Returns the format of bytes that nothing else is known of.
    pub fn format(&self) -> Format {
        match self {
            Self::Null => Format::Null,
            Self::Empty => Format::Empty,
            Self::Json(_) => Format::Json,
            Self::Text(_) => Format::Text,
            Self::Binary(_) => Format::Binary,
        }
    }
}

/// What a payload shows, borrowed from the record or made of it.
#[derive(Clone, Debug)]
pub(super) enum Content<'a> {
    /// Bytes of the record.
    AsItIs(Shown<'a>),
    /// JSON that was made of them.
    Json(CompactJson),
    /// Bytes that were made of them: inflated ones.
    Bytes(Vec<u8>),
}

/// The schema that a payload was read with, or names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaUse {
    /// How the payload names it.
    pub id: Option<SchemaId>,
    /// The name of the record or message, where the schema is known and has one.
    pub name: Option<String>,
}

/// A view of a key or a value.
#[derive(Clone, Debug)]
pub struct Payload<'a> {
    pub(super) content: Content<'a>,
    pub(super) format: Format,
    /// The schema.
    pub schema: Option<SchemaUse>,
    /// Why it is not what it should be.
    pub problem: Option<Problem>,
    /// What else is odd: unknown fields, further violations.
    pub notes: Vec<String>,
    /// The header whose bytes are shown, where the payload itself is null.
    pub from_header: Option<&'static str>,
}

impl<'a> Payload<'a> {
    /// Makes a payload of bytes that nothing else is known of.
    pub fn plain(bytes: Option<&'a [u8]>) -> Self {
        let shown = Shown::of(bytes);
        Self::new(Content::AsItIs(shown), shown.format())
    }

    /// Makes a payload of what is left of one where some of it is withheld: JSON, which the text is known to be, or a text
    /// that stands for all of it. The format is the one that it had.
    pub(crate) fn masked(text: &'a str, is_json: bool, format: Format) -> Self {
        let shown = if is_json {
            Shown::Json(Json::written(text))
        } else {
            Shown::Text(text)
        };
        Self::new(Content::AsItIs(shown), format)
    }

    pub(super) fn new(content: Content<'a>, format: Format) -> Self {
        Self {
            content,
            format,
            schema: None,
            problem: None,
            notes: Vec::new(),
            from_header: None,
        }
    }

    /// Makes a payload of what it shows and of a problem.
    pub(super) fn broken(content: Content<'a>, format: Format, problem: Problem) -> Self {
        let mut payload = Self::new(content, format);
        payload.problem = Some(problem);
        payload
    }

    /// Returns the format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Returns what is shown.
    pub fn shown(&self) -> Shown<'_> {
        match &self.content {
            Content::AsItIs(shown) => *shown,
            Content::Json(json) => Shown::Json(json.as_json()),
            Content::Bytes(bytes) => Shown::of(Some(bytes)),
        }
    }

    /// Returns what the bytes mean where that is more than themselves, as text: JSON, of a single string the string.
    ///
    /// It is what filters look into beside the bytes, and what columns and templates have in their place.
    pub fn decoded(&self) -> Option<Cow<'_, str>> {
        let stands_elsewhere = self.schema.is_some() || self.from_header.is_some();
        match (&self.content, self.shown()) {
            (Content::AsItIs(_), _) if !stands_elsewhere => None,
            (Content::AsItIs(_), Shown::Json(json)) => Some(Cow::Borrowed(json.as_str())),
            (_, Shown::Json(json)) => Some(without_quotes(json.as_str())),
            (_, Shown::Text(text)) => Some(Cow::Borrowed(text)),
            (_, Shown::Null | Shown::Empty | Shown::Binary(_)) => None,
        }
    }
}

/// Returns what a JSON text says that is a single string; any other one as it is.
fn without_quotes(json: &str) -> Cow<'_, str> {
    if !json.starts_with('"') {
        return Cow::Borrowed(json);
    }
    let inside = json.get(1..json.len().saturating_sub(1));
    match inside.filter(|inside| !inside.contains('\\')) {
        Some(inside) => Cow::Borrowed(inside),
        None => serde_json::from_str(json).map_or(Cow::Borrowed(json), Cow::Owned),
    }
}
