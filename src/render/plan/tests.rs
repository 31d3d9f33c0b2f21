use super::*;
use crate::category::Category;
use crate::digest::ShortDigest;
use crate::replay::ledger::TopicIdentity;
use crate::replay::plan::{Audience, Finding, HeaderCount, PlanSource, PlanTarget, Span};
use crate::replay::plan::{Findings, HeaderChanges, KeyCheck, Replayer, Source, Step, TargetTopic};
use crate::replay::plan::{NamedSchema, NumberKind, SchemaIds, StillPoison, There, Validated};
use crate::replay::policy::ReplayPolicy;
use crate::replay::skip::{Skip, SkipReason};

fn categories() -> std::collections::BTreeMap<Category, Finding> {
    let one = Finding {
        records: 1,
        example: None,
    };
    [
        (Category::Business, one.clone()),
        (Category::Transient, one),
    ]
    .into()
}

/// A plan with a bit of everything.
pub(in crate::render) fn plan() -> ReplayPlan {
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
            categories: categories(),
            ..Findings::default()
        },
        validated: None,
        schema_ids: None,
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

pub(in crate::render) fn setting() -> Setting {
    Setting {
        source: NamedCluster {
            context: Some("prod-eu".into()),
            brokers: "broker:9092".into(),
            cluster_id: Some("MkU3".into()),
            principal: Some("anna".into()),
        },
        to: None,
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
    insta::assert_snapshot!(String::from_utf8(text).unwrap(), @r"
    context prod-eu, cluster MkU3 at broker:9092, as anna

    Replay 2 of 5 selected dead letters (1.1 KiB)
      selected  orders.DLT -O 10:20
      from      orders.DLT-0  2 records, first offset 10, last offset 14
      to        orders-0  2 records (the topic has 3 partitions)

    Why they failed
      1 transient: replay will do once the cause is gone
      1 business: replay will not help: a person decides

    How
      to the topic each record came from, in its original partition, key and value as they are
      timestamp: the time of sending; order per partition: as they failed
      500 records a second, 500 a transaction, recorded in dlt-replay.ledger
      exactly once for read_committed consumers; read_uncommitted ones (Java's default) can see one transaction more than once for each crash

    Headers
      removed   kafka_dlt-exception-fqcn, x\x1b[2J (on 1)
      added     dlt-replay-id

    Not sent
         1  already replayed, 4s ago (2026-11-21T09:59:56.000Z) by anna\u{202e}@host, run 3f2a
            --again sends them once more
         1  no header tells where it came from, for example orders.DLT-0@12
            --to TOPIC says where to send them
         1  orders has no partition 7, for example orders.DLT-0@13
            --to-partition key lets the key decide, as a Java producer would today

    Before you say yes
      - 1 record with a null value on a compacted topic: this DELETES the key, for example orders.DLT-0@14
      - orders seems to have grown from 2 partitions: new records of a key go elsewhere than these (--to-partition key follows them)

    Consumer groups that will see them
      orders  billing (lag 12), audit (lag 0)
    ");
}

#[test]
fn one_is_told_in_the_singular() {
    let written = |plan: &ReplayPlan| {
        let mut out = Vec::new();
        write(&mut out, plan, &setting(), &Screen::of_test(None)).unwrap();
        String::from_utf8(out).unwrap()
    };
    let mut plan = plan();
    plan.targets[0].keys.grew_from = Some(1);
    plan.findings.unreadable_entries = 1;
    let one = written(&plan);
    assert!(
        one.contains("1 entry of the ledger cannot be read; its dead letter counts"),
        "{one}"
    );
    assert!(one.contains("grown from 1 partition: "), "{one}");
    plan.targets[0].keys.grew_from = Some(2);
    plan.findings.unreadable_entries = 1200;
    let several = written(&plan);
    let entries = "1 200 entries of the ledger cannot be read; their dead letters count";
    assert!(several.contains(entries), "{several}");
    assert!(several.contains("grown from 2 partitions: "), "{several}");
}

#[test]
fn what_was_tried_stands_with_its_reasons() {
    let mut plan = plan();
    let poison = |why: &str, records| StillPoison {
        why: why.to_owned(),
        found: Finding {
            records,
            example: plan.steps.first().map(|step| step.source),
        },
    };
    plan.validated = Some(Validated {
        against: "schema id 7".to_owned(),
        passes: 38,
        poison: vec![
            poison("total: truncated", 2),
            poison("sku\u{1b}[2J: a string", 1_200),
        ],
        undecided: Vec::new(),
    });
    let mut text = Vec::new();
    write(&mut text, &plan, &setting(), &Screen::of_test(None)).unwrap();
    let text = String::from_utf8(text).unwrap();
    let tried: Vec<_> = text
        .lines()
        .skip_while(|line| !line.starts_with("Tried"))
        .take(4)
        .collect();
    insta::assert_snapshot!(tried.join("\n"), @r"
    Tried with schema id 7
      38 would pass now
      1 200 still poison: sku\x1b[2J: a string, for example orders.DLT-0@10
      2 still poison: total: truncated, for example orders.DLT-0@10
    ");
}

#[test]
fn a_narrow_terminal_gets_whole_words() {
    let mut plan = plan();
    plan.selection = vec![
        "受注イベント.DLT".into(),
        "--message".into(),
        "数 数".into(),
    ];
    let mut text = Vec::new();
    write(&mut text, &plan, &setting(), &Screen::of_test(60)).unwrap();
    let text = String::from_utf8(text).unwrap();
    let widest = text.lines().map(crate::sanitize::width).max();
    assert!(widest <= Some(60), "{text}");
    insta::assert_snapshot!(text, @r"
    context prod-eu, cluster MkU3 at broker:9092, as anna

    Replay 2 of 5 selected dead letters (1.1 KiB)
      selected  受注イベント.DLT --message 数 数
      from      orders.DLT-0  2 records, first offset 10, last
                offset 14
      to        orders-0  2 records (the topic has 3 partitions)

    Why they failed
      1 transient: replay will do once the cause is gone
      1 business: replay will not help: a person decides

    How
      to the topic each record came from, in its original
        partition, key and value as they are
      timestamp: the time of sending; order per partition: as
        they failed
      500 records a second, 500 a transaction, recorded in
        dlt-replay.ledger
      exactly once for read_committed consumers;
        read_uncommitted ones (Java's default) can see one
        transaction more than once for each crash

    Headers
      removed   kafka_dlt-exception-fqcn, x\x1b[2J (on 1)
      added     dlt-replay-id

    Not sent
         1  already replayed, 4s ago (2026-11-21T09:59:56.000Z)
            by anna\u{202e}@host, run 3f2a
            --again sends them once more
         1  no header tells where it came from, for example
            orders.DLT-0@12
            --to TOPIC says where to send them
         1  orders has no partition 7, for example
            orders.DLT-0@13
            --to-partition key lets the key decide, as a Java
            producer would today

    Before you say yes
      - 1 record with a null value on a compacted topic: this
        DELETES the key, for example orders.DLT-0@14
      - orders seems to have grown from 2 partitions: new
        records of a key go elsewhere than these
        (--to-partition key follows them)

    Consumer groups that will see them
      orders  billing (lag 12), audit (lag 0)
    ");
}

#[test]
fn every_reason_to_skip_has_words() {
    let reasons = [
        SkipReason::OffsetReused,
        SkipReason::Redacted,
        SkipReason::NotTheRecord,
        SkipReason::UnreadableHeaders,
        SkipReason::MalformedOrigin,
        SkipReason::OwnTopic,
        SkipReason::IllegalTarget { target: 0 },
        SkipReason::NoPartitionToName,
        SkipReason::TooManyTargets,
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
    insta::assert_snapshot!(String::from_utf8(text).unwrap(), @r"
    context prod-eu, cluster MkU3 at broker:9092, as anna

    Replay 0 of 16 selected dead letters (0 B)
      selected  orders.DLT -O 10:20

    Not sent
         1  already replayed, at a time and by somebody that the ledger's entry does not tell
            --again sends them once more
         1  not the last dead letter of its origin, for example orders.DLT-0@10
         1  null value (tombstone), for example orders.DLT-0@10
         1  the headers that tell where it came from cannot be read, for example orders.DLT-0@10
            look at one with `dltctl show`; --to TOPIC --to-partition key says where to send them
         1  no header tells its original partition, for example orders.DLT-0@10
            --to-partition key, or a number
         1  topic orders does not exist, or may not be described, for example orders.DLT-0@10
            --to TOPIC says where to send them; if it is the right that is missing, ask for Write
         1  its origin is its own dead-letter topic, for example orders.DLT-0@10
            --to TOPIC says where to send them
         1  replayed 3 times already and failed again, for example orders.DLT-0@10
            fix the cause, or allow more: --max-replays 4
         1  its headers cannot be read, so they would be lost, for example orders.DLT-0@10
         1  the ledger has another record at this offset (the log was truncated?), for example orders.DLT-0@10
            if you know that these were never replayed: --again
         1  nothing is ever sent to orders, whatever a header says, for example orders.DLT-0@10
            somebody may have forged the headers; --to TOPIC sends them elsewhere
         1  key and value are not those of the record that failed, for example orders.DLT-0@10
            `dltctl show` says what they are and where the record is
         1  `orders` is no name of a topic, for example orders.DLT-0@10
            --to TOPIC says where to send them
         1  no header tells its original partition, which --to wants to know, for example orders.DLT-0@10
            --to with a topic, or with another template
         1  these are more topics than one plan can have, for example orders.DLT-0@10
            replay the rest on its own
         1  redacted when it was exported, so it is not whole, for example orders.DLT-0@10
            replay it from its topic, or export it again with --no-redact
    ");
}

/// The setting of a replay to another cluster.
fn elsewhere() -> Setting {
    Setting {
        to: Some(NamedCluster {
            context: Some("staging".into()),
            brokers: "other:9092".into(),
            cluster_id: Some("U3Rh".into()),
            principal: None,
        }),
        source_audiences: vec![Audience {
            topic: "orders".into(),
            groups: Some(vec![("listener".into(), 3)]),
        }],
        ..setting()
    }
}

fn written(plan: &ReplayPlan, setting: &Setting) -> String {
    let mut text = Vec::new();
    write(&mut text, plan, setting, &Screen::of_test(None)).unwrap();
    String::from_utf8(text).unwrap()
}

#[test]
fn what_is_not_sent_says_where_to() {
    let mut plan = plan();
    plan.skips = vec![Skip {
        source: plan.steps[0].source,
        reason: SkipReason::TargetMissing { target: 0 },
    }];
    let text = written(&plan, &elsewhere());
    assert!(text.contains("\nNot sent to staging\n"), "{text}");
    let text = written(&plan, &setting());
    assert!(text.contains("\nNot sent\n"), "{text}");
}

#[test]
fn two_clusters_are_told_apart() {
    let text = written(&plan(), &elsewhere());
    let mut lines = text.lines();
    insta::assert_snapshot!(lines.by_ref().take(2).collect::<Vec<_>>().join("\n"), @r##"
    context prod-eu, cluster MkU3 at broker:9092, as anna
    to cluster U3Rh at other:9092, context staging, without a login
    "##);
    assert!(
        text.contains("recorded in dlt-replay.ledger on staging\n"),
        "{text}"
    );
    // A topic of one name on both: each stands under its cluster.
    let groups = text.split("Consumer groups").skip(1).collect::<Vec<_>>();
    insta::assert_snapshot!(groups.join("Consumer groups"), @r##"
     that will see them
      orders  billing (lag 12), audit (lag 0)

    Consumer groups of the dead letters, on prod-eu
      orders  listener (lag 3)
    "##);
    assert_eq!(
        sends(&setting(), 3, "orders"),
        "Send 3 to orders on prod-eu"
    );
    insta::assert_snapshot!(sends(&elsewhere(), 3, "orders"), @r##"
    Send 3 from prod-eu to orders on staging
    "##);
    let mut json = Vec::new();
    write_json(&mut json, &plan(), &elsewhere()).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["setting"]["cluster_id"], "MkU3");
    assert_eq!(json["setting"]["to"]["cluster_id"], "U3Rh");
    let read: Setting = serde_json::from_value(json["setting"].clone()).unwrap();
    assert_eq!(read, elsewhere());
    // Without another one nothing is said of it.
    let json = serde_json::to_value(setting()).unwrap();
    assert_eq!(json.get("to"), None);
    assert_eq!(serde_json::from_value::<Setting>(json).unwrap(), setting());
}

#[test]
fn ids_of_another_registry_are_bounded_and_harmless() {
    let one = |id: u64, there: There| NamedSchema {
        kind: NumberKind::Id,
        id,
        found: Finding {
            records: 2,
            example: Some(plan().steps[0].source),
        },
        there: Some(there),
    };
    let other = |name: Option<&str>, name_there: Option<&str>| There::Other {
        name: name.map(str::to_owned),
        name_there: name_there.map(str::to_owned),
    };
    let down = || There::NotCompared {
        why: "it is down\u{1b}[2J".into(),
    };
    let mut ids = vec![
        one(1, There::Same),
        one(2, other(Some("shop.Order"), Some("shop.\u{1b}[2JPay"))),
        one(3, other(Some("shop.Order"), Some("shop.Order"))),
        one(4, other(None, None)),
        one(5, down()),
        one(6, down()),
    ];
    ids.extend((7..=30).map(|id| one(id, There::Missing)));
    let mut plan = plan();
    plan.schema_ids = Some(SchemaIds {
        found: Finding::default(),
        registry: Some("http://here".into()),
        to_registry: Some("http://there\u{1b}[2J".into()),
        not_compared: None,
        ids,
        more: 4,
    });
    let text = written(&plan, &elsewhere());
    let section = text.split("\n\n").find(|it| it.starts_with("Schema ids"));
    insta::assert_snapshot!(section.unwrap(), @r##"
    Schema ids on staging, asked at http://there\x1b[2J
      schema id 1: the same schema there; 2 records
      schema id 2: another schema there, shop.\x1b[2JPay, not shop.Order; 2 records, for example orders.DLT-0@10
      schema id 3: another schema there, which is called shop.Order too; 2 records, for example orders.DLT-0@10
      schema id 4: another schema there; 2 records, for example orders.DLT-0@10
      schema id 7: not there; 2 records, for example orders.DLT-0@10
      schema id 8: not there; 2 records, for example orders.DLT-0@10
      schema id 9: not there; 2 records, for example orders.DLT-0@10
      schema id 10: not there; 2 records, for example orders.DLT-0@10
      schema id 11: not there; 2 records, for example orders.DLT-0@10
      schema id 12: not there; 2 records, for example orders.DLT-0@10
      schema id 13: not there; 2 records, for example orders.DLT-0@10
      schema id 14: not there; 2 records, for example orders.DLT-0@10
      schema id 15: not there; 2 records, for example orders.DLT-0@10
      schema id 16: not there; 2 records, for example orders.DLT-0@10
      schema id 17: not there; 2 records, for example orders.DLT-0@10
      schema id 18: not there; 2 records, for example orders.DLT-0@10
      schema id 19: not there; 2 records, for example orders.DLT-0@10
      schema id 20: not there; 2 records, for example orders.DLT-0@10
      schema id 21: not there; 2 records, for example orders.DLT-0@10
      schema id 22: not there; 2 records, for example orders.DLT-0@10
      schema id 5, schema id 6: not compared, because it is down\x1b[2J
      and 12 ids more
    "##);
    // One cluster: its registry is the one that the ids are of.
    assert!(!written(&plan, &setting()).contains("Schema ids"));
}
