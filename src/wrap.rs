//! Text for people, cut into lines between its words.
//!
//! Belongs here: where a line of escaped text may be broken, and how the lines below a label hang. Does not belong
//! here: what stands in the lines (`render/`), nor how wide the terminal is (`ui.rs`).

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::sanitize::width;

/// How this program is started where nothing stands around it.
pub const PROGRAM: &str = "dltctl";

/// What a command of this program begins with in a text of ours.
const BEFORE_COMMAND: &str = "`dltctl ";

/// The fewest cells that a line of text is given, however narrow the terminal.
const FEWEST_CELLS: usize = 20;

/// Puts the words in front of the commands between backticks that start this program where it runs: `dltctl`, or more.
pub fn as_typed<'t>(text: &'t str, called: &str) -> Cow<'t, str> {
    if called == PROGRAM || !text.contains(BEFORE_COMMAND) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(BEFORE_COMMAND, &format!("`{called} ")))
}

/// What stays in one piece also where it is wider than the line, so that it can be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// Words.
    Words,
    /// Words, an option and the word behind it, and what stands between backticks.
    Commands,
    /// Nothing: a word that is too wide is torn.
    Nothing,
}

/// Cuts a line into pieces of at most `cells`, between words.
pub fn wrap(text: &str, cells: usize, whole: Whole) -> Vec<&str> {
    if text.len() <= cells {
        return vec![text];
    }
    let mut pieces = Vec::new();
    // The piece that is being filled: where it begins, its cells so far, and whether it has more than indentation.
    let (mut start, mut used, mut begun) = (0, 0, false);
    // The last place to break at: where the word before it ends, the next one begins, and the cells up to there.
    let mut gap: Option<(usize, usize, usize)> = None;
    let mut quoted = false;
    for (at, cluster) in text.grapheme_indices(true) {
        if whole == Whole::Commands && cluster == "`" {
            // A backtick without a second one is only a backtick.
            quoted = !quoted && text[at + 1..].contains('`');
        }
        if cluster == " " && !quoted {
            used += 1;
            gap = match gap {
                Some((end, next, _)) if next == at => Some((end, at + 1, used)),
                _ if !begun => None,
                _ if whole == Whole::Commands && is_option(last_word(&text[start..at])) => gap,
                _ => Some((at, at + 1, used)),
            };
            continue;
        }
        begun = true;
        let more = width(cluster);
        if used + more > cells
            && let Some((end, next, before)) = gap.take()
        {
            pieces.push(&text[start..end]);
            (start, used) = (next, used - before);
        }
        if used + more > cells && whole == Whole::Nothing && at > start {
            pieces.push(&text[start..at]);
            (start, used) = (at, 0);
        }
        used += more;
    }
    let rest = &text[start..];
    pieces.push(if used > cells {
        rest.trim_end_matches(' ')
    } else {
        rest
    });
    pieces
}

/// Returns what stands behind the last space.
fn last_word(text: &str) -> &str {
    text.rsplit(' ').next().unwrap_or_default()
}

/// Tells whether a word is an option, whose value may be the next word.
fn is_option(word: &str) -> bool {
    let word = word.trim_start_matches(['(', '`']);
    word.starts_with('-')
        && word.len() > 1
        && word.ends_with(|last: char| last.is_ascii_alphanumeric())
}

/// Where text stands: beside what label, and how far from the edge.
#[derive(Clone, Copy, Debug)]
pub struct Paragraph<'a> {
    /// What stands in front of the first line, indentation included; it may hold colours.
    pub label: &'a str,
    /// The cells in front of all further lines.
    pub hang: usize,
    /// The cells of the whole line; `None` where there is no terminal, and nothing is wrapped.
    pub width: Option<usize>,
    /// What is never broken.
    pub whole: Whole,
}

impl Paragraph<'_> {
    /// Appends escaped text; each piece goes through `ink`.
    ///
    /// Its own line breaks stay. Where commands stay whole, so do all lines but the first: they are commands or excerpts of
    /// files.
    pub fn push(&self, out: &mut String, text: &str, ink: impl Fn(&str) -> Cow<'_, str>) {
        let cells = self
            .width
            .map(|width| width.saturating_sub(self.hang).max(FEWEST_CELLS));
        out.push_str(self.label);
        let mut first = true;
        for part in text.trim_end().split('\n') {
            let part = part.replace('\t', "    ");
            let pieces = match cells {
                Some(_) if self.whole == Whole::Commands && !first => vec![part.as_str()],
                Some(cells) => wrap(&part, cells, self.whole),
                None => vec![part.as_str()],
            };
            for piece in pieces {
                let piece = piece.trim_end();
                if !std::mem::take(&mut first) {
                    out.push('\n');
                    if !piece.is_empty() {
                        out.extend(std::iter::repeat_n(' ', self.hang));
                    }
                }
                out.push_str(&ink(piece));
            }
        }
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wraps_between_words() {
        use Whole::{Nothing, Words};
        let cases: &[(&str, usize, Whole, &[&str])] = &[
            ("", 10, Words, &[""]),
            ("short", 10, Words, &["short"]),
            ("one two three", 8, Words, &["one two", "three"]),
            ("one two three", 7, Words, &["one two", "three"]),
            ("one two   three", 9, Words, &["one two", "three"]),
            ("one two    ", 7, Words, &["one two"]),
            ("exactly", 7, Words, &["exactly"]),
            (
                "averylongword and more",
                8,
                Words,
                &["averylongword", "and more"],
            ),
            (
                "averylongword and more",
                8,
                Nothing,
                &["averylon", "gword", "and more"],
            ),
            ("a averylongword", 8, Words, &["a", "averylongword"]),
            ("a averylongword", 8, Nothing, &["a", "averylon", "gword"]),
            ("数数数数", 4, Nothing, &["数数", "数数"]),
            ("数数 数数", 4, Words, &["数数", "数数"]),
            ("数 数", 4, Words, &["数", "数"]),
            // An accent of its own takes no cell and stays with its letter.
            (
                "e\u{301}e\u{301} e\u{301}",
                2,
                Words,
                &["e\u{301}e\u{301}", "e\u{301}"],
            ),
            (
                "e\u{301}e\u{301} e\u{301}",
                4,
                Words,
                &["e\u{301}e\u{301} e\u{301}"],
            ),
            ("    indented words", 10, Words, &["    indented", "words"]),
        ];
        for (text, cells, whole, expected) in cases {
            assert_eq!(wrap(text, *cells, *whole), *expected, "{text} in {cells}");
        }
    }

    #[test]
    fn commands_stay_whole() {
        let cases: &[(&str, usize, &[&str])] = &[
            (
                "try `dltctl ledger init` first",
                12,
                &["try", "`dltctl ledger init`", "first"],
            ),
            (
                "(`dltctl topics`) or more",
                12,
                &["(`dltctl topics`)", "or more"],
            ),
            // One backtick opens nothing.
            ("it`s one of four", 8, &["it`s one", "of four"]),
            (
                "offsets: -p 0 -O 10:20; one kind",
                14,
                &["offsets: -p 0", "-O 10:20; one", "kind"],
            ),
            (
                "go on with --to-partition key",
                14,
                &["go on with", "--to-partition key"],
            ),
            // What a dash does besides.
            ("one - two - three", 7, &["one -", "two -", "three"]),
            ("--again, or else", 9, &["--again,", "or else"]),
        ];
        for (text, cells, expected) in cases {
            assert_eq!(
                wrap(text, *cells, Whole::Commands),
                *expected,
                "{text} in {cells}"
            );
        }
    }

    #[test]
    fn commands_are_told_as_they_are_typed() {
        let text = "try `dltctl topics`, or `dltctl list`; dltctl reads `kcat`";
        assert_eq!(as_typed(text, PROGRAM), text);
        assert_eq!(
            as_typed(text, "dltctl demo --"),
            "try `dltctl demo -- topics`, or `dltctl demo -- list`; dltctl reads `kcat`"
        );
    }

    fn paragraph(width: Option<usize>, text: &str) -> String {
        let mut out = String::new();
        Paragraph {
            label: "  hint: ",
            hang: 8,
            width,
            whole: Whole::Commands,
        }
        .push(&mut out, text, |piece| Cow::Borrowed(piece));
        out
    }

    #[test]
    fn further_lines_hang_below_the_text() {
        let text = "create it once with `dltctl ledger init`\nor ask an administrator:\nkafka-topics.sh --create --topic ledger\n";
        insta::assert_snapshot!(paragraph(Some(40), text), @r"
          hint: create it once with
                `dltctl ledger init`
                or ask an administrator:
                kafka-topics.sh --create --topic ledger
        ");
        insta::assert_snapshot!(paragraph(None, text), @r"
          hint: create it once with `dltctl ledger init`
                or ask an administrator:
                kafka-topics.sh --create --topic ledger
        ");
        assert_eq!(paragraph(Some(3), ""), "  hint: \n");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_only_long_words_stick_out(
            text in "([a-z]|`|-|\\p{Han}|\\p{Mn}|  ){0,40}",
            cells in 2_usize..12,
        ) {
            for whole in [Whole::Words, Whole::Commands, Whole::Nothing] {
                let pieces = wrap(&text, cells, whole);
                let joined: String = pieces.concat().replace(' ', "");
                prop_assert_eq!(joined, text.replace(' ', ""));
                for piece in pieces {
                    let fits = width(piece.trim_end()) <= cells;
                    let one = !piece.trim().contains(' ');
                    prop_assert!(fits || one || whole == Whole::Commands || piece.starts_with(' '), "{piece:?}");
                }
            }
        }
    }
}
