//! How many schemas could not be had, and why: for one warning at the end instead of one per record.

use std::fmt::Write as _;

use crate::payload::{Missing, SchemaId};
use crate::quantity::counted;

/// Most ids that the warning names.
const NAMED: usize = 3;

/// Most reasons that are kept apart.
const REASONS: usize = 16;

/// Counts by reason, in the order in which they first came.
#[derive(Debug, Default)]
pub(super) struct Tally {
    reasons: Vec<Reason>,
}

#[derive(Debug)]
struct Reason {
    missing: Missing,
    is_glue: bool,
    count: u64,
    /// Some of the ids, and how many more there were.
    ids: Vec<SchemaId>,
    more: bool,
}

impl Tally {
    /// Counts one payload whose schema could not be had.
    pub(super) fn add(&mut self, id: &SchemaId, missing: &Missing) {
        let is_glue = matches!(id, SchemaId::Glue(_));
        let full = self.reasons.len() == REASONS;
        let same = |reason: &&mut Reason| {
            reason.is_glue == is_glue && (is_glue || reason.missing == *missing)
        };
        let reason = match self.reasons.iter_mut().find(same) {
            Some(reason) => reason,
            // What is rare and different each time is counted with the last one.
            None if full => &mut self.reasons[REASONS - 1],
            None => {
                self.reasons.push(Reason {
                    missing: missing.clone(),
                    is_glue,
                    count: 0,
                    ids: Vec::new(),
                    more: false,
                });
                let last = self.reasons.len() - 1;
                &mut self.reasons[last]
            }
        };
        reason.count += 1;
        if !reason.ids.contains(id) {
            if reason.ids.len() < NAMED {
                reason.ids.push(*id);
            } else {
                reason.more = true;
            }
        }
    }

    /// Returns the warning; none where everything was found.
    pub(super) fn warning(&self, url: &str) -> Option<String> {
        let mut text = String::new();
        for reason in &self.reasons {
            if !text.is_empty() {
                text.push_str("; ");
            }
            let ids: Vec<String> = reason.ids.iter().map(ToString::to_string).collect();
            let and_more = if reason.more { " and others" } else { "" };
            let ids = format!("{}{and_more}", ids.join(", "));
            let payloads = counted(reason.count, "payload");
            let are = if reason.count == 1 { "is" } else { "are" };
            // Writing to a string cannot fail.
            let _ = match &reason.missing {
                _ if reason.is_glue => {
                    write!(text, "AWS Glue is not asked, and only it knows {ids}")
                }
                Missing::Unavailable(why) => {
                    write!(
                        text,
                        "the schema registry at {url} could not be asked ({why})"
                    )
                }
                Missing::Unknown => {
                    write!(text, "the schema registry at {url} does not know {ids}")
                }
                Missing::Unusable(why) => {
                    write!(
                        text,
                        "{ids} of the schema registry at {url} cannot be used ({why})"
                    )
                }
                Missing::NoRegistry => write!(text, "no schema registry is configured"),
            };
            let _ = write!(text, ": {payloads} {are} shown undecoded");
        }
        (!text.is_empty()).then_some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_warning_has_all_counts() {
        let mut tally = Tally::default();
        assert_eq!(tally.warning("http://sr"), None);
        let down = Missing::Unavailable("connection refused".to_owned());
        for id in 0..12 {
            tally.add(&SchemaId::Id(id), &down);
        }
        for id in [7, 7, 8, 9, 10, 11] {
            tally.add(&SchemaId::Id(id), &Missing::Unknown);
        }
        tally.add(
            &SchemaId::Glue([0; 16]),
            &Missing::Unavailable("x".to_owned()),
        );
        insta::assert_snapshot!(tally.warning("http://sr").unwrap(), @"the schema registry at http://sr could not be asked (connection refused): 12 payloads are shown undecoded; the schema registry at http://sr does not know schema id 7, schema id 8, schema id 9 and others: 6 payloads are shown undecoded; AWS Glue is not asked, and only it knows Glue schema version 00000000-0000-0000-0000-000000000000: 1 payload is shown undecoded");
    }

    #[test]
    fn reasons_are_bounded() {
        let mut tally = Tally::default();
        for number in 0..1_000 {
            tally.add(
                &SchemaId::Id(number),
                &Missing::Unusable(number.to_string()),
            );
        }
        assert_eq!(tally.reasons.len(), REASONS);
        assert_eq!(tally.reasons.iter().map(|it| it.count).sum::<u64>(), 1_000);
    }
}
