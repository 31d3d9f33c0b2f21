//! A serialized Java object as a payload: its class, and of an exception what it says. Nothing is ever run.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Format;
use super::json::CompactJson;
use super::problem::{Problem, ProblemKind};
use super::view::{Content, Payload, Shown};
use crate::java::serialized;

/// Tells whether bytes begin as serialized objects do.
pub(super) fn is(bytes: &[u8]) -> bool {
    bytes.starts_with(&serialized::MAGIC)
}

/// Reads a serialized object.
pub(super) fn read(bytes: &[u8]) -> Payload<'_> {
    let broken = |kind, why: &str| {
        Payload::broken(
            Content::AsItIs(Shown::Binary(bytes)),
            Format::Java,
            Problem::new(kind, why),
        )
    };
    if !is(bytes) {
        let why = "not a serialized Java object: it should start with AC ED 00 05";
        return broken(ProblemKind::OtherFormat, why);
    }
    match serialized::exception(bytes) {
        Ok(exception) => {
            let causes = exception.causes.iter();
            let causes: Vec<_> = causes
                .map(|(class, message)| serde_json::json!({"class": class, "message": message}))
                .collect();
            let mut object = serde_json::json!({
                "class": exception.class,
                "message": exception.message,
                "causes": causes,
            });
            if let Some(data) = exception.data {
                object["data"] = bytes_object(data);
            }
            Payload::new(Content::Json(CompactJson::of_value(&object)), Format::Java)
        }
        Err(_) if let Some(class) = serialized::class(bytes) => {
            let object = serde_json::json!({"class": class});
            Payload::new(Content::Json(CompactJson::of_value(&object)), Format::Java)
        }
        Err(why) => broken(ProblemKind::Field, why),
    }
}

/// Returns bytes as JSON shows them: base64, and how many they are.
fn bytes_object(bytes: &[u8]) -> serde_json::Value {
    serde_json::json!({"base64": STANDARD.encode(bytes), "size": bytes.len()})
}
