//! Comma-separated values (RFC 4180): rows of records, topics and groups. Described for users in docs/output.md.
//!
//! Written by hand, because single fields are quoted for a reason of their own: an empty text is `""`, and what is not
//! there is nothing at all, as `COPY` of `PostgreSQL` does it.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::column::{Column, Datum, Known};
use crate::dead_letter::DeadLetterView;
use crate::sanitize::line;

/// How cells are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Csv {
    /// Whether a terminal gets them, which obeys control characters: those are escaped then.
    pub for_terminal: bool,
}

/// What begins a formula in a spreadsheet, by OWASP's page on CSV injection.
const FORMULA: [char; 10] = [
    '=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
];

/// Tells whether a spreadsheet could take a text for a formula, apostrophes in front of it aside.
///
/// Numbers are none: an offset of -1 stays what it is.
fn is_formula(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    bare.starts_with(FORMULA) && bare.parse::<f64>().is_err()
}

impl Csv {
    /// Appends the heading of records.
    pub fn heading(self, columns: &[Column], out: &mut Vec<u8>) {
        self.row(columns.iter().map(|column| Some(column.name())), out);
    }

    /// Appends the row of one dead letter.
    pub fn record(
        self,
        columns: &[Column],
        letter: &DeadLetterView<'_>,
        known: &Known<'_>,
        out: &mut Vec<u8>,
    ) {
        let cells = columns
            .iter()
            .map(|column| match column.datum(letter, known) {
                Datum::Absent | Datum::Null => None,
                Datum::Number(number) => Some(Cow::Owned(number.to_string())),
                // No reader of CSV can be relied on to let a NUL through.
                Datum::Text(text) if text.contains('\0') => Some(base64(text.as_bytes())),
                Datum::Text(text) => Some(text),
                Datum::Bytes(bytes) => Some(base64(bytes)),
            });
        self.row(cells, out);
    }

    /// Appends one row; `None` is what is not there.
    pub(super) fn row<'c>(
        self,
        cells: impl Iterator<Item = Option<Cow<'c, str>>>,
        out: &mut Vec<u8>,
    ) {
        let start = out.len();
        for (index, cell) in cells.enumerate() {
            if index > 0 {
                out.push(b',');
            }
            if let Some(cell) = cell {
                self.cell(&cell, out);
            }
        }
        if out.len() == start {
            // Readers pass over empty lines.
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(b"\r\n");
    }

    fn cell(self, text: &str, out: &mut Vec<u8>) {
        let formula = is_formula(text);
        let text = if self.for_terminal {
            line(text)
        } else {
            Cow::Borrowed(text)
        };
        if !formula && !text.is_empty() && !text.contains(['"', ',', ' ', '\r', '\n', '\t']) {
            out.extend_from_slice(text.as_bytes());
            return;
        }
        out.push(b'"');
        if formula {
            out.push(b'\'');
        }
        for byte in text.bytes() {
            if byte == b'"' {
                out.push(b'"');
            }
            out.push(byte);
        }
        out.push(b'"');
    }
}

fn base64(bytes: &[u8]) -> Cow<'static, str> {
    Cow::Owned(format!("base64:{}", STANDARD.encode(bytes)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(cells: &[Option<&str>], for_terminal: bool) -> String {
        let mut out = Vec::new();
        let cells = cells.iter().map(|cell| cell.map(Cow::Borrowed));
        Csv { for_terminal }.row(cells, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        for (cell, expected) in [
            (None, "\"\""),
            (Some(""), "\"\""),
            (Some("order-42"), "order-42"),
            (Some("a,b"), "\"a,b\""),
            (Some("a \"b\""), "\"a \"\"b\"\"\""),
            (Some("one\r\ntwo"), "\"one\r\ntwo\""),
            (Some("-5"), "-5"),
            (Some("-1.5e3"), "-1.5e3"),
        ] {
            assert_eq!(written(&[cell], false), format!("{expected}\r\n"));
        }
    }

    #[test]
    fn what_is_not_there_is_nothing_and_an_empty_text_is_quoted() {
        assert_eq!(written(&[None, Some(""), None], false), ",\"\",\r\n");
    }

    #[test]
    fn bytes_that_are_no_text_do_not_vanish() {
        let cell = |bytes: Option<&[u8]>| {
            let record = crate::envelope::samples::made(None, bytes, &[(b"h", bytes)]);
            let letter = DeadLetterView::new(record.view());
            let mut out = Vec::new();
            let columns = [Column::Value, Column::Header("h".into())];
            let exact = Csv {
                for_terminal: false,
            };
            exact.record(&columns, &letter, &Known::default(), &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(cell(Some(b"\xff\xfe")), "base64://4=,base64://4=\r\n");
        assert_eq!(cell(Some(b"a\0")), "base64:YQA=,base64:YQA=\r\n");
        assert_eq!(cell(Some("\u{1b}é".as_bytes())), "\u{1b}é,\u{1b}é\r\n");
        assert_eq!(cell(Some(b"")), "\"\",\"\"\r\n");
        assert_eq!(cell(None), ",\r\n");
    }

    #[test]
    fn formulas_begin_with_an_apostrophe() {
        for formula in [
            "=1+1",
            "@SUM(A1)",
            "+cmd|' /C calc'!A0",
            "-2+3",
            "\t=1",
            "\r=1",
            "\u{ff1d}1",
            "'=1",
            "''=1",
        ] {
            let expected = format!("\"'{}\"\r\n", formula.replace('"', "\"\""));
            assert_eq!(written(&[Some(formula)], false), expected);
        }
        for harmless in ["a=1", "'tis", "user@example.com", "-", "a-b"] {
            let guarded = written(&[Some(harmless)], false).contains("\"'");
            assert_eq!(guarded, harmless == "-", "{harmless}");
        }
    }

    #[test]
    fn a_terminal_gets_no_control_character() {
        let hostile = "a\u{1b}[2J\r\n\u{202e}b";
        assert_eq!(
            written(&[Some(hostile)], true),
            "a\\x1b[2J\\r\\n\\u{202e}b\r\n"
        );
        assert_eq!(
            written(&[Some(hostile)], false),
            format!("\"{hostile}\"\r\n")
        );
    }

    /// Takes off what was put in front of a formula.
    fn unguarded(text: &str) -> &str {
        match text.strip_prefix('\'') {
            Some(bare) if is_formula(bare) => bare,
            _ => text,
        }
    }

    proptest! {
        #[test]
        fn another_reader_reads_what_was_written(
            rows in prop::collection::vec(prop::collection::vec("([=+@',\"\r\n\t -]|[a-z0-9é=]){0,8}", 3), 0..5),
        ) {
            let mut out = Vec::new();
            for row in &rows {
                let cells = row.iter().map(|cell| Some(Cow::Borrowed(cell.as_str())));
                Csv { for_terminal: false }.row(cells, &mut out);
            }
            let reader = csv::ReaderBuilder::new().has_headers(false).from_reader(out.as_slice());
            let read: Vec<Vec<String>> = reader
                .into_records()
                .map(|row| row.unwrap().iter().map(|cell| unguarded(cell).to_owned()).collect())
                .collect();
            prop_assert_eq!(read, rows);
        }
    }
}
