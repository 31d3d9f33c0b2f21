//! Brokers in miniature: what they delete was told.

use proptest::prelude::*;

use super::*;

fn settings(pairs: &[(&str, &str)]) -> HashMap<String, String> {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn settings_say_what_deletes() {
    let read = |policy, ms, bytes, kind| {
        Retention::read(&settings(&[
            ("cleanup.policy", policy),
            ("retention.ms", ms),
            ("retention.bytes", bytes),
            ("message.timestamp.type", kind),
        ]))
        .map(|it| (it.time_limit(), it.size_limit(), it.takes_old_timestamps()))
    };
    let created = "CreateTime";
    for (policy, ms, bytes, kind, expected) in [
        ("delete", "1000", "-1", created, (Some(1000), None, true)),
        (
            "delete",
            "1000",
            "-1",
            "LogAppendTime",
            (Some(1000), None, false),
        ),
        (
            "compact,delete",
            "0",
            "5",
            created,
            (Some(0), Some(5), true),
        ),
        (
            " compact , delete",
            "7",
            "-1",
            created,
            (Some(7), None, true),
        ),
        ("delete", "-1", "5", created, (None, Some(5), false)),
        ("compact", "1000", "5", created, (None, None, false)),
        ("", "1000", "5", created, (None, None, false)),
    ] {
        assert_eq!(
            read(policy, ms, bytes, kind),
            Some(expected),
            "{policy} {ms}"
        );
    }
    assert_eq!(read("delete", "many", "-1", created), None);
    assert_eq!(Retention::read(&HashMap::new()), None);
}

#[test]
fn the_horizon_is_a_full_hour_within_a_day() {
    // 2026-11-21T10:00Z
    let now = 1_795_255_200_000;
    let hour = 3_600_000;
    let india = TimeZone::fixed(jiff::tz::offset(5).saturating_add(SignedDuration::from_mins(30)));
    for (now, zone, expected) in [
        (now, TimeZone::UTC, now + 24 * hour),
        (now + 1, TimeZone::UTC, now + 24 * hour),
        (now + hour - 1, TimeZone::UTC, now + 24 * hour),
        (now, india, now + 24 * hour - hour / 2),
        (i64::MAX, TimeZone::UTC, i64::MAX),
    ] {
        assert_eq!(horizon(now, &zone), expected);
    }
}

/// A partition as its broker has it: the timestamps of its records, segment after segment.
#[derive(Clone, Debug)]
struct Log(Vec<Vec<i64>>);

impl Log {
    fn records(&self) -> Vec<i64> {
        self.0.concat()
    }

    /// Looks up as a broker does.
    fn first_at(&self, ms: i64) -> Option<FirstAt> {
        let records = self.records();
        let offset = records.iter().position(|record| *record >= ms)?;
        Some(FirstAt {
            offset: i64::try_from(offset).unwrap(),
            ms: records[offset],
        })
    }

    /// Deletes as a broker does, and returns how many records went.
    fn delete(&mut self, now_ms: i64, limit: i64) -> usize {
        let expired = |segment: &&Vec<i64>| now_ms - segment.iter().max().unwrap_or(&0) > limit;
        let segments = self.0.iter().take_while(expired).count();
        self.0.drain(..segments).map(|segment| segment.len()).sum()
    }

    fn aging(&self, now_ms: i64, limit: i64) -> Aging {
        Aging {
            start: 0,
            end: i64::try_from(self.records().len()).unwrap(),
            limit,
            held: self.first_at(Aging::asks_first(now_ms, limit)),
        }
    }

    /// Tells how many records can go before `at`, as the command does.
    fn told(&self, now_ms: i64, limit: i64, at: i64) -> u64 {
        let aging = self.aging(now_ms, limit);
        match aging.before(at) {
            Before::Nothing => 0,
            Before::Everything => aging.count(None),
            Before::Ask(ms) => aging.count(self.first_at(ms).map(|found| found.offset)),
        }
    }
}

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const NOW: i64 = 100 * DAY;

#[test]
fn what_waits_for_the_end_of_its_segment_is_no_alarm() {
    // Two records are older than a week; the third, in the same segment, is not.
    let log = Log(vec![
        vec![NOW - 9 * DAY, NOW - 8 * DAY, NOW - 2 * DAY],
        vec![NOW],
    ]);
    assert_eq!(log.told(NOW, 7 * DAY, NOW), 0);
    assert_eq!(log.told(NOW, 7 * DAY, NOW + DAY), 0);
    assert_eq!(log.told(NOW, 7 * DAY, NOW + 6 * DAY), 3);
    assert_eq!(log.aging(NOW, 7 * DAY).first_ms(NOW), Some(NOW + 5 * DAY));
}

#[test]
fn what_is_old_from_the_start_can_go_at_any_moment() {
    let log = Log(vec![vec![NOW - 60 * DAY, NOW - 59 * DAY]]);
    assert_eq!(log.told(NOW, 7 * DAY, NOW), 2);
    assert_eq!(log.aging(NOW, 7 * DAY).first_ms(NOW), Some(NOW));
    assert_eq!(log.told(NOW, 90 * DAY, NOW), 0);
    // Expired since the last check, and perhaps the end of its segment.
    let log = Log(vec![vec![NOW - 7 * DAY - 60_000], vec![NOW]]);
    assert_eq!(log.told(NOW, 7 * DAY, NOW), 1);
}

#[test]
fn an_empty_partition_has_nothing_to_lose() {
    let log = Log(Vec::new());
    assert_eq!(log.told(NOW, 0, NOW + DAY), 0);
    assert_eq!(log.aging(NOW, 0).first_ms(NOW), None);
}

#[test]
fn offsets_that_are_gone_or_not_decided_are_not_counted() {
    let aging = Aging {
        start: 10,
        end: 20,
        limit: 0,
        held: Some(FirstAt { offset: 12, ms: 0 }),
    };
    assert_eq!(
        [None, Some(5), Some(15), Some(25)].map(|at| aging.count(at)),
        [10, 0, 5, 10]
    );
    assert_eq!(aging.before(i64::MAX), Before::Ask(i64::MAX));
}

proptest! {
    /// Whatever the segments: what a broker deletes before a time was told, as long as it checks when it should.
    #[test]
    fn never_less_than_what_goes(
        segments in proptest::collection::vec(proptest::collection::vec(0..20 * DAY, 1..6), 0..6),
        limit in 0..20 * DAY,
        ahead in 0..DAY,
        checked in 0..CHECK,
    ) {
        let mut log = Log(segments);
        for record in log.0.iter_mut().flatten() {
            *record += NOW - 20 * DAY;
        }
        log.delete(NOW - checked, limit);
        let told = log.told(NOW, limit, NOW + ahead);
        let first = log.aging(NOW, limit).first_ms(NOW);
        let gone = log.clone().delete(NOW + ahead, limit) as u64;
        prop_assert!(gone <= told, "{gone} of {told}");
        prop_assert!(gone == 0 || first.is_some_and(|first| first <= NOW + ahead));
    }
}
