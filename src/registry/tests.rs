//! Against small servers on this machine that answer well, badly, slowly or not at all.

mod answers;
mod server;
mod tls;

use std::io::Write as _;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use self::server::{Does, Server};
use super::*;
use crate::payload::{Missing, SchemaId, Schemas as _};

fn settings(url: &str) -> RegistrySettings {
    let parsed = Places::parse(url).unwrap();
    RegistrySettings {
        places: parsed.places,
        named_by: "-r".to_owned(),
        login: parsed
            .userinfo
            .map(|(user, password)| Login::Basic(user, password)),
        tls: Tls::default(),
        proxy: None,
        cache: None,
        notes: Vec::new(),
    }
}

fn schema(text: &str) -> Does {
    with_references(text, &[])
}

fn with_references(text: &str, references: &[(&str, &str, i32)]) -> Does {
    let references: Vec<_> = references
        .iter()
        .map(|(name, subject, version)| serde_json::json!({"name": name, "subject": subject, "version": version}))
        .collect();
    let body = serde_json::json!({
        "schema": text, "schemaType": "PROTOBUF", "references": references, "id": 5, "version": 3,
        "subject": "s", "guid": "g", "metadata": {"x": []}
    });
    Does::Says(200, body.to_string())
}

fn unknown() -> Does {
    Does::Says(
        404,
        r#"{"error_code":40403,"message":"Schema not found"}"#.to_owned(),
    )
}

fn why(result: Result<Arc<crate::payload::SchemaText>, Missing>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_registry_that_fails_is_told_with_its_reason() {
    let says = |status, body: &str| Does::Says(status, body.to_owned());
    let table = [
        (
            says(
                401,
                r#"{"error_code":40101,"message":"User cannot be\u001b[2J authenticated"}"#,
            ),
            r"HTTP 401 Unauthorized: User cannot be\x1b[2J authenticated",
        ),
        (says(403, ""), "HTTP 403 Forbidden"),
        (says(500, "<html>"), "HTTP 500 Internal Server Error"),
        (says(429, "{}"), "HTTP 429 Too Many Requests"),
        (
            says(404, "<html>no page"),
            "HTTP 404, and not in the words of a schema registry: is its URL right?",
        ),
        (Does::Babbles, "what answers there does not speak HTTP"),
        (Does::Floods(17 << 20), "its answer is larger than 16 MiB"),
        (
            Does::Redirects("https://login.example/x?secret".to_owned()),
            "it redirects to https://login.example, which is not followed; name that one if it is right",
        ),
        (
            Does::Redirects("/schemas/ids/1".to_owned()),
            "it redirects again and again",
        ),
    ];
    for (does, expected) in table {
        let server = Server::start(&[], does);
        let registry = server.registry();
        let said = why(registry.text(&SchemaId::Id(1)));
        assert_eq!(said, format!("the registry could not be asked: {expected}"));
    }
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let registry = Registry::new(settings(&format!("http://{free}")));
    assert_eq!(
        why(registry.text(&SchemaId::Id(1))),
        "the registry could not be asked: connection refused"
    );
    let warning = registry.warning().unwrap();
    assert_eq!(
        warning,
        format!(
            "the schema registry at http://{free} could not be asked (connection refused): 1 payload is shown undecoded"
        )
    );
}

#[test]
fn garbage_is_unusable_and_no_end_of_the_registry() {
    let server = Server::start(
        &[
            ("/schemas/ids/1", Does::Says(200, "{\"schema\":".to_owned())),
            ("/schemas/ids/2", Does::Says(200, String::new())),
            ("/schemas/ids/3", Does::Says(422, "{}".to_owned())),
            ("/schemas/ids/4", schema("good")),
        ],
        unknown(),
    );
    let registry = server.registry();
    for id in 1..=2 {
        let said = why(registry.text(&SchemaId::Id(id)));
        assert!(
            said.contains("the answer is none of a schema registry"),
            "{said}"
        );
    }
    let said = why(registry.text(&SchemaId::Id(3)));
    assert!(said.contains("HTTP 422"), "{said}");
    assert_eq!(registry.text(&SchemaId::Id(4)).unwrap().text, "good");
}

#[test]
fn a_silent_registry_costs_two_seconds_at_most() {
    let server = Server::start(&[], Does::Hangs);
    let registry = server.registry();
    let started = Instant::now();
    thread::scope(|scope| {
        for thread in 0..4 {
            let registry = &registry;
            scope.spawn(move || {
                for id in 0..250 {
                    let said = why(registry.text(&SchemaId::Id(thread * 250 + id)));
                    assert!(said.ends_with("no answer within 2 s"), "{said}");
                }
            });
        }
    });
    let took = started.elapsed();
    assert!(
        took >= Duration::from_millis(1_900),
        "{took:?}: it was not even waited for"
    );
    // A machine that is busy may take its time; two questions one after another would take four seconds.
    assert!(took < Duration::from_millis(3_500), "{took:?}");
    assert_eq!(server.asked().len(), 1);
    let warning = registry.warning().unwrap();
    assert!(
        warning.ends_with("(no answer within 2 s): 1 000 payloads are shown undecoded"),
        "{warning}"
    );
}

#[test]
fn an_answer_in_drops_costs_no_more() {
    let body = "x".repeat(1_000);
    let server = Server::start(&[], Does::Drips(Duration::from_millis(50), body));
    let registry = server.registry();
    let started = Instant::now();
    for id in 0..10 {
        let said = why(registry.text(&SchemaId::Id(id)));
        assert!(said.ends_with("no answer within 2 s"), "{said}");
    }
    assert!(
        started.elapsed() < Duration::from_millis(3_500),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn a_compressed_answer_is_read_but_not_without_end() {
    let compress = |text: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    };
    let bomb = compress(&vec![b' '; 64 << 20]);
    assert!(bomb.len() < 100_000);
    let server = Server::start(
        &[
            (
                "/schemas/ids/1",
                Does::Compresses(compress(br#"{"schema":"\"int\""}"#)),
            ),
            ("/schemas/ids/2", Does::Compresses(bomb)),
        ],
        unknown(),
    );
    let registry = server.registry();
    assert_eq!(registry.text(&SchemaId::Id(1)).unwrap().text, "\"int\"");
    let said = why(registry.text(&SchemaId::Id(2)));
    assert!(said.ends_with("its answer is larger than 16 MiB"), "{said}");
}

#[test]
fn a_proxy_is_asked_except_for_its_exceptions() {
    let server = Server::start(&[("/schemas/ids/1", schema("x"))], unknown());
    let proxy = Server::start(&[], Does::Says(403, String::new()));
    let through = |except: &str| {
        let mut settings = settings(&server.url());
        settings.proxy = Some(Proxy {
            url: format!("http://alice:hunter2@{}", proxy.address),
            except: except.to_owned(),
        });
        Registry::new(settings).text(&SchemaId::Id(1))
    };
    let said = why(through("example.org"));
    assert!(
        said.ends_with("the proxy of the environment refuses"),
        "{said}"
    );
    assert_eq!(proxy.asked(), [server.address.as_str()]);
    assert!(server.asked().is_empty());
    through("example.org, 127.0.0.1").unwrap();
    assert_eq!(proxy.asked().len(), 1);
}

#[test]
fn bytes_that_only_look_framed_do_not_ask_forever() {
    let server = Server::start(&[], unknown());
    let registry = server.registry();
    for id in 0..2_000 {
        registry.text(&SchemaId::Id(id)).unwrap_err();
    }
    assert_eq!(server.asked().len(), 500);
}
