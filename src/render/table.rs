//! Tables without borders, as kubectl prints them.
//!
//! Belongs here: which columns fit, how wide each is, and the two ways to print rows. Does not belong here: what the
//! cells say. Cells are escaped already; they are clipped here, by display width.
//!
//! A whole table is laid out by comfy-table. A table of a million rows cannot wait for its last row, so
//! [`Streamed`] measures its first rows, fixes the widths and prints every row as it comes; a test holds the two alike.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Width, presets};

use super::style::{Ink, Screen};
use crate::sanitize::{clip, clip_front, width};

/// How many cells stand between two columns.
const GAP: usize = 2;

/// One column.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// The heading: one token, upper-case.
    pub(crate) heading: String,
    /// What it gives way to when the terminal is narrow.
    pub(crate) shrink: Shrink,
    /// The most cells it takes, also where nothing bounds the table.
    pub(crate) most: usize,
    /// Whether it holds numbers, which stand to the right.
    pub(crate) right: bool,
    /// Its colour.
    pub(crate) ink: Ink,
}

/// How a column behaves on a terminal that is too narrow for the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shrink {
    /// It stays whole, unless the terminal is narrower than all such columns together.
    Never,
    /// It is clipped to `least` cells, and left out when that is not enough: the highest `rank` first.
    Clip {
        /// The fewest cells with which it still tells something.
        least: usize,
        /// When it is left out: the highest first.
        rank: u8,
        /// Whether its end tells more than its beginning.
        front: bool,
    },
}

impl Column {
    /// Makes a column that stays whole.
    pub(crate) fn whole(heading: impl Into<String>) -> Self {
        Self {
            heading: heading.into(),
            shrink: Shrink::Never,
            most: 120,
            right: false,
            ink: Ink::Plain,
        }
    }

    /// Makes a column that gives way.
    pub(crate) fn clipped(heading: impl Into<String>, least: usize, rank: u8) -> Self {
        Self {
            shrink: Shrink::Clip {
                least,
                rank,
                front: false,
            },
            ..Self::whole(heading)
        }
    }

    /// Makes a column that stays whole or is left out.
    pub(crate) fn optional(heading: impl Into<String>, rank: u8) -> Self {
        Self::clipped(heading, usize::MAX, rank)
    }

    /// Clips the column's beginning instead of its end.
    pub(crate) fn from_front(mut self) -> Self {
        if let Shrink::Clip { front, .. } = &mut self.shrink {
            *front = true;
        }
        self
    }

    /// Sets the most cells.
    pub(crate) fn most(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// Puts the cells to the right.
    pub(crate) fn right(mut self) -> Self {
        self.right = true;
        self
    }

    /// Sets the colour.
    pub(crate) fn ink(mut self, ink: Ink) -> Self {
        self.ink = ink;
        self
    }

    fn least(&self, natural: usize) -> usize {
        match self.shrink {
            Shrink::Never => natural,
            Shrink::Clip { least, .. } => natural.min(least.max(self.heading.len())),
        }
    }

    fn fit<'a>(&self, cell: &'a str, cells: usize) -> std::borrow::Cow<'a, str> {
        match self.shrink {
            Shrink::Clip { front: true, .. } => clip_front(cell, cells),
            _ => clip(cell, cells),
        }
    }
}

/// Decides the width of each column; `None` for one that is left out.
///
/// `natural` is the widest cell of each column, heading included.
fn widths(columns: &[Column], natural: &[usize], screen: Option<usize>) -> Vec<Option<usize>> {
    let natural: Vec<usize> = columns
        .iter()
        .zip(natural)
        .map(|(column, natural)| (*natural).min(column.most))
        .collect();
    let mut fitted: Vec<Option<usize>> = natural.iter().copied().map(Some).collect();
    let Some(screen) = screen else {
        return fitted;
    };
    let total = |widths: &[Option<usize>]| {
        let shown = widths.iter().flatten().count();
        widths.iter().flatten().sum::<usize>() + GAP * shown.saturating_sub(1)
    };
    if total(&fitted) <= screen {
        return fitted;
    }
    for (index, column) in columns.iter().enumerate() {
        fitted[index] = Some(column.least(natural[index]));
    }
    while total(&fitted) > screen {
        let next = columns
            .iter()
            .enumerate()
            .filter(|(index, _)| fitted[*index].is_some());
        let next = next.filter_map(|(index, column)| match column.shrink {
            Shrink::Never => None,
            Shrink::Clip { rank, .. } => Some((rank, index)),
        });
        match next.max() {
            Some((_, index)) => fitted[index] = None,
            None => return narrow(fitted, screen),
        }
    }
    // What is left goes cell by cell to the narrowest column that wants more: short columns become whole, and the
    // longest takes the rest.
    for _ in total(&fitted)..screen {
        let wanting = (0..columns.len()).filter_map(|index| {
            fitted[index]
                .filter(|width| *width < natural[index])
                .map(|width| (width, index))
        });
        let Some((width, index)) = wanting.min() else {
            break;
        };
        fitted[index] = Some(width + 1);
    }
    fitted
}

/// Clips even what should stay whole: the terminal is narrower than that. The first column keeps most.
fn narrow(mut fitted: Vec<Option<usize>>, screen: usize) -> Vec<Option<usize>> {
    let mut left = screen;
    for width in &mut fitted {
        if let Some(cells) = *width {
            let cells = cells.min(left);
            *width = (cells > 0).then_some(cells);
            left = left.saturating_sub(cells + GAP);
        }
    }
    fitted
}

fn measure(columns: &[Column], rows: &[Vec<String>]) -> Vec<usize> {
    let mut natural: Vec<usize> = columns.iter().map(|column| column.heading.len()).collect();
    for row in rows {
        for (natural, cell) in natural.iter_mut().zip(row) {
            *natural = (*natural).max(width(cell));
        }
    }
    natural
}

/// Lays out a whole table; the heading is its first line, where one is wanted.
#[expect(
    clippy::disallowed_types,
    reason = "this is the module that makes tables"
)]
pub(crate) fn whole(columns: &[Column], rows: &[Vec<String>], screen: &Screen) -> Vec<String> {
    let widths = widths(columns, &measure(columns, rows), screen.width);
    let shown = || {
        columns
            .iter()
            .zip(&widths)
            .enumerate()
            .filter_map(|(index, (column, width))| Some((index, column, (*width)?)))
    };
    let mut table = comfy_table::Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled);
    if screen.heading {
        table.set_header(
            shown().map(|(_, column, width)| column.fit(&column.heading, width).into_owned()),
        );
    }
    for row in rows {
        table.add_row(
            shown().map(|(index, column, width)| column.fit(&row[index], width).into_owned()),
        );
    }
    for (place, (_, column, width)) in shown().enumerate() {
        if let Some(laid) = table.column_mut(place) {
            let cells = u16::try_from(width + GAP).unwrap_or(u16::MAX);
            laid.set_padding((0, u16::try_from(GAP).unwrap_or(0)));
            laid.set_constraint(ColumnConstraint::Absolute(Width::Fixed(cells)));
            if column.right {
                laid.set_cell_alignment(CellAlignment::Right);
            }
        }
    }
    let heading = usize::from(screen.heading);
    let lines = table.lines().enumerate();
    lines
        .map(|(index, line)| {
            if index < heading {
                screen.ink(Ink::Heading, line.trim_end()).into_owned()
            } else {
                line.trim_end().to_owned()
            }
        })
        .collect()
}

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
const MEASURED: usize = 500;

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

    /// Fixes the widths if they are open, and prints what was held for them.
    pub(crate) fn settle(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.widths.is_some() {
            return Ok(());
        }
        let held = std::mem::take(&mut self.held);
        let widths = widths(
            &self.columns,
            &measure(&self.columns, &held),
            self.screen.width,
        );
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
            let shown = column.fit(cell, cells);
            let pad = cells.saturating_sub(width(&shown));
            if !shown.is_empty() {
                let before = owed + if column.right { pad } else { 0 };
                line.extend(std::iter::repeat_n(' ', before));
                let ink = match shown.as_ref() {
                    _ if heading => Ink::Plain,
                    "-" | "<null>" | "<empty>" => Ink::Faint,
                    _ => column.ink,
                };
                line.push_str(&self.screen.ink(ink, &shown));
                owed = if column.right { 0 } else { pad };
            } else {
                owed += cells;
            }
            owed += GAP;
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn columns() -> Vec<Column> {
        vec![
            Column::whole("REF"),
            Column::whole("AGE").right(),
            Column::clipped("ORIGIN", 8, 2).from_front(),
            Column::optional("TIME", 3),
            Column::clipped("MESSAGE", 10, 1).most(40),
        ]
    }

    fn row(reference: &str, age: &str, origin: &str, time: &str, message: &str) -> Vec<String> {
        [reference, age, origin, time, message]
            .map(str::to_owned)
            .to_vec()
    }

    fn rows() -> Vec<Vec<String>> {
        vec![
            row(
                "orders-0@5",
                "5m",
                "orders-3@991",
                "10:00",
                "payment gateway did not answer",
            ),
            row("orders-0@12", "12h", "-", "-", "größe 数数数 exceeded"),
            row("orders-0@7", "3d", "", "11:30", ""),
        ]
    }

    fn text(lines: &[String]) -> String {
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    fn streamed(columns: &[Column], rows: &[Vec<String>], screen: &Screen) -> String {
        let mut table = Streamed::new(columns.to_vec(), screen.clone());
        let mut out = Vec::new();
        for row in rows {
            table.push(row.clone(), &mut out).unwrap();
        }
        table.settle(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_give_way_one_after_the_other() {
        let at = |width: Option<usize>| text(&whole(&columns(), &rows(), &Screen::of_test(width)));
        insta::assert_snapshot!(at(None), @r"
        REF          AGE  ORIGIN        TIME   MESSAGE
        orders-0@5    5m  orders-3@991  10:00  payment gateway did not answer
        orders-0@12  12h  -             -      größe 数数数 exceeded
        orders-0@7    3d                11:30
        ");
        insta::assert_snapshot!(at(Some(60)), @r"
        REF          AGE  ORIGIN        TIME   MESSAGE
        orders-0@5    5m  orders-3@991  10:00  payment gateway did …
        orders-0@12  12h  -             -      größe 数数数 exceeded
        orders-0@7    3d                11:30
        ");
        insta::assert_snapshot!(at(Some(45)), @r"
        REF          AGE  ORIGIN    TIME   MESSAGE
        orders-0@5    5m  …s-3@991  10:00  payment g…
        orders-0@12  12h  -         -      größe 数…
        orders-0@7    3d            11:30
        ");
        insta::assert_snapshot!(at(Some(30)), @r"
        REF          AGE  MESSAGE
        orders-0@5    5m  payment gat…
        orders-0@12  12h  größe 数数…
        orders-0@7    3d
        ");
        insta::assert_snapshot!(at(Some(18)), @r"
        REF          AGE
        orders-0@5    5m
        orders-0@12  12h
        orders-0@7    3d
        ");
        insta::assert_snapshot!(at(Some(7)), @r"
        REF
        orders…
        orders…
        orders…
        ");
        assert_eq!(at(Some(0)).trim(), "");
    }

    #[test]
    fn what_was_left_out_is_told() {
        let mut table = Streamed::new(columns(), Screen::of_test(30));
        let mut out = Vec::new();
        for row in rows() {
            table.push(row, &mut out).unwrap();
        }
        assert!(table.left_out().is_empty() && out.is_empty());
        table.settle(&mut out).unwrap();
        assert_eq!(table.left_out(), ["ORIGIN", "TIME"]);
    }

    #[test]
    fn the_first_rows_decide_the_widths() {
        let columns = [Column::whole("REF"), Column::clipped("KEY", 4, 1)];
        let mut table = Streamed::new(columns.to_vec(), Screen::of_test(None));
        let mut out = Vec::new();
        for _ in 1..MEASURED {
            table
                .push(vec!["r".to_owned(), "12345678".to_owned()], &mut out)
                .unwrap();
        }
        assert!(out.is_empty());
        table
            .push(vec!["r".to_owned(), "k".to_owned()], &mut out)
            .unwrap();
        assert_eq!(
            out.iter().filter(|byte| **byte == b'\n').count(),
            MEASURED + 1
        );
        out.clear();
        table
            .push(vec!["r".to_owned(), "123456789".to_owned()], &mut out)
            .unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "r    1234567…\n");
    }

    #[test]
    fn colour_changes_no_place() {
        let screen = Screen {
            color: true,
            ..Screen::of_test(60)
        };
        let columns: Vec<_> = columns()
            .into_iter()
            .map(|column| column.ink(Ink::Failure))
            .collect();
        let colored = streamed(&columns, &rows(), &screen);
        assert!(
            colored.contains("\u{1b}[31morders-0@5\u{1b}[0m"),
            "{colored}"
        );
        assert!(colored.contains("\u{1b}[2m-\u{1b}[0m"), "{colored}");
        let bare = regex::Regex::new("\u{1b}\\[[0-9;]*m")
            .unwrap()
            .replace_all(&colored, "")
            .into_owned();
        assert_eq!(bare, streamed(&columns, &rows(), &Screen::of_test(60)));
    }

    proptest! {
        #[test]
        fn both_ways_print_the_same_and_fit(
            rows in proptest::collection::vec(proptest::array::uniform5("([a-z-]|\\p{Han}|e\u{301}| ){0,14}"), 1..6),
            width in proptest::option::of(1_usize..90),
            heading in any::<bool>(),
        ) {
            // comfy-table drops what stands at the end of a line, and so do the rows of `list`, whose cells have none.
            let rows: Vec<Vec<String>> =
                rows.into_iter().map(|row| row.map(|cell| cell.trim().to_owned()).to_vec()).collect();
            let screen = Screen { heading, ..Screen::of_test(width) };
            let streamed = streamed(&columns(), &rows, &screen);
            prop_assert_eq!(&text(&whole(&columns(), &rows, &screen)), &streamed);
            for line in streamed.lines() {
                prop_assert!(crate::sanitize::width(line) <= width.unwrap_or(usize::MAX), "{}", line);
                prop_assert_eq!(line, line.trim_end());
            }
        }
    }
}
