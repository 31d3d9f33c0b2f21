//! librdkafka's cluster in the process: no broker, no files, gone with the value. What `demo` runs on.

use std::time::Duration;

use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;

use super::ffi::{Outgoing, Producer};
use crate::error::{Error, Result};
use crate::record::Record;

/// A Kafka that lives in this process.
///
/// It stores and serves records, and little else: no admin API, no look-up by time, no fencing, no hidden aborted
/// records. It shows the flow of a command, not a guarantee. A partition keeps its newest 5 MB.
pub struct EmbeddedCluster {
    cluster: MockCluster<'static, DefaultProducerContext>,
}

/// How long the cluster may take to store what it is given.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long the cluster's thread is left alone after a question.
const TURN: Duration = Duration::from_millis(5);

/// Settings of the handle that fills the cluster: records in order, in large batches, at once.
const FILLING: &[(&str, &str)] = &[
    ("enable.idempotence", "true"),
    ("linger.ms", "1"),
    ("message.max.bytes", "10000000"),
    ("queue.buffering.max.messages", "0"),
    ("queue.buffering.max.kbytes", "1000000"),
];

impl EmbeddedCluster {
    /// Starts a cluster of one broker.
    ///
    /// # Errors
    ///
    /// When the client library cannot open a port.
    pub fn start() -> Result<Self> {
        let cluster = MockCluster::new(1)
            .map_err(|error| Error::failed("the embedded cluster does not start").source(error))?;
        Ok(Self { cluster })
    }

    /// Makes a topic.
    ///
    /// # Errors
    ///
    /// When the topic exists.
    pub fn create_topic(&self, name: &str, partitions: i32) -> Result<()> {
        let created = self.cluster.create_topic(name, partitions, 1);
        // The cluster's thread answers before it is ready to be woken again; a question in between waits for its next
        // turn, a second later (librdkafka, `rd_kafka_mock_cluster_thread_main` and `rd_kafka_q_io_event`).
        std::thread::sleep(TURN);
        created.map_err(|error| Error::failed(format!("topic {name} cannot be made")).source(error))
    }

    /// Appends records to the partitions they name, in the order given, byte for byte.
    ///
    /// Their offsets are not looked at: a partition counts from 0. A timestamp of 0 becomes the time of sending.
    ///
    /// # Errors
    ///
    /// When one of them is not stored, or cannot be: then some of the others may be there.
    pub fn produce<'a>(&self, records: impl IntoIterator<Item = &'a Record>) -> Result<()> {
        let failed = |why: String| Error::failed("the embedded cluster cannot be filled").why(why);
        let servers = self.bootstrap_servers();
        let mut properties = vec![("bootstrap.servers", servers.as_str())];
        properties.extend(FILLING);
        let producer = Producer::new(&properties, false).map_err(failed)?;
        let mut sent = 0_usize;
        for record in records {
            let view = record.view();
            let envelope = &view.envelope;
            let outgoing = Outgoing {
                topic: envelope.topic,
                partition: Some(envelope.partition),
                timestamp: envelope.timestamp.map(|timestamp| timestamp.ms),
                key: envelope.key,
                value: envelope.value,
                headers: view.headers,
            };
            let taken = producer.send(&outgoing, sent);
            taken.map_err(|code| failed(format!("{}: {}", envelope.topic, code.text())))?;
            sent += 1;
        }
        producer
            .flush(PATIENCE)
            .map_err(|code| failed(code.text()))?;
        let reports = producer.reports();
        for report in &reports {
            report
                .outcome
                .map_err(|code| failed(format!("record {}: {}", report.number, code.text())))?;
        }
        if reports.len() == sent {
            Ok(())
        } else {
            Err(failed(format!(
                "{} of {sent} records were stored",
                reports.len()
            )))
        }
    }

    /// Returns the address that clients connect to.
    pub fn bootstrap_servers(&self) -> String {
        self.cluster.bootstrap_servers()
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;
    use std::sync::Arc;

    use super::*;
    use crate::dead_letter::DeadLetterView;
    use crate::filter::Filter;
    use crate::kafka::fetch::Fetch;
    use crate::kafka::{ClientProperties, Cluster};
    use crate::offsets::ScanRange;
    use crate::record::{Envelope, Header, Timestamp, TimestampType};
    use crate::scan::{Fold, Stages, Stop, scan};

    /// Key, value, milliseconds and headers of one record.
    type Case<'a> = (Option<&'a [u8]>, Option<&'a [u8]>, i64, Vec<Header>);

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

    fn read(embedded: &EmbeddedCluster, partition: i32, end: i64) -> Vec<Record> {
        let cluster = Cluster::connect(ClientProperties {
            bootstrap_servers: embedded.bootstrap_servers(),
            properties: Vec::new(),
            client_id: "test".to_owned(),
            request_timeout: Duration::from_secs(10),
            verbose: false,
        })
        .unwrap();
        let range = ScanRange {
            partition,
            start: 0,
            end,
        };
        let mut kept = Vec::new();
        scan(
            &mut Fetch::new(&cluster, &[("t".into(), range)]),
            Stages::of(&Filter::everything()),
            &Keep,
            &mut kept,
            1,
            &Stop::default(),
            |_: &mut Vec<Record>, _| ControlFlow::Continue(()),
        )
        .unwrap();
        kept
    }

    #[test]
    fn what_is_produced_is_read_back_byte_for_byte() {
        let topic: Arc<str> = "t".into();
        let long = vec![b'x'; 200_000];
        let headers = [
            (&b"name"[..], Some(&b"value"[..])),
            (b"name", Some(b"again")),
            (b"null", None),
            (b"empty", Some(b"")),
            (b"", Some(b"no name")),
            (b"\xff\xfe\x1b[31m", Some(b"\x00\xff")),
            (b"a\0b", Some(b"NUL in the name")),
        ];
        let headers: Vec<_> = headers
            .map(|(name, value)| Header::new(name, value.map(Box::from)))
            .into();
        let cases: [Case<'_>; 5] = [
            (None, None, 1, Vec::new()),
            (Some(b""), Some(b""), 1_700_000_000_000, headers.clone()),
            (Some(b"k"), None, 253_402_300_799_000, headers),
            (None, Some(&long), 1_700_000_000_001, Vec::new()),
            (Some(b"\x00\xff"), Some(b"v"), 5, Vec::new()),
        ];
        let records = cases.map(|(key, value, ms, headers)| {
            let envelope = Envelope {
                topic: &topic,
                partition: 1,
                offset: 0,
                leader_epoch: None,
                timestamp: Some(Timestamp {
                    ms,
                    kind: TimestampType::CreateTime,
                }),
                key,
                value,
            };
            Record::from_parts(envelope, headers)
        });

        let embedded = EmbeddedCluster::start().unwrap();
        embedded.create_topic("t", 2).unwrap();
        embedded.produce(&records).unwrap();

        let read = read(&embedded, 1, 5);
        assert_eq!(read.len(), records.len());
        for (offset, (sent, got)) in (0..).zip(records.iter().zip(&read)) {
            let (sent, got) = (sent.view(), got.view());
            assert_eq!(got.envelope.offset, offset);
            assert_eq!(got.envelope.timestamp, sent.envelope.timestamp);
            assert_eq!(got.envelope.key, sent.envelope.key);
            assert_eq!(got.envelope.value, sent.envelope.value);
            let (sent, got): (Vec<_>, Vec<_>) =
                (sent.headers.iter().collect(), got.headers.iter().collect());
            assert_eq!(got, sent);
        }
    }

    #[test]
    fn a_partition_that_does_not_exist_is_an_error() {
        let topic: Arc<str> = "t".into();
        let record = Record::from_parts(
            Envelope {
                topic: &topic,
                partition: 7,
                offset: 0,
                leader_epoch: None,
                timestamp: None,
                key: None,
                value: None,
            },
            Vec::new(),
        );
        let embedded = EmbeddedCluster::start().unwrap();
        embedded.create_topic("t", 2).unwrap();
        let error = embedded.produce([&record]).unwrap_err();
        insta::assert_snapshot!(error, @"the embedded cluster cannot be filled: record 0: Local: Unknown partition");
    }
}
