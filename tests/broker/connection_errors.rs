//! Wrong connections say what, why and what next, soon and with the right status, and nothing else is printed.
//!
//! Everything here is the built program in a process of its own, because the client library writes to the real
//! standard error where it is let.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::OnceLock;
use std::time::Duration;

use regex::Regex;

use super::support::{Broker, BrokerOptions, Listener, Shell, Typed, capture};

/// All listeners and rights, and Spring's dead letters; only SCRAM-SHA-512 behind TLS.
pub(super) fn guarded(not_proved: &str) -> Option<&'static Broker> {
    static SHARED: OnceLock<Option<Broker>> = OnceLock::new();
    let options = BrokerOptions::default()
        .listener(Listener::Ssl)
        .listener(Listener::SaslPlaintext)
        .listener(Listener::SaslSsl)
        .property(
            "listener.name.sasl_ssl.sasl.enabled.mechanisms",
            "SCRAM-SHA-512",
        )
        .property("listener.name.ssl.ssl.client.auth", "required")
        .user("oncall", PASSWORD)
        .user("reader", "reader-pw")
        .user("stranger", "stranger-pw")
        .rights();
    let broker = SHARED.get_or_init(|| {
        let broker = Broker::start(&options, not_proved)?;
        capture::pour(&broker, "spring-4.1.1");
        for (user, topic, right) in [
            ("oncall", "orders.events.DLT", "read"),
            ("reader", "orders.events.DLT", "read"),
            ("reader", "payments-dlt", "describe"),
        ] {
            broker.allow(user, "topic", topic, right);
        }
        Some(broker)
    });
    broker.as_ref()
}

/// With signs that mean something in properties and in JAAS.
pub(super) const PASSWORD: &str = "s3cret; = #!";

/// Properties of a login.
fn login(mechanism: &str, user: &str, password: &str) -> Vec<String> {
    [
        format!("sasl.mechanism={mechanism}"),
        format!("sasl.username={user}"),
        format!("sasl.password={password}"),
    ]
    .iter()
    .flat_map(|property| ["-X".to_owned(), property.clone()])
    .collect()
}

/// Lists the orders' dead letters at an address, with more arguments.
fn list(address: &str, more: &[String]) -> Typed {
    let mut line = ["list", "orders.events.DLT", "-b", address]
        .map(str::to_owned)
        .to_vec();
    line.extend_from_slice(more);
    Shell::new().run(&line)
}

fn property(text: &str) -> Vec<String> {
    vec!["-X".to_owned(), text.to_owned()]
}

/// Asserts that a failure came at once: nobody waited for a time-out of 30 s.
#[track_caller]
fn at_once(seen: &Typed) {
    assert!(
        seen.took < Duration::from_secs(4),
        "{:?}\n{seen}",
        seen.took
    );
}

#[test]
fn no_cluster_named() {
    let seen = Shell::new().run(&["list", "orders.events.DLT"]);
    insta::assert_snapshot!(seen, @r"
        [stderr]
        error: no Kafka cluster is named
          why: there is no default broker, and no context is described in the configuration file
          hint: name it in one of these ways:
                  dltctl topics -b broker-1:9092
                  dltctl topics -F client.properties
                  dltctl topics -C prod
        [exit 2]
        ");
    at_once(&seen);
}

#[test]
fn closed_port() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    let seen = list(&address, &[]);
    insta::assert_snapshot!(seen, @r"
        [stderr]
        error: no broker at 127.0.0.1:PORT
          why: Connection refused (127.0.0.1:PORT)
          hint: check host and port after -b, and that the broker is running
        [exit 5]
        ");
    at_once(&seen);
    let both = format!("{address},{address}");
    assert_eq!(list(&both, &[]).status, Some(5));
}

#[test]
fn unknown_host() {
    let seen = list("no-such-broker.invalid:9092", &[]);
    // The reason is the operating system's: that of glibc, of macOS, of a machine without a network.
    let text = Regex::new("invalid:9092': .*")
        .unwrap()
        .replace(&seen.to_string(), "invalid:9092': REASON")
        .into_owned();
    insta::assert_snapshot!(text, @r"
    [stderr]
    error: no broker of no-such-broker.invalid:9092 can be found
      why: Failed to resolve 'no-such-broker.invalid:9092': REASON
      hint: check the host name after -b
    [exit 5]
    ");
    at_once(&seen);
}

#[test]
fn nobody_answers() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let wait = ["--request-timeout", "2s"].map(str::to_owned);
    let seen = list(&address, &wait);
    insta::assert_snapshot!(seen, @r"
        [stderr]
        error: no answer from 127.0.0.1:PORT
          why: nothing came back within 2 s
          hint: check host and port after -b, or wait longer with --request-timeout
        [exit 5]
        ");
    assert!(
        seen.took > Duration::from_millis(1900) && seen.took < Duration::from_secs(4),
        "{:?}",
        seen.took
    );
}

#[test]
fn a_tunnel_to_nowhere() {
    let tunnel = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = tunnel.local_addr().unwrap().to_string();
    // Reads first, else the kernel resets the connection instead of closing it.
    std::thread::spawn(move || {
        for stream in tunnel.incoming() {
            let _ = stream.unwrap().read(&mut [0; 1024]);
        }
    });
    let seen = list(&address, &[]);
    insta::assert_snapshot!(seen, @r"
        [stderr]
        error: 127.0.0.1:PORT closed the connection before answering
          why: Disconnected: connection closed by peer
          hint: check that the broker behind this address is running, and that security.protocol fits the port
        [exit 5]
        ");
    at_once(&seen);
}

#[test]
fn a_server_that_is_no_broker() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = server.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in server.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        }
    });
    let seen = list(&address, &[]);
    insta::assert_snapshot!(seen, @r"
        [stderr]
        error: 127.0.0.1:PORT does not answer as a Kafka broker does
          why: Receive failed: Invalid response size 1213486160 (0..100000000)
          hint: check host and port after -b: something else listens there, or the port speaks TLS
        [exit 5]
        ");
    at_once(&seen);
}

#[test]
fn wrong_passwords() {
    let Some(broker) = guarded("wrong passwords are named as such") else {
        return;
    };
    let plain = broker.address(Listener::SaslPlaintext);
    let seen = list(
        &plain,
        &[
            property("security.protocol=SASL_PLAINTEXT"),
            login("SCRAM-SHA-512", "oncall", "wrong-password"),
        ]
        .concat(),
    );
    insta::assert_snapshot!(seen, @r"
        [stderr]
        error: 127.0.0.1:PORT refused to authenticate this client
          why: SASL authentication error: Authentication failed during authentication due to invalid credentials with SASL mechanism SCRAM-SHA-512
          hint: check the user name, the password and sasl.mechanism (a SCRAM user exists per mechanism)
        [exit 8]
        ");
    at_once(&seen);
    let seen = list(
        &plain,
        &[
            property("security.protocol=SASL_PLAINTEXT"),
            login("PLAIN", "oncall", "wrong-password"),
        ]
        .concat(),
    );
    insta::assert_snapshot!(seen, @r"
        [stderr]
        error: 127.0.0.1:PORT refused to authenticate this client
          why: SASL authentication error: Authentication failed: Invalid username or password
          hint: check the user name, the password and sasl.mechanism (a SCRAM user exists per mechanism)
        [exit 8]
        ");
    at_once(&seen);
    let seen = list(
        &broker.address(Listener::SaslSsl),
        &[
            property("security.protocol=SASL_SSL"),
            property(&format!(
                "ssl.ca.location={}",
                broker.store("ca.pem").display()
            )),
            login("SCRAM-SHA-512", "oncall", "wrong-password"),
        ]
        .concat(),
    );
    insta::assert_snapshot!(seen, @r"
        [stderr]
        error: 127.0.0.1:PORT refused to authenticate this client
          why: SASL authentication error: Authentication failed during authentication due to invalid credentials with SASL mechanism SCRAM-SHA-512
          hint: check the user name, the password and sasl.mechanism (a SCRAM user exists per mechanism)
        [exit 8]
        ");
    at_once(&seen);
}

#[test]
fn mechanism_that_is_not_offered() {
    let Some(broker) = guarded("a mechanism that is not offered is named") else {
        return;
    };
    let seen = list(
        &broker.address(Listener::SaslSsl),
        &[
            property("security.protocol=SASL_SSL"),
            property(&format!(
                "ssl.ca.location={}",
                broker.store("ca.pem").display()
            )),
            login("PLAIN", "oncall", PASSWORD),
        ]
        .concat(),
    );
    insta::assert_snapshot!(seen, @r"
        [stderr]
        error: 127.0.0.1:PORT does not offer this SASL mechanism
          why: SASL PLAIN mechanism handshake failed: Broker: Unsupported SASL mechanism: broker's supported mechanisms: SCRAM-SHA-512
          hint: set sasl.mechanism to one that the broker offers
        [exit 8]
        ");
    at_once(&seen);
}

#[test]
fn plain_text_to_a_tls_port() {
    let Some(broker) = guarded("a TLS port spoken to in plain text is recognised") else {
        return;
    };
    let seen = list(&broker.address(Listener::Ssl), &[]);
    insta::assert_snapshot!(seen, @r"
        [stderr]
        error: 127.0.0.1:PORT speaks TLS on this port, and was spoken to in plain text
          why: security.protocol is PLAINTEXT or SASL_PLAINTEXT
          hint: add -X security.protocol=SSL (or SASL_SSL with a login), or use the plain port
        [exit 8]
        ");
    at_once(&seen);
    let seen = list(
        &broker.address(Listener::SaslSsl),
        &[
            property("security.protocol=SASL_PLAINTEXT"),
            login("SCRAM-SHA-512", "oncall", PASSWORD),
        ]
        .concat(),
    );
    insta::assert_snapshot!(seen, @r"
        [stderr]
        error: 127.0.0.1:PORT speaks TLS on this port, and was spoken to in plain text
          why: security.protocol is PLAINTEXT or SASL_PLAINTEXT
          hint: add -X security.protocol=SSL (or SASL_SSL with a login), or use the plain port
        [exit 8]
        ");
    at_once(&seen);
}

#[test]
fn tls_to_a_plain_port() {
    let Some(broker) = guarded("a plain port spoken to with TLS is recognised") else {
        return;
    };
    let seen = list(&broker.bootstrap(), &property("security.protocol=SSL"));
    insta::assert_snapshot!(seen, @r"
        [stderr]
        error: 127.0.0.1:PORT does not speak TLS on this port
          why: SSL handshake failed: Disconnected: SSL connection closed by peer: connecting to a PLAINTEXT broker listener?
          hint: use the TLS port, or set security.protocol to PLAINTEXT or SASL_PLAINTEXT
        [exit 8]
        ");
    at_once(&seen);
}

#[test]
fn no_login_where_one_is_wanted() {
    let Some(broker) = guarded("a missing login is recognised") else {
        return;
    };
    let seen = list(&broker.address(Listener::SaslPlaintext), &[]);
    insta::assert_snapshot!(seen, @r"
        [stderr]
        error: 127.0.0.1:PORT closed the connection at the first request
          why: this looks like a port that wants a login
          hint: add -X security.protocol=SASL_PLAINTEXT with sasl.mechanism, sasl.username and sasl.password
        [exit 8]
        ");
    at_once(&seen);
}

#[test]
fn a_login_where_none_is_wanted() {
    let Some(broker) = guarded("a login at a port without is recognised") else {
        return;
    };
    let seen = list(
        &broker.bootstrap(),
        &[
            property("security.protocol=SASL_PLAINTEXT"),
            login("SCRAM-SHA-512", "oncall", PASSWORD),
        ]
        .concat(),
    );
    insta::assert_snapshot!(seen, @r"
        [stderr]
        error: 127.0.0.1:PORT takes no login on this port
          why: SASL SCRAM-SHA-512 mechanism handshake failed: Broker: Request not valid in current SASL state
          hint: set security.protocol to PLAINTEXT or SSL, or use the port for logins
        [exit 8]
        ");
    at_once(&seen);
}

#[test]
fn tls_without_a_login_or_a_certificate_that_is_wanted() {
    let Some(broker) = guarded("a missing login or certificate behind TLS is recognised") else {
        return;
    };
    let authority = property(&format!(
        "ssl.ca.location={}",
        broker.store("ca.pem").display()
    ));
    let tls = [property("security.protocol=SSL"), authority.clone()].concat();
    let seen = list(&broker.address(Listener::SaslSsl), &tls);
    insta::assert_snapshot!(seen, @r"
        [stderr]
        error: 127.0.0.1:PORT closed the connection at the first request
          why: this looks like a port that wants a login
          hint: add -X security.protocol=SASL_SSL with sasl.mechanism, sasl.username and sasl.password
        [exit 8]
        ");
    at_once(&seen);
    let seen = list(&broker.address(Listener::Ssl), &tls);
    insta::assert_snapshot!(seen, @r"
        [stderr]
        error: 127.0.0.1:PORT broke off the TLS connection
          why: Receive failed: error:0A000412:SSL routines::ssl/tls alert bad certificate: SSL alert number 42
          hint: name a client certificate that the broker trusts: -X ssl.certificate.location=… -X ssl.key.location=…
        [exit 8]
        ");
    at_once(&seen);
}

#[test]
fn untrusted_authority() {
    let Some(broker) = guarded("an untrusted certificate is named") else {
        return;
    };
    let seen = list(
        &broker.address(Listener::Ssl),
        &[
            property("security.protocol=SSL"),
            property(&format!(
                "ssl.ca.location={}",
                broker.store("other-ca.pem").display()
            )),
        ]
        .concat(),
    );
    insta::assert_snapshot!(seen, @r"
        [stderr]
        error: the certificate of 127.0.0.1:PORT is not trusted
          why: it is signed by itself, or by an authority that is not known here
          hint: name the certificate authority: -X ssl.ca.location=/PATH/ca.pem
        [exit 8]
        ");
    at_once(&seen);
    let seen = list(
        &broker.address(Listener::Ssl),
        &property("security.protocol=SSL"),
    );
    insta::assert_snapshot!(seen, @r"
        [stderr]
        error: the certificate of 127.0.0.1:PORT is not trusted
          why: it is signed by itself, or by an authority that is not known here
          hint: name the certificate authority: -X ssl.ca.location=/PATH/ca.pem
        [exit 8]
        ");
    at_once(&seen);
}

#[test]
fn files_that_are_not_there() {
    for name in [
        "ssl.ca.location",
        "ssl.certificate.location",
        "ssl.key.location",
    ] {
        let seen = list(
            "127.0.0.1:1",
            &[
                property("security.protocol=SSL"),
                property(&format!("{name}=missing.pem")),
            ]
            .concat(),
        );
        assert_eq!(
            seen.to_string(),
            format!(
                "[stderr]\nerror: missing.pem, named by {name}, cannot be read\n  why: No such file or directory (os error 2)\n[exit 2]"
            )
        );
    }
}

#[test]
fn certificate_of_another_host() {
    let Some(broker) = guarded("a certificate of another host is named") else {
        return;
    };
    // The same machine by a name that is not in the certificate.
    let address = broker.address(Listener::Ssl).replace("127.0.0.1", "127.1");
    let seen = list(
        &address,
        &[
            property("security.protocol=SSL"),
            property(&format!(
                "ssl.ca.location={}",
                broker.store("ca.pem").display()
            )),
        ]
        .concat(),
    );
    insta::assert_snapshot!(seen, @r"
        [stderr]
        error: the certificate of 127.1:PORT is for another host
          why: this host's name or address is not in it
          hint: name the brokers as their certificate does; -X ssl.endpoint.identification.algorithm=none switches the check off
        [exit 8]
        ");
    at_once(&seen);
}

#[test]
fn missing_rights() {
    let Some(broker) = guarded("missing rights are named") else {
        return;
    };
    let as_reader = |line: &[&str]| {
        let mut all: Vec<String> = line.iter().map(|it| (*it).to_owned()).collect();
        all.extend(["-b".to_owned(), broker.address(Listener::SaslPlaintext)]);
        all.extend(property("security.protocol=SASL_PLAINTEXT"));
        all.extend(login("SCRAM-SHA-512", "reader", "reader-pw"));
        Shell::new().run(&all)
    };
    // Neither READ nor DESCRIBE; whether there is such a topic is not told, so the answer is the same.
    let seen = as_reader(&["list", "shipments-dlt"]);
    insta::assert_snapshot!(seen, @r"
        [stderr]
        error: no right to read topic shipments-dlt
          why: Broker: Topic authorization failed
          hint: ask for READ on the topic for this principal; for a name that does not exist the broker answers the same
        [exit 8]
        ");
    at_once(&seen);
    assert_eq!(
        as_reader(&["list", "no-such-topic"]).to_string(),
        seen.to_string().replace("shipments-dlt", "no-such-topic")
    );
    // DESCRIBE without READ: the ends can be seen, the records cannot.
    let seen = as_reader(&["list", "payments-dlt"]);
    insta::assert_snapshot!(seen, @r"
        [stderr]
        what was replayed is not known, so all states are shown: no right to read dlt-replay.ledger
        error: no right to read topic payments-dlt
          why: Fetch from broker 1 failed: Broker: Topic authorization failed
          hint: ask for READ on the topic for this principal; for a name that does not exist the broker answers the same
        [exit 8]
        ");
    at_once(&seen);
    for line in [
        &["show", "payments-dlt-0@0"][..],
        &["summary", "payments-dlt"],
        &["export", "payments-dlt", "-w", "d.ndjson"],
        &["list", "payments-dlt", "--count"],
        &["tail", "payments-dlt"],
    ] {
        let seen = as_reader(line);
        assert_eq!(
            (seen.status, seen.out.as_slice()),
            (Some(8), &b""[..]),
            "{line:?} {seen}"
        );
        at_once(&seen);
    }
}

#[test]
fn unknown_topics_and_partitions() {
    let Some(broker) = guarded("unknown topics and partitions are named") else {
        return;
    };
    let run = |line: &[&str]| {
        let seen = Shell::at(broker).run(line);
        at_once(&seen);
        seen
    };
    insta::assert_snapshot!(run(&["list", "orders.event.DLT"]), @r"
        [stderr]
        error: there is no topic `orders.event.DLT` on this cluster
          hint: did you mean orders.events.DLT or orders.events?
        [exit 1]
        ");
    insta::assert_snapshot!(run(&["summary", "shipments"]), @r"
        [stderr]
        no records in shipments
        [exit 0]
        ");
    insta::assert_snapshot!(run(&["show", "xyz-0@5"]), @r"
        [stderr]
        error: there is no topic `xyz` on this cluster
          hint: `dltctl topics` lists dead-letter topics; a topic without the DESCRIBE right looks like none
        [exit 1]
        ");
    insta::assert_snapshot!(run(&["list", "not a topic!"]), @r"
        [stderr]
        error: `not a topic!` is no topic's name
          why: names hold letters, digits, `.`, `_` and `-` only
        [exit 2]
        ");
    insta::assert_snapshot!(run(&["list", "orders.events.DLT", "-p", "7"]), @r"
        [stderr]
        error: `orders.events.DLT` has no partition 7
          hint: it has partitions 0 to 1
        [exit 2]
        ");
    insta::assert_snapshot!(run(&["show", "payments-dlt-3@5"]), @r"
        [stderr]
        error: `payments-dlt` has no partition 3
          hint: it has partition 0 only
        [exit 2]
        ");
    insta::assert_snapshot!(run(&["show", "orders.events.DLT-0@4711"]), @r"
        [stderr]
        warning: orders.events.DLT: partition 0: offset 4711 is not there yet, the log ends at 27
        error: no such record: orders.events.DLT-0@4711
          why: nothing matches there, or it was removed by retention
          hint: `dltctl list TOPIC --newest 20` shows what is there
        [exit 2]
        ");
    insta::assert_snapshot!(run(&["list", "orders.event.DLT", "-o", "json"]), @r#"
        [stderr]
        {"error":{"kind":"failed","status":1,"what":"there is no topic `orders.event.DLT` on this cluster","why":null,"hint":"did you mean orders.events.DLT or orders.events?"}}
        [exit 1]
        "#);
}

#[test]
fn the_documentation_quotes_what_is_printed() {
    let documented = include_str!("../../docs/errors.md");
    let (_, table) = documented.split_once("## No connection").unwrap();
    let (table, _) = table.split_once("## No right").unwrap();
    // What is hard to bring about is in the unit tests beside the messages.
    let sources = concat!(
        include_str!("connection_errors.rs"),
        include_str!("../../src/kafka/error.rs")
    );
    let mut seen = 0;
    for row in table.lines().filter(|line| line.starts_with("| `")) {
        let message = row.split('`').nth(1).unwrap();
        let status = row.split('|').nth(2).unwrap().trim();
        let name = message.strip_prefix("broker-1:9092 ").unwrap_or(message);
        let name = name.split("broker-1:9092").next().unwrap();
        let name = name.split("ssl.ca.location").last().unwrap();
        assert!(sources.contains(name), "{message}");
        // The snapshot that holds the message ends with the status.
        if let Some(at) = sources.find(&format!(
            "error: {}",
            message.replace("broker-1:9092", "127.0.0.1:PORT")
        )) {
            let exit = sources[at..].find("[exit ").unwrap();
            assert!(
                sources[at + exit..].starts_with(&format!("[exit {status}]")),
                "{message}: {status}"
            );
            seen += 1;
        }
    }
    assert!(seen >= 10, "only {seen} messages were found");
}
