//! What leads elsewhere: the ids of a trace or a request, and links.

use super::super::page::Page;
use super::super::style::Ink;
use crate::correlation::{Correlation, IdKind};
use crate::dead_letter::DeadLetterView;
use crate::sanitize::{excerpt, line};

/// The most cells of an id.
const MOST_ID: usize = 256;

/// Writes the link to the record in a web interface, where one was configured.
pub(super) fn page_of_record(
    page: &mut Page<'_>,
    letter: &DeadLetterView<'_>,
    correlation: &Correlation,
) {
    if let Some(template) = &correlation.ui_url {
        let ids = correlation.headers.ids(letter.record());
        // A link is made of letters, digits and signs alone: nothing breaks it but the edge of the terminal.
        if let Some(link) = template.links(letter, &ids).first() {
            page.line(0, Ink::Faint, link);
        }
    }
}

/// Writes the ids that the headers hold, with the name of the header, and the links that were configured.
pub(super) fn ids(page: &mut Page<'_>, letter: &DeadLetterView<'_>, correlation: &Correlation) {
    let ids = correlation.headers.ids(letter.record());
    if ids.is_empty() {
        return;
    }
    page.section("TRACE", "");
    for found in &ids {
        let label = match found.kind {
            IdKind::Trace => "trace id",
            IdKind::Correlation => "correlation",
            IdKind::Any => "id",
        };
        let id = excerpt(found.id, MOST_ID);
        let text = format!("{id} ({})", line(found.header));
        page.fact(label, Ink::Accent, &text);
    }
    let template = correlation.trace_url.iter();
    for link in template.flat_map(|template| template.links(letter, &ids)) {
        page.fact("link", Ink::Plain, &link);
    }
}
