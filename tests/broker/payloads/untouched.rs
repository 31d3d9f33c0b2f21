//! Commands that need no schema ask no registry, and one that needs one does.

use serde_json::json;

use super::super::support::stand_in::StandIn;
use super::desk::{Desk, ORDER, avro, dead, framed};

#[test]
fn what_looks_at_headers_and_text_only_asks_no_registry() {
    let Some(desk) = Desk::open("what needs no schema asks no registry") else {
        return;
    };
    let (topic, target) = ("untouched.DLT", "untouched");
    for topic in [topic, target] {
        desk.broker.create_topic(topic, 1, &[]);
    }
    let value = framed(
        7,
        avro(ORDER, json!({"id": "o-1", "total": 5, "note": null})),
    );
    let letters: Vec<_> = (0..50)
        .map(|number| {
            dead(topic, target, number)
                .key(format!("order-{number}"))
                .value(&value)
        })
        .collect();
    desk.write(&letters);
    let registry = StandIn::of_avro(ORDER);
    let url = registry.url();
    let shell = desk.shell();
    let made = shell.run(&[
        "ledger",
        "init",
        "--yes",
        "--ledger",
        "dlt-replay.untouched",
        "-b",
        &desk.broker.bootstrap(),
    ]);
    assert_eq!(made.status, Some(0), "{made}");
    let file = shell.folder().join("out.ndjson");
    let file = file.to_str().expect("a path");
    let commands: &[&[&str]] = &[
        &["topics"],
        &["topics", "-o", "json"],
        &["list", topic],
        &["list", topic, "--count"],
        &["list", topic, "-k", "order-7"],
        &[
            "list",
            topic,
            "-H",
            "kafka_dlt-original-consumer-group=billing",
        ],
        &["list", topic, "--exception", "*IllegalState*"],
        &["summary", topic],
        &["summary", topic, "--by", "key"],
        &[
            "summary",
            topic,
            "--by",
            "root-cause,group,source-topic,category",
        ],
        &["export", topic],
        &["export", topic, "-w", file],
        &[
            "replay",
            topic,
            "--all",
            "--dry-run",
            "--ledger",
            "dlt-replay.untouched",
        ],
    ];
    for command in commands {
        let seen = shell.run(&[command, &["-r", &url][..]].concat());
        assert_eq!(registry.asked(), [""; 0], "{command:?}\n{seen}");
        assert!(seen.status == Some(0), "{command:?}\n{seen}");
    }
    // Controls: these have to ask, and what they ask is counted; one schema is asked for once.
    let reference = format!("{topic}-0@3");
    for command in [
        &["show", &reference][..],
        &["list", topic, "-o", "wide"],
        &["list", topic, "-g", "\"total\":5"],
        &["export", topic, "--decode"],
    ] {
        let seen = shell.run(&[command, &["-r", &url][..]].concat());
        assert_eq!(seen.status, Some(0), "{command:?}\n{seen}");
        assert_eq!(registry.asked(), ["/schemas/ids/7"], "{command:?}\n{seen}");
    }
}
