//! Messages as the library hands them over: borrowed bytes, freed when the batch is dropped.

use std::cell::Cell;
use std::collections::VecDeque;
use std::ffi::{c_char, c_void};
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rdkafka_sys as sys;
use rdkafka_sys::rd_kafka_resp_err_t as Native;

use super::client::{Client, Code};
use crate::record::{HeaderView, Timestamp, TimestampType};

/// What one element of the queue is.
pub(in crate::kafka) enum Polled {
    /// A record.
    Record,
    /// The end of a partition was reached, at this offset.
    EndOfPartition(i64),
    /// An error of a partition, or of none.
    Error(Code, String),
}

/// One message, borrowed from its batch.
#[derive(Clone, Copy)]
pub(in crate::kafka) struct Message<'a> {
    raw: &'a sys::rd_kafka_message_t,
}

/// Lends a buffer of the library; a null pointer is null, not empty.
///
/// # Safety
///
/// `first` is null or points to `length` bytes that live as long as `'a`.
unsafe fn bytes<'a>(first: *const c_void, length: usize) -> Option<&'a [u8]> {
    if first.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    Some(unsafe { std::slice::from_raw_parts(first.cast::<u8>(), length) })
}

impl<'a> Message<'a> {
    /// Returns what the message is.
    pub(in crate::kafka) fn polled(self) -> Polled {
        match self.raw.err {
            Native::RD_KAFKA_RESP_ERR_NO_ERROR => Polled::Record,
            Native::RD_KAFKA_RESP_ERR__PARTITION_EOF => Polled::EndOfPartition(self.raw.offset),
            code => {
                // SAFETY: the text lives as long as the message.
                let text = unsafe { super::client::text(sys::rd_kafka_message_errstr(self.raw)) };
                Polled::Error(Code(code), text)
            }
        }
    }

    /// Returns an address that is the same for all messages of a topic, and 0 where the message has none.
    pub(in crate::kafka) fn topic_address(self) -> usize {
        self.raw.rkt as usize
    }

    /// Returns the topic's name.
    pub(in crate::kafka) fn topic(self) -> String {
        if self.raw.rkt.is_null() {
            return String::new();
        }
        // SAFETY: the topic lives as long as the message.
        unsafe { super::client::text(sys::rd_kafka_topic_name(self.raw.rkt)) }
    }

    pub(in crate::kafka) fn partition(self) -> i32 {
        self.raw.partition
    }

    pub(in crate::kafka) fn offset(self) -> i64 {
        self.raw.offset
    }

    pub(in crate::kafka) fn key(self) -> Option<&'a [u8]> {
        // SAFETY: key and length belong together and live as long as the message.
        unsafe { bytes(self.raw.key, self.raw.key_len) }
    }

    pub(in crate::kafka) fn value(self) -> Option<&'a [u8]> {
        // SAFETY: as for the key.
        unsafe { bytes(self.raw.payload, self.raw.len) }
    }

    pub(in crate::kafka) fn leader_epoch(self) -> Option<i32> {
        // SAFETY: the message lives.
        let epoch = unsafe { sys::rd_kafka_message_leader_epoch(self.raw) };
        (epoch >= 0).then_some(epoch)
    }

    pub(in crate::kafka) fn timestamp(self) -> Option<Timestamp> {
        let mut kind = sys::rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
        // SAFETY: the message lives, and the library writes one value of the enumeration.
        let ms = unsafe { sys::rd_kafka_message_timestamp(self.raw, &raw mut kind) };
        let kind = match kind {
            sys::rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_NOT_AVAILABLE => return None,
            sys::rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_CREATE_TIME => {
                TimestampType::CreateTime
            }
            sys::rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME => {
                TimestampType::LogAppendTime
            }
        };
        (ms != -1).then_some(Timestamp { ms, kind })
    }
}

/// Messages of one poll. `Send`, not `Sync`: the first look at a message's headers parses them in place.
pub(in crate::kafka) struct MessageBatch {
    messages: VecDeque<*mut sys::rd_kafka_message_t>,
    /// Messages whose headers were looked at, and the bytes of those.
    looked_at: Cell<usize>,
    header_bytes: Cell<usize>,
    learned: Arc<AtomicUsize>,
    // Dropped after the messages: destroying a client waits for ever while a message lives.
    _client: Arc<Client>,
}

// SAFETY: messages may be used and freed on any thread, one at a time.
unsafe impl Send for MessageBatch {}

impl MessageBatch {
    pub(super) fn new(messages: Vec<*mut sys::rd_kafka_message_t>, client: Arc<Client>) -> Self {
        Self {
            messages: messages.into(),
            looked_at: Cell::new(0),
            header_bytes: Cell::new(0),
            learned: Arc::default(),
            _client: client,
        }
    }

    /// Shares the place where the average size of headers is learned, for the estimate of memory in flight.
    pub(in crate::kafka) fn learn_into(&mut self, learned: &Arc<AtomicUsize>) {
        self.learned = learned.clone();
    }

    pub(in crate::kafka) fn len(&self) -> usize {
        self.messages.len()
    }

    pub(in crate::kafka) fn get(&self, index: usize) -> Message<'_> {
        // SAFETY: every pointer of the list is a live message, freed only by `retain` and `drop`.
        Message {
            raw: unsafe { &*self.messages[index] },
        }
    }

    /// Frees the messages that `keep` refuses; called with each in order.
    pub(in crate::kafka) fn retain(&mut self, mut keep: impl FnMut(Message<'_>) -> bool) {
        self.messages.retain(|message| {
            // SAFETY: the message is live; when refused it leaves the list and is freed once.
            unsafe {
                let kept = keep(Message { raw: &**message });
                if !kept {
                    sys::rd_kafka_message_destroy(*message);
                }
                kept
            }
        });
    }

    /// Frees the first message.
    pub(in crate::kafka) fn pop_front(&mut self) {
        if let Some(message) = self.messages.pop_front() {
            // SAFETY: it is live, has left the list, and is freed once.
            unsafe { sys::rd_kafka_message_destroy(message) };
        }
    }

    /// Appends the headers of the message at `index`.
    pub(in crate::kafka) fn headers<'s>(
        &'s self,
        index: usize,
        into: &mut Vec<HeaderView<'s>>,
    ) -> Result<(), &'static str> {
        let mut list: *mut sys::rd_kafka_headers_t = ptr::null_mut();
        // SAFETY: the message is live and no other thread looks at it (the batch is not `Sync`); names and values live
        // as long as the message.
        unsafe {
            match sys::rd_kafka_message_headers(self.messages[index], &raw mut list) {
                Native::RD_KAFKA_RESP_ERR_NO_ERROR => {}
                Native::RD_KAFKA_RESP_ERR__NOENT => return Ok(()),
                _ => {
                    return Err(
                        "malformed, or more than the 100 000 headers that the client library reads",
                    );
                }
            }
            let mut size_of_all = 0;
            loop {
                let mut name: *const c_char = ptr::null();
                let mut value: *const c_void = ptr::null();
                let mut size: usize = 0;
                let code = sys::rd_kafka_header_get_all(
                    list,
                    into.len(),
                    &raw mut name,
                    &raw mut value,
                    &raw mut size,
                );
                if code != Native::RD_KAFKA_RESP_ERR_NO_ERROR {
                    break;
                }
                let value = bytes(value, size);
                let name = header_name(name, value);
                size_of_all += name.len() + size;
                into.push(HeaderView { name, value });
            }
            self.looked_at.set(self.looked_at.get() + 1);
            self.header_bytes.set(self.header_bytes.get() + size_of_all);
        }
        Ok(())
    }
}

/// Lends a header's name, exactly, NUL bytes included where that can be known.
///
/// The library hands out a C string, which a NUL in the name cuts short. It keeps name and value in one block, the
/// value right behind the name's terminator (librdkafka `src/rdkafka_header.c`, `rd_kafka_header_add`), so the place of
/// the value gives the true length. A null value has no place: there the name is known up to its first NUL.
///
/// # Safety
///
/// `name` points to the NUL-terminated name of a header of the library, `value` to its value.
unsafe fn header_name(name: *const c_char, value: Option<&[u8]>) -> &[u8] {
    // SAFETY: the caller's promise; a longer name lies in the same block, which ends behind the value.
    unsafe {
        let short = std::ffi::CStr::from_ptr(name).to_bytes();
        let Some(value) = value else {
            return std::slice::from_raw_parts(name.cast(), short.len());
        };
        let length = (value.as_ptr() as usize)
            .wrapping_sub(name as usize)
            .wrapping_sub(1);
        std::slice::from_raw_parts(name.cast(), length.max(short.len()))
    }
}

impl Drop for MessageBatch {
    fn drop(&mut self) {
        if let Some(average) = self.header_bytes.get().checked_div(self.looked_at.get()) {
            let before = self.learned.load(Ordering::Relaxed);
            self.learned
                .store((before * 3 + average).div_ceil(4), Ordering::Relaxed);
        }
        for message in &self.messages {
            // SAFETY: each is live and freed once.
            unsafe { sys::rd_kafka_message_destroy(*message) };
        }
    }
}
