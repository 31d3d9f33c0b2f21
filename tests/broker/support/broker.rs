//! A real broker in a directory of its own.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use tempfile::TempDir;
use uuid::Uuid;

use super::java::Java;
use super::jvm::Jvm;
use super::options::{BrokerOptions, Listener, Mechanism};

/// A real broker in a directory of its own, ended and removed with it.
pub(crate) struct Broker {
    java: &'static Java,
    options: BrokerOptions,
    ports: BTreeMap<Listener, u16>,
    stores: Option<PathBuf>,
    jvm: Mutex<Jvm>,
    dir: TempDir,
}

impl Broker {
    /// Gives the plain broker all tests of this process share, or skips the test.
    ///
    /// # Panics
    /// If Java is there and the broker does not start, or Java is missing and may not be.
    pub(crate) fn shared(not_proved: &str) -> Option<&'static Broker> {
        static SHARED: OnceLock<Result<Broker, String>> = OnceLock::new();
        let java = Java::or_skip(not_proved)?;
        let broker = SHARED.get_or_init(|| Broker::launch(java, &BrokerOptions::default()));
        Some(
            broker
                .as_ref()
                .unwrap_or_else(|e| panic!("the shared broker does not start: {e}")),
        )
    }

    /// Starts a broker for one test, or skips the test.
    ///
    /// # Panics
    /// If Java is there and the broker does not start, or Java is missing and may not be.
    pub(crate) fn start(options: &BrokerOptions, not_proved: &str) -> Option<Broker> {
        let java = Java::or_skip(not_proved)?;
        Some(
            Broker::launch(java, options)
                .unwrap_or_else(|e| panic!("the broker does not start: {e}")),
        )
    }

    /// Gives the address of the `PLAINTEXT` listener.
    pub(crate) fn bootstrap(&self) -> String {
        self.address(Listener::Plaintext)
    }

    /// Gives the address of a listener.
    ///
    /// # Panics
    /// If the broker was not asked for it.
    pub(crate) fn address(&self, listener: Listener) -> String {
        format!(
            "127.0.0.1:{}",
            self.ports
                .get(&listener)
                .expect("the broker has this listener")
        )
    }

    /// Gives the settings of a librdkafka client at a listener.
    pub(crate) fn client(
        &self,
        listener: Listener,
        login: Option<(&str, &str, Mechanism)>,
    ) -> ClientConfig {
        let mut config = ClientConfig::new();
        config
            .set("bootstrap.servers", self.address(listener))
            .set("security.protocol", listener.name());
        if matches!(listener, Listener::Ssl | Listener::SaslSsl) {
            config.set(
                "ssl.ca.location",
                self.store("ca.pem").display().to_string(),
            );
        }
        if let Some((user, password, mechanism)) = login {
            config
                .set("sasl.mechanism", mechanism.name())
                .set("sasl.username", user)
                .set("sasl.password", password);
        }
        config
    }

    /// Gives the path of a key store or PEM file; see `tests/java/oracle/Stores.java`.
    ///
    /// # Panics
    /// If no listener of the broker has TLS.
    pub(crate) fn store(&self, name: &str) -> PathBuf {
        self.stores
            .as_ref()
            .expect("the broker has a TLS listener")
            .join(name)
    }

    /// Gives the Java this broker runs on.
    pub(crate) fn java(&self) -> &'static Java {
        self.java
    }

    /// Gives the directory of the broker's data, settings and log.
    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Gives the broker's log so far.
    pub(crate) fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.dir.path().join("broker.log")).unwrap_or_default())
            .into_owned()
    }

    /// Gives the process, also after a test that held it has failed.
    pub(super) fn jvm(&self) -> MutexGuard<'_, Jvm> {
        self.jvm.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a broker and waits until it answers.
    pub(super) fn launch(java: &'static Java, options: &BrokerOptions) -> Result<Broker, String> {
        let mut last = String::new();
        // Somebody else can take a port between the choice and the bind; then the process ends at once.
        for _ in 0..3 {
            match Broker::launch_once(java, options) {
                Err(e) if e.contains("Address already in use") => last = e,
                decided => return decided,
            }
        }
        Err(last)
    }

    fn launch_once(java: &'static Java, options: &BrokerOptions) -> Result<Broker, String> {
        let dir = tempfile::Builder::new()
            .prefix("dltctl-broker-")
            .tempdir()
            .map_err(|e| e.to_string())?;
        let stores = if options.tls() {
            Some(java.key_stores()?)
        } else {
            None
        };
        let listeners = options.listeners();
        let mut free = free_ports(listeners.len() + 1);
        let controller = free.pop().unwrap_or_default();
        let ports: BTreeMap<Listener, u16> = listeners.into_iter().zip(free).collect();
        let path = dir.path().join("server.properties");
        let text = options.server_properties(
            &ports,
            controller,
            &dir.path().join("data"),
            stores.as_deref(),
        );
        fs::write(&path, text).map_err(|e| e.to_string())?;
        let mut format = vec![
            "format".to_owned(),
            "-c".to_owned(),
            path.display().to_string(),
        ];
        format.extend(options.format_arguments());
        let jvm = spawn(java, dir.path(), &format)?;
        let broker = Broker {
            java,
            options: options.clone(),
            ports,
            stores,
            jvm: Mutex::new(jvm),
            dir,
        };
        broker.wait_until_ready(&mut broker.jvm())?;
        Ok(broker)
    }

    /// Starts the process, with the arguments of a format command if the directory is new.
    pub(super) fn spawn(&self, format: &[String]) -> Result<Jvm, String> {
        spawn(self.java, self.dir.path(), format)
    }

    /// Waits until the broker answers.
    ///
    /// Its log says "started" before it does, and in other words every year.
    pub(super) fn wait_until_ready(&self, jvm: &mut Jvm) -> Result<(), String> {
        let mut config = self.client(Listener::Plaintext, None);
        config
            .set("reconnect.backoff.ms", "50")
            .set("reconnect.backoff.max.ms", "100");
        let client: BaseConsumer = config.create().map_err(|e| e.to_string())?;
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let metadata = client.fetch_metadata(None, Duration::from_millis(500));
            match metadata {
                Ok(metadata) if !metadata.brokers().is_empty() => return Ok(()),
                _ if Instant::now() > deadline => {
                    return Err(format!("not ready after 60 s\n{}", jvm.tail()));
                }
                _ => {}
            }
            if let Some(how) = jvm.ended() {
                return Err(how);
            }
        }
    }
}

impl Drop for Broker {
    /// Kills first, so that nothing writes to the directory while it is being removed.
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            let tail = self.jvm().tail();
            eprintln!(
                "---- end of the broker's log ({:?}) ----\n{tail}\n----",
                self.options
            );
        }
    }
}

fn spawn(java: &Java, dir: &Path, format: &[String]) -> Result<Jvm, String> {
    let mut command = java.command("512m", &java.kafka()?);
    // A dump of all settings is a thousand lines of log that hide the reason of a failure.
    command.arg("-Dorg.slf4j.simpleLogger.log.org.apache.kafka.common.config.AbstractConfig=warn");
    command.arg(format!("-Ddltctl.scratch={}", dir.display()));
    command
        .arg("Launcher")
        .arg(dir.join("server.properties"))
        .args(format);
    Jvm::start(&mut command, &dir.join("broker.log"))
}

/// Finds free ports below those the system gives to outgoing connections.
///
/// In that range a client that tries again and again to reach a dead broker can in the end connect to itself.
pub(super) fn free_ports(count: usize) -> Vec<u16> {
    let mut held = Vec::new();
    while held.len() < count {
        let [a, b, ..] = Uuid::new_v4().into_bytes();
        let port = 20_000 + u16::from_be_bytes([a, b]) % 12_000;
        held.extend(TcpListener::bind(("127.0.0.1", port)));
    }
    held.iter()
        .filter_map(|it| it.local_addr().ok())
        .map(|it| it.port())
        .collect()
}
