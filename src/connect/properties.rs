//! Java `.properties` text, read as `java.util.Properties` reads it.

use std::borrow::Cow;
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
    // Decoded as a whole: the decoder that reads piece by piece panics where a file ends within a byte order mark.
    let text = match std::str::from_utf8(text) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(text).0,
    };
    let mut properties = Vec::new();
    for line in PropertiesIter::new_with_encoding(text.as_bytes(), UTF_8) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Pairs = &'static [(&'static str, &'static str)];

    #[test]
    fn as_java_reads_them() {
        let table: [(&[u8], Pairs); 13] = [
            (
                b"a=b\nc = d\ne: f\ng h\n",
                &[("a", "b"), ("c", "d"), ("e", "f"), ("g", "h")],
            ),
            (b"# a=b\n! c=d\n\n  e=f\r\ng=", &[("e", "f"), ("g", "")]),
            (
                b"sasl.jaas.config=M required \\\n   username=\"x\" \\\n   password=\"y\";\n",
                &[(
                    "sasl.jaas.config",
                    "M required username=\"x\" password=\"y\";",
                )],
            ),
            (
                b"a=x\\=y\\:z\\#\nb=\\u0041\\t|\n",
                &[("a", "x=y:z#"), ("b", "A\t|")],
            ),
            (b"a=trailing \n", &[("a", "trailing ")]),
            ("a=pä\n".as_bytes(), &[("a", "pä")]),
            (b"a=p\xE4\n", &[("a", "pä")]),
            (b"\xEF\xBB\xBFa=b\n", &[("a", "b")]),
            // The beginnings of byte order marks, and one of UTF-16, are letters.
            (b"\xEF", &[("\u{ef}", "")]),
            (b"\xEF\xBB", &[("\u{ef}\u{bb}", "")]),
            (b"\xFF\xFEa=b", &[("\u{ff}\u{fe}a", "b")]),
            (b"a=1\na=2\n", &[("a", "1"), ("a", "2")]),
            (b"", &[]),
        ];
        for (text, expected) in table {
            let found = parse(text, Path::new("x")).unwrap();
            let found: Vec<(&str, &str)> = found
                .iter()
                .map(|(n, v)| (n.as_str(), v.as_str()))
                .collect();
            assert_eq!(found, expected, "{}", String::from_utf8_lossy(text));
        }
    }

    #[test]
    fn a_bad_escape_names_the_line_and_not_the_text() {
        let error = parse(
            b"a=b\nsasl.password=hunter\\u2\n",
            Path::new("/etc/c.properties"),
        )
        .unwrap_err();
        insta::assert_snapshot!(error.what(), @"/etc/c.properties, line 2 is not a line of a properties file");
        assert!(!format!("{error:?}").contains("hunter"));
    }

    proptest! {
        #[test]
        fn never_panics(text in any::<Vec<u8>>()) {
            let _ = parse(&text, Path::new("x"));
        }
    }
}
