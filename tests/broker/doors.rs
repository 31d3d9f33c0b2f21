//! The broker's listeners and rights are those of a real one: they let in who they should, and nobody else.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::{ClientConfig, ClientContext};

use super::support::produce::Producer;
use super::support::{Broker, BrokerOptions, Listener, Mechanism, Out};

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
