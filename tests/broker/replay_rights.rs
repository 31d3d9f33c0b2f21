//! Replays by principals who lack a right: what is missing is said, by name, and nothing is half sent. As long as the
//! messages that stand in it whole.

use std::sync::OnceLock;

use serde_json::json;

use super::support::produce::produce;
use super::support::replaying::letter;
use super::support::{Broker, BrokerOptions, Isolation, Listener, Out, Shell, Typed};

/// Those who log in, one for each test.
const PEOPLE: [&str; 8] = [
    "fencer", "blind", "mute", "tied", "outsider", "exact", "init", "mover",
];

/// A broker where everything is forbidden that is not allowed.
fn ruled(not_proved: &str) -> Option<&'static Broker> {
    static SHARED: OnceLock<Option<Broker>> = OnceLock::new();
    let broker = SHARED.get_or_init(|| {
        let options = BrokerOptions::default()
            .listener(Listener::SaslPlaintext)
            .cluster_id("UmlnaHRzUmlnaHRzUmlnaA")
            .rights();
        let options = PEOPLE
            .iter()
            .fold(options, |options, name| options.user(name, "pw"));
        Broker::start(&options, not_proved)
    });
    broker.as_ref()
}

/// Somebody who replays: a login, a dead-letter topic with five letters, its target and a ledger.
struct Operator {
    broker: &'static Broker,
    name: &'static str,
    shell: Shell,
}

impl Operator {
    /// Makes topics and letters; no right is given yet.
    fn new(name: &'static str, not_proved: &str) -> Option<Self> {
        let broker = ruled(not_proved)?;
        let properties = format!(
            "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=SCRAM-SHA-256\nsasl.username={name}\nsasl.password=pw\n"
        );
        let operator = Self {
            broker,
            name,
            shell: Shell::new().file("client.properties", &properties),
        };
        for topic in [operator.letters(), operator.target()] {
            broker.create_topic(&topic, 1, &[]);
        }
        broker.create_topic(&operator.ledger(), 1, &[("retention.ms", "-1")]);
        let letters: Vec<Out> = (0..5)
            .map(|number| {
                letter(&operator.letters(), &operator.target(), 0, number)
                    .key("k")
                    .value(format!("{number}"))
            })
            .collect();
        produce(&broker.bootstrap(), &letters);
        Some(operator)
    }

    fn letters(&self) -> String {
        format!("{}.DLT", self.name)
    }

    fn target(&self) -> String {
        format!("{}.orders", self.name)
    }

    fn ledger(&self) -> String {
        format!("dlt-replay.{}", self.name)
    }

    /// Gives one right, such as `("topic", "orders", "read")`.
    fn may(&self, resource: &str, name: &str, operation: &str) {
        self.broker.allow(self.name, resource, name, operation);
    }

    fn may_fence(&self) {
        let args = json!({
            "principal": format!("User:{}", self.name), "resource": "transactional_id", "name": "dlt-replay.v1.",
            "pattern": "prefixed", "operation": "write",
        });
        self.broker.admin("create_acl", &args);
    }

    fn run(&self, words: &[&str]) -> Typed {
        let address = self.broker.address(Listener::SaslPlaintext);
        let connection = ["-b", &address, "-F", "client.properties"];
        self.shell.run(&[&connection[..], words].concat())
    }

    fn replay(&self, more: &[&str]) -> Typed {
        let (letters, ledger) = (self.letters(), self.ledger());
        let words = ["replay", &letters, "--all", "--yes", "--ledger", &ledger];
        self.run(&[&words[..], more].concat())
    }

    /// Counts what is committed of target and ledger.
    fn committed(&self) -> (usize, usize) {
        self.count(Isolation::Committed)
    }

    /// Counts what even a `read_uncommitted` reader sees of target and ledger.
    fn seen(&self) -> (usize, usize) {
        self.count(Isolation::Uncommitted)
    }

    fn count(&self, isolation: Isolation) -> (usize, usize) {
        let count = |topic: &str| self.broker.dump(topic, isolation).len();
        (count(&self.target()), count(&self.ledger()))
    }

    /// Gives every right of a replay but those named.
    fn may_all_but(&self, missing: &[&str]) {
        for (right, resource, name, operation) in [
            ("read letters", "topic", self.letters(), "read"),
            ("write target", "topic", self.target(), "write"),
            ("read ledger", "topic", self.ledger(), "read"),
            ("write ledger", "topic", self.ledger(), "write"),
        ] {
            if !missing.contains(&right) {
                self.may(resource, &name, operation);
            }
        }
        if !missing.contains(&"fence") {
            self.may_fence();
        }
    }

    /// Runs commands for an administrator as they stand, with Kafka's own tools.
    ///
    /// Only what a broker that is alone cannot do is not taken literally: three copies.
    fn obey(&self, text: &str) -> usize {
        let alone = text
            .replace("--replication-factor 3", "--replication-factor 1")
            .replace("min.insync.replicas=2", "min.insync.replicas=1")
            .replace("\\\n", " ");
        let commands = alone.lines().map(str::trim_start);
        let commands = commands.filter(|line| line.starts_with("kafka-"));
        let mut run = 0;
        for command in commands {
            let mut words = command.split_whitespace().map(|word| {
                let word = word.trim_matches('\'');
                word.replace('…', &self.broker.bootstrap())
            });
            let main = match words.next().as_deref() {
                Some("kafka-topics.sh") => "org.apache.kafka.tools.TopicCommand",
                Some("kafka-acls.sh") => "org.apache.kafka.tools.AclCommand",
                other => panic!("{other:?} is no tool of Kafka"),
            };
            let words: Vec<String> = words.collect();
            self.broker
                .admin("tool", &json!({ "main": main, "words": words }));
            run += 1;
        }
        run
    }
}

/// Leaves what is said after the plan, without what is different in every run.
fn end(seen: &Typed) -> String {
    let text = seen.to_string();
    let from = text.find("\nSent ").map_or(0, |at| at + 1);
    let varying = regex::Regex::new(r"in \d+\.\ds, run \w{12}").unwrap();
    varying
        .replace_all(&text[from..], "in SECONDS, run RUN")
        .into_owned()
}

#[test]
fn no_right_to_the_transactional_id() {
    let Some(fencer) = Operator::new("fencer", "a replay without its transactional id says so")
    else {
        return;
    };
    fencer.may_all_but(&["fence"]);
    insta::assert_snapshot!(end(&fencer.replay(&[])), @r"
    Sent 0 records in SECONDS, run RUN
    not allowed: no right to write with the transactional id dlt-replay.v1.fencer.DLT: Broker: Transactional Id authorization failed; 5 not tried, nothing half done
    next: ask an administrator for the right, then the same command again
    kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:fencer' --operation Write --transactional-id dlt-replay.v1. --resource-pattern-type prefixed
    kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:fencer' --operation Read --operation Write --topic dlt-replay.fencer
    kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:fencer' --operation Read --topic fencer.DLT
    kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:fencer' --operation Write --topic fencer.orders
    [exit 8]
    ");
    let seen = fencer.replay(&["-o", "json"]);
    let document: serde_json::Value = serde_json::from_slice(&seen.out).unwrap();
    assert_eq!(document["report"]["counts"]["not_tried"], 5, "{seen}");
    assert!(
        seen.err.contains("--transactional-id dlt-replay.v1."),
        "{seen}"
    );
    assert_eq!((seen.status, fencer.seen()), (Some(8), (0, 0)), "{seen}");
}

#[test]
fn no_right_to_read_the_ledger() {
    let Some(blind) = Operator::new(
        "blind",
        "a replay whose ledger cannot be read sends nothing",
    ) else {
        return;
    };
    blind.may_all_but(&["read ledger"]);
    // Nothing has to be read of an empty ledger; but a batch could not be proved.
    let empty = blind.replay(&[]);
    insta::assert_snapshot!(empty, @r"
    [stderr]
    error: no right to read the ledger dlt-replay.blind
      why: Fetch from broker 1 failed: Broker: Topic authorization failed
      hint: a replay reads and writes its ledger; ask an administrator:
            kafka-topics.sh --bootstrap-server … --create --if-not-exists --topic dlt-replay.blind --partitions 1 --replication-factor 3 \
              --config cleanup.policy=delete --config retention.ms=-1 --config retention.bytes=-1 \
              --config min.insync.replicas=2 --config unclean.leader.election.enable=false
            kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:blind' --operation Write --transactional-id dlt-replay.v1. --resource-pattern-type prefixed
            kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:blind' --operation Read --operation Write --topic dlt-replay.blind
            kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:blind' --operation Read --topic blind.DLT
            kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:blind' --operation Write --topic ORIGINAL-TOPIC
    [exit 8]
    ");
    assert_eq!(blind.seen(), (0, 0));
    let entry = Out::to(&blind.ledger()).partition(0).key("x1|else");
    produce(&blind.broker.bootstrap(), &[entry]);
    assert_eq!(blind.replay(&[]).to_string(), empty.to_string());
    assert_eq!(blind.seen(), (0, 1));
}

#[test]
fn no_right_to_write_to_the_ledger() {
    let Some(mute) = Operator::new(
        "mute",
        "a replay that cannot write its ledger sends nothing",
    ) else {
        return;
    };
    mute.may_all_but(&["write ledger"]);
    insta::assert_snapshot!(end(&mute.replay(&[])), @r"
    Sent 0 records in SECONDS, run RUN
    not allowed: no right to write to the ledger dlt-replay.mute: Broker: Topic authorization failed; 5 not tried, nothing half done
    next: ask an administrator for the right, then the same command again
    kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:mute' --operation Write --transactional-id dlt-replay.v1. --resource-pattern-type prefixed
    kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:mute' --operation Read --operation Write --topic dlt-replay.mute
    kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:mute' --operation Read --topic mute.DLT
    kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:mute' --operation Write --topic mute.orders
    [exit 8]
    ");
    // The ledger is written last, so that the attempt was begun: it is aborted, and the next consumer is not held up.
    assert_eq!(mute.committed(), (0, 0));
    let fence = mute.broker.transaction("dlt-replay.v1.mute.DLT");
    assert_eq!(fence["state"], "CompleteAbort", "{fence}");
}

#[test]
fn a_ledger_that_is_hidden() {
    let Some(outsider) = Operator::new("outsider", "a replay without its ledger sends nothing")
    else {
        return;
    };
    outsider.may_all_but(&["read ledger", "write ledger"]);
    insta::assert_snapshot!(outsider.replay(&[]), @r"
    [stderr]
    error: no right to read topic dlt-replay.outsider
      why: Broker: Topic authorization failed
      hint: a replay reads and writes its ledger; ask an administrator:
            kafka-topics.sh --bootstrap-server … --create --if-not-exists --topic dlt-replay.outsider --partitions 1 --replication-factor 3 \
              --config cleanup.policy=delete --config retention.ms=-1 --config retention.bytes=-1 \
              --config min.insync.replicas=2 --config unclean.leader.election.enable=false
            kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:outsider' --operation Write --transactional-id dlt-replay.v1. --resource-pattern-type prefixed
            kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:outsider' --operation Read --operation Write --topic dlt-replay.outsider
            kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:outsider' --operation Read --topic outsider.DLT
            kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:outsider' --operation Write --topic ORIGINAL-TOPIC
    [exit 8]
    ");
    assert_eq!(outsider.seen(), (0, 0));
}

#[test]
fn no_right_to_write_to_one_target_of_two() {
    let Some(tied) = Operator::new("tied", "records without a right do not stop the others") else {
        return;
    };
    tied.may_all_but(&["write target"]);
    // One that it may describe, one of which it sees nothing at all, one that it may write to.
    tied.may("topic", &tied.target(), "describe");
    for topic in ["tied.hidden", "tied.open"] {
        tied.broker.create_topic(topic, 1, &[]);
        let letters = [0, 1].map(|offset| letter(&tied.letters(), topic, 0, offset).value("v"));
        produce(&tied.broker.bootstrap(), &letters);
    }
    tied.may("topic", "tied.open", "write");
    let seen = tied.replay(&[]);
    insta::assert_snapshot!(end(&seen), @r"
    Sent 2 records in SECONDS, run RUN
      tied.open-0  2 records, offsets 0 to 1
    5 records need attention:
      tied.DLT-0@0  no right to write to the target topic: Broker: Topic authorization failed
      tied.DLT-0@1  no right to write to the target topic: Broker: Topic authorization failed
      tied.DLT-0@2  no right to write to the target topic: Broker: Topic authorization failed
      tied.DLT-0@3  no right to write to the target topic: Broker: Topic authorization failed
      tied.DLT-0@4  no right to write to the target topic: Broker: Topic authorization failed
    next: ask an administrator for the right, then the same command again
    kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:tied' --operation Write --topic tied.orders
    [exit 3]
    ");
    assert!(
        seen.to_string()
            .contains("topic tied.hidden does not exist, or may not be described"),
        "{seen}"
    );
    assert_eq!(tied.committed(), (0, 2));
    assert_eq!(tied.broker.dump("tied.open", Isolation::Committed).len(), 2);
    // What was printed is what was missing.
    assert_eq!(tied.obey(&end(&seen)), 1);
    let seen = tied.replay(&[]);
    assert!(end(&seen).starts_with("Sent 5 records"), "{seen}");
    assert_eq!(tied.committed(), (5, 7));
}

#[test]
fn no_right_to_create_the_ledger() {
    let Some(init) = Operator::new("init", "who may not create the ledger is told who can") else {
        return;
    };
    let create = || init.run(&["ledger", "init", "--yes", "--ledger", "dlt-replay.other"]);
    insta::assert_snapshot!(create(), @r"
    [stderr]
    error: no right to create the ledger topic dlt-replay.other
      why: Authorization failed.
      hint: ask an administrator:
            kafka-topics.sh --bootstrap-server … --create --if-not-exists --topic dlt-replay.other --partitions 1 --replication-factor 3 \
              --config cleanup.policy=delete --config retention.ms=-1 --config retention.bytes=-1 \
              --config min.insync.replicas=2 --config unclean.leader.election.enable=false
            kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:init' --operation Write --transactional-id dlt-replay.v1. --resource-pattern-type prefixed
            kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:init' --operation Read --operation Write --topic dlt-replay.other
            kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:init' --operation Read --topic DEAD-LETTER-TOPIC
            kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:init' --operation Write --topic ORIGINAL-TOPIC
    [exit 8]
    ");
    // The right to create holds no other right: the topic is made, and what is missing is said.
    init.may("topic", "dlt-replay.other", "create");
    insta::assert_snapshot!(create(), @r"
    created the ledger topic dlt-replay.other
    [stderr]
    warning: this login may neither read nor write dlt-replay.other; a replay needs both. Ask an administrator:
             kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:init' --operation Write --transactional-id dlt-replay.v1. --resource-pattern-type prefixed
             kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:init' --operation Read --operation Write --topic dlt-replay.other
             kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:init' --operation Read --topic DEAD-LETTER-TOPIC
             kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:init' --operation Write --topic ORIGINAL-TOPIC
    [exit 0]
    ");
    insta::assert_snapshot!(create(), @r"
    [stderr]
    the ledger topic dlt-replay.other is there already
    [exit 0]
    ");
}

#[test]
fn the_administrators_commands_are_enough() {
    let Some(exact) = Operator::new("exact", "the printed rights are enough for a replay") else {
        return;
    };
    // Enough to look: the plan names all topics, and the ledger is not there yet.
    exact.may("topic", &exact.letters(), "read");
    exact.may("topic", &exact.target(), "describe");
    exact.may("topic", "dlt-replay.made", "describe");
    let replay = || {
        let letters = exact.letters();
        exact.run(&[
            "replay",
            &letters,
            "--all",
            "--yes",
            "--ledger",
            "dlt-replay.made",
        ])
    };
    let refused = replay();
    assert_eq!(refused.status, Some(6), "{refused}");
    assert_eq!(exact.obey(&refused.err), 5, "{refused}");
    let seen = replay();
    assert!(end(&seen).starts_with("Sent 5 records"), "{seen}");
    assert_eq!(seen.status, Some(0), "{seen}");
    // Groups and settings are out of sight with these rights, and the plan does not pretend to have seen them.
    for text in [
        "its settings cannot be seen",
        "none with committed offsets, of those visible to this principal",
    ] {
        assert!(seen.to_string().contains(text), "{text}: {seen}");
    }
    let count = |topic: &str| exact.broker.dump(topic, Isolation::Committed).len();
    assert_eq!((count(&exact.target()), count("dlt-replay.made")), (5, 5));
    let again = replay();
    assert_eq!(again.status, Some(0), "{again}");
    assert_eq!(count(&exact.target()), 5);
}

#[test]
fn another_cluster_wants_every_right_but_to_read_the_letters() {
    let proves = "the printed rights of another cluster are enough for a replay to it";
    let Some(mover) = Operator::new("mover", proves) else {
        return;
    };
    let Some(source) = Broker::shared(proves) else {
        return;
    };
    source.create_topic(&mover.letters(), 1, &[]);
    let letters: Vec<Out> = (0..5)
        .map(|number| letter(&mover.letters(), &mover.target(), 0, number).value("v"))
        .collect();
    produce(&source.bootstrap(), &letters);
    let config = format!(
        "[contexts.ruled]\nbootstrap_servers = '{}'\ncommand_config = '{}'\n",
        mover.broker.address(Listener::SaslPlaintext),
        mover.shell.folder().join("client.properties").display(),
    );
    let home = Shell::new().file(".config/dltctl/config.toml", &config);
    let (bootstrap, topic, ledger) = (source.bootstrap(), mover.letters(), mover.ledger());
    let words = ["-b", &bootstrap, "replay", &topic, "--all", "--yes"];
    let to = ["--to-context", "ruled", "--ledger", &ledger];
    let replay = || home.run(&[&words[..], &to].concat());

    let refused = replay();
    insta::assert_snapshot!(refused, @r##"
    [stderr]
    error: no right to read topic dlt-replay.mover
      why: Broker: Topic authorization failed
      hint: a replay reads and writes its ledger; ask an administrator of ruled:
            kafka-topics.sh --bootstrap-server … --create --if-not-exists --topic dlt-replay.mover --partitions 1 --replication-factor 3 \
              --config cleanup.policy=delete --config retention.ms=-1 --config retention.bytes=-1 \
              --config min.insync.replicas=2 --config unclean.leader.election.enable=false
            kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:mover' --operation Write --transactional-id dlt-replay.v1. --resource-pattern-type prefixed
            kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:mover' --operation Read --operation Write --topic dlt-replay.mover
            kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:mover' --operation Write --topic ORIGINAL-TOPIC
    [exit 8]
    "##);
    assert_eq!(mover.seen(), (0, 0));
    assert_eq!(mover.obey(&refused.err), 4);
    // The target is hidden, so it is skipped; who may see it is told what is missing.
    let hidden = replay();
    assert_eq!(hidden.status, Some(3), "{hidden}");
    mover.may("topic", &mover.target(), "describe");
    let refused = replay();
    insta::assert_snapshot!(end(&refused), @r##"
    Sent 0 records from 127.0.0.1:PORT to ruled in SECONDS, run RUN
    5 records need attention:
      mover.DLT-0@0  no right to write to the target topic: Broker: Topic authorization failed
      mover.DLT-0@1  no right to write to the target topic: Broker: Topic authorization failed
      mover.DLT-0@2  no right to write to the target topic: Broker: Topic authorization failed
      mover.DLT-0@3  no right to write to the target topic: Broker: Topic authorization failed
      mover.DLT-0@4  no right to write to the target topic: Broker: Topic authorization failed
    next: ask an administrator of ruled for the right, then the same command again
    kafka-acls.sh --bootstrap-server … --add --allow-principal 'User:mover' --operation Write --topic mover.orders
    [exit 3]
    "##);
    assert_eq!(mover.obey(&end(&refused)), 1);
    let seen = replay();
    assert!(end(&seen).starts_with("Sent 5 records"), "{seen}");
    let login = "to cluster UmlnaHRzUmlnaHRzUmlnaA at 127.0.0.1:PORT, context ruled, as mover";
    assert!(seen.to_string().contains(login), "{seen}");
    assert_eq!(mover.committed(), (5, 5));
}
