//! `dltctl man`: manual pages, made from what the help is made from.

use std::fs;
use std::path::PathBuf;

use clap::builder::Resettable;
use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::Context;
use crate::cli::Cli;
use crate::error::{Error, ExitStatus, Result};
use crate::ui::written;

/// Flags of `dltctl man`.
#[derive(Args, Debug)]
pub struct ManArgs {
    /// A directory for one page per command; without it the page of dltctl is printed
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// A manual page.
#[derive(Debug)]
struct Page {
    /// The name of its file: `dltctl-ledger-init.1`.
    file: String,
    /// The page as `roff`.
    text: Vec<u8>,
}

/// Makes all pages, that of the program first.
///
/// They depend on nothing but the version: no date, no width of a terminal.
fn pages() -> Vec<Page> {
    let mut program = with_all_help(Cli::command()).disable_help_subcommand(true);
    program.build();
    let mut pages = Vec::new();
    add(&program, &mut pages);
    pages
}

/// Shows the text of every flag: what `-h` leaves out would have none on a page either.
fn with_all_help(command: Command) -> Command {
    command
        .mut_args(|arg| arg.hide_short_help(false))
        .mut_subcommands(with_all_help)
}

fn add(command: &Command, pages: &mut Vec<Page>) {
    let name = command
        .get_display_name()
        .unwrap_or_else(|| command.get_name());
    // What stands below the help holds examples, line by line; they would be filled like prose.
    let man = Man::new(command.clone().after_help(Resettable::Reset))
        .source(concat!("dltctl ", env!("CARGO_PKG_VERSION")))
        .manual("dltctl");
    let mut text = Vec::new();
    // Writing into memory cannot fail.
    let _ = man.render(&mut text);
    let below = command.get_after_help().map(ToString::to_string);
    let below = below.unwrap_or_default();
    let (notes, examples) = below.split_once("Examples:\n").unwrap_or((&below, ""));
    for (title, lines) in [("NOTES", notes.trim()), ("EXAMPLES", examples)] {
        if !lines.is_empty() {
            let mut section = Roff::new();
            section.control("SH", [title]);
            section.control("nf", []);
            section.text(
                lines
                    .lines()
                    .map(|line| roman(format!("{line}\n")))
                    .collect::<Vec<_>>(),
            );
            section.control("fi", []);
            let _ = section.to_writer(&mut text);
        }
    }
    pages.push(Page {
        file: format!("{name}.1"),
        text,
    });
    for inner in command.get_subcommands() {
        if !inner.is_hide_set() {
            add(inner, pages);
        }
    }
}

/// Writes the pages into a directory, or prints the first.
///
/// # Errors
///
/// Usage, for a directory that does not exist; a page that cannot be written.
pub(crate) fn run(args: &ManArgs, context: &mut Context<'_>) -> Result<ExitStatus> {
    let pages = pages();
    let Some(named) = &args.dir else {
        let first = pages.first().map_or(&[][..], |page| &page.text);
        let _closed = written(context.ui.out.write_all(first))?;
        return Ok(ExitStatus::DONE);
    };
    let dir = context.environment.current_dir().join(named);
    if !dir.is_dir() {
        let named = named.display();
        return Err(
            Error::usage(format!("{named} is no directory that exists")).hint(format!(
                "`mkdir -p {named}` makes it; ~/.local/share/man/man1 is where `man` looks"
            )),
        );
    }
    for page in &pages {
        let path = dir.join(&page.file);
        fs::write(&path, &page.text).map_err(|error| {
            Error::failed(format!("{} cannot be written", path.display())).source(error)
        })?;
    }
    context.ui.note(&format!(
        "{} manual pages were written into {}",
        pages.len(),
        named.display()
    ));
    Ok(ExitStatus::DONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(page: &Page) -> &str {
        std::str::from_utf8(&page.text).unwrap()
    }

    #[test]
    fn there_is_a_page_of_every_command() {
        let pages = pages();
        let program = Cli::command();
        let first = text_of(&pages[0]);
        assert_eq!(pages[0].file, "dltctl.1");
        for command in program.get_subcommands() {
            let name = command.get_name();
            let file = format!("dltctl-{name}.1");
            let page = pages.iter().find(|page| page.file == file).unwrap();
            assert!(text_of(page).contains(".SH SYNOPSIS"), "{name}");
            let escaped = name.replace('-', "\\-");
            assert!(first.contains(&format!("dltctl\\-{escaped}(1)")), "{name}");
        }
        assert!(pages.iter().any(|page| page.file == "dltctl-ledger-init.1"));
        assert!(!first.contains("dltctl\\-help(1)"), "{first}");
    }

    /// A flag that `-h` leaves out has its text on the page, and examples keep their lines.
    #[test]
    fn pages_say_what_the_help_says() {
        for page in pages() {
            let text = text_of(&page);
            let mut lines = text.lines().skip_while(|line| *line != ".TP").peekable();
            while let Some(line) = lines.next() {
                if line == ".TP" {
                    let flag = lines.next().unwrap_or_default();
                    let told = lines.peek().is_some_and(|line| !line.is_empty());
                    assert!(told, "{}: {flag} has no text", page.file);
                }
            }
            assert!(!text.contains("Examples:"), "{}", page.file);
        }
        let pages = pages();
        let of_list = pages.iter().find(|page| page.file == "dltctl-list.1");
        let text = text_of(of_list.unwrap());
        let examples = text.split(".SH EXAMPLES\n.nf\n").nth(1).unwrap();
        let first = examples.lines().next().unwrap();
        assert_eq!(
            first, "  dltctl list orders.events.DLT \\-\\-newest 20",
            "{examples}"
        );
    }
}
