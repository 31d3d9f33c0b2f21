//! Errors: for people, and as one JSON object for programs.

use std::borrow::Cow;
use std::io::{self, Write};

use super::style::Ink;
use crate::envelope::push_string;
use crate::error::Error;
use crate::sanitize::block;
use crate::wrap::{Paragraph, Whole};

/// Writes an error for people: what failed, why, and what to do next.
///
/// ```text
/// error: cannot read orders.events.DLT
///   why: the broker at localhost:9092 refused the connection
///   hint: is the broker running? try `dltctl doctor`
/// ```
///
/// All three may quote a broker, a file or the command line, so all three are escaped. Further lines hang below the
/// text; on a terminal of `width` cells long ones are wrapped between words, commands stay whole.
pub fn write(
    out: &mut dyn Write,
    error: &Error,
    color: bool,
    width: Option<usize>,
) -> io::Result<()> {
    let mut text = String::new();
    let mut part = |indent: &str, title: &str, ink: Ink, what: &str| {
        let paragraph = Paragraph {
            label: &format!("{indent}{} ", ink.on(title, color)),
            hang: indent.len() + title.len() + 1,
            width,
            whole: Whole::Commands,
        };
        paragraph.push(&mut text, &block(what), |piece| Cow::Borrowed(piece));
    };
    part("", "error:", Ink::Failure, error.what());
    if let Some(why) = error.reason() {
        part("  ", "why:", Ink::Faint, &why);
    }
    if let Some(hint) = error.next_step() {
        part("  ", "hint:", Ink::Accent, hint);
    }
    out.write_all(text.as_bytes())
}

/// Writes an error as one JSON object on one line.
///
/// ```text
/// {"error":{"kind":"unreachable","status":5,"what":"…","why":"…","hint":"…"}}
/// ```
///
/// `why` and `hint` are null where there is none.
pub fn write_json(out: &mut dyn Write, error: &Error) -> io::Result<()> {
    let kind = error.kind();
    let mut line = format!(
        "{{\"error\":{{\"kind\":\"{}\",\"status\":{},\"what\":",
        kind.name(),
        kind.exit_status().0
    )
    .into_bytes();
    push_string(&mut line, error.what());
    for (name, text) in [
        ("why", error.reason()),
        ("hint", error.next_step().map(str::to_owned)),
    ] {
        line.extend_from_slice(format!(",\"{name}\":").as_bytes());
        match text {
            Some(text) => push_string(&mut line, &text),
            None => line.extend_from_slice(b"null"),
        }
    }
    line.extend_from_slice(b"}}\n");
    out.write_all(&line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hostile() -> Error {
        Error::failed("cannot read orders\u{1b}[2J.DLT")
            .why("the broker said \u{202e}no\nand more\r")
            .hint("try `dltctl topics`")
    }

    #[test]
    fn people_get_what_why_and_what_next() {
        let mut out = Vec::new();
        write(&mut out, &hostile(), false, None).unwrap();
        write(&mut out, &Error::usage("no topic was named"), false, None).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        error: cannot read orders\x1b[2J.DLT
          why: the broker said \u{202e}no
               and more\r
          hint: try `dltctl topics`
        error: no topic was named
        ");
    }

    #[test]
    fn a_terminal_gets_whole_words_and_whole_commands() {
        let error = Error::refused("the ledger topic dlt-replay.ledger does not exist")
            .why("数数数 is not a topic of this cluster")
            .hint("create it once: `dltctl -b broker:9092 ledger init`\nor ask an administrator:\nkafka-topics.sh --create --topic dlt-replay.ledger");
        let mut out = Vec::new();
        write(&mut out, &error, false, Some(44)).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        error: the ledger topic dlt-replay.ledger
               does not exist
          why: 数数数 is not a topic of this cluster
          hint: create it once:
                `dltctl -b broker:9092 ledger init`
                or ask an administrator:
                kafka-topics.sh --create --topic dlt-replay.ledger
        ");
    }

    #[test]
    fn colour_is_around_the_titles_only() {
        let mut out = Vec::new();
        write(&mut out, &hostile(), true, None).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(
            out.starts_with("\u{1b}[31merror:\u{1b}[0m cannot read"),
            "{out}"
        );
        assert_eq!(out.matches('\u{1b}').count(), 6);
    }

    #[test]
    fn programs_get_one_object_on_one_line() {
        let mut out = Vec::new();
        write_json(&mut out, &hostile()).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"{"error":{"kind":"failed","status":1,"what":"cannot read orders\u001b[2J.DLT","why":"the broker said \u202eno\nand more\r","hint":"try `dltctl topics`"}}"#);
    }
}
