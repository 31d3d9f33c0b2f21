//! `--sample`: some records, the same ones each time.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use super::{Predicate, Stage, Verdict};
use crate::error::{Error, Result};
use crate::record::Envelope;

/// How large a sample is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SampleSize {
    /// So many of the matching records.
    Count(u64),
    /// So many of a hundred of the matching records, more than 0 and at most 100.
    Percent(f64),
}

impl SampleSize {
    /// The largest number of records that is drawn: they are held until the end.
    pub const MOST: u64 = 10_000;
}

impl fmt::Display for SampleSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

impl FromStr for SampleSize {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let error = || {
            Error::usage(format!("`{text}` is no size of a sample")).hint(format!(
                "write a number of records up to {}, or a share such as 1% or 0.1%",
                Self::MOST
            ))
        };
        let plain = |byte: u8| byte.is_ascii_digit() || byte == b'.';
        let size = match text.strip_suffix('%') {
            Some(share) if share.bytes().all(plain) => {
                let share = share.parse().map_err(|_| error())?;
                (share > 0.0 && share <= 100.0).then_some(Self::Percent(share))
            }
            None if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                let count = text.parse().map_err(|_| error())?;
                (1..=Self::MOST)
                    .contains(&count)
                    .then_some(Self::Count(count))
            }
            _ => None,
        };
        size.ok_or_else(error)
    }
}

/// Returns a record's lot: evenly spread, and the same whenever it is drawn, so that a sample can be looked at twice.
pub fn lot(envelope: &Envelope<'_>) -> u64 {
    let mut hash = Sha256::new();
    hash.update(envelope.topic.as_bytes());
    hash.update([0]);
    hash.update(envelope.partition.to_be_bytes());
    hash.update(envelope.offset.to_be_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.finalize()[..8]);
    u64::from_be_bytes(first)
}

/// Holds for a share of all records, by their lots.
#[derive(Clone, Copy, Debug)]
pub struct Share(
    /// Of a hundred.
    pub f64,
);

impl Predicate for Share {
    fn stage(&self) -> Stage {
        Stage::Envelope
    }

    fn envelope(&self, envelope: &Envelope<'_>) -> Verdict {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a share need not be exact to the last record"
        )]
        let at = lot(envelope) as f64 / u64::MAX as f64;
        Verdict::of(at * 100.0 < self.0)
    }
}
