//! Calls into librdkafka that the safe wrapper does not offer. The only unsafe code of the project.
//!
//! Belongs here: handles and messages with safe faces. Does not belong here: any decision. Why not the safe wrapper:
//! it panics on header names that are not UTF-8, hides headers that cannot be parsed, loses the offset of an
//! end-of-partition event, has no batches, and reads topic ids and many offsets one by one or not at all.
#![expect(
    unsafe_code,
    reason = "the calls into librdkafka are fenced into this folder"
)]

mod admin;
mod client;
mod heard;
mod memory;
mod message;
mod produce;
mod topics;
mod transaction;

pub(in crate::kafka) use admin::{GroupOffset, OffsetQuestion, TopicDescription};
pub(in crate::kafka) use client::{Assignment, Client, Code, TopicMetadata};
pub(in crate::kafka) use heard::{CertificateFault, ClientEvent};
pub(in crate::kafka) use message::{Message, MessageBatch, Polled};
pub(in crate::kafka) use produce::{Outgoing, Producer};
pub(in crate::kafka) use topics::NewTopic;
pub(in crate::kafka) use transaction::TransactionError;
