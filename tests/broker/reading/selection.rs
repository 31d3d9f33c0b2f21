//! Every selection flag finds what going through all records by hand finds.

use std::sync::OnceLock;

use super::super::support::produce::produce;
use super::super::support::{Broker, Isolation, Out, Record, Shell};
use super::{broker, listed, places, same};

/// When the first record could have been written.
const BEGIN: i64 = 1_795_000_000_000;
/// The classes and messages of the failures, and of what caused some of them.
const FAILURES: [(&str, &str, &str); 4] = [
    (
        "java.net.SocketTimeoutException",
        "timed out after 30 ms",
        "",
    ),
    (
        "com.acme.orders.StockException",
        "no stock for sku-7",
        "java.net.ConnectException",
    ),
    ("java.lang.IllegalStateException", "Timed out, 12 ms", ""),
    ("", "", ""),
];

/// Three partitions of dead letters, whose times do not rise with their offsets.
struct Letters {
    broker: &'static Broker,
    topic: String,
    records: Vec<Record>,
}

fn letters(not_proved: &str) -> Option<&'static Letters> {
    static SHARED: OnceLock<Option<Letters>> = OnceLock::new();
    let made = SHARED.get_or_init(|| {
        let broker = broker(not_proved)?;
        let topic = broker.topic("selected", 3);
        // A linear congruential generator (Knuth's MMIX): the same records in every run.
        let mut state = 7_u64;
        let mut random = |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let records: Vec<Out> = (0..300)
            .map(|_| {
                let (class, message, cause) = FAILURES[usize::try_from(random(4)).unwrap()];
                let partition = i32::try_from(random(3)).unwrap();
                // Few different times, so that many are equal.
                let time = BEGIN + i64::try_from(random(60)).unwrap() * 60_000;
                let mut out = Out::to(&topic)
                    .partition(partition)
                    .timestamp(time)
                    .value(format!("{{\"amount\":{}}}", random(20)))
                    .header(
                        "tenant",
                        ["acme", "Globex"][usize::try_from(random(2)).unwrap()],
                    )
                    .header("kafka_dlt-original-topic", "orders")
                    .header("kafka_dlt-original-partition", partition.to_be_bytes())
                    .header("kafka_dlt-original-offset", 5_i64.to_be_bytes());
                if random(5) > 0 {
                    out = out.key(format!("order-{}", random(12)));
                }
                if !class.is_empty() {
                    out = out
                        .header("kafka_dlt-exception-fqcn", class)
                        .header("kafka_dlt-exception-message", message);
                }
                if !cause.is_empty() {
                    out = out.header("kafka_dlt-exception-cause-fqcn", cause);
                }
                out
            })
            .collect();
        produce(&broker.bootstrap(), &records);
        let records = broker.dump(&topic, Isolation::Committed);
        Some(Letters {
            broker,
            topic,
            records,
        })
    });
    made.as_ref()
}

fn place(record: &Record) -> (i32, i64) {
    (record.partition, record.offset)
}

fn by_time(record: &Record) -> (i64, i32, i64) {
    (record.timestamp, record.partition, record.offset)
}

fn text(bytes: Option<&[u8]>) -> &str {
    bytes.map_or("", |bytes| std::str::from_utf8(bytes).unwrap())
}

fn key(record: &Record) -> &str {
    text(record.key.as_deref())
}

fn class(record: &Record) -> &str {
    text(record.header("kafka_dlt-exception-fqcn"))
}

fn cause(record: &Record) -> &str {
    text(record.header("kafka_dlt-exception-cause-fqcn"))
}

fn message(record: &Record) -> &str {
    text(record.header("kafka_dlt-exception-message"))
}

fn tenant(record: &Record) -> &str {
    text(record.header("tenant"))
}

fn value(record: &Record) -> &str {
    text(record.value.as_deref())
}

type Test = fn(&Record) -> bool;

/// Flags, and the same by hand.
const SELECTIONS: &[(&str, Test)] = &[
    ("", |_| true),
    ("-p 1", |it| it.partition == 1),
    ("-p 0,2", |it| it.partition != 1),
    ("-O 20:30", |it| (20..30).contains(&it.offset)),
    ("-O 20..=30", |it| (20..=30).contains(&it.offset)),
    ("-O 5", |it| it.offset == 5),
    ("-O 5:+3", |it| (5..8).contains(&it.offset)),
    ("-O :4", |it| it.offset < 4),
    ("-O 1=3:6 -O 2=7", |it| {
        (it.partition == 1 && (3..6).contains(&it.offset)) || (it.partition == 2 && it.offset == 7)
    }),
    ("-O start", |_| true),
    ("-O start+90", |it| it.offset >= 90),
    ("--since 1795000600000", |it| {
        it.timestamp >= BEGIN + 600_000
    }),
    ("--until 1795000600000", |it| it.timestamp < BEGIN + 600_000),
    ("--since 1795000600 --until 1795001200", |it| {
        (BEGIN + 600_000..BEGIN + 1_200_000).contains(&it.timestamp)
    }),
    ("--since 1795009999999", |_| false),
    ("-k order-1", |it| key(it).contains("order-1")),
    ("-k /^order-1$/", |it| key(it) == "order-1"),
    ("-k order-3 -k order-4", |it| {
        key(it).contains("order-3") || key(it).contains("order-4")
    }),
    ("-k ORDER-3 -i", |it| key(it).contains("order-3")),
    ("-H tenant=acme", |it| tenant(it) == "acme"),
    ("-H tenant=ACME -i", |it| tenant(it) == "acme"),
    ("-H tenant~^Glo", |it| tenant(it) == "Globex"),
    ("-H kafka_dlt-exception-cause-fqcn", |it| {
        !cause(it).is_empty()
    }),
    ("-H !kafka_dlt-exception-fqcn", |it| class(it).is_empty()),
    ("-H kafka_dlt-original-partition=2", |it| it.partition == 2),
    ("-g \"amount\":1[0-5]", |it| {
        (10..16).any(|amount| value(it).contains(&format!("\"amount\":{amount}")))
    }),
    ("-g order-7 --grep-in key", |it| key(it).contains("order-7")),
    ("-g globex -i --grep-in headers", |it| {
        tenant(it) == "Globex"
    }),
    ("--exception SocketTimeoutException", |it| {
        class(it).ends_with(".SocketTimeoutException")
    }),
    ("--exception java.net.ConnectException", |it| {
        cause(it) == "java.net.ConnectException"
    }),
    ("--exception java.net.*", |it| {
        class(it).starts_with("java.net.") || cause(it).starts_with("java.net.")
    }),
    (
        "--exception StockException --exception IllegalStateException",
        |it| {
            class(it).ends_with(".StockException") || class(it).ends_with(".IllegalStateException")
        },
    ),
    ("--message stock", |it| message(it).contains("stock")),
    ("--message /\\d+/ --message nothing", |it| {
        message(it).contains(|char: char| char.is_ascii_digit())
    }),
    ("--message timed -i", |it| {
        message(it).to_lowercase().contains("timed")
    }),
    ("--exclude-key order-1", |it| !key(it).contains("order-1")),
    ("--exclude-header tenant=acme", |it| tenant(it) != "acme"),
    ("--exclude-exception *Timeout*", |it| {
        !class(it).contains("Timeout")
    }),
    ("--exception StockException --invert", |it| {
        !class(it).ends_with(".StockException")
    }),
    ("-H tenant=acme -k order-2 --invert -p 0", |it| {
        !(tenant(it) == "acme" && key(it).contains("order-2")) && it.partition == 0
    }),
    (
        "-p 0,1 -O 10:90 --since 1795000600000 -H tenant=acme --exception *State* --exclude-key order-5",
        |it| {
            it.partition < 2
                && (10..90).contains(&it.offset)
                && it.timestamp >= BEGIN + 600_000
                && tenant(it) == "acme"
                && class(it).contains("State")
                && !key(it).contains("order-5")
        },
    ),
];

#[test]
fn every_flag_selects_what_a_search_by_hand_finds() {
    let Some(Letters {
        broker,
        topic,
        records,
    }) = letters("selection flags")
    else {
        return;
    };
    for (flags, test) in SELECTIONS {
        let line = format!("{topic} {flags}").trim_end().to_owned();
        let expected: Vec<_> = records.iter().filter(|it| test(it)).map(place).collect();
        let mut found = listed(broker, &line);
        for partition in 0..3 {
            let of_partition = found.iter().filter(|place| place.0 == partition);
            assert!(of_partition.is_sorted(), "{flags}: order");
        }
        found.sort_unstable();
        same(&found, &expected, flags);
        let words: Vec<&str> = line.split(' ').collect();
        let counted = Shell::at(broker).run(&[&["list", "--count"], words.as_slice()].concat());
        assert_eq!(
            String::from_utf8_lossy(&counted.out),
            format!("{}\n", expected.len()),
            "{flags}"
        );
    }
}

#[test]
fn newest_and_oldest_are_those_of_all_partitions_together() {
    let Some(Letters {
        broker,
        topic,
        records,
    }) = letters("--newest and --oldest")
    else {
        return;
    };
    for (flags, test) in SELECTIONS.iter().step_by(3) {
        let mut matching: Vec<&Record> = records.iter().filter(|it| test(it)).collect();
        matching.sort_by_key(|it| by_time(it));
        let sorted: Vec<_> = matching.into_iter().map(place).collect();
        for most in [1, 7, 80] {
            let line = format!("{topic} {flags}");
            let line = line.trim_end();
            let newest = listed(broker, &format!("{line} --newest {most}"));
            same(
                &newest,
                &sorted[sorted.len().saturating_sub(most)..],
                &format!("{flags} --newest {most}"),
            );
            let oldest = listed(broker, &format!("{line} --oldest {most}"));
            same(
                &oldest,
                &sorted[..most.min(sorted.len())],
                &format!("{flags} --oldest {most}"),
            );
        }
    }
}

#[test]
fn a_limit_takes_the_first_of_each_partition() {
    let Some(Letters {
        broker,
        topic,
        records,
    }) = letters("--limit")
    else {
        return;
    };
    for (flags, test) in SELECTIONS.iter().skip(1).step_by(5) {
        let matching: Vec<&Record> = records.iter().filter(|it| test(it)).collect();
        for most in [1, 9, 1000] {
            let found = listed(broker, &format!("{topic} {flags} -n {most}"));
            assert_eq!(found.len(), most.min(matching.len()), "{flags} -n {most}");
            for partition in 0..3 {
                let mut of_partition: Vec<_> = found
                    .iter()
                    .copied()
                    .filter(|place| place.0 == partition)
                    .collect();
                of_partition.sort_unstable();
                let first = matching.iter().filter(|it| it.partition == partition);
                let first: Vec<_> = first.take(of_partition.len()).map(|it| place(it)).collect();
                same(&of_partition, &first, &format!("{flags} -n {most}"));
            }
        }
    }
}

#[test]
fn times_after_an_at_sign_are_looked_up_and_not_compared() {
    let Some(Letters {
        broker,
        topic,
        records,
    }) = letters("-O @T")
    else {
        return;
    };
    // Kafka's own answer: the first record, by offset, of that time or later.
    let look_up = |partition: i32, time: i64| {
        let mut of_partition = records.iter().filter(|it| it.partition == partition);
        of_partition
            .find(|it| it.timestamp >= time)
            .map_or(i64::MAX, |it| it.offset)
    };
    let (early, late) = (BEGIN + 58 * 60_000, BEGIN + 59 * 60_000);
    for (spec, from, to) in [
        (format!("@{early}"), early, None),
        (format!("@{}", early / 1000), early, None),
        (format!("@{early}:{late}"), early, Some(late)),
        (format!("@{}", late + 1), late + 1, None),
    ] {
        let expected: Vec<_> = records
            .iter()
            .filter(|it| it.offset >= look_up(it.partition, from))
            .filter(|it| to.is_none_or(|to| it.offset < look_up(it.partition, to)))
            .map(place)
            .collect();
        let mut found = listed(broker, &format!("{topic} -O {spec}"));
        found.sort_unstable();
        same(&found, &expected, &spec);
    }
}

#[test]
fn ends_are_counted_back_from_what_exists() {
    let Some(Letters {
        broker,
        topic,
        records,
    }) = letters("-O end-N")
    else {
        return;
    };
    let end = |partition| {
        let of_partition = records.iter().filter(|it| it.partition == partition);
        of_partition.map(|it| it.offset + 1).max().unwrap()
    };
    let mut found = listed(broker, &format!("{topic} -O end-4"));
    found.sort_unstable();
    let expected: Vec<_> = (0..3)
        .flat_map(|partition| (end(partition) - 4..end(partition)).map(move |it| (partition, it)))
        .collect();
    same(&found, &expected, "end-4");
    assert_eq!(listed(broker, &format!("{topic} -O end")), []);
    let expected: Vec<_> = (90..end(1) - 2).map(|offset| (1, offset)).collect();
    same(
        &listed(broker, &format!("{topic} -p 1 -O 90:end-2")),
        &expected,
        "90:end-2",
    );
}

#[test]
fn references_compose() {
    let Some(Letters {
        broker,
        topic,
        records,
    }) = letters("references compose")
    else {
        return;
    };
    let shell = Shell::at(broker);
    let stock = shell.run(&["list", topic, "--exception", "StockException", "-o", "name"]);
    let expected: Vec<_> = records
        .iter()
        .filter(|it| class(it).ends_with(".StockException"))
        .map(place)
        .collect();
    let sorted = |out: &[u8]| {
        let mut found = places(out);
        found.sort_unstable();
        found
    };
    same(&sorted(&stock.out), &expected, "the list");

    let again = shell.feed(&["list", "--refs", "-", "-o", "name"], &stock.out);
    assert_eq!((again.status, again.err.as_str()), (Some(0), ""));
    same(&sorted(&again.out), &expected, "--refs -");
    let shell = shell.file("refs", std::str::from_utf8(&stock.out).unwrap());
    for line in [
        &["list", "--refs", "refs", "-o", "name"][..],
        &["list", topic, "--refs", "refs", "-o", "name"],
        &["show", "--refs", "refs", "-o", "name"],
    ] {
        same(&sorted(&shell.run(line).out), &expected, "--refs FILE");
    }
    let globex = shell.run(&[
        "list",
        "--refs",
        "refs",
        "-H",
        "tenant=Globex",
        "-o",
        "name",
    ]);
    let of_globex: Vec<_> = records
        .iter()
        .filter(|it| class(it).ends_with(".StockException") && tenant(it) == "Globex")
        .map(place)
        .collect();
    same(&sorted(&globex.out), &of_globex, "--refs and a predicate");
    let others = shell.run(&["list", topic, "--exclude-refs", "refs", "-o", "name"]);
    let rest: Vec<_> = records
        .iter()
        .filter(|it| !class(it).ends_with(".StockException"))
        .map(place)
        .collect();
    same(&sorted(&others.out), &rest, "--exclude-refs");

    // Ranges, and the form of other tools.
    let line = [
        "list",
        &format!("{topic}-0@3:6"),
        &format!("{topic}/1/8"),
        &format!("{topic}-2@4..=5"),
        "-o",
        "name",
    ];
    assert_eq!(
        sorted(&shell.run(&line).out),
        [(0, 3), (0, 4), (0, 5), (1, 8), (2, 4), (2, 5)]
    );

    // A list that is empty came from something that failed, or found nothing.
    let empty = shell.feed(&["list", "--refs", "-"], b"\n# nothing\n");
    assert_eq!(
        (empty.status, empty.out.as_slice()),
        (Some(2), &b""[..]),
        "{empty}"
    );
}
