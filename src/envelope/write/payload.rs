//! Keys and values: their bytes, and what they mean.

use super::super::json::{push_base64, push_string};
use super::super::redacted;
use super::{View, optional};
use crate::dead_letter::DeadLetterView;
use crate::payload::{Part, Problem, SchemaUse, Shown};

/// Appends the fields that hold bytes exactly, without the braces around them.
pub(super) fn bytes(out: &mut Vec<u8>, bytes: Option<&[u8]>) {
    let Some(bytes) = bytes else {
        out.extend_from_slice(b"\"null\":true");
        return;
    };
    if let Ok(text) = std::str::from_utf8(bytes) {
        out.extend_from_slice(b"\"text\":");
        push_string(out, text);
    } else {
        out.extend_from_slice(b"\"base64\":");
        push_base64(out, bytes);
    }
}

pub(super) fn payload(out: &mut Vec<u8>, letter: &DeadLetterView<'_>, part: Part, view: &View) {
    out.push(b'{');
    let record = letter.record();
    let bytes = part.of(record);
    let withheld = record.withheld.and_then(|withheld| withheld.part(part));
    match withheld {
        None => self::bytes(out, bytes),
        Some(withheld) => {
            if bytes.is_none() {
                out.extend_from_slice(b"\"null\":true,");
            }
            redacted::part(out, withheld, letter.part(part));
        }
    }
    if view.decode {
        decoded(out, letter, part, withheld.map(|withheld| withheld.whole));
    }
    out.push(b'}');
}

/// Appends what a key or a value means, and why it does not mean what it should. Of a masked one its JSON stands there
/// already; `withheld` says whether that is nothing.
fn decoded(out: &mut Vec<u8>, letter: &DeadLetterView<'_>, part: Part, withheld: Option<bool>) {
    let payload = letter.part(part);
    if matches!(payload.shown(), Shown::Null) {
        return;
    }
    if withheld != Some(false) {
        out.extend_from_slice(b",\"format\":");
        push_string(out, payload.format().name());
    }
    if let Some(schema) = &payload.schema {
        out.extend_from_slice(b",\"schema\":");
        self::schema(out, schema);
    }
    if let Some(header) = payload.from_header {
        out.extend_from_slice(b",\"from_header\":");
        push_string(out, header);
    }
    match (withheld, payload.shown()) {
        (None, Shown::Json(json)) => {
            out.extend_from_slice(b",\"data\":");
            json.compact(out);
        }
        // The text of the record's own bytes stands there already.
        (None, Shown::Text(text)) if payload.from_header.is_some() => {
            out.extend_from_slice(b",\"data\":");
            push_string(out, text);
        }
        _ => {}
    }
    if let Some(problem) = letter.problem(part) {
        out.extend_from_slice(b",\"problem\":");
        self::problem(out, &problem);
    }
    if !payload.notes.is_empty() {
        out.extend_from_slice(b",\"notes\":[");
        for (index, note) in payload.notes.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            push_string(out, note);
        }
        out.push(b']');
    }
}

fn schema(out: &mut Vec<u8>, schema: &SchemaUse) {
    out.push(b'{');
    if let Some(id) = &schema.id {
        out.push(b'"');
        out.extend_from_slice(id.kind().as_bytes());
        out.extend_from_slice(b"\":");
        match id.number() {
            Some(number) => out.extend_from_slice(number.to_string().as_bytes()),
            None => push_string(out, &id.value()),
        }
        out.push(b',');
    }
    out.extend_from_slice(b"\"name\":");
    optional(out, schema.name.as_deref());
    out.push(b'}');
}

fn problem(out: &mut Vec<u8>, problem: &Problem) {
    out.extend_from_slice(b"{\"kind\":");
    push_string(out, problem.kind.name());
    out.extend_from_slice(b",\"text\":");
    push_string(out, &problem.text);
    if let Some(at) = problem.at {
        out.extend_from_slice(b",\"byte\":");
        out.extend_from_slice(at.to_string().as_bytes());
    }
    for (name, text) in [("path", &problem.path), ("detail", &problem.detail)] {
        if let Some(text) = text {
            out.extend_from_slice(b",\"");
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(b"\":");
            push_string(out, text);
        }
    }
    out.push(b'}');
}
