//! The bytes of a datum, read from front to back and never past their end.

use super::super::plain::MAX_OUTPUT;
use super::fault::{Fault, Walk};
use crate::quantity;

/// The most values of one datum. More than its bytes could pay for come from counts of what takes no byte at all.
const MOST_VALUES: usize = 16 << 20;

/// The most items, in all arrays of a datum, of a kind that takes no byte: nulls, empty records. Not of each block: a
/// block is two bytes long.
const MOST_FREE_ITEMS: u64 = 65_536;

/// Lengths and counts from here on are no sign of bytes that are missing; they are no lengths and counts at all.
const ABSURD: u64 = 64 << 20;

/// The place in the bytes, and what the walk may still cost.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    values_left: usize,
    free_items_left: u64,
    /// How long the output may become, what stood in it before included.
    longest: usize,
}

impl<'a> Cursor<'a> {
    /// Begins a walk whose text is appended to `out`.
    pub(super) fn new(bytes: &'a [u8], out: &[u8]) -> Self {
        Self {
            bytes,
            at: 0,
            values_left: MOST_VALUES,
            free_items_left: MOST_FREE_ITEMS,
            longest: out.len().saturating_add(MAX_OUTPUT),
        }
    }

    /// Returns how many bytes were read.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Pays for one more value.
    #[inline]
    pub(super) fn pay(&mut self, out: &[u8]) -> Walk {
        if self.values_left == 0 || out.len() > self.longest {
            return Err(self.too_much());
        }
        self.values_left -= 1;
        Ok(())
    }

    #[cold]
    fn too_much(&self) -> Fault {
        let limit = quantity::bytes(MAX_OUTPUT as u64);
        let most = quantity::count(MOST_VALUES as u64);
        Fault::wrong(
            self.at,
            format!("becomes more than {limit} of JSON or {most} values"),
        )
    }

    #[inline]
    pub(super) fn boolean(&mut self) -> Walk<bool> {
        match self.bytes.get(self.at) {
            Some(byte @ (0 | 1)) => {
                self.at += 1;
                Ok(*byte == 1)
            }
            Some(byte) => Err(Fault::wrong(
                self.at,
                format!("a boolean of {byte}, where only 0 and 1 are"),
            )),
            None => Err(self.ends("a boolean")),
        }
    }

    /// Reads a number of 64 bits in zigzag order.
    #[inline]
    pub(super) fn long(&mut self) -> Walk<i64> {
        // Most are lengths and indexes of one byte.
        if let Some(byte) = self.bytes.get(self.at).filter(|byte| **byte < 0x80) {
            self.at += 1;
            return Ok(zigzag(u64::from(*byte)));
        }
        self.long_of_many()
    }

    fn long_of_many(&mut self) -> Walk<i64> {
        let mut number = 0_u64;
        for (index, byte) in self.rest().iter().enumerate().take(10) {
            if index == 9 && *byte > 1 {
                return Err(Fault::wrong(self.at, "a number of more than 64 bits"));
            }
            number |= u64::from(byte & 0x7f) << (7 * index);
            if *byte < 0x80 {
                self.at += index + 1;
                return Ok(zigzag(number));
            }
        }
        Err(self.ends("a number"))
    }

    #[inline]
    pub(super) fn int(&mut self) -> Walk<i32> {
        let at = self.at;
        let number = self.long()?;
        i32::try_from(number)
            .map_err(|_| Fault::wrong(at, format!("an int of {number}, which has 32 bits")))
    }

    #[inline]
    pub(super) fn float(&mut self) -> Walk<f32> {
        self.array().map(f32::from_le_bytes)
    }

    #[inline]
    pub(super) fn double(&mut self) -> Walk<f64> {
        self.array().map(f64::from_le_bytes)
    }

    #[inline]
    fn array<const N: usize>(&mut self) -> Walk<[u8; N]> {
        match self.rest().first_chunk() {
            Some(chunk) => {
                self.at += N;
                Ok(*chunk)
            }
            None => Err(self.early(self.at, N - self.rest().len())),
        }
    }

    /// Reads so many bytes.
    #[inline]
    pub(super) fn fixed(&mut self, size: usize) -> Walk<&'a [u8]> {
        self.take(self.at, size, "a fixed")
    }

    /// Reads a length and so many bytes.
    #[inline]
    pub(super) fn bytes(&mut self, noun: &str) -> Walk<&'a [u8]> {
        let at = self.at;
        let length = self.long()?;
        match usize::try_from(length) {
            Ok(length) => self.take(at, length, noun),
            Err(_) => Err(Fault::wrong(at, format!("{noun} of {length} bytes"))),
        }
    }

    /// Takes so many bytes of what begins at `start`.
    #[inline]
    fn take(&mut self, start: usize, size: usize, noun: &str) -> Walk<&'a [u8]> {
        let rest = self.rest();
        match rest.get(..size) {
            Some(taken) => {
                self.at += size;
                Ok(taken)
            }
            None if size as u64 >= ABSURD => Err(Fault::wrong(
                start,
                format!(
                    "{noun} of {}, where {} left",
                    quantity::bytes(size as u64),
                    are(rest.len())
                ),
            )),
            None => Err(self.early(start, size - rest.len())),
        }
    }

    /// Reads UTF-8.
    #[inline]
    pub(super) fn string(&mut self) -> Walk<&'a str> {
        let bytes = self.bytes("a string")?;
        std::str::from_utf8(bytes).map_err(|error| {
            let good = error.valid_up_to();
            let byte = bytes.get(good).copied().unwrap_or_default();
            Fault::wrong(
                self.at - bytes.len() + good,
                format!("a string that is no UTF-8 ({byte:02x})"),
            )
        })
    }

    /// Reads an index into the branches of a union or the symbols of an enum.
    #[inline]
    pub(super) fn index(&mut self, of: usize, noun: &str, whole: &str) -> Walk<usize> {
        let at = self.at;
        let index = self.long()?;
        match usize::try_from(index) {
            Ok(index) if index < of => Ok(index),
            _ => Err(Fault::wrong(
                at,
                format!("{noun} {index} of {whole} of {of}"),
            )),
        }
    }

    /// Reads the count at the start of a block, 0 at the end of the last.
    #[inline]
    pub(super) fn count(&mut self, is_free: bool, noun: &str) -> Walk<u64> {
        let at = self.at;
        let count = self.long()?;
        if count < 0 {
            // The size of the block in bytes, for those who pass over it.
            let size = self.long()?;
            if size < 0 {
                return Err(Fault::wrong(at, format!("{noun} of {size} bytes")));
            }
        }
        let count = count.unsigned_abs();
        if count >= ABSURD || (is_free && count > self.free_items_left) {
            return Err(Fault::wrong(
                at,
                format!(
                    "{noun} of {} items, where {} left",
                    quantity::count(count),
                    are(self.rest().len())
                ),
            ));
        }
        if is_free {
            self.free_items_left -= count;
        }
        Ok(count)
    }

    /// The bytes end within something whose length is not known.
    #[cold]
    fn ends(&self, noun: &str) -> Fault {
        let why = match self.rest().len() {
            0 => format!("ends before {noun}"),
            _ => format!("ends within {noun}"),
        };
        Fault::truncated(self.at, why)
    }

    #[cold]
    #[allow(clippy::unused_self, reason = "reads like `ends`")]
    fn early(&self, at: usize, missing: usize) -> Fault {
        let missing = quantity::counted(missing as u64, "byte");
        Fault::truncated(at, format!("ends {missing} early"))
    }
}

#[inline]
fn zigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -((number & 1).cast_signed())
}

fn are(left: usize) -> String {
    let verb = if left == 1 { "is" } else { "are" };
    format!("{} {verb}", quantity::counted(left as u64, "byte"))
}
