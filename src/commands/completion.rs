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
    with_names(shell, &String::from_utf8_lossy(&script)).into_bytes()
}

/// Makes a script ask for names of topics, contexts and fingerprints, which only the program knows.
///
/// Where the program has no answer the script does what it did before.
fn with_names(shell: Shell, script: &str) -> String {
    match shell {
        Shell::Bash => {
            let script = script.replace("complete -F _dltctl ", "complete -F _dltctl_with_names ");
            script.replacen(
                "\nif [[ \"${BASH_VERSINFO[0]}\"",
                concat!(
                    "\n",
                    include_str!("completion/names.bash"),
                    "\nif [[ \"${BASH_VERSINFO[0]}\""
                ),
                1,
            )
        }
        Shell::Zsh => {
            let script = names_in_zsh(script);
            script.replacen(
                "\n_dltctl() {",
                concat!("\n", include_str!("completion/names.zsh"), "\n_dltctl() {"),
                1,
            )
        }
        Shell::Fish => format!("{script}{}", include_str!("completion/names.fish")),
        Shell::Powershell => script.replacen(
            "    $completions.Where{",
            concat!(
                include_str!("completion/names.ps1"),
                "    $completions.Where{"
            ),
            1,
        ),
    }
}

/// Names the function that asks in the places of a zsh script where names stand.
fn names_in_zsh(script: &str) -> String {
    const PLACES: &[&str] = &[
        "'*::targets ",
        "'*::patterns ",
        "'-C+[",
        "'--context=[",
        "'--profile=[",
        "'--to-context=[",
        "'*--fingerprint=[",
    ];
    let lines = script.split_inclusive('\n').map(|line| {
        if PLACES.iter().any(|place| line.starts_with(place)) {
            line.replace(":_default'", ":_dltctl_known'")
        } else {
            line.to_owned()
        }
    });
    lines.collect()
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
