//! `${env:X}`, `${file:…}` and `${directory:…}` inside the value of a property.
//!
//! Follows the providers of Kafka's clients (KIP-297, KIP-421), so that their templates resolve as they do in Java, and
//! adds `${file:PATH}` for the whole of a file.

use std::path::Path;

use super::{RawProperty, ReadFile, properties};
use crate::error::{Error, Result};

/// Resolves placeholders with what it was given.
pub(crate) struct Indirection<'a> {
    /// Looks up an environment variable.
    pub(crate) variable: &'a dyn Fn(&str) -> Option<String>,
    /// Reads a file.
    pub(crate) read: ReadFile<'a>,
}

/// The three kinds of provider.
#[derive(Clone, Copy)]
enum Provider {
    Environment,
    File,
    Directory,
}

impl Indirection<'_> {
    /// Replaces the placeholders in every value; `config.providers` among the properties may rename the providers.
    pub(crate) fn resolve_all(&self, properties: &mut [RawProperty]) -> Result<()> {
        let aliases = aliases(properties);
        for property in properties {
            property.value = self.resolve_with(&aliases, property)?;
        }
        Ok(())
    }

    /// Replaces the placeholders in one value.
    pub(crate) fn resolve(&self, property: &RawProperty) -> Result<String> {
        self.resolve_with(&[], property)
    }

    fn resolve_with(
        &self,
        aliases: &[(String, Provider)],
        property: &RawProperty,
    ) -> Result<String> {
        let mut resolved = String::with_capacity(property.value.len());
        let mut rest = property.value.as_str();
        while let Some(start) = rest.find("${") {
            let (before, placeholder) = rest.split_at(start);
            resolved.push_str(before);
            let Some(end) = placeholder.find('}') else {
                rest = placeholder;
                break;
            };
            let (placeholder, after) = placeholder.split_at(end + 1);
            let inside = &placeholder[2..end];
            match self.look_up(aliases, inside, property)? {
                Some(text) => resolved.push_str(&text),
                // Java leaves what it has no provider for as it is.
                None => resolved.push_str(placeholder),
            }
            rest = after;
        }
        resolved.push_str(rest);
        Ok(resolved)
    }

    fn look_up(
        &self,
        aliases: &[(String, Provider)],
        inside: &str,
        property: &RawProperty,
    ) -> Result<Option<String>> {
        let Some((scheme, name)) = inside.split_once(':') else {
            return Ok(None);
        };
        let alias = aliases.iter().find(|(alias, _)| alias == scheme);
        let provider = match (alias, scheme) {
            (Some((_, provider)), _) => *provider,
            (None, "env") => Provider::Environment,
            (None, "file") => Provider::File,
            (None, "directory") => Provider::Directory,
            (None, "command") => {
                return Err(Error::usage(format!(
                    "`${{command:…}}` in `{}` ({}) is not supported",
                    property.name, property.source
                ))
                .hint("put the secret into a variable or a file, and write `${env:NAME}` or `${file:PATH}`"));
            }
            _ => return Ok(None),
        };
        match provider {
            // Java allows an empty path before the name: `${env::NAME}`.
            Provider::Environment => self.variable_of(name.trim_start_matches(':'), property),
            Provider::File => match name.rsplit_once(':') {
                // A drive letter is no path with a key.
                Some((path, key)) if path.len() > 1 && !key.starts_with(['/', '\\']) => {
                    self.key_of(path, key, property)
                }
                _ => self.whole(Path::new(name), property),
            },
            Provider::Directory => match name.rsplit_once(':') {
                Some((directory, file)) => self.whole(&Path::new(directory).join(file), property),
                None => return Ok(None),
            },
        }
        .map(Some)
    }

    fn variable_of(&self, name: &str, property: &RawProperty) -> Result<String> {
        (self.variable)(name).ok_or_else(|| {
            Error::usage(format!("the environment variable {name} is not set"))
                .why(format!(
                    "`{}` ({}) takes its value from it",
                    property.name, property.source
                ))
                .hint(format!("export {name} and try again"))
        })
    }

    fn text(&self, path: &Path, property: &RawProperty) -> Result<Vec<u8>> {
        (self.read)(path).map_err(|error| {
            Error::usage(format!("cannot read {}", path.display()))
                .why(format!(
                    "`{}` ({}) takes its value from it: {error}",
                    property.name, property.source
                ))
                .hint("check the path after `${file:`")
        })
    }

    /// Returns a file's text without the line break that an editor left at its end.
    fn whole(&self, path: &Path, property: &RawProperty) -> Result<String> {
        let text = self.text(path, property)?;
        Ok(String::from_utf8_lossy(&text)
            .trim_end_matches(['\r', '\n'])
            .to_owned())
    }

    fn key_of(&self, path: &str, key: &str, property: &RawProperty) -> Result<String> {
        let path = Path::new(path);
        let text = self.text(path, property)?;
        properties::parse(&text, path)?
            .into_iter()
            .rev()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
            .ok_or_else(|| {
                Error::usage(format!("{} holds no `{key}`", path.display())).why(format!(
                    "`{}` ({}) takes its value from it",
                    property.name, property.source
                ))
            })
    }
}

/// Reads which names the file itself gave to the providers: `config.providers.NAME.class`.
fn aliases(properties: &[RawProperty]) -> Vec<(String, Provider)> {
    properties
        .iter()
        .filter_map(|property| {
            let alias = property
                .name
                .strip_prefix("config.providers.")?
                .strip_suffix(".class")?;
            let provider = match property.value.rsplit('.').next()? {
                "EnvVarConfigProvider" => Provider::Environment,
                "FileConfigProvider" => Provider::File,
                "DirectoryConfigProvider" => Provider::Directory,
                _ => return None,
            };
            Some((alias.to_owned(), provider))
        })
        .collect()
}

#[cfg(test)]
mod tests;
