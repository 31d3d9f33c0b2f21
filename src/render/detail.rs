//! `show`: everything about one dead letter, on one screen.
//!
//! Belongs here: the order of the sections and what each says; one file per section that needs more than a few lines.
//! Does not belong here: the decoding of what is shown (`dialect/`, `java/`, `payload/`).
//!
//! Why it failed comes first, because that is the question; the payload comes last, next to the prompt.

mod correlation;
mod failure;
mod headers;
mod payload;
mod trace;

use std::io::{self, Write};

use self::payload::Section;
use super::page::Page;
use super::quantity::counted;
use super::style::{Ink, Screen};
use crate::correlation::Correlation;
use crate::dead_letter::{Carried, DeadLetterView, FoundIn};
use crate::kind::Kind;
use crate::payload::Part;

/// The cells of the labels in front of facts.
const LABELS: usize = 12;

/// What decides on a screen besides the dead letter.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Whether the stack trace stands as it is; else frameworks' frames are folded.
    pub full_stack: bool,
    /// Whether it is told how keys and values are read.
    pub explain: bool,
    /// Which headers carry ids, and where they lead.
    pub correlation: Correlation,
}

/// Writes the screen of one dead letter.
pub fn write(
    letter: &DeadLetterView<'_>,
    kind: Option<&Kind>,
    screen: &Screen,
    wanted: &Wanted,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page::new(screen, LABELS);
    title(&mut page, letter);
    correlation::page_of_record(&mut page, letter, &wanted.correlation);
    failure::failure(&mut page, letter, kind);
    failure::origin(&mut page, letter);
    correlation::ids(&mut page, letter, &wanted.correlation);
    notes(&mut page, letter);
    trace::stack_trace(&mut page, letter, wanted.full_stack);
    headers::headers(&mut page, "HEADERS", letter);
    let source = letter.of_source().zip(letter.source());
    if let Some((source, _)) = source.as_ref().filter(|(_, it)| it.found_in.has_headers()) {
        headers::headers(&mut page, "HEADERS OF THE SOURCE RECORD", source);
    }
    let null = match letter.payload() {
        Carried::AsItWas => "null (a tombstone)",
        Carried::Not(_) => "null (no tombstone: the record's own value is elsewhere)",
    };
    for (part, null) in [(Part::Key, "null"), (Part::Value, null)] {
        let title = part.name().to_uppercase();
        let is_null = part.of(letter.record()).is_none();
        let source = source.as_ref().filter(|(_, it)| it.found_in.has(part));
        // What was found stands in the place of what is missing, and beside what is not.
        if !is_null || source.is_none() {
            payload::payload(&mut page, letter, part, &Section::of(&title, null, wanted));
        }
        if let Some((source, looked_for)) = source {
            let from = found_in(&looked_for.found_in);
            let title = if is_null {
                title
            } else {
                format!("{title} OF THE SOURCE RECORD")
            };
            let section = Section::of(&title, "null", wanted).found(&from);
            payload::payload(&mut page, source, part, &section);
        }
    }
    out.write_all(page.text().as_bytes())
}

/// Which parts of a dead letter there are to write, where there is no whole record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// Headers, and everything that they tell.
    All,
    /// A stack trace.
    OfTrace,
}

/// Writes what some headers tell, or a stack trace alone.
pub fn write_parts(
    letter: &DeadLetterView<'_>,
    kind: Option<&Kind>,
    screen: &Screen,
    (parts, wanted): (Parts, &Wanted),
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page::new(screen, LABELS);
    failure::failure(&mut page, letter, kind);
    failure::origin(&mut page, letter);
    correlation::ids(&mut page, letter, &wanted.correlation);
    notes(&mut page, letter);
    trace::stack_trace(&mut page, letter, wanted.full_stack);
    if parts == Parts::All {
        headers::headers(&mut page, "HEADERS", letter);
    }
    // Sections are set apart from what stands before them, and here nothing does.
    out.write_all(page.text().trim_start_matches('\n').as_bytes())
}

/// Says where the record that failed was found.
fn found_in(place: &FoundIn) -> String {
    match place {
        FoundIn::Topic(place) => format!("fetched from {place}"),
        FoundIn::Envelope { records: 1, .. } => "unpacked from the envelope".to_owned(),
        FoundIn::Envelope { records, .. } => {
            let records = counted(*records as u64, "record");
            format!("unpacked from the envelope, the first of its {records}")
        }
    }
}

fn title(page: &mut Page<'_>, letter: &DeadLetterView<'_>) {
    let envelope = &letter.record().envelope;
    page.line(0, Ink::Accent, &envelope.record_ref().to_string());
    let mut facts = match envelope.timestamp {
        None => "without a timestamp".to_owned(),
        Some(timestamp) => {
            format!(
                "written {}, {}",
                page.when(timestamp.ms),
                timestamp.kind.name()
            )
        }
    };
    let dialects = &letter.reading().dialects;
    if !dialects.is_empty() {
        let names: Vec<_> = dialects.iter().map(|dialect| dialect.name()).collect();
        facts.push_str(", ");
        facts.push_str(&names.join(" and "));
        if letter.reading().guessed {
            facts.push_str(" (a guess)");
        }
    }
    page.line(0, Ink::Faint, &facts);
}

fn notes(page: &mut Page<'_>, letter: &DeadLetterView<'_>) {
    let notes = &letter.reading().notes;
    let unreadable = letter.record().headers.why_unreadable();
    let missing = letter
        .source()
        .and_then(|source| Some((&source.found_in, source.found.as_ref().err()?)));
    if notes.is_empty() && unreadable.is_none() && missing.is_none() {
        return;
    }
    page.section("NOTES", "");
    if let Some(why) = unreadable {
        page.line(
            2,
            Ink::Warning,
            &format!("the headers cannot be read: {why}"),
        );
        page.line(
            2,
            Ink::Plain,
            "this record can be neither exported losslessly nor replayed",
        );
    }
    for note in notes {
        page.line(
            2,
            Ink::Warning,
            &format!("{}: {}", note.place, note.problem),
        );
    }
    if let Some((FoundIn::Topic(place), why)) = missing {
        page.line(
            2,
            Ink::Warning,
            &format!("{place} could not be fetched: {why}"),
        );
    }
}

#[cfg(test)]
mod tests;
