//! The forms of output: what stands on standard output, and what is refused.

use std::io::Read as _;
use std::path::Path;

use crate::support::{Run, Seen, dltctl};

fn demo(command: &[&str]) -> Seen {
    dltctl(&[&["demo", "--"], command].concat())
}

/// Takes a command line apart at its blanks; a last one stands before an empty word.
fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

/// Runs a command line in the demo whose words hold no blanks.
fn typed(line: &str) -> Seen {
    demo(&words(line))
}

/// Reads CSV as another program does.
fn rows(text: &str) -> Vec<Vec<String>> {
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    reader
        .into_records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

#[test]
fn records_are_csv_alike_in_every_command() {
    let list = typed("list orders.events.DLT -p 0 -O 0:3 -o csv");
    assert_eq!((list.err.as_str(), list.status), ("", 0));
    let read = rows(&list.out);
    assert_eq!(
        read[0].join(","),
        "ref,time,timestamp,topic,partition,offset,origin.topic,origin.partition,origin.offset,group,exception,root_cause,\
         message,category,fingerprint,attempts,dialect,key,value,notes"
    );
    let refs: Vec<_> = read[1..].iter().map(|row| row[0].as_str()).collect();
    let expected = [0, 1, 2].map(|offset| format!("orders.events.DLT-0@{offset}"));
    assert_eq!(refs, expected);
    assert!(read[1][18].starts_with("{\"type\":"), "{}", read[1][18]);
    let show = typed("show orders.events.DLT -p 0 -O 0:3 -o csv");
    let export = typed("export orders.events.DLT -p 0 -O 0:3 -o csv -q");
    assert_eq!((show.out, show.status), (list.out.clone(), 0));
    assert_eq!((export.out, export.status), (list.out.clone(), 0));
    let bare = typed("list orders.events.DLT -p 0 -O 0:3 -o csv --no-header-row");
    assert_eq!(list.out.split_once("\r\n").unwrap().1, bare.out);
}

#[test]
fn what_cannot_be_read_is_told_in_csv() {
    let seen =
        typed("list orders.events.DLT -p 0 -O 33 -o csv --columns ref,origin.partition,notes");
    assert_eq!(seen.status, 0, "{seen}");
    let read = rows(&seen.out);
    assert_eq!(read[1][..2], ["orders.events.DLT-0@33", ""]);
    let note = "kafka_dlt-original-partition: 3 bytes, expected 4; ";
    assert!(read[1][2].starts_with(note), "{seen}");
}

#[test]
fn csv_without_a_record_is_its_heading() {
    let none = typed("list orders.events.DLT --exception Nothing -o csv --columns ref");
    assert_eq!((none.out.as_str(), none.status), ("ref\r\n", 0));
    let none = typed("topics nothing* -o csv --columns topic,NEW-1H");
    assert_eq!((none.out.as_str(), none.status), ("topic,new_1h\r\n", 0));
    let none = typed("topics nothing* -o json");
    assert_eq!((none.out.as_str(), none.status), ("[]\n", 0));
}

#[test]
fn columns_are_those_that_were_named() {
    for (command, heading) in [
        (
            "list orders.events.DLT -n 1 --columns offset,Root-Cause,header:__TypeId__",
            "OFFSET ROOT-CAUSE __TypeId__",
        ),
        (
            "list orders.events.DLT -n 1 --columns ref,state",
            "REF STATE",
        ),
        ("tail orders.events.DLT -n 1 --columns key,ref", "KEY REF"),
        ("topics --columns records,topic", "RECORDS TOPIC"),
        (
            "summary orders.events.DLT --columns frame,count",
            "FRAME COUNT",
        ),
        (
            "summary orders.events.DLT --by origin --columns origin,keys",
            "ORIGIN KEYS",
        ),
        (
            "summary orders.events.DLT -o csv --columns keys,fingerprint",
            "keys,fingerprint",
        ),
        ("topics -o csv --columns new-1h,topic", "new_1h,topic"),
        (
            "list orders.events.DLT -n 1 -o csv --columns value,header:x",
            "value,header:x",
        ),
    ] {
        let seen = typed(command);
        let first = seen.out.lines().next().unwrap_or_default();
        let words: Vec<_> = first.split_whitespace().collect();
        assert_eq!(
            (words.join(" ").as_str(), seen.status),
            (heading, 0),
            "{command}: {seen}"
        );
        assert!(seen.out.lines().count() > 1, "{command}: {seen}");
    }
    // The categories and messages below a summary are no columns.
    let seen = typed("summary orders.events.DLT --columns count");
    assert!(
        seen.out
            .lines()
            .skip(1)
            .all(|line| line.trim().parse::<u32>().is_ok()),
        "{seen}"
    );
}

#[test]
fn what_a_command_does_not_write_is_refused_before_anything_is_read() {
    for (command, what) in [
        (
            "list t --columns ref,colour",
            "`colour` is no column of records",
        ),
        ("list t --columns ", "`` is no column of records"),
        (
            "list t --columns header:",
            "`header:` is no column of records",
        ),
        (
            "list t -o csv --columns colour",
            "`colour` is no column of records",
        ),
        (
            "export t -o csv --columns colour",
            "`colour` is no column of records",
        ),
        (
            "export t --columns ref",
            "only an export as csv has columns",
        ),
        ("export t -o wide", "an export is ndjson, json or csv"),
        ("show t --columns ref", "only tables and csv have columns"),
        (
            "list t -o ndjson --columns ref",
            "only tables and csv have columns",
        ),
        ("summary t --by cel:foo.bar", "there is nothing named `foo`"),
        (
            "summary t --by cel:record.valu",
            "there is no `record.valu`",
        ),
        (
            "summary t --by origin,cel:1+",
            "this is no expression in CEL",
        ),
        ("summary t --by cel:", "this is no expression in CEL"),
        ("summary t --by origin,,key", "a field of --by is empty"),
        ("topics --columns ref", "there is no column `ref`"),
        ("summary t --columns ref", "there is no column `ref`"),
        ("summary t -o csv --columns ref", "there is no column `ref`"),
        (
            "replay t --all --columns ref",
            "this command has no columns to choose from",
        ),
        ("replay t --all -o csv", "this command does not write csv"),
        ("version -o csv", "this command does not write csv"),
    ] {
        // No broker is there: whoever connects first would say so.
        let nowhere = ["-b", "127.0.0.1:1", "--request-timeout", "2s"];
        let seen = dltctl(&[&nowhere[..], &words(command)].concat());
        assert_eq!(
            (seen.out.as_str(), seen.status),
            ("", 2),
            "{command}: {seen}"
        );
        assert!(seen.err.contains(what), "{command}: {seen}");
    }
    // The control: a good one gets as far as the broker that is not there.
    let seen = dltctl(&[
        "-b",
        "127.0.0.1:1",
        "--request-timeout",
        "2s",
        "list",
        "t",
        "--columns",
        "ref",
    ]);
    assert_eq!(seen.status, 5, "{seen}");
}

#[test]
fn a_template_says_what_is_written_of_a_record() {
    let template = "%t/%p/%o %k %{exception} %{origin.offset}\\n";
    let expected = "orders.events.DLT/0/0 ord-116941 org.springframework.web.client.ResourceAccessException 5\n";
    for command in ["list", "show", "export"] {
        let seen = demo(&[
            command,
            "orders.events.DLT",
            "-p",
            "0",
            "-O",
            "0",
            "-q",
            "-f",
            template,
        ]);
        assert_eq!(
            (seen.out.as_str(), seen.err.as_str(), seen.status),
            (expected, "", 0),
            "{command}"
        );
    }
    let tail = typed("tail orders.events.DLT -n 2 -f %{ref}\\n");
    assert_eq!((tail.out.lines().count(), tail.status), (2, 0), "{tail}");
    // In front of `demo` it is the inner command's, unless that has a form of its own.
    let list = [
        "demo",
        "--",
        "list",
        "orders.events.DLT",
        "-p",
        "0",
        "-O",
        "0",
    ];
    let seen = dltctl(&[&["-f", "%o."][..], &list].concat());
    assert_eq!((seen.out.as_str(), seen.status), ("0.", 0), "{seen}");
    let seen = dltctl(&[&["-f", "%o."][..], &list, &["-o", "name"]].concat());
    assert_eq!(
        (seen.out.as_str(), seen.status),
        ("orders.events.DLT-0@0\n", 0),
        "{seen}"
    );
    let none = typed("list orders.events.DLT --exception Nothing -f %o\\n");
    assert_eq!((none.out.as_str(), none.status), ("", 0), "{none}");
}

#[test]
fn a_summary_by_an_expression() {
    let by = "cel:has(record.value.total) && record.value.total > 100.0 ? 'large, yes' : 'small',partition";
    let seen = demo(&[
        "summary",
        "orders.events.DLT",
        "--by",
        by,
        "-o",
        "csv",
        "--columns",
        "partition,count",
    ]);
    assert_eq!((rows(&seen.out).len(), seen.status), (10, 0), "{seen}");
    let seen = typed("summary orders.events.DLT --by cel:record.value.type -o csv");
    let read = rows(&seen.out);
    let groups: Vec<_> = read
        .iter()
        .map(|row| (row[0].as_str(), row[1].as_str()))
        .collect();
    assert_eq!(
        groups,
        [
            ("cel:record.value.type", "count"),
            ("OrderPlaced", "293"),
            ("", "15")
        ],
        "{seen}"
    );
    assert_eq!(
        seen.err,
        "--by: 1 of 308 records had no field `value`\n\
         --by: 14 of 308 records have no value: what has no fields was asked for one\n"
    );
    let seen = typed("summary orders.events.DLT --by cel:record.value.type");
    assert!(seen.out.contains(" cel:record.value.type "), "{seen}");
    let is_nothing = |line: &str| line.trim_start().starts_with("15 ") && line.contains(" -  ");
    assert!(seen.out.lines().any(is_nothing), "{seen}");
    // Whatever the value is, it is text that groups.
    for (expression, first) in [
        ("record.partition - record.partition + 1", "1"),
        ("size(dlt.dialect) > 1", "true"),
        ("[1, 2.5, 'x', null]", "[1, 2.5, \"x\", null]"),
        ("{'b': 1, 'a': [true]}", "{a: [true], b: 1}"),
        ("null", ""),
        ("duration('90s')", "90s"),
        (
            "timestamp('2026-11-21T06:51:15Z')",
            "2026-11-21T06:51:15+00:00",
        ),
    ] {
        let by = format!("cel:{expression}");
        let seen = demo(&["summary", "orders.events.DLT", "--by", &by, "-o", "csv"]);
        assert_eq!(
            (rows(&seen.out)[1][0].as_str(), seen.status),
            (first, 0),
            "{expression}: {seen}"
        );
    }
}

#[test]
fn yaml_is_one_list_of_what_json_has() {
    let list = typed("list orders.events.DLT -p 0 -O 0:2 -o yaml");
    assert_eq!((list.err.as_str(), list.status), ("", 0));
    assert!(
        list.out
            .starts_with("- v: 1\n  ref: orders.events.DLT-0@0\n"),
        "{list}"
    );
    let refs = list.out.lines().filter(|line| line.starts_with("- v: 1"));
    assert_eq!(refs.count(), 2);
    assert!(
        list.out.contains("    text: |\n      org.springframework."),
        "{list}"
    );
    assert!(
        list.out.contains("\n      \tat org.springframework."),
        "{list}"
    );
    for (command, first) in [
        (
            &[
                "list",
                "orders.events.DLT",
                "--exception",
                "Nothing",
                "-o",
                "yaml",
            ][..],
            "[]",
        ),
        (
            &["list", "orders.events.DLT", "--count", "-o", "yaml"],
            "v: 1",
        ),
        (&["show", "orders.events.DLT-0@0", "-o", "yaml"], "- v: 1"),
        (&["topics", "-o", "yaml"], "- topic: inventory.events.DLT"),
        (&["topics", "nothing*", "-o", "yaml"], "[]"),
        (&["summary", "orders.events.DLT", "-o", "yaml"], "v: 1"),
        (
            &[
                "replay",
                "orders.events.DLT",
                "-p",
                "0",
                "-O",
                "0:2",
                "--dry-run",
                "-o",
                "yaml",
            ],
            "v: 1",
        ),
        (&["version", "-o", "yaml"], "v: 1"),
    ] {
        let seen = demo(command);
        assert_eq!(
            (seen.out.lines().next(), seen.status),
            (Some(first), 0),
            "{command:?}: {seen}"
        );
    }
    let export = typed("export orders.events.DLT -o yaml");
    assert_eq!((export.out.as_str(), export.status), ("", 2), "{export}");
}

#[test]
fn a_template_goes_to_a_file_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("refs.txt");
    let seen = demo(&[
        "export",
        "orders.events.DLT",
        "-n",
        "3",
        "-f",
        "%{ref}\\n",
        "-w",
        path.to_str().unwrap(),
    ]);
    assert_eq!((seen.out.as_str(), seen.status), ("", 0), "{seen}");
    assert_eq!(unpacked(&path).lines().count(), 3);
}

#[test]
fn a_terminal_gets_a_templates_text_escaped_unless_forced() {
    // One of the headers is a number in binary, with NULs.
    let template = "%h{%v}";
    let list = [
        "demo",
        "--",
        "list",
        "orders.events.DLT",
        "-p",
        "0",
        "-O",
        "0",
        "-f",
        template,
    ];
    let run = Run {
        width: Some(80),
        ..Run::default()
    };
    let seen = run.dltctl(&list);
    assert!(
        !seen.out.contains('\0') && seen.out.contains("\\x00"),
        "{seen}"
    );
    let seen = run.dltctl(&[&list[..], &["--force"]].concat());
    assert!(seen.out.contains('\0'), "{seen}");
    assert!(dltctl(&list).out.contains('\0'));
}

fn unpacked(path: &Path) -> String {
    let file = std::fs::File::open(path).unwrap();
    let mut text = String::new();
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("gz") => flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text),
        Some("zst") => zstd::Decoder::new(file).unwrap().read_to_string(&mut text),
        _ => {
            let mut file = file;
            file.read_to_string(&mut text)
        }
    }
    .unwrap();
    text
}

#[test]
fn a_file_of_csv_is_written_and_never_read_back() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["x.csv", "x.csv.gz", "x.csv.zst"] {
        let path = folder.path().join(name);
        let path = path.to_str().unwrap();
        let seen = demo(&[
            "export",
            "orders.events.DLT",
            "-n",
            "7",
            "-w",
            path,
            "--columns",
            "ref,key",
        ]);
        assert_eq!((seen.out.as_str(), seen.status), ("", 0), "{seen}");
        assert!(seen.err.contains("7 records written to"), "{seen}");
        let text = unpacked(Path::new(path));
        assert!(text.starts_with("ref,key\r\norders.events.DLT-"), "{text}");
        assert_eq!(rows(&text).len(), 8);
        for command in [
            &["replay", "--from", path, "--all", "--dry-run"][..],
            &["decode", path],
        ] {
            let seen = demo(command);
            assert_eq!(
                (seen.out.as_str(), seen.status),
                ("", 2),
                "{command:?}: {seen}"
            );
            assert!(
                seen.err.contains("is csv") && seen.err.contains("export the records as ndjson"),
                "{seen}"
            );
        }
    }
}

#[test]
fn a_dash_is_standard_output_in_every_form() {
    for form in [
        &[][..],
        &["-o", "json"],
        &["--form", "csv"],
        &["-f", "%p %o\n"],
    ] {
        let export = ["export", "orders.events.DLT", "-p", "0", "-O", "3"];
        let mut plain = demo(&[&export[..], form].concat());
        let mut dash = demo(&[&export[..], &["-w", "-"], form].concat());
        for seen in [&mut plain, &mut dash] {
            // Each demo is a cluster of its own.
            let id = seen.out.split("\"cluster_id\":\"").nth(1);
            if let Some(id) = id.and_then(|rest| rest.split('"').next()) {
                seen.out = seen.out.replace(id, "CLUSTER");
            }
        }
        assert_eq!((plain.status, dash.status), (0, 0), "{form:?}: {dash}");
        assert!(!plain.out.is_empty(), "{form:?}: {plain}");
        assert_eq!(dash.out, plain.out, "{form:?}");
        let said = "1 record written to standard output in ";
        assert!(dash.err.starts_with(said), "{form:?}: {dash}");
        assert!(plain.err.starts_with(said), "{form:?}: {plain}");
    }
}

#[test]
fn a_file_may_be_named_like_a_dash() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("-");
    let path = path.to_str().unwrap();
    let seen = demo(&[
        "export",
        "orders.events.DLT",
        "-p",
        "0",
        "-O",
        "3",
        "-w",
        path,
    ]);
    assert_eq!((seen.out.as_str(), seen.status), ("", 0), "{seen}");
    let said = format!("1 record written to {path}, ");
    assert!(seen.err.starts_with(&said), "{seen}");
    assert!(unpacked(Path::new(path)).starts_with("{\"v\":1,"));
}

#[test]
fn a_terminal_gets_no_control_characters_in_csv() {
    // The hostile records of the demo are of a topic of their own; here the columns of a header stand for them.
    let run = Run {
        width: Some(80),
        ..Run::default()
    };
    let seen = run.dltctl(&[
        "demo",
        "--",
        "list",
        "orders.events.DLT",
        "-n",
        "1",
        "-o",
        "csv",
        "--columns",
        "stacktrace",
    ]);
    assert_eq!(seen.status, 0, "{seen}");
    assert_eq!(seen.out.matches("\r\n").count(), 2, "{seen}");
    assert!(seen.out.contains("\\n\\tat "), "{seen}");
    let seen = typed("list orders.events.DLT -n 1 -o csv --columns stacktrace");
    assert!(seen.out.contains("\n\tat "), "{seen}");
    assert_eq!(rows(&seen.out).len(), 2, "{seen}");
}
