//! Bytes that only a header of Spring's holds, because they could not be read.

use super::super::support::capture::load;
use super::super::support::produce::produce;
use super::super::support::{Broker, Out, Shell};
use super::desk::told;

#[test]
fn bytes_that_spring_could_not_read_are_shown_with_where_they_are_from() {
    let Some(broker) = Broker::shared("bytes in Spring's headers are shown") else {
        return;
    };
    let shell = Shell::at(broker);
    for version in ["4.1.1", "3.0.6", "2.8.7", "2.7.8"] {
        let topic = format!("of-spring-{version}.DLT");
        broker.create_topic(&topic, 1, &[("retention.ms", "-1")]);
        let letters = load(&format!("spring-{version}"));
        let mut kept = letters
            .iter()
            .filter(|it| it.topic == "poison-retained.DLT");
        let mut record = kept.next().expect("one that keeps the header").clone();
        let value = record.value.take().expect("a value");
        record.topic.clone_from(&topic);
        record.partition = 0;
        produce(&broker.bootstrap(), &[Out::from(&record)]);
        let seen = shell.run(&["show", &format!("{topic}-0@0"), "--explain"]);
        assert_eq!(seen.status, Some(0), "{seen}");
        let seen = told(&seen);
        let shown = &seen[seen.find("\nVALUE").expect("a value")..];
        insta::allow_duplicates! {
            insta::assert_snapshot!(shown, @r##"
            VALUE  text, null; these bytes are from the header springDeserializerExceptionValue
              not JSON: EOF while parsing a list at line 1, column 5
                [1, 2⟨here⟩
              [1, 2
              + the value is null; header springDeserializerExceptionValue holds the 5 bytes that could not be read
              - header __value_schema_id: there is none
              - headers apicurio.value.globalId and .contentId: there are none
              - Confluent frame: it would begin with 00, these bytes begin with 5b 31 2c 20 32
              - AWS Glue frame: it would begin with 03 and 00 or 05
              - Java serialization: it would begin with AC ED 00 05
              + not JSON: EOF while parsing a list at line 1, column 5
            [exit 0]
            "##);
        }
        assert_eq!(value, b"[1, 2");
    }
}

/// Returns a genuine header of Spring's that holds other bytes: they are the last of the stream, behind their length.
fn header_that_holds(genuine: &[u8], held: &[u8], other: &[u8]) -> Vec<u8> {
    let before = genuine.strip_suffix(held).expect("what it holds");
    let length = u32::try_from(other.len()).expect("a length").to_be_bytes();
    [&before[..before.len() - 4], &length, other].concat()
}

/// Fills a topic with dead letters whose values only a header of Spring's holds: JSON, text, bytes, and none.
fn fill(broker: &Broker, topic: &str) {
    broker.create_topic(topic, 1, &[("retention.ms", "-1")]);
    let name = b"springDeserializerExceptionValue";
    let letters = load("spring-4.1.1");
    let mut kept = letters
        .iter()
        .filter(|it| it.topic == "poison-retained.DLT");
    let mut record = kept.next().expect("one that keeps the header").clone();
    let held = record.value.take().expect("a value");
    topic.clone_into(&mut record.topic);
    record.partition = 0;
    let of = |value: Option<&[u8]>| {
        let mut record = record.clone();
        record
            .headers
            .retain(|header| header.0 != name || value.is_some());
        if let Some(value) = value {
            let header = record.headers.iter_mut().find(|header| header.0 == name);
            let bytes = header.expect("the header").1.as_mut().expect("a value");
            *bytes = header_that_holds(bytes, &held, value);
        }
        record
    };
    let records = [
        of(Some(br#"{"total":"x","id":7}"#)),
        of(Some(b"no JSON")),
        of(Some(b"\xff\x00\xfe")),
        // The control: a null value with no such header.
        of(None),
    ];
    produce(
        &broker.bootstrap(),
        &records.iter().map(Out::from).collect::<Vec<_>>(),
    );
}

fn run(broker: &Broker, words: &[&str]) -> String {
    let seen = Shell::at(broker).run(words);
    assert_eq!(seen.status, Some(0), "{seen}");
    String::from_utf8_lossy(&seen.out).into_owned()
}

#[test]
fn what_is_shown_of_a_null_value_is_seen_in_every_form() {
    let Some(broker) = Broker::shared("bytes in Spring's headers are seen in every form") else {
        return;
    };
    let topic = "seen-of-spring.DLT";
    fill(broker, topic);
    let run = |words: &[&str]| run(broker, words);
    let columns = ["--columns", "offset,value,format"];
    let csv = run(&[&["list", topic, "-o", "csv"], &columns[..]].concat());
    insta::assert_snapshot!(csv.replace("\r\n", "\n"), @r#"
    offset,value,format
    0,"{""total"":""x"",""id"":7}",json
    1,"no JSON",text
    2,base64:/wD+,binary
    3,,null
    "#);
    let table = run(&[&["list", topic], &columns[..]].concat());
    insta::assert_snapshot!(table, @r#"
    OFFSET  VALUE                 FORMAT
         0  {"total":"x","id":7}  json
         1  no JSON               text
         2  0xff00fe              binary
         3  <null>                null
    "#);
    let exact = Shell::at(broker).run(&["list", topic, "-f", "%s|"]);
    assert_eq!(
        exact.out, b"{\"total\":\"x\",\"id\":7}|no JSON|\xff\x00\xfe||",
        "{exact}"
    );
    for (condition, offsets) in [
        ("record.value.total == 'x'", "0\n"),
        ("record.value.id == 7", "0\n"),
        ("record.valueAsText.contains('JSON')", "1\n"),
        ("!has(record.value)", "3\n"),
        ("has(record.value)", "0\n1\n2\n"),
    ] {
        let seen = run(&["list", topic, "--where", condition, "-f", "%o\\n"]);
        assert_eq!(seen, offsets, "{condition}");
    }
    let yaml = run(&["show", topic, "--oldest", "4", "-o", "yaml"]);
    let values: Vec<_> = yaml
        .split("\n  value:\n")
        .skip(1)
        .map(|rest| rest.split("\n  headers:").next().expect("a value"))
        .map(|value| value.trim_start().replace("\n    ", "\n"))
        .collect();
    insta::assert_snapshot!(values.join("\n--\n"), @r#"
    "null": true
    format: json
    from_header: springDeserializerExceptionValue
    data:
      total: x
      id: 7
    --
    "null": true
    format: text
    from_header: springDeserializerExceptionValue
    data: no JSON
    --
    "null": true
    format: binary
    from_header: springDeserializerExceptionValue
    --
    "null": true
    "#);
}

#[test]
fn a_value_that_only_a_header_holds_stays_null_and_is_masked_in_every_form() {
    let Some(broker) = Broker::shared("bytes in Spring's headers are masked in every form") else {
        return;
    };
    let topic = "masked-of-spring.DLT";
    fill(broker, topic);
    let run = |words: &[&str]| run(broker, words);
    // What the record itself has is null: for `raw`, for --tombstones, and for a replay.
    assert_eq!(run(&["list", topic, "-o", "raw"]), "\n\n\n\n");
    let tombstones = run(&["list", topic, "--tombstones", "only", "-f", "%o\\n"]);
    assert_eq!(tombstones, "0\n1\n2\n3\n");
    // What is masked of it is masked in every form.
    let masked = |form: &[&str], rule| run(&[&["list", topic, "--redact", rule], form].concat());
    let csv = &["-o", "csv", "--columns", "value", "--no-header-row"][..];
    let template = &["-f", "%s\\n"][..];
    let masked = [
        masked(csv, "$.total"),
        masked(template, "$.total"),
        masked(template, "value"),
        masked(template, "header:springDeserializer*"),
    ];
    insta::assert_snapshot!(masked.join("--\n").replace("\r\n", "\n"), @r#"
    "{""total"":""[redacted]"",""id"":7}"
    [redacted]
    [redacted]
    ""
    --
    {"total":"[redacted]","id":7}
    [redacted]
    [redacted]

    --
    [redacted]
    [redacted]
    [redacted]

    --
    [redacted]
    [redacted]
    [redacted]
    "#);
}
