//! A key or a value: JSON, text or a hexadecimal dump.

use super::super::page::Page;
use super::super::quantity::{bytes, counted};
use super::super::style::Ink;
use super::Wanted;
use crate::dead_letter::DeadLetterView;
use crate::payload::{HexDump, Json, Part, Payload, Shown, Token, safe};
use crate::sanitize::ELLIPSIS;

/// The most lines that are shown.
const MOST_LINES: usize = 1_000;

/// The most bytes that are dumped.
const MOST_DUMPED: usize = 512;

/// The most bytes of text that are shown.
const MOST_TEXT: usize = 64 << 10;

/// The most bytes of one string of a JSON text that are shown.
const MOST_STRING: usize = 8 << 10;

/// What a section of a key or a value says besides.
#[derive(Clone, Copy)]
pub(super) struct Section<'s> {
    /// The heading.
    title: &'s str,
    /// What it means that there is none.
    null: &'s str,
    /// Where it was found, if not in the dead letter.
    from: Option<&'s str>,
    /// Whether it is told how it is read.
    explain: bool,
}

impl<'s> Section<'s> {
    /// Makes a section of what stands in the dead letter itself.
    pub(super) fn of(title: &'s str, null: &'s str, wanted: &Wanted) -> Self {
        Self {
            title,
            null,
            from: None,
            explain: wanted.explain,
        }
    }

    /// Says where it was found.
    pub(super) fn found(self, from: &'s str) -> Self {
        Self {
            from: Some(from),
            ..self
        }
    }
}

/// Writes the section of a key or a value.
pub(super) fn payload(
    page: &mut Page<'_>,
    letter: &DeadLetterView<'_>,
    part: Part,
    section: &Section<'_>,
) {
    let payload = letter.part(part);
    let title = section.title;
    let and_from = |said: &str| match section.from {
        Some(from) => format!("{said}, {from}"),
        None => said.to_owned(),
    };
    let shown = payload.shown();
    match shown {
        Shown::Null => page.section(title, &and_from(section.null)),
        Shown::Empty => page.section(title, &and_from("empty, which is not null")),
        _ => page.section(title, &and_from(&heading(payload, letter.size(part)))),
    }
    // Why it cannot be read is the answer; what it looks like is the proof.
    if let Some(problem) = letter.problem(part) {
        page.line(2, Ink::Warning, &problem.text);
        if let Some(detail) = &problem.detail {
            page.line(4, Ink::Plain, detail);
        }
    }
    match shown {
        Shown::Json(json) => self::json(page, json),
        Shown::Text(text) => self::text(page, text),
        Shown::Binary(bytes) => dump(page, bytes),
        Shown::Null | Shown::Empty => {}
    }
    for note in &payload.notes {
        page.line(2, Ink::Faint, note);
    }
    if section.explain {
        for step in letter.explain(part) {
            let (sign, ink) = if step.holds {
                ("+", Ink::Plain)
            } else {
                ("-", Ink::Faint)
            };
            page.line(2, ink, &format!("{sign} {}", step.text));
        }
    }
}

/// Says what a payload is: its format, its schema, its size, and where it was found if not in its place.
fn heading(payload: &Payload<'_>, size: Option<usize>) -> String {
    let mut said = vec![payload.format().name().to_owned()];
    if let Some(schema) = &payload.schema {
        let id = schema.id.map(|id| id.to_string());
        said.extend(schema.name.iter().cloned().chain(id));
    }
    match payload.from_header {
        Some(header) => said.push(format!("null; these bytes are from the header {header}")),
        None => said.push(bytes(size.unwrap_or(0) as u64)),
    }
    said.join(", ")
}

fn dump(page: &mut Page<'_>, raw: &[u8]) {
    let dump = HexDump::of(raw, MOST_DUMPED);
    for line in dump.to_string().lines() {
        page.raw(2, line);
    }
    if let Some(number) = integer(raw) {
        page.line(2, Ink::Faint, &format!("as a big-endian integer: {number}"));
    }
    if dump.left_out() > 0 {
        let left = format!(
            "… {} left out: -o raw has them all",
            counted(dump.left_out() as u64, "byte")
        );
        page.line(2, Ink::Faint, &left);
    }
}

/// Reads what Java's serializers of `Integer` and `Long` write.
fn integer(raw: &[u8]) -> Option<i64> {
    match raw.len() {
        4 => raw
            .try_into()
            .ok()
            .map(|bytes| i32::from_be_bytes(bytes).into()),
        8 => raw.try_into().ok().map(i64::from_be_bytes),
        _ => None,
    }
}

fn text(page: &mut Page<'_>, text: &str) {
    let mut end = text.len().min(MOST_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let (shown, left) = text.split_at(end);
    page.line(2, Ink::Plain, shown);
    if !left.is_empty() {
        page.line(
            2,
            Ink::Faint,
            &format!(
                "… {} left out: -o raw has them all",
                counted(left.len() as u64, "byte")
            ),
        );
    }
}

/// Writes JSON, one member or element a line, in its own order and with its own numbers.
fn json(page: &mut Page<'_>, json: Json<'_>) {
    let mut line = String::new();
    let mut lines = 0;
    let mut depth = 0_usize;
    let mut tokens = json.tokens().peekable();
    // Ends the line and indents the next one; `false` when there are enough.
    let mut end_line = |page: &mut Page<'_>, line: &mut String, depth: usize| {
        page.raw(2, line);
        line.clear();
        line.extend(std::iter::repeat_n(' ', 2 * depth));
        lines += 1;
        lines < MOST_LINES
    };
    while let Some(token) = tokens.next() {
        let screen = page.screen;
        let go_on = match token {
            Token::Open(sign) => {
                line.push(sign);
                if let Some(Token::Close(sign)) = tokens.peek().copied() {
                    line.push(sign);
                    tokens.next();
                    true
                } else {
                    depth += 1;
                    end_line(page, &mut line, depth)
                }
            }
            Token::Close(sign) => {
                depth = depth.saturating_sub(1);
                let go_on = end_line(page, &mut line, depth);
                line.push(sign);
                go_on
            }
            Token::Comma => {
                line.push(',');
                end_line(page, &mut line, depth)
            }
            Token::Colon => {
                line.push_str(": ");
                true
            }
            Token::Name(text) => {
                line.push_str(&screen.ink(Ink::Name, &bounded(text)));
                true
            }
            Token::String(text) => {
                line.push_str(&screen.ink(Ink::Text, &bounded(text)));
                true
            }
            Token::Scalar(text) => {
                line.push_str(&screen.ink(Ink::Number, &bounded(text)));
                true
            }
        };
        if !go_on {
            page.line(2, Ink::Faint, "… the rest is left out: -o raw has it all");
            return;
        }
    }
    page.raw(2, &line);
}

/// Returns a string as it is written, of a long one the beginning.
fn bounded(written: &str) -> String {
    if written.len() <= MOST_STRING {
        return safe(written).into_owned();
    }
    let mut end = MOST_STRING;
    while !written.is_char_boundary(end) {
        end -= 1;
    }
    format!(
        "{}{ELLIPSIS} ({})",
        safe(&written[..end]),
        bytes(written.len() as u64)
    )
}
