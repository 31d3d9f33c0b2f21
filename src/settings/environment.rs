//! The environment of the process, as a value.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};

/// Variables, current directory and home directory; `main` collects them once.
#[derive(Clone, Default)]
pub struct Environment {
    variables: BTreeMap<OsString, OsString>,
    current_dir: PathBuf,
    home: Option<PathBuf>,
    /// Whether the current directory, and those above it, are not looked at for a project's file.
    without_project: bool,
    /// Whether no variable chooses a cluster or how to reach it.
    without_choices: bool,
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Variables hold secrets under every name.
        f.debug_struct("Environment")
            .field("current_dir", &self.current_dir)
            .finish_non_exhaustive()
    }
}

impl Environment {
    /// Makes an environment out of its parts.
    pub fn new(
        variables: impl IntoIterator<Item = (OsString, OsString)>,
        current_dir: impl Into<PathBuf>,
        home: Option<PathBuf>,
    ) -> Self {
        Self {
            variables: variables.into_iter().collect(),
            current_dir: current_dir.into(),
            home,
            without_project: false,
            without_choices: false,
        }
    }

    /// Returns the same environment in which no project has a file.
    #[must_use]
    pub fn without_project(self) -> Self {
        Self {
            without_project: true,
            ..self
        }
    }

    /// Returns the same environment in which no variable chooses a cluster or how to reach it: for a context that
    /// stands alone. Placeholders are filled from it as from any other.
    #[must_use]
    pub fn without_choices(self) -> Self {
        Self {
            without_choices: true,
            ..self
        }
    }

    /// Tells whether a project's file counts.
    pub fn has_project(&self) -> bool {
        !self.without_project
    }

    /// Collects the environment of this process.
    pub fn of_process() -> Self {
        Self::new(
            std::env::vars_os(),
            std::env::current_dir().unwrap_or_default(),
            etcetera::home_dir().ok(),
        )
    }

    /// Returns a variable's text; an empty one counts as not set, as does one that is not UTF-8.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables
            .get(OsStr::new(name))
            .and_then(|value| value.to_str())
            .filter(|value| !value.is_empty())
    }

    /// Returns the text of a variable that chooses a cluster or how to reach it, as a flag would.
    pub(super) fn choice(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|_| !self.without_choices)
    }

    /// Returns the names of the variables that begin with `prefix`, sorted.
    pub fn names_with(&self, prefix: &str) -> impl Iterator<Item = &str> {
        self.variables
            .keys()
            .filter_map(|name| name.to_str())
            .filter(move |name| name.starts_with(prefix))
    }

    /// Returns the directory that relative paths start at.
    pub fn current_dir(&self) -> &Path {
        &self.current_dir
    }

    /// Returns the home directory: `HOME`, else what the system says.
    pub fn home(&self) -> Option<PathBuf> {
        self.get("HOME")
            .map(PathBuf::from)
            .or_else(|| self.home.clone())
    }

    /// Returns the path with a leading `~/` replaced, starting at `base` when relative.
    pub(crate) fn absolute(&self, path: &Path, base: &Path) -> PathBuf {
        if let (Ok(rest), Some(home)) = (path.strip_prefix("~"), self.home()) {
            return home.join(rest);
        }
        base.join(path)
    }
}
