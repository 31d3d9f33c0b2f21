use super::*;
use crate::correlation::IdHeaders;
use crate::correlation::link::LinkTemplate;
use crate::envelope::samples::{self, genuine, made};
use crate::record::{Headers, Record, RecordView};

fn shown(record: &Record, width: Option<usize>, full_stack: bool) -> String {
    let mut out = Vec::new();
    let letter = DeadLetterView::new(record.view());
    let kind = crate::kind::KindReader::default().of(&letter);
    write(
        &letter,
        kind.as_deref(),
        &Screen::of_test(width),
        &Wanted {
            full_stack,
            ..Wanted::default()
        },
        &mut out,
    )
    .unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_chain_of_causes_at_80_columns() {
    insta::assert_snapshot!(shown(&genuine("orders.events.DLT", 0, 4), Some(80), false), @r#"
    orders.events.DLT-0@4
    written 2026-11-21T09:54:52.270Z (5m ago), CreateTime, spring-dlt

    FAILURE
      java.lang.RuntimeException
      gave up

      caused by   java.lang.IllegalArgumentException: cannot store order-1006: ключ
                  🦀
      caused by   java.io.IOException: disk full: /var/spool/orders
                      while flushing block 17
      wrapped in
        org.springframework.kafka.listener.ListenerExecutionFailedException
      at          com.example.shop.Failures.chained(Failures.java:28)
      category    transient, by input and output (IOException); replay will do once
                  the cause is gone
      fingerprint f1-deb2338a8d90

    ORIGIN
      record      orders.events-0@4
      time        2025-10-09T08:53:26.000Z (408d ago), CreateTime
      group       order-service

    TRACE
      trace id    0af7651916cd43dd8448eb2100000007 (traceparent)

    STACK TRACE  4.7 KiB, folded: --full-stack shows all of it
      java.lang.RuntimeException: gave up
        at com.example.shop.Failures.chained(Failures.java:28)
        at com.example.shop.Failures.fail(Failures.java:19)
        at com.example.shop.Listeners.onOrder(Listeners.java:21)
        … 13 frames of jdk, java, org.springframework
        … 10 frames in common with what wraps it
      caused by java.lang.IllegalArgumentException: cannot store order-1006: ключ 🦀
        at com.example.shop.Failures.chained(Failures.java:26)
        … 25 frames in common with what wraps it
      caused by java.io.IOException: disk full: /var/spool/orders
        at com.example.shop.Failures.chained(Failures.java:25)
        … 25 frames in common with what wraps it

    HEADERS  15
      traceparent                        text
          00-0af7651916cd43dd8448eb2100000007-0000000000000007-01
      eventId                            text       evt-5006
      route                              text       web
      route                              text       checkout
      signature                          binary     ff fe 00 01 06
      kafka_dlt-exception-fqcn           text
          org.springframework.kafka.listener.ListenerExecutionFailedException
      kafka_dlt-exception-cause-fqcn     text       java.lang.RuntimeException
      kafka_dlt-exception-message        text
          Listener method 'public void
          com.example.shop.Listeners.onOrder(org.apache.kafka.clients.consumer.Consu
          merRecord<java.lang.String, java.lang.String>)' threw exception; gave up
      kafka_dlt-exception-stacktrace     text       the stack trace above, 4.7 KiB
      kafka_dlt-original-topic           text       orders.events
      kafka_dlt-original-partition       integer    0
      kafka_dlt-original-offset          integer    4
      kafka_dlt-original-timestamp       time       2025-10-09T08:53:26.000Z
      kafka_dlt-original-timestamp-type  text       CreateTime
      kafka_dlt-original-consumer-group  text       order-service

    KEY  text, 10 B
      order-1006

    VALUE  json, 63 B
      {
        "orderId": "order-1006",
        "customer": "customer-5",
        "cents": 137921
      }
    "#);
}

#[test]
fn a_record_that_could_not_be_read_at_200_columns() {
    insta::assert_snapshot!(shown(&genuine("poison-retained.DLT", 0, 0), Some(200), false), @r"
    poison-retained.DLT-0@0
    written 2026-11-21T09:54:51.464Z (5m ago), CreateTime, spring-dlt

    FAILURE
      tools.jackson.databind.exc.MismatchedInputException
      Cannot deserialize value of type `com.example.shop.Order` from Array value (token `JsonToken.START_ARRAY`)
       at [Source: UNKNOWN; byte offset: #0]

      wrapped in  org.apache.kafka.common.errors.SerializationException
      wrapped in  org.springframework.kafka.support.serializer.DeserializationException
      category    poison, by deserialization (MismatchedInputException); fix or transform first: as they are, replay will fail again
      fingerprint f1-478318264b6a

    ORIGIN
      record      poison-retained-0@0
      time        2025-10-09T08:54:01.000Z (408d ago), CreateTime
      group       retaining-service

    STACK TRACE  3.6 KiB, folded: --full-stack shows all of it
      tools.jackson.databind.exc.MismatchedInputException: Cannot deserialize value of type `com.example.shop.Order` from Array value (token `JsonToken.START_ARRAY`)
        at tools.jackson.databind.exc.MismatchedInputException.from(MismatchedInputException.java:63)
        … 10 frames of tools.jackson, org.springframework
        … 17 frames in common with what wraps it

    HEADERS  11
      springDeserializerExceptionValue   exception  DeserializationException: failed to deserialize (5 B that could not be read)
      kafka_dlt-exception-fqcn           text       org.springframework.kafka.support.serializer.DeserializationException
      kafka_dlt-exception-cause-fqcn     text       org.springframework.kafka.support.serializer.DeserializationException
      kafka_dlt-exception-message        text       failed to deserialize
      kafka_dlt-exception-stacktrace     text       the stack trace above, 3.6 KiB
      kafka_dlt-original-topic           text       poison-retained
      kafka_dlt-original-partition       integer    0
      kafka_dlt-original-offset          integer    0
      kafka_dlt-original-timestamp       time       2025-10-09T08:54:01.000Z
      kafka_dlt-original-timestamp-type  text       CreateTime
      kafka_dlt-original-consumer-group  text       retaining-service

    KEY  binary, 4 B
      00000000  00 00 00 0a                                      |....|
      as a big-endian integer: 10

    VALUE  text, 5 B
      not JSON: EOF while parsing a list at line 1, column 5
        [1, 2⟨here⟩
      [1, 2
    ");
}

#[test]
fn a_record_that_failed_twice_at_80_columns() {
    insta::assert_snapshot!(shown(&genuine("hops.DLT", 0, 1), Some(80), false), @r#"
    hops.DLT-0@1
    written 2026-11-21T09:54:51.614Z (5m ago), CreateTime, spring-dlt

    FAILURE
      java.lang.NullPointerException

      wrapped in
        org.springframework.kafka.listener.ListenerExecutionFailedException
      at          com.example.shop.Failures.fail(Failures.java:15)
      category    bug, by null pointer (NullPointerException); deploy the fix first,
                  then replay
      fingerprint f1-21d87427519f

    ORIGIN
      record      hops-0@0
      time        2025-10-09T08:54:08.000Z (408d ago), CreateTime
      group       hop-service
      then        hops-0@1 (spring-dlt)
      time        2026-11-21T09:54:51.529Z (5m ago), CreateTime
      group       hop-service

    TRACE
      trace id    0af7651916cd43dd8448eb2100000031 (traceparent)

    STACK TRACE  4.1 KiB, folded: --full-stack shows all of it
      java.lang.NullPointerException
        at com.example.shop.Failures.fail(Failures.java:15)
        at com.example.shop.Listeners.onHop(Listeners.java:47)
        … 13 frames of jdk, java, org.springframework
        … 10 frames in common with what wraps it

    HEADERS  22
      traceparent                        text
          00-0af7651916cd43dd8448eb2100000031-0000000000000031-01
      eventId                            text       evt-5048
      route                              text       web
      route                              text       checkout
      signature                          binary     ff fe 00 01 30
      kafka_dlt-original-topic           text       hops
      kafka_dlt-original-partition       integer    0
      kafka_dlt-original-offset          integer    0
      kafka_dlt-original-timestamp       time       2025-10-09T08:54:08.000Z
      kafka_dlt-original-timestamp-type  text       CreateTime
      kafka_dlt-original-consumer-group  text       hop-service
      redriven                           text       1
      kafka_dlt-exception-fqcn           text
          org.springframework.kafka.listener.ListenerExecutionFailedException
      kafka_dlt-exception-cause-fqcn     text       java.lang.NullPointerException
      kafka_dlt-exception-message        text
          Listener method 'public void
          com.example.shop.Listeners.onHop(org.apache.kafka.clients.consumer.Consume
          rRecord<java.lang.String, java.lang.String>)' threw exception;
      kafka_dlt-exception-stacktrace     text       the stack trace above, 4.1 KiB
      kafka_dlt-original-topic           text       hops
      kafka_dlt-original-partition       integer    0
      kafka_dlt-original-offset          integer    1
      kafka_dlt-original-timestamp       time       2026-11-21T09:54:51.529Z
      kafka_dlt-original-timestamp-type  text       CreateTime
      kafka_dlt-original-consumer-group  text       hop-service

    KEY  text, 8 B
      order-16

    VALUE  json, 59 B
      {
        "orderId": "order-16",
        "customer": "customer-2",
        "cents": 2291
      }
    "#);
}

#[test]
fn headers_that_are_odd_at_80_columns() {
    insta::assert_snapshot!(shown(&samples::hostile(), Some(80), false), @r#"
    orders.events.DLT-3@1042
    written 2026-11-21T06:51:15.557Z (3h ago), CreateTime, spring-dlt

    FAILURE
      com.acme.\x1b]0;owned\x07\x1b]8;;http://x\x1b\\x1b]52;c;eA==\x07\x1b[2J\u{9b}31m\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}\u{e0041}\x7f\x00\r\x08Exception

      caused by   com.acme.Root:
                  \x1b]0;owned\x07\x1b]8;;http://x\x1b\\x1b]52;c;eA==\x07\x1b[2J\u{9b}31m\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}\u{e0041}\x7f\x00\r\x08
      wrapped in
        org.springframework.kafka.listener.ListenerExecutionFailedException
      at          com.acme.Root.run(Root.java:7)\x1b]0;owned\x07\x1b]8;;http://x\x1b\\x1b]52;c;eA==\x07\x1b[2J\u{9b}31m\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}\u{e0041}\x7f\x00\r\x08
      category    unknown; no rule knows them: look at one
      fingerprint f1-267c30ba43b6

    ORIGIN
      record      ?-?@991
      group       \x1b]0;owned\x07\x1b]8;;http://x\x1b\\x1b]52;c;eA==\x07\x1b[2J\u{9b}31m\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}\u{e0041}\x7f\x00\r\x08
      topic       cannot be read: kafka_dlt-original-topic: not a legal topic name
      partition   cannot be read: kafka_dlt-original-partition: 5 bytes, expected 4

    NOTES
      kafka_dlt-original-topic: not a legal topic name
      kafka_dlt-original-partition: 5 bytes, expected 4

    STACK TRACE  544 B, folded: --full-stack shows all of it
      com.acme.Root: \x1b]0;owned\x07\x1b]8;;http://x\x1b\\x1b]52;c;eA==\x07\x1b[2J…
        at com.acme.Root.run(Root.java:7)\x1b]0;owned\x07\x1b]8;;http://x\x1b\\x1b]…

    HEADERS  12
      kafka_dlt-exception-fqcn              text
          org.springframework.kafka.listener.ListenerExecutionFailedException
      kafka_dlt-exception-cause-fqcn        text
          com.acme.\x1b]0;owned\x07\x1b]8;;http://x\x1b\\x1b]52;c;eA==\x07\x1b[2J\u{
          9b}31m\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}\u{e0041}\x7f\x00\r\x08Excep
          tion
      kafka_dlt-exception-message           text
          \x1b]0;owned\x07\x1b]8;;http://x\x1b\\x1b]52;c;eA==\x07\x1b[2J\u{9b}31m\u{
          202e}\u{2066}\u{200b}\u{feff}\u{2028}\u{e0041}\x7f\x00\r\x08
      kafka_dlt-exception-stacktrace        text       the stack trace above, 544 B
      kafka_dlt-original-topic              malformed
          not a legal topic name: 1b 5d 30 3b 6f 77 6e 65 64 07 1b 5d 38 3b 3b 68 74
          74 70 3a 2f 2f 78 1b 5c 1b 5d 35 32 3b 63 3b 65 41 3d 3d 07 1b 5b 32 4a c2
          9b 33 31 6d e2 80 … (69 bytes)
      kafka_dlt-original-partition          malformed
          5 bytes, expected 4: 1b 5b 32 4a 21
      kafka_dlt-original-offset             integer    991
      kafka_dlt-original-consumer-group     text
          \x1b]0;owned\x07\x1b]8;;http://x\x1b\\x1b]52;c;eA==\x07\x1b[2J\u{9b}31m\u{
          202e}\u{2066}\u{200b}\u{feff}\u{2028}\u{e0041}\x7f\x00\r\x08
      \xff\x9b31m\x1b]0;owned\x07\x1b]8;;…  binary
          ff 9b 33 31 6d 1b 5d 30 3b 6f 77 6e 65 64 07 1b 5d 38 3b 3b 68 74 74 70 3a
          2f 2f 78 1b 5c 1b 5d 35 32 3b 63 3b 65 41 3d 3d 07 1b 5b 32 4a c2 9b … (74
          bytes)
      \x1b]0;owned\x07\x1b]8;;http://x\x1…  binary
          1b 5d 30 3b 6f 77 6e 65 64 07 1b 5d 38 3b 3b 68 74 74 70 3a 2f 2f 78 1b 5c
          1b 5d 35 32 3b 63 3b 65 41 3d 3d 07 1b 5b 32 4a c2 9b 33 31 6d e2 80 … (69
          bytes)
      <empty>                               empty
      nothing                               null

    KEY  binary, 69 B
      00000000  1b 5d 30 3b 6f 77 6e 65  64 07 1b 5d 38 3b 3b 68 |.]0;owned..]8;;h|
      00000010  74 74 70 3a 2f 2f 78 1b  5c 1b 5d 35 32 3b 63 3b |ttp://x.\.]52;c;|
      00000020  65 41 3d 3d 07 1b 5b 32  4a c2 9b 33 31 6d e2 80 |eA==..[2J..31m..|
      00000030  ae e2 81 a6 e2 80 8b ef  bb bf e2 80 a8 f3 a0 81 |................|
      00000040  81 7f 00 0d 08                                   |.....|

    VALUE  json, 34 B
      {
        "\ufeff\u2028\u200b": [
          "\u202e\u009b\u007f"
        ],
        "n": 1
      }
    "#);
}

#[test]
fn a_record_that_is_no_dead_letter() {
    insta::assert_snapshot!(shown(&made(None, Some(b""), &[]), Some(80), false), @r"
    orders.events.DLT-3@1042
    written 2026-11-21T06:51:15.557Z (3h ago), CreateTime, byte-copy (a guess)

    FAILURE
      the headers do not say why it failed

    ORIGIN
      record      ~orders.events (a guess, from the name of this topic)

    HEADERS  0

    KEY  null

    VALUE  empty, which is not null
    ");
}

#[test]
fn headers_that_cannot_be_read() {
    let record = made(Some(b"k"), Some(b"some text\nof two lines"), &[]);
    let view = RecordView {
        headers: Headers::unreadable("more than 1 MiB of headers"),
        ..record.view()
    };
    let mut out = Vec::new();
    write(
        &DeadLetterView::new(view),
        None,
        &Screen::of_test(80),
        &Wanted::default(),
        &mut out,
    )
    .unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
    orders.events.DLT-3@1042
    written 2026-11-21T06:51:15.557Z (3h ago), CreateTime

    FAILURE
      the headers do not say why it failed

    NOTES
      the headers cannot be read: more than 1 MiB of headers
      this record can be neither exported losslessly nor replayed

    KEY  text, 1 B
      k

    VALUE  text, 22 B
      some text
      of two lines
    ");
}

#[test]
fn the_full_trace_is_every_line_of_it() {
    let record = genuine("orders.events.DLT", 0, 0);
    let text = shown(&record, None, true);
    let trace = record
        .view()
        .headers
        .last(b"kafka_dlt-exception-stacktrace")
        .unwrap()
        .value
        .unwrap();
    for line in std::str::from_utf8(trace).unwrap().lines() {
        assert!(text.contains(line.trim()), "{line}");
    }
    let folded = shown(&record, None, false);
    assert!(folded.len() < text.len());
}

#[test]
fn long_payloads_say_what_is_left_out() {
    // Not with a zero first: that would be a frame.
    let bytes: Vec<u8> = (0..=255).cycle().skip(128).take(13_000).collect();
    let array = format!("[{}1]", "1,".repeat(4_999));
    let cases: &[(&[u8], &str)] = &[
        (&bytes, "… 12 488 bytes left out: -o raw has them all"),
        (
            array.as_bytes(),
            "… the rest is left out: -o raw has it all",
        ),
        (
            &vec![b'x'; 70_000],
            "… 4 464 bytes left out: -o raw has them all",
        ),
    ];
    for (value, expected) in cases {
        let text = shown(&made(None, Some(value), &[]), Some(80), false);
        assert!(text.trim_end().ends_with(expected), "{text}");
    }
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(100_000));
    let text = shown(&made(None, Some(long.as_bytes()), &[]), None, false);
    assert!(
        text.len() < 10_000 && text.contains("… (97.6 KiB)"),
        "{}",
        text.len()
    );
}

#[test]
fn binary_integers_are_told() {
    for (key, expected) in [
        (&b"\x00\x00\x00\x2a"[..], "as a big-endian integer: 42"),
        (
            b"\xff\xff\xff\xff\xff\xff\xff\xfe",
            "as a big-endian integer: -2",
        ),
    ] {
        assert!(shown(&made(Some(key), None, &[]), Some(80), false).contains(expected));
    }
}

#[test]
fn every_genuine_record_has_a_screen_that_fits() {
    let spring = samples::VERSIONS.map(samples::captured);
    let others = samples::FRAMEWORKS.map(samples::capture);
    for records in spring.into_iter().chain(others) {
        for record in records {
            for width in [40, 80, 132, 200] {
                let text = shown(&record, Some(width), false);
                for line in text.lines() {
                    // Words are not torn outside the headers: a class name must stay whole to be copied.
                    let is_one_word = !line.trim_start().contains(' ')
                        || line.trim_start().split("  ").count() == 2;
                    assert!(
                        crate::sanitize::width(line) <= width || is_one_word || width < 100,
                        "{width}: {line}"
                    );
                    assert_eq!(line, line.trim_end());
                }
            }
        }
    }
}

fn correlated(record: &Record, correlation: Correlation) -> String {
    let mut out = Vec::new();
    let wanted = Wanted {
        correlation,
        ..Wanted::default()
    };
    let letter = DeadLetterView::new(record.view());
    write(&letter, None, &Screen::of_test(80), &wanted, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn links(trace_url: &str, ui_url: &str) -> Correlation {
    Correlation {
        headers: IdHeaders::with(vec!["X-Order".to_owned()]),
        trace_url: Some(LinkTemplate::parse(trace_url).unwrap()),
        ui_url: Some(LinkTemplate::parse(ui_url).unwrap()),
    }
}

/// The beginning of the screen and the section of the ids, as far as the headers.
fn head(shown: &str) -> String {
    let (title, rest) = shown.split_once("\n\nFAILURE").unwrap();
    let ids = rest.find("TRACE\n").map_or("", |at| &rest[at..]);
    format!("{title}\n\n{}", ids.split("\nHEADERS").next().unwrap())
}

#[test]
fn ids_are_told_with_links_that_were_configured() {
    let headers: &[(&[u8], Option<&[u8]>)] = &[
        (
            b"traceparent",
            Some(b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        ),
        (b"X-B3-TraceId", Some(b"4bf92f3577b34da6a3ce929d0e0e4736")),
        (
            b"traceparent",
            Some(b"00-aaaa2f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        ),
        (b"x-correlation-id", Some(b"../a b?c=d&e#f\n\x1b]8;;x\x07")),
        (b"x-order", Some(b"order-42")),
        (b"correlationId", Some(b"\xff\xfe")),
        (b"request-id", None),
        (b"kafka_dlt-original-topic", Some(b"orders")),
    ];
    let record = made(Some(b"k"), Some(b"v"), headers);
    let correlation = links(
        "https://jaeger.example/trace/{trace_id}",
        "https://kafbat.example/{topic}/{partition}/{offset}?from={origin.topic}",
    );
    insta::assert_snapshot!(head(&correlated(&record, correlation)), @r"
    orders.events.DLT-3@1042
    written 2026-11-21T06:51:15.557Z (3h ago), CreateTime, spring-dlt
    https://kafbat.example/orders.events.DLT/3/1042?from=orders

    TRACE
      trace id    4bf92f3577b34da6a3ce929d0e0e4736 (traceparent)
      trace id    aaaa2f3577b34da6a3ce929d0e0e4736 (traceparent)
      correlation ../a b?c=d&e#f\n\x1b]8;;x\x07 (x-correlation-id)
      id          order-42 (x-order)
      link        https://jaeger.example/trace/4bf92f3577b34da6a3ce929d0e0e4736
      link        https://jaeger.example/trace/aaaa2f3577b34da6a3ce929d0e0e4736
    ");
    let correlation = links(
        "https://logs.example/?q={correlation_id}",
        "https://kafbat.example/{origin.topic}/{origin.offset}",
    );
    // The origin's offset is not known, so there is no link to it.
    insta::assert_snapshot!(head(&correlated(&record, correlation)), @r"
    orders.events.DLT-3@1042
    written 2026-11-21T06:51:15.557Z (3h ago), CreateTime, spring-dlt

    TRACE
      trace id    4bf92f3577b34da6a3ce929d0e0e4736 (traceparent)
      trace id    aaaa2f3577b34da6a3ce929d0e0e4736 (traceparent)
      correlation ../a b?c=d&e#f\n\x1b]8;;x\x07 (x-correlation-id)
      id          order-42 (x-order)
      link
        https://logs.example/?q=..%2Fa%20b%3Fc%3Dd%26e%23f%0A%1B%5D8%3B%3Bx%07
    ");
}

#[test]
fn without_an_id_nothing_is_said_of_one() {
    let record = made(Some(b"k"), Some(b"v"), &[(b"b3", Some(b"0"))]);
    let correlation = links("https://x/{trace_id}", "https://x/{trace_id}");
    let shown = correlated(&record, correlation);
    assert!(
        !shown.contains("TRACE") && !shown.contains("https:"),
        "{shown}"
    );
}
