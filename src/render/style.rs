//! The screen that text is made for, and its colours.

use std::borrow::Cow;

use jiff::tz::TimeZone;

/// What there is to know about where text for people goes. Nothing here is found out, all of it is passed in.
#[derive(Clone, Debug)]
pub struct Screen {
    /// The width in cells; `None` where it is no terminal, and nothing is clipped to a width.
    pub width: Option<usize>,
    /// Whether colours are wanted.
    pub color: bool,
    /// Whether tables have a heading.
    pub heading: bool,
    /// The time, in milliseconds since the epoch: what ages are counted from.
    pub now_ms: i64,
    /// How a command of this program is typed: `dltctl`, and more inside the demo.
    pub called: &'static str,
    /// The zone in which times are shown.
    pub zone: TimeZone,
}

/// What a piece of text is, as far as its colour goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Ordinary text.
    Plain,
    /// What a thing is called.
    Heading,
    /// What stands for something that is not there, or matters less.
    Faint,
    /// What failed.
    Failure,
    /// What should be looked at.
    Warning,
    /// What points at something: a reference, the application's own frames.
    Accent,
    /// The name of a member, a header, a field.
    Name,
    /// A string of a document.
    Text,
    /// A number of a document.
    Number,
}

impl Ink {
    /// Returns the parameters of the terminal's `SGR` sequence: the sixteen colours only, which every theme adapts.
    fn parameters(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Heading => "1",
            Self::Faint => "2",
            Self::Failure => "31",
            Self::Warning => "33",
            Self::Accent => "1;36",
            Self::Name => "36",
            Self::Text => "32",
            Self::Number => "35",
        }
    }
}

impl Ink {
    /// Colours a piece of text of one line that has gone through `sanitize`.
    pub(crate) fn on(self, text: &str, color: bool) -> Cow<'_, str> {
        if !color || self == Self::Plain || text.is_empty() {
            return Cow::Borrowed(text);
        }
        Cow::Owned(format!("\x1b[{}m{text}\x1b[0m", self.parameters()))
    }
}

impl Screen {
    /// Colours a piece of text of one line that has gone through `sanitize`, if colours are wanted.
    pub(crate) fn ink<'a>(&self, ink: Ink, text: &'a str) -> Cow<'a, str> {
        ink.on(text, self.color)
    }
}

#[cfg(test)]
impl Screen {
    /// A screen of a test: 2026-11-21T10:00Z, UTC, no colour.
    pub(crate) fn of_test(width: impl Into<Option<usize>>) -> Self {
        Self {
            width: width.into(),
            color: false,
            heading: true,
            now_ms: 1_795_255_200_000,
            called: crate::wrap::PROGRAM,
            zone: TimeZone::UTC,
        }
    }
}
