mod alone;
mod mistakes;
mod places;
mod precedence;
mod registry;

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::time::Duration;

use clap::Parser;
use tempfile::TempDir;

use super::*;
use crate::cli::connection::ConnectionArgs;

#[derive(Parser)]
struct CommandLine {
    #[command(flatten)]
    connection: ConnectionArgs,
}

/// A home directory and a project in it, with an environment that knows nothing else.
struct Place {
    folder: TempDir,
    variables: Vec<(&'static str, String)>,
}

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir_all(folder.path().join("home/.config/dltctl")).unwrap();
        fs::create_dir_all(folder.path().join("work/.git")).unwrap();
        fs::create_dir_all(folder.path().join("work/service/src")).unwrap();
        Self {
            folder,
            variables: Vec::new(),
        }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(self, path: &str, text: &str) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn user(self, text: &str) -> Self {
        self.write("home/.config/dltctl/config.toml", text)
    }

    fn project(self, text: &str) -> Self {
        self.write("work/.dltctl.toml", text)
    }

    fn set(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    fn environment(&self) -> Environment {
        let home = self.path("home").to_string_lossy().into_owned();
        let variables = self
            .variables
            .iter()
            .map(|(name, value)| (OsString::from(name), OsString::from(value)))
            .chain([(OsString::from("HOME"), OsString::from(home))]);
        Environment::new(variables, self.path("work/service/src"), None)
    }

    fn resolve(&self, line: &str) -> Result<Settings> {
        let words = std::iter::once("dltctl").chain(line.split_whitespace());
        Settings::resolve(
            &CommandLine::try_parse_from(words).unwrap().connection,
            &self.environment(),
        )
    }

    fn connect(&self, line: &str) -> Connection {
        let settings = self
            .resolve(line)
            .unwrap_or_else(|error| panic!("{line}: {}", tell(&error)));
        settings
            .connection()
            .unwrap_or_else(|error| panic!("{line}: {}", tell(&error)))
            .clone()
    }

    /// Returns the error as a person sees it, without the temporary directory.
    fn refused(&self, line: &str) -> String {
        let error = match self.resolve(line) {
            Err(error) => error,
            Ok(settings) => settings.connection().unwrap_err(),
        };
        assert_eq!(error.kind(), crate::error::ErrorKind::Usage);
        self.anonymous(&tell(&error))
    }

    fn anonymous(&self, text: &str) -> String {
        text.replace(&*self.folder.path().to_string_lossy(), "")
    }
}

fn tell(error: &Error) -> String {
    format!(
        "{}\n  why: {}\n  hint: {}",
        error.what(),
        error.reason().unwrap_or_else(|| "-".to_owned()),
        error.next_step().unwrap_or("-")
    )
}

const CONTEXTS: &str = r#"
[contexts.prod]
bootstrap_servers = ["prod-1:9093", "prod-2:9093"]
confirm = "type-name"
client_id = "oncall"
request_timeout = "5s"
ledger = "dlt-replay.prod"
[contexts.prod.properties]
"security.protocol" = "SASL_SSL"
sasl.mechanism = "SCRAM-SHA-512"
"sasl.username" = "alice"
"sasl.password" = "hunter2"
[contexts.staging]
bootstrap_servers = "staging:9092"
[contexts.mirror]
bootstrap_servers = ["mirror:9092"]
read_only = true
"#;

fn contexts() -> Place {
    Place::new().user(CONTEXTS)
}

fn current(context: &str) -> Place {
    Place::new().user(&format!("current_context = \"{context}\"\n{CONTEXTS}"))
}

#[test]
fn secrets_never_show() {
    const JAAS: &str = "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username='alice' password='hunter2';";
    let place = current("prod")
        .set("KAFKA_PASSWORD", "hunter2-by-variable")
        .write(
            "work/service/src/c.properties",
            &format!("{JAAS}\nsecurity.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nssl.keystore.key=-----BEGIN X-----hunter2-----END X-----\nsome.pwd=hunter2\nsasl.pasword=hunter2\nbasic.auth.user.info=k:hunter2\nschema.registry.url=http://sr\nssl.truststore.password=hunter2\n"),
        );
    let lines = [
        "",
        "-C prod -F c.properties",
        "-b x:1 -F c.properties -X ssl.key.password=hunter2 -X ssl.keystore.password=hunter2",
        "-C prod -X sasl.password=${env:KAFKA_PASSWORD}",
    ];
    for line in lines {
        let settings = place.resolve(line).unwrap();
        let connection = settings.connection().unwrap();
        assert!(
            connection
                .properties
                .iter()
                .any(|property| property.value.reveal().contains("hunter2")),
            "{line}: the test has no secret to look for"
        );
        let shown: String = connection
            .properties
            .iter()
            .map(|property| property.value.to_string())
            .collect();
        let words = std::iter::once("dltctl").chain(line.split_whitespace());
        let args = CommandLine::try_parse_from(words).unwrap().connection;
        for text in [
            format!("{settings:?}"),
            format!("{settings:#?}"),
            format!("{connection:?}"),
            format!("{args:?}"),
            format!("{:?}", place.environment()),
            shown,
        ] {
            assert!(!text.contains("hunter2"), "{line}: {text}");
        }
    }
}
