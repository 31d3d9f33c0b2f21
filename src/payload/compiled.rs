//! A schema of any language, ready to read with.

use super::schema::{Language, SchemaText};
use super::{avro, json_schema, protobuf};

/// Makes a schema of `.proto` files: path and text of each; the first is the schema, the others what it imports.
///
/// # Errors
///
/// What is wrong with them, in one line.
pub fn of_proto_files(files: &[(String, String)]) -> Result<Schema, String> {
    let Some((main, _)) = files.first() else {
        return Err("there is no file".to_owned());
    };
    // An import names the end of a path, from a root that only the compiler of the project knows.
    let mut known = files.to_vec();
    for (path, text) in files {
        for (at, _) in path.match_indices('/') {
            known.push((path[at + 1..].to_owned(), text.clone()));
        }
    }
    protobuf::Schema::of_files(&known, main).map(Schema::Protobuf)
}

/// A schema, ready to read with.
#[derive(Debug)]
pub enum Schema {
    /// Avro.
    Avro(avro::Schema),
    /// Protobuf.
    Protobuf(protobuf::Schema),
    /// JSON Schema.
    Json(json_schema::Schema),
}

impl Schema {
    /// Makes a schema of its text.
    ///
    /// # Errors
    ///
    /// What is wrong with the text, in one line.
    pub fn parse(text: &SchemaText) -> Result<Self, String> {
        Ok(match text.language {
            Language::Avro => Self::Avro(avro::Schema::parse(text)?),
            Language::Protobuf => Self::Protobuf(protobuf::Schema::parse(text)?),
            Language::Json => Self::Json(json_schema::Schema::parse(text)?),
        })
    }

    /// Returns the language.
    pub fn language(&self) -> Language {
        match self {
            Self::Avro(_) => Language::Avro,
            Self::Protobuf(_) => Language::Protobuf,
            Self::Json(_) => Language::Json,
        }
    }
}
