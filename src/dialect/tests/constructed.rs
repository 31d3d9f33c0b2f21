//! Records constructed by hand from the source of each framework: tests/fixtures/README.md says how.

use memchr::memmem::Finder;

use super::super::{chain_has, chain_may_name, is_failure_header, present};
use super::*;
use crate::dead_letter::Carried;
use crate::envelope::samples::constructed as cases;

const EXPECTED: &str = include_str!("constructed.expected.txt");

/// What is read of one record: the digest, the newest origin's time, and whether the payload is elsewhere.
fn told(record: Record) -> String {
    with_letter(record, |letter| {
        let mut out = digest(letter);
        let time = letter.likely_origin().map(|hop| shown(&hop.timestamp));
        let _ = write!(out, " | at {}", time.as_deref().unwrap_or("-"));
        if let Some(stage) = letter.failure().stage.value() {
            let _ = write!(out, " | stage {stage}");
        }
        if letter.payload() != Carried::AsItWas {
            out.push_str(" | ELSEWHERE");
        }
        if letter.reading().guessed {
            out.push_str(" | GUESSED");
        }
        if letter.likely_origin().is_some_and(|hop| hop.guessed) {
            out.push_str(" | GUESSED ORIGIN");
        }
        let record = letter.record();
        let kept: Vec<_> = record
            .headers
            .iter()
            .filter(|header| !is_failure_header(header.name, &letter.reading().dialects))
            .map(|header| String::from_utf8_lossy(header.name))
            .collect();
        let _ = write!(out, " | keeps {}", kept.join(","));
        out.replace(['\r', '\n', '\0'], "~")
    })
}

fn all_told() -> String {
    let mut read = String::new();
    for (case, record) in cases() {
        let _ = writeln!(read, "{case}: {}", told(record));
    }
    read
}

/// `DLTCTL_UPDATE_DIALECTS=1` writes what is read, for a person to compare.
#[test]
fn every_record_says_what_its_framework_meant() {
    let read = all_told();
    if updates() {
        let folder = env!("CARGO_MANIFEST_DIR");
        let path = format!("{folder}/src/dialect/tests/constructed.expected.txt");
        return std::fs::write(path, read).unwrap();
    }
    for (read, expected) in read.lines().zip(EXPECTED.lines()) {
        assert_eq!(read, expected);
    }
    assert_eq!(read.lines().count(), EXPECTED.lines().count());
}

/// What a filter finds without a reading is what the reading holds; a name that no class has is not found.
#[test]
fn classes_are_found_as_they_are_read() {
    for (case, record) in cases() {
        let view = record.view();
        let chain: Vec<String> = with_letter(record.clone(), |letter| {
            letter.failure().chain().map(str::to_owned).collect()
        });
        for class in &chain {
            let simple = class.rsplit('.').next().unwrap();
            assert!(chain_has(&view, &|one| one == class), "{case}: {class}");
            assert!(
                chain_may_name(&view, &Finder::new(simple)),
                "{case}: {class}"
            );
        }
        assert!(!chain_has(&view, &|one| one == "com.acme.Nobody"), "{case}");
        let may = chain_may_name(&view, &Finder::new("Nobody"));
        assert!(!may, "{case}");
        assert_eq!(
            present(&view),
            with_letter(record.clone(), |letter| letter.reading().dialects.clone())
        );
    }
}
