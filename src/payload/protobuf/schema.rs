//! A Protobuf schema, and which of its messages a payload is.

use std::collections::HashMap;

use prost_reflect::{DescriptorPool, FileDescriptor};

use super::compile;
use super::notes::Notes;
use super::plan::Plan;
use super::read;
use crate::payload::{Broken, SchemaText};
use crate::sanitize;

/// How many names an error lists.
const LISTED: usize = 10;

/// A compiled schema.
#[derive(Debug)]
pub struct Schema {
    plan: Plan,
    /// The messages that the file declares, in its order.
    top: Vec<usize>,
}

/// Which message of a schema a payload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen<'a> {
    /// A message of the file, then ever deeper the messages declared in it. Confluent's frames say it so; entries of
    /// maps count, being messages that the compiler declares.
    Indexes(&'a [i32]),
    /// A full name, or the end of one if there is only one such message.
    Name(&'a str),
    /// The only message that the file declares.
    Only,
}

impl Schema {
    /// Compiles a schema; its references are what it imports, by their paths.
    ///
    /// # Errors
    ///
    /// What is wrong with it in one line, with file, line and column where they are known. The text itself is called
    /// `schema.proto`.
    pub fn parse(schema: &SchemaText) -> Result<Self, String> {
        let references = schema.references.iter();
        let mut texts: HashMap<String, String> = references
            .map(|reference| (reference.name.clone(), reference.text.clone()))
            .collect();
        let mut main = "schema.proto".to_owned();
        while texts.contains_key(&main) {
            main.insert(0, '_');
        }
        texts.insert(main.clone(), schema.text.clone());
        Self::compile(texts, &main)
    }

    /// Compiles the file `main` of some, each with the path that others import it as.
    ///
    /// # Errors
    ///
    /// As [`Self::parse`].
    pub fn of_files(files: &[(String, String)], main: &str) -> Result<Self, String> {
        Self::compile(files.iter().cloned().collect(), main)
    }

    fn compile(texts: HashMap<String, String>, main: &str) -> Result<Self, String> {
        let (pool, file) = compile::compile(texts, main)?;
        Self::of_pool(&pool, &file)
    }

    fn of_pool(pool: &DescriptorPool, file: &FileDescriptor) -> Result<Self, String> {
        let plan = Plan::of(pool)?;
        let names = file.messages();
        let top = names.filter_map(|message| plan.by_name.get(message.full_name()).copied());
        Ok(Self {
            top: top.collect(),
            plan,
        })
    }

    /// Returns the full name of a message.
    ///
    /// # Errors
    ///
    /// Why there is no such message, with the names there are.
    pub fn message_name(&self, chosen: Chosen<'_>) -> Result<&str, String> {
        let message = self.message(chosen)?;
        Ok(&self.plan.messages[message].name)
    }

    /// Reads a message, and appends it as compact JSON that is safe on a terminal. The module `read` tells how it looks.
    ///
    /// # Errors
    ///
    /// Where and why the bytes are not such a message; then nothing is appended. A message that is not in the schema is
    /// broken at byte 0.
    pub fn read(
        &self,
        chosen: Chosen<'_>,
        bytes: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<Notes, Broken> {
        let message = self.message(chosen).map_err(|why| Broken {
            at: 0,
            path: String::new(),
            why,
            truncated: false,
        })?;
        read::read(&self.plan, message, bytes, out)
    }

    fn message(&self, chosen: Chosen<'_>) -> Result<usize, String> {
        match chosen {
            Chosen::Indexes(indexes) => self.by_indexes(indexes),
            Chosen::Name(name) => self.by_name(name),
            Chosen::Only => match self.top[..] {
                [only] => Ok(only),
                [] => Err("the schema has no message".to_owned()),
                _ => Err(format!(
                    "which message? The schema has {}",
                    self.listed(&self.top)
                )),
            },
        }
    }

    fn by_indexes(&self, indexes: &[i32]) -> Result<usize, String> {
        let mut among = &self.top;
        let mut found = None;
        for index in indexes {
            let place = usize::try_from(*index)
                .ok()
                .and_then(|index| among.get(index));
            let Some(&place) = place else {
                return Err(format!("the schema has no message {indexes:?}"));
            };
            found = Some(place);
            among = &self.plan.messages[place].children;
        }
        found.ok_or_else(|| "no message is named".to_owned())
    }

    fn by_name(&self, name: &str) -> Result<usize, String> {
        let name = name.strip_prefix('.').unwrap_or(name);
        if let Some(&place) = self.plan.by_name.get(name) {
            return Ok(place);
        }
        let ends_so = |full: &str| {
            let front = full.strip_suffix(name);
            !name.is_empty() && front.is_some_and(|front| front.ends_with('.'))
        };
        let all = self.plan.messages.iter().enumerate();
        let found: Vec<usize> = all
            .filter(|(_, message)| ends_so(&message.name))
            .map(|(place, _)| place)
            .collect();
        let name = sanitize::excerpt(name, 80);
        match found[..] {
            [only] => Ok(only),
            [] => Err(format!(
                "no message {name}; the schema has {}",
                self.listed(&self.top)
            )),
            _ => Err(format!(
                "which {name}? The schema has {}",
                self.listed(&found)
            )),
        }
    }

    fn listed(&self, places: &[usize]) -> String {
        let name = |place: &usize| sanitize::excerpt(&self.plan.messages[*place].name, 80);
        let mut listed: Vec<String> = places.iter().take(LISTED).map(name).collect();
        if places.len() > LISTED {
            listed.push(format!("{} more", places.len() - LISTED));
        }
        match listed.as_slice() {
            [] => "none".to_owned(),
            _ => listed.join(", "),
        }
    }
}
