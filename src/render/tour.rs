//! The words around the commands of `demo`'s tour.

use std::io::{self, Write};

use super::style::{Ink, Screen};
use crate::wrap::{Whole, wrap};

/// Writes a step's number, its question and its command line.
///
/// # Errors
///
/// Those of the writer.
pub fn write_step(
    out: &mut dyn Write,
    screen: &Screen,
    (number, of): (usize, usize),
    question: &str,
    command: &str,
) -> io::Result<()> {
    let place = format!("[{number}/{of}]");
    let question = screen.ink(Ink::Heading, question);
    writeln!(out, "\n{} {question}\n", screen.ink(Ink::Faint, &place))?;
    writeln!(out, "$ {}", screen.ink(Ink::Accent, command))
}

/// Writes a paragraph, folded to the screen, each line behind a bar.
///
/// # Errors
///
/// Those of the writer.
pub fn write_aside(out: &mut dyn Write, screen: &Screen, text: &str) -> io::Result<()> {
    let width = screen.width.unwrap_or(100).clamp(40, 100) - 2;
    let bar = screen.ink(Ink::Faint, "│");
    writeln!(out)?;
    wrap(text, width, Whole::Commands)
        .iter()
        .try_for_each(|line| writeln!(out, "{bar} {line}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_and_its_reason() {
        let mut out = Vec::new();
        let screen = Screen::of_test(40);
        write_step(
            &mut out,
            &screen,
            (2, 8),
            "What failed last?",
            "dltctl list t.DLT",
        )
        .unwrap();
        write_aside(
            &mut out,
            &screen,
            "Wrappers are taken off: this is the exception that your code saw.",
        )
        .unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"

        [2/8] What failed last?

        $ dltctl list t.DLT

        │ Wrappers are taken off: this is the
        │ exception that your code saw.
        ");
    }
}
