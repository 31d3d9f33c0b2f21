//! `dltctl demo`: a Kafka in the process with dead letters in it; a tour, any command against it, or just its address.

use std::ffi::OsString;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::Args;

use super::Context;
use crate::cli::output::OutputArgs;
use crate::cli::{Cli, Command};
use crate::demo::tour::{FAREWELL, Pipe, STEPS, Step, WELCOME};
use crate::demo::world;
use crate::error::{Error, ErrorKind, ExitStatus, Result};
use crate::kafka::mock::EmbeddedCluster;
use crate::render::tour::{write_aside, write_step};
use crate::settings::Environment;
use crate::ui::written;

/// Flags of `dltctl demo`.
#[derive(Args, Debug)]
pub struct DemoArgs {
    /// Keep the cluster up until Ctrl-C, and print its address
    #[arg(long, conflicts_with = "command")]
    serve: bool,
    /// A command to run against it, such as: -- list orders.events.DLT. Without one: a tour
    #[arg(
        value_name = "COMMAND",
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    command: Vec<OsString>,
}

/// Variables that commands on the demo's cluster may see; none of them says anything about a cluster.
const KEPT: &[&str] = &[
    "DLTCTL_PAGER",
    "LESS",
    "NO_COLOR",
    "PAGER",
    "PATH",
    "TERM",
    "TZ",
    "USER",
    "LOGNAME",
    "USERNAME",
    "HOSTNAME",
];

/// How a command on the demo's cluster is typed.
const CALLED: &str = "dltctl demo --";

/// Returns the environment of commands on the demo's cluster: no home, no project, and nothing that is configured for other
/// clusters.
pub(crate) fn environment(environment: &Environment) -> Environment {
    let variables = KEPT.iter().filter_map(|name| {
        let value = environment.get(name)?;
        Some((OsString::from(name), OsString::from(value)))
    });
    Environment::new(variables, environment.current_dir(), None).without_project()
}

/// Starts the cluster and does with it what was asked for.
///
/// # Errors
///
/// Usage; when the cluster cannot be started or filled, or the output cannot be written.
pub(crate) fn run(args: &DemoArgs, context: &mut Context<'_>) -> Result<ExitStatus> {
    if args.command.is_empty() && context.output.form().is_some() {
        return Err(Error::usage("the tour has no output format")
            .hint("-o goes with a command: `dltctl -o json demo topics`"));
    }
    let cluster = Demo::start(context)?;
    if args.serve {
        cluster.serve(context)
    } else if args.command.is_empty() {
        cluster.tour(context)
    } else {
        Ok(cluster.dispatch(context, context.output, args.command.iter().cloned()))
    }
}

/// What a command on the demo's cluster has from the demo.
pub(crate) struct Inherited<'a> {
    bootstrap_server: &'a str,
    output: &'a OutputArgs,
}

impl Inherited<'_> {
    /// Puts it into a command line, as if it had been typed there.
    ///
    /// # Errors
    ///
    /// Usage, where the command line names another cluster: a demo that replays must not get to a real one.
    pub(crate) fn apply(&self, cli: &mut Cli) -> Result<()> {
        let goes_elsewhere = match &cli.command {
            Command::Replay(args) => args.names_cluster(),
            _ => false,
        };
        if cli.connection.names_cluster() || goes_elsewhere {
            return Err(elsewhere());
        }
        cli.connection.bootstrap_server = Some(self.bootstrap_server.to_owned());
        cli.connection.is_inherited = true;
        cli.output = cli.output.clone().under(self.output);
        Ok(())
    }
}

/// Refuses flags that name another cluster.
pub(crate) fn elsewhere() -> Error {
    Error::usage("the demo has a cluster of its own")
        .hint("leave out what names another, such as -b, -C and -F")
}

/// The cluster, and what is in it.
struct Demo {
    embedded: EmbeddedCluster,
    letters: usize,
}

impl Demo {
    /// Starts the cluster and fills it.
    fn start(context: &Context<'_>) -> Result<Self> {
        let world = world(context.ui.now_ms());
        let embedded = EmbeddedCluster::start()?;
        for (topic, partitions) in &world.topics {
            embedded.create_topic(topic, *partitions)?;
        }
        embedded.produce(&world.records)?;
        Ok(Self {
            embedded,
            letters: world.letters,
        })
    }

    /// Runs one command against the cluster, as if it had been typed with `-b`.
    fn dispatch(
        &self,
        context: &mut Context<'_>,
        output: &OutputArgs,
        words: impl IntoIterator<Item = OsString>,
    ) -> ExitStatus {
        let arguments = [OsString::from("dltctl")].into_iter().chain(words);
        let inherited = Inherited {
            bootstrap_server: &self.embedded.bootstrap_servers(),
            output,
        };
        let (ui, signals) = (&mut *context.ui, context.signals);
        let environment = context.environment;
        let called = std::mem::replace(&mut ui.called, CALLED);
        let status = crate::run_inside(arguments.collect(), environment, ui, signals, &inherited);
        ui.called = called;
        status
    }

    /// Prints the address and waits for Ctrl-C.
    fn serve(&self, context: &mut Context<'_>) -> Result<ExitStatus> {
        let address = self.embedded.bootstrap_servers();
        let _closed =
            written(writeln!(context.ui.out, "{address}").and_then(|()| context.ui.out.flush()))?;
        context.ui.note(&format!(
            "{} dead letters; try `dltctl -b {address} topics`",
            self.letters
        ));
        context.ui.note("Ctrl-C ends it, and nothing stays behind");
        while !context.signals.stop.is_stopped() {
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(ExitStatus::DONE)
    }

    /// Runs the commands of the tour, one after the other.
    fn tour(&self, context: &mut Context<'_>) -> Result<ExitStatus> {
        let attended =
            context.ui.out_is_terminal && context.ui.err_is_terminal && !context.ui.no_input;
        let welcome = WELCOME.replace("{letters}", &self.letters.to_string());
        let _closed = written(writeln!(context.ui.out, "{welcome}"))?;
        for (number, step) in (1..).zip(STEPS) {
            if let Some(status) = (attended && number > 1).then(|| leave(context)).flatten() {
                return Ok(status);
            }
            let status = self.step(context, number, step)?;
            if let Some(status) = context.signals.status() {
                return Ok(ExitStatus(status));
            }
            if status != ExitStatus::DONE {
                context
                    .ui
                    .warn("the tour ends here, because its command failed");
                return Ok(status);
            }
        }
        let _closed = written(writeln!(context.ui.out, "\n{FAREWELL}"))?;
        Ok(ExitStatus::DONE)
    }

    /// Runs one command of the tour.
    fn step(&self, context: &mut Context<'_>, number: usize, step: &Step) -> Result<ExitStatus> {
        let screen = context.screen();
        let command = format!("dltctl {}{}", step.command, step.pipe.text());
        let out = &mut context.ui.out;
        let shown = write_step(out, &screen, (number, STEPS.len()), step.question, &command);
        let _closed = written(shown.and_then(|()| out.flush()))?;
        // The tour stops after each command by itself.
        let mut output = context.output.clone();
        output.no_pager = true;
        let words = step.command.split(' ').map(OsString::from);
        let status = match step.pipe {
            Pipe::No => self.dispatch(context, &output, words),
            Pipe::Head(_) | Pipe::Count => {
                let caught = Caught::default();
                let out = std::mem::replace(&mut context.ui.out, Box::new(caught.clone()));
                let status = self.dispatch(context, &output, words);
                context.ui.out = out;
                let _closed = written(caught.pass_on(step.pipe, &mut context.ui.out))?;
                status
            }
        };
        let _closed = written(
            write_aside(&mut context.ui.out, &screen, step.why)
                .and_then(|()| context.ui.out.flush()),
        )?;
        Ok(status)
    }
}

/// Asks whether the tour goes on, and returns the status it ends with where it does not.
fn leave(context: &mut Context<'_>) -> Option<ExitStatus> {
    let _ = writeln!(context.ui.err);
    match context.ui.ask("Press Enter to go on, q to leave") {
        Ok(answer) if answer.trim().eq_ignore_ascii_case("q") => Some(ExitStatus::DONE),
        Ok(_) => None,
        // There is a terminal, so no answer means Ctrl-C.
        Err(_) => Some(ErrorKind::Interrupted.exit_status()),
    }
}

/// Keeps what a command writes, to stand in for the program behind a pipe.
#[derive(Clone, Default)]
struct Caught(Arc<Mutex<Vec<u8>>>);

impl Caught {
    /// Writes what that program would.
    fn pass_on(&self, pipe: Pipe, out: &mut dyn Write) -> io::Result<()> {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
        match pipe {
            Pipe::No => out.write_all(&bytes),
            Pipe::Head(most) => lines
                .by_ref()
                .take(most)
                .try_for_each(|line| out.write_all(line)),
            Pipe::Count => writeln!(out, "{}", lines.count()),
        }
    }
}

impl Write for Caught {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
