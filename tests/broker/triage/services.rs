//! The three services: captures of what their frameworks wrote, in which only exception and origin are others.

use std::fmt::Write as _;

use super::super::support::{Out, Record, capture};
use super::bugs::{Bug, Cause, Service};
use super::random::Random;

/// The topics of dead letters; the last one is shared by three programs of one service.
pub(super) const TOPICS: [&str; 3] = ["orders.events.DLT", "payments.events-dlt", "inventory-dlq"];
/// Partitions of each topic.
pub(super) const PARTITIONS: u32 = 3;
/// The header that says which bug it is, so that a test can tell; nothing else looks at it.
pub(super) const TRUTH: &str = "bug";

/// The class that the captured exceptions have, and their message.
const CAPTURED: (&str, &str) = (
    "java.lang.IllegalStateException",
    "payment gateway did not answer",
);
/// The listener of the captures.
const LISTENER: &str = "com.example.shop.Listeners.onOrder";

/// Writes dead letters as the services did.
pub(super) struct Services {
    spring: [Record; 3],
    converter: Record,
    sink: Record,
    quarkus: Record,
}

impl Services {
    /// Loads the captures.
    pub(super) fn load() -> Services {
        let find = |name: &str, topic: &str, offset: i64| {
            let all = capture::load(name).into_iter();
            let mut found =
                all.filter(|one| one.topic == topic && one.partition == 0 && one.offset == offset);
            found.next().unwrap_or_else(|| panic!("{topic} in {name}"))
        };
        Services {
            spring: ["spring-2.7.8", "spring-3.0.6", "spring-4.1.1"]
                .map(|name| find(name, "orders.events.DLT", 0)),
            converter: find("connect-4.3.1", "dlq-value-sink", 1),
            sink: find("connect-4.3.1", "dlq-store-sink", 1),
            quarkus: find("smallrye-4.36.0", "dead-letter-topic-futures", 0),
        }
    }

    /// Makes a dead letter; `number` is what its offsets are made of.
    pub(super) fn letter(&self, bug: &Bug, number: i64, random: &mut Random) -> Out {
        let mut causes: Vec<(&Cause, String)> = Vec::new();
        for cause in bug.causes {
            // What wraps an exception says the same of it: the values of one record are the same all over.
            let seed = u64::try_from(number).expect("a count");
            causes.push((cause, Random::new(seed).fill(cause.message)));
        }
        let (service, topic) = match bug.service {
            Service::Orders => ("orders", TOPICS[0]),
            Service::Payments => ("payments", TOPICS[1]),
            _ => ("inventory", TOPICS[2]),
        };
        let headers = match bug.service {
            Service::Orders => spring(
                &self.spring[if random.below(2) == 0 { 0 } else { 2 }],
                (service, "com.acme.orders.OrderListener.on"),
                &causes,
                number,
                random,
            ),
            Service::Payments => spring(
                random.one_of(&self.spring[1..]),
                (service, "com.acme.payments.PaymentListener.on"),
                &causes,
                number,
                random,
            ),
            Service::InventoryConverter => connect(&self.converter, &causes, number, random),
            Service::InventorySink => connect(&self.sink, &causes, number, random),
            Service::InventoryPython => python(&causes, number, random),
            Service::InventoryQuarkus => quarkus(&self.quarkus, &causes, number),
        };
        let value =
            random.fill("{\"id\":\"«uuid»\",\"article\":\"SKU-«n»\",\"total\":\"«comma»\"}");
        let partition = number % i64::from(PARTITIONS);
        let mut letter = Out::to(topic)
            .partition(i32::try_from(partition).expect("small"))
            .key(random.fill("order-«n»"))
            .value(value)
            .header(TRUTH, bug.name);
        for (name, value) in headers {
            letter = match value {
                Some(value) => letter.header(name, value),
                None => letter.null_header(name),
            };
        }
        letter
    }
}

/// Headers in their order.
type Headers = Vec<(Vec<u8>, Option<Vec<u8>>)>;

/// Replaces values of a capture's headers; those of the others stay.
fn replaced(record: &Record, value: impl Fn(&str, &str) -> Option<Vec<u8>>) -> Headers {
    let one = |(name, old): &(Vec<u8>, Option<Vec<u8>>)| {
        let text = std::str::from_utf8(name).expect("a name");
        let was = String::from_utf8_lossy(old.as_deref().unwrap_or_default());
        (name.clone(), value(text, &was).or_else(|| old.clone()))
    };
    record.headers.iter().map(one).collect()
}

/// Writes what `DeadLetterPublishingRecoverer` writes.
fn spring(
    capture: &Record,
    (service, listener): (&str, &str),
    causes: &[(&Cause, String)],
    number: i64,
    random: &mut Random,
) -> Headers {
    let (first, message) = &causes[0];
    // The versions say it in four ways: with the class, without, nested twice, not at all.
    let told = |text: &str| {
        text.replace(LISTENER, listener)
            .replace(CAPTURED.0, first.class)
            .replace(CAPTURED.1, message)
    };
    let trace = capture.header("kafka_dlt-exception-stacktrace");
    let trace = String::from_utf8_lossy(trace.expect("a stack trace"));
    let (outer, inner) = trace.split_once("Caused by: ").expect("a cause");
    let (_, behind) = inner.split_once(LISTENER).expect("the listener");
    let (_, behind) = behind.split_once('\n').expect("more frames");
    let (tail, _) = behind.split_once("Caused by: ").expect("a cause");
    let mut text = told(outer);
    for (index, (cause, message)) in causes.iter().enumerate() {
        writeln!(text, "Caused by: {}: {message}", cause.class).unwrap();
        frames(&mut text, cause, random);
        if index == 0 {
            let line = random.fill("«line»");
            write!(text, "\tat {listener}(Listener.java:{line})\n{tail}").unwrap();
        } else {
            text += &random.fill("\t... «small» more\n");
        }
    }
    replaced(capture, |name, was| {
        let value = match name {
            "kafka_dlt-exception-cause-fqcn" => first.class.to_owned(),
            "kafka_dlt-exception-message" => told(was),
            "kafka_dlt-exception-stacktrace" => text.clone(),
            "kafka_dlt-original-topic" => format!("{service}.events"),
            "kafka_dlt-original-consumer-group" => format!("{service}-service"),
            "kafka_dlt-original-offset" => return Some(number.to_be_bytes().to_vec()),
            _ => return None,
        };
        Some(value.into_bytes())
    })
}

/// Writes what Connect's reporter writes.
fn connect(
    capture: &Record,
    causes: &[(&Cause, String)],
    number: i64,
    random: &mut Random,
) -> Headers {
    let trace = capture.header("__connect.errors.exception.stacktrace");
    let trace = String::from_utf8_lossy(trace.expect("a stack trace"));
    let tail = "\tat org.apache.kafka.connect.runtime.WorkerSinkTask.poll(";
    let at = trace.find(tail).expect("the worker's frames");
    let end = trace.find("Caused by: ").unwrap_or(trace.len());
    let mut text = String::new();
    for (index, (cause, message)) in causes.iter().enumerate() {
        let begin = if index == 0 { "" } else { "Caused by: " };
        writeln!(text, "{begin}{}: {message}", cause.class).unwrap();
        frames(&mut text, cause, random);
        if index == 0 {
            text += trace[at..end].trim_end();
            text += "\n";
        } else {
            text += &random.fill("\t... «small» more\n");
        }
    }
    let (first, message) = &causes[0];
    replaced(capture, |name, _| {
        let value = match name {
            "__connect.errors.exception.class.name" => first.class.to_owned(),
            "__connect.errors.exception.message" => message.clone(),
            "__connect.errors.exception.stacktrace" => text.clone(),
            "__connect.errors.topic" => "inventory.stock".to_owned(),
            "__connect.errors.connector.name" => "inventory-sink".to_owned(),
            "__connect.errors.offset" => number.to_string(),
            _ => return None,
        };
        Some(value.into_bytes())
    })
}

/// Writes what somebody chose to write, with the text of Python's `traceback`.
fn python(causes: &[(&Cause, String)], number: i64, random: &mut Random) -> Headers {
    let (cause, message) = &causes[0];
    let mut text = "Traceback (most recent call last):\n".to_owned();
    for frame in cause.frames {
        text += &random.fill(frame);
        text += "\n";
    }
    writeln!(text, "{}: {message}", cause.class).unwrap();
    let all = [
        ("x-original-topic", "inventory.counts".to_owned()),
        ("x-original-partition", "0".to_owned()),
        ("x-original-offset", number.to_string()),
        ("x-consumer-group", "inventory-counts".to_owned()),
        ("x-error-type", cause.class.to_owned()),
        ("x-error-message", message.clone()),
        ("x-error-stacktrace", text),
    ];
    let header = |(name, value): (&str, String)| (name.into(), Some(value.into_bytes()));
    all.into_iter().map(header).collect()
}

/// Writes what SmallRye's `dead-letter-queue` writes: reason and cause, and no stack trace.
fn quarkus(capture: &Record, causes: &[(&Cause, String)], number: i64) -> Headers {
    let (cause, message) = &causes[0];
    let mut headers = replaced(capture, |name, _| {
        let value = match name {
            "dead-letter-exception-class-name" => cause.class.to_owned(),
            "dead-letter-reason" => message.clone(),
            "dead-letter-topic" => "inventory.transfers".to_owned(),
            "dead-letter-offset" => number.to_string(),
            _ => return None,
        };
        Some(value.into_bytes())
    });
    // Written where there is a cause; here there is none.
    headers.retain(|(name, _)| !name.starts_with(b"dead-letter-cause"));
    headers
}

/// Adds the frames of an exception.
fn frames(text: &mut String, cause: &Cause, random: &mut Random) {
    for frame in cause.frames {
        *text += "\tat ";
        *text += &random.fill(frame);
        *text += "\n";
    }
}
