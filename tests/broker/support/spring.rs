//! Dead letters written by Spring for Apache Kafka itself.

use std::sync::OnceLock;

use super::broker::Broker;
use super::generator::{Generator, Letters};
use super::java::Java;
use super::options::BrokerOptions;

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
            let topics = self.generator().fill(&broker)?;
            Ok(Letters { broker, topics })
        });
        Some(
            letters
                .as_ref()
                .unwrap_or_else(|e| panic!("no letters of {}: {e}", self.number())),
        )
    }

    /// Describes the program that writes this version's letters; see `tests/java/spring` for what failed and how.
    pub(crate) fn generator(self) -> Generator {
        let name = format!("spring-{}", self.number());
        Generator {
            name: name.clone(),
            project: ("spring/pom.xml", name),
            arguments: vec!["-P".to_owned(), self.number().to_owned()],
            sources: self.sources(),
            heap: "384m",
        }
    }

    /// What is common to all versions, and for each thing that changed the side this version is on.
    fn sources(self) -> Vec<String> {
        let sides = match self {
            Version::V4_1_1 => ["errors-2.8", "json-3", "enable-3"],
            Version::V3_0_6 => ["errors-2.8", "json-2", "enable-3"],
            Version::V2_8_7 => ["errors-2.8", "json-2", "enable-2"],
            Version::V2_7_8 => ["errors-2.7", "json-2", "enable-2"],
        };
        ["common"]
            .iter()
            .chain(&sides)
            .map(|dir| format!("spring/{dir}"))
            .collect()
    }
}
