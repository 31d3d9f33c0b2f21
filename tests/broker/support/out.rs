//! A record to be written, byte for byte.

use super::oracle::Record;

/// A record to be written, byte for byte.
#[derive(Clone, Debug, Default)]
pub(crate) struct Out {
    pub(super) topic: String,
    pub(super) partition: Option<i32>,
    pub(super) timestamp: Option<i64>,
    pub(super) key: Option<Vec<u8>>,
    pub(super) value: Option<Vec<u8>>,
    pub(super) headers: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

impl Out {
    /// Starts a record with null key, null value and no headers.
    pub(crate) fn to(topic: &str) -> Out {
        Out {
            topic: topic.to_owned(),
            ..Out::default()
        }
    }

    /// Sets the partition; otherwise the key decides as it does in Java.
    pub(crate) fn partition(self, partition: i32) -> Out {
        Out {
            partition: Some(partition),
            ..self
        }
    }

    /// Sets the timestamp; otherwise it is the time of sending.
    pub(crate) fn timestamp(self, timestamp: i64) -> Out {
        Out {
            timestamp: Some(timestamp),
            ..self
        }
    }

    /// Sets the key.
    pub(crate) fn key(self, key: impl AsRef<[u8]>) -> Out {
        Out {
            key: Some(key.as_ref().to_vec()),
            ..self
        }
    }

    /// Sets the value.
    pub(crate) fn value(self, value: impl AsRef<[u8]>) -> Out {
        Out {
            value: Some(value.as_ref().to_vec()),
            ..self
        }
    }

    /// Adds a header; the name may be any bytes, also none.
    pub(crate) fn header(mut self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Out {
        self.headers
            .push((name.as_ref().to_vec(), Some(value.as_ref().to_vec())));
        self
    }

    /// Adds a header without a value.
    pub(crate) fn null_header(mut self, name: impl AsRef<[u8]>) -> Out {
        self.headers.push((name.as_ref().to_vec(), None));
        self
    }

    /// Gives the headers, for a comparison with what was read.
    pub(crate) fn headers(&self) -> &[(Vec<u8>, Option<Vec<u8>>)] {
        &self.headers
    }
}

impl From<&Record> for Out {
    /// Writes a record again where it was, with its time.
    fn from(record: &Record) -> Out {
        Out {
            topic: record.topic.clone(),
            partition: Some(record.partition),
            timestamp: Some(record.timestamp),
            key: record.key.clone(),
            value: record.value.clone(),
            headers: record.headers.clone(),
        }
    }
}
