use std::sync::Arc;

use super::*;
use crate::record::Record;

/// Records of two partitions in turn, offsets ascending.
fn records(count: i64) -> impl Iterator<Item = Result<Record>> + Send {
    let topic: Arc<str> = "t".into();
    (0..count).map(move |number| {
        let envelope = Envelope {
            topic: &topic,
            partition: i32::from(number % 2 == 1),
            offset: number / 2,
            leader_epoch: None,
            timestamp: None,
            key: None,
            value: Some(b"value"),
        };
        Ok(Record::from_parts(envelope, Vec::new()))
    })
}

/// Collects offsets by partition; stops behind `most`.
struct Offsets {
    most: usize,
}

impl Fold for Offsets {
    type Part = Vec<(i32, i64)>;
    type Total = Vec<(i32, i64)>;

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Self::Part) {
        let envelope = letter.record().envelope;
        part.push((envelope.partition, envelope.offset));
    }

    fn merge(&self, total: &mut Self::Total, part: Self::Part) -> ControlFlow<()> {
        total.extend(part);
        if total.len() >= self.most {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

fn run(count: i64, most: usize, stop: &Stop) -> (Vec<(i32, i64)>, Ended) {
    let mut total = Vec::new();
    let mut source = OwnedRecords::new(records(count), 0);
    let ended = scan(
        &mut source,
        Stages::of(&Filter::everything()),
        &Offsets { most },
        &mut total,
        4,
        stop,
        |_, _| ControlFlow::Continue(()),
    );
    (total, ended.unwrap())
}

#[test]
fn order_holds_with_many_workers() {
    let (total, ended) = run(20_000, usize::MAX, &Stop::default());
    assert_eq!(ended, Ended::AtEnd);
    for partition in [0, 1] {
        let offsets: Vec<_> = total
            .iter()
            .filter(|place| place.0 == partition)
            .map(|place| place.1)
            .collect();
        assert_eq!(offsets, (0..10_000).collect::<Vec<_>>());
    }
}

#[test]
fn enough_stops_the_scan() {
    let (total, ended) = run(1_000_000, 1000, &Stop::default());
    assert_eq!(ended, Ended::Enough);
    assert!(total.len() < 2000, "{}", total.len());
}

#[test]
fn a_stop_from_outside_ends_it() {
    let stop = Stop::default();
    stop.stop();
    let (total, ended) = run(1000, usize::MAX, &stop);
    assert_eq!((total.len(), ended), (0, Ended::Stopped));
}

#[test]
fn an_error_of_the_source_keeps_what_was_merged() {
    let failing = records(1000).chain([Err(crate::error::Error::failed("broken"))]);
    let mut total = Vec::new();
    let mut source = OwnedRecords::new(failing, 0);
    let fold = Offsets { most: usize::MAX };
    let go_on = |_: &mut Vec<_>, _| ControlFlow::Continue(());
    let ended = scan(
        &mut source,
        Stages::of(&Filter::everything()),
        &fold,
        &mut total,
        2,
        &Stop::default(),
        go_on,
    );
    assert_eq!(ended.unwrap_err().what(), "broken");
    assert_eq!(total.len(), 1000);
}
