//! The secret and all its forms, records that hold it in every place, and every command that shows records.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use serde_json::Value;

use super::super::support::Out;
use super::super::support::replaying::Lab;

/// What nobody may see. No part of six characters stands anywhere else.
pub(super) const SECRET: &str = "qz7-wyvern@kestrel-moor";

/// Every form in which a piece of the secret is looked for.
pub(super) fn forms() -> Vec<String> {
    let mut forms = Vec::new();
    let bytes = SECRET.as_bytes();
    forms.extend(
        bytes
            .windows(6)
            .map(|piece| String::from_utf8(piece.to_vec()).unwrap()),
    );
    for piece in bytes.windows(8) {
        let join = |each: &dyn Fn(u8) -> String, between: &str| {
            let each: Vec<_> = piece.iter().map(|byte| each(*byte)).collect();
            each.join(between)
        };
        forms.push(join(&|byte| format!("{byte:02x}"), ""));
        forms.push(join(&|byte| format!("{byte:02X}"), ""));
        forms.push(join(&|byte| format!("{byte:02x}"), " "));
        forms.push(join(&|byte| byte.to_string(), ", "));
        forms.push(join(&|byte| byte.to_string(), " "));
        forms.push(join(&|byte| byte.to_string(), ","));
        forms.push(join(&|byte| format!("\\u{:04x}", u32::from(byte)), ""));
        forms.push(join(&|byte| format!("\\\\u{:04x}", u32::from(byte)), ""));
    }
    // In base64 a text looks in three ways, by the place that it begins at.
    for before in 0..3 {
        let all = STANDARD_NO_PAD.encode([&vec![0; before], bytes].concat());
        let first = (before * 8).div_ceil(6);
        let end = (before + bytes.len()) * 8 / 6;
        let inside = &all[first..end];
        forms.extend(
            inside
                .as_bytes()
                .windows(12)
                .map(|piece| String::from_utf8(piece.to_vec()).unwrap()),
        );
    }
    forms
}

/// Makes a serialized `DeserializationException` that holds these bytes, of one that Spring wrote.
fn deserializer_exception(data: &[u8]) -> Vec<u8> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/spring-4.1.1.ndjson");
    let text = std::fs::read_to_string(file).unwrap();
    let name = STANDARD.encode("springDeserializerExceptionValue");
    let header = text.lines().find_map(|line| {
        let record: Value = serde_json::from_str(line).unwrap();
        let headers = record["headers"].as_array().unwrap().iter();
        let header = headers
            .clone()
            .find(|header| header["name_base64"] == name.as_str())?;
        STANDARD.decode(header["value_base64"].as_str()?).ok()
    });
    let header = header.expect("a record with that header");
    let before = dltctl::java::serialized::exception(&header)
        .unwrap()
        .data
        .unwrap();
    let at = header
        .windows(before.len())
        .position(|place| place == before)
        .unwrap();
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [
        &header[..at - 4],
        &length,
        data,
        &header[at + before.len()..],
    ]
    .concat()
}

pub(super) fn records(lab: &Lab<'_>) -> Vec<Out> {
    let decimal: Vec<_> = SECRET.bytes().map(|byte| byte.to_string()).collect();
    let decimal = decimal.join(", ");
    let escaped: Vec<_> = SECRET
        .bytes()
        .map(|byte| format!("\\u{byte:04x}"))
        .collect();
    let escaped = escaped.concat();
    let quoted = format!(r#"{{"id":7,"email":"{SECRET}"}}"#);
    let jackson = format!("Unexpected end\n at [Source: (String)\"{quoted}\"; line: 1, column: 9]");
    let letter = |number: i64, message: &str| {
        let class = "com.acme.RejectedException";
        Out::to(&lab.letters)
            .partition(0)
            .header("kafka_dlt-exception-fqcn", class)
            .header("kafka_dlt-exception-message", message)
            .header(
                "kafka_dlt-exception-stacktrace",
                format!("{class}: {message}\n\tat com.acme.Shop.sell(Shop.java:{number})\n"),
            )
            .header("kafka_dlt-original-topic", &lab.target)
            .header("kafka_dlt-original-partition", 0_i32.to_be_bytes())
            .header("kafka_dlt-original-offset", number.to_be_bytes())
            .header(
                "kafka_dlt-original-timestamp",
                1_795_243_875_557_i64.to_be_bytes(),
            )
            .header("kafka_dlt-original-timestamp-type", "CreateTime")
    };
    let told = format!("no customer {SECRET}");
    vec![
        letter(1, &told).key("k-1").value(&quoted),
        letter(2, &told).key("k-2").value(format!(
            r#"{{"lines":[{{"who":[{{"email":"{SECRET}"}}]}},{{"email":"x","email":"{SECRET}"}}]}}"#
        )),
        letter(3, &told).key(SECRET).value(r#"{"id":3}"#),
        letter(4, "no stock")
            .key("k-4")
            .value(r#"{"id":4}"#)
            .header("x-user", SECRET),
        letter(5, &jackson).key("k-5").value(&quoted),
        letter(
            6,
            &format!("Can't deserialize data [[{decimal}]] from topic"),
        )
        .key("k-6")
        .value(&quoted),
        letter(7, "cannot read it").key("k-7").header(
            "springDeserializerExceptionValue",
            deserializer_exception(quoted.as_bytes()),
        ),
        letter(8, &format!("Unrecognized token '{SECRET}'"))
            .key("k-8")
            .value(format!(r#"{{"id":8,"email":"{SECRET}","#)),
        letter(9, &told)
            .key("k-9")
            .value(format!(r#"{{"email":"{escaped}"}}"#)),
        letter(10, &told)
            .key("k-10")
            .value([b"\x00\xff\xfe", SECRET.as_bytes()].concat()),
        // An int as Kafka's serializer writes it, so that the hexadecimal dump of a key is among them.
        letter(11, &told)
            .key([&[0, 0, 0, 7], SECRET.as_bytes(), &[0xff]].concat())
            .value(&quoted),
    ]
}

/// One line of the table.
pub(super) struct Asked {
    pub(super) words: Vec<String>,
    /// Whether it shows what records hold, so that the secret must be seen without rules.
    pub(super) shows: bool,
}

fn asked(line: &str, shows: bool) -> Asked {
    // A blank inside a word is written `~`.
    let words = line.split(' ').map(|word| word.replace('~', " "));
    Asked {
        words: words.collect(),
        shows,
    }
}

/// Every command in every form that it has.
pub(super) fn table(letters: &str) -> Vec<Asked> {
    let mut table = Vec::new();
    let mut add = |line: String, shows: bool| table.push(asked(&line, shows));
    let all = "ref,time,age,origin,group,exception,root_cause,message,stacktrace,category,fingerprint,attempts,dialect,state,\
               key,value,format,problem,size,notes,header:x-user,header:springDeserializerExceptionValue";
    for command in ["list", "show", "tail"] {
        let of = match command {
            "show" => format!("show {letters} --oldest 99"),
            "tail" => format!("tail {letters} --newest 99 --idle-timeout 1s"),
            _ => format!("list {letters} --state all"),
        };
        for (form, shows) in [
            ("table", true),
            ("wide", true),
            ("json", true),
            ("ndjson", true),
            ("yaml", true),
            ("csv", true),
            ("name", false),
            ("raw", true),
        ] {
            // Following takes a second each, and writes as `list` does.
            if command == "tail" && !matches!(form, "table" | "ndjson" | "csv") {
                continue;
            }
            add(format!("{of} -o {form}"), shows);
        }
        for (template, shows) in [
            ("%k\\n", true),
            ("%K~%S~%V~%R~%H~%o\\n", false),
            ("%s\\n", true),
            ("%v\\n", true),
            ("%s{hex}\\n", true),
            ("%k{base64}\\n", true),
            ("%v{base64raw}\\n", true),
            ("%h\\n", true),
            ("%h{%k=%v{hex}~}\\n", true),
            ("%{message}\\n", true),
            ("%{stacktrace}{base64}\\n", true),
            ("%{problem}~%{key}~%{value}~%{header:x-user}\\n", true),
        ] {
            if command == "tail" {
                continue;
            }
            add(format!("{of} -f {template}"), shows);
        }
    }
    add(format!("list {letters} --state all --columns {all}"), true);
    add(
        format!("list {letters} --state all --columns {all} -o csv"),
        true,
    );
    add(format!("list {letters} --state all --count"), false);
    // Filters see what is there, and say none of it, also where they fail.
    add(
        format!("list {letters} --state all --where has(record.value.email) -o json"),
        true,
    );
    add(
        format!("list {letters} --state all --where {{'a':1}}[record.keyAsText]==1 -o json"),
        false,
    );
    add(format!("show {letters} --oldest 99 --explain"), true);
    add(
        format!("show {letters} --oldest 99 --explain --full-stack --value-format json"),
        true,
    );
    add(
        format!("show {letters} --oldest 99 --value-format avro -o json"),
        true,
    );
    add(
        format!("show {letters} --oldest 99 --value-format hex --key-format hex"),
        true,
    );
    for form in ["table", "json", "yaml"] {
        add(format!("replay {letters} --all --dry-run -o {form}"), false);
    }
    table
}

/// Every group that a summary may have.
pub(super) fn summaries(letters: &str) -> Vec<Asked> {
    let mut table = Vec::new();
    let mut add = |line: String, shows: bool| table.push(asked(&line, shows));
    for by in [
        "fingerprint",
        "message",
        "key",
        "header:x-user",
        "header:springDeserializerExceptionValue",
        "header:kafka_dlt-exception-message",
        "cel:record.value.email",
        "cel:record.valueAsText",
        "cel:string(record.value)",
        "cel:record.keyAsText",
        "cel:dlt.message",
        "exception,category,frame,origin,hour,message",
    ] {
        // Binary headers are told by their class.
        let shows = !matches!(
            by,
            "header:springDeserializerExceptionValue" | "cel:string(record.value)"
        );
        for form in ["table", "wide", "json", "ndjson", "yaml", "csv"] {
            add(
                format!("summary {letters} --state all --by {by} -o {form}"),
                shows,
            );
        }
    }
    table
}
