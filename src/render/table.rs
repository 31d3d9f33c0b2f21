//! Tables without borders, as kubectl prints them.
//!
//! Belongs here: which columns fit, how wide each is, and the two ways to print rows. Does not belong here: what the
//! cells say. Cells are escaped already; they are clipped here, by display width.
//!
//! A whole table is laid out by comfy-table. A table of a million rows cannot wait for its last row, so
//! [`Streamed`] measures its first rows, fixes the widths and prints every row as it comes; a test holds the two alike.

mod columns;
mod streamed;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Width, presets};

pub(crate) use self::columns::Column;
use self::columns::{GAP, measure, widths};
pub(crate) use self::streamed::Streamed;
use super::style::{Ink, Screen};

/// A table that was laid out as a whole.
pub(crate) struct Whole {
    /// Its lines; the heading is the first, where one is wanted.
    pub(crate) lines: Vec<String>,
    /// The headings of the columns that the terminal is too narrow for.
    pub(crate) left_out: Vec<String>,
}

/// Lays out a whole table.
#[expect(
    clippy::disallowed_types,
    reason = "this is the module that makes tables"
)]
pub(crate) fn whole(columns: &[Column], rows: &[Vec<String>], screen: &Screen) -> Whole {
    let widths = widths(columns, &measure(columns, rows), screen.width);
    let left_out = columns
        .iter()
        .zip(&widths)
        .filter(|(_, width)| width.is_none())
        .map(|(column, _)| column.heading.clone())
        .collect();
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
    let lines = lines
        .map(|(index, line)| {
            if index < heading {
                screen.ink(Ink::Heading, line.trim_end()).into_owned()
            } else {
                line.trim_end().to_owned()
            }
        })
        .collect();
    Whole { lines, left_out }
}

#[cfg(test)]
mod tests;
