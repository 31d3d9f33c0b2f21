//! What is asked, where, how often, and what is made of the answers.

use std::thread;
use std::time::Duration;

use super::server::{Does, Server};
use super::{schema, settings, unknown, why, with_references};
use crate::payload::{Language, Missing, SchemaId, Schemas as _};
use crate::registry::{Login, Registry};

#[test]
fn ids_are_asked_once_and_remembered() {
    let server = Server::start(
        &[
            (
                "/schemas/ids/1",
                Does::Says(200, r#"{"schema":"\"int\""}"#.to_owned()),
            ),
            (
                "/schemas/guids/00000000-0000-0000-0000-000000000007",
                schema("seven"),
            ),
        ],
        unknown(),
    );
    let registry = server.registry();
    assert_eq!(
        server.asked(),
        [""; 0],
        "nothing is asked before it is needed"
    );
    let mut guid = [0; 16];
    guid[15] = 7;
    for _ in 0..3 {
        let one = registry.text(&SchemaId::Id(1)).unwrap();
        assert_eq!(
            (one.language, one.text.as_str()),
            (Language::Avro, "\"int\"")
        );
        let seven = registry.text(&SchemaId::Guid(guid)).unwrap();
        assert_eq!(seven.text, "seven");
        assert_eq!(registry.text(&SchemaId::Id(2)), Err(Missing::Unknown));
    }
    assert_eq!(
        server.asked(),
        [
            "/schemas/ids/1",
            "/schemas/guids/00000000-0000-0000-0000-000000000007",
            "/schemas/ids/2"
        ]
    );
    let warning = registry.warning().unwrap();
    assert!(
        warning.ends_with("does not know schema id 2: 3 payloads are shown undecoded"),
        "{warning}"
    );
}

#[test]
fn references_come_deepest_first_and_once() {
    let server = Server::start(
        &[
            (
                "/schemas/ids/1",
                with_references("top", &[("b.proto", "b/ü", 2), ("c.proto", "c", 1)]),
            ),
            (
                "/subjects/b%2F%C3%BC/versions/2?deleted=true",
                with_references("b", &[("c.proto", "c", 1), ("d.proto", "d", -1)]),
            ),
            (
                "/subjects/c/versions/1?deleted=true",
                with_references("c", &[("d.proto", "d", -1)]),
            ),
            ("/subjects/d/versions/latest?deleted=true", schema("d")),
        ],
        unknown(),
    );
    let found = server.registry().text(&SchemaId::Id(1)).unwrap();
    let references: Vec<_> = found
        .references
        .iter()
        .map(|it| (it.name.as_str(), it.text.as_str()))
        .collect();
    assert_eq!(
        references,
        [("d.proto", "d"), ("c.proto", "c"), ("b.proto", "b")]
    );
    assert_eq!(server.asked().len(), 4);
}

#[test]
fn references_that_lead_nowhere_or_around_are_told() {
    let chain = |length: usize| -> Vec<(String, Does)> {
        (0..length)
            .map(|at| {
                let (name, next) = (format!("n{at}"), format!("s{}", at + 1));
                let path = format!("/subjects/s{at}/versions/1?deleted=true");
                (
                    path,
                    with_references("x", &[(name.as_str(), next.as_str(), 1)]),
                )
            })
            .collect()
    };
    let long = chain(100);
    let mut pages: Vec<(&str, Does)> = long
        .iter()
        .map(|(path, does)| (path.as_str(), does.clone()))
        .collect();
    pages.extend([
        ("/schemas/ids/1", with_references("1", &[("a", "a", 1)])),
        (
            "/subjects/a/versions/1?deleted=true",
            with_references("a", &[("b", "b", 1)]),
        ),
        (
            "/subjects/b/versions/1?deleted=true",
            with_references("b", &[("a2", "a", 1)]),
        ),
        (
            "/schemas/ids/2",
            with_references("2", &[("gone", "gone", 9)]),
        ),
        (
            "/schemas/ids/3",
            with_references("3", &[("first", "s0", 1)]),
        ),
    ]);
    let server = Server::start(&pages, unknown());
    let registry = server.registry();
    let of = |id| why(registry.text(&SchemaId::Id(id)));
    let unusable = "the registry's schema cannot be used: ";
    assert_eq!(of(1), format!("{unusable}its references form a circle"));
    assert_eq!(
        of(2),
        format!("{unusable}it refers to gone, which the registry does not know")
    );
    assert_eq!(of(3), format!("{unusable}its references are 64 deep"));
}

#[test]
fn versions_of_subjects() {
    let server = Server::start(
        &[
            ("/subjects/a-value/versions/latest", schema("new")),
            ("/subjects/a-value/versions/3", schema("three")),
        ],
        unknown(),
    );
    let registry = server.registry();
    let (version, id, found) = registry.latest("a-value").unwrap();
    assert_eq!(
        (version, id, found.text.as_str()),
        (3, SchemaId::Id(5), "new")
    );
    let (id, found) = registry.version("a-value", 3).unwrap();
    assert_eq!((id, found.text.as_str()), (SchemaId::Id(5), "three"));
    assert_eq!(registry.latest("b-value"), Err(Missing::Unknown));
    registry.latest("a-value").unwrap();
    assert_eq!(server.asked().len(), 4, "the latest is asked each time");
}

#[test]
fn one_schema_is_asked_for_once_by_many_threads() {
    let body = r#"{"schema":"\"int\""}"#.to_owned();
    let server = Server::start(&[], Does::Waits(Duration::from_millis(100), body));
    let registry = server.registry();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| registry.text(&SchemaId::Id(1)).unwrap());
        }
    });
    assert_eq!(server.asked(), ["/schemas/ids/1"]);
    assert_eq!(registry.warning(), None);
}

#[test]
fn glue_is_not_asked_of_anybody() {
    let server = Server::start(&[], schema("x"));
    let said = why(server.registry().text(&SchemaId::Glue([1; 16])));
    assert!(
        said.contains("Glue schema version 01010101-0101-0101-0101-010101010101"),
        "{said}"
    );
    assert!(server.asked().is_empty());
}

#[test]
fn ids_of_apicurio_are_asked_at_its_own_interface() {
    let server = Server::start(
        &[
            (
                "/apis/registry/v2/ids/globalIds/9?returnArtifactType=true",
                Does::Says(
                    200,
                    r#"{"type":"record","name":"A","fields":[]}"#.to_owned(),
                ),
            ),
            (
                "/apis/registry/v2/ids/globalIds/9/references",
                Does::Says(
                    200,
                    r#"[{"name":"b.B","groupId":null,"artifactId":"b","version":"2"}]"#.to_owned(),
                ),
            ),
            (
                "/apis/registry/v2/groups/default/artifacts/b/versions/2",
                Does::Says(
                    200,
                    r#"{"type":"enum","name":"b.B","symbols":[]}"#.to_owned(),
                ),
            ),
            ("/apis/ccompat/v7/schemas/ids/9", schema("not this one")),
        ],
        unknown(),
    );
    let registry = Registry::new(settings(&format!("{}/apis/ccompat/v7", server.url())));
    let found = registry.text(&SchemaId::GlobalId(9)).unwrap();
    assert_eq!(found.language, Language::Avro);
    assert_eq!(found.references.len(), 1);
    assert_eq!(
        registry.text(&SchemaId::ContentId(9)),
        Err(Missing::Unknown)
    );
    // Elsewhere an id is an id.
    let other = Server::start(&[("/schemas/ids/9", schema("that one"))], unknown());
    let registry = other.registry();
    assert_eq!(
        registry.text(&SchemaId::GlobalId(9)).unwrap().text,
        "that one"
    );
}

#[test]
fn what_apicurio_cannot_tell_the_language_of_is_found_by_its_text() {
    let refuses = || {
        let body =
            r#"{"message":"Failed to discover artifact type from content.","error_code":400}"#;
        Does::Says(400, body.to_owned())
    };
    let text = |text: &str| Does::Says(200, text.to_owned());
    let ids = "/apis/registry/v3/ids";
    let pages = |bare: &str| {
        [
            ("/apis/ccompat/v7/schemas/ids/9".to_owned(), refuses()),
            (
                "/apis/ccompat/v7/schemas/ids/9/schema".to_owned(),
                text(bare),
            ),
            (
                format!("{ids}/contentIds/9?returnArtifactType=true"),
                text("content 9"),
            ),
            (
                format!("{ids}/globalIds/9?returnArtifactType=true"),
                text("global 9"),
            ),
        ]
    };
    for (bare, expected) in [
        ("content 9", Some("content 9")),
        ("global 9", Some("global 9")),
        ("x", None),
    ] {
        let pages = pages(bare);
        let pages: Vec<_> = pages
            .iter()
            .map(|(path, does)| (path.as_str(), does.clone()))
            .collect();
        let server = Server::start(&pages, unknown());
        let registry = Registry::new(settings(&format!("{}/apis/ccompat/v7", server.url())));
        let found = registry
            .text(&SchemaId::Id(9))
            .map(|found| found.text.clone());
        match expected {
            Some(expected) => assert_eq!(found.as_deref(), Ok(expected)),
            None => assert!(found.unwrap_err().to_string().contains("HTTP 400")),
        }
    }
}

#[test]
fn credentials_are_shown_to_the_registry_alone() {
    let server = Server::start(&[("/schemas/ids/1", schema("x"))], unknown());
    let mut with_password = settings(&format!("http://alice:hunter2@{}", server.address));
    let registry = Registry::new(with_password.clone());
    registry.text(&SchemaId::Id(1)).unwrap();
    with_password.login = Some(Login::Bearer("t0k3n".to_owned()));
    let bearer = Registry::new(with_password.clone());
    bearer.text(&SchemaId::Id(1)).unwrap();
    let asked = server.asked.lock().unwrap().join("\n");
    assert!(
        asked.contains("authorization: Basic YWxpY2U6aHVudGVyMg==\r\n"),
        "{asked}"
    );
    assert!(asked.contains("authorization: Bearer t0k3n\r\n"), "{asked}");
    for text in [
        format!("{registry:?}{bearer:?}{with_password:#?}"),
        registry.url().to_owned(),
        registry.warning().unwrap_or_default(),
    ] {
        assert!(
            !text.contains("hunter2") && !text.contains("t0k3n"),
            "{text}"
        );
    }
    let elsewhere = Server::start(&[], schema("stolen"));
    let redirects = Server::start(&[], Does::Redirects(format!("{}/x", elsewhere.url())));
    let registry = Registry::new(settings(&format!(
        "http://alice:hunter2@{}",
        redirects.address
    )));
    registry.text(&SchemaId::Id(1)).unwrap_err();
    assert!(elsewhere.asked().is_empty());
}

#[test]
fn what_never_changes_is_kept_for_the_next_run() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(
        &[
            ("/schemas/ids/1", with_references("1", &[("a", "a", 1)])),
            ("/subjects/a/versions/1?deleted=true", schema("a")),
            ("/subjects/s/versions/3", schema("3")),
            ("/subjects/s/versions/latest", schema("latest")),
        ],
        unknown(),
    );
    let mut settings = settings(&server.url());
    settings.cache = Some(folder.path().to_owned());
    let first = Registry::new(settings.clone());
    let one = first.text(&SchemaId::Id(1)).unwrap();
    first.version("s", 3).unwrap();
    first.latest("s").unwrap();
    first.text(&SchemaId::Id(2)).unwrap_err();
    drop(server);
    let second = Registry::new(settings.clone());
    assert_eq!(second.text(&SchemaId::Id(1)).unwrap(), one);
    assert_eq!(second.version("s", 3).unwrap().0, SchemaId::Id(5));
    assert!(matches!(second.latest("s"), Err(Missing::Unavailable(_))));
    assert!(matches!(
        second.text(&SchemaId::Id(2)),
        Err(Missing::Unavailable(_))
    ));
    settings.cache = None;
    let without = Registry::new(settings);
    without.text(&SchemaId::Id(1)).unwrap_err();
}
