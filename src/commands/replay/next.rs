//! What to type after a replay.

use super::ReplayArgs;
use super::sides::Sides;
use crate::commands::Context;
use crate::replay::plan::ReplayPlan;
use crate::replay::report::ReplayReport;
use crate::settings::shell;
use crate::wrap::PROGRAM;

/// Says what to type next: the same again where something is left, else a look at what is still open.
pub(super) fn next(
    args: &ReplayArgs,
    context: &Context<'_>,
    plan: &ReplayPlan,
    report: &ReplayReport,
    sides: &Sides<'_>,
) -> Option<String> {
    if report.counts.not_tried + report.counts.in_doubt > 0 {
        return Some("the same command again sends what is left, and nothing twice".to_owned());
    }
    if context.ui.called != PROGRAM {
        // The demo's cluster ends with this command, and the next one has replayed nothing.
        return None;
    }
    let Some(command) = sides.source.command() else {
        // Somebody typed a secret, and must not see it again.
        return Some("the same command with --dry-run shows what is left".to_owned());
    };
    let topics = plan.sources.iter().map(|source| source.topic.as_str());
    let topics: Vec<_> = topics.collect();
    let (target, ledger) = (sides.target_as_typed(), sides.ledger_as_typed());
    let words = if target.is_empty() {
        [&["list"], &topics[..], &["--state", "open"], &ledger[..]].concat()
    } else {
        // `list` asks a ledger of the cluster that it reads, where nothing of this is.
        let to = args.destination_as_typed();
        [
            &["replay"],
            &topics[..],
            &["--all"],
            &to[..],
            &target[..],
            &ledger[..],
            &["--dry-run"],
        ]
        .concat()
    };
    Some(command + &shell::line(words))
}
