//! What a person is told who mistypes, asks for what is not there, or sits before a narrow terminal.

use crate::support::{Run, Seen, dltctl};

fn demo(command: &[&str]) -> Seen {
    dltctl(&[&["demo", "--"], command].concat())
}

#[test]
fn output_flags_before_demo_are_those_of_the_inner_command() {
    let seen = dltctl(&[
        "-o",
        "name",
        "demo",
        "list",
        "payments.events-dlt",
        "--newest",
        "1",
    ]);
    assert!(seen.out.starts_with("payments.events-dlt-"), "{seen}");
    assert_eq!((seen.out.lines().count(), seen.status), (1, 0), "{seen}");
    // The inner command's own come first.
    let seen = dltctl(&["-o", "name", "demo", "--", "topics", "-o", "json"]);
    assert!(seen.out.starts_with('['), "{seen}");
    let seen = dltctl(&["demo", "-o", "json"]);
    assert_eq!((seen.out.as_str(), seen.status), ("", 2), "{seen}");
}

#[test]
fn the_demo_refuses_to_go_to_another_cluster() {
    for flags in [
        ["-b", "prod:9092"],
        ["-C", "prod"],
        ["-F", "prod.properties"],
    ] {
        let before = [&flags[..], &["demo", "topics"]].concat();
        // A command inside must not leave it either, least of all a replay.
        let inside = [&["demo", "--", "topics"], &flags[..]].concat();
        for command in [before, inside] {
            let seen = dltctl(&command);
            assert_eq!((seen.out.as_str(), seen.status), ("", 2), "{seen}");
            assert!(seen.err.contains("a cluster of its own"), "{seen}");
        }
    }
}

#[test]
fn a_broken_configuration_file_stops_only_what_needs_a_cluster() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("dltctl").join("config.toml");
    std::fs::create_dir(broken.parent().unwrap()).unwrap();
    std::fs::write(&broken, "contexts = 7").unwrap();
    let run = |input: &[u8]| Run {
        input: input.to_vec(),
        variables: vec![(
            "XDG_CONFIG_HOME",
            folder.path().to_str().unwrap().to_owned(),
        )],
        ..Run::default()
    };
    let exported = demo(&["export", "payments.events-dlt", "--newest", "1"]).out;
    for command in [&["version"][..], &["completion", "bash"]] {
        let seen = run(exported.as_bytes()).dltctl(command);
        assert_eq!((seen.err.as_str(), seen.status), ("", 0), "{command:?}");
        assert_ne!(seen.out, "");
    }
    // Dialects and categories are read for what follows.
    for (command, input) in [(&["topics"], &b""[..]), (&["decode"], exported.as_bytes())] {
        let seen = run(input).dltctl(command);
        assert_eq!(seen.status, 2, "{seen}");
        assert!(seen.err.contains("config.toml"), "{seen}");
    }
}

#[test]
fn what_is_not_there_is_told_apart() {
    for (command, status, told) in [
        (
            &["list"][..],
            2,
            "`dltctl demo -- topics` lists dead-letter topics",
        ),
        (
            &["list", "orders.events.DLT-0"],
            1,
            "a partition is `orders.events.DLT -p 0`, a record `orders.events.DLT-0@OFFSET`",
        ),
        (
            &["list", "orders.events.DLT", "-p", "0", "-O", "9000:"],
            0,
            "no offset of orders.events.DLT is in that range; orders.events.DLT-0 has 0 to ",
        ),
        (
            &["list", "orders.events.DLT", "--exception", "Nothing"],
            0,
            "no record of orders.events.DLT matches",
        ),
        (
            &["list", "payments.events-dlt", "--state", "replayed"],
            0,
            "no record of payments.events-dlt matches",
        ),
        (
            &["summary", "orders.events.DLT", "--by", "exeption"],
            0,
            "no record has a header `exeption`; fields are fingerprint, category, exception",
        ),
        (&["topics", "payments"], 0, "part of a name is '*payments*'"),
        (
            &[
                "tail",
                "orders.events.DLT",
                "-O",
                "end",
                "--idle-timeout",
                "100ms",
            ],
            0,
            "nothing arrived in orders.events.DLT",
        ),
        (
            &[
                "tail",
                "orders.events.DLT",
                "-O",
                "end",
                "--idle-timeout",
                "100ms",
            ],
            0,
            "nothing arrived in orders.events.DLT",
        ),
    ] {
        let seen = demo(command);
        assert_eq!(seen.status, status, "{seen}");
        assert!(seen.err.contains(told), "{seen}");
    }
    // A header that some records have is none of a mistake.
    let seen = demo(&["summary", "orders.events.DLT", "--by", "eventId"]);
    assert!(!seen.err.contains("no record has"), "{seen}");
}

#[test]
fn hints_inside_the_demo_name_commands_that_work_there() {
    let cases: [(&[&str], &str); 4] = [
        (
            &["list", "zzz"],
            "`dltctl demo -- topics` lists dead-letter topics",
        ),
        (
            &["show", "orders.events.DLT", "-k", "none"],
            "`dltctl demo -- list TOPIC --newest 20`",
        ),
        (
            &["list", "zzz", "-o", "json"],
            "`dltctl demo -- topics` lists dead-letter topics",
        ),
        (
            &[
                "replay",
                "orders.events.DLT",
                "-p",
                "0",
                "-O",
                "1:2",
                "--ledger",
                "none",
                "--dry-run",
            ],
            "`dltctl demo -- ledger init --ledger none`",
        ),
    ];
    for (command, told) in cases {
        let seen = demo(command);
        assert!(seen.to_string().contains(told), "{seen}");
        assert!(!seen.to_string().contains("`dltctl topics"), "{seen}");
    }
    // Outside, they are what they were.
    let seen = dltctl(&["list"]);
    assert!(seen.err.contains("tip: `dltctl topics` lists"), "{seen}");
    // The cluster ends with the command, so nothing is said that only works on it.
    let seen = demo(&[
        "replay",
        "orders.events.DLT",
        "-p",
        "0",
        "-O",
        "1:2",
        "--yes",
    ]);
    assert_eq!(seen.status, 0, "{seen}");
    assert!(!seen.to_string().contains("next:"), "{seen}");
}

#[test]
fn one_v_shows_what_the_client_library_says() {
    let told = |more: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_dltctl"))
            .env_clear()
            .env("HOME", folder.path())
            .env("DLTCTL_NO_SUCH", "1")
            .current_dir(folder.path())
            .args(["-b", "127.0.0.1:1", "--request-timeout", "1s", "topics"])
            .args(more)
            .output()
            .unwrap();
        assert_eq!(
            (output.stdout.as_slice(), output.status.code()),
            (&b""[..], Some(5))
        );
        String::from_utf8(output.stderr).unwrap()
    };
    let (quiet, verbose) = (told(&[]), told(&["-v"]));
    for said in ["librdkafka: ", "DLTCTL_NO_SUCH"] {
        assert!(!quiet.contains(said), "{quiet}");
        assert!(verbose.contains(said), "{verbose}");
    }
}

#[test]
fn a_terminals_long_output_goes_through_the_pager_and_a_pipes_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paged");
    let run = |width, pager: &str, command: &[&str]| {
        let _ = std::fs::remove_file(&file);
        let pager = format!("{pager} > {}", file.display());
        let run = Run {
            width,
            variables: vec![("PAGER", "false".to_owned()), ("DLTCTL_PAGER", pager)],
            ..Run::default()
        };
        let seen = run.dltctl(&[&["demo", "--"], command].concat());
        (seen, std::fs::read_to_string(&file).ok())
    };
    let list = ["list", "orders.events.DLT"];
    for command in [
        &list[..],
        &["show", "orders.events.DLT-0@1"],
        &["summary", "orders.events.DLT"],
    ] {
        let (piped, none) = run(None, "cat", command);
        assert_eq!((none, piped.status), (None, 0));
        let (seen, shown) = run(Some(1_000), "cat", command);
        assert_eq!((seen.out.as_str(), seen.status), ("", 0), "{seen}");
        let lines = piped.out.lines().count();
        assert_eq!(shown.unwrap().lines().count(), lines, "{command:?}");
        let without = [command, &["--no-pager"]].concat();
        let (seen, none) = run(Some(1_000), "cat", &without);
        assert_eq!((none, seen.out.lines().count()), (None, lines));
    }
    // Whoever leaves early has seen enough.
    let (seen, shown) = run(Some(100), "head -n 2", &list);
    assert_eq!(
        (shown.unwrap().lines().count(), seen.status),
        (2, 0),
        "{seen}"
    );
    // What is for programs, what goes on for ever, and what failed before it began is not paged.
    for command in [
        &["list", "orders.events.DLT", "-o", "name"][..],
        &["tail", "orders.events.DLT", "--idle-timeout", "100ms"],
        &["list", "nothing"],
    ] {
        let (seen, none) = run(Some(100), "cat", command);
        assert_eq!(none, None, "{seen}");
    }
    let (seen, _) = run(Some(100), "/no/such/pager", &list);
    assert!(
        seen.err
            .contains("cannot be started: --no-pager does without"),
        "{seen}"
    );
}

#[test]
fn a_long_list_on_a_terminal_says_how_it_gets_shorter() {
    let run = |width, more: &[&str]| {
        let run = Run {
            width,
            ..Run::default()
        };
        run.dltctl(&[&["demo", "--", "list", "orders.events.DLT"], more].concat())
            .err
    };
    let told = "308 records; `--newest 20` shows the newest, `-n 20` the first, `dltctl demo -- summary orders.events.DLT` \
                what they have in common\n";
    assert_eq!(run(Some(1_000), &[]), told);
    assert_eq!(run(None, &[]), "");
    assert_eq!(run(Some(1_000), &["--newest", "200"]), "");
    assert_eq!(run(Some(1_000), &["-o", "name"]), "");
    assert_eq!(run(Some(1_000), &["-p", "0", "-O", "0:5"]), "");
}

#[test]
fn a_projects_file_does_not_reach_into_the_demo() {
    // What stops a command outside, so that the file is known to count.
    let project = "current_context = \"nowhere\"\n";
    for text in [project, "this is = no [toml"] {
        let run = Run {
            project: Some(text),
            ..Run::default()
        };
        let outside = run.dltctl(&["topics", "-b", "127.0.0.1:1"]);
        assert_eq!(outside.status, 2, "{outside}");
        assert!(outside.err.contains(".dltctl.toml"), "{outside}");
        let inside = run.dltctl(&["demo", "--", "list", "orders.events.DLT", "--count"]);
        assert_eq!(
            (inside.out.as_str(), inside.err.as_str(), inside.status),
            ("308\n", "", 0)
        );
    }
}

#[test]
fn a_narrow_terminal_says_which_columns_it_has_no_room_for() {
    let narrow = Run {
        width: Some(70),
        ..Run::default()
    };
    for command in ["list", "summary"] {
        let seen = narrow.dltctl(&["demo", "--", command, "orders.events.DLT", "--since", "12h"]);
        assert!(seen.err.contains("no room for "), "{seen}");
        // Everything was asked for, and everything comes.
        let seen = narrow.dltctl(&["demo", "--", command, "orders.events.DLT", "-o", "wide"]);
        assert!(!seen.err.contains("no room for "), "{seen}");
        assert!(
            seen.out.lines().any(|line| line.chars().count() > 70),
            "{seen}"
        );
    }
}

#[test]
fn a_narrow_terminal_gets_whole_words_and_a_pipe_gets_whole_lines() {
    let command = [
        "demo",
        "--",
        "list",
        "orders.events.DLT",
        "-p",
        "0",
        "-O",
        "9000:",
    ];
    let piped = dltctl(&command);
    let note = "no offset of orders.events.DLT is in that range; orders.events.DLT-0 has 0 to ";
    assert!(piped.err.starts_with(note), "{piped}");
    let narrow = |err_width| {
        let run = Run {
            err_width: Some(err_width),
            ..Run::default()
        };
        run.dltctl(&command)
    };
    for width in [40, 60, 80] {
        let seen = narrow(width);
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        let (wrapped, whole): (Vec<_>, Vec<_>) = (words(&seen.err), words(&piped.err));
        assert_eq!(wrapped, whole, "{seen}");
        let lines: Vec<_> = seen.err.lines().collect();
        assert!(lines.iter().all(|line| line.len() <= width), "{seen}");
        assert!(
            lines[1..].iter().all(|line| line.starts_with("  ")),
            "{seen}"
        );
    }
    // A command is never broken, however little room there is.
    let run = Run {
        err_width: Some(30),
        ..Run::default()
    };
    let seen = run.dltctl(&["demo", "--", "show", "orders.events.DLT", "-k", "none"]);
    assert_eq!(seen.status, 2, "{seen}");
    assert!(seen.err.lines().count() > 4, "{seen}");
    assert!(
        seen.err.contains("`dltctl demo -- list TOPIC --newest 20`"),
        "{seen}"
    );
}

#[test]
fn a_replay_inside_the_demo_gets_to_no_other_cluster() {
    let seen = demo(&[
        "replay",
        "orders.events.DLT",
        "--all",
        "--yes",
        "--to-context",
        "prod",
    ]);
    assert_eq!(seen.status, 2, "{seen}");
    assert!(
        seen.err.contains("the demo has a cluster of its own"),
        "{seen}"
    );
}
