//! What the other tests rely on: the broker is real, the producer is exact, and the reader is a witness.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::{ClientConfig, ClientContext};

use super::support::produce::{Producer, produce};
use super::support::{Broker, BrokerOptions, Isolation, Listener, Mechanism, Out};

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
fn a_broker_keeps_its_records_over_a_power_cut_and_a_restart() {
    let Some(broker) = Broker::start(
        &BrokerOptions::default(),
        "a broker comes back with its records",
    ) else {
        return;
    };
    broker.create_topic("kept", 1, &[]);
    produce(&broker.bootstrap(), &[Out::to("kept").value("1")]);
    broker.restart();
    produce(&broker.bootstrap(), &[Out::to("kept").value("2")]);
    broker.kill();
    broker.start_again();
    produce(&broker.bootstrap(), &[Out::to("kept").value("3")]);
    assert_eq!(broker.dump("kept", Isolation::Committed).len(), 3);
}

#[test]
fn listeners_let_in_who_they_should() {
    let options = BrokerOptions::default()
        .listener(Listener::Ssl)
        .listener(Listener::SaslPlaintext)
        .listener(Listener::SaslSsl)
        .user("alice", "alice-secret");
    let Some(broker) = Broker::start(&options, "TLS and logins are checked") else {
        return;
    };
    for listener in [Listener::SaslPlaintext, Listener::SaslSsl] {
        for mechanism in [Mechanism::Plain, Mechanism::Scram256, Mechanism::Scram512] {
            let login = |password| broker.client(listener, Some(("alice", password, mechanism)));
            assert_eq!(
                knock(&login("alice-secret")),
                None,
                "{listener:?} {mechanism:?}"
            );
            assert_eq!(
                knock(&login("wrong")),
                Some(RDKafkaErrorCode::Authentication),
                "{listener:?} {mechanism:?}"
            );
        }
    }
    assert_eq!(knock(&broker.client(Listener::Ssl, None)), None);
    let mut stranger = broker.client(Listener::Ssl, None);
    stranger.set(
        "ssl.ca.location",
        broker.store("other-ca.pem").display().to_string(),
    );
    assert_eq!(knock(&stranger), Some(RDKafkaErrorCode::SSL));
}

#[test]
fn who_has_no_right_is_refused() {
    let options = BrokerOptions::default()
        .listener(Listener::SaslPlaintext)
        .user("alice", "a")
        .user("admin", "b")
        .rights();
    let Some(broker) = Broker::start(&options, "rights are checked") else {
        return;
    };
    broker.create_topic("orders", 1, &[]);
    broker.allow("alice", "topic", "orders", "read");
    let write = |user: &str, password: &str| {
        let login = Some((user, password, Mechanism::Scram512));
        let producer = Producer::with(&broker.client(Listener::SaslPlaintext, login));
        producer.send(&Out::to("orders").partition(0).value("v"));
        producer.flush().remove(0)
    };

    let refused = write("alice", "a").unwrap_err();
    assert!(refused.contains("TopicAuthorizationFailed"), "{refused}");
    assert_eq!(write("admin", "b"), Ok((0, 0)));
    broker.allow("alice", "topic", "orders", "write");
    assert_eq!(write("alice", "a"), Ok((0, 1)));
}

/// Connects and asks for metadata; the answer is the reason of a refusal.
fn knock(config: &ClientConfig) -> Option<RDKafkaErrorCode> {
    let (errors, refusals) = channel();
    let client: BaseConsumer<Door> = config
        .create_with_context(Door(Mutex::new(errors)))
        .expect("a client");
    // Short calls, because a refused client goes on trying until the call is over.
    for _ in 0..100 {
        if client
            .fetch_metadata(None, Duration::from_millis(200))
            .is_ok()
        {
            return None;
        }
        // The reasons wait in the queue of the consumer until it is polled.
        client.poll(Duration::ZERO);
        if let Some(code) = first_reason(&refusals) {
            return Some(code);
        }
    }
    panic!("neither let in nor refused: {config:?}");
}

fn first_reason(refusals: &Receiver<KafkaError>) -> Option<RDKafkaErrorCode> {
    let mut codes = refusals
        .try_iter()
        .filter_map(|error| error.rdkafka_error_code());
    codes.find(|code| {
        matches!(
            code,
            RDKafkaErrorCode::Authentication | RDKafkaErrorCode::SSL
        )
    })
}

/// Passes on why a connection failed; the call itself only says that it did.
struct Door(Mutex<Sender<KafkaError>>);

impl ClientContext for Door {
    fn error(&self, error: KafkaError, _reason: &str) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .send(error)
            .ok();
    }
}

impl ConsumerContext for Door {}
