//! What a person sees: the plan, the question, the report, and what to type next.

use regex::Regex;

use super::super::support::terminal::Terminal;
use super::super::support::{Isolation, Shell, Typed};
use super::{OTHER, Pair, finish, said};

/// Takes out what is different in every run.
fn plain(text: &str, pair: &Pair<'_>) -> String {
    let mut text = text
        .replace(&pair.lab.ledger, "LEDGER")
        .replace(&pair.lab.letters, "lab.DLT")
        .replace(&pair.lab.target, "lab")
        .replace(&pair.source.bootstrap(), "SOURCE")
        .replace(&pair.lab.broker.bootstrap(), "STAGING");
    for (pattern, stands_for) in [
        (r" in \d+\.\ds, run [0-9a-f]{12}", " in TIME, run RUN"),
        (r"(?m)[ \t\r]+$", ""),
    ] {
        let pattern = Regex::new(pattern).unwrap();
        text = pattern.replace_all(&text, stands_for).into_owned();
    }
    text
}

#[test]
fn both_clusters_are_shown_asked_and_reported() {
    let proves = "a person sees both clusters before saying yes";
    let Some(pair) = Pair::of_shared(proves) else {
        return;
    };
    let source = pair.source;
    pair.lab.fill_at(source, 3);
    let mut terminal = Terminal::start(pair.replay(&[]), None);
    let (from, to) = (source.bootstrap(), &pair.lab.target);
    terminal.wait_for(&format!("Send 3 from {from} to {to} on staging? [y/N]"));
    let seen = pair.lab.broker.dump(to, Isolation::Uncommitted);
    assert_eq!(seen.len(), 0, "nothing is sent before the answer");
    terminal.press("y\r");
    let (status, shown) = terminal.end();
    assert_eq!(status, 0, "{shown}");
    pair.lab.check(3);

    let again = finish(&mut pair.replay(&["--again", "--yes"]));
    insta::assert_snapshot!(plain(&said(&again), &pair), @r##"
    exit status: 0
    no context, cluster MkU3OEVBNTcwNTJENDM2Qk at SOURCE, without a login
    to cluster U3RhZ2luZ1N0YWdpbmdTdA at STAGING, context staging, without a login

    Replay 3 dead letters (984 B)
      selected  lab.DLT
      from      lab.DLT-0  1 record, offset 0
      from      lab.DLT-1  1 record, offset 0
      from      lab.DLT-2  1 record, offset 0
      to        lab-0  1 record (the topic has 3 partitions)
      to        lab-1  1 record (the topic has 3 partitions)
      to        lab-2  1 record (the topic has 3 partitions)

    Why they failed
      3 bug: deploy the fix first, then replay

    How
      to the topic each record came from, in its original partition, key and value as they are
      timestamp: the time of sending; order per partition: as they failed
      500 records a second, 500 a transaction, recorded in LEDGER on staging
      exactly once for read_committed consumers; read_uncommitted ones (Java's default) can see one transaction more than once for each crash

    Headers
      removed   kafka_dlt-exception-fqcn, kafka_dlt-exception-message, kafka_dlt-original-consumer-group, kafka_dlt-original-offset, kafka_dlt-original-partition, kafka_dlt-original-timestamp, kafka_dlt-original-timestamp-type, kafka_dlt-original-topic
      added     dlt-replay-count, dlt-replay-group, dlt-replay-id, dlt-replay-origin, dlt-replay-original-timestamp, dlt-replay-run

    Before you say yes
      - 3 records replayed before, sent again because of --again, for example lab.DLT-0@0
      - the keys of 2 of 3 records do not lead to their original partitions in lab: another partitioner, or a topic that grew
      - ledger LEDGER: min.insync.replicas is 1: the loss of one broker can lose entries

    Consumer groups that will see them
      lab  none with committed offsets, of those visible to this principal

    Sent 3 records from SOURCE to staging in TIME, run RUN
      lab-0  1 record, offset 2
      lab-1  1 record, offset 2
      lab-2  1 record, offset 2
    next: dltctl -b SOURCE replay lab.DLT --all --to-context staging --dry-run

    these are brokers of the context prod, so its guardrails hold here too
    "##);
    let again = finish(&mut pair.replay(&["--again", "--yes", "-o", "json"]));
    let document: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(document["from"]["brokers"], from, "{document}");
    assert_eq!(document["to"]["cluster_id"], OTHER, "{document}");
    assert_eq!(document["to"]["context"], "staging", "{document}");
    // Beside a machine's format the plan is for whoever looks on.
    let told = String::from_utf8(again.stderr).unwrap();
    assert!(told.contains(&format!("to cluster {OTHER} at ")), "{told}");
}

/// Runs what a report says is to be typed next.
fn typed_next(shell: &Shell, told: &str) -> (String, Typed) {
    let hint = told.split("next:").nth(1).expect("a hint").trim();
    let hint = hint.lines().next().expect("a line").to_owned();
    let mut command = std::process::Command::new("sh");
    let path = std::path::Path::new(env!("CARGO_BIN_EXE_dltctl"));
    let folder = path.parent().unwrap().display();
    command
        .args(["-c", &hint])
        .current_dir(shell.folder())
        .env_clear()
        .env("HOME", shell.folder())
        .env("PATH", format!("{folder}:/usr/bin:/bin"));
    let ended = command.output().expect("a shell");
    let typed = Typed {
        out: ended.stdout,
        err: String::from_utf8_lossy(&ended.stderr).into_owned(),
        status: ended.status.code(),
        took: std::time::Duration::ZERO,
    };
    (hint, typed)
}

#[test]
fn what_to_type_next_works_as_it_stands() {
    let proves = "the command after a replay can be pasted";
    let Some(pair) = Pair::of_shared(proves) else {
        return;
    };
    let source = pair.source;
    let lab = &pair.lab;
    lab.fill_at(source, 3);
    let ended = finish(&mut pair.replay(&["--yes"]));
    let (hint, next) = typed_next(&pair.shell, &said(&ended));
    assert_eq!(next.status, Some(0), "{hint}\n{next}");
    assert!(hint.contains("--to-context staging"), "{hint}");
    // The ledger is the configured one there.
    assert!(!hint.contains("--ledger"), "{hint}");
    assert!(next.to_string().contains("already replayed"), "{next}");

    // The source's connection stands in a file whose name wants quotes, and a property beside it.
    let file = format!("bootstrap.servers={}\n", source.bootstrap());
    let shell = super::desk(lab, source).file("my client.properties", &file);
    let connection = ["-F", "my client.properties", "-X", "client.rack=a b"];
    let words = ["replay", &lab.letters, "--all", "--yes", "--again"];
    let to = ["--to-context", "staging", "--ledger", &lab.ledger];
    let ended = shell.run(&[&connection[..], &words, &to].concat());
    assert_eq!(ended.status, Some(0), "{ended}");
    let (hint, next) = typed_next(&shell, &String::from_utf8_lossy(&ended.out));
    assert!(
        hint.contains("-F 'my client.properties' -X 'client.rack=a b'"),
        "{hint}"
    );
    assert_eq!(next.status, Some(0), "{hint}\n{next}");
    assert!(next.to_string().contains("already replayed"), "{next}");

    // A password is never printed.
    let secret = ["-X", "sasl.password=hunter2"];
    let ended = shell.run(&[&connection[..], &secret, &words, &to].concat());
    assert_eq!(ended.status, Some(0), "{ended}");
    assert!(!ended.to_string().contains("hunter2"), "{ended}");
    let next = "next: the same command with --dry-run shows what is left";
    assert!(ended.to_string().contains(next), "{ended}");
}

#[test]
fn the_hint_of_one_cluster_names_its_file_too() {
    let Some(lab) = super::Lab::new("the hint after a replay names the file of -F") else {
        return;
    };
    lab.fill(3);
    let config = format!("ledger = '{}'\n", lab.ledger);
    // Encryption that only the file tells: without it, the next command would reach nobody.
    let shell = Shell::new()
        .file(".config/dltctl/config.toml", &config)
        .file("client.properties", "security.protocol=PLAINTEXT\n");
    let words = ["replay", &lab.letters, "--all", "--yes"];
    let bootstrap = lab.broker.bootstrap();
    let connection = ["-b", &bootstrap, "-F", "client.properties"];
    let ended = shell.run(&[&connection[..], &words].concat());
    assert_eq!(ended.status, Some(0), "{ended}");
    let (hint, next) = typed_next(&shell, &String::from_utf8_lossy(&ended.out));
    let expected = format!(
        "dltctl -b {bootstrap} -F client.properties list {} --state open",
        lab.letters
    );
    assert_eq!(hint, expected);
    assert_eq!(next.status, Some(0), "{next}");
    assert!(next.to_string().contains("nothing open in"), "{next}");
}
