//! Values other than records as JSON, safe to be shown by a terminal as it is.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::sanitize::is_hostile;

/// Appends a value as JSON on one line, without a line break after it.
///
/// What a terminal must not get raw is written as `\u` escapes, as in record envelopes.
pub(crate) fn push(out: &mut Vec<u8>, value: &impl Serialize) -> io::Result<()> {
    value
        .serialize(&mut Serializer::with_formatter(out, Safe))
        .map_err(io::Error::from)
}

/// Writes JSON without white space, and escapes more than it must.
struct Safe;

impl Formatter for Safe {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        text: &str,
    ) -> io::Result<()> {
        let mut rest = text;
        while let Some((at, scalar)) = rest.char_indices().find(|(_, scalar)| is_hostile(*scalar)) {
            writer.write_all(&rest.as_bytes()[..at])?;
            for unit in scalar.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[at + scalar.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_escaped_and_reads_back() {
        let text = "a\u{1b}\"\\\u{7f}\u{9b}b\u{202e}\u{e0041}ü\n";
        let mut out = Vec::new();
        push(&mut out, &text).unwrap();
        let written = String::from_utf8(out).unwrap();
        assert_eq!(
            written,
            r#""a\u001b\"\\\u007f\u009bb\u202e\udb40\udc41ü\n""#
        );
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }
}
