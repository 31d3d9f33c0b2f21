//! What the reader takes, and what it refuses and how it says so.

use super::*;

/// The least that is an envelope.
const LEAST: &str = r#"{"v":1,"topic":"t","partition":0,"offset":5,"key":{"null":true},"value":{"text":""},"headers":[]}"#;

fn why(line: &str) -> String {
    read_line(line.as_bytes()).unwrap_err().to_string()
}

fn all(file: &[u8]) -> Result<Vec<String>, String> {
    Reader::new(file)
        .map(|read| {
            read.map(|read| read.record.record_ref().to_string())
                .map_err(|error| error.to_string())
        })
        .collect()
}

#[test]
fn the_least_is_enough_but_counts_as_edited() {
    let read = read_line(LEAST.as_bytes()).unwrap();
    assert_eq!(read.record.record_ref().to_string(), "t-0@5");
    assert_eq!(read.claimed, None);
    assert!(read.edited());
    assert_eq!(read.record.view().envelope.key, None);
    assert_eq!(read.record.view().envelope.value, Some(&b""[..]));
}

#[test]
fn views_and_unknown_fields_are_passed_over() {
    let line = LEAST.replace(
        "{\"v\":1,",
        r#"{"v":1,"dead_letter":[[[]]],"notes":7,"time":false,"later":{"deep":[{"x":"\ud800"}]},"#,
    );
    read_line(line.as_bytes()).unwrap();
    let line = LEAST.replace(
        r#"{"text":""}"#,
        r#"{"text":"","data":{"a":1},"format":[],"schema":{"id":1}}"#,
    );
    read_line(line.as_bytes()).unwrap();
}

#[test]
fn an_edit_is_noticed() {
    let text = line(
        &made(Some(b"order-42"), Some(b"{\"cents\":100}"), &[(b"a", None)]),
        false,
    );
    for (from, to) in [
        (r#""text":"order-42""#, r#""text":"order-43""#),
        (r#"\"cents\":100"#, r#"\"cents\":999"#),
        (r#"{"name":"a","null":true}"#, r#"{"name":"a","text":""}"#),
        (r#"{"name":"a","null":true}"#, ""),
        (
            r#""timestamp":1795243875557"#,
            r#""timestamp":1795243875558"#,
        ),
        ("CreateTime", "LogAppendTime"),
    ] {
        let edited = text.replacen(from, to, 1);
        assert_ne!(edited, text, "{from}");
        assert!(read_line(edited.as_bytes()).unwrap().edited(), "{from}");
    }
    assert!(!read_line(text.as_bytes()).unwrap().edited());
}

#[test]
fn what_is_no_envelope_is_refused() {
    let cases = [
        ("", "line 1: EOF while parsing a value"),
        (
            "7",
            "line 1: invalid type: integer `7`, expected struct Object",
        ),
        (
            "{}",
            "line 1: no record envelope of dltctl: it has no field `v`",
        ),
        (
            r#"{"v":2}"#,
            "line 1: version 2 of the envelope is not known to this dltctl, which reads version 1",
        ),
        (r#"{"v":1}"#, "line 1: missing field `topic`"),
        (r#"{"v":1,"v":1}"#, "line 1: duplicate field `v`"),
    ];
    for (line, expected) in cases {
        assert_eq!(why(line), expected, "{line}");
    }
}

#[test]
fn refusals_name_the_field() {
    let cases = [
        (
            r#""partition":0"#,
            r#""partition":-1"#,
            "`topic`, `partition` and `offset` name no record",
        ),
        (
            r#""partition":0"#,
            r#""partition":"0""#,
            "invalid type: string \"0\", expected i32",
        ),
        (
            r#""topic":"t""#,
            r#""topic":"""#,
            "`topic`, `partition` and `offset` name no record",
        ),
        (
            r#""v":1"#,
            r#""v":1,"ref":"t-0@6""#,
            "`ref` is t-0@6, but `topic`, `partition` and `offset` say t-0@5",
        ),
        (
            r#""v":1"#,
            r#""v":1,"digest":"sha256:0""#,
            "`digest`: `sha256:0` is no digest",
        ),
        (
            r#""v":1"#,
            r#""v":1,"timestamp":1"#,
            "`timestamp` without `timestamp_type`",
        ),
        (
            r#""v":1"#,
            r#""v":1,"timestamp_type":"CreateTime""#,
            "`timestamp_type` without `timestamp`",
        ),
        (
            r#"{"null":true}"#,
            "{}",
            "`key` needs `text`, `base64` or `\"null\":true`, and only one of them",
        ),
        (
            r#"{"null":true}"#,
            r#"{"null":false}"#,
            "`key` needs `text`, `base64` or `\"null\":true`, and only one of them",
        ),
        (
            r#"{"text":""}"#,
            r#"{"text":"","base64":""}"#,
            "`value` needs `text`, `base64` or `\"null\":true`, and only one of them",
        ),
        (
            r#"{"text":""}"#,
            r#"{"base64":"AAA"}"#,
            "`value` is not base64: ",
        ),
        (
            r#"{"text":""}"#,
            r#"{"base64":"AB=="}"#,
            "`value` is not base64: ",
        ),
        (
            "[]",
            r#"[{"text":""}]"#,
            "`headers[0]` needs `name` or `name_base64`, and only one",
        ),
        (
            "[]",
            r#"[{"name":"a"}]"#,
            "`headers[0]` needs `text`, `base64`",
        ),
        (
            "[]",
            r#"[{"name_base64":"*","null":true}]"#,
            "`headers[0].name_base64` is not base64: ",
        ),
        (
            r#""v":1"#,
            r#""v":1,"headers_unreadable":7"#,
            "invalid type: integer `7`",
        ),
    ];
    for (from, to, expected) in cases {
        let line = LEAST.replacen(from, to, 1);
        assert_ne!(line, LEAST, "{from}");
        let why = why(&line);
        assert!(why.starts_with(&format!("line 1: {expected}")), "{why}");
    }
}

#[test]
fn files_are_lines_or_an_array_or_one_object() {
    let other = LEAST.replace(":5", ":6");
    let two = Ok(vec!["t-0@5".to_owned(), "t-0@6".to_owned()]);
    let pretty = |text: &str| {
        serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(text).unwrap())
            .unwrap()
    };
    for file in [
        format!("{LEAST}\n{other}\n"),
        format!("{LEAST}\n{other}"),
        format!("\n\r\n {LEAST}\r\n\r\n{other}\r\n\n"),
        format!("\u{feff}{LEAST}\n{other}\n"),
        format!("[{LEAST},{other}]"),
        format!(" [ \n{LEAST} ,\n{other}\n]\n\n"),
        format!("\u{feff}[{LEAST},{other}]"),
        format!("{}\n{}", pretty(LEAST), pretty(&other)),
        format!("[{},{}]", pretty(LEAST), pretty(&other)),
    ] {
        assert_eq!(all(file.as_bytes()), two, "{file}");
    }
    assert_eq!(all(pretty(LEAST).as_bytes()), Ok(vec!["t-0@5".to_owned()]));
    for empty in ["", "\n", " [ ] \n", "[]", "\u{feff}"] {
        assert_eq!(all(empty.as_bytes()), Ok(vec![]), "{empty:?}");
    }
}

#[test]
fn broken_files_are_refused_with_the_place() {
    let broken = LEAST.replace("\"text\"", "\"tex\n");
    let cases: &[(String, &str)] = &[
        (
            format!("{LEAST}\nnonsense"),
            "record 2, line 2: expected a record, which starts with `{`",
        ),
        (
            format!("{LEAST}\n{}", &LEAST[..40]),
            "record 2, line 2: the file ends inside a record",
        ),
        (
            format!("{LEAST}\n{broken}\n{LEAST}"),
            "record 2, line 2: the line ends inside a record",
        ),
        (
            format!("{LEAST}\n{{}}\n"),
            "record 2, line 2: no record envelope of dltctl: it has no field `v`",
        ),
        (
            "\n\n{\n\"v\":1,\n\"topic\":7}".to_owned(),
            "record 1, line 5: invalid type: integer `7`, expected a string",
        ),
        (
            format!("[{LEAST}{LEAST}]"),
            "record 2, line 1: a comma is missing between two records",
        ),
        (
            format!("[{LEAST},]"),
            "record 2, line 1: expected a record, which starts with `{`",
        ),
        (
            format!("[,{LEAST}]"),
            "record 1, line 1: expected a record, which starts with `{`",
        ),
        (
            format!("[{LEAST}"),
            "record 2, line 1: the file ends inside its array",
        ),
        (
            format!("[{LEAST}] x"),
            "record 2, line 1: something follows the end of the array",
        ),
        (
            "7".to_owned(),
            "record 1, line 1: expected a record, which starts with `{`",
        ),
        ("{\"a\":]]}".to_owned(), "record 1, line 1: expected value"),
    ];
    for (file, expected) in cases {
        assert_eq!(all(file.as_bytes()).unwrap_err(), *expected, "{file}");
    }
    let cases: &[(&[u8], &str)] = &[
        (b"\xff\xfe{\0", "this is UTF-16; an export is UTF-8"),
        (b"\x1f\x8b\x08", "this is compressed with gzip"),
        (b"\x28\xb5\x2f\xfd", "this is compressed with zstd"),
        (b"\xef\xbbx", "this is no JSON"),
    ];
    for (file, expected) in cases {
        assert_eq!(
            all(file).unwrap_err(),
            format!("record 1, line 1: {expected}")
        );
    }
}

#[test]
fn nothing_is_read_behind_an_error() {
    let file = format!("{LEAST}\n{{}}\n{LEAST}\n");
    let mut reader = Reader::new(file.as_bytes());
    assert!(reader.next().unwrap().is_ok());
    assert!(reader.next().unwrap().is_err());
    assert!(reader.next().is_none());
    assert_eq!(reader.records(), 1);
}

#[test]
fn a_record_is_bounded() {
    let file = format!(
        "{LEAST}\n{}",
        LEAST.replace(
            "\"text\":\"\"",
            &format!("\"text\":\"{}\"", "x".repeat(5_000))
        )
    );
    let mut reader = Reader::with_limit(
        std::io::BufReader::with_capacity(16, file.as_bytes()),
        1_000,
    );
    assert!(reader.next().unwrap().is_ok());
    let error = reader.next().unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "record 2, line 2: the record is longer than 1000 bytes"
    );
    // Nesting alone costs no stack.
    let deep = LEAST.replace(
        "\"v\":1",
        &format!(
            "\"v\":1,\"x\":{}{}",
            "[".repeat(200_000),
            "]".repeat(200_000)
        ),
    );
    read_line(deep.as_bytes()).unwrap();
}

#[test]
fn records_of_one_topic_share_its_name() {
    let file = format!("{LEAST}\n{LEAST}\n{}", LEAST.replace("\"t\"", "\"u\""));
    let read: Vec<_> = Reader::new(file.as_bytes()).map(Result::unwrap).collect();
    let topic = |index: usize| read[index].record.view().envelope.topic.clone();
    assert!(std::sync::Arc::ptr_eq(&topic(0), &topic(1)));
    assert_eq!(&*topic(2), "u");
}
