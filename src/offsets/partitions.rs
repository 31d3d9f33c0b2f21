//! The grammar of `-p`.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// Partitions as they were typed: `0`, `0,2,5-7` or `all`.
///
/// `all` selects what its absence selects, and says that it was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartitionList {
    /// Every partition.
    All,
    /// Runs of partitions, both ends included.
    Some(Vec<(i32, i32)>),
}

impl PartitionList {
    /// Tells whether a partition is in the list.
    pub fn contains(&self, partition: i32) -> bool {
        match self {
            Self::All => true,
            Self::Some(runs) => runs
                .iter()
                .any(|(first, last)| (*first..=*last).contains(&partition)),
        }
    }

    /// Returns the highest partition that the list names.
    pub fn highest(&self) -> Option<i32> {
        match self {
            Self::All => None,
            Self::Some(runs) => runs.iter().map(|(_, last)| *last).max(),
        }
    }

    /// Adds another list.
    #[must_use]
    pub fn united(self, other: Self) -> Self {
        match (self, other) {
            (Self::Some(mut runs), Self::Some(more)) => {
                runs.extend(more);
                Self::Some(runs)
            }
            (Self::All, _) | (_, Self::All) => Self::All,
        }
    }
}

impl fmt::Display for PartitionList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Some(runs) = self else {
            return f.write_str("all");
        };
        for (index, (first, last)) in runs.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            if first == last {
                write!(f, "{comma}{first}")?;
            } else {
                write!(f, "{comma}{first}-{last}")?;
            }
        }
        Ok(())
    }
}

impl FromStr for PartitionList {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text == "all" {
            return Ok(Self::All);
        }
        text.split(',')
            .map(|run| {
                let (first, last) = run.split_once('-').unwrap_or((run, run));
                Some((number(first)?, number(last)?)).filter(|(first, last)| first <= last)
            })
            .collect::<Option<Vec<_>>>()
            .map(Self::Some)
            .ok_or_else(|| {
                Error::usage(format!("`{text}` is no list of partitions"))
                    .hint("partitions are for example 3, 0,2,5-7 or all")
            })
    }
}

/// Reads a partition's number: digits and nothing else.
pub(super) fn number(text: &str) -> Option<i32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_lists() {
        let cases = [
            ("3", vec![(3, 3)]),
            ("0,2,5-7", vec![(0, 0), (2, 2), (5, 7)]),
            ("4-4", vec![(4, 4)]),
            ("0-2147483647", vec![(0, i32::MAX)]),
        ];
        for (text, runs) in cases {
            assert_eq!(
                text.parse::<PartitionList>().unwrap(),
                PartitionList::Some(runs),
                "{text}"
            );
        }
        let list: PartitionList = "0,2,5-7".parse().unwrap();
        let inside: Vec<_> = (0..10).filter(|number| list.contains(*number)).collect();
        assert_eq!(inside, [0, 2, 5, 6, 7]);
        assert_eq!(list.highest(), Some(7));
        assert!("all".parse::<PartitionList>().unwrap().contains(99));
    }

    #[test]
    fn refuses_what_is_no_list() {
        let cases = [
            "",
            ",",
            "0,",
            "-1",
            "1-",
            "7-5",
            "a",
            "0 ,1",
            "+1",
            "0..3",
            "2147483648",
            "ALL",
            "all,1",
        ];
        for text in cases {
            assert!(text.parse::<PartitionList>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn unites_repeated_lists() {
        let list = |text: &str| text.parse::<PartitionList>().unwrap();
        assert_eq!(list("0").united(list("2-3")), list("0,2-3"));
        assert_eq!(list("0").united(list("all")), PartitionList::All);
    }

    proptest! {
        #[test]
        fn never_panics(text in "[-0-9,al ]{0,20}") {
            if let Ok(list) = text.parse::<PartitionList>() {
                prop_assert_eq!(list.to_string().parse::<PartitionList>().unwrap(), list);
            }
        }
    }
}
