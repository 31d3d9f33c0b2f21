//! A real schema registry: Apicurio's, which understands Confluent's interface too.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::broker::free_ports;
use super::java::{Java, source};
use super::jvm::Jvm;

/// The version that runs on Java 17.
pub(crate) const VERSION: &str = "3.0.9";

/// A registry in memory, ended with this value or this process.
pub(crate) struct SchemaRegistry {
    port: u16,
    jvm: Jvm,
    // Removed after the process has ended.
    _dir: TempDir,
}

impl SchemaRegistry {
    /// Gives the registry that the tests of this process share, or skips the test. Every test takes subjects of its own.
    ///
    /// # Panics
    /// If Java is there and the registry does not start, or Java is missing and may not be.
    pub(crate) fn shared(not_proved: &str) -> Option<&'static SchemaRegistry> {
        static SHARED: OnceLock<Result<SchemaRegistry, String>> = OnceLock::new();
        let java = Java::or_skip(not_proved)?;
        let registry = SHARED.get_or_init(|| SchemaRegistry::launch(java));
        Some(
            registry
                .as_ref()
                .unwrap_or_else(|e| panic!("the schema registry does not start: {e}")),
        )
    }

    /// Starts a registry for one test, which may stop it, or skips the test.
    ///
    /// # Panics
    /// As [`SchemaRegistry::shared`] does.
    pub(crate) fn start(not_proved: &str) -> Option<SchemaRegistry> {
        let java = Java::or_skip(not_proved)?;
        let registry = SchemaRegistry::launch(java);
        Some(registry.unwrap_or_else(|e| panic!("the schema registry does not start: {e}")))
    }

    /// Starts a registry and waits until it answers.
    pub(super) fn launch(java: &'static Java) -> Result<SchemaRegistry, String> {
        let mut last = String::new();
        // Somebody else can take the port between the choice and the bind.
        for _ in 0..3 {
            match SchemaRegistry::launch_once(java) {
                Err(e) if e.contains("already in use") || e.contains("already bound") => last = e,
                decided => return decided,
            }
        }
        Err(last)
    }

    fn launch_once(java: &'static Java) -> Result<SchemaRegistry, String> {
        let name = format!("apicurio-{VERSION}");
        let artifact = format!("io.apicurio:apicurio-registry-app:{VERSION}:tar.gz:all");
        let unpacked = java.archive(&name, &artifact)?;
        let jar = unpacked.join(format!("apicurio-registry-app-{VERSION}-runner.jar"));
        let classes = java.classes("registry", &[source("registry")], "")?;
        let dir = tempfile::Builder::new()
            .prefix("dltctl-registry-")
            .tempdir()
            .map_err(|e| e.to_string())?;
        let port = free_ports(1)[0];
        let mut command = java.command("300m", &format!("{classes}:{}", jar.display()));
        command
            .arg(format!("-Djava.io.tmpdir={}", dir.path().display()))
            .arg("Registry")
            .arg(&jar)
            .env("QUARKUS_HTTP_HOST", "127.0.0.1")
            .env("QUARKUS_HTTP_PORT", port.to_string())
            .current_dir(dir.path());
        let jvm = Jvm::start(&mut command, &dir.path().join("registry.log"))?;
        let mut registry = SchemaRegistry {
            port,
            jvm,
            _dir: dir,
        };
        registry.wait_until_ready()?;
        Ok(registry)
    }

    fn wait_until_ready(&mut self) -> Result<(), String> {
        let deadline = Instant::now() + Duration::from_secs(90);
        let url = format!("{}/subjects", self.url());
        loop {
            if ureq::get(&url).call().is_ok() {
                return Ok(());
            }
            if let Some(how) = self.jvm.ended() {
                return Err(how);
            }
            if Instant::now() > deadline {
                return Err(format!("not ready after 90 s\n{}", self.jvm.tail()));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Gives the URL before all interfaces.
    pub(crate) fn root(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Gives the URL of Confluent's interface.
    pub(crate) fn url(&self) -> String {
        format!("{}/apis/ccompat/v7", self.root())
    }

    /// Gives the URL of Apicurio's own interface.
    pub(crate) fn own_url(&self) -> String {
        format!("{}/apis/registry/v3", self.root())
    }

    /// Registers a schema under a subject; the answer is its id.
    ///
    /// # Panics
    /// If the registry refuses it.
    pub(crate) fn register(
        &self,
        subject: &str,
        language: &str,
        text: &str,
        references: &[(&str, &str, i32)],
    ) -> u32 {
        let references: Vec<Value> = references
            .iter()
            .map(|(name, subject, version)| json!({"name": name, "subject": subject, "version": version}))
            .collect();
        let body = json!({"schema": text, "schemaType": language, "references": references});
        let answer = ureq::post(&format!("{}/subjects/{subject}/versions", self.url()))
            .content_type("application/vnd.schemaregistry.v1+json")
            .send(body.to_string())
            .unwrap_or_else(|e| panic!("{subject}: {e}"));
        let id = &json_of(answer)["id"];
        u32::try_from(id.as_u64().expect("an id")).expect("a small id")
    }

    /// Asks the registry's own interface for JSON.
    ///
    /// # Panics
    /// If it does not answer.
    pub(crate) fn ask(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.own_url());
        json_of(
            ureq::get(&url)
                .call()
                .unwrap_or_else(|e| panic!("{url}: {e}")),
        )
    }

    /// Ends the process at once.
    pub(crate) fn kill(&mut self) {
        self.jvm.kill();
    }
}

impl Drop for SchemaRegistry {
    fn drop(&mut self) {
        self.kill();
    }
}

fn json_of(mut answer: ureq::http::Response<ureq::Body>) -> Value {
    let text = answer.body_mut().read_to_string().expect("a body");
    serde_json::from_str(&text).expect("JSON")
}
