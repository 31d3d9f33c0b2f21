//! Things that are slow to make and the same every time: jars, classes, key stores.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// Makes a directory once for all test processes, and again when one of its inputs changes.
///
/// The stamp is written last, so a half-made directory is never taken for a whole one. The lock is the operating
/// system's: it is gone when its holder is, however that ended.
pub(crate) fn cached(
    name: &str,
    inputs: &[PathBuf],
    make: impl FnOnce(&Path) -> Result<String, String>,
) -> Result<PathBuf, String> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("java");
    let dir = root.join(name);
    let text = |what: &str, e: std::io::Error| format!("{what} {}: {e}", dir.display());
    fs::create_dir_all(&root).map_err(|e| text("create the parent of", e))?;
    let lock = File::create(root.join(format!("{name}.lock"))).map_err(|e| text("lock", e))?;
    lock.lock().map_err(|e| text("lock", e))?;
    let stamp = dir.join("stamp");
    let digest = digest(inputs).map_err(|e| text("read the inputs of", e))?;
    if fs::read_to_string(&stamp).is_ok_and(|found| found == digest) {
        return Ok(dir);
    }
    if dir.exists() {
        fs::remove_dir_all(&dir).map_err(|e| text("empty", e))?;
    }
    fs::create_dir_all(&dir).map_err(|e| text("create", e))?;
    make(&dir)?;
    fs::write(&stamp, digest).map_err(|e| text("stamp", e))?;
    Ok(dir)
}

/// Lists the files with an extension below a directory, in a fixed order.
pub(crate) fn files(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|it| it == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn digest(inputs: &[PathBuf]) -> std::io::Result<String> {
    let mut hasher = Sha256::new();
    for input in inputs {
        let bytes = fs::read(input)?;
        hasher.update(input.file_name().unwrap_or_default().as_encoded_bytes());
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(&bytes);
    }
    Ok(STANDARD.encode(hasher.finalize()))
}
