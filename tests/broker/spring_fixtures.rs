//! The captures of Spring's letters are what Spring writes today, and the comparison that says so can say no.
//!
//! `DLTCTL_UPDATE_FIXTURES=1` writes the captures anew instead.

use super::support::capture::{self, load};
use super::support::compare::differences;
use super::support::spring::Version;
use super::support::{Broker, BrokerOptions, Isolation, Record};

#[test]
fn capture_of_4_1_1_is_what_spring_writes() {
    compare_with_capture(Version::V4_1_1);
}

#[test]
fn capture_of_3_0_6_is_what_spring_writes() {
    compare_with_capture(Version::V3_0_6);
}

#[test]
fn capture_of_2_8_7_is_what_spring_writes() {
    compare_with_capture(Version::V2_8_7);
}

#[test]
fn capture_of_2_7_8_is_what_spring_writes() {
    compare_with_capture(Version::V2_7_8);
}

fn compare_with_capture(version: Version) {
    let name = format!("spring-{}", version.number());
    let Some(letters) = version.letters(&format!("the capture {name} is what Spring writes"))
    else {
        return;
    };
    if std::env::var_os("DLTCTL_UPDATE_FIXTURES").is_some_and(|it| it == "1") {
        return capture::store(&name, &letters.lines());
    }
    let differences = differences(&load(&name), &letters.records());
    assert!(
        differences.is_empty(),
        "{name}:\n{}",
        differences.join("\n")
    );
}

#[test]
fn a_capture_poured_into_a_broker_is_the_same_again() {
    let Some(broker) = Broker::start(&BrokerOptions::default(), "a capture can be poured") else {
        return;
    };
    capture::pour(&broker, "spring-4.1.1");
    let captured = load("spring-4.1.1");
    let mut topics: Vec<&str> = captured.iter().map(|it| it.topic.as_str()).collect();
    topics.dedup();
    let read: Vec<Record> = topics
        .iter()
        .flat_map(|topic| broker.dump(topic, Isolation::Committed))
        .collect();
    assert!(
        read == captured,
        "{} records of {}",
        read.len(),
        captured.len()
    );
}

/// Changes a capture and asks the comparison.
fn changed(change: impl FnOnce(&mut Vec<Record>)) -> Vec<String> {
    let captured = load("spring-4.1.1");
    let mut fresh = captured.clone();
    change(&mut fresh);
    differences(&captured, &fresh)
}

/// Finds a header by its name and gives its text to change.
fn with_header(
    records: &mut [Record],
    topic: &str,
    name: &str,
    change: impl FnOnce(String) -> String,
) {
    let record = records
        .iter_mut()
        .find(|it| it.topic == topic)
        .expect("a record of the topic");
    let header = record
        .headers
        .iter_mut()
        .rev()
        .find(|it| it.0 == name.as_bytes())
        .expect("the header");
    let text = String::from_utf8(header.1.take().expect("a value")).expect("text");
    header.1 = Some(change(text).into_bytes());
}

#[test]
fn comparison_rejects_what_matters() {
    let rejected = |what: &str, change: &dyn Fn(&mut Vec<Record>)| {
        let found = changed(change);
        assert_eq!(found.len(), 1, "{what}: {found:?}");
    };
    rejected("a header of another name", &|all| {
        all[0].headers[1].0 = b"other".to_vec();
    });
    rejected("headers in another order", &|all| all[0].headers.swap(0, 1));
    rejected("a header missing", &|all| drop(all[0].headers.pop()));
    rejected("a null for an empty value", &|all| {
        let record = all
            .iter_mut()
            .find(|it| it.headers.iter().any(|h| h.0 == b"empty"))
            .expect("an empty header");
        record
            .headers
            .iter_mut()
            .find(|h| h.0 == b"empty")
            .expect("it")
            .1 = None;
    });
    rejected("another class", &|all| {
        with_header(all, "plain.DLT", "kafka_dlt-exception-cause-fqcn", |it| {
            it.replace("Illegal", "Legal")
        });
    });
    rejected("another class in the trace", &|all| {
        with_header(all, "plain.DLT", "kafka_dlt-exception-stacktrace", |it| {
            it.replace(
                "Caused by: java.net.SocketTimeout",
                "Caused by: java.net.OtherTimeout",
            )
        });
    });
    rejected("another key", &|all| all[0].key = None);
    rejected("another value", &|all| all[0].value = Some(b"{}".to_vec()));
    rejected("another partition", &|all| all[0].partition += 1);
    rejected("a record less", &|all| drop(all.pop()));
    rejected("a topic less", &|all| {
        all.retain(|it| it.topic != "plain.DLT");
    });
    rejected("another original time", &|all| {
        let header = all[0]
            .headers
            .iter_mut()
            .find(|h| h.0 == b"kafka_dlt-original-timestamp")
            .expect("it");
        header.1.as_mut().expect("a value")[7] ^= 1;
    });
}

#[test]
fn comparison_accepts_what_varies() {
    let accepted = |what: &str, change: &dyn Fn(&mut Vec<Record>)| {
        let found = changed(change);
        assert!(found.is_empty(), "{what}: {found:?}");
    };
    accepted("nothing", &|_| ());
    accepted("the time of dead-lettering", &|all| all[0].timestamp += 1);
    accepted("another frame", &|all| {
        with_header(all, "plain.DLT", "kafka_dlt-exception-stacktrace", |it| {
            it.replace("Failures.java:", "F.java:9")
        });
    });
    accepted("when a retry was due", &|all| {
        let record = all
            .iter_mut()
            .find(|it| it.topic == "shipments-dlt")
            .expect("a record");
        let due = record
            .headers
            .iter_mut()
            .find(|h| h.0 == b"retry_topic-backoff-timestamp")
            .expect("it");
        due.1.as_mut().expect("a value")[5] ^= 1;
    });
}
