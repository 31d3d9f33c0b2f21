//! Bytes that are no message: where, and why.

use super::*;

const ORDER: &str = r#"syntax = "proto3"; package orders;
    message Order { string id = 1; repeated Line lines = 2; map<string, Line> by_name = 3; repeated int32 packed = 4; int64 at = 5; }
    message Line { double price = 1; string name = 2; Line inner = 3; repeated fixed32 sizes = 4; }"#;

/// One payload, and the byte, the path, the reason and whether it is truncated.
type Case = (Vec<u8>, usize, &'static str, &'static str, bool);

fn check(cases: &[Case]) {
    for (payload, at, path, why, truncated) in cases {
        let broken = read(ORDER, payload).unwrap_err();
        let expected = Broken {
            at: *at,
            path: (*path).to_owned(),
            why: (*why).to_owned(),
            truncated: *truncated,
        };
        assert_eq!(broken, expected, "{payload:02x?}");
    }
}

#[test]
fn says_which_byte_of_which_field() {
    let good = bytes(2, [tag(1, 1), vec![0; 8]].concat());
    let line = |line: &[u8]| message(&[bytes(1, "o"), good.clone(), bytes(2, line)]);
    // Byte 16 is where the second line's bytes begin.
    check(&[
        (
            line(&[tag(1, 1), vec![0; 5]].concat()),
            17,
            "lines[1].price",
            "the bytes end 5 bytes into a number",
            false,
        ),
        (
            line(&bytes(2, [b'a', 0xff])),
            19,
            "lines[1].name",
            "a string that is not UTF-8",
            false,
        ),
        (
            line(&[tag(2, 2), varint(9)].concat()),
            17,
            "lines[1].name",
            "a length of 9, but 0 bytes are left",
            false,
        ),
        (
            line(&bytes(3, bytes(2, [0xc0]))),
            20,
            "lines[1].inner.name",
            "a string that is not UTF-8",
            false,
        ),
        (
            line(&bytes(4, [1, 0, 0, 0, 2])),
            22,
            "lines[1].sizes[1]",
            "the bytes end 1 byte into a number",
            false,
        ),
        (
            line(&tag(7, 0)),
            17,
            "lines[1].7",
            "the bytes end where a value should stand",
            false,
        ),
        (line(&[0x00, 0x01]), 16, "lines[1]", "field number 0", false),
        (
            line(&[0x0e]),
            17,
            "lines[1].price",
            "wire type 6, which there is not",
            false,
        ),
        (
            line(&[0x0c]),
            16,
            "lines[1].price",
            "the end of a group 1 that was not begun",
            false,
        ),
        (
            line(&tag(9, 3)),
            17,
            "lines[1].9",
            "group 9 is not closed",
            false,
        ),
        (
            line(&[tag(9, 3), tag(8, 4)].concat()),
            17,
            "lines[1].9",
            "the end of group 8 inside of group 9",
            false,
        ),
    ]);
}

#[test]
fn says_where_in_maps_and_lists() {
    let entry = |key: &[u8], value: &[u8]| bytes(3, message(&[bytes(1, key), bytes(2, value)]));
    check(&[
        (
            message(&[
                entry(b"a", b""),
                entry("b\u{1b}".as_bytes(), &bytes(2, [0xff])),
            ]),
            17,
            r#"by_name["b\x1b"].name"#,
            "a string that is not UTF-8",
            false,
        ),
        (
            entry(&[0xff], b""),
            4,
            "by_name[0]",
            "a string that is not UTF-8",
            false,
        ),
        (
            bytes(3, [0x0a]),
            3,
            "by_name[0].key",
            "the bytes end where a value should stand",
            false,
        ),
        (
            bytes(4, [1, 2, 0x80]),
            4,
            "packed[2]",
            "the bytes end 1 byte into a number",
            false,
        ),
        (
            bytes(4, [[0xff].repeat(9), vec![0x02]].concat()),
            2,
            "packed[0]",
            "a varint of more than 64 bits",
            false,
        ),
    ]);
}

#[test]
fn says_what_was_cut_off() {
    check(&[
        (
            vec![0x0a],
            1,
            "id",
            "the bytes end where a value should stand",
            true,
        ),
        (
            vec![0x0a, 5, b'a'],
            1,
            "id",
            "a length of 5, but 1 byte is left",
            true,
        ),
        (
            vec![0x0a, 0x80],
            1,
            "id",
            "the bytes end 1 byte into a number",
            true,
        ),
        (
            message(&[bytes(2, ""), vec![0x12, 4, 0x09, 0, 0]]),
            3,
            "lines[1]",
            "a length of 4, but 3 bytes are left",
            true,
        ),
        (
            vec![0x28, 0xff, 0xff],
            1,
            "at",
            "the bytes end 2 bytes into a number",
            true,
        ),
        (
            vec![0x80],
            0,
            "",
            "the bytes end 1 byte into a number",
            true,
        ),
        (
            vec![0x3b, 0x08, 0x01],
            3,
            "7",
            "group 7 is not closed",
            true,
        ),
        (
            vec![0x78],
            1,
            "15",
            "the bytes end where a value should stand",
            true,
        ),
        // Long lengths are no reason to allocate.
        (
            [vec![0x0a], [0xff].repeat(9), vec![1]].concat(),
            1,
            "id",
            "a length of 18446744073709551615, but 0 bytes are left",
            true,
        ),
        (
            vec![0x0a, 0xff, 0xff, 0xff, 0xff, 0x07, b'a'],
            1,
            "id",
            "a length of 2147483647, but 1 byte is left",
            true,
        ),
    ]);
}

#[test]
fn says_what_no_message_begins_with() {
    check(&[
        (vec![0x00], 0, "", "field number 0", false),
        (
            b"{\"a\":1}".to_vec(),
            2,
            "15",
            "a length of 97, but 4 bytes are left",
            true,
        ),
        (
            [0xff].repeat(10),
            0,
            "",
            "a varint of more than 64 bits",
            false,
        ),
        (
            message(&[varint(1 << 33), vec![0]]),
            0,
            "",
            "field number 1073741824",
            false,
        ),
    ]);
}

#[test]
fn a_truncated_message_is_said_to_be() {
    let line = message(&[[tag(1, 1), vec![0; 8]].concat(), bytes(2, "name")]);
    let full = message(&[
        bytes(1, "order-1"),
        bytes(2, &line),
        bytes(2, &line),
        number(5, 1 << 40),
    ]);
    let whole: Vec<usize> = {
        let ends = [
            bytes(1, "order-1").len(),
            bytes(2, &line).len(),
            bytes(2, &line).len(),
        ];
        let ends = ends.iter().scan(0, |end, length| {
            *end += length;
            Some(*end)
        });
        std::iter::once(0).chain(ends).collect()
    };
    for cut in 0..full.len() {
        match read(ORDER, &full[..cut]) {
            // Between two fields nothing tells that more was to come.
            Ok(_) => assert!(whole.contains(&cut), "{cut}"),
            Err(broken) => assert!(broken.truncated && broken.at <= cut, "{cut}: {broken:?}"),
        }
    }
}

#[test]
fn groups_may_not_nest_without_end() {
    let deep = [vec![0x3b; 1_000_000], vec![0x3c; 1_000_000]].concat();
    let broken = read(ORDER, &deep).unwrap_err();
    assert_eq!(broken.why, "nests deeper than 100 messages");
    let just = [vec![0x3b; 100], vec![0x3c; 100]].concat();
    read(ORDER, &just).unwrap();
    let recursive = r#"syntax = "proto2"; message M { optional group G = 7 { optional M m = 1; optional int32 a = 2; } }"#;
    read(recursive, &deep).unwrap_err();
}
