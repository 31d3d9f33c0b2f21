//! What holds for every filter and every record.

use proptest::prelude::*;

use super::*;

fn round_trip<T: FromStr<Err = Error> + ToString + PartialEq + std::fmt::Debug>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        assert_eq!(value.to_string().parse::<T>().unwrap(), value);
    }
}

/// One condition out of a few, some of which need headers.
fn any_predicate() -> impl Strategy<Value = (usize, u8)> {
    (0..6_usize, 0..3_u8)
}

fn add(filter: &mut FilterBuilder, (kind, letter): (usize, u8), exclude: bool) {
    let text = char::from(b'a' + letter).to_string();
    let text = [text.as_str()];
    match (kind, exclude) {
        (0, false) => drop(filter.predicate(Key::new(texts(&text, false), false))),
        (0, true) => drop(filter.exclude(Key::new(texts(&text, false), false))),
        (1, false) => drop(filter.predicate(Header::new(&read(&text), false).unwrap())),
        (1, true) => drop(filter.exclude(Header::new(&read(&text), false).unwrap())),
        (2, false) => drop(filter.predicate(Grep::new(expressions(&text, false), &[], false))),
        (2, true) => drop(filter.exclude(Grep::new(expressions(&text, false), &[], false))),
        (3, _) => drop(filter.predicate(Grep::new(
            expressions(&text, false),
            &[GrepPart::Value],
            false,
        ))),
        (4, _) => drop(filter.bound(Partitions(letter.to_string().parse().unwrap()))),
        _ => drop(filter.predicate(Exception::new(&read(&text), false).unwrap())),
    }
}

proptest! {
    #[test]
    fn parsers_never_panic_and_read_back(text in "\\PC{0,12}") {
        round_trip::<TextPattern>(&text);
        round_trip::<Regexp>(&text);
        round_trip::<HeaderTest>(&text);
        round_trip::<ClassPattern>(&text);
        round_trip::<GrepPart>(&text);
        round_trip::<State>(&text);
    }

    #[test]
    fn near_misses_read_back(text in "[!=~/*\\[{}.a-c(\\\\]{0,8}") {
        round_trip::<TextPattern>(&text);
        round_trip::<HeaderTest>(&text);
        round_trip::<ClassPattern>(&text);
    }

    #[test]
    fn stages_agree(
        predicates in proptest::collection::vec((any_predicate(), any::<bool>()), 0..4),
        invert in any::<bool>(),
        key in proptest::option::of("[a-c]{0,2}"),
        value in proptest::option::of("[a-c]{0,2}"),
        name in "[a-c]",
        partition in 0..3_i32,
    ) {
        let mut filter = Filter::builder();
        for (predicate, exclude) in predicates {
            add(&mut filter, predicate, exclude);
        }
        filter.invert(invert);
        let letter = Letter {
            partition,
            key: key.as_deref().map(str::as_bytes),
            value: value.as_deref().map(str::as_bytes),
            headers: &[(name.as_str(), Some(b"b"))],
            ..LETTER
        };
        accepts(&filter.build(), &letter);
    }

    #[test]
    fn any_bytes_are_survived(key: Option<Vec<u8>>, headers: Vec<(Vec<u8>, Option<Vec<u8>>)>) {
        let mut filter = Filter::builder();
        filter.predicate(Key::new(texts(&["/(?i)é./"], false), false));
        filter.predicate(Header::new(&read(&["a", "a=b", "a~\\w+", "!a"]), true).unwrap());
        filter.predicate(Exception::new(&read(&["*"]), false).unwrap());
        filter.predicate(Message(texts(&["x"], false)));
        filter.predicate(Grep::new(expressions(&["\\pL."], true), &read(&["key", "stack", "headers"]), false));
        filter.invert(true);
        let views: Vec<_> = headers
            .iter()
            .map(|(name, value)| HeaderView { name, value: value.as_deref() })
            .collect();
        let record = Letter { key: key.as_deref(), ..LETTER }.record();
        let view = RecordView { envelope: record.view().envelope, headers: Headers::new(&views), withheld: None };
        filter.build().accepts(&DeadLetterView::new(view));
    }
}
