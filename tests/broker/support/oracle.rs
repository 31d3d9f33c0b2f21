//! An independent reader: Apache Kafka's own consumer and admin client, in one Java process per test process.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::java::Java;

/// Which records a consumer sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Isolation {
    /// What is committed, up to the last stable offset.
    Committed,
    /// Everything, also what is open or aborted, up to the high watermark.
    Uncommitted,
}

/// A record as the witness saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// The topic.
    pub(crate) topic: String,
    /// The partition.
    pub(crate) partition: i32,
    /// The offset.
    pub(crate) offset: i64,
    /// The timestamp, in milliseconds, −1 if there is none.
    pub(crate) timestamp: i64,
    /// `CreateTime`, `LogAppendTime` or `NoTimestampType`.
    pub(crate) timestamp_type: String,
    /// The key; null and empty differ.
    pub(crate) key: Option<Vec<u8>>,
    /// The value; null and empty differ.
    pub(crate) value: Option<Vec<u8>>,
    /// The headers in order, names as raw bytes.
    pub(crate) headers: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

impl Record {
    /// Reads a line of a dump or of a capture in `tests/fixtures`.
    ///
    /// # Panics
    /// If the line is not one.
    pub(crate) fn parse(line: &Value) -> Record {
        let number = |name: &str| {
            line[name]
                .as_i64()
                .unwrap_or_else(|| panic!("no {name} in {line}"))
        };
        let text = |name: &str| {
            line[name]
                .as_str()
                .unwrap_or_else(|| panic!("no {name} in {line}"))
                .to_owned()
        };
        let header = |it: &Value| {
            (
                bytes(&it["name_base64"]).unwrap_or_default(),
                bytes(&it["value_base64"]),
            )
        };
        Record {
            topic: text("topic"),
            partition: i32::try_from(number("partition")).expect("a partition"),
            offset: number("offset"),
            timestamp: number("timestamp"),
            timestamp_type: text("timestamp_type"),
            key: bytes(&line["key_base64"]),
            value: bytes(&line["value_base64"]),
            headers: line["headers"]
                .as_array()
                .into_iter()
                .flatten()
                .map(header)
                .collect(),
        }
    }

    /// Gives the value of the last header of a name.
    pub(crate) fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers
            .iter()
            .rev()
            .find(|it| it.0 == name.as_bytes())?
            .1
            .as_deref()
    }
}

fn bytes(value: &Value) -> Option<Vec<u8>> {
    value.as_str().map(|text| {
        STANDARD
            .decode(text)
            .unwrap_or_else(|e| panic!("{text}: {e}"))
    })
}

/// The Java process that answers.
pub(crate) struct Oracle {
    /// Held so that the process is not a zombie; it ends when its standard input does.
    _child: Child,
    ask: ChildStdin,
    answer: BufReader<ChildStdout>,
}

impl Oracle {
    /// Asks one question and gives the records and the last word of the answer.
    ///
    /// The process is shared and answers one question after the other; it starts at the first.
    pub(crate) fn ask(
        java: &Java,
        op: &str,
        config: &Value,
        args: &Value,
    ) -> Result<(Vec<Value>, Value), String> {
        static SHARED: OnceLock<Result<Mutex<Oracle>, String>> = OnceLock::new();
        let shared = SHARED
            .get_or_init(|| Oracle::start(java).map(Mutex::new))
            .as_ref();
        let mut oracle = shared
            .map_err(Clone::clone)?
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let question = json!({ "op": op, "config": config, "args": args });
        writeln!(oracle.ask, "{question}").map_err(|e| format!("the oracle is gone: {e}"))?;
        let mut records = Vec::new();
        loop {
            let mut line = String::new();
            let read = oracle
                .answer
                .read_line(&mut line)
                .map_err(|e| e.to_string())?;
            if read == 0 {
                return Err("the oracle ended".to_owned());
            }
            let mut line: Value =
                serde_json::from_str(&line).map_err(|e| format!("{e}: {line}"))?;
            if let Some(error) = line["error"].as_str() {
                return Err(format!("{op}: {error}"));
            }
            if let Some(done) = line.get_mut("done") {
                return Ok((records, done.take()));
            }
            records.push(line["record"].take());
        }
    }

    fn start(java: &Java) -> Result<Oracle, String> {
        let mut command = java.command("512m", &java.kafka()?);
        // What the clients log is about the faults the tests make; what matters comes back as an answer.
        command.args(["-Dorg.slf4j.simpleLogger.defaultLogLevel=off", "Oracle"]);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(|e| format!("{command:?}: {e}"))?;
        let (ask, answer) = (child.stdin.take(), child.stdout.take());
        let (ask, answer) = ask.zip(answer).ok_or("no pipes to the oracle")?;
        Ok(Oracle {
            _child: child,
            ask,
            answer: BufReader::new(answer),
        })
    }
}
