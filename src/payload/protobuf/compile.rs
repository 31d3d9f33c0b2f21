//! `.proto` texts, or descriptors in base64, to descriptors; nothing is read from a disk or a network.

use std::collections::HashMap;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use prost_reflect::prost::Message as _;
use prost_reflect::prost_types::FileDescriptorProto;
use prost_reflect::{DescriptorPool, FileDescriptor};
use protox::file::{File, FileResolver, GoogleFileResolver};
use protox::{Compiler, Error};

use super::{known, quiet};
use crate::sanitize;

/// How many bytes all texts may have together.
const MAX_BYTES: usize = 8 << 20;

/// How many texts there may be. Imports are followed by recursion, so this is also how deep it goes.
const MAX_FILES: usize = 500;

/// How many cells of an error are shown; the compiler's quote the text.
const SHOWN: usize = 300;

/// Compiles the text of the name `main` and what it imports; `texts` are by the path they are imported as.
pub(super) fn compile(
    texts: HashMap<String, String>,
    main: &str,
) -> Result<(DescriptorPool, FileDescriptor), String> {
    if texts.len() > MAX_FILES {
        return Err(format!("{} files, more than {MAX_FILES}", texts.len()));
    }
    let bytes: usize = texts.values().map(String::len).sum();
    if bytes > MAX_BYTES {
        return Err(format!("{bytes} bytes of text, more than {MAX_BYTES}"));
    }
    let mut compiler = Compiler::with_file_resolver(Texts(texts));
    // A descriptor may contradict itself in ways that prost-reflect does not expect (0.16.5 names its error by the file
    // that it has not added yet).
    let opened = quiet::caught(|| {
        let opened = compiler.open_file(main);
        opened.map(drop).map_err(|error| readable(&error))
    });
    opened.unwrap_or_else(|| Err("the compiler of schemas failed".to_owned()))?;
    let pool = compiler.descriptor_pool();
    match pool.get_file_by_name(main) {
        Some(file) => Ok((pool, file)),
        None => Err("the compiler lost it".to_owned()),
    }
}

/// The texts by the path they are imported as.
struct Texts(HashMap<String, String>);

impl FileResolver for Texts {
    fn resolve_path(&self, path: &Path) -> Option<String> {
        // Paths are the names that the caller gave, and nothing on a disk.
        path.to_str().map(str::to_owned)
    }

    fn open_file(&self, name: &str) -> Result<File, Error> {
        // What everyone knows comes first: a copy in a registry may be old, but is never another.
        match GoogleFileResolver::new().open_file(name) {
            Err(error) if error.is_file_not_found() => {}
            found => return found,
        }
        let text = match self.0.get(name) {
            Some(text) => text,
            None => known::text(name).ok_or_else(|| Error::file_not_found(name))?,
        };
        match descriptor(text) {
            None => File::from_source(name, text),
            Some(Ok(descriptor)) => Ok(File::from_file_descriptor_proto(FileDescriptorProto {
                // The name in it is that of the file at whoever registered it.
                name: Some(name.to_owned()),
                ..descriptor
            })),
            Some(Err(why)) => Err(Error::new(format!("{name}: {why}"))),
        }
    }
}

/// Reads the base64 of a `FileDescriptorProto`; none where the text can only be a `.proto`.
fn descriptor(text: &str) -> Option<Result<FileDescriptorProto, String>> {
    let text = text.trim();
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    if text.is_empty() || !text.bytes().all(is_base64) {
        return None;
    }
    let bytes = STANDARD.decode(text).map_err(|error| error.to_string());
    Some(bytes.and_then(|bytes| {
        let read = FileDescriptorProto::decode(bytes.as_slice());
        read.map_err(|error| format!("base64, but of no file descriptor: {error}"))
    }))
}

/// Returns one line: file, line and column where they are known, and what is wrong.
fn readable(error: &Error) -> String {
    // Where there is a place, the compiler's `Debug` is the form that says it.
    let text = match error.file() {
        Some(_) => format!("{error:?}"),
        None => error.to_string(),
    };
    if text.contains("found 'edition'") || text.contains("unknown syntax 'editions'") {
        let file = error.file().unwrap_or("the schema");
        let file = sanitize::excerpt(file, SHOWN);
        return format!("{file}: an edition of Protobuf; only proto2 and proto3 can be read");
    }
    sanitize::excerpt(&text, SHOWN)
}
