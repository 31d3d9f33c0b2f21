//! Whether two generations of letters are the same but for what changes with every run.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::oracle::Record;

/// The times the generator gives its records; all other times are those of the run.
const FIXED_TIMES: std::ops::Range<i64> = 1_760_000_000_000..1_760_001_000_000;
/// How Java's serialization announces bytes: class descriptor of `byte[]`, then flags and end marks.
const BYTES_FOLLOW: [u8; 13] = [
    0xac, 0xf3, 0x17, 0xf8, 0x06, 0x08, 0x54, 0xe0, 0x02, 0, 0, 0x78, 0x70,
];
/// What differs from run to run: times, identity hashes, lambdas, generated classes, and the headers that Spring gives
/// every message anew.
static VOLATILE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\d{4}-\d\d-\d\dT[\d:.]+Z|\[B@[0-9a-f]+\b|@[0-9a-f]{5,8}\b|\$\$Lambda\S*|\$\$[A-Z]\w*CGLIB\$\$\w+",
        r"|\bid=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[tT]imestamp=\d{13}",
    ))
    .expect("a pattern")
});

/// Says what differs between two generations, a line for each topic that does; nothing if they are the same.
///
/// Compared are topics, counts, partitions, keys, values, and names, order and values of headers. Left out are what
/// the run, the machine or the JDK decides: when, the frames of a stack trace, and hashes.
pub(crate) fn differences(captured: &[Record], fresh: &[Record]) -> Vec<String> {
    let (captured, fresh) = (by_topic(captured), by_topic(fresh));
    let mut topics: Vec<&str> = captured.keys().chain(fresh.keys()).copied().collect();
    topics.sort_unstable();
    topics.dedup();
    let none = Vec::new();
    let of =
        |side: &BTreeMap<&str, Vec<Vec<String>>>, topic| side.get(topic).unwrap_or(&none).clone();
    topics
        .iter()
        .filter_map(|topic| first_difference(topic, &of(&captured, topic), &of(&fresh, topic)))
        .collect()
}

fn first_difference(
    topic: &str,
    captured: &[Vec<String>],
    fresh: &[Vec<String>],
) -> Option<String> {
    if captured.len() != fresh.len() {
        return Some(format!(
            "{topic}: {} records captured, {} fresh",
            captured.len(),
            fresh.len()
        ));
    }
    let (number, (old, new)) = captured
        .iter()
        .zip(fresh)
        .enumerate()
        .find(|(_, (old, new))| old != new)?;
    let line = old
        .iter()
        .zip(new)
        .take_while(|(old, new)| old == new)
        .count();
    let at = |lines: &[String]| {
        lines
            .get(line)
            .map_or("(nothing)", String::as_str)
            .to_owned()
    };
    Some(format!(
        "{topic}, record {number}:\n  captured {}\n  fresh    {}",
        at(old),
        at(new)
    ))
}

fn by_topic(records: &[Record]) -> BTreeMap<&str, Vec<Vec<String>>> {
    let mut topics: BTreeMap<&str, Vec<Vec<String>>> = BTreeMap::new();
    for record in records {
        topics
            .entry(&record.topic)
            .or_default()
            .push(normal(record));
    }
    // On a retry topic the order depends on how long a record waited for its turn.
    topics
        .iter_mut()
        .filter(|(topic, _)| topic.contains("-retry"))
        .for_each(|(_, records)| records.sort());
    topics
}

/// Writes a record as lines that are the same in every run.
fn normal(record: &Record) -> Vec<String> {
    let bytes = |it: &Option<Vec<u8>>| {
        it.as_ref()
            .map_or("null".to_owned(), |it| it.escape_ascii().to_string())
    };
    let mut lines = vec![
        format!("partition {} {}", record.partition, record.timestamp_type),
        // Some frameworks keep the time of the record that failed.
        format!("time {}", normal_time(record.timestamp)),
        format!("key {}", bytes(&record.key)),
        format!("value {}", bytes(&record.value)),
    ];
    lines.extend(record.headers.iter().map(|(name, value)| {
        let name = name.escape_ascii().to_string();
        let value = value
            .as_ref()
            .map_or("null".to_owned(), |value| normal_value(&name, value));
        format!("{name}: {value}")
    }));
    lines
}

fn normal_time(time: i64) -> String {
    if FIXED_TIMES.contains(&time) {
        time.to_string()
    } else {
        "of the run".to_owned()
    }
}

fn normal_value(name: &str, value: &[u8]) -> String {
    if name.ends_with("-timestamp") && value.len() <= 8 {
        let time = value
            .iter()
            .fold(0_i64, |sum, byte| sum << 8 | i64::from(*byte));
        return format!("{} in {} bytes", normal_time(time), value.len());
    }
    if value.starts_with(&[0xac, 0xed, 0, 5]) {
        let found = value
            .windows(BYTES_FOLLOW.len())
            .rposition(|it| it == BYTES_FOLLOW);
        let data = found.map_or(value, |at| &value[at..]);
        return format!("serialized … {}", data.escape_ascii());
    }
    let text = String::from_utf8_lossy(value);
    if let (true, Ok(time)) = (name.ends_with("-timestamp"), text.parse()) {
        return format!("{} as text", normal_time(time));
    }
    let text = if name.ends_with("stacktrace") {
        without_frames(&text)
    } else {
        text.into_owned()
    };
    VOLATILE
        .replace_all(&text, "(volatile)")
        .escape_debug()
        .to_string()
}

/// Leaves the classes and messages of a stack trace: the frames are the JDK's and the line numbers ours.
fn without_frames(trace: &str) -> String {
    let frame =
        |line: &&str| line.trim_start().starts_with("at ") || line.trim_start().starts_with("... ");
    trace
        .lines()
        .filter(|line| !frame(line))
        .collect::<Vec<_>>()
        .join("\n")
}
