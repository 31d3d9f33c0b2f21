//! The digest of one record's content: what tells whether a record is still the one that was read.
//!
//! Belongs here: the canonical form and its hash. Does not belong here: where a digest is kept (`envelope/`, the replay
//! ledger), nor the fingerprint of a *kind of failure*, which is something else.
//!
//! The canonical form is a sequence of bytes that no two different contents share. Numbers are big-endian.
//!
//! ```text
//! content   = timestamp key value headers
//! timestamp = type:u8 ms:i64            type 0 none (ms is 0), 1 CreateTime, 2 LogAppendTime
//! key       = bytes
//! value     = bytes
//! headers   = count:u64 (name:bytes value:bytes)*      in order, duplicates kept
//! bytes     = length:u64 the bytes themselves;  a length of 2^64 - 1 and nothing else is null
//! ```
//!
//! Headers that could not be read have the count 2^64 - 1 and no entry, so such a record never has the digest of one
//! without headers. Topic, partition, offset and leader epoch are identity, not content, and stay out.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::record::{RecordView, TimestampType};

/// The length that stands for null, and the header count that stands for headers that cannot be read.
const NULL: u64 = u64::MAX;

/// What stands before the hexadecimal digits of a digest's text.
const PREFIX: &str = "sha256:";

/// The SHA-256 of one record's content; displays as `sha256:` and 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

/// The first 16 bytes of a [`Digest`]: what plans and the replay ledger carry; displays as 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ShortDigest(pub [u8; 16]);

impl Digest {
    /// Digests a record.
    pub fn of(record: &RecordView<'_>) -> Self {
        let mut hash = Sha256::new();
        let envelope = &record.envelope;
        let (kind, ms) = match envelope.timestamp {
            None => (0_u8, 0),
            Some(timestamp) => (
                match timestamp.kind {
                    TimestampType::CreateTime => 1,
                    TimestampType::LogAppendTime => 2,
                },
                timestamp.ms,
            ),
        };
        hash.update([kind]);
        hash.update(ms.to_be_bytes());
        bytes(&mut hash, envelope.key);
        bytes(&mut hash, envelope.value);
        if record.headers.why_unreadable().is_some() {
            hash.update(NULL.to_be_bytes());
        } else {
            hash.update((record.headers.len() as u64).to_be_bytes());
            for header in record.headers.iter() {
                bytes(&mut hash, Some(header.name));
                bytes(&mut hash, header.value);
            }
        }
        Self(hash.finalize().into())
    }

    /// Returns the first half.
    pub fn short(&self) -> ShortDigest {
        let mut half = [0; 16];
        half.copy_from_slice(&self.0[..16]);
        ShortDigest(half)
    }

    /// Returns the hash itself.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns the text without a detour: `sha256:` and 64 digits, all ASCII.
    pub fn text(&self) -> [u8; PREFIX.len() + 64] {
        let mut text = [0; PREFIX.len() + 64];
        let (prefix, digits) = text.split_at_mut(PREFIX.len());
        prefix.copy_from_slice(PREFIX.as_bytes());
        write_hex(digits, &self.0);
        text
    }
}

/// Writes two lower-case digits for each byte.
fn write_hex(digits: &mut [u8], bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
}

/// Reads exactly `N` bytes of lower- or upper-case digits.
fn read_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    Some(bytes)
}

fn bytes(hash: &mut Sha256, bytes: Option<&[u8]>) {
    match bytes {
        None => hash.update(NULL.to_be_bytes()),
        Some(bytes) => {
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The text is ASCII by construction.
        f.pad(std::str::from_utf8(&self.text()).unwrap_or_default())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let digest = text.strip_prefix(PREFIX).and_then(read_hex).map(Self);
        digest.ok_or_else(|| {
            Error::usage(format!("`{text}` is no digest"))
                .hint("a digest is sha256: and 64 hexadecimal digits")
        })
    }
}

impl fmt::Display for ShortDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = [0; 32];
        write_hex(&mut digits, &self.0);
        f.pad(std::str::from_utf8(&digits).unwrap_or_default())
    }
}

impl fmt::Debug for ShortDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl ShortDigest {
    /// Stands for one that is not told, because content that can be guessed is given away by its digest.
    pub const WITHHELD: Self = Self([0; 16]);
}

impl Serialize for ShortDigest {
    /// Writes the digits; `null` for one that is not told.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if *self == Self::WITHHELD {
            return serializer.serialize_none();
        }
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ShortDigest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else {
            return Ok(Self::WITHHELD);
        };
        read_hex(&text).map(Self).ok_or_else(|| {
            serde::de::Error::custom("a digest of 32 hexadecimal digits was expected")
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::record::{Envelope, Header, Headers, Record, Timestamp};

    type Pair = (&'static str, Option<&'static str>);

    fn digest(
        timestamp: Option<Timestamp>,
        key: Option<&str>,
        value: Option<&str>,
        headers: &[Pair],
    ) -> Digest {
        let topic: Arc<str> = "orders.DLT".into();
        let envelope = Envelope {
            topic: &topic,
            partition: 0,
            offset: 0,
            leader_epoch: None,
            timestamp,
            key: key.map(str::as_bytes),
            value: value.map(str::as_bytes),
        };
        let headers = headers
            .iter()
            .map(|(name, value)| {
                Header::new(name.as_bytes(), value.map(|value| value.as_bytes().into()))
            })
            .collect();
        Digest::of(&Record::from_parts(envelope, headers).view())
    }

    const AT: Option<Timestamp> = Some(Timestamp {
        ms: 1_795_243_875_557,
        kind: TimestampType::CreateTime,
    });

    #[test]
    fn the_canonical_form_never_changes() {
        // Worked out apart from this code, with Python's struct and hashlib.
        assert_eq!(
            digest(AT, Some("k"), None, &[("a", None), ("b", Some(""))]).to_string(),
            "sha256:4447c43f71cda7d8f012f43d08afc502d14eff5d199fbae1e29690646f5f9f40"
        );
    }

    #[test]
    fn different_contents_differ() {
        let later = Some(Timestamp {
            ms: 1,
            kind: TimestampType::CreateTime,
        });
        let appended = Some(Timestamp {
            ms: 1,
            kind: TimestampType::LogAppendTime,
        });
        let none = Some(Timestamp {
            ms: 0,
            kind: TimestampType::CreateTime,
        });
        let all = [
            digest(None, None, None, &[]),
            digest(none, None, None, &[]),
            digest(later, None, None, &[]),
            digest(appended, None, None, &[]),
            digest(None, Some(""), None, &[]),
            digest(None, None, Some(""), &[]),
            digest(None, Some("ab"), Some("c"), &[]),
            digest(None, Some("a"), Some("bc"), &[]),
            digest(None, None, None, &[("a", None)]),
            digest(None, None, None, &[("a", Some(""))]),
            digest(None, None, None, &[("", Some("a"))]),
            digest(None, None, None, &[("a", None), ("a", None)]),
            digest(None, None, None, &[("a", None), ("b", None)]),
            digest(None, None, None, &[("b", None), ("a", None)]),
        ];
        for (index, one) in all.iter().enumerate() {
            for other in &all[index + 1..] {
                assert_ne!(one, other);
            }
        }
    }

    #[test]
    fn unreadable_headers_are_not_no_headers() {
        let topic: Arc<str> = "t".into();
        let envelope = Envelope {
            topic: &topic,
            partition: 0,
            offset: 0,
            leader_epoch: None,
            timestamp: None,
            key: None,
            value: None,
        };
        let of = |headers| {
            Digest::of(&RecordView {
                envelope,
                headers,
                withheld: None,
            })
        };
        assert_ne!(of(Headers::unreadable("too many")), of(Headers::new(&[])));
    }

    #[test]
    fn the_text_reads_back() {
        let one = digest(AT, Some("k"), Some("v"), &[]);
        assert_eq!(one.to_string().parse::<Digest>().unwrap(), one);
        for text in ["", "sha256:", "sha256:00", "md5:00"] {
            assert!(text.parse::<Digest>().is_err(), "{text}");
        }
        let odd = format!("sha256:{}ü", "0".repeat(62));
        assert!(odd.parse::<Digest>().is_err());
        let json = serde_json::to_string(&one.short()).unwrap();
        assert_eq!(json.len(), 34);
        assert_eq!(
            serde_json::from_str::<ShortDigest>(&json).unwrap(),
            one.short()
        );
    }
}
