//! Points in time as people type them, and spans of time.
//!
//! Belongs here: the one grammar of time that `--since`, `--until` and `-O @T` share. Does not belong here: the clock
//! and the zone of this machine, which are passed in as a [`Clock`], nor ages for people (`render/`).
//!
//! ```text
//! 2h  1d12h  90s                       that long ago; w d h m s ms, a day being 24 hours
//! now  today  yesterday                the moment, or the start of the day in the zone
//! 2026-11-01                           the start of that day in the zone
//! 2026-11-01T10:00[:30[.5]]            that time in the zone; a space serves as T
//! 2026-11-01T10:00Z  …T10:00+02:00     that time, wherever
//! 02:10  02:10:30                      the last time the clock showed that, in the zone
//! 1795243875  1795243875557            seconds (9 to 11 digits) or milliseconds (12 to 14) since 1970
//! ```

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan};

use crate::error::{Error, Result};

/// What a text about time is read against.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Now, in milliseconds since 1970-01-01T00:00Z.
    pub now_ms: i64,
    /// The zone of times without an offset.
    pub zone: TimeZone,
}

impl Clock {
    fn now(&self) -> Result<Timestamp> {
        Timestamp::from_millisecond(self.now_ms)
            .map_err(|error| Error::failed("the clock is out of range").source(error))
    }
}

/// A point in time as it was typed. Displays as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeText {
    text: Box<str>,
    meaning: Meaning,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Ago(Duration),
    StartOfDay { days_ago: i8 },
    Date(Date),
    TimeOfDay(Time),
    Local(DateTime),
    Exact(i64),
}

impl fmt::Display for TimeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for TimeText {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let meaning = meaning(text).ok_or_else(|| no_time(text))?;
        Ok(Self {
            text: text.into(),
            meaning,
        })
    }
}

impl TimeText {
    /// Returns the milliseconds since the epoch that the text means by that clock.
    ///
    /// # Errors
    ///
    /// A usage error for a local time that the zone has twice or never, with the readings it could have, and for a
    /// time that no calendar reaches.
    pub fn at(&self, clock: &Clock) -> Result<i64> {
        let out_of_range = || {
            Error::usage(format!("`{}` is out of range", self.text))
                .hint("times reach from the year -9999 to 9999")
        };
        match self.meaning {
            Meaning::Exact(ms) => Ok(ms),
            Meaning::Ago(span) => i64::try_from(span.as_millis())
                .ok()
                .and_then(|ms| clock.now_ms.checked_sub(ms))
                .filter(|ms| Timestamp::from_millisecond(*ms).is_ok())
                .ok_or_else(out_of_range),
            Meaning::StartOfDay { days_ago } => {
                let today = clock.zone.to_datetime(clock.now()?).date();
                let day = today
                    .checked_sub(i32::from(days_ago).days())
                    .map_err(|_| out_of_range())?;
                start_of_day(day, &clock.zone).ok_or_else(out_of_range)
            }
            Meaning::Date(day) => start_of_day(day, &clock.zone).ok_or_else(out_of_range),
            Meaning::Local(local) => self.local(local, &clock.zone),
            Meaning::TimeOfDay(time) => {
                let now = clock.zone.to_datetime(clock.now()?);
                let mut day = now.date();
                if time > now.time() {
                    day = day.yesterday().map_err(|_| out_of_range())?;
                }
                self.local(day.to_datetime(time), &clock.zone)
            }
        }
    }

    /// Reads a local time, which must be one moment.
    fn local(&self, local: DateTime, zone: &TimeZone) -> Result<i64> {
        let (what, before, after) = match zone.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { offset } => {
                return offset
                    .to_timestamp(local)
                    .map(Timestamp::as_millisecond)
                    .map_err(|error| {
                        Error::usage(format!("`{}` is out of range", self.text)).source(error)
                    });
            }
            AmbiguousOffset::Fold { before, after } => ("happened twice", before, after),
            AmbiguousOffset::Gap { before, after } => ("never happened", before, after),
        };
        let reading = |offset| {
            TimeZone::fixed(offset)
                .to_ambiguous_zoned(local)
                .compatible()
        };
        let readings: Vec<_> = [before, after]
            .into_iter()
            .filter_map(|offset| reading(offset).ok())
            .map(|zoned| zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
            .collect();
        Err(Error::usage(format!("`{}` is ambiguous", self.text))
            .why(format!(
                "the clocks changed, and this local time {what} in {}",
                zone_name(zone)
            ))
            .hint(format!("write {}", readings.join(" or "))))
    }
}

/// Reads a point in time, in milliseconds since the epoch.
///
/// # Errors
///
/// A usage error for a text that is no time, and those of [`TimeText::at`].
pub fn parse(text: &str, clock: &Clock) -> Result<i64> {
    text.parse::<TimeText>()?.at(clock)
}

/// Reads a span of time: `30s`, `5m`, `1h30m`, `500ms`.
///
/// # Errors
///
/// A usage error for a text that is none.
pub fn parse_duration(text: &str) -> Result<Duration> {
    span(text).ok_or_else(|| {
        let error = Error::usage(format!("`{text}` is no span of time"));
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            error
                .why("it has no unit")
                .hint(format!("did you mean {text}s?"))
        } else {
            error.hint("a span is for example 30s, 5m, 1h30m or 500ms")
        }
    })
}

/// Returns the name of a zone for people: `Europe/Berlin`, or the offset of a fixed one.
pub fn zone_name(zone: &TimeZone) -> String {
    match (zone.iana_name(), zone.to_fixed_offset()) {
        (Some(name), _) => name.to_owned(),
        (None, Ok(offset)) => offset.to_string(),
        (None, Err(_)) => "the local time zone".to_owned(),
    }
}

/// Writes a moment with its offset in the zone: `2026-11-01T10:00:00+01:00`, with milliseconds where it has some.
pub fn display(ms: i64, zone: &TimeZone) -> String {
    let Ok(timestamp) = Timestamp::from_millisecond(ms) else {
        return format!("{ms} ms since 1970");
    };
    let format = if ms % 1000 == 0 {
        "%Y-%m-%dT%H:%M:%S%:z"
    } else {
        "%Y-%m-%dT%H:%M:%S%.3f%:z"
    };
    timestamp
        .to_zoned(zone.clone())
        .strftime(format)
        .to_string()
}

fn no_time(text: &str) -> Error {
    let error = Error::usage(format!("`{text}` is no time"));
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits && text.len() == 8 {
        let (year, rest) = text.split_at(4);
        let (month, day) = rest.split_at(2);
        return error.hint(format!("a date is written {year}-{month}-{day}"));
    }
    if digits && text.len() < 9 {
        return error.why("a number of what?").hint(format!(
            "{text}m is {text} minutes ago; epoch times have 9 digits or more"
        ));
    }
    error.hint(
        "a time is for example 2h, 1d12h, 02:10, today, 2026-11-01, 2026-11-01T10:00, 2026-11-01T10:00Z or epoch milliseconds",
    )
}

fn start_of_day(day: Date, zone: &TimeZone) -> Option<i64> {
    let start = day.to_zoned(zone.clone()).ok()?;
    Some(start.timestamp().as_millisecond())
}

fn meaning(text: &str) -> Option<Meaning> {
    match text {
        "now" => return Some(Meaning::Ago(Duration::ZERO)),
        "today" => return Some(Meaning::StartOfDay { days_ago: 0 }),
        "yesterday" => return Some(Meaning::StartOfDay { days_ago: 1 }),
        _ => {}
    }
    if !text.is_ascii() || text.len() > 40 {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return epoch(text);
    }
    if let Some(span) = span(text) {
        return Some(Meaning::Ago(span));
    }
    // `YYYY-MM-DD` is the one form of a date, and what follows it decides what the whole is.
    let Some((date, rest)) = text.split_at_checked(10).and_then(|(date, rest)| {
        let date = is_shaped(date, "dddd-dd-dd").then(|| date.parse::<Date>().ok())?;
        Some((date?, rest))
    }) else {
        return time_of_day(text).map(Meaning::TimeOfDay);
    };
    if rest.is_empty() {
        return Some(Meaning::Date(date));
    }
    let time = rest.strip_prefix(['T', 't', ' '])?;
    match time.find(['Z', 'z', '+', '-']) {
        None => Some(Meaning::Local(date.to_datetime(time_of_day(time)?))),
        Some(at) => {
            let (time, offset) = time.split_at(at);
            let local = date.to_datetime(time_of_day(time)?);
            let exact = offset_of(offset)?.to_timestamp(local).ok()?;
            Some(Meaning::Exact(exact.as_millisecond()))
        }
    }
}

/// Tells whether a text has the shape of a pattern, in which `d` stands for a digit.
fn is_shaped(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(byte, shape)| {
            if shape == b'd' {
                byte.is_ascii_digit()
            } else {
                byte == shape
            }
        })
}

/// Reads `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fff`. `24:00` and second 60 are refused.
fn time_of_day(text: &str) -> Option<Time> {
    let (clock, fraction) = match text.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (text, None),
    };
    let shaped = is_shaped(clock, "dd:dd:dd") || (is_shaped(clock, "dd:dd") && fraction.is_none());
    if !shaped {
        return None;
    }
    let nanoseconds = match fraction {
        None => 0,
        Some(digits) if (1..=9).contains(&digits.len()) => {
            if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            format!("{digits:0<9}").parse().ok()?
        }
        Some(_) => return None,
    };
    let mut parts = clock.split(':').map(str::parse::<i8>);
    let hour = parts.next()?.ok()?;
    let minute = parts.next()?.ok()?;
    let second = parts.next().unwrap_or(Ok(0)).ok()?;
    Time::new(hour, minute, second, nanoseconds).ok()
}

/// Reads `Z`, `+02`, `+0200` or `+02:00`.
fn offset_of(text: &str) -> Option<jiff::tz::Offset> {
    if text.eq_ignore_ascii_case("z") {
        return Some(jiff::tz::Offset::UTC);
    }
    let (sign, digits) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let shaped = ["dd", "dddd", "dd:dd"]
        .iter()
        .any(|shape| is_shaped(digits, shape));
    if !shaped {
        return None;
    }
    let hours: i32 = digits[..2].parse().ok()?;
    let minutes: i32 = match &digits[2..] {
        "" => 0,
        rest => rest.trim_start_matches(':').parse().ok()?,
    };
    if minutes > 59 || hours > 23 {
        return None;
    }
    jiff::tz::Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

fn epoch(digits: &str) -> Option<Meaning> {
    let number: i64 = digits.parse().ok()?;
    let ms = match digits.len() {
        9..=11 => number.checked_mul(1000)?,
        12..=14 => number,
        _ => return None,
    };
    Some(Meaning::Exact(ms))
}

/// Reads numbers with units, largest first, each once.
fn span(text: &str) -> Option<Duration> {
    const UNITS: [(&str, u64); 6] = [
        ("w", 7 * 24 * 60 * 60 * 1000),
        ("d", 24 * 60 * 60 * 1000),
        ("h", 60 * 60 * 1000),
        ("m", 60 * 1000),
        ("s", 1000),
        ("ms", 1),
    ];
    if text.is_empty() {
        return None;
    }
    let mut rest = text;
    let mut total: u64 = 0;
    let mut units = UNITS.iter();
    while !rest.is_empty() {
        let (number, after) = rest.split_at(rest.find(|letter: char| !letter.is_ascii_digit())?);
        let unit_length = after
            .find(|letter: char| !letter.is_ascii_alphabetic())
            .unwrap_or(after.len());
        let (unit, after) = after.split_at(unit_length);
        let (_, size) = units.find(|(name, _)| *name == unit)?;
        let number: u64 = number.parse().ok()?;
        total = total.checked_add(number.checked_mul(*size)?)?;
        rest = after;
    }
    Some(Duration::from_millis(total))
}

#[cfg(test)]
mod tests;
