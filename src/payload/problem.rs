//! Why a key or a value could not be read as what it should be.

use super::look;
use super::schema::Broken;

/// The ways to be poison, by the name that machines read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// A schema registry's frame was expected, and the bytes begin otherwise.
    UnknownMagicByte,
    /// A frame or its header that begins and makes no sense.
    Frame,
    /// The registry does not know the schema.
    UnknownSchemaId,
    /// The schema cannot be had: no registry, or it could not be asked.
    NoSchema,
    /// The schema's text cannot be used.
    UnusableSchema,
    /// The bytes end before the schema does.
    Truncated,
    /// A field cannot be read.
    Field,
    /// Bytes are left over behind what the schema describes.
    LeftOver,
    /// JSON that is none.
    Json,
    /// Valid JSON that its schema does not allow.
    Violation,
    /// Text that is not UTF-8.
    Utf8,
    /// Not of the format that a rule or a header says.
    OtherFormat,
}

impl ProblemKind {
    /// Returns the name.
    pub fn name(self) -> &'static str {
        match self {
            Self::UnknownMagicByte => "unknown-magic-byte",
            Self::Frame => "broken-frame",
            Self::UnknownSchemaId => "unknown-schema-id",
            Self::NoSchema => "no-schema",
            Self::UnusableSchema => "unusable-schema",
            Self::Truncated => "truncated",
            Self::Field => "broken-field",
            Self::LeftOver => "left-over-bytes",
            Self::Json => "invalid-json",
            Self::Violation => "schema-violation",
            Self::Utf8 => "invalid-utf-8",
            Self::OtherFormat => "other-format",
        }
    }
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which one.
    pub kind: ProblemKind,
    /// The byte of the key or value at which it shows, counted from 0, the frame included.
    pub at: Option<usize>,
    /// The field concerned, for example `lines[3].price`.
    pub path: Option<String>,
    /// What is wrong, short enough for a column.
    pub text: String,
    /// What else helps: what the bytes look like instead, the text around the place.
    pub detail: Option<String>,
}

impl Problem {
    /// Makes a problem without a place.
    pub fn new(kind: ProblemKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            at: None,
            path: None,
            text: text.into(),
            detail: None,
        }
    }

    /// Names the byte.
    #[must_use]
    pub fn at(mut self, at: usize) -> Self {
        self.at = Some(at);
        self
    }

    /// Adds what else helps.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Turns what a reader of a schema language found into a problem; its bytes stand `start` bytes behind the first one.
    pub fn of_broken(broken: Broken, start: usize) -> Self {
        let at = start + broken.at;
        let kind = if broken.truncated {
            ProblemKind::Truncated
        } else {
            ProblemKind::Field
        };
        let place = if broken.path.is_empty() {
            String::new()
        } else {
            format!(" in {}", broken.path)
        };
        let text = if broken.truncated {
            format!("truncated at byte {at}{place}: {}", broken.why)
        } else {
            format!("broken at byte {at}{place}: {}", broken.why)
        };
        Self {
            kind,
            at: Some(at),
            path: (!broken.path.is_empty()).then_some(broken.path),
            text,
            detail: None,
        }
    }

    /// Says that a registry's frame was expected, and what the bytes look like instead.
    pub fn unknown_magic_byte(bytes: &[u8]) -> Self {
        let first = bytes.first().map_or_else(
            || "there is no byte at all".to_owned(),
            |byte| format!("the first byte is {byte:02x}, not 00"),
        );
        let kind = ProblemKind::UnknownMagicByte;
        Self::new(
            kind,
            format!("unknown magic byte: {first}; {}", look::like(bytes)),
        )
        .at(0)
    }

    /// Says where JSON breaks off, with the text around the place.
    pub fn json(bytes: &[u8], error: &serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        let why = error.to_string();
        let why = why.split(" at line ").next().unwrap_or_default();
        let at = if error.is_eof() {
            bytes.len()
        } else {
            offset_of(bytes, line, column)
        };
        let text = format!("not JSON: {why} at line {line}, column {column}");
        Self::new(ProblemKind::Json, text)
            .at(at)
            .detail(around(bytes, at))
    }

    /// Says where text stops to be UTF-8.
    pub fn utf8(bytes: &[u8], error: std::str::Utf8Error) -> Self {
        let at = error.valid_up_to();
        let byte = bytes.get(at).copied().unwrap_or_default();
        let text = format!("invalid UTF-8 at byte {at} ({byte:02x})");
        Self::new(ProblemKind::Utf8, text)
            .at(at)
            .detail(around(bytes, at))
    }
}

/// Returns the byte that stands at a line and a column, both counted from 1; a column counts bytes.
fn offset_of(bytes: &[u8], line: usize, column: usize) -> usize {
    let starts = memchr::memchr_iter(b'\n', bytes).map(|end| end + 1);
    let start = std::iter::once(0)
        .chain(starts)
        .nth(line.saturating_sub(1))
        .unwrap_or(0);
    (start + column.saturating_sub(1)).min(bytes.len())
}

/// Quotes the text around a byte; `⟨here⟩` marks the place.
fn around(bytes: &[u8], at: usize) -> String {
    const BESIDE: usize = 30;
    let start = at.saturating_sub(BESIDE);
    let end = (at + BESIDE).min(bytes.len());
    let at = at.min(end);
    let before = String::from_utf8_lossy(&bytes[start..at]);
    let after = String::from_utf8_lossy(&bytes[at..end]);
    let front = if start > 0 { "…" } else { "" };
    let back = if end < bytes.len() { "…" } else { "" };
    format!("{front}{before}⟨here⟩{after}{back}")
}
