//! Answers that never change, kept from run to run.
//!
//! A file per answer, below a folder per registry; only the user can read them. What a file holds is believed as much as an
//! answer of the registry's and not more: it names what it answers, has a digest, and is left out where anything is odd.
//! Nothing here fails: without the files everything is asked again.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, DirBuilder, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use crate::payload::{Language, Reference, SchemaText, digits};

/// Most bytes of a file; what is larger is not kept.
const MAX_FILE: u64 = 16 << 20;

/// Most files of one registry; the oldest go first.
const MAX_FILES: usize = 1_000;

/// The version of what stands in a file; another one is left out.
const VERSION: u32 = 1;

/// The kept answers of one registry.
#[derive(Debug)]
pub(super) struct Cache {
    folder: PathBuf,
    registry: String,
    /// The names of the files that were there when the first one was looked for: bytes that merely look framed ask for a
    /// new one with every record.
    found: OnceLock<HashSet<OsString>>,
}

/// An answer as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// The schema.
    pub(super) schema: SchemaText,
    /// Its id, where the question was for a version of a subject.
    pub(super) id: Option<u32>,
}

#[derive(Serialize, Deserialize)]
struct OnDisk<'a> {
    v: u32,
    registry: String,
    asked: String,
    digest: String,
    #[serde(borrow)]
    answer: &'a RawValue,
}

#[derive(Serialize, Deserialize)]
struct Answer {
    language: String,
    text: String,
    #[serde(default)]
    references: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<u32>,
}

impl Cache {
    /// Finds the folder of a registry below `root`; nothing is made yet.
    pub(super) fn of(root: &Path, registry: &str) -> Self {
        let name = Sha256::digest(registry.as_bytes());
        Self {
            folder: root.join("registries").join(digits(&name[..16], "")),
            registry: registry.to_owned(),
            found: OnceLock::new(),
        }
    }

    /// Returns what an earlier run kept for a question.
    pub(super) fn read(&self, asked: &str) -> Option<Kept> {
        let path = self.path(asked);
        let found = self.found.get_or_init(|| {
            let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
            entries.map(|entry| entry.file_name()).collect()
        });
        if !found.contains(path.file_name()?) {
            return None;
        }
        let mut text = Vec::new();
        let file = File::open(path).ok()?;
        file.take(MAX_FILE + 1).read_to_end(&mut text).ok()?;
        let file: OnDisk<'_> = serde_json::from_slice(&text).ok()?;
        let fits = file.v == VERSION
            && file.registry == self.registry
            && file.asked == asked
            && file.digest == digest(file.answer.get())
            && text.len() as u64 <= MAX_FILE;
        if !fits {
            return None;
        }
        let answer: Answer = serde_json::from_str(file.answer.get()).ok()?;
        let references = answer.references.into_iter();
        Some(Kept {
            schema: SchemaText {
                language: Language::of_registry(Some(&answer.language))?,
                text: answer.text,
                references: references
                    .map(|(name, text)| Reference { name, text })
                    .collect(),
            },
            id: answer.id,
        })
    }

    /// Keeps an answer; a failure is no reason to stop.
    pub(super) fn write(&self, asked: &str, kept: &Kept) {
        let _ = self.try_write(asked, kept);
    }

    fn try_write(&self, asked: &str, kept: &Kept) -> io::Result<()> {
        let references = kept.schema.references.iter();
        let answer = serde_json::value::to_raw_value(&Answer {
            language: name(kept.schema.language).to_owned(),
            text: kept.schema.text.clone(),
            references: references
                .map(|it| (it.name.clone(), it.text.clone()))
                .collect(),
            id: kept.id,
        })?;
        let text = serde_json::to_vec(&OnDisk {
            v: VERSION,
            registry: self.registry.clone(),
            asked: asked.to_owned(),
            digest: digest(answer.get()),
            answer: &answer,
        })?;
        if text.len() as u64 > MAX_FILE {
            return Ok(());
        }
        private_folder(&self.folder)?;
        self.make_room()?;
        // Made beside its place with a name of its own and moved there, so that a reader sees all of it or nothing; such
        // files are made for their owner only.
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(&text)?;
        file.persist(self.path(asked))?;
        Ok(())
    }

    /// Removes the oldest files where there are too many.
    fn make_room(&self) -> io::Result<()> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)?.flatten() {
            let modified = entry.metadata().and_then(|it| it.modified());
            files.extend(modified.ok().map(|modified| (modified, entry.path())));
        }
        if files.len() >= MAX_FILES {
            files.sort();
            for (_, path) in &files[..files.len() - MAX_FILES * 9 / 10] {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    fn path(&self, asked: &str) -> PathBuf {
        let name = Sha256::digest(asked.as_bytes());
        self.folder
            .join(format!("{}.json", digits(&name[..16], "")))
    }
}

fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn digest(text: &str) -> String {
    digits(&Sha256::digest(text.as_bytes()), "")
}

/// The word that `Language::of_registry` reads.
fn name(language: Language) -> &'static str {
    match language {
        Language::Avro => "AVRO",
        Language::Protobuf => "PROTOBUF",
        Language::Json => "JSON",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Kept {
        Kept {
            schema: SchemaText {
                language: Language::Protobuf,
                text: "syntax = \"proto3\";\n".to_owned(),
                references: vec![Reference {
                    name: "a/b.proto".to_owned(),
                    text: "é".to_owned(),
                }],
            },
            id: Some(7),
        }
    }

    #[test]
    fn what_is_kept_comes_back_for_its_owner_alone() {
        let root = tempfile::tempdir().unwrap();
        let cache = Cache::of(root.path(), "http://sr");
        assert_eq!(cache.read("schema id 7"), None);
        assert!(!root.path().join("registries").exists());
        cache.write("schema id 7", &kept());
        let cache = Cache::of(root.path(), "http://sr");
        assert_eq!(cache.read("schema id 7"), Some(kept()));
        assert_eq!(cache.read("schema id 8"), None);
        assert_eq!(
            Cache::of(root.path(), "http://other").read("schema id 7"),
            None
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&cache.path("schema id 7")), 0o600);
            assert_eq!(mode(&cache.folder), 0o700);
        }
    }

    #[test]
    fn a_broken_file_is_left_out_and_written_anew() {
        let root = tempfile::tempdir().unwrap();
        let cache = Cache::of(root.path(), "http://sr");
        cache.write("q", &kept());
        let path = cache.path("q");
        let good = fs::read_to_string(&path).unwrap();
        let breaks = [
            ("empty", String::new()),
            ("cut", good[..good.len() / 2].to_owned()),
            ("other text", good.replace("proto3", "proto2")),
            ("other question", good.replace("\"q\"", "\"p\"")),
            ("other version", good.replace("\"v\":1", "\"v\":2")),
            ("other registry", good.replace("http://sr", "http://sx")),
        ];
        for (what, broken) in breaks {
            assert_ne!(broken, good, "{what}: the test breaks nothing");
            fs::write(&path, broken).unwrap();
            assert_eq!(cache.read("q"), None, "{what}");
            cache.write("q", &kept());
            assert_eq!(cache.read("q"), Some(kept()), "{what}");
        }
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert_eq!(cache.read("q"), None);
        cache.write("q", &kept());
    }

    #[test]
    fn there_are_never_too_many() {
        let root = tempfile::tempdir().unwrap();
        let cache = Cache::of(root.path(), "http://sr");
        for number in 0..MAX_FILES + 50 {
            cache.write(&number.to_string(), &kept());
        }
        let files = fs::read_dir(&cache.folder).unwrap().count();
        assert!((MAX_FILES / 2..=MAX_FILES).contains(&files), "{files}");
        assert_eq!(cache.read(&(MAX_FILES + 49).to_string()), Some(kept()));
    }
}
