//! `decode` of what a person has at hand.

use crate::support::{Run, dltctl};

const TRACE: &str = "2026-11-21 10:00:01 ERROR [orders] listener failed\n\
    org.springframework.kafka.listener.ListenerExecutionFailedException: Listener failed\n\
    \tat org.springframework.kafka.listener.X.y(X.java:1)\n\
    Caused by: com.acme.OrderException: order 4711 not found, status 404\n\
    \tat com.acme.orders.OrderListener.on(OrderListener.java:42)\n\
    \tat java.base/java.lang.Thread.run(Thread.java:840)\n";

fn piped(text: &str, arguments: &[&str]) -> crate::support::Seen {
    let run = Run {
        input: text.as_bytes().to_vec(),
        ..Run::default()
    };
    run.dltctl(arguments)
}

#[test]
fn a_stack_trace_out_of_a_log() {
    let seen = piped(TRACE, &["decode"]);
    insta::assert_snapshot!(seen, @r##"
    FAILURE
      com.acme.OrderException
      order 4711 not found, status 404

      wrapped in  org.springframework.kafka.listener.ListenerExecutionFailedException
      at          com.acme.orders.OrderListener.on(OrderListener.java:42)
      category    business, by not found (message); replay will not help: a person decides
      fingerprint f1-9f48328607b9

    STACK TRACE  319 B, folded: --full-stack shows all of it
      com.acme.OrderException: order 4711 not found, status 404
        at com.acme.orders.OrderListener.on(OrderListener.java:42)
        … 1 frame of java
    [exit 0]
    "##);
    // As a log in JSON quotes it: the same kind of failure.
    let quoted = TRACE.replace('\n', "\\n").replace('\t', "\\t");
    assert_eq!(piped(&quoted, &["decode"]), seen);
    let json = piped(TRACE, &["decode", "-o", "json"]);
    let read: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(read["fingerprint"], "f1-9f48328607b9");
    assert_eq!(read["failure"]["category"], "business");
    // Nobody gave a header, a dialect or a place.
    let fields: Vec<_> = read.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["v", "failure", "fingerprint"]);
}

#[test]
fn a_stack_trace_of_another_language() {
    let trace = "Traceback (most recent call last):\n  File \"/app/orders/worker.py\", line 31, in handle\n    \
        total = order[\"total\"]\nKeyError: 'total'\n";
    insta::assert_snapshot!(piped(trace, &["decode"]), @r##"
    FAILURE
      KeyError

      at          worker.handle
      category    bug, by illegal state (KeyError); deploy the fix first, then replay
      fingerprint f1-d56d2e1ab5d0

    STACK TRACE  131 B
      Traceback (most recent call last):
        File "/app/orders/worker.py", line 31, in handle
          total = order["total"]
      KeyError: 'total'
    [exit 0]
    "##);
}

#[test]
fn headers_are_decoded() {
    let seen = dltctl(&[
        "decode",
        "-H",
        "kafka_dlt-original-topic=orders",
        "-H",
        "kafka_dlt-original-partition=base64:AAAAAw==",
        "-H",
        "kafka_dlt-original-offset=hex:00:00:00:00:00:00:00:2a",
        "-H",
        "kafka_dlt-original-timestamp=hex:0102",
    ]);
    insta::assert_snapshot!(seen, @r##"
    FAILURE
      the headers do not say why it failed

    ORIGIN
      record      orders-3@42
      time        cannot be read: kafka_dlt-original-timestamp: 2 bytes, expected 8

    NOTES
      kafka_dlt-original-timestamp: 2 bytes, expected 8

    HEADERS  4
      kafka_dlt-original-topic      text       orders
      kafka_dlt-original-partition  integer    3
      kafka_dlt-original-offset     integer    42
      kafka_dlt-original-timestamp  malformed  2 bytes, expected 8: 01 02
    [exit 0]
    "##);
}

#[test]
fn what_is_configured_counts() {
    let run = Run {
        project: Some(
            "app_packages = [\"org.springframework\"]\n\
            [[category]]\ncategory = \"transient\"\nexception = [\"OrderException\"]\n",
        ),
        input: TRACE.into(),
        ..Run::default()
    };
    let seen = run.dltctl(&["decode"]);
    assert!(seen.out.contains("category    transient"), "{seen}");
    let own = piped(TRACE, &["decode", "--app-package", "com.acme"]);
    assert_eq!(own, piped(TRACE, &["decode"]));
}

#[test]
fn ids_of_pasted_headers_are_told_by_the_configured_names_too() {
    let run = Run {
        project: Some("trace_headers = [\"x-order\"]\n"),
        ..Run::default()
    };
    let traceparent = "traceparent=00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let seen = run.dltctl(&["decode", "-H", traceparent, "-H", "X-Order=order-42"]);
    let told = "TRACE\n  trace id    4bf92f3577b34da6a3ce929d0e0e4736 (traceparent)\n  id          order-42 (X-Order)\n";
    assert!(seen.out.contains(told), "{seen}");
    let seen = dltctl(&["decode", "-H", "X-Order=order-42"]);
    assert!(!seen.out.contains("TRACE"), "{seen}");
}

/// The file may be of another cluster than the context that applies.
#[test]
fn an_export_is_shown_without_the_links_of_a_context() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    let text = "current_context = \"prod\"\n[contexts.prod]\nbootstrap_servers = \"prod:9092\"\n\
        trace_url = \"https://traces.example/{trace_id}\"\nui_url = \"https://ui.example/{topic}\"\n";
    std::fs::write(&config, text).unwrap();
    let exported = dltctl(&["demo", "--", "export", "orders.events.DLT", "--newest", "1"]);
    let config = config.to_string_lossy();
    let seen = piped(&exported.out, &["decode", "--config", &config]);
    assert!(seen.out.contains("trace id "), "{seen}");
    assert!(!seen.out.contains(".example/"), "{seen}");
}

#[test]
fn what_is_neither_is_told() {
    let long = "word ".repeat(1 << 20);
    for (text, arguments) in [
        ("hello\n", &["decode"][..]),
        (&long, &["decode"]),
        ("", &["decode"]),
        (TRACE, &["decode", "-o", "csv"]),
        ("", &["decode", "-H", "name"]),
        ("", &["decode", "-H", "a=base64:!"]),
        ("", &["decode", "-H", "a=hex:123"]),
    ] {
        let seen = piped(text, arguments);
        assert_eq!((seen.out.as_str(), seen.status), ("", 2), "{seen}");
        assert!(
            seen.err.contains("decode") || seen.err.contains("value") || seen.err.contains("-o"),
            "{seen}"
        );
    }
}
