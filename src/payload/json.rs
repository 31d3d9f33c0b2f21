//! JSON that is shown and passed on as it was written: key order, duplicates and numbers of any size stay exact.
//!
//! A document is checked once and then only walked token by token; no tree of values is ever built, so nothing can be
//! rounded, merged or put in another order on the way.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use serde_json::value::RawValue;

use crate::sanitize;

/// How deep a document may nest. What is deeper is shown as text: other tools could not read it either.
const MAX_DEPTH: usize = 128;

/// One valid JSON text.
#[derive(Clone, Copy, Debug)]
pub struct Json<'a> {
    text: &'a str,
    /// Whether it is that of a [`CompactJson`].
    is_compact: bool,
}

/// JSON that was written here: without white space, and what a terminal must not get raw stands as a `\u` escape.
///
/// Whoever passes it on appends it as it is; an export would otherwise walk every decoded value once more.
#[derive(Clone, Debug)]
pub(super) struct CompactJson(String);

impl CompactJson {
    /// Takes what a reader of payloads wrote: it escapes strings with `push_string`, and writes no white space.
    pub(super) fn written(text: String) -> Self {
        #[cfg(test)]
        assert!(is_compact(&text), "{text}");
        Self(text)
    }

    /// Makes it of a tree of values.
    pub(super) fn of_value(value: &serde_json::Value) -> Self {
        // It has no white space between its tokens, and only strings hold what is hostile.
        Self::written(safe(&value.to_string()).into_owned())
    }

    /// Returns it as what anybody can look at.
    pub(super) fn as_json(&self) -> Json<'_> {
        Json {
            text: &self.0,
            is_compact: true,
        }
    }
}

/// Tells whether JSON stands as [`CompactJson`] has to.
#[cfg(test)]
pub(super) fn is_compact(text: &str) -> bool {
    let mut again = Vec::with_capacity(text.len());
    Json::written(text).compact(&mut again);
    again == text.as_bytes()
}

/// One piece of a JSON text. Strings and numbers stand as they are written, quotes and escapes included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// `{` or `[`.
    Open(char),
    /// `}` or `]`.
    Close(char),
    /// `:`.
    Colon,
    /// `,`.
    Comma,
    /// A string that names a member of an object.
    Name(&'a str),
    /// Any other string.
    String(&'a str),
    /// A number, `true`, `false` or `null`.
    Scalar(&'a str),
}

impl<'a> Json<'a> {
    /// Returns the text if the bytes are JSON, white space around it allowed.
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let first = *bytes.iter().find(|byte| !byte.is_ascii_whitespace())?;
        // Most text is no JSON, and its first byte says so.
        if !matches!(
            first,
            b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n'
        ) {
            return None;
        }
        let raw: &RawValue = serde_json::from_slice(bytes).ok()?;
        let json = Self::written(raw.get());
        json.is_shallow().then_some(json)
    }

    /// Takes a text that is known to be JSON.
    pub(super) fn written(text: &'a str) -> Self {
        Self {
            text,
            is_compact: false,
        }
    }

    /// Returns the text as it was written.
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// Walks the text.
    pub fn tokens(&self) -> impl Iterator<Item = Token<'a>> + use<'a> {
        Tokens::of(self.text)
    }

    /// Walks the text; tells of each token where it stands, in bytes.
    pub fn places(&self) -> impl Iterator<Item = (Range<usize>, Token<'a>)> + use<'a> {
        let whole = self.text.len();
        let mut tokens = Tokens::of(self.text);
        std::iter::from_fn(move || {
            let token = tokens.next()?;
            let end = whole - tokens.rest.len();
            let length = match token {
                Token::Name(text) | Token::String(text) | Token::Scalar(text) => text.len(),
                Token::Open(_) | Token::Close(_) | Token::Colon | Token::Comma => 1,
            };
            Some((end - length..end, token))
        })
    }

    /// Appends the text without white space; what a terminal must not get raw is written as a `\u` escape.
    pub fn compact(&self, out: &mut Vec<u8>) {
        if self.is_compact {
            out.extend_from_slice(self.text.as_bytes());
            return;
        }
        for token in self.tokens() {
            match token {
                Token::Open(sign) | Token::Close(sign) => out.push(sign as u8),
                Token::Colon => out.push(b':'),
                Token::Comma => out.push(b','),
                Token::Name(text) | Token::String(text) => {
                    out.extend_from_slice(safe(text).as_bytes());
                }
                Token::Scalar(text) => out.extend_from_slice(text.as_bytes()),
            }
        }
    }

    fn is_shallow(&self) -> bool {
        let mut depth = 0_usize;
        self.tokens().all(|token| {
            match token {
                Token::Open(_) => depth += 1,
                Token::Close(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth <= MAX_DEPTH
        })
    }
}

/// Returns a string as it is written, with what a terminal must not get raw as `\u` escapes; it means the same.
pub fn safe(written: &str) -> Cow<'_, str> {
    if !written.chars().any(sanitize::is_hostile) {
        return Cow::Borrowed(written);
    }
    let mut out = String::with_capacity(written.len() + 16);
    for scalar in written.chars() {
        if sanitize::is_hostile(scalar) {
            for unit in scalar.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(scalar);
        }
    }
    Cow::Owned(out)
}

/// The walk over a text that is known to be valid.
struct Tokens<'a> {
    rest: &'a str,
    /// The containers around the next token: whether each is an object.
    open: Vec<bool>,
    /// Whether a string that comes next is a name.
    at_name: bool,
}

impl<'a> Tokens<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            rest: text,
            open: Vec::new(),
            at_name: false,
        }
    }

    /// Cuts the next `length` bytes off.
    fn cut(&mut self, length: usize) -> &'a str {
        let (token, rest) = self
            .rest
            .split_at_checked(length)
            .unwrap_or((self.rest, ""));
        self.rest = rest;
        token
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.rest = self.rest.trim_ascii_start();
        let first = *self.rest.as_bytes().first()?;
        let in_object = self.open.last() == Some(&true);
        Some(match first {
            b'{' | b'[' => {
                self.open.push(first == b'{');
                self.at_name = first == b'{';
                self.cut(1);
                Token::Open(char::from(first))
            }
            b'}' | b']' => {
                self.open.pop();
                self.cut(1);
                Token::Close(char::from(first))
            }
            b':' => {
                self.at_name = false;
                self.cut(1);
                Token::Colon
            }
            b',' => {
                self.at_name = in_object;
                self.cut(1);
                Token::Comma
            }
            b'"' => {
                let text = self.cut(string_length(self.rest.as_bytes()));
                if self.at_name && in_object {
                    Token::Name(text)
                } else {
                    Token::String(text)
                }
            }
            _ => {
                let ends =
                    |byte: &u8| matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace();
                let bytes = self.rest.as_bytes();
                let length = bytes.iter().position(ends).unwrap_or(bytes.len());
                Token::Scalar(self.cut(length.max(1)))
            }
        })
    }
}

/// Returns the length of the string that stands first, quotes included.
fn string_length(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(next) = bytes
        .get(at..)
        .and_then(|rest| memchr::memchr2(b'"', b'\\', rest))
    {
        at += next;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}
