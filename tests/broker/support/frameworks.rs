//! Dead letters written by other frameworks than Spring Kafka.

use super::broker::Broker;
use super::generator::{Generator, Letters};
use super::java::Java;
use super::options::BrokerOptions;

/// A framework of which a version was captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framework {
    /// Kafka Connect, with the jars of the broker.
    Connect,
    /// Kafka Streams.
    Streams,
    /// SmallRye Reactive Messaging without Quarkus.
    SmallRye,
    /// The Kafka binder of Spring Cloud Stream.
    CloudStream,
}

impl Framework {
    /// Gives the name of its capture.
    pub(crate) fn capture(self) -> &'static str {
        match self {
            Framework::Connect => "connect-4.3.1",
            Framework::Streams => "streams-4.3.1",
            Framework::SmallRye => "smallrye-4.36.0",
            Framework::CloudStream => "cloud-stream-5.0.2",
        }
    }

    /// Says of how many letters key and value are those at the origin, and of how many they are not.
    pub(crate) fn payloads(self) -> (usize, usize) {
        match self {
            Framework::Connect => (28, 0),
            // One more is of a punctuation, and has no origin.
            Framework::Streams => (24, 5),
            Framework::SmallRye => (26, 1),
            Framework::CloudStream => (21, 0),
        }
    }

    /// Writes this framework's letters to a broker of their own, or skips the test.
    ///
    /// # Panics
    /// If Java is there and the letters cannot be made, or Java is missing and may not be.
    pub(crate) fn letters(self, not_proved: &str) -> Option<Letters> {
        let java = Java::or_skip(not_proved)?;
        let broker = Broker::launch(java, &BrokerOptions::default());
        let letters = broker.and_then(|broker| {
            let topics = self.generator().fill(&broker)?;
            Ok(Letters { broker, topics })
        });
        Some(letters.unwrap_or_else(|e| panic!("no letters of {}: {e}", self.capture())))
    }

    fn generator(self) -> Generator {
        let (module, (pom, jars)) = match self {
            Framework::Connect => ("connect", ("kafka/pom.xml", "kafka")),
            Framework::Streams => ("streams", ("streams/pom.xml", "streams")),
            Framework::SmallRye => ("smallrye", ("smallrye/pom.xml", "smallrye")),
            Framework::CloudStream => ("cloud-stream", ("cloud-stream/pom.xml", "cloud-stream")),
        };
        Generator {
            name: module.to_owned(),
            project: (pom, jars.to_owned()),
            arguments: Vec::new(),
            sources: vec!["common".to_owned(), module.to_owned()],
            heap: "256m",
        }
    }
}
