//! Who may only read a topic can use every reading command, and says who they are in every way there is.

use std::time::Duration;

use serde_json::json;

use super::connection_errors::{PASSWORD, guarded};
use super::support::{Listener, Shell};

/// A shell whose context is a principal with READ on `orders.events.DLT` and nothing else: no group, no cluster.
fn oncall(address: &str) -> Shell {
    let text = format!(
        "current_context = 'oncall'\n[contexts.oncall]\nbootstrap_servers = '{address}'\n\
         [contexts.oncall.properties]\n'security.protocol' = 'SASL_PLAINTEXT'\n'sasl.mechanism' = 'SCRAM-SHA-256'\n\
         'sasl.username' = 'oncall'\n'sasl.password' = '${{env:ONCALL_PASSWORD}}'\n"
    );
    Shell::new()
        .file(".config/dltctl/config.toml", &text)
        .set("ONCALL_PASSWORD", PASSWORD)
}

#[test]
fn every_reading_command_works_with_the_right_to_read() {
    let Some(broker) = guarded("reading needs no other right than READ") else {
        return;
    };
    let shell = oncall(&broker.address(Listener::SaslPlaintext));
    for (line, lines) in [
        ("topics", 2),
        ("topics -o wide", 2),
        ("topics -o name", 1),
        ("topics -o ndjson", 1),
        ("list orders.events.DLT", 34),
        ("list orders.events.DLT -o wide", 34),
        ("list orders.events.DLT -o ndjson", 33),
        ("list orders.events.DLT --newest 3 -o name", 3),
        ("list orders.events.DLT --count", 1),
        ("list orders.events.DLT --since 2020-01-01 --count", 1),
        ("show orders.events.DLT-0@5 -o ndjson", 1),
        ("show orders.events.DLT-0@5:7 -o name", 2),
        ("summary orders.events.DLT -o ndjson --by topic", 1),
        (
            "tail orders.events.DLT --idle-timeout 300ms --no-header-row",
            10,
        ),
        ("tail orders.events.DLT --idle-timeout 300ms -o name", 10),
        ("export orders.events.DLT", 33),
        ("export orders.events.DLT -w d.ndjson", 0),
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let seen = shell.run(&words);
        let out = String::from_utf8(seen.out.clone()).unwrap();
        assert_eq!(seen.status, Some(0), "{line}\n{seen}");
        assert_eq!(out.lines().count(), lines, "{line}\n{seen}");
        // One note, and the line that tells the end of an export, or what is not known of settings.
        let two = line.contains("--since") || line.starts_with("topics");
        assert!(
            seen.err.lines().count() <= 1 + usize::from(two),
            "{line}\n{seen}"
        );
        assert!(seen.took < Duration::from_secs(4), "{line} {:?}", seen.took);
    }
    let seen = shell.run(&["show", "orders.events.DLT-0@5"]);
    assert_eq!((seen.status, seen.err.as_str()), (Some(0), ""), "{seen}");
}

#[test]
fn a_topic_that_may_only_be_described_is_listed_without_its_records() {
    let Some(broker) = guarded("a topic that may only be described does not hide the others")
    else {
        return;
    };
    let shell = Shell::new().set(
        "DLTCTL_BOOTSTRAP_SERVER",
        &broker.address(Listener::SaslPlaintext),
    );
    let mut line = vec![
        "topics",
        "-o",
        "ndjson",
        "-X",
        "security.protocol=SASL_PLAINTEXT",
    ];
    line.extend(["-X", "sasl.mechanism=PLAIN", "-X", "sasl.username=reader"]);
    line.extend(["-X", "sasl.password=reader-pw"]);
    let seen = shell.run(&line);
    let rows: Vec<serde_json::Value> = String::from_utf8_lossy(&seen.out)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let row = |index: usize, name: &str| rows[index][name].clone();
    assert_eq!(rows.len(), 2, "{seen}");
    assert_eq!(
        (row(0, "topic"), row(0, "top_exception")),
        (
            json!("orders.events.DLT"),
            json!("java.lang.IllegalStateException")
        ),
        "{seen}"
    );
    assert_eq!(
        (
            row(1, "topic"),
            row(1, "records"),
            row(1, "oldest"),
            row(1, "top_exception")
        ),
        (json!("payments-dlt"), json!(2), json!(null), json!(null)),
        "{seen}"
    );
    // Neither right includes the one to see settings: one note for all topics.
    assert_eq!(
        (seen.err.lines().collect::<Vec<_>>(), seen.status),
        (
            vec![
                "no right to read payments-dlt: what is in the records is not known",
                "what was replayed is not known, so all states are shown: no right to read dlt-replay.ledger",
                "what retention deletes is not known of orders.events.DLT, payments-dlt: no right to see the configuration \
                 (DescribeConfigs)",
            ],
            Some(0)
        )
    );
    let known = |index: usize| [row(index, "expiring"), row(index, "retention")];
    assert_eq!([known(0), known(1)].concat(), vec![json!(null); 4]);
}

#[test]
fn every_way_to_name_a_cluster_reaches_it() {
    let Some(broker) = guarded("contexts and variables name the cluster") else {
        return;
    };
    let tls = broker.address(Listener::SaslSsl);
    let authority = broker.store("ca.pem").display().to_string();
    // librdkafka's names, and a secret from elsewhere.
    let librdkafka = format!(
        "metadata.broker.list={tls}\nsecurity.protocol=sasl_ssl\nsasl.mechanisms=SCRAM-SHA-512\n\
         sasl.username=oncall\nsasl.password=${{env:PW}}\nssl.ca.location={authority}\n"
    );
    let contexts = format!(
        "[contexts.tls]\ncommand_config = 'tls.properties'\n\
         [contexts.two]\nbootstrap_servers = ['127.0.0.1:1', '{}']\n",
        broker.bootstrap()
    );
    let open = broker.bootstrap();
    // Variables and flags; OPEN stands for a port that takes everybody, CLOSED for one where nobody is.
    for way in [
        "-b OPEN",
        "--brokers OPEN",
        "-X bootstrap.servers=OPEN",
        "-F tls.properties",
        "-C tls",
        "--profile two",
        "DLTCTL_BOOTSTRAP_SERVER=OPEN",
        "DLTCTL_BOOTSTRAP_SERVERS=OPEN",
        "DLTCTL_COMMAND_CONFIG=tls.properties",
        "DLTCTL_CONTEXT=tls",
        "KAFKA_BOOTSTRAP_SERVERS=OPEN",
        "DLTCTL_CONFIG=own.toml",
        "--config own.toml",
        "DLTCTL_BOOTSTRAP_SERVER=CLOSED -b OPEN",
        "DLTCTL_BOOTSTRAP_SERVER=CLOSED -F tls.properties",
        "DLTCTL_BOOTSTRAP_SERVER=CLOSED -C tls",
        "KAFKA_BOOTSTRAP_SERVERS=CLOSED DLTCTL_BOOTSTRAP_SERVER=OPEN",
        "DLTCTL_CONTEXT=tls -b OPEN -X security.protocol=PLAINTEXT",
    ] {
        let mut shell = Shell::new()
            .file("tls.properties", &librdkafka)
            .file("own.toml", &format!("current_context = 'tls'\n{contexts}"))
            .file(".config/dltctl/tls.properties", &librdkafka)
            .file(".config/dltctl/config.toml", &contexts)
            .set("PW", PASSWORD);
        let mut line = ["list", "orders.events.DLT-0@5", "-o", "name"]
            .map(str::to_owned)
            .to_vec();
        for word in way.split(' ') {
            let word = word.replace("OPEN", &open).replace("CLOSED", "127.0.0.1:1");
            match word.split_once('=') {
                Some((name, value)) if name.starts_with(|first: char| first.is_uppercase()) => {
                    shell = shell.set(name, value);
                }
                _ => line.push(word),
            }
        }
        let seen = shell.run(&line);
        assert_eq!(
            (String::from_utf8_lossy(&seen.out).as_ref(), seen.status),
            ("orders.events.DLT-0@5\n", Some(0)),
            "{way}: {seen}"
        );
        assert!(seen.took < Duration::from_secs(4), "{way}: {:?}", seen.took);
    }
}
