//! The files that take part: configuration and properties.

use std::path::{Path, PathBuf};

use crate::cli::connection::ConnectionArgs;
use crate::connect::{PropertySource, RawProperty, parse_properties};
use crate::error::{Error, Result};
use crate::settings::config_file::{ConfigFile, Owner};
use crate::settings::environment::Environment;
use crate::settings::locate;

/// The configuration files; an absent one is empty.
#[derive(Debug, Default)]
pub(in crate::settings) struct Files {
    pub(super) user: ConfigFile,
    pub(super) project: ConfigFile,
    /// Those that exist.
    pub(super) read: Vec<PathBuf>,
}

impl Files {
    /// Reads the user's file, or the one of `--config` or `DLTCTL_CONFIG`, which must exist, and the project's.
    pub(super) fn read(args: &ConnectionArgs, environment: &Environment) -> Result<Self> {
        let mut files = Self::default();
        let named = args
            .config
            .clone()
            .or_else(|| environment.get("DLTCTL_CONFIG").map(PathBuf::from));
        if let Some(named) = named {
            let path = environment.absolute(&named, environment.current_dir());
            files.user = ConfigFile::read(&path, Owner::User)?;
            files.read.push(path);
        } else if let Some(path) = locate::user_file(environment) {
            files.user.path.clone_from(&path);
            if path.exists() {
                files.user = ConfigFile::read(&path, Owner::User)?;
                files.read.push(path);
            }
        }
        if let Some(path) = locate::project_file(environment) {
            files.project = ConfigFile::read(&path, Owner::Project)?;
            files.read.push(path);
        }
        Ok(files)
    }
}

/// Reads a properties file. `named_by` says who asked for it, for the error.
pub(super) fn properties(path: &Path, named_by: &str) -> Result<Vec<RawProperty>> {
    let bytes = locate::read(path).map_err(|error| {
        Error::usage(format!(
            "cannot read the properties file {} ({named_by})",
            path.display()
        ))
        .why(error.to_string())
        .hint("check the path; it is the file that Kafka's own tools take with --command-config")
    })?;
    let properties = parse_properties(&bytes, path)?;
    Ok(properties
        .into_iter()
        .map(|(name, value)| RawProperty {
            name,
            value,
            source: PropertySource::File(path.to_owned()),
        })
        .collect())
}
