//! What headers quote of a masked key or value: messages and stack traces repeat what could not be processed.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::bytes::Regex;

use super::REDACTED;
use super::json::unescaped;

/// The fewest bytes of a text that is looked for: shorter ones stand everywhere by chance.
const SHORTEST: usize = 4;

/// So many bytes in a row that stand in a payload as well are a quotation of it.
const RUN: usize = 8;

fn run(bytes: &[u8]) -> Option<u64> {
    bytes.try_into().ok().map(u64::from_be_bytes)
}

/// The texts that were masked.
#[derive(Debug, Default)]
pub(super) struct Leaves {
    texts: HashSet<Box<[u8]>>,
    /// Runs of bytes of what could not be read, and so not be taken apart.
    runs: HashSet<u64>,
}

impl Leaves {
    /// Notes a string as it is written in JSON, quotes included.
    pub(super) fn string(&mut self, written: &str) {
        let text = unescaped(written);
        self.text(&text);
        if let Cow::Owned(_) = text {
            self.add(written.trim_matches('"').as_bytes());
        }
    }

    /// Notes a number as it is written; `true`, `false` and `null` tell nothing.
    pub(super) fn scalar(&mut self, written: &str) {
        if written.starts_with(|sign: char| sign == '-' || sign.is_ascii_digit()) {
            self.add(written.as_bytes());
        }
    }

    /// Notes the name of a member of what is masked, unless it looks like the name of a field: some maps have people as
    /// their keys.
    pub(super) fn name(&mut self, written: &str) {
        let text = unescaped(written);
        let is_plain = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '$');
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number || !text.chars().all(is_plain) {
            self.string(written);
        }
    }

    /// Notes a text, as it is and as JSON escapes it.
    pub(super) fn text(&mut self, text: &str) {
        self.add(text.as_bytes());
        if let Ok(escaped) = serde_json::to_string(text) {
            self.add(escaped.trim_matches('"').as_bytes());
        }
    }

    /// Notes bytes that nobody could read: every word in them, and every run of [`RUN`] bytes; the same of what escapes in
    /// them mean, should they be JSON after all.
    pub(super) fn unread(&mut self, bytes: &[u8]) {
        self.pieces(bytes);
        if bytes.contains(&b'\\') {
            let text = String::from_utf8_lossy(bytes);
            self.pieces(unescaped(&text).as_bytes());
        }
    }

    fn pieces(&mut self, bytes: &[u8]) {
        let is_between = |sign: char| {
            sign.is_control() || sign.is_whitespace() || "\"'{}[](),:;=<>\\".contains(sign)
        };
        for chunk in bytes.utf8_chunks() {
            for word in chunk.valid().split(is_between) {
                self.text(word);
            }
        }
        self.runs.extend(bytes.windows(RUN).filter_map(run));
    }

    fn add(&mut self, text: &[u8]) {
        if text.len() >= SHORTEST && text != REDACTED.as_bytes() {
            self.texts.insert(text.into());
        }
    }
}

/// Finds what headers quote.
pub(super) struct Quotes {
    leaves: Option<AhoCorasick>,
    runs: HashSet<u64>,
    /// Whether lists of bytes and sources of parsers are replaced too: there is a rule about the key or the value.
    payload: bool,
}

/// Bytes as they are printed by Java and Python (`[123, 34, 105, …]`), Go (`[123 34 105 …]`) and Node (`<Buffer 7b 22 …>`).
static BYTES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?-u)-?[0-9]{1,3}(?:, ?-?[0-9]{1,3}){3,}|\[[0-9]{1,3}(?: [0-9]{1,3}){3,}\]?|<Buffer(?: [0-9a-f]{2})+[^>]{0,40}>?",
    )
    .ok()
});

/// What Jackson says of the text that it parsed: `[Source: (String)"…"; line: 1, column: 2]`.
///
/// Read from jackson-core `JsonLocation.sourceDescription` and `ContentReference.appendSourceDescription` (2.13 and later):
/// the text may be cut, and `[truncated 500 chars]` follows its quote then.
static SOURCE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?s-u)(\[Source: \([^)"]*\))".*?(?:"(?:\[truncated [0-9]+ [a-z]+\])?(; (?:line|byte offset|offset): )|\z)"#,
    )
    .ok()
});

impl Quotes {
    /// Makes ready to look for texts.
    pub(super) fn new(leaves: Leaves, payload: bool) -> Self {
        let found = (!leaves.texts.is_empty())
            .then(|| {
                let mut builder = AhoCorasick::builder();
                // Every match counts, also those that overlap.
                builder
                    .match_kind(MatchKind::Standard)
                    .build(&leaves.texts)
                    .ok()
            })
            .flatten();
        Self {
            leaves: found,
            runs: leaves.runs,
            payload,
        }
    }

    /// Returns a text without what it quotes; `None` where it quotes nothing.
    pub(super) fn replaced(&self, text: &[u8]) -> Option<Vec<u8>> {
        let mut now = Cow::Borrowed(text);
        if self.payload {
            for (pattern, by) in [
                (&SOURCE, format!("$1\"{REDACTED}\"$2")),
                (&BYTES, REDACTED.to_owned()),
            ] {
                // The patterns are constants; a test compiles them.
                let Some(pattern) = pattern.as_ref() else {
                    return Some(REDACTED.into());
                };
                if let Cow::Owned(replaced) = pattern.replace_all(&now, by.as_bytes()) {
                    now = Cow::Owned(replaced);
                }
            }
        }
        let mut places = Vec::new();
        if let Some(leaves) = &self.leaves {
            let found = leaves.find_overlapping_iter(now.as_ref());
            places.extend(found.map(|place| place.range()));
        }
        if !self.runs.is_empty() {
            let windows = now.windows(RUN).enumerate();
            let found =
                windows.filter(|(_, bytes)| run(bytes).is_some_and(|run| self.runs.contains(&run)));
            places.extend(found.map(|(at, _)| at..at + RUN));
        }
        let merged = merged(places);
        if !merged.is_empty() {
            now = Cow::Owned(without(&now, &merged));
        }
        match now {
            Cow::Borrowed(_) => None,
            Cow::Owned(replaced) => (replaced != text).then_some(replaced),
        }
    }
}

/// Joins ranges that touch.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

fn without(text: &[u8], ranges: &[Range<usize>]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut copied = 0;
    for range in ranges {
        out.extend_from_slice(&text[copied..range.start]);
        out.extend_from_slice(REDACTED.as_bytes());
        copied = range.end;
    }
    out.extend_from_slice(&text[copied..]);
    out
}
