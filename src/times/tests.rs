use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;

/// 2026-11-21T09:30:00Z, which is 10:30 in the zone below.
const NOW: i64 = 1_795_253_400_000;
const HOUR: i64 = 60 * 60 * 1000;

fn clock() -> Clock {
    Clock {
        now_ms: NOW,
        zone: TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap(),
    }
}

fn utc(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_millisecond()
}

#[test]
fn reads_every_spelling() {
    let cases = [
        ("now", NOW),
        ("2h", NOW - 2 * HOUR),
        ("1d12h", NOW - 36 * HOUR),
        ("1w", NOW - 7 * 24 * HOUR),
        ("0s", NOW),
        ("1h30m", NOW - HOUR - HOUR / 2),
        ("1s500ms", NOW - 1500),
        ("today", utc("2026-11-20T23:00:00Z")),
        ("yesterday", utc("2026-11-19T23:00:00Z")),
        ("2026-11-01", utc("2026-10-31T23:00:00Z")),
        ("2026-07-01", utc("2026-06-30T22:00:00Z")),
        ("2026-11-01T10:00", utc("2026-11-01T09:00:00Z")),
        ("2026-11-01 10:00", utc("2026-11-01T09:00:00Z")),
        ("2026-11-01T10:00:30", utc("2026-11-01T09:00:30Z")),
        ("2026-11-01T10:00:30.25", utc("2026-11-01T09:00:30.25Z")),
        ("2026-11-01T10:00Z", utc("2026-11-01T10:00:00Z")),
        ("2026-11-01t10:00:05z", utc("2026-11-01T10:00:05Z")),
        ("2026-11-01T10:00+02:00", utc("2026-11-01T08:00:00Z")),
        ("2026-11-01T10:00-0330", utc("2026-11-01T13:30:00Z")),
        (
            "2026-11-01T10:00:00.123+02",
            utc("2026-11-01T08:00:00.123Z"),
        ),
        ("02:10", utc("2026-11-21T01:10:00Z")),
        ("10:30", NOW),
        ("10:30:01", utc("2026-11-20T09:30:01Z")),
        ("23:50", utc("2026-11-20T22:50:00Z")),
        ("1795243875", 1_795_243_875_000),
        ("1795243875557", 1_795_243_875_557),
        ("100000000", 100_000_000_000),
    ];
    for (text, expected) in cases {
        let parsed = parse(text, &clock()).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(parsed, expected, "{text}");
        assert_eq!(text.parse::<TimeText>().unwrap().to_string(), text);
    }
}

#[test]
fn refuses_what_is_no_time() {
    let cases = [
        "",
        " ",
        "h",
        "2",
        "2x",
        "2h1d",
        "2h2h",
        "h2",
        "-2h",
        "2 h",
        "30",
        "20261101",
        "2026-13-01",
        "2026-02-29",
        "2026-11-01T",
        "2026-11-01T10",
        "2026-11-01T10:0",
        "2026-11-01T10:00+",
        "2026-11-01T10:00+25:00",
        "2026-11-01T10:00+02:60",
        "2026-11-01T10:00[Europe/Berlin]",
        "2026-11-01X10:00",
        "24:00",
        "2:10",
        "02:60",
        "02:10.5",
        "02:10:61",
        "02:10:00.",
        "02:10:00.1234567890",
        "tomorrow",
        "NOW",
        "١٢:٣٠",
        "99999999999999999999999999",
        "99999999999999999999h",
        "18446744073709551615w",
        "123456789012345",
    ];
    for text in cases {
        assert!(parse(text, &clock()).is_err(), "{text:?}");
    }
}

#[test]
fn a_span_longer_than_the_calendar_is_out_of_range() {
    let error = parse("99999999d", &clock()).unwrap_err();
    insta::assert_snapshot!(error, @"`99999999d` is out of range");
}

#[test]
fn local_times_around_a_change_of_clocks() {
    let berlin = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
    let at = |now: &str, text: &str| {
        let clock = Clock {
            now_ms: utc(now),
            zone: berlin.clone(),
        };
        parse(text, &clock)
    };
    // On 2026-10-25 the clocks go from 03:00 back to 02:00.
    let now = "2026-10-25T12:00:00Z";
    assert_eq!(
        at(now, "2026-10-25T01:59").unwrap(),
        utc("2026-10-24T23:59:00Z")
    );
    assert_eq!(
        at(now, "2026-10-25T03:00").unwrap(),
        utc("2026-10-25T02:00:00Z")
    );
    assert_eq!(
        at(now, "2026-10-25T02:30+02:00").unwrap(),
        utc("2026-10-25T00:30:00Z")
    );
    for text in ["2026-10-25T02:00", "2026-10-25T02:30", "02:30"] {
        assert!(at(now, text).is_err(), "{text}");
    }
    let error = at(now, "2026-10-25T02:30").unwrap_err();
    insta::assert_snapshot!(error, @"`2026-10-25T02:30` is ambiguous: the clocks changed, and this local time happened twice in the local time zone");
    insta::assert_snapshot!(error.next_step().unwrap(), @"write 2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00");
    // On 2026-03-29 they go from 02:00 on to 03:00.
    let error = at(now, "2026-03-29T02:30").unwrap_err();
    insta::assert_snapshot!(error, @"`2026-03-29T02:30` is ambiguous: the clocks changed, and this local time never happened in the local time zone");
    insta::assert_snapshot!(error.next_step().unwrap(), @"write 2026-03-29T02:30:00+01:00 or 2026-03-29T02:30:00+02:00");
    assert_eq!(
        at(now, "2026-03-29T03:00").unwrap(),
        utc("2026-03-29T01:00:00Z")
    );
    // A day ago is 24 hours ago; yesterday is the day before, however long it was.
    assert_eq!(at(now, "1d").unwrap(), utc("2026-10-24T12:00:00Z"));
    assert_eq!(
        at("2026-10-26T12:00:00Z", "yesterday").unwrap(),
        utc("2026-10-24T22:00:00Z")
    );
    assert_eq!(
        at("2026-10-26T12:00:00Z", "today").unwrap(),
        utc("2026-10-25T23:00:00Z")
    );
}

#[test]
fn a_day_without_midnight_starts_with_its_first_moment() {
    // Cuba changes its clocks at midnight: 2026-03-08 starts at 01:00, and 2026-11-01 has midnight twice.
    let clock = Clock {
        now_ms: NOW,
        zone: TimeZone::posix("CST5CDT,M3.2.0/0,M11.1.0/1").unwrap(),
    };
    assert_eq!(
        parse("2026-03-08", &clock).unwrap(),
        utc("2026-03-08T05:00:00Z")
    );
    assert_eq!(
        parse("2026-11-01", &clock).unwrap(),
        utc("2026-11-01T04:00:00Z")
    );
}

#[test]
fn errors_say_what_to_write() {
    let hint = |text: &str| {
        let error = parse(text, &clock()).unwrap_err();
        format!("{error}\n{}", error.next_step().unwrap())
    };
    insta::assert_snapshot!(hint("20261101"), @r"
    `20261101` is no time
    a date is written 2026-11-01
    ");
    insta::assert_snapshot!(hint("30"), @r"
    `30` is no time: a number of what?
    30m is 30 minutes ago; epoch times have 9 digits or more
    ");
    insta::assert_snapshot!(hint("tomorrow"), @r"
    `tomorrow` is no time
    a time is for example 2h, 1d12h, 02:10, today, 2026-11-01, 2026-11-01T10:00, 2026-11-01T10:00Z or epoch milliseconds
    ");
}

#[test]
fn spans() {
    assert_eq!(parse_duration("30s").unwrap(), Duration::from_secs(30));
    assert_eq!(parse_duration("1h30m").unwrap(), Duration::from_secs(5400));
    assert_eq!(parse_duration("500ms").unwrap(), Duration::from_millis(500));
    for text in ["", "30", "s", "1m1h", "1.5s", "now"] {
        assert!(parse_duration(text).is_err(), "{text:?}");
    }
}

#[test]
fn moments_are_shown_with_their_offset() {
    let zone = clock().zone;
    insta::assert_snapshot!(display(NOW, &zone), @"2026-11-21T10:30:00+01:00");
    insta::assert_snapshot!(display(NOW + 7, &zone), @"2026-11-21T10:30:00.007+01:00");
    insta::assert_snapshot!(display(NOW, &TimeZone::UTC), @"2026-11-21T09:30:00+00:00");
    insta::assert_snapshot!(display(i64::MAX, &zone), @"9223372036854775807 ms since 1970");
}

proptest! {
    #[test]
    fn never_panics(text in "\\PC{0,24}") {
        let _ = parse(&text, &clock());
        let _ = parse_duration(&text);
    }

    #[test]
    fn never_panics_on_near_misses(text in "[0-9]{0,4}[-:T+Zdhms.]{0,2}[0-9]{0,4}[-:T+Zdhms.]{0,2}[0-9]{0,20}") {
        let _ = parse(&text, &clock());
    }

    #[test]
    fn any_clock_is_survived(now_ms in any::<i64>(), index in 0..8_usize) {
        let text = ["now", "2h", "today", "yesterday", "02:10", "2026-11-01", "-9999-01-01", "9999-12-31T23:59"][index];
        let _ = parse(text, &Clock { now_ms, zone: clock().zone });
    }

    #[test]
    fn a_displayed_moment_reads_back(ms in 0..253_000_000_000_000_i64) {
        prop_assert_eq!(parse(&display(ms, &clock().zone), &clock()).unwrap(), ms);
    }
}
