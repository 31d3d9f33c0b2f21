//! What a replay says when it is over, and what it leaves in the ledger of who did it.

use super::support::Shell;
use super::support::replaying::{Lab, finish, said};

/// Replays everything of a lab, with nothing but HOME in the environment beside these variables.
fn replay(lab: &Lab<'_>, variables: &[(&str, &str)], more: &[&str]) -> String {
    let ledger = ["--ledger", &lab.ledger];
    let words = [
        &["replay", &lab.letters, "--all", "--yes"],
        &ledger[..],
        more,
    ]
    .concat();
    let mut command = lab.command(&words);
    command
        .env_clear()
        .env("HOME", lab.path(""))
        .envs(variables.iter().copied());
    let ended = finish(&mut command);
    assert!(ended.status.success(), "{}", said(&ended));
    said(&ended)
}

/// Returns who replayed, as each entry of the ledger tells.
fn replayers(lab: &Lab<'_>) -> Vec<String> {
    let entries = lab.entries().into_iter();
    let mut names: Vec<_> = entries
        .map(|(_, _, value)| value["by"].as_str().expect("a name").to_owned())
        .collect();
    names.dedup();
    names
}

#[test]
fn without_any_variable_the_ledger_names_the_account_and_the_host() {
    let Some(lab) = Lab::new("the ledger tells who replayed, also in an empty environment") else {
        return;
    };
    lab.fill(3);
    replay(&lab, &[], &[]);
    let of_system = |program: &str, arguments: &[&str]| {
        let told = std::process::Command::new(program).args(arguments).output();
        String::from_utf8(told.expect("a program").stdout)
            .expect("text")
            .trim()
            .to_owned()
    };
    let expected = format!(
        "{}@{}",
        of_system("id", &["-un"]),
        of_system("uname", &["-n"])
    );
    assert_eq!(replayers(&lab), [expected.as_str()]);
    assert!(!expected.contains("unknown"), "{expected}");
}

#[test]
fn variables_name_who_replayed_and_a_flag_does_before_them() {
    let Some(lab) = Lab::new("variables and --by tell who replayed") else {
        return;
    };
    let variables = [("LOGNAME", "anna"), ("HOSTNAME", "desk")];
    lab.fill(1);
    replay(&lab, &variables, &[]);
    assert_eq!(replayers(&lab), ["anna@desk"]);
    lab.fill(1);
    replay(&lab, &variables, &["--by", "ticket-7"]);
    assert_eq!(replayers(&lab), ["anna@desk", "ticket-7"]);
}

#[test]
fn the_hint_at_the_end_leads_to_the_ledger_that_was_written() {
    let Some(lab) = Lab::new("the hint after a replay asks the right ledger") else {
        return;
    };
    lab.fill(3);
    let text = replay(&lab, &[], &[]);
    let hint = text.split("next:").nth(1).expect("a hint");
    let hint = hint.lines().find(|line| !line.trim().is_empty()).unwrap();
    let words: Vec<&str> = hint.split_whitespace().skip(1).collect();
    assert!(words.contains(&lab.ledger.as_str()), "{hint}");
    // As it stands: everything is replayed. Asked of the configured ledger, everything would be open.
    let looked = Shell::new().run(&[&words[..], &["--count"]].concat());
    assert_eq!(
        (looked.out.as_slice(), looked.status),
        (&b"0\n"[..], Some(0)),
        "{looked}"
    );
    let list = Shell::at(lab.broker).run(&["list", &lab.letters, "--state", "open", "--count"]);
    assert_eq!(list.out, b"3\n", "{list}");

    // Where the ledger is the configured one, `list` does.
    let config = format!(
        "current_context = 'lab'\n[contexts.lab]\nbootstrap_servers = '{}'\nledger = '{}'\n",
        lab.broker.bootstrap(),
        lab.ledger
    );
    let shell = Shell::new().file(".config/dltctl/config.toml", &config);
    lab.fill(3);
    let ended = shell.run(&["-C", "lab", "replay", &lab.letters, "--all", "--yes"]);
    let hint = format!("next: dltctl -C lab list {} --state open", lab.letters);
    assert!(ended.to_string().contains(&hint), "{ended}");
}

#[test]
fn every_command_that_reads_asks_the_ledger_that_is_named() {
    let Some(lab) = Lab::new("--state asks the ledger of --ledger in every reading command") else {
        return;
    };
    lab.fill(3);
    let sent = finish(&mut lab.replay(10, &["-p", "1"]));
    assert!(sent.status.success(), "{}", said(&sent));
    let shell = Shell::at(lab.broker);
    let commands: [&[&str]; 5] = [
        &["list", "-o", "name"],
        &["show", "--newest", "9", "-o", "name"],
        &["export", "-f", "%{ref}\n"],
        &[
            "summary",
            "--by",
            "origin",
            "-o",
            "csv",
            "--columns",
            "count",
        ],
        &["tail", "--idle-timeout", "1s", "-o", "name"],
    ];
    for command in commands {
        let counted = |state: &str, more: &[&str]| {
            let words = [command, &[&lab.letters, "--state", state], more].concat();
            let seen = shell.run(&words);
            assert_eq!(seen.status, Some(0), "{words:?}: {seen}");
            let out = String::from_utf8(seen.out.clone()).expect("text");
            let records = if command[0] == "summary" {
                out.lines()
                    .skip(1)
                    .map(|count| count.parse::<usize>().expect("a count"))
                    .sum()
            } else {
                out.lines().count()
            };
            (records, seen)
        };
        let named = ["--ledger", &lab.ledger];
        let replayed = counted("replayed", &named).0;
        assert!((1..3).contains(&replayed), "{command:?}: {replayed}");
        assert_eq!(counted("open", &named).0, 3 - replayed, "{command:?}");
        assert_eq!(counted("all", &named).0, 3, "{command:?}");
        // The ledger that is configured knows nothing of this, and one that is not there says so.
        assert_eq!(counted("open", &[]).0, 3, "{command:?}");
        let (open, seen) = counted("open", &["--ledger", "dlt-replay.mistyped"]);
        assert_eq!(open, 3, "{command:?}");
        let note = "there is no ledger dlt-replay.mistyped on this cluster";
        assert!(seen.to_string().contains(note), "{command:?}: {seen}");
    }
}
