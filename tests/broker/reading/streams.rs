//! Following, pipes that close, Ctrl-C, and files that are whole or not there.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, ChildStdout};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::super::support::produce::{Producer, produce};
use super::super::support::{Broker, BrokerOptions, Out, Shell};
use super::broker;

fn write(broker: &Broker, topic: &str, value: &str) {
    produce(
        &broker.bootstrap(),
        &[Out::to(topic).partition(0).value(value)],
    );
}

/// Starts the program; its lines can be read as they come.
fn start(shell: &Shell, line: &[&str]) -> (Child, BufReader<ChildStdout>) {
    let mut child = shell.command(line).spawn().unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    (child, out)
}

fn line(out: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    line
}

fn signal(child: &Child, name: &str) {
    let done = std::process::Command::new("kill")
        .args([name, &child.id().to_string()])
        .status();
    assert!(done.unwrap().success());
}

/// Reads what is left and waits for the end: standard output, standard error, status.
fn end(child: Child, mut out: BufReader<ChildStdout>) -> (String, String, Option<i32>) {
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    let ended = child.wait_with_output().unwrap();
    let err = String::from_utf8(ended.stderr).unwrap();
    (rest, err, ended.status.code())
}

#[test]
fn following_shows_what_arrives_and_ends_when_nothing_does() {
    let Some(broker) = broker("--follow shows what arrives") else {
        return;
    };
    let topic = broker.topic("followed", 2);
    let shell = Shell::at(broker);
    let producer = Producer::plain(&broker.bootstrap());
    let mut written = 0;
    let mut write = || {
        producer.send(&Out::to(&topic).partition(0).value("v"));
        assert!(producer.flush().iter().all(Result::is_ok));
        written += 1;
        written
    };
    let mut expected = write();
    for command in [
        &["list", &topic, "--follow", "-o", "name"][..],
        &["tail", &topic, "-o", "name"],
        &["export", &topic, "--follow"],
    ] {
        let (child, mut out) = start(&shell, &[command, &["--idle-timeout", "1500ms"]].concat());
        let mut follow = |to: i32| {
            let shown = line(&mut out);
            let name = format!("{topic}-0@{}", to - 1);
            assert!(shown.contains(&name), "{command:?} {name} {shown}");
        };
        (1..=expected).for_each(&mut follow);
        // Each is shown before the next is written.
        for _ in 0..2 {
            expected = write();
            follow(expected);
        }
        let begun = Instant::now();
        let (rest, err, status) = end(child, out);
        assert_eq!((rest.as_str(), status), ("", Some(0)), "{command:?} {err}");
        assert!(
            begun.elapsed() < Duration::from_secs(4),
            "{:?}",
            begun.elapsed()
        );
    }

    // A limit ends it as soon as it is reached, and what came before is shown at once.
    let limit = (expected + 1).to_string();
    let line_of = ["list", &topic, "--follow", "-o", "name", "-n", &limit];
    let (child, mut out) = start(&shell, &line_of);
    for offset in 0..expected {
        assert_eq!(line(&mut out), format!("{topic}-0@{offset}\n"));
    }
    write();
    let begun = Instant::now();
    let (rest, err, status) = end(child, out);
    assert_eq!(
        (rest, status),
        (format!("{topic}-0@{expected}\n"), Some(0)),
        "{err}"
    );
    assert!(
        begun.elapsed() < Duration::from_secs(2),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn following_from_the_end_shows_only_what_is_new() {
    let Some(broker) = broker("--follow from the end") else {
        return;
    };
    let topic = broker.topic("followed-end", 1);
    write(broker, &topic, "old");
    let shell = Shell::at(broker);
    let (child, mut out) = start(
        &shell,
        &[
            "list",
            &topic,
            "-O",
            "end",
            "--follow",
            "--idle-timeout",
            "5s",
            "-o",
            "raw",
        ],
    );
    // Nobody can see when it has begun, so new records are written until the first is seen.
    let seen = AtomicBool::new(false);
    let first = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !seen.load(Ordering::SeqCst) {
                write(broker, &topic, "new");
            }
        });
        let first = line(&mut out);
        seen.store(true, Ordering::SeqCst);
        first
    });
    assert_eq!(first, "new\n");
    signal(&child, "-TERM");
    let (rest, err, status) = end(child, out);
    assert_eq!(status, Some(143), "{err}");
    assert!(!rest.contains("old"), "{rest}");
}

#[test]
fn several_topics_are_followed_at_once_each_by_its_own_references() {
    let Some(broker) = broker("several topics are followed at once") else {
        return;
    };
    let (one, other) = (broker.topic("one", 1), broker.topic("other", 1));
    for value in ["0", "1", "2"] {
        write(broker, &one, value);
        write(broker, &other, value);
    }
    let shell = Shell::at(broker).file("refs", &format!("{one}-0@0\n{other}-0@2\n"));
    let follow = ["--follow", "--idle-timeout", "300ms", "-o", "name"];
    let name = |topic: &str, offset: i64| format!("{topic}-0@{offset}");
    for (line, expected) in [
        (
            &["list", &one, &other][..],
            vec![
                (&one, 0),
                (&one, 1),
                (&one, 2),
                (&other, 0),
                (&other, 1),
                (&other, 2),
            ],
        ),
        (
            &["list", &one, &other, "--exclude-refs", "refs"],
            vec![(&one, 1), (&one, 2), (&other, 0), (&other, 1)],
        ),
        (&["list", "--refs", "refs"], vec![(&one, 0), (&other, 2)]),
        (
            &["list", &name(&one, 1), &other],
            vec![(&one, 1), (&other, 0), (&other, 1), (&other, 2)],
        ),
    ] {
        let expected: Vec<_> = expected
            .iter()
            .map(|(topic, offset)| name(topic, *offset))
            .collect();
        for line in [[line, &follow].concat(), [line, &["-o", "name"]].concat()] {
            let seen = shell.run(&line);
            let mut found: Vec<_> = String::from_utf8(seen.out)
                .unwrap()
                .lines()
                .map(str::to_owned)
                .collect();
            found.sort();
            assert_eq!(
                (found, seen.status),
                (expected.clone(), Some(0)),
                "{line:?} {}",
                seen.err
            );
        }
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let Some(broker) = broker("a closed pipe is a quiet success") else {
        return;
    };
    let topic = broker.topic("piped", 1);
    let records: Vec<Out> = (0..20_000)
        .map(|number| Out::to(&topic).value(format!("{number:0>100}")))
        .collect();
    produce(&broker.bootstrap(), &records);
    for command in [
        &["list", &topic][..],
        &["list", &topic, "-o", "wide"],
        &["list", &topic, "-o", "name"],
        &["list", &topic, "-o", "json"],
        &["list", &topic, "-o", "ndjson"],
        &["list", &topic, "-o", "raw"],
        &["list", &topic, "-o", "csv"],
        &["list", &topic, "-o", "yaml"],
        &["list", &topic, "-f", "%p@%o %s\\n"],
        &["tail", &topic, "-f", "%s\\n", "-n", "20000"],
        &["list", &topic, "--newest", "20000"],
        &["list", &topic, "--follow"],
        &["show", &topic, "-O", "start"],
        &["export", &topic],
    ] {
        let shell = Shell::at(broker);
        let mut command = command.to_vec();
        command.push("-q");
        let (child, mut out) = start(&shell, &command);
        assert!(!line(&mut out).is_empty(), "{command:?}");
        drop(out);
        let begun = Instant::now();
        let ended = child.wait_with_output().unwrap();
        let err = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(
            (ended.status.code(), err.as_ref()),
            (Some(0), ""),
            "{command:?}"
        );
        assert!(
            begun.elapsed() < Duration::from_secs(3),
            "{command:?} {:?}",
            begun.elapsed()
        );
    }
}

#[test]
fn ctrl_c_ends_with_130_and_keeps_what_was_shown() {
    let Some(broker) = broker("Ctrl-C while following") else {
        return;
    };
    let topic = broker.topic("interrupted", 1);
    for value in ["1", "2", "3"] {
        write(broker, &topic, value);
    }
    let shell = Shell::at(broker);
    for (format, last) in [
        ("name", format!("{topic}-0@2\n")),
        ("raw", "3\n".to_owned()),
        ("table", String::new()),
        ("ndjson", String::new()),
        ("json", String::new()),
    ] {
        let (child, mut out) = start(&shell, &["list", &topic, "--follow", "-o", format]);
        let mut text = line(&mut out);
        for _ in 0..2 {
            text += &line(&mut out);
        }
        signal(&child, "-INT");
        let begun = Instant::now();
        let (rest, err, status) = end(child, out);
        text += &rest;
        assert_eq!(
            (status, err.as_str()),
            (Some(130), "interrupted: 3 records so far\n"),
            "{format}"
        );
        assert!(
            begun.elapsed() < Duration::from_secs(2),
            "{:?}",
            begun.elapsed()
        );
        assert!(text.ends_with(&last), "{format} {text}");
        // What is begun is ended: the document can be read.
        if format == "json" {
            let records: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
            assert_eq!(records.len(), 3);
        }
    }
}

#[test]
fn an_export_file_is_private_whole_and_read_back() {
    let Some(broker) = broker("export -w and decode") else {
        return;
    };
    let topic = broker.topic("exported", 2);
    let records: Vec<Out> = (0..50)
        .map(|number| {
            Out::to(&topic)
                .partition(number % 2)
                .key("k")
                .value(number.to_string())
        })
        .collect();
    produce(&broker.bootstrap(), &records);
    let shell = Shell::at(broker);
    let plain = shell.run(&["export", &topic, "-p", "0"]);
    for name in [
        "d.ndjson",
        "d.ndjson.gz",
        "d.ndjson.zst",
        "d.json",
        "d.json.gz",
        "d.json.zst",
        "d",
    ] {
        let seen = shell.run(&["export", &topic, "-p", "0", "-w", name]);
        assert_eq!(
            (seen.status, seen.out.as_slice()),
            (Some(0), &b""[..]),
            "{name} {seen}"
        );
        assert!(
            seen.err.starts_with("25 records written to "),
            "{name} {seen}"
        );
        let path = shell.folder().join(name);
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
        let begin = fs::read(&path).unwrap()[..2].to_vec();
        let expected: &[u8] = match name.rsplit('.').next() {
            Some("gz") => b"\x1f\x8b",
            Some("zst") => b"\x28\xb5",
            Some("json") => b"[\n",
            _ => b"{\"",
        };
        assert_eq!(begin, expected, "{name}");
        // A raw copy shows that nothing is lost on the way, and a name that every record is there.
        let decoded = shell.run(&["decode", name, "-o", "name"]);
        let names: Vec<_> = (0..25)
            .map(|offset| format!("{topic}-0@{offset}"))
            .collect();
        assert_eq!(
            String::from_utf8_lossy(&decoded.out),
            names.join("\n") + "\n",
            "{name} {decoded}"
        );
        let decoded = shell.run(&["decode", name, "-o", "raw"]);
        let values: Vec<_> = (0..25).map(|number| (number * 2).to_string()).collect();
        assert_eq!(
            String::from_utf8_lossy(&decoded.out),
            values.join("\n") + "\n",
            "{name}"
        );
        assert_eq!(decoded.status, Some(0), "{name} {decoded}");
    }
    assert_eq!(
        fs::read(shell.folder().join("d.ndjson")).unwrap(),
        plain.out
    );
    // A second export takes the place of the first.
    assert_eq!(
        shell
            .run(&["export", &topic, "-p", "1", "-n", "1", "-w", "d.ndjson"])
            .status,
        Some(0)
    );
    assert_eq!(
        fs::read_to_string(shell.folder().join("d.ndjson"))
            .unwrap()
            .lines()
            .count(),
        1
    );
    let piped = shell.feed(&["decode", "-o", "name"], &plain.out);
    assert_eq!(
        String::from_utf8_lossy(&piped.out).lines().count(),
        25,
        "{piped}"
    );
}

/// Lists the files of a folder.
fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn a_run_that_fails_leaves_no_file_and_no_half_of_one() {
    let Some(broker) = broker("a failed export leaves no file") else {
        return;
    };
    let topic = broker.topic("unwritten", 1);
    write(broker, &topic, "1");
    let shell = Shell::at(broker);
    for (line, status) in [
        (&["export", "no-such-topic", "-w", "d.ndjson"][..], 1),
        (&["export", &topic, "-p", "9", "-w", "d.ndjson"], 2),
        (&["export", &topic, "-o", "raw", "-w", "d.ndjson"], 2),
        (&["export", &topic, "-w", "no/such/folder/d.ndjson"], 1),
        (
            &["export", &topic, "-b", "127.0.0.1:1", "-w", "d.ndjson"],
            5,
        ),
    ] {
        let seen = shell.run(line);
        assert_eq!(
            (seen.status, seen.out.as_slice()),
            (Some(status), &b""[..]),
            "{line:?} {seen}"
        );
        assert_eq!(files(shell.folder()), Vec::<String>::new(), "{line:?}");
    }
    // What was there before stays as it was.
    let shell = shell.file("kept.ndjson", "old\n");
    shell.run(&["export", "no-such-topic", "-w", "kept.ndjson"]);
    assert_eq!(files(shell.folder()), ["kept.ndjson"]);
    assert_eq!(
        fs::read_to_string(shell.folder().join("kept.ndjson")).unwrap(),
        "old\n"
    );
}

#[test]
fn a_broker_that_falls_silent_ends_the_reading_within_the_time_out() {
    let Some(broker) = Broker::start(&BrokerOptions::default(), "a silent broker ends a scan")
    else {
        return;
    };
    broker.create_topic("silent", 1, &[]);
    let value = "x".repeat(400_000);
    let records: Vec<Out> = (0..200).map(|_| Out::to("silent").value(&value)).collect();
    produce(&broker.bootstrap(), &records);
    let shell = Shell::at(&broker);
    let command = ["list", "silent", "-o", "raw", "--request-timeout", "2s"];
    let (child, mut out) = start(&shell, &command);
    // It has begun, and more is to come than can be under way while nobody reads on.
    out.read_exact(&mut [0; 1]).unwrap();
    broker.pause();
    let begun = Instant::now();
    let (_, err, status) = end(child, out);
    let took = begun.elapsed();
    let export = [
        "export",
        "silent",
        "-w",
        "d.ndjson",
        "--request-timeout",
        "2s",
    ];
    let unanswered = shell.run(&export);
    broker.resume();
    assert_eq!(status, Some(5), "{err}");
    assert!(
        err.starts_with("error: nothing arrived for 2s: silent-0 at offset "),
        "{err}"
    );
    assert!(took < Duration::from_secs(6), "{took:?}");
    insta::assert_snapshot!(unanswered, @r"
        [stderr]
        error: no answer from 127.0.0.1:PORT
          why: nothing came back within 2 s
          hint: check host and port after -b, or wait longer with --request-timeout
        [exit 5]
        ");
    assert!(
        unanswered.took < Duration::from_secs(4),
        "{:?}",
        unanswered.took
    );
    assert_eq!(files(shell.folder()), Vec::<String>::new());
}
