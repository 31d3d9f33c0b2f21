//! What is refused before anything is read or sent.

use super::super::support::{Broker, Isolation, Shell};
use super::{Pair, finish, said};

/// Runs a replay that must be refused, and returns what it said.
#[track_caller]
fn refused(pair: &Pair<'_>, status: i32, words: &[&str]) -> String {
    let ended = finish(&mut pair.command(words));
    assert_eq!(ended.status.code(), Some(status), "{}", said(&ended));
    assert!(ended.stdout.is_empty(), "{}", said(&ended));
    String::from_utf8(ended.stderr).unwrap()
}

#[test]
fn clusters_that_are_not_meant() {
    let proves = "contexts that cannot be meant are refused";
    let Some(source) = Broker::shared(proves) else {
        return;
    };
    let Some(mut pair) = Pair::of(source, proves) else {
        return;
    };
    let (letters, ledger) = (pair.lab.letters.clone(), pair.lab.ledger.clone());
    pair.lab.fill_at(source, 3);
    let config = format!(
        "[contexts.same]\nbootstrap_servers = 'localhost:{}'\n\
         [contexts.staging]\nbootstrap_servers = '{other}'\n\
         [contexts.mirror]\nbootstrap_servers = '{other}'\nread_only = true\n\
         [contexts.careful]\nbootstrap_servers = '{other}'\nconfirm = 'type-name'\n\
         [contexts.bare]\n[contexts.gone]\nbootstrap_servers = '127.0.0.1:9'\n",
        source.bootstrap().rsplit(':').next().unwrap(),
        other = pair.lab.broker.bootstrap(),
    );
    pair.shell = Shell::new().file(".config/dltctl/config.toml", &config);
    let to = |context| {
        let words = ["replay", &letters, "--all", "--yes", "--ledger", &ledger];
        [&words[..], &["--to-context", context]].concat()
    };
    // Before anything is read: the topic that is named does not matter.
    let same = refused(
        &pair,
        6,
        &[
            "replay",
            "no-such.DLT",
            "--all",
            "--to-context",
            "same",
            "--dry-run",
        ],
    );
    insta::assert_snapshot!(same, @r##"
    error: --to-context same is the cluster that is read
      why: both have the id MkU3OEVBNTcwNTJENDM2Qk
      hint: leave --to-context out, or mend the context in the configuration file
    "##);
    let unknown = refused(&pair, 2, &to("stagin"));
    insta::assert_snapshot!(unknown.lines().filter(|line| !line.contains(".toml")).collect::<Vec<_>>().join("\n"), @r##"
    error: unknown context `stagin` (--to-context)
      hint: did you mean `staging`?
    "##);
    insta::assert_snapshot!(refused(&pair, 6, &to("mirror")), @r##"
    error: context mirror is read-only
      why: its read_only setting forbids every command that writes
      hint: --dry-run shows the plan
    "##);
    insta::assert_snapshot!(refused(&pair, 2, &to("bare")), @r##"
    error: the context bare names no brokers
      why: it has no `bootstrap_servers`, and no `command_config` with `bootstrap.servers`
      hint: add `bootstrap_servers = ["broker:9092"]` below [contexts.bare]
    "##);
    // Flags of the connection would not help: they are for the cluster that is read.
    insta::assert_snapshot!(refused(&pair, 5, &to("gone")), @r##"
    error: --to-context gone: no broker at 127.0.0.1:9
      why: Connection refused (127.0.0.1:9)
      hint: check host and port after -b, and that the broker is running
            of --to-context this is set in [contexts.gone] of the configuration file: -b, -F and -X are for the cluster that is read
    "##);
    let careful = finish(&mut pair.command(&to("careful")));
    assert_eq!(careful.status.code(), Some(6), "{}", said(&careful));
    assert!(
        said(&careful).contains("this context wants the topic's name"),
        "{}",
        said(&careful)
    );
    // The variables and flags of the connection are the source's.
    let gone = pair.shell.command(&to("staging"));
    let mut gone = gone;
    gone.args(["-b", &source.bootstrap(), "-X", "client.rack=a"])
        .env("DLTCTL_CONTEXT", "mirror")
        .env("SCHEMA_REGISTRY_URL", "no url");
    assert!(pair.lab.entries().is_empty());
    let arrived = |pair: &Pair<'_>| {
        let records = pair
            .lab
            .broker
            .dump(&pair.lab.target, Isolation::Uncommitted);
        records.len()
    };
    assert_eq!(arrived(&pair), 0);
    let ended = finish(&mut gone);
    assert!(ended.status.success(), "{}", said(&ended));
    assert_eq!(arrived(&pair), 3);
    let confirm = [&to("careful")[..], &["--confirm", &letters, "--again"]].concat();
    let ended = finish(&mut pair.command(&confirm));
    assert!(ended.status.success(), "{}", said(&ended));
    assert_eq!(arrived(&pair), 6);
}

#[test]
fn a_ledger_that_is_missing_there() {
    let proves = "a missing ledger is told of the other cluster";
    let Some(pair) = Pair::of_shared(proves) else {
        return;
    };
    let source = pair.source;
    let lab = &pair.lab;
    lab.fill_at(source, 3);
    // One of that name at the source does not matter.
    let name = format!("{}-none", lab.ledger);
    source.create_topic(&name, 1, &[("retention.ms", "-1")]);
    let words = [
        "replay",
        &lab.letters,
        "--all",
        "--yes",
        "--to-context",
        "staging",
    ];
    let ended = finish(&mut pair.command(&[&words, &["--ledger", &name][..]].concat()));
    assert_eq!(ended.status.code(), Some(6), "{}", said(&ended));
    let told = String::from_utf8(ended.stderr).unwrap();
    let told = told
        .replace(&name, "LEDGER")
        .replace(&lab.target, "lab")
        .replace(&lab.letters, "lab.DLT");
    insta::assert_snapshot!(told, @r##"
    these are brokers of the context prod, so its guardrails hold here too
    error: the ledger topic LEDGER does not exist on staging
      why: a replay records what it sends there, in the same transaction: that is what makes it exactly once
      hint: create it once: `dltctl -C staging ledger init --ledger LEDGER`
            or ask an administrator of staging:
            kafka-topics.sh --bootstrap-server … --create --if-not-exists --topic LEDGER --partitions 1 --replication-factor 3 \
              --config cleanup.policy=delete --config retention.ms=-1 --config retention.bytes=-1 \
              --config min.insync.replicas=2 --config unclean.leader.election.enable=false
            kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:NAME' --operation Write --transactional-id dlt-replay.v1. --resource-pattern-type prefixed
            kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:NAME' --operation Read --operation Write --topic LEDGER
            kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:NAME' --operation Write --topic lab
    "##);
    // What is printed creates it, where it is needed.
    let command = told.split('`').nth(1).unwrap().replace("LEDGER", &name);
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    let made = pair.shell.run(&[&words[..], &["--yes"]].concat());
    assert_eq!(made.status, Some(0), "{made}");
    let again = ["--ledger", &name, "--yes"];
    let words = ["replay", &lab.letters, "--all", "--to-context", "staging"];
    let ended = finish(&mut pair.command(&[&words, &again[..]].concat()));
    assert!(ended.status.success(), "{}", said(&ended));
    assert!(source.dump(&name, Isolation::Uncommitted).is_empty());
}
