//! Strings and bytes as JSON, appended to a buffer.
//!
//! An export spends most of its time here, so eight bytes are looked at, and copied, at a time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::sanitize;

/// What is written for one byte of UTF-8: one or two bytes, or none where the scalar it begins must be looked at.
#[derive(Clone, Copy)]
struct Written {
    bytes: [u8; 2],
    length: u8,
}

const WRITTEN: [Written; 256] = {
    let mut table = [Written {
        bytes: [0; 2],
        length: 0,
    }; 256];
    let mut byte = 0x20;
    while byte < 256 {
        table[byte] = Written {
            #[expect(clippy::cast_possible_truncation, reason = "the loop ends at 256")]
            bytes: [byte as u8, 0],
            length: 1,
        };
        byte += 1;
    }
    let escapes = [
        (b'"', b'"'),
        (b'\\', b'\\'),
        (b'\n', b'n'),
        (b'\r', b'r'),
        (b'\t', b't'),
    ];
    let mut index = 0;
    while index < escapes.len() {
        let (byte, letter) = escapes[index];
        table[byte as usize] = Written {
            bytes: [b'\\', letter],
            length: 2,
        };
        index += 1;
    }
    // DEL, and the first bytes of all else that `sanitize::is_hostile` names; a test compares the two.
    let looked_at = [0x7f, 0xc2, 0xcd, 0xd8, 0xe1, 0xe2, 0xe3, 0xef, 0xf0, 0xf3];
    let mut index = 0;
    while index < looked_at.len() {
        table[looked_at[index]].length = 0;
        index += 1;
    }
    table
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
///
/// Text that holds JSON has a quote every few bytes, where neither many small copies nor a branch on every byte is
/// fast. So eight bytes at a time go into a buffer on the stack: as they are, or, when one of them needs an escape,
/// through a table and without a branch.
fn push_inside(out: &mut Vec<u8>, text: &str) {
    // Small, because it is zeroed for every string, and most strings are names.
    const ROOM: usize = 256;
    let bytes = text.as_bytes();
    out.reserve(bytes.len() + bytes.len() / 8 + 16);
    let mut buffer = [0; ROOM];
    let mut used = 0;
    let mut at = 0;
    while at < bytes.len() {
        // Eight bytes become at most sixteen.
        let Some(room) = buffer[used..].first_chunk_mut::<16>() else {
            out.extend_from_slice(&buffer[..used]);
            used = 0;
            continue;
        };
        if let Some(eight) = bytes[at..].first_chunk::<8>() {
            if is_plain(*eight) {
                room[..8].copy_from_slice(eight);
                used += 8;
                at += 8;
                continue;
            }
            let mut length = 0;
            let mut looked_at = false;
            for byte in eight {
                let written = WRITTEN[usize::from(*byte)];
                // The masks change nothing; they tell the compiler that the places are inside.
                room[length & 15] = written.bytes[0];
                room[(length + 1) & 15] = written.bytes[1];
                length += usize::from(written.length);
                looked_at |= written.length == 0;
            }
            if !looked_at {
                used += length;
                at += 8;
                continue;
            }
        }
        let written = WRITTEN[usize::from(bytes[at])];
        if written.length > 0 {
            room[..2].copy_from_slice(&written.bytes);
            used += usize::from(written.length);
            at += 1;
            continue;
        }
        out.extend_from_slice(&buffer[..used]);
        used = 0;
        // Bytes inside a scalar have an entry of their own in the table, so this is a boundary.
        let scalar = text[at..].chars().next().unwrap_or('\0');
        let end = at + scalar.len_utf8();
        if sanitize::is_hostile(scalar) {
            push_scalar(out, scalar);
        } else {
            out.extend_from_slice(&bytes[at..end]);
        }
        at = end;
    }
    out.extend_from_slice(&buffer[..used]);
}

/// Tells whether eight bytes are all printable ASCII without quote and backslash.
fn is_plain(eight: [u8; 8]) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let word = u64::from_le_bytes(eight);
    // For bytes below 0x80, `x - n` borrows into the high bit where x < n, and `x ^ n` is 0 where x = n.
    let below = |word: u64, bound: u64| word.wrapping_sub(ONES * bound) & !word;
    let is = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    (word | below(word, 0x20) | is(b'"') | is(b'\\') | is(0x7f)) & HIGH == 0
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

/// Appends an integer: quicker than formatting, and an envelope holds a dozen.
pub(crate) fn push_integer(out: &mut Vec<u8>, number: impl Into<i64>) {
    let number = number.into();
    let mut digits = [0; 20];
    let mut start = digits.len();
    let mut rest = number.unsigned_abs();
    loop {
        start -= 1;
        // A remainder of ten is a digit.
        digits[start] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[start..]);
}

/// Appends bytes as a JSON string in standard base64, padded.
pub(crate) fn push_base64(out: &mut Vec<u8>, bytes: &[u8]) {
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

    fn is_plain_by_table(bytes: &[u8]) -> bool {
        let plain = |byte: &u8| byte.is_ascii() && WRITTEN[usize::from(*byte)].length == 1;
        bytes.iter().all(plain)
    }

    #[test]
    fn every_scalar_reads_back_and_no_hostile_one_stays_raw() {
        let check = |text: &str| {
            let written = string(text);
            assert!(!written.chars().any(sanitize::is_hostile), "{written}");
            let read: String = serde_json::from_str(&written).unwrap();
            assert_eq!(read, text);
        };
        let all: Vec<char> = ('\0'..=char::MAX).collect();
        for some in all.chunks(4096) {
            check(&String::from_iter(some));
        }
        // At every place in a run of eight, and so on either way through.
        for scalar in all
            .into_iter()
            .filter(|scalar| scalar.is_ascii() || sanitize::is_hostile(*scalar))
        {
            let place = scalar as usize % 9;
            check(&format!("{}{scalar}{}", "x".repeat(place), "y".repeat(9)));
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
        fn integers_are_in_decimal(number in any::<i64>(), shift in 0..64) {
            for number in [number >> shift, i64::MIN, i64::MAX, 0, -1] {
                let mut out = Vec::new();
                push_integer(&mut out, number);
                prop_assert_eq!(String::from_utf8(out).unwrap(), number.to_string());
            }
        }

        #[test]
        fn the_fast_look_agrees_with_the_table(eight in proptest::array::uniform8(any::<u8>())) {
            prop_assert_eq!(is_plain(eight), is_plain_by_table(&eight));
        }

        #[test]
        fn the_fast_look_agrees_on_text(text in "[ -~\\x00-\\x1f\\x7f]{8}") {
            let eight = text.as_bytes().try_into().unwrap();
            prop_assert_eq!(is_plain(eight), is_plain_by_table(&eight));
        }

        #[test]
        fn strings_read_back(text in "(.|[\"\\\\\n a-z]|\\p{Cyrillic}|\\p{C}){0,1200}") {
            let read: String = serde_json::from_str(&string(&text)).unwrap();
            prop_assert_eq!(read, text);
        }
    }
}
