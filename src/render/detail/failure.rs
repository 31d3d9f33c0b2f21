//! Why it failed, and where it came from.

use super::super::list::{origin as place_of, simple_name};
use super::super::page::Page;
use super::super::style::Ink;
use super::trace;
use crate::category::Category;
use crate::dead_letter::{DeadLetterView, Decoded, Failure, Hop, Link, Malformed};
use crate::kind::Kind;

/// The most exceptions of a chain that are listed on either side of the one that counts.
const MOST_LINKS: usize = 12;

/// Writes why the record failed: the exception, what caused it, what was put around it, and where it was thrown.
pub(super) fn failure(page: &mut Page<'_>, letter: &DeadLetterView<'_>, kind: Option<&Kind>) {
    let failure = letter.failure();
    // Traces of other languages than Java's tell their class to those who make out kinds.
    let traced = kind.and_then(|kind| kind.evidence.class.as_deref());
    page.section("FAILURE", if failure.on_key { "of the key" } else { "" });
    match &failure.exception {
        Decoded::Present(class) => page.line(2, Ink::Failure, class),
        Decoded::Absent if failure.message.value().is_none() => match traced {
            Some(class) => page.line(2, Ink::Failure, class),
            None => page.line(2, Ink::Faint, "the headers do not say why it failed"),
        },
        Decoded::Absent => {}
        Decoded::Malformed(malformed) => unreadable(page, "exception", malformed),
    }
    match &failure.message {
        Decoded::Present(message) if message.trim().is_empty() => {
            page.line(2, Ink::Faint, "its message is empty");
        }
        Decoded::Present(message) => page.line(2, Ink::Plain, message),
        Decoded::Absent => {}
        Decoded::Malformed(malformed) => unreadable(page, "message", malformed),
    }
    let before = page.text().len();
    chain(page, failure);
    let frame = kind.and_then(|kind| kind.evidence.frame.as_deref());
    if let Some(frame) = trace::thrown_at(letter).or(frame) {
        page.fact("at", Ink::Accent, frame);
    }
    present(page, "stage", &failure.stage, ToString::to_string);
    present(page, "attempts", &failure.attempts, ToString::to_string);
    if let Some(kind) = kind {
        let categorised = &kind.categorised;
        let category = categorised.category;
        let rule = match category {
            Category::Unknown => String::new(),
            _ => format!(", by {}", categorised.rule),
        };
        let text = format!("{category}{rule}; {}", category.suggestion());
        page.fact("category", Ink::Plain, &text);
        page.fact("fingerprint", Ink::Plain, &kind.fingerprint.to_string());
    }
    // An empty line sets the facts apart from a message, but only if there are any.
    if page.text().len() > before {
        page.gap_at(before);
    }
}

/// Writes the causes of the exception, and the wrappers around it.
fn chain(page: &mut Page<'_>, failure: &Failure<'_>) {
    let class = failure.exception.value().map(AsRef::as_ref);
    let place = failure
        .chain
        .iter()
        .position(|link| Some(link.class.as_ref()) == class);
    let (wrappers, causes) = match place {
        Some(place) => (&failure.chain[..place], &failure.chain[place + 1..]),
        None => (&failure.chain[..], &[][..]),
    };
    for link in causes.iter().take(MOST_LINKS) {
        page.fact("caused by", Ink::Plain, &link_text(link));
    }
    let root = failure.root_cause.value().map(AsRef::as_ref);
    let told = causes
        .iter()
        .take(MOST_LINKS)
        .any(|link| Some(link.class.as_ref()) == root);
    if let Some(root) = root
        && !told
        && Some(root) != class
    {
        page.fact("root cause", Ink::Plain, root);
    }
    if let Decoded::Malformed(malformed) = &failure.root_cause {
        unreadable(page, "root cause", malformed);
    }
    for link in wrappers.iter().rev().take(MOST_LINKS) {
        page.fact("wrapped in", Ink::Faint, &link.class);
    }
}

fn link_text(link: &Link<'_>) -> String {
    match &link.message {
        None => link.class.to_string(),
        Some(message) if message.trim().is_empty() => link.class.to_string(),
        Some(message) => format!("{}: {message}", link.class),
    }
}

/// Writes where the record failed: the oldest place, and the others where there are several.
pub(super) fn origin(page: &mut Page<'_>, letter: &DeadLetterView<'_>) {
    let hops = &letter.reading().hops;
    let Some(first) = hops.first() else {
        return;
    };
    page.section("ORIGIN", "");
    let place = place_of(first).unwrap_or_else(|| "-".to_owned());
    if first.guessed {
        let text = format!("{place} (a guess, from the name of this topic)");
        page.fact("record", Ink::Accent, &text);
    } else {
        page.fact("record", Ink::Accent, &place);
    }
    times(page, first);
    for hop in &hops[1..] {
        let place = place_of(hop).unwrap_or_else(|| "-".to_owned());
        page.fact(
            "then",
            Ink::Plain,
            &format!("{place} ({})", hop.dialect.name()),
        );
        times(page, hop);
    }
    if hops.len() > 1 && !letter.reading().newest_hop_is_failure {
        page.line(
            2,
            Ink::Faint,
            "which of these places the newest failure belongs to cannot be told",
        );
    }
}

fn times(page: &mut Page<'_>, hop: &Hop<'_>) {
    match &hop.timestamp {
        Decoded::Present(ms) => {
            let kind = hop
                .timestamp_type
                .value()
                .map_or_else(String::new, |kind| format!(", {}", kind.name()));
            let when = format!("{}{kind}", page.when(*ms));
            page.fact("time", Ink::Plain, &when);
        }
        Decoded::Absent => {}
        Decoded::Malformed(malformed) => unreadable(page, "time", malformed),
    }
    present(page, "group", &hop.consumer_group, ToString::to_string);
    for (label, malformed) in [
        ("topic", malformed(&hop.topic)),
        ("partition", malformed(&hop.partition)),
        ("offset", malformed(&hop.offset)),
    ] {
        if let Some(malformed) = malformed {
            unreadable(page, label, malformed);
        }
    }
}

fn malformed<'d, 'a, T>(decoded: &'d Decoded<'a, T>) -> Option<&'d Malformed<'a>> {
    match decoded {
        Decoded::Malformed(malformed) => Some(malformed),
        Decoded::Absent | Decoded::Present(_) => None,
    }
}

/// Writes a fact if it is there, and the reason if it cannot be read.
fn present<T>(
    page: &mut Page<'_>,
    label: &str,
    decoded: &Decoded<'_, T>,
    show: impl Fn(&T) -> String,
) {
    match decoded {
        Decoded::Absent => {}
        Decoded::Present(value) => page.fact(label, Ink::Plain, &show(value)),
        Decoded::Malformed(malformed) => unreadable(page, label, malformed),
    }
}

/// Writes that a header cannot be read, and why; its bytes stand with the headers.
fn unreadable(page: &mut Page<'_>, label: &str, malformed: &Malformed<'_>) {
    let header = crate::sanitize::line(malformed.header).into_owned();
    page.fact(
        label,
        Ink::Warning,
        &format!("cannot be read: {header}: {}", malformed.why),
    );
}

/// Returns the class name that a reader recognises, for places where the full one has been said.
pub(super) fn short(class: &str) -> &str {
    simple_name(class)
}
