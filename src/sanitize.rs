//! Untrusted text, made safe for people.
//!
//! Belongs here: escaping and clipping of text that came from a broker, a registry or a file. Does not belong here:
//! layout and colour (`render/`), nor JSON, whose strings have an escape of their own (`envelope/json.rs`).
//!
//! Everything that a record holds is hostile until it went through here: a key can move the cursor, an exception's
//! message can set the window's title, a header's name can turn the line around. What could do so is escaped and never
//! dropped, because it is evidence; and it is escaped wherever it goes, because what is piped into a file today is read
//! with `less -R` tomorrow.
//!
//! The escape is for the eye. A backslash that stands in the text stays one backslash, so the escaped form cannot be
//! turned back into bytes; JSON output is there for that.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr;

/// Stands at the end of what was clipped.
pub const ELLIPSIS: &str = "…";

/// Tells whether a scalar value must not reach a person as it is.
///
/// These are the C0 and C1 controls and DEL; what changes the direction of text; what is invisible or zero cells wide
/// and so can hide text or make two texts look alike; and the line and paragraph separators. The variation selectors
/// 15 and 16 are let through: they stand behind ordinary emoji.
pub fn is_hostile(scalar: char) -> bool {
    match scalar {
        ' '..='~' => false,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => true,
        _ => is_invisible(scalar),
    }
}

/// Tells whether a scalar value from U+00A0 on is invisible: Unicode's `Default_Ignorable_Code_Point`, the separators
/// and the interlinear annotations, without the two variation selectors of emoji.
fn is_invisible(scalar: char) -> bool {
    matches!(
        scalar,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0d}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Escapes text for one line: a line break becomes a visible `\n`, a tab `\t`.
pub fn line<T: AsRef<[u8]> + ?Sized>(text: &T) -> Cow<'_, str> {
    escape(text.as_ref(), false)
}

/// Escapes text for a block of lines: line breaks and tabs stay.
pub fn block<T: AsRef<[u8]> + ?Sized>(text: &T) -> Cow<'_, str> {
    escape(text.as_ref(), true)
}

/// Escapes text for one line and clips it to `cells`, without looking at more of it than that needs.
pub fn excerpt<T: AsRef<[u8]> + ?Sized>(text: &T, cells: usize) -> String {
    let text = text.as_ref();
    // Four bytes for the longest scalar, and as much again for marks that take no cell of their own.
    let enough = cells.saturating_mul(8).saturating_add(16);
    if text.len() <= enough {
        return clip(&line(text), cells).into_owned();
    }
    let mut end = enough;
    // Never in the middle of a scalar: its first half would look like invalid bytes.
    for _ in 0..3 {
        if text.get(end).is_some_and(|byte| byte & 0xc0 == 0x80) {
            end -= 1;
        }
    }
    let mut shown = line(&text[..end]).into_owned();
    if width(&shown) <= cells {
        // Marks without width filled the excerpt; say that there is more.
        shown = clip(&shown, cells.saturating_sub(1)).into_owned();
        if !shown.ends_with(ELLIPSIS) {
            shown.push_str(ELLIPSIS);
        }
        return shown;
    }
    clip(&shown, cells).into_owned()
}

/// Clips escaped text to a number of terminal cells; what was clipped ends in `…`, which counts.
///
/// It cuts between what a reader sees as characters, so neither a wide character nor a letter and its accents are torn.
pub fn clip(text: &str, cells: usize) -> Cow<'_, str> {
    if text.len() <= cells || width(text) <= cells {
        return Cow::Borrowed(text);
    }
    if cells == 0 {
        return Cow::Borrowed("");
    }
    let mut end = 0;
    let mut used = 0;
    for (start, cluster) in text.grapheme_indices(true) {
        used += width(cluster);
        if used > cells - 1 {
            break;
        }
        end = start + cluster.len();
    }
    Cow::Owned(format!("{}{ELLIPSIS}", &text[..end]))
}

/// Clips escaped text from its front, for text whose end tells more.
pub fn clip_front(text: &str, cells: usize) -> Cow<'_, str> {
    if text.len() <= cells || width(text) <= cells {
        return Cow::Borrowed(text);
    }
    if cells == 0 {
        return Cow::Borrowed("");
    }
    let mut start = text.len();
    let mut used = 0;
    for (index, cluster) in text.grapheme_indices(true).rev() {
        used += width(cluster);
        if used > cells - 1 {
            break;
        }
        start = index;
    }
    Cow::Owned(format!("{ELLIPSIS}{}", &text[start..]))
}

/// Returns how many terminal cells escaped text of one line takes.
pub fn width(text: &str) -> usize {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.len();
    }
    UnicodeWidthStr::width(text)
}

fn escape(text: &[u8], breaks: bool) -> Cow<'_, str> {
    let stays = |scalar: char| (breaks && matches!(scalar, '\n' | '\t')) || !is_hostile(scalar);
    if let Ok(text) = std::str::from_utf8(text)
        && text.chars().all(stays)
    {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + text.len() / 4 + 16);
    for chunk in text.utf8_chunks() {
        for scalar in chunk.valid().chars() {
            if stays(scalar) {
                out.push(scalar);
            } else {
                push_escaped(&mut out, scalar);
            }
        }
        for byte in chunk.invalid() {
            push_hex(&mut out, *byte);
        }
    }
    Cow::Owned(out)
}

fn push_escaped(out: &mut String, scalar: char) {
    match scalar {
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        '\r' => out.push_str("\\r"),
        '\0'..='\u{7f}' => push_hex(out, scalar as u8),
        // `\x80` to `\x9f` would say "an invalid byte", which is something else.
        _ => {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(scalar));
        }
    }
}

fn push_hex(out: &mut String, byte: u8) {
    let _ = write!(out, "\\x{byte:02x}");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What terminals have been attacked with, and what people must see instead.
    const HOSTILE: &[(&[u8], &str)] = &[
        (b"plain text", "plain text"),
        (b"", ""),
        (b"\x1b]0;owned\x07", r"\x1b]0;owned\x07"),
        (
            b"\x1b]8;;http://evil\x1b\\click\x1b]8;;\x1b\\",
            r"\x1b]8;;http://evil\x1b\click\x1b]8;;\x1b\",
        ),
        (b"\x1b]52;c;ZXZpbA==\x07", r"\x1b]52;c;ZXZpbA==\x07"),
        (b"\x1b[2J\x1b[1;1H", r"\x1b[2J\x1b[1;1H"),
        (b"\x1bP1$r0m\x1b\\", r"\x1bP1$r0m\x1b\"),
        (b"\x1b_G payload\x1b\\", r"\x1b_G payload\x1b\"),
        (b"\xc2\x9b31m", r"\u{9b}31m"),
        (b"\x9b31m", r"\x9b31m"),
        (b"\xc2\x85next", r"\u{85}next"),
        ("a\u{202e}txt.exe".as_bytes(), r"a\u{202e}txt.exe"),
        ("\u{2066}x\u{2069}".as_bytes(), r"\u{2066}x\u{2069}"),
        (
            "\u{200e}\u{200f}\u{61c}".as_bytes(),
            r"\u{200e}\u{200f}\u{61c}",
        ),
        ("ad\u{200b}min".as_bytes(), r"ad\u{200b}min"),
        ("\u{feff}bom".as_bytes(), r"\u{feff}bom"),
        ("a\u{2028}b\u{2029}c".as_bytes(), r"a\u{2028}b\u{2029}c"),
        ("soft\u{ad}hyphen".as_bytes(), r"soft\u{ad}hyphen"),
        ("tag\u{e0041}".as_bytes(), r"tag\u{e0041}"),
        ("hidden\u{e0100}".as_bytes(), r"hidden\u{e0100}"),
        (b"\xff\xfe\x00", r"\xff\xfe\x00"),
        (b"\xe2\x82", r"\xe2\x82"),
        (b"over\rwritten\x08\x7f", r"over\rwritten\x08\x7f"),
        (b"two\nlines\tand a tab", r"two\nlines\tand a tab"),
        ("größe 数 ❤\u{fe0f}".as_bytes(), "größe 数 ❤\u{fe0f}"),
        (br"C:\temp\new", r"C:\temp\new"),
    ];

    #[test]
    fn a_line_shows_what_is_hostile() {
        for (bytes, expected) in HOSTILE {
            assert_eq!(line(bytes), *expected, "{bytes:?}");
        }
    }

    #[test]
    fn a_block_keeps_breaks_and_tabs_alone() {
        for (bytes, expected) in HOSTILE {
            let expected = if bytes.starts_with(b"two") {
                "two\nlines\tand a tab"
            } else {
                expected
            };
            assert_eq!(block(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn clips_between_characters() {
        let cases = [
            ("order-42", 8, "order-42"),
            ("order-42", 7, "order-…"),
            ("order-42", 1, "…"),
            ("order-42", 0, ""),
            ("数数数数", 8, "数数数数"),
            ("数数数数", 7, "数数数…"),
            ("数数数数", 6, "数数…"),
            ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
            ("👍🏽👍🏽", 3, "👍🏽…"),
            ("👍🏽👍🏽", 2, "…"),
        ];
        for (text, cells, expected) in cases {
            assert_eq!(clip(text, cells), expected, "{text} in {cells}");
        }
        assert_eq!(clip_front("orders.events-3@991", 10), "…nts-3@991");
        assert_eq!(clip_front("数数数", 4), "…数");
        assert_eq!(clip_front("short", 5), "short");
    }

    #[test]
    fn an_excerpt_tells_that_there_is_more() {
        assert_eq!(excerpt("abc", 3), "abc");
        assert_eq!(excerpt(&"x".repeat(5_000), 4), "xxx…");
        // Every cut through a four-byte scalar.
        for shift in 0..4 {
            let text = format!("{}{}", "a".repeat(shift), "😀".repeat(100));
            assert!(!excerpt(&text, 10).contains("\\x"), "{shift}");
        }
        let marks = format!("e{}", "\u{301}".repeat(5_000));
        let shown = excerpt(&marks, 10);
        assert!(shown.len() < 200 && shown.ends_with('…'), "{shown}");
    }

    proptest! {
        #[test]
        fn nothing_hostile_comes_through(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(!line(&bytes).chars().any(is_hostile));
            prop_assert!(!block(&bytes).chars().any(|c| is_hostile(c) && c != '\n' && c != '\t'));
            prop_assert!(!excerpt(&bytes, 10).chars().any(is_hostile));
        }

        #[test]
        fn nothing_hostile_comes_through_from_text(text in "(.|\\p{Cf}|\\p{Cc}|\\p{Zl}|\\p{Zp}|\\p{Mn}){0,60}") {
            prop_assert!(!line(&text).chars().any(is_hostile));
            prop_assert!(!excerpt(&text, 7).chars().any(is_hostile));
        }

        #[test]
        fn what_is_clipped_fits(text in "(.|[a-z]|\\p{Han}|\\p{Mn}|\\p{Emoji}){0,40}", cells in 0_usize..30) {
            let text = line(&text);
            prop_assert!(width(&clip(&text, cells)) <= cells);
            prop_assert!(width(&clip_front(&text, cells)) <= cells);
            prop_assert!(width(&excerpt(&*text, cells)) <= cells);
        }

        #[test]
        fn the_categories_of_unicode_are_covered(scalar in "[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Bidi_Control}\\p{Default_Ignorable_Code_Point}--[\u{fe0e}\u{fe0f}]]") {
            prop_assert!(scalar.chars().all(is_hostile), "{:?}", scalar);
        }
    }
}
