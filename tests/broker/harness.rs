//! What the other tests rely on: the broker is real, the producer is exact, and the reader is a witness.

use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer as _};

use super::support::java::Java;
use super::support::produce::{Producer, produce};
use super::support::{Broker, BrokerOptions, Isolation, Listener, Out};

#[test]
fn records_come_back_byte_for_byte() {
    let Some(broker) = Broker::shared("records come back byte for byte") else {
        return;
    };
    let topic = broker.topic("bytes", 2);
    let sent = [
        Out::to(&topic).partition(1).timestamp(1_700_000_000_123),
        Out::to(&topic)
            .partition(1)
            .timestamp(-1)
            .key("")
            .value("")
            .header("empty", "")
            .null_header("null"),
        Out::to(&topic)
            .partition(1)
            .timestamp(1_700_000_000_125)
            .key(b"k\0\xff")
            .value(b"\x00\xfe\r\n")
            .header("twice", "1")
            .header("between", "\u{1f980}")
            .header("twice", b"\xff\xfe")
            .header(b"\xff\xfe not text", "a")
            .header(b"with\0nul", "b")
            .header("", "no name"),
    ];
    assert_eq!(
        produce(&broker.bootstrap(), &sent),
        [(1, 0), (1, 1), (1, 2)]
    );

    let read = broker.dump(&topic, Isolation::Committed);

    let headers: Vec<_> = read.iter().map(|it| it.headers.as_slice()).collect();
    assert_eq!(headers, sent.iter().map(Out::headers).collect::<Vec<_>>());
    let rest: Vec<_> = read
        .iter()
        .map(|it| (it.offset, it.timestamp, it.key.clone(), it.value.clone()))
        .collect();
    let text = |bytes: &[u8]| Some(bytes.to_vec());
    assert_eq!(
        rest,
        [
            (0, 1_700_000_000_123, None, None),
            (1, -1, text(b""), text(b"")),
            (
                2,
                1_700_000_000_125,
                text(b"k\0\xff"),
                text(b"\x00\xfe\r\n")
            ),
        ]
    );
    assert!(
        read.iter()
            .all(|it| it.partition == 1 && it.topic == topic && it.timestamp_type == "CreateTime")
    );
}

#[test]
fn a_record_can_be_of_the_first_of_january_1970() {
    let Some(broker) = Broker::shared("a timestamp of 0") else {
        return;
    };
    let topic = broker.topic("epoch", 1);
    assert_eq!(broker.send_at(&topic, 0, 0, b"v"), 0);
    assert_eq!(broker.dump(&topic, Isolation::Committed)[0].timestamp, 0);
}

#[test]
fn a_hundred_thousand_headers_come_back() {
    let Some(broker) = Broker::shared("a hundred thousand headers on a record") else {
        return;
    };
    let topic = broker.topic("headers", 1);
    let sent = (0..100_001).fold(Out::to(&topic), |record, number| {
        record.header("h", format!("{number}"))
    });
    produce(&broker.bootstrap(), std::slice::from_ref(&sent));

    let read = broker.dump(&topic, Isolation::Committed);

    assert_eq!(read.len(), 1);
    assert!(
        read[0].headers == sent.headers(),
        "{} headers",
        read[0].headers.len()
    );
}

#[test]
fn only_the_uncommitted_view_shows_what_was_aborted_or_is_open() {
    let Some(broker) = Broker::shared("what transactions hide and show") else {
        return;
    };
    let topic = broker.topic("transactions", 1);
    let id = format!("{topic}-writer");
    let writer = Producer::transactional(&broker.bootstrap(), &id);
    for (value, commit) in [("aborted", false), ("committed", true)] {
        writer.begin();
        writer.send(&Out::to(&topic).partition(0).value(value));
        if commit {
            writer.commit();
        } else {
            writer.abort();
        }
    }
    writer.begin();
    writer.send(&Out::to(&topic).partition(0).value("open"));
    writer.flush();

    let values = |isolation| -> Vec<String> {
        let records = broker.dump(&topic, isolation).into_iter();
        records
            .map(|it| String::from_utf8(it.value.unwrap_or_default()).expect("text"))
            .collect()
    };
    assert_eq!(values(Isolation::Committed), ["committed"]);
    assert_eq!(
        values(Isolation::Uncommitted),
        ["aborted", "committed", "open"]
    );
    let before = broker.transaction(&id);
    assert_eq!(before["state"], "Ongoing");

    // The next producer of the same id ends what the first left open, and fences it.
    let _next = Producer::transactional(&broker.bootstrap(), &id);
    let after = broker.transaction(&id);
    assert_eq!(after["producer_id"], before["producer_id"]);
    assert!(
        after["producer_epoch"].as_i64() > before["producer_epoch"].as_i64(),
        "{before} {after}"
    );
    assert_eq!(values(Isolation::Committed), ["committed"]);
}

#[test]
fn reading_changes_nothing_and_writing_does() {
    // Not the shared broker: other tests change that one at the same time.
    let Some(broker) = Broker::start(&BrokerOptions::default(), "a snapshot shows changes") else {
        return;
    };
    broker.create_topic("orders", 2, &[("retention.ms", "86400000")]);
    produce(
        &broker.bootstrap(),
        &[Out::to("orders").partition(0).key("k").value("v")],
    );
    let before = broker.snapshot();
    assert_eq!(
        before["topics"]["orders"]["configs"]["retention.ms"],
        "86400000"
    );
    assert_eq!(before["topics"]["orders"]["partitions"][0]["end"], 1);

    broker.dump("orders", Isolation::Committed);
    assert_eq!(broker.snapshot(), before);

    broker.delete_records("orders", 0, 1);
    assert_eq!(
        broker.snapshot()["topics"]["orders"]["partitions"][0]["begin"],
        1
    );
    broker.delete_topic("orders");
    assert!(broker.snapshot()["topics"].get("orders").is_none());
}

#[test]
fn a_broker_keeps_its_records_whatever_happens_to_it() {
    let Some(broker) = Broker::start(
        &BrokerOptions::default(),
        "a broker comes back with its records",
    ) else {
        return;
    };
    broker.create_topic("kept", 1, &[]);
    let write = |value: &str| produce(&broker.bootstrap(), &[Out::to("kept").value(value)]);
    write("1");
    broker.restart();
    write("2");
    broker.kill();
    assert!(TcpStream::connect(broker.bootstrap()).is_err());
    broker.start_again();
    write("3");
    broker.pause();
    let mut config = broker.client(Listener::Plaintext, None);
    let client: BaseConsumer = config
        .set("socket.timeout.ms", "500")
        .create()
        .expect("a client");
    assert!(
        client
            .fetch_metadata(None, Duration::from_millis(500))
            .is_err()
    );
    broker.resume();
    assert!(client.fetch_metadata(None, Duration::from_secs(20)).is_ok());
    assert_eq!(broker.dump("kept", Isolation::Committed).len(), 3);
}

#[test]
fn a_broker_ends_with_the_process_that_started_it() {
    const CHILD: &str = "DLTCTL_TEST_ABORTS";
    const WHAT: &str = "no broker outlives the tests";
    if Java::or_skip(WHAT).is_none() {
        return;
    }
    if std::env::var_os(CHILD).is_some() {
        let broker = Broker::start(&BrokerOptions::default(), WHAT).expect("Java is there");
        println!("\nbroker {} {}", broker.bootstrap(), broker.dir().display());
        // The harshest end there is: nothing is unwound and nothing is dropped.
        std::process::abort();
    }
    let name = "harness::a_broker_ends_with_the_process_that_started_it";
    let mut child = Command::new(std::env::current_exe().expect("this program"));
    let output = child
        .args(["--exact", name, "--nocapture"])
        .env(CHILD, "1")
        .output()
        .expect("a child");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = printed
        .lines()
        .find_map(|line| line.strip_prefix("broker "))
        .expect("a broker had started");
    let (address, dir) = line.split_once(' ').expect("address and directory");

    assert!(!output.status.success());
    let deadline = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(address).is_ok() || Path::new(dir).exists() {
        assert!(
            Instant::now() < deadline,
            "{address} or {dir} is still there"
        );
        sleep(Duration::from_millis(20));
    }
}
