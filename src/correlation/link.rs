//! Links with placeholders: `https://jaeger.example/trace/{trace_id}`.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{FoundId, IdKind};
use crate::dead_letter::DeadLetterView;

/// What is written as `%XX`: all but the characters that RFC 3986 calls unreserved. What a record holds can thus neither
/// end its place in a link nor begin another parameter.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A fact of a dead letter that a link may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The id of the trace.
    TraceId,
    /// The correlation id.
    CorrelationId,
    /// The dead-letter topic.
    Topic,
    /// The partition of the dead-letter topic.
    Partition,
    /// The offset in the dead-letter topic.
    Offset,
    /// The topic of the oldest origin.
    OriginTopic,
    /// The partition of the oldest origin.
    OriginPartition,
    /// The offset of the oldest origin.
    OriginOffset,
}

impl Place {
    /// All places, in the order in which they are told.
    pub const ALL: [Self; 8] = [
        Self::TraceId,
        Self::CorrelationId,
        Self::Topic,
        Self::Partition,
        Self::Offset,
        Self::OriginTopic,
        Self::OriginPartition,
        Self::OriginOffset,
    ];

    /// Returns the word between the braces.
    pub fn name(self) -> &'static str {
        match self {
            Self::TraceId => "trace_id",
            Self::CorrelationId => "correlation_id",
            Self::Topic => "topic",
            Self::Partition => "partition",
            Self::Offset => "offset",
            Self::OriginTopic => "origin.topic",
            Self::OriginPartition => "origin.partition",
            Self::OriginOffset => "origin.offset",
        }
    }

    /// Returns the kind of id that stands here, for places of ids.
    fn id(self) -> Option<IdKind> {
        match self {
            Self::TraceId => Some(IdKind::Trace),
            Self::CorrelationId => Some(IdKind::Correlation),
            _ => None,
        }
    }
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Place(Place),
}

/// A link to a web page with at least one placeholder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkTemplate(Vec<Piece>);

impl LinkTemplate {
    /// Reads a template.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong, never with the link in it: no link of the web, a name with a password, a
    /// placeholder that is unknown or stands before the path, a brace without its counterpart, a character that no link
    /// has.
    pub fn parse(text: &str) -> Result<Self, String> {
        let after_scheme = ["https://", "http://"]
            .iter()
            .find_map(|scheme| text.strip_prefix(scheme))
            .ok_or("it begins with neither https:// nor http://")?;
        let server = after_scheme
            .split(['/', '?', '#'])
            .next()
            .unwrap_or_default();
        if server.is_empty() {
            return Err("it names no server".to_owned());
        }
        if server.contains('@') {
            return Err("it holds a user's name or password, which would be shown".to_owned());
        }
        if server.contains(['{', '}']) {
            return Err("what a record holds may not choose the server".to_owned());
        }
        if let Some(odd) = text.chars().find(|char| !char.is_ascii_graphic()) {
            return Err(format!("no link has the character {odd:?}"));
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find(['{', '}']) {
            let inside = rest[open..].strip_prefix('{');
            let Some((name, behind)) = inside.and_then(|inside| inside.split_once('}')) else {
                return Err(
                    "a brace without its counterpart; for a brace itself write %7B or %7D"
                        .to_owned(),
                );
            };
            pieces.push(Piece::Text(rest[..open].to_owned()));
            let place = Place::ALL.into_iter().find(|place| place.name() == name);
            let place = place.ok_or_else(|| format!("there is no placeholder {{{name}}}"))?;
            pieces.push(Piece::Place(place));
            rest = behind;
        }
        if pieces.is_empty() {
            return Err("it has no placeholder".to_owned());
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Self(pieces))
    }

    /// Tells whether it leads to an id, and not only to the place of a record.
    pub fn names_an_id(&self) -> bool {
        self.places().any(|place| place.id().is_some())
    }

    fn places(&self) -> impl Iterator<Item = Place> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Place(place) => Some(*place),
            Piece::Text(_) => None,
        })
    }

    /// Makes the links of a record: one, or one for each id of the first kind that the template names. None where
    /// something is not known, or only guessed.
    pub fn links(&self, letter: &DeadLetterView<'_>, ids: &[FoundId<'_>]) -> Vec<String> {
        // A header that was configured counts where no known one has an id of that kind.
        let of_kind = |kind: IdKind| -> Vec<&str> {
            let of = |kind| ids.iter().filter(move |id| id.kind == kind);
            let exact: Vec<_> = of(kind).map(|id| id.id).collect();
            if exact.is_empty() {
                return of(IdKind::Any).map(|id| id.id).collect();
            }
            exact
        };
        let link = |leading: Option<(IdKind, &str)>| {
            self.fill(|place| match (place.id(), leading) {
                (None, _) => fact(place, letter),
                (Some(kind), Some((of, id))) if kind == of => Some(Cow::Borrowed(id)),
                (Some(kind), _) => of_kind(kind).first().map(|id| Cow::Borrowed(*id)),
            })
        };
        match self.places().find_map(Place::id) {
            None => link(None).into_iter().collect(),
            Some(kind) => {
                let ids = of_kind(kind).into_iter();
                ids.filter_map(|id| link(Some((kind, id)))).collect()
            }
        }
    }

    fn fill<'v>(&self, known: impl Fn(Place) -> Option<Cow<'v, str>>) -> Option<String> {
        let mut link = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => link.push_str(text),
                Piece::Place(place) => {
                    let value = known(*place)?;
                    // A client drops a segment of one or two dots, and the path would be another.
                    if matches!(value.as_ref(), "." | "..") {
                        return None;
                    }
                    link.extend(utf8_percent_encode(&value, ENCODED));
                }
            }
        }
        Some(link)
    }
}

/// Returns what is known of a record's place, if it is known for certain.
fn fact<'v>(place: Place, letter: &'v DeadLetterView<'_>) -> Option<Cow<'v, str>> {
    let envelope = &letter.record().envelope;
    let origin = || {
        let first = letter.reading().hops.first();
        first.filter(|hop| !hop.guessed)
    };
    let number = |number: i64| Some(Cow::Owned(number.to_string()));
    match place {
        Place::TraceId | Place::CorrelationId => None,
        Place::Topic => Some(Cow::Borrowed(envelope.topic)),
        Place::Partition => number(envelope.partition.into()),
        Place::Offset => number(envelope.offset),
        Place::OriginTopic => Some(Cow::Borrowed(origin()?.topic.value()?.as_ref())),
        Place::OriginPartition => number((*origin()?.partition.value()?).into()),
        Place::OriginOffset => number(*origin()?.offset.value()?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_named() {
        for (template, mistake) in [
            ("", "it begins with neither https:// nor http://"),
            (
                "jaeger.example/{trace_id}",
                "it begins with neither https:// nor http://",
            ),
            (
                "javascript:alert('{key}')",
                "it begins with neither https:// nor http://",
            ),
            (
                "file:///etc/{topic}",
                "it begins with neither https:// nor http://",
            ),
            ("https:///{topic}", "it names no server"),
            (
                "https://me:hunter2@x/{topic}",
                "it holds a user's name or password, which would be shown",
            ),
            (
                "https://{topic}.example/",
                "what a record holds may not choose the server",
            ),
            (
                "https://x{topic}",
                "what a record holds may not choose the server",
            ),
            ("https://x/{topic} y", "no link has the character ' '"),
            (
                "https://x/{topic}\u{1b}[2J",
                "no link has the character '\\u{1b}'",
            ),
            (
                "https://x/{topic",
                "a brace without its counterpart; for a brace itself write %7B or %7D",
            ),
            (
                "https://x/topic}",
                "a brace without its counterpart; for a brace itself write %7B or %7D",
            ),
            ("https://x/{traceid}", "there is no placeholder {traceid}"),
            ("https://x/{key}", "there is no placeholder {key}"),
            ("https://x/{}", "there is no placeholder {}"),
            ("https://x/", "it has no placeholder"),
        ] {
            assert_eq!(
                LinkTemplate::parse(template),
                Err(mistake.to_owned()),
                "{template}"
            );
        }
    }

    #[test]
    fn what_a_record_holds_stays_in_its_place() {
        let template = LinkTemplate::parse("https://x/t/{trace_id}?a=b").unwrap();
        let filled = |id: &'static str| template.fill(|_| Some(Cow::Borrowed(id)));
        for (id, expected) in [
            ("a-b_c.d~e", Some("https://x/t/a-b_c.d~e?a=b")),
            (
                "../../x?y=z&w#f",
                Some("https://x/t/..%2F..%2Fx%3Fy%3Dz%26w%23f?a=b"),
            ),
            (
                "\u{1b}]8;;http://evil\u{7}\r\n é",
                Some("https://x/t/%1B%5D8%3B%3Bhttp%3A%2F%2Fevil%07%0D%0A%20%C3%A9?a=b"),
            ),
            ("%2e%2e", Some("https://x/t/%252e%252e?a=b")),
            ("..", None),
            (".", None),
        ] {
            assert_eq!(filled(id).as_deref(), expected, "{id}");
        }
    }
}
