//! The question before a replay, on a terminal: what answers it, what does not, and that nothing is sent before.

use super::support::Isolation;
use super::support::replaying::{Lab, wait_until_there};
use super::support::terminal::Terminal;

/// Starts a replay of `more` in a terminal.
fn ask(lab: &Lab<'_>, more: &[&str], input: Option<&str>) -> Terminal {
    let mut words = vec!["replay", "--ledger", &lab.ledger, "--rate", "max"];
    words.extend(more);
    Terminal::start(lab.command(&words), input)
}

/// Counts what even a `read_uncommitted` reader sees of the target.
fn sent(lab: &Lab<'_>) -> usize {
    lab.broker.dump(&lab.target, Isolation::Uncommitted).len()
}

#[test]
fn up_to_twenty_records_want_a_yes() {
    let Some(lab) = Lab::new("a few records are confirmed with a yes") else {
        return;
    };
    lab.fill(20);
    let question = format!(
        "Send 20 to {} on {}? [y/N]",
        lab.target,
        lab.broker.bootstrap()
    );
    for answer in ["\r", "n\r", "no\r", "20\r", "yep\r"] {
        let mut terminal = ask(&lab, &[&lab.letters, "--all"], None);
        terminal.wait_for(&question);
        terminal.press(answer);
        let (status, shown) = terminal.end();
        assert_eq!(status, 6, "{answer:?}: {shown}");
        assert!(shown.contains("not confirmed: nothing was sent"), "{shown}");
    }
    assert_eq!(sent(&lab), 0);
    let mut terminal = ask(&lab, &[&lab.letters, "--all"], None);
    terminal.wait_for(&question);
    assert_eq!(sent(&lab), 0, "nothing is sent before the answer");
    terminal.press("y\r");
    let (status, shown) = terminal.end();
    assert_eq!(status, 0, "{shown}");
    assert!(shown.contains("Sent 20 records"), "{shown}");
    lab.check(20);
}

#[test]
fn more_than_twenty_want_their_number() {
    let Some(lab) = Lab::new("many records are confirmed by their number") else {
        return;
    };
    lab.fill(21);
    for answer in ["\r", "y\r", "yes\r", "20\r", "210\r"] {
        let mut terminal = ask(&lab, &[&lab.letters, "--all"], None);
        terminal.wait_for("? type 21");
        terminal.press(answer);
        let (status, shown) = terminal.end();
        assert_eq!(status, 6, "{answer:?}: {shown}");
        assert!(shown.contains("not confirmed: nothing was sent"), "{shown}");
    }
    assert_eq!(sent(&lab), 0);
    let mut terminal = ask(&lab, &[&lab.letters, "--all"], None);
    terminal.wait_for("? type 21");
    terminal.press("21\r");
    let (status, shown) = terminal.end();
    assert_eq!(status, 0, "{shown}");
    lab.check(21);
}

#[test]
fn ctrl_c_at_the_question_ends_it() {
    let Some(lab) = Lab::new("Ctrl-C at the question sends nothing") else {
        return;
    };
    lab.fill(30);
    for selection in [&["--all"][..], &["-p", "0", "-O", "0:3"]] {
        let words = [&[lab.letters.as_str()], selection].concat();
        let mut terminal = ask(&lab, &words, None);
        terminal.wait_for("Send ");
        terminal.press("2\x03");
        let (status, shown) = terminal.end();
        assert_eq!(status, 130, "{shown}");
        assert!(shown.contains("interrupted: nothing was done"), "{shown}");
    }
    assert_eq!(sent(&lab), 0);
}

#[test]
fn the_answer_comes_from_the_terminal_while_references_come_through_a_pipe() {
    let Some(lab) = Lab::new("references can be piped in and the answer typed") else {
        return;
    };
    lab.fill(30);
    let refs: Vec<String> = (0..5)
        .map(|number| format!("{}-{}@{}\n", lab.letters, number % 3, number / 3))
        .collect();
    let refs = refs.concat();
    let mut terminal = ask(&lab, &["--refs", "-"], Some(&refs));
    terminal.wait_for("Send 5 to ");
    terminal.press("n\r");
    let (status, shown) = terminal.end();
    assert_eq!(status, 6, "{shown}");
    let mut terminal = ask(&lab, &["--refs", "-"], Some(&refs));
    terminal.wait_for("Send 5 to ");
    terminal.press("y\r");
    let (status, shown) = terminal.end();
    assert_eq!(status, 0, "{shown}");
    lab.check(5);
    // A terminal in which nobody may be asked.
    let (status, shown) = ask(&lab, &[&lab.letters, "--all", "--no-input"], None).end();
    assert_eq!(status, 6, "{shown}");
    assert!(shown.contains("--no-input forbids to ask"), "{shown}");
    lab.check(5);
}

#[test]
fn ctrl_c_while_it_runs_says_how_to_go_on() {
    let Some(lab) = Lab::new("Ctrl-C on the terminal ends a replay in a tidy way") else {
        return;
    };
    let count = 300;
    lab.fill(count);
    let words = [
        "replay",
        &lab.letters,
        "--all",
        "--ledger",
        &lab.ledger,
        "--rate",
        "100",
        "--batch",
        "10",
    ];
    let trace = lab.path("trace");
    let mut command = lab.command(&words);
    command.env("DLTCTL_FAIL_TRACE", &trace);
    let mut terminal = Terminal::start(command, None);
    terminal.wait_for("? type 300");
    terminal.press("300\r");
    wait_until_there(&trace);
    while std::fs::read_to_string(&trace).unwrap_or_default() != "after_commit" {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    terminal.press("\x03");
    let (status, shown) = terminal.end();
    assert_eq!(status, 130, "{shown}");
    for text in [
        "interrupted; ",
        " not tried, nothing half done",
        "next: the same command again sends what is left, and nothing twice",
    ] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    let committed = lab.broker.dump(&lab.target, Isolation::Committed).len();
    assert!((1..300).contains(&committed), "{committed}");
    assert!(
        shown.contains(&format!("Sent {committed} records")),
        "{shown}"
    );
    let mut again = Terminal::start(lab.command(&words[..7]), None);
    let left = 300 - committed;
    again.wait_for(&format!("? type {left}"));
    again.press(&format!("{left}\r"));
    let (status, shown) = again.end();
    assert_eq!(status, 0, "{shown}");
    lab.check(count);
}
