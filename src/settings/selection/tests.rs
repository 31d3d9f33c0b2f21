use super::*;
use crate::cli::selection::tests::{line, read};
use crate::filter::Verdict;
use crate::record::Envelope;

fn clock() -> Clock {
    Clock {
        now_ms: 1_795_253_400_000,
        zone: jiff::tz::TimeZone::UTC,
    }
}

fn select_with(text: &str, texts: Outside<'_>) -> Result<Selection> {
    let line = line(text);
    Selection::from_args(
        &line.selection,
        &line.topics,
        &clock(),
        texts,
        &Arc::default(),
    )
}

fn select(text: &str) -> Selection {
    select_with(text, Outside::default()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refused(text: &str, texts: Outside<'_>) -> String {
    let error = select_with(text, texts).expect_err(text);
    let hint = error.next_step().map(|hint| format!(" | {hint}"));
    format!("{error}{}", hint.unwrap_or_default())
}

fn refs(text: &str) -> Outside<'_> {
    Outside {
        refs: Some(text),
        ..Outside::default()
    }
}

const BOUNDS: [PartitionBounds; 2] = [
    PartitionBounds {
        partition: 0,
        start: 0,
        end: 100,
        high: 100,
    },
    PartitionBounds {
        partition: 1,
        start: 0,
        end: 100,
        high: 100,
    },
];

/// Names what is read of a topic and not dropped by place, as `partition@offset`.
fn places(selection: &Selection, topic: &str) -> Vec<String> {
    let filter = selection.filter(topic, None);
    let name = Arc::from(topic);
    let ranges = selection.ranges(topic, &BOUNDS, &|_, _| None).unwrap();
    let all = ranges
        .ranges
        .iter()
        .flat_map(|range| (range.start..range.end).map(|offset| (range.partition, offset)));
    let kept = all.filter(|(partition, offset)| {
        let envelope = Envelope {
            topic: &name,
            partition: *partition,
            offset: *offset,
            leader_epoch: None,
            timestamp: None,
            key: None,
            value: None,
        };
        filter.envelope(&envelope) != Verdict::Drop
    });
    kept.map(|(partition, offset)| format!("{partition}@{offset}"))
        .collect()
}

#[test]
fn topics_and_references_are_positional() {
    let selection = select("b.DLT a.DLT-0@5 a.DLT-1@7:9 b.DLT");
    let topics: Vec<&str> = selection.topics.iter().map(AsRef::as_ref).collect();
    assert_eq!(topics, ["b.DLT", "a.DLT"]);
    assert_eq!(places(&selection, "a.DLT"), ["0@5", "1@7", "1@8"]);
    assert_eq!(places(&selection, "b.DLT").len(), 200);
}

#[test]
fn references_come_from_files() {
    let selection = select_with("--refs -", refs("a-0@5\nb-1@6\n")).unwrap();
    let topics: Vec<&str> = selection.topics.iter().map(AsRef::as_ref).collect();
    assert_eq!(topics, ["a", "b"]);
    assert_eq!(places(&selection, "b"), ["1@6"]);
    let narrowed = select_with("a b --refs f -p 0", refs("a-0@5\na-1@5\n")).unwrap();
    assert_eq!(places(&narrowed, "a"), ["0@5"]);
    assert_eq!(places(&narrowed, "b"), Vec::<String>::new());
    let excluded = select_with(
        "a --exclude-refs f -O 0=3:7",
        Outside {
            exclude_refs: Some("a-0@4:6"),
            ..Outside::default()
        },
    )
    .unwrap();
    assert_eq!(places(&excluded, "a"), ["0@3", "0@6"]);
}

#[test]
fn what_contradicts_itself_is_refused() {
    let none = Outside::default();
    let both = Outside {
        refs: Some("a-0@1"),
        exclude_refs: Some("a-0@2"),
        ..none
    };
    let told = [
        refused("a a-0@5", none),
        refused("a@x", none),
        refused("a*", none),
        refused("a --refs -", refs("\n")),
        refused("a --refs f.txt", refs("b-0@1")),
        refused("a --refs - --exclude-refs -", both),
        refused(
            "a --exclude-refs -",
            Outside {
                exclude_refs: Some(""),
                ..none
            },
        ),
        refused("a -p 1,2 -O 3=10", none),
        refused("a --since 1h --until 2h", none),
        refused("a -O @1h:2h", none),
        refused("a --invert", none),
        refused("a --invert --exclude-key x", none),
        refused("a --idle-timeout 5s", none),
    ];
    insta::assert_snapshot!(told.join("\n"), @r"
    `a` is named as a whole and by `a-0@5` | name the topic, or its records
    `a@x` names no record | a record is TOPIC-PARTITION@OFFSET, for example orders.DLT-3@1042
    `a*` is no topic's name: names hold letters, digits, `.`, `_` and `-` only
    standard input holds no reference: an empty list is refused, because it may come from a command that failed | `dltctl list TOPIC -o name` writes references
    `f.txt` names `b-0@1`, and `b` is not among the topics | name its topic too, or no topic at all
    `--refs` and `--exclude-refs` cannot both be read from standard input
    standard input holds no reference: an empty list is refused, because it may come from a command that failed | `dltctl list TOPIC -o name` writes references
    `-O 3=10` is about a partition that `-p` leaves out
    `--since` is not before `--until`: nothing is among records since 2026-11-21T08:30:00+00:00 and before 2026-11-21T07:30:00+00:00
    `-O @1h:2h` selects nothing: 2h is not after 1h
    `--invert` has nothing to negate | it negates --exception, --message, --fingerprint, --category, --key, --header and --grep; what to leave out is said by --exclude-key and the like
    `--invert` has nothing to negate | it negates --exception, --message, --fingerprint, --category, --key, --header and --grep; what to leave out is said by --exclude-key and the like
    `--idle-timeout` is about following | add --follow
    ");
}

#[test]
fn counts_and_switches() {
    assert_eq!(select("a").bound, Bound::All);
    assert_eq!(select("a -n 5").bound, Bound::Limit(5));
    assert_eq!(select("a --newest 5").bound, Bound::Newest(5));
    assert_eq!(select("a --oldest 5").bound, Bound::Oldest(5));
    let selection = select("a --follow --idle-timeout 1m30s --read-uncommitted --fail-if-none");
    assert!(selection.follow && selection.read_uncommitted && selection.fail_if_none);
    assert_eq!(selection.idle_timeout, Some(Duration::from_secs(90)));
    assert_eq!(select("a").or_state(State::Open).state, Some(State::Open));
    assert_eq!(
        select("a --state all").or_state(State::Open).state,
        Some(State::All)
    );
}

#[test]
fn the_window_is_told() {
    let text = |line: &str| select(line).window_text.unwrap_or_default();
    assert_eq!(text("a"), "");
    insta::assert_snapshot!(text("a --since 2h"), @"records since 2026-11-21T07:30:00+00:00");
    insta::assert_snapshot!(text("a --until today"), @"records before 2026-11-21T00:00:00+00:00");
    insta::assert_snapshot!(text("a --since yesterday --until 2026-11-21T08:00+02:00"), @"records since 2026-11-20T00:00:00+00:00 and before 2026-11-21T06:00:00+00:00");
    insta::assert_snapshot!(text("a --since 2h -O 0=@3h:1h -O 5 -O @today"), @"records since 2026-11-21T07:30:00+00:00; -O 0=@3h:1h is from 2026-11-21T06:30:00+00:00 up to 2026-11-21T08:30:00+00:00; -O @today is from 2026-11-21T00:00:00+00:00");
    assert!(select("a --since 1969-12-31").times_needed("a").is_empty());
    assert_eq!(select("a --since 2h -O @3h").times_needed("a").len(), 2);
}

#[test]
fn partitions_and_a_limit_alone_select_nothing_in_particular() {
    let broad = [
        "a",
        "a -p 0",
        "a -p all -n 5",
        "a --state new",
        "a --follow",
        "a -p 3 --state replayed -n 1",
    ];
    for line in broad {
        assert!(!select(line).is_selective(), "{line}");
    }
    let selective = [
        "a -O 10:20",
        "a -O start",
        "a --since 2h",
        "a --until 2h",
        "a --newest 5",
        "a --oldest 5",
        "a-0@5",
        "a -k x",
        "a -H x",
        "a --exception x",
        "a --message x",
        "a -g x",
        "a --exclude-key x",
        "a --exclude-header x",
        "a --exclude-exception x",
        "a -p 0 -n 5 -k x",
    ];
    for line in selective {
        assert!(select(line).is_selective(), "{line}");
    }
}

#[test]
fn offsets_by_number_need_a_partition() {
    let needs = |line: &str, partitions| select(line).offsets_need_partition(partitions);
    assert!(needs("a -O 10:20", 2) && needs("a -O 10", 2) && needs("a -O 0=1 -O 5:", 2));
    assert!(!needs("a -O 10:20", 1));
    for line in [
        "a",
        "a -O 10:20 -p 0",
        "a -O 10:20 -p all",
        "a -O 0=10:20",
        "a -O end-5",
        "a -O @2h",
        "a -O start+5",
    ] {
        assert!(!needs(line, 2), "{line}");
    }
    let error = select("a -O end-5 -O 10:20")
        .check_offsets("a", 3)
        .unwrap_err();
    insta::assert_snapshot!(error, @"in which partition?: `a` has 3 partitions, and `-O 10:20` means other records in each");
    insta::assert_snapshot!(error.next_step().unwrap(), @"write -p 0, -O 0=10:20 or -p all");
    assert!(select("a -O 10:20").check_offsets("a", 1).is_ok());
}

#[test]
fn a_plan_keeps_what_was_typed() {
    let text = "a b-0@5 -p 0,2-3 -O 0=10:20 -O end-5 --since 2h -n 7 --exception *Timeout* --message it's -k /^x$/ \
                -H !tenant -g a|b --grep-in key,stack -i --exclude-key y --invert --state new --read-uncommitted";
    let typed = select(text).as_typed().clone();
    insta::assert_snapshot!(typed, @r#"a b-0@5 --partition 0,2-3 --offsets 0=10:20 --offsets end-5 --since 2h --limit 7 --exception '*Timeout*' --message 'it'\''s' --key '/^x$/' --header '!tenant' --grep 'a|b' --grep-in key --grep-in stack --exclude-key y --state new --ignore-case --invert --read-uncommitted"#);
    insta::assert_snapshot!(serde_json::to_string(&select("a -O 10:20").as_typed()).unwrap(), @r#"["a","--offsets","10:20"]"#);
    // It reads back as the same selection.
    let again = read(typed.arguments()).unwrap();
    let again = Selection::from_args(
        &again.selection,
        &again.topics,
        &clock(),
        Outside::default(),
        &Arc::default(),
    );
    assert_eq!(again.unwrap().as_typed(), &typed);
}
