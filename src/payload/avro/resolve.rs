//! A datum, read as one schema and resolved to another: what a program with the other schema would see.
//!
//! The rules are those of the Avro specification, "Schema Resolution", and where that leaves room, those of Java's
//! `Resolver` (apache/avro, lang/java/avro/src/main/java/org/apache/avro/Resolver.java): records match whatever their
//! names are, enums and fixeds by their names without namespaces, and a branch of a union first by its kind and full
//! name, then by its fields, then by promotion. Decimals of another scale do not match, although Java lets them pass:
//! what it then sees is another amount.

use super::super::number::{push_double, push_float};
use super::cursor::Cursor;
use super::fault::{Fault, Mismatch, Step, Walk};
use super::read::{array, deeper, map, push_boolean};
use super::schema::{Enum, Field, Fixed, Names, Node, Record, Schema};
use super::text::BytesAs;
use crate::envelope::push_string;
use crate::quantity;

impl Schema {
    /// Reads one datum that was written with this schema as `reader` sees it, and appends it to `out` as JSON.
    ///
    /// # Errors
    ///
    /// Where and why the bytes do not follow this schema, bytes behind the datum included, or `reader` does not take
    /// what was written; `out` is as it was before.
    pub fn read_as(&self, reader: &Self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Mismatch> {
        let start = out.len();
        let mut cursor = Cursor::new(bytes, out);
        let pair = Pair {
            writer: self,
            reader,
        };
        let walked = pair
            .value(self.root, reader.root, &mut cursor, out, 0)
            .and_then(|()| match bytes.len() - cursor.at() {
                0 => Ok(()),
                left => Err(Fault::wrong(
                    cursor.at(),
                    format!("goes on for {}", quantity::counted(left as u64, "byte")),
                )),
            });
        walked.map_err(|fault| {
            out.truncate(start);
            fault.into_mismatch()
        })
    }
}

/// Who wrote and who reads.
#[derive(Clone, Copy)]
struct Pair<'s> {
    writer: &'s Schema,
    reader: &'s Schema,
}

impl Pair<'_> {
    fn value(
        self,
        wrote: usize,
        reads: usize,
        cursor: &mut Cursor<'_>,
        out: &mut Vec<u8>,
        depth: usize,
    ) -> Walk {
        cursor.pay(out)?;
        let (from, to) = (&self.writer.nodes[wrote], &self.reader.nodes[reads]);
        if let Node::Union(branches) = from {
            let index = cursor.index(branches.len(), "branch", "a union")?;
            return self.value(branches[index], reads, cursor, out, depth);
        }
        if let Node::Union(branches) = to {
            let Some(branch) = self.branch(wrote, branches) else {
                let branches = branches
                    .iter()
                    .map(|branch| self.reader.nodes[*branch].name());
                let branches = quantity::some_of(branches);
                return Err(Fault::mismatch(format!(
                    "is written as {}, and none of {branches} takes it",
                    from.name()
                )));
            };
            return self.value(wrote, branch, cursor, out, depth);
        }
        match (from, to) {
            (Node::Null, Node::Null) => out.extend_from_slice(b"null"),
            (Node::Boolean, Node::Boolean) => push_boolean(out, cursor.boolean()?),
            (Node::Int(_), Node::Int(meaning) | Node::Long(meaning)) => {
                meaning.push(out, cursor.int()?.into());
            }
            (Node::Long(_), Node::Long(meaning)) => meaning.push(out, cursor.long()?),
            #[expect(clippy::cast_precision_loss, reason = "Avro's promotion rounds")]
            (Node::Int(_) | Node::Long(_), Node::Float) => {
                push_float(out, integer(from, cursor)? as f32);
            }
            #[expect(clippy::cast_precision_loss, reason = "Avro's promotion rounds")]
            (Node::Int(_) | Node::Long(_), Node::Double) => {
                push_double(out, integer(from, cursor)? as f64);
            }
            (Node::Float, Node::Float) => push_float(out, cursor.float()?),
            (Node::Float, Node::Double) => push_double(out, cursor.float()?.into()),
            (Node::Double, Node::Double) => push_double(out, cursor.double()?),
            (Node::String, Node::String) => push_string(out, cursor.string()?),
            (Node::String, Node::Bytes(meaning)) => {
                meaning.push(out, cursor.string()?.as_bytes());
            }
            (Node::Bytes(_), Node::String) => {
                let bytes = cursor.bytes("bytes")?;
                let text = std::str::from_utf8(bytes)
                    .map_err(|_| Fault::mismatch("bytes that are no UTF-8, read as a string"))?;
                push_string(out, text);
            }
            (Node::Bytes(written), Node::Bytes(meaning)) => {
                same_scale(*written, *meaning)?;
                meaning.push(out, cursor.bytes("bytes")?);
            }
            (Node::Fixed(written), Node::Fixed(read)) => {
                same_fixed(written, read)?;
                read.meaning.push(out, cursor.fixed(written.size)?);
            }
            (Node::Enum(written), Node::Enum(read)) => {
                let index = cursor.index(written.symbols.len(), "symbol", "an enum")?;
                push_string(out, symbol(written, read, &written.symbols[index])?);
            }
            (Node::Array(written), Node::Array(read)) => {
                array(written, cursor, out, depth, |cursor, out, depth| {
                    self.value(written.node, read.node, cursor, out, depth)
                })?;
            }
            (Node::Map(written), Node::Map(read)) => {
                map(cursor, out, depth, |cursor, out, depth| {
                    self.value(written.node, read.node, cursor, out, depth)
                })?;
            }
            (Node::Record(written), Node::Record(read)) => {
                self.record(written, read, cursor, out, depth)?;
            }
            _ => {
                return Err(Fault::mismatch(format!(
                    "is written as {} and read as {}",
                    from.name(),
                    to.name()
                )));
            }
        }
        Ok(())
    }

    fn record(
        self,
        written: &Record,
        read: &Record,
        cursor: &mut Cursor<'_>,
        out: &mut Vec<u8>,
        depth: usize,
    ) -> Walk {
        let depth = deeper(depth, cursor)?;
        out.push(b'{');
        let start = out.len();
        // Where the text of each of the reader's fields stands.
        let mut texts = vec![None; read.fields.len()];
        for (index, field) in written.fields.iter().enumerate() {
            let from = out.len();
            let inside = |fault: Fault| fault.inside(Step::Field(field.name.clone()));
            let Some(place) = place(read, index, field).filter(|place| texts[*place].is_none())
            else {
                self.writer
                    .value(field.node, cursor, out, depth)
                    .map_err(inside)?;
                out.truncate(from);
                continue;
            };
            let target = &read.fields[place];
            out.extend_from_slice(&target.label);
            self.value(field.node, target.node, cursor, out, depth)
                .map_err(inside)?;
            texts[place] = Some(from..out.len());
        }
        for (place, field) in read.fields.iter().enumerate() {
            if texts[place].is_none() {
                let from = out.len();
                out.extend_from_slice(&field.label);
                self.reader
                    .missing(field, cursor, out, depth)
                    .map_err(|fault| fault.inside(Step::Field(field.name.clone())))?;
                texts[place] = Some(from..out.len());
            }
        }
        let mut body = Vec::with_capacity(out.len() - start + texts.len());
        for text in texts.into_iter().flatten() {
            if !body.is_empty() {
                body.push(b',');
            }
            body.extend_from_slice(&out[text]);
        }
        out.truncate(start);
        out.append(&mut body);
        out.push(b'}');
        Ok(())
    }

    /// Returns the branch that takes what was written.
    fn branch(self, wrote: usize, branches: &[usize]) -> Option<usize> {
        let from = &self.writer.nodes[wrote];
        let mut by_fields = None;
        for branch in branches {
            let to = &self.reader.nodes[*branch];
            match (from.names(), to.names()) {
                _ if from.kind() != to.kind() => {}
                (Some(written), Some(read)) => {
                    if read.full == written.full || read.aliases.contains(&written.full) {
                        return Some(*branch);
                    }
                    let is_better = by_fields.is_none() || read.short() == written.short();
                    if is_better && self.fits(from, to) {
                        by_fields = Some(*branch);
                    }
                }
                _ => return Some(*branch),
            }
        }
        by_fields.or_else(|| {
            let promotes = |branch: &&usize| from.promotes_to(&self.reader.nodes[**branch]);
            branches.iter().find(promotes).copied()
        })
    }

    /// Tells whether a named type can be read as another one, as far as can be seen without its fields' own fields.
    fn fits(self, from: &Node, to: &Node) -> bool {
        match (from, to) {
            (Node::Fixed(written), Node::Fixed(read)) => same_fixed(written, read).is_ok(),
            (Node::Enum(written), Node::Enum(read)) => written.names.match_short(&read.names),
            (Node::Record(written), Node::Record(read)) => read.fields.iter().all(|target| {
                let source = written
                    .fields
                    .iter()
                    .find(|field| target.is_of(&field.name));
                source.map_or(target.default.is_some(), |field| {
                    let from = &self.writer.nodes[field.node];
                    let to = &self.reader.nodes[target.node];
                    let is_union = matches!(from, Node::Union(_)) || matches!(to, Node::Union(_));
                    is_union || from.kind() == to.kind() || from.promotes_to(to)
                })
            }),
            _ => false,
        }
    }
}

impl Node {
    fn promotes_to(&self, to: &Self) -> bool {
        match self {
            Self::Int(_) => matches!(to, Self::Long(_) | Self::Float | Self::Double),
            Self::Long(_) => matches!(to, Self::Float | Self::Double),
            Self::Float => matches!(to, Self::Double),
            Self::String => matches!(to, Self::Bytes(_)),
            Self::Bytes(_) => matches!(to, Self::String),
            _ => false,
        }
    }
}

impl Names {
    fn short(&self) -> &str {
        short(&self.full)
    }

    /// Tells whether the writer's name, without its namespace, is the reader's, or the whole is one of its aliases.
    fn match_short(&self, reader: &Self) -> bool {
        self.short() == reader.short() || reader.aliases.contains(&self.full)
    }
}

impl Field {
    /// Tells whether the reader's field takes a writer's field of this name.
    fn is_of(&self, written: &str) -> bool {
        self.name == written || self.aliases.iter().any(|alias| alias == written)
    }
}

fn short(full: &str) -> &str {
    full.rsplit_once('.').map_or(full, |(_, short)| short)
}

/// Returns which of the reader's fields takes a field of the writer's: the one of its name, or who knew it by another.
fn place(read: &Record, index: usize, field: &Field) -> Option<usize> {
    // Schemas that go together have most fields in the same place.
    if read
        .fields
        .get(index)
        .is_some_and(|target| target.name == field.name)
    {
        return Some(index);
    }
    let fields = || read.fields.iter();
    fields()
        .position(|target| target.name == field.name)
        .or_else(|| fields().position(|target| target.is_of(&field.name)))
}

fn integer(node: &Node, cursor: &mut Cursor<'_>) -> Walk<i64> {
    match node {
        Node::Int(_) => cursor.int().map(i64::from),
        _ => cursor.long(),
    }
}

fn same_scale(written: BytesAs, read: BytesAs) -> Walk {
    match (written, read) {
        (BytesAs::Decimal { scale: written }, BytesAs::Decimal { scale: read })
            if written != read =>
        {
            Err(Fault::mismatch(format!(
                "is a decimal written with scale {written} and read with scale {read}"
            )))
        }
        _ => Ok(()),
    }
}

fn same_fixed(written: &Fixed, read: &Fixed) -> Walk {
    if !written.names.match_short(&read.names) {
        return Err(renamed(&written.names, &read.names));
    }
    if written.size != read.size {
        return Err(Fault::mismatch(format!(
            "is a fixed written with {} and read with {}",
            quantity::counted(written.size as u64, "byte"),
            read.size
        )));
    }
    same_scale(written.meaning, read.meaning)
}

/// Returns the symbol that the reader sees.
fn symbol<'s>(written: &Enum, read: &'s Enum, name: &str) -> Walk<&'s str> {
    if !written.names.match_short(&read.names) {
        return Err(renamed(&written.names, &read.names));
    }
    let known = read.symbols.iter().find(|symbol| *symbol == name);
    known
        .or(read.default.as_ref())
        .map(String::as_str)
        .ok_or_else(|| {
            Fault::mismatch(format!(
                "{} has no symbol {name}, and no default",
                read.names.full
            ))
        })
}

fn renamed(written: &Names, read: &Names) -> Fault {
    Fault::mismatch(format!(
        "is written as {} and read as {}, which has no such alias",
        written.full, read.full
    ))
}
