//! Times and spans for people.

use jiff::tz::TimeZone;

/// Returns how long ago a time is, in one unit, as kubectl's `AGE` column: `5s`, `12m`, `3h`, `4d`, `2y`.
///
/// A unit is used up to about twice the next one, so that `90m` is not cut to `1h`. What lies in the future is negative.
pub(crate) fn age(ms: i64, now_ms: i64) -> String {
    let past = i128::from(now_ms) - i128::from(ms);
    let sign = if past <= -1_000 { "-" } else { "" };
    let seconds = past.abs() / 1_000;
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    let (number, unit) = match () {
        () if seconds < 120 => (seconds, 's'),
        () if minutes < 120 => (minutes, 'm'),
        () if hours < 48 => (hours, 'h'),
        () if days < 730 => (days, 'd'),
        () => (days / 365, 'y'),
    };
    format!("{sign}{number}{unit}")
}

/// Returns a time in a zone, with milliseconds and the offset: `2026-11-21T07:51:15.557+01:00`.
///
/// A time that the calendar does not have is its number of milliseconds.
pub(crate) fn time(ms: i64, zone: &TimeZone) -> String {
    match jiff::Timestamp::from_millisecond(ms) {
        Ok(time) => {
            let time = time.to_zoned(zone.clone());
            if zone.is_utc_like() {
                time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
            } else {
                time.strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
            }
        }
        Err(_) => format!("{ms}ms"),
    }
}

/// Returns a time in a zone, to the minute: `2026-11-21T07:00+01:00`.
pub(crate) fn minute(ms: i64, zone: &TimeZone) -> String {
    match jiff::Timestamp::from_millisecond(ms) {
        Ok(time) if zone.is_utc_like() => time.strftime("%Y-%m-%dT%H:%MZ").to_string(),
        Ok(time) => {
            let time = time.to_zoned(zone.clone());
            time.strftime("%Y-%m-%dT%H:%M%:z").to_string()
        }
        Err(_) => format!("{ms}ms"),
    }
}

/// Tells whether a zone is UTC, whatever it is called.
trait UtcLike {
    fn is_utc_like(&self) -> bool;
}

impl UtcLike for TimeZone {
    fn is_utc_like(&self) -> bool {
        *self == TimeZone::UTC || matches!(self.iana_name(), Some("UTC" | "Etc/UTC"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_like_kubectls() {
        let cases = [
            (0, "0s"),
            (999, "0s"),
            (5_000, "5s"),
            (119_999, "119s"),
            (120_000, "2m"),
            (12 * 60_000, "12m"),
            (119 * 60_000, "119m"),
            (120 * 60_000, "2h"),
            (47 * 3_600_000, "47h"),
            (48 * 3_600_000, "2d"),
            (729 * 86_400_000, "729d"),
            (730 * 86_400_000, "2y"),
            (-500, "0s"),
            (-60_000, "-60s"),
        ];
        for (past, expected) in cases {
            assert_eq!(age(1_000_000_000_000 - past, 1_000_000_000_000), expected);
        }
        assert_eq!(age(i64::MIN, i64::MAX), "584942417y");
    }

    #[test]
    fn times_are_in_the_zone() {
        let berlin = TimeZone::fixed(jiff::tz::offset(1));
        assert_eq!(
            time(1_795_243_875_557, &TimeZone::UTC),
            "2026-11-21T06:51:15.557Z"
        );
        assert_eq!(
            time(1_795_243_875_557, &berlin),
            "2026-11-21T07:51:15.557+01:00"
        );
        assert_eq!(time(-1, &TimeZone::UTC), "1969-12-31T23:59:59.999Z");
        assert_eq!(time(i64::MAX, &TimeZone::UTC), "9223372036854775807ms");
    }
}
