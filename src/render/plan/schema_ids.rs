//! What another registry means by the schema ids of the records.

use super::super::page::Page;
use super::super::quantity::{count, counted};
use super::super::style::Ink;
use super::{MOST_LINES, cluster_name};
use crate::replay::plan::{NamedSchema, ReplayPlan, Setting, There};
use crate::sanitize::line;

/// Writes what became of each id, or why nobody was asked.
pub(super) fn schema_ids(page: &mut Page<'_>, plan: &ReplayPlan, setting: &Setting) {
    let (Some(found), Some(to)) = (&plan.schema_ids, &setting.to) else {
        return;
    };
    let there = match &found.to_registry {
        Some(url) => format!(", asked at {}", line(url)),
        None => String::new(),
    };
    let title = format!("Schema ids on {}{there}", cluster_name(to));
    page.section(&title, "");
    if let Some(why) = &found.not_compared {
        not_compared(page, &found.ids.iter().collect::<Vec<_>>(), why);
    }
    // What holds one up holds up many.
    let mut reasons: Vec<(&str, Vec<&NamedSchema>)> = Vec::new();
    let mut lines = 0;
    for one in &found.ids {
        let (ink, what) = match &one.there {
            None => continue,
            Some(There::NotCompared { why }) => {
                match reasons.iter_mut().find(|(known, _)| known == why) {
                    Some((_, ids)) => ids.push(one),
                    None => reasons.push((why, vec![one])),
                }
                continue;
            }
            Some(There::Same) => (Ink::Plain, "the same schema there".to_owned()),
            Some(There::Missing) => (Ink::Warning, "not there".to_owned()),
            Some(There::Other { name, name_there }) => {
                let what = other(name.as_deref(), name_there.as_deref());
                (Ink::Warning, what)
            }
        };
        lines += 1;
        if lines > MOST_LINES {
            continue;
        }
        let records = counted(one.found.records, "record");
        let example = one.found.example.filter(|_| ink == Ink::Warning);
        let example = example.map_or_else(String::new, |source| {
            let place = plan.source_ref(source).to_string();
            format!(", for example {}", line(&place))
        });
        let text = format!("{}: {what}; {records}{example}", one.schema());
        page.sentence(2, ink, &text);
    }
    for (why, ids) in reasons.iter().take(MOST_LINES) {
        not_compared(page, ids, why);
    }
    let rest = lines.saturating_sub(MOST_LINES) as u64 + found.more;
    if rest > 0 {
        let text = format!("and {} more", counted(rest, "id"));
        page.sentence(2, Ink::Warning, &text);
    }
}

/// Writes ids that were not compared for one reason.
fn not_compared(page: &mut Page<'_>, ids: &[&NamedSchema], why: &str) {
    let told = ids
        .iter()
        .take(MOST_LINES)
        .map(|one| one.schema().to_string());
    let told: Vec<_> = told.collect();
    let rest = match ids.len().saturating_sub(told.len()) {
        0 => String::new(),
        rest => format!(" and {} more", count(rest as u64)),
    };
    let text = format!(
        "{}{rest}: not compared, because {}",
        told.join(", "),
        line(why)
    );
    page.sentence(2, Ink::Warning, &text);
}

fn other(name: Option<&str>, name_there: Option<&str>) -> String {
    match (name, name_there) {
        (Some(here), Some(there)) if here == there => {
            format!("another schema there, which is called {} too", line(here))
        }
        (Some(here), Some(there)) => {
            format!("another schema there, {}, not {}", line(there), line(here))
        }
        (None, Some(there)) => format!("another schema there, {}", line(there)),
        (Some(here), None) => format!("another schema there, not {}", line(here)),
        (None, None) => "another schema there".to_owned(),
    }
}
