//! What was typed after `-f`, read into a template.

use std::str::FromStr;

use super::number::NumberForm;
use super::{Number, Piece, Template, Text, TextForm};
use crate::error::Error;
use crate::render::column::Column;
use crate::sanitize::{line, width};
use crate::topics::nearest;

/// The verbs, for people.
const VERBS: &str = "the verbs are %t %p %o %k %s (or %v) %K %S (or %V) %R %T %d %e %h %H, and %{NAME} for what failed";

/// The forms of text, for people.
const TEXT_FORMS: &str = "text can be {hex}, {base64} or {base64raw}; a brace of its own is %{";

impl FromStr for Template {
    type Err = Error;

    /// Reads a template.
    ///
    /// # Errors
    ///
    /// Usage, with a mark under the place.
    fn from_str(text: &str) -> Result<Self, Error> {
        let mut reader = Reader {
            text,
            at: 0,
            in_header: false,
        };
        let pieces = reader.pieces()?;
        if pieces
            .iter()
            .all(|piece| matches!(piece, Piece::Literal(_)))
        {
            let error = Error::usage(format!("the template `{text}` names nothing of a record"));
            let formats = [
                "json", "ndjson", "yaml", "csv", "table", "wide", "name", "raw",
            ];
            return Err(if formats.contains(&text) {
                error.hint(format!("the format {text} is `-o {text}`"))
            } else {
                error.hint(VERBS)
            });
        }
        Ok(Self { pieces })
    }
}

/// The text, and how far it was read.
struct Reader<'t> {
    text: &'t str,
    /// In bytes.
    at: usize,
    /// Whether it is between the braces of `%h{…}`.
    in_header: bool,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Takes a character.
    fn next(&mut self) -> Option<char> {
        let char = self.rest().chars().next()?;
        self.at += char.len_utf8();
        Some(char)
    }

    fn take(&mut self, prefix: &str) -> bool {
        let found = self.rest().starts_with(prefix);
        if found {
            self.at += prefix.len();
        }
        found
    }

    /// Makes an error with a mark under a place, in bytes.
    fn wrong(&self, at: usize, what: impl Into<String>, hint: impl Into<String>) -> Error {
        let start = self.text[..at].rfind('\n').map_or(0, |before| before + 1);
        let shown = self.text[start..].lines().next().unwrap_or_default();
        let before = width(&line(&self.text[start..at]));
        Error::usage(what)
            .why(format!("{}\n{}^", line(shown), " ".repeat(before)))
            .hint(hint)
    }

    /// Reads up to the end, or up to the brace that ends a header's template.
    fn pieces(&mut self) -> Result<Vec<Piece>, Error> {
        let mut pieces = Vec::new();
        let mut literal = Vec::new();
        let begun = self.at;
        loop {
            let start = self.at;
            match self.next() {
                None if self.in_header => {
                    return Err(self.wrong(
                        begun - 1,
                        "the braces of %h are not closed",
                        "a header's template is as in %h{%k=%v }",
                    ));
                }
                None => break,
                Some('}') if self.in_header => break,
                Some('\\') => literal.push(self.escape(start)?),
                Some('%') => match self.verb(start)? {
                    Piece::Literal(bytes) => literal.extend(bytes),
                    piece => {
                        if !literal.is_empty() {
                            pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                        }
                        pieces.push(piece);
                    }
                },
                Some(char) => {
                    literal.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
                }
            }
        }
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal));
        }
        Ok(pieces)
    }

    /// Reads what follows a backslash, which stands at `start`.
    fn escape(&mut self, start: usize) -> Result<u8, Error> {
        let hint = "there are \\n, \\r, \\t, \\\\ and \\xHH";
        match self.next() {
            Some('n') => Ok(b'\n'),
            Some('r') => Ok(b'\r'),
            Some('t') => Ok(b'\t'),
            Some('\\') => Ok(b'\\'),
            Some('x') => {
                let digits = self.rest().get(..2).unwrap_or_default();
                let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
                let byte = u8::from_str_radix(digits, 16).ok().filter(|_| is_hex);
                let byte =
                    byte.ok_or_else(|| self.wrong(start, "`\\x` wants two hex digits", hint))?;
                self.at += 2;
                Ok(byte)
            }
            Some(other) => Err(self.wrong(start, format!("there is no escape `\\{other}`"), hint)),
            None => Err(self.wrong(start, "the template ends in a backslash", hint)),
        }
    }

    /// Reads what follows a percent sign, which stands at `start`.
    fn verb(&mut self, start: usize) -> Result<Piece, Error> {
        let Some(verb) = self.next() else {
            return Err(self.wrong(
                start,
                "the template ends in a percent sign",
                "a percent sign is %%",
            ));
        };
        match verb {
            '%' => return Ok(Piece::Literal(b"%".to_vec())),
            '}' => return Ok(Piece::Literal(b"}".to_vec())),
            '{' if self.in_header => return Ok(Piece::Literal(b"{".to_vec())),
            '{' => return self.named(start),
            _ => {}
        }
        if self.in_header {
            return match verb {
                'k' => self.text(Text::HeaderName),
                'v' | 's' => self.text(Text::HeaderValue),
                'K' => self.number(Number::HeaderNameLength),
                'V' | 'S' => self.number(Number::HeaderValueLength),
                _ => Err(self.wrong(
                    start,
                    format!("headers have no verb `%{verb}`"),
                    "in %h{…} there are %k, %v, %K, %V, %%, %{ and %}",
                )),
            };
        }
        match verb {
            't' => self.text(Text::Column(Column::Topic)),
            'k' => self.text(Text::Key),
            's' | 'v' => self.text(Text::Value),
            'p' => self.number(Number::Partition),
            'o' => self.number(Number::Offset),
            'e' => self.number(Number::LeaderEpoch),
            'K' => self.number(Number::KeyLength),
            'S' | 'V' => self.number(Number::ValueLength),
            'H' => self.number(Number::HeaderCount),
            'R' => Ok(Piece::Number(Number::ValueLength, NumberForm::Big(4))),
            'd' if self.rest().starts_with("{strftime") => self.time(),
            'd' | 'T' => self.number(Number::Timestamp),
            'h' if self.take("{") => {
                self.in_header = true;
                let pieces = self.pieces()?;
                self.in_header = false;
                Ok(Piece::EachHeader(pieces))
            }
            'h' => Ok(Piece::Headers),
            'a' | 'x' | 'y' | 'i' | 'D' | 'A' | '[' | '|' | ']' => Err(self.wrong(
                start,
                format!("`%{verb}` of rpk or kcl is not there"),
                VERBS,
            )),
            _ => Err(self.wrong(start, format!("there is no verb `%{verb}`"), VERBS)),
        }
    }

    /// Reads `NAME}` behind `%{`; where no name and brace follow, it is a brace, as in rpk and kcl.
    fn named(&mut self, start: usize) -> Result<Piece, Error> {
        let of_name = |char: char| char.is_ascii_alphanumeric() || "_-.".contains(char);
        let rest = self.rest();
        let end = match rest.strip_prefix("header:") {
            Some(_) => rest.find('}'),
            None => rest.find(|char| !of_name(char)),
        };
        let name = end.filter(|end| *end > 0 && rest[*end..].starts_with('}'));
        let Some(name) = name.map(|end| &rest[..end]) else {
            return Ok(Piece::Literal(b"{".to_vec()));
        };
        let Some(column) = Column::find(name) else {
            let names = Column::names();
            let near = nearest(name, names.split(", "));
            let near = near
                .first()
                .map(|near| format!("did you mean `%{{{near}}}`? "));
            return Err(self.wrong(
                start + 2,
                format!("`{name}` is nothing that a dead letter has"),
                format!("{}the names are {names}", near.unwrap_or_default()),
            ));
        };
        self.at += name.len() + 1;
        self.text(Text::Column(column))
    }

    /// Reads the word in braces that may follow a verb, with its place.
    fn modifier(&mut self) -> Result<Option<(usize, &'t str)>, Error> {
        if !self.take("{") {
            return Ok(None);
        }
        let at = self.at;
        let Some(end) = self.rest().find('}') else {
            return Err(self.wrong(
                at - 1,
                "a brace without its counterpart",
                "a brace of its own is %{",
            ));
        };
        let word = &self.rest()[..end];
        self.at += end + 1;
        Ok(Some((at, word)))
    }

    fn text(&mut self, text: Text) -> Result<Piece, Error> {
        let form = match self.modifier()? {
            None => TextForm::AsItIs,
            Some((_, "hex")) => TextForm::Hex,
            Some((_, "base64")) => TextForm::Base64,
            Some((_, "base64raw")) => TextForm::Base64Raw,
            Some((at, word)) => {
                return Err(self.wrong(at, format!("text has no form `{word}`"), TEXT_FORMS));
            }
        };
        Ok(Piece::Text(text, form))
    }

    fn number(&mut self, number: Number) -> Result<Piece, Error> {
        let form = match self.modifier()? {
            None => NumberForm::Decimal,
            Some((at, word)) => NumberForm::find(word).ok_or_else(|| {
                let hint = if word.starts_with("go") {
                    "times can be %d{strftime[%F %T]}".to_owned()
                } else {
                    let names = NumberForm::NAMES;
                    format!("numbers can be {names}; a brace of its own is %{{")
                };
                self.wrong(at, format!("numbers have no form `{word}`"), hint)
            })?,
        };
        Ok(Piece::Number(number, form))
    }

    /// Reads `{strftime[%F %T]}`; instead of the brackets there may be braces or number signs, and several of them.
    fn time(&mut self) -> Result<Piece, Error> {
        let start = self.at;
        self.at += "{strftime".len();
        let hint = "times are as in %d{strftime[%F %T]}";
        let rest = self.rest();
        let (open, close) = match rest.chars().next() {
            Some('[') => ('[', "]"),
            Some('{') => ('{', "}"),
            Some('#') => ('#', "#"),
            _ => return Err(self.wrong(start, "a format of time is missing", hint)),
        };
        let many = rest.len() - rest.trim_start_matches(open).len();
        let end = format!("{}}}", close.repeat(many));
        let format = rest[many..].split_once(&end).map(|(format, _)| format);
        let format =
            format.ok_or_else(|| self.wrong(start, "a format of time is not closed", hint))?;
        let epoch = jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC);
        if let Err(error) = jiff::fmt::strtime::format(format, &epoch) {
            return Err(self
                .wrong(start, format!("`{format}` is no format of time"), hint)
                .source(error));
        }
        self.at += many + format.len() + end.len();
        Ok(Piece::Time(format.into()))
    }
}
