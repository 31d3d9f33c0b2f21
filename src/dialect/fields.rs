//! The decoders of header values: bytes in, a value or a reason out.

use std::borrow::Cow;

use super::document;
use super::table::Encoding;
use crate::dead_letter::{Decoded, Malformed, Note};
use crate::record::{HeaderView, TimestampType};

/// A number as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// The number.
    pub(super) value: i64,
    /// Whether it was written as decimal text.
    pub(super) decimal: bool,
}

/// Reads a number however it is written; `None` for no bytes.
///
/// Ports of a framework to other languages keep its names and write decimal text, so digits are always accepted. No
/// genuine binary value collides: four ASCII digits would be a partition above 800 million, eight an offset above 3·10¹⁸.
///
/// # Errors
///
/// The reason, for example `5 bytes, expected 8`.
pub(super) fn number(
    bytes: &[u8],
    encoding: Encoding,
) -> Result<Option<Number>, Cow<'static, str>> {
    let value = match (bytes, encoding) {
        ([], _) => return Ok(None),
        (_, Encoding::Iso | Encoding::Time | Encoding::Nanoseconds) => {
            return time(bytes, encoding).map(|value| {
                let decimal = true;
                Some(Number { value, decimal })
            });
        }
        (_, Encoding::Varint | Encoding::VarintTime) => {
            let value = document::varint(bytes)
                .filter(|(_, rest)| rest.is_empty())
                .and_then(|(value, _)| i64::try_from(value).ok())
                .ok_or("not a number of Protobuf")?;
            let decimal = false;
            let value = if encoding == Encoding::VarintTime {
                milliseconds(value)
            } else {
                value
            };
            return Ok(Some(Number { value, decimal }));
        }
        (digits, _) if is_decimal(digits) => {
            let text = String::from_utf8_lossy(digits);
            let value = text.parse().map_err(|_| {
                format!(
                    "a number of {} digits, more than 64 bits hold",
                    digits.len()
                )
            })?;
            return Ok(Some(Number {
                value,
                decimal: true,
            }));
        }
        (_, Encoding::Decimal) => return Err("not a decimal number".into()),
        (_, Encoding::BigInteger) if bytes.len() <= 8 => sign_extended(bytes),
        ([one], Encoding::Count) => i64::from(one.cast_signed()),
        ([_, _, _, _] | [_, _, _, _, _, _, _, _], _) => sign_extended(bytes),
        _ => {
            let expected = match encoding {
                Encoding::Integer32 => "4",
                Encoding::Number => "4 or 8",
                Encoding::Count => "1 or 4",
                Encoding::BigInteger => "1 to 8",
                _ => "8",
            };
            let plural = if bytes.len() == 1 { "" } else { "s" };
            return Err(format!("{} byte{plural}, expected {expected}", bytes.len()).into());
        }
    };
    Ok(Some(Number {
        value,
        decimal: false,
    }))
}

/// Reads a time, in milliseconds since the epoch.
fn time(bytes: &[u8], encoding: Encoding) -> Result<i64, Cow<'static, str>> {
    let wrong = match encoding {
        Encoding::Iso => "not a time in ISO 8601",
        Encoding::Nanoseconds => "not a decimal number",
        _ => "not a time",
    };
    let text = std::str::from_utf8(bytes).map_err(|_| wrong)?;
    if is_decimal(bytes) && encoding != Encoding::Iso {
        let number: i64 = text.parse().map_err(|_| wrong)?;
        return Ok(match encoding {
            Encoding::Nanoseconds => number / 1_000_000,
            // Seconds of today have ten digits, milliseconds thirteen.
            _ if number.abs() < 100_000_000_000 => number * 1_000,
            _ => milliseconds(number),
        });
    }
    let time: jiff::Timestamp = text.trim().parse().map_err(|_| wrong)?;
    Ok(time.as_millisecond())
}

/// Takes a time in milliseconds, microseconds or nanoseconds, told apart by size, to milliseconds.
fn milliseconds(number: i64) -> i64 {
    let size = number.unsigned_abs();
    if size < 100_000_000_000_000 {
        number
    } else if size < 100_000_000_000_000_000 {
        number / 1_000
    } else {
        number / 1_000_000
    }
}

/// Takes the escapes of JSON off a text that was read.
pub(super) fn unescaped<'a>(
    read: Decoded<'a, Cow<'a, str>>,
    encoding: Encoding,
) -> Decoded<'a, Cow<'a, str>> {
    match read {
        Decoded::Present(text) if encoding == Encoding::JsonText && text.contains('\\') => {
            let whole = format!("\"{text}\"");
            Decoded::Present(serde_json::from_str(&whole).map_or(text, Cow::Owned))
        }
        other => other,
    }
}

fn is_decimal(bytes: &[u8]) -> bool {
    let digits = bytes.strip_prefix(b"-").unwrap_or(bytes);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

/// Reads one to eight bytes as a big-endian two's-complement number.
fn sign_extended(bytes: &[u8]) -> i64 {
    let start = match bytes.first() {
        Some(first) if *first >= 0x80 => -1,
        _ => 0,
    };
    bytes
        .iter()
        .fold(start, |all, byte| (all << 8) | i64::from(*byte))
}

/// Collects what is odd about a record while its headers are read.
pub(super) type Notes<'a> = Vec<Note<'a>>;

/// Notes something about a header.
pub(super) fn note<'a>(notes: &mut Notes<'a>, header: &'a [u8], problem: impl Into<Cow<'a, str>>) {
    notes.push(Note {
        place: String::from_utf8_lossy(header),
        problem: problem.into(),
    });
}

/// Makes a malformed value of a header, and notes it.
pub(super) fn malformed<'a, T>(
    header: HeaderView<'a>,
    why: Cow<'static, str>,
    notes: &mut Notes<'a>,
) -> Decoded<'a, T> {
    note(notes, header.name, why.clone());
    Decoded::Malformed(Malformed {
        header: header.name,
        bytes: header.value.unwrap_or_default(),
        why,
    })
}

/// Reads a header as a number of any kind: null, no bytes and −1 mean that there is none.
pub(super) fn integer<'a, T: TryFrom<i64>>(
    header: HeaderView<'a>,
    encoding: Encoding,
    lowest: i64,
    notes: &mut Notes<'a>,
) -> Decoded<'a, T> {
    match number(header.value.unwrap_or_default(), encoding) {
        Ok(None | Some(Number { value: -1, .. })) => Decoded::Absent,
        Ok(Some(Number { value, .. })) => {
            let fitting = (value >= lowest).then(|| T::try_from(value).ok()).flatten();
            match fitting {
                Some(value) => Decoded::Present(value),
                None => malformed(header, format!("{value} is out of range").into(), notes),
            }
        }
        Err(why) => malformed(header, why, notes),
    }
}

/// Reads a header as text: null means none; what is not UTF-8 is replaced for the view, and noted.
pub(super) fn text<'a>(header: HeaderView<'a>, notes: &mut Notes<'a>) -> Decoded<'a, Cow<'a, str>> {
    let Some(bytes) = header.value else {
        return Decoded::Absent;
    };
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded::Present(Cow::Borrowed(text));
    }
    note(
        notes,
        header.name,
        "not UTF-8: shown with replacement characters",
    );
    Decoded::Present(String::from_utf8_lossy(bytes))
}

/// Reads a header as a name: as [`text`], and no bytes mean none.
pub(super) fn name<'a>(header: HeaderView<'a>, notes: &mut Notes<'a>) -> Decoded<'a, Cow<'a, str>> {
    if header.value.is_some_and(<[u8]>::is_empty) {
        return Decoded::Absent;
    }
    text(header, notes)
}

/// Reads a header as a topic's name: a view with replacement characters would name another topic, so it is malformed.
pub(super) fn topic<'a>(
    header: HeaderView<'a>,
    notes: &mut Notes<'a>,
) -> Decoded<'a, Cow<'a, str>> {
    let bytes = header.value.unwrap_or_default();
    if bytes.is_empty() {
        return Decoded::Absent;
    }
    let legal = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
    match std::str::from_utf8(bytes) {
        Ok(name)
            if bytes.len() <= 249 && bytes.iter().all(legal) && name != "." && name != ".." =>
        {
            Decoded::Present(Cow::Borrowed(name))
        }
        _ => malformed(header, "not a legal topic name".into(), notes),
    }
}

/// Reads a header as Kafka's name of a timestamp type; `NoTimestampType` means none.
pub(super) fn timestamp_type<'a>(
    header: HeaderView<'a>,
    notes: &mut Notes<'a>,
) -> Decoded<'a, TimestampType> {
    match header.value.unwrap_or_default() {
        b"" | b"NoTimestampType" => Decoded::Absent,
        b"CreateTime" => Decoded::Present(TimestampType::CreateTime),
        b"LogAppendTime" => Decoded::Present(TimestampType::LogAppendTime),
        _ => malformed(
            header,
            "neither CreateTime, LogAppendTime nor NoTimestampType".into(),
            notes,
        ),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_in_every_writing() {
        type Expected = Result<Option<i64>, &'static str>;
        let cases: &[(&[u8], Encoding, Expected)] = &[
            (b"", Encoding::Integer32, Ok(None)),
            (&[0, 0, 0, 3], Encoding::Integer32, Ok(Some(3))),
            (&[0xff; 4], Encoding::Integer32, Ok(Some(-1))),
            (b"3", Encoding::Integer32, Ok(Some(3))),
            (b"1234", Encoding::Integer32, Ok(Some(1234))),
            (b"-1", Encoding::Integer64, Ok(Some(-1))),
            (b"12345678", Encoding::Integer64, Ok(Some(12_345_678))),
            (
                &[0, 0, 0, 0, 0, 0, 4, 0],
                Encoding::Integer64,
                Ok(Some(1024)),
            ),
            (&[0, 0, 4, 0], Encoding::Integer64, Ok(Some(1024))),
            (&[0; 5], Encoding::Integer64, Err("5 bytes, expected 8")),
            (&[0], Encoding::Integer32, Err("1 byte, expected 4")),
            (b"-", Encoding::Integer64, Err("1 byte, expected 8")),
            (b"+5", Encoding::Integer64, Err("2 bytes, expected 8")),
            (b"12a4", Encoding::Decimal, Err("not a decimal number")),
            (&[2], Encoding::Count, Ok(Some(2))),
            (&[0, 0, 0, 2], Encoding::Count, Ok(Some(2))),
            (&[0, 2], Encoding::Count, Err("2 bytes, expected 1 or 4")),
            (
                &[0x01, 0x93, 0x4c, 0x9f, 0x5b, 0x65],
                Encoding::BigInteger,
                Ok(Some(1_732_157_332_325)),
            ),
            (&[0xff], Encoding::BigInteger, Ok(Some(-1))),
            (&[0x00, 0x80], Encoding::BigInteger, Ok(Some(128))),
            (
                &[1; 9],
                Encoding::BigInteger,
                Err("9 bytes, expected 1 to 8"),
            ),
            (
                b"99999999999999999999",
                Encoding::Integer64,
                Err("a number of 20 digits, more than 64 bits hold"),
            ),
        ];
        for (bytes, encoding, expected) in cases {
            let read = number(bytes, *encoding).map(|found| found.map(|number| number.value));
            let expected = (*expected).map_err(Cow::Borrowed);
            assert_eq!(read, expected, "{bytes:?} as {encoding:?}");
        }
    }

    #[test]
    fn a_topic_that_kafka_would_refuse_is_malformed() {
        for bytes in [&b"or\xffders"[..], b"a b", b"..", &[b'a'; 250], b"orders\n"] {
            let header = HeaderView {
                name: b"t",
                value: Some(bytes),
            };
            let mut notes = Notes::new();
            assert!(matches!(topic(header, &mut notes), Decoded::Malformed(_)));
            assert_eq!(notes.len(), 1);
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            for encoding in [Encoding::Integer32, Encoding::Integer64, Encoding::Count, Encoding::BigInteger,
                             Encoding::Decimal, Encoding::Text, Encoding::Iso, Encoding::Nanoseconds, Encoding::Varint,
                             Encoding::VarintTime, Encoding::Number, Encoding::Time] {
                let _ = number(&bytes, encoding);
            }
            let header = HeaderView { name: &bytes, value: Some(&bytes) };
            let mut notes = Notes::new();
            let _ = (text(header, &mut notes), name(header, &mut notes), topic(header, &mut notes),
                     timestamp_type(header, &mut notes),
                     integer::<i32>(header, Encoding::Integer32, 0, &mut notes));
        }

        #[test]
        fn what_java_writes_is_read_back(value in any::<i64>()) {
            let all = value.to_be_bytes();
            let spare = (0..7).take_while(|at| {
                let fill = if value < 0 { 0xff } else { 0 };
                all[*at] == fill && (all[at + 1] >= 0x80) == (value < 0)
            }).count();
            let shortest = &all[spare..];
            let read = number(shortest, Encoding::BigInteger).unwrap().unwrap();
            prop_assert!(read.decimal || read.value == value);
            let text = value.to_string();
            prop_assert_eq!(number(text.as_bytes(), Encoding::Decimal).unwrap().unwrap().value, value);
        }
    }
}
