use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::dead_letter::DeadLetterView;
use crate::envelope::samples::{ATTACK, hostile, made};
use crate::kind::KindReader;
use crate::record::Record;
use crate::render::column::Known;
use crate::sanitize::is_hostile;

fn printed_on(template: &str, record: &Record, for_terminal: bool) -> Vec<u8> {
    let template: Template = template.parse().unwrap();
    let letter = DeadLetterView::new(record.view());
    let kind = KindReader::default().of(&letter);
    let known = Known {
        kind: kind.as_deref(),
        state: Some("new"),
        now_ms: 0,
    };
    let mut out = Vec::new();
    let printed = Printed {
        for_terminal,
        zone: TimeZone::UTC,
    };
    template.push(&letter, &known, &printed, &mut out);
    out
}

fn printed(template: &str, record: &Record) -> String {
    String::from_utf8(printed_on(template, record, false)).unwrap()
}

/// `orders.events.DLT-3@1042`, written at 06:51:15.557 UTC.
fn sample() -> Record {
    made(
        Some(b"order-42"),
        Some(b"\xff\x00v"),
        &[
            (
                b"kafka_dlt-exception-cause-fqcn",
                Some(b"java.lang.IllegalStateException"),
            ),
            (b"kafka_dlt-original-topic", Some(b"orders.events")),
            (b"kafka_dlt-original-partition", Some(&[0, 0, 0, 3])),
            (b"n", None),
            (b"e", Some(b"")),
        ],
    )
}

#[test]
fn verbs_of_kcat_and_rpk() {
    for (template, expected) in [
        ("%t %p %o %k", "orders.events.DLT 3 1042 order-42"),
        ("%t/%p/%o\\n", "orders.events.DLT/3/1042\n"),
        ("%K %S %V", "8 3 3"),
        ("%T", "1795243875557"),
        ("%d", "1795243875557"),
        ("%d{strftime[%F %T]}", "2026-11-21 06:51:15"),
        ("%d{strftime[[[%F]]]}", "2026-11-21"),
        ("%d{strftime##%H:%M##}", "06:51"),
        ("%d{strftime{%Y}}", "2026"),
        ("%e", "0"),
        ("%H", "5"),
        ("%v{hex} %s{base64} %s{base64raw}", "ff0076 /wB2 /wB2"),
        ("%k{hex}", "6f726465722d3432"),
        ("%t{base64}", "b3JkZXJzLmV2ZW50cy5ETFQ="),
        ("%t{base64raw}", "b3JkZXJzLmV2ZW50cy5ETFQ"),
        ("%o{hex} %o{hex16} %o{hex8} %o{hex4}", "412 0412 12 2"),
        ("%o{hex64} %o{ascii} %o{bool}", "0000000000000412 1042 true"),
        (
            "%h{%k=%v;}",
            "kafka_dlt-exception-cause-fqcn=java.lang.IllegalStateException;kafka_dlt-original-topic=orders.events;kafka_dlt-original-partition=\0\0\0\u{3};n=;e=;",
        ),
        ("%h{%K:%V,}%%", "30:31,24:13,28:4,1:-1,1:0,%"),
        (
            "%h{%{%v{hex}%}\\n}%k",
            "{6a6176612e6c616e672e496c6c6567616c5374617465457863657074696f6e}\n{6f72646572732e6576656e7473}\n{00000003}\n{}\n{}\norder-42",
        ),
        ("%{%k%}", "{order-42}"),
        ("{\"k\": \"%k\"}", "{\"k\": \"order-42\"}"),
        ("\\x41\\t\\r\\\\ü%k", "A\t\r\\üorder-42"),
    ] {
        assert_eq!(printed(template, &sample()), expected, "{template}");
    }
    let headers = printed("%h", &sample());
    assert!(headers.ends_with(",n=NULL,e="), "{headers}");
}

#[test]
fn bytes_are_written_as_they_are() {
    assert_eq!(printed_on("%s", &sample(), false), b"\xff\x00v");
    assert_eq!(printed_on("%R%s", &sample(), false), b"\0\0\0\x03\xff\0v");
    assert_eq!(
        printed_on("%o{big16}%o{little16}%o{byte}", &sample(), false),
        b"\x04\x12\x12\x04\x12"
    );
    assert_eq!(
        printed_on("\\xff\\x00%k", &sample(), false),
        b"\xff\0order-42"
    );
}

#[test]
fn null_is_not_empty() {
    let null = made(None, None, &[]);
    let empty = made(Some(b""), Some(b""), &[]);
    assert_eq!(
        printed("[%k] %K %S [%s] %H [%h]", &null),
        "[] -1 -1 [] 0 []"
    );
    assert_eq!(printed("[%k] %K %S [%s]", &empty), "[] 0 0 []");
    assert_eq!(printed_on("%R", &null, false), [0xff; 4]);
}

#[test]
fn names_are_those_of_columns() {
    let record = sample();
    for (template, expected) in [
        ("%{ref}", "orders.events.DLT-3@1042"),
        ("%{exception}", "java.lang.IllegalStateException"),
        ("%{origin.topic}-%{ORIGIN.partition}", "orders.events-3"),
        ("%{origin.offset}|%{message}|", "||"),
        ("%{header:kafka_dlt-original-partition}", "3"),
        ("%{header:n}%{header:e}%{header:no}.", "."),
        ("%{category} %{dialect} %{state}", "bug spring-dlt new"),
        (
            "%{key}{hex} %{key}%{hex%}",
            "6f726465722d3432 order-42{hex}",
        ),
    ] {
        assert_eq!(printed(template, &record), expected, "{template}");
    }
    assert!(printed("%{fingerprint}", &record).starts_with("f1-"));
}

#[test]
fn mistakes_are_pointed_at() {
    for (template, what, column) in [
        ("%t %q", "there is no verb `%q`", 3),
        ("é%", "the template ends in a percent sign", 1),
        ("a\\", "the template ends in a backslash", 1),
        ("ab\\q", "there is no escape `\\q`", 2),
        ("%k\\xg0", "`\\x` wants two hex digits", 2),
        ("%k\\x+1", "`\\x` wants two hex digits", 2),
        ("%k\\x4", "`\\x` wants two hex digits", 2),
        (
            "%{excption}",
            "`excption` is nothing that a dead letter has",
            2,
        ),
        (
            "%{header:}",
            "`header:` is nothing that a dead letter has",
            2,
        ),
        ("%k{utf8}", "text has no form `utf8`", 3),
        ("%k{hex", "a brace without its counterpart", 2),
        ("%o{base64}", "numbers have no form `base64`", 3),
        ("%i %k", "`%i` of rpk or kcl is not there", 0),
        ("%h{%t}", "headers have no verb `%t`", 3),
        ("%h{%k", "the braces of %h are not closed", 2),
        ("%d{go[2006]}", "numbers have no form `go[2006]`", 3),
        ("%d{strftime}", "a format of time is missing", 2),
        ("%d{strftime[%F}", "a format of time is not closed", 2),
        ("%d{strftime[%!]}", "`%!` is no format of time", 2),
    ] {
        let error = template.parse::<Template>().unwrap_err();
        assert_eq!(error.what(), what, "{template}");
        let why = error.reason().unwrap();
        let mark = why.lines().nth(1).unwrap();
        assert_eq!(mark.find('^'), Some(column), "{template}: {why}");
        assert!(error.next_step().is_some(), "{template}");
    }
    for (template, hint) in [
        ("json", "`-o json`"),
        ("abc", "the verbs are"),
        ("", "the verbs are"),
        ("%%", "the verbs are"),
    ] {
        let error = template.parse::<Template>().unwrap_err();
        assert!(
            error.next_step().unwrap().contains(hint),
            "{template}: {error}"
        );
    }
}

#[test]
fn a_terminal_is_not_attacked() {
    let template = "%k %s %h %h{%k=%v} %{message} %{exception} %{stacktrace} %{origin} %{group} %R %{header:nothing}";
    let text = printed_on(template, &hostile(), true);
    let text = String::from_utf8(text).unwrap();
    let bad = |scalar: &char| is_hostile(*scalar) && !['\n', '\t'].contains(scalar);
    assert_eq!(text.chars().find(bad), None, "{text}");
    // The control: a pipe gets it as it is, and so does a terminal what the user typed.
    let raw = printed_on("%k", &hostile(), false);
    assert_eq!(raw, ATTACK.as_bytes());
    assert_eq!(printed_on("\\x1b[1m%o", &hostile(), true), b"\x1b[1m1042");
}

proptest! {
    #[test]
    fn no_template_breaks_it(template in "([%\\\\{}a-z\\[\\]# é:.]|%[a-zA-Z]|%[a-z]\\{[a-z0-9]{0,8}\\}|%\\{[a-z.]{1,8}\\}|%h\\{|strftime\\[|\\PC){0,12}") {
        if let Ok(template) = template.parse::<Template>() {
            let record = hostile();
            let letter = DeadLetterView::new(record.view());
            let printed = Printed { for_terminal: true, zone: TimeZone::UTC };
            template.push(&letter, &Known::default(), &printed, &mut Vec::new());
        }
    }
}
