use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;

fn read(text: &str) -> OffsetSpec {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn reads_every_spelling() {
    let span = |from, to| OffsetRange::Span { from, to };
    let time = |text: &str| text.parse::<TimeText>().unwrap();
    let cases = [
        ("10", OffsetRange::Only(10)),
        ("0", OffsetRange::Only(0)),
        ("10:", span(Edge::At(10), Edge::Open)),
        ("10:20", span(Edge::At(10), Edge::At(20))),
        (":20", span(Edge::Open, Edge::At(20))),
        ("10:+5", OffsetRange::Count { from: 10, count: 5 }),
        (
            "10..=19",
            OffsetRange::Inclusive {
                first: 10,
                last: 19,
            },
        ),
        (
            "10..=10",
            OffsetRange::Inclusive {
                first: 10,
                last: 10,
            },
        ),
        ("start", span(Edge::Start(0), Edge::Open)),
        ("start+7", span(Edge::Start(7), Edge::Open)),
        ("end-7", span(Edge::End(7), Edge::Open)),
        ("end", span(Edge::End(0), Edge::Open)),
        (":end-7", span(Edge::Open, Edge::End(7))),
        ("10:end", span(Edge::At(10), Edge::End(0))),
        ("end-9:end-3", span(Edge::End(9), Edge::End(3))),
        ("@2h", OffsetRange::From(time("2h"))),
        ("@02:10", OffsetRange::From(time("02:10"))),
        ("@02:10:30", OffsetRange::From(time("02:10:30"))),
        ("@2h:1h", OffsetRange::Between(time("2h"), time("1h"))),
        (
            "@02:10:03:10",
            OffsetRange::Between(time("02:10"), time("03:10")),
        ),
        (
            "@2026-11-01:2026-11-02",
            OffsetRange::Between(time("2026-11-01"), time("2026-11-02")),
        ),
        (
            "@2026-11-01T10:00+02:00:now",
            OffsetRange::Between(time("2026-11-01T10:00+02:00"), time("now")),
        ),
    ];
    for (text, range) in cases {
        let expected = OffsetSpec {
            partition: None,
            range,
        };
        assert_eq!(read(text), expected, "{text}");
        assert_eq!(expected.to_string(), text);
        let of_three = format!("3={text}");
        let spec = read(&of_three);
        assert_eq!(
            (spec.partition, spec.range),
            (Some(3), expected.range),
            "{text}"
        );
    }
    assert_eq!(read("start:"), read("start"));
}

#[test]
fn says_what_is_wrong() {
    let texts = [
        "",
        "10:20:30",
        "10-20",
        "10..20",
        "-5",
        "1,2",
        "20:10",
        "10:10",
        "10:+0",
        "20..=10",
        "x=1",
        "-1=5",
        "+5",
        "start-1",
        "end+1",
        "@",
        "@nonsense",
        "@10:00:00:12:00",
        "99999999999999999999",
        "9223372036854775807",
        "9223372036854775806:+2",
        "start+2:start+1",
        "end-1:end-2",
        ":",
        "3=",
        "START",
        "1 0",
    ];
    let told = texts.map(|text| {
        let error = text.parse::<OffsetSpec>().expect_err(text);
        match error.next_step() {
            Some(hint) if !hint.starts_with("a range is") => format!("{error} | {hint}"),
            Some(_) => format!("{error} | a range is ..."),
            None => error.to_string(),
        }
    });
    insta::assert_snapshot!(told.join("\n"), @r#"
    `` is no range of offsets | a range is ...
    `10:20:30` is no range of offsets | a range is ...
    `10-20` is no range of offsets | write 10..=20, or 10:20 without 20
    `10..20` is no range of offsets | write 10:20, or 10..=20 with 20 included
    `-5` is no range of offsets | the last 5 offsets are end-5
    `1,2` is no range of offsets | repeat -O for several ranges
    `20:10` selects nothing: 10 is before 20
    `10:10` selects nothing: the end is exclusive | `10` is that record alone, `10..=10` the inclusive form
    `10:+0` selects nothing: it counts no offset
    `20..=10` selects nothing: 10 is before 20
    `x` is no partition | offsets of one partition are written 3=100:180
    `-1` is no partition | offsets of one partition are written 3=100:180
    `+5` is no range of offsets | a range is ...
    `start-1` is no range of offsets | a range is ...
    `end+1` is no range of offsets | a range is ...
    `@` names no time | offsets by time are for example @2h, @2026-11-01T10:00Z or @02:10:03:10
    `@nonsense` names no time | offsets by time are for example @2h, @2026-11-01T10:00Z or @02:10:03:10
    `@10:00:00:12:00` is ambiguous: it reads as 10:00 to 00:12:00 and as 10:00:00 to 12:00 | write the dates too, or use --since and --until
    `99999999999999999999` is no range of offsets | a range is ...
    `9223372036854775807` is no range of offsets | a range is ...
    `9223372036854775806:+2` is no range of offsets | a range is ...
    `start+2:start+1` selects nothing: it ends where it starts
    `end-1:end-2` selects nothing: it ends where it starts
    `:` is no range of offsets | a range is ...
    `` is no range of offsets | a range is ...
    `START` is no range of offsets | a range is ...
    `1 0` is no range of offsets | a range is ...
    "#);
}

#[test]
fn knows_what_is_absolute() {
    let absolute = [
        "10", "10:", "10:20", ":20", "10:+5", "10..=19", "0=10", "start:10", "10:end",
    ];
    let relative = [
        "start",
        "start+5",
        "end-5",
        "end",
        "@2h",
        "@2h:1h",
        "end-9:end-3",
    ];
    assert!(absolute.iter().all(|text| read(text).is_absolute()));
    assert!(!relative.iter().any(|text| read(text).is_absolute()));
}

#[test]
fn times_are_read_by_the_clock() {
    let clock = Clock {
        now_ms: 10_000_000,
        zone: TimeZone::UTC,
    };
    assert_eq!(
        read("@1h").at(&clock).unwrap().range,
        OffsetRange::From(6_400_000)
    );
    assert_eq!(
        read("@2h:1h").at(&clock).unwrap().range,
        OffsetRange::Between(2_800_000, 6_400_000)
    );
    insta::assert_snapshot!(read("@1h:2h").at(&clock).unwrap_err(), @"`-O @1h:2h` selects nothing: 2h is not after 1h");
}

#[test]
fn offsets_given_as_an_output_format_are_recognised() {
    insta::assert_snapshot!(looks_like_offsets("10:20").unwrap(), @"-o is the output format; offsets are selected with a capital -O: -O 10:20");
    for text in ["10", "end-5", "@2h", "0=1:2"] {
        assert!(looks_like_offsets(text).is_some(), "{text}");
    }
    for text in ["json", "table", "", "%o\\n"] {
        assert_eq!(looks_like_offsets(text), None, "{text}");
    }
}

fn edge_strategy() -> impl Strategy<Value = Edge> {
    prop_oneof![
        Just(Edge::Open),
        (0..i64::MAX).prop_map(Edge::At),
        (0..i64::MAX).prop_map(Edge::Start),
        (0..i64::MAX).prop_map(Edge::End),
    ]
}

proptest! {
    #[test]
    fn never_panics(text in "\\PC{0,20}") {
        let _ = text.parse::<OffsetSpec>();
    }

    #[test]
    fn what_is_read_displays_as_itself(text in "([0-9]{1,2}=)?(start|end|@|[0-9]{0,20})?[-:+.=]{0,3}(start|end|2h|[0-9]{0,20})(:1h)?") {
        if let Ok(spec) = text.parse::<OffsetSpec>() {
            prop_assert_eq!(spec.to_string().parse::<OffsetSpec>().unwrap(), spec);
        }
    }

    #[test]
    fn spans_read_back(from in edge_strategy(), to in edge_strategy(), partition in proptest::option::of(0..i32::MAX)) {
        let spec: OffsetSpec = OffsetSpec { partition, range: OffsetRange::Span { from, to } };
        // A span that is empty whatever exists, or has no side at all, cannot be typed.
        if let Ok(read) = spec.to_string().parse::<OffsetSpec>() {
            // `10:` and the like have one spelling; a lone edge is the same as with a colon.
            prop_assert_eq!(read, spec);
        }
    }
}
