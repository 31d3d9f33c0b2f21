//! Whether the consumer would read the records now.

use super::super::page::Page;
use super::super::quantity::count;
use super::super::style::Ink;
use super::MOST_LINES;
use crate::replay::plan::ReplayPlan;
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
    let mut reasons: Vec<_> = validated.poison.iter().collect();
    reasons.sort_by_key(|poison| std::cmp::Reverse(poison.found.records));
    for poison in reasons.iter().take(MOST_LINES) {
        let records = count(poison.found.records);
        let example = poison.found.example.map_or_else(String::new, |source| {
            let place = plan.source_ref(source).to_string();
            format!(", for example {}", line(&place))
        });
        let text = format!("{records} still poison: {}{example}", line(&poison.why));
        page.line(2, Ink::Warning, &text);
    }
    if let Some(rest) = reasons.get(MOST_LINES..).filter(|rest| !rest.is_empty()) {
        let records: u64 = rest.iter().map(|poison| poison.found.records).sum();
        let text = format!("{} still poison for more reasons", count(records));
        page.line(2, Ink::Warning, &text);
    }
}
