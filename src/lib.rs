//! `dltctl` reads Kafka dead-letter topics, says why records failed, and replays selected ones exactly once.
//!
//! The library exists so that tests and the binary share one [`run`]; its interface is not stable.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod category;
pub mod cli;
pub mod commands;
pub mod connect;
pub mod correlation;
pub mod dead_letter;
pub mod demo;
pub mod dialect;
pub mod digest;
pub mod envelope;
pub mod error;
pub mod filter;
pub mod fingerprint;
pub mod java;
pub mod kafka;
pub mod kind;
pub mod offsets;
pub mod payload;
pub mod quantity;
pub mod record;
pub mod redaction;
pub mod registry;
pub mod render;
pub mod replay;
pub mod retention;
pub mod sanitize;
pub mod scan;
pub mod settings;
pub mod signals;
pub mod summary;
pub mod times;
pub mod topics;
pub mod ui;
pub mod wrap;

use std::ffi::OsString;

use clap::Parser as _;

pub use error::ExitStatus;
pub use settings::Environment;
pub use ui::{PagerCommand, Ui};

use cli::{Cli, Command};
use commands::Context;
use error::{Error, Result};
use settings::Settings;
use signals::Signals;

/// Runs one command line: parse, resolve, dispatch, and report the error once.
pub fn run(arguments: Vec<OsString>, environment: &Environment, ui: &mut Ui) -> ExitStatus {
    // What shells ask is no command line yet.
    if let [_, name, words @ ..] = arguments.as_slice()
        && name == commands::complete::NAME
    {
        commands::complete::run(words, environment, ui);
        return ExitStatus::DONE;
    }
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return report_usage(&error, ui),
    };
    // What is printed at once ends before a signal would; no thread is started to wait for one.
    if matches!(
        cli.command,
        Command::Completion(_) | Command::Man(_) | Command::Version(_)
    ) {
        return obey(&cli, environment, ui, &Signals::default());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    let signals = match &runtime {
        Ok(runtime) => Signals::listen(runtime),
        Err(error) => Err(Error::failed(format!("no threads can be started: {error}"))),
    };
    match signals {
        Ok(signals) => obey(&cli, environment, ui, &signals),
        Err(error) => report(error, ui, is_json(&cli)),
    }
}

/// Runs one command line inside another, under the signals of that one and with what it inherits from the demo.
pub(crate) fn run_inside(
    arguments: Vec<OsString>,
    environment: &Environment,
    ui: &mut Ui,
    signals: &Signals,
    inherited: &commands::demo::Inherited<'_>,
) -> ExitStatus {
    let mut cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return report_usage(&error, ui),
    };
    match inherited.apply(&mut cli) {
        Ok(()) => obey(&cli, environment, ui, signals),
        Err(error) => report(error, ui, is_json(&cli)),
    }
}

/// Does what was typed, and reports the error once.
fn obey(cli: &Cli, environment: &Environment, ui: &mut Ui, signals: &Signals) -> ExitStatus {
    let outcome = present(&cli.output, environment, ui)
        .and_then(|()| dispatch(cli, environment, ui, signals));
    let outcome = outcome.and_then(|status| ui.finish().map(|()| status));
    ui.end_pager();
    match outcome {
        Ok(status) => status,
        Err(error) => {
            let _ = ui.out.flush();
            report(error, ui, is_json(cli))
        }
    }
}

/// Tells whether errors are for programs.
fn is_json(cli: &Cli) -> bool {
    cli.output.form().is_some_and(cli::output::Format::is_json)
}

/// Resolves the settings and runs the command.
fn dispatch(
    cli: &Cli,
    environment: &Environment,
    ui: &mut Ui,
    signals: &Signals,
) -> Result<ExitStatus> {
    if matches!(cli.command, Command::Demo(_)) && cli.connection.is_typed() {
        return Err(commands::demo::elsewhere());
    }
    cli.check_forms()?;
    let settings = match &cli.command {
        // They need no cluster: what is configured must not matter, and may be broken.
        Command::Demo(_) | Command::Completion(_) | Command::Man(_) | Command::Version(_) => {
            Settings::unconfigured()?
        }
        _ => Settings::resolve(&cli.connection, environment)?,
    };
    let environment = match &cli.command {
        Command::Demo(_) => &commands::demo::environment(environment),
        _ => environment,
    };
    for note in &settings.notes {
        ui.note(note);
    }
    if !settings.dialects.is_empty() {
        dialect::table::Table::install(&settings.dialects);
    }
    if cli.output.is_verbose() {
        for detail in &settings.details {
            ui.note(detail);
        }
    }
    let context = &mut Context {
        settings: &settings,
        output: &cli.output,
        environment,
        ui,
        signals,
    };
    match &cli.command {
        Command::Topics(args) => commands::topics::run(args, context),
        Command::List(args) => commands::list::run(args, context),
        Command::Show(args) => commands::show::run(args, context),
        Command::Summary(args) => commands::summary::run(args, context),
        Command::Tail(args) => commands::tail::run(args, context),
        Command::Export(args) => commands::export::run(args, context),
        Command::Replay(args) => commands::replay::run(args, context),
        Command::Ledger(args) => commands::ledger::run(args, context),
        Command::Decode(args) => commands::decode::run(args, context),
        Command::Demo(args) => commands::demo::run(args, context),
        Command::Completion(args) => commands::completion::run(args, context),
        Command::Man(args) => commands::man::run(args, context),
        Command::Version(args) => commands::version::run(args, context),
    }
}

/// Lets the output flags decide on colour, zone and notes.
fn present(output: &cli::output::OutputArgs, environment: &Environment, ui: &mut Ui) -> Result<()> {
    use cli::output::ColorWhen;
    let wanted = |terminal: bool| match output.color {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => {
            terminal
                && environment.get("NO_COLOR").is_none()
                && environment.get("TERM") != Some("dumb")
        }
    };
    (ui.color, ui.err_color) = (wanted(ui.out_is_terminal), wanted(ui.err_is_terminal));
    ui.pager = if output.no_pager {
        None
    } else {
        PagerCommand::of(|name| environment.get(name))
    };
    ui.quiet |= output.quiet;
    if output.utc {
        ui.zone = jiff::tz::TimeZone::UTC.into();
    } else if let Some(name) = &output.tz {
        let zone = jiff::tz::TimeZone::get(name)
            .map_err(|error| Error::usage(format!("`{name}` is no time zone")).source(error))?;
        ui.zone = zone.into();
    }
    Ok(())
}

/// Prints what `clap` has to say: help on `out`, mistakes on `err`.
fn report_usage(error: &clap::Error, ui: &mut Ui) -> ExitStatus {
    let text = error.render();
    let text = if ui.color {
        text.ansi().to_string()
    } else {
        text.to_string()
    };
    if error.use_stderr() {
        let _ = ui.err.write_all(text.as_bytes());
        let missing = error.get(clap::error::ContextKind::InvalidArg);
        if error.kind() == clap::error::ErrorKind::MissingRequiredArgument
            && missing.is_some_and(|missing| missing.to_string().contains("TOPIC"))
        {
            let tip = wrap::as_typed("`dltctl topics` lists dead-letter topics", ui.called);
            let _ = writeln!(ui.err, "\n  tip: {tip}");
        }
        ExitStatus(2)
    } else {
        let _ = ui
            .out
            .write_all(text.as_bytes())
            .and_then(|()| ui.out.flush());
        ExitStatus::DONE
    }
}

/// Prints an error, once, and returns its exit status.
fn report(error: Error, ui: &mut Ui, as_json: bool) -> ExitStatus {
    let error = &error.called(ui.called);
    let _ = if as_json {
        render::error::write_json(&mut ui.err, error)
    } else {
        render::error::write(&mut ui.err, error, ui.err_color, ui.err_width)
    };
    error.kind().exit_status()
}
