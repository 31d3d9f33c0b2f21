//! One table of a TOML file, read key by key, so that a key nobody reads is noticed and errors name the line.

use std::fmt;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Error, Result};
use crate::topics::nearest;

/// A file's text and its name in errors.
#[derive(Clone, Copy)]
pub(super) struct Document<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
}

impl Document<'_> {
    /// Makes a usage error that names the file and the line of a byte.
    pub(super) fn error(&self, at: usize, what: impl fmt::Display) -> Error {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        Error::usage(format!("{}, line {line}: {what}", self.path.display()))
    }
}

/// One table of the file.
#[derive(Clone, Copy)]
pub(super) struct Section<'a> {
    document: Document<'a>,
    table: &'a DeTable<'a>,
}

impl<'a> Section<'a> {
    /// Takes a table whose keys are `keys`, and fails on any other; an empty list leaves the names free.
    pub(super) fn new(
        document: Document<'a>,
        table: &'a DeTable<'a>,
        keys: &[&'static str],
    ) -> Result<Self> {
        let unknown = table
            .iter()
            .find(|(key, _)| !keys.is_empty() && !keys.contains(&key.get_ref().as_ref()));
        if let Some((key, _)) = unknown {
            let name = key.get_ref().as_ref();
            let error = document.error(key.span().start, format!("unknown key `{name}`"));
            return Err(match nearest(name, keys.iter().copied()).first() {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error.why(format!("the keys here are {}", keys.join(", "))),
            });
        }
        Ok(Self { document, table })
    }

    /// Returns the file.
    pub(super) fn document(&self) -> Document<'a> {
        self.document
    }

    /// Returns every key with its value, sorted by key.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a str, &'a Spanned<DeValue<'a>>)> {
        self.table
            .iter()
            .map(|(key, value)| (key.get_ref().as_ref(), value))
    }

    /// Returns the value of a key, for those that take more than one form.
    pub(super) fn value(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.entries()
            .find(|(name, _)| *name == key)
            .map(|(_, value)| value)
    }

    /// Makes an error about a key, at its line.
    pub(super) fn error(&self, key: &str, what: impl fmt::Display) -> Error {
        // A key that is missing is missing in the table that begins here.
        let first = || self.entries().map(|(_, value)| value.span().start).min();
        let at = self
            .value(key)
            .map(|value| value.span().start)
            .or_else(first);
        let at = at.unwrap_or(0);
        self.document.error(at, format!("`{key}` {what}"))
    }

    /// Reads a text.
    pub(super) fn text(&self, key: &str) -> Result<Option<String>> {
        let Some(value) = self.value(key) else {
            return Ok(None);
        };
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => Ok(Some(text.trim().to_owned())),
            DeValue::String(_) => Err(self.error(key, "is empty")),
            _ => Err(self.error(key, "must be a text in quotes")),
        }
    }

    /// Reads `true` or `false`.
    pub(super) fn truth(&self, key: &str) -> Result<Option<bool>> {
        let Some(value) = self.value(key) else {
            return Ok(None);
        };
        match value.get_ref().as_bool() {
            Some(truth) => Ok(Some(truth)),
            None => Err(self.error(key, "must be true or false")),
        }
    }

    /// Reads a list of texts; a single text counts as a list of one.
    pub(super) fn texts(&self, key: &str) -> Result<Option<Vec<String>>> {
        let Some(value) = self.value(key) else {
            return Ok(None);
        };
        let DeValue::Array(values) = value.get_ref() else {
            return Ok(self.text(key)?.map(|text| vec![text]));
        };
        values
            .iter()
            .map(|value| match value.get_ref() {
                DeValue::String(text) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
                _ => Err(self.error(key, "must be a list of texts in quotes")),
            })
            .collect::<Result<Vec<String>>>()
            .map(Some)
    }

    /// Reads a list of tables: `[[key]]`, each with those keys.
    pub(super) fn sections(&self, key: &str, keys: &[&'static str]) -> Result<Vec<Section<'a>>> {
        let Some(value) = self.value(key) else {
            return Ok(Vec::new());
        };
        let wrong = || self.error(key, format!("must be tables: [[{key}]]"));
        let DeValue::Array(values) = value.get_ref() else {
            return Err(wrong());
        };
        let tables = values.iter().map(|value| match value.get_ref() {
            DeValue::Table(table) => Section::new(self.document, table, keys),
            _ => Err(wrong()),
        });
        tables.collect()
    }

    /// Reads a table inside this one.
    pub(super) fn section(&self, key: &str, keys: &[&'static str]) -> Result<Option<Section<'a>>> {
        let Some(value) = self.value(key) else {
            return Ok(None);
        };
        match value.get_ref() {
            DeValue::Table(table) => Section::new(self.document, table, keys).map(Some),
            _ => Err(self.error(key, format!("must be a table: [{key}]"))),
        }
    }
}
