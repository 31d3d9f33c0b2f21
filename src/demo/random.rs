//! A small generator of numbers that only look random: the same seed always yields the same demo.

use std::fmt::Write as _;

/// `SplitMix64`: one word of state, good enough for made-up orders, and no package for it.
pub(super) struct Random(u64);

impl Random {
    /// Starts from a seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Returns the next 64 bits.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u32, high: u32) -> u32 {
        let span = u64::from(high - low) + 1;
        low + u32::try_from(self.next() % span).unwrap_or(0)
    }

    /// Tells whether something that happens `percent` times in a hundred happens now.
    pub(super) fn happens(&mut self, percent: u32) -> bool {
        self.between(1, 100) <= percent
    }

    /// Returns one of the items; there must be one.
    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        let last = u32::try_from(items.len() - 1).unwrap_or(u32::MAX);
        items[self.between(0, last) as usize]
    }

    /// Returns so many hexadecimal digits.
    pub(super) fn hex(&mut self, digits: usize) -> String {
        let mut text = String::new();
        while text.len() < digits {
            let _ = write!(text, "{:016x}", self.next());
        }
        text.truncate(digits);
        text
    }

    /// Returns the text of a random UUID.
    pub(super) fn uuid(&mut self) -> String {
        let hex = self.hex(30);
        let (one, two, three) = (&hex[..8], &hex[8..12], &hex[12..15]);
        let (four, five) = (&hex[15..18], &hex[18..30]);
        format!("{one}-{two}-4{three}-a{four}-{five}")
    }
}
