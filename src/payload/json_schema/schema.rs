//! A JSON Schema, and what a payload violates of it.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use jsonschema::{
    Draft, PatternOptions, Retrieve, Uri, ValidationError, ValidationOptions, Validator,
};
use serde_json::Value;

use super::budget;
use crate::payload::{Json, SchemaText, Token};
use crate::sanitize;

/// How many bytes a schema and its references may have together.
const MAX_BYTES: usize = 1 << 20;

/// How many references there may be.
const MAX_REFERENCES: usize = 500;

/// How many steps a pattern gets that is not matched in linear time.
const BACKTRACKS: usize = 10_000;

/// The longest payload, in bytes, whose violations are all collected; of a longer one only the first is told.
const ALL_COLLECTED: usize = 256 << 10;

/// How many cells of a reason are shown.
const SHOWN: usize = 200;

/// How many cells of the value are shown in it.
const VALUE_SHOWN: usize = 40;

/// A compiled schema.
pub struct Schema(Validator);

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("json_schema::Schema")
    }
}

/// Where and why a payload does not follow its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The place as a JSON pointer, made safe for people; empty for the whole.
    pub path: String,
    /// What is wrong, in one line of bounded length that is safe for people.
    pub why: String,
}

/// Why a payload could not be held against its schema. It says nothing about either of them. Displays as `not checked: …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotChecked {
    /// The reason, in one line of bounded length that is safe for people.
    pub why: String,
}

impl fmt::Display for NotChecked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not checked: {}", self.why)
    }
}

impl From<String> for NotChecked {
    fn from(why: String) -> Self {
        Self { why }
    }
}

impl Schema {
    /// Compiles a schema.
    ///
    /// # Errors
    ///
    /// What is wrong with it, in one line.
    pub fn parse(schema: &SchemaText) -> Result<Self, String> {
        let references = schema.references.iter();
        let bytes: usize = references.map(|reference| reference.text.len()).sum();
        if bytes + schema.text.len() > MAX_BYTES {
            return Err(format!("more than {MAX_BYTES} bytes of text"));
        }
        if schema.references.len() > MAX_REFERENCES {
            return Err(format!("more than {MAX_REFERENCES} references"));
        }
        let mut value = read("the schema", &schema.text)?;
        budget::count_steps(&mut value)?;
        let mut references = Vec::new();
        for reference in &schema.references {
            let mut value = read(&reference.name, &reference.text)?;
            budget::count_steps(&mut value)?;
            references.push((reference.name.clone(), value));
        }
        let options = options(&value, References(references.into()));
        let linear = options
            .clone()
            .with_pattern_options(PatternOptions::regex());
        let compiled = linear.build(&value).or_else(|_| {
            // A pattern may look around, which only the other engine can do.
            let patterns = PatternOptions::fancy_regex().backtrack_limit(BACKTRACKS);
            options.with_pattern_options(patterns).build(&value)
        });
        compiled.map(Self).map_err(|error| {
            let path = sanitize::excerpt(error.instance_path().as_str(), VALUE_SHOWN);
            let why = sanitize::excerpt(&error.masked().to_string(), SHOWN);
            match path.as_str() {
                "" => why,
                _ => format!("{path}: {why}"),
            }
        })
    }

    /// Returns the first violations, at most so many; none if the JSON follows the schema.
    ///
    /// # Errors
    ///
    /// Why it cannot be told: it is no JSON, the schema asks for too much work, or a number is beyond integers of 64 bits
    /// and doubles, which are all that is compared.
    pub fn violations(&self, json: &[u8], most: usize) -> Result<Vec<Violation>, NotChecked> {
        let value = exact(json)?;
        let checked = budget::within(json.len(), || self.check(&value, json.len(), most));
        checked.map_err(|why| why.to_owned().into())
    }

    fn check(&self, value: &Value, length: usize, most: usize) -> Vec<Violation> {
        if self.0.is_valid(value) {
            return Vec::new();
        }
        if length > ALL_COLLECTED {
            let first = self.0.validate(value).err();
            return first.iter().take(most).map(violation).collect();
        }
        let errors = self.0.iter_errors(value);
        errors.take(most).map(|error| violation(&error)).collect()
    }
}

fn violation(error: &ValidationError<'_>) -> Violation {
    let value = match error.instance().as_ref() {
        Value::Object(_) => "the object".to_owned(),
        Value::Array(_) => "the list".to_owned(),
        value => sanitize::excerpt(&value.to_string(), VALUE_SHOWN),
    };
    Violation {
        path: sanitize::excerpt(error.instance_path().as_str(), SHOWN),
        why: sanitize::excerpt(&error.masked_with(value).to_string(), SHOWN),
    }
}

fn read(name: &str, text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| {
        let name = sanitize::excerpt(name, VALUE_SHOWN);
        format!("{name} is no JSON: {error}")
    })
}

/// Reads JSON, if all of its numbers can be compared.
fn exact(bytes: &[u8]) -> Result<Value, String> {
    let Some(json) = Json::parse(bytes) else {
        return Err("no JSON".to_owned());
    };
    let too_large = json.tokens().find_map(|token| match token {
        Token::Scalar(text) if is_inexact(text) => Some(text),
        _ => None,
    });
    if let Some(number) = too_large {
        let number = sanitize::excerpt(number, VALUE_SHOWN);
        return Err(format!("{number} has more digits than can be compared"));
    }
    serde_json::from_slice(bytes).map_err(|error| format!("no JSON: {error}"))
}

/// Tells whether a number is an integer that neither 64 bits nor a double hold exactly.
fn is_inexact(text: &str) -> bool {
    let is_integer = text
        .bytes()
        .all(|byte| byte == b'-' || byte.is_ascii_digit());
    is_integer && text.parse::<i64>().is_err() && text.parse::<u64>().is_err()
}

fn options(schema: &Value, references: References) -> ValidationOptions<'static> {
    let options = budget::options().with_retriever(references);
    let draft = schema.get("$schema").and_then(Value::as_str);
    match draft.map(Draft::from_schema_uri) {
        None | Some(Draft::Unknown) => options.with_draft(Draft::Draft7),
        Some(_) => options,
    }
}

/// The references that came with a schema: all that it can refer to.
#[derive(Clone)]
struct References(Arc<[(String, Value)]>);

impl Retrieve for References {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn Error + Send + Sync>> {
        let uri = uri.as_str();
        // A name that is relative was resolved against the schema's own place, which is known to nobody else.
        let is_meant = |name: &str| {
            let name = name.trim_start_matches("./");
            let front = uri.strip_suffix(name);
            !name.is_empty() && front.is_some_and(|front| front.is_empty() || front.ends_with('/'))
        };
        let has_id = |value: &Value| value.get("$id").and_then(Value::as_str) == Some(uri);
        let named = self.0.iter().filter(|(name, _)| is_meant(name));
        let longest = named.max_by_key(|(name, _)| name.len());
        let found = longest.or_else(|| self.0.iter().find(|(_, value)| has_id(value)));
        match found {
            Some((_, value)) => Ok(value.clone()),
            None => Err(format!("{uri} is not among the schema's references").into()),
        }
    }
}
