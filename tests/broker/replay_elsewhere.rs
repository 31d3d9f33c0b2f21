//! Replays to another cluster, which a context of the configuration file names: two brokers, and what each is told.

mod asked;
mod refused;
mod schema_ids;
mod stopped;

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::OnceLock;

use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer as _};
use rdkafka::{Offset, TopicPartitionList};
use serde_json::Value;

use super::support::replaying::{Lab, finish, report, said, wait_for, wait_until_there};
use super::support::{Broker, BrokerOptions, Isolation, Listener, Shell};

/// The id of the other cluster.
const OTHER: &str = "U3RhZ2luZ1N0YWdpbmdTdA";

/// Starts the other cluster, which the tests here share.
fn staging(not_proved: &str) -> Option<&'static Broker> {
    static SHARED: OnceLock<Option<Broker>> = OnceLock::new();
    let start = || Broker::start(&BrokerOptions::default().cluster_id(OTHER), not_proved);
    SHARED.get_or_init(start).as_ref()
}

/// A dead-letter topic of one cluster whose letters go to another one. The lab is the other one: its target, its ledger,
/// and a dead-letter topic that has the same name as the one that is read.
struct Pair<'b> {
    source: &'b Broker,
    lab: Lab<'static>,
    /// Where `-C staging` and `--to-context staging` are the other cluster.
    shell: Shell,
}

impl Pair<'_> {
    /// Reads at the broker that the tests share.
    fn of_shared(not_proved: &str) -> Option<Pair<'static>> {
        Pair::of(Broker::shared(not_proved)?, not_proved)
    }
}

impl<'b> Pair<'b> {
    fn of(source: &'b Broker, not_proved: &str) -> Option<Self> {
        let lab = Lab::at(staging(not_proved)?);
        source.create_topic(&lab.letters, 3, &[]);
        let shell = desk(&lab, source);
        Some(Self { source, lab, shell })
    }

    /// Prepares a command at the cluster that is read.
    fn command(&self, words: &[&str]) -> Command {
        let source = self.source.bootstrap();
        self.shell.command(&[&["-b", &source], words].concat())
    }

    /// Prepares a replay of everything to the other cluster.
    fn replay(&self, more: &[&str]) -> Command {
        self.replay_from(&self.shell, more)
    }

    /// Prepares the same from another home.
    fn replay_from(&self, home: &Shell, more: &[&str]) -> Command {
        let (lab, source) = (&self.lab, self.source.bootstrap());
        let words = ["-b", &source, "replay", &lab.letters, "--all"];
        let to = ["--to-context", "staging", "--ledger", &lab.ledger];
        home.command(&[&words, &to[..], more].concat())
    }
}

/// Opens a home whose configuration describes both clusters.
fn desk(lab: &Lab<'_>, source: &Broker) -> Shell {
    let config = format!(
        "[contexts.prod]\nbootstrap_servers = '{}'\nread_only = true\n\
         [contexts.staging]\nbootstrap_servers = '{}'\nledger = '{}'\n",
        source.bootstrap(),
        lab.broker.bootstrap(),
        lab.ledger,
    );
    Shell::new().file(".config/dltctl/config.toml", &config)
}

/// Commits the end of every partition for a group, as a consumer that is done has.
fn commit(broker: &Broker, group: &str, topic: &str, offsets: [i64; 3]) {
    let mut config = broker.client(Listener::Plaintext, None);
    config.set("group.id", group);
    let consumer: BaseConsumer = config.create().unwrap();
    let mut list = TopicPartitionList::new();
    for (partition, offset) in (0..).zip(offsets) {
        list.add_partition_offset(topic, partition, Offset::Offset(offset))
            .unwrap();
    }
    consumer.commit(&list, CommitMode::Sync).unwrap();
}

#[test]
fn each_letter_arrives_once_on_the_other_cluster_and_the_source_stays_as_it_is() {
    let proves = "a replay to another cluster sends each record once and leaves the source alone";
    // Not the shared broker: other tests write to that one at the same time.
    let options = BrokerOptions::default().property("auto.create.topics.enable", "true");
    let Some(source) = Broker::start(&options, proves) else {
        return;
    };
    let Some(pair) = Pair::of(&source, proves) else {
        return;
    };
    let Pair { lab, .. } = &pair;
    lab.fill_at(&source, 300);
    commit(&source, "billing", &lab.letters, [100, 100, 100]);
    let before = source.snapshot();
    let how = ["--yes", "--rate", "max", "--batch", "50", "-o", "json"];

    // Killed in the middle of its third transaction, and the same again.
    let mut killed = pair.replay(&how);
    let killed = finish(killed.env("DLTCTL_FAIL_POINT", "mid_sends:3"));
    assert_eq!(killed.status.code(), None, "{}", said(&killed));
    let sent = lab.broker.dump(&lab.target, Isolation::Committed).len();
    assert!((1..300).contains(&sent), "{sent}");
    let ended = finish(&mut pair.replay(&how));
    assert!(ended.status.success(), "{}", said(&ended));
    assert_eq!(
        report(&ended)["counts"]["sent"],
        300 - sent,
        "{}",
        said(&ended)
    );
    lab.check(300);

    // The same bytes, and a ledger that names the cluster that was read.
    let source_id = "MkU3OEVBNTcwNTJENDM2Qk";
    for (key, _, value) in lab.entries() {
        assert!(key.starts_with(&format!("r1|{source_id}|")), "{key}");
        assert_eq!(value["dlt"], lab.letters.as_str());
    }
    let read = source.dump(&lab.letters, Isolation::Committed);
    for arrived in lab.broker.dump(&lab.target, Isolation::Committed) {
        let original = read.iter().find(|it| it.value == arrived.value).unwrap();
        assert_eq!(arrived.key, original.key);
        assert_eq!(arrived.partition, original.partition);
        assert_eq!(arrived.header("kept"), original.header("kept"));
        assert_eq!(arrived.header("kafka_dlt-original-topic"), None);
    }

    // Nothing is left, whoever asks from wherever: no state is kept on this machine.
    let another_home = desk(lab, &source);
    for home in [&pair.shell, &another_home] {
        let again = finish(&mut pair.replay_from(home, &how));
        assert!(again.status.success(), "{}", said(&again));
        assert_eq!(report(&again)["counts"]["sent"], 0, "{}", said(&again));
        assert_eq!(report(&again)["skipped"], 300, "{}", said(&again));
    }
    lab.check(300);

    let after = source.snapshot();
    assert!(after == before, "before {before}\nafter  {after}");
    let fence = serde_json::json!({ "id": format!("dlt-replay.v1.{}", lab.letters) });
    let fence = source.try_admin("transaction", &fence).unwrap_err();
    assert!(fence.contains("TransactionalIdNotFound"), "{fence}");
    // It is where the records are.
    assert!(lab.transaction()["state"].is_string());
    // The comparison sees a change where there is one.
    commit(&source, "billing", &lab.letters, [100, 100, 99]);
    assert_ne!(source.snapshot(), before);
}

#[test]
fn letters_of_topics_with_one_name_on_two_clusters_do_not_count_for_each_other() {
    let proves = "the ledger keeps two clusters apart";
    let Some(pair) = Pair::of_shared(proves) else {
        return;
    };
    let source = pair.source;
    let lab = &pair.lab;
    // The same coordinates, and the same content.
    lab.fill_at(source, 9);
    lab.fill(9);
    let sent = |ended: &std::process::Output| {
        assert!(ended.status.success(), "{}", said(ended));
        report(ended)["counts"]["sent"].clone()
    };
    let (words, how) = (
        ["replay", &lab.letters, "--all", "--ledger", &lab.ledger],
        ["--yes", "-o", "json"],
    );
    assert_eq!(sent(&finish(&mut pair.replay(&how))), 9);
    // The letters of the other cluster's own topic are open still.
    let own = [&["-C", "staging"], &words[..], &how[..]].concat();
    assert_eq!(sent(&finish(&mut pair.shell.command(&own))), 9);
    assert_eq!(sent(&finish(&mut pair.shell.command(&own))), 0);
    assert_eq!(sent(&finish(&mut pair.replay(&how))), 0);
    let arrived = lab.broker.dump(&lab.target, Isolation::Committed);
    assert_eq!(arrived.len(), 18);
    let clusters: BTreeSet<String> = lab
        .entries()
        .iter()
        .filter_map(|(key, ..)| key.split('|').nth(1).map(str::to_owned))
        .collect();
    assert_eq!(clusters.len(), 2, "{clusters:?}");
    assert!(clusters.contains(OTHER), "{clusters:?}");
}

#[test]
fn runs_of_two_clusters_that_fence_each_other_lose_and_double_nothing() {
    let proves = "two runs of topics with one name, to one cluster at the same time";
    let Some(pair) = Pair::of_shared(proves) else {
        return;
    };
    let source = pair.source;
    let lab = &pair.lab;
    lab.fill_at(source, 200);
    lab.fill(200);
    let how = ["--yes", "-o", "json", "--rate", "max", "--batch", "20"];
    let own = ["-C", "staging", "replay", &lab.letters, "--all"];
    let mut own_run = pair.shell.command(&[&own[..], &how].concat());
    // One is held in the middle of its second transaction, until the other one has taken the fence and is done.
    let held = lab.path("held");
    let mut first = pair.replay(&how);
    let point = format!("after_target_acks:2:{}", held.display());
    let first = first.env("DLTCTL_FAIL_POINT", point).spawn().unwrap();
    wait_until_there(&held);
    let second = finish(&mut own_run);
    assert!(second.status.success(), "{}", said(&second));
    assert_eq!(report(&second)["counts"]["sent"], 200, "{}", said(&second));
    std::fs::remove_file(&held).unwrap();
    let first = wait_for(first);
    assert!(
        matches!(first.status.code(), Some(0 | 3)),
        "{}",
        said(&first)
    );
    for mut run in [
        pair.replay(&how),
        pair.shell.command(&[&own[..], &how].concat()),
    ] {
        let ended = finish(&mut run);
        assert!(ended.status.success(), "{}", said(&ended));
    }
    let arrived = lab.broker.dump(&lab.target, Isolation::Committed);
    let ids: BTreeSet<_> = arrived
        .iter()
        .map(|record| record.header("dlt-replay-id").unwrap().to_vec())
        .collect();
    assert_eq!((arrived.len(), ids.len()), (400, 400));
    assert_eq!(lab.entries().len(), 400);
    // What was held was fenced: its records are there, aborted.
    assert_eq!(lab.uncommitted(), 420);
}

#[test]
fn states_are_those_of_the_other_clusters_ledger() {
    let proves = "--state asks the ledger of the cluster that is written to";
    let Some(pair) = Pair::of_shared(proves) else {
        return;
    };
    let source = pair.source;
    let lab = &pair.lab;
    lab.fill_at(source, 6);
    let how = ["--yes", "-p", "0"];
    let first = finish(&mut pair.replay(&how));
    assert!(first.status.success(), "{}", said(&first));
    let document = |more: &[&str]| -> Value {
        let ended = finish(&mut pair.replay(&[&["--dry-run", "-o", "json"], more].concat()));
        serde_json::from_slice(&ended.stdout).unwrap_or_else(|e| panic!("{e}: {}", said(&ended)))
    };
    let counts = |document: &Value| (document["sends"].clone(), document["skips"].clone());
    assert_eq!(
        counts(&document(&["--state", "open"])),
        (4.into(), 0.into())
    );
    assert_eq!(
        counts(&document(&["--state", "replayed"])),
        (0.into(), 2.into())
    );
    let all = document(&[]);
    assert_eq!(counts(&all), (4.into(), 2.into()));
    let words = ["replay", &lab.letters, "--all", "--dry-run"];
    let mistyped = ["--to-context", "staging", "--ledger", "dlt-replay.none"];
    let replayed = ["--state", "replayed"];
    let ended = finish(&mut pair.command(&[&words[..], &mistyped, &replayed].concat()));
    let note = "there is no ledger dlt-replay.none on staging: as far as it tells";
    assert!(said(&ended).contains(note), "{}", said(&ended));
    // Both clusters stand in it.
    let setting = &all["setting"];
    assert_eq!(setting["brokers"], source.bootstrap());
    assert_eq!(setting["to"]["brokers"], lab.broker.bootstrap());
    assert_eq!(setting["to"]["context"], "staging");
    assert_eq!(setting["to"]["cluster_id"], OTHER);
    assert_ne!(setting["cluster_id"], OTHER);
}

#[test]
fn an_export_of_one_cluster_is_replayed_to_another() {
    let proves = "--from and --to-context together";
    let Some(pair) = Pair::of_shared(proves) else {
        return;
    };
    let source = pair.source;
    let lab = &pair.lab;
    lab.fill_at(source, 12);
    let export = ["export", &lab.letters, "-w", "dead.ndjson"];
    let export = finish(&mut pair.command(&export));
    assert!(export.status.success(), "{}", said(&export));
    // Of the cluster that is read, and of no other: the hint says how this one is meant.
    let (bootstrap, ledger) = (lab.broker.bootstrap(), ["--ledger", &lab.ledger]);
    let from = ["replay", "--from", "dead.ndjson", "--yes"];
    let wrong = [&["-b", &bootstrap], &from[..], &ledger[..]].concat();
    let refused = pair.shell.run(&wrong);
    assert_eq!(refused.status, Some(6), "{refused}");
    assert!(
        refused.err.contains("was exported from another cluster"),
        "{refused}"
    );
    assert!(
        refused
            .err
            .contains("--to-context NAME sends to another one"),
        "{refused}"
    );
    let to = ["--to-context", "staging"];
    let ended = finish(&mut pair.command(&[&from, &ledger[..], &to[..]].concat()));
    assert!(ended.status.success(), "{}", said(&ended));
    lab.check(12);
    // And the topic itself has nothing left.
    let again = finish(&mut pair.replay(&["--yes", "-o", "json"]));
    assert_eq!(report(&again)["counts"]["sent"], 0, "{}", said(&again));
}

#[test]
fn who_still_reads_the_letters_is_asked_where_they_are() {
    let proves = "consumers of the dead-letter topic are asked of the cluster that is read";
    let Some(pair) = Pair::of_shared(proves) else {
        return;
    };
    let source = pair.source;
    let lab = &pair.lab;
    lab.fill_at(source, 6);
    lab.fill(6);
    let group = format!("dlt-listener-{}", lab.letters);
    // A group of the other cluster, on its topic of that name, reads none of these.
    commit(lab.broker, &group, &lab.letters, [0, 0, 0]);
    let ended = finish(&mut pair.replay(&["--yes", "-p", "0"]));
    assert!(ended.status.success(), "{}", said(&ended));
    commit(source, &group, &lab.letters, [2, 1, 2]);
    let ended = finish(&mut pair.replay(&["--yes"]));
    assert_eq!(ended.status.code(), Some(6), "{}", said(&ended));
    assert!(
        said(&ended).contains("is still being consumed"),
        "{}",
        said(&ended)
    );
    // Who sees them is asked where they go.
    let audience = format!("billing-{}", lab.target);
    commit(lab.broker, &audience, &lab.target, [0, 0, 0]);
    let plan = finish(&mut pair.replay(&["--dry-run"]));
    assert!(
        said(&plan).contains(&format!("{audience} (lag ")),
        "{}",
        said(&plan)
    );
}
