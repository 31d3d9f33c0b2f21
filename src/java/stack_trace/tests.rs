use proptest::prelude::*;

use super::*;

const TRACE: &str = "org.springframework.kafka.listener.ListenerExecutionFailedException: Listener failed\n\
    \tat org.springframework.kafka.listener.K.decorate(K.java:3008)\n\
    \tSuppressed: org.springframework.kafka.listener.ListenerExecutionFailedException: Restored Stack Trace\n\
    \t\tat com.acme.Suppressed.on(Suppressed.java:20)\n\
    \tCaused by: com.acme.NotOfTheChain: no\n\
    \t\tat com.acme.Suppressed.on(Suppressed.java:21)\n\
    Caused by: com.acme.OrderException: no such order\nsecond line: Caused by nothing\n\
    \tat com.acme.A$$Lambda/0x00007f99.run(Unknown Source)\n\
    \tat app//com.acme.Listener.on(Listener.java:23)\n\
    \t... 12 more\n\
    Caused by: java.net.SocketTimeoutException\n\
    \tat java.base/java.net.Socket.read(Socket.java:1)\n";

#[test]
fn the_chain_without_the_suppressed() {
    let all: Vec<_> = throwables(TRACE).collect();
    let seen: Vec<_> = all.iter().map(|one| (one.class, one.message)).collect();
    assert_eq!(
        seen,
        [
            (
                "org.springframework.kafka.listener.ListenerExecutionFailedException",
                Some("Listener failed")
            ),
            (
                "com.acme.OrderException",
                Some("no such order\nsecond line: Caused by nothing")
            ),
            ("java.net.SocketTimeoutException", None),
        ]
    );
    assert_eq!(all[1].more(), Some(12));
    assert_eq!(all[0].frames().count(), 1);
    assert_eq!(all[1].frames().count(), 2);
    let classes: Vec<_> = classes(TRACE.as_bytes()).collect();
    assert_eq!(classes, all.iter().map(|one| one.class).collect::<Vec<_>>());
}

#[test]
fn a_trace_begins_behind_what_a_log_wrote() {
    let trace = "a.B: m\n\tat a.B.c(B.java:1)\n";
    for before in [
        "",
        "2026-11-21 10:00:00 ERROR Listener failed\n",
        "Failed: see below\nc.D.e: no exception\n\n",
    ] {
        let text = format!("{before}{trace}");
        let expected = if before.contains("c.D.e") {
            // It has the form of one, and frames behind it.
            "c.D.e: no exception\n\na.B: m\n\tat a.B.c(B.java:1)\n"
        } else {
            trace
        };
        assert_eq!(beginning(&text), expected);
    }
    assert_eq!(beginning("no trace\nat all"), "no trace\nat all");
    let many = "a.B\n".repeat(100_000);
    assert_eq!(beginning(&many), many);
}

#[test]
fn the_first_frame_of_the_application() {
    let frame = application_frame(TRACE, "com.acme.OrderException").unwrap();
    assert_eq!(frame.method(), "com.acme.Listener.on");
    assert_eq!(frame.class(), "com.acme.Listener");
    assert_eq!(frame.location(), Some("Listener.java:23"));
    let other = application_frame(TRACE, "java.net.SocketTimeoutException").unwrap();
    assert_eq!(other, frame);
    assert_eq!(
        application_frame("java.lang.Error\n\tat java.A.b(A.java)", ""),
        None
    );
}

#[test]
fn heads_of_traces() {
    type Head<'a> = Option<(&'a str, Option<&'a str>)>;
    let cases: &[(&str, Head<'_>)] = &[
        ("", None),
        ("timeout", None),
        ("a.B", Some(("a.B", None))),
        ("a.B: ", Some(("a.B", Some("")))),
        ("a.B: \n\tat x", Some(("a.B", Some("")))),
        ("a.B:\n\tat x", Some(("a.B", Some("")))),
        ("Boom: m\n\tat x", Some(("Boom", Some("m")))),
        ("a.B: m\r\n\tat x", Some(("a.B", Some("m")))),
        ("a.B: m\n    at x", Some(("a.B", Some("m")))),
        (
            "a.B: m\n at [Source: UNKNOWN; line: 1, column: 5]\n\tat x",
            Some(("a.B", Some("m\n at [Source: UNKNOWN; line: 1, column: 5]"))),
        ),
        (
            "a.B: m\r\n at [Source: (byte[])\"{\"; line: 1]\r\n\tat c.D.e(D.java:1)",
            Some(("a.B", Some("m\r\n at [Source: (byte[])\"{\"; line: 1]"))),
        ),
        (
            "a.B: m\n  at line 3, column 4\n\tat c.D.<init>(Unknown Source)",
            Some(("a.B", Some("m\n  at line 3, column 4"))),
        ),
        ("a.B: m\nCaused by: c.D", Some(("a.B", Some("m")))),
        (
            "a.B: m\nCaused by: the weather",
            Some(("a.B", Some("m\nCaused by: the weather"))),
        ),
        (
            "Retry policy exhausted\nCaused by: c.D: x",
            Some(("c.D", Some("x"))),
        ),
        (
            "System.Collections.Generic.List`1: x",
            Some(("System.Collections.Generic.List`1", Some("x"))),
        ),
    ];
    for (text, expected) in cases {
        let read = throwables(text).next().map(|one| (one.class, one.message));
        assert_eq!(read, *expected, "{text:?}");
    }
}

#[test]
fn the_place_that_jackson_names_is_of_the_message() {
    use crate::envelope::samples::{VERSIONS, captured};
    for version in VERSIONS {
        let mut places = 0;
        for record in captured(version) {
            let headers = record.view().headers;
            let traces = headers
                .iter()
                .filter(|header| header.name.ends_with(b"stacktrace"));
            for value in traces.filter_map(|header| header.value) {
                let text = std::str::from_utf8(value).unwrap();
                let quoted = text.matches("\n at [Source: ").count();
                let chain: Vec<_> = throwables(text).collect();
                let messages = chain.iter().filter_map(|one| one.message);
                let found: usize = messages.map(|m| m.matches("\n at [Source: ").count()).sum();
                // What a suppressed exception says is not read.
                assert!(
                    found == quoted || text.contains("Suppressed: "),
                    "{version}: {text}"
                );
                places += found;
                for frame in chain.iter().flat_map(Throwable::frames) {
                    assert!(frame.location().is_some(), "{version}: {frame:?}");
                }
            }
        }
        assert!(places > 0, "{version}: no letter has one");
    }
}

#[test]
fn a_trace_without_end_is_cut() {
    let text = format!("a.B: m{}", "\nCaused by: a.B: m".repeat(1000));
    assert_eq!(throwables(&text).count(), MOST_THROWABLES);
    assert_eq!(classes(text.as_bytes()).count(), MOST_THROWABLES);
}

proptest! {
    #[test]
    fn no_text_panics(parts in prop::collection::vec(
        prop_oneof![Just("\n"), Just("\t"), Just("Caused by: "), Just("a.B"), Just(": "), Just("at "), Just("... 3 more"),
                    Just("Suppressed: "), Just("\r"), Just("ü"), Just(":"), Just("("), Just("/"), Just(" ")], 0..60)) {
        let text = parts.concat();
        for one in throwables(&text) {
            for frame in one.frames() {
                let _ = (frame.method(), frame.class(), frame.location(), frame.is_of_framework());
            }
            let _ = (one.more(), one.application_frame());
        }
    }

    #[test]
    fn classes_are_those_of_the_throwables(parts in prop::collection::vec(
        prop_oneof![Just("\nCaused by: "), Just("a.B"), Just("c.D: text"), Just("\n\tat x.y(Z)"), Just(" ")], 0..20)) {
        let text = format!("a.Top\n{}", parts.concat());
        let quick: Vec<_> = classes(text.as_bytes()).collect();
        let full: Vec<_> = throwables(&text).map(|one| one.class).collect();
        prop_assert_eq!(quick, full);
    }
}
