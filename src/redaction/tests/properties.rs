//! Whatever the bytes are.

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::quotes::{Leaves, Quotes};
use super::paths::masked;
use super::*;

/// Some document with a secret in a place that `$..secret` names, and none elsewhere.
fn documents() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::json!(null)),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        "[a-z\"\\\\\n\u{e9}]{0,6}".prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Into::into),
            vec(("(a|b|secret|\u{e9})", inner), 0..5)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Removes what is named `secret`, the slow way.
fn by_tree(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(members) => {
            for (name, value) in members {
                if name == "secret" {
                    *value = REDACTED.into();
                } else {
                    by_tree(value);
                }
            }
        }
        serde_json::Value::Array(elements) => elements.iter_mut().for_each(by_tree),
        _ => {}
    }
}

proptest! {
    #[test]
    fn a_tree_would_say_the_same(document in documents(), pretty in any::<bool>()) {
        let text = if pretty {
            serde_json::to_string_pretty(&document).unwrap()
        } else {
            document.to_string()
        };
        let mut expected = document.clone();
        by_tree(&mut expected);
        let found = masked(&text, &["$..secret"]).unwrap_or_else(|| text.clone());
        let read: serde_json::Value = serde_json::from_str(&found).unwrap();
        prop_assert_eq!(&read, &expected);
        if expected == document {
            prop_assert_eq!(found, text);
        }
    }

    #[test]
    fn everything_around_stays_byte_for_byte(
        before in "[ \n\t]{0,3}",
        number in "-?(0|[1-9][0-9]{0,25})([.][0-9]{1,25})?([eE][+-]?[0-9]{1,3})?",
        name in "[a-w]{1,5}",
    ) {
        let text = format!("[{before}{{\"{name}\":{before}{number} ,\"secret\" :\"x\",{before}\"{name}\":[{number}]}}]");
        let expected = text.replace("\"x\"", "\"[redacted]\"");
        let found = masked(&text, &["$..secret"]);
        prop_assert_eq!(found, Some(expected));
    }

    #[test]
    fn no_bytes_make_it_panic_or_leak(
        value in vec(any::<u8>(), 0..60),
        rest in vec(any::<u8>(), 0..60),
        header in vec(any::<u8>(), 0..60),
    ) {
        let value = [&value[..], SECRET.as_bytes(), &rest].concat();
        let headers: [(&str, &[u8]); 2] = [("kafka_dlt-exception-message", &header), ("m", SECRET.as_bytes())];
        let record = record(Some(&rest), Some(&value), &headers);
        let copy = applied(&record, &["value", "key", "header:m"]).unwrap();
        prop_assert!(!text(&copy).contains(SECRET));
    }

    #[test]
    fn what_is_looked_for_is_found_wherever_it_stands(
        secret in "[a-z\"\\\\\n]{4,12}",
        other in "[a-z]{4,8}",
        before in "[A-Z ]{0,9}",
    ) {
        let mut leaves = Leaves::default();
        leaves.string(&serde_json::to_string(&secret).unwrap());
        leaves.text(&other);
        let quotes = Quotes::new(leaves, true);
        let escaped = serde_json::to_string(&secret).unwrap();
        for quoted in [&secret, &escaped, &other, &format!("{secret}{other}{secret}")] {
            let text = format!("{before}{quoted}{before}");
            let found = quotes.replaced(text.as_bytes()).unwrap();
            let found = String::from_utf8(found).unwrap();
            prop_assert!(!found.replace(REDACTED, "").contains(&secret), "{}", found);
            prop_assert!(!found.replace(REDACTED, "").contains(&other), "{}", found);
            prop_assert!(found.starts_with(&before) && found.ends_with(&before));
        }
        prop_assert_eq!(quotes.replaced(before.as_bytes()), None);
    }
}
