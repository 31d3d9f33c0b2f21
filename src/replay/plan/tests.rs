mod validated;

use super::*;
use crate::category::Category;
use crate::replay::candidate::{Candidate, Candidates, NO_TEXT, Origin};
use crate::replay::ledger::{Entry, Key, Mode, To, Value};
use crate::replay::policy::{Destination, PartitionChoice, Tombstones};
use crate::replay::skip::SkipReason;

fn identity() -> TopicIdentity {
    TopicIdentity::new("c", Some("dltid"), "orders.DLT")
}

/// A dead letter of `orders-{partition}@{offset + 100}` on `orders.DLT-0@{offset}`.
pub(super) fn letter(all: &mut Candidates, offset: i64, partition: i32) -> Candidate {
    let origin = Origin::new(all.number("orders"), Some(partition), Some(offset + 100));
    Candidate {
        topic: all.number("orders.DLT"),
        partition: 0,
        offset,
        digest: ShortDigest([1; 16]),
        origin,
        failed_at: origin,
        group: NO_TEXT,
        key_hash: None,
        size: 10,
        removed: all.set(&["kafka_dlt-exception-fqcn"]),
        added: all.set(&["dlt-replay-id"]),
        replays: 0,
        tombstone: false,
        not_the_record: false,
        guessed: false,
        batch: NO_TEXT,
        poison: NO_TEXT,
        undecided: false,
        schemas: NO_TEXT,
        unreadable: false,
        redacted: false,
        malformed_origin: false,
        original_time: true,
        category: Category::Transient,
    }
}

fn replayed(offset: i64, digest: u8) -> Entry {
    Entry::Replay {
        key: Key {
            topic: identity(),
            partition: 0,
            offset,
        },
        value: Some(Box::new(Value {
            v: 1,
            dlt: "orders.DLT".into(),
            le: None,
            ts: None,
            tst: None,
            fp: ShortDigest([digest; 16]),
            orig: None,
            to: To {
                topic: "orders".into(),
                partition: 0,
                offset: Some(1),
            },
            mode: Mode::Transactional,
            run: "r1".into(),
            by: "anna".into(),
            at: 77,
            tool: String::new(),
            reason: None,
        })),
        mark: None,
    }
}

fn targets() -> BTreeMap<String, TargetTopic> {
    let topic = |partitions, compacted| TargetTopic {
        partitions,
        compacted: Some(compacted),
    };
    [
        ("orders", topic(Some(3), false)),
        ("state", topic(Some(1), true)),
        ("gone", topic(None, false)),
        ("orders.retry", topic(Some(3), false)),
        ("replay-orders.DLT", topic(Some(3), false)),
        ("orders.DLT", topic(Some(3), false)),
        ("orders.DLT.0", topic(Some(3), false)),
        ("orders.DLT.1", topic(Some(3), false)),
        ("dlt-replay.ledger", topic(Some(1), false)),
    ]
    .map(|(name, known)| (name.to_owned(), known))
    .into()
}

pub(super) fn planned(all: &Candidates, policy: &ReplayPolicy, ledger: &[Entry]) -> ReplayPlan {
    let mut read = Ledger::of(vec![identity()]);
    for entry in ledger {
        read.add(entry, false);
    }
    plan(
        all,
        policy,
        &World {
            selection: vec!["orders.DLT".into()],
            sources: vec![("orders.DLT".into(), identity())],
            elsewhere: false,
            targets: &targets(),
            ledger: Some(&read),
            validated_against: None,
        },
    )
}

#[test]
fn a_topic_of_the_same_name_on_another_cluster_is_another_one() {
    let planned = |elsewhere| {
        let mut all = Candidates::default();
        let one = letter(&mut all, 0, 0);
        all.list.push(one);
        let policy = ReplayPolicy {
            to: Destination::Topic("orders.DLT".into()),
            ..ReplayPolicy::default()
        };
        let world = World {
            selection: Vec::new(),
            sources: vec![("orders.DLT".into(), identity())],
            elsewhere,
            targets: &targets(),
            ledger: None,
            validated_against: None,
        };
        plan(&all, &policy, &world)
    };
    assert_eq!(planned(true).steps.len(), 1);
    let here = planned(false);
    assert_eq!(here.skips[0].reason, SkipReason::OwnTopic);
}

#[test]
fn each_reason_to_skip_is_found() {
    type Change = fn(&mut Candidates, &mut Candidate);
    let cases: [(Change, SkipReason); 13] = [
        (|_, letter| letter.redacted = true, SkipReason::Redacted),
        (
            |_, letter| letter.unreadable = true,
            SkipReason::UnreadableHeaders,
        ),
        (
            |_, letter| letter.not_the_record = true,
            SkipReason::NotTheRecord,
        ),
        (
            |_, letter| letter.replays = 3,
            SkipReason::LoopGuard { replays: 3 },
        ),
        (
            |_, letter| letter.origin = Origin::NONE,
            SkipReason::NoOrigin,
        ),
        (
            |_, letter| {
                letter.origin = Origin::NONE;
                letter.malformed_origin = true;
            },
            SkipReason::MalformedOrigin,
        ),
        (
            |all, letter| letter.origin = at(all.number("orders.DLT"), Some(0)),
            SkipReason::OwnTopic,
        ),
        (
            |all, letter| letter.origin = at(all.number("gone"), Some(0)),
            SkipReason::TargetMissing { target: 0 },
        ),
        (
            |all, letter| letter.origin = at(all.number("no/topic\u{1b}"), Some(0)),
            SkipReason::IllegalTarget { target: 0 },
        ),
        (
            |all, letter| letter.origin = at(all.number("dlt-replay.ledger"), Some(0)),
            SkipReason::ForbiddenTarget { target: 0 },
        ),
        (
            |all, letter| letter.origin = at(all.number("__consumer_offsets"), Some(0)),
            SkipReason::ForbiddenTarget { target: 0 },
        ),
        (
            |all, letter| letter.origin = at(all.number("orders"), None),
            SkipReason::NoPartition,
        ),
        (
            |all, letter| letter.origin = at(all.number("orders"), Some(3)),
            SkipReason::PartitionGone {
                target: 0,
                partition: 3,
            },
        ),
    ];
    for (change, reason) in cases {
        let mut all = Candidates::default();
        let mut one = letter(&mut all, 5, 1);
        change(&mut all, &mut one);
        all.list.push(one);
        let plan = planned(&all, &ReplayPolicy::default(), &[]);
        assert_eq!(plan.steps, [], "{reason:?}");
        assert_eq!(plan.skips[0].reason, reason);
        assert!(reason.needs_attention());
    }
}

fn at(topic: u32, partition: Option<i32>) -> Origin {
    Origin::new(topic, partition, Some(1))
}

#[test]
fn what_was_replayed_is_skipped_unless_asked_for_again() {
    let mut all = Candidates::default();
    for offset in 0..3 {
        let one = letter(&mut all, offset, 0);
        all.list.push(one);
    }
    let entries = [replayed(0, 1), replayed(1, 2)];
    let plan = planned(&all, &ReplayPolicy::default(), &entries);
    let reasons: Vec<_> = plan.skips.iter().map(|skip| skip.reason).collect();
    assert_eq!(
        reasons,
        [
            SkipReason::AlreadyReplayed {
                at: Some(77),
                by: 0
            },
            SkipReason::OffsetReused,
        ]
    );
    assert_eq!(plan.replayers[0].by, "anna");
    assert_eq!(plan.steps.len(), 1);
    let policy = ReplayPolicy {
        again: true,
        ..ReplayPolicy::default()
    };
    let plan = planned(&all, &policy, &entries);
    assert_eq!((plan.steps.len(), plan.findings.again.records), (3, 2));
}

#[test]
fn order_is_that_of_the_newest_origin_else_of_the_dead_letters() {
    let mut all = Candidates::default();
    // Dead-letter offset, target partition, newest origin's partition and offset.
    for (offset, partition, newest) in [
        (0, 1, Some((0, 9))),
        (1, 1, Some((0, 3))),
        (2, 1, None),
        (3, 0, Some((5, 1))),
        (4, 1, Some((1, 1))),
        (5, 1, None),
    ] {
        let mut one = letter(&mut all, offset, partition);
        let orders = all.number("orders");
        one.failed_at = newest.map_or(Origin::NONE, |(partition, offset)| {
            Origin::new(orders, Some(partition), Some(offset))
        });
        all.list.push(one);
    }
    let plan = planned(&all, &ReplayPolicy::default(), &[]);
    let order: Vec<_> = plan.steps.iter().map(|step| step.source.offset).collect();
    assert_eq!(order, [3, 1, 0, 4, 2, 5]);
    assert_eq!(plan.findings.unordered.records, 2);
    assert_eq!(
        plan.sources[0].sends,
        [Span {
            partition: 0,
            count: 6,
            first: 0,
            last: 5
        }]
    );
    assert_eq!(plan.targets[0].sends, [(0, 1), (1, 5)].into());
}

#[test]
fn policies_choose_target_and_partition() {
    let keyed = crate::replay::partition::murmur2(b"order-1");
    // (policy, has an origin, key, partition)
    let topic = |name: &str| Destination::Topic(name.into());
    let cases = [
        (topic("orders"), PartitionChoice::Original, true, None, 1),
        (topic("orders"), PartitionChoice::Original, false, None, 0),
        (
            topic("orders"),
            PartitionChoice::Original,
            false,
            Some(keyed),
            crate::replay::partition::of_hash(keyed, 3),
        ),
        (
            Destination::Original,
            PartitionChoice::Key,
            true,
            Some(keyed),
            crate::replay::partition::of_hash(keyed, 3),
        ),
        (Destination::Original, PartitionChoice::Key, true, None, 1),
        (
            Destination::Original,
            PartitionChoice::Number(2),
            true,
            None,
            2,
        ),
    ];
    for (to, to_partition, has_origin, key_hash, partition) in cases {
        let mut all = Candidates::default();
        let mut one = letter(&mut all, 0, 1);
        one.key_hash = key_hash;
        if !has_origin {
            one.origin = Origin::NONE;
            one.failed_at = Origin::NONE;
        }
        all.list.push(one);
        let policy = ReplayPolicy {
            to: to.clone(),
            to_partition,
            ..ReplayPolicy::default()
        };
        let plan = planned(&all, &policy, &[]);
        assert_eq!(
            plan.steps[0].partition, partition,
            "{to:?} {to_partition:?}"
        );
    }
}

#[test]
fn a_template_names_a_target_for_each_record() {
    use crate::replay::template::TopicTemplate;
    // (template, change, target and partition, or why not)
    type Change = fn(&mut Candidates, &mut Candidate);
    type Expected = Result<(&'static str, i32), SkipReason>;
    let as_it_is: Change = |_, _| {};
    let no_origin: Change = |_, letter| letter.origin = Origin::NONE;
    let malformed: Change = |_, letter| {
        letter.origin = Origin::NONE;
        letter.malformed_origin = true;
    };
    let no_partition: Change = |all, letter| letter.origin = at(all.number("orders"), None);
    let illegal: Change = |all, letter| letter.origin = at(all.number("a b"), Some(0));
    let far: Change = |all, letter| letter.origin = at(all.number("orders"), Some(9));
    let cases: [(&str, Change, Expected); 13] = [
        ("{origin.topic}.retry", as_it_is, Ok(("orders.retry", 1))),
        ("replay-{topic}", as_it_is, Ok(("replay-orders.DLT", 1))),
        ("{topic}.{partition}", as_it_is, Ok(("orders.DLT.0", 1))),
        (
            "{topic}.{origin.partition}",
            as_it_is,
            Ok(("orders.DLT.1", 1)),
        ),
        // Without an origin there is no original partition to keep: the key decides, as for one topic.
        ("replay-{topic}", no_origin, Ok(("replay-orders.DLT", 0))),
        ("{origin.topic}.retry", no_origin, Err(SkipReason::NoOrigin)),
        (
            "{origin.topic}.retry",
            malformed,
            Err(SkipReason::MalformedOrigin),
        ),
        (
            "{topic}.{origin.partition}",
            no_partition,
            Err(SkipReason::NoPartitionToName),
        ),
        (
            "{origin.topic}.retry",
            no_partition,
            Err(SkipReason::NoPartition),
        ),
        (
            "{origin.topic}.retry",
            illegal,
            Err(SkipReason::IllegalTarget { target: 0 }),
        ),
        (
            "{origin.topic}.retry",
            far,
            Err(SkipReason::PartitionGone {
                target: 0,
                partition: 9,
            }),
        ),
        ("{topic}", as_it_is, Err(SkipReason::OwnTopic)),
        (
            "nowhere-{topic}",
            as_it_is,
            Err(SkipReason::TargetMissing { target: 0 }),
        ),
    ];
    for (template, change, expected) in cases {
        let mut all = Candidates::default();
        let mut one = letter(&mut all, 0, 1);
        change(&mut all, &mut one);
        all.list.push(one);
        let to = Destination::Template(TopicTemplate::parse(template).unwrap());
        let named = all.target_names(&to);
        let policy = ReplayPolicy {
            to,
            ..ReplayPolicy::default()
        };
        let plan = planned(&all, &policy, &[]);
        let decided = match (plan.steps.first(), plan.skips.first()) {
            (Some(step), None) => {
                let target = plan.target_name(step.target);
                // The cluster is asked about each name that is used.
                assert!(named.contains(target), "{named:?}");
                Ok((target, step.partition))
            }
            (_, skip) => Err(skip.unwrap().reason),
        };
        assert_eq!(decided, expected, "{template}");
        let text = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<ReplayPlan>(&text).unwrap(), plan);
    }
}

#[test]
fn the_ledger_is_no_target_of_a_template() {
    use crate::replay::template::TopicTemplate;
    let mut all = Candidates::default();
    let mut one = letter(&mut all, 0, 1);
    one.origin = at(all.number("ledger"), Some(0));
    all.list.push(one);
    let policy = ReplayPolicy {
        to: Destination::Template(TopicTemplate::parse("dlt-replay.{origin.topic}").unwrap()),
        ..ReplayPolicy::default()
    };
    let plan = planned(&all, &policy, &[]);
    assert_eq!(
        plan.skips[0].reason,
        SkipReason::ForbiddenTarget { target: 0 }
    );
}

#[test]
fn a_plan_has_a_bounded_number_of_targets_and_mixes_none_up() {
    let mut all = Candidates::default();
    for offset in 0..65_540 {
        let mut one = letter(&mut all, offset, 0);
        one.origin = at(all.number(&format!("t{offset}")), Some(0));
        all.list.push(one);
    }
    let plan = planned(&all, &ReplayPolicy::default(), &[]);
    let beyond = plan
        .skips
        .iter()
        .filter(|skip| skip.reason == SkipReason::TooManyTargets);
    assert_eq!((plan.targets.len(), beyond.count()), (65_536, 4));
}

#[test]
fn a_person_is_told_what_is_odd() {
    let mut all = Candidates::default();
    for offset in 0..4 {
        let mut one = letter(&mut all, offset, 0);
        match offset {
            0 => {
                one.origin = at(all.number("state"), Some(0));
                one.tombstone = true;
            }
            1 | 2 => one.origin = at(all.number("orders"), Some(0)),
            _ => one.replays = 1,
        }
        all.list.push(one);
    }
    let plan = planned(&all, &ReplayPolicy::default(), &[]);
    let f = &plan.findings;
    let counts = [
        &f.hops_disagree,
        &f.tombstones,
        &f.deletes,
        &f.same_origin,
        &f.failed_again,
    ]
    .map(|finding| finding.records);
    assert_eq!(counts, [1, 1, 1, 2, 1]);
    let policy = ReplayPolicy {
        unique_origin: true,
        tombstones: Tombstones::Skip,
        ..ReplayPolicy::default()
    };
    let plan = planned(&all, &policy, &[]);
    let reasons: Vec<_> = plan
        .skips
        .iter()
        .map(|skip| (skip.source.offset, skip.reason))
        .collect();
    assert_eq!(
        reasons,
        [(0, SkipReason::Tombstone), (1, SkipReason::NotLast)]
    );
    assert_eq!(plan.headers.removed[0].records, 2);
    assert_eq!(plan.headers.removed[0].name, "kafka_dlt-exception-fqcn");
    // Partitions are read in any order, and the same selection is the same plan.
    all.list.reverse();
    assert_eq!(planned(&all, &policy, &[]), plan);
    let same_origin = planned(&all, &ReplayPolicy::default(), &[])
        .findings
        .same_origin;
    let example = same_origin.example.map(|source| source.offset);
    assert_eq!((same_origin.records, example), (2, Some(1)));
}

#[test]
fn a_topic_that_grew_is_recognised() {
    use crate::replay::partition::{murmur2, of_hash};
    for (then, grew_from, reproduced_all) in [(2, Some(2), false), (3, None, true)] {
        let mut all = Candidates::default();
        for offset in 0..40 {
            let hash = murmur2(format!("key-{offset}").as_bytes());
            let mut one = letter(&mut all, offset, of_hash(hash, then));
            one.key_hash = Some(hash);
            all.list.push(one);
        }
        let plan = planned(&all, &ReplayPolicy::default(), &[]);
        let keys = plan.targets[0].keys;
        assert_eq!(keys.grew_from, grew_from);
        assert_eq!(keys.keyed, 40);
        assert_eq!(keys.reproduced == 40, reproduced_all);
    }
}

#[test]
fn a_plan_is_read_back() {
    let mut all = Candidates::default();
    for offset in 0..3 {
        let one = letter(&mut all, offset, 0);
        all.list.push(one);
    }
    let plan = planned(&all, &ReplayPolicy::default(), &[replayed(0, 1)]);
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<ReplayPlan>(&text).unwrap(), plan);
}

#[test]
fn a_batch_that_is_sent_whole_or_in_part_is_said() {
    let mut all = Candidates::default();
    let (trace, other) = (all.number("trace"), all.number("other"));
    for offset in 0..9 {
        let mut one = letter(&mut all, offset, 0);
        one.batch = match offset {
            // Six in a row; then one of another poll, and two whose listener takes one record at a time.
            0..6 => trace,
            6 => other,
            _ => NO_TEXT,
        };
        all.list.push(one);
    }
    let batch = |all: &Candidates, sent: &[Entry]| {
        planned(all, &ReplayPolicy::default(), sent).findings.batch
    };
    assert_eq!(batch(&all, &[]), Some(6));
    // What is not sent is no part of it.
    assert_eq!(batch(&all, &[replayed(0, 1), replayed(1, 1)]), Some(4));
    all.list.retain(|one| one.offset % 2 == 0);
    assert_eq!(batch(&all, &[]), None);
}
