//! Names of topics, groups and the like, as typed: exact, or with `*` and `?`.

use std::fmt;
use std::str::FromStr;

use globset::GlobBuilder;
use regex::Regex;

use crate::error::{Error, Result};

/// A name, or a glob such as `orders.*`.
#[derive(Clone, Debug)]
pub struct NamePattern {
    typed: Box<str>,
    glob: Option<Regex>,
}

impl fmt::Display for NamePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.typed)
    }
}

impl FromStr for NamePattern {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text.is_empty() {
            return Err(Error::usage("an empty name names nothing").hint("leave the flag out"));
        }
        let is_glob = text.contains(['*', '?', '[', '{']);
        let glob = is_glob.then(|| {
            let invalid =
                |why: String| Error::usage(format!("`{text}` is no pattern of names")).why(why);
            let glob = GlobBuilder::new(text)
                .literal_separator(false)
                .build()
                .map_err(|error| invalid(error.kind().to_string()))?;
            // Globs are made for bytes; names are text, so that is switched on again.
            let expression = glob.regex().replacen("(?-u)", "(?su)", 1);
            Regex::new(&expression).map_err(|_| invalid("it is too large".to_owned()))
        });
        Ok(Self {
            typed: text.into(),
            glob: glob.transpose()?,
        })
    }
}

impl NamePattern {
    /// Tells whether a name is the one, or fits the glob.
    pub fn matches(&self, name: &str) -> bool {
        match &self.glob {
            None => name == self.typed.as_ref(),
            Some(glob) => glob.is_match(name),
        }
    }
}
