use super::*;
use crate::digest::ShortDigest;
use crate::replay::ledger::TopicIdentity;
use crate::replay::plan::{Findings, HeaderChanges, KeyCheck, Replayer, Source, Step, TargetTopic};

fn plan() -> ReplayPlan {
    let source = |offset| Source {
        topic: 0,
        partition: 0,
        offset,
    };
    let header = |name: &str, records| HeaderCount {
        name: name.into(),
        records,
    };
    ReplayPlan {
        v: 1,
        selection: vec!["orders.DLT".into(), "-O".into(), "10:20".into()],
        policy: ReplayPolicy::default(),
        sources: vec![PlanSource {
            topic: "orders.DLT".into(),
            identity: TopicIdentity::new("c", Some("id"), "orders.DLT"),
            sends: vec![Span {
                partition: 0,
                count: 2,
                first: 10,
                last: 14,
            }],
        }],
        targets: vec![PlanTarget {
            topic: "orders".into(),
            known: TargetTopic {
                partitions: Some(3),
                compacted: Some(true),
            },
            sends: [(0, 2)].into(),
            keys: KeyCheck {
                keyed: 2,
                reproduced: 1,
                grew_from: Some(2),
            },
        }],
        headers: HeaderChanges {
            removed: vec![
                header("kafka_dlt-exception-fqcn", 2),
                header("x\u{1b}[2J", 1),
            ],
            added: vec![header("dlt-replay-id", 2)],
        },
        findings: Findings {
            deletes: Finding {
                records: 1,
                example: Some(source(14)),
            },
            ..Findings::default()
        },
        replayers: vec![Replayer {
            by: "anna\u{202e}@host".into(),
            run: "3f2a".into(),
        }],
        steps: [10, 14]
            .map(|offset| Step {
                source: source(offset),
                digest: ShortDigest([0; 16]),
                target: 0,
                partition: 0,
                bytes: 600,
            })
            .into(),
        skips: vec![
            Skip {
                source: source(11),
                reason: SkipReason::AlreadyReplayed {
                    at: Some(1_795_255_196_000),
                    by: 0,
                },
            },
            Skip {
                source: source(12),
                reason: SkipReason::NoOrigin,
            },
            Skip {
                source: source(13),
                reason: SkipReason::PartitionGone {
                    target: 0,
                    partition: 7,
                },
            },
        ],
    }
}

fn setting() -> Setting {
    Setting {
        context: Some("prod-eu".into()),
        brokers: "broker:9092".into(),
        cluster_id: Some("MkU3".into()),
        principal: Some("anna".into()),
        ledger: "dlt-replay.ledger".into(),
        rate: Some(500),
        batch: 500,
        audiences: vec![Audience {
            topic: "orders".into(),
            groups: Some(vec![("billing".into(), 12), ("audit".into(), 0)]),
        }],
        source_audiences: vec![Audience {
            topic: "orders.DLT".into(),
            groups: None,
        }],
        warnings: Vec::new(),
    }
}

#[test]
fn a_plan_says_what_a_person_has_to_know() {
    let mut text = Vec::new();
    write(&mut text, &plan(), &setting(), &Screen::of_test(None)).unwrap();
    insta::assert_snapshot!(String::from_utf8(text).unwrap(), @"");
}

#[test]
fn every_reason_to_skip_has_words() {
    let reasons = [
        SkipReason::OffsetReused,
        SkipReason::UnreadableHeaders,
        SkipReason::MalformedOrigin,
        SkipReason::OwnTopic,
        SkipReason::ForbiddenTarget { target: 0 },
        SkipReason::TargetMissing { target: 0 },
        SkipReason::NoPartition,
        SkipReason::Tombstone,
        SkipReason::LoopGuard { replays: 3 },
        SkipReason::NotLast,
        SkipReason::AlreadyReplayed { at: None, by: 9 },
    ];
    let mut one = plan();
    one.skips = reasons
        .map(|reason| Skip {
            source: one.steps[0].source,
            reason,
        })
        .into();
    one.steps.clear();
    let mut text = Vec::new();
    write(&mut text, &one, &setting(), &Screen::of_test(None)).unwrap();
    insta::assert_snapshot!(String::from_utf8(text).unwrap(), @"");
}
