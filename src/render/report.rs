//! What came of a replay.

use std::io::{self, Write};

use super::quantity::{count, counted};
use super::style::{Ink, Screen};
use crate::replay::outcome::Outcome;
use crate::replay::plan::ReplayPlan;
use crate::replay::report::{Ended, ReplayReport};
use crate::sanitize::line;

/// The most records that are named one by one.
const MOST_LINES: usize = 20;

/// Writes a report for people: what is certain first, then what needs somebody, then what to type next.
pub fn write(
    out: &mut dyn Write,
    plan: &ReplayPlan,
    report: &ReplayReport,
    next: Option<&str>,
    screen: &Screen,
) -> io::Result<()> {
    let counts = &report.counts;
    let seconds = format!(
        "{}.{}s",
        report.elapsed_ms / 1_000,
        report.elapsed_ms % 1_000 / 100
    );
    writeln!(
        out,
        "Sent {} in {seconds}, run {}",
        counted(counts.sent, "record"),
        line(&report.run)
    )?;
    for (topic, spans) in &report.targets {
        for span in spans.iter().take(MOST_LINES) {
            let offsets = if span.count == 1 {
                format!("offset {}", span.first)
            } else {
                format!("offsets {} to {}", span.first, span.last)
            };
            writeln!(
                out,
                "  {}-{}  {}, {offsets}",
                line(topic),
                span.partition,
                counted(span.count, "record")
            )?;
        }
    }
    let already = counts.already_replayed;
    if already > 0 {
        let verb = if already == 1 { "was" } else { "were" };
        writeln!(
            out,
            "{} {verb} replayed by another run meanwhile",
            counted(already, "record")
        )?;
    }
    write_end(out, report, screen)?;
    write_problems(out, plan, report, screen)?;
    match next {
        Some(next) => writeln!(out, "next: {}", line(next)),
        None => Ok(()),
    }
}

/// Says why the run ended before the plan did.
fn write_end(out: &mut dyn Write, report: &ReplayReport, screen: &Screen) -> io::Result<()> {
    let counts = &report.counts;
    let left = match (counts.not_tried, counts.in_doubt) {
        (0, 0) => String::new(),
        (left, 0) => format!("; {} not tried, nothing half done", count(left)),
        (left, doubt) => format!(
            "; {} not tried, {} in doubt: the same command again finds out",
            count(left),
            count(doubt)
        ),
    };
    let text = match &report.ended {
        Ended::Done => return Ok(()),
        Ended::Interrupted => format!("interrupted{left}"),
        Ended::TakenOver => format!("another run of this dead-letter topic took over{left}"),
        Ended::Torn {
            run,
            batch,
            found,
            expected,
        } => format!(
            "TORN: the ledger has {found} of {expected} entries of batch {batch} of run {}. This must not happen; \
             nothing more was sent. Keep the ledger and the target topic as they are, and report it{left}",
            line(run)
        ),
        Ended::Unreachable { why } => format!("the cluster cannot be reached: {}{left}", line(why)),
        Ended::Denied { why } => format!("not allowed: {}{left}", line(why)),
        Ended::Failed { why } => format!("stopped: {}{left}", line(why)),
    };
    writeln!(out, "{}", screen.ink(Ink::Failure, &text))
}

fn write_problems(
    out: &mut dyn Write,
    plan: &ReplayPlan,
    report: &ReplayReport,
    screen: &Screen,
) -> io::Result<()> {
    if report.problems.is_empty() {
        return Ok(());
    }
    let title = format!(
        "{} need attention:",
        counted(report.problems.len() as u64, "record")
    );
    writeln!(out, "{}", screen.ink(Ink::Warning, &title))?;
    for problem in report.problems.iter().take(MOST_LINES) {
        let why = match &problem.outcome {
            Outcome::Failed(failed) => format!("{}: {}", failed.kind.text(), line(&failed.why)),
            Outcome::Gone => {
                "gone from the dead-letter topic (retention, or delete-records)".to_owned()
            }
            Outcome::Changed => "not what was planned: its content differs".to_owned(),
            Outcome::InDoubt => {
                "in doubt: perhaps sent; the same command again finds out".to_owned()
            }
            Outcome::Sent { .. } | Outcome::AlreadyReplayed | Outcome::NotTried => continue,
        };
        writeln!(
            out,
            "  {}  {why}",
            line(&plan.source_ref(problem.source).to_string())
        )?;
    }
    match report.problems.len().checked_sub(MOST_LINES) {
        Some(rest) if rest > 0 => writeln!(out, "  and {} more", count(rest as u64)),
        _ => Ok(()),
    }
}

/// Writes a report as one JSON document.
pub fn write_json(out: &mut dyn Write, plan: &ReplayPlan, report: &ReplayReport) -> io::Result<()> {
    let problems: Vec<_> = report
        .problems
        .iter()
        .map(|problem| {
            serde_json::json!({
                "ref": plan.source_ref(problem.source).to_string(),
                "outcome": problem.outcome,
            })
        })
        .collect();
    let mut document = serde_json::json!({ "v": 1, "kind": "report", "report": report });
    document["report"]["problems"] = problems.into();
    serde_json::to_writer(&mut *out, &document)?;
    writeln!(out)
}
