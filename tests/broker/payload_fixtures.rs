//! The captures in `tests/fixtures/payloads` are what serializers write today, and a real registry gives the schemas that
//! they name.
//!
//! `DLTCTL_UPDATE_FIXTURES=1` writes the captures anew instead. That of Confluent's serializers is made by a script
//! beside it, which needs Python.

use std::fs;
use std::path::{Path, PathBuf};

use dltctl::payload::{Language, Reference, SchemaId, SchemaText, Schemas as _};
use dltctl::registry::{Places, Registry, RegistrySettings, Tls};
use serde_json::Value;

use super::support::java::{Java, run, source};
use super::support::registry::SchemaRegistry;

/// Where the captures are.
fn capture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/payloads")
        .join(format!("{name}.json"))
}

fn load(name: &str) -> Value {
    let text = fs::read_to_string(capture(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Runs a generator and compares what it prints with a capture; the answer is what it printed.
fn generate(java: &Java, module: &str, main: &str, arguments: &[&str], name: &str) -> Value {
    let made = || {
        let project = format!("payloads/{module}/pom.xml");
        let jars = java.jars(&format!("payloads-{module}"), &source(&project), &[])?;
        let sources = ["payloads/common", &format!("payloads/{module}")].map(source);
        let classes = java.classes(
            &format!("payloads-{module}"),
            &sources,
            &format!("{jars}/*"),
        )?;
        let mut command = java.command("256m", &format!("{classes}:{jars}/*"));
        command.args([
            "-Dfile.encoding=UTF-8",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
        ]);
        run(command
            .arg(format!("com.example.shop.{main}"))
            .args(arguments))
    };
    let printed = made().unwrap_or_else(|e| panic!("{name}: {e}"));
    let found: Value = serde_json::from_str(&printed).unwrap_or_else(|e| panic!("{name}: {e}"));
    if std::env::var_os("DLTCTL_UPDATE_FIXTURES").is_some_and(|it| it == "1") {
        let text = serde_json::to_string_pretty(&found).expect("JSON");
        fs::write(capture(name), text + "\n").expect("the capture is written");
    } else {
        let known = load(name);
        let cases = |document: &Value| document["cases"].as_array().expect("cases").clone();
        let (known_cases, found_cases) = (cases(&known), cases(&found));
        for (known, found) in known_cases.iter().zip(&found_cases) {
            assert_eq!(known, found, "{name}: {}", known["name"]);
        }
        assert_eq!(known_cases.len(), found_cases.len(), "{name}");
    }
    found
}

#[test]
fn capture_of_apicurio_is_what_its_serializers_write_and_its_registry_knows() {
    let not_proved = "the capture of Apicurio's serializers is what they write";
    let (Some(java), Some(registry)) =
        (Java::or_skip(not_proved), SchemaRegistry::start(not_proved))
    else {
        return;
    };
    let confluent = capture("confluent-python-2.16.0");
    let arguments = [&*registry.root(), confluent.to_str().expect("a path")];
    let found = generate(java, "apicurio", "Apicurio", &arguments, "apicurio-2.6.13");
    let asked = Registry::new(RegistrySettings {
        places: Places::parse(&registry.url()).expect("a URL").places,
        named_by: String::new(),
        login: None,
        tls: Tls::default(),
        proxy: None,
        cache: None,
        notes: Vec::new(),
    });
    let mut with_references = 0;
    for case in found["cases"].as_array().expect("cases") {
        let schema = &case["schema"];
        let wanted = text_of(schema);
        with_references += usize::from(!wanted.references.is_empty());
        let number = |name: &str| schema[name].as_u64().expect("a number");
        let small = u32::try_from(number("content_id")).expect("a small id");
        for id in [
            SchemaId::GlobalId(number("global_id")),
            SchemaId::ContentId(number("content_id")),
            // In Confluent's interface Apicurio's ids are those of contents.
            SchemaId::Id(small),
        ] {
            let found = asked.text(&id).unwrap_or_else(|e| panic!("{id}: {e}"));
            assert_eq!(*found, wanted, "{id} of {}", case["name"]);
        }
    }
    assert!(with_references > 0);
}

#[test]
fn capture_of_glue_is_what_its_serializers_write() {
    let Some(java) = Java::or_skip("the capture of Glue's serializers is what they write") else {
        return;
    };
    let confluent = capture("confluent-python-2.16.0");
    let arguments = [confluent.to_str().expect("a path")];
    generate(java, "glue", "Glue", &arguments, "glue-1.1.23");
}

#[test]
fn capture_of_formats_without_a_schema_is_what_java_writes() {
    let Some(java) = Java::or_skip("the capture of serialized objects is what Java writes") else {
        return;
    };
    generate(java, "apicurio", "Formats", &[], "java");
}

fn text_of(schema: &Value) -> SchemaText {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let references = schema["references"].as_array().expect("references");
    SchemaText {
        language: Language::of_registry(schema["language"].as_str()).expect("a language"),
        text: text(&schema["text"]),
        references: references
            .iter()
            .map(|it| Reference {
                name: text(&it["name"]),
                text: text(&it["text"]),
            })
            .collect(),
    }
}
