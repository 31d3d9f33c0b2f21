//! The properties that were given, from everywhere, before anything is decided.

use std::path::Path;

use super::connection::folder;
use super::files::{self, Files};
use crate::cli::connection::ConnectionArgs;
use crate::connect::{PropertySource, RawProperty};
use crate::error::{Error, Result};
use crate::settings::brokers::Chosen;
use crate::settings::environment::Environment;

/// The properties that were given.
pub(super) struct Given<'a> {
    /// The context that was chosen, with its properties.
    pub(super) chosen: Option<Chosen<'a>>,
    /// `-X`.
    pub(super) typed: Vec<RawProperty>,
    /// `-F`, else `DLTCTL_COMMAND_CONFIG`.
    pub(super) files: Vec<RawProperty>,
    /// Whether `files` were named by `DLTCTL_COMMAND_CONFIG`.
    pub(super) files_by_variable: bool,
}

impl<'a> Given<'a> {
    /// Reads the files of properties, each once: one may be a pipe.
    pub(super) fn read(
        args: &ConnectionArgs,
        environment: &Environment,
        files: &Files,
        chosen: Option<&Chosen<'a>>,
    ) -> Result<Self> {
        let chosen = chosen
            .map(|chosen| with_properties(chosen, environment, files))
            .transpose()?;
        let typed = typed(args)?;
        let (from_files, files_by_variable) = properties_files(args, environment)?;
        Ok(Self {
            chosen,
            typed,
            files: from_files,
            files_by_variable,
        })
    }
}

/// Adds the properties of the context's files and its own, weakest first.
fn with_properties<'a>(
    chosen: &Chosen<'a>,
    environment: &Environment,
    files: &Files,
) -> Result<Chosen<'a>> {
    let mut properties = Vec::new();
    for path in &chosen.context.command_config {
        let path = environment.absolute(path, folder(&files.user.path));
        properties.extend(files::properties(
            &path,
            &format!("context {}", chosen.name),
        )?);
    }
    properties.extend(chosen.context.properties.iter().cloned());
    Ok(Chosen {
        properties,
        ..chosen.clone()
    })
}

/// Splits what `-X` was given.
fn typed(args: &ConnectionArgs) -> Result<Vec<RawProperty>> {
    args.property
        .iter()
        .map(|property| {
            let text = property.reveal();
            let Some((name, value)) = text.split_once('=') else {
                // Whatever follows the name may be a secret behind a colon.
                let name: String = text
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || "._-".contains(*c))
                    .collect();
                return Err(Error::usage(format!("-X {name} has no `=`"))
                    .why("a property is written NAME=VALUE")
                    .hint("for example -X security.protocol=SASL_SSL"));
            };
            Ok(RawProperty {
                name: name.trim().to_owned(),
                value: value.to_owned(),
                source: PropertySource::Flag,
            })
        })
        .collect()
}

/// Reads the files of `-F`, else of `DLTCTL_COMMAND_CONFIG`, which `-C` outranks. Tells whether it was the variable.
fn properties_files(
    args: &ConnectionArgs,
    environment: &Environment,
) -> Result<(Vec<RawProperty>, bool)> {
    let mut properties = Vec::new();
    for path in &args.command_config {
        let path = environment.absolute(path, Path::new(""));
        properties.extend(read_properties(&path, environment, "-F")?);
    }
    if args.command_config.is_empty()
        && args.context.is_none()
        && let Some(path) = environment.get("DLTCTL_COMMAND_CONFIG")
    {
        let path = environment.absolute(Path::new(path), Path::new(""));
        let found = read_properties(&path, environment, "DLTCTL_COMMAND_CONFIG")?;
        return Ok((found, true));
    }
    Ok((properties, false))
}

/// Reads a file that is named as typed, and found from the current directory.
fn read_properties(
    path: &Path,
    environment: &Environment,
    named_by: &str,
) -> Result<Vec<RawProperty>> {
    let mut properties = files::properties(&environment.current_dir().join(path), named_by)?;
    for property in &mut properties {
        property.source = PropertySource::File(path.to_owned());
    }
    Ok(properties)
}
