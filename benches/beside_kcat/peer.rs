//! What dltctl is measured beside: command lines of kcat.

use std::process::Command;

use crate::jobs::{Place, words};

/// A build of kcat.
#[derive(Clone, Debug)]
pub(crate) struct Kcat {
    /// The program.
    program: String,
    /// What it says of itself: its version and what it was built with.
    pub(crate) version: String,
}

impl Kcat {
    /// Asks a program what it is.
    ///
    /// # Panics
    /// If it cannot be started.
    pub(crate) fn new(program: &str) -> Self {
        let output = Command::new(program).arg("-V").output();
        let said = output
            .unwrap_or_else(|error| panic!("{program}: {error}"))
            .stdout;
        let said = String::from_utf8_lossy(&said);
        let version = said.lines().find(|line| line.starts_with("Version"));
        Self {
            program: program.to_owned(),
            version: version.unwrap_or_default().to_owned(),
        }
    }

    /// Returns the program.
    pub(crate) fn program(&self) -> &str {
        &self.program
    }

    /// Tells whether it writes Avro as JSON within JSON, which most builds do not.
    pub(crate) fn decodes_avro(&self) -> bool {
        self.version.contains("Avro") && self.version.contains("JSONVerbatim")
    }
}

/// What dltctl is measured beside.
pub(crate) struct Peer {
    /// The command line.
    pub(crate) command: Vec<String>,
    /// Whether what it prints is kept in a file, as its user would, or thrown away.
    pub(crate) kept: bool,
}

/// Returns the command line that reads the topic, and `more`.
pub(crate) fn kcat(place: &Place, more: &[&str]) -> Vec<String> {
    let common = [
        place.kcat.program(),
        "-b",
        &place.bootstrap,
        "-C",
        "-q",
        "-t",
        &place.topic,
    ];
    words(&[&common, more].concat())
}

/// Reads everything and throws it away: the least a client can do.
pub(crate) fn consume(place: &Place) -> Peer {
    Peer {
        command: kcat(place, &["-e", "-o", "beginning"]),
        kept: false,
    }
}

/// Reads one record.
pub(crate) fn one_record(place: &Place) -> Peer {
    Peer {
        command: kcat(
            place,
            &["-p", "0", "-o", &place.middle().to_string(), "-c", "1"],
        ),
        kept: false,
    }
}

/// Writes everything to a file as JSON, the values as they are.
pub(crate) fn export(place: &Place) -> Peer {
    Peer {
        command: kcat(place, &["-e", "-o", "beginning", "-J"]),
        kept: true,
    }
}

/// Writes everything to a file as JSON, the values decoded, where this kcat does that.
pub(crate) fn export_avro(place: &Place) -> Peer {
    if !place.kcat.decodes_avro() {
        return export(place);
    }
    let avro = ["-s", "value=avro", "-r", &place.registry];
    let all = ["-e", "-o", "beginning", "-J"];
    Peer {
        command: kcat(place, &[&all[..], &avro].concat()),
        kept: true,
    }
}

/// Sends what it reads to another topic: no headers, no transaction, no proof.
pub(crate) fn pipe(place: &Place, target: &str) -> Peer {
    shell(&copy(place, target))
}

/// Does the reading and writing that a replay's promise costs, and nothing of the promise: the topic is read twice, every
/// record has an entry in a ledger, as long as ours, and the ledger is read.
pub(crate) fn work_of_replay(place: &Place, target: &str, ledger: &str) -> Peer {
    let entry = concat!(
        "r1|MkU3OEVBNTcwNTJENDM2Qk|ZjjiO0p2TOWBCvuzXikNNQ|%p|%o\\t",
        r#"{"v":1,"dlt":"%t","le":0,"ts":%T,"tst":"CreateTime","fp":"cc5ef28fea2807a9bedb3aa40931ce67","#,
        r#""orig":{"topic":"%t","partition":%p,"offset":%o,"group":"order-processing"},"#,
        r#""to":{"topic":"%t","partition":%p,"offset":%o},"mode":"transactional","run":"07d57750f189","#,
        r#""by":"somebody@somewhere","at":%T,"tool":"dltctl"}\n"#,
    );
    let entries = kcat(place, &["-e", "-o", "beginning", "-f"]).join(" ");
    let (program, bootstrap) = (place.kcat.program(), &place.bootstrap);
    shell(&format!(
        "{} & {entries} '{entry}' | {} & wait; {program} -b {bootstrap} -C -q -t {ledger} -e -o beginning",
        copy(place, target),
        write(place, ledger),
    ))
}

fn copy(place: &Place, target: &str) -> String {
    let read = kcat(place, &["-e", "-o", "beginning", "-K", "'\\t'"]).join(" ");
    format!("{read} | {}", write(place, target))
}

fn write(place: &Place, topic: &str) -> String {
    let (program, bootstrap) = (place.kcat.program(), &place.bootstrap);
    format!("{program} -b {bootstrap} -P -t {topic} -K '\\t'")
}

fn shell(line: &str) -> Peer {
    Peer {
        command: words(&["sh", "-c", line]),
        kept: false,
    }
}
