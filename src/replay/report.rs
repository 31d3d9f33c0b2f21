//! What came of a plan, and the exit status that follows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::outcome::Outcome;
use super::plan::{ReplayPlan, Source, Span};
use crate::error::ExitStatus;

/// Why a run ended before its plan did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// Nothing was left.
    Done,
    /// A person interrupted it.
    Interrupted,
    /// Another run fenced this one.
    TakenOver,
    /// A batch is in the ledger in part: this is never seen by design.
    Torn {
        /// The run whose batch it is.
        run: String,
        /// The batch's number.
        batch: u32,
        /// Entries found.
        found: u32,
        /// Entries expected.
        expected: u32,
    },
    /// The cluster could not be reached, or not in time.
    Unreachable {
        /// The client's words.
        why: String,
    },
    /// A right is missing.
    Denied {
        /// The client's words.
        why: String,
    },
    /// Something else.
    Failed {
        /// The client's words.
        why: String,
    },
}

/// A record that needs somebody's attention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Which.
    pub source: Source,
    /// What came of it.
    pub outcome: Outcome,
}

/// Counts of outcomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Proved to be in their target.
    pub sent: u64,
    /// Replayed by somebody else between plan and sending.
    pub already_replayed: u64,
    /// Not sent, for a reason of their own.
    pub failed: u64,
    /// Gone from the dead-letter topic.
    pub gone: u64,
    /// Not what was planned.
    pub changed: u64,
    /// Perhaps sent; the next run finds out.
    pub in_doubt: u64,
    /// Not tried.
    pub not_tried: u64,
}

/// What came of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayReport {
    /// The run's id.
    pub run: String,
    /// Why it ended.
    pub ended: Ended,
    /// The counts.
    pub counts: Counts,
    /// How many selected records the plan skipped.
    pub skipped: u64,
    /// How many of those need attention.
    pub skipped_attention: u64,
    /// How many of those were replayed too often already.
    pub loop_guard: u64,
    /// What was sent: target topic, then partition with the offsets there.
    pub targets: BTreeMap<String, Vec<Span>>,
    /// Transactions that were committed.
    pub batches: u64,
    /// Milliseconds from the first batch to the last proof.
    pub elapsed_ms: u64,
    /// The records that were not sent and should have been, in the plan's order.
    pub problems: Vec<Problem>,
}

impl ReplayReport {
    /// Sums up the outcomes of a plan's steps, which are in the same order.
    pub fn new(plan: &ReplayPlan, outcomes: &[Outcome], run: &str, ended: Ended) -> Self {
        let mut counts = Counts::default();
        let mut spans: BTreeMap<(u16, i32), Span> = BTreeMap::new();
        let mut problems = Vec::new();
        let not_tried = Outcome::NotTried;
        for (index, step) in plan.steps.iter().enumerate() {
            let outcome = outcomes.get(index).unwrap_or(&not_tried);
            let count = match outcome {
                Outcome::Sent { .. } => &mut counts.sent,
                Outcome::AlreadyReplayed => &mut counts.already_replayed,
                Outcome::Failed(_) => &mut counts.failed,
                Outcome::Gone => &mut counts.gone,
                Outcome::Changed => &mut counts.changed,
                Outcome::InDoubt => &mut counts.in_doubt,
                Outcome::NotTried => &mut counts.not_tried,
            };
            *count += 1;
            match outcome {
                Outcome::Sent { offset } => {
                    let at = offset.unwrap_or(-1);
                    let span = spans.entry((step.target, step.partition)).or_insert(Span {
                        partition: step.partition,
                        count: 0,
                        first: at,
                        last: at,
                    });
                    span.count += 1;
                    span.first = span.first.min(at);
                    span.last = span.last.max(at);
                }
                Outcome::AlreadyReplayed | Outcome::NotTried => {}
                _ => problems.push(Problem {
                    source: step.source,
                    outcome: outcome.clone(),
                }),
            }
        }
        let mut targets: BTreeMap<String, Vec<Span>> = BTreeMap::new();
        for ((target, _), span) in spans {
            let topic = plan.target_name(target).to_owned();
            targets.entry(topic).or_default().push(span);
        }
        let attention = plan.skips.iter().filter(|s| s.reason.needs_attention());
        let guarded = plan
            .skips
            .iter()
            .filter(|s| matches!(s.reason, super::skip::SkipReason::LoopGuard { .. }));
        Self {
            run: run.to_owned(),
            ended,
            counts,
            skipped: plan.skips.len() as u64,
            skipped_attention: attention.count() as u64,
            loop_guard: guarded.count() as u64,
            targets,
            batches: 0,
            elapsed_ms: 0,
            problems,
        }
    }

    /// Returns the exit status: 0 only when every selected record is where it should be, or needs nothing.
    pub fn exit_status(&self) -> ExitStatus {
        let nothing_sent = self.counts.sent == 0 && self.counts.in_doubt == 0;
        match &self.ended {
            Ended::Interrupted => ExitStatus(130),
            Ended::Torn { .. } | Ended::Failed { .. } => ExitStatus(1),
            Ended::TakenOver if nothing_sent => ExitStatus(6),
            Ended::TakenOver => ExitStatus::PARTIAL,
            Ended::Unreachable { .. } => ExitStatus(5),
            Ended::Denied { .. } => ExitStatus(8),
            Ended::Done => {
                let tried = self.counts.failed + self.counts.gone + self.counts.changed;
                if nothing_sent && tried == 0 && self.loop_guard > 0 {
                    ExitStatus(6)
                } else if tried + self.counts.in_doubt + self.counts.not_tried > 0
                    || self.skipped_attention > 0
                {
                    ExitStatus::PARTIAL
                } else {
                    ExitStatus::DONE
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replay::outcome::{Failed, FailedKind};

    #[test]
    fn the_exit_status_follows_from_what_is_certain() {
        let base = ReplayReport {
            run: String::new(),
            ended: Ended::Done,
            counts: Counts::default(),
            skipped: 0,
            skipped_attention: 0,
            loop_guard: 0,
            targets: BTreeMap::new(),
            batches: 0,
            elapsed_ms: 0,
            problems: Vec::new(),
        };
        let counts = |change: fn(&mut Counts)| {
            let mut counts = Counts::default();
            change(&mut counts);
            counts
        };
        let cases = [
            (Ended::Done, counts(|_| {}), 0, 0, 0),
            (Ended::Done, counts(|c| c.sent = 5), 0, 0, 0),
            (Ended::Done, counts(|c| c.already_replayed = 5), 0, 0, 0),
            (Ended::Done, counts(|c| c.failed = 1), 0, 0, 3),
            (Ended::Done, counts(|c| c.gone = 1), 0, 0, 3),
            (Ended::Done, counts(|c| c.changed = 1), 0, 0, 3),
            (Ended::Done, counts(|c| c.sent = 1), 1, 0, 3),
            (Ended::Done, counts(|c| c.sent = 1), 1, 1, 3),
            (Ended::Done, counts(|_| {}), 1, 1, 6),
            (Ended::TakenOver, counts(|c| c.not_tried = 1), 0, 0, 6),
            (Ended::TakenOver, counts(|c| c.sent = 1), 0, 0, 3),
            (Ended::TakenOver, counts(|c| c.in_doubt = 1), 0, 0, 3),
            (Ended::Interrupted, counts(|c| c.sent = 1), 0, 0, 130),
        ];
        for (ended, counts, attention, guarded, status) in cases {
            let report = ReplayReport {
                ended: ended.clone(),
                counts,
                skipped_attention: attention,
                loop_guard: guarded,
                ..base.clone()
            };
            assert_eq!(report.exit_status().0, status, "{ended:?} {counts:?}");
        }
        let why = String::new;
        for (ended, status) in [
            (Ended::Unreachable { why: why() }, 5),
            (Ended::Denied { why: why() }, 8),
            (Ended::Failed { why: why() }, 1),
        ] {
            let report = ReplayReport {
                ended,
                ..base.clone()
            };
            assert_eq!(report.exit_status().0, status);
        }
        let failed = Outcome::Failed(Failed {
            kind: FailedKind::TooLarge,
            why: "x".into(),
        });
        let text = serde_json::to_string(&failed).unwrap();
        assert_eq!(serde_json::from_str::<Outcome>(&text).unwrap(), failed);
    }
}
