//! The replay loop itself, called as a library: what it writes, and what its ledger says.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dltctl::filter::Filter;
use dltctl::kafka::fetch::Fetch;
use dltctl::kafka::write::{LedgerReader, LedgerTopic, ReplayOptions, TopicReread, replay};
use dltctl::kafka::{ClientProperties, Cluster};
use dltctl::offsets::ScanRange;
use dltctl::replay::candidate::{Candidates, Gather};
use dltctl::replay::headers::HeaderRules;
use dltctl::replay::ledger::{Ledger, TopicIdentity, Value};
use dltctl::replay::plan::{ReplayPlan, TargetTopic, World, plan};
use dltctl::replay::policy::{Destination, PartitionChoice, ReplayPolicy};
use dltctl::replay::report::{Ended, ReplayReport};
use dltctl::scan::{Stages, Stop, scan};

use super::support::produce::produce;
use super::support::{Broker, Isolation, Out};

const LEDGER: &str = "dlt-replay.ledger";

fn properties(broker: &Broker) -> ClientProperties {
    ClientProperties {
        bootstrap_servers: broker.bootstrap(),
        properties: Vec::new(),
        client_id: "dltctl-test".to_owned(),
        request_timeout: Duration::from_secs(30),
        verbose: false,
    }
}

/// Plans a replay of a whole topic to another one.
fn planned(broker: &Broker, from: &str, to: &str) -> ReplayPlan {
    let cluster = Cluster::connect(properties(broker)).unwrap();
    LedgerTopic::create(&cluster, LEDGER, "User:ANONYMOUS").unwrap();
    let topic = cluster.topic(from).unwrap().unwrap();
    let bounds = cluster.bounds(std::slice::from_ref(&topic), false).unwrap();
    let ranges: Vec<_> = bounds
        .into_iter()
        .flatten()
        .map(|bounds| {
            let range = ScanRange {
                partition: bounds.partition,
                start: bounds.start,
                end: bounds.end,
            };
            (topic.name.clone(), range)
        })
        .collect();
    let policy = ReplayPolicy {
        to: Destination::Topic(to.to_owned()),
        to_partition: PartitionChoice::Key,
        ..ReplayPolicy::default()
    };
    let rules = HeaderRules::new(&policy).unwrap();
    let mut candidates = Candidates::default();
    scan(
        &mut Fetch::new(&cluster, &ranges),
        Stages::of(&Filter::everything()),
        &Gather::new(rules, std::sync::Arc::default(), None),
        &mut candidates,
        2,
        &Stop::default(),
        |_, _| ControlFlow::Continue(()),
    )
    .unwrap();
    let ids = cluster.topic_ids(&[from]).unwrap();
    let identity = TopicIdentity::new(
        cluster.id().unwrap(),
        ids.get(from).map(String::as_str),
        from,
    );
    assert!(!identity.by_name());
    let mut ledger = Ledger::of(vec![identity.clone()]);
    LedgerReader::open(&properties(broker), LEDGER)
        .unwrap()
        .unwrap()
        .read_to_end(&mut ledger, &Stop::default())
        .unwrap();
    let partitions = cluster.topic(to).unwrap().unwrap().partitions.len();
    let target = TargetTopic {
        partitions: i32::try_from(partitions).ok(),
        compacted: None,
    };
    plan(
        &candidates,
        &policy,
        &World {
            selection: vec![from.to_owned()],
            sources: vec![(from.to_owned(), identity)],
            elsewhere: false,
            targets: &BTreeMap::from([(to.to_owned(), target)]),
            ledger: Some(&ledger),
            validated_against: None,
        },
    )
}

fn carry_out(broker: &Broker, plan: &ReplayPlan, batch: usize) -> ReplayReport {
    let cluster = Cluster::connect(properties(broker)).unwrap();
    let topics: Vec<Arc<str>> = plan
        .sources
        .iter()
        .map(|source| source.topic.as_str().into())
        .collect();
    replay(
        plan,
        &properties(broker),
        &ReplayOptions {
            ledger: LEDGER.to_owned(),
            run: uuid::Uuid::new_v4().to_string(),
            by: "test".to_owned(),
            tool: "test".to_owned(),
            reason: None,
            batch,
            rate: None,
            rate_bytes: None,
            message_max_bytes: 10 << 20,
            batch_bytes: 900_000,
            clock: Arc::new(|| 1_795_243_875_557),
        },
        &mut TopicReread::new(cluster, topics),
        &Stop::default(),
        &mut |_, _| {},
    )
    .unwrap()
}

#[test]
fn every_record_arrives_once_and_the_ledger_says_where() {
    let Some(broker) = Broker::shared("a replay sends every record once") else {
        return;
    };
    let (from, to) = (broker.topic("core.DLT", 3), broker.topic("core", 3));
    let sent: Vec<_> = (0..2_000)
        .map(|number| {
            Out::to(&from)
                .partition(number % 3)
                .key(format!("key-{number}"))
                .value(format!("value-{number}"))
                .header("kept", "1")
                .header(b"\xff\xfe", "not text")
                .null_header("kept")
        })
        .collect();
    produce(&broker.bootstrap(), &sent);

    let plan = planned(broker, &from, &to);
    assert_eq!((plan.steps.len(), plan.skips.len()), (2_000, 0));
    let begun = Instant::now();
    let report = carry_out(broker, &plan, 300);
    eprintln!("{} batches in {:?}", report.batches, begun.elapsed());
    assert_eq!(
        (report.ended.clone(), report.counts.sent),
        (Ended::Done, 2_000),
        "{report:?}"
    );
    assert_eq!(report.exit_status().0, 0);

    let target = broker.dump(&to, Isolation::Committed);
    assert_eq!(target.len(), 2_000);
    let by_value: BTreeMap<_, _> = target
        .iter()
        .map(|record| (record.value.clone().unwrap(), record))
        .collect();
    for (number, original) in sent.iter().enumerate() {
        let found = by_value[format!("value-{number}").as_bytes()];
        assert_eq!(found.key, Some(format!("key-{number}").into_bytes()));
        let kept = original.headers().len();
        assert_eq!(&found.headers[..kept], original.headers());
        assert_eq!(found.header("dlt-replay-count"), Some(&b"1"[..]));
    }
    for entry in broker.dump(LEDGER, Isolation::Committed) {
        let value = Value::decode(&entry.value.unwrap()).unwrap();
        if value.dlt == from {
            let found = target
                .iter()
                .find(|record| {
                    record.partition == value.to.partition && Some(record.offset) == value.to.offset
                })
                .unwrap();
            let key = String::from_utf8(entry.key.unwrap()).unwrap();
            let id = String::from_utf8(found.header("dlt-replay-id").unwrap().to_vec()).unwrap();
            let mut parts = key.rsplitn(4, '|');
            let (offset, partition, topic) = (
                parts.next().unwrap(),
                parts.next().unwrap(),
                parts.next().unwrap(),
            );
            assert_eq!(id, format!("{topic}/{partition}/{offset}"));
        }
    }

    // The same again: nothing is left, and an old plan sends nothing either.
    let again = planned(broker, &from, &to);
    assert_eq!((again.steps.len(), again.skips.len()), (0, 2_000));
    let report = carry_out(broker, &plan, 300);
    assert_eq!(
        (report.counts.sent, report.counts.already_replayed),
        (0, 2_000)
    );
    assert_eq!(broker.dump(&to, Isolation::Committed).len(), 2_000);
}
