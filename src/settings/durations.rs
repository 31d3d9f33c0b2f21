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
            ("1.5s", 1_500),
            ("2 minutes", 120_000),
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
        --request-timeout cannot be `-1s`: it is less than nothing | write a number with its unit: 500ms, 30s, 1m30s, 2h
        --request-timeout cannot be `1 s ago`: it is less than nothing | write a number with its unit: 500ms, 30s, 1m30s, 2h
        --request-timeout cannot be `0s`: it is less than a millisecond | write a number with its unit: 500ms, 30s, 1m30s, 2h
        --request-timeout cannot be `1us`: it is less than a millisecond | write a number with its unit: 500ms, 30s, 1m30s, 2h
        --request-timeout cannot be `25h`: it is more than a day | write a number with its unit: 500ms, 30s, 1m30s, 2h
        --request-timeout cannot be `1y`: it is not a span of time | write a number with its unit: 500ms, 30s, 1m30s, 2h
        --request-timeout cannot be `99999999999999h`: it is more than a day | write a number with its unit: 500ms, 30s, 1m30s, 2h
        ");
    }

    proptest! {
        #[test]
        fn never_panics(text in any::<String>()) {
            let _ = parse(&text, "x");
        }
    }
}
