//! Headers: their bytes, and what dialects write in them.

use super::super::json::{push_base64, push_integer, push_string};
use super::payload::bytes;
use super::{Fidelity, optional};
use crate::dialect::{self, HeaderValue};
use crate::record::{HeaderView, RecordView};
use crate::redaction::HeaderMark;

pub(super) fn headers(out: &mut Vec<u8>, record: &RecordView<'_>) -> Fidelity {
    let headers = record.headers;
    out.extend_from_slice(b",\"headers\":[");
    for (index, header) in headers.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        let mark = record.withheld.map(|withheld| withheld.header(index));
        self::header(out, header, mark.unwrap_or_default());
    }
    out.push(b']');
    if let Some(why) = headers.why_unreadable() {
        out.extend_from_slice(b",\"headers_unreadable\":");
        push_string(out, why);
    }
    match (record.withheld, headers.why_unreadable()) {
        (Some(_), _) => Fidelity::Redacted,
        (None, Some(_)) => Fidelity::HeadersUnreadable,
        (None, None) => Fidelity::Lossless,
    }
}

fn header(out: &mut Vec<u8>, header: HeaderView<'_>, mark: HeaderMark) {
    if let Ok(name) = std::str::from_utf8(header.name) {
        out.extend_from_slice(b"{\"name\":");
        push_string(out, name);
    } else {
        out.extend_from_slice(b"{\"name_base64\":");
        push_base64(out, header.name);
    }
    match mark {
        HeaderMark::Kept => {}
        HeaderMark::Changed => out.extend_from_slice(b",\"redacted\":true"),
        HeaderMark::Withheld => {
            out.extend_from_slice(b",\"redacted\":true}");
            return;
        }
    }
    out.push(b',');
    let Some(value) = header.value else {
        out.extend_from_slice(b"\"null\":true}");
        return;
    };
    // A number in binary may be UTF-8 by accident; whether it is must not change its form from record to record.
    let is_decimal = || value.iter().all(|byte| matches!(byte, b'-' | b'0'..=b'9'));
    match dialect::decode_header(header.name, Some(value)) {
        None | Some(HeaderValue::Text(_)) => bytes(out, Some(value)),
        Some(HeaderValue::Integer(_) | HeaderValue::Timestamp(_)) if is_decimal() => {
            bytes(out, Some(value));
        }
        Some(HeaderValue::Malformed(_)) if !value.iter().any(u8::is_ascii_control) => {
            bytes(out, Some(value));
        }
        Some(data) => {
            out.extend_from_slice(b"\"base64\":");
            push_base64(out, value);
            header_data(out, &data);
        }
    }
    out.push(b'}');
}

/// Appends what a header in binary means, if it can be read.
fn header_data(out: &mut Vec<u8>, data: &HeaderValue<'_>) {
    match data {
        HeaderValue::Integer(number) | HeaderValue::Timestamp(number) => {
            out.extend_from_slice(b",\"data\":");
            push_integer(out, *number);
        }
        HeaderValue::Exception { class, message, .. } => {
            out.extend_from_slice(b",\"data\":{\"exception\":");
            push_string(out, class);
            out.extend_from_slice(b",\"message\":");
            optional(out, message.as_deref());
            out.push(b'}');
        }
        HeaderValue::Text(_) | HeaderValue::Malformed(_) => {}
    }
}
