//! The two parts of a record that serializers write.

use crate::java::serialized;
use crate::record::{Headers, RecordView};

/// The key or the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The key.
    Key,
    /// The value.
    Value,
}

impl Part {
    /// Returns `key` or `value`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Value => "value",
        }
    }

    /// Returns the bytes of the part; `None` is null.
    pub fn of<'a>(self, record: &RecordView<'a>) -> Option<&'a [u8]> {
        match self {
            Self::Key => record.envelope.key,
            Self::Value => record.envelope.value,
        }
    }

    /// Returns the bytes that a header of Spring's kept of the part, because they could not be read.
    ///
    /// They stand for the part where it is null.
    pub fn kept_in_header<'a>(self, headers: &Headers<'a>) -> Option<&'a [u8]> {
        let header = headers.last(self.deserializer_exception().as_bytes())?;
        serialized::exception(header.value?).ok()?.data
    }

    /// Returns the header in which Spring's `ErrorHandlingDeserializer` keeps what it could not read.
    pub fn deserializer_exception(self) -> &'static str {
        match self {
            Self::Key => "springDeserializerExceptionKey",
            Self::Value => "springDeserializerExceptionValue",
        }
    }
}
