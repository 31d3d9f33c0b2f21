//! Masks values of a JSON text. Everything else stays byte for byte: white space, order, duplicates, numbers.

use std::borrow::Cow;

use super::REDACTED;
use super::path::{Path, States};
use super::quotes::Leaves;
use crate::payload::{Json, Token};

/// A list or an object around the next token.
struct Frame {
    states: States,
    /// The place of the next element; `None` for an object.
    index: Option<usize>,
}

/// Masks what paths lead to, and notes the texts that were there. Returns `None` where none leads to anything.
pub(super) fn mask(json: Json<'_>, paths: &[&Path], leaves: &mut Leaves) -> Option<String> {
    let text = json.as_str();
    let mut out = String::new();
    let mut copied = 0;
    let mut frames: Vec<Frame> = Vec::new();
    let mut next = States::begin(paths);
    // Where a container begins that is masked as a whole, and how deep the walk is in it.
    let mut masked: Option<(usize, usize)> = None;
    let mut replace = |start: usize, end: usize, copied: &mut usize| {
        out.push_str(text.get(*copied..start).unwrap_or_default());
        out.push('"');
        out.push_str(REDACTED);
        out.push('"');
        *copied = end;
    };
    for (place, token) in json.places() {
        if let Some((start, depth)) = &mut masked {
            match token {
                Token::Open(_) => *depth += 1,
                Token::Close(_) => *depth -= 1,
                Token::Name(written) => leaves.name(written),
                Token::String(written) => leaves.string(written),
                Token::Scalar(written) => leaves.scalar(written),
                Token::Colon | Token::Comma => {}
            }
            if *depth == 0 {
                replace(*start, place.end, &mut copied);
                masked = None;
            }
            continue;
        }
        match token {
            Token::Open(sign) => {
                let states = std::mem::take(&mut next);
                if states.end_here(paths) {
                    masked = Some((place.start, 1));
                    continue;
                }
                let index = (sign == '[').then_some(0);
                if index.is_some() {
                    next = states.element(paths, 0);
                }
                frames.push(Frame { states, index });
            }
            Token::Close(_) => {
                frames.pop();
            }
            Token::Comma => {
                if let Some(Frame {
                    states,
                    index: Some(index),
                }) = frames.last_mut()
                {
                    *index += 1;
                    next = states.element(paths, *index);
                }
            }
            Token::Colon => {}
            Token::Name(written) => {
                let states = frames.last().map(|frame| &frame.states);
                next = match states.filter(|states| !states.is_empty()) {
                    Some(states) => states.member(paths, &unescaped(written)),
                    None => States::default(),
                };
            }
            Token::String(written) | Token::Scalar(written) => {
                if std::mem::take(&mut next).end_here(paths) {
                    match token {
                        Token::String(_) => leaves.string(written),
                        _ => leaves.scalar(written),
                    }
                    replace(place.start, place.end, &mut copied);
                }
            }
        }
    }
    // What is valid closes what it opens; of anything else nothing is left over that was to be masked.
    if let Some((start, _)) = masked {
        replace(start, text.len(), &mut copied);
    }
    if copied == 0 {
        return None;
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Some(out)
}

/// Notes every text of a document.
pub(super) fn note_all(json: Json<'_>, leaves: &mut Leaves) {
    for token in json.tokens() {
        match token {
            Token::Name(written) => leaves.name(written),
            Token::String(written) => leaves.string(written),
            Token::Scalar(written) => leaves.scalar(written),
            Token::Open(_) | Token::Close(_) | Token::Colon | Token::Comma => {}
        }
    }
}

/// Returns what a string means, quotes taken off. Half a surrogate pair, which means nothing, becomes U+FFFD.
pub(super) fn unescaped(written: &str) -> Cow<'_, str> {
    let inside = written.strip_prefix('"').unwrap_or(written);
    let inside = inside.strip_suffix('"').unwrap_or(inside);
    if !inside.contains('\\') {
        return Cow::Borrowed(inside);
    }
    let mut out = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let mut signs = after.chars();
        let sign = signs.next().unwrap_or('\\');
        rest = signs.as_str();
        match sign {
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            't' => out.push('\t'),
            'u' => {
                let Some((first, after)) = unit(rest) else {
                    out.push(char::REPLACEMENT_CHARACTER);
                    continue;
                };
                rest = after;
                let second = after.strip_prefix("\\u").and_then(unit);
                let is_half = (0xd800..0xdc00).contains(&first);
                let pair =
                    second.filter(|(second, _)| is_half && (0xdc00..0xe000).contains(second));
                let units = match pair {
                    Some((second, after)) => {
                        rest = after;
                        [Some(first), Some(second)]
                    }
                    None => [Some(first), None],
                };
                let scalars = char::decode_utf16(units.into_iter().flatten());
                out.extend(scalars.map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER)));
            }
            other => out.push(other),
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Reads four hexadecimal digits; returns what follows too.
fn unit(text: &str) -> Option<(u16, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    Some((u16::from_str_radix(digits, 16).ok()?, rest))
}
