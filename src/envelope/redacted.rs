//! What an envelope says of what is withheld, and back. Such an envelope is looked at, and never written again.

use std::borrow::Cow;

use super::json::push_string;
use super::read::Bytes;
use crate::payload::{Format, Json, Payload, Shown};
use crate::redaction::{HeaderMark, REDACTED, WithheldPart};

/// Appends what stands in place of the bytes of a masked part: `"redacted":true`, and the JSON that is left of it.
pub(super) fn part(out: &mut Vec<u8>, withheld: &WithheldPart, payload: &Payload<'_>) {
    out.extend_from_slice(b"\"redacted\":true");
    if !withheld.whole {
        out.extend_from_slice(b",\"format\":");
        push_string(out, withheld.format.name());
        if let Shown::Json(json) = payload.shown() {
            out.extend_from_slice(b",\"data\":");
            json.compact(out);
        }
    }
}

/// The bytes that stand for a masked part, and what is known of it.
type Left<'a> = (Option<Cow<'a, [u8]>>, WithheldPart);

/// Reads what is left of a masked part.
pub(super) fn part_of<'a>(written: &Bytes<'a>) -> Result<Left<'a>, String> {
    if written.text.is_some() || written.base64.is_some() {
        return Err("is redacted and has bytes".to_owned());
    }
    let data = written
        .data
        .and_then(|data| Json::parse(data.get().as_bytes()));
    let format = written
        .format
        .and_then(|name| serde_json::from_str::<Cow<'_, str>>(name.get()).ok());
    let unread = if data.is_some() {
        Format::Json
    } else {
        Format::Text
    };
    let part = WithheldPart {
        whole: data.is_none(),
        text: data.map_or(REDACTED, |data| data.as_str()).into(),
        format: format
            .and_then(|name| Format::named(&name))
            .unwrap_or(unread),
        schema: None,
        problem: None,
        from_header: None,
        size: None,
        hash: None,
    };
    let shown = match (written.null, data) {
        (Some(true), _) => None,
        (_, Some(data)) => Some(Cow::Borrowed(data.as_str().as_bytes())),
        (_, None) => Some(Cow::Borrowed(REDACTED.as_bytes())),
    };
    Ok((shown, part))
}

/// Tells what became of a header, and what stands in place of its value where there is none.
pub(super) fn header_of(redacted: bool, is_absent: bool) -> (HeaderMark, Option<&'static [u8]>) {
    match (redacted, is_absent) {
        (false, _) => (HeaderMark::Kept, None),
        (true, false) => (HeaderMark::Changed, None),
        (true, true) => (HeaderMark::Withheld, Some(REDACTED.as_bytes())),
    }
}
