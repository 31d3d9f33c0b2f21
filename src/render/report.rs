//! What came of a replay.

use std::io::{self, Write};

use super::page::Page;
use super::plan::cluster_name;
use super::quantity::{count, counted};
use super::style::{Ink, Screen};
use crate::replay::outcome::Outcome;
use crate::replay::plan::{ReplayPlan, Setting};
use crate::replay::report::{Ended, ReplayReport};
use crate::sanitize::{line, width};

/// The most records that are named one by one.
const MOST_LINES: usize = 20;

/// Writes a report for people: what is certain first, then what needs somebody, then what to type next.
pub fn write(
    out: &mut dyn Write,
    plan: &ReplayPlan,
    report: &ReplayReport,
    setting: &Setting,
    next: Option<&str>,
    screen: &Screen,
) -> io::Result<()> {
    let mut page = Page::of_prose(screen, 0);
    let counts = &report.counts;
    let seconds = format!(
        "{}.{}s",
        report.elapsed_ms / 1_000,
        report.elapsed_ms % 1_000 / 100
    );
    let sent = counted(counts.sent, "record");
    let to = setting.to.as_ref().map_or_else(String::new, |to| {
        let source = cluster_name(&setting.source);
        format!(" from {source} to {}", cluster_name(to))
    });
    let text = format!("Sent {sent}{to} in {seconds}, run {}", line(&report.run));
    page.sentence(0, Ink::Plain, &text);
    for (topic, spans) in &report.targets {
        for span in spans.iter().take(MOST_LINES) {
            let offsets = if span.count == 1 {
                format!("offset {}", span.first)
            } else {
                format!("offsets {} to {}", span.first, span.last)
            };
            let place = format!("{}-{}", line(topic), span.partition);
            let text = format!("{place}  {}, {offsets}", counted(span.count, "record"));
            page.sentence(2, Ink::Plain, &text);
        }
    }
    let already = counts.already_replayed;
    if already > 0 {
        let verb = if already == 1 { "was" } else { "were" };
        let already = counted(already, "record");
        let text = format!("{already} {verb} replayed by another run meanwhile");
        page.sentence(0, Ink::Plain, &text);
    }
    if let Some(text) = end(report) {
        page.sentence(0, Ink::Failure, &text);
    }
    problems(&mut page, plan, report);
    if let Some(next) = next {
        // It is there to be copied: whole, on a line of its own where it does not fit beside its label.
        let next = line(next);
        if screen.width.is_some_and(|cells| width(&next) + 6 > cells) {
            page.raw(0, "next:");
            page.raw(2, &next);
        } else {
            page.raw(0, &format!("next: {next}"));
        }
    }
    out.write_all(page.text().as_bytes())
}

/// Says why the run ended before the plan did.
fn end(report: &ReplayReport) -> Option<String> {
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
    Some(match &report.ended {
        Ended::Done => return None,
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
    })
}

fn problems(page: &mut Page<'_>, plan: &ReplayPlan, report: &ReplayReport) {
    if report.problems.is_empty() {
        return;
    }
    let number = report.problems.len() as u64;
    let verb = if number == 1 { "needs" } else { "need" };
    let title = format!("{} {verb} attention:", counted(number, "record"));
    page.sentence(0, Ink::Warning, &title);
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
        let place = plan.source_ref(problem.source).to_string();
        page.sentence(2, Ink::Plain, &format!("{}  {why}", line(&place)));
    }
    if let Some(rest) = report.problems.len().checked_sub(MOST_LINES)
        && rest > 0
    {
        page.line(2, Ink::Plain, &format!("and {} more", count(rest as u64)));
    }
}

/// Writes a report as one JSON document.
pub fn write_json(
    out: &mut dyn Write,
    plan: &ReplayPlan,
    report: &ReplayReport,
    setting: &Setting,
) -> io::Result<()> {
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
    if let Some(to) = &setting.to {
        document["from"] = serde_json::json!(setting.source);
        document["to"] = serde_json::json!(to);
    }
    serde_json::to_writer(&mut *out, &document)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::plan::tests::{plan, setting};

    #[test]
    fn what_to_type_next_is_never_broken() {
        let plan = plan();
        let report = ReplayReport::new(&plan, &[], "3f2a", Ended::Interrupted);
        let next = "dltctl -b broker:9092 list orders.events.DLT --state open";
        let at = |width: Option<usize>| {
            let mut out = Vec::new();
            write(
                &mut out,
                &plan,
                &report,
                &setting(),
                Some(next),
                &Screen::of_test(width),
            )
            .unwrap();
            String::from_utf8(out).unwrap()
        };
        insta::assert_snapshot!(at(Some(60)), @r"
        Sent 0 records in 0.0s, run 3f2a
        interrupted; 2 not tried, nothing half done
        next:
          dltctl -b broker:9092 list orders.events.DLT --state open
        ");
        assert!(at(None).ends_with(&format!("\nnext: {next}\n")));
    }
}
