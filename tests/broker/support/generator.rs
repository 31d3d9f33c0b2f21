//! Programs below `tests/java` that fill a broker with dead letters of a framework.

use std::path::PathBuf;

use serde_json::Value;

use super::broker::Broker;
use super::java::{run, source};
use super::oracle::{Isolation, Record};

/// A program `com.example.shop.Generator`, and what it is compiled from.
pub(crate) struct Generator {
    /// Names the jars and the classes in the cache.
    pub(crate) name: String,
    /// The Maven project that brings the framework, and the name of its jars in the cache.
    pub(crate) project: (&'static str, String),
    /// Further arguments of Maven.
    pub(crate) arguments: Vec<String>,
    /// The directories of its sources, below `tests/java`.
    pub(crate) sources: Vec<String>,
    /// How much memory it gets.
    pub(crate) heap: &'static str,
}

/// A broker that a generator has filled.
pub(crate) struct Letters {
    /// The broker. Tests of this process share it: a test that writes takes topics no other one writes to.
    pub(crate) broker: Broker,
    /// The topics that were filled, in alphabetical order.
    pub(crate) topics: Vec<String>,
}

impl Generator {
    /// Writes the letters to a broker that has no topic of their names; the answer is the topics filled.
    pub(crate) fn fill(&self, broker: &Broker) -> Result<Vec<String>, String> {
        let java = broker.java();
        let (pom, jars) = &self.project;
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        let jars = java.jars(jars, &source(pom), &arguments)?;
        let sources: Vec<PathBuf> = self.sources.iter().map(|dir| source(dir)).collect();
        let classes = java.classes(&self.name, &sources, &format!("{jars}/*"))?;
        let mut command = java.command(self.heap, &format!("{classes}:{jars}/*"));
        // Frameworks leave files behind when they end at once: caches, states, native libraries.
        let scratch = tempfile::tempdir().map_err(|e| format!("a folder: {e}"))?;
        command.arg(format!("-Djava.io.tmpdir={}", scratch.path().display()));
        // Off, because the failures are what is wanted; the generator's own come as its exit code and a stack trace.
        command.args([
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
            "com.example.shop.Generator",
        ]);
        let printed = run(command.arg(broker.bootstrap()))?;
        Ok(printed.lines().map(str::to_owned).collect())
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
