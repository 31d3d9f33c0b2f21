//! How many different keys: exactly up to a bound, then an estimate.

use std::hash::{DefaultHasher, Hasher as _};

/// The most keys that are counted exactly.
const EXACT: usize = 128;

/// The registers of the estimate: its standard error is 1.04 / sqrt(1024), about 3 %.
const REGISTERS: usize = 1024;

/// How many different ones there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DistinctCount {
    /// The number.
    pub count: u64,
    /// Whether it is an estimate, off by some percent.
    pub estimated: bool,
}

/// A count of different byte strings, by their hashes: a sorted list, and beyond a bound a `HyperLogLog` (Flajolet,
/// Fusy, Gandouet, Meunier, 2007, without its correction for large numbers, which 64 bits do not need).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Distinct {
    /// The hashes, sorted.
    Exact(Vec<u64>),
    /// The longest run of zeros by register.
    Estimated(Box<[u8; REGISTERS]>),
}

impl Default for Distinct {
    fn default() -> Self {
        Self::Exact(Vec::new())
    }
}

impl Distinct {
    /// Returns the hash by which byte strings are told apart.
    pub fn hash(bytes: &[u8]) -> u64 {
        // The same in every run: an estimate must not change when nothing else did.
        let mut hasher = DefaultHasher::new();
        hasher.write(bytes);
        hasher.finish()
    }

    /// Adds one, by its hash.
    pub fn record(&mut self, hash: u64) {
        match self {
            Self::Exact(hashes) => {
                if let Err(at) = hashes.binary_search(&hash) {
                    hashes.insert(at, hash);
                }
                if hashes.len() > EXACT {
                    let mut registers = Box::new([0; REGISTERS]);
                    for hash in hashes {
                        raise(&mut registers, *hash);
                    }
                    *self = Self::Estimated(registers);
                }
            }
            Self::Estimated(registers) => raise(registers, hash),
        }
    }

    /// Takes in another part.
    pub fn merge(&mut self, other: Self) {
        match other {
            Self::Exact(hashes) => {
                for hash in hashes {
                    self.record(hash);
                }
            }
            Self::Estimated(theirs) => match self {
                Self::Exact(hashes) => {
                    let hashes = std::mem::take(hashes);
                    *self = Self::Estimated(theirs);
                    for hash in hashes {
                        self.record(hash);
                    }
                }
                Self::Estimated(ours) => {
                    for (own, their) in ours.iter_mut().zip(theirs.iter()) {
                        *own = (*own).max(*their);
                    }
                }
            },
        }
    }

    /// Returns how many there are.
    pub fn count(&self) -> DistinctCount {
        match self {
            Self::Exact(hashes) => DistinctCount {
                count: hashes.len() as u64,
                estimated: false,
            },
            Self::Estimated(registers) => DistinctCount {
                count: estimate(registers),
                estimated: true,
            },
        }
    }
}

fn raise(registers: &mut [u8; REGISTERS], hash: u64) {
    let at = usize::try_from(hash % REGISTERS as u64).unwrap_or(0);
    let rest = hash >> REGISTERS.trailing_zeros();
    // The ten bits that chose the register are zeros now, and no zeros of the hash.
    let zeros = rest.leading_zeros() - REGISTERS.trailing_zeros();
    let rank = u8::try_from(zeros + 1).unwrap_or(u8::MAX);
    registers[at] = registers[at].max(rank);
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "an estimate, positive and far below 2^53"
)]
fn estimate(registers: &[u8; REGISTERS]) -> u64 {
    let m = REGISTERS as f64;
    let alpha = 0.7213 / (1.0 + 1.079 / m);
    let sum: f64 = registers
        .iter()
        .map(|rank| (-f64::from(*rank)).exp2())
        .sum();
    let raw = alpha * m * m / sum;
    let empty = memchr::memchr_iter(0, registers).count();
    let estimate = if raw <= 2.5 * m && empty > 0 {
        m * (m / empty as f64).ln()
    } else {
        raw
    };
    estimate.round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(range: std::ops::Range<u64>) -> Distinct {
        let mut distinct = Distinct::default();
        range.for_each(|number| {
            distinct.record(Distinct::hash(format!("order-{number}").as_bytes()));
        });
        distinct
    }

    #[test]
    fn few_are_exact_and_many_are_near() {
        for count in [0, 1, 100, 128] {
            let mut twice = of(0..count);
            twice.merge(of(0..count));
            assert_eq!(
                twice.count(),
                DistinctCount {
                    count,
                    estimated: false
                }
            );
        }
        for count in [129, 1_000, 5_000, 100_000] {
            let found = of(0..count).count();
            assert!(found.estimated);
            assert!(
                found.count.abs_diff(count) * 10 < count,
                "{count}: {found:?}"
            );
        }
    }

    #[test]
    fn parts_do_not_matter() {
        for count in [50, 200, 1_000, 20_000] {
            let whole = of(0..count);
            for at in [0, 20, 200, 999, 15_000] {
                let at = at.min(count);
                let mut parts = of(at..count);
                parts.merge(of(0..at));
                assert_eq!(parts, whole, "{count} {at}");
            }
        }
    }
}
