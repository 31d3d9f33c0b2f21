//! The report as `docs/benchmarks.md` and as `benches/results.json`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::report::Report;

/// Writes both files.
pub(crate) fn write(report: &Report<'_>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::create_dir_all(root.join("docs")).expect("docs");
    fs::write(root.join("docs/benchmarks.md"), page(report)).expect("docs/benchmarks.md");
    let mut text = serde_json::to_string_pretty(&report.json()).expect("JSON");
    text.push('\n');
    fs::write(root.join("benches/results.json"), text).expect("benches/results.json");
}

fn page(report: &Report<'_>) -> String {
    let mut text = String::from(INTRODUCTION);
    text.push_str(&report.table());
    let missed = report.missed();
    if missed.is_empty() {
        text.push_str("\nEvery target was met in this run.\n");
    } else {
        text.push_str("\nNot met in this run:\n\n");
        for miss in &missed {
            writeln!(text, "- {miss}").unwrap();
        }
    }
    text.push_str("\n## The jobs\n\n| job | dltctl | peer |\n|---|---|---|\n");
    for entry in report.largest() {
        let ours = entry.our_command();
        let ours = ours[3..].join(" ");
        let peer = (entry.job.peer)(entry.place).command.join(" ");
        let readable = |command: String| {
            command
                .replace(entry.place.kcat.program(), "kcat")
                .replace(&entry.place.bootstrap, "$BROKER")
                .replace(&entry.place.registry, "$REGISTRY")
                .replace(&entry.place.topic, "$TOPIC")
                .replace(&format!("{}/", entry.place.scratch.display()), "")
                .replace('|', "\\|")
        };
        writeln!(
            text,
            "| {} | `dltctl {}` | `{}` |",
            entry.job.name,
            readable(ours),
            readable(peer)
        )
        .unwrap();
    }
    text.push_str(JOBS);
    if !report.kcat.decodes_avro() {
        text.push_str(WITHOUT_AVRO);
    }
    text.push_str(DATA);
    text.push_str("\n## This run\n\n");
    writeln!(text, "- {} rounds on {} cores", report.rounds, report.cores).unwrap();
    for (name, version) in &report.versions {
        writeln!(text, "- {name}: {version}").unwrap();
    }
    text.push_str("\nEvery single figure is in [benches/results.json](../benches/results.json).\n");
    text
}

const INTRODUCTION: &str = "\
# Benchmarks

Written by `cargo bench --bench beside_kcat`; do not edit. The command needs a JDK, Maven and kcat, starts a Kafka of
its own, writes topics of dead letters, and runs `dltctl` and kcat in turn on the same broker and topic. Its exit
status is 1 when a target is missed.

**Read the ratios.** A ratio compares medians of one run; the times beside it depend on the machine and on what else it
does. Processor time is the median of what the process itself used, on all cores. The targets are for the large topic
(`replay`: the small one). The memory of every job has to stay below 100 MiB, and has to be the same for ten times the
records.

";

const JOBS: &str = "
`count`, `exception`, `where-…` and `summary` are measured beside the least that kcat can do with a topic: read it and throw it
away. `dltctl` checks its own answer in every run: the number of records, of matches, of lines. `export -w` also syncs
its file to the disk and renames it, which `kcat -J > FILE` does not. `replay` plans, sends every record exactly once
with its headers, and proves it by its ledger; kcat's pipe loses every header and partition. Its target is 0.65 of the
pipe's rate. `replay-work` is the same replay beside kcats that read and write as much and promise nothing: the topic is read twice,
every record has an entry of the same length in a ledger, and the ledger is read; there are no headers, no transactions,
and no proof. Its target is 0.65 of their rate. How much slower those kcats are than the pipe is seen in the times of the two
peers: what a promise reads and writes has its price in any program. Both run four times uncounted first, for the Java virtual
machine of the broker compiles what it runs often, and a broker that is in use has.

`export-avro` and `export-protobuf` decode every value with its schema, which a stand-in on the same machine gives out as a
schema registry does, and write what was decoded beside the raw bytes, the text of the stack trace, and the kind of
failure with its fingerprint. kcat with Avro writes the decoded value alone. kcat cannot decode Protobuf: `export-protobuf`
is measured beside its export of the same records as they are, without any decoding.
";

const WITHOUT_AVRO: &str = "
The kcat of this run was built without Avro, as Debian's is: `export-avro` was measured beside its export of the same
records as they are, without any decoding. A kcat that says `Avro` and `JSONVerbatim` when it is asked with `kcat -V` (one that
was built with libserdes and with the yajl of kcat's author), chosen by `-- --kcat PATH`, is made to decode them.
";

const DATA: &str = "
## The data

Dead letters as Spring Kafka's `DeadLetterPublishingRecoverer` writes them: a JSON value of about 600 bytes, eleven
headers with a stack trace of about 1500 bytes, six partitions, lz4. One record in a hundred failed with
`com.acme.orders.InsufficientStockException`, the others with one of five other classes. `export-avro` and
`export-protobuf` have topics of their own, the same but for the values: orders of eleven fields, about 200 bytes, behind
the frame of Confluent's serializers (byte 0, the schema's id, and for Protobuf the message's index).
";
