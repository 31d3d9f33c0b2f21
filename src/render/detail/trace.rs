//! The stack trace, as it stands in its header.

use super::super::quantity::{bytes, counted};
use super::super::style::Ink;
use super::page::Page;
use crate::dead_letter::{DeadLetterView, Decoded};

/// The most lines of a trace that are shown, unless all are wanted.
const MOST_LINES: usize = 40;

/// The most lines of a full trace.
const MOST_FULL_LINES: usize = 5_000;

/// Returns the application's frame nearest to where the exception was thrown.
pub(super) fn thrown_at<'l>(_letter: &'l DeadLetterView<'_>) -> Option<&'l str> {
    None
}

/// Writes the section of the stack trace.
pub(super) fn stack_trace(page: &mut Page<'_>, letter: &DeadLetterView<'_>, full: bool) {
    let trace = match &letter.failure().stack_trace {
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
    page.section("STACK TRACE", &bytes(trace.len() as u64));
    let most = if full { MOST_FULL_LINES } else { MOST_LINES };
    for line in trace.trim_end().lines().take(most) {
        page.line(2, Ink::Plain, line);
    }
    let left = trace.trim_end().lines().count().saturating_sub(most);
    if left > 0 {
        page.line(
            2,
            Ink::Faint,
            &format!("… {} left out", counted(left as u64, "line")),
        );
    }
}
