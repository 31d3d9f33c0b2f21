//! Values are tried with the consumer's schema before anything is sent.

use serde_json::{Value, json};

use super::super::support::replaying::{Lab, finish};
use super::super::support::stand_in::{Answer, StandIn};
use super::super::support::{Isolation, Out, Typed};
use super::desk::{Desk, avro, dead, framed, told};

/// What the records were written with.
const OLD: &str = r#"{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"string"},{"name":"total","type":"int"}]}"#;

/// What lacks a field that the consumer cannot make up.
const LACKING: &str = r#"{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"string"}]}"#;

/// What the consumer reads with since it was mended: a wider number, and one field more with a default.
const NEW: &str = r#"{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"string"},{"name":"total","type":"long"},{"name":"currency","type":"string","default":"EUR"}]}"#;

/// Dead letters of which the consumer reads the first three now.
struct Letters<'d> {
    lab: Lab<'d>,
    valid: Vec<Vec<u8>>,
    /// The id of what the consumer reads with.
    new: u32,
}

impl Letters<'_> {
    fn write(desk: &Desk) -> Self {
        let lab = Lab::at(desk.broker);
        let subject = format!("{}-value", lab.target);
        let register = |text: &str| desk.registry.register(&subject, "AVRO", text, &[]);
        let (old, lacking, new) = (register(OLD), register(LACKING), register(NEW));
        let order = |number: i64| {
            framed(
                old,
                avro(OLD, json!({"id": format!("o-{number}"), "total": number})),
            )
        };
        let valid: Vec<_> = (0..3).map(order).collect();
        let cut = order(4);
        let poison = [
            framed(lacking, avro(LACKING, json!({"id": "o-3"}))),
            cut[..cut.len() - 2].to_vec(),
            b"not framed".to_vec(),
            framed(4_000_000, "x"),
        ];
        let values = valid.iter().chain(&poison).zip(0..);
        let letters: Vec<Out> = values
            .map(|(value, offset)| {
                dead(&lab.letters, &lab.target, offset)
                    .key("k")
                    .value(value)
            })
            .collect();
        desk.write(&letters);
        Self { lab, valid, new }
    }

    /// Replays everything; `more` says how.
    fn replay(&self, more: &[&str]) -> Typed {
        let lab = &self.lab;
        let words = ["replay", &lab.letters, "--all", "--ledger", &lab.ledger];
        let mut command = lab.command(&[&words, more].concat());
        let begun = std::time::Instant::now();
        let output = finish(&mut command);
        Typed {
            out: output.stdout,
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
            status: output.status.code(),
            took: begun.elapsed(),
        }
    }

    /// Returns what a dry run says about trying, as JSON.
    #[track_caller]
    fn validated(&self, more: &[&str]) -> Value {
        let seen = self.replay(&[&["--dry-run", "-o", "json"], more].concat());
        assert_eq!(seen.status, Some(0), "{seen}");
        let document: Value = serde_json::from_slice(&seen.out).expect("JSON");
        document["plan"]["validated"].clone()
    }

    /// Returns the values that arrived, whoever may see them.
    fn arrived(&self) -> Vec<Vec<u8>> {
        let records = self
            .lab
            .broker
            .dump(&self.lab.target, Isolation::Uncommitted);
        let values = records
            .into_iter()
            .map(|record| record.value.expect("a value"));
        values.collect()
    }
}

/// Returns the sections of a plan that are about trying, and all that stands behind the plan.
fn tried(seen: &Typed) -> String {
    let told = told(seen);
    let (plan, end) = told.split_once("Consumer groups").unwrap_or((&told, ""));
    let sections = plan.split("\n\n").filter(|section| {
        ["Replay", "Tried", "Not sent"]
            .iter()
            .any(|start| section.starts_with(start))
    });
    let sections: Vec<&str> = sections.collect();
    let end = end.split_once('\n').map_or(end, |(_, end)| end);
    format!("{}\n{end}", sections.join("\n"))
}

/// Reduces what was found to reasons and counts.
fn reasons(found: &Value) -> Vec<(String, u64)> {
    let list = found.as_array().into_iter().flatten();
    let reason = |one: &Value| {
        let why = one["why"].as_str().expect("a reason").to_owned();
        (why, one["found"]["records"].as_u64().expect("a number"))
    };
    let mut reasons: Vec<_> = list.map(reason).collect();
    reasons.sort();
    reasons
}

#[test]
fn only_what_the_consumer_reads_now_arrives_and_as_it_was() {
    let Some(desk) = Desk::open("only what the consumer would read is sent") else {
        return;
    };
    let letters = Letters::write(&desk);
    let url = desk.registry.url();
    let latest = ["--validate", "latest", "-r", &url];
    let seen = letters.replay(&[&["--dry-run"], &latest[..]].concat());
    insta::assert_snapshot!(tried(&seen), @r##"
    Replay 7 dead letters (2.1 KiB)
      selected  lab.DLT
      from      lab.DLT-0  7 records, first offset 0, last offset 6
      to        lab-0  7 records (the topic has 3 partitions)
    Tried with the latest version of each origin's subject
      3 would pass now
      1 still poison: total: is missing in what was written, and has no default, for example lab.DLT-0@3
      1 still poison: id: truncated, for example lab.DLT-0@4
      1 still poison: unknown magic byte: the bytes are plain text, for example lab.DLT-0@5
      1 still poison: schema id 4000000: the registry does not know it, for example lab.DLT-0@6
      lab  none with committed offsets, of those visible to this principal
    [stderr]
    dry run: nothing was sent
    [exit 0]
    "##);
    let found = letters.validated(&latest);
    assert_eq!(found["passes"], 3, "{found}");
    assert_eq!(found.get("undecided"), None, "{found}");
    let poison = reasons(&found["poison"]);
    insta::assert_debug_snapshot!(poison, @r##"
    [
        (
            "id: truncated",
            1,
        ),
        (
            "schema id 4000000: the registry does not know it",
            1,
        ),
        (
            "total: is missing in what was written, and has no default",
            1,
        ),
        (
            "unknown magic byte: the bytes are plain text",
            1,
        ),
    ]
    "##);
    // The same schema by its id, and as a file.
    let new = letters.new.to_string();
    let by_id = letters.validated(&["--validate", &new, "-r", &url]);
    assert_eq!(
        (&by_id["passes"], reasons(&by_id["poison"])),
        (&json!(3), poison)
    );
    std::fs::write(letters.lab.path("order.avsc"), NEW).expect("a file");
    let by_file = letters.validated(&["--validate", "order.avsc", "-r", &url]);
    assert_eq!(by_file["passes"], 3, "{by_file}");
    assert!(letters.arrived().is_empty());

    let only = [&["--only-valid", "-y", "--rate", "max"], &latest[..]].concat();
    let sent = letters.replay(&only);
    assert_eq!(sent.status, Some(0), "{sent}");
    assert_eq!(letters.arrived(), letters.valid, "{sent}");
    // Control: without the flag the others are sent as well.
    let sent = letters.replay(&["-y", "--rate", "max"]);
    assert_eq!(sent.status, Some(0), "{sent}");
    assert_eq!(letters.arrived().len(), 7, "{sent}");
}

#[test]
fn what_was_never_tried_does_not_pass() {
    let Some(desk) = Desk::open("what was never tried does not pass") else {
        return;
    };
    let letters = Letters::write(&desk);
    let gone = StandIn::start(|_, _| Answer::Last(String::new()));
    gone.wait_until_gone();
    let silent = StandIn::start(|_, before| match before {
        0 => {
            let latest = json!({"subject": "any", "version": 1, "id": 1, "schema": NEW});
            Answer::Says(200, latest.to_string())
        }
        _ => Answer::Silence,
    });
    let denied = StandIn::start(|_, _| Answer::Says(401, String::new()));
    for (registry, why) in [
        (&gone, "connection refused"),
        (&silent, "no answer within 2 s"),
        (&denied, "HTTP 401 Unauthorized"),
    ] {
        for how in [&["--dry-run"][..], &["--only-valid", "-y"], &["-y"]] {
            let seen =
                letters.replay(&[how, &["--validate", "latest", "-r", &registry.url()]].concat());
            assert_eq!(seen.status, Some(5), "{how:?}\n{seen}");
            let wanted = "error: the schema registry cannot be asked, so nothing was validated";
            assert!(seen.err.starts_with(wanted), "{seen}");
            assert!(seen.err.contains(why), "{seen}");
            assert!(seen.out.is_empty(), "{seen}");
        }
    }
    assert!(letters.arrived().is_empty());

    // A registry that answers, and does not know the subject: nobody can tell.
    let lacks_subject = StandIn::start(|path, _| match path {
        path if path.starts_with("/subjects/") => Answer::unknown(),
        _ => Answer::schema(OLD),
    });
    let url = lacks_subject.url();
    let seen = letters.replay(&["--only-valid", "-y", "--validate", "latest", "-r", &url]);
    insta::assert_snapshot!(tried(&seen), @r##"
    Replay 0 of 7 selected dead letters (0 B)
      selected  lab.DLT
    Tried with the latest version of each origin's subject
      0 would pass now
      1 still poison: unknown magic byte: the bytes are plain text, for example lab.DLT-0@5
      6 not validated: subject lab-value: the registry does not know it, for example lab.DLT-0@0
    Not sent
         1  still poison, for the reasons above, for example lab.DLT-0@5
            without --only-valid they are sent too
         6  not validated, for the reasons above, for example lab.DLT-0@0
            without --only-valid they are sent too
    [stderr]
    0 sent, 7 not sent for the reasons above
    [exit 3]
    "##);
    assert!(letters.arrived().is_empty());
}

#[test]
fn what_json_schema_cannot_check_is_neither_passing_nor_poison() {
    let Some(desk) = Desk::open("what cannot be checked is neither passing nor poison") else {
        return;
    };
    let lab = Lab::at(desk.broker);
    let letter = |offset| dead(&lab.letters, &lab.target, offset).key("k");
    desk.write(&[
        letter(0).value(r#"{"total":1}"#),
        letter(1).value(r#"{"total":123456789012345678901234567890}"#),
        letter(2).value(r#"{"total":"1"}"#),
    ]);
    let letters = Letters {
        lab,
        valid: Vec::new(),
        new: 0,
    };
    let file = letters.lab.path("order.json");
    std::fs::write(file, r#"{"properties":{"total":{"type":"integer"}}}"#).expect("a file");
    let how = ["--validate", "order.json"];
    let found = letters.validated(&how);
    assert_eq!(found["passes"], 1, "{found}");
    insta::assert_debug_snapshot!((reasons(&found["poison"]), reasons(&found["undecided"])), @r##"
    (
        [
            (
                "total: \"1\" is not of type \"integer\"",
                1,
            ),
        ],
        [
            (
                "123456789012345678901234567890 has more digits than can be compared",
                1,
            ),
        ],
    )
    "##);
    let seen = letters.replay(&[&["--only-valid", "-y"], &how[..]].concat());
    insta::assert_snapshot!(tried(&seen), @r##"
    Replay 1 of 3 selected dead letters (322 B)
      selected  lab.DLT
      from      lab.DLT-0  1 record, offset 0
      to        lab-0  1 record (the topic has 3 partitions)
    Tried with order.json
      1 would pass now
      1 still poison: total: "1" is not of type "integer", for example lab.DLT-0@2
      1 not validated: 123456789012345678901234567890 has more digits than can be compared, for example lab.DLT-0@1
    Not sent
         1  still poison, for the reasons above, for example lab.DLT-0@2
            without --only-valid they are sent too
         1  not validated, for the reasons above, for example lab.DLT-0@1
            without --only-valid they are sent too
      lab  none with committed offsets, of those visible to this principal

    Sent 1 record in TIME, run RUN
      lab-0  1 record, offset 0
    next: dltctl -b 127.0.0.1:PORT list lab.DLT --state open --ledger LEDGER
    [exit 3]
    "##);
    assert_eq!(letters.arrived(), [br#"{"total":1}"#]);
}

#[test]
fn a_file_of_protobuf_tells_what_its_consumer_would_read() {
    let Some(desk) = Desk::open("a .proto file tells what the consumer would read") else {
        return;
    };
    let lab = Lab::at(desk.broker);
    let letter = |offset| dead(&lab.letters, &lab.target, offset).key("k");
    let valid = b"\x0a\x03o-1\x10\x05".to_vec();
    // Index 0 of the messages stands behind the frame of a registry that nobody knows here.
    let in_frame = framed(4_000_000, [&[0], &valid[..]].concat());
    desk.write(&[
        letter(0).value(&valid),
        letter(1).value(&in_frame),
        letter(2).value(b"\x0a\x03o-3"),
        letter(3).value(b"\x0a\x09o-4"),
        letter(4).value(b"no Protobuf"),
    ]);
    let letters = Letters {
        lab,
        valid: vec![valid, in_frame],
        new: 0,
    };
    let order = "syntax = \"proto2\"; package shop; message Order { required string id = 1; required int64 total = 2; }";
    std::fs::write(letters.lab.path("order.proto"), order).expect("a file");
    let how = ["--validate", "order.proto"];
    let found = letters.validated(&how);
    assert_eq!(found["passes"], 2, "{found}");
    assert_eq!(found.get("undecided"), None, "{found}");
    insta::assert_debug_snapshot!(reasons(&found["poison"]), @r##"
    [
        (
            "13: wire type 6, which there is not",
            1,
        ),
        (
            "id: truncated",
            1,
        ),
        (
            "total: a required field is missing",
            1,
        ),
    ]
    "##);
    assert!(letters.arrived().is_empty());
    let sent = letters.replay(&[&["--only-valid", "-y", "--rate", "max"], &how[..]].concat());
    assert_eq!(sent.status, Some(0), "{sent}");
    assert_eq!(letters.arrived(), letters.valid, "{sent}");
    // Control: to a consumer that asks for less, one more is no poison.
    let lenient = order.replace("required int64", "optional int64");
    std::fs::write(letters.lab.path("order.proto"), lenient).expect("a file");
    let found = letters.validated(&[&how[..], &["--again"]].concat());
    assert_eq!(found["passes"], 3, "{found}");
}

#[test]
fn what_cannot_be_meant_is_a_usage_error() {
    let Some(desk) = Desk::open("mistakes of --validate are usage errors") else {
        return;
    };
    let letters = Letters::write(&desk);
    let url = desk.registry.url();
    std::fs::write(letters.lab.path("broken.avsc"), "{").expect("a file");
    for how in [
        &["--only-valid"][..],
        &["--validate", "latest"],
        &["--validate", "7"],
        &["--validate", "4000000", "-r", &url],
        &["--validate", "none.avsc"],
        &["--validate", "broken.avsc"],
    ] {
        let seen = letters.replay(&[&["--dry-run"], how].concat());
        assert_eq!(seen.status, Some(2), "{how:?}\n{seen}");
        assert!(seen.out.is_empty(), "{seen}");
    }
}
