//! CBOR, as JSON for people.
//!
//! `ciborium` reads it into its own values, without trusting a length and with a bound on recursion; what they become
//! here: bytes `{"base64":"…","size":4}`, a point in time (tags 0 and 1) RFC 3339, a big integer (tags 2 and 3) its
//! digits, any other tag `{"tag":32,"value":…}`, a key that is no text its JSON as text, a float that is no number its
//! name as text, undefined null. Members stay in order, and may come twice.

use ciborium::Value;
use ciborium::de::Error;

use super::number::{push_double, push_unsigned};
use super::plain::{
    self, MAX_DEPTH, Place, push_as_key, push_bytes, push_list, push_members, push_seconds_or,
    too_deep,
};
use super::schema::Broken;
use crate::envelope::{push_integer, push_string};
use crate::sanitize;

/// The tags that are not written as such: text and number of a point in time, big integers, and "this is CBOR".
const TIME_TEXT: u64 = 0;
const TIME_NUMBER: u64 = 1;
const POSITIVE: u64 = 2;
const NEGATIVE: u64 = 3;
const SELF_DESCRIBED: u64 = 55_799;

/// Appends one whole value as JSON without white space.
///
/// # Errors
///
/// Where and why the bytes are no CBOR, or more than one value; `out` is as it was before.
pub fn json(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Broken> {
    let mut rest = bytes;
    let read = ciborium::de::from_reader_with_recursion_limit(&mut rest, MAX_DEPTH);
    let at = bytes.len() - rest.len();
    let value: Value = read.map_err(|error| broken(at, &error))?;
    plain::whole(at, rest, out, |out| push(out, &value, Place::default()))
}

fn broken<E>(at: usize, error: &Error<E>) -> Broken {
    match error {
        // The bytes are in memory, so the only failure of reading them is that they end.
        Error::Io(_) => plain::broken(at, "ends within a value", true),
        Error::Syntax(_) => plain::broken(at.saturating_sub(1), "is no CBOR", false),
        Error::Semantic(_, why) => plain::broken(at.saturating_sub(1), reason(why), false),
        Error::RecursionLimitExceeded => plain::broken(at, too_deep(), false),
    }
}

/// Returns what the crate says, which may quote what the bytes hold.
fn reason(why: &str) -> String {
    format!(
        "is no CBOR that is read here: {}",
        sanitize::excerpt(why, 100)
    )
}

fn push(out: &mut Vec<u8>, value: &Value, place: Place) -> Result<(), String> {
    match value {
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Integer(number) => {
            let number = i128::from(*number);
            match i64::try_from(number) {
                Ok(number) => push_integer(out, number),
                Err(_) => out.extend_from_slice(number.to_string().as_bytes()),
            }
        }
        Value::Float(number) => push_double(out, *number),
        Value::Text(text) => push_string(out, text),
        Value::Bytes(bytes) => push_bytes(out, bytes),
        Value::Array(items) => push_list(out, items, place, push)?,
        Value::Map(members) => push_members(out, members, place, push_key, push)?,
        Value::Tag(tag, inner) => push_tagged(out, *tag, inner, place)?,
        // The crate may come to know more; null is what it makes of what JSON has no word for.
        _ => out.extend_from_slice(b"null"),
    }
    Ok(())
}

fn push_key(out: &mut Vec<u8>, key: &Value, place: Place) -> Result<(), String> {
    if let Value::Text(text) = key {
        push_string(out, text);
        return Ok(());
    }
    push_as_key(out, place, |out, place| push(out, key, place))
}

fn push_tagged(out: &mut Vec<u8>, tag: u64, inner: &Value, place: Place) -> Result<(), String> {
    match (tag, inner) {
        (TIME_TEXT, Value::Text(text)) => {
            push_string(out, text);
            return Ok(());
        }
        (TIME_NUMBER, number) => {
            if let Some((seconds, nanos)) = seconds(number) {
                let start = out.len();
                push_seconds_or(out, seconds, nanos, |_| {});
                if out.len() > start {
                    return Ok(());
                }
            }
        }
        (POSITIVE | NEGATIVE, Value::Bytes(bytes))
            if push_unsigned(out, bytes, tag == NEGATIVE) =>
        {
            return Ok(());
        }
        (SELF_DESCRIBED, inner) => return push(out, inner, place.inside(out)?),
        _ => {}
    }
    let place = place.inside(out)?;
    out.extend_from_slice(b"{\"tag\":");
    out.extend_from_slice(tag.to_string().as_bytes());
    out.extend_from_slice(b",\"value\":");
    push(out, inner, place)?;
    out.push(b'}');
    Ok(())
}

/// Returns seconds since 1970 and nanoseconds; a float is good for microseconds.
fn seconds(number: &Value) -> Option<(i64, u32)> {
    match number {
        Value::Integer(number) => Some((i64::try_from(i128::from(*number)).ok()?, 0)),
        // Beyond this the calendar has ended long since, and the number of microseconds has an exact double.
        Value::Float(number) if number.abs() < 1e12 => {
            #[expect(clippy::cast_possible_truncation, reason = "just bounded")]
            let micros = (number * 1e6).round() as i64;
            let nanos = u32::try_from(micros.rem_euclid(1_000_000) * 1_000).ok()?;
            Some((micros.div_euclid(1_000_000), nanos))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
