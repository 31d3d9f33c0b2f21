//! What was typed: the command line as `clap` structs.
//!
//! Belongs here: flags that several commands share. A command's own flags stand in its file under `commands/`. Does not
//! belong here: what was meant (`settings/`).

pub mod connection;
mod examples;
mod forms;
pub mod output;
pub mod payload;
pub mod selection;

use clap::{Parser, Subcommand};

use crate::commands;

/// Reads Kafka dead-letter topics, says why records failed, and replays selected ones exactly once
#[derive(Parser, Debug)]
#[command(name = "dltctl", version, max_term_width = 110, after_help = examples::ALL, subcommand_required = true)]
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

/// The commands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Find dead-letter topics
    #[command(visible_alias = "ls")]
    #[command(after_help = examples::TOPICS)]
    Topics(commands::topics::TopicsArgs),
    /// List dead letters, one line each
    #[command(after_help = examples::LIST)]
    List(commands::list::ListArgs),
    /// Show everything about single dead letters
    #[command(after_help = examples::SHOW)]
    Show(commands::show::ShowArgs),
    /// Group dead letters by what they have in common
    #[command(visible_alias = "stats")]
    #[command(after_help = examples::SUMMARY)]
    Summary(commands::summary::SummaryArgs),
    /// List the newest dead letters and go on as they arrive
    #[command(after_help = examples::TAIL)]
    Tail(commands::tail::TailArgs),
    /// Write dead letters to a file, without loss
    #[command(after_help = examples::EXPORT)]
    Export(commands::export::ExportArgs),
    /// Send dead letters back, exactly once
    #[command(after_help = examples::REPLAY)]
    Replay(Box<commands::replay::ReplayArgs>),
    /// The topic that records what was replayed
    #[command(after_help = examples::LEDGER)]
    Ledger(commands::ledger::LedgerArgs),
    /// Decode exported records without a cluster
    #[command(after_help = examples::DECODE)]
    Decode(commands::decode::DecodeArgs),
    /// Take a tour, or run any command, on a cluster inside this process
    #[command(after_help = examples::DEMO)]
    Demo(commands::demo::DemoArgs),
    /// Print a completion script for a shell
    #[command(after_help = examples::COMPLETION)]
    Completion(commands::completion::CompletionArgs),
    /// Print a manual page, or write all of them
    #[command(after_help = examples::MAN)]
    Man(commands::man::ManArgs),
    /// Print versions and what is built in
    Version(commands::version::VersionArgs),
}
