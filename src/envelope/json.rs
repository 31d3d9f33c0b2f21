//! Strings and bytes as JSON, appended to a buffer.
//!
//! An export spends most of its time here, so runs that need no escape are copied as they are, eight bytes at a look.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::sanitize;

/// What a byte of UTF-8 asks for inside a JSON string.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// It is copied.
    Plain,
    /// It is escaped.
    Escape,
    /// It may be the first byte of a scalar that people must not get raw; the scalar decides.
    Lead,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Plain; 256];
    let mut byte = 0;
    while byte < 0x20 {
        classes[byte] = Class::Escape;
        byte += 1;
    }
    classes[b'"' as usize] = Class::Escape;
    classes[b'\\' as usize] = Class::Escape;
    classes[0x7f] = Class::Escape;
    // The first bytes of all that `sanitize::is_hostile` names; a test compares the two.
    let leads = [0xc2, 0xcd, 0xd8, 0xe1, 0xe2, 0xe3, 0xef, 0xf0, 0xf3];
    let mut index = 0;
    while index < leads.len() {
        classes[leads[index]] = Class::Lead;
        index += 1;
    }
    classes
};

/// Appends a JSON string, quotes included.
///
/// Beyond what JSON demands, DEL, the C1 controls, what changes direction or is invisible, and U+2028 and U+2029 are
/// written as `\u` escapes: the document means the same, and a terminal that shows it raw comes to no harm.
pub fn push_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    push_inside(out, text);
    out.push(b'"');
}

/// Appends what stands between the quotes.
fn push_inside(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    out.reserve(bytes.len() + 16);
    let mut copied = 0;
    let mut at = 0;
    while at < bytes.len() {
        if let Some(eight) = bytes.get(at..at + 8)
            && is_plain(eight)
        {
            at += 8;
            continue;
        }
        match CLASSES[usize::from(bytes[at])] {
            Class::Plain => at += 1,
            Class::Escape => {
                out.extend_from_slice(&bytes[copied..at]);
                push_escape(out, bytes[at]);
                at += 1;
                copied = at;
            }
            Class::Lead => {
                // A lead byte starts a scalar, so this is a boundary of one.
                let scalar = text[at..].chars().next().unwrap_or('\0');
                if sanitize::is_hostile(scalar) {
                    out.extend_from_slice(&bytes[copied..at]);
                    push_scalar(out, scalar);
                    copied = at + scalar.len_utf8();
                }
                at += scalar.len_utf8();
            }
        }
    }
    out.extend_from_slice(&bytes[copied..]);
}

/// Tells whether eight bytes are all printable ASCII without quote and backslash.
fn is_plain(eight: &[u8]) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let Ok(eight) = eight.try_into() else {
        return false;
    };
    let word = u64::from_le_bytes(eight);
    // For bytes below 0x80, `x - n` borrows into the high bit where x < n, and `x ^ n` is 0 where x = n.
    let below = |word: u64, bound: u64| word.wrapping_sub(ONES * bound) & !word;
    let is = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    (word | below(word, 0x20) | is(b'"') | is(b'\\') | is(0x7f)) & HIGH == 0
}

fn push_escape(out: &mut Vec<u8>, byte: u8) {
    match byte {
        b'"' => out.extend_from_slice(b"\\\""),
        b'\\' => out.extend_from_slice(b"\\\\"),
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\t' => out.extend_from_slice(b"\\t"),
        _ => push_unit(out, u16::from(byte)),
    }
}

/// Appends a scalar as one `\u` escape, or two (a surrogate pair).
pub(super) fn push_scalar(out: &mut Vec<u8>, scalar: char) {
    for unit in scalar.encode_utf16(&mut [0; 2]) {
        push_unit(out, *unit);
    }
}

fn push_unit(out: &mut Vec<u8>, unit: u16) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let [high, low] = unit.to_be_bytes().map(usize::from);
    out.extend_from_slice(&[
        b'\\',
        b'u',
        DIGITS[high >> 4],
        DIGITS[high & 15],
        DIGITS[low >> 4],
        DIGITS[low & 15],
    ]);
}

/// Appends bytes as a JSON string in standard base64, padded.
pub(super) fn push_base64(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'"');
    let start = out.len();
    out.resize(start + bytes.len().div_ceil(3) * 4, 0);
    // The buffer is of the right size, so this does not fail.
    let written = STANDARD.encode_slice(bytes, &mut out[start..]).unwrap_or(0);
    out.truncate(start + written);
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn string(text: &str) -> String {
        let mut out = Vec::new();
        push_string(&mut out, text);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_scalar_reads_back_and_no_hostile_one_stays_raw() {
        for scalar in '\0'..=char::MAX {
            let text = scalar.to_string();
            let written = string(&text);
            let read: String = serde_json::from_str(&written).unwrap();
            assert_eq!(read, text);
            assert!(!written.chars().any(sanitize::is_hostile), "{written}");
        }
    }

    #[test]
    fn escapes_as_little_as_it_must() {
        let cases = [
            ("", r#""""#),
            (
                "plain, and longer than eight bytes",
                r#""plain, and longer than eight bytes""#,
            ),
            ("größe 数 😀 €", r#""größe 数 😀 €""#),
            ("a\"b\\c/d\n\r\t", r#""a\"b\\c/d\n\r\t""#),
            ("\u{1b}[31m\u{7f}", r#""\u001b[31m\u007f""#),
            (
                "\u{9b}\u{202e}\u{2028}\u{e0041}",
                r#""\u009b\u202e\u2028\udb40\udc41""#,
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(string(text), expected);
        }
    }

    proptest! {
        #[test]
        fn the_fast_look_agrees_with_the_table(eight in proptest::array::uniform8(any::<u8>())) {
            let plain = eight.iter().all(|byte| byte.is_ascii() && CLASSES[usize::from(*byte)] == Class::Plain);
            prop_assert_eq!(is_plain(&eight), plain);
        }

        #[test]
        fn the_fast_look_agrees_on_text(text in "[ -~\\x00-\\x1f\\x7f]{8}") {
            let plain = text.bytes().all(|byte| CLASSES[usize::from(byte)] == Class::Plain);
            prop_assert_eq!(is_plain(text.as_bytes()), plain);
        }

        #[test]
        fn strings_read_back(text in "(.|\\p{C}){0,80}") {
            let read: String = serde_json::from_str(&string(&text)).unwrap();
            prop_assert_eq!(read, text);
        }
    }
}
