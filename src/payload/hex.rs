//! Bytes as lines of hexadecimal digits, as `hexdump -C` prints them.

use std::fmt::{self, Write as _};

/// How many bytes one line shows.
const PER_LINE: usize = 16;

/// Returns bytes as lower-case digits, with `between` between two bytes.
pub fn digits(bytes: &[u8], between: &str) -> String {
    let mut text = String::with_capacity(bytes.len() * (2 + between.len()));
    for (index, byte) in bytes.iter().enumerate() {
        if index > 0 {
            text.push_str(between);
        }
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// A bounded hexadecimal dump: offset, sixteen bytes, and the same as ASCII.
///
/// Displays without a line break at its end. What is printed is printable ASCII only.
#[derive(Clone, Copy, Debug)]
pub struct HexDump<'a> {
    bytes: &'a [u8],
    left_out: usize,
}

impl<'a> HexDump<'a> {
    /// Dumps the first bytes, at most `limit` of them.
    pub fn of(bytes: &'a [u8], limit: usize) -> Self {
        let shown = bytes.len().min(limit);
        Self {
            bytes: &bytes[..shown],
            left_out: bytes.len() - shown,
        }
    }

    /// Returns how many bytes the dump does not show.
    pub fn left_out(&self) -> usize {
        self.left_out
    }
}

impl fmt::Display for HexDump<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (line, bytes) in self.bytes.chunks(PER_LINE).enumerate() {
            if line > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{:08x} ", line * PER_LINE)?;
            for column in 0..PER_LINE {
                if column % 8 == 0 {
                    f.write_str(" ")?;
                }
                match bytes.get(column) {
                    Some(byte) => write!(f, "{byte:02x} ")?,
                    None => f.write_str("   ")?,
                }
            }
            f.write_str("|")?;
            for byte in bytes {
                let shown = if matches!(byte, b' '..=b'~') {
                    char::from(*byte)
                } else {
                    '.'
                };
                write!(f, "{shown}")?;
            }
            f.write_str("|")?;
        }
        Ok(())
    }
}
