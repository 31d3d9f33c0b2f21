//! Lines of a screen: indented, wrapped, escaped and coloured.

use std::borrow::Cow;

use super::style::{Ink, Screen};
use super::time;
use crate::sanitize::{block, excerpt, line, width};
use crate::wrap::{Paragraph, Whole, as_typed};

/// Where facts begin that are too wide to stand beside their label.
const BELOW: usize = 4;

/// The most cells of a clipped line where nothing else bounds it.
const MOST_CELLS: usize = 400;

/// The text of a screen while it is made. Whatever comes in is escaped here.
pub(super) struct Page<'s> {
    pub(super) screen: &'s Screen,
    /// The cells of the labels in front of facts, the gap behind them included.
    labels: usize,
    /// What is never broken.
    whole: Whole,
    text: String,
}

impl<'s> Page<'s> {
    /// Starts an empty page of what a record holds, with so many cells for the labels of facts.
    pub(super) fn new(screen: &'s Screen, labels: usize) -> Self {
        Self {
            screen,
            labels,
            whole: Whole::Words,
            text: String::new(),
        }
    }

    /// Starts an empty page of our own words: commands in them stay whole.
    pub(super) fn of_prose(screen: &'s Screen, labels: usize) -> Self {
        Self {
            whole: Whole::Commands,
            ..Self::new(screen, labels)
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

    /// Writes one of several sentences below each other: where it is wrapped, its further lines stand deeper.
    pub(super) fn sentence(&mut self, indent: usize, ink: Ink, text: &str) {
        self.hanging(indent, "", indent + 2, ink, text);
    }

    /// Writes text beside what stands at the beginning of its line, which has gone through `sanitize` and may hold
    /// colours; `hang` is where the text begins.
    pub(super) fn beside(&mut self, indent: usize, label: &str, hang: usize, text: &str) {
        self.hanging(indent, label, hang, Ink::Plain, text);
    }

    /// Writes a label and what belongs to it, wrapped beside the label.
    pub(super) fn fact(&mut self, label: &str, ink: Ink, text: &str) {
        let pad = self.labels.saturating_sub(width(label)).max(1);
        let label = format!("{}{}", self.screen.ink(Ink::Faint, label), " ".repeat(pad));
        let beside = 2 + self.labels;
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
        let screen = self.screen;
        let paragraph = Paragraph {
            label: &format!("{}{label}", " ".repeat(indent)),
            hang,
            width: screen.width,
            whole: self.whole,
        };
        let text = match self.whole {
            Whole::Commands => as_typed(text, screen.called),
            Whole::Words | Whole::Nothing => Cow::Borrowed(text),
        };
        paragraph.push(&mut self.text, &block(text.as_ref()), |piece| {
            screen.ink(ink, piece)
        });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_too_wide_for_its_place_stands_below_its_label() {
        let class = "org.springframework.kafka.listener.ListenerExecutionFailedException";
        let at = |width: Option<usize>| {
            let screen = Screen::of_test(width);
            let mut page = Page::new(&screen, 12);
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
}
