//! Spans of time as people type them.

use std::time::Duration;

use jiff::SignedDuration;

use crate::error::{Error, Result};

/// Longest time-out: librdkafka counts milliseconds in 32 bits, and a day is more than anybody waits.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads `500ms`, `30s`, `1m30s` or `2h`: more than nothing and at most a day. `name` is what the text was given for.
pub fn parse(text: &str, name: &str) -> Result<Duration> {
    let error = || Error::usage(format!("{name} cannot be `{text}`"));
    let units = "write a number with its unit: 500ms, 30s, 1m30s, 2h";
    let signed: SignedDuration = text.trim().parse().map_err(|_| {
        if text.trim().parse::<u32>().is_ok() {
            error()
                .why("it has no unit")
                .hint(format!("did you mean {}s?", text.trim()))
        } else {
            error().why("it is not a span of time").hint(units)
        }
    })?;
    let duration = Duration::try_from(signed)
        .map_err(|_| error().why("it is less than nothing").hint(units))?;
    if duration < Duration::from_millis(1) {
        return Err(error().why("it is less than a millisecond").hint(units));
    }
    if duration > LONGEST {
        return Err(error().why("it is more than a day").hint(units));
    }
    Ok(duration)
}
