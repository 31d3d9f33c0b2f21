//! Avro's types that mean something: what is written for a number and for bytes.

use uuid::Uuid;

use super::super::calendar::{self, Unit};
use super::super::number::push_decimal;
use super::super::plain::push_bytes;
use crate::envelope::push_integer;

/// What an int or a long means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberAs {
    Number,
    Date,
    Time(Unit),
    Timestamp(Unit),
    LocalTimestamp(Unit),
}

/// What bytes mean, or a fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BytesAs {
    Bytes,
    Decimal { scale: i64 },
    BigDecimal,
    Uuid,
    Duration,
}

impl NumberAs {
    /// Appends what the number means, or the number where it means nothing.
    pub(super) fn push(self, out: &mut Vec<u8>, number: i64) {
        let has_text = match self {
            Self::Number => false,
            Self::Date => calendar::push_date(out, number),
            Self::Time(unit) => calendar::push_time(out, number, unit),
            Self::Timestamp(unit) => calendar::push_instant(out, number, unit, "Z"),
            Self::LocalTimestamp(unit) => calendar::push_instant(out, number, unit, ""),
        };
        if !has_text {
            push_integer(out, number);
        }
    }
}

impl BytesAs {
    /// Appends what the bytes mean, or the bytes where they mean nothing.
    pub(super) fn push(self, out: &mut Vec<u8>, bytes: &[u8]) {
        let has_text = match self {
            Self::Bytes => false,
            Self::Decimal { scale } => push_decimal(out, bytes, scale),
            Self::BigDecimal => big_decimal(bytes)
                .is_some_and(|(unscaled, scale)| push_decimal(out, unscaled, scale)),
            Self::Uuid => push_uuid(out, bytes),
            Self::Duration => push_duration(out, bytes),
        };
        if !has_text {
            push_bytes(out, bytes);
        }
    }
}

/// Returns unscaled value and scale, which stand in the bytes as Avro's bytes and long.
fn big_decimal(bytes: &[u8]) -> Option<(&[u8], i64)> {
    let mut inner = super::cursor::Cursor::new(bytes, &[]);
    let unscaled = inner.bytes("an unscaled value").ok()?;
    let scale = inner.long().ok()?;
    (inner.at() == bytes.len()).then_some((unscaled, scale))
}

fn push_uuid(out: &mut Vec<u8>, bytes: &[u8]) -> bool {
    let Ok(uuid) = Uuid::from_slice(bytes) else {
        return false;
    };
    out.push(b'"');
    let mut text = [0; 36];
    out.extend_from_slice(uuid.hyphenated().encode_lower(&mut text).as_bytes());
    out.push(b'"');
    true
}

/// Three little-endian numbers of 32 bits without a sign.
fn push_duration(out: &mut Vec<u8>, bytes: &[u8]) -> bool {
    let (parts, rest) = bytes.as_chunks::<4>();
    let ([months, days, millis], []) = (parts, rest) else {
        return false;
    };
    let named = [
        ("{\"months\":", months),
        (",\"days\":", days),
        (",\"millis\":", millis),
    ];
    for (name, number) in named {
        out.extend_from_slice(name.as_bytes());
        push_integer(out, u32::from_le_bytes(*number));
    }
    out.push(b'}');
    true
}
