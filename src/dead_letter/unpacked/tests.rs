use proptest::prelude::*;

use super::*;
use crate::payload::{Part, Shown};

/// The document of the developer guide, shortened, with headers as the guide shows them in the event of a function.
const LAMBDA: &str = r#"{"requestContext":{"requestId":"e4b46cbf","functionArn":"arn:aws:lambda:us-east-1:1:function:f:$LATEST",
"condition":"RetriesExhausted","approximateInvokeCount":3},"responseContext":{"statusCode":200,"executedVersion":"$LATEST",
"functionError":"Unhandled"},"version":"1.0","timestamp":"2019-11-14T18:16:05.568Z","KafkaBatchInfo":{"batchSize":1,
"recordInfo":{"offset":"100","timestamp":"2019-11-14T18:16:04.835Z"}},"payload":{"eventSource":"aws:kafka","records":{
"my-topic-0":[{"headers":[{"headerKey":[104,101,97,-1,255]},{"none":null}],"key":"dGVzdC1rZXk=","offset":100,"partition":0,
"timestamp":1749116692330,"timestampType":"LOG_APPEND_TIME","topic":"my-topic","value":"dGVzdC12YWx1ZQ=="}]}}}"#;

const NAKADI: &str = r#"{"subscription_id":"5e1b","event_type":"order.placed","partition":"2",
"offset":"001-0001-000000000000000041","error":{"message":"no stock"},"event":{ "id": 42.0, "foo": "bar" },"metadata":{"eid":"e"}}"#;

fn letter(value: &[u8]) -> Record {
    let topic: Arc<str> = "failed".into();
    let envelope = Envelope {
        topic: &topic,
        partition: 1,
        offset: 7,
        leader_epoch: None,
        timestamp: None,
        key: None,
        value: Some(value),
    };
    Record::from_parts(envelope, Vec::new())
}

fn unpacked(value: &str) -> Option<SourceRecord> {
    let letter = letter(value.as_bytes());
    DeadLetterView::new(letter.view()).unpacked()
}

#[test]
fn a_document_of_lambda_holds_the_whole_record() {
    let source = unpacked(LAMBDA).unwrap();
    let whole = FoundIn::Envelope {
        is_whole: true,
        records: 1,
    };
    assert_eq!(source.found_in, whole);
    let record = source.found.unwrap();
    let record = record.view();
    assert_eq!(record.envelope.record_ref().to_string(), "my-topic-0@100");
    assert_eq!(record.envelope.key, Some(&b"test-key"[..]));
    assert_eq!(record.envelope.value, Some(&b"test-value"[..]));
    let timestamp = record.envelope.timestamp.unwrap();
    assert_eq!(timestamp.ms, 1_749_116_692_330);
    assert_eq!(timestamp.kind, TimestampType::LogAppendTime);
    let headers: Vec<_> = record.headers.iter().collect();
    assert_eq!(headers[0].name, b"headerKey");
    assert_eq!(headers[0].value, Some(&b"hea\xff\xff"[..]));
    assert_eq!((headers[1].name, headers[1].value), (&b"none"[..], None));
    // Null, missing and empty are told apart, and further records are counted.
    let others = r#""value":"dGVzdC12YWx1ZQ=="}],"b-1":[{"topic":"b"},{"topic":"b"}]"#;
    for (written, value, records) in [
        (r#""value":null}]"#, None, 1),
        (r#""value":""}]"#, Some(&b""[..]), 1),
        (r#""other":1}]"#, None, 1),
        (others, Some(b"test-value"), 3),
    ] {
        let document = LAMBDA.replace(r#""value":"dGVzdC12YWx1ZQ=="}]"#, written);
        let source = unpacked(&document).unwrap();
        let is_whole = true;
        assert_eq!(source.found_in, FoundIn::Envelope { is_whole, records });
        assert_eq!(source.found.unwrap().view().envelope.value, value);
    }
}

#[test]
fn a_document_of_nakadi_holds_the_event_as_it_was_written() {
    let source = unpacked(NAKADI).unwrap();
    assert!(source.found_in.has(Part::Value) && !source.found_in.has(Part::Key));
    assert!(!source.found_in.has_headers());
    let letter = letter(NAKADI.as_bytes());
    let letter = DeadLetterView::new(letter.view());
    let letter = letter.with_source(&source);
    let event = letter.of_source().unwrap();
    assert_eq!(event.record().envelope.topic.as_ref(), "order.placed");
    let Shown::Json(json) = event.part(Part::Value).shown() else {
        panic!("no JSON");
    };
    assert_eq!(json.as_str(), r#"{ "id": 42.0, "foo": "bar" }"#);
    // The dead letter itself is what it was.
    let own = letter.record().envelope.value;
    assert_eq!(own, Some(NAKADI.as_bytes()));
}

#[test]
fn what_cannot_be_unpacked_is_not_spoken_of() {
    let broken = [
        LAMBDA.replace("dGVzdC12YWx1ZQ==", "no base64!"),
        LAMBDA.replace("dGVzdC1rZXk=", "dGVzdC1rZXk"),
        LAMBDA.replace("[104,101,97,-1,255]", "[256]"),
        LAMBDA.replace("[104,101,97,-1,255]", "[1.5]"),
        LAMBDA.replace("[104,101,97,-1,255]", "\"text\""),
        LAMBDA.replace("\"key\":\"dGVzdC1rZXk=\"", "\"key\":{}"),
        LAMBDA.replace("my-topic-0\":[{", "my-topic-0\":[],\"x\":[7,{"),
        LAMBDA.replace("\"payload\":{", "\"payload\":{},\"payload\":{"),
        NAKADI.replace(r#"{ "id": 42.0, "foo": "bar" }"#, "null"),
        NAKADI.replace(r#"{ "id": 42.0, "foo": "bar" }"#, "\"[redacted]\""),
        // Nobody's document.
        r#"{"event":{"id":42}}"#.to_owned(),
    ];
    for document in broken {
        assert!(unpacked(&document).is_none(), "{document}");
    }
    // The control.
    assert!(unpacked(LAMBDA).is_some() && unpacked(NAKADI).is_some());
}

proptest! {
    #[test]
    fn no_bytes_panic_or_are_made_up(
        lambda in any::<bool>(),
        at in any::<prop::sample::Index>(),
        with in prop::collection::vec(any::<u8>(), 0..6),
        cut in 0_usize..8,
    ) {
        let document = if lambda { LAMBDA } else { NAKADI };
        let mut bytes = document.as_bytes().to_vec();
        let at = at.index(bytes.len());
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, with);
        let letter = letter(&bytes);
        if let Some(source) = DeadLetterView::new(letter.view()).unpacked() {
            let record = source.found.unwrap();
            let view = record.view();
            let size = view.envelope.key.map_or(0, <[u8]>::len)
                + view.envelope.value.map_or(0, <[u8]>::len);
            prop_assert!(size <= bytes.len());
        }
        let _ = (super::lambda(&bytes), nakadi(&bytes));
    }

    #[test]
    fn what_lambda_packs_is_unpacked(
        key in prop::option::of(prop::collection::vec(any::<u8>(), 0..40)),
        value in prop::option::of(prop::collection::vec(any::<u8>(), 0..40)),
        headers in prop::collection::vec(("[a-z\"\\\\\u{e9}]{0,6}", prop::collection::vec(any::<u8>(), 0..9)), 0..4),
    ) {
        let text = |bytes: &Option<Vec<u8>>| bytes.as_ref().map(|bytes| STANDARD.encode(bytes));
        let list: Vec<_> = headers.iter().map(|(name, value)| serde_json::json!({ name: value })).collect();
        let document = serde_json::json!({
            "requestContext": {"functionArn": "f", "condition": "c"},
            "payload": {"records": {"t-0": [{"topic": "t", "partition": 0, "offset": 1,
                "key": text(&key), "value": text(&value), "headers": list}]}},
        });
        let source = unpacked(&document.to_string()).unwrap();
        let record = source.found.unwrap();
        let view = record.view();
        prop_assert_eq!(view.envelope.key, key.as_deref());
        prop_assert_eq!(view.envelope.value, value.as_deref());
        let found: Vec<_> = view.headers.iter().map(|header| (header.name.to_vec(), header.value.unwrap().to_vec())).collect();
        let packed: Vec<_> = headers.into_iter().map(|(name, value)| (name.into_bytes(), value)).collect();
        prop_assert_eq!(found, packed);
    }
}
