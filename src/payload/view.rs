//! A key or a value, and which format it is in.

use super::json::Json;

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

/// A view of a key or a value.
#[derive(Clone, Copy, Debug)]
pub enum Payload<'a> {
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

impl<'a> Payload<'a> {
    /// Looks at a key or a value.
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
            Ok(text) if reads_like_text(text) => Self::Text(text),
            _ => Self::Binary(bytes),
        }
    }

    /// Returns the format.
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

/// Tells text from binary formats whose bytes happen to be UTF-8 (small Avro and Protobuf records are): text holds no
/// NUL, and at most one control character in eight.
fn reads_like_text(text: &str) -> bool {
    let mut scalars = 0_usize;
    let mut controls = 0_usize;
    for scalar in text.chars() {
        match scalar {
            '\0' => return false,
            '\t' | '\n' | '\r' => {}
            _ if scalar.is_control() => controls += 1,
            _ => {}
        }
        scalars += 1;
    }
    controls * 8 <= scalars
}
