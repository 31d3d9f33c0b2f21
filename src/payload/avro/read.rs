//! A datum, read with the schema it was written with.

use super::super::number::{push_double, push_float};
use super::super::plain::{MAX_DEPTH, too_deep};
use super::super::schema::Broken;
use super::cursor::Cursor;
use super::fault::{Fault, Step, Walk};
use super::schema::{Items, Node, Record, Schema};
use crate::envelope::push_string;

impl Schema {
    /// Reads one datum and appends it to `out` as JSON without white space; returns how many bytes it took.
    ///
    /// Bytes behind the datum are not looked at; where there are some, it is likely the wrong schema.
    ///
    /// # Errors
    ///
    /// Where and why the bytes do not follow the schema; `out` is as it was before.
    pub fn read(&self, bytes: &[u8], out: &mut Vec<u8>) -> Result<usize, Broken> {
        let start = out.len();
        let mut cursor = Cursor::new(bytes, out);
        match self.value(self.root, &mut cursor, out, 0) {
            Ok(()) => Ok(cursor.at()),
            Err(fault) => {
                out.truncate(start);
                Err(fault.into_broken())
            }
        }
    }

    /// Reads one datum as Confluent's serializer frames it: like [`read`](Self::read), but where the whole schema is
    /// `bytes`, they stand there without their length, to the end.
    ///
    /// Read from confluentinc/schema-registry, `AbstractKafkaAvroDeserializer`, `DeserializationContext.read`.
    ///
    /// # Errors
    ///
    /// As of [`read`](Self::read).
    pub fn read_of_confluent(&self, bytes: &[u8], out: &mut Vec<u8>) -> Result<usize, Broken> {
        match &self.nodes[self.root] {
            Node::Bytes(meaning) => {
                meaning.push(out, bytes);
                Ok(bytes.len())
            }
            _ => self.read(bytes, out),
        }
    }

    /// Reads a value of a node; `depth` containers are around it.
    pub(super) fn value(
        &self,
        node: usize,
        cursor: &mut Cursor<'_>,
        out: &mut Vec<u8>,
        depth: usize,
    ) -> Walk {
        cursor.pay(out)?;
        match &self.nodes[node] {
            Node::Null => out.extend_from_slice(b"null"),
            Node::Boolean => push_boolean(out, cursor.boolean()?),
            Node::Int(meaning) => meaning.push(out, cursor.int()?.into()),
            Node::Long(meaning) => meaning.push(out, cursor.long()?),
            Node::Float => push_float(out, cursor.float()?),
            Node::Double => push_double(out, cursor.double()?),
            Node::String => push_string(out, cursor.string()?),
            Node::Bytes(meaning) => meaning.push(out, cursor.bytes("bytes")?),
            Node::Fixed(fixed) => fixed.meaning.push(out, cursor.fixed(fixed.size)?),
            Node::Enum(symbols) => {
                let index = cursor.index(symbols.symbols.len(), "symbol", "an enum")?;
                push_string(out, &symbols.symbols[index]);
            }
            Node::Union(branches) => {
                let index = cursor.index(branches.len(), "branch", "a union")?;
                self.value(branches[index], cursor, out, depth)?;
            }
            Node::Array(items) => array(items, cursor, out, depth, |cursor, out, depth| {
                self.value(items.node, cursor, out, depth)
            })?,
            Node::Map(items) => map(cursor, out, depth, |cursor, out, depth| {
                self.value(items.node, cursor, out, depth)
            })?,
            Node::Record(record) => self.record(record, cursor, out, depth)?,
        }
        Ok(())
    }

    fn record(
        &self,
        record: &Record,
        cursor: &mut Cursor<'_>,
        out: &mut Vec<u8>,
        depth: usize,
    ) -> Walk {
        let depth = deeper(depth, cursor)?;
        out.push(b'{');
        for (index, field) in record.fields.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            out.extend_from_slice(&field.label);
            self.value(field.node, cursor, out, depth)
                .map_err(|fault| fault.inside(Step::Field(field.name.clone())))?;
        }
        out.push(b'}');
        Ok(())
    }
}

pub(super) fn push_boolean(out: &mut Vec<u8>, is_true: bool) {
    out.extend_from_slice(if is_true { b"true" } else { b"false" });
}

/// Goes into one more container.
#[inline]
pub(super) fn deeper(depth: usize, cursor: &Cursor<'_>) -> Walk<usize> {
    if depth == MAX_DEPTH {
        return Err(Fault::wrong(cursor.at(), too_deep()));
    }
    Ok(depth + 1)
}

/// Reads the blocks of an array, each item by `item`.
pub(super) fn array(
    items: &Items,
    cursor: &mut Cursor<'_>,
    out: &mut Vec<u8>,
    depth: usize,
    mut item: impl FnMut(&mut Cursor<'_>, &mut Vec<u8>, usize) -> Walk,
) -> Walk {
    let depth = deeper(depth, cursor)?;
    out.push(b'[');
    let mut index = 0;
    loop {
        let count = cursor.count(items.is_free, "an array")?;
        if count == 0 {
            break;
        }
        for _ in 0..count {
            if index > 0 {
                out.push(b',');
            }
            item(cursor, out, depth).map_err(|fault| fault.inside(Step::Item(index)))?;
            index += 1;
        }
    }
    out.push(b']');
    Ok(())
}

/// Reads the blocks of a map, each value by `value`. A key may come twice, and is then written twice.
pub(super) fn map(
    cursor: &mut Cursor<'_>,
    out: &mut Vec<u8>,
    depth: usize,
    mut value: impl FnMut(&mut Cursor<'_>, &mut Vec<u8>, usize) -> Walk,
) -> Walk {
    let depth = deeper(depth, cursor)?;
    out.push(b'{');
    let mut is_first = true;
    loop {
        // Every entry takes a byte: that of its key's length.
        let count = cursor.count(false, "a map")?;
        if count == 0 {
            break;
        }
        for _ in 0..count {
            if !is_first {
                out.push(b',');
            }
            is_first = false;
            let key = cursor.string()?;
            push_string(out, key);
            out.push(b':');
            value(cursor, out, depth).map_err(|fault| fault.inside(Step::Key(key.to_owned())))?;
        }
    }
    out.push(b'}');
    Ok(())
}
