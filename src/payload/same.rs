//! Whether two registries mean the same schema.

use serde_json::Value;

use super::compiled::Schema;
use super::protobuf;
use super::schema::{Language, Reference, SchemaText};

impl SchemaText {
    /// Tells whether another registry's schema is the same: JSON is compared as JSON, Protobuf without indentation, what
    /// is referred to included. `None` where that cannot be told, because one of them is text and the other one is not.
    ///
    /// Whoever is told `Some(true)` can rely on it; texts that differ may mean the same all the same.
    pub fn is_same(&self, other: &Self) -> Option<bool> {
        if self.language != other.language {
            return Some(false);
        }
        let same = |one: &str, other: &str| match self.language {
            Language::Avro | Language::Json => Some(as_json(one) == as_json(other)),
            Language::Protobuf => same_protobuf(one, other),
        };
        let (ours, theirs) = (sorted(&self.references), sorted(&other.references));
        let names = |list: &[&Reference]| -> Vec<String> {
            list.iter().map(|one| one.name.clone()).collect()
        };
        if names(&ours) != names(&theirs) {
            return Some(false);
        }
        let pairs = ours.iter().zip(&theirs);
        let mut all = pairs
            .map(|(one, other)| same(&one.text, &other.text))
            .chain([same(&self.text, &other.text)]);
        // One that differs decides, whatever is not known of the others.
        all.try_fold(Some(true), |sum, one| match (sum, one) {
            (_, Some(false)) => Err(()),
            (None, _) | (_, None) => Ok(None),
            _ => Ok(Some(true)),
        })
        .unwrap_or(Some(false))
    }

    /// Returns what people call it: the name of an Avro type, of the first message of a Protobuf file, the title or the id
    /// of a JSON Schema. `None` where it has no name, or cannot be read.
    pub fn name(&self) -> Option<String> {
        if self.language == Language::Json {
            let value = as_json(&self.text).ok()?;
            let named = ["title", "$id", "id"]
                .iter()
                .find_map(|key| value.get(key)?.as_str());
            return named.map(str::to_owned);
        }
        match Schema::parse(self).ok()? {
            Schema::Avro(schema) => Some(schema.name().to_owned()),
            Schema::Protobuf(schema) => {
                let first = protobuf::Chosen::Indexes(&[0]);
                schema.message_name(first).ok().map(str::to_owned)
            }
            Schema::Json(_) => None,
        }
    }
}

fn sorted(references: &[Reference]) -> Vec<&Reference> {
    let mut sorted: Vec<_> = references.iter().collect();
    sorted.sort_by_key(|one| &one.name);
    sorted
}

/// Reads a text as JSON. What is none is the text itself: two of those are the same when they are equal.
fn as_json(text: &str) -> Result<Value, &str> {
    serde_json::from_str(text).map_err(|_| text)
}

fn same_protobuf(one: &str, other: &str) -> Option<bool> {
    // Base64 of a descriptor has none of these.
    let is_source = |text: &str| text.contains(['{', ';']);
    if is_source(one) != is_source(other) {
        return None;
    }
    Some(lines(one).eq(lines(other)))
}

/// Returns lines without indentation. They stay apart: a comment ends with its own.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(language: Language, text: &str) -> SchemaText {
        SchemaText {
            language,
            text: text.to_owned(),
            references: Vec::new(),
        }
    }

    #[test]
    fn schemas_are_the_same_whatever_the_layout_of_their_text() {
        let avro = |text| schema(Language::Avro, text);
        let order = r#"{"type":"record","name":"Order","namespace":"shop","fields":[]}"#;
        let spaced = "{ \"namespace\": \"shop\",\n \"name\": \"Order\", \"type\": \"record\", \"fields\": [] }";
        assert_eq!(avro(order).is_same(&avro(spaced)), Some(true));
        let other = order.replace("Order", "Payment");
        assert_eq!(avro(order).is_same(&avro(&other)), Some(false));
        // A registry gives the name of a primitive type with or without quotes.
        assert_eq!(avro("string").is_same(&avro("string")), Some(true));
        assert_eq!(avro("string").is_same(&avro("long")), Some(false));
        let json = schema(Language::Json, order);
        assert_eq!(avro(order).is_same(&json), Some(false));

        let proto = |text| schema(Language::Protobuf, text);
        let one = "syntax = \"proto3\";\nmessage Order {\n  string id = 1;\n}\n";
        let tabs = "syntax = \"proto3\";\n\nmessage Order {\n\tstring id = 1;\n}";
        assert_eq!(proto(one).is_same(&proto(tabs)), Some(true));
        assert_eq!(proto(one).is_same(&proto("message Order {}")), Some(false));
        // What a comment swallows is no field.
        let field = "message A {\n// old\nint32 a = 1;\n}";
        let comment = "message A {\n// old int32 a = 1;\n}";
        assert_eq!(proto(field).is_same(&proto(comment)), Some(false));
        assert_eq!(proto(one).is_same(&proto("CgtvcmRlci5wcm90bw==")), None);
    }

    #[test]
    fn what_is_referred_to_is_compared_too() {
        let with = |references: &[(&str, &str)]| SchemaText {
            references: references
                .iter()
                .map(|(name, text)| Reference {
                    name: (*name).to_owned(),
                    text: (*text).to_owned(),
                })
                .collect(),
            ..schema(Language::Avro, r#""shop.Order""#)
        };
        let (a, b) = (("a", r#"{"x":1}"#), ("b", r#"{"y":1}"#));
        assert_eq!(with(&[a, b]).is_same(&with(&[b, a])), Some(true));
        assert_eq!(with(&[a]).is_same(&with(&[b])), Some(false));
        assert_eq!(with(&[a]).is_same(&with(&[])), Some(false));
        let changed = ("a", r#"{"x":2}"#);
        assert_eq!(with(&[a]).is_same(&with(&[changed])), Some(false));
    }

    #[test]
    fn schemas_have_names() {
        for (language, text, name) in [
            (
                Language::Avro,
                r#"{"type":"record","name":"Order","namespace":"shop","fields":[]}"#,
                Some("shop.Order"),
            ),
            (Language::Avro, "{", None),
            (
                Language::Protobuf,
                "syntax = \"proto3\"; package shop; message Order {} message Other {}",
                Some("shop.Order"),
            ),
            (
                Language::Json,
                r#"{"title":"Order","$id":"x"}"#,
                Some("Order"),
            ),
            (Language::Json, r#"{"$id":"x"}"#, Some("x")),
            (Language::Json, "true", None),
        ] {
            assert_eq!(schema(language, text).name().as_deref(), name, "{text}");
        }
    }
}
