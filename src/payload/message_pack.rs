//! `MessagePack`, as JSON for people.
//!
//! `rmpv` reads it into values that borrow from the bytes; what they become here: binary and text that is no UTF-8
//! `{"base64":"…","size":4}`, a timestamp RFC 3339, any other extension `{"ext":5,"base64":"…"}`, a key that is no text
//! its JSON as text, a float that is no number its name as text. Members stay in order, and may come twice.

use rmpv::decode::{self, read_value_ref_with_max_depth};
use rmpv::{Utf8StringRef, ValueRef};

use super::number::{push_double, push_float};
use super::plain::{
    self, MAX_DEPTH, Place, push_as_key, push_bytes, push_list, push_members, push_seconds_or,
    too_deep,
};
use super::schema::Broken;
use crate::envelope::{push_base64, push_integer, push_string};

/// The extension that is a point in time.
const TIMESTAMP: i8 = -1;

/// Appends one whole value as JSON without white space.
///
/// # Errors
///
/// Where and why the bytes are no `MessagePack`, or more than one value; `out` is as it was before.
pub fn json(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Broken> {
    let mut rest = bytes;
    // `rmpv` counts a container as two levels, and what is in it as one more.
    let read = read_value_ref_with_max_depth(&mut rest, MAX_DEPTH * 2 + 3);
    let at = bytes.len() - rest.len();
    let value = read.map_err(|error| broken(at, &error))?;
    plain::whole(at, rest, out, |out| push(out, &value, Place::default()))
}

fn broken(at: usize, error: &decode::Error) -> Broken {
    match error {
        decode::Error::InvalidMarkerRead(_) => plain::broken(at, "ends before a value", true),
        decode::Error::InvalidDataRead(_) => plain::broken(at, "ends within a value", true),
        decode::Error::DepthLimitExceeded => plain::broken(at, too_deep(), false),
    }
}

fn push(out: &mut Vec<u8>, value: &ValueRef<'_>, place: Place) -> Result<(), String> {
    match value {
        ValueRef::Nil => out.extend_from_slice(b"null"),
        ValueRef::Boolean(true) => out.extend_from_slice(b"true"),
        ValueRef::Boolean(false) => out.extend_from_slice(b"false"),
        ValueRef::Integer(number) => match number.as_i64() {
            Some(number) => push_integer(out, number),
            None => out.extend_from_slice(number.to_string().as_bytes()),
        },
        ValueRef::F32(number) => push_float(out, *number),
        ValueRef::F64(number) => push_double(out, *number),
        ValueRef::String(text) => push_text(out, text),
        ValueRef::Binary(bytes) => push_bytes(out, bytes),
        ValueRef::Array(items) => push_list(out, items, place, push)?,
        ValueRef::Map(members) => push_members(out, members, place, push_key, push)?,
        ValueRef::Ext(kind, bytes) => push_extension(out, *kind, bytes),
    }
    Ok(())
}

fn push_text(out: &mut Vec<u8>, text: &Utf8StringRef<'_>) {
    match text.as_str() {
        Some(text) => push_string(out, text),
        None => push_bytes(out, text.as_bytes()),
    }
}

fn push_key(out: &mut Vec<u8>, key: &ValueRef<'_>, place: Place) -> Result<(), String> {
    if let ValueRef::String(text) = key
        && let Some(text) = text.as_str()
    {
        push_string(out, text);
        return Ok(());
    }
    push_as_key(out, place, |out, place| push(out, key, place))
}

fn push_extension(out: &mut Vec<u8>, kind: i8, bytes: &[u8]) {
    let as_it_is = |out: &mut Vec<u8>| {
        out.extend_from_slice(b"{\"ext\":");
        push_integer(out, kind);
        out.extend_from_slice(b",\"base64\":");
        push_base64(out, bytes);
        out.push(b'}');
    };
    match timestamp(bytes).filter(|_| kind == TIMESTAMP) {
        Some((seconds, nanos)) => push_seconds_or(out, seconds, nanos, as_it_is),
        None => as_it_is(out),
    }
}

/// Returns seconds since 1970 and nanoseconds, from any of the three forms that the specification has.
fn timestamp(bytes: &[u8]) -> Option<(i64, u32)> {
    if let Ok(bytes) = <[u8; 4]>::try_from(bytes) {
        return Some((u32::from_be_bytes(bytes).into(), 0));
    }
    if let Ok(bytes) = <[u8; 8]>::try_from(bytes) {
        let both = u64::from_be_bytes(bytes);
        let nanos = u32::try_from(both >> 34).ok()?;
        return Some((i64::try_from(both & 0x3_ffff_ffff).ok()?, nanos));
    }
    let (nanos, seconds) = bytes.split_first_chunk::<4>()?;
    let seconds = i64::from_be_bytes(seconds.try_into().ok()?);
    Some((seconds, u32::from_be_bytes(*nanos)))
}

#[cfg(test)]
mod tests;
