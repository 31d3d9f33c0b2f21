//! A producer handle, and the one function that turns a record's bytes into a native message.
//!
//! Every record that this program sends, to a user's cluster or to the embedded one, passes [`Producer::send`].
//!
//! One thing cannot be sent as it is: librdkafka takes a timestamp of exactly 0 for "now" (`src/rdkafka_msg.c`).

use std::ffi::{CString, c_char, c_void};
use std::ptr;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use rdkafka_sys as sys;
use rdkafka_sys::rd_kafka_resp_err_t as Native;
use sys::rd_kafka_vtype_t as Kind;

use super::client::{Code, millis, open};
use super::heard::Heard;
use crate::record::Headers;

/// A record on its way: where to, and its bytes.
#[derive(Clone, Copy, Debug)]
pub(in crate::kafka) struct Outgoing<'a> {
    /// The target's name.
    pub(in crate::kafka) topic: &'a str,
    /// The target's partition; `None` leaves it to the handle's `partitioner`.
    pub(in crate::kafka) partition: Option<i32>,
    /// Milliseconds since the epoch; `None` is the time of sending.
    pub(in crate::kafka) timestamp: Option<i64>,
    /// The key; `None` is null, which is not empty.
    pub(in crate::kafka) key: Option<&'a [u8]>,
    /// The value; `None` is null, which is not empty.
    pub(in crate::kafka) value: Option<&'a [u8]>,
    /// The headers, in order, names and values as bytes.
    pub(in crate::kafka) headers: Headers<'a>,
}

/// What became of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::kafka) struct Report {
    /// The number that was given to [`Producer::send`].
    pub(in crate::kafka) number: usize,
    /// Partition and offset of the record in the target, or why it is not there.
    pub(in crate::kafka) outcome: Result<(i32, i64), Code>,
}

/// A producer handle. Thread-safe, as the library says of it.
pub(in crate::kafka) struct Producer {
    pub(super) handle: *mut sys::rd_kafka_t,
    pub(super) heard: Arc<Heard>,
}

// SAFETY: librdkafka's handles may be used from any thread at once.
unsafe impl Send for Producer {}
// SAFETY: as above.
unsafe impl Sync for Producer {}

unsafe extern "C" fn on_delivery(
    _handle: *mut sys::rd_kafka_t,
    message: *const sys::rd_kafka_message_t,
    opaque: *mut c_void,
) {
    // SAFETY: the message lives during the call; the opaque pointer was set to a `Heard` that outlives the handle.
    let (message, heard) = unsafe { (message.as_ref(), opaque.cast::<Heard>().as_ref()) };
    let (Some(message), Some(heard)) = (message, heard) else {
        return;
    };
    let outcome = if message.err == Native::RD_KAFKA_RESP_ERR_NO_ERROR {
        Ok((message.partition, message.offset))
    } else {
        Err(Code(message.err))
    };
    let mut reports = heard.reports.lock().unwrap_or_else(PoisonError::into_inner);
    reports.push(Report {
        number: message._private.addr(),
        outcome,
    });
}

impl Producer {
    /// Makes a producer handle. Nothing is connected yet.
    ///
    /// # Errors
    ///
    /// The library's own text where a property or the combination of them is wrong.
    pub(in crate::kafka) fn new(
        properties: &[(&str, &str)],
        verbose: bool,
    ) -> Result<Self, String> {
        let heard = Heard::new(verbose);
        let handle = open(
            sys::rd_kafka_type_t::RD_KAFKA_PRODUCER,
            properties,
            &heard,
            // SAFETY: the configuration lives; the callback is a function of this file.
            |configuration| unsafe {
                sys::rd_kafka_conf_set_dr_msg_cb(configuration, Some(on_delivery));
            },
        )?;
        Ok(Self { handle, heard })
    }

    /// Hands a record over; what became of it is reported under `number`.
    ///
    /// All bytes are copied. Names and values go with explicit lengths, so that any bytes are possible.
    ///
    /// # Errors
    ///
    /// The client's code where it does not take the record: too large, its queue is full, the topic's name holds NUL.
    pub(in crate::kafka) fn send(&self, record: &Outgoing<'_>, number: usize) -> Result<(), Code> {
        let topic = CString::new(record.topic)
            .map_err(|_| Code(Native::RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION))?;
        let mut arguments = vec![
            argument(Kind::RD_KAFKA_VTYPE_TOPIC, |place| {
                place.cstr = topic.as_ptr();
            }),
            argument(Kind::RD_KAFKA_VTYPE_MSGFLAGS, |place| {
                place.i = sys::RD_KAFKA_MSG_F_COPY;
            }),
            argument(Kind::RD_KAFKA_VTYPE_KEY, |place| {
                place.mem = memory(record.key);
            }),
            argument(Kind::RD_KAFKA_VTYPE_VALUE, |place| {
                place.mem = memory(record.value);
            }),
            argument(Kind::RD_KAFKA_VTYPE_OPAQUE, |place| {
                place.ptr = ptr::without_provenance_mut(number);
            }),
        ];
        if let Some(partition) = record.partition {
            arguments.push(argument(Kind::RD_KAFKA_VTYPE_PARTITION, |place| {
                place.i32_ = partition;
            }));
        }
        if let Some(timestamp) = record.timestamp {
            arguments.push(argument(Kind::RD_KAFKA_VTYPE_TIMESTAMP, |place| {
                place.i64_ = timestamp;
            }));
        }
        let headers = native_headers(record.headers)?;
        if !headers.is_null() {
            arguments.push(argument(Kind::RD_KAFKA_VTYPE_HEADERS, |place| {
                place.headers = headers;
            }));
        }
        // SAFETY: the handle lives as long as `self`; every pointer in `arguments` outlives the call, which copies key
        // and value and takes the headers over when it succeeds. When it fails, error and headers are still ours.
        unsafe {
            let error = sys::rd_kafka_produceva(self.handle, arguments.as_ptr(), arguments.len());
            if error.is_null() {
                return Ok(());
            }
            let code = Code(sys::rd_kafka_error_code(error));
            sys::rd_kafka_error_destroy(error);
            if !headers.is_null() {
                sys::rd_kafka_headers_destroy(headers);
            }
            Err(code)
        }
    }

    /// Sends what is queued at once and waits until everything handed over is reported, at most `wait`.
    ///
    /// # Errors
    ///
    /// The client's code, a time-out mostly, where something is still under way.
    pub(in crate::kafka) fn flush(&self, wait: Duration) -> Result<(), Code> {
        // SAFETY: the handle lives.
        match unsafe { sys::rd_kafka_flush(self.handle, millis(wait)) } {
            Native::RD_KAFKA_RESP_ERR_NO_ERROR => Ok(()),
            code => Err(Code(code)),
        }
    }

    /// Takes the reports that came in since the last call, in the order of their arrival.
    pub(in crate::kafka) fn reports(&self) -> Vec<Report> {
        let reports = &self.heard.reports;
        std::mem::take(&mut reports.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Producer {
    fn drop(&mut self) {
        // SAFETY: the last use of the handle; `heard` is dropped after it.
        unsafe { sys::rd_kafka_destroy(self.handle) };
    }
}

/// Makes one tagged argument of `rd_kafka_produceva`.
fn argument(
    vtype: Kind,
    set: impl FnOnce(&mut sys::rd_kafka_vu_s__bindgen_ty_1),
) -> sys::rd_kafka_vu_t {
    let mut u = sys::rd_kafka_vu_s__bindgen_ty_1 { _pad: [0; 64] };
    set(&mut u);
    sys::rd_kafka_vu_t { vtype, u }
}

/// Gives pointer and length; null is a null pointer, and no bytes have a pointer and no length.
fn memory(bytes: Option<&[u8]>) -> sys::rd_kafka_vu_s__bindgen_ty_1__bindgen_ty_1 {
    let (first, size) = bytes.map_or((ptr::null(), 0), |bytes| (bytes.as_ptr(), bytes.len()));
    sys::rd_kafka_vu_s__bindgen_ty_1__bindgen_ty_1 {
        ptr: first.cast_mut().cast::<c_void>(),
        size,
    }
}

/// Copies headers into a native list, which is the caller's; null where there are none.
///
/// # Errors
///
/// An invalid argument where the headers were not readable: sending such a record would lose them.
fn native_headers(headers: Headers<'_>) -> Result<*mut sys::rd_kafka_headers_t, Code> {
    if headers.why_unreadable().is_some() {
        return Err(Code(Native::RD_KAFKA_RESP_ERR__INVALID_ARG));
    }
    if headers.is_empty() {
        return Ok(ptr::null_mut());
    }
    let size = |bytes: &[u8]| isize::try_from(bytes.len()).unwrap_or(isize::MAX);
    // SAFETY: the list is new; each call copies name and value by the lengths given with them. A slice is never longer
    // than `isize::MAX`.
    unsafe {
        let list = sys::rd_kafka_headers_new(headers.len());
        for header in headers.iter() {
            let (value, length) = header
                .value
                .map_or((ptr::null(), 0), |bytes| (bytes.as_ptr(), size(bytes)));
            let code = sys::rd_kafka_header_add(
                list,
                header.name.as_ptr().cast::<c_char>(),
                size(header.name),
                value.cast::<c_void>(),
                length,
            );
            if code != Native::RD_KAFKA_RESP_ERR_NO_ERROR {
                sys::rd_kafka_headers_destroy(list);
                return Err(Code(code));
            }
        }
        Ok(list)
    }
}
