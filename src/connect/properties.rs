//! Java `.properties` text, read as `java.util.Properties` reads it.

use std::path::Path;

use encoding_rs::{UTF_8, WINDOWS_1252};
use java_properties::{LineContent, PropertiesIter};

use crate::error::{Error, Result};

/// Reads names and values in the order of the file; a name may repeat, and the last one counts.
///
/// Java reads the file as Latin-1. Here text that is valid UTF-8 is taken as such, because that is what editors write
/// today and what librdkafka's own tools expect; everything else is Latin-1 as in Java. `path` is only named in errors,
/// which never quote the file's text.
pub(crate) fn parse(text: &[u8], path: &Path) -> Result<Vec<(String, String)>> {
    let encoding = if std::str::from_utf8(text).is_ok() {
        UTF_8
    } else {
        WINDOWS_1252
    };
    let mut properties = Vec::new();
    for line in PropertiesIter::new_with_encoding(text, encoding) {
        let line = line.map_err(|error| {
            let at = error
                .line_number()
                .map_or_else(String::new, |line| format!(", line {line}"));
            Error::usage(format!("{}{at} is not a line of a properties file", path.display()))
                .why("a backslash is followed by something that is no escape of Java's, such as `\\u` without four digits")
                .hint("write a backslash that is meant as one twice: `\\\\`")
        })?;
        if let LineContent::KVPair(name, value) = line.consume_content() {
            properties.push((name, value));
        }
    }
    Ok(properties)
}
