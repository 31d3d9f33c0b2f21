//! `topics` against a real broker: many topics at once, what retention will take, and topics that only a look into
//! them tells.

mod expiring;
mod many;
mod probe;

use serde_json::Value;

use super::support::Typed;

/// Reads the rows of `-o ndjson`, by topic.
#[track_caller]
fn rows(seen: &Typed) -> std::collections::BTreeMap<String, Value> {
    assert_eq!(seen.status, Some(0), "{seen}");
    let text = std::str::from_utf8(&seen.out).unwrap();
    let rows = text.lines().map(|line| {
        let row: Value = serde_json::from_str(line).unwrap();
        (row["topic"].as_str().unwrap().to_owned(), row)
    });
    rows.collect()
}
