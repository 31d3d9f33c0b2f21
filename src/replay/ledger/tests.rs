use proptest::prelude::*;

use super::*;

fn topic() -> TopicIdentity {
    TopicIdentity::new(
        "MkU3OEVBNTcwNTJENDM2Qk",
        Some("9xA-_bcdefghijklmnopqr"),
        "orders.DLT",
    )
}

fn key(offset: i64) -> Key {
    Key {
        topic: topic(),
        partition: 3,
        offset,
    }
}

fn value() -> Value {
    Value {
        v: 1,
        dlt: "orders.DLT".into(),
        le: Some(0),
        ts: Some(1_795_243_875_557),
        tst: Some("CreateTime".into()),
        fp: ShortDigest([7; 16]),
        orig: Some(Orig {
            topic: "orders".into(),
            partition: Some(3),
            offset: Some(991),
            group: Some("billing".into()),
        }),
        to: To {
            topic: "orders".into(),
            partition: 3,
            offset: Some(2_000),
        },
        mode: Mode::Transactional,
        run: "r".into(),
        by: "anna@host".into(),
        at: 5,
        tool: "dltctl 0.1.0".into(),
        reason: None,
    }
}

fn entry(offset: i64, run: &str, batch: u32, i: u32, n: u32) -> Entry {
    Entry::Replay {
        key: key(offset),
        value: Some(Box::new(Value {
            run: run.into(),
            ..value()
        })),
        mark: Some(BatchMark {
            run: run.into(),
            batch,
            i,
            n,
        }),
    }
}

#[test]
fn the_bytes_never_change() {
    // A ledger outlives the version that wrote it: a change here is a new format.
    insta::assert_snapshot!(key(1042).encode(), @"r1|MkU3OEVBNTcwNTJENDM2Qk|9xA-_bcdefghijklmnopqr|3|1042");
    let text = String::from_utf8(value().encode()).unwrap();
    insta::assert_snapshot!(text, @r#"{"v":1,"dlt":"orders.DLT","le":0,"ts":1795243875557,"tst":"CreateTime","fp":"07070707070707070707070707070707","orig":{"topic":"orders","partition":3,"offset":991,"group":"billing"},"to":{"topic":"orders","partition":3,"offset":2000},"mode":"transactional","run":"r","by":"anna@host","at":5,"tool":"dltctl 0.1.0"}"#);
    assert_eq!(Value::decode(text.as_bytes()), Some(value()));
    let by_name = TopicIdentity::new("c|d", None, "a.b-c_d");
    assert!(by_name.by_name());
    let key = Key {
        topic: by_name,
        partition: 0,
        offset: 0,
    };
    insta::assert_snapshot!(key.encode(), @"r1|c|d|~a.b-c_d|0|0");
    assert_eq!(Key::decode(key.encode().as_bytes()), Some(key));
}

#[test]
fn identities_of_both_base64_alphabets_are_equal() {
    assert_eq!(
        TopicIdentity::new("c", Some("a+/b=="), "t"),
        TopicIdentity::new("c", Some("a-_b"), "t")
    );
}

#[test]
fn foreign_keys_are_passed_over() {
    for text in [
        "",
        "r1",
        "r1|",
        "r1|c",
        "r1|c|t|0",
        "r1|c||0|0",
        "r1|c|t|x|0",
        "r1|c|t|0|x",
        "r1|c|t|-1|0",
        "r1|c|t|0|-1",
        "r1|c|t|+1|0",
        "r1|c|t|01|0",
        "r1|c|t|2147483648|0",
        "r1|c|t|0|9223372036854775808",
        "r2|c|t|0|0",
        "s1|c|t|0|0",
        "d1|c|t|0|0",
        "R1|c|t|0|0",
    ] {
        assert_eq!(Key::decode(text.as_bytes()), None, "{text}");
    }
    assert_eq!(Key::decode(b"r1|c|\xff|0|0"), None);
    assert_eq!(decode(None, None, &Headers::new(&[])), Entry::Other);
}

#[test]
fn an_entry_that_cannot_be_read_still_says_replayed() {
    let mut ledger = Ledger::of(vec![topic()]);
    for bytes in [None, Some(&b"{"[..]), Some(b"{\"v\":2}"), Some(b"null")] {
        let found = decode(Some(key(7).encode().as_bytes()), bytes, &Headers::new(&[]));
        ledger.add(&found, false);
    }
    let replayed = ledger.replayed(&key(7)).unwrap();
    assert_eq!(
        (replayed.digest, replayed.at, replayed.by),
        (None, None, "")
    );
    assert_eq!(ledger.unreadable(), 4);
    assert_eq!(ledger.torn(), None);
}

#[test]
fn later_fields_and_modes_are_passed_over() {
    let text = String::from_utf8(value().encode())
        .unwrap()
        .replacen('{', r#"{"lease":{"until":[1]},"#, 1)
        .replace("transactional", "group-ledger");
    let read = Value::decode(text.as_bytes()).unwrap();
    assert_eq!(read.mode, Mode::Other);
}

#[test]
fn batches_are_whole_torn_or_cut() {
    // (entries as (i, n), whether the first is the log's first, torn)
    type Case<'a> = (&'a [(u32, u32)], bool, bool);
    let cases: [Case<'_>; 9] = [
        (&[(0, 3), (1, 3), (2, 3)], false, false),
        (&[(2, 3), (0, 3), (1, 3)], false, false),
        (&[(0, 3), (1, 3)], false, true),
        (&[(1, 3), (2, 3)], false, true),
        (&[(1, 3), (2, 3)], true, false),
        (&[(1, 4), (3, 4)], true, true),
        (&[(0, 3), (1, 3)], true, true),
        (&[(0, 2), (0, 2)], false, true),
        (&[(0, 2), (1, 3)], false, true),
    ];
    for (entries, cut, torn) in cases {
        let mut ledger = Ledger::of(vec![topic()]);
        for (index, (i, n)) in entries.iter().enumerate() {
            let entry = entry(i64::from(*i), "r", 1, *i, *n);
            ledger.add(&entry, cut && index == 0);
        }
        assert_eq!(ledger.torn().is_some(), torn, "{entries:?} {cut}");
    }
    let mut ledger = Ledger::of(vec![topic()]);
    for i in 0..130 {
        ledger.add(&entry(i64::from(i), "r", 1, i, 130), false);
    }
    assert_eq!(ledger.torn(), None);
    assert_eq!(ledger.batch(&topic(), "r", 1), Some(130));
    ledger.add(&entry(5, "r", 1, 5, 130), false);
    assert!(ledger.torn().is_some(), "an entry came twice");
}

#[test]
fn only_the_topics_asked_for_are_kept_and_own_entries_are_known() {
    let other = TopicIdentity::new("c", None, "other");
    let mut ledger = Ledger::of(vec![other]).for_run("mine");
    ledger.add(&entry(1, "mine", 1, 0, 2), false);
    assert_eq!((ledger.replayed(&key(1)), ledger.torn()), (None, None));

    let mut ledger = Ledger::of(vec![topic()]).for_run("mine");
    ledger.add(&entry(1, "theirs", 1, 0, 1), false);
    assert!(!ledger.replayed(&key(1)).unwrap().own);
    ledger.add(&entry(1, "mine", 1, 0, 1), false);
    assert!(ledger.replayed(&key(1)).unwrap().own);
    ledger.add(&entry(1, "theirs", 2, 0, 1), false);
    let replayed = ledger.replayed(&key(1)).unwrap();
    assert!(replayed.own && replayed.run == "theirs");
}

proptest! {
    #[test]
    fn decoding_never_panics(
        key in prop::option::of(prop::collection::vec(any::<u8>(), 0..64)),
        value in prop::option::of(prop::collection::vec(any::<u8>(), 0..64)),
        headers in prop::collection::vec(
            ("run|batch|i|n|x", prop::option::of(prop::collection::vec(any::<u8>(), 0..8))), 0..8),
    ) {
        let list: Vec<_> = headers
            .iter()
            .map(|(name, value)| HeaderView { name: name.as_bytes(), value: value.as_deref() })
            .collect();
        let entry = decode(key.as_deref(), value.as_deref(), &Headers::new(&list));
        Ledger::of(vec![topic()]).add(&entry, true);
    }

    #[test]
    fn keys_are_read_back(cluster in "\\PC{0,20}", topic in "[~a-zA-Z0-9._-]{1,30}", partition in 0..i32::MAX, offset in 0..i64::MAX) {
        let key = Key { topic: TopicIdentity { cluster, topic }, partition, offset };
        prop_assert_eq!(Key::decode(key.encode().as_bytes()), Some(key));
    }

    #[test]
    fn any_marks_never_panic(marks in prop::collection::vec((0..3_u32, 0..200_u32, 1..200_u32, any::<bool>()), 0..300)) {
        let mut ledger = Ledger::of(vec![topic()]);
        for (batch, i, n, first) in marks {
            ledger.add(&entry(i64::from(i), "r", batch, i % n, n), first);
        }
        ledger.torn();
    }
}
