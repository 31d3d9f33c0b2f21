//! What a test wants its broker to be like, and the broker's own words for it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// A door of the broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Listener {
    /// No encryption, no login: the harness's own way in, a super user where rights are checked.
    Plaintext,
    /// Encryption; a client certificate is accepted and not needed.
    Ssl,
    /// Login without encryption.
    SaslPlaintext,
    /// Login and encryption.
    SaslSsl,
}

impl Listener {
    /// Gives the name, which is the security protocol's.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Listener::Plaintext => "PLAINTEXT",
            Listener::Ssl => "SSL",
            Listener::SaslPlaintext => "SASL_PLAINTEXT",
            Listener::SaslSsl => "SASL_SSL",
        }
    }
}

/// A way to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mechanism {
    /// User name and password as they are.
    Plain,
    /// A challenge, SHA-256.
    Scram256,
    /// A challenge, SHA-512.
    Scram512,
}

impl Mechanism {
    /// Gives the name Kafka knows it by.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Mechanism::Plain => "PLAIN",
            Mechanism::Scram256 => "SCRAM-SHA-256",
            Mechanism::Scram512 => "SCRAM-SHA-512",
        }
    }
}

/// What a test wants its broker to be like.
#[derive(Clone, Debug, Default)]
pub(crate) struct BrokerOptions {
    listeners: Vec<Listener>,
    users: Vec<(String, String)>,
    rights: bool,
    cluster_id: Option<String>,
    properties: Vec<(String, String)>,
}

impl BrokerOptions {
    /// Adds a listener beside `PLAINTEXT`, which is always there.
    pub(crate) fn listener(mut self, listener: Listener) -> Self {
        self.listeners.push(listener);
        self
    }

    /// Adds a user, who can log in by every mechanism.
    pub(crate) fn user(mut self, name: &str, password: &str) -> Self {
        self.users.push((name.to_owned(), password.to_owned()));
        self
    }

    /// Checks rights: everything is forbidden but to super users (`User:admin`, and everybody at `PLAINTEXT`).
    pub(crate) fn rights(mut self) -> Self {
        self.rights = true;
        self
    }

    /// Gives it another cluster id than all other brokers of the tests have; 16 bytes in base64, as Kafka wants it.
    pub(crate) fn cluster_id(mut self, id: &str) -> Self {
        self.cluster_id = Some(id.to_owned());
        self
    }

    /// Sets one of the broker's own properties.
    pub(crate) fn property(mut self, name: &str, value: &str) -> Self {
        self.properties.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Lists all listeners, `PLAINTEXT` first.
    pub(crate) fn listeners(&self) -> Vec<Listener> {
        let mut all = vec![Listener::Plaintext];
        all.extend(
            self.listeners
                .iter()
                .filter(|it| **it != Listener::Plaintext),
        );
        all.dedup();
        all
    }

    /// Says whether a listener needs key stores.
    pub(crate) fn tls(&self) -> bool {
        self.listeners
            .iter()
            .any(|it| matches!(it, Listener::Ssl | Listener::SaslSsl))
    }

    /// Gives the arguments that name the cluster and add the users to a new log directory.
    pub(crate) fn format_arguments(&self) -> Vec<String> {
        let id = self.cluster_id.as_deref();
        let id = id.unwrap_or("MkU3OEVBNTcwNTJENDM2Qk");
        let mut arguments = vec!["-t".to_owned(), id.to_owned()];
        for (name, password) in &self.users {
            for mechanism in [Mechanism::Scram256, Mechanism::Scram512] {
                arguments.push("--add-scram".to_owned());
                arguments.push(format!(
                    "{}=[name={name},password={password}]",
                    mechanism.name()
                ));
            }
        }
        arguments
    }

    /// Writes `server.properties`.
    pub(crate) fn server_properties(
        &self,
        ports: &BTreeMap<Listener, u16>,
        controller: u16,
        logs: &Path,
        stores: Option<&Path>,
    ) -> String {
        let mut text = String::from(FIXED);
        let open: Vec<String> = ports
            .iter()
            .map(|(it, port)| format!("{}://127.0.0.1:{port}", it.name()))
            .collect();
        let map: Vec<String> = ports
            .keys()
            .map(|it| format!("{0}:{0}", it.name()))
            .collect();
        let (open, map) = (open.join(","), map.join(","));
        let mut set = |name: &str, value: &str| writeln!(text, "{name}={value}").unwrap();
        set(
            "listeners",
            &format!("{open},CONTROLLER://127.0.0.1:{controller}"),
        );
        set("advertised.listeners", &open);
        set(
            "listener.security.protocol.map",
            &format!("{map},CONTROLLER:PLAINTEXT"),
        );
        set(
            "controller.quorum.voters",
            &format!("1@127.0.0.1:{controller}"),
        );
        set("log.dirs", &logs.display().to_string());
        for listener in ports
            .keys()
            .filter(|it| matches!(it, Listener::SaslPlaintext | Listener::SaslSsl))
        {
            let prefix = format!("listener.name.{}", listener.name().to_lowercase());
            let accounts: Vec<String> = self
                .users
                .iter()
                .map(|(name, pw)| format!(" user_{name}=\"{pw}\""))
                .collect();
            set(
                &format!("{prefix}.plain.sasl.jaas.config"),
                &format!("{PLAIN} required{};", accounts.concat()),
            );
            set(
                &format!("{prefix}.scram-sha-256.sasl.jaas.config"),
                &format!("{SCRAM} required;"),
            );
            set(
                &format!("{prefix}.scram-sha-512.sasl.jaas.config"),
                &format!("{SCRAM} required;"),
            );
            set(
                &format!("{prefix}.sasl.enabled.mechanisms"),
                "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
            );
        }
        if let Some(stores) = stores {
            for (kind, name) in [("keystore", "server"), ("truststore", "truststore")] {
                set(
                    &format!("ssl.{kind}.location"),
                    &format!("{}/{name}.p12", stores.display()),
                );
                set(&format!("ssl.{kind}.type"), "PKCS12");
                set(&format!("ssl.{kind}.password"), "changeit");
            }
            set("listener.name.ssl.ssl.client.auth", "requested");
        }
        if self.rights {
            set(
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            );
            set("super.users", "User:ANONYMOUS;User:admin");
        }
        // Last, because the last word wins.
        for (name, value) in &self.properties {
            set(name, value);
        }
        text
    }
}

const PLAIN: &str = "org.apache.kafka.common.security.plain.PlainLoginModule";
const SCRAM: &str = "org.apache.kafka.common.security.scram.ScramLoginModule";

/// One node that is broker and controller, with nothing replicated and nothing waited for.
///
/// The short session is for a broker that was killed: it may only come back when its old session is over.
const FIXED: &str = "\
process.roles=broker,controller
node.id=1
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
auto.create.topics.enable=false
log.cleaner.dedupe.buffer.size=8388608
num.io.threads=4
num.network.threads=2
background.threads=2
";
