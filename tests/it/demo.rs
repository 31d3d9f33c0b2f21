//! `dltctl demo`: the tour, any command, and the address, on the cluster in the process.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Run, Seen, dltctl};

fn demo(command: &[&str]) -> Seen {
    dltctl(&[&["demo", "--"], command].concat())
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn any_command_runs_and_its_status_is_the_programs() {
    for (command, out, status) in [
        (&["list", "orders.events.DLT", "--count"][..], "308\n", 0),
        (&["list", "payments.events-dlt", "--count"], "129\n", 0),
        (&["list", "inventory.events.DLT", "--count"], "86\n", 0),
        (
            &[
                "list",
                "orders.events.DLT",
                "-p",
                "0",
                "-O",
                "10:20",
                "--count",
            ],
            "10\n",
            0,
        ),
        (
            &[
                "list",
                "orders.events.DLT",
                "--exception",
                "NullPointerException",
                "--count",
            ],
            "83\n",
            0,
        ),
        (
            &[
                "list",
                "orders.events.DLT",
                "--exception",
                "*TimeoutException",
                "--count",
            ],
            "56\n",
            0,
        ),
        (
            &[
                "list",
                "orders.events.DLT",
                "--where",
                "dlt.exception.endsWith('NullPointerException') && record.partition < 3",
                "--count",
            ],
            "83\n",
            0,
        ),
        (
            &[
                "list",
                "orders.events.DLT",
                "--where",
                "record.partition",
                "--count",
            ],
            "",
            2,
        ),
        (
            &["list", "orders.events.DLT", "--sample", "7", "--count"],
            "7\n",
            0,
        ),
        (
            &[
                "list",
                "orders.events.DLT",
                "--tombstones",
                "only",
                "--count",
            ],
            "1\n",
            0,
        ),
        (
            &[
                "list",
                "orders.events.DLT",
                "--origin",
                "orders.events/0",
                "--root-cause",
                "*Timeout*",
                "--count",
            ],
            "15\n",
            0,
        ),
        (
            &["list", "orders.events.DLT", "--since", "1h", "--count"],
            "122\n",
            0,
        ),
        (
            &[
                "list",
                "orders.events.DLT",
                "--exception",
                "None",
                "--count",
                "--fail-if-none",
            ],
            "0\n",
            1,
        ),
        (&["list", "orders.events.DTL", "--count"], "", 1),
        (&["list", "orders.events.DLT", "--no-such-flag"], "", 2),
    ] {
        let seen = demo(command);
        assert_eq!(
            (seen.out.as_str(), seen.status),
            (out, status),
            "{command:?}: {}",
            seen.err
        );
    }
}

#[test]
fn the_dashes_may_be_left_out() {
    let seen = dltctl(&["demo", "list", "orders.events.DLT", "--count"]);
    assert_eq!(seen.out, "308\n", "{}", seen.err);
}

#[test]
fn nothing_of_the_users_own_clusters_is_looked_at() {
    let run = Run {
        variables: vec![
            ("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1".to_owned()),
            ("DLTCTL_CONTEXT", "prod".to_owned()),
        ],
        ..Run::default()
    };
    let seen = run.dltctl(&["demo", "--", "list", "orders.events.DLT", "--count"]);
    assert_eq!(
        (seen.out.as_str(), seen.status),
        ("308\n", 0),
        "{}",
        seen.err
    );
}

/// Control bytes, C1 included, and the characters that turn the direction of a text.
fn is_dangerous(char: char) -> bool {
    (char.is_control() && char != '\n')
        || matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn hostile_letters_never_reach_the_terminal_unescaped() {
    let served = Served::start();
    let topics = [
        "orders.events.DLT",
        "payments.events-dlt",
        "inventory.events.DLT",
    ];
    let mut commands: Vec<Vec<&str>> = vec![vec!["topics"], vec!["topics", "-o", "wide"]];
    for topic in topics {
        commands.push(vec!["list", topic]);
        commands.push(vec!["list", topic, "-o", "wide"]);
        commands.push(vec!["list", topic, "-o", "ndjson"]);
        commands.push(vec!["summary", topic, "--by", "exception,origin"]);
        commands.push(vec!["show", topic, "--newest", "1000"]);
        commands.push(vec!["export", topic]);
    }
    for command in commands {
        for width in [None, Some(80)] {
            let run = Run {
                width,
                ..Run::default()
            };
            let seen = run.dltctl(
                &[
                    &["--color", "never", "-b", &served.address],
                    command.as_slice(),
                ]
                .concat(),
            );
            assert_eq!(seen.status, 0, "{command:?}: {}", seen.err);
            assert!(!seen.out.is_empty(), "{command:?}");
            for (number, line) in seen.out.lines().enumerate() {
                assert!(
                    !line.contains(is_dangerous),
                    "{command:?}, line {number}: {line:?}"
                );
            }
            assert!(
                !seen.err.contains(is_dangerous),
                "{command:?}: {:?}",
                seen.err
            );
        }
    }
    // The test bites: the letters do hold what is looked for, and it is shown as an escape.
    let shown = demo(&["list", "orders.events.DLT", "--message", "hidden"]).out;
    assert!(
        shown.contains("hidden") && shown.contains("\\u{1b}") || shown.contains("\\x1b"),
        "{shown}"
    );
}

/// The program, serving; ended when dropped.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_dltctl"))
            .args(["demo", "--serve"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let out = child.stdout.as_mut().unwrap();
        BufReader::new(out).read_line(&mut address).unwrap();
        Self {
            child,
            address: address.trim().to_owned(),
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Counts a topic's records with another program, or where there is none with the library's own consumer.
fn count(address: &str, topic: &str) -> usize {
    let kcat = Command::new("kcat")
        .args(["-b", address, "-t", topic, "-C", "-e", "-q", "-f", "%o\n"])
        .output();
    match kcat {
        Ok(output) => {
            assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
            output.stdout.split(|byte| *byte == b'\n').count() - 1
        }
        Err(_) => count_with_library(address, topic),
    }
}

#[expect(
    clippy::disallowed_types,
    reason = "an independent client is the point of this test"
)]
fn count_with_library(address: &str, topic: &str) -> usize {
    use rdkafka::consumer::{BaseConsumer, Consumer as _};
    use rdkafka::{Offset, TopicPartitionList};

    let consumer: BaseConsumer = rdkafka::ClientConfig::new()
        .set("bootstrap.servers", address)
        .set("group.id", "count")
        .create()
        .unwrap();
    let wait = Duration::from_secs(10);
    let metadata = consumer.fetch_metadata(Some(topic), wait).unwrap();
    let mut list = TopicPartitionList::new();
    let mut left = 0;
    for partition in metadata.topics()[0].partitions() {
        let (_, end) = consumer
            .fetch_watermarks(topic, partition.id(), wait)
            .unwrap();
        left += usize::try_from(end).unwrap();
        list.add_partition_offset(topic, partition.id(), Offset::Beginning)
            .unwrap();
    }
    consumer.assign(&list).unwrap();
    let mut count = 0;
    while count < left {
        consumer.poll(wait).expect("a record").unwrap();
        count += 1;
    }
    count
}

#[test]
fn served_records_are_there_for_an_independent_client() {
    let served = Served::start();
    for (topic, records) in [
        ("orders.events.DLT", 308),
        ("payments.events-dlt", 129),
        ("inventory.events.DLT", 86),
        ("orders.events", 2_411),
    ] {
        assert_eq!(count(&served.address, topic), records, "{topic}");
        assert_eq!(
            count_with_library(&served.address, topic),
            records,
            "{topic}"
        );
        let seen = dltctl(&["-b", &served.address, "list", topic, "--count"]);
        assert_eq!(seen.out, format!("{records}\n"), "{}", seen.err);
    }
}

#[cfg(unix)]
#[test]
fn serving_ends_with_ctrl_c() {
    let mut served = Served::start();
    let process = served.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &process])
            .status()
            .unwrap()
            .success()
    );
    let begun = Instant::now();
    assert_eq!(served.child.wait().unwrap().code(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(10));
    let mut err = String::new();
    served
        .child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut err)
        .unwrap();
    assert!(
        err.starts_with(&format!(
            "523 dead letters; try `dltctl -b {} topics`\n",
            served.address
        )),
        "{err}"
    );
}

#[test]
fn the_tour_runs_unattended() {
    let begun = Instant::now();
    let seen = dltctl(&["demo"]);
    assert_eq!(seen.status, 0, "{seen}");
    assert!(begun.elapsed() < Duration::from_secs(60));
    for line in [
        "A Kafka cluster in this process, with 523 dead letters of a shop's services.",
        "$ dltctl topics",
        "$ dltctl list orders.events.DLT --newest 8",
        "$ dltctl list orders.events.DLT --exception NullPointerException --count\n83\n",
        "--exception JsonParseException | wc -l\n6\n",
        "from      orders.events.DLT-0  10 records, first offset 10, last offset 19",
        "10  already replayed",
        "0 sent, 10 already replayed ",
        "This tour shows the flow, not the guarantee",
    ] {
        assert!(
            seen.out.contains(line) || seen.err.contains(line),
            "{line}\n{seen}"
        );
    }
    assert!(!seen.err.contains("error"), "{}", seen.err);
}
