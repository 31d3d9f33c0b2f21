//! Replay, as far as it is thought and not done: the plan, the ledger's bytes, the headers to send, what came of it.
//!
//! Belongs here: pure functions from records, policies and ledger entries to decisions. Does not belong here: anything
//! that talks to a cluster (`kafka/write/`), and how a plan or a report looks (`render/`).
//!
//! ```text
//! DeadLetterView --gather--> Candidates --plan(policy, targets, ledger)--> ReplayPlan --(kafka/write)--> ReplayReport
//! ```

pub mod candidate;
pub mod headers;
pub mod ledger;
pub mod outcome;
pub mod partition;
pub mod plan;
pub mod policy;
pub mod report;
pub mod skip;
pub mod template;
