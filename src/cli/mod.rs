//! What was typed: the command line as `clap` structs.
//!
//! Belongs here: flags that several commands share. A command's own flags stand in its file under `commands/`. Does not
//! belong here: what was meant (`settings/`).

pub mod connection;
pub mod output;
pub mod selection;

use clap::{Parser, Subcommand};

use crate::commands;

/// Reads Kafka dead-letter topics, says why records failed, and replays selected ones exactly once
#[derive(Parser, Debug)]
#[command(name = "dltctl", version, max_term_width = 110, after_help = EXAMPLES, subcommand_required = true)]
pub struct Cli {
    /// The cluster.
    #[command(flatten)]
    pub connection: connection::ConnectionArgs,
    /// The output.
    #[command(flatten)]
    pub output: output::OutputArgs,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  dltctl demo                                               a tour, without any Kafka
  dltctl -b broker:9092 topics                              which dead-letter topics are there
  dltctl -b broker:9092 list orders.events.DLT --newest 20  what failed last
  dltctl -b broker:9092 show orders.events.DLT-0@5          everything about one record
  dltctl -b broker:9092 export orders.events.DLT -w d.ndjson
  dltctl -b broker:9092 replay orders.events.DLT -p 0 -O 10:20";

/// The commands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Find dead-letter topics
    #[command(visible_alias = "ls")]
    Topics(commands::topics::TopicsArgs),
    /// List dead letters, one line each
    List(commands::list::ListArgs),
    /// Show everything about single dead letters
    Show(commands::show::ShowArgs),
    /// Group dead letters by what they have in common
    #[command(visible_alias = "stats")]
    Summary(commands::summary::SummaryArgs),
    /// List the newest dead letters and go on as they arrive
    Tail(commands::tail::TailArgs),
    /// Write dead letters to a file, without loss
    Export(commands::export::ExportArgs),
    /// Send dead letters back, exactly once
    Replay(Box<commands::replay::ReplayArgs>),
    /// The topic that records what was replayed
    Ledger(commands::ledger::LedgerArgs),
    /// Decode exported records without a cluster
    Decode(commands::decode::DecodeArgs),
    /// Take a tour, or run any command, on a cluster inside this process
    Demo(commands::demo::DemoArgs),
    /// Print a completion script for a shell
    Completion(commands::completion::CompletionArgs),
    /// Print versions and what is built in
    Version(commands::version::VersionArgs),
}
