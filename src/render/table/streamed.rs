//! A table whose last row nobody waits for.

use std::io::{self, Write};

use super::super::style::{Ink, Screen};
use super::columns::{Column, GAP, measure, widths};
use crate::sanitize::width;

/// A table that is printed while its rows come.
#[derive(Debug)]
pub(crate) struct Streamed {
    columns: Vec<Column>,
    screen: Screen,
    /// The rows from which the widths are taken, until they are fixed.
    held: Vec<Vec<String>>,
    widths: Option<Vec<Option<usize>>>,
}

/// How many rows decide the widths.
pub(super) const MEASURED: usize = 500;

impl Streamed {
    /// Starts a table.
    pub(crate) fn new(columns: Vec<Column>, screen: Screen) -> Self {
        Self {
            columns,
            screen,
            held: Vec::new(),
            widths: None,
        }
    }

    /// Keeps room in a column for rows that come later.
    pub(crate) fn expect(&mut self, heading: &str, cells: usize) {
        for column in &mut self.columns {
            if column.heading == heading {
                column.expected = cells;
            }
        }
    }

    /// Takes one row; prints it unless the widths are still open.
    pub(crate) fn push(&mut self, row: Vec<String>, out: &mut dyn Write) -> io::Result<()> {
        if let Some(widths) = &self.widths {
            return self.print(&row, widths, out);
        }
        self.held.push(row);
        if self.held.len() >= MEASURED {
            self.settle(out)?;
        }
        Ok(())
    }

    /// Prints what is held. No other row comes.
    pub(crate) fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        for column in &mut self.columns {
            column.expected = 0;
        }
        self.settle(out)
    }

    /// Fixes the widths if they are open, and prints what was held for them. Other rows may come.
    pub(crate) fn settle(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.widths.is_some() {
            return Ok(());
        }
        let held = std::mem::take(&mut self.held);
        let mut natural = measure(&self.columns, &held);
        for (natural, column) in natural.iter_mut().zip(&self.columns) {
            *natural = (*natural).max(column.expected);
        }
        let widths = widths(&self.columns, &natural, self.screen.width);
        if self.screen.heading {
            let line = self.line(
                self.columns.iter().map(|column| column.heading.as_str()),
                &widths,
                true,
            );
            writeln!(out, "{}", self.screen.ink(Ink::Heading, &line))?;
        }
        for row in &held {
            self.print(row, &widths, out)?;
        }
        self.widths = Some(widths);
        Ok(())
    }

    /// Tells whether no row has come.
    pub(crate) fn is_empty(&self) -> bool {
        self.widths.is_none() && self.held.is_empty()
    }

    /// Returns the headings of the columns that the terminal is too narrow for, once the widths are fixed.
    pub(crate) fn left_out(&self) -> Vec<&str> {
        let widths = self.widths.as_deref().unwrap_or_default();
        self.columns
            .iter()
            .zip(widths)
            .filter(|(_, width)| width.is_none())
            .map(|(column, _)| column.heading.as_str())
            .collect()
    }

    fn print(
        &self,
        row: &[String],
        widths: &[Option<usize>],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut line = self.line(row.iter().map(String::as_str), widths, false);
        line.push('\n');
        out.write_all(line.as_bytes())
    }

    fn line<'a>(
        &self,
        cells: impl Iterator<Item = &'a str>,
        widths: &[Option<usize>],
        heading: bool,
    ) -> String {
        let mut line = String::with_capacity(160);
        // Spaces are owed until something follows them, so that no line ends in any.
        let mut owed = 0;
        for ((cell, column), cells) in cells.zip(&self.columns).zip(widths) {
            let Some(cells) = *cells else {
                continue;
            };
            // Programs read what is no terminal: a longer cell of a later row moves the rest, and nothing is missing.
            let most = match self.screen.width {
                Some(_) => cells,
                None => column.most,
            };
            let shown = column.fit(cell, most);
            let pad = cells.saturating_sub(width(&shown));
            if shown.is_empty() {
                owed += cells;
            } else {
                let before = owed + if column.right { pad } else { 0 };
                line.extend(std::iter::repeat_n(' ', before));
                let ink = match shown.as_ref() {
                    _ if heading => Ink::Plain,
                    "-" | "<null>" | "<empty>" => Ink::Faint,
                    _ => column.ink,
                };
                line.push_str(&self.screen.ink(ink, &shown));
                owed = if column.right { 0 } else { pad };
            }
            owed += GAP;
        }
        line
    }
}
