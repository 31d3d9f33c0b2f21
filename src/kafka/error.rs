//! What the client library says, turned into what a person needs.
//!
//! Belongs here: codes and log lines to [`Error`] with a reason and a next step. Nothing else decides on their text.

use rdkafka::types::RDKafkaErrorCode as Kind;

use super::ffi::{ClientEvent, Code};
use crate::error::{Error, ErrorKind};

/// Explains why a connection cannot be had, if what the client said is final or explains a time-out.
pub(in crate::kafka) struct Diagnosis {
    /// The error to report.
    pub(in crate::kafka) error: Error,
    /// Whether waiting longer cannot help.
    pub(in crate::kafka) is_final: bool,
}

/// Makes a diagnosis from what the client said so far; `servers` are the brokers as the user named them.
pub(in crate::kafka) fn diagnose(events: &[ClientEvent], servers: &str) -> Option<Diagnosis> {
    let heard = |needle: &str| {
        events
            .iter()
            .rev()
            .find(|event| event.text.contains(needle))
    };
    let code = |kind: Kind| {
        events
            .iter()
            .rev()
            .find(|event| event.code.is_some_and(|code| code.kind() == kind))
    };
    let denied = |what: String| Error::new(ErrorKind::Denied, what);
    let is_final = |error: Error| {
        Some(Diagnosis {
            error,
            is_final: true,
        })
    };
    if let Some(event) = code(Kind::Authentication).or_else(|| heard("SASL authentication error")) {
        return is_final(
            denied(format!("{servers} refused to authenticate this client"))
                .why(reason(&event.text))
                .hint("check the user name, the password and sasl.mechanism (a SCRAM user exists per mechanism)"),
        );
    }
    if let Some(event) =
        heard("certificate verify failed").or_else(|| heard("certificate verification"))
    {
        return is_final(
            denied(format!("the certificate of {servers} is not trusted"))
                .why(reason(&event.text))
                .hint("name the certificate authority: -X ssl.ca.location=/path/ca.pem"),
        );
    }
    if let Some(event) = heard("connecting to a PLAINTEXT broker listener") {
        return is_final(
            denied(format!("{servers} does not speak TLS on this port"))
                .why(reason(&event.text))
                .hint("use the TLS port, or set security.protocol to PLAINTEXT or SASL_PLAINTEXT"),
        );
    }
    if let Some(event) = code(Kind::SSL).or_else(|| heard("SSL handshake failed")) {
        return is_final(
            denied(format!("no TLS connection to {servers}"))
                .why(reason(&event.text))
                .hint("check ssl.ca.location, the client certificate and the host name in the broker's certificate"),
        );
    }
    if let Some(event) = heard("connecting to a SSL listener") {
        return is_final(
            denied(format!("{servers} closed the connection before answering"))
                .why(format!(
                    "this looks like a TLS port spoken to in plain text ({})",
                    reason(&event.text)
                ))
                .hint("add -X security.protocol=SSL (or SASL_SSL), or use the plain port"),
        );
    }
    if let Some(event) = heard("SaslHandshake")
        .filter(|event| event.text.contains("unsupported") || event.text.contains("not supported"))
    {
        return is_final(
            denied(format!("{servers} does not offer this SASL mechanism"))
                .why(reason(&event.text))
                .hint("set sasl.mechanism to one that the broker offers"),
        );
    }
    let unreachable = |what: String| Error::new(ErrorKind::Unreachable, what);
    if let Some(event) = code(Kind::Resolve).or_else(|| heard("Failed to resolve")) {
        return Some(Diagnosis {
            error: unreachable(format!("no broker of {servers} can be found"))
                .why(reason(&event.text))
                .hint("check the host name after -b"),
            is_final: false,
        });
    }
    if let Some(event) = heard("Connection refused").or_else(|| heard("Connect to ")) {
        return Some(Diagnosis {
            error: unreachable(format!("no broker at {servers}"))
                .why(reason(&event.text))
                .hint("check host and port after -b, and that the broker is running"),
            is_final: false,
        });
    }
    let last = events
        .iter()
        .rev()
        .find(|event| event.code.is_some())
        .or(events.last())?;
    Some(Diagnosis {
        error: unreachable(format!("no answer from {servers}"))
            .why(reason(&last.text))
            .hint("try again, with -v to see what the client library says"),
        is_final: false,
    })
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
    match text.rfind(" (after ") {
        Some(end) => text[..end].to_owned(),
        None => text.to_owned(),
    }
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
                .hint("ask for READ and DESCRIBE on the topic for this principal")
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
        Kind::OperationTimedOut
        | Kind::RequestTimedOut
        | Kind::BrokerTransportFailure
        | Kind::AllBrokersDown
        | Kind::LeaderNotAvailable
        | Kind::NotLeaderForPartition => {
            Error::new(ErrorKind::Unreachable, format!("no answer about {what}"))
                .why(detail)
                .hint("try again, with a longer --request-timeout where the cluster is slow")
        }
        _ => Error::failed(format!("{what} cannot be read")).why(detail),
    }
}
