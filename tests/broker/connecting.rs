//! A Java application's `client.properties` opens the same doors here as there.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::support::{Broker, BrokerOptions, Listener};

/// Runs the program with nothing of this machine's environment, and a properties file.
fn dltctl(folder: &Path, properties: &str, arguments: &[&str]) -> Output {
    let file = folder.join("client.properties");
    fs::write(&file, properties).unwrap();
    Command::new(env!("CARGO_BIN_EXE_dltctl"))
        .env_clear()
        .env("HOME", folder)
        .env("KAFKA_PASSWORD", "alice-secret")
        .current_dir(folder)
        .arg("-F")
        .arg(&file)
        .args(["--request-timeout", "15s"])
        .args(arguments)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    format!(
        "{}: {}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[test]
fn properties_of_java_open_every_door() {
    let options = BrokerOptions::default()
        .listener(Listener::Ssl)
        .listener(Listener::SaslPlaintext)
        .listener(Listener::SaslSsl)
        .user("alice", "alice-secret")
        .property("listener.name.ssl.ssl.client.auth", "required")
        .rights();
    let Some(broker) = Broker::start(&options, "a client.properties of Java is understood") else {
        return;
    };
    broker.create_topic("orders.DLT", 1, &[]);
    broker.send_at("orders.DLT", 0, 1_795_243_875_557, b"{}");
    for user in ["alice", "CN=client"] {
        broker.allow(user, "topic", "orders.DLT", "read");
    }
    let folder = tempfile::tempdir().unwrap();
    let store = |name: &str| broker.store(name).display().to_string();
    let text = |name: &str| fs::read_to_string(broker.store(name)).unwrap();
    // A value over several lines, as people write it: the line breaks are lost.
    let inline = |name: &str| text(name).lines().collect::<Vec<_>>().join(" \\\n  ");
    let keystore = folder.path().join("keystore.pem");
    fs::write(&keystore, text("client.key") + &text("client.pem")).unwrap();

    let plain = "org.apache.kafka.common.security.plain.PlainLoginModule required username='alice' password='${env:KAFKA_PASSWORD}';";
    let scram = "org.apache.kafka.common.security.scram.ScramLoginModule required \\\n  username=\"alice\" \\\n  password=\"alice-secret\";";
    let application = "group.id=billing\nkey.deserializer=x\nenable.auto.commit=true\nisolation.level=read_uncommitted\n";
    let doors = [
        format!(
            "bootstrap.servers={}\nsecurity.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config={plain}\n{application}",
            broker.address(Listener::SaslPlaintext)
        ),
        format!(
            "bootstrap.servers={}\nsecurity.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-512\nsasl.jaas.config={scram}\nssl.truststore.type=PEM\nssl.truststore.location={}\n{application}",
            broker.address(Listener::SaslSsl),
            store("ca.pem")
        ),
        format!(
            "bootstrap.servers={}\nsecurity.protocol=SSL\nssl.truststore.location={}\nssl.keystore.type=PEM\nssl.keystore.location={}\n",
            broker.address(Listener::Ssl),
            store("ca.pem"),
            keystore.display()
        ),
        format!(
            "bootstrap.servers={}\nsecurity.protocol=SSL\nssl.truststore.certificates={}\nssl.keystore.certificate.chain={}\nssl.keystore.key={}\n",
            broker.address(Listener::Ssl),
            inline("ca.pem"),
            inline("client.pem"),
            inline("client.key")
        ),
    ];
    let list = ["list", "orders.DLT", "-o", "name"];
    for properties in &doors {
        let output = dltctl(folder.path(), properties, &list);
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            "orders.DLT-0@0\n",
            "{properties}\n{}",
            said(&output)
        );
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }

    // The doors are locked for others: a wrong password, no certificate, an authority that signed nothing.
    let locked = [
        doors[1].replace("alice-secret", "wrong"),
        doors[2].replace("ssl.keystore", "#ssl.keystore"),
        doors[2].replace(&store("ca.pem"), &store("other-ca.pem")),
    ];
    for properties in &locked {
        let output = dltctl(folder.path(), properties, &list);
        assert_eq!(output.stdout, b"", "{}", said(&output));
        assert_ne!(output.status.code(), Some(0), "{}", said(&output));
    }
}
