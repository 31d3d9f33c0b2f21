//! Dead letters without key and value: `show` fetches the record that failed, and says why where it cannot.

use serde_json::{Value, json};

use super::super::support::produce::produce;
use super::super::support::{Broker, Listener, Out, Shell};
use super::{broker, run};

/// A dead letter as a broker writes it for a share group (KIP-1191): neither key nor value, and no header of the record.
fn of_share_group(letters: &str, topic: &str, partition: i32, offset: i64) -> Out {
    Out::to(letters)
        .partition(0)
        .header("__dlq.errors.topic", topic)
        .header("__dlq.errors.partition", partition.to_string())
        .header("__dlq.errors.offset", offset.to_string())
        .header("__dlq.errors.group", "billing")
        .header("__dlq.errors.delivery.count", "5")
        .header("__dlq.errors.message", "Offset rejected by client.")
}

/// Fills a source topic with ten orders, each with a header.
fn orders(broker: &Broker, partitions: u32) -> String {
    let topic = broker.topic("share-orders", partitions);
    let records: Vec<Out> = (0..10)
        .map(|number| {
            Out::to(&topic)
                .partition(0)
                .key(format!("order-{number}"))
                .value(format!("{{\"cents\":{number}}}"))
                .header("tenant", "north")
        })
        .collect();
    produce(&broker.bootstrap(), &records);
    topic
}

/// Reads the member `source` of what `show -o ndjson` writes.
#[track_caller]
fn sources(broker: &Broker, line: &str) -> Vec<Value> {
    let seen = run(broker, line);
    assert_eq!((seen.status, seen.err.as_str()), (Some(0), ""), "{seen}");
    let text = String::from_utf8(seen.out).unwrap();
    let envelope = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    text.lines()
        .map(|line| envelope(line)["source"].clone())
        .collect()
}

#[test]
fn show_fetches_the_record_that_a_share_group_left_out() {
    let Some(broker) = broker("the record behind a dead letter without payload is shown") else {
        return;
    };
    let topic = orders(broker, 1);
    let letters = broker.topic("dlq.share", 1);
    produce(
        &broker.bootstrap(),
        &[
            of_share_group(&letters, &topic, 0, 7),
            of_share_group(&letters, &topic, 0, 3),
            // Carries what it has: nothing is fetched.
            of_share_group(&letters, &topic, 0, 5)
                .key("own")
                .value("own"),
        ],
    );
    let seen = run(broker, &format!("show {letters}-0@0"));
    let text = String::from_utf8(seen.out.clone()).unwrap();
    assert_eq!((seen.status, seen.err.as_str()), (Some(0), ""), "{seen}");
    for part in [
        "HEADERS OF THE SOURCE RECORD  1\n  tenant  text       north\n".to_owned(),
        format!("KEY  text, 7 B, fetched from {topic}-0@7\n  order-7\n"),
        format!("VALUE  json, 11 B, fetched from {topic}-0@7\n  {{\n    \"cents\": 7\n  }}\n"),
    ] {
        assert!(text.contains(&part), "{part}\n{text}");
    }

    let found = sources(broker, &format!("show {letters}-0@0:3 -o ndjson"));
    assert_eq!(found.len(), 3);
    for (source, number) in found.iter().zip([7, 3]) {
        assert_eq!(source["ref"], format!("{topic}-0@{number}"));
        assert_eq!(source["key"]["text"], format!("order-{number}"));
        assert_eq!(source["value"]["data"], json!({ "cents": number }));
        assert_eq!(
            source["headers"],
            json!([{"name": "tenant", "text": "north"}])
        );
        assert!(source["timestamp"].is_i64(), "{source}");
    }
    assert_eq!(found[2], Value::Null, "what is there is not fetched");

    // Neither a list nor an export fetches anything, and a replay does not send it.
    for line in [
        format!("list {letters} -o ndjson"),
        format!("export {letters}"),
    ] {
        let text = String::from_utf8(run(broker, &line).out).unwrap();
        assert_eq!(text.lines().count(), 3, "{line}");
        assert!(!text.contains("\"source\""), "{line}\n{text}");
        assert!(!text.contains("order-7"), "{line}\n{text}");
    }
    let plan = run(
        broker,
        &format!("replay {letters}-0@0 --to {topic} --dry-run -o json"),
    );
    let text = String::from_utf8(plan.out.clone()).unwrap();
    assert!(text.contains("\"reason\":\"not-the-record\""), "{plan}");

    // What was shown can be kept, and is read back as the dead letter that it is.
    let shown = run(broker, &format!("show {letters}-0@0 -o ndjson"));
    let again = Shell::new().feed(&["decode", "-o", "ndjson"], &shown.out);
    let again: Value = serde_json::from_slice(&again.out).unwrap();
    assert_eq!(again["value"]["null"], true);
    assert_eq!(again["source"], Value::Null);
}

#[test]
fn show_says_why_the_record_is_not_to_be_had() {
    let Some(broker) = broker("a record that is gone is no error") else {
        return;
    };
    let topic = orders(broker, 1);
    let letters = broker.topic("dlq.gone", 1);
    let gone = format!("{topic}.gone");
    produce(
        &broker.bootstrap(),
        &[
            of_share_group(&letters, &topic, 0, 2),
            of_share_group(&letters, &topic, 0, 4),
            of_share_group(&letters, &topic, 0, 10),
            of_share_group(&letters, &topic, 3, 0),
            of_share_group(&letters, &gone, 0, 0),
            of_share_group(&letters, "no such name", 0, 0),
            // Written an hour before what stands there now.
            of_share_group(&letters, &topic, 0, 5).timestamp(1_700_000_000_000),
        ],
    );
    broker.delete_records(&topic, 0, 4);
    let found = sources(broker, &format!("show {letters}-0@0:7 -o ndjson"));
    let missing: Vec<_> = found.iter().map(|it| it["missing"].as_str()).collect();
    let removed = format!("it was removed: {topic}-0 begins at 4");
    let beyond = format!("{topic}-0 ends before 10: the topic was created again, or lost records");
    let partition = format!("topic {topic} has no partition 3");
    let unknown = format!("there is no topic {gone}, or it may not be described");
    let newer = "the record there is newer than its dead letter: the topic was created again";
    assert_eq!(
        missing,
        [
            Some(removed.as_str()),
            None,
            Some(&beyond),
            Some(&partition),
            Some(&unknown),
            None,
            Some(newer),
        ]
    );
    assert_eq!(found[1]["value"]["text"], "{\"cents\":4}");
    // What cannot be the name of a topic is not looked for.
    assert_eq!(found[5], Value::Null);

    let seen = run(broker, &format!("show {letters}-0@0"));
    assert_eq!((seen.status, seen.err.as_str()), (Some(0), ""), "{seen}");
    let text = seen.to_string().replace("\n  ", " ");
    assert!(
        text.contains(&format!("{topic}-0@2 could not be fetched: {removed}")),
        "{seen}"
    );
    assert!(text.contains("null (no tombstone"), "{seen}");
}

#[test]
fn no_more_than_some_records_are_fetched() {
    let Some(broker) = broker("what is fetched is bounded") else {
        return;
    };
    let topic = broker.topic("share-many", 1);
    let letters = broker.topic("dlq.many", 1);
    let records: Vec<Out> = (0..230)
        .map(|number| Out::to(&topic).partition(0).key(format!("order-{number}")))
        .collect();
    produce(&broker.bootstrap(), &records);
    // The first ten twice: what is in one batch is fetched once.
    let many: Vec<Out> = (0..10)
        .chain(0..230)
        .map(|number| of_share_group(&letters, &topic, 0, number))
        .collect();
    produce(&broker.bootstrap(), &many);
    let begun = std::time::Instant::now();
    let found = sources(broker, &format!("show {letters}-0@0:240 -o ndjson"));
    let there = found.iter().filter(|it| it["key"].is_object()).count();
    let left = found.iter().filter_map(|it| it["missing"].as_str());
    let left: Vec<_> = left.collect();
    assert_eq!((found.len(), there + left.len()), (240, 240));
    assert!((200..=210).contains(&there), "{there}");
    assert!(
        left.iter()
            .all(|why| *why == "no more than 200 records are fetched at once"),
        "{left:?}"
    );
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
}

#[test]
fn show_says_that_the_record_may_not_be_read() {
    let options = super::BrokerOptions::default()
        .listener(Listener::SaslPlaintext)
        .user("looker", "pw")
        .rights();
    let Some(broker) = Broker::start(&options, "a source that may not be read is no error") else {
        return;
    };
    let letters = broker.topic("dlq.denied", 1);
    let (described, hidden) = (orders(&broker, 1), orders(&broker, 1));
    produce(
        &broker.bootstrap(),
        &[
            of_share_group(&letters, &described, 0, 1),
            of_share_group(&letters, &hidden, 0, 1),
        ],
    );
    broker.allow("looker", "topic", &letters, "read");
    broker.allow("looker", "topic", &described, "describe");
    let shell = Shell::new().file(
        "client.properties",
        "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=SCRAM-SHA-256\nsasl.username=looker\nsasl.password=pw\n",
    );
    let address = broker.address(Listener::SaslPlaintext);
    let both = format!("{letters}-0@0:2");
    let seen = shell.run(&[
        "-b",
        &address,
        "-F",
        "client.properties",
        "show",
        &both,
        "-o",
        "ndjson",
    ]);
    assert_eq!((seen.status, seen.err.as_str()), (Some(0), ""), "{seen}");
    let text = String::from_utf8(seen.out).unwrap();
    let missing: Vec<String> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["source"]["missing"].to_string())
        .collect();
    assert_eq!(
        missing,
        [
            format!("\"topic {described} may not be read\""),
            format!("\"no right to read topic {hidden}: Broker: Topic authorization failed\""),
        ]
    );
}
