//! The corpus of tests/fixtures/fingerprints.toml.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::*;
use crate::dead_letter::DeadLetterView;
use crate::envelope::samples::{FRAMEWORKS, VERSIONS, capture};
use crate::record::{Envelope, Header, Record};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Corpus {
    equal: Vec<Pair>,
    differ: Vec<Pair>,
    trace: BTreeMap<String, Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    why: String,
    #[serde(default)]
    genuine: bool,
    a: Side,
    b: Side,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Side {
    Named(String),
    Told {
        class: Option<String>,
        message: Option<String>,
        trace: Option<String>,
    },
}

impl Corpus {
    fn read() -> Self {
        let file = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/fixtures/fingerprints.toml"
        );
        toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
    }

    /// Returns the record of a side.
    fn record(&self, captures: &BTreeMap<String, Record>, side: &Side) -> Record {
        match side {
            Side::Named(name) => match name.strip_prefix("trace ") {
                Some(name) => letter(None, None, Some(&self.trace[name].text)),
                None => captures
                    .get(name.strip_prefix("capture ").unwrap())
                    .unwrap_or_else(|| panic!("{name}"))
                    .clone(),
            },
            Side::Told {
                class,
                message,
                trace,
            } => letter(class.as_deref(), message.as_deref(), trace.as_deref()),
        }
    }
}

/// Makes a dead letter that says no more than this.
pub(crate) fn letter(class: Option<&str>, message: Option<&str>, trace: Option<&str>) -> Record {
    let topic: Arc<str> = "t.DLT".into();
    let envelope = Envelope {
        topic: &topic,
        partition: 0,
        offset: 0,
        leader_epoch: None,
        timestamp: None,
        key: None,
        value: None,
    };
    let headers = [
        ("kafka_dlt-exception-fqcn", class),
        ("kafka_dlt-exception-message", message),
        ("kafka_dlt-exception-stacktrace", trace),
        ("kafka_dlt-original-topic", Some("t")),
    ];
    let headers = headers.into_iter().filter_map(|(name, value)| {
        Some(Header::new(name.as_bytes(), Some(value?.as_bytes().into())))
    });
    Record::from_parts(envelope, headers.collect())
}

fn captures() -> BTreeMap<String, Record> {
    let versions = VERSIONS.map(|version| (version, format!("spring-{version}")));
    let frameworks = FRAMEWORKS.map(|name| (name, name.to_owned()));
    let all = versions.into_iter().chain(frameworks);
    all.flat_map(|(name, file)| {
        capture(&file)
            .into_iter()
            .map(move |record| (format!("{name} {}", record.record_ref()), record))
    })
    .collect()
}

fn evidence(record: &Record) -> Evidence {
    let letter = DeadLetterView::new(record.view());
    Evidence::of(letter.failure(), &Packages::default())
}

/// Returns what a record tells of its failure, with digits made alike.
fn without_digits(record: &Record) -> String {
    let letter = DeadLetterView::new(record.view());
    let failure = letter.failure();
    let told = [
        failure.chain.first().map(|link| link.class.as_ref()),
        failure.raw_message.value().map(AsRef::as_ref),
        failure.stack_trace.value().map(AsRef::as_ref),
    ];
    let mut text = String::new();
    for char in told.into_iter().flatten().flat_map(str::chars) {
        if !char.is_ascii_digit() {
            text.push(char);
        } else if !text.ends_with('#') {
            text.push('#');
        }
    }
    text
}

#[test]
fn pairs_are_one_kind_or_two() {
    let corpus = Corpus::read();
    let captures = captures();
    let mut wrong = Vec::new();
    for (pairs, equal) in [(&corpus.equal, true), (&corpus.differ, false)] {
        let genuine = pairs.iter().filter(|pair| pair.genuine).count();
        assert!(
            pairs.len() >= 60 && genuine >= 20,
            "{} {genuine}",
            pairs.len()
        );
        for pair in pairs {
            let [a, b] = [&pair.a, &pair.b].map(|side| corpus.record(&captures, side));
            if without_digits(&a) == without_digits(&b) {
                wrong.push(format!("{}: differs in digits alone", pair.why));
            }
            let [a, b] = [a, b].map(|record| evidence(&record));
            if (a.fingerprint() == b.fingerprint()) != equal {
                wrong.push(format!("{} (equal: {equal})\n  {a:?}\n  {b:?}", pair.why));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of them:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn numbers_that_mean_something_tell_kinds_apart() {
    let of = |message: &str| evidence(&letter(Some("a.B"), Some(message), None)).fingerprint();
    for (one, other) in [
        ("HTTP status 404", "HTTP status 503"),
        ("SQLSTATE 23505", "SQLSTATE 40001"),
        ("error code [1062]", "error code [1213]"),
        ("exit code 1", "exit code 137"),
        ("unknown magic byte 5", "unknown magic byte 0"),
        ("HTTP 404 after 12 ms", "HTTP 503 after 12 ms"),
    ] {
        assert_ne!(of(one), of(other), "{one}");
    }
    assert_eq!(of("order 404 is gone"), of("order 503 is gone"));
    assert_eq!(of("state 2 records left"), of("state 7 records left"));
    assert_eq!(of("HTTP 404 after 12 ms"), of("HTTP 404 after 7 ms"));
}

#[test]
fn without_evidence_there_is_still_an_id() {
    let nothing = evidence(&letter(None, None, None));
    assert_eq!(nothing, Evidence::default());
    let class = evidence(&letter(Some("a.B"), None, None));
    let message = evidence(&letter(None, Some("boom"), None));
    let both = evidence(&letter(Some("a.B"), Some("boom"), None));
    let ids = [nothing, class, message, both].map(|one| one.fingerprint());
    for (at, id) in ids.iter().enumerate() {
        assert!(!ids[..at].contains(id), "{id}");
    }
}

#[test]
fn ids_do_not_change() {
    // Whoever has to change these has to call the version f2.
    let of = |name: &str| evidence(&captures()[name]);
    insta::assert_debug_snapshot!(of("4.1.1 orders.events.DLT-0@2"), @r#"
    Evidence {
        class: Some(
            "com.example.shop.OrderRejectedException",
        ),
        frame: Some(
            "com.example.shop.Failures.fail",
        ),
        message: Some(
            "order order-* has no customer",
        ),
    }
    "#);
    insta::assert_snapshot!(of("4.1.1 orders.events.DLT-0@2").fingerprint(), @"f1-06276b300806");
    insta::assert_snapshot!(of("2.7.8 poison-value.DLT-0@0").fingerprint(), @r"
    f1-b73668fbefaf
    ");
    insta::assert_snapshot!(Evidence::default().fingerprint(), @"f1-9d908ecfb6b2");
}
