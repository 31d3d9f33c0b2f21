//! What retention is about to delete, told before it does.

use std::time::{Duration, Instant};

use dltctl::error::ErrorKind;
use dltctl::kafka::{ClientProperties, Cluster};
use serde_json::{Value, json};

use super::super::support::produce::produce;
use super::super::support::{Broker, BrokerOptions, Out, Shell};
use super::rows;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const WEEK: (&str, &str) = ("retention.ms", "604800000");

fn now_ms() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(now.unwrap().as_millis()).unwrap()
}

/// Creates a topic with records of these ages, in milliseconds; each is a dead letter of that dialect.
fn topic(broker: &Broker, name: &str, settings: &[(&str, &str)], header: &str, ages: &[i64]) {
    broker.create_topic(name, 1, settings);
    let now = now_ms();
    let record = |age: &i64| {
        Out::to(name)
            .partition(0)
            .timestamp(now - age)
            .value("value")
            .header(header, "orders")
    };
    produce(
        &broker.bootstrap(),
        &ages.iter().map(record).collect::<Vec<_>>(),
    );
}

const SPRING: &str = "kafka_dlt-original-topic";
const CONNECT: &str = "__connect.errors.topic";

/// A broker that checks in an hour, so that nothing is deleted in the meantime.
fn patient(not_proved: &str) -> Option<Broker> {
    let options = BrokerOptions::default()
        .property("log.initial.task.delay.ms", "3600000")
        .property("log.retention.check.interval.ms", "3600000");
    Broker::start(&options, not_proved)
}

#[test]
fn what_expires_is_counted_and_what_is_overdue_is_said() {
    let Some(broker) = patient("topics tells what retention is about to delete") else {
        return;
    };
    let soon = [156 * HOUR, 157 * HOUR, 158 * HOUR, 155 * HOUR, 0, 0];
    topic(&broker, "soon.DLT", &[WEEK], SPRING, &soon);
    let later = [9 * DAY, 8 * DAY, 2 * DAY];
    topic(&broker, "later.DLT", &[WEEK], SPRING, &later);
    topic(&broker, "gone.DLT", &[WEEK], SPRING, &[60 * DAY, 61 * DAY]);
    topic(
        &broker,
        "kept.DLT",
        &[("retention.ms", "-1")],
        SPRING,
        &[60 * DAY],
    );
    let size = [("retention.ms", "-1"), ("retention.bytes", "1048576")];
    topic(&broker, "size.DLT", &size, SPRING, &[60 * DAY]);
    let compact = [("cleanup.policy", "compact"), WEEK];
    broker.create_topic("compact.DLT", 1, &compact);
    broker.create_topic("empty.DLT", 1, &[WEEK]);
    let shell = Shell::at(&broker);
    let before = now_ms();
    let seen = shell.run(&["topics", "-o", "ndjson"]);
    let rows = rows(&seen);
    let counts = |topic: &str| {
        let expiring = &rows[topic]["expiring"];
        json!([expiring["overdue"], expiring["count"]])
    };
    assert_eq!(counts("soon.DLT"), json!([0, 4]), "{seen}");
    assert_eq!(counts("later.DLT"), json!([0, 0]), "{seen}");
    assert_eq!(counts("gone.DLT"), json!([2, 2]), "{seen}");
    assert_eq!(counts("empty.DLT"), json!([0, 0]), "{seen}");
    for topic in ["kept.DLT", "size.DLT", "compact.DLT"] {
        assert_eq!(rows[topic]["expiring"], Value::Null, "{seen}");
    }
    let horizon = rows["soon.DLT"]["expiring"]["before"].as_i64().unwrap();
    assert!(horizon % HOUR == 0 && (23 * HOUR..=24 * HOUR).contains(&(horizon - before)));
    let first = rows["later.DLT"]["expiring"]["first"].as_i64().unwrap();
    assert!((first - before - 5 * DAY).abs() < HOUR, "{seen}");
    assert_eq!(
        rows["size.DLT"]["retention"],
        json!({
            "deletes": true, "compacts": false, "ms": null, "bytes": 1_048_576, "segment_ms": 604_800_000,
            "segment_bytes": 1_073_741_824, "log_append_time": false,
        })
    );
    let clock = format!("{:02}:00", horizon / HOUR % 24);
    assert_eq!(
        seen.err,
        format!(
            "soon.DLT: 4 of 6 expire before {clock}\n\
             warning: gone.DLT: 2 of 2 can be deleted at any moment (retention 7d); `dltctl export gone.DLT -w FILE` keeps them\n"
        )
    );
    let seen = shell.run(&["topics"]);
    let cells = String::from_utf8_lossy(&seen.out)
        .lines()
        .map(|line| {
            let expiring: Vec<&str> = line.split("  ").collect();
            expiring.last().unwrap().trim().to_owned()
        })
        .collect::<Vec<_>>();
    assert_eq!(
        cells,
        [
            "EXPIRING", "4 <24h", "in 4d", "by size", "never", "2 now", "never", "-"
        ],
        "{seen}"
    );
}

#[test]
fn the_original_timestamps_of_connect_are_warned_of() {
    let Some(broker) = patient("dead letters with old timestamps are warned of") else {
        return;
    };
    topic(&broker, "connect.DLT", &[WEEK], CONNECT, &[HOUR]);
    topic(
        &broker,
        "streams.DLT",
        &[WEEK],
        "__streams.errors.exception",
        &[HOUR],
    );
    topic(&broker, "spring.DLT", &[WEEK], SPRING, &[HOUR]);
    topic(
        &broker,
        "kept.DLT",
        &[("retention.ms", "-1")],
        CONNECT,
        &[HOUR],
    );
    // The broker's own time: two months do not count.
    let appended = [WEEK, ("message.timestamp.type", "LogAppendTime")];
    topic(&broker, "appended.DLT", &appended, CONNECT, &[60 * DAY]);
    let seen = Shell::at(&broker).run(&["topics", "-o", "ndjson"]);
    let rows = rows(&seen);
    let warning = |topic: &str, dialect: &str| {
        format!(
            "warning: {topic}: {dialect} keeps the timestamps of the original records, and what is older than 7d can be deleted as \
             soon as it is written; set retention.ms=-1 or message.timestamp.type=LogAppendTime\n"
        )
    };
    let warnings = [
        ("connect.DLT", "kafka-connect"),
        ("streams.DLT", "kafka-streams"),
    ];
    assert_eq!(
        seen.err,
        warnings
            .map(|(topic, dialect)| warning(topic, dialect))
            .concat()
    );
    let keeps = |topic: &str| rows[topic]["keeps_original_time"].clone();
    assert_eq!(
        [keeps("kept.DLT"), keeps("spring.DLT")],
        [json!(true), json!(false)]
    );
    assert_eq!(rows["appended.DLT"]["expiring"]["overdue"], 0, "{seen}");
}

/// The control: what was called overdue goes, what waits for its segment stays.
#[test]
fn a_broker_deletes_what_was_said() {
    let options = BrokerOptions::default()
        .property("log.initial.task.delay.ms", "500")
        .property("log.retention.check.interval.ms", "500");
    let Some(broker) = Broker::start(&options, "what is told of retention is what it does") else {
        return;
    };
    topic(&broker, "gone.DLT", &[WEEK], SPRING, &[60 * DAY, 61 * DAY]);
    let later = [9 * DAY, 8 * DAY, 2 * DAY];
    topic(&broker, "later.DLT", &[WEEK], SPRING, &later);
    let shell = Shell::at(&broker);
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let rows = rows(&shell.run(&["topics", "-o", "ndjson"]));
        let records = |topic: &str| rows[topic]["records"].as_u64().unwrap();
        assert_eq!(records("later.DLT"), 3);
        if records("gone.DLT") == 0 {
            break;
        }
        assert!(Instant::now() < deadline, "the records are still there");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn what_retention_bytes_deletes_is_not_foretold() {
    let options = BrokerOptions::default()
        .property("log.initial.task.delay.ms", "500")
        .property("log.retention.check.interval.ms", "500");
    let Some(broker) = Broker::start(&options, "deletion by size is not foretold") else {
        return;
    };
    // Segments of 1 MiB are the smallest there are; two of them may stay.
    let settings = [
        ("retention.ms", "-1"),
        ("retention.bytes", "2097152"),
        ("segment.bytes", "1048576"),
    ];
    broker.create_topic("size.DLT", 1, &settings);
    let value = "x".repeat(300_000);
    let letter = |number: i32| {
        Out::to("size.DLT")
            .partition(0)
            .value(format!("{number}{value}"))
            .header(SPRING, "orders")
    };
    produce(&broker.bootstrap(), &[letter(0), letter(1)]);
    let shell = Shell::at(&broker);
    let seen = shell.run(&["topics", "--columns", "topic,records,expiring"]);
    assert_eq!(
        seen.to_string(),
        "TOPIC     RECORDS  EXPIRING\nsize.DLT        2  by size\n[exit 0]"
    );
    produce(
        &broker.bootstrap(),
        &(2..20).map(letter).collect::<Vec<_>>(),
    );
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let seen = shell.run(&["topics", "-o", "ndjson"]);
        let row = &rows(&seen)["size.DLT"];
        // Whatever goes, nothing was said about it before.
        assert_eq!(row["expiring"], Value::Null, "{seen}");
        assert_eq!(seen.err, "", "{seen}");
        if row["records"].as_u64().unwrap() < 20 {
            break;
        }
        assert!(Instant::now() < deadline, "the records are still there");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn settings_that_did_not_come_in_time_are_no_missing_right() {
    let Some(broker) = patient("a time-out is not taken for a missing right") else {
        return;
    };
    topic(&broker, "orders.DLT", &[WEEK], SPRING, &[HOUR]);
    let cluster = Cluster::connect(ClientProperties {
        bootstrap_servers: broker.bootstrap(),
        properties: Vec::new(),
        client_id: "test".to_owned(),
        request_timeout: Duration::from_secs(2),
        verbose: false,
    })
    .unwrap();
    let settings = cluster.topic_settings(&["orders.DLT"], &["retention.ms"]);
    assert_eq!(settings.known["orders.DLT"]["retention.ms"], "604800000");
    assert!(settings.failure.is_none(), "{settings:?}");
    broker.pause();
    let settings = cluster.topic_settings(&["orders.DLT"], &["retention.ms"]);
    broker.resume();
    let failure = settings.failure.expect("why nothing is known");
    assert_eq!(failure.kind(), ErrorKind::Unreachable, "{failure}");
    assert!(settings.known.is_empty());
    // A topic that is not there has a reason of its own.
    let settings = cluster.topic_settings(&["nothing.DLT"], &["retention.ms"]);
    assert!(settings.failure.is_some(), "{settings:?}");
}
