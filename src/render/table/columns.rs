//! Columns, and how wide each is on a screen.

use super::super::style::Ink;
use crate::sanitize::{clip, clip_front, width};

/// How many cells stand between two columns.
pub(super) const GAP: usize = 2;

/// One column.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// The heading: one token, upper-case.
    pub(crate) heading: String,
    /// What it gives way to when the terminal is narrow.
    pub(crate) shrink: Shrink,
    /// The most cells it takes, also where nothing bounds the table.
    pub(crate) most: usize,
    /// The cells that rows may want which have not come yet.
    pub(crate) expected: usize,
    /// Whether its cells stay whole whatever the width, because they are copied.
    pub(crate) copied: bool,
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
            expected: 0,
            copied: false,
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
    pub(crate) fn clipped_in_front(mut self) -> Self {
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

    /// Keeps room for cells of that width where more rows are to come than those that are measured.
    pub(crate) fn expecting(mut self, cells: usize) -> Self {
        self.expected = cells;
        self
    }

    /// Never clips a cell: a reference without its end is worth nothing.
    pub(crate) fn copied(mut self) -> Self {
        self.copied = true;
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

    /// Clips a cell.
    pub(super) fn fit<'a>(&self, cell: &'a str, cells: usize) -> std::borrow::Cow<'a, str> {
        match self.shrink {
            _ if self.copied => std::borrow::Cow::Borrowed(cell),
            Shrink::Clip { front: true, .. } => clip_front(cell, cells),
            _ => clip(cell, cells),
        }
    }
}

/// Decides the width of each column; `None` for one that is left out.
///
/// `natural` is the widest cell of each column, heading included.
pub(super) fn widths(
    columns: &[Column],
    natural: &[usize],
    screen: Option<usize>,
) -> Vec<Option<usize>> {
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
            None => return narrow(columns, fitted, screen),
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
fn narrow(columns: &[Column], mut fitted: Vec<Option<usize>>, screen: usize) -> Vec<Option<usize>> {
    let mut left = screen;
    for (width, column) in fitted.iter_mut().zip(columns) {
        if let Some(cells) = *width {
            let cells = if column.copied {
                cells
            } else {
                cells.min(left)
            };
            *width = (cells > 0).then_some(cells);
            left = left.saturating_sub(cells + GAP);
        }
    }
    fitted
}

/// Returns the widest cell of each column, heading included.
pub(super) fn measure(columns: &[Column], rows: &[Vec<String>]) -> Vec<usize> {
    let mut natural: Vec<usize> = columns.iter().map(|column| column.heading.len()).collect();
    for row in rows {
        for (natural, cell) in natural.iter_mut().zip(row) {
            *natural = (*natural).max(width(cell));
        }
    }
    natural
}
