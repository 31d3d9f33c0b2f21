//! The flags of `dltctl replay`, and what they mean.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use uuid::Uuid;

use crate::cli::selection::SelectionArgs;
use crate::commands::Context;
use crate::error::{Error, Result};
use crate::filter;
use crate::replay::policy::{
    Destination, FailureHeaders, PartitionChoice, ReplayPolicy, TimestampChoice, Tombstones,
};
use crate::replay::template::{Place, TopicTemplate};
use crate::topics::is_topic_name;

const HEADING: &str = "Replay";
const SAFETY: &str = "Safety";

/// Flags of `dltctl replay`.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub struct ReplayArgs {
    /// Dead-letter topics, or references such as orders.events.DLT-0@5
    #[arg(value_name = "TOPIC|REF", required_unless_present_any = ["refs", "from"])]
    pub(super) targets: Vec<String>,
    /// Which records
    #[command(flatten)]
    pub(super) selection: SelectionArgs,

    /// Replay what `dltctl export` wrote; - is standard input
    #[arg(help_heading = HEADING, long, value_name = "FILE", conflicts_with_all = ["targets", "refs"])]
    pub(super) from: Option<PathBuf>,
    /// Replay everything, where nothing else says which records
    #[arg(help_heading = HEADING, long)]
    pub(super) all: bool,
    /// Where to: original, a topic, or a template such as {origin.topic}.retry
    #[arg(help_heading = HEADING, long, value_name = "TOPIC|TEMPLATE", default_value = "original")]
    to: String,
    /// Replay to the cluster of that context, with its registry; its ledger says what was replayed
    #[arg(help_heading = HEADING, long, value_name = "NAME")]
    pub(super) to_context: Option<String>,
    /// Partition: original, key (as Java's producer chooses today), or a number
    #[arg(help_heading = HEADING, long, value_name = "PARTITION", default_value = "original", value_parser = partition_choice)]
    to_partition: PartitionChoice,
    /// Timestamp: now, original, or that of the dead letter (dlt)
    #[arg(help_heading = HEADING, long, value_name = "WHICH", default_value = "now", hide_possible_values = true)]
    timestamp: TimestampFlag,
    /// Headers of failures: strip or keep
    #[arg(help_heading = HEADING, long, value_name = "WHAT", default_value = "strip", hide_possible_values = true)]
    failure_headers: FailureHeadersFlag,
    /// Remove trace context too (traceparent, b3 and the like)
    #[arg(help_heading = HEADING, long)]
    strip_trace: bool,
    /// Remove headers, by glob (repeatable)
    #[arg(help_heading = HEADING, long, value_name = "GLOB")]
    strip_header: Vec<String>,
    /// Keep headers whatever else says no, by glob (repeatable)
    #[arg(help_heading = HEADING, long, value_name = "GLOB")]
    keep_header: Vec<String>,
    /// Set a header (repeatable)
    #[arg(help_heading = HEADING, long, value_name = "NAME=VALUE", value_parser = name_and_value)]
    set_header: Vec<(String, String)>,
    /// Records a second, or max
    #[arg(help_heading = HEADING, long, value_name = "N|max", default_value = "500", value_parser = rate)]
    rate: Rate,
    /// Bytes of keys, values and headers a second
    #[arg(help_heading = HEADING, long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) rate_bytes: Option<u64>,
    /// Records a transaction [default: 500; 2000 with --rate max]
    #[arg(help_heading = HEADING, long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=5000))]
    batch: Option<u32>,
    /// Send records that were replayed already once more
    #[arg(help_heading = HEADING, long)]
    again: bool,
    /// How often a record may have been replayed before
    #[arg(help_heading = HEADING, long, value_name = "N", default_value_t = 3)]
    max_replays: u32,
    /// Send only the last of several dead letters with one origin
    #[arg(help_heading = HEADING, long)]
    unique_origin: bool,
    /// Try each value with the schema that the consumer uses now: latest (of the origin's subject), an id, or a file
    #[arg(help_heading = HEADING, long, value_name = "latest|ID|FILE")]
    pub(super) validate: Option<String>,
    /// Send only what that schema can read
    #[arg(help_heading = HEADING, long, requires = "validate")]
    only_valid: bool,
    /// Why, for the ledger
    #[arg(help_heading = HEADING, long, value_name = "TEXT")]
    pub(super) reason: Option<String>,
    /// Who, for the ledger [default: user@host]
    #[arg(help_heading = HEADING, long, value_name = "NAME")]
    by: Option<String>,

    /// Refuse to send more than N records
    #[arg(help_heading = SAFETY, long, value_name = "N")]
    pub(super) max: Option<u64>,
    /// Refuse unless exactly N records would be sent
    #[arg(help_heading = SAFETY, long, value_name = "N")]
    pub(super) expect: Option<u64>,
    /// Replay although a consumer group still reads the dead-letter topic
    #[arg(help_heading = SAFETY, long)]
    pub(super) source_in_flight: bool,
    /// Show the plan and send nothing
    #[arg(help_heading = SAFETY, long)]
    pub(super) dry_run: bool,
    /// Do not ask
    #[arg(help_heading = SAFETY, short, long)]
    pub(super) yes: bool,
    /// Never ask: refuse where a question would be needed
    #[arg(help_heading = SAFETY, long)]
    pub(super) no_input: bool,
    /// Confirm for a context that wants a topic's name typed
    #[arg(help_heading = SAFETY, long, value_name = "TOPIC")]
    pub(super) confirm: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum TimestampFlag {
    Now,
    Original,
    Dlt,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FailureHeadersFlag {
    Strip,
    Keep,
}

/// Records a second; `None` is as fast as it goes.
#[derive(Clone, Copy, Debug)]
struct Rate(Option<u32>);

fn rate(text: &str) -> std::result::Result<Rate, String> {
    if text == "max" {
        return Ok(Rate(None));
    }
    let number = text.parse().ok().filter(|number| *number > 0);
    number
        .map(|number| Rate(Some(number)))
        .ok_or_else(|| format!("`{text}` is no rate: a number of records a second from 1, or max"))
}

fn partition_choice(text: &str) -> std::result::Result<PartitionChoice, String> {
    match text {
        "original" => Ok(PartitionChoice::Original),
        "key" => Ok(PartitionChoice::Key),
        _ => text
            .parse()
            .ok()
            .filter(|number| *number >= 0)
            .map(PartitionChoice::Number)
            .ok_or_else(|| format!("`{text}` is no partition: original, key, or a number from 0")),
    }
}

fn name_and_value(text: &str) -> std::result::Result<(String, String), String> {
    let parts = text.split_once('=');
    let parts = parts.filter(|(name, _)| !name.is_empty());
    parts
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .ok_or_else(|| format!("`{text}` is not NAME=VALUE"))
}

impl ReplayArgs {
    /// Makes the policy that the flags mean.
    ///
    /// # Errors
    ///
    /// Usage, where `--to` is no name of a topic, or a template with a mistake in it.
    pub(super) fn to_policy(&self) -> Result<ReplayPolicy> {
        let to = match self.to.as_str() {
            "original" => Destination::Original,
            name if is_topic_name(name) => Destination::Topic(name.to_owned()),
            name if name.contains(['{', '}']) => {
                let template = TopicTemplate::parse(name).map_err(|why| {
                    let places = Place::ALL.map(|place| format!("{{{}}}", place.name()));
                    Error::usage(format!("--to `{name}` names no topic"))
                        .why(why)
                        .hint(format!("the placeholders are {}", places.join(", ")))
                })?;
                Destination::Template(template)
            }
            name => {
                return Err(Error::usage(format!("--to `{name}` is no name of a topic")).hint(
                    "it is `original`, letters, digits, dots, underscores and hyphens, or a template such as \
                     {origin.topic}.retry",
                ));
            }
        };
        Ok(ReplayPolicy {
            to,
            to_partition: self.to_partition,
            timestamp: match self.timestamp {
                TimestampFlag::Now => TimestampChoice::Now,
                TimestampFlag::Original => TimestampChoice::Original,
                TimestampFlag::Dlt => TimestampChoice::Dlt,
            },
            failure_headers: match self.failure_headers {
                FailureHeadersFlag::Strip => FailureHeaders::Strip,
                FailureHeadersFlag::Keep => FailureHeaders::Keep,
            },
            strip_trace: self.strip_trace,
            strip_header: self.strip_header.clone(),
            keep_header: self.keep_header.clone(),
            set_header: self.set_header.clone(),
            tombstones: if self.leaves_tombstones_out() {
                Tombstones::Skip
            } else {
                Tombstones::Send
            },
            again: self.again,
            max_replays: self.max_replays,
            unique_origin: self.unique_origin,
            only_valid: self.only_valid,
        })
    }

    /// Returns the selection that is read. Tombstones to be left out are read too, so that the plan says how many.
    pub(super) fn to_read(&self) -> SelectionArgs {
        let mut selection = self.selection.clone();
        if self.leaves_tombstones_out() {
            selection.tombstones = None;
        }
        selection
    }

    fn leaves_tombstones_out(&self) -> bool {
        self.selection.tombstones == Some(filter::Tombstones::Skip)
    }

    /// Tells whether it names a cluster beside the one of the connection.
    pub(crate) fn names_cluster(&self) -> bool {
        self.to_context.is_some()
    }

    /// Returns the flag for the topic, as words; none where it is the usual one.
    pub(super) fn destination_as_typed(&self) -> Vec<&str> {
        if self.to == "original" {
            return Vec::new();
        }
        vec!["--to", &self.to]
    }

    /// Returns records a second.
    pub(super) fn rate(&self) -> Option<u32> {
        self.rate.0
    }

    /// Returns the most records of a transaction.
    pub(super) fn batch(&self) -> usize {
        let usual = if self.rate.0.is_none() { 2_000 } else { 500 };
        let batch = self.batch.unwrap_or(usual);
        usize::try_from(batch).unwrap_or(500)
    }

    /// Returns who does it: as told, else user and host, from the environment or as the system knows them.
    pub(super) fn by(&self, context: &Context<'_>) -> String {
        if let Some(by) = &self.by {
            return by.clone();
        }
        let first = |names: &[&str]| {
            let told = names.iter().find_map(|name| context.environment.get(name));
            told.map(str::to_owned)
        };
        // Jobs and containers often have none of these variables, and sometimes no account either.
        let user = first(&["USER", "LOGNAME", "USERNAME"]).or_else(|| whoami::username().ok());
        let host = first(&["HOSTNAME", "COMPUTERNAME"]).or_else(|| whoami::hostname().ok());
        let known = |name: Option<String>| {
            name.filter(|name| !name.is_empty())
                .unwrap_or_else(|| "unknown".to_owned())
        };
        format!("{}@{}", known(user), known(host))
    }
}

/// Makes the id of a run: short enough to be typed, and none like it in ten thousand years of runs.
pub(super) fn run_id() -> String {
    let mut id = Uuid::new_v4().simple().to_string();
    id.truncate(12);
    id
}
