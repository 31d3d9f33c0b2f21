//! Lines of a screen: indented, wrapped, escaped and coloured.

use super::super::style::{Ink, Screen};
use super::super::time;
use crate::sanitize::{block, excerpt, line, width};

/// The cells of the labels in front of facts, the gap behind them included.
const LABEL: usize = 12;

/// Where facts begin that are too wide to stand beside their label.
const BELOW: usize = 4;

/// The most cells of a clipped line where nothing else bounds it.
const MOST_CELLS: usize = 400;

/// The text of a screen while it is made. Whatever comes in is escaped here.
pub(super) struct Page<'s> {
    pub(super) screen: &'s Screen,
    text: String,
}

impl<'s> Page<'s> {
    /// Starts an empty page.
    pub(super) fn new(screen: &'s Screen) -> Self {
        Self {
            screen,
            text: String::new(),
        }
    }

    /// Returns what was written.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Starts a section: an empty line, its title, and what else belongs on that line.
    pub(super) fn section(&mut self, title: &str, more: &str) {
        self.text.push('\n');
        self.text.push_str(&self.screen.ink(Ink::Heading, title));
        if !more.is_empty() {
            self.text.push_str("  ");
            self.text
                .push_str(&self.screen.ink(Ink::Faint, &line(more)));
        }
        self.text.push('\n');
    }

    /// Puts an empty line at a place that was the end of the text.
    pub(super) fn gap_at(&mut self, place: usize) {
        self.text.insert(place, '\n');
    }

    /// Writes text on one line, clipped to the screen.
    pub(super) fn clipped(&mut self, indent: usize, ink: Ink, text: &str) {
        let cells = self
            .screen
            .width
            .map_or(MOST_CELLS, |width| width.saturating_sub(indent).max(20));
        let text = excerpt(text, cells);
        let text = self.screen.ink(ink, &text).into_owned();
        self.raw(indent, &text);
    }

    /// Writes text, wrapped between words; its own line breaks stay.
    pub(super) fn line(&mut self, indent: usize, ink: Ink, text: &str) {
        self.hanging(indent, "", indent, ink, text);
    }

    /// Writes a label and what belongs to it, wrapped beside the label.
    pub(super) fn fact(&mut self, label: &str, ink: Ink, text: &str) {
        let pad = LABEL.saturating_sub(width(label)).max(1);
        let label = format!("{}{}", self.screen.ink(Ink::Faint, label), " ".repeat(pad));
        let beside = 2 + LABEL;
        let room = |hang: usize| Some(self.screen.width?.saturating_sub(hang));
        let fits = |hang| room(hang).is_none_or(|cells| widest_word(text) <= cells);
        // A class name that is too long for its place stands below its label, whole, rather than torn by the terminal.
        if !fits(beside) && fits(BELOW) {
            self.raw(2, label.trim_end());
            self.hanging(BELOW, "", BELOW, ink, text);
        } else {
            self.hanging(2, &label, beside, ink, text);
        }
    }

    /// Writes finished text, which has gone through `sanitize` and may hold colours, as one line.
    pub(super) fn raw(&mut self, indent: usize, text: &str) {
        if !text.is_empty() {
            self.text.extend(std::iter::repeat_n(' ', indent));
            self.text.push_str(text);
        }
        self.text.push('\n');
    }

    fn hanging(&mut self, indent: usize, label: &str, hang: usize, ink: Ink, text: &str) {
        let cells = self
            .screen
            .width
            .map(|width| width.saturating_sub(hang).max(20));
        let text = block(text);
        let mut first = true;
        for part in text.trim_end().split('\n') {
            let part = part.replace('\t', "    ");
            for piece in wrap(&part, cells, false) {
                let before = if first { indent } else { hang };
                if first || !piece.is_empty() {
                    self.text.extend(std::iter::repeat_n(' ', before));
                }
                if std::mem::take(&mut first) {
                    self.text.push_str(label);
                }
                self.text.push_str(&self.screen.ink(ink, piece.trim_end()));
                self.text.push('\n');
            }
        }
    }

    /// Returns a time and how long ago it was.
    pub(super) fn when(&self, ms: i64) -> String {
        let age = time::age(ms, self.screen.now_ms);
        let age = match age.strip_prefix('-') {
            Some(ahead) => format!("in {ahead}"),
            None => format!("{age} ago"),
        };
        format!("{} ({age})", time::time(ms, &self.screen.zone))
    }
}

/// Returns the cells of the widest word.
fn widest_word(text: &str) -> usize {
    block(text).split([' ', '\n']).map(width).max().unwrap_or(0)
}

/// Cuts a line into pieces of at most `cells`, between words. A longer word stays whole, so that it can be copied, or is
/// torn where `tear` says so.
pub(super) fn wrap(text: &str, cells: Option<usize>, tear: bool) -> Vec<&str> {
    use unicode_segmentation::UnicodeSegmentation as _;

    let Some(cells) = cells else {
        return vec![text];
    };
    let mut pieces = Vec::new();
    let mut rest = text;
    while width(rest) > cells {
        let mut used = 0;
        let mut last_space = None;
        let mut end = rest.len();
        for (at, cluster) in rest.grapheme_indices(true) {
            if cluster == " " && at > 0 {
                last_space = Some(at);
            }
            used += width(cluster);
            if used > cells {
                end = at;
                break;
            }
        }
        // Indentation is no place to break at.
        let indentation = rest.len() - rest.trim_start_matches(' ').len();
        let space = last_space.filter(|at| *at > indentation);
        let cut = match space {
            Some(at) => at,
            None if tear && end > 0 => end,
            None => match rest[indentation..].find(' ') {
                Some(at) => indentation + at,
                None => break,
            },
        };
        pieces.push(rest[..cut].trim_end_matches(' '));
        rest = rest[cut..].trim_start_matches(' ');
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(rest);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wraps_between_words() {
        let cases: &[(&str, usize, bool, &[&str])] = &[
            ("", 10, false, &[""]),
            ("short", 10, false, &["short"]),
            ("one two three", 8, false, &["one two", "three"]),
            ("one two three", 7, false, &["one two", "three"]),
            ("exactly", 7, false, &["exactly"]),
            (
                "averylongword and more",
                8,
                false,
                &["averylongword", "and more"],
            ),
            (
                "averylongword and more",
                8,
                true,
                &["averylon", "gword", "and more"],
            ),
            ("a averylongword", 8, false, &["a", "averylongword"]),
            ("数数数数", 4, true, &["数数", "数数"]),
            ("    indented words", 10, false, &["    indented", "words"]),
        ];
        for (text, cells, tear, expected) in cases {
            assert_eq!(
                wrap(text, Some(*cells), *tear),
                *expected,
                "{text} in {cells}"
            );
        }
        assert_eq!(
            wrap("never wrapped at all", None, true),
            ["never wrapped at all"]
        );
    }

    #[test]
    fn a_fact_too_wide_for_its_place_stands_below_its_label() {
        let class = "org.springframework.kafka.listener.ListenerExecutionFailedException";
        let at = |width: Option<usize>| {
            let screen = Screen::of_test(width);
            let mut page = Page::new(&screen);
            page.fact("wrapped in", Ink::Plain, class);
            page.text().to_owned()
        };
        assert_eq!(at(Some(80)), format!("  wrapped in\n    {class}\n"));
        let beside = format!("  wrapped in  {class}\n");
        // Where it does not fit below either, the terminal breaks it.
        for width in [Some(60), Some(81), None] {
            assert_eq!(at(width), beside, "{width:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in "([a-z]|\\p{Han}|\\p{Mn}|  ){0,40}", cells in 1_usize..12, tear in any::<bool>()) {
            let pieces = wrap(&text, Some(cells), tear);
            let joined: String = pieces.concat().replace(' ', "");
            prop_assert_eq!(joined, text.replace(' ', ""));
        }
    }
}
