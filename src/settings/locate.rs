//! Where the configuration files are.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::environment::Environment;

/// Most bytes of a file that are read: configuration, properties, certificates.
const MAX_FILE: u64 = 4 << 20;

/// Name of the file that a project brings along.
pub(super) const PROJECT_FILE: &str = ".dltctl.toml";

/// Returns where the user's file is, whether or not it exists.
///
/// `$XDG_CONFIG_HOME/dltctl/config.toml`, else `~/.config/dltctl/config.toml`, on macOS too, as Kafka's other tools do;
/// `%APPDATA%\dltctl\config.toml` on Windows. A relative `XDG_CONFIG_HOME` is void, as its specification demands.
pub(super) fn user_file(environment: &Environment) -> Option<PathBuf> {
    let variable = if cfg!(windows) {
        "APPDATA"
    } else {
        "XDG_CONFIG_HOME"
    };
    let named = environment
        .get(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_absolute());
    let folder = match named {
        Some(folder) => folder,
        None => environment.home()?.join(".config"),
    };
    Some(folder.join("dltctl").join("config.toml"))
}

/// Returns the folder of what can be had again, whether or not it exists; none where there is no home.
///
/// `DLTCTL_CACHE_DIR`, else `$XDG_CACHE_HOME/dltctl`, else `~/.cache/dltctl`, on macOS too;
/// `%LOCALAPPDATA%\dltctl\cache` on Windows.
pub(crate) fn cache_folder(environment: &Environment) -> Option<PathBuf> {
    if let Some(folder) = environment.get("DLTCTL_CACHE_DIR") {
        return Some(environment.absolute(Path::new(folder), environment.current_dir()));
    }
    let (variable, inside) = if cfg!(windows) {
        ("LOCALAPPDATA", "dltctl\\cache")
    } else {
        ("XDG_CACHE_HOME", "dltctl")
    };
    let named = environment
        .get(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_absolute());
    let folder = match named {
        Some(folder) => folder,
        None => environment.home()?.join(".cache"),
    };
    Some(folder.join(inside))
}

/// Finds the project's file: in the current directory or above it, up to the root of the git repository.
///
/// Outside a repository only the current directory counts, so that nobody can plant a file in a directory above.
pub(super) fn project_file(environment: &Environment) -> Option<PathBuf> {
    if !environment.has_project() {
        return None;
    }
    let current = environment.current_dir();
    let root = current
        .ancestors()
        .find(|folder| folder.join(".git").exists())
        .unwrap_or(current);
    current
        .ancestors()
        .take_while(|folder| folder.starts_with(root))
        .map(|folder| folder.join(PROJECT_FILE))
        .find(|file| file.is_file())
}

/// Reads a file of bounded size.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = File::open(path)?
        .take(MAX_FILE + 1)
        .read_to_end(&mut bytes)?;
    if read as u64 > MAX_FILE {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("it is larger than {} MiB", MAX_FILE >> 20),
        ));
    }
    Ok(bytes)
}
