//! A client handle, what it says on its own account, and the calls that reading needs.

use std::ffi::{CStr, CString, c_char, c_int};
use std::ptr;
use std::sync::Arc;
use std::time::Duration;

use rdkafka_sys as sys;
use rdkafka_sys::rd_kafka_resp_err_t as Native;

use super::heard::{ClientEvent, Heard, on_certificate, on_error, on_log};
use super::message::MessageBatch;

/// An error code of the client library or a broker, with its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::kafka) struct Code(pub(in crate::kafka) Native);

impl Code {
    /// Returns the safe wrapper's name of the code, to match on.
    pub(in crate::kafka) fn kind(self) -> rdkafka::types::RDKafkaErrorCode {
        self.0.into()
    }

    /// Returns the library's text for the code.
    pub(in crate::kafka) fn text(self) -> String {
        // SAFETY: the library returns a static string for every code.
        unsafe { text(sys::rd_kafka_err2str(self.0)) }
    }
}

/// One topic of a metadata answer.
#[derive(Clone, Debug)]
pub(in crate::kafka) struct TopicMetadata {
    pub(in crate::kafka) name: String,
    pub(in crate::kafka) partitions: Vec<i32>,
    /// Those of them that nobody leads at the moment.
    pub(in crate::kafka) leaderless: Vec<i32>,
    pub(in crate::kafka) error: Option<Code>,
}

/// A partition to read, from an offset on.
#[derive(Clone, Debug)]
pub(in crate::kafka) struct Assignment {
    pub(in crate::kafka) topic: CString,
    pub(in crate::kafka) partition: i32,
    pub(in crate::kafka) offset: i64,
}

/// Destroys a consumer without leaving a group: it is in none.
const NO_CLOSE: c_int = sys::RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE as c_int;

/// A consumer handle. Thread-safe, as the library says of it.
pub(in crate::kafka) struct Client {
    pub(super) handle: *mut sys::rd_kafka_t,
    queue: *mut sys::rd_kafka_queue_t,
    heard: Arc<Heard>,
}

// SAFETY: librdkafka's handles and queues may be used from any thread at once.
unsafe impl Send for Client {}
// SAFETY: as above.
unsafe impl Sync for Client {}

/// Copies a C string of the library; null is empty.
///
/// # Safety
///
/// `pointer` is null or a NUL-terminated string that lives during the call.
pub(super) unsafe fn text(pointer: *const c_char) -> String {
    if pointer.is_null() {
        return String::new();
    }
    // SAFETY: the caller's promise.
    unsafe { CStr::from_ptr(pointer) }
        .to_string_lossy()
        .into_owned()
}

/// Milliseconds as the library takes them.
pub(super) fn millis(duration: Duration) -> c_int {
    c_int::try_from(duration.as_millis()).unwrap_or(c_int::MAX)
}

/// Makes a handle whose log lines and errors are heard, with whatever else `set_up` puts into its configuration.
///
/// # Errors
///
/// The library's own text where a property or the combination of them is wrong.
pub(super) fn open(
    kind: sys::rd_kafka_type_t,
    properties: &[(&str, &str)],
    heard: &Arc<Heard>,
    set_up: impl FnOnce(*mut sys::rd_kafka_conf_t),
) -> Result<*mut sys::rd_kafka_t, String> {
    let mut message = [0 as c_char; 512];
    // SAFETY: the configuration is freed on every path that does not hand it to `rd_kafka_new`; strings live during
    // the calls; the opaque pointer lives as long as `heard`, which its owner drops after the handle.
    unsafe {
        let configuration = sys::rd_kafka_conf_new();
        for (name, value) in properties {
            let set =
                CString::new(*name)
                    .ok()
                    .zip(CString::new(*value).ok())
                    .map(|(name, value)| {
                        sys::rd_kafka_conf_set(
                            configuration,
                            name.as_ptr(),
                            value.as_ptr(),
                            message.as_mut_ptr(),
                            message.len(),
                        )
                    });
            if set != Some(sys::rd_kafka_conf_res_t::RD_KAFKA_CONF_OK) {
                sys::rd_kafka_conf_destroy(configuration);
                return Err(match set {
                    None => format!("property {name} holds a NUL byte"),
                    Some(_) => text(message.as_ptr()),
                });
            }
        }
        sys::rd_kafka_conf_set_opaque(configuration, Arc::as_ptr(heard).cast_mut().cast());
        sys::rd_kafka_conf_set_log_cb(configuration, Some(on_log));
        sys::rd_kafka_conf_set_error_cb(configuration, Some(on_error));
        sys::rd_kafka_conf_set_ssl_cert_verify_cb(configuration, Some(on_certificate));
        set_up(configuration);
        let handle = sys::rd_kafka_new(kind, configuration, message.as_mut_ptr(), message.len());
        if handle.is_null() {
            sys::rd_kafka_conf_destroy(configuration);
            return Err(text(message.as_ptr()));
        }
        Ok(handle)
    }
}

impl Client {
    /// Makes a consumer handle that belongs to no group. Nothing is connected yet.
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
            sys::rd_kafka_type_t::RD_KAFKA_CONSUMER,
            properties,
            &heard,
            |_| {},
        )?;
        // SAFETY: the handle is new and ours; the queue is released before it.
        unsafe {
            let queue = sys::rd_kafka_queue_get_consumer(handle);
            if queue.is_null() {
                sys::rd_kafka_destroy_flags(handle, NO_CLOSE);
                return Err("a reading handle needs a group.id".to_owned());
            }
            Ok(Self {
                handle,
                queue,
                heard,
            })
        }
    }

    /// Serves what the client wants to say, without waiting.
    pub(in crate::kafka) fn serve(&self) {
        // SAFETY: the handle lives.
        unsafe { sys::rd_kafka_poll(self.handle, 0) };
    }

    /// Returns what the client said so far.
    pub(in crate::kafka) fn events(&self) -> Vec<ClientEvent> {
        self.heard.events()
    }

    /// Asks for one topic, or for all of them.
    pub(in crate::kafka) fn metadata(
        &self,
        topic: Option<&str>,
        wait: Duration,
    ) -> Result<Vec<TopicMetadata>, Code> {
        let name = topic
            .map(CString::new)
            .transpose()
            .map_err(|_| Code(Native::RD_KAFKA_RESP_ERR__INVALID_ARG))?;
        // SAFETY: the topic object and the answer are freed below; lists are read within the counts given with them.
        unsafe {
            let only = match &name {
                Some(name) => sys::rd_kafka_topic_new(self.handle, name.as_ptr(), ptr::null_mut()),
                None => ptr::null_mut(),
            };
            if name.is_some() && only.is_null() {
                return Err(Code(sys::rd_kafka_last_error()));
            }
            let mut answer: *const sys::rd_kafka_metadata = ptr::null();
            let all = c_int::from(topic.is_none());
            let code =
                sys::rd_kafka_metadata(self.handle, all, only, &raw mut answer, millis(wait));
            let result = if code == Native::RD_KAFKA_RESP_ERR_NO_ERROR {
                let topics = slice((*answer).topics, (*answer).topic_cnt);
                Ok(topics
                    .iter()
                    .map(|topic| {
                        let partitions = slice(topic.partitions, topic.partition_cnt);
                        let leaderless = partitions.iter().filter(|one| one.leader < 0);
                        TopicMetadata {
                            leaderless: leaderless.map(|partition| partition.id).collect(),
                            name: text(topic.topic),
                            partitions: partitions.iter().map(|partition| partition.id).collect(),
                            error: (topic.err != Native::RD_KAFKA_RESP_ERR_NO_ERROR)
                                .then_some(Code(topic.err)),
                        }
                    })
                    .collect())
            } else {
                Err(Code(code))
            };
            if !answer.is_null() {
                sys::rd_kafka_metadata_destroy(answer);
            }
            if !only.is_null() {
                sys::rd_kafka_topic_destroy(only);
            }
            result
        }
    }

    /// Returns the cluster's id, once a metadata answer named it.
    pub(in crate::kafka) fn cluster_id(&self, wait: Duration) -> Option<String> {
        // SAFETY: the returned string is ours to free.
        unsafe {
            let id = sys::rd_kafka_clusterid(self.handle, millis(wait));
            (!id.is_null()).then(|| {
                let owned = text(id);
                sys::rd_kafka_mem_free(self.handle, id.cast());
                owned
            })
        }
    }

    /// Returns the id of the controller, or −1 where none is known.
    pub(in crate::kafka) fn controller_id(&self) -> i32 {
        // SAFETY: the handle lives.
        unsafe { sys::rd_kafka_controllerid(self.handle, 0) }
    }

    /// Reads these partitions from now on, and no others.
    pub(in crate::kafka) fn assign(&self, assignments: &[Assignment]) -> Result<(), Code> {
        // SAFETY: the list is ours; the library copies it.
        unsafe {
            let list = sys::rd_kafka_topic_partition_list_new(
                c_int::try_from(assignments.len()).unwrap_or(0),
            );
            for assignment in assignments {
                let entry = sys::rd_kafka_topic_partition_list_add(
                    list,
                    assignment.topic.as_ptr(),
                    assignment.partition,
                );
                (*entry).offset = assignment.offset;
            }
            // From here on the consumer queue is served, so that errors arrive in order with records.
            sys::rd_kafka_poll_set_consumer(self.handle);
            let code = sys::rd_kafka_assign(self.handle, list);
            sys::rd_kafka_topic_partition_list_destroy(list);
            if code == Native::RD_KAFKA_RESP_ERR_NO_ERROR {
                Ok(())
            } else {
                Err(Code(code))
            }
        }
    }

    /// Returns the next offsets to be read of these partitions, in their order; negative where not known.
    pub(in crate::kafka) fn positions(&self, partitions: &[(&CString, i32)]) -> Vec<i64> {
        // SAFETY: the list is ours and keeps its order.
        unsafe {
            let list = sys::rd_kafka_topic_partition_list_new(
                c_int::try_from(partitions.len()).unwrap_or(0),
            );
            for (topic, partition) in partitions {
                sys::rd_kafka_topic_partition_list_add(list, topic.as_ptr(), *partition);
            }
            sys::rd_kafka_position(self.handle, list);
            let positions = slice((*list).elems, (*list).cnt)
                .iter()
                .map(|entry| entry.offset)
                .collect();
            sys::rd_kafka_topic_partition_list_destroy(list);
            positions
        }
    }

    /// Takes what has arrived, at most `most` messages, waiting at most `wait` for the first and for more.
    pub(in crate::kafka) fn consume(self: &Arc<Self>, most: usize, wait: Duration) -> MessageBatch {
        let mut messages: Vec<*mut sys::rd_kafka_message_t> = Vec::with_capacity(most);
        // SAFETY: room for `most` pointers was reserved, and the library says how many it wrote.
        unsafe {
            let count = sys::rd_kafka_consume_batch_queue(
                self.queue,
                millis(wait),
                messages.as_mut_ptr(),
                most,
            );
            messages.set_len(usize::try_from(count).unwrap_or(0).min(most));
        }
        MessageBatch::new(messages, self.clone())
    }
}

/// Lends a C array; a null pointer or a negative count is empty.
///
/// # Safety
///
/// `first` is null or points to `count` values that live as long as `'a`.
pub(super) unsafe fn slice<'a, T>(first: *const T, count: c_int) -> &'a [T] {
    match usize::try_from(count) {
        // SAFETY: the caller's promise.
        Ok(count) if count > 0 && !first.is_null() => unsafe {
            std::slice::from_raw_parts(first, count)
        },
        _ => &[],
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // SAFETY: the last user of the handle; messages hold the client, so none is left. Closing the consumer is
        // skipped: it belongs to no group that could be told.
        unsafe {
            sys::rd_kafka_queue_destroy(self.queue);
            sys::rd_kafka_destroy_flags(self.handle, NO_CLOSE);
        }
    }
}
