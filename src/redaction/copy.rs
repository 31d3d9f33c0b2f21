//! Makes the copy of a record that is shown.

use std::sync::Arc;

use super::REDACTED;
use super::json::{mask, note_all, unescaped};
use super::path::Path;
use super::quotes::{Leaves, Quotes};
use super::rule::{RedactionRule, What};
use super::withheld::{HeaderMark, Withheld, WithheldPart};
use crate::dead_letter::{DeadLetterView, SourceRecord};
use crate::filter::NamePattern;
use crate::payload::{Format, Part, Payload, Problem, Shown};
use crate::record::{Header, HeaderView, Headers, Record, RecordView};
use crate::summary::Distinct;

/// All rules of one run.
#[derive(Clone, Debug, Default)]
pub struct Redaction {
    rules: Arc<[RedactionRule]>,
}

impl Redaction {
    /// Masks by these rules; all of them count.
    pub fn new(rules: Vec<RedactionRule>) -> Self {
        Self {
            rules: rules.into(),
        }
    }

    /// Tells whether there is no rule.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Tells whether some rule is about the key, or the value.
    pub fn covers(&self, part: Part) -> bool {
        !self.paths(part).is_empty()
    }

    fn paths(&self, part: Part) -> Vec<&Path> {
        let paths = self.rules.iter().filter_map(|rule| match &rule.what {
            What::Part(of, path) if *of == part => Some(path),
            What::Part(..) | What::Header(_) => None,
        });
        paths.collect()
    }

    fn headers(&self) -> impl Iterator<Item = &NamePattern> {
        self.rules.iter().filter_map(|rule| match &rule.what {
            What::Header(pattern) => Some(pattern),
            What::Part(..) => None,
        })
    }

    /// Returns the record without what is masked; `None` where no rule touches it.
    ///
    /// The copy keeps what may be said of the parts that it lacks ([`Record::view`] lends it as `withheld`).
    pub fn apply(&self, letter: &DeadLetterView<'_>) -> Option<Record> {
        if self.is_empty() {
            return None;
        }
        let record = letter.record();
        let before = record.withheld;
        let mut withheld = before.cloned().unwrap_or_default();
        let mut leaves = Leaves::default();
        let mut is_touched = false;
        let mut has_paths = [false; 2];
        let whole = Path::whole();
        for (index, part) in [Part::Key, Part::Value].into_iter().enumerate() {
            let mut paths = self.paths(part);
            // What only a header holds of a part is withheld with the header.
            let header = part.deserializer_exception();
            if part.of(record).is_none() && self.headers().any(|pattern| pattern.matches(header)) {
                paths.push(&whole);
            }
            if paths.is_empty() {
                continue;
            }
            has_paths[index] = true;
            if let Some(masked) = masked(letter, part, &paths, &mut leaves) {
                withheld.set(part, masked);
                is_touched = true;
            }
        }
        // Of a dead letter that carries neither, messages quote the record that failed.
        if let Some(source) = letter.of_source() {
            for part in [Part::Key, Part::Value] {
                masked(&source, part, &self.paths(part), &mut leaves);
            }
        }
        let quotes = Quotes::new(leaves, has_paths.contains(&true));
        let mut marks = Vec::with_capacity(record.headers.len());
        let headers: Vec<Header> = record
            .headers
            .iter()
            .enumerate()
            .map(|(index, header)| {
                let known = before.map_or(HeaderMark::Kept, |before| before.header(index));
                let (mark, left) = self.header(header, known, has_paths, &quotes);
                is_touched |= mark != known || left.view() != header;
                marks.push(mark);
                left
            })
            .collect();
        if !is_touched {
            return None;
        }
        withheld.headers = marks.into();
        Some(copied(record, &headers, &withheld))
    }

    /// Returns what was looked for beside a dead letter without what is masked; `None` where no rule touches it.
    pub fn apply_beside(&self, letter: &DeadLetterView<'_>) -> Option<SourceRecord> {
        Some(SourceRecord {
            found_in: letter.source()?.found_in.clone(),
            found: Ok(self.apply(&letter.of_source()?)?),
        })
    }

    /// Returns what is left of a header, and what became of it.
    fn header(
        &self,
        header: HeaderView<'_>,
        known: HeaderMark,
        [of_key, of_value]: [bool; 2],
        quotes: &Quotes,
    ) -> (HeaderMark, Header) {
        let same = |mark| (mark, Header::new(header.name, header.value.map(Box::from)));
        let Some(value) = header.value else {
            return same(known);
        };
        let name = String::from_utf8_lossy(header.name);
        let holds = |part: Part| part.deserializer_exception() == name;
        let withholds = (of_key && holds(Part::Key))
            || (of_value && holds(Part::Value))
            || self.headers().any(|pattern| pattern.matches(&name));
        if withholds {
            let header = Header::new(header.name, Some(REDACTED.as_bytes().into()));
            return (HeaderMark::Withheld, header);
        }
        match quotes.replaced(value) {
            Some(replaced) => (
                HeaderMark::Changed,
                Header::new(header.name, Some(replaced.into())),
            ),
            None => same(known),
        }
    }
}

/// Makes the record that is shown.
fn copied(record: &RecordView<'_>, headers: &[Header], withheld: &Withheld) -> Record {
    let mut envelope = record.envelope;
    for part in [Part::Key, Part::Value] {
        let bytes = match part {
            Part::Key => &mut envelope.key,
            Part::Value => &mut envelope.value,
        };
        // A null part stays null, also where its bytes were in a header.
        if let (Some(masked), Some(_)) = (withheld.part(part), &bytes) {
            *bytes = Some(masked.text.as_bytes());
        }
    }
    let views: Vec<HeaderView<'_>> = headers.iter().map(Header::view).collect();
    Record::keep(&RecordView {
        envelope,
        headers: match record.headers.why_unreadable() {
            None => Headers::new(&views),
            Some(why) => Headers::unreadable(why),
        },
        withheld: Some(withheld),
    })
}

/// Masks the key or the value; `None` where no path leads to anything in it, and nothing of it is hidden from paths.
fn masked(
    letter: &DeadLetterView<'_>,
    part: Part,
    paths: &[&Path],
    leaves: &mut Leaves,
) -> Option<WithheldPart> {
    if paths.is_empty() {
        return None;
    }
    let record = letter.record();
    let bytes = part.of(record);
    let before = record.withheld.and_then(|withheld| withheld.part(part));
    if before.is_some_and(|before| before.whole) {
        return None;
    }
    let payload = letter.part(part);
    let shown = payload.shown();
    if matches!(shown, Shown::Null | Shown::Empty) {
        return None;
    }
    let is_whole = paths.iter().any(|path| path.is_whole());
    let json = match shown {
        // Of a serialized object only class and message are read, and paths cannot see the rest.
        Shown::Json(json) if payload.format() != Format::Java && !is_whole => Some(json),
        _ => None,
    };
    let text = if let Some(json) = json {
        match mask(json, paths, leaves) {
            Some(text) => Some(text),
            // What the JSON does not show of the bytes, nobody looked at.
            None if hides(payload) => Some(json.as_str().to_owned()),
            None => return None,
        }
    } else {
        note_whole(payload, bytes, leaves);
        None
    };
    let problem = letter.problem(part).map(|problem| unquoted(&problem));
    Some(WithheldPart {
        whole: text.is_none(),
        text: text.map_or_else(|| REDACTED.into(), String::into_boxed_str),
        format: payload.format(),
        schema: payload.schema.clone(),
        problem,
        from_header: payload.from_header,
        size: before.map_or(bytes.map(<[u8]>::len), |before| before.size),
        hash: before.map_or(bytes.map(Distinct::hash), |before| before.hash),
    })
}

/// Tells whether bytes may hold more than the JSON that was made of them.
fn hides(payload: &Payload<'_>) -> bool {
    payload.decoded().is_some() && (payload.problem.is_some() || !payload.notes.is_empty())
}

/// Notes every text of a part that is withheld as a whole.
fn note_whole(payload: &Payload<'_>, bytes: Option<&[u8]>, leaves: &mut Leaves) {
    match payload.shown() {
        Shown::Json(json) => {
            note_all(json, leaves);
            leaves.text(json.as_str());
            if let Some(text) = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()) {
                leaves.text(text);
            }
            // A document that is one string.
            leaves.text(&unescaped(json.as_str()));
        }
        Shown::Text(text) => leaves.unread(text.as_bytes()),
        Shown::Binary(bytes) => leaves.unread(bytes),
        Shown::Null | Shown::Empty => {}
    }
    if let (Some(bytes), false) = (bytes, matches!(payload.shown(), Shown::Json(_))) {
        leaves.unread(bytes);
    }
}

/// Returns a problem without what it quotes: its kind and its place.
fn unquoted(problem: &Problem) -> Problem {
    let name = problem.kind.name();
    let text = match problem.at {
        Some(at) => format!("{name} at byte {at}"),
        None => name.to_owned(),
    };
    Problem {
        at: problem.at,
        ..Problem::new(problem.kind, text)
    }
}
