//! `dltctl completion`: scripts for shells.

use clap::{Args, CommandFactory, ValueEnum};

use super::Context;
use crate::cli::Cli;
use crate::error::{ExitStatus, Result};
use crate::ui::written;

/// Flags of `dltctl completion`.
#[derive(Args, Debug)]
pub struct CompletionArgs {
    /// The shell
    shell: Shell,
}

/// A shell that scripts can be made for.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Shell {
    /// Bourne again shell
    Bash,
    /// Z shell
    Zsh,
    /// Friendly interactive shell
    Fish,
    /// Windows' shell
    Powershell,
}

/// Makes the script of one shell.
pub(crate) fn script(shell: Shell) -> Vec<u8> {
    let generator = match shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Zsh => clap_complete::Shell::Zsh,
        Shell::Fish => clap_complete::Shell::Fish,
        Shell::Powershell => clap_complete::Shell::PowerShell,
    };
    let mut script = Vec::new();
    clap_complete::generate(generator, &mut Cli::command(), "dltctl", &mut script);
    script
}

/// Prints the script.
///
/// # Errors
///
/// When the output cannot be written.
pub(crate) fn run(args: &CompletionArgs, context: &mut Context<'_>) -> Result<ExitStatus> {
    let _closed = written(context.ui.out.write_all(&script(args.shell)))?;
    Ok(ExitStatus::DONE)
}
