//! What the client library says, turned into what a person needs.
//!
//! Belongs here: codes and log lines to [`Error`] with a reason and a next step. Nothing else decides on their text.

use std::time::Duration;

use rdkafka::types::RDKafkaErrorCode as Kind;

use super::ffi::{CertificateFault, ClientEvent, Code};
use crate::error::{Error, ErrorKind};

/// Explains why a connection cannot be had, if what the client said is final or explains a time-out.
pub(in crate::kafka) struct Diagnosis {
    /// The error to report.
    pub(in crate::kafka) error: Error,
    /// Whether waiting longer cannot help.
    pub(in crate::kafka) is_final: bool,
    /// The address, without TLS, that closed the connection at the first word; perhaps it speaks TLS.
    pub(in crate::kafka) closed: Option<String>,
}

impl Diagnosis {
    /// Makes one that waiting cannot change.
    fn certain(kind: ErrorKind, what: String, why: String, hint: &str) -> Self {
        Self {
            error: Error::new(kind, what).why(why).hint(hint),
            is_final: true,
            closed: None,
        }
    }

    /// Makes one that may pass.
    fn likely(kind: ErrorKind, what: String, why: String, hint: &str) -> Self {
        Self {
            is_final: false,
            ..Self::certain(kind, what, why, hint)
        }
    }
}

/// Makes a diagnosis from what the client said so far; `servers` are the brokers as the user named them.
pub(in crate::kafka) fn diagnose(events: &[ClientEvent], servers: &str) -> Option<Diagnosis> {
    login(events, servers)
        .or_else(|| encryption(events, servers))
        .or_else(|| reach(events, servers))
}

/// Returns the last event that contains all of these texts.
fn heard<'e>(events: &'e [ClientEvent], needles: &[&str]) -> Option<&'e ClientEvent> {
    let holds = |event: &&ClientEvent| needles.iter().all(|needle| event.text.contains(needle));
    events.iter().rev().find(holds)
}

/// Returns the last event with this code.
fn coded(events: &[ClientEvent], kind: Kind) -> Option<&ClientEvent> {
    let is_kind = |event: &&ClientEvent| event.code.is_some_and(|code| code.kind() == kind);
    events.iter().rev().find(is_kind)
}

/// Recognises a login that is wrong, missing or not wanted.
fn login(events: &[ClientEvent], servers: &str) -> Option<Diagnosis> {
    let denied = |what: &str, event: &ClientEvent, hint: &str| {
        let what = format!("{servers} {what}");
        Diagnosis::certain(ErrorKind::Denied, what, reason(&event.text), hint)
    };
    // What a listener without SASL answers to a handshake (apache/kafka `KafkaApis.handleSaslHandshakeRequest`).
    if let Some(event) = heard(events, &["mechanism handshake failed", "SASL state"]) {
        return Some(denied(
            "takes no login on this port",
            event,
            "set security.protocol to PLAINTEXT or SSL, or use the port for logins",
        ));
    }
    if let Some(event) = heard(events, &["mechanism handshake failed"]) {
        return Some(denied(
            "does not offer this SASL mechanism",
            event,
            "set sasl.mechanism to one that the broker offers",
        ));
    }
    if let Some(event) = coded(events, Kind::Authentication)
        .or_else(|| heard(events, &["SASL authentication error"]))
    {
        return Some(denied(
            "refused to authenticate this client",
            event,
            "check the user name, the password and sasl.mechanism (a SCRAM user exists per mechanism)",
        ));
    }
    // Before a login a broker answers what it speaks, and closes the connection at the first real request.
    let event = heard(events, &["connection closed by peer", "in state UP"])?;
    Some(Diagnosis::likely(
        ErrorKind::Denied,
        format!("{servers} closed the connection at the first request"),
        "this looks like a port that wants a login".to_owned(),
        if event.text.contains("ssl://") {
            "add -X security.protocol=SASL_SSL with sasl.mechanism, sasl.username and sasl.password"
        } else {
            "add -X security.protocol=SASL_PLAINTEXT with sasl.mechanism, sasl.username and sasl.password"
        },
    ))
}

/// Recognises TLS that is not trusted, not spoken, or not understood.
fn encryption(events: &[ClientEvent], servers: &str) -> Option<Diagnosis> {
    let denied = |what: String, why: String, hint: &str| {
        Some(Diagnosis::certain(ErrorKind::Denied, what, why, hint))
    };
    if let Some(fault) = events.iter().rev().find_map(|event| event.certificate) {
        let what = format!("the certificate of {servers} is not trusted");
        let why = fault.to_string();
        return match fault {
            CertificateFault::OtherHost => denied(
                format!("the certificate of {servers} is for another host"),
                why,
                "name the brokers as their certificate does; -X ssl.endpoint.identification.algorithm=none switches the check off",
            ),
            CertificateFault::UnknownIssuer => denied(
                what,
                why,
                "name the certificate authority: -X ssl.ca.location=/path/ca.pem",
            ),
            CertificateFault::Expired => denied(what, why, "the broker needs a new certificate"),
            CertificateFault::NotYetValid => denied(what, why, "check this machine's clock"),
            CertificateFault::Other(_) => denied(
                what,
                why,
                "ask who runs the brokers about their certificate",
            ),
        };
    }
    if let Some(event) = heard(events, &["connecting to a PLAINTEXT broker listener"]) {
        return denied(
            format!("{servers} does not speak TLS on this port"),
            reason(&event.text),
            "use the TLS port, or set security.protocol to PLAINTEXT or SASL_PLAINTEXT",
        );
    }
    if let Some(event) = heard(events, &["SSL alert number"]) {
        return denied(
            format!("{servers} broke off the TLS connection"),
            reason(&event.text),
            "name a client certificate that the broker trusts: -X ssl.certificate.location=… -X ssl.key.location=…",
        );
    }
    let event = coded(events, Kind::SSL).or_else(|| heard(events, &["SSL handshake failed"]))?;
    denied(
        format!("no TLS connection to {servers}"),
        reason(&event.text),
        "check the client certificate (ssl.certificate.location, ssl.key.location), which the broker may demand",
    )
}

/// Recognises what keeps bytes from going back and forth.
fn reach(events: &[ClientEvent], servers: &str) -> Option<Diagnosis> {
    let unreachable = |what: String, event: &ClientEvent, hint: &str| {
        Diagnosis::likely(ErrorKind::Unreachable, what, reason(&event.text), hint)
    };
    let resolve = || coded(events, Kind::Resolve);
    if let Some(event) = heard(events, &["Failed to resolve"]).or_else(resolve) {
        return Some(unreachable(
            format!("no broker of {servers} can be found"),
            event,
            "check the host name after -b",
        ));
    }
    if let Some(event) = heard(events, &["Invalid response size"]) {
        return Some(Diagnosis {
            is_final: true,
            ..unreachable(
                format!("{servers} does not answer as a Kafka broker does"),
                event,
                "check host and port after -b: something else listens there, or the port speaks TLS",
            )
        });
    }
    if let Some(event) = heard(
        events,
        &["connection closed by peer", "in state APIVERSION"],
    )
    .or_else(|| heard(events, &["Connection reset by peer", "in state APIVERSION"]))
    {
        return Some(Diagnosis {
            closed: address(&event.text),
            ..unreachable(
                format!("{servers} closed the connection before answering"),
                event,
                "check that the broker behind this address is running, and that security.protocol fits the port",
            )
        });
    }
    if let Some(event) =
        heard(events, &["Connection refused"]).or_else(|| heard(events, &["Connect to "]))
    {
        return Some(unreachable(
            format!("no broker at {servers}"),
            event,
            "check host and port after -b, and that the broker is running",
        ));
    }
    let last = events.iter().rev().find(|event| event.code.is_some());
    Some(unreachable(
        format!("no answer from {servers}"),
        last.or(events.last())?,
        "try again, with -vv to see what the client library says",
    ))
}

/// Says that a port spoken to in plain text speaks TLS.
pub(in crate::kafka) fn speaks_tls(servers: &str) -> Error {
    Error::new(
        ErrorKind::Denied,
        format!("{servers} speaks TLS on this port, and was spoken to in plain text"),
    )
    .why("security.protocol is PLAINTEXT or SASL_PLAINTEXT")
    .hint("add -X security.protocol=SSL (or SASL_SSL with a login), or use the plain port")
}

/// Says that nothing at all came back.
pub(in crate::kafka) fn silence(servers: &str, wait: Duration) -> Error {
    Error::new(ErrorKind::Unreachable, format!("no answer from {servers}"))
        .why(format!("nothing came back within {} s", wait.as_secs_f64()))
        .hint("check host and port after -b, or wait longer with --request-timeout")
}

/// Returns the address in a line about a connection without TLS: `…]: [sasl_plaintext://]host:port/bootstrap: …`.
fn address(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("]: ")?;
    let (broker, _) = rest.split_once("/bootstrap")?;
    let address = broker.strip_prefix("sasl_plaintext://").unwrap_or(broker);
    (!address.contains("://")).then(|| address.to_owned())
}

/// Takes thread names and repeated broker names off a line of the client library.
fn reason(text: &str) -> String {
    let text = text.strip_prefix("FAIL: ").unwrap_or(text);
    let text = match text
        .strip_prefix("[thrd:")
        .and_then(|rest| rest.split_once("]: "))
    {
        Some((_, rest)) => rest,
        None => text,
    };
    let text = match text.split_once(": ") {
        Some((broker, rest)) if broker.contains("://") || broker.ends_with("/bootstrap") => rest,
        _ => text,
    };
    let text = match text.rfind(" (after ") {
        Some(end) => &text[..end],
        None => text,
    };
    // Advice for who writes programs with the library, its own workings, and a list without entries.
    let text = text
        .trim_end_matches(": increase receive.message.max.bytes")
        .trim_end_matches(": receive 0 after POLLIN")
        .trim_end_matches(": broker's supported mechanisms: ");
    // `Connect to ipv4#127.0.0.1:9092 failed: Connection refused`
    let refused = text
        .strip_prefix("Connect to ")
        .and_then(|rest| rest.split_once(" failed: "));
    match refused {
        Some((address, why)) => {
            let address = address.split_once('#').map_or(address, |(_, after)| after);
            format!("{} ({address})", why.trim_end())
        }
        None => text.trim_end().to_owned(),
    }
}

/// Tells whether a question may well be answered a moment later: its broker is away, or is not the leader any more.
pub(in crate::kafka) fn may_pass(code: Code) -> bool {
    matches!(
        code.kind(),
        Kind::BrokerTransportFailure
            | Kind::LeaderNotAvailable
            | Kind::NotLeaderForPartition
            | Kind::ReplicaNotAvailable
            | Kind::FencedLeaderEpoch
            | Kind::UnknownLeaderEpoch
            | Kind::OffsetNotAvailable
            | Kind::KafkaStorageError
    )
}

/// Explains an error code that came back for `what`, for example `topic orders.DLT`.
pub(in crate::kafka) fn explain(code: Code, text: &str, what: &str) -> Error {
    let detail = if text.is_empty() {
        code.text()
    } else {
        text.to_owned()
    };
    match code.kind() {
        Kind::TopicAuthorizationFailed => {
            Error::new(ErrorKind::Denied, format!("no right to read {what}"))
                .why(detail)
                .hint("ask for READ on the topic for this principal; for a name that does not exist the broker answers the same")
        }
        Kind::GroupAuthorizationFailed => {
            Error::new(ErrorKind::Denied, format!("no right to see {what}")).why(detail)
        }
        Kind::ClusterAuthorizationFailed
        | Kind::SaslAuthenticationFailed
        | Kind::Authentication => {
            Error::new(ErrorKind::Denied, format!("access to {what} was denied")).why(detail)
        }
        Kind::UnknownTopicOrPartition | Kind::UnknownTopic | Kind::UnknownPartition => {
            Error::failed(format!("{what} does not exist")).why(detail)
        }
        kind if may_pass(code)
            || matches!(
                kind,
                Kind::OperationTimedOut | Kind::RequestTimedOut | Kind::AllBrokersDown
            ) =>
        {
            Error::new(ErrorKind::Unreachable, format!("no answer about {what}"))
                .why(detail)
                .hint("try again, with a longer --request-timeout where the cluster is slow")
        }
        _ => Error::failed(format!("{what} cannot be read")).why(detail),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> ClientEvent {
        ClientEvent {
            certificate: None,
            code: None,
            text: text.to_owned(),
        }
    }

    fn rejected(fault: CertificateFault) -> ClientEvent {
        ClientEvent {
            certificate: Some(fault),
            ..said("certificate")
        }
    }

    // What real brokers make the library say is in tests/broker/connection_errors.rs; here is what is hard to arrange.
    #[test]
    fn certificates() {
        for (fault, expected) in [
            (
                CertificateFault::Expired,
                "the certificate of b:1 is not trusted: it has expired",
            ),
            (
                CertificateFault::NotYetValid,
                "the certificate of b:1 is not trusted: it is not valid yet",
            ),
            (
                CertificateFault::OtherHost,
                "the certificate of b:1 is for another host: this host's name or address is not in it",
            ),
            (
                CertificateFault::Other(26),
                "the certificate of b:1 is not trusted: OpenSSL rejects it (error 26)",
            ),
        ] {
            let events = [
                rejected(fault),
                said(
                    "FAIL: [thrd:ssl://b:1/bootstrap]: ssl://b:1/bootstrap: SSL handshake failed: x",
                ),
            ];
            let found = diagnose(&events, "b:1").unwrap();
            assert!(found.is_final && found.error.kind() == ErrorKind::Denied);
            assert_eq!(found.error.to_string(), expected);
            assert!(found.error.next_step().is_some());
        }
    }

    #[test]
    fn a_connection_that_is_closed_at_the_first_word_is_worth_a_greeting() {
        for (line, expected) in [
            (
                "FAIL: [thrd:h:9/bootstrap]: h:9/bootstrap: Disconnected: connection closed by peer: receive 0 after POLLIN (after 3ms in state APIVERSION_QUERY)",
                Some("h:9"),
            ),
            (
                "FAIL: [thrd:sasl_plaintext://[::1]:9/bootstrap]: sasl_plaintext://[::1]:9/bootstrap: Receive failed: Connection reset by peer (after 3ms in state APIVERSION_QUERY)",
                Some("[::1]:9"),
            ),
            (
                "FAIL: [thrd:ssl://h:9/bootstrap]: ssl://h:9/bootstrap: Disconnected: connection closed by peer (after 3ms in state APIVERSION_QUERY)",
                None,
            ),
        ] {
            let found = diagnose(&[said(line)], "h:9").unwrap();
            assert_eq!(found.closed.as_deref(), expected, "{line}");
            assert!(!found.is_final);
            assert_eq!(found.error.kind(), ErrorKind::Unreachable);
        }
    }

    #[test]
    fn nothing_said_is_no_diagnosis() {
        assert!(diagnose(&[], "h:9").is_none());
    }
}
