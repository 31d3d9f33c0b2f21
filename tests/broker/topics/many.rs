//! Two thousand topics are looked at in seconds.
//!
//! `DLTCTL_MANY_TOPICS=2000` asks for that many, and takes a minute; without it there are fewer.

use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::metadata::MetadataTopic;

use super::super::support::produce::produce;
use super::super::support::{Broker, BrokerOptions, Out, Shell};

/// The partitions of each topic.
const PARTITIONS: i32 = 3;
/// The longest that any number of topics up to two thousand may take. Twice what is promised, because other tests run
/// at the same time.
const LIMIT: Duration = Duration::from_secs(10);

/// Tells how many topics of each kind there are.
fn how_many() -> usize {
    std::env::var("DLTCTL_MANY_TOPICS").map_or(200, |number| number.parse().unwrap())
}

/// Creates topics and writes one record into every partition.
fn fill(broker: &Broker, names: &[String], record: impl Fn(Out) -> Out) {
    let admin: AdminClient<DefaultClientContext> = ClientConfig::new()
        .set("bootstrap.servers", broker.bootstrap())
        .create()
        .unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let options = AdminOptions::new()
        .request_timeout(Some(Duration::from_secs(120)))
        .operation_timeout(Some(Duration::from_secs(120)));
    for names in names.chunks(100) {
        let topics: Vec<_> = names
            .iter()
            .map(|name| NewTopic::new(name, PARTITIONS, TopicReplication::Fixed(1)))
            .collect();
        let created = runtime.block_on(admin.create_topics(&topics, &options));
        for topic in created.unwrap() {
            topic.unwrap();
        }
    }
    // A topic that was made is not yet one that every producer may know.
    let deadline = Instant::now() + Duration::from_secs(120);
    let known = || {
        let metadata = admin.inner().fetch_metadata(None, Duration::from_secs(30));
        let is_ready = |topic: &MetadataTopic| {
            let mut partitions = topic.partitions().iter();
            partitions.len() > 0 && partitions.all(|partition| partition.leader() >= 0)
        };
        let topics = metadata.unwrap();
        topics
            .topics()
            .iter()
            .filter(|topic| is_ready(topic))
            .count()
    };
    while known() < names.len() {
        assert!(Instant::now() < deadline, "{} topics are there", known());
        std::thread::sleep(Duration::from_millis(500));
    }
    let records = names.iter().flat_map(|name| {
        let record = &record;
        (0..PARTITIONS).map(move |partition| {
            record(Out::to(name).partition(partition).key("key").value("value"))
        })
    });
    produce(&broker.bootstrap(), &records.collect::<Vec<_>>());
}

/// Runs a command three times, and tells how long it took.
fn measure(broker: &Broker, line: &str, rows: usize) {
    let shell = Shell::at(broker);
    let words: Vec<&str> = line.split(' ').collect();
    for _ in 0..3 {
        let seen = shell.run(&words);
        let lines = String::from_utf8_lossy(&seen.out).lines().count();
        assert_eq!(
            (lines, seen.status),
            (rows, Some(0)),
            "{line}\n{}",
            seen.err
        );
        eprintln!(
            "{line}: {:?}, {} topics of {PARTITIONS} partitions",
            seen.took,
            how_many()
        );
        assert!(seen.took < LIMIT, "{line}: {:?}", seen.took);
    }
}

#[test]
fn thousands_of_topics_are_looked_at_in_seconds() {
    let options = BrokerOptions::default().property("log.index.size.max.bytes", "65536");
    let Some(broker) = Broker::start(&options, "topics is fast where there are many") else {
        return;
    };
    let count = how_many();
    let names: Vec<_> = (0..count)
        .map(|number| format!("orders-{number}.DLT"))
        .collect();
    fill(&broker, &names, |record| {
        record.header("kafka_dlt-original-topic", "orders").header(
            "kafka_dlt-exception-fqcn",
            "java.lang.IllegalStateException",
        )
    });
    measure(&broker, "topics --no-header-row", count);
    measure(&broker, "topics -o ndjson", count);
}

#[test]
fn thousands_of_topics_are_looked_into_in_seconds() {
    let options = BrokerOptions::default().property("log.index.size.max.bytes", "65536");
    let Some(broker) = Broker::start(&options, "topics --probe is fast where there are many")
    else {
        return;
    };
    let count = how_many();
    let names: Vec<_> = (0..count)
        .map(|number| format!("orders-{number}"))
        .collect();
    fill(&broker, &names, |record| record.header("tenant", "acme"));
    measure(&broker, "topics --probe --no-header-row", 0);
}
