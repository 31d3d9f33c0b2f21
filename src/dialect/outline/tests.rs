use proptest::prelude::*;

use super::*;
use crate::dialect::table::ROWS;
use crate::envelope::samples::{VERSIONS, captured};
use crate::record::{Header, Record};

/// What an outline says, whoever made it.
fn said(outline: &Outline<'_>) -> String {
    let Outline {
        facts,
        layout,
        notes,
        ..
    } = outline;
    format!("{facts:?} {layout:?} {notes:?}")
}

/// Compares what is kept with the pass itself, for records one after the other.
fn same_as_made(records: &[Record]) -> Result<(), TestCaseError> {
    let table = Table::all();
    for record in records.iter().chain(records) {
        let view = record.view();
        let (of, made) = (Outline::of(table, &view), Outline::made(table, &view));
        prop_assert_eq!(said(&of), said(&made));
    }
    Ok(())
}

#[test]
fn genuine_records_are_outlined_as_by_the_pass() {
    let all: Vec<_> = VERSIONS.into_iter().flat_map(captured).collect();
    same_as_made(&all).unwrap();
    let table = Table::all();
    let known = |record: &&Record| known::find(table, &record.view().headers).is_some();
    assert!(all.iter().filter(known).count() > 0, "nothing was kept");
}

#[test]
fn what_a_value_decides_is_not_kept() {
    let record = |partition: &[u8]| {
        let headers = [
            ("x-original-topic", &b"orders"[..]),
            ("x-original-partition", partition),
            ("x-original-offset", b"\0\0\0\0\0\0\0\x07"),
        ];
        let headers = headers.map(|(name, value)| Header::new(name.as_bytes(), Some(value.into())));
        let empty = &captured(VERSIONS[0])[0];
        Record::from_parts(empty.view().envelope, headers.into())
    };
    let (binary, text) = (record(b"\0\0\0\x03"), record(b"3"));
    let table = Table::all();
    let rows = |record: &Record| said(&Outline::made(table, &record.view()));
    assert_ne!(rows(&binary), rows(&text), "the value decides here");
    same_as_made(&[binary, text]).unwrap();
}

/// A header's name and value.
type Named = (&'static str, Option<&'static [u8]>);

/// Headers of one, two or three dialects in any order, with values that marks look at.
fn some_headers() -> impl Strategy<Value = Vec<Named>> {
    let names: Vec<&'static str> = ROWS
        .iter()
        .flat_map(|row| row.columns.iter().map(|column| column.name))
        .chain(["x-original-partition", "asyncRetry", "own"])
        .collect();
    let value = prop::option::of(prop::sample::select(vec![
        &b""[..],
        b"orders",
        b"orders.DLT",
        b"1",
        b"\0\0\0\x01",
        b"{}",
    ]));
    let header = (any::<prop::sample::Index>(), value);
    (0..ROWS.len(), prop::collection::vec(header, 0..12)).prop_map(move |(row, headers)| {
        // Most of one dialect, so that some is recognised.
        let own: Vec<_> = ROWS[row].columns.iter().map(|column| column.name).collect();
        let headers = headers.into_iter().enumerate();
        let both = headers.map(|(at, (index, value))| {
            let name = if at % 4 == 3 || own.is_empty() {
                names[index.index(names.len())]
            } else {
                own[index.index(own.len())]
            };
            (name, value)
        });
        both.collect()
    })
}

proptest! {
    #[test]
    fn any_headers_are_outlined_as_by_the_pass(
        all in prop::collection::vec((some_headers(), some_headers()), 1..12),
    ) {
        let empty = &captured(VERSIONS[0])[0];
        let mut records = Vec::new();
        for (headers, others) in all {
            // The same names with other values.
            let values = others.iter().map(|(_, value)| *value).cycle();
            let exchanged = headers.iter().zip(values).map(|((name, _), value)| (*name, value));
            let exchanged: Vec<Named> = exchanged.collect();
            for headers in [headers, exchanged] {
                let header = |(name, value): &Named| Header::new(name.as_bytes(), value.map(Box::from));
                let headers: Vec<Header> = headers.iter().map(header).collect();
                records.push(Record::from_parts(empty.view().envelope, headers));
            }
        }
        same_as_made(&records)?;
    }
}
