use std::sync::Arc;

use super::*;
use crate::dead_letter::DeadLetterView;
use crate::envelope::samples::captured;
use crate::record::{Envelope, Header, Record};

/// Makes a dead letter whose stack trace has these exceptions, outermost first.
fn letter(chain: &[(&str, &str)]) -> Record {
    let lines = chain.iter().map(|(class, message)| {
        let joint = if message.is_empty() { "" } else { ": " };
        format!("{class}{joint}{message}\n\tat com.acme.A.b(A.java:1)\n")
    });
    let trace = lines.collect::<Vec<_>>().join("Caused by: ");
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
    let header =
        |name: &str, value: &str| Header::new(name.as_bytes(), Some(value.as_bytes().into()));
    let headers = vec![
        header("kafka_dlt-exception-stacktrace", &trace),
        header("kafka_dlt-original-topic", "t"),
    ];
    Record::from_parts(envelope, headers)
}

fn decide(record: &Record, own: &[OwnRule]) -> (Category, String) {
    let letter = DeadLetterView::new(record.view());
    let Categorised { category, rule, .. } = categorise(letter.failure(), None, None, own);
    (category, rule.into_owned())
}

fn of(class: &str, message: &str) -> Category {
    decide(&letter(&[(class, message)]), &[]).0
}

#[test]
fn every_pattern_is_an_expression() {
    assert!(rules::words_are_complete());
}

#[test]
fn classes_decide() {
    use Category::{Bug, Business, Poison, Transient, Unknown};
    let cases = [
        ("java.net.SocketTimeoutException", Transient),
        ("java.net.ConnectException", Transient),
        (
            "org.springframework.dao.DeadlockLoserDataAccessException",
            Transient,
        ),
        (
            "org.springframework.web.client.HttpServerErrorException$ServiceUnavailable",
            Transient,
        ),
        (
            "org.springframework.web.client.HttpClientErrorException$TooManyRequests",
            Transient,
        ),
        ("System.TimeoutException", Transient),
        (
            "com.fasterxml.jackson.databind.exc.InvalidFormatException",
            Poison,
        ),
        ("tools.jackson.core.exc.StreamReadException", Poison),
        (
            "org.apache.kafka.common.errors.SerializationException",
            Poison,
        ),
        ("org.apache.avro.AvroTypeException", Poison),
        ("java.lang.NumberFormatException", Poison),
        ("json.decoder.JSONDecodeError", Poison),
        ("jakarta.validation.ConstraintViolationException", Business),
        ("org.springframework.dao.DuplicateKeyException", Business),
        (
            "org.springframework.web.client.HttpClientErrorException$NotFound",
            Business,
        ),
        ("com.acme.OrderNotFoundException", Business),
        ("com.acme.orders.stock.InsufficientStockException", Business),
        ("java.lang.NullPointerException", Bug),
        ("java.lang.ClassCastException", Bug),
        ("java.lang.IllegalStateException", Bug),
        ("java.lang.ArrayIndexOutOfBoundsException", Bug),
        ("System.NullReferenceException", Bug),
        ("com.acme.OddException", Unknown),
        ("java.lang.RuntimeException", Unknown),
    ];
    for (class, expected) in cases {
        assert_eq!(of(class, ""), expected, "{class}");
    }
}

#[test]
fn words_decide_where_the_class_says_little() {
    use Category::{Bug, Business, Poison, Transient, Unknown};
    let cases = [
        ("payment gateway did not answer", Transient),
        ("Read timed out", Transient),
        ("Connection refused (Connection refused)", Transient),
        ("HTTP status 503 from stock", Transient),
        ("response code: 429", Transient),
        ("ERROR: deadlock detected", Transient),
        ("Unknown magic byte!", Poison),
        ("failed to deserialize the order", Poison),
        ("cannot convert the price", Poison),
        ("order already exists", Business),
        ("customer not found", Business),
        ("HTTP 404", Business),
        ("HTTP status 422", Business),
        ("quantity must be greater than 0", Business),
        (
            "runtime error: invalid memory address or nil pointer dereference",
            Bug,
        ),
        ("the weather is bad", Unknown),
        ("order 503 is odd", Unknown),
    ];
    for (message, expected) in cases {
        assert_eq!(of("com.acme.OddException", message), expected, "{message}");
    }
    assert_eq!(
        of("java.lang.IllegalStateException", "Read timed out"),
        Transient
    );
    assert_eq!(
        of("java.lang.NullPointerException", "x is null: timeout"),
        Bug
    );
}

#[test]
fn the_root_cause_comes_before_what_wraps_it() {
    let chain = [
        ("com.acme.OrderRejectedException", "rejected"),
        ("java.net.SocketTimeoutException", "Read timed out"),
    ];
    assert_eq!(
        decide(&letter(&chain), &[]),
        (
            Category::Transient,
            "time-out (SocketTimeoutException)".to_owned()
        )
    );
    // What could not be read is poison, whatever the reader stumbled over.
    let chain = [
        ("org.apache.kafka.common.errors.SerializationException", "x"),
        ("java.lang.NullPointerException", ""),
    ];
    assert_eq!(decide(&letter(&chain), &[]).0, Category::Poison);
}

#[test]
fn the_users_rules_come_first() {
    let rule = |exceptions: &[&str], message| {
        let exceptions: Vec<String> = exceptions.iter().map(ToString::to_string).collect();
        OwnRule::new(Category::Business, &exceptions, message)
    };
    let record = letter(&[
        ("com.acme.StockException", "SKU-1 is gone"),
        ("java.net.ConnectException", "refused"),
    ]);
    let own = [rule(&["com.acme.*"], Some("/is (gone|lost)/")).unwrap()];
    assert_eq!(
        decide(&record, &own),
        (
            Category::Business,
            "configured: com.acme.* with /is (gone|lost)/".to_owned()
        )
    );
    let other = [rule(&["com.acme.*"], Some("is late")).unwrap()];
    assert_eq!(decide(&record, &other).0, Category::Transient);
    assert!(rule(&[], None).is_err());
    assert!(rule(&["a b"], None).is_err());
    assert!(rule(&[], Some("/(/")).is_err());
}

#[test]
fn genuine_letters_are_categorised() {
    let mut seen = std::collections::BTreeMap::<_, Category>::new();
    for version in ["2.7.8", "4.1.1"] {
        for record in captured(version) {
            let name = record.record_ref().to_string();
            let category = decide(&record, &[]).0;
            let before = seen.insert(name.clone(), category);
            assert!(before.is_none_or(|before| before == category), "{name}");
        }
    }
    let of = |name: &str| seen[name].name();
    assert_eq!(
        [0, 1, 2, 3, 4].map(|at| of(&format!("orders.events.DLT-0@{at}"))),
        ["transient", "bug", "business", "bug", "transient"]
    );
    assert_eq!(of("poison-value.DLT-0@0"), "poison");
    assert_eq!(of("poison-key.DLT-0@0"), "poison");
}
