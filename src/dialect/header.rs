//! One header at a time: what its bytes mean, and whether a replay takes it off.

use std::borrow::Cow;

use super::fields::{Notes, number, text, timestamp_type, topic};
use super::table::{ALWAYS_STRIPPED, Dialect, Encoding, Field, Slice, Table};
use crate::dead_letter::{Decoded, Malformed};
use crate::java::serialized;
use crate::record::HeaderView;

/// What the bytes of one failure header mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderValue<'a> {
    /// A number: a partition, an offset, a count.
    Integer(i64),
    /// Milliseconds since the epoch.
    Timestamp(i64),
    /// Text.
    Text(Cow<'a, str>),
    /// A serialized Java exception: its class, and its message where it has one.
    Exception {
        /// The class, fully qualified.
        class: Cow<'a, str>,
        /// The message.
        message: Option<Cow<'a, str>>,
        /// How many bytes of the failed key or value it carries.
        data_bytes: Option<usize>,
    },
    /// Bytes that are not what the header should hold.
    Malformed(Malformed<'a>),
}

/// Decodes the value of one header, if the table of dialects knows the name; null and empty numbers mean nothing.
pub fn decode_header<'a>(name: &'a [u8], value: Option<&'a [u8]>) -> Option<HeaderValue<'a>> {
    let table = Table::all();
    let bytes = value?;
    let found = table.names.get(table.names.find(name)?).uses.first()?;
    let column = &table.rows[usize::from(found.row)].columns[usize::from(found.column)];
    // What is only a part of a value does not say what the whole is.
    if column.slice != Slice::Whole {
        return None;
    }
    let header = HeaderView { name, value };
    let malformed = |why| {
        HeaderValue::Malformed(Malformed {
            header: name,
            bytes,
            why,
        })
    };
    let mut notes = Notes::new();
    match (column.encoding, column.field) {
        (Encoding::Text, Field::Topic) => {
            if let Decoded::Malformed(found) = topic(header, &mut notes) {
                return Some(HeaderValue::Malformed(found));
            }
        }
        (Encoding::Text, Field::TimestampType) => {
            if let Decoded::Malformed(found) = timestamp_type(header, &mut notes) {
                return Some(HeaderValue::Malformed(found));
            }
        }
        (Encoding::Text | Encoding::JsonText, _) => {}
        (Encoding::JavaException, _) => {
            return Some(match serialized::exception(bytes) {
                Ok(read) => HeaderValue::Exception {
                    class: read.class,
                    message: read.message,
                    data_bytes: read.data.map(<[u8]>::len),
                },
                Err(why) => malformed(why.into()),
            });
        }
        (encoding, field) => {
            return match number(bytes, encoding) {
                Ok(read) => read.map(|number| match field {
                    Field::Timestamp | Field::OtherTime => HeaderValue::Timestamp(number.value),
                    _ => HeaderValue::Integer(number.value),
                }),
                // A name for text may be somebody else's: `failed-at` need not count milliseconds.
                Err(_) if is_text(encoding) => None,
                Err(why) => Some(malformed(why)),
            };
        }
    }
    match text(header, &mut notes) {
        Decoded::Present(text) => Some(HeaderValue::Text(text)),
        Decoded::Absent => None,
        Decoded::Malformed(found) => Some(HeaderValue::Malformed(found)),
    }
}

fn is_text(encoding: Encoding) -> bool {
    matches!(
        encoding,
        Encoding::Decimal | Encoding::Iso | Encoding::Nanoseconds | Encoding::Time
    )
}

/// Tells whether a replay takes this header off: one that some failure machinery wrote, for the dialects present.
///
/// `springDeserializerException*` and `kafka_deliveryAttempt` are taken off whatever is present. What the application
/// needs to read the record (`__TypeId__` and its like, `spring_json_header_types`) is never one.
pub fn is_failure_header(name: &[u8], present: &[Dialect]) -> bool {
    let strip = present.iter().flat_map(|dialect| dialect.row().strip);
    ALWAYS_STRIPPED
        .iter()
        .chain(strip)
        .any(|pattern| pattern.covers(name))
}
