//! Dead letters written by Spring for Apache Kafka itself.

use std::path::PathBuf;
use std::sync::OnceLock;

use serde_json::Value;

use super::broker::Broker;
use super::java::{Java, run, source};
use super::options::BrokerOptions;
use super::oracle::{Isolation, Record};

/// A version of Spring for Apache Kafka.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// 4.1.1: Spring 7, Jackson 3, default suffix `-dlt`.
    V4_1_1,
    /// 3.0.6: the last before the exception headers changed their meaning.
    V3_0_6,
    /// 2.8.7: Spring 5, retry topics with the cause under the wrong name.
    V2_8_7,
    /// 2.7.8: no cause header, attempts in one byte.
    V2_7_8,
}

/// A broker with the letters of one version; see `tests/java/spring` for what failed and how.
pub(crate) struct Letters {
    /// The broker. Tests of this process share it: a test that writes takes topics no other one writes to.
    pub(crate) broker: Broker,
    /// The dead-letter and retry topics, in alphabetical order.
    pub(crate) topics: Vec<String>,
}

impl Version {
    /// Lists all versions, newest first.
    pub(crate) const ALL: [Version; 4] = [
        Version::V4_1_1,
        Version::V3_0_6,
        Version::V2_8_7,
        Version::V2_7_8,
    ];

    /// Gives the number, which is also the name of the Maven profile.
    pub(crate) fn number(self) -> &'static str {
        match self {
            Version::V4_1_1 => "4.1.1",
            Version::V3_0_6 => "3.0.6",
            Version::V2_8_7 => "2.8.7",
            Version::V2_7_8 => "2.7.8",
        }
    }

    /// Gives the broker with this version's letters, made once per process, or skips the test.
    ///
    /// # Panics
    /// If Java is there and the letters cannot be made, or Java is missing and may not be.
    pub(crate) fn letters(self, not_proved: &str) -> Option<&'static Letters> {
        static SHARED: [OnceLock<Result<Letters, String>>; 4] = [const { OnceLock::new() }; 4];
        let java = Java::or_skip(not_proved)?;
        let letters = SHARED[self as usize].get_or_init(|| {
            let broker = Broker::launch(java, &BrokerOptions::default())?;
            let topics = self.fill(&broker)?;
            Ok(Letters { broker, topics })
        });
        Some(
            letters
                .as_ref()
                .unwrap_or_else(|e| panic!("no letters of {}: {e}", self.number())),
        )
    }

    /// Writes the letters to a broker that has no topic of their names; the answer is the topics filled.
    pub(crate) fn fill(self, broker: &Broker) -> Result<Vec<String>, String> {
        let java = broker.java();
        let name = format!("spring-{}", self.number());
        let jars = java.jars(&name, &source("spring/pom.xml"), &["-P", self.number()])?;
        let classes = java.classes(&name, &self.sources(), &format!("{jars}/*"))?;
        let mut command = java.command("384m", &format!("{classes}:{jars}/*"));
        // Off, because the failures are what is wanted; the generator's own come as its exit code and a stack trace.
        command.args([
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
            "com.example.shop.Generator",
        ]);
        let printed = run(command.arg(broker.bootstrap()))?;
        Ok(printed.lines().map(str::to_owned).collect())
    }

    /// What is common to all versions, and for each thing that changed the side this version is on.
    fn sources(self) -> Vec<PathBuf> {
        let sides = match self {
            Version::V4_1_1 => ["errors-2.8", "json-3", "enable-3"],
            Version::V3_0_6 => ["errors-2.8", "json-2", "enable-3"],
            Version::V2_8_7 => ["errors-2.8", "json-2", "enable-2"],
            Version::V2_7_8 => ["errors-2.7", "json-2", "enable-2"],
        };
        ["common"]
            .iter()
            .chain(&sides)
            .map(|dir| source("spring").join(dir))
            .collect()
    }
}

impl Letters {
    /// Reads all letters as the lines of a capture, topic after topic.
    pub(crate) fn lines(&self) -> Vec<Value> {
        self.topics
            .iter()
            .flat_map(|topic| self.broker.dump_lines(topic, Isolation::Committed))
            .collect()
    }

    /// Reads all letters, topic after topic.
    pub(crate) fn records(&self) -> Vec<Record> {
        self.lines().iter().map(Record::parse).collect()
    }
}
