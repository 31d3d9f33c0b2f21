//! Schemas of a real registry, through both of its interfaces.

use std::time::{Duration, Instant};

use dltctl::payload::{Language, Missing, SchemaId, SchemaText, Schemas as _};
use dltctl::registry::{Places, Registry, RegistrySettings, Tls};

use super::support::registry::SchemaRegistry;

const AVRO_LINE: &str = r#"{"type":"record","name":"Line","namespace":"shop","fields":[{"name":"sku","type":"string"}]}"#;
const AVRO_ORDER: &str = r#"{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"line","type":"shop.Line"}]}"#;
const PROTO_MONEY: &str =
    "syntax = \"proto3\";\npackage shop;\nmessage Money { int64 cents = 1; }\n";
const PROTO_LINE: &str = "syntax = \"proto3\";\npackage shop;\nimport \"shop/money.proto\";\nmessage Line { Money price = 1; }\n";
const PROTO_ORDER: &str = "syntax = \"proto3\";\npackage shop;\nimport \"shop/line.proto\";\nimport \"shop/money.proto\";\nmessage Order { repeated Line lines = 1; Money total = 2; }\n";
const JSON_LINE: &str = r#"{"$schema":"http://json-schema.org/draft-07/schema#","$id":"line.json","type":"object","properties":{"sku":{"type":"string"}}}"#;
const JSON_ORDER: &str = r#"{"$schema":"http://json-schema.org/draft-07/schema#","$id":"order.json","type":"object","properties":{"line":{"$ref":"line.json"}}}"#;

fn settings(url: &str) -> RegistrySettings {
    RegistrySettings {
        places: Places::parse(url).unwrap().places,
        named_by: "-r".to_owned(),
        login: None,
        tls: Tls::default(),
        proxy: None,
        cache: None,
        notes: Vec::new(),
    }
}

fn names(schema: &SchemaText) -> Vec<&str> {
    let references = schema.references.iter();
    references.map(|it| it.name.as_str()).collect()
}

#[test]
fn schemas_of_all_languages_come_with_what_they_refer_to() {
    let Some(registry) = SchemaRegistry::shared("schemas of a real registry are found") else {
        return;
    };
    registry.register("all-avro-line", "AVRO", AVRO_LINE, &[]);
    let avro = registry.register(
        "all-avro-order",
        "AVRO",
        AVRO_ORDER,
        &[("shop.Line", "all-avro-line", 1)],
    );
    registry.register("all-money", "PROTOBUF", PROTO_MONEY, &[]);
    let money = ("shop/money.proto", "all-money", 1);
    registry.register("all-line", "PROTOBUF", PROTO_LINE, &[money]);
    let protobuf = registry.register(
        "all-order",
        "PROTOBUF",
        PROTO_ORDER,
        &[("shop/line.proto", "all-line", 1), money],
    );
    registry.register("all-json-line", "JSON", JSON_LINE, &[]);
    let json = registry.register(
        "all-json-order",
        "JSON",
        JSON_ORDER,
        &[("line.json", "all-json-line", 1)],
    );
    for url in [registry.url(), registry.own_url()] {
        let asked = Registry::new(settings(&url));
        let cases = [
            (
                avro,
                "all-avro-order",
                Language::Avro,
                AVRO_ORDER,
                &["shop.Line"][..],
            ),
            (
                protobuf,
                "all-order",
                Language::Protobuf,
                PROTO_ORDER,
                &["shop/money.proto", "shop/line.proto"],
            ),
            (
                json,
                "all-json-order",
                Language::Json,
                JSON_ORDER,
                &["line.json"],
            ),
        ];
        for (id, subject, language, text, references) in cases {
            let found = asked.text(&SchemaId::Id(id)).unwrap();
            assert_eq!(
                (found.language, found.text.as_str()),
                (language, text),
                "{url}"
            );
            assert_eq!(names(&found), references, "{url}");
            let meta = registry.ask(&format!("/groups/default/artifacts/{subject}/versions/1"));
            let number = |name: &str| meta[name].as_u64().unwrap();
            let same = [
                SchemaId::GlobalId(number("globalId")),
                SchemaId::ContentId(number("contentId")),
            ];
            for same in same {
                assert_eq!(*asked.text(&same).unwrap(), *found, "{same} at {url}");
            }
            let (version, latest, text) = asked.latest(subject).unwrap();
            assert_eq!(
                (version, latest, &text),
                (1, SchemaId::Id(id), &found),
                "{url}"
            );
            assert_eq!(
                asked.version(subject, 1).unwrap(),
                (SchemaId::Id(id), found)
            );
        }
        let missing = [
            SchemaId::Id(99_999),
            SchemaId::GlobalId(99_999),
            SchemaId::ContentId(99_999),
            // Confluent's alone.
            SchemaId::Guid([7; 16]),
        ];
        for id in missing {
            assert_eq!(asked.text(&id), Err(Missing::Unknown), "{id} at {url}");
        }
        assert_eq!(asked.latest("all-none"), Err(Missing::Unknown));
        assert_eq!(asked.version("all-order", 9), Err(Missing::Unknown));
    }
    let elsewhere = Registry::new(settings(&format!("{}/nowhere", registry.url())));
    let missing = elsewhere.text(&SchemaId::Id(avro)).unwrap_err().to_string();
    assert!(missing.contains("is its URL right?"), "{missing}");
}

#[test]
fn a_second_run_needs_no_registry() {
    let Some(mut registry) = SchemaRegistry::start("kept schemas are used without the registry")
    else {
        return;
    };
    registry.register("line", "AVRO", AVRO_LINE, &[]);
    let id = registry.register("order", "AVRO", AVRO_ORDER, &[("shop.Line", "line", 1)]);
    let folder = tempfile::tempdir().unwrap();
    let mut kept = settings(&registry.url());
    kept.cache = Some(folder.path().to_owned());
    let first = Registry::new(kept.clone());
    let found = first.text(&SchemaId::Id(id)).unwrap();
    let global = first.text(&SchemaId::GlobalId(2)).unwrap();
    registry.kill();
    let second = Registry::new(kept);
    assert_eq!(second.text(&SchemaId::Id(id)).unwrap(), found);
    assert_eq!(second.text(&SchemaId::GlobalId(2)).unwrap(), global);
    assert_eq!(second.warning(), None);
    // Without what was kept, every schema is missing, and that costs next to nothing.
    let started = Instant::now();
    let without = Registry::new(settings(&registry.url()));
    for id in 0..1_000 {
        without.text(&SchemaId::Id(id)).unwrap_err();
    }
    assert!(
        started.elapsed() < Duration::from_secs(2),
        "{:?}",
        started.elapsed()
    );
    let warning = without.warning().unwrap();
    assert!(
        warning.ends_with(
            "could not be asked (connection refused): 1 000 payloads are shown undecoded"
        ),
        "{warning}"
    );
}
