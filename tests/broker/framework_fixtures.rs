//! The captures of other frameworks than Spring Kafka are what these write today.
//!
//! `DLTCTL_UPDATE_FIXTURES=1` writes the captures anew instead.

use super::support::capture::{self, load};
use super::support::compare::differences;
use super::support::frameworks::Framework;

#[test]
fn capture_of_connect_is_what_connect_writes() {
    compare_with_capture(Framework::Connect);
}

#[test]
fn capture_of_streams_is_what_streams_writes() {
    compare_with_capture(Framework::Streams);
}

#[test]
fn capture_of_smallrye_is_what_smallrye_writes() {
    compare_with_capture(Framework::SmallRye);
}

#[test]
fn capture_of_cloud_stream_is_what_its_binder_writes() {
    compare_with_capture(Framework::CloudStream);
}

fn compare_with_capture(framework: Framework) {
    let name = framework.capture();
    let Some(letters) = framework.letters(&format!("the capture {name} is what is written")) else {
        return;
    };
    if std::env::var_os("DLTCTL_UPDATE_FIXTURES").is_some_and(|it| it == "1") {
        return capture::store(name, &letters.lines());
    }
    let differences = differences(&load(name), &letters.records());
    assert!(
        differences.is_empty(),
        "{name}:\n{}",
        differences.join("\n")
    );
}

#[test]
fn comparison_rejects_another_time_that_was_kept_and_another_class_in_a_trace() {
    let captured = load("connect-4.3.1");
    let mut fresh = captured.clone();
    assert!(differences(&captured, &fresh).is_empty());
    fresh[0].timestamp += 1;
    assert_eq!(differences(&captured, &fresh).len(), 1);

    let letter = captured
        .iter()
        .position(|it| it.topic == "dlq-store-sink")
        .expect("a letter");
    let traced = |from: &str, to: &str| {
        let mut fresh = captured.clone();
        let trace = &mut fresh[letter].headers.last_mut().expect("a trace").1;
        let text = String::from_utf8(trace.take().expect("a value")).expect("text");
        assert!(text.contains(from), "{text}");
        *trace = Some(text.replace(from, to).into_bytes());
        differences(&captured, &fresh).len()
    };
    assert_eq!(traced("Caused by: java.net.", "Caused by: java.io."), 1);
    assert_eq!(traced("Failures.java:", "F.java:9"), 0);
}
