//! How keys and values are read: flags and `[[payload]]` of the configuration, made into rules.

use std::path::{Path, PathBuf};

use super::section::Section;
use crate::cli::payload::PayloadArgs;
use crate::error::{Error, Result};
use crate::filter::NamePattern;
use crate::payload::{
    FormatRule, Language, PartRule, PayloadRule, Schema, SchemaText, of_proto_files,
};

/// The keys of a rule.
pub(super) const KEYS: &[&str] = &[
    "topics",
    "key",
    "value",
    "avro_schema",
    "proto",
    "json_schema",
];

/// The largest schema that is read from a file, in bytes.
const LARGEST: u64 = 4 << 20;

/// A rule whose schemas are still files.
#[derive(Clone, Debug, Default)]
pub struct PayloadSource {
    topics: Vec<NamePattern>,
    key: FormatRule,
    value: FormatRule,
    schema: SchemaFiles,
    told_by: Box<str>,
}

/// The files of a schema.
#[derive(Clone, Debug, Default)]
enum SchemaFiles {
    #[default]
    None,
    Avro(PathBuf),
    /// The first is the schema, the others what it imports.
    Protobuf(Vec<PathBuf>),
    Json(PathBuf),
}

impl SchemaFiles {
    fn language(&self) -> Option<Language> {
        match self {
            Self::None => None,
            Self::Avro(_) => Some(Language::Avro),
            Self::Protobuf(_) => Some(Language::Protobuf),
            Self::Json(_) => Some(Language::Json),
        }
    }

    fn read(&self) -> Result<Option<Schema>> {
        let (path, schema) = match self {
            Self::None => return Ok(None),
            Self::Avro(path) => (path, plain(path, Language::Avro)?),
            Self::Json(path) => (path, plain(path, Language::Json)?),
            Self::Protobuf(paths) => {
                let Some(first) = paths.first() else {
                    return Ok(None);
                };
                let texts = paths.iter().map(|path| {
                    let name = path.to_string_lossy().replace('\\', "/");
                    Ok((name, text(path)?))
                });
                (first, of_proto_files(&texts.collect::<Result<Vec<_>>>()?))
            }
        };
        let schema = schema.map_err(|why| {
            Error::usage(format!("{} is no schema that can be used", path.display())).why(why)
        })?;
        Ok(Some(schema))
    }
}

/// Reads the schema of a file whose name says the language: `.avsc`, `.proto`, anything else is JSON Schema.
///
/// # Errors
///
/// Usage, for a file that cannot be read or is no schema.
pub fn read_schema(path: &Path) -> Result<Schema> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let path = path.to_owned();
    let files = match ending {
        Some("avsc") => SchemaFiles::Avro(path),
        Some("proto") => SchemaFiles::Protobuf(vec![path]),
        _ => SchemaFiles::Json(path),
    };
    // There is one, so there is a schema.
    files
        .read()?
        .ok_or_else(|| Error::usage("there is no schema"))
}

fn plain(path: &Path, language: Language) -> Result<std::result::Result<Schema, String>> {
    let text = SchemaText {
        language,
        text: text(path)?,
        references: Vec::new(),
    };
    Ok(Schema::parse(&text))
}

/// Reads a schema's file.
fn text(path: &Path) -> Result<String> {
    let error = || Error::usage(format!("the schema {} cannot be read", path.display()));
    let size = std::fs::metadata(path).map_err(|why| error().why(why.to_string()))?;
    if size.len() > LARGEST {
        return Err(error().why(format!(
            "it has {} bytes; {LARGEST} is the most",
            size.len()
        )));
    }
    std::fs::read_to_string(path).map_err(|why| error().why(why.to_string()))
}

impl PayloadSource {
    /// Makes a rule of flags; `None` where none was given. Files stand relative to `directory`.
    ///
    /// # Errors
    ///
    /// Usage, for flags that contradict each other.
    pub fn of_flags(args: &PayloadArgs, directory: &Path) -> Result<Option<Self>> {
        let in_directory = |file: &String| directory.join(file);
        let schema = match (&args.avro_schema, &args.json_schema) {
            (Some(file), _) => SchemaFiles::Avro(in_directory(file)),
            (None, Some(file)) => SchemaFiles::Json(in_directory(file)),
            (None, None) if !args.proto.is_empty() => {
                SchemaFiles::Protobuf(args.proto.iter().map(in_directory).collect())
            }
            (None, None) => SchemaFiles::None,
        };
        let mut value = args.value_format.clone().unwrap_or_default();
        if let Some(message) = &args.proto_message {
            value = match value {
                FormatRule::Auto | FormatRule::Protobuf(None) => {
                    FormatRule::Protobuf(Some(message.as_str().into()))
                }
                other => {
                    return Err(Error::usage(format!(
                        "`--proto-message` is about Protobuf, and `--value-format` says {other}"
                    )));
                }
            };
        }
        let source = Self {
            topics: Vec::new(),
            key: args.key_format.clone().unwrap_or_default(),
            value,
            schema,
            told_by: "the command line".into(),
        };
        let says_something = source.key != FormatRule::Auto
            || source.value != FormatRule::Auto
            || source.schema.language().is_some();
        Ok(says_something.then_some(source))
    }

    /// Reads one `[[payload]]`. Files stand relative to the file that names them.
    pub(super) fn of_section(section: &Section<'_>, path: &Path) -> Result<Self> {
        let directory = path.parent().unwrap_or(Path::new("."));
        let format = |key: &str| -> Result<FormatRule> {
            let Some(text) = section.text(key)? else {
                return Ok(FormatRule::Auto);
            };
            text.parse().map_err(|error: Error| {
                section
                    .error(key, "is no format")
                    .hint(error.next_step().unwrap_or_default())
            })
        };
        let file = |key: &str| -> Result<Option<PathBuf>> {
            Ok(section.text(key)?.map(|file| directory.join(file)))
        };
        let topics = section.texts("topics")?.unwrap_or_default();
        if topics.is_empty() {
            return Err(section.error("topics", "must name at least one topic: [\"orders.*\"]"));
        }
        let topics = topics.iter().map(|topic| {
            topic.parse().map_err(|error: Error| {
                section
                    .error("topics", "holds no pattern")
                    .why(error.to_string())
            })
        });
        let proto = section.texts("proto")?.unwrap_or_default();
        let schemas = [
            file("avro_schema")?.map(SchemaFiles::Avro),
            file("json_schema")?.map(SchemaFiles::Json),
            (!proto.is_empty()).then(|| {
                SchemaFiles::Protobuf(proto.iter().map(|file| directory.join(file)).collect())
            }),
        ];
        let mut schemas = schemas.into_iter().flatten();
        let schema = schemas.next().unwrap_or_default();
        if schemas.next().is_some() {
            let error = section.error("topics", "have several schemas");
            return Err(error.hint("keep one of avro_schema, json_schema and proto"));
        }
        Ok(Self {
            topics: topics.collect::<Result<_>>()?,
            key: format("key")?,
            value: format("value")?,
            schema,
            told_by: format!("[[payload]] in {}", path.display()).into(),
        })
    }

    /// Reads the schemas of the rule.
    ///
    /// # Errors
    ///
    /// Usage, for a file that cannot be read or is no schema.
    pub fn rule(&self) -> Result<PayloadRule> {
        let language = self.schema.language();
        let read = self.schema.read().map_err(|error| {
            // Only what a configuration file says is for some topics.
            if self.topics.is_empty() {
                return error;
            }
            error.hint(format!(
                "{} names it; a path there starts at the folder of that file",
                self.told_by
            ))
        });
        let schema = read?.map(std::sync::Arc::new);
        // A schema belongs to the part whose format names its language; to the value, where neither does.
        let of_key = language.is_some() && self.key.language() == language;
        let of_value =
            self.value.language() == language || (self.value == FormatRule::Auto && !of_key);
        Ok(PayloadRule {
            topics: self.topics.clone(),
            key: PartRule {
                format: self.key.clone(),
                schema: schema.clone().filter(|_| of_key),
            },
            value: PartRule {
                format: self.value.clone(),
                schema: schema.filter(|_| of_value),
            },
            told_by: self.told_by.clone(),
        })
    }
}
