//! What an administrator is asked for where a right is missing: commands to run as they stand.

use crate::commands::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::kafka::write::{administrators_text, rights_text, write_right_text};
use crate::replay::ledger::TopicIdentity;
use crate::replay::outcome::{Failed, FailedKind, Outcome};
use crate::replay::plan::ReplayPlan;
use crate::replay::report::{Ended, ReplayReport};
use crate::settings::Connection;

/// Names who we are, as `kafka-acls.sh` wants it.
pub(super) fn principal(connection: &Connection) -> String {
    let name = connection.principal.as_deref().unwrap_or("NAME");
    format!("User:{name}")
}

/// Lists a plan's dead-letter topics.
pub(super) fn sources(plan: &ReplayPlan) -> Vec<&str> {
    plan.sources.iter().map(|it| it.topic.as_str()).collect()
}

/// Lists the topics that a plan sends to.
pub(super) fn targets(plan: &ReplayPlan) -> Vec<&str> {
    let targets = plan.targets.iter().filter(|it| !it.sends.is_empty());
    targets.map(|it| it.topic.as_str()).collect()
}

/// Adds to a refusal by the ledger what an administrator has to do.
pub(super) fn of_ledger(
    error: Error,
    context: &Context<'_>,
    sources: &[(String, TopicIdentity)],
    ledger: &str,
) -> Error {
    let Ok(connection) = context.settings.connection() else {
        return error;
    };
    if error.kind() != ErrorKind::Denied {
        return error;
    }
    let sources: Vec<&str> = sources.iter().map(|(topic, _)| topic.as_str()).collect();
    error.hint(format!(
        "a replay reads and writes its ledger; ask an administrator:\n{}",
        administrators_text(ledger, &principal(connection), &sources, &[])
    ))
}

/// Returns the commands that give the rights a run ended for, or that single records were refused for.
pub(super) fn missing(
    context: &Context<'_>,
    plan: &ReplayPlan,
    report: &ReplayReport,
    ledger: &str,
) -> Result<Option<String>> {
    let principal = principal(context.settings.connection()?);
    if matches!(report.ended, Ended::Denied { .. }) {
        let text = rights_text(ledger, &principal, &sources(plan), &targets(plan));
        return Ok(Some(text));
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
    Ok(Some(lines.collect::<String>()).filter(|text| !text.is_empty()))
}
