//! What a registry answers, read strictly where it matters and without a word about members that are new.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::client::Found;
use crate::payload::{Language, Missing};
use crate::sanitize;

/// A schema as one answer holds it: with links to what it refers to, not with that itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Single {
    pub(super) language: Language,
    pub(super) text: String,
    pub(super) links: Vec<Link>,
    /// The id and the version, where the answer tells them.
    pub(super) id: Option<u32>,
    pub(super) version: Option<i32>,
}

/// A schema that another one refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// How it is referred to.
    pub(super) name: String,
    /// Where it is.
    pub(super) target: Target,
}

/// Where a schema that another one refers to is found.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Target {
    /// A version of a subject; below 1 the latest.
    Subject(String, i32),
    /// A version of an artifact in a group of Apicurio's.
    Artifact(String, String, String),
}

/// Mirrors `SchemaString` and `Schema` of confluentinc/schema-registry, `client/rest/entities/`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConfluentSchema {
    schema: String,
    schema_type: Option<String>,
    references: Option<Vec<ConfluentReference>>,
    id: Option<u32>,
    version: Option<i32>,
    subject: Option<String>,
}

#[derive(Deserialize)]
struct ConfluentReference {
    name: String,
    subject: String,
    version: i32,
}

/// Mirrors `ArtifactReference` of Apicurio/apicurio-registry, `api-specifications/registry/`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ApicurioReference {
    name: String,
    group_id: Option<String>,
    artifact_id: String,
    version: Option<String>,
}

/// Reads an answer of Confluent's interface.
pub(super) fn confluent(found: &Found) -> Result<Single, Missing> {
    let read: ConfluentSchema = json(&found.body)?;
    let context = read.subject.as_deref().and_then(context);
    let links = read.references.unwrap_or_default().into_iter();
    Ok(Single {
        language: language(read.schema_type.as_deref())?,
        text: read.schema,
        links: links
            .map(|link| Link {
                name: link.name,
                target: Target::Subject(within(context, link.subject), link.version),
            })
            .collect(),
        id: read.id,
        version: read.version,
    })
}

/// Returns the context in a qualified name of a subject, as `:.name:`.
fn context(subject: &str) -> Option<&str> {
    let rest = subject.strip_prefix(":.")?;
    Some(&subject[..rest.find(':')? + 3])
}

/// Qualifies the name of a subject with the context of the schema that refers to it, as Confluent's client does
/// (`AbstractSchemaProvider.resolveReferences`).
fn within(context: Option<&str>, subject: String) -> String {
    match context {
        Some(context) if !subject.starts_with(":.") => format!("{context}{subject}"),
        _ => subject,
    }
}

/// Reads the content of an artifact of Apicurio's own interface; its references are asked separately.
pub(super) fn apicurio(found: Found) -> Result<Single, Missing> {
    let text = String::from_utf8(found.body)
        .map_err(|_| Missing::Unusable("its text is not UTF-8".to_owned()))?;
    let language = match found.artifact_type.as_deref() {
        Some(artifact_type) => language(Some(artifact_type))?,
        None => likely_language(&text),
    };
    Ok(Single {
        language,
        text,
        links: Vec::new(),
        id: None,
        version: None,
    })
}

/// Reads the references of an artifact.
pub(super) fn apicurio_links(found: &Found) -> Result<Vec<Link>, Missing> {
    let read: Vec<ApicurioReference> = json(&found.body)?;
    let links = read.into_iter().map(|link| Link {
        name: link.name,
        target: Target::Artifact(
            link.group_id.unwrap_or_else(|| "default".to_owned()),
            link.artifact_id,
            link.version.unwrap_or_else(|| "branch=latest".to_owned()),
        ),
    });
    Ok(links.collect())
}

fn json<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Missing> {
    // The text of the error can quote the body, so only the place is told.
    serde_json::from_slice(body).map_err(|error| {
        Missing::Unusable(format!(
            "the answer is none of a schema registry (line {}, column {})",
            error.line(),
            error.column()
        ))
    })
}

fn language(schema_type: Option<&str>) -> Result<Language, Missing> {
    Language::of_registry(schema_type).ok_or_else(|| {
        let name = sanitize::excerpt(schema_type.unwrap_or_default(), 40);
        Missing::Unusable(format!("its type is {name}"))
    })
}

/// Tells the language by the text, for the interface that does not say it.
///
/// Avro's names of types with what each of them needs are looked for first; other JSON is JSON Schema, and what is no JSON
/// is Protobuf.
fn likely_language(text: &str) -> Language {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(serde_json::Value::Object(members)) => {
            let of = |kind: &str, needs: &str| {
                members.get("type").is_some_and(|it| it == kind) && members.contains_key(needs)
            };
            let is_avro = of("record", "fields")
                || of("error", "fields")
                || of("enum", "symbols")
                || of("fixed", "size")
                || of("map", "values")
                || (of("array", "items") && !members.contains_key("$schema"));
            if is_avro {
                Language::Avro
            } else {
                Language::Json
            }
        }
        Ok(serde_json::Value::String(_) | serde_json::Value::Array(_)) => Language::Avro,
        Ok(_) => Language::Json,
        Err(_) => Language::Protobuf,
    }
}

/// Everything that a schema refers to, by where it is.
pub(super) type Singles = BTreeMap<Target, Single>;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(body: &str) -> Found {
        Found {
            artifact_type: None,
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn answers_of_confluents_interface() {
        let read = confluent(&found(r#"{"schema":"\"int\""}"#)).unwrap();
        assert_eq!(read.language, Language::Avro);
        assert_eq!(read.text, "\"int\"");
        let read = confluent(&found(
            r#"{"subject":":.eu:a","version":2,"id":7,"guid":"x","schemaType":"PROTOBUF","schema":"s","new":[1],
               "references":[{"name":"n","subject":"b","version":3},{"name":"m","subject":":.us:c","version":-1}]}"#,
        ))
        .unwrap();
        assert_eq!((read.id, read.version), (Some(7), Some(2)));
        assert_eq!(read.language, Language::Protobuf);
        let targets: Vec<_> = read.links.into_iter().map(|link| link.target).collect();
        assert_eq!(
            targets,
            [
                Target::Subject(":.eu:b".to_owned(), 3),
                Target::Subject(":.us:c".to_owned(), -1)
            ]
        );
    }

    #[test]
    fn what_is_no_answer_is_told_without_quoting_it() {
        for body in [
            "",
            "<html>secret</html>",
            "{}",
            r#"{"schema":5}"#,
            r#"{"schema":"secret","schemaType":5}"#,
            r#"{"schema":"secret","references":[{"name":"secret"}]}"#,
            r#"{"schema":"secret","id":-1}"#,
            r#"["secret"]"#,
        ] {
            let Err(Missing::Unusable(why)) = confluent(&found(body)) else {
                panic!("{body}");
            };
            assert!(!why.contains("secret"), "{why}");
        }
        let strange = confluent(&found(r#"{"schema":"s","schemaType":"X\u001b[2J"}"#));
        assert_eq!(
            strange,
            Err(Missing::Unusable(r"its type is X\x1b[2J".to_owned()))
        );
    }

    #[test]
    fn languages_by_their_text() {
        for (text, language) in [
            (
                r#"{"type":"record","name":"A","fields":[]}"#,
                Language::Avro,
            ),
            (r#"{"type":"enum","name":"A","symbols":[]}"#, Language::Avro),
            (r#"["null","int"]"#, Language::Avro),
            (r#""string""#, Language::Avro),
            (r#"{"type":"object","properties":{}}"#, Language::Json),
            (r#"{"type":"string"}"#, Language::Json),
            (r#"{"enum":[1]}"#, Language::Json),
            ("true", Language::Json),
            ("syntax = \"proto3\";", Language::Protobuf),
            ("CgphLnByb3Rv", Language::Protobuf),
        ] {
            assert_eq!(likely_language(text), language, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(body in any::<Vec<u8>>(), text in ".{0,40}", subject in "[:.a-z]{0,8}") {
            let _ = confluent(&Found { artifact_type: None, body: body.clone() });
            let _ = apicurio_links(&Found { artifact_type: None, body });
            let _ = likely_language(&text);
            let _ = within(context(&subject), subject.clone());
        }
    }
}
