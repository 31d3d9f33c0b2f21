//! Offsets that are gone: compacted, deleted, or taken away while they are read.

use std::io::Read as _;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use dltctl::dead_letter::DeadLetterView;
use dltctl::error::ErrorKind;
use dltctl::filter::Filter;
use dltctl::kafka::fetch::Fetch;
use dltctl::kafka::{ClientProperties, Cluster};
use dltctl::offsets::ScanRange;
use dltctl::scan::{Fold, Stages, Stop, scan};

use super::super::support::produce::produce;
use super::super::support::{Broker, Isolation, Out, Shell};
use super::{broker, listed, run};

fn fill(broker: &Broker, topic: &str, count: usize) {
    let records: Vec<Out> = (0..count)
        .map(|number| Out::to(topic).partition(0).value(number.to_string()))
        .collect();
    produce(&broker.bootstrap(), &records);
}

#[test]
fn compacted_offsets_are_no_records_and_end_no_scan() {
    let Some(broker) = broker("gaps of compaction are read over") else {
        return;
    };
    let topic = broker.topic("compacted", 1);
    broker.delete_topic(&topic);
    broker.create_topic(
        &topic,
        1,
        &[
            ("cleanup.policy", "compact"),
            ("segment.ms", "1000"),
            ("min.cleanable.dirty.ratio", "0.001"),
            ("delete.retention.ms", "0"),
        ],
    );
    // A second apart by their own time, so each batch gets a segment of its own; the last one is never cleaned.
    for round in 0..6_i64 {
        let records: Vec<Out> = (0..10)
            .map(|key| {
                Out::to(&topic)
                    .key(format!("key-{key}"))
                    .value(format!("{round}"))
                    .timestamp(1_795_000_000_000 + round * 5000)
            })
            .collect();
        produce(&broker.bootstrap(), &records);
    }
    let deadline = Instant::now() + Duration::from_secs(60);
    let expected = loop {
        let records = broker.dump(&topic, Isolation::Committed);
        let places: Vec<_> = records.iter().map(|it| (it.partition, it.offset)).collect();
        // The newest version of each key among the cleaned, and the active segment.
        if places.len() == 20 {
            break places;
        }
        assert!(Instant::now() < deadline, "not cleaned: {places:?}");
        std::thread::sleep(Duration::from_millis(100));
    };
    assert_eq!(expected.first(), Some(&(0, 40)), "a gap at the start");
    assert_eq!(listed(broker, &topic), expected);
    assert_eq!(
        listed(broker, &format!("{topic} --newest 15")),
        expected[5..]
    );
    assert_eq!(
        listed(broker, &format!("{topic} --oldest 15")),
        expected[..15]
    );
    // Ranges that hold nothing but the gap, and that end in it.
    assert_eq!(listed(broker, &format!("{topic} -O 3:20")), []);
    assert_eq!(listed(broker, &format!("{topic} -O 0")), []);
    assert_eq!(
        listed(broker, &format!("{topic} -O 39:42")),
        [(0, 40), (0, 41)]
    );
    let count = run(broker, &format!("list {topic} --count"));
    assert_eq!(
        (count.out.as_slice(), count.status),
        (&b"20\n"[..], Some(0))
    );
}

#[test]
fn deleted_offsets_are_told_where_they_were_asked_for() {
    let Some(broker) = broker("deleted records are told") else {
        return;
    };
    let topic = broker.topic("deleted", 1);
    fill(broker, &topic, 10);
    broker.delete_records(&topic, 0, 4);
    let left: Vec<_> = (4..10).map(|offset| (0, offset)).collect();
    assert_eq!(listed(broker, &topic), left);
    assert_eq!(listed(broker, &format!("{topic} -O start+1")), left[1..]);

    let seen = run(broker, &format!("list {topic} -O 2:6 -o name"));
    assert_eq!(
        seen.to_string(),
        format!(
            "{topic}-0@4\n{topic}-0@5\n[stderr]\n\
             warning: {topic}: partition 0: offsets 2 to 3 are gone, the log starts at 4\n[exit 0]"
        )
    );
    let seen = run(broker, &format!("show {topic}-0@1"));
    assert_eq!(seen.status, Some(2), "{seen}");
    assert!(
        seen.err.contains("offset 1 is gone, the log starts at 4"),
        "{seen}"
    );
}

/// Keeps offsets.
struct Offsets;

impl Fold for Offsets {
    type Part = Vec<i64>;
    type Total = Vec<i64>;

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Vec<i64>) {
        part.push(letter.record().envelope.offset);
    }

    fn merge(&self, total: &mut Vec<i64>, part: Vec<i64>) -> ControlFlow<()> {
        total.extend(part);
        ControlFlow::Continue(())
    }
}

/// Reads ranges of partition 0 as they were resolved some time ago.
fn read(
    broker: &Broker,
    topic: &str,
    ranges: &[(i64, i64)],
) -> (dltctl::error::Result<Vec<i64>>, Vec<(i64, i64)>) {
    let cluster = Cluster::connect(ClientProperties {
        bootstrap_servers: broker.bootstrap(),
        properties: Vec::new(),
        client_id: "test".to_owned(),
        request_timeout: Duration::from_secs(3),
        verbose: false,
    })
    .unwrap();
    let ranges: Vec<_> = ranges
        .iter()
        .map(|&(start, end)| ScanRange {
            partition: 0,
            start,
            end,
        })
        .map(|range| (topic.into(), range))
        .collect();
    let mut fetch = Fetch::new(&cluster, &ranges);
    let mut offsets = Vec::new();
    let outcome = scan(
        &mut fetch,
        Stages::of(&Filter::everything()),
        &Offsets,
        &mut offsets,
        2,
        &Stop::default(),
        |_, _| ControlFlow::Continue(()),
    );
    let gaps = fetch.gaps().iter().map(|gap| (gap.from, gap.to)).collect();
    (outcome.map(|_| offsets), gaps)
}

#[test]
fn what_was_taken_away_between_the_look_and_the_reading_is_a_named_gap() {
    let Some(broker) = broker("retention that overtakes a scan is told") else {
        return;
    };
    let topic = broker.topic("overtaken", 1);
    fill(broker, &topic, 20);
    broker.delete_records(&topic, 0, 8);

    let (offsets, gaps) = read(broker, &topic, &[(0, 20)]);
    assert_eq!((offsets.unwrap(), gaps), ((8..20).collect(), vec![(0, 8)]));
    let (offsets, gaps) = read(broker, &topic, &[(2, 5)]);
    assert_eq!((offsets.unwrap(), gaps), (vec![], vec![(2, 5)]));
    let (offsets, gaps) = read(broker, &topic, &[(1, 3), (5, 10), (15, 16)]);
    assert_eq!(
        (offsets.unwrap(), gaps),
        (vec![8, 9, 15], vec![(1, 3), (5, 8)])
    );
    // Everything is gone.
    broker.delete_records(&topic, 0, 20);
    let (offsets, gaps) = read(broker, &topic, &[(10, 20)]);
    assert_eq!((offsets.unwrap(), gaps), (vec![], vec![(10, 20)]));
}

#[test]
fn a_log_that_became_shorter_is_an_error() {
    let Some(broker) = broker("a truncated log is told") else {
        return;
    };
    let topic = broker.topic("shorter", 1);
    fill(broker, &topic, 5);
    let begun = Instant::now();
    let (offsets, _) = read(broker, &topic, &[(50, 60)]);
    let error = offsets.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Failed);
    assert!(
        error.to_string().contains("changed while it was read"),
        "{error}"
    );
    assert!(
        begun.elapsed() < Duration::from_secs(3),
        "{:?}",
        begun.elapsed()
    );
    // The end alone is beyond what there is: that is found out before the request time-out.
    let begun = Instant::now();
    let (offsets, _) = read(broker, &topic, &[(0, 60)]);
    let error = offsets.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Failed);
    assert!(
        error.to_string().contains("changed while it was read"),
        "{error}"
    );
    assert!(begun.elapsed() < Duration::from_secs(3));
}

#[test]
fn a_command_that_retention_overtakes_ends_with_3_and_names_the_gap() {
    let Some(broker) = broker("a command that retention overtakes ends with 3") else {
        return;
    };
    let topic = broker.topic("overtaken-command", 1);
    // More than a reader holds in flight (32 MiB), in the library's queue (12 MB) and in the pipe.
    let value = "x".repeat(400_000);
    let records: Vec<Out> = (0..200)
        .map(|_| Out::to(&topic).partition(0).value(&value))
        .collect();
    produce(&broker.bootstrap(), &records);
    let shell = Shell::at(broker);
    let mut child = shell
        .command(&["list", &topic, "-o", "raw"])
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    // It has begun, and cannot go on far before we read on.
    out.read_exact(&mut [0; 1]).unwrap();
    broker.delete_records(&topic, 0, 199);
    let mut rest = Vec::new();
    out.read_to_end(&mut rest).unwrap();
    let ended = child.wait_with_output().unwrap();

    let err = String::from_utf8(ended.stderr).unwrap();
    let values = (rest.len() + 1) / (value.len() + 1);
    assert_eq!(ended.status.code(), Some(3), "{err}");
    assert_eq!(
        err,
        format!(
            "warning: {topic}-0: offsets {} to 198 were removed by retention while they were to be read\n",
            values - 1
        )
    );
}
