//! Days and instants as text, from numbers that anyone may have written.
//!
//! The years 0000 to 9999 have a text, because RFC 3339 ends there; what lies outside stays a number. The calendar is
//! counted here and not by `jiff`, whose instants end a day before 9999-12-31T23:59:59Z, which is what many programs
//! write for "never".

/// The days from 0000-01-01 to 1970-01-01.
const BEFORE_1970: i64 = 719_528;

/// The days of the years 0000 to 9999.
const DAYS: i64 = 3_652_425;

/// The seconds of a day.
const DAY: i64 = 86_400;

/// How fine a number of time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Millis,
    Micros,
    Nanos,
}

impl Unit {
    /// Returns how many of them a second has.
    fn per_second(self) -> i64 {
        match self {
            Self::Millis => 1_000,
            Self::Micros => 1_000_000,
            Self::Nanos => 1_000_000_000,
        }
    }

    /// Returns the digits of a fraction of a second.
    fn digits(self) -> usize {
        match self {
            Self::Millis => 3,
            Self::Micros => 6,
            Self::Nanos => 9,
        }
    }

    /// Returns the coarsest unit that shows these nanoseconds exactly, or none where there is no fraction.
    fn of_nanos(nanos: u32) -> Option<Self> {
        match nanos {
            0 => None,
            nanos if nanos % 1_000_000 == 0 => Some(Self::Millis),
            nanos if nanos % 1_000 == 0 => Some(Self::Micros),
            _ => Some(Self::Nanos),
        }
    }
}

/// Appends a day as `"2026-11-21"`; says whether it has a text, else nothing is appended.
pub(super) fn push_date(out: &mut Vec<u8>, days_since_1970: i64) -> bool {
    let Some(date) = date(days_since_1970) else {
        return false;
    };
    out.push(b'"');
    push_day(out, date);
    out.push(b'"');
    true
}

/// Appends a time of the day as `"12:30:00.123"`; says whether it has a text, else nothing is appended.
pub(super) fn push_time(out: &mut Vec<u8>, number: i64, unit: Unit) -> bool {
    let seconds = number.div_euclid(unit.per_second());
    if !(0..DAY).contains(&seconds) {
        return false;
    }
    out.push(b'"');
    push_clock(out, seconds);
    push_fraction(out, number.rem_euclid(unit.per_second()), Some(unit));
    out.push(b'"');
    true
}

/// Appends an instant as `"2026-11-21T12:30:00.123` and `end` and a quote; says whether it has a text, else nothing is
/// appended.
pub(super) fn push_instant(out: &mut Vec<u8>, number: i64, unit: Unit, end: &str) -> bool {
    let seconds = number.div_euclid(unit.per_second());
    let fraction = number.rem_euclid(unit.per_second());
    push_at(out, seconds, fraction, Some(unit), end)
}

/// Appends an instant as `"2026-11-21T12:30:00Z"`, with as many digits of a fraction as it has; says whether it has a
/// text, else nothing is appended.
pub(super) fn push_seconds(out: &mut Vec<u8>, seconds: i64, nanos: u32) -> bool {
    let unit = Unit::of_nanos(nanos);
    let per_unit = unit.map_or(1, |unit| 1_000_000_000 / unit.per_second());
    push_at(out, seconds, i64::from(nanos) / per_unit, unit, "Z")
}

fn push_at(out: &mut Vec<u8>, seconds: i64, fraction: i64, unit: Option<Unit>, end: &str) -> bool {
    let Some(date) = date(seconds.div_euclid(DAY)) else {
        return false;
    };
    out.push(b'"');
    push_day(out, date);
    out.push(b'T');
    push_clock(out, seconds.rem_euclid(DAY));
    push_fraction(out, fraction, unit);
    out.extend_from_slice(end.as_bytes());
    out.push(b'"');
    true
}

/// Returns year, month and day of the Gregorian calendar.
///
/// Counted in years that begin on the first of March, so that the leap day is the last one of its year; 146 097 days
/// are the 400 years after which the calendar repeats itself.
fn date(days_since_1970: i64) -> Option<[i64; 3]> {
    let day = days_since_1970
        .checked_add(BEFORE_1970)
        .filter(|day| (0..DAYS).contains(day))?;
    // From 0000-03-01, moved by 400 years so that January and February of the year 0 are not negative.
    let day = day - 60 + 146_097;
    let (era, day) = (day / 146_097, day % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let next_year = i64::from(month >= 10);
    let month = if month < 10 { month + 3 } else { month - 9 };
    Some([(era - 1) * 400 + year + next_year, month, day])
}

fn push_day(out: &mut Vec<u8>, [year, month, day]: [i64; 3]) {
    push_padded(out, year, 4);
    out.push(b'-');
    push_padded(out, month, 2);
    out.push(b'-');
    push_padded(out, day, 2);
}

fn push_clock(out: &mut Vec<u8>, second_of_day: i64) {
    push_padded(out, second_of_day / 3_600, 2);
    out.push(b':');
    push_padded(out, second_of_day / 60 % 60, 2);
    out.push(b':');
    push_padded(out, second_of_day % 60, 2);
}

fn push_fraction(out: &mut Vec<u8>, fraction: i64, unit: Option<Unit>) {
    if let Some(unit) = unit {
        out.push(b'.');
        push_padded(out, fraction, unit.digits());
    }
}

/// Appends a number that is not negative with exactly `width` digits, nine at most.
fn push_padded(out: &mut Vec<u8>, number: i64, width: usize) {
    let mut digits = [b'0'; 9];
    let mut rest = number;
    for digit in digits[..width].iter_mut().rev() {
        // A remainder of ten is a digit.
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    out.extend_from_slice(&digits[..width]);
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use jiff::civil;
    use proptest::prelude::*;

    use super::*;

    fn text(push: impl FnOnce(&mut Vec<u8>) -> bool) -> Option<String> {
        let mut out = Vec::new();
        let has_text = push(&mut out);
        assert_eq!(has_text, !out.is_empty());
        has_text.then(|| String::from_utf8(out).unwrap())
    }

    #[test]
    fn every_day_is_the_day_that_the_calendar_names() {
        let mut day = civil::date(0, 1, 1);
        let last = civil::date(9999, 12, 31);
        let mut number = -BEFORE_1970;
        assert_eq!(text(|out| push_date(out, number - 1)), None);
        loop {
            let expected = format!("\"{:04}-{:02}-{:02}\"", day.year(), day.month(), day.day());
            assert_eq!(text(|out| push_date(out, number)), Some(expected));
            if day == last {
                break;
            }
            day = day.tomorrow().unwrap();
            number += 1;
        }
        assert_eq!(text(|out| push_date(out, number + 1)), None);
        assert_eq!(text(|out| push_date(out, i64::MAX)), None);
        assert_eq!(text(|out| push_date(out, i64::MIN)), None);
    }

    #[test]
    fn times_of_the_day_end_at_midnight() {
        let cases = [
            (0, Unit::Millis, Some("\"00:00:00.000\"")),
            (45_000_123, Unit::Millis, Some("\"12:30:00.123\"")),
            (86_399_999_999, Unit::Micros, Some("\"23:59:59.999999\"")),
            (86_400_000, Unit::Millis, None),
            (-1, Unit::Millis, None),
        ];
        for (number, unit, expected) in cases {
            assert_eq!(
                text(|out| push_time(out, number, unit)).as_deref(),
                expected
            );
        }
    }

    #[test]
    fn instants_have_the_digits_of_their_unit() {
        let cases = [
            (0, Unit::Millis, "Z", Some("\"1970-01-01T00:00:00.000Z\"")),
            (-1, Unit::Millis, "Z", Some("\"1969-12-31T23:59:59.999Z\"")),
            (
                1_795_243_875_557_001,
                Unit::Micros,
                "",
                Some("\"2026-11-21T06:51:15.557001\""),
            ),
            (
                253_402_300_799_999,
                Unit::Millis,
                "Z",
                Some("\"9999-12-31T23:59:59.999Z\""),
            ),
            (253_402_300_800_000, Unit::Millis, "Z", None),
            (i64::MIN, Unit::Micros, "Z", None),
            (
                i64::MAX,
                Unit::Nanos,
                "Z",
                Some("\"2262-04-11T23:47:16.854775807Z\""),
            ),
        ];
        for (number, unit, end, expected) in cases {
            assert_eq!(
                text(|out| push_instant(out, number, unit, end)).as_deref(),
                expected
            );
        }
        let cases = [
            (0, "\"1970-01-01T00:00:01Z\""),
            (500_000_000, "\"1970-01-01T00:00:01.500Z\""),
            (500_001_000, "\"1970-01-01T00:00:01.500001Z\""),
            (1, "\"1970-01-01T00:00:01.000000001Z\""),
        ];
        for (nanos, expected) in cases {
            assert_eq!(
                text(|out| push_seconds(out, 1, nanos)).as_deref(),
                Some(expected)
            );
        }
    }

    proptest! {
        #[test]
        fn instants_are_those_of_the_calendar(ms in any::<i64>(), shift in 15..40) {
            let ms = ms >> shift;
            let written = text(|out| push_instant(out, ms, Unit::Millis, ""));
            let epoch = civil::date(1970, 1, 1).at(0, 0, 0, 0);
            let expected = epoch.checked_add(ms.milliseconds()).ok();
            let expected = expected.filter(|time| time.year() >= 0);
            prop_assert_eq!(written, expected.map(|time| format!("\"{time:.3}\"")));
        }
    }
}
