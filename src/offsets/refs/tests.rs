use proptest::prelude::*;

use super::*;

#[test]
fn reads_from_the_right() {
    let cases = [
        ("orders.DLT-3@1042", ("orders.DLT", 3, 1042, 1043)),
        ("orders.DLT-3@1042:1060", ("orders.DLT", 3, 1042, 1060)),
        ("orders.DLT-3@1042:+10", ("orders.DLT", 3, 1042, 1052)),
        ("orders.DLT-3@1042..=1060", ("orders.DLT", 3, 1042, 1061)),
        ("orders.DLT/3/1042", ("orders.DLT", 3, 1042, 1043)),
        ("orders.DLT/3/1042:1060", ("orders.DLT", 3, 1042, 1060)),
        ("orders-2-dlt-0@0", ("orders-2-dlt", 0, 0, 1)),
        ("orders-2-dlt-7-0@5", ("orders-2-dlt-7", 0, 5, 6)),
        ("a--1@5", ("a-", 1, 5, 6)),
    ];
    for (text, (topic, partition, start, end)) in cases {
        let expected = RefSpec {
            topic: topic.into(),
            partition,
            start,
            end,
        };
        assert_eq!(text.parse::<RefSpec>().unwrap(), expected, "{text}");
        assert_eq!(expected.to_string().parse::<RefSpec>().unwrap(), expected);
    }
}

#[test]
fn says_what_is_wrong() {
    let texts = [
        "",
        "orders",
        "orders@5",
        "orders-0",
        "orders-0@",
        "-0@5",
        "orders-x@5",
        "orders-0@-5",
        "orders-0@5:",
        "orders-0@:5",
        "orders-0@5:5",
        "orders-0@end-5",
        "orders-0@@2h",
        "orders/0",
        "orders/0/x",
        "or ders-0@5",
        "a/b/0/5",
        "orders-99999999999@5",
        "orders-0@9223372036854775807",
        "..-0@1",
    ];
    let told = texts.map(|text| text.parse::<RefSpec>().expect_err(text).to_string());
    insta::assert_snapshot!(told.join("\n"), @r#"
    `` names no record
    `orders` names no record
    `orders@5` names no record
    `orders-0` names no record
    `orders-0@` names no record: `` is no range of offsets
    `` is no topic's name: it is empty
    `orders-x@5` names no record
    `orders-0@-5` names no record: `-5` is no range of offsets
    `orders-0@5:` names no record: `5:` is no range of offsets
    `orders-0@:5` names no record: `:5` is no range of offsets
    `orders-0@5:5` names no record: `5:5` selects nothing: the end is exclusive
    `orders-0@end-5` names no record: `end-5` is no range of offsets
    `orders-0@@2h` names no record
    `orders/0` names no record
    `orders/0/x` names no record: `x` is no range of offsets
    `or ders` is no topic's name: names hold letters, digits, `.`, `_` and `-` only
    `a/b` is no topic's name: names hold letters, digits, `.`, `_` and `-` only
    `orders-99999999999@5` names no record
    `orders-0@9223372036854775807` names no record: `9223372036854775807` is no range of offsets
    `..` is no topic's name: Kafka does not allow it
    "#);
}

#[test]
fn a_file_holds_one_reference_a_line() {
    let text = "\u{feff}# what list wrote\norders-0@5\r\n\n  orders-1@7:9  \norders/0/6\n";
    let set: RefSet = parse_refs(text, "standard input")
        .unwrap()
        .into_iter()
        .collect();
    let refs = set.topic("orders").unwrap();
    assert_eq!(refs.count(), 4);
    assert!(refs.contains(0, 5) && refs.contains(0, 6) && refs.contains(1, 8));
    assert!(!refs.contains(0, 7) && !refs.contains(1, 9) && !refs.contains(2, 5));
    assert_eq!(set.topic("payments"), None);
}

#[test]
fn a_file_without_references_is_refused() {
    for text in ["", "\n\n", "# nothing\n"] {
        let error = parse_refs(text, "standard input").unwrap_err();
        insta::allow_duplicates! {
            insta::assert_snapshot!(error, @"standard input holds no reference: an empty list is refused, because it may come from a command that failed");
        }
    }
    let error = parse_refs("orders-0@5\norders-0@x\n", "`refs.txt`").unwrap_err();
    insta::assert_snapshot!(error, @"`refs.txt`, line 2: `orders-0@x` names no record: `x` is no range of offsets");
}

#[test]
fn topics_names_are_kafkas() {
    let long = "x".repeat(249);
    for name in ["orders.events.DLT", "_x", "a-b", "...", long.as_str()] {
        assert!(check_topic(name).is_ok(), "{name}");
    }
    let too_long = "x".repeat(250);
    for name in ["", ".", "..", "a b", "é", "a/b", "a*", too_long.as_str()] {
        assert!(check_topic(name).is_err(), "{name}");
    }
}

proptest! {
    #[test]
    fn never_panics(text in "\\PC{0,24}") {
        let _ = text.parse::<RefSpec>();
        let _ = parse_refs(&text, "x");
    }

    #[test]
    fn references_read_back(topic in "[a-zA-Z0-9._-]{3,12}", partition in 0..i32::MAX, start in 0..i64::MAX - 1, more in 1..1000_i64) {
        let end = start.saturating_add(more).min(i64::MAX - 1);
        prop_assume!(end > start && topic != "...");
        let spec = RefSpec { topic: topic.as_str().into(), partition, start, end };
        prop_assert_eq!(spec.to_string().parse::<RefSpec>().unwrap(), spec);
    }
}
