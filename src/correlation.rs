//! The ids that tie a record to one request: trace ids and correlation ids, which stand in headers.
//!
//! Belongs here: which headers carry them, where in a value the id stands, and links made of them. Does not belong here:
//! selecting by an id that is known (`filter/trace.rs`).
//!
//! The forms were read from the W3C's Trace Context, the specification of B3 propagation (b3, the single header), Jaeger's
//! client libraries (`uber-trace-id`) and the documentation of AWS X-Ray (`X-Amzn-Trace-Id`).

pub mod link;

use crate::record::RecordView;
use link::LinkTemplate;

/// The most bytes of an id; a longer value is no id.
const LONGEST: usize = 256;

/// The most ids that are told of one record.
const MOST: usize = 8;

/// What an id identifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdKind {
    /// A distributed trace.
    Trace,
    /// Whatever an application correlates: a request, an order, a conversation.
    Correlation,
    /// Either: a header that was configured.
    Any,
}

/// How an id stands in a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// The whole value is the id.
    Whole,
    /// `00-ID-parent-flags`, and the older form of Elastic alike.
    W3c,
    /// `ID-span-sampled-parent`; a lone `0`, `1` or `d` is a decision without an id.
    B3,
    /// `ID:span:parent:flags`, the colons percent-encoded by some clients.
    Jaeger,
    /// `Root=ID;Parent=…;Sampled=1`.
    Amazon,
}

/// The headers that carry a trace or correlation id, in lower case: W3C, B3, Jaeger, Datadog, Elastic, AWS, Spring
/// (`KafkaHeaders.CORRELATION_ID`), and what people call it.
const HEADERS: &[(&str, IdKind, Form)] = &[
    ("traceparent", IdKind::Trace, Form::W3c),
    ("b3", IdKind::Trace, Form::B3),
    ("x-b3-traceid", IdKind::Trace, Form::Whole),
    ("uber-trace-id", IdKind::Trace, Form::Jaeger),
    ("x-datadog-trace-id", IdKind::Trace, Form::Whole),
    ("elastic-apm-traceparent", IdKind::Trace, Form::W3c),
    ("x-amzn-trace-id", IdKind::Trace, Form::Amazon),
    ("kafka_correlationid", IdKind::Correlation, Form::Whole),
    ("x-correlation-id", IdKind::Correlation, Form::Whole),
    ("correlation-id", IdKind::Correlation, Form::Whole),
    ("correlationid", IdKind::Correlation, Form::Whole),
    ("correlation_id", IdKind::Correlation, Form::Whole),
    ("x-request-id", IdKind::Correlation, Form::Whole),
    ("request-id", IdKind::Correlation, Form::Whole),
    ("x-trace-id", IdKind::Trace, Form::Whole),
    ("trace-id", IdKind::Trace, Form::Whole),
    ("traceid", IdKind::Trace, Form::Whole),
    ("trace_id", IdKind::Trace, Form::Whole),
];

/// The headers that are looked into: the usual ones, and those that were configured.
#[derive(Clone, Debug, Default)]
pub struct IdHeaders {
    /// Names besides [`HEADERS`].
    more: Vec<String>,
}

/// The usual ones.
impl Default for &IdHeaders {
    fn default() -> Self {
        const USUAL: &IdHeaders = &IdHeaders { more: Vec::new() };
        USUAL
    }
}

impl IdHeaders {
    /// Adds names of headers to the usual ones.
    pub fn with(more: Vec<String>) -> Self {
        Self { more }
    }

    fn of(&self, name: &[u8]) -> Option<(IdKind, Form)> {
        let usual = HEADERS
            .iter()
            .find(|(known, ..)| known.as_bytes().eq_ignore_ascii_case(name));
        if let Some((_, kind, form)) = usual {
            return Some((*kind, *form));
        }
        let mut more = self.more.iter();
        more.any(|known| known.as_bytes().eq_ignore_ascii_case(name))
            .then_some((IdKind::Any, Form::Whole))
    }

    /// Tells whether a header carries ids, and if so whether a hyphen stands between the parts of its value; elsewhere
    /// it is a sign of the id itself, as in a UUID.
    pub fn hyphens_part(&self, name: &[u8]) -> Option<bool> {
        self.of(name)
            .map(|(_, form)| matches!(form, Form::W3c | Form::B3))
    }

    /// Finds the ids of a record, each once, in the order of its headers.
    ///
    /// A value that holds no id in the form of its header, or is no text, is passed over.
    pub fn ids<'a>(&self, record: &RecordView<'a>) -> Vec<FoundId<'a>> {
        let mut found: Vec<FoundId<'a>> = Vec::new();
        for header in record.headers.iter() {
            let Some((kind, form)) = self.of(header.name) else {
                continue;
            };
            let Some(id) = header.value.and_then(|value| id_in(value, form)) else {
                continue;
            };
            if found.iter().all(|one| one.id != id) && found.len() < MOST {
                let header = header.name;
                found.push(FoundId { kind, id, header });
            }
        }
        found
    }
}

/// An id, and where it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundId<'a> {
    /// What it identifies.
    pub kind: IdKind,
    /// The id, as it stands there. Untrusted.
    pub id: &'a str,
    /// The name of the header. Untrusted.
    pub header: &'a [u8],
}

/// Takes the id out of a header's value.
fn id_in(value: &[u8], form: Form) -> Option<&str> {
    // The other parts of the longest form are far shorter than this.
    if value.len() > 2 * LONGEST {
        return None;
    }
    // Some mappers of headers write a text as JSON, in quotes.
    let value = std::str::from_utf8(value).ok()?.trim();
    let quoted = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let value = quoted.unwrap_or(value);
    let id = match form {
        Form::Whole => value,
        Form::W3c => {
            let mut parts = value.split('-');
            let (version, id) = (parts.next()?, parts.next()?);
            if version.len() != 2 || !is_hex(id) {
                return None;
            }
            id
        }
        Form::B3 => {
            let (id, _) = value.split_once('-')?;
            is_hex(id).then_some(id)?
        }
        Form::Jaeger => {
            let id = value.split([':', '%']).next()?;
            is_hex(id).then_some(id)?
        }
        Form::Amazon => {
            let mut parts = value.split(';').map(str::trim);
            parts.find_map(|part| part.strip_prefix("Root="))?
        }
    };
    let is_zero = form != Form::Whole && id.bytes().all(|byte| byte == b'0');
    let is_one = !id.is_empty() && id.len() <= LONGEST && !is_zero;
    is_one.then_some(id)
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What is configured about ids: which headers carry them, and where they lead.
#[derive(Clone, Debug, Default)]
pub struct Correlation {
    /// The headers.
    pub headers: IdHeaders,
    /// A trace, by its id.
    pub trace_url: Option<LinkTemplate>,
    /// A record, by its place.
    pub ui_url: Option<LinkTemplate>,
}

impl Correlation {
    /// Keeps the headers alone: links are of a cluster, and what comes from elsewhere may be of any.
    #[must_use]
    pub fn without_links(&self) -> Self {
        Self {
            headers: self.headers.clone(),
            trace_url: None,
            ui_url: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(value: &str, form: Form) -> Option<&str> {
        id_in(value.as_bytes(), form)
    }

    #[test]
    fn the_id_of_each_form() {
        let hex = "0af7651916cd43dd8448eb211c80319c";
        for (value, form, expected) in [
            (format!("00-{hex}-b7ad6b7169203331-01"), Form::W3c, hex),
            (format!("cc-{hex}-b7ad6b7169203331-01-later"), Form::W3c, hex),
            (format!("{hex}-e457b5a2e4d86bd1-1-05e3ac9a4f6e3b90"), Form::B3, hex),
            (format!("{hex}-e457b5a2e4d86bd1"), Form::B3, hex),
            (format!("{hex}:e457b5a2e4d86bd1:0:1"), Form::Jaeger, hex),
            (format!("{hex}%3Ae457b5a2e4d86bd1%3A0%3A1"), Form::Jaeger, hex),
            (
                "Self=1-67891234-12456789abcdef012345678;Root=1-67891233-abcdef012345678912345678;Sampled=1".to_owned(),
                Form::Amazon,
                "1-67891233-abcdef012345678912345678",
            ),
            (" order 42/ü ".to_owned(), Form::Whole, "order 42/ü"),
            ("\"quoted\"".to_owned(), Form::Whole, "quoted"),
        ] {
            assert_eq!(id(&value, form), Some(expected), "{value}");
        }
    }

    #[test]
    fn what_holds_no_id() {
        let long = "x".repeat(LONGEST + 1);
        for (value, form) in [
            ("", Form::Whole),
            ("  ", Form::Whole),
            ("\"\"", Form::Whole),
            (long.as_str(), Form::Whole),
            ("00", Form::W3c),
            ("00--b7ad6b7169203331-01", Form::W3c),
            ("00-not hexadecimal-b7ad6b7169203331-01", Form::W3c),
            (
                "00-00000000000000000000000000000000-0000000000000000-00",
                Form::W3c,
            ),
            ("0", Form::B3),
            ("d", Form::B3),
            ("", Form::Jaeger),
            ("0:0:0:0", Form::Jaeger),
            ("Sampled=1", Form::Amazon),
            ("Root=;Sampled=1", Form::Amazon),
        ] {
            assert_eq!(id(value, form), None, "{value}");
        }
        assert_eq!(id_in(b"\xff\xfe", Form::Whole), None);
        assert_eq!(id_in(&vec![b'0'; 1 << 20], Form::W3c), None);
    }
}
