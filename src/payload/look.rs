//! What bytes look like, for people who expected something else.

use super::json::Json;
use crate::java::serialized;

/// Beginnings of what is not a record of its own format.
const BEGINNINGS: &[(&[u8], &str)] = &[
    (
        &serialized::MAGIC,
        "they look like a serialized Java object",
    ),
    (&[0x1f, 0x8b], "they look like gzip"),
    (&[0x28, 0xb5, 0x2f, 0xfd], "they look like zstd"),
    (&[0x04, 0x22, 0x4d, 0x18], "they look like lz4"),
    (b"Obj\x01", "they look like a whole Avro file"),
    (b"PK\x03\x04", "they look like a ZIP file"),
    (b"<?xml", "they look like XML"),
    (&[0xef, 0xbb, 0xbf], "they begin with a byte order mark"),
    (&[0xfe, 0xff], "they look like UTF-16"),
    (&[0xff, 0xfe], "they look like UTF-16"),
    (&[0x03, 0x00], "they may be an AWS Glue frame"),
    (&[0x03, 0x05], "they may be an AWS Glue frame"),
];

/// Says what bytes look like.
pub(super) fn like(bytes: &[u8]) -> &'static str {
    if bytes.is_empty() {
        return "the payload is empty";
    }
    let known = BEGINNINGS
        .iter()
        .find(|(beginning, _)| bytes.starts_with(beginning));
    if let Some((_, what)) = known {
        return what;
    }
    let first = bytes.trim_ascii_start().first();
    if Json::parse(bytes).is_some() {
        return "the bytes are plain JSON without a frame";
    }
    match std::str::from_utf8(bytes) {
        Ok(_) if matches!(first, Some(b'{' | b'[')) => "the bytes look like JSON that is broken",
        Ok(text) if reads_like_text(text) => "the bytes are plain text",
        _ => "the bytes look like no format that is known here",
    }
}

/// Tells text from binary formats whose bytes happen to be UTF-8 (small Avro and Protobuf records are): text holds no
/// NUL, and at most one control character in eight.
pub(super) fn reads_like_text(text: &str) -> bool {
    let mut scalars = 0_usize;
    let mut controls = 0_usize;
    for scalar in text.chars() {
        match scalar {
            '\0' => return false,
            '\t' | '\n' | '\r' => {}
            _ if scalar.is_control() => controls += 1,
            _ => {}
        }
        scalars += 1;
    }
    controls * 8 <= scalars
}

/// Tells whether bytes that are not UTF-8 were meant as text: nearly all of them are printable.
pub(super) fn meant_as_text(bytes: &[u8]) -> bool {
    let odd = bytes
        .iter()
        .filter(|byte| !matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~'))
        .count();
    bytes.len() >= 4 && odd * 8 <= bytes.len()
}
