//! Every header, decoded: its name, what kind of value it holds, and the value.

use super::super::page::Page;
use super::super::quantity::bytes;
use super::super::style::Ink;
use super::super::time;
use crate::dead_letter::{DeadLetterView, Malformed};
use crate::dialect::{HeaderValue, decode_header};
use crate::payload::{self, digits};
use crate::record::HeaderView;
use crate::sanitize::{ELLIPSIS, clip, excerpt, line, width};
use crate::wrap::{Whole, wrap};

/// The most cells of a name beside which a value is put; a longer one is clipped.
const MOST_NAME: usize = 40;

/// The cells of the kind: the longest is `exception`.
const KIND: usize = 9;

/// The cells that a value needs beside its name to be wrapped there.
const ROOM: usize = 60;

/// The most lines that one value takes beside its name.
const MOST_LINES: usize = 4;

/// The most cells of a value where nothing else bounds it.
const MOST_CELLS: usize = 400;

/// The most bytes of a header that are shown as digits.
const MOST_HEX: usize = 48;

/// A header as it is shown: the kind of its value, the value, and the colour.
struct Shown {
    kind: &'static str,
    text: String,
    ink: Ink,
}

impl Shown {
    fn new(kind: &'static str, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
            ink: Ink::Plain,
        }
    }

    fn ink(mut self, ink: Ink) -> Self {
        self.ink = ink;
        self
    }
}

/// Writes the section of the headers, under that title.
pub(super) fn headers(page: &mut Page<'_>, title: &str, letter: &DeadLetterView<'_>) {
    let headers = letter.record().headers;
    if headers.why_unreadable().is_some() {
        return;
    }
    page.section(title, &headers.len().to_string());
    let trace = letter
        .failure()
        .stack_trace
        .value()
        .map(|trace| trace.as_bytes());
    let most = page.screen.width.map_or(MOST_NAME, |width| {
        (width / 2).saturating_sub(4).clamp(12, MOST_NAME)
    });
    let names: Vec<_> = headers.iter().map(|header| name(header, most)).collect();
    let widest = names.iter().map(|name| width(name)).max().unwrap_or(0);
    for (name, header) in names.iter().zip(headers.iter()) {
        let is_trace = trace.is_some() && header.value == trace;
        let shown = if is_trace {
            let size = bytes(header.value.map_or(0, <[u8]>::len) as u64);
            Shown::new("text", format!("the stack trace above, {size}")).ink(Ink::Faint)
        } else {
            shown(page, header)
        };
        entry(page, name, widest, &shown);
    }
}

fn name(header: HeaderView<'_>, most: usize) -> String {
    if header.name.is_empty() {
        return "<empty>".to_owned();
    }
    clip(&line(header.name), most).into_owned()
}

/// Writes one header. A long value goes on under its beginning, or stands below the name where there is little room.
fn entry(page: &mut Page<'_>, name: &str, widest: usize, shown: &Shown) {
    let mut hang = 2 + widest + 2 + KIND + 2;
    let mut cells = page.screen.width.map(|width| width.saturating_sub(hang));
    let name_ink = page.screen.ink(Ink::Name, name);
    let kind_ink = page.screen.ink(Ink::Faint, shown.kind);
    let pad = |text: &str, cells: usize| " ".repeat(cells.saturating_sub(width(text)) + 2);
    let before = format!(
        "{name_ink}{}{kind_ink}{}",
        pad(name, widest),
        pad(shown.kind, KIND)
    );
    let is_below = cells.is_some_and(|cells| cells < ROOM && width(&shown.text) > cells);
    if is_below {
        page.raw(2, before.trim_end());
        hang = 6;
        cells = page
            .screen
            .width
            .map(|width| width.saturating_sub(hang).max(16));
    }
    let mut pieces = match cells {
        Some(cells) => wrap(&shown.text, cells, Whole::Nothing),
        None => vec![shown.text.as_str()],
    };
    let is_cut = pieces.len() > MOST_LINES;
    pieces.truncate(MOST_LINES);
    let last = pieces.len() - 1;
    for (index, piece) in pieces.iter().enumerate() {
        let text = if is_cut && index == last {
            let cells = cells.unwrap_or(MOST_CELLS);
            format!(
                "{}{ELLIPSIS}",
                clip(piece, cells.saturating_sub(1)).trim_end_matches(ELLIPSIS)
            )
        } else {
            (*piece).to_owned()
        };
        let text = page.screen.ink(shown.ink, text.trim_end()).into_owned();
        if index == 0 && !is_below {
            let line = format!("{before}{text}");
            page.raw(2, line.trim_end());
        } else {
            page.raw(hang, &text);
        }
    }
}

fn shown(page: &Page<'_>, header: HeaderView<'_>) -> Shown {
    match decode_header(header.name, header.value) {
        Some(HeaderValue::Integer(number)) => {
            Shown::new("integer", number.to_string()).ink(Ink::Number)
        }
        Some(HeaderValue::Timestamp(ms)) => {
            Shown::new("time", time::time(ms, &page.screen.zone)).ink(Ink::Number)
        }
        Some(HeaderValue::Text(text)) => Shown::new("text", excerpt(text.as_ref(), MOST_CELLS)),
        Some(HeaderValue::Exception {
            class,
            message,
            data_bytes,
        }) => {
            let mut text = excerpt(super::failure::short(&class), MOST_CELLS);
            if let Some(message) = message {
                text.push_str(": ");
                text.push_str(&excerpt(message.as_ref(), MOST_CELLS));
            }
            if let Some(data) = data_bytes {
                let size = bytes(data as u64);
                text = format!("{text} ({size} that could not be read)");
            }
            Shown::new("exception", text)
        }
        Some(HeaderValue::Malformed(malformed)) => broken(&malformed),
        None => undecoded(header.value),
    }
}

fn broken(malformed: &Malformed<'_>) -> Shown {
    let text = format!(
        "{}: {}",
        line(malformed.why.as_ref()),
        bytes_as_digits(malformed.bytes)
    );
    Shown::new("malformed", text).ink(Ink::Warning)
}

/// Shows the value of a header that no dialect knows.
fn undecoded(value: Option<&[u8]>) -> Shown {
    let bytes = value.unwrap_or_default();
    match payload::Shown::of(value) {
        payload::Shown::Null => Shown::new("null", ""),
        payload::Shown::Empty => Shown::new("empty", ""),
        payload::Shown::Binary(_) => Shown::new("binary", bytes_as_digits(bytes)),
        // A lone number or word is JSON too, but not to a reader.
        payload::Shown::Json(_) if matches!(bytes.first(), Some(b'{' | b'[')) => {
            Shown::new("json", excerpt(bytes, MOST_CELLS))
        }
        payload::Shown::Json(_) | payload::Shown::Text(_) => {
            Shown::new("text", excerpt(bytes, MOST_CELLS))
        }
    }
}

/// Returns bytes as digits, and how many there are if not all are shown.
fn bytes_as_digits(all: &[u8]) -> String {
    let shown = digits(&all[..all.len().min(MOST_HEX)], " ");
    if all.len() > MOST_HEX {
        format!("{shown} {ELLIPSIS} ({} bytes)", all.len())
    } else {
        shown
    }
}
