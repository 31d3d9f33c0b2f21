//! `dltctl` beside kcat: the same jobs on the same broker and topic, in turn, as ratios.
//!
//! `cargo bench --bench beside_kcat` starts a real Kafka, writes Spring-like dead letters, measures, prints, and writes
//! `docs/benchmarks.md` and `benches/results.json`. It needs a JDK, Maven and kcat (`--kcat PATH`: one that decodes Avro). It ends with 1 when a target is
//! missed. `-- --help` lists what can be chosen.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the layers of the program do not bind its benchmarks, and a panic ends a measurement that cannot be"
)]

mod jobs;
mod measure;
mod page;
mod peer;
mod records;
mod registry;
mod report;
#[allow(unused_imports, reason = "the tests use more of it")]
#[path = "../../tests/broker/support/mod.rs"]
mod support;
mod values;

use std::io::Read as _;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use clap::Parser;

use jobs::{Job, On, Place};
use peer::Kcat;
use report::{Measured, Report};
use support::{Broker, BrokerOptions};
use values::Values;

/// Measures dltctl beside kcat
#[derive(Parser, Debug)]
struct Arguments {
    /// Records of the large topic; a tenth of it is measured as well
    #[arg(long, default_value_t = 1_000_000)]
    records: u64,
    /// Rounds; each runs every contestant of every job
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Only these jobs; nothing is written then
    #[arg(long = "job", value_name = "NAME", num_args = 1..)]
    jobs: Vec<String>,
    /// A broker that is there already, instead of a new one; topics of the right size are used again
    #[arg(short = 'b', long, value_name = "ADDRESS")]
    bootstrap_server: Option<String>,
    /// Start the broker, write the topics, print the address, and end with the standard input
    #[arg(long)]
    serve: bool,
    /// Another binary of dltctl than the one built with this
    #[arg(long, default_value = env!("CARGO_BIN_EXE_dltctl"))]
    dltctl: PathBuf,
    /// Another kcat than that of the PATH; one with Avro and `JSONVerbatim` decodes beside us
    #[arg(long, value_name = "PATH", default_value = "kcat")]
    kcat: String,
    /// Write this many records and end; in a process of its own, so that its memory is not counted as a contestant's
    #[arg(long, hide = true)]
    write: Option<u64>,
    /// What they hold
    #[arg(long, hide = true, value_enum, default_value = "json")]
    values: Values,
    /// Said by `cargo bench` to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let broker = match &arguments.bootstrap_server {
        Some(_) => None,
        None => Some(
            Broker::start(&BrokerOptions::default(), "the speed beside kcat")
                .expect("a JDK and Maven"),
        ),
    };
    let bootstrap = match (&arguments.bootstrap_server, &broker) {
        (Some(address), _) => address.clone(),
        (None, Some(broker)) => broker.bootstrap(),
        (None, None) => unreachable!("one of them is there"),
    };
    if let Some(count) = arguments.write {
        records::write(&bootstrap, arguments.values, count);
        return ExitCode::SUCCESS;
    }
    let chosen: Vec<Job> = jobs::all()
        .into_iter()
        .filter(|job| arguments.jobs.is_empty() || arguments.jobs.iter().any(|it| it == job.name))
        .collect();
    assert!(
        !chosen.is_empty(),
        "no such job; there are {:?}",
        jobs::all().map(|job| job.name)
    );
    let sizes = [arguments.records / 10, arguments.records];
    let formats = Values::ALL
        .into_iter()
        .filter(|values| chosen.iter().any(|job| job.values == *values));
    let topics: Vec<(Values, u64)> = formats
        .flat_map(|values| sizes.map(|count| (values, count)))
        .collect();
    for (values, count) in &topics {
        provide(&bootstrap, *values, *count);
    }
    let registry = registry::start();
    if arguments.serve {
        println!("{bootstrap}\n{registry}");
        std::io::stdin().read_to_end(&mut Vec::new()).ok();
        return ExitCode::SUCCESS;
    }
    let scratch = tempfile::Builder::new()
        .prefix("dltctl-bench-")
        .tempdir()
        .expect("a directory");
    let kcat = Kcat::new(&arguments.kcat);
    let places: Vec<Place> = topics
        .into_iter()
        .map(|(values, count)| Place {
            dltctl: arguments.dltctl.clone(),
            kcat: kcat.clone(),
            bootstrap: bootstrap.clone(),
            registry: registry.clone(),
            topic: values.topic(count),
            values,
            count,
            scratch: scratch.path().to_owned(),
        })
        .collect();

    let measured = measure_all(&chosen, &places, sizes[1], arguments.rounds);
    let report = Report::new(measured, &arguments.dltctl, &kcat, arguments.rounds, sizes);
    print!("{}", report.table());
    let complete = arguments.jobs.is_empty();
    if complete {
        page::write(&report);
    }
    let missed = report.missed();
    for miss in &missed {
        println!("MISSED {miss}");
    }
    if missed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Makes sure that there is a topic of this many records.
fn provide(bootstrap: &str, values: Values, count: u64) {
    let topic = values.topic(count);
    if records::present(bootstrap, &topic) == Some(count) {
        return;
    }
    eprintln!("writing {topic}");
    let status = Command::new(std::env::current_exe().expect("a path"))
        .args(["--write", &count.to_string(), "-b", bootstrap, "--values"])
        .arg(values.name())
        .status()
        .expect("this program");
    assert!(status.success(), "the records are not written");
    measure::settle_disk();
}

/// How often jobs that write run before they are measured.
const WARM_UPS: usize = 4;

/// Runs everything in turn: a slow moment of the machine then meets all contestants alike.
fn measure_all<'a>(
    jobs: &'a [Job],
    places: &'a [Place],
    most: u64,
    rounds: usize,
) -> Vec<Measured<'a>> {
    let mut measured = Vec::new();
    for job in jobs {
        for place in places.iter().filter(|place| place.values == job.values) {
            let large = place.count == most;
            if job.on == On::Both || (job.on == On::Large) == large {
                measured.push(Measured::new(job, place));
            }
        }
    }
    // The broker of the run is new: what a replay asks of it is compiled only after it has been asked a few times.
    for entry in measured.iter().filter(|entry| entry.job.on == On::Small) {
        let mut uncounted = Measured::new(entry.job, entry.place);
        for turn in 0..WARM_UPS {
            eprintln!("warm-up {} {}", entry.job.name, entry.place.count);
            uncounted.run(turn);
        }
    }
    for round in 0..rounds {
        for entry in &mut measured {
            eprintln!(
                "round {} {} {}",
                round + 1,
                entry.job.name,
                entry.place.count
            );
            for turn in 0..entry.job.repeat {
                entry.run(round + turn);
            }
        }
    }
    measured
}
