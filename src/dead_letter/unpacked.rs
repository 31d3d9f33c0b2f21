//! The record that failed, unpacked from a dead letter whose value is a document around it.
//!
//! Belongs here: the documents that hold the record whole, and whose format is published. Not those of which only a guess
//! can be made, nor what they tell of the failure (`dialect/`).

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{DeadLetterView, FoundIn, SourceRecord};
use crate::record::{Envelope, Header, Record, Timestamp, TimestampType};

/// The longest document that is looked into, in bytes.
const LONGEST: usize = 8 << 20;

impl DeadLetterView<'_> {
    /// Unpacks the record that failed from the value, where that is a document which holds it.
    ///
    /// `None` also where the document is not as its writer writes it.
    pub fn unpacked(&self) -> Option<SourceRecord> {
        let value = self.record().envelope.value;
        let document = value.filter(|value| value.len() <= LONGEST)?;
        let mut dialects = self.reading().dialects.iter();
        let (parts, is_whole, records) = dialects.find_map(|dialect| match dialect.name() {
            "aws-lambda" => lambda(document).map(|(parts, records)| (parts, true, records)),
            "nakadi" => nakadi(document).map(|parts| (parts, false, 1)),
            _ => None,
        })?;
        Some(SourceRecord {
            found_in: FoundIn::Envelope { is_whole, records },
            found: Ok(self.record_of(&parts)),
        })
    }

    /// Makes a record of its parts; place and time are what the dead letter tells of them.
    fn record_of(&self, parts: &Parts) -> Record {
        let origin = self.origin();
        let topic: Option<Arc<str>> =
            origin.and_then(|hop| Some(hop.topic.value()?.as_ref().into()));
        let partition = origin.and_then(|hop| hop.partition.value());
        let offset = origin.and_then(|hop| hop.offset.value());
        let timestamp = origin.and_then(|hop| hop.timestamp.value());
        let envelope = Envelope {
            topic: topic.as_ref().unwrap_or(self.record().envelope.topic),
            partition: partition.copied().unwrap_or(-1),
            offset: offset.copied().unwrap_or(-1),
            leader_epoch: None,
            timestamp: timestamp.map(|ms| Timestamp {
                ms: *ms,
                kind: parts.timestamp_type,
            }),
            key: parts.key.as_deref(),
            value: parts.value.as_deref(),
        };
        Record::from_parts(envelope, parts.headers.clone())
    }
}

/// What a document holds of a record.
struct Parts {
    timestamp_type: TimestampType,
    key: Option<Vec<u8>>,
    value: Option<Vec<u8>>,
    headers: Vec<Header>,
}

/// Reads a document of Nakadi: the event stands in it as JSON, and nothing else of the record.
///
/// Source: `zalando/nakadi`, `StreamingState`.
fn nakadi(document: &[u8]) -> Option<Parts> {
    #[derive(Deserialize)]
    struct Document<'a> {
        #[serde(borrow)]
        event: &'a RawValue,
    }

    let document: Document<'_> = serde_json::from_slice(document).ok()?;
    let event = document.event.get();
    event.starts_with('{').then(|| Parts {
        timestamp_type: TimestampType::CreateTime,
        key: None,
        value: Some(event.as_bytes().to_vec()),
        headers: Vec::new(),
    })
}

/// Reads a document of AWS Lambda: the first record, and how many there are.
///
/// Source: the developer guide of AWS Lambda, "Using a Kafka topic as an on-failure destination", whose `payload` is the
/// event that the function was called with: records by topic and partition, key and value in base64, values of headers as
/// lists of bytes.
fn lambda(document: &[u8]) -> Option<(Parts, usize)> {
    #[derive(Deserialize)]
    struct Document<'a> {
        #[serde(borrow)]
        payload: Payload<'a>,
    }

    #[derive(Deserialize)]
    struct Payload<'a> {
        #[serde(borrow)]
        records: Members<Vec<&'a RawValue>>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Written<'a> {
        #[serde(borrow)]
        timestamp_type: Option<Cow<'a, str>>,
        #[serde(borrow)]
        key: Option<Cow<'a, str>>,
        #[serde(borrow)]
        value: Option<Cow<'a, str>>,
        headers: Option<Vec<Members<Option<Vec<i16>>>>>,
    }

    let document: Document<'_> = serde_json::from_slice(document).ok()?;
    let mut records = document.payload.records.0.iter().flat_map(|(_, list)| list);
    let written: Written<'_> = serde_json::from_str(records.next()?.get()).ok()?;
    let bytes = |text: Option<Cow<'_, str>>| match text {
        None => Some(None),
        Some(text) => STANDARD.decode(text.as_bytes()).ok().map(Some),
    };
    let headers = written.headers.unwrap_or_default();
    let headers = headers.into_iter().flat_map(|members| members.0);
    let headers = headers.map(|(name, value)| {
        let value = match value {
            None => None,
            Some(numbers) => Some(numbers.into_iter().map(byte).collect::<Option<_>>()?),
        };
        Some(Header::new(name.as_bytes(), value))
    });
    let parts = Parts {
        timestamp_type: match written.timestamp_type.as_deref() {
            Some("LOG_APPEND_TIME") => TimestampType::LogAppendTime,
            _ => TimestampType::CreateTime,
        },
        key: bytes(written.key)?,
        value: bytes(written.value)?,
        headers: headers.collect::<Option<_>>()?,
    };
    Some((parts, 1 + records.count()))
}

/// Takes a number for a byte; Java's are signed.
fn byte(number: i16) -> Option<u8> {
    let signed = i8::try_from(number).ok().map(i8::cast_unsigned);
    signed.or_else(|| u8::try_from(number).ok())
}

/// The members of a JSON object, in their order.
struct Members<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Members<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfObject<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for OfObject<T> {
            type Value = Members<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<T>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(OfObject(PhantomData))
    }
}

#[cfg(test)]
mod tests;
