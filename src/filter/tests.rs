mod origins;
mod properties;

use std::str::FromStr;
use std::sync::Arc;

use super::*;
use crate::dead_letter::DeadLetterView;
use crate::envelope::samples::genuine;
use crate::error::Error;
use crate::fingerprint::letter_of_test;
use crate::kind::KindReader;
use crate::offsets::{RefSet, RefSpec};
use crate::record::{
    self, Envelope, HeaderView, Headers, Record, RecordView, Timestamp, TimestampType,
};

fn read<T: FromStr<Err = Error>>(texts: &[&str]) -> Vec<T> {
    let read = |text: &&str| {
        text.parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"))
    };
    texts.iter().map(read).collect()
}

fn errors<T: FromStr<Err = Error> + std::fmt::Debug>(texts: &[&str]) -> String {
    let told = texts.iter().map(|text| {
        let error = text.parse::<T>().expect_err(text);
        let hint = error.next_step().map(|hint| format!(" | {hint}"));
        format!("{error}{}", hint.unwrap_or_default())
    });
    told.collect::<Vec<_>>().join("\n")
}

fn texts(texts: &[&str], ignore_case: bool) -> Vec<TextMatcher> {
    let patterns: Vec<TextPattern> = read(texts);
    let matchers = patterns.iter().map(|text| text.matcher(ignore_case));
    matchers.collect::<crate::error::Result<_>>().unwrap()
}

fn expressions(texts: &[&str], ignore_case: bool) -> Vec<TextMatcher> {
    let patterns: Vec<Regexp> = read(texts);
    let matchers = patterns.iter().map(|text| text.matcher(ignore_case));
    matchers.collect::<crate::error::Result<_>>().unwrap()
}

#[derive(Clone)]
struct Letter<'a> {
    partition: i32,
    offset: i64,
    ms: Option<i64>,
    key: Option<&'a [u8]>,
    value: Option<&'a [u8]>,
    headers: &'a [(&'a str, Option<&'a [u8]>)],
}

const LETTER: Letter<'static> = Letter {
    partition: 0,
    offset: 5,
    ms: Some(1000),
    key: Some(b"order-42"),
    value: Some(b"{\"id\":42}"),
    headers: &[],
};

impl Letter<'_> {
    fn record(&self) -> Record {
        let envelope = Envelope {
            topic: &Arc::from("orders.DLT"),
            partition: self.partition,
            offset: self.offset,
            leader_epoch: None,
            timestamp: self.ms.map(|ms| Timestamp {
                ms,
                kind: TimestampType::CreateTime,
            }),
            key: self.key,
            value: self.value,
        };
        let headers = self.headers.iter();
        let headers = headers
            .map(|(name, value)| record::Header::new(name.as_bytes(), value.map(Box::from)))
            .collect();
        Record::from_parts(envelope, headers)
    }
}

/// Asks a filter as a scan does, and checks that its stages agree.
fn accepts(filter: &Filter, letter: &Letter<'_>) -> bool {
    let record = letter.record();
    let view = record.view();
    let accepts = filter.accepts(&DeadLetterView::new(view));
    match filter.envelope(&view.envelope) {
        Verdict::Drop => assert!(!accepts, "dropped by its envelope and accepted"),
        Verdict::Keep => assert!(accepts, "kept by its envelope and not accepted"),
        Verdict::Undecided => assert!(filter.needs_headers(), "undecided without headers"),
    }
    accepts
}

fn only(predicate: impl Predicate + 'static) -> Filter {
    let mut filter = Filter::builder();
    filter.predicate(predicate);
    filter.build()
}

#[test]
fn everything_is_accepted_by_its_envelope() {
    let record = LETTER.record();
    let everything = Filter::everything();
    assert_eq!(everything.envelope(&record.view().envelope), Verdict::Keep);
    assert!(accepts(&everything, &LETTER) && !everything.needs_headers());
}

#[test]
fn keys() {
    type Case<'a> = (&'a [&'a str], Option<&'a [u8]>, bool);
    let cases: [Case<'_>; 10] = [
        (&["order-4"], Some(b"order-42"), true),
        (&["Order"], Some(b"order-42"), false),
        (&["x", "42"], Some(b"order-42"), true),
        (&["/^order-4$/"], Some(b"order-42"), false),
        (&["/^order-4.$/"], Some(b"order-42"), true),
        (&["/^$/"], Some(b""), true),
        (&["/^$/"], None, false),
        (&["/.*/"], None, false),
        (&["/"], Some(b"a/b"), true),
        (&["42"], Some(b"\xff42\xfe"), true),
    ];
    for (patterns, key, expected) in cases {
        let letter = Letter { key, ..LETTER };
        let filter = only(Key::new(texts(patterns, false), false));
        assert_eq!(accepts(&filter, &letter), expected, "{patterns:?} {key:?}");
        assert!(!filter.needs_headers());
    }
    assert!(accepts(
        &only(Key::new(texts(&["ORDER-4"], true), false)),
        &LETTER
    ));
    assert!(accepts(
        &only(Key::new(texts(&["/^ORDER-4/"], true), false)),
        &LETTER
    ));
    assert!(!accepts(
        &only(Key::new(texts(&["order.42"], true), false)),
        &LETTER
    ));
}

#[test]
fn headers() {
    let letter = Letter {
        headers: &[
            ("tenant", Some(b"acme")),
            ("tenant", Some(b"globex")),
            ("null", None),
            ("empty", Some(b"")),
        ],
        ..LETTER
    };
    let cases: [(&[&str], bool); 17] = [
        (&["tenant"], true),
        (&["Tenant"], false),
        (&["!tenant"], false),
        (&["!Tenant"], true),
        (&["null"], true),
        (&["null="], false),
        (&["null~.*"], false),
        (&["!null"], false),
        (&["empty="], true),
        (&["empty~^$"], true),
        (&["tenant=acme"], true),
        (&["tenant=globex"], true),
        (&["tenant=acm"], false),
        (&["tenant~^acm"], true),
        (&["tenant~^bcm"], false),
        (&["tenant=x", "empty"], true),
        (&["tenant=a=b~c"], false),
    ];
    for (tests, expected) in cases {
        let filter = only(Header::new(&read(tests), false).unwrap());
        assert_eq!(accepts(&filter, &letter), expected, "{tests:?}");
        assert!(filter.needs_headers());
    }
    for (test, expected) in [
        ("tenant=ACME", true),
        ("tenant=ACM", false),
        ("TENANT=acme", false),
    ] {
        let filter = only(Header::new(&read(&[test]), true).unwrap());
        assert_eq!(accepts(&filter, &letter), expected, "{test}");
    }
}

#[test]
fn unreadable_headers_are_not_known_to_be_absent() {
    let record = LETTER.record();
    let view = RecordView {
        envelope: record.view().envelope,
        headers: Headers::unreadable("torn"),
        withheld: None,
    };
    for test in ["tenant", "!tenant", "tenant=x"] {
        let filter = only(Header::new(&read(&[test]), false).unwrap());
        assert!(!filter.accepts(&DeadLetterView::new(view)), "{test}");
    }
}

#[test]
fn exceptions_by_simple_and_full_name() {
    let matches = |pattern: &str, ignore_case: bool, class: &str| {
        let exception = Exception::new(&read(&[pattern]), ignore_case).unwrap();
        exception.matches(class)
    };
    let timeout = "java.net.SocketTimeoutException";
    let cases = [
        ("SocketTimeoutException", timeout, true),
        ("SocketTimeout", timeout, false),
        ("TimeoutException", timeout, false),
        ("sockettimeoutexception", timeout, false),
        (timeout, timeout, true),
        ("net.SocketTimeoutException", timeout, false),
        ("*Timeout*", timeout, true),
        ("Socket*", timeout, true),
        ("java*", timeout, false),
        ("java.*", timeout, true),
        ("java.net.*Exception", timeout, true),
        ("*.SocketTimeoutException", timeout, true),
        ("{Socket,Connect}*", timeout, true),
        ("[A-R]*", timeout, false),
        ("Rejected", "com.acme.Orders$Rejected", true),
        ("Orders$Rejected", "com.acme.Orders$Rejected", true),
        ("Orders", "com.acme.Orders$Rejected", false),
        ("com.acme.Orders$Rejected", "com.acme.Orders$Rejected", true),
        ("NoPackage", "NoPackage", true),
        ("*", "", true),
    ];
    for (pattern, class, expected) in cases {
        assert_eq!(
            matches(pattern, false, class),
            expected,
            "{pattern} {class}"
        );
    }
    assert!(matches("sockettimeoutexception", true, timeout));
    assert!(matches("JAVA.NET.*", true, timeout));
    assert!(!matches("socket", true, timeout));
}

#[test]
fn greps() {
    let letter = Letter {
        headers: &[
            ("x-trace", Some(b"at com.acme.Billing.charge")),
            ("null", None),
        ],
        ..LETTER
    };
    let cases: [(&[&str], &[&str], bool); 11] = [
        (&["order-\\d+"], &[], true),
        (&["\"id\":42"], &[], true),
        (&["Billing"], &[], true),
        (&["x-trace"], &[], false),
        (&["Billing"], &["key", "value"], false),
        (&["order"], &["value"], false),
        (&["order"], &["key"], true),
        (&["id"], &["value"], true),
        (&["Billing"], &["headers"], true),
        (&["nowhere", "charge$"], &["headers"], true),
        (&["order", "id", "Billing"], &["stack"], false),
    ];
    for (patterns, parts, expected) in cases {
        let filter = only(Grep::new(expressions(patterns, false), &read(parts), false));
        assert_eq!(
            accepts(&filter, &letter),
            expected,
            "{patterns:?} {parts:?}"
        );
        let envelope_only =
            !parts.is_empty() && parts.iter().all(|part| ["key", "value"].contains(part));
        assert_eq!(filter.needs_headers(), !envelope_only, "{parts:?}");
    }
    let nulls = Letter {
        key: None,
        value: None,
        ..LETTER
    };
    assert!(!accepts(
        &only(Grep::new(expressions(&["^"], false), &[], false)),
        &nulls
    ));
    assert!(accepts(
        &only(Grep::new(expressions(&["BILLING"], true), &[], false)),
        &letter
    ));
}

#[test]
fn windows_include_their_start_and_exclude_their_end() {
    let window = |since, until| {
        let mut filter = Filter::builder();
        filter.bound(Window { since, until });
        filter.build()
    };
    let at = |ms| Letter { ms, ..LETTER };
    let cases = [
        (Some(1000), None, Some(1000), true),
        (Some(1001), None, Some(1000), false),
        (None, Some(1000), Some(1000), false),
        (None, Some(1001), Some(1000), true),
        (Some(-5), Some(0), Some(-1), true),
        (Some(i64::MIN), None, None, false),
        (None, Some(i64::MAX), None, false),
        (None, None, None, true),
    ];
    for (since, until, ms, expected) in cases {
        assert_eq!(
            accepts(&window(since, until), &at(ms)),
            expected,
            "{since:?} {until:?} {ms:?}"
        );
    }
}

#[test]
fn states() {
    let topic: Arc<str> = "orders.DLT".into();
    let handled: HandledSet = [(0, 9), (0, 5), (0, 5), (1, 6)]
        .map(|(partition, offset)| (topic.clone(), partition, offset))
        .into_iter()
        .collect();
    assert_eq!(handled.len(), 3);
    assert!(handled.contains("orders.DLT", 0, 9) && !handled.contains("orders.DLT", 1, 9));
    assert_eq!(handled.count("orders.DLT", 0, 5, 9), 1);
    assert_eq!(handled.count("orders.DLT", 0, 0, 10), 2);
    assert_eq!(handled.count("orders.DLT", 0, 10, 0), 0);
    assert_eq!(handled.count("payments.DLT", 0, 0, 10), 0);
    let state = |state: &str, handled: Option<&HandledSet>, topic: &str| {
        let mut filter = Filter::builder();
        if let Some(replayed) = Replayed::new(state.parse().unwrap(), topic, handled) {
            filter.bound(replayed);
        }
        accepts(&filter.build(), &LETTER)
    };
    // Each: replayed, not replayed because of another topic, and without a ledger.
    for (name, expected) in [
        ("open", [false, true, true]),
        ("new", [false, true, true]),
        ("replayed", [true, false, false]),
        ("all", [true, true, true]),
    ] {
        let got = [
            state(name, Some(&handled), "orders.DLT"),
            state(name, Some(&handled), "payments.DLT"),
            state(name, None, "orders.DLT"),
        ];
        assert_eq!(got, expected, "{name}");
    }
}

#[test]
fn inversion_negates_predicates_alone() {
    let refs: RefSet = ["orders.DLT-0@5:8"]
        .iter()
        .map(|text| text.parse::<RefSpec>().unwrap())
        .collect();
    let refs = refs.topic("orders.DLT").unwrap();
    let filter = |invert: bool| {
        let mut filter = Filter::builder();
        filter.bound(Partitions("0".parse().unwrap()));
        filter.bound(Refs(refs.clone()));
        filter.bound(Window {
            since: Some(1000),
            until: None,
        });
        filter.predicate(Header::new(&read(&["tenant"]), false).unwrap());
        filter.predicate(Key::new(texts(&["order"], false), false));
        filter.exclude(Key::new(texts(&["tenant-9"], false), false));
        filter.invert(invert);
        filter.build()
    };
    let (plain, inverted) = (filter(false), filter(true));
    let tenant: &[(&str, Option<&[u8]>)] = &[("tenant", None)];
    let both = Letter {
        headers: tenant,
        ..LETTER
    };
    let one = LETTER;
    let none = Letter {
        key: None,
        ..LETTER
    };
    assert!(accepts(&plain, &both) && !accepts(&inverted, &both));
    assert!(!accepts(&plain, &one) && accepts(&inverted, &one));
    assert!(!accepts(&plain, &none) && accepts(&inverted, &none));
    let outside = [
        Letter {
            partition: 1,
            ..none.clone()
        },
        Letter {
            offset: 8,
            ..none.clone()
        },
        Letter {
            ms: Some(999),
            ..none.clone()
        },
        Letter {
            key: Some(b"tenant-9"),
            ..none.clone()
        },
    ];
    for letter in &outside {
        assert!(!accepts(&plain, letter) && !accepts(&inverted, letter));
    }
}

#[test]
fn what_is_wrong_is_said() {
    insta::assert_snapshot!(errors::<TextPattern>(&["", "//", "/(/"]), @r#"
    an empty text is contained in everything | /^$/ is what is empty
    an empty expression matches everything | leave the flag out
    `(` is no regular expression: unclosed group
    "#);
    insta::assert_snapshot!(errors::<Regexp>(&["", "a{2", "[z-a]", "\\"]), @r#"
    an empty expression matches everything | leave the flag out
    `a{2` is no regular expression: unclosed counted repetition
    `[z-a]` is no regular expression: invalid character class range, the start must be <= the end
    `\` is no regular expression: incomplete escape sequence, reached end of pattern prematurely
    "#);
    insta::assert_snapshot!(errors::<HeaderTest>(&["", "!", "=x", "~x", "!a=b", "a~("]), @r#"
    `` names no header | a header is for example tenant, tenant=acme, tenant~^ac or !tenant
    `!` names no header | a header is for example tenant, tenant=acme, tenant~^ac or !tenant
    `=x` names no header | a header is for example tenant, tenant=acme, tenant~^ac or !tenant
    `~x` names no header | a header is for example tenant, tenant=acme, tenant~^ac or !tenant
    `!a=b` says no header and a value | `--exclude-header a=b` skips those with that value
    `(` is no regular expression: unclosed group
    "#);
    insta::assert_snapshot!(errors::<ClassPattern>(&["", "timed out", "[a", "{a"]), @r#"
    `` is no exception's name | a name is for example SocketTimeoutException, java.net.* or '*Timeout*'; messages are found by --message
    `timed out` is no exception's name | a name is for example SocketTimeoutException, java.net.* or '*Timeout*'; messages are found by --message
    `[a` is no pattern of exceptions' names: unclosed character class; missing ']'
    `{a` is no pattern of exceptions' names: unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)
    "#);
    insta::assert_snapshot!(errors::<GrepPart>(&["", "payload", "Key"]), @r#"
    `` is no part of a record | parts are key, value, headers, stack
    `payload` is no part of a record | parts are key, value, headers, stack
    `Key` is no part of a record | parts are key, value, headers, stack
    "#);
    insta::assert_snapshot!(errors::<State>(&["", "done", "failed-again", "passed", "dismissed"]), @r#"
    `` is no state | states are open, new, replayed, all
    `done` is no state | states are open, new, replayed, all
    `failed-again` needs `verify`: this version does not have that command | states are open, new, replayed, all
    `passed` needs `verify`: this version does not have that command | states are open, new, replayed, all
    `dismissed` needs `dismiss`: this version does not have that command | states are open, new, replayed, all
    "#);
}

#[test]
fn kinds_of_failure() {
    let of = |fingerprints: &[&str], categories: &[&str]| {
        OfKind::new(Arc::default(), &read(fingerprints), &read(categories))
    };
    let one = genuine("orders.events.DLT", 0, 1);
    let two = genuine("orders.events.DLT", 0, 2);
    let plain = letter_of_test(None, None, None);
    let passes =
        |of_kind: &OfKind, record: &Record| of_kind.accepts(&DeadLetterView::new(record.view()));
    let reader = KindReader::default();
    let id = reader
        .of(&DeadLetterView::new(one.view()))
        .unwrap()
        .fingerprint;
    let short = id.short();
    for typed in [&*id.to_string(), &*short, &short[3..], &short[..6]] {
        let of_kind = of(&[typed], &[]);
        assert!(passes(&of_kind, &one) && !passes(&of_kind, &two) && !passes(&of_kind, &plain));
        assert!(of_kind.ambiguous().is_empty());
    }
    assert!(passes(&of(&[], &["bug", "poison"]), &one));
    assert!(!passes(&of(&[], &["bug"]), &two));
    assert!(passes(&of(&[], &["business"]), &two));
    assert!(
        !passes(&of(&[&short], &["business"]), &one),
        "both must hold"
    );
    assert!(passes(&of(&[], &["unknown"]), &plain));
}

#[test]
fn the_beginning_of_several_kinds_is_told() {
    // With three digits there are 4096 beginnings: of two hundred kinds some share one.
    let letters: Vec<Record> = (0..200_u8)
        .map(|number| {
            let message = format!("{number:08b}").replace('1', "x").replace('0', "y");
            letter_of_test(Some("a.B"), Some(&message), None)
        })
        .collect();
    let reader = KindReader::default();
    let id = |record: &Record| {
        reader
            .of(&DeadLetterView::new(record.view()))
            .unwrap()
            .fingerprint
            .to_string()
    };
    let ids: Vec<String> = letters.iter().map(id).collect();
    let alike = |start: &str| ids.iter().filter(|id| id.starts_with(start)).count();
    let start = ids
        .iter()
        .map(|id| &id[..6])
        .find(|start| alike(start) > 1)
        .unwrap();
    let of_kind = OfKind::new(Arc::default(), &read(&[start]), &[]);
    let kept = letters
        .iter()
        .filter(|one| of_kind.accepts(&DeadLetterView::new(one.view())));
    assert_eq!(kept.count(), alike(start));
    let ambiguous = of_kind.ambiguous();
    assert_eq!((ambiguous.len(), ambiguous[0].1.len()), (1, alike(start)));
}
