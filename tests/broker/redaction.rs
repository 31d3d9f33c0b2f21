//! What is masked is in no output whatever, and without rules it is in every one that shows records.

mod cases;

use std::path::Path;
use std::process::Stdio;

use self::cases::{Asked, SECRET, forms, records, summaries, table};
use super::support::Out;
use super::support::produce::produce;
use super::support::replaying::{Lab, finish, letter};

const RULES: &[&str] = &[
    "--redact",
    "$..email",
    "--redact",
    "key",
    "--redact",
    "header:x-us*",
];

/// Returns the forms of the secret that stand in a text.
fn found(forms: &[String], text: &str) -> Vec<String> {
    forms
        .iter()
        .filter(|form| text.contains(form.as_str()))
        .cloned()
        .collect()
}

/// Runs one line of the table; returns everything that it printed.
fn run(lab: &Lab<'_>, words: &[String], more: &[&str]) -> String {
    let words: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .chain(more.iter().copied())
        .collect();
    let mut command = lab.command(&words);
    command.stdin(Stdio::null());
    let ended = finish(&mut command);
    let status = ended.status.code();
    let out = String::from_utf8_lossy(&ended.stdout).into_owned();
    let err = String::from_utf8_lossy(&ended.stderr);
    assert!(
        matches!(status, Some(0 | 3)),
        "{words:?} ended with {status:?}\n{out}\n{err}"
    );
    assert!(
        !out.is_empty() || words.contains(&"export"),
        "{words:?} printed nothing\n{err}"
    );
    out + &err
}

#[test]
fn a_secret_is_in_no_output() {
    let Some(lab) = Lab::new("a secret is in no output") else {
        return;
    };
    produce(&lab.broker.bootstrap(), &records(&lab));
    let forms = forms();
    let mut unseen = Vec::new();
    let summaries = summaries(&lab.letters);
    for Asked { words, shows } in table(&lab.letters).into_iter().chain(summaries) {
        let seen = run(&lab, &words, RULES);
        let leaked = found(&forms, &seen);
        assert!(leaked.is_empty(), "{words:?} shows {leaked:?}\n{seen}");
        // The control: what is never seen proves nothing.
        if shows && found(&forms, &run(&lab, &words, &[])).is_empty() {
            unseen.push(words);
        }
    }
    // Digests of what can be guessed are not told either.
    let plan = ["replay", &lab.letters, "--all", "--dry-run", "-o", "json"].map(str::to_owned);
    assert!(run(&lab, &plan, RULES).contains("\"digest\":null"));
    assert!(!run(&lab, &plan, &[]).contains("\"digest\":null"));
    assert!(
        unseen.is_empty(),
        "even without rules these show nothing: {unseen:#?}"
    );
}

/// Reads a file as it is, and unpacked where it is compressed.
fn content(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap();
    let mut unpacked = Vec::new();
    if path.extension().is_some_and(|ending| ending == "gz") {
        let mut decoder = flate2::read::MultiGzDecoder::new(bytes.as_slice());
        std::io::copy(&mut decoder, &mut unpacked).unwrap();
    } else if path.extension().is_some_and(|ending| ending == "zst") {
        unpacked = zstd::decode_all(bytes.as_slice()).unwrap();
    }
    String::from_utf8_lossy(&bytes).into_owned() + &String::from_utf8_lossy(&unpacked)
}

#[test]
fn a_secret_is_in_no_file() {
    let Some(lab) = Lab::new("a secret is in no file") else {
        return;
    };
    produce(&lab.broker.bootstrap(), &records(&lab));
    let forms = forms();
    for decode in [false, true] {
        for name in ["a.ndjson", "a.json", "a.csv", "a.ndjson.gz", "a.json.zst"] {
            let path = lab.path(name);
            let file = path.to_str().unwrap().to_owned();
            let mut words = vec![
                "export".to_owned(),
                lab.letters.clone(),
                "-w".to_owned(),
                file.clone(),
            ];
            if decode && !name.contains("csv") {
                words.push("--decode".to_owned());
            }
            run(&lab, &words, &[]);
            assert!(
                !found(&forms, &content(&path)).is_empty(),
                "the control of {name}"
            );
            let said = run(&lab, &words, RULES);
            let leaked = found(&forms, &(content(&path) + &said));
            assert!(leaked.is_empty(), "{name} holds {leaked:?}");
            if name.contains("csv") {
                continue;
            }
            let told =
                said.contains("11 of them are redacted, and cannot be replayed from the export");
            assert!(told, "{said}");
            for form in ["table", "json", "ndjson", "yaml", "csv"] {
                let words = ["decode", &file, "-o", form].map(str::to_owned);
                let seen = run(&lab, &words, &[]);
                let leaked = found(&forms, &seen);
                assert!(
                    leaked.is_empty(),
                    "decode {name} as {form} shows {leaked:?}"
                );
                assert!(
                    seen.contains("[redacted]") || seen.contains("redacted"),
                    "{seen}"
                );
                assert!(!seen.contains("changed after"), "{seen}");
            }
            let words = ["replay", "--from", &file, "--all", "--dry-run"].map(str::to_owned);
            let seen = run(&lab, &words, &[]);
            assert!(
                seen.contains("11  redacted when it was exported, so it is not whole"),
                "{seen}"
            );
            assert!(
                seen.contains("Replay 0 of 11 selected dead letters"),
                "{seen}"
            );
        }
    }
    // An export that is whole is masked when it is looked at, and is still whole.
    let path = lab.path("whole.ndjson");
    let file = path.to_str().unwrap();
    run(
        &lab,
        &["export", &lab.letters, "-w", file].map(str::to_owned),
        &[],
    );
    for form in ["table", "json", "csv"] {
        let words = ["decode", file, "-o", form].map(str::to_owned);
        assert!(!found(&forms, &run(&lab, &words, &[])).is_empty(), "{form}");
        let leaked = found(&forms, &run(&lab, &words, RULES));
        assert!(leaked.is_empty(), "decode as {form} shows {leaked:?}");
    }
}

#[test]
fn the_configuration_masks_and_turning_it_off_is_told() {
    let Some(lab) = Lab::new("the configuration masks") else {
        return;
    };
    produce(&lab.broker.bootstrap(), &records(&lab));
    let forms = forms();
    std::fs::create_dir_all(lab.path(".config/dltctl")).unwrap();
    std::fs::write(
        lab.path(".config/dltctl/config.toml"),
        "redact = [\"$..email\", \"header:x-user\"]\n",
    )
    .unwrap();
    // The project's file adds a rule.
    std::fs::write(lab.path(".dltctl.toml"), "redact = \"key\"\n").unwrap();
    let list = ["list", &lab.letters, "--state", "all", "-o", "json"].map(str::to_owned);
    let seen = run(&lab, &list, &[]);
    assert!(found(&forms, &seen).is_empty(), "{seen}");
    assert!(
        found(
            &forms,
            &run(&lab, &["topics", &lab.letters].map(str::to_owned), &[])
        )
        .is_empty()
    );
    let seen = run(&lab, &list, &["--no-redact", "-q"]);
    assert!(!found(&forms, &seen).is_empty());
    let told = "redaction is off (--no-redact): 3 rules of the configuration do not apply";
    assert!(seen.contains(told), "{seen}");
    let mut both = lab.command(&["list", &lab.letters, "--no-redact", "--redact", "key"]);
    let ended = finish(&mut both);
    assert_eq!(ended.status.code(), Some(2));
    let mut mistake = lab.command(&["list", &lab.letters, "--redact", "$.a["]);
    let ended = finish(&mut mistake);
    assert_eq!(ended.status.code(), Some(2));
    let err = String::from_utf8_lossy(&ended.stderr);
    assert!(
        err.contains("`[` is not closed") && err.contains("tip: paths are"),
        "{err}"
    );
    // Filters see what is masked, and what is sent is whole.
    let named = [
        "list",
        &lab.letters,
        "--state",
        "all",
        "--key",
        SECRET,
        "-o",
        "name",
    ]
    .map(str::to_owned);
    assert!(run(&lab, &named, &[]).contains("-0@2"));
    let sent = [
        "replay",
        &lab.letters,
        "--all",
        "--yes",
        "--ledger",
        &lab.ledger,
        "-o",
        "json",
    ]
    .map(str::to_owned);
    let seen = run(&lab, &sent, &[]);
    assert!(found(&forms, &seen).is_empty(), "{seen}");
    let there = lab
        .broker
        .dump(&lab.target, super::support::Isolation::Committed);
    let secret = SECRET.as_bytes();
    let has = |bytes: &Option<Vec<u8>>| {
        bytes
            .as_ref()
            .is_some_and(|all| all.windows(secret.len()).any(|one| one == secret))
    };
    assert!(
        there.iter().any(|record| has(&record.key))
            && there.iter().any(|record| has(&record.value))
    );
}

#[test]
fn what_a_schema_describes_is_masked_by_its_fields() {
    let Some(lab) = Lab::new("what a schema describes is masked by its fields") else {
        return;
    };
    let schema = r#"{"type":"record","name":"Order","namespace":"com.acme","fields":[
        {"name":"cents","type":"int"},{"name":"customer","type":["null",
            {"type":"record","name":"Customer","fields":[{"name":"email","type":"string"}]}]}]}"#;
    std::fs::write(lab.path("order.avsc"), schema).unwrap();
    // 1250 cents, the second branch, and a text with its length before it.
    let length = u8::try_from(SECRET.len() * 2).unwrap();
    let value = [&[0xc4, 0x13, 0x02, length], SECRET.as_bytes()].concat();
    let told = format!("no customer {SECRET}");
    let letter = letter(&lab.letters, &lab.target, 0, 1).value(value);
    produce(
        &lab.broker.bootstrap(),
        &[letter.header("kafka_dlt-exception-message", &told)],
    );
    let forms = forms();
    let by_schema = ["--avro-schema", "order.avsc"];
    for form in ["table", "json", "yaml", "csv", "raw", "template"] {
        let form = match form {
            "template" => ["-f", "%s\\n"],
            form => ["-o", form],
        };
        for rule in ["$.customer.email", "$.customer", "$..email", "value"] {
            let words = ["show", &lab.letters, form[0], form[1]].map(str::to_owned);
            let more = ["--redact", rule];
            // Without the schema nobody knows where the field is, so nothing is shown at all.
            let seen = run(&lab, &words, &more);
            assert!(found(&forms, &seen).is_empty(), "{form:?} {rule}\n{seen}");
            assert!(!seen.contains("1250"), "{seen}");
            let seen = run(&lab, &words, &[&more[..], &by_schema].concat());
            assert!(found(&forms, &seen).is_empty(), "{form:?} {rule}\n{seen}");
            assert_eq!(
                seen.contains("1250"),
                rule != "value",
                "{form:?} {rule}\n{seen}"
            );
            if form == ["-o", "json"] {
                assert!(seen.contains(r#""format":"avro""#), "{seen}");
            }
        }
        let words = ["show", &lab.letters, form[0], form[1]].map(str::to_owned);
        let seen = run(&lab, &words, &by_schema);
        assert!(!found(&forms, &seen).is_empty(), "the control: {form:?}");
    }
    // Why a consumer would not read it is told without what it would not read.
    let words = [
        "replay",
        &lab.letters,
        "--all",
        "--dry-run",
        "--validate",
        "order.avsc",
    ];
    let other = schema.replace("email\",\"type\":\"string", "email\",\"type\":\"int");
    std::fs::write(lab.path("order.avsc"), other).unwrap();
    let words = words.map(str::to_owned);
    let seen = run(&lab, &words, &["--redact", "$..email"]);
    assert!(
        seen.contains("(why is redacted)") && found(&forms, &seen).is_empty(),
        "{seen}"
    );
    assert!(!run(&lab, &words, &[]).contains("(why is redacted)"));
}

#[test]
fn a_record_that_is_fetched_is_masked_too() {
    let Some(lab) = Lab::new("a record that is fetched is masked too") else {
        return;
    };
    let source = Out::to(&lab.target)
        .partition(0)
        .key(SECRET)
        .value(format!(r#"{{"cents":1250,"email":"{SECRET}"}}"#))
        .header("x-user", SECRET);
    // As a broker writes it for a share group: neither key nor value.
    let letter = Out::to(&lab.letters)
        .partition(0)
        .header("__dlq.errors.topic", &lab.target)
        .header("__dlq.errors.partition", "0")
        .header("__dlq.errors.offset", "0")
        .header("__dlq.errors.message", format!("no customer {SECRET}"));
    produce(&lab.broker.bootstrap(), &[source, letter]);
    let forms = forms();
    for form in ["table", "json", "ndjson", "yaml"] {
        let words = ["show", &lab.letters, "-o", form].map(str::to_owned);
        let seen = run(&lab, &words, RULES);
        assert!(found(&forms, &seen).is_empty(), "{form}\n{seen}");
        assert!(
            seen.contains("1250") && seen.contains("no customer [redacted]"),
            "{seen}"
        );
        let seen = run(&lab, &words, &["--redact", "header:nothing"]);
        assert!(
            !found(&forms, &seen).is_empty() && seen.contains("1250"),
            "the control: {seen}"
        );
    }
}
