//! A producer that writes what no well-behaved client would.
#![allow(
    unsafe_code,
    reason = "header names that are not text, and null beside empty, only pass through C"
)]

use std::ffi::{CStr, CString, c_char, c_void};
use std::ptr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rdkafka::config::FromClientConfigAndContext as _;
use rdkafka::message::Message as _;
use rdkafka::producer::{DeliveryResult, Producer as _, ProducerContext, ThreadedProducer};
use rdkafka::{ClientConfig, ClientContext};
use rdkafka_sys as sys;
use sys::rd_kafka_vtype_t as Kind;

use super::out::Out;

/// How long the broker may take to answer.
const LIMIT: Duration = Duration::from_secs(60);

/// Writes records and waits until the broker has them; the answer is where, as (partition, offset).
///
/// # Panics
/// If one is refused.
pub(crate) fn produce(bootstrap: &str, records: &[Out]) -> Vec<(i32, i64)> {
    let producer = Producer::plain(bootstrap);
    for record in records {
        producer.send(record);
    }
    producer
        .flush()
        .into_iter()
        .map(|it| it.unwrap_or_else(|e| panic!("not written: {e}")))
        .collect()
}

/// What became of a record: partition and offset, or why not.
pub(crate) type Report = Result<(i32, i64), String>;

/// A producer that writes what no well-behaved client would; polled by a thread of its own.
pub(crate) struct Producer {
    inner: ThreadedProducer<Reports>,
    reports: Arc<Mutex<Vec<Option<Report>>>>,
}

impl Producer {
    /// Connects without a transaction.
    pub(crate) fn plain(bootstrap: &str) -> Producer {
        Producer::with(ClientConfig::new().set("bootstrap.servers", bootstrap))
    }

    /// Connects with a transactional id, which ends what an earlier producer of this id left open.
    pub(crate) fn transactional(bootstrap: &str, id: &str) -> Producer {
        let mut config = ClientConfig::new();
        config
            .set("bootstrap.servers", bootstrap)
            .set("transactional.id", id);
        let producer = Producer::with(&config);
        producer.inner.init_transactions(LIMIT).expect("init");
        producer
    }

    /// Connects with any settings.
    pub(crate) fn with(config: &ClientConfig) -> Producer {
        let mut config = config.clone();
        // Java's partitioner, and no limit of our own: it is the broker's that tests are about.
        config
            .set("partitioner", "murmur2_random")
            .set("message.max.bytes", "100000000")
            .set("acks", "all");
        let reports = Arc::default();
        let context = Reports(Arc::clone(&reports));
        let inner =
            ThreadedProducer::from_config_and_context(&config, context).expect("a producer");
        Producer { inner, reports }
    }

    /// Hands a record over; [`flush`](Self::flush) tells what became of it.
    ///
    /// # Panics
    /// If the client does not even take it.
    pub(crate) fn send(&self, record: &Out) {
        let number = {
            let mut reports = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
            reports.push(None);
            reports.len() - 1
        };
        let topic = CString::new(record.topic.as_str()).expect("a topic name without NUL");
        let mut arguments = vec![
            argument(Kind::RD_KAFKA_VTYPE_TOPIC, |u| {
                u.cstr = topic.as_ptr();
            }),
            argument(Kind::RD_KAFKA_VTYPE_MSGFLAGS, |u| {
                u.i = sys::RD_KAFKA_MSG_F_COPY;
            }),
            argument(Kind::RD_KAFKA_VTYPE_KEY, |u| {
                u.mem = memory(record.key.as_deref());
            }),
            argument(Kind::RD_KAFKA_VTYPE_VALUE, |u| {
                u.mem = memory(record.value.as_deref());
            }),
            argument(Kind::RD_KAFKA_VTYPE_OPAQUE, |u| {
                u.ptr = ptr::without_provenance_mut(number);
            }),
        ];
        if let Some(partition) = record.partition {
            arguments.push(argument(Kind::RD_KAFKA_VTYPE_PARTITION, |u| {
                u.i32_ = partition;
            }));
        }
        if let Some(timestamp) = record.timestamp {
            arguments.push(argument(Kind::RD_KAFKA_VTYPE_TIMESTAMP, |u| {
                u.i64_ = timestamp;
            }));
        }
        let headers = native_headers(&record.headers);
        arguments.push(argument(Kind::RD_KAFKA_VTYPE_HEADERS, |u| {
            u.headers = headers;
        }));
        // SAFETY: the handle lives as long as `self`; every pointer in `arguments` outlives the call, which copies key
        // and value (F_COPY) and takes `headers` over when it succeeds.
        let error = unsafe {
            sys::rd_kafka_produceva(
                self.inner.client().native_ptr(),
                arguments.as_ptr(),
                arguments.len(),
            )
        };
        if !error.is_null() {
            // SAFETY: the call failed, so both the error and the headers are still ours, and are freed once.
            let text = unsafe {
                let text = CStr::from_ptr(sys::rd_kafka_error_string(error))
                    .to_string_lossy()
                    .into_owned();
                sys::rd_kafka_error_destroy(error);
                sys::rd_kafka_headers_destroy(headers);
                text
            };
            panic!("produce: {text}");
        }
    }

    /// Waits for all records handed over so far; the answer is theirs, in the order of [`send`](Self::send).
    ///
    /// # Panics
    /// If the broker does not answer.
    pub(crate) fn flush(&self) -> Vec<Report> {
        self.inner.flush(LIMIT).expect("flush");
        let reports =
            std::mem::take(&mut *self.reports.lock().unwrap_or_else(PoisonError::into_inner));
        reports
            .into_iter()
            .map(|it| it.unwrap_or_else(|| Err("no report".to_owned())))
            .collect()
    }

    /// Begins a transaction. Dropping the producer, or keeping it, leaves the transaction open.
    pub(crate) fn begin(&self) {
        self.inner.begin_transaction().expect("begin");
    }

    /// Commits the transaction.
    pub(crate) fn commit(&self) {
        self.inner.commit_transaction(LIMIT).expect("commit");
    }

    /// Aborts the transaction, after its records have reached the broker.
    pub(crate) fn abort(&self) {
        // An abort throws away what has not been sent; a test wants it in the log.
        self.flush();
        self.inner.abort_transaction(LIMIT).expect("abort");
    }
}

/// Notes delivery reports by the number of their record.
struct Reports(Arc<Mutex<Vec<Option<Report>>>>);

impl ClientContext for Reports {}

impl ProducerContext for Reports {
    type DeliveryOpaque = usize;

    fn delivery(&self, result: &DeliveryResult<'_>, number: usize) {
        let report = match result {
            Ok(message) => Ok((message.partition(), message.offset())),
            Err((error, _)) => Err(error.to_string()),
        };
        let mut reports = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = reports.get_mut(number) {
            *slot = Some(report);
        }
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

/// Gives pointer and length; a null pointer is null, and an empty slice has a pointer and no length.
fn memory(bytes: Option<&[u8]>) -> sys::rd_kafka_vu_s__bindgen_ty_1__bindgen_ty_1 {
    let (ptr, size) = bytes.map_or((ptr::null(), 0), |it| (it.as_ptr(), it.len()));
    sys::rd_kafka_vu_s__bindgen_ty_1__bindgen_ty_1 {
        ptr: ptr.cast_mut().cast::<c_void>(),
        size,
    }
}

fn native_headers(headers: &[(Vec<u8>, Option<Vec<u8>>)]) -> *mut sys::rd_kafka_headers_t {
    let size = |it: &[u8]| isize::try_from(it.len()).expect("a length");
    // SAFETY: no arguments that point anywhere.
    let list = unsafe { sys::rd_kafka_headers_new(headers.len()) };
    for (name, value) in headers {
        let (data, length) = value.as_deref().map_or((ptr::null(), 0), |it| {
            (it.as_ptr().cast::<c_void>(), size(it))
        });
        // SAFETY: `list` is alive, and the call copies name and value by the given lengths.
        unsafe {
            sys::rd_kafka_header_add(
                list,
                name.as_ptr().cast::<c_char>(),
                size(name),
                data,
                length,
            )
        };
    }
    list
}
