//! Carries a plan out: one dead-letter topic after the other, each behind its own fence.

use std::sync::Arc;
use std::time::Instant;

use super::reread::Reread;
use super::session::{Run, Session, ended_by};
use crate::error::Result;
use crate::kafka::config::ClientProperties;
use crate::replay::headers::HeaderRules;
use crate::replay::outcome::Outcome;
use crate::replay::plan::{ReplayPlan, Step};
use crate::replay::report::{Ended, ReplayReport};
use crate::scan::Stop;

/// How a plan is carried out.
#[derive(Clone)]
pub struct ReplayOptions {
    /// The ledger topic.
    pub ledger: String,
    /// The run's id.
    pub run: String,
    /// Who does it.
    pub by: String,
    /// The program and its version.
    pub tool: String,
    /// Why, for the ledger.
    pub reason: Option<String>,
    /// The most records in a batch.
    pub batch: usize,
    /// Records a second; `None` is as fast as it goes.
    pub rate: Option<u32>,
    /// Bytes a second; `None` is as fast as it goes.
    pub rate_bytes: Option<u64>,
    /// The largest record that any target takes, in bytes.
    pub message_max_bytes: u32,
    /// The largest batch that all targets take, in bytes.
    pub batch_bytes: u32,
    /// The clock, for the ledger's entries: milliseconds since the epoch.
    pub clock: Arc<dyn Fn() -> i64 + Send + Sync>,
}

/// Carries out a plan. Whatever happens, the report says of each record what is known of it.
///
/// `progress` is called with the number of records that are proved or given up, and of all.
///
/// # Errors
///
/// Only before anything is sent: the ledger cannot be opened, or a policy cannot be read.
pub fn replay(
    plan: &ReplayPlan,
    properties: &ClientProperties,
    options: &ReplayOptions,
    reread: &mut dyn Reread,
    stop: &Stop,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<ReplayReport> {
    let rules = HeaderRules::new(&plan.policy)?;
    let targets: Vec<&str> = plan
        .targets
        .iter()
        .map(|target| target.topic.as_str())
        .collect();
    let run = Run {
        policy: &plan.policy,
        rules: &rules,
        targets: &targets,
        properties,
        options,
        stop,
    };
    let begun = Instant::now();
    let mut outcomes = vec![Outcome::NotTried; plan.steps.len()];
    let mut batches = 0;
    let mut ended = Ended::Done;
    let mut first = 0;
    for (number, source) in plan.sources.iter().enumerate() {
        let of_source = |step: &Step| usize::from(step.source.topic) == number;
        let count = plan.steps[first..]
            .iter()
            .take_while(|step| of_source(step))
            .count();
        let steps = &plan.steps[first..first + count];
        if steps.is_empty() {
            continue;
        }
        let session = Session::open(&run, source, steps, &mut outcomes[first..first + count]);
        let session = match session {
            Ok(session) => session,
            Err(error) if first == 0 => return Err(error),
            // What was sent of the topics before must be told.
            Err(error) => {
                ended = ended_by(&error);
                break;
            }
        };
        let (done_before, all) = (first as u64, plan.steps.len() as u64);
        let mut report = |finished: u64| progress(done_before + finished, all);
        let (how, committed) = session.run(reread, &mut report);
        batches += committed;
        first += count;
        if how != Ended::Done {
            ended = how;
            break;
        }
    }
    let mut report = ReplayReport::new(plan, &outcomes, &options.run, ended);
    report.batches = batches;
    report.elapsed_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(report)
}
