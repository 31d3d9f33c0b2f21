//! Which of a table's columns are wanted, and in which order.

use crate::error::Error;
use crate::sanitize::line;

/// Which columns of a table are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Those of `-o table`.
    Table,
    /// All of them, as with `-o wide`.
    Wide,
    /// These of all, by their places.
    These(Vec<usize>),
}

impl Shown {
    /// Tells whether `wide` columns are among those to choose from.
    pub(crate) fn has_wide(&self) -> bool {
        *self != Self::Table
    }

    /// Returns the places that were picked, if any were.
    pub(crate) fn places(&self) -> Option<&[usize]> {
        match self {
            Self::Table | Self::Wide => None,
            Self::These(places) => Some(places),
        }
    }
}

/// Brings a name into the form in which names are compared: case does not matter, and `-` is as good as `_`.
fn plain(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

/// Finds columns by a list of their names, comma-separated. Returns their places among all.
///
/// # Errors
///
/// Usage, for a name that is none, with the names there are.
pub(crate) fn pick(all: &[String], wanted: &str) -> Result<Vec<usize>, Error> {
    let wanted = wanted.split(',').map(str::trim);
    wanted
        .map(|name| {
            let place = all.iter().position(|known| plain(known) == plain(name));
            place.ok_or_else(|| {
                let all: Vec<_> = all.iter().map(|name| name.to_lowercase()).collect();
                Error::usage(format!("there is no column `{name}`"))
                    .hint(format!("the columns are {}", line(&all.join(", "))))
            })
        })
        .collect()
}

/// Takes these of the cells of one row.
pub(crate) fn picked<T: Clone>(row: &[T], places: Option<&[usize]>) -> Vec<T> {
    match places {
        None => row.to_vec(),
        Some(places) => places
            .iter()
            .filter_map(|place| row.get(*place).cloned())
            .collect(),
    }
}
