//! What is masked, as people type it.

use std::fmt;
use std::str::FromStr;

use super::path::Path;
use crate::error::{Error, Result};
use crate::filter::NamePattern;
use crate::payload::Part;

/// One rule: a path into the value or the key, all of either, or a header.
#[derive(Clone, Debug)]
pub struct RedactionRule {
    typed: Box<str>,
    pub(super) what: What,
}

/// What a rule covers.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// Something of the key or the value; the empty path is all of it.
    Part(Part, Path),
    /// The values of headers.
    Header(NamePattern),
}

impl RedactionRule {
    /// The most steps and signs of a rule, in bytes.
    const LONGEST: usize = 1_024;
}

impl fmt::Display for RedactionRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.typed)
    }
}

impl FromStr for RedactionRule {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let hint = "a rule is a JSON path into the value ($.customer.email, $..email), key:PATH, header:NAME, value or key";
        if text.len() > Self::LONGEST {
            return Err(Error::usage("a rule of --redact has more than 1024 bytes").hint(hint));
        }
        let what = match text {
            "" => return Err(Error::usage("an empty rule masks nothing").hint(hint)),
            "value" => What::Part(Part::Value, "$".parse()?),
            "key" => What::Part(Part::Key, "$".parse()?),
            "header" | "headers" => {
                return Err(Error::usage(format!("`{text}` names no header")).hint(
                    "header:NAME masks one, header:'*' all of them, $.header the member of a value",
                ));
            }
            _ => {
                if let Some(name) = text.strip_prefix("header:") {
                    What::Header(name.parse().map_err(|error: Error| error.hint(hint))?)
                } else if let Some(path) = text.strip_prefix("key:") {
                    What::Part(Part::Key, path.parse()?)
                } else {
                    let path = text.strip_prefix("value:").unwrap_or(text);
                    What::Part(Part::Value, path.parse()?)
                }
            }
        };
        Ok(Self {
            typed: text.into(),
            what,
        })
    }
}
