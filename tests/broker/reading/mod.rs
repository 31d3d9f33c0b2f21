//! What the reading commands show of a real broker is what is there: where a scan ends, every byte, every selection.

mod bytes;
mod ends;
mod gaps;
mod payloads;
mod selection;
mod sources;
mod streams;
mod unchanged;

use std::sync::OnceLock;
use std::time::Duration;

use super::support::{Broker, BrokerOptions, Shell, Typed};

/// The broker of these tests: it compacts as soon as there is something to compact.
fn broker(not_proved: &str) -> Option<&'static Broker> {
    static SHARED: OnceLock<Option<Broker>> = OnceLock::new();
    let options = BrokerOptions::default()
        .property("log.cleaner.backoff.ms", "100")
        .property("log.cleaner.min.cleanable.ratio", "0.001");
    SHARED
        .get_or_init(|| Broker::start(&options, not_proved))
        .as_ref()
}

/// Runs the program with words separated by blanks.
fn run(broker: &Broker, line: &str) -> Typed {
    let words: Vec<&str> = line.split(' ').collect();
    Shell::at(broker).run(&words)
}

/// Runs `list … -o name` and returns partition and offset of each record, in the order printed; asserts that it ended
/// at once and in order.
#[track_caller]
fn listed(broker: &Broker, line: &str) -> Vec<(i32, i64)> {
    let seen = run(broker, &format!("list {line} -o name"));
    assert_eq!(seen.status, Some(0), "{line}\n{seen}");
    assert!(seen.took < Duration::from_secs(2), "{line} {:?}", seen.took);
    places(&seen.out)
}

/// Reads references, one a line.
#[track_caller]
fn places(out: &[u8]) -> Vec<(i32, i64)> {
    let place = |line: &str| {
        let (topic, offset) = line.rsplit_once('@')?;
        let (_, partition) = topic.rsplit_once('-')?;
        Some((partition.parse().ok()?, offset.parse().ok()?))
    };
    let text = std::str::from_utf8(out).unwrap();
    text.lines()
        .map(|line| place(line).unwrap_or_else(|| panic!("{line}")))
        .collect()
}

/// Asserts that two lists are equal, and shows where they are not instead of all of them.
#[track_caller]
fn same<T: PartialEq + std::fmt::Debug>(found: &[T], expected: &[T], what: &str) {
    let at = std::iter::zip(found, expected)
        .take_while(|(found, expected)| found == expected)
        .count();
    assert!(
        found == expected,
        "{what}: {} found, {} expected; at {at} {:?}, expected {:?}",
        found.len(),
        expected.len(),
        found.get(at),
        expected.get(at)
    );
}
