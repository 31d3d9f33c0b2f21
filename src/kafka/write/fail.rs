//! Named points of the replay loop at which tests kill it, and switches that take one safety step out.
//!
//! Compiled in with the feature `fail-points` only; otherwise every call is an empty function.

/// A safety step that a control build leaves out, to show that the tests would notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Control {
    /// One producer for all transactions instead of one for each.
    ReuseProducer,
    /// The ledger is read to the last stable offset instead of the high watermark.
    LedgerToLastStable,
}

#[cfg(not(feature = "fail-points"))]
pub(super) fn point(_name: &str) {}

#[cfg(not(feature = "fail-points"))]
pub(super) fn is_on(_control: Control) -> bool {
    false
}

#[cfg(feature = "fail-points")]
pub(super) use on::{is_on, point};

#[cfg(feature = "fail-points")]
#[expect(
    clippy::disallowed_methods,
    reason = "a test sets these for the process that it kills"
)]
mod on {
    use std::collections::HashMap;
    use std::path::PathBuf;
    use std::sync::{LazyLock, Mutex, PoisonError};
    use std::time::Duration;

    use super::Control;

    /// What to do where, from `DLTCTL_FAIL_POINT`: `NAME:HIT` dies there; `NAME:HIT:PATH` writes PATH and waits until it
    /// is gone. Several are separated by `;`.
    struct Plan {
        name: String,
        hit: u32,
        pause: Option<PathBuf>,
    }

    static PLANS: LazyLock<Vec<Plan>> = LazyLock::new(|| {
        let text = std::env::var("DLTCTL_FAIL_POINT").unwrap_or_default();
        let plan = |text: &str| {
            let mut parts = text.splitn(3, ':');
            Some(Plan {
                name: parts.next()?.to_owned(),
                hit: parts.next()?.parse().ok()?,
                pause: parts.next().map(PathBuf::from),
            })
        };
        text.split(';').filter_map(plan).collect()
    });

    /// Where the name of the last point that was passed is kept: how a test knows what a random kill met.
    static TRACE: LazyLock<Option<PathBuf>> =
        LazyLock::new(|| std::env::var_os("DLTCTL_FAIL_TRACE").map(PathBuf::from));

    /// How long to wait at each point of an open transaction: a loop as slow as a far cluster.
    static DELAY: LazyLock<Duration> = LazyLock::new(|| {
        let text = std::env::var("DLTCTL_FAIL_DELAY_MS").unwrap_or_default();
        Duration::from_millis(text.parse().unwrap_or(0))
    });

    /// The points at which the coordinator knows of an open transaction: from the first record to the end.
    const INSIDE: [&str; 4] = [
        "mid_sends",
        "after_target_acks",
        "mid_ledger_sends",
        "before_endtxn",
    ];

    static HITS: LazyLock<Mutex<HashMap<String, u32>>> = LazyLock::new(Mutex::default);

    pub(in crate::kafka::write) fn point(name: &str) {
        let hit = {
            let mut hits = HITS.lock().unwrap_or_else(PoisonError::into_inner);
            let hit = hits.entry(name.to_owned()).or_default();
            *hit += 1;
            *hit
        };
        if let Some(trace) = &*TRACE {
            let _ = std::fs::write(trace, name);
        }
        if INSIDE.contains(&name) {
            std::thread::sleep(*DELAY);
        }
        for plan in PLANS
            .iter()
            .filter(|plan| plan.name == name && plan.hit == hit)
        {
            let Some(path) = &plan.pause else {
                // As kill -9 would: no destructor runs, nothing is flushed.
                std::process::abort();
            };
            let _ = std::fs::write(path, name);
            while path.exists() {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }

    pub(in crate::kafka::write) fn is_on(control: Control) -> bool {
        let name = match control {
            Control::ReuseProducer => "reuse-producer",
            Control::LedgerToLastStable => "ledger-to-last-stable",
        };
        std::env::var("DLTCTL_CONTROL").is_ok_and(|text| text == name)
    }
}
