//! Reading changes nothing on the cluster: not a group, not an offset, not a topic.

use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer as _};
use rdkafka::{Offset, TopicPartitionList};

use super::super::support::{Broker, BrokerOptions, Listener, Shell, capture};

/// Commits offsets for a group, as a consumer of the dead letters would have.
fn commit(broker: &Broker, group: &str, topic: &str, offset: i64) {
    let mut config = broker.client(Listener::Plaintext, None);
    config.set("group.id", group);
    let consumer: BaseConsumer = config.create().unwrap();
    let mut list = TopicPartitionList::new();
    list.add_partition_offset(topic, 0, Offset::Offset(offset))
        .unwrap();
    consumer.commit(&list, CommitMode::Sync).unwrap();
}

#[test]
fn no_reading_command_changes_anything() {
    // Not the shared broker: other tests write to that one at the same time.
    let Some(broker) = Broker::start(
        &BrokerOptions::default().property("auto.create.topics.enable", "true"),
        "reading changes nothing on the cluster",
    ) else {
        return;
    };
    capture::pour(&broker, "spring-4.1.1");
    commit(&broker, "billing", "orders.events.DLT", 3);
    // Even where it already exists, as the name that the client library demands.
    commit(&broker, "dlt-replay.reader", "orders.events.DLT", 1);
    let before = broker.snapshot();
    assert_eq!(
        before["groups"]["billing"]["orders.events.DLT-0"], 3,
        "{before}"
    );
    assert_eq!(
        before["topics"]["orders.events.DLT"]["partitions"][0]["end"],
        27
    );

    let shell = Shell::at(&broker);
    for (line, status) in [
        ("topics", 0),
        ("topics -o wide", 0),
        ("topics *", 0),
        ("topics --probe", 0),
        ("list orders.events.DLT", 0),
        ("list orders.events.DLT hops.DLT -o ndjson", 0),
        ("list orders.events.DLT --count", 0),
        ("list orders.events.DLT --newest 5", 0),
        ("list orders.events.DLT --oldest 5 --read-uncommitted", 0),
        (
            "list orders.events.DLT --since 2020-01-01 --exception *Exception",
            0,
        ),
        (
            "list orders.events.DLT -O end-3 --follow --idle-timeout 200ms",
            0,
        ),
        ("list orders.events.DLT --state open", 0),
        ("list no-such-topic.DLT", 1),
        ("show no-such-topic.DLT-0@1", 1),
        ("show orders.events.DLT-0@5", 0),
        ("show orders.events.DLT", 0),
        ("summary orders.events.DLT", 0),
        ("tail orders.events.DLT --idle-timeout 200ms", 0),
        ("export orders.events.DLT", 0),
        ("export orders.events.DLT hops.DLT -w d.ndjson.zst", 0),
        ("decode d.ndjson.zst -o ndjson", 0),
        ("version", 0),
        ("completion bash", 0),
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let seen = shell.run(&words);
        assert_eq!(seen.status, Some(status), "{line}\n{seen}");
        let after = broker.snapshot();
        assert!(after == before, "{line}\nbefore {before}\nafter  {after}");
    }

    // The comparison sees a change where there is one.
    commit(&broker, "dlt-replay.reader", "orders.events.DLT", 2);
    assert_ne!(broker.snapshot(), before);
}
