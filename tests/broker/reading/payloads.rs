//! Keys and values are read only where somebody asks what is in them: counted by a registry that stands in.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::super::support::produce::produce;
use super::super::support::{Out, Shell};
use super::broker;

/// Listens on loopback, knows no schema, and counts who asks.
struct Counting {
    url: String,
    asked: Arc<AtomicUsize>,
}

impl Counting {
    fn start() -> Counting {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        // Ends with the process of the tests.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                count.fetch_add(1, Ordering::SeqCst);
                let Ok(mut stream) = stream else { continue };
                let _ = stream.set_read_timeout(Some(Duration::from_secs(1)));
                let _ = stream.read(&mut [0; 4096]);
                let body = r#"{"error_code":40403,"message":"Schema not found"}"#;
                let _ = write!(
                    stream,
                    "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
            }
        });
        Counting { url, asked }
    }
}

#[test]
fn what_shows_no_payload_asks_no_registry() {
    let Some(broker) = broker("the registry is asked only for what is shown") else {
        return;
    };
    let topic = broker.topic("framed", 1);
    // Frames of Confluent's serializers: a zero, four bytes of a schema's id, Avro.
    let letter = |number: u8| {
        Out::to(&topic)
            .key([0, 0, 0, 0, 77, number])
            .value([0, 0, 0, 0, 78, number])
            .header("kafka_dlt-original-topic", "orders")
            .header(
                "kafka_dlt-exception-fqcn",
                "java.lang.IllegalStateException",
            )
            .header("kafka_dlt-exception-message", "no stock")
    };
    produce(&broker.bootstrap(), &[letter(2), letter(4)]);
    let registry = Counting::start();
    // Each has a home of its own, so nothing is remembered from run to run.
    let asked = |words: &[&str]| {
        let before = registry.asked.load(Ordering::SeqCst);
        let words = [words, &["-r", &registry.url]].concat();
        let seen = Shell::at(broker).run(&words);
        assert_eq!(seen.status, Some(0), "{words:?} {seen}");
        assert!(!seen.out.is_empty(), "{words:?} {seen}");
        registry.asked.load(Ordering::SeqCst) - before
    };
    for words in [
        &["list", &topic, "-f", "%t-%p@%o %{exception} %{origin}\\n"][..],
        &[
            "list",
            &topic,
            "--columns",
            "ref,age,exception,message,origin",
        ],
        &[
            "list",
            &topic,
            "-o",
            "csv",
            "--columns",
            "ref,time,exception",
        ],
        &["list", &topic, "-o", "name"],
        &["list", &topic, "-o", "raw"],
        &["list", &topic, "-o", "ndjson"],
        &["list", &topic, "--count"],
        &["list", &topic, "--exception", "*State*", "--columns", "ref"],
        &["summary", &topic],
        &["export", &topic],
        &["topics", &topic],
    ] {
        assert_eq!(asked(words), 0, "{words:?}");
    }
    // The control: what shows keys or values asks.
    for words in [
        &["list", &topic, "--columns", "ref,value"][..],
        &["list", &topic, "--columns", "ref,key"],
        &["show", &topic],
        &["show", &topic, "-o", "ndjson"],
    ] {
        assert!(asked(words) > 0, "{words:?}");
    }
}
