//! Whether the consumer would read the records now.

use super::super::page::Page;
use super::super::quantity::count;
use super::super::style::Ink;
use super::MOST_LINES;
use crate::replay::plan::{ReplayPlan, StillPoison};
use crate::sanitize::line;

/// Writes how many records pass with the consumer's schema, and why the others do not.
pub(super) fn tried(page: &mut Page<'_>, plan: &ReplayPlan) {
    let Some(validated) = &plan.validated else {
        return;
    };
    page.raw(0, "");
    let against = line(&validated.against);
    page.line(0, Ink::Plain, &format!("Tried with {against}"));
    let passes = count(validated.passes);
    page.line(2, Ink::Plain, &format!("{passes} would pass now"));
    reasons(page, plan, &validated.poison, "still poison");
    reasons(page, plan, &validated.undecided, "not validated");
}

/// Writes reasons, those of the most records first.
fn reasons(page: &mut Page<'_>, plan: &ReplayPlan, found: &[StillPoison], what: &str) {
    let mut reasons: Vec<_> = found.iter().collect();
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.found.records));
    for reason in reasons.iter().take(MOST_LINES) {
        let records = count(reason.found.records);
        let example = reason.found.example.map_or_else(String::new, |source| {
            let place = plan.source_ref(source).to_string();
            format!(", for example {}", line(&place))
        });
        let text = format!("{records} {what}: {}{example}", line(&reason.why));
        page.line(2, Ink::Warning, &text);
    }
    if let Some(rest) = reasons.get(MOST_LINES..).filter(|rest| !rest.is_empty()) {
        let records: u64 = rest.iter().map(|reason| reason.found.records).sum();
        let text = format!("{} {what} for more reasons", count(records));
        page.line(2, Ink::Warning, &text);
    }
}
