//! Dead letters whose value is a document around the record: what is unpacked of them, and that nothing of it is sent.

use super::Poured;
use super::fixtures::load;

/// Pours the dead letter of one case of the constructed ones; returns it with its reference.
fn poured(case: &str) -> (Poured, String) {
    let all = load("constructed");
    let one: Vec<_> = all.into_iter().filter(|one| one.case == case).collect();
    let place = one[0].record.view().envelope.record_ref();
    let poured = Poured::of(&one);
    (poured, format!("{}-{}@0", place.topic, place.partition))
}

/// Returns the beginnings of the sections about keys and values.
fn payloads(shown: &str) -> String {
    let sections = shown.split("\n\n");
    let sections = sections.filter(|one| ["KEY", "VALUE"].iter().any(|part| one.starts_with(part)));
    let sections = sections.map(|one| one.lines().take(3).collect::<Vec<_>>().join("\n"));
    sections.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_record_in_a_document_of_lambda_is_shown_beside_it() {
    let (poured, place) = poured("aws-lambda");
    let seen = poured.dltctl(&["show", &place]);
    assert_eq!(seen.status, 0, "{seen}");
    insta::assert_snapshot!(payloads(&seen.out), @r##"
    KEY  text, 8 B
      order-42
    KEY OF THE SOURCE RECORD  text, 3 B, unpacked from the envelope, the first of its 2 records
      key
    VALUE  json, 642 B
      {
        "requestContext": {
    VALUE OF THE SOURCE RECORD  json, 9 B, unpacked from the envelope, the first of its 2 records
      {
        "id": 42
    "##);
    let json = poured.json(&["show", &place]);
    insta::assert_snapshot!(json[0]["source"], @r##"
    {"unpacked":true,"records":2,"timestamp":1759999990000,"time":"2025-10-09T08:53:10.000Z","timestamp_type":"CreateTime","key":{"text":"key","format":"text"},"value":{"text":"{\"id\":42}","format":"json","data":{"id":42}},"headers":[]}
    "##);
    let seen = poured.dltctl(&["replay", &place, "--dry-run"]);
    // A document is never sent as if it were the record, and neither is what stands in it.
    let skipped = "Not sent\n     1  key and value are not those of the record that failed";
    assert!(
        seen.out.contains("Replay 0 of 1 ") && seen.out.contains(skipped),
        "{seen}"
    );
}

#[test]
fn the_event_in_a_document_of_nakadi_is_shown_beside_it() {
    let (poured, place) = poured("nakadi");
    let seen = poured.dltctl(&["show", &place]);
    assert_eq!(seen.status, 0, "{seen}");
    insta::assert_snapshot!(payloads(&seen.out), @r##"
    KEY  text, 8 B
      order-42
    VALUE  json, 199 B
      {
        "subscription_id": "5e1b",
    VALUE OF THE SOURCE RECORD  json, 9 B, unpacked from the envelope
      {
        "id": 42
    "##);
    let json = poured.json(&["show", &place]);
    insta::assert_snapshot!(json[0]["source"], @r##"
    {"unpacked":true,"records":1,"timestamp":null,"time":null,"timestamp_type":null,"value":{"text":"{\"id\":42}","format":"json","data":{"id":42}}}
    "##);
    // Without a cluster the same is shown; an export has nothing of it.
    let exported = poured.dltctl(&["export", &place, "-q"]);
    assert!(!exported.out.contains("unpacked"), "{exported}");
    let run = crate::support::Run {
        input: exported.out.into_bytes(),
        ..crate::support::Run::default()
    };
    let decoded = run.dltctl(&["decode", "-o", "json"]);
    let decoded: serde_json::Value = serde_json::from_str(&decoded.out).unwrap();
    assert_eq!(decoded[0]["source"], json[0]["source"]);
}

#[test]
fn what_is_masked_of_the_document_or_of_the_record_is_not_shown() {
    for (case, rules) in [
        ("nakadi", &["$.id", "$.event.id", "$.event", "value"][..]),
        ("aws-lambda", &["$.id", "$.payload.records", "value"]),
    ] {
        let (poured, place) = poured(case);
        let control = poured.json(&["show", &place]);
        assert_eq!(control[0]["source"]["value"]["data"]["id"], 42, "{case}");
        for rule in rules {
            let json = poured.json(&["show", &place, "--redact", rule]);
            let source = json[0]["source"].to_string();
            assert!(!source.contains("42"), "{case} {rule}: {source}");
            let seen = poured.dltctl(&["show", &place, "--redact", rule]);
            let shown = seen.out.split("VALUE OF THE SOURCE RECORD").nth(1);
            assert!(!shown.unwrap_or_default().contains("42"), "{seen}");
        }
    }
}
