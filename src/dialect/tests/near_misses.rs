//! Every row of the table has records that are recognised by it, and one that nearly is.

use std::collections::BTreeSet;

use super::super::present;
use super::*;
use crate::envelope::samples::{self, FRAMEWORKS, VERSIONS};

fn names(record: &Record) -> Vec<&'static str> {
    present(&record.view())
        .iter()
        .map(|one| one.name())
        .collect()
}

/// What `seen` does not have of the table's rows.
fn missing(seen: &BTreeSet<&str>) -> Vec<&'static str> {
    let rows = ROWS.iter().map(|row| row.name);
    rows.filter(|name| !seen.contains(name)).collect()
}

#[test]
fn every_row_has_a_fixture() {
    let captured = VERSIONS
        .into_iter()
        .flat_map(samples::captured)
        .chain(FRAMEWORKS.into_iter().flat_map(samples::capture));
    let constructed = samples::constructed().into_iter().map(|(_, record)| record);
    let seen = captured
        .chain(constructed)
        .flat_map(|record| names(&record));
    let mut seen = seen.collect();
    assert_eq!(missing(&seen), [""; 0], "rows without a fixture");
    // The test can fail.
    seen.remove("uber");
    assert_eq!(missing(&seen), ["uber"]);
}

/// A near miss is not recognised, and would be if it were what it nearly is: else it would be far off.
#[test]
fn every_row_has_a_near_miss() {
    let near_misses = samples::near_misses();
    for (dialect, near, becomes) in &near_misses {
        let name = dialect.as_str();
        assert!(!names(near).contains(&name), "{name}: {:?}", names(near));
        let others = names(becomes);
        assert!(others.contains(&name), "{name}: only nearly {others:?}");
        assert!(ROWS.iter().any(|row| row.name == name), "{name} is no row");
    }
    let mut seen = near_misses.iter().map(|one| one.0.as_str()).collect();
    assert_eq!(missing(&seen), [""; 0], "rows without a near miss");
    seen.remove("uber");
    assert_eq!(missing(&seen), ["uber"]);
}
