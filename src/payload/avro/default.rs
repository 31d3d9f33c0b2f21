//! What stands in a schema for a field that was not written.

use serde_json::Value;

use super::super::number::{push_double, push_float};
use super::cursor::Cursor;
use super::fault::{Fault, Walk};
use super::read::{deeper, push_boolean};
use super::schema::{Field, Node, Schema};
use crate::envelope::push_string;

impl Schema {
    /// Appends the default of a field that was not written.
    pub(super) fn missing(
        &self,
        field: &Field,
        cursor: &mut Cursor<'_>,
        out: &mut Vec<u8>,
        depth: usize,
    ) -> Walk {
        match &field.default {
            Some(value) => self.default(field.node, value, cursor, out, depth),
            None => Err(Fault::mismatch(
                "is missing in what was written, and has no default",
            )),
        }
    }

    /// Appends what a default in a schema stands for: bytes are written there as text of U+0000 to U+00FF, and a union
    /// as a value of any branch that takes it.
    fn default(
        &self,
        node: usize,
        value: &Value,
        cursor: &mut Cursor<'_>,
        out: &mut Vec<u8>,
        depth: usize,
    ) -> Walk {
        cursor.pay(out)?;
        let node = &self.nodes[node];
        let unfit = || Fault::mismatch(format!("has a default that is no {}", node.name()));
        match (node, value) {
            (Node::Null, Value::Null) => out.extend_from_slice(b"null"),
            (Node::Boolean, Value::Bool(is_true)) => push_boolean(out, *is_true),
            (Node::Int(meaning) | Node::Long(meaning), Value::Number(number)) => {
                meaning.push(out, number.as_i64().ok_or_else(unfit)?);
            }
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a float has no more digits"
            )]
            (Node::Float, Value::Number(number)) => {
                push_float(out, number.as_f64().ok_or_else(unfit)? as f32);
            }
            (Node::Double, Value::Number(number)) => {
                push_double(out, number.as_f64().ok_or_else(unfit)?);
            }
            (Node::String, Value::String(text)) => push_string(out, text),
            (Node::Bytes(meaning), Value::String(text)) => {
                meaning.push(out, &latin(text).ok_or_else(unfit)?);
            }
            (Node::Fixed(fixed), Value::String(text)) => {
                let bytes = latin(text).filter(|bytes| bytes.len() == fixed.size);
                fixed.meaning.push(out, &bytes.ok_or_else(unfit)?);
            }
            (Node::Enum(symbols), Value::String(text)) if symbols.symbols.contains(text) => {
                push_string(out, text);
            }
            (Node::Array(items), Value::Array(values)) => {
                let depth = deeper(depth, cursor)?;
                out.push(b'[');
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    self.default(items.node, value, cursor, out, depth)?;
                }
                out.push(b']');
            }
            (Node::Map(items), Value::Object(members)) => {
                let depth = deeper(depth, cursor)?;
                out.push(b'{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    push_string(out, name);
                    out.push(b':');
                    self.default(items.node, value, cursor, out, depth)?;
                }
                out.push(b'}');
            }
            (Node::Record(record), Value::Object(members)) => {
                let depth = deeper(depth, cursor)?;
                out.push(b'{');
                for (index, field) in record.fields.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    out.extend_from_slice(&field.label);
                    match members.get(&field.name) {
                        Some(value) => self.default(field.node, value, cursor, out, depth)?,
                        None => self.missing(field, cursor, out, depth)?,
                    }
                }
                out.push(b'}');
            }
            (Node::Union(branches), value) => {
                let from = out.len();
                let mut last = Err(unfit());
                for branch in branches {
                    last = self.default(*branch, value, cursor, out, depth);
                    if last.is_ok() {
                        break;
                    }
                    out.truncate(from);
                }
                last.map_err(|_| unfit())?;
            }
            _ => return Err(unfit()),
        }
        Ok(())
    }
}

/// Returns the bytes that a text of U+0000 to U+00FF stands for.
fn latin(text: &str) -> Option<Vec<u8>> {
    text.chars()
        .map(|scalar| u8::try_from(scalar).ok())
        .collect()
}
