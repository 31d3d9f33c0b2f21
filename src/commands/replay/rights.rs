//! What an administrator is asked for where a right is missing: commands to run as they stand.

use super::sides::Sides;
use crate::error::{Error, ErrorKind};
use crate::kafka::write::{administrators_text, rights_text, write_right_text};
use crate::replay::ledger::TopicIdentity;
use crate::replay::outcome::{Failed, FailedKind, Outcome};
use crate::replay::plan::ReplayPlan;
use crate::replay::report::{Ended, ReplayReport};

/// Lists the topics that a plan sends to.
pub(super) fn targets(plan: &ReplayPlan) -> Vec<&str> {
    let targets = plan.targets.iter().filter(|it| !it.sends.is_empty());
    targets.map(|it| it.topic.as_str()).collect()
}

/// Adds to a refusal by the ledger what an administrator has to do.
pub(super) fn of_ledger(
    error: Error,
    sources: &[(String, TopicIdentity)],
    sides: &Sides<'_>,
) -> Error {
    if error.kind() != ErrorKind::Denied {
        return error;
    }
    let topics: Vec<&str> = sources.iter().map(|(topic, _)| topic.as_str()).collect();
    let topics = (!sides.are_two()).then_some(&topics[..]);
    error.hint(format!(
        "a replay reads and writes its ledger; ask an administrator{}:\n{}",
        of_which(sides),
        administrators_text(sides.ledger, &sides.target.principal(), topics, &[])
    ))
}

/// Says whose administrator is asked, where there are two clusters.
pub(super) fn of_which(sides: &Sides<'_>) -> String {
    target(sides).map_or_else(String::new, |name| format!(" of {name}"))
}

/// Says on which cluster something is, where there are two.
pub(super) fn on_which(sides: &Sides<'_>) -> String {
    target(sides).map_or_else(String::new, |name| format!(" on {name}"))
}

/// Names the cluster that is written to, where another one is read.
fn target<'s>(sides: &Sides<'s>) -> Option<&'s str> {
    let context = sides.target.connection.context.as_deref();
    context.filter(|_| sides.are_two())
}

/// Returns the commands that give the rights a run ended for, or that single records were refused for.
pub(super) fn missing(
    plan: &ReplayPlan,
    report: &ReplayReport,
    sides: &Sides<'_>,
) -> Option<String> {
    let principal = sides.target.principal();
    if matches!(report.ended, Ended::Denied { .. }) {
        let topics = sides.dead_letter_topics_there(plan);
        let text = rights_text(sides.ledger, &principal, topics.as_deref(), &targets(plan));
        return Some(text);
    }
    let refused = report.problems.iter().filter(|problem| {
        let kind = FailedKind::NotAuthorized;
        matches!(&problem.outcome, Outcome::Failed(Failed { kind: found, .. }) if *found == kind)
    });
    let refused: std::collections::HashSet<_> = refused.map(|problem| problem.source).collect();
    let steps = plan.steps.iter().filter(|it| refused.contains(&it.source));
    let topics: std::collections::BTreeSet<&str> =
        steps.map(|it| plan.target_name(it.target)).collect();
    let lines = topics
        .iter()
        .map(|topic| write_right_text(&principal, topic));
    Some(lines.collect::<String>()).filter(|text| !text.is_empty())
}
