//! What a rule, or a header of the content's type, says that bytes are.

use super::super::explain::Steps;
use super::super::frame::{Frame, frame};
use super::super::json::CompactJson;
use super::super::problem::{Problem, ProblemKind};
use super::super::rules::{FormatRule, PartRule};
use super::super::schema::Broken;
use super::super::view::{Content, Payload, Shown};
use super::super::{Format, Part, cbor, java_object, message_pack};
use super::Decoder;
use super::by_schema::Chosen;
use crate::quantity::counted;
use crate::record::Headers;

impl Decoder {
    pub(super) fn by_rule<'a>(
        &self,
        rule: &PartRule,
        part: Part,
        bytes: &'a [u8],
        headers: &Headers<'a>,
        steps: &mut Steps,
    ) -> Payload<'a> {
        match &rule.format {
            FormatRule::Json => json(bytes),
            FormatRule::MessagePack => packed(Format::MessagePack, bytes),
            FormatRule::Cbor => packed(Format::Cbor, bytes),
            FormatRule::Java => java_object::read(bytes),
            FormatRule::Text => text(bytes),
            FormatRule::Integer => number(bytes, Format::Integer, integer),
            FormatRule::Double => number(bytes, Format::Double, double),
            FormatRule::Hex => Payload::new(Content::AsItIs(Shown::Binary(bytes)), Format::Binary),
            FormatRule::Auto
            | FormatRule::Avro
            | FormatRule::JsonSchema
            | FormatRule::Protobuf(_) => {
                let message = match &rule.format {
                    FormatRule::Protobuf(message) => message.as_deref(),
                    _ => None,
                };
                let chosen = Chosen {
                    language: rule.format.language(),
                    message,
                    local: rule.schema.as_deref(),
                };
                match frame(part, bytes, headers, steps) {
                    Ok(Some(found)) => self.framed_or_whole(chosen, bytes, found, steps),
                    Ok(None) => unframed(chosen, bytes, headers, steps),
                    Err(why) => {
                        let mut payload = Payload::plain(Some(bytes));
                        payload.problem = Some(Problem::new(ProblemKind::Frame, why));
                        payload
                    }
                }
            }
        }
    }

    /// Reads what looks like a frame; where the schema of a file makes nothing of it, the payload as a whole.
    ///
    /// What is written without a frame may begin with a zero all the same.
    fn framed_or_whole<'a>(
        &self,
        chosen: Chosen<'_>,
        bytes: &'a [u8],
        found: Frame<'a>,
        steps: &mut Steps,
    ) -> Payload<'a> {
        let is_prefix = found.framing.is_prefix();
        let framed = self.framed(bytes, found, Some(chosen), steps);
        let Some(schema) = chosen
            .local
            .filter(|_| is_prefix && framed.problem.is_some())
        else {
            return framed;
        };
        let whole = super::by_schema::whole(schema, &chosen, bytes, steps);
        if whole.problem.is_none() {
            whole
        } else {
            framed
        }
    }
}

/// Reads bytes without a frame: with the schema of a file, or not at all.
fn unframed<'a>(
    chosen: Chosen<'_>,
    bytes: &'a [u8],
    headers: &Headers<'a>,
    steps: &mut Steps,
) -> Payload<'a> {
    if let Some(schema) = chosen.local {
        return super::by_schema::whole(schema, &chosen, bytes, steps);
    }
    let mut payload = super::unframed(bytes, headers, steps);
    payload.problem = Some(Problem::unknown_magic_byte(bytes));
    payload
}

/// Reads JSON; what is none is shown as it is, with the reason.
fn json(bytes: &[u8]) -> Payload<'_> {
    let shown = Shown::of(Some(bytes));
    let mut payload = Payload::new(Content::AsItIs(shown), shown.format());
    if !matches!(shown, Shown::Json(_)) {
        payload.problem = Some(match std::str::from_utf8(bytes) {
            Ok(_) => invalid_json(bytes),
            Err(error) => Problem::utf8(bytes, error),
        });
    }
    payload
}

/// Says why a text that is no JSON is none.
pub(super) fn invalid_json(bytes: &[u8]) -> Problem {
    match serde_json::from_slice::<&serde_json::value::RawValue>(bytes) {
        Err(error) => Problem::json(bytes, &error),
        Ok(_) => Problem::new(ProblemKind::Json, "JSON that nests deeper than 128 levels"),
    }
}

/// Reads one value of `MessagePack` or CBOR.
pub(super) fn packed(format: Format, bytes: &[u8]) -> Payload<'_> {
    let mut out = Vec::with_capacity(bytes.len() * 2);
    let read = match format {
        Format::Cbor => cbor::json(bytes, &mut out),
        _ => message_pack::json(bytes, &mut out),
    };
    made(read, out, bytes, format, 0)
}

/// Makes a payload of a JSON text that was made of bytes, or of the reason why it could not be made.
pub(super) fn made(
    read: Result<(), Broken>,
    out: Vec<u8>,
    bytes: &[u8],
    format: Format,
    start: usize,
) -> Payload<'_> {
    match (read, String::from_utf8(out)) {
        (Ok(()), Ok(text)) => Payload::new(Content::Json(CompactJson::written(text)), format),
        (Err(broken), _) => Payload::broken(
            Content::AsItIs(Shown::of(Some(bytes))),
            format,
            Problem::of_broken(broken, start),
        ),
        // The readers escape what they write.
        (Ok(()), Err(_)) => Payload::plain(Some(bytes)),
    }
}

fn text(bytes: &[u8]) -> Payload<'_> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Payload::new(Content::AsItIs(Shown::Text(text)), Format::Text),
        Err(error) => Payload::broken(
            Content::AsItIs(Shown::Binary(bytes)),
            Format::Binary,
            Problem::utf8(bytes, error),
        ),
    }
}

fn number(bytes: &[u8], format: Format, read: fn(&[u8]) -> Option<String>) -> Payload<'_> {
    match read(bytes) {
        Some(text) => Payload::new(Content::Json(CompactJson::written(text)), format),
        None => Payload::broken(
            Content::AsItIs(Shown::of(Some(bytes))),
            Format::Binary,
            Problem::new(
                ProblemKind::OtherFormat,
                format!(
                    "{} {} no {}",
                    counted(bytes.len() as u64, "byte"),
                    if bytes.len() == 1 { "is" } else { "are" },
                    format.name()
                ),
            ),
        ),
    }
}

/// Reads what Kafka's serializers of `Short`, `Integer` and `Long` write, and a single byte.
fn integer(bytes: &[u8]) -> Option<String> {
    let number = match bytes.len() {
        1 => i64::from(i8::from_be_bytes(bytes.try_into().ok()?)),
        2 => i64::from(i16::from_be_bytes(bytes.try_into().ok()?)),
        4 => i64::from(i32::from_be_bytes(bytes.try_into().ok()?)),
        8 => i64::from_be_bytes(bytes.try_into().ok()?),
        _ => return None,
    };
    Some(number.to_string())
}

/// Reads what Kafka's serializers of `Float` and `Double` write. What JSON has no number for is a text.
fn double(bytes: &[u8]) -> Option<String> {
    let (number, text) = match bytes.len() {
        4 => {
            let number = f32::from_be_bytes(bytes.try_into().ok()?);
            (f64::from(number), format!("{number:?}"))
        }
        8 => {
            let number = f64::from_be_bytes(bytes.try_into().ok()?);
            (number, format!("{number:?}"))
        }
        _ => return None,
    };
    Some(if number.is_finite() {
        text
    } else if number.is_nan() {
        "\"NaN\"".to_owned()
    } else if number > 0.0 {
        "\"Infinity\"".to_owned()
    } else {
        "\"-Infinity\"".to_owned()
    })
}
