//! Runs that end before their plan does because of the cluster that is read.

use super::super::support::replaying::{finish, report, said, wait_for, wait_until_there};
use serde_json::json;

use super::super::support::{Broker, BrokerOptions, Isolation, Listener};
use super::{Pair, desk};

#[test]
fn a_cluster_that_is_read_and_goes_away_is_named_and_nothing_is_lost_or_doubled() {
    let proves = "a replay to another cluster survives the end of the one that is read";
    // Not the shared broker: this one is killed.
    let Some(source) = Broker::start(&BrokerOptions::default(), proves) else {
        return;
    };
    let Some(pair) = Pair::of(&source, proves) else {
        return;
    };
    let lab = &pair.lab;
    lab.fill_at(&source, 300);
    let how = ["--yes", "--rate", "max", "--batch", "20"];
    let held = lab.path("held");
    let mut run = pair.replay(&[&how[..], &["--request-timeout", "4s"]].concat());
    let point = format!("after_target_acks:2:{}", held.display());
    let run = run.env("DLTCTL_FAIL_POINT", point).spawn().unwrap();
    wait_until_there(&held);
    source.kill();
    std::fs::remove_file(&held).unwrap();
    let ended = wait_for(run);
    let told = said(&ended);
    assert_eq!(ended.status.code(), Some(5), "{told}");
    let named =
        "the cluster cannot be reached: at the cluster that is read: nothing arrived for 4s";
    assert!(told.contains(named), "{told}");
    assert!(told.contains("nothing half done"), "{told}");
    let arrived = lab.broker.dump(&lab.target, Isolation::Committed).len();
    assert!((20..300).contains(&arrived), "{arrived}\n{told}");
    assert_eq!(lab.entries().len(), arrived, "{told}");

    source.start_again();
    let again = finish(&mut pair.replay(&[&how[..], &["-o", "json"]].concat()));
    assert!(again.status.success(), "{}", said(&again));
    assert_eq!(report(&again)["counts"]["sent"], 300 - arrived);
    lab.check(300);
}

#[test]
fn a_right_that_the_cluster_that_is_read_takes_away_is_not_asked_of_the_other() {
    let proves = "whose administrator is asked when dead letters must not be read any more";
    let options = BrokerOptions::default()
        .listener(Listener::SaslPlaintext)
        .rights()
        .user("reader", "pw");
    let Some(source) = Broker::start(&options, proves) else {
        return;
    };
    let Some(pair) = Pair::of(&source, proves) else {
        return;
    };
    let lab = &pair.lab;
    lab.fill_at(&source, 90);
    source.allow("reader", "topic", &lab.letters, "read");
    let login = "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=SCRAM-SHA-256\n\
                 sasl.username=reader\nsasl.password=pw\n";
    let home = desk(lab, &source).file("reader.properties", login);
    let address = source.address(Listener::SaslPlaintext);
    let words = ["replay", &lab.letters, "--all", "--yes", "--rate", "max"];
    let connection = ["-b", &address, "-F", "reader.properties"];
    let to = ["--batch", "10", "--to-context", "staging"];
    let replay = || home.command(&[&connection[..], &words, &to].concat());
    let held = lab.path("held");
    let point = format!("after_target_acks:2:{}", held.display());
    let run = replay().env("DLTCTL_FAIL_POINT", point).spawn().unwrap();
    wait_until_there(&held);
    let revoke = [
        "--remove",
        "--force",
        "--allow-principal",
        "User:reader",
        "--operation",
        "Read",
        "--topic",
        &lab.letters,
    ];
    let bootstrap = source.bootstrap();
    let words = [&["--bootstrap-server", &bootstrap], &revoke[..]].concat();
    let tool = json!({ "main": "org.apache.kafka.tools.AclCommand", "words": words });
    source.admin("tool", &tool);
    std::fs::remove_file(&held).unwrap();
    let ended = wait_for(run);
    let told = said(&ended);
    assert_eq!(ended.status.code(), Some(8), "{told}");
    assert!(
        told.contains("not allowed: at the cluster that is read: "),
        "{told}"
    );
    let next = "next: ask an administrator of the cluster that is read for the right";
    assert!(told.contains(next), "{told}");
    // The rights of the other one are all there.
    assert!(!told.contains("kafka-acls.sh"), "{told}");

    source.allow("reader", "topic", &lab.letters, "read");
    let again = finish(&mut replay());
    assert!(again.status.success(), "{}", said(&again));
    lab.check(90);
}
