//! Any record, written and read back, is the same record.

use proptest::prelude::*;

use super::*;
use crate::digest::Digest;
use crate::record::{Envelope, Header, Timestamp, TimestampType};

fn parts(record: &Record) -> impl PartialEq + std::fmt::Debug + '_ {
    let view = record.view();
    let envelope = view.envelope;
    (
        record.record_ref(),
        envelope.leader_epoch,
        envelope.timestamp,
        envelope.key,
        envelope.value,
        view.headers.iter().collect::<Vec<_>>(),
    )
}

fn assert_same(record: &Record, read: &ReadRecord) {
    assert_eq!(parts(record), parts(&read.record));
    assert_eq!(read.digest, Digest::of(&record.view()));
    assert!(!read.edited());
    assert_eq!(read.cluster_id.as_deref(), Some("MkU3OEVBNTcwNTJENDM2Qg"));
}

#[test]
fn every_record_of_the_corpus_reads_back() {
    for record in corpus() {
        for decode in [false, true] {
            assert_same(
                &record,
                &read_line(line(&record, decode).as_bytes()).unwrap(),
            );
        }
    }
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..24),
        "(.|\\p{C}){0,12}".prop_map(String::into_bytes),
        Just(Vec::new()),
    ]
}

fn names() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        bytes(),
        Just(b"kafka_dlt-original-partition".to_vec()),
        Just(b"kafka_dlt-original-offset".to_vec()),
        Just(b"kafka_dlt-exception-stacktrace".to_vec()),
        Just(b"springDeserializerExceptionValue".to_vec()),
    ]
}

fn timestamps() -> impl Strategy<Value = Option<Timestamp>> {
    let kinds = prop_oneof![
        Just(TimestampType::CreateTime),
        Just(TimestampType::LogAppendTime)
    ];
    proptest::option::of((any::<i64>(), kinds).prop_map(|(ms, kind)| Timestamp { ms, kind }))
}

prop_compose! {
    fn records()(
        topic in "[a-zA-Z0-9._-]{1,20}",
        partition in 0..=i32::MAX,
        offset in 0..=i64::MAX,
        leader_epoch in proptest::option::of(any::<i32>()),
        timestamp in timestamps(),
        key in proptest::option::of(bytes()),
        value in proptest::option::of(bytes()),
        headers in proptest::collection::vec((names(), proptest::option::of(bytes())), 0..6),
    ) -> Record {
        let topic = topic.as_str().into();
        let envelope = Envelope {
            topic: &topic,
            partition,
            offset,
            leader_epoch,
            timestamp,
            key: key.as_deref(),
            value: value.as_deref(),
        };
        let headers = headers.into_iter().map(|(name, value)| Header::new(name, value.map(Into::into)));
        Record::from_parts(envelope, headers.collect())
    }
}

proptest! {
    #[test]
    fn any_record_reads_back(record in records(), decode in any::<bool>()) {
        assert_same(&record, &read_line(line(&record, decode).as_bytes()).unwrap());
    }

    #[test]
    fn any_records_read_back_from_either_document(
        records in proptest::collection::vec(records(), 0..4),
        form in prop_oneof![Just(Form::Lines), Just(Form::Array)],
        buffer in 1_usize..64,
    ) {
        let mut chunk = Chunk::default();
        for record in &records {
            chunk.push(form, &DeadLetterView::new(record.view()), &identity(), &View::default());
        }
        let mut out = Vec::new();
        let mut document = Document::new(form);
        document.write(&chunk, &mut out).unwrap();
        document.finish(&mut out).unwrap();
        let input = std::io::BufReader::with_capacity(buffer, out.as_slice());
        let read: Vec<_> = Reader::new(input).map(Result::unwrap).collect();
        prop_assert_eq!(read.len(), records.len());
        for (record, read) in records.iter().zip(&read) {
            assert_same(record, read);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in bytes()) {
        let _ = read_line(&bytes);
        prop_assert!(Reader::new(bytes.as_slice()).take(100).count() < 100);
    }

    #[test]
    fn a_damaged_line_never_panics(record in records(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = line(&record, false).into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = read_line(&bytes);
        bytes.truncate(at);
        prop_assert!(read_line(&bytes).is_err());
    }
}
