use proptest::prelude::*;

use super::super::{RefSet, RefSpec};
use super::*;
use crate::times::Clock;

const BOUNDS: [PartitionBounds; 3] = [
    PartitionBounds {
        partition: 0,
        start: 100,
        end: 200,
        high: 200,
    },
    PartitionBounds {
        partition: 1,
        start: 0,
        end: 50,
        high: 60,
    },
    PartitionBounds {
        partition: 2,
        start: 7,
        end: 7,
        high: 7,
    },
];

/// One record a millisecond: the offset at a time is the time, as far as there are records.
fn times(partition: i32, ms: i64) -> Option<i64> {
    let bounds = BOUNDS[usize::try_from(partition).unwrap()];
    (ms < bounds.end).then(|| ms.max(bounds.start))
}

fn specs(texts: &[&str]) -> Vec<OffsetSpec<i64>> {
    let clock = Clock {
        now_ms: 150,
        zone: jiff::tz::TimeZone::UTC,
    };
    texts
        .iter()
        .map(|text| text.parse::<OffsetSpec>().unwrap().at(&clock).unwrap())
        .collect()
}

fn wanted(offsets: &[OffsetSpec<i64>]) -> Wanted<'_> {
    Wanted {
        topic: "orders.DLT",
        partitions: None,
        offsets,
        refs: None,
        since: None,
        follow: false,
    }
}

/// Writes a resolution on one line: ranges, then notes.
fn told(resolution: &Resolution) -> String {
    let ranges = resolution.ranges.iter().map(|range| match range.end {
        i64::MAX => format!("{}={}:", range.partition, range.start),
        end => format!("{}={}:{end}", range.partition, range.start),
    });
    let notes = resolution.notes.iter().map(|note| {
        let count = note.count;
        format!("({note}; {count})")
    });
    ranges.chain(notes).collect::<Vec<_>>().join(" ")
}

fn resolved(texts: &[&str]) -> String {
    let offsets = specs(texts);
    told(&wanted(&offsets).resolve(&BOUNDS, &times).unwrap())
}

#[test]
fn every_spelling_against_what_exists() {
    let cases: [(&[&str], &str); 24] = [
        (&[], "0=100:200 1=0:50"),
        (&["start"], "0=100:200 1=0:50"),
        (&["start+10"], "0=110:200 1=10:50"),
        (&["end-10"], "0=190:200 1=40:50"),
        (&["end-1000"], "0=100:200 1=0:50"),
        (&["end"], ""),
        (&[":end-90"], "0=100:110"),
        (&["start+5:start+8"], "0=105:108 1=5:8"),
        (&["0=120"], "0=120:121"),
        (&["0=120:130"], "0=120:130"),
        (&["0=120..=130"], "0=120:131"),
        (&["0=120:+5"], "0=120:125"),
        (&["0=120:"], "0=120:200"),
        (&["0=:120"], "0=100:120"),
        (&["0=120:130", "0=125:140", "0=150"], "0=120:140 0=150:151"),
        (&["0=120", "1=3"], "0=120:121 1=3:4"),
        (
            &["0=90:110"],
            "0=100:110 (partition 0: offsets 90 to 99 are gone, the log starts at 100; 10)",
        ),
        (
            &["0=:90"],
            "(partition 0: offsets 0 to 89 are gone, the log starts at 100; 90)",
        ),
        (
            &["0=50"],
            "(partition 0: offset 50 is gone, the log starts at 100; 1)",
        ),
        (
            &["0=190:210"],
            "0=190:200 (partition 0: offsets 200 to 209 are not there yet, the log ends at 200; 10)",
        ),
        (
            &["1=45:70"],
            "1=45:50 (partition 1: offsets 50 to 59 are held back by an open transaction, the log can be read up to 50; 10) \
             (partition 1: offsets 60 to 69 are not there yet, the log ends at 60; 10)",
        ),
        (&["0=200:"], ""),
        (
            &["2=7"],
            "(partition 2: offset 7 is not there yet, the log ends at 7; 1)",
        ),
        (
            &["2=3:9"],
            "(partition 2: offsets 3 to 6 are gone, the log starts at 7; 4) (partition 2: offsets 7 to 8 are not there yet, the log ends at 7; 2)",
        ),
    ];
    for (texts, expected) in cases {
        assert_eq!(resolved(texts), expected, "{texts:?}");
    }
}

#[test]
fn times_are_looked_up() {
    let epoch = |ms: i64| OffsetSpec {
        partition: None,
        range: OffsetRange::From(ms),
    };
    let from = [epoch(150)];
    assert_eq!(
        told(&wanted(&from).resolve(&BOUNDS, &times).unwrap()),
        "0=150:200"
    );
    let between = [OffsetSpec {
        partition: None,
        range: OffsetRange::Between(20, 120),
    }];
    let of_between = wanted(&between);
    assert_eq!(of_between.times_needed(), [20, 120]);
    assert_eq!(
        told(&of_between.resolve(&BOUNDS, &times).unwrap()),
        "0=100:120 1=20:50"
    );
    let since = Wanted {
        since: Some(30),
        ..of_between
    };
    assert_eq!(since.times_needed(), [20, 30, 120]);
    assert_eq!(
        told(&since.resolve(&BOUNDS, &times).unwrap()),
        "0=100:120 1=30:50"
    );
}

#[test]
fn following_goes_on_behind_the_end() {
    let follow = |texts: &[&str]| {
        let offsets = specs(texts);
        let wanted = Wanted {
            follow: true,
            ..wanted(&offsets)
        };
        told(&wanted.resolve(&BOUNDS, &times).unwrap())
    };
    assert_eq!(follow(&[]), "0=100: 1=0: 2=7:");
    assert_eq!(follow(&["end"]), "0=200: 1=50: 2=7:");
    assert_eq!(follow(&["end-10"]), "0=190: 1=40: 2=7:");
    assert_eq!(follow(&["0=190:210"]), "0=190:210");
    assert_eq!(follow(&["0=:end"]), "0=100:200");
    assert_eq!(follow(&["0=500:"]), "0=500:");
}

#[test]
fn partitions_and_references_narrow() {
    let one: PartitionList = "1".parse().unwrap();
    let offsets = specs(&["start+10"]);
    let narrowed = Wanted {
        partitions: Some(&one),
        ..wanted(&offsets)
    };
    assert_eq!(told(&narrowed.resolve(&BOUNDS, &times).unwrap()), "1=10:50");
    let refs: RefSet = [
        "orders.DLT-0@99",
        "orders.DLT-0@110",
        "orders.DLT-0@150",
        "orders.DLT-1@5",
    ]
    .iter()
    .map(|text| text.parse::<RefSpec>().unwrap())
    .collect();
    let by_refs = Wanted {
        refs: refs.topic("orders.DLT").map(AsRef::as_ref),
        ..wanted(&[])
    };
    let expected = "0=100:151 1=5:6 (partition 0: offset 99 is gone, the log starts at 100; 1)";
    assert_eq!(told(&by_refs.resolve(&BOUNDS, &times).unwrap()), expected);
    let both = Wanted {
        offsets: &offsets,
        ..by_refs
    };
    assert_eq!(told(&both.resolve(&BOUNDS, &times).unwrap()), "0=110:151");
}

#[test]
fn many_references_make_few_ranges() {
    let bounds = [PartitionBounds {
        partition: 0,
        start: 0,
        end: 100_000_000,
        high: 100_000_000,
    }];
    let at = |offset: i64| RefSpec {
        topic: "t".into(),
        partition: 0,
        start: offset,
        end: offset + 1,
    };
    let near = (0..10_000).map(|index| at(index * 97));
    let far = [at(90_000_000), at(90_000_001)];
    let refs: RefSet = near.chain(far).collect();
    let wanted = Wanted {
        refs: refs.topic("t").map(AsRef::as_ref),
        ..wanted(&[])
    };
    let ranges = wanted.resolve(&bounds, &|_, _| None).unwrap();
    assert_eq!(told(&ranges), "0=0:969904 0=90000000:90000002");
}

#[test]
fn a_partition_that_is_not_there_is_refused() {
    let list: PartitionList = "0,5-7".parse().unwrap();
    let listed = Wanted {
        partitions: Some(&list),
        ..wanted(&[])
    };
    let error = listed.resolve(&BOUNDS, &times).unwrap_err();
    insta::assert_snapshot!(error, @"`orders.DLT` has no partition 7");
    insta::assert_snapshot!(error.next_step().unwrap(), @"it has partitions 0 to 2");
    let offsets = specs(&["9=1"]);
    insta::assert_snapshot!(wanted(&offsets).resolve(&BOUNDS, &times).unwrap_err(), @"`orders.DLT` has no partition 9");
    let refs: RefSet = std::iter::once("orders.DLT-4@1".parse::<RefSpec>().unwrap()).collect();
    let by_refs = Wanted {
        refs: refs.topic("orders.DLT").map(AsRef::as_ref),
        ..wanted(&[])
    };
    insta::assert_snapshot!(by_refs.resolve(&BOUNDS, &times).unwrap_err(), @"`orders.DLT` has no partition 4");
}

fn any_range() -> impl Strategy<Value = OffsetRange<i64>> {
    let edge = || {
        prop_oneof![
            Just(Edge::Open),
            (0..260_i64).prop_map(Edge::At),
            any::<i64>().prop_map(|at| Edge::At(at & i64::MAX)),
            any::<i64>().prop_map(|more| Edge::Start(more & i64::MAX)),
            (0..260_i64).prop_map(Edge::Start),
            (0..260_i64).prop_map(Edge::End),
            any::<i64>().prop_map(|less| Edge::End(less & i64::MAX)),
        ]
    };
    prop_oneof![
        (0..260_i64).prop_map(OffsetRange::Only),
        (edge(), edge()).prop_map(|(from, to)| OffsetRange::Span { from, to }),
        (0..260_i64, any::<i64>()).prop_map(|(from, count)| OffsetRange::Count {
            from,
            count: count & i64::MAX
        }),
        (0..260_i64, 0..260_i64).prop_map(|(first, last)| OffsetRange::Inclusive { first, last }),
        any::<i64>().prop_map(OffsetRange::From),
        (-10..260_i64, -10..260_i64).prop_map(|(from, to)| OffsetRange::Between(from, to)),
    ]
}

proptest! {
    #[test]
    fn never_leaves_what_exists(
        ranges in proptest::collection::vec((proptest::option::of(0..3_i32), any_range()), 0..5),
        since in proptest::option::of(any::<i64>()),
        follow in any::<bool>(),
        found in proptest::option::of(-5..i64::MAX),
    ) {
        let offsets: Vec<_> = ranges
            .into_iter()
            .map(|(partition, range)| OffsetSpec { partition, range })
            .collect();
        let wanted = Wanted { since, follow, ..wanted(&offsets) };
        let resolution = wanted.resolve(&BOUNDS, &|_, _| found).unwrap();
        for range in &resolution.ranges {
            let bounds = BOUNDS[usize::try_from(range.partition).unwrap()];
            prop_assert!(!range.is_empty());
            prop_assert!(range.start >= bounds.start);
            prop_assert!(follow || range.end <= bounds.end);
        }
        let sorted = resolution.ranges.windows(2).all(|pair| {
            (pair[0].partition, pair[0].end) < (pair[1].partition, pair[1].start)
        });
        prop_assert!(sorted);
        for note in &resolution.notes {
            prop_assert!(note.first <= note.last && note.count >= 1);
        }
    }
}
