//! Time-outs as people type them.

use std::time::Duration;

use crate::error::{Error, Result};
use crate::times;

/// Longest time-out: librdkafka counts milliseconds in 32 bits, and a day is more than anybody waits.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads a time-out: more than nothing and at most a day. `name` is what the text was given for.
pub(super) fn parse(text: &str, name: &str) -> Result<Duration> {
    let error = || Error::usage(format!("{name} cannot be `{text}`"));
    let units = "write a number with its unit: 500ms, 30s, 1m30s, 2h";
    let duration = times::parse_duration(text.trim()).map_err(|why| {
        let no_unit = why.reason().zip(why.next_step());
        let no_span = || ("it is not a span of time".to_owned(), units);
        let (why, hint) = no_unit.unwrap_or_else(no_span);
        error().why(why).hint(hint)
    })?;
    if duration < Duration::from_millis(1) {
        return Err(error().why("it is less than a millisecond").hint(units));
    }
    if duration > LONGEST {
        return Err(error().why("it is more than a day").hint(units));
    }
    Ok(duration)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spans() {
        for (text, expected) in [
            ("500ms", 500),
            ("30s", 30_000),
            (" 1m ", 60_000),
            ("1m30s", 90_000),
            ("24h", 86_400_000),
        ] {
            let duration = parse(text, "x").unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(duration, Duration::from_millis(expected), "{text}");
        }
    }

    #[test]
    fn mistakes() {
        let lines: Vec<String> = [
            "30",
            "",
            "abc",
            "-1s",
            "1 s ago",
            "0s",
            "1us",
            "25h",
            "1y",
            "99999999999999h",
        ]
        .iter()
        .map(|text| {
            let error = parse(text, "--request-timeout").unwrap_err();
            format!("{error} | {}", error.next_step().unwrap_or("-"))
        })
        .collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        --request-timeout cannot be `30`: it has no unit | did you mean 30s?
        --request-timeout cannot be ``: it is not a span of time | write a number with its unit: 500ms, 30s, 1m30s, 2h
        --request-timeout cannot be `abc`: it is not a span of time | write a number with its unit: 500ms, 30s, 1m30s, 2h
        --request-timeout cannot be `-1s`: it is not a span of time | write a number with its unit: 500ms, 30s, 1m30s, 2h
        --request-timeout cannot be `1 s ago`: it is not a span of time | write a number with its unit: 500ms, 30s, 1m30s, 2h
        --request-timeout cannot be `0s`: it is less than a millisecond | write a number with its unit: 500ms, 30s, 1m30s, 2h
        --request-timeout cannot be `1us`: it is not a span of time | write a number with its unit: 500ms, 30s, 1m30s, 2h
        --request-timeout cannot be `25h`: it is more than a day | write a number with its unit: 500ms, 30s, 1m30s, 2h
        --request-timeout cannot be `1y`: it is not a span of time | write a number with its unit: 500ms, 30s, 1m30s, 2h
        --request-timeout cannot be `99999999999999h`: it is not a span of time | write a number with its unit: 500ms, 30s, 1m30s, 2h
        ");
    }

    proptest! {
        #[test]
        fn never_panics(text in any::<String>()) {
            let _ = parse(&text, "x");
        }
    }
}
