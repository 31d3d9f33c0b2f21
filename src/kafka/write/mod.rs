//! All that writes to a user's cluster: a reader can see here, and only here, what this program can do to it.
//!
//! Belongs here: the replay's transactions, the reading of the ledger that proves them, and the ledger topic's creation.
//! Does not belong here: what is sent and why (`replay/`), and anything a person reads.
//!
//! ```text
//! loop: fence (init_transactions) -> read the ledger to its high watermark -> prove the batch before
//!       -> begin, targets, their reports, ledger entries, commit -> drop the producer, whatever happened
//! ```
//!
//! docs/replay.md says why each step is there and which test shows it.

mod batch;
mod blame;
mod fail;
mod ledger;
mod ledger_topic;
mod pace;
mod pool;
mod ready;
mod replayer;
mod reread;
mod session;

pub use ledger::LedgerReader;
pub use ledger_topic::{Created, LedgerTopic, administrators_text, rights_text, write_right_text};
pub use replayer::{ReplayOptions, replay};
pub use reread::{Reread, TopicReread};
