//! The direction of the layers: who may name whom. docs/architecture.md says why.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The core: knows itself and nothing else.
const CORE: &[&str] = &[
    "record",
    "redaction",
    "offsets",
    "dialect",
    "dead_letter",
    "java",
    "payload",
    "filter",
    "fingerprint",
    "category",
    "kind",
    "correlation",
    "summary",
    "replay",
    "retention",
    "sanitize",
    "error",
    "scan",
    "digest",
    "envelope",
    "times",
    "topics",
    "wrap",
    "quantity",
];

/// The edges: each knows the core and itself.
const EDGES: &[&str] = &["kafka", "registry", "render", "ui", "connect", "signals"];

/// Who else may be named, beside oneself and the core.
fn may_name(module: &str) -> Vec<&'static str> {
    let mut allowed: Vec<&str> = CORE.to_vec();
    match module {
        "cli" => allowed.extend(["commands"]),
        "settings" => allowed.extend(["cli", "connect", "registry"]),
        "commands" => allowed.extend([
            "cli", "settings", "connect", "kafka", "registry", "render", "ui", "demo", "signals",
        ]),
        "lib" => allowed.extend([
            "cli", "settings", "connect", "commands", "kafka", "registry", "render", "ui", "demo",
            "signals",
        ]),
        // Beside the core these name only themselves; `main` does not even need that.
        module
            if ["demo", "main"].contains(&module)
                || CORE.contains(&module)
                || EDGES.contains(&module) => {}
        other => panic!("src/{other} is in no layer; name it in tests/it/layering.rs"),
    }
    allowed
}

/// Foreign crates that only some modules may name.
const FENCED: &[(&str, &[&str])] = &[
    ("rdkafka", &["kafka"]),
    ("rdkafka_sys", &["kafka"]),
    ("ureq", &["registry"]),
    ("native_tls", &["registry"]),
    ("clap", &["cli", "commands", "lib", "settings"]),
    ("comfy_table", &["render"]),
    ("dialoguer", &["ui"]),
    ("indicatif", &["ui"]),
    ("tokio", &["lib", "signals", "commands", "kafka"]),
];

/// Finds every edge that is not allowed in one file's text.
fn forbidden(module: &str, text: &str) -> Vec<String> {
    let mut found = BTreeSet::new();
    let allowed = may_name(module);
    for line in text.lines() {
        let code = line.split("//").next().unwrap_or_default();
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            let names: Vec<&str> = match rest.strip_prefix('{') {
                Some(list) => list
                    .split('}')
                    .next()
                    .unwrap_or_default()
                    .split(',')
                    .map(str::trim)
                    .collect(),
                None => vec![rest],
            };
            for name in names {
                let name: String = name
                    .chars()
                    .take_while(|char| char.is_alphanumeric() || *char == '_')
                    .collect();
                let is_module = CORE.contains(&name.as_str())
                    || EDGES.contains(&name.as_str())
                    || ["cli", "settings", "commands", "demo"].contains(&name.as_str());
                if is_module && name != module && !allowed.contains(&name.as_str()) {
                    found.insert(format!("{module} names crate::{name}"));
                }
            }
        }
        for (fenced, modules) in FENCED {
            let named = code.match_indices(&format!("{fenced}::")).any(|(at, _)| {
                !code[..at].ends_with(|before: char| {
                    before.is_alphanumeric() || before == '_' || before == ':'
                })
            });
            if named && !modules.contains(&module) {
                found.insert(format!("{module} names {fenced}"));
            }
        }
    }
    found.into_iter().collect()
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}

/// Returns the first part of a source path below `src/`: its module.
fn module_of(path: &Path, root: &Path) -> String {
    let first = path
        .strip_prefix(root)
        .unwrap()
        .components()
        .next()
        .unwrap();
    first
        .as_os_str()
        .to_string_lossy()
        .trim_end_matches(".rs")
        .to_owned()
}

#[test]
fn no_layer_reaches_back() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(
        files.len() > 20,
        "only {} source files were found",
        files.len()
    );
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for edge in forbidden(&module_of(&file, &root), &text) {
            found.push(format!(
                "{}: {edge}",
                file.strip_prefix(&root).unwrap().display()
            ));
        }
    }
    assert!(found.is_empty(), "forbidden edges:\n{}", found.join("\n"));
}

#[test]
fn a_forbidden_import_is_found() {
    let cases = [
        (
            "filter",
            "use crate::kafka::Cluster;",
            "filter names crate::kafka",
        ),
        (
            "render",
            "use crate::{error::Result, kafka};",
            "render names crate::kafka",
        ),
        (
            "kafka",
            "    crate::render::table::write(out);",
            "kafka names crate::render",
        ),
        (
            "replay",
            "use rdkafka::producer::BaseProducer;",
            "replay names rdkafka",
        ),
        (
            "commands",
            "use rdkafka_sys as sys; rdkafka_sys::x();",
            "commands names rdkafka_sys",
        ),
        (
            "dialect",
            "use crate::settings::Settings;",
            "dialect names crate::settings",
        ),
    ];
    for (module, text, expected) in cases {
        assert_eq!(forbidden(module, text), [expected], "{text}");
    }
    assert!(forbidden("kafka", "use crate::scan::Source; use rdkafka::types::X;").is_empty());
    assert!(forbidden("filter", "// crate::kafka is not ours").is_empty());
}

#[test]
fn unsafe_code_and_printing_stay_in_their_places() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for file in files {
        let name = file
            .strip_prefix(&root)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        let text = fs::read_to_string(&file).unwrap();
        let code: String = text
            .lines()
            .map(|line| line.split("//").next().unwrap_or_default())
            .collect();
        let is_unsafe = ["unsafe {", "unsafe fn", "unsafe impl", "unsafe extern"]
            .iter()
            .any(|word| code.contains(word));
        assert!(
            !is_unsafe || name.starts_with("kafka/ffi/"),
            "unsafe code in {name}"
        );
    }
}
