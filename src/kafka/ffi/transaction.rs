//! Transactions of a producer handle, and what its client says meanwhile.

use std::ffi::{CString, c_char};
use std::ptr;
use std::time::Duration;

use rdkafka_sys as sys;
use rdkafka_sys::rd_kafka_resp_err_t as Native;

use super::client::{Code, millis, text};
use super::heard::ClientEvent;
use super::produce::Producer;

/// Why a transactional call failed, and what the library says can be done about it.
#[derive(Clone, Debug)]
pub(in crate::kafka) struct TransactionError {
    pub(in crate::kafka) code: Code,
    pub(in crate::kafka) text: String,
    /// The same call may succeed when it is made again.
    pub(in crate::kafka) retriable: bool,
}

/// Reads and frees the outcome of a transactional call; null is success.
///
/// # Safety
///
/// `error` is null or an error object that nobody else frees.
unsafe fn outcome(error: *mut sys::rd_kafka_error_t) -> Result<(), TransactionError> {
    if error.is_null() {
        return Ok(());
    }
    // SAFETY: the caller's promise.
    unsafe {
        let read = TransactionError {
            code: Code(sys::rd_kafka_error_code(error)),
            text: text(sys::rd_kafka_error_string(error)),
            retriable: sys::rd_kafka_error_is_retriable(error) != 0,
        };
        sys::rd_kafka_error_destroy(error);
        Err(read)
    }
}

impl Producer {
    /// Fences every earlier producer of this transactional id, and waits until all of its transactions are decided.
    pub(in crate::kafka) fn init_transactions(
        &self,
        wait: Duration,
    ) -> Result<(), TransactionError> {
        // SAFETY: the handle lives; the error is freed by `outcome`.
        unsafe { outcome(sys::rd_kafka_init_transactions(self.handle, millis(wait))) }
    }

    /// Begins a transaction: nothing is sent yet.
    pub(in crate::kafka) fn begin_transaction(&self) -> Result<(), TransactionError> {
        // SAFETY: as above.
        unsafe { outcome(sys::rd_kafka_begin_transaction(self.handle)) }
    }

    /// Asks for the commit. Neither success nor failure proves anything about what consumers will see.
    pub(in crate::kafka) fn commit_transaction(
        &self,
        wait: Duration,
    ) -> Result<(), TransactionError> {
        // SAFETY: as above.
        unsafe { outcome(sys::rd_kafka_commit_transaction(self.handle, millis(wait))) }
    }

    /// Asks for the abort; it may need [`Producer::poll`] between retriable failures.
    pub(in crate::kafka) fn abort_transaction(
        &self,
        wait: Duration,
    ) -> Result<(), TransactionError> {
        // SAFETY: as above.
        unsafe { outcome(sys::rd_kafka_abort_transaction(self.handle, millis(wait))) }
    }

    /// Serves delivery reports and errors, waiting at most `wait` for the first.
    pub(in crate::kafka) fn poll(&self, wait: Duration) {
        // SAFETY: the handle lives.
        unsafe { sys::rd_kafka_poll(self.handle, millis(wait)) };
    }

    /// Returns the error after which the handle can do nothing any more, if there was one.
    pub(in crate::kafka) fn fatal(&self) -> Option<(Code, String)> {
        let mut message = [0 as c_char; 512];
        // SAFETY: the buffer is as long as is said, and NUL-terminated by the library.
        unsafe {
            let code = sys::rd_kafka_fatal_error(self.handle, message.as_mut_ptr(), message.len());
            (code != Native::RD_KAFKA_RESP_ERR_NO_ERROR)
                .then(|| (Code(code), text(message.as_ptr())))
        }
    }

    /// Asks for one topic, so that connections are up and its leaders known. Failures do not matter here.
    pub(in crate::kafka) fn warm(&self, topic: &str, wait: Duration) {
        let Ok(name) = CString::new(topic) else {
            return;
        };
        // SAFETY: the topic object and the answer are freed here, each once.
        unsafe {
            let only = sys::rd_kafka_topic_new(self.handle, name.as_ptr(), ptr::null_mut());
            if only.is_null() {
                return;
            }
            let mut answer: *const sys::rd_kafka_metadata = ptr::null();
            let code = sys::rd_kafka_metadata(self.handle, 0, only, &raw mut answer, millis(wait));
            if code == Native::RD_KAFKA_RESP_ERR_NO_ERROR && !answer.is_null() {
                sys::rd_kafka_metadata_destroy(answer);
            }
            sys::rd_kafka_topic_destroy(only);
        }
    }

    /// Returns what the client said so far.
    pub(in crate::kafka) fn events(&self) -> Vec<ClientEvent> {
        self.heard.events()
    }

    /// Drops what is queued and under way, so that the handle can be destroyed without waiting for it.
    pub(in crate::kafka) fn purge(&self) {
        // SAFETY: the handle lives.
        unsafe {
            sys::rd_kafka_purge(
                self.handle,
                sys::RD_KAFKA_PURGE_F_QUEUE
                    | sys::RD_KAFKA_PURGE_F_INFLIGHT
                    | sys::RD_KAFKA_PURGE_F_NON_BLOCKING,
            );
        }
    }
}
