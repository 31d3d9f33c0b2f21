//! What is JSON for programs, as YAML for people and programs. Described for users in docs/output.md.
//!
//! Belongs here: from JSON text to YAML text. What stands in a document is said where its JSON is made.

use std::collections::HashSet;
use std::fmt;
use std::io;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use serde_json::value::RawValue;
use serde_saphyr::{DoubleQuoted, SerializerOptions, to_fmt_writer_with_options};

use crate::sanitize::is_hostile;

/// How deep a value may be nested; what is deeper is written as its JSON text.
const DEEPEST: usize = 64;

/// The most digits that a fraction keeps through a 64-bit float whatever they are.
const EXACT_DIGITS: usize = 15;

/// Appends one JSON document as YAML.
///
/// # Errors
///
/// When the text is no JSON.
pub fn push(json: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
    let value: &RawValue = serde_json::from_slice(json)?;
    write(&Node { value, depth: 0 }, out)
}

/// Appends one JSON document as an element of a list, so that several such elements are one list.
///
/// # Errors
///
/// When the text is no JSON.
pub fn push_element(json: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
    let value: &RawValue = serde_json::from_slice(json)?;
    write(&[Node { value, depth: 0 }], out)
}

fn write(value: &impl Serialize, out: &mut Vec<u8>) -> io::Result<()> {
    let mut options = SerializerOptions::default();
    // Long lines stay lines: what is copied from here is pasted elsewhere.
    options.folded_wrap_chars = usize::MAX;
    options.compact_list_indent = true;
    let mut text = String::new();
    to_fmt_writer_with_options(&mut text, value, options).map_err(io::Error::other)?;
    escape(&text, out);
    Ok(())
}

/// Tells whether a string has to be quoted, because there are escapes in quotes only.
fn has_hostile(text: &str) -> bool {
    text.chars()
        .any(|char| is_hostile(char) && char != '\n' && char != '\t')
}

/// Appends text with escapes for what a terminal must not get; all of that stands in double quotes.
fn escape(text: &str, out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some((at, char)) = rest
        .char_indices()
        .find(|(_, char)| is_hostile(*char) && *char != '\n' && *char != '\t')
    {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        let code = u32::from(char);
        let escaped = if code > 0xffff {
            format!("\\U{code:08x}")
        } else {
            format!("\\u{code:04x}")
        };
        out.extend_from_slice(escaped.as_bytes());
        rest = &rest[at + char.len_utf8()..];
    }
    out.extend_from_slice(rest.as_bytes());
}

/// A JSON value, whose numbers are read from their text: each as it needs.
struct Node<'a> {
    value: &'a RawValue,
    depth: usize,
}

impl<'a> Node<'a> {
    fn inside(&self, value: &'a RawValue) -> Self {
        Self {
            value,
            depth: self.depth + 1,
        }
    }
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = self.value.get();
        match json.bytes().next() {
            Some(b'{' | b'[') if self.depth >= DEEPEST => serializer.serialize_str(json),
            Some(b'{') => match serde_json::from_str::<Members<'_>>(json) {
                Ok(Members(members)) => {
                    let mut map = serializer.serialize_map(Some(members.len()))?;
                    for (name, value) in members {
                        map.serialize_entry(&name, &self.inside(value))?;
                    }
                    map.end()
                }
                // Names that are there twice, or must be escaped, are nothing for a mapping of YAML.
                Err(_) => serializer.serialize_str(json),
            },
            Some(b'[') => {
                let Ok(Elements(elements)) = serde_json::from_str(json) else {
                    return serializer.serialize_str(json);
                };
                let mut list = serializer.serialize_seq(Some(elements.len()))?;
                for element in elements {
                    list.serialize_element(&self.inside(element))?;
                }
                list.end()
            }
            Some(b'"') => match serde_json::from_str::<String>(json) {
                Ok(text) if has_hostile(&text) => DoubleQuoted(text).serialize(serializer),
                Ok(text) => serializer.serialize_str(&text),
                // A lone half of a surrogate pair is no text.
                Err(_) => serializer.serialize_str(json),
            },
            Some(b't') => serializer.serialize_bool(true),
            Some(b'f') => serializer.serialize_bool(false),
            Some(b'n') | None => serializer.serialize_unit(),
            Some(_) => number(json, serializer),
        }
    }
}

/// Writes a number, or, where no 64-bit number is exactly that one, its text.
fn number<S: Serializer>(json: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if let Ok(number) = json.parse::<i64>() {
        return serializer.serialize_i64(number);
    }
    if let Ok(number) = json.parse::<u64>() {
        return serializer.serialize_u64(number);
    }
    let mantissa = json.split(['e', 'E']).next().unwrap_or_default();
    let is_integer = !json.contains(['.', 'e', 'E']);
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
    match json.parse::<f64>() {
        Ok(number) if number.is_normal() && digits <= EXACT_DIGITS && !is_integer => {
            serializer.serialize_f64(number)
        }
        Ok(0.0) if mantissa.bytes().all(|byte| b"-0.".contains(&byte)) => {
            serializer.serialize_f64(0.0)
        }
        _ => serializer.serialize_str(json),
    }
}

/// The members of an object, each name once.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                let mut names = HashSet::new();
                while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
                    if name.chars().any(is_hostile) || !names.insert(name.clone()) {
                        return Err(A::Error::custom("no name of a mapping"));
                    }
                    members.push((name, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Read)
    }
}

/// The elements of an array.
struct Elements<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Elements<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Elements<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut elements = Vec::new();
                while let Some(element) = list.next_element()? {
                    elements.push(element);
                }
                Ok(Elements(elements))
            }
        }
        deserializer.deserialize_seq(Read)
    }
}

#[cfg(test)]
mod tests;
