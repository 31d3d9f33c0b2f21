//! Scans of the embedded cluster.

use std::ops::ControlFlow;
use std::time::Duration;

use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};

use super::*;
use crate::dead_letter::DeadLetterView;
use crate::error::ErrorKind;
use crate::kafka::ClientProperties;
use crate::kafka::mock::EmbeddedCluster;
use crate::record::Record;
use crate::scan::{Batch as _, Fold, Stages, Stop, scan};

struct Keep;

impl Fold for Keep {
    type Part = Vec<Record>;
    type Total = Vec<Record>;

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Vec<Record>) {
        part.push(Record::keep(letter.record()));
    }

    fn merge(&self, total: &mut Vec<Record>, part: Vec<Record>) -> ControlFlow<()> {
        total.extend(part);
        ControlFlow::Continue(())
    }
}

struct Count;

impl Fold for Count {
    type Part = u64;
    type Total = u64;

    fn counts_only(&self) -> bool {
        true
    }

    fn record(&self, _letter: &DeadLetterView<'_>, part: &mut u64) {
        *part += 1;
    }

    fn merge(&self, total: &mut u64, part: u64) -> ControlFlow<()> {
        *total += part;
        ControlFlow::Continue(())
    }
}

fn properties(embedded: &EmbeddedCluster) -> ClientProperties {
    ClientProperties {
        bootstrap_servers: embedded.bootstrap_servers(),
        properties: Vec::new(),
        client_id: "test".to_owned(),
        request_timeout: Duration::from_secs(10),
        verbose: false,
    }
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one set of records is scanned in several ways"
)]
fn a_scan_ends_exactly_and_keeps_bytes_and_order() {
    let embedded = EmbeddedCluster::start().unwrap();
    embedded.create_topic("t", 3).unwrap();
    let producer: BaseProducer = rdkafka::ClientConfig::new()
        .set("bootstrap.servers", embedded.bootstrap_servers())
        .create()
        .unwrap();
    for number in 0..3000 {
        let headers = OwnedHeaders::new()
            .insert(Header {
                key: "null",
                value: None::<&[u8]>,
            })
            .insert(Header {
                key: "empty",
                value: Some(b""),
            })
            .insert(Header {
                key: "twice",
                value: Some(b"1"),
            })
            .insert(Header {
                key: "twice",
                value: Some(b"\xff\x00"),
            });
        let key = number.to_string();
        let record = BaseRecord::to("t")
            .partition(number % 3)
            .key(&key)
            .payload("")
            .headers(headers);
        producer.send(record).unwrap();
    }
    producer.flush(Duration::from_secs(10)).unwrap();

    let cluster = Cluster::connect(properties(&embedded)).unwrap();
    assert!(cluster.is_mock(), "{:?}", cluster.id());
    let topic = cluster.topic("t").unwrap().unwrap();
    let bounds = cluster.bounds(std::slice::from_ref(&topic), false).unwrap();
    assert_eq!(
        bounds[0]
            .iter()
            .map(|bounds| bounds.end)
            .collect::<Vec<_>>(),
        [1000, 1000, 1000]
    );
    let ranges: Vec<_> = bounds[0]
        .iter()
        .map(|bounds| {
            (
                topic.name.clone(),
                ScanRange {
                    partition: bounds.partition,
                    start: 10,
                    end: bounds.end - 10,
                },
            )
        })
        .collect();

    let mut kept = Vec::new();
    let mut fetch = Fetch::new(&cluster, &ranges);
    let go_on = |_: &mut Vec<Record>, _| ControlFlow::Continue(());
    scan(
        &mut fetch,
        Stages::of(&Filter::everything()),
        &Keep,
        &mut kept,
        2,
        &Stop::default(),
        go_on,
    )
    .unwrap();
    assert_eq!(kept.len(), 980 * 3);
    for partition in 0..3 {
        let offsets: Vec<_> = kept
            .iter()
            .map(Record::record_ref)
            .filter(|place| place.partition == partition)
            .map(|place| place.offset)
            .collect();
        assert_eq!(offsets, (10..990).collect::<Vec<_>>());
    }
    let view = kept[0].view();
    assert_eq!(view.envelope.value, Some(&b""[..]));
    let headers: Vec<_> = view
        .headers
        .iter()
        .map(|header| (header.name, header.value))
        .collect();
    assert_eq!(
        headers,
        [
            (&b"null"[..], None),
            (b"empty", Some(&b""[..])),
            (b"twice", Some(b"1")),
            (b"twice", Some(b"\xff\x00"))
        ]
    );

    let spread: Vec<_> = [(0, 5), (500, 510), (990, 1000)]
        .map(|(start, end)| ScanRange {
            partition: 1,
            start,
            end,
        })
        .map(|range| (topic.name.clone(), range))
        .into();
    let mut kept = Vec::new();
    let mut fetch = Fetch::new(&cluster, &spread);
    scan(
        &mut fetch,
        Stages::of(&Filter::everything()),
        &Keep,
        &mut kept,
        2,
        &Stop::default(),
        go_on,
    )
    .unwrap();
    let offsets: Vec<_> = kept
        .iter()
        .map(|record| record.record_ref().offset)
        .collect();
    let expected: Vec<i64> = (0..5).chain(500..510).chain(990..1000).collect();
    assert_eq!(offsets, expected);
    assert_eq!(
        fetch.progress(),
        Progress {
            done: 25,
            total: 25
        }
    );

    let mut count = 0;
    let mut fetch = Fetch::new(&cluster, &ranges);
    let go_on = |_: &mut u64, _| ControlFlow::Continue(());
    scan(
        &mut fetch,
        Stages::of(&Filter::everything()),
        &Count,
        &mut count,
        2,
        &Stop::default(),
        go_on,
    )
    .unwrap();
    assert_eq!((count, fetch.counted()), (0, 2940));
}

#[test]
fn what_limits_sending_is_no_hindrance_to_reading() {
    let embedded = EmbeddedCluster::start().unwrap();
    let mut properties = properties(&embedded);
    let limit = ("message.max.bytes".to_owned(), "50000000".to_owned());
    properties.properties.push(limit);
    let configured = properties.common();
    assert!(configured.contains(&("message.max.bytes", "50000000")));
    assert!(Cluster::connect(properties).is_ok());
}

#[test]
fn a_closed_port_is_said_at_once() {
    let embedded = EmbeddedCluster::start().unwrap();
    let mut properties = properties(&embedded);
    properties.bootstrap_servers = "127.0.0.1:1".to_owned();
    let begun = Instant::now();
    let error = Cluster::connect(properties).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    assert_eq!(
        error.to_string(),
        "no broker at 127.0.0.1:1: Connection refused (127.0.0.1:1)"
    );
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn what_arrives_after_the_end_was_reached_is_not_lost() {
    let embedded = EmbeddedCluster::start().unwrap();
    embedded.create_topic("t", 1).unwrap();
    let producer: BaseProducer = rdkafka::ClientConfig::new()
        .set("bootstrap.servers", embedded.bootstrap_servers())
        .create()
        .unwrap();
    let cluster = Cluster::connect(properties(&embedded)).unwrap();
    let range = ScanRange {
        partition: 0,
        start: 0,
        end: i64::MAX,
    };
    let mut fetch = Fetch::new(&cluster, &[("t".into(), range)]);
    let everything = Filter::everything();
    let mut offsets = Vec::new();
    for offset in 0..3 {
        let record = BaseRecord::<str, str>::to("t").partition(0).payload("v");
        producer.send(record).unwrap();
        producer.flush(Duration::from_secs(10)).unwrap();
        // Long enough for the end to be reported, and for looks at the position after that.
        let until = Instant::now() + Duration::from_millis(400);
        while Instant::now() < until {
            let batch = fetch.next(&everything, false).unwrap().unwrap();
            offsets.extend((0..batch.len()).map(|index| batch.envelope(index).offset));
        }
        assert_eq!(offsets, (0..=offset).collect::<Vec<_>>());
    }
}
