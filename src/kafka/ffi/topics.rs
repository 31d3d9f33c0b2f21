//! Settings of topics, and their creation.

use std::collections::HashMap;
use std::ffi::{CString, c_char};
use std::time::Duration;

use rdkafka_sys as sys;
use rdkafka_sys::rd_kafka_admin_op_t as Operation;
use rdkafka_sys::rd_kafka_resp_err_t as Native;

use super::admin::{Request, pointers};
use super::client::{Client, Code, text};

/// A topic to create.
#[derive(Clone, Debug)]
pub(in crate::kafka) struct NewTopic<'a> {
    pub(in crate::kafka) name: &'a str,
    pub(in crate::kafka) partitions: i32,
    /// Copies of each partition; −1 is the cluster's default.
    pub(in crate::kafka) replication: i32,
    pub(in crate::kafka) settings: &'a [(&'a str, &'a str)],
}

/// Settings by topic, or why they cannot be seen.
type SettingsByTopic = HashMap<String, Result<HashMap<String, String>, Code>>;

impl Client {
    /// Returns the wanted settings of topics, or all of them where none is named; a topic whose settings
    /// cannot be seen has the code that says why.
    pub(in crate::kafka) fn topic_settings(
        &self,
        names: &[&str],
        wanted: &[&str],
        wait: Duration,
    ) -> Result<SettingsByTopic, (Code, String)> {
        let request = Request::new(self, Operation::RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, wait);
        let names: Vec<CString> = names
            .iter()
            .filter_map(|name| CString::new(*name).ok())
            .collect();
        let wanted: Vec<CString> = wanted
            .iter()
            .filter_map(|name| CString::new(*name).ok())
            .collect();
        // SAFETY: resources are ours, copied by the library and freed here; results are read before the event is freed.
        unsafe {
            let mut resources: Vec<_> = names
                .iter()
                .map(|name| {
                    let kind = sys::rd_kafka_ResourceType_t::RD_KAFKA_RESOURCE_TOPIC;
                    let resource = sys::rd_kafka_ConfigResource_new(kind, name.as_ptr());
                    for wanted in &wanted {
                        // Only the name is sent, and the library demands a value.
                        sys::rd_kafka_ConfigResource_set_config(
                            resource,
                            wanted.as_ptr(),
                            c"".as_ptr(),
                        );
                    }
                    resource
                })
                .collect();
            sys::rd_kafka_DescribeConfigs(
                self.handle,
                resources.as_mut_ptr(),
                resources.len(),
                request.options,
                request.queue,
            );
            sys::rd_kafka_ConfigResource_destroy_array(resources.as_mut_ptr(), resources.len());
            request.answer(|event| {
                let mut count = 0;
                let result = sys::rd_kafka_event_DescribeConfigs_result(event);
                let resources =
                    sys::rd_kafka_DescribeConfigs_result_resources(result, &raw mut count);
                let mut settings = HashMap::new();
                for resource in pointers(resources, count) {
                    let name = text(sys::rd_kafka_ConfigResource_name(*resource));
                    let code = sys::rd_kafka_ConfigResource_error(*resource);
                    if code != Native::RD_KAFKA_RESP_ERR_NO_ERROR {
                        settings.insert(name, Err(Code(code)));
                        continue;
                    }
                    let mut count = 0;
                    let entries = sys::rd_kafka_ConfigResource_configs(*resource, &raw mut count);
                    let entries = pointers(entries, count).iter().map(|entry| {
                        (
                            text(sys::rd_kafka_ConfigEntry_name(*entry)),
                            text(sys::rd_kafka_ConfigEntry_value(*entry)),
                        )
                    });
                    settings.insert(name, Ok(entries.collect()));
                }
                settings
            })
        }
    }

    /// Creates a topic.
    pub(in crate::kafka) fn create_topic(
        &self,
        topic: &NewTopic<'_>,
        wait: Duration,
    ) -> Result<(), (Code, String)> {
        let invalid = |why: String| (Code(Native::RD_KAFKA_RESP_ERR__INVALID_ARG), why);
        let name = CString::new(topic.name).map_err(|error| invalid(error.to_string()))?;
        let mut message = [0 as c_char; 512];
        let request = Request::new(self, Operation::RD_KAFKA_ADMIN_OP_CREATETOPICS, wait);
        // SAFETY: the topic is ours, copied by the library and freed on every path; results are read before the event is
        // freed; the message buffer is as long as is said.
        unsafe {
            let mut native = sys::rd_kafka_NewTopic_new(
                name.as_ptr(),
                topic.partitions,
                topic.replication,
                message.as_mut_ptr(),
                message.len(),
            );
            if native.is_null() {
                return Err(invalid(text(message.as_ptr())));
            }
            for (name, value) in topic.settings {
                if let Some((name, value)) = CString::new(*name).ok().zip(CString::new(*value).ok())
                {
                    sys::rd_kafka_NewTopic_set_config(native, name.as_ptr(), value.as_ptr());
                }
            }
            sys::rd_kafka_CreateTopics(
                self.handle,
                &raw mut native,
                1,
                request.options,
                request.queue,
            );
            sys::rd_kafka_NewTopic_destroy(native);
            request.answer(|event| {
                let mut count = 0;
                let topics = sys::rd_kafka_CreateTopics_result_topics(
                    sys::rd_kafka_event_CreateTopics_result(event),
                    &raw mut count,
                );
                pointers(topics, count).iter().try_for_each(|topic| {
                    match sys::rd_kafka_topic_result_error(*topic) {
                        Native::RD_KAFKA_RESP_ERR_NO_ERROR => Ok(()),
                        code => {
                            let why = sys::rd_kafka_topic_result_error_string(*topic);
                            Err((Code(code), text(why)))
                        }
                    }
                })
            })?
        }
    }
}
