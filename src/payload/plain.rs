//! What the binary formats share when they are written as JSON for people.

use super::calendar;
use super::schema::Broken;
use crate::envelope::{push_base64, push_integer, push_string};
use crate::quantity;

/// How deep a value may nest in arrays, maps and records.
///
/// One less than [`Json`](super::Json) takes, because bytes are written as an object of their own.
pub(super) const MAX_DEPTH: usize = 127;

/// The longest JSON text that is made of one payload, in bytes: 64 MiB.
pub(super) const MAX_OUTPUT: usize = 64 << 20;

/// How often a key that is no text may stand in another such key.
const MOST_KEYS: usize = 3;

/// Appends bytes as `{"base64":"3q2+7w==","size":4}`; the size is in bytes.
pub(super) fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(b"{\"base64\":");
    push_base64(out, bytes);
    out.extend_from_slice(b",\"size\":");
    push_integer(out, i64::try_from(bytes.len()).unwrap_or(i64::MAX));
    out.push(b'}');
}

/// Appends seconds since 1970 and nanoseconds as RFC 3339, or else what `number` appends.
pub(super) fn push_seconds_or(
    out: &mut Vec<u8>,
    seconds: i64,
    nanos: u32,
    number: impl FnOnce(&mut Vec<u8>),
) {
    if nanos >= 1_000_000_000 || !calendar::push_seconds(out, seconds, nanos) {
        number(out);
    }
}

/// Where a value stands that is being written; the formats without a schema share it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    depth: usize,
    keys: usize,
}

impl Place {
    /// Goes into one more container.
    ///
    /// # Errors
    ///
    /// Why that is one too many, or that there is too much text already.
    pub(super) fn inside(self, out: &[u8]) -> Result<Self, String> {
        if self.depth == MAX_DEPTH {
            return Err(too_deep());
        }
        if out.len() > MAX_OUTPUT {
            let limit = quantity::bytes(MAX_OUTPUT as u64);
            return Err(format!("becomes more than {limit} of JSON"));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }

    /// Goes into a key that is no text. Text in text in text doubles its escapes with each step.
    ///
    /// # Errors
    ///
    /// Why that is one step too many.
    pub(super) fn in_key(self) -> Result<Self, String> {
        if self.keys == MOST_KEYS {
            return Err(format!(
                "nests keys in keys more than {MOST_KEYS} levels deep"
            ));
        }
        Ok(Self {
            keys: self.keys + 1,
            ..self
        })
    }
}

/// Appends a list, each item by `push`.
///
/// # Errors
///
/// Those of going inside, and of `push`.
pub(super) fn push_list<T>(
    out: &mut Vec<u8>,
    items: &[T],
    place: Place,
    push: impl Fn(&mut Vec<u8>, &T, Place) -> Result<(), String>,
) -> Result<(), String> {
    let place = place.inside(out)?;
    out.push(b'[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        push(out, item, place)?;
    }
    out.push(b']');
    Ok(())
}

/// Appends an object, each member by `push_key` and `push`.
///
/// # Errors
///
/// Those of going inside, of `push_key` and of `push`.
pub(super) fn push_members<T>(
    out: &mut Vec<u8>,
    members: &[(T, T)],
    place: Place,
    push_key: impl Fn(&mut Vec<u8>, &T, Place) -> Result<(), String>,
    push: impl Fn(&mut Vec<u8>, &T, Place) -> Result<(), String>,
) -> Result<(), String> {
    let place = place.inside(out)?;
    out.push(b'{');
    for (index, (key, value)) in members.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        push_key(out, key, place)?;
        out.push(b':');
        push(out, value, place)?;
    }
    out.push(b'}');
    Ok(())
}

/// Appends a key that is no text: the JSON that `push` appends, as text.
///
/// # Errors
///
/// Those of [`Place::in_key`] and of `push`.
pub(super) fn push_as_key(
    out: &mut Vec<u8>,
    place: Place,
    push: impl FnOnce(&mut Vec<u8>, Place) -> Result<(), String>,
) -> Result<(), String> {
    let mut text = Vec::new();
    push(&mut text, place.in_key()?)?;
    push_string(out, &String::from_utf8_lossy(&text));
    Ok(())
}

/// Appends a value that ends at a byte, counted from 0, if it is followed by nothing.
///
/// # Errors
///
/// That it is not, or what `push` says; `out` is as it was before.
pub(super) fn whole(
    end: usize,
    rest: &[u8],
    out: &mut Vec<u8>,
    push: impl FnOnce(&mut Vec<u8>) -> Result<(), String>,
) -> Result<(), Broken> {
    if !rest.is_empty() {
        let left = quantity::counted(rest.len() as u64, "byte");
        return Err(broken(end, format!("goes on for {left}"), false));
    }
    let start = out.len();
    push(out).map_err(|why| {
        out.truncate(start);
        broken(0, why, false)
    })
}

/// Says why what nests deeper is not read.
pub(super) fn too_deep() -> String {
    format!("nests more than {MAX_DEPTH} levels deep")
}

/// A fault of a format whose reader names no path.
pub(super) fn broken(at: usize, why: impl Into<String>, truncated: bool) -> Broken {
    Broken {
        at,
        path: String::new(),
        why: why.into(),
        truncated,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::Json;
    use super::super::json::is_compact;
    use super::Broken;

    /// A reader of a format without a schema, which appends JSON.
    type Read = fn(&[u8], &mut Vec<u8>) -> Result<(), Broken>;

    /// Returns the JSON that a reader appends, and nothing else.
    pub(in super::super) fn written(read: Read, bytes: &[u8]) -> String {
        let mut out = b"before".to_vec();
        read(bytes, &mut out).unwrap();
        let text = out.strip_prefix(b"before").unwrap();
        assert!(Json::parse(text).is_some());
        let text = String::from_utf8(text.to_vec()).unwrap();
        assert!(is_compact(&text), "{text}");
        text
    }

    /// Returns why a reader appends nothing.
    pub(in super::super) fn not_written(read: Read, bytes: &[u8]) -> Broken {
        let mut out = b"before".to_vec();
        let broken = read(bytes, &mut out).unwrap_err();
        assert_eq!(out, b"before");
        broken
    }
}
