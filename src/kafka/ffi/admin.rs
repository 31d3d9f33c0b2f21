//! Questions to the cluster that many partitions or groups share: one request instead of one a partition.

use std::ffi::{CString, c_int};
use std::ptr;
use std::time::Duration;

use rdkafka_sys as sys;
use rdkafka_sys::rd_kafka_admin_op_t as Operation;
use rdkafka_sys::rd_kafka_resp_err_t as Native;

use super::client::{Client, Code, millis, slice, text};

/// A question about one partition's offsets.
#[derive(Clone, Debug)]
pub(in crate::kafka) struct OffsetQuestion {
    pub(in crate::kafka) topic: String,
    pub(in crate::kafka) partition: i32,
    /// A time in milliseconds, or [`Self::EARLIEST`] or [`Self::LATEST`].
    pub(in crate::kafka) at: i64,
}

impl OffsetQuestion {
    /// Asks for the first offset that exists.
    pub(in crate::kafka) const EARLIEST: i64 = -2;
    /// Asks for the end: the last stable offset, or the high watermark when reading uncommitted.
    pub(in crate::kafka) const LATEST: i64 = -1;
}

/// The topic, the partition, and its offset (−1: none at or after that time) with the record's timestamp (−1 where a
/// broker does not tell it), or its error.
pub(in crate::kafka) type OffsetAnswer = (String, i32, Result<(i64, i64), Code>);

/// How many offsets are asked for in one request.
const PORTION: usize = 500;

/// What the cluster says of one topic.
#[derive(Clone, Debug)]
pub(in crate::kafka) struct TopicDescription {
    pub(in crate::kafka) name: String,
    /// The id in Kafka's own base64 form; `None` where the broker gives none.
    pub(in crate::kafka) id: Result<Option<String>, Code>,
}

/// One committed offset of a group.
#[derive(Clone, Debug)]
pub(in crate::kafka) struct GroupOffset {
    pub(in crate::kafka) topic: String,
    pub(in crate::kafka) partition: i32,
    /// The next offset the group will read; negative where nothing is committed.
    pub(in crate::kafka) offset: i64,
}

/// The options and the queue of one admin request, freed together.
pub(super) struct Request<'c> {
    _client: &'c Client,
    pub(super) options: *mut sys::rd_kafka_AdminOptions_t,
    pub(super) queue: *mut sys::rd_kafka_queue_t,
    wait: Duration,
}

impl<'c> Request<'c> {
    pub(super) fn new(client: &'c Client, operation: Operation, wait: Duration) -> Self {
        // SAFETY: both are freed in `drop`; the text buffer may be absent.
        unsafe {
            let options = sys::rd_kafka_AdminOptions_new(client.handle, operation);
            sys::rd_kafka_AdminOptions_set_request_timeout(
                options,
                millis(wait),
                ptr::null_mut(),
                0,
            );
            Self {
                _client: client,
                options,
                queue: sys::rd_kafka_queue_new(client.handle),
                wait,
            }
        }
    }

    /// Waits for the answer and reads it, or returns the error of the whole request.
    ///
    /// # Safety
    ///
    /// `read` takes nothing from the event that outlives the call.
    pub(super) unsafe fn answer<T>(
        self,
        read: impl FnOnce(*mut sys::rd_kafka_event_t) -> T,
    ) -> Result<T, (Code, String)> {
        // The request itself ends a little earlier, so that the library says why.
        let event = {
            // SAFETY: the queue lives; the event is freed below.
            unsafe {
                sys::rd_kafka_queue_poll(self.queue, millis(self.wait + Duration::from_millis(500)))
            }
        };
        if event.is_null() {
            return Err((
                Code(Native::RD_KAFKA_RESP_ERR__TIMED_OUT),
                "no answer".to_owned(),
            ));
        }
        // SAFETY: the event lives until it is destroyed here.
        unsafe {
            let code = sys::rd_kafka_event_error(event);
            let result = if code == Native::RD_KAFKA_RESP_ERR_NO_ERROR {
                Ok(read(event))
            } else {
                Err((Code(code), text(sys::rd_kafka_event_error_string(event))))
            };
            sys::rd_kafka_event_destroy(event);
            result
        }
    }
}

impl Drop for Request<'_> {
    fn drop(&mut self) {
        // SAFETY: made in `new`, freed once.
        unsafe {
            sys::rd_kafka_AdminOptions_destroy(self.options);
            sys::rd_kafka_queue_destroy(self.queue);
        }
    }
}

/// Brings an id into the form in which Kafka prints it: the URL-safe alphabet, without padding.
fn url_safe(base64: &str) -> String {
    base64
        .trim_end_matches('=')
        .replace('+', "-")
        .replace('/', "_")
}

/// Lends an array of pointers that the library returned with its length.
///
/// # Safety
///
/// As for [`slice`].
pub(super) unsafe fn pointers<'a, T>(first: *mut *const T, count: usize) -> &'a [*const T] {
    // SAFETY: the caller's promise.
    unsafe { slice(first.cast_const(), c_int::try_from(count).unwrap_or(0)) }
}

impl Client {
    /// Asks for many offsets at once. Each answer is one of [`OffsetAnswer`].
    pub(in crate::kafka) fn list_offsets(
        &self,
        questions: &[OffsetQuestion],
        read_uncommitted: bool,
        wait: Duration,
    ) -> Result<Vec<OffsetAnswer>, (Code, String)> {
        // The library looks each answer up in a list of all: the questions are asked in portions, all under way at once.
        let asked: Vec<_> = questions
            .chunks(PORTION)
            .map(|questions| self.ask_list_offsets(questions, read_uncommitted, wait))
            .collect();
        let mut answers = Vec::with_capacity(questions.len());
        for request in asked {
            // SAFETY: results are copied before the event is freed.
            answers.extend(unsafe { request.answer(|event| listed_offsets(event)) }?);
        }
        Ok(answers)
    }

    /// Sends questions for offsets, without waiting for the answers.
    fn ask_list_offsets(
        &self,
        questions: &[OffsetQuestion],
        read_uncommitted: bool,
        wait: Duration,
    ) -> Request<'_> {
        let request = Request::new(self, Operation::RD_KAFKA_ADMIN_OP_LISTOFFSETS, wait);
        // SAFETY: the list is ours and copied by the library.
        unsafe {
            let level = if read_uncommitted {
                sys::rd_kafka_IsolationLevel_t::RD_KAFKA_ISOLATION_LEVEL_READ_UNCOMMITTED
            } else {
                sys::rd_kafka_IsolationLevel_t::RD_KAFKA_ISOLATION_LEVEL_READ_COMMITTED
            };
            let error = sys::rd_kafka_AdminOptions_set_isolation_level(request.options, level);
            if !error.is_null() {
                sys::rd_kafka_error_destroy(error);
            }
            let list = sys::rd_kafka_topic_partition_list_new(
                c_int::try_from(questions.len()).unwrap_or(0),
            );
            for question in questions {
                if let Ok(topic) = CString::new(question.topic.as_str()) {
                    let entry = sys::rd_kafka_topic_partition_list_add(
                        list,
                        topic.as_ptr(),
                        question.partition,
                    );
                    (*entry).offset = question.at;
                }
            }
            sys::rd_kafka_ListOffsets(self.handle, list, request.options, request.queue);
            sys::rd_kafka_topic_partition_list_destroy(list);
        }
        request
    }

    /// Describes topics, each on its own.
    pub(in crate::kafka) fn describe_topics(
        &self,
        names: &[&str],
        wait: Duration,
    ) -> Result<Vec<TopicDescription>, (Code, String)> {
        let request = Request::new(self, Operation::RD_KAFKA_ADMIN_OP_DESCRIBETOPICS, wait);
        let names: Vec<CString> = names
            .iter()
            .filter_map(|name| CString::new(*name).ok())
            .collect();
        let mut list: Vec<_> = names.iter().map(|name| name.as_ptr()).collect();
        // SAFETY: names live during the call that copies them; results are read before the event is freed.
        unsafe {
            let topics =
                sys::rd_kafka_TopicCollection_of_topic_names(list.as_mut_ptr(), list.len());
            sys::rd_kafka_DescribeTopics(self.handle, topics, request.options, request.queue);
            sys::rd_kafka_TopicCollection_destroy(topics);
            request.answer(|event| {
                let mut count = 0;
                let result = sys::rd_kafka_event_DescribeTopics_result(event);
                let topics = sys::rd_kafka_DescribeTopics_result_topics(result, &raw mut count);
                let described = pointers(topics, count).iter().map(|topic| {
                    let error = sys::rd_kafka_TopicDescription_error(*topic);
                    let code = if error.is_null() {
                        Native::RD_KAFKA_RESP_ERR_NO_ERROR
                    } else {
                        sys::rd_kafka_error_code(error)
                    };
                    let id = sys::rd_kafka_TopicDescription_topic_id(*topic);
                    let known = !id.is_null()
                        && (sys::rd_kafka_Uuid_most_significant_bits(id) != 0
                            || sys::rd_kafka_Uuid_least_significant_bits(id) != 0);
                    TopicDescription {
                        name: text(sys::rd_kafka_TopicDescription_name(*topic)),
                        id: if code == Native::RD_KAFKA_RESP_ERR_NO_ERROR {
                            Ok(known.then(|| url_safe(&text(sys::rd_kafka_Uuid_base64str(id)))))
                        } else {
                            Err(Code(code))
                        },
                    }
                });
                described.collect()
            })
        }
    }

    /// Lists the names of all consumer groups this principal may see.
    pub(in crate::kafka) fn consumer_groups(
        &self,
        wait: Duration,
    ) -> Result<Vec<String>, (Code, String)> {
        let request = Request::new(self, Operation::RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS, wait);
        // SAFETY: results are read before the event is freed.
        unsafe {
            sys::rd_kafka_ListConsumerGroups(self.handle, request.options, request.queue);
            request.answer(|event| {
                let mut count = 0;
                let result = sys::rd_kafka_event_ListConsumerGroups_result(event);
                let groups = sys::rd_kafka_ListConsumerGroups_result_valid(result, &raw mut count);
                let names = pointers(groups, count).iter();
                names
                    .map(|group| text(sys::rd_kafka_ConsumerGroupListing_group_id(*group)))
                    .collect()
            })
        }
    }

    /// Returns what each of these groups has committed; `None` for one that may not be asked for.
    ///
    /// All questions are under way at once: each waits for a coordinator, and many groups would add up to minutes.
    pub(in crate::kafka) fn group_offsets(
        &self,
        groups: &[String],
        wait: Duration,
    ) -> Vec<Option<Vec<GroupOffset>>> {
        let ask = |group: &String| {
            let name = CString::new(group.as_str()).ok()?;
            let request = Request::new(
                self,
                Operation::RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS,
                wait,
            );
            // SAFETY: the question is ours and copied by the library.
            unsafe {
                let mut question =
                    sys::rd_kafka_ListConsumerGroupOffsets_new(name.as_ptr(), ptr::null());
                sys::rd_kafka_ListConsumerGroupOffsets(
                    self.handle,
                    &raw mut question,
                    1,
                    request.options,
                    request.queue,
                );
                sys::rd_kafka_ListConsumerGroupOffsets_destroy(question);
            }
            Some(request)
        };
        let asked: Vec<_> = groups.iter().map(ask).collect();
        // SAFETY: results are copied before the event is freed.
        let answers = asked
            .into_iter()
            .map(|request| unsafe { request?.answer(|event| committed(event)).ok() });
        answers.collect()
    }
}

/// Copies offsets out of an answer.
///
/// # Safety
///
/// The event is an answer to questions for offsets, and lives during the call.
unsafe fn listed_offsets(event: *mut sys::rd_kafka_event_t) -> Vec<OffsetAnswer> {
    // SAFETY: the caller's promise; lists are read within their counts.
    unsafe {
        let mut count = 0;
        let infos = sys::rd_kafka_ListOffsets_result_infos(
            sys::rd_kafka_event_ListOffsets_result(event),
            &raw mut count,
        );
        let entries = pointers(infos, count).iter().map(|info| {
            let entry = &*sys::rd_kafka_ListOffsetsResultInfo_topic_partition(*info);
            let offset = match entry.err {
                Native::RD_KAFKA_RESP_ERR_NO_ERROR => {
                    let ms = sys::rd_kafka_ListOffsetsResultInfo_timestamp(*info);
                    Ok((entry.offset, ms))
                }
                code => Err(Code(code)),
            };
            (text(entry.topic), entry.partition, offset)
        });
        entries.collect()
    }
}

/// Copies the committed offsets out of an answer.
///
/// # Safety
///
/// The event is an answer to a question for a group's offsets, and lives during the call.
unsafe fn committed(event: *mut sys::rd_kafka_event_t) -> Vec<GroupOffset> {
    // SAFETY: the caller's promise; lists are read within their counts.
    unsafe {
        let mut count = 0;
        let result = sys::rd_kafka_event_ListConsumerGroupOffsets_result(event);
        let groups = sys::rd_kafka_ListConsumerGroupOffsets_result_groups(result, &raw mut count);
        let mut offsets = Vec::new();
        for group in pointers(groups, count) {
            let list = sys::rd_kafka_group_result_partitions(*group);
            if !list.is_null() {
                let entries = slice((*list).elems, (*list).cnt).iter();
                offsets.extend(entries.map(|entry| GroupOffset {
                    topic: text(entry.topic),
                    partition: entry.partition,
                    offset: entry.offset,
                }));
            }
        }
        offsets
    }
}
