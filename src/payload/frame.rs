//! What serializers put in front of a payload, or into its headers, to name its schema.
//!
//! Read from confluentinc/schema-registry (`SchemaId`, `DualSchemaIdDeserializer`, `MessageIndexes`), Apicurio/apicurio-registry
//! (`KafkaSerdeHeaders`, `OptimisticFallbackIdHandler`) and awslabs/aws-glue-schema-registry (`AWSSchemaRegistryConstants`).

use std::borrow::Cow;
use std::fmt;
use std::io::Read as _;

use flate2::read::ZlibDecoder;

use super::explain::Steps;
use super::schema::{SchemaId, first_bytes};
use super::{Part, protobuf};
use crate::quantity::counted;
use crate::record::Headers;

/// The most bytes that a compressed payload may grow to.
const MOST_INFLATED: u64 = 64 << 20;

/// The most message indexes that are followed: messages nested deeper than that are in no schema.
const MOST_INDEXES: usize = 32;

/// Whose frame it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// A header that holds the schema's GUID or id; the payload stands alone.
    ConfluentHeader,
    /// Byte 0 and an id of four bytes.
    Confluent,
    /// Headers that hold an id; the payload stands alone.
    ApicurioHeader,
    /// Byte 0 and an id of eight bytes.
    Apicurio,
    /// Byte 3, a byte of compression, and a UUID.
    Glue,
}

impl Framing {
    /// Tells whether the frame stands in front of the payload, and not in a header.
    pub(super) fn is_prefix(self) -> bool {
        matches!(self, Self::Confluent | Self::Apicurio | Self::Glue)
    }
}

/// A payload whose frame was taken off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    /// Whose frame it is.
    pub(super) framing: Framing,
    /// The schema that it names.
    pub(super) schema: SchemaId,
    /// The message indexes of a header; those of a prefix stand first in `body`, and only the schema tells that they do.
    pub(super) indexes: Option<&'a [u8]>,
    /// Whether the body is JSON, whatever the language of the schema is: a header says so.
    pub(super) is_json: bool,
    /// What the schema describes.
    pub(super) body: Cow<'a, [u8]>,
    /// How many bytes of the payload stand before `body`.
    pub(super) start: usize,
}

impl Frame<'_> {
    /// Tells whether Confluent's serializer wrote it.
    pub(super) fn is_confluent(&self) -> bool {
        matches!(self.framing, Framing::Confluent | Framing::ConfluentHeader)
    }

    /// Returns what a frame of Protobuf says of its message, and the message itself, which stands behind that.
    ///
    /// `is_message` tells whether the schema has a message of that name.
    ///
    /// # Errors
    ///
    /// Where what should say it ends early or makes no sense.
    pub(super) fn message(
        &self,
        is_message: impl Fn(&str) -> bool,
    ) -> Result<(Option<MessageChoice>, &[u8]), String> {
        let body: &[u8] = &self.body;
        if let Some(in_header) = self.indexes {
            let (indexes, _) = message_indexes(in_header)?;
            return Ok((Some(MessageChoice::Indexes(indexes)), body));
        }
        match self.framing {
            Framing::ConfluentHeader | Framing::ApicurioHeader => Ok((None, body)),
            Framing::Glue => {
                // A number of the message in Glue's own order, which nobody else knows.
                let (_, rest) = varint(body).ok_or("the message's number ends early")?;
                Ok((None, rest))
            }
            Framing::Confluent | Framing::Apicurio => {
                // With an id of four bytes the two look alike; only Apicurio's names a message.
                if let Some((name, rest)) = apicurio_ref(body).filter(|(name, _)| is_message(name))
                {
                    return Ok((Some(MessageChoice::Name(name.to_owned())), rest));
                }
                let (indexes, rest) = message_indexes(body)?;
                Ok((Some(MessageChoice::Indexes(indexes)), rest))
            }
        }
    }
}

/// What a frame says of the message in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum MessageChoice {
    /// Where it stands in the file.
    Indexes(Vec<i32>),
    /// Its simple name.
    Name(String),
}

impl MessageChoice {
    /// Returns it as a schema takes it.
    pub(super) fn chosen(&self) -> protobuf::Chosen<'_> {
        match self {
            Self::Indexes(indexes) => protobuf::Chosen::Indexes(indexes),
            Self::Name(name) => protobuf::Chosen::Name(name),
        }
    }
}

impl fmt::Display for MessageChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Indexes(indexes) => write!(f, "message indexes {indexes:?}"),
            Self::Name(name) => write!(f, "Apicurio's name of the message: {name}"),
        }
    }
}

/// Reads the message `Ref` that Apicurio puts in front, length first: field 1 is the simple name of the type.
fn apicurio_ref(body: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = varint(body)?;
    let (head, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    let head = head.strip_prefix(&[0x0a])?;
    let (length, name) = varint(head)?;
    let name = (u64::try_from(name.len()).ok() == Some(length)).then_some(name)?;
    Some((std::str::from_utf8(name).ok()?, rest))
}

/// Reads an unsigned varint of at most five bytes.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0_u64;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        number |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((number, &bytes[index + 1..]));
        }
    }
    None
}

/// Looks for a frame. Every step is told to `steps`.
///
/// # Errors
///
/// A frame that begins and cannot be taken off: what it is and why.
pub(super) fn frame<'a>(
    part: Part,
    bytes: &'a [u8],
    headers: &Headers<'a>,
    steps: &mut Steps,
) -> Result<Option<Frame<'a>>, String> {
    if let Some(found) = confluent_header(part, bytes, headers, steps)? {
        return Ok(Some(found));
    }
    // Headers go before what bytes look like: a payload without a frame may well begin with a zero.
    if let Some(found) = apicurio_header(part, bytes, headers, steps)? {
        return Ok(Some(found));
    }
    if let Some(found) = prefix(bytes, steps) {
        return Ok(Some(found));
    }
    glue(bytes, steps)
}

/// Reads `__value_schema_id`: byte 1 and a GUID, or byte 0 and an id, and for Protobuf the message indexes.
fn confluent_header<'a>(
    part: Part,
    bytes: &'a [u8],
    headers: &Headers<'a>,
    steps: &mut Steps,
) -> Result<Option<Frame<'a>>, String> {
    let name = match part {
        Part::Key => "__key_schema_id",
        Part::Value => "__value_schema_id",
    };
    let Some(value) = headers.last(name.as_bytes()).and_then(|one| one.value) else {
        steps.no(|| format!("header {name}: there is none"));
        return Ok(None);
    };
    let named = match value.split_first() {
        Some((1, rest)) => rest
            .split_first_chunk::<16>()
            .map(|(guid, rest)| (SchemaId::Guid(*guid), rest)),
        Some((0, rest)) => rest
            .split_first_chunk::<4>()
            .map(|(id, rest)| (SchemaId::Id(u32::from_be_bytes(*id)), rest)),
        _ => None,
    };
    let Some((schema, indexes)) = named else {
        let is = match value {
            [] => "it is empty".to_owned(),
            _ => format!(
                "{}, beginning with {}",
                counted(value.len() as u64, "byte"),
                first_bytes(value)
            ),
        };
        let why = format!("header {name} is no schema id: {is}");
        steps.no(|| why.clone());
        return Err(why);
    };
    steps.yes(|| format!("header {name}: {schema}; the payload has no frame"));
    Ok(Some(Frame {
        framing: Framing::ConfluentHeader,
        schema,
        indexes: (!indexes.is_empty()).then_some(indexes),
        is_json: false,
        body: Cow::Borrowed(bytes),
        start: 0,
    }))
}

/// Reads byte 0 and an id of four bytes, or of eight where the first four are zero: id 0 is given to no schema.
fn prefix<'a>(bytes: &'a [u8], steps: &mut Steps) -> Option<Frame<'a>> {
    let Some((0, rest)) = bytes.split_first() else {
        steps.no(|| {
            format!(
                "Confluent frame: it would begin with 00, these bytes begin with {}",
                first_bytes(bytes)
            )
        });
        return None;
    };
    let Some((id, body)) = rest.split_first_chunk::<4>() else {
        steps.no(|| {
            format!(
                "Confluent frame: 00 and an id of four bytes; there is no more than {}",
                counted(bytes.len() as u64, "byte")
            )
        });
        return None;
    };
    let id = u32::from_be_bytes(*id);
    if id > 0 {
        let schema = SchemaId::Id(id);
        steps.yes(|| format!("Confluent frame: 00 and {schema}"));
        return Some(Frame {
            framing: Framing::Confluent,
            schema,
            indexes: None,
            is_json: false,
            body: Cow::Borrowed(body),
            start: 5,
        });
    }
    let Some((id, body)) = rest.split_first_chunk::<8>() else {
        steps.no(|| "Confluent frame: schema id 0 does not exist".to_owned());
        return None;
    };
    let id = u64::from_be_bytes(*id);
    if id == 0 {
        steps.no(|| "Apicurio frame of eight bytes: global id 0 does not exist".to_owned());
        return None;
    }
    let schema = SchemaId::GlobalId(id);
    steps.yes(|| format!("Apicurio frame of eight bytes: 00 and {schema}"));
    Some(Frame {
        framing: Framing::Apicurio,
        schema,
        indexes: None,
        is_json: false,
        body: Cow::Borrowed(body),
        start: 9,
    })
}

/// Reads `apicurio.value.globalId` or `apicurio.value.contentId`, eight bytes each.
fn apicurio_header<'a>(
    part: Part,
    bytes: &'a [u8],
    headers: &Headers<'a>,
    steps: &mut Steps,
) -> Result<Option<Frame<'a>>, String> {
    type Make = fn(u64) -> SchemaId;
    let names: [(&str, Make); 2] = match part {
        Part::Key => [
            ("apicurio.key.globalId", SchemaId::GlobalId),
            ("apicurio.key.contentId", SchemaId::ContentId),
        ],
        Part::Value => [
            ("apicurio.value.globalId", SchemaId::GlobalId),
            ("apicurio.value.contentId", SchemaId::ContentId),
        ],
    };
    for (name, make) in names {
        let Some(value) = headers.last(name.as_bytes()).and_then(|one| one.value) else {
            continue;
        };
        let id = match value.len() {
            8 => value.try_into().ok().map(u64::from_be_bytes),
            4 => value
                .try_into()
                .ok()
                .map(|id| u64::from(u32::from_be_bytes(id))),
            _ => None,
        };
        let Some(id) = id else {
            let why = format!(
                "header {name} is no id: it has {}, not 8",
                counted(value.len() as u64, "byte")
            );
            steps.no(|| why.clone());
            return Err(why);
        };
        let schema = make(id);
        steps.yes(|| format!("header {name}: {schema}; the payload has no frame"));
        let encoding = format!("apicurio.{}.encoding", part.name());
        let encoding = headers.last(encoding.as_bytes()).and_then(|one| one.value);
        let is_json = encoding == Some(b"JSON");
        return Ok(Some(Frame {
            framing: Framing::ApicurioHeader,
            schema,
            indexes: None,
            is_json,
            body: Cow::Borrowed(bytes),
            start: 0,
        }));
    }
    steps.no(|| {
        format!(
            "headers apicurio.{}.globalId and .contentId: there are none",
            part.name()
        )
    });
    Ok(None)
}

/// Reads byte 3, a byte of compression (0 none, 5 zlib) and the UUID of a schema's version.
fn glue<'a>(bytes: &'a [u8], steps: &mut Steps) -> Result<Option<Frame<'a>>, String> {
    let head = bytes
        .split_first_chunk::<18>()
        .filter(|(head, _)| head[0] == 3 && matches!(head[1], 0 | 5));
    let Some((head, body)) = head else {
        steps.no(|| "AWS Glue frame: it would begin with 03 and 00 or 05".to_owned());
        return Ok(None);
    };
    let mut version = [0; 16];
    version.copy_from_slice(&head[2..]);
    let schema = SchemaId::Glue(version);
    let body = if head[1] == 5 {
        let mut inflated = Vec::new();
        let read = ZlibDecoder::new(body)
            .take(MOST_INFLATED + 1)
            .read_to_end(&mut inflated);
        let why = match read {
            Err(error) => Some(format!("its zlib data is broken: {error}")),
            Ok(_) if inflated.len() as u64 > MOST_INFLATED => {
                Some("it inflates to more than 64 MiB".to_owned())
            }
            Ok(_) => None,
        };
        if let Some(why) = why {
            let why = format!("AWS Glue frame of {schema}: {why}");
            steps.no(|| why.clone());
            return Err(why);
        }
        Cow::Owned(inflated)
    } else {
        Cow::Borrowed(body)
    };
    steps.yes(|| {
        let compression = if head[1] == 5 {
            "zlib"
        } else {
            "not compressed"
        };
        format!("AWS Glue frame: {schema}, {compression}")
    });
    Ok(Some(Frame {
        framing: Framing::Glue,
        schema,
        indexes: None,
        is_json: false,
        body,
        start: 18,
    }))
}

/// Reads Confluent's message indexes: their number and each as a zig-zag varint; `[0]` is a single 0. Returns the rest too.
///
/// # Errors
///
/// Where they end early or make no sense.
pub(super) fn message_indexes(bytes: &[u8]) -> Result<(Vec<i32>, &[u8]), String> {
    let (count, mut rest) = zigzag(bytes).ok_or("the message indexes end early")?;
    if count == 0 {
        return Ok((vec![0], rest));
    }
    let count = usize::try_from(count)
        .ok()
        .filter(|count| *count <= MOST_INDEXES)
        .ok_or_else(|| format!("{count} message indexes make no sense"))?;
    let mut indexes = Vec::with_capacity(count);
    for _ in 0..count {
        let (index, after) = zigzag(rest).ok_or("the message indexes end early")?;
        let index = i32::try_from(index)
            .ok()
            .filter(|index| *index >= 0)
            .ok_or_else(|| format!("message index {index} makes no sense"))?;
        indexes.push(index);
        rest = after;
    }
    Ok((indexes, rest))
}

/// Reads a zig-zag varint of at most five bytes.
fn zigzag(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let (number, rest) = varint(bytes)?;
    let magnitude = i64::try_from(number >> 1).ok()?;
    let signed = if number & 1 == 0 {
        magnitude
    } else {
        -magnitude - 1
    };
    Some((signed, rest))
}
