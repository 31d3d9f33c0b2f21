use super::*;
use crate::envelope::samples::{self, genuine, made};
use crate::record::{Headers, Record, RecordView};

fn shown(record: &Record, width: Option<usize>, full_stack: bool) -> String {
    let mut out = Vec::new();
    let letter = DeadLetterView::new(record.view());
    write(&letter, &Screen::of_test(width), full_stack, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_chain_of_causes_at_80_columns() {
    insta::assert_snapshot!(shown(&genuine("orders.events.DLT", 0, 4), Some(80), false), @"");
}

#[test]
fn a_record_that_could_not_be_read_at_200_columns() {
    insta::assert_snapshot!(shown(&genuine("poison-retained.DLT", 0, 0), Some(200), false), @"");
}

#[test]
fn a_record_that_failed_twice_at_80_columns() {
    insta::assert_snapshot!(shown(&genuine("hops.DLT", 0, 1), Some(80), false), @"");
}

#[test]
fn headers_that_are_odd_at_80_columns() {
    insta::assert_snapshot!(shown(&samples::hostile(), Some(80), false), @"");
}

#[test]
fn a_record_that_is_no_dead_letter() {
    insta::assert_snapshot!(shown(&made(None, Some(b""), &[]), Some(80), false), @"");
}

#[test]
fn headers_that_cannot_be_read() {
    let record = made(Some(b"k"), Some(b"some text\nof two lines"), &[]);
    let view = RecordView {
        headers: Headers::unreadable("more than 1 MiB of headers"),
        ..record.view()
    };
    let mut out = Vec::new();
    write(&DeadLetterView::new(view), &Screen::of_test(80), false, &mut out).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap(), @"");
}

#[test]
fn the_full_trace_is_every_line_of_it() {
    let record = genuine("orders.events.DLT", 0, 0);
    let text = shown(&record, None, true);
    let trace = record.view().headers.last(b"kafka_dlt-exception-stacktrace").unwrap().value.unwrap();
    for line in std::str::from_utf8(trace).unwrap().lines() {
        assert!(text.contains(line.trim()), "{line}");
    }
    let folded = shown(&record, None, false);
    assert!(folded.len() < text.len());
}

#[test]
fn long_payloads_say_what_is_left_out() {
    let bytes: Vec<u8> = (0..=255).cycle().take(13_000).collect();
    let array = format!("[{}1]", "1,".repeat(4_999));
    let cases: &[(&[u8], &str)] = &[
        (&bytes, "… 12 488 bytes left out: -o raw has them all"),
        (array.as_bytes(), "… the rest is left out: -o raw has it all"),
        (&[b'x'; 70_000], "… 4 464 bytes left out: -o raw has them all"),
    ];
    for (value, expected) in cases {
        let text = shown(&made(None, Some(value), &[]), Some(80), false);
        assert!(text.trim_end().ends_with(expected), "{text}");
    }
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(100_000));
    let text = shown(&made(None, Some(long.as_bytes()), &[]), None, false);
    assert!(text.len() < 10_000 && text.contains("… (97.6 KiB)"), "{}", text.len());
}

#[test]
fn binary_integers_are_told() {
    for (key, expected) in [
        (&b"\x00\x00\x00\x2a"[..], "as a big-endian integer: 42"),
        (b"\xff\xff\xff\xff\xff\xff\xff\xfe", "as a big-endian integer: -2"),
    ] {
        assert!(shown(&made(Some(key), None, &[]), Some(80), false).contains(expected));
    }
}

#[test]
fn every_genuine_record_has_a_screen_that_fits() {
    for version in samples::VERSIONS {
        for record in samples::captured(version) {
            for width in [40, 80, 132, 200] {
                let text = shown(&record, Some(width), false);
                for line in text.lines() {
                    // Words are not torn outside the headers: a class name must stay whole to be copied.
                    let is_one_word = !line.trim_start().contains(' ') || line.trim_start().split("  ").count() == 2;
                    assert!(crate::sanitize::width(line) <= width || is_one_word || width < 100, "{width}: {line}");
                    assert_eq!(line, line.trim_end());
                }
            }
        }
    }
}
