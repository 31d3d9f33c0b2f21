//! The digest of one record's content: a cross-check of its identity.
//!
//! Belongs here: the canonical bytes that are hashed. Does not belong here: identity itself (cluster, topic id,
//! partition, offset), nor grouping of failures (that is a fingerprint).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::record::RecordView;

/// SHA-256 over a record's timestamp, key, value and headers.
///
/// Every part is written with a marker and its length before it, so that null differs from empty, and no two contents
/// share their bytes: timestamp (marker, 8 bytes big-endian), key, value, number of headers (8 bytes big-endian), then
/// name and value of each header in order. A present part is `1`, its length as 8 bytes big-endian, and its bytes; an
/// absent one is `0`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

/// The first 16 bytes of a [`Digest`]: what plans and the replay ledger carry.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ShortDigest(pub [u8; 16]);

impl Digest {
    /// Computes the digest of a record.
    ///
    /// Headers that could not be read are hashed as such; the result equals that of no readable record.
    pub fn of(record: &RecordView<'_>) -> Self {
        let mut hash = Sha256::new();
        let timestamp = record.envelope.timestamp.map(|at| at.ms.to_be_bytes());
        add(&mut hash, timestamp.as_ref().map(<[u8; 8]>::as_slice));
        add(&mut hash, record.envelope.key);
        add(&mut hash, record.envelope.value);
        if record.headers.why_unreadable().is_some() {
            add(&mut hash, None);
        } else {
            hash.update((record.headers.len() as u64).to_be_bytes());
            for header in record.headers.iter() {
                add(&mut hash, Some(header.name));
                add(&mut hash, header.value);
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
}

/// Adds one part with its marker and length.
fn add(hash: &mut Sha256, part: Option<&[u8]>) {
    match part {
        None => hash.update([0]),
        Some(bytes) => {
            hash.update([1]);
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        }
    }
}

fn write_hex(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

/// Reads exactly `N` bytes of lower- or upper-case hex.
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

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        write_hex(f, &self.0)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = Error;

    /// Reads `sha256:` and 64 hex digits.
    fn from_str(text: &str) -> Result<Self, Error> {
        text.strip_prefix("sha256:")
            .and_then(read_hex)
            .map(Self)
            .ok_or_else(|| {
                Error::usage(format!("`{text}` is no digest"))
                    .hint("a digest is sha256: and 64 hexadecimal digits")
            })
    }
}

impl fmt::Display for ShortDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl fmt::Debug for ShortDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for ShortDigest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ShortDigest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        read_hex(&text).map(Self).ok_or_else(|| {
            serde::de::Error::custom("a digest of 32 hexadecimal digits was expected")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Envelope, HeaderView, Headers, Timestamp, TimestampType};

    fn digest(
        ms: Option<i64>,
        key: Option<&[u8]>,
        value: Option<&[u8]>,
        headers: &[(&[u8], Option<&[u8]>)],
    ) -> Digest {
        let topic = "t".into();
        let list: Vec<_> = headers
            .iter()
            .map(|(name, value)| HeaderView {
                name,
                value: *value,
            })
            .collect();
        Digest::of(&RecordView {
            envelope: Envelope {
                topic: &topic,
                partition: 0,
                offset: 0,
                leader_epoch: None,
                timestamp: ms.map(|ms| Timestamp {
                    ms,
                    kind: TimestampType::CreateTime,
                }),
                key,
                value,
            },
            headers: Headers::new(&list),
        })
    }

    #[test]
    fn different_contents_have_different_digests() {
        let all = [
            digest(None, None, None, &[]),
            digest(Some(0), None, None, &[]),
            digest(None, Some(b""), None, &[]),
            digest(None, None, Some(b""), &[]),
            digest(None, Some(b"ab"), Some(b"c"), &[]),
            digest(None, Some(b"a"), Some(b"bc"), &[]),
            digest(None, None, None, &[(b"", None)]),
            digest(None, None, None, &[(b"", Some(b""))]),
            digest(None, None, None, &[(b"a", Some(b"b"))]),
            digest(None, None, None, &[(b"a", None), (b"b", None)]),
            digest(None, None, None, &[(b"b", None), (b"a", None)]),
            digest(None, None, None, &[(b"a", None), (b"a", None)]),
        ];
        for (i, one) in all.iter().enumerate() {
            for other in &all[i + 1..] {
                assert_ne!(one, other);
            }
        }
    }

    #[test]
    fn the_canonical_bytes_never_change() {
        // A change here makes every ledger and export ever written disagree with its records.
        let found = digest(
            Some(1_795_243_875_557),
            Some(b"order-42"),
            None,
            &[(b"a\xff", None), (b"", Some(b""))],
        );
        insta::assert_snapshot!(found, @"sha256:8f5439c70a820d214dde3aa244523ede7cd6c3e95d89d18e59ed43f2c554571c");
    }

    #[test]
    fn text_is_read_back() {
        let one = digest(None, Some(b"k"), Some(b"v"), &[]);
        assert_eq!(one.to_string().parse::<Digest>().unwrap(), one);
        for text in ["", "sha256:", "sha256:zz", "md5:00", "sha256:é"] {
            assert!(text.parse::<Digest>().is_err(), "{text}");
        }
        let json = serde_json::to_string(&one.short()).unwrap();
        assert_eq!(
            serde_json::from_str::<ShortDigest>(&json).unwrap(),
            one.short()
        );
    }
}
