//! The two formats without any form: references, and values as they are.

use crate::dead_letter::DeadLetterView;

/// Appends a record's reference and a line feed: what `--refs` reads.
pub fn push_name(letter: &DeadLetterView<'_>, out: &mut Vec<u8>) {
    let reference = letter.record().envelope.record_ref().to_string();
    out.extend_from_slice(crate::sanitize::line(&reference).as_bytes());
    out.push(b'\n');
}

/// Appends a record's value exactly as it is, and a line feed, as `kcat -C` prints values.
///
/// A null value, like an empty one, is the line feed alone; a value that holds line feeds looks like several. Where
/// that matters, `-o ndjson` tells all of them apart.
pub fn push_raw(letter: &DeadLetterView<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(letter.record().envelope.value.unwrap_or_default());
    out.push(b'\n');
}
