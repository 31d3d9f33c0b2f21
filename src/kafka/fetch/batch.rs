//! What one poll brought, as the scan takes it.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::kafka::ffi::{Message, MessageBatch};
use crate::record::{Envelope, HeaderView};
use crate::scan::Batch;

/// Lends everything but the headers of a message.
pub(super) fn envelope<'a>(message: Message<'a>, topic: &'a Arc<str>) -> Envelope<'a> {
    Envelope {
        topic,
        partition: message.partition(),
        offset: message.offset(),
        leader_epoch: message.leader_epoch(),
        timestamp: message.timestamp(),
        key: message.key(),
        value: message.value(),
    }
}

/// Messages of one poll that the filter's first stage did not drop.
pub struct KafkaBatch {
    pub(super) messages: MessageBatch,
    pub(super) topics: VecDeque<Arc<str>>,
    pub(super) bytes: usize,
}

impl Batch for KafkaBatch {
    fn len(&self) -> usize {
        self.messages.len()
    }

    fn bytes(&self) -> usize {
        self.bytes
    }

    fn envelope(&self, index: usize) -> Envelope<'_> {
        envelope(self.messages.get(index), &self.topics[index])
    }

    fn headers<'s>(
        &'s self,
        index: usize,
        into: &mut Vec<HeaderView<'s>>,
    ) -> std::result::Result<(), &'s str> {
        self.messages.headers(index, into)
    }

    fn pop_front(&mut self) {
        self.messages.pop_front();
        self.topics.pop_front();
    }
}
