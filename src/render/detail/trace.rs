//! The stack trace, folded: the application's own frames stand out, the frameworks' are counted.

use std::fmt::Write as _;

use super::super::page::Page;
use super::super::quantity::{bytes, counted};
use super::super::style::Ink;
use crate::dead_letter::{DeadLetterView, Decoded};
use crate::java::stack_trace::{Frame, Throwable, application_frame, throwables};

/// The most frames of one exception that are shown folded.
const MOST_FRAMES: usize = 12;

/// The most exceptions that are shown folded.
const MOST_THROWABLES: usize = 8;

/// The most lines of a text that is no stack trace of Java's.
const MOST_LINES: usize = 40;

/// The most lines of a full trace: a header holds no more than a terminal should get at once.
const MOST_FULL_LINES: usize = 5_000;

/// Returns the application's frame nearest to where the exception was thrown.
pub(super) fn thrown_at<'l>(letter: &'l DeadLetterView<'_>) -> Option<&'l str> {
    let failure = letter.failure();
    let trace = failure.stack_trace.value()?;
    let class = failure.exception.value().map_or("", AsRef::as_ref);
    let frame = application_frame(trace, class)?;
    Some(frame.text)
}

/// Writes the section of the stack trace.
pub(super) fn stack_trace(page: &mut Page<'_>, letter: &DeadLetterView<'_>, full: bool) {
    let failure = letter.failure();
    let trace = match &failure.stack_trace {
        Decoded::Absent => return,
        Decoded::Present(trace) => trace.as_ref(),
        Decoded::Malformed(malformed) => {
            page.section("STACK TRACE", "");
            page.line(
                2,
                Ink::Warning,
                &format!("cannot be read: {}", malformed.why),
            );
            return;
        }
    };
    let size = bytes(trace.len() as u64);
    let all: Vec<_> = throwables(trace).collect();
    if full || all.iter().all(|one| one.frames().next().is_none()) {
        page.section("STACK TRACE", &size);
        plain(page, trace, if full { MOST_FULL_LINES } else { MOST_LINES });
        return;
    }
    page.section(
        "STACK TRACE",
        &format!("{size}, folded: --full-stack shows all of it"),
    );
    // What the frameworks put around the exception was named above, and says nothing more.
    let class = failure.exception.value().map_or("", AsRef::as_ref);
    let start = all.iter().position(|one| one.class == class).unwrap_or(0);
    for (index, throwable) in all[start..].iter().take(MOST_THROWABLES).enumerate() {
        head(page, throwable, index > 0);
        frames(page, throwable);
    }
    let left = all.len() - start;
    if left > MOST_THROWABLES {
        page.line(
            2,
            Ink::Faint,
            &format!(
                "… {} more",
                counted((left - MOST_THROWABLES) as u64, "cause")
            ),
        );
    }
}

fn head(page: &mut Page<'_>, throwable: &Throwable<'_>, is_cause: bool) {
    let mut text = if is_cause {
        "caused by ".to_owned()
    } else {
        String::new()
    };
    text.push_str(throwable.class);
    if let Some(message) = throwable.message.filter(|message| !message.is_empty()) {
        // The whole message stands above, or in the full trace.
        let first = message.lines().next().unwrap_or_default();
        let _ = write!(text, ": {first}");
    }
    page.clipped(2, Ink::Failure, &text);
}

/// Writes the frame where it was thrown, the application's frames, and how many were folded between them.
fn frames(page: &mut Page<'_>, throwable: &Throwable<'_>) {
    let mut shown = 0_usize;
    let mut folded: Vec<Frame<'_>> = Vec::new();
    for (index, frame) in throwable.frames().enumerate() {
        if shown >= MOST_FRAMES || (index > 0 && frame.is_of_framework()) {
            folded.push(frame);
            continue;
        }
        fold(page, &mut folded);
        shown += 1;
        let ink = if frame.is_of_framework() {
            Ink::Faint
        } else {
            Ink::Accent
        };
        page.clipped(4, ink, &format!("at {}", frame.text));
    }
    fold(page, &mut folded);
    if let Some(more) = throwable.more() {
        page.line(
            4,
            Ink::Faint,
            &format!(
                "… {} in common with what wraps it",
                counted(more.into(), "frame")
            ),
        );
    }
}

/// Writes how many frames were folded, and of which packages.
fn fold(page: &mut Page<'_>, folded: &mut Vec<Frame<'_>>) {
    if folded.is_empty() {
        return;
    }
    let mut packages: Vec<String> = Vec::new();
    for frame in folded.iter() {
        let package = package(frame.class());
        if !packages.contains(&package) {
            packages.push(package);
        }
    }
    let count = counted(folded.len() as u64, "frame");
    let more = packages.len().saturating_sub(3);
    packages.truncate(3);
    let mut text = format!("… {count} of {}", packages.join(", "));
    if more > 0 {
        let _ = write!(text, " and {more} more");
    }
    page.clipped(4, Ink::Faint, &text);
    folded.clear();
}

/// Returns the package as far as it names a product: `java`, `org.springframework`, `com.fasterxml`.
fn package(class: &str) -> String {
    let mut parts = class.split('.');
    let first = parts.next().unwrap_or_default();
    let is_domain = matches!(first, "org" | "com" | "io" | "net" | "dev" | "tools");
    match parts.next().filter(|_| is_domain) {
        Some("apache") => match parts.next() {
            Some(product) => format!("{first}.apache.{product}"),
            None => format!("{first}.apache"),
        },
        Some(second) => format!("{first}.{second}"),
        None => first.to_owned(),
    }
}

fn plain(page: &mut Page<'_>, text: &str, most: usize) {
    for line in text.trim_end().lines().take(most) {
        page.line(2, Ink::Plain, line);
    }
    let left = text.trim_end().lines().count().saturating_sub(most);
    if left > 0 {
        page.line(
            2,
            Ink::Faint,
            &format!("… {} left out", counted(left as u64, "line")),
        );
    }
}
