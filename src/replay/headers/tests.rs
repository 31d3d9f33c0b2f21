use super::*;
use crate::record::{Envelope, RecordView};
use crate::replay::policy::FailureHeaders;

/// A dead letter of Spring's, with headers of the application between, twice, null and not in UTF-8.
const LETTER: &[(&[u8], Option<&[u8]>)] = &[
    (b"app", Some(b"1")),
    (b"gr\xf6\xdfe", None),
    (b"kafka_dlt-exception-fqcn", Some(b"java.lang.Exception")),
    (b"kafka_dlt-original-topic", Some(b"orders")),
    (b"kafka_dlt-original-partition", Some(b"\0\0\0\x03")),
    (b"kafka_dlt-original-offset", Some(b"\0\0\0\0\0\0\0\x09")),
    (b"kafka_dlt-original-timestamp", Some(b"\0\0\0\0\0\0\0\x07")),
    (b"kafka_dlt-original-consumer-group", Some(b"billing")),
    (b"app", Some(b"2")),
    (b"traceparent", Some(b"00-1")),
    (b"X-B3-TraceId", Some(b"1")),
    (b"__replicator_id", Some(b"r")),
    (b"__TypeId__", Some(b"com.acme.Order")),
];

fn sent(policy: &ReplayPolicy, headers: &[(&[u8], Option<&[u8]>)]) -> Vec<String> {
    let topic = "orders.DLT".into();
    let list: Vec<_> = headers
        .iter()
        .map(|(name, value)| HeaderView {
            name,
            value: *value,
        })
        .collect();
    let letter = DeadLetterView::new(RecordView {
        envelope: Envelope {
            topic: &topic,
            partition: 3,
            offset: 5,
            leader_epoch: None,
            timestamp: None,
            key: None,
            value: None,
        },
        headers: Headers::new(&list),
        withheld: None,
    });
    let rules = HeaderRules::new(policy).unwrap();
    let sender = Sender {
        id: "t/3/5",
        run: "r",
    };
    let outgoing = outgoing(&letter, &rules, sender);
    let added: Vec<_> = added_names(&letter);
    let of_ours = outgoing
        .iter()
        .filter(|header| header.name.starts_with(PREFIX));
    let of_ours: Vec<_> = of_ours.map(|header| header.name).collect();
    let added: Vec<_> = added.iter().map(|name| name.as_bytes()).collect();
    assert_eq!(of_ours, added, "the plan counts what is sent");
    outgoing
        .iter()
        .map(|header| {
            let value = header
                .value
                .map_or("null".into(), |value| value.escape_ascii().to_string());
            format!("{}={value}", header.name.escape_ascii())
        })
        .collect()
}

const OURS: [&str; 6] = [
    "dlt-replay-id=t/3/5",
    "dlt-replay-run=r",
    "dlt-replay-count=1",
    "dlt-replay-origin=orders-3@9",
    "dlt-replay-group=billing",
    "dlt-replay-original-timestamp=7",
];

fn with_ours(kept: &[&str]) -> Vec<String> {
    kept.iter().chain(&OURS).map(ToString::to_string).collect()
}

#[test]
fn failure_headers_go_and_the_rest_stays_in_order() {
    let kept = [
        "app=1",
        r"gr\xf6\xdfe=null",
        "app=2",
        "traceparent=00-1",
        "X-B3-TraceId=1",
        "__TypeId__=com.acme.Order",
    ];
    assert_eq!(sent(&ReplayPolicy::default(), LETTER), with_ours(&kept));
}

#[test]
fn policies_change_what_stays() {
    let names = |list: &[&str]| list.iter().map(ToString::to_string).collect();
    let policy = ReplayPolicy {
        strip_trace: true,
        strip_header: names(&["a*", "__*"]),
        keep_header: names(&["__TypeId__"]),
        set_header: vec![("gr".into(), "x=y".into()), ("empty".into(), String::new())],
        ..ReplayPolicy::default()
    };
    let kept = [
        r"gr\xf6\xdfe=null",
        "__TypeId__=com.acme.Order",
        "gr=x=y",
        "empty=",
    ];
    assert_eq!(sent(&policy, LETTER), with_ours(&kept));
    let policy = ReplayPolicy {
        failure_headers: FailureHeaders::Keep,
        set_header: vec![("app".into(), "new".into())],
        ..ReplayPolicy::default()
    };
    let all = sent(&policy, LETTER);
    assert_eq!(all.len(), LETTER.len() - 2 + 1 + OURS.len());
    assert!(all.contains(&"app=new".to_owned()) && !all.contains(&"app=1".to_owned()));
}

#[test]
fn a_second_round_keeps_the_first_origin_and_counts() {
    let again: Vec<_> = LETTER
        .iter()
        .copied()
        .chain([
            (&b"dlt-replay-id"[..], Some(&b"old"[..])),
            (b"dlt-replay-count", Some(b"2")),
            (b"dlt-replay-count", Some(b"not a number")),
            (b"dlt-replay-origin", Some(b"orders-3@1")),
            (b"dlt-replay-original-timestamp", Some(b"5")),
            (b"dlt-replay-unknown", None),
        ])
        .collect();
    let ours: Vec<_> = sent(&ReplayPolicy::default(), &again)
        .into_iter()
        .filter(|header| header.starts_with("dlt-replay-"))
        .collect();
    assert_eq!(
        ours,
        [
            "dlt-replay-id=t/3/5",
            "dlt-replay-run=r",
            "dlt-replay-count=3",
            "dlt-replay-origin=orders-3@1",
            "dlt-replay-group=billing",
            "dlt-replay-original-timestamp=5",
        ]
    );
}

#[test]
fn hostile_marks_are_bounded() {
    let long = vec![b'9'; 100_000];
    let hostile: &[(&[u8], Option<&[u8]>)] = &[
        (b"dlt-replay-count", Some(&long)),
        (b"dlt-replay-origin", Some(&long)),
        (b"dlt-replay-origin", None),
        (b"dlt-replay-count", Some(b"4294967295")),
    ];
    assert_eq!(
        sent(&ReplayPolicy::default(), hostile),
        [
            "dlt-replay-id=t/3/5",
            "dlt-replay-run=r",
            "dlt-replay-count=4294967295"
        ]
    );
}

#[test]
fn bad_patterns_and_names_are_usage_errors() {
    for policy in [
        ReplayPolicy {
            strip_header: vec!["[".into()],
            ..ReplayPolicy::default()
        },
        ReplayPolicy {
            set_header: vec![("dlt-replay-id".into(), "x".into())],
            ..ReplayPolicy::default()
        },
    ] {
        let error = HeaderRules::new(&policy).unwrap_err();
        assert_eq!(error.kind().exit_status().0, 2);
    }
}
