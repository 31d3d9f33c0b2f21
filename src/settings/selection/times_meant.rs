//! What times mean that were typed relative to now, or without a date.

use crate::cli::selection::SelectionArgs;
use crate::error::{Error, Result};
use crate::filter::Window;
use crate::offsets::{OffsetRange, OffsetSpec};
use crate::times::{self, Clock, TimeText};

/// Says which times an `-O` means, where it means any.
pub(super) fn echo(typed: &OffsetSpec, spec: &OffsetSpec<i64>, clock: &Clock) -> Option<String> {
    let at = |ms| times::display(ms, &clock.zone);
    match spec.range {
        OffsetRange::From(from) => Some(format!("-O {typed} is from {}", at(from))),
        OffsetRange::Between(from, to) => {
            Some(format!("-O {typed} is from {} up to {}", at(from), at(to)))
        }
        _ => None,
    }
}

/// Reads `--since` and `--until`.
pub(super) fn window(args: &SelectionArgs, clock: &Clock) -> Result<Window> {
    let at = |time: &Option<_>| time.as_ref().map(|time: &TimeText| time.at(clock));
    let window = Window {
        since: at(&args.since).transpose()?,
        until: at(&args.until).transpose()?,
    };
    if let (Some(since), Some(until)) = (window.since, window.until)
        && since >= until
    {
        return Err(
            Error::usage("`--since` is not before `--until`").why(format!(
                "nothing is among {}",
                window.display(&clock.zone).unwrap_or_default()
            )),
        );
    }
    Ok(window)
}
