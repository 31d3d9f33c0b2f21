//! A schema as it is walked: nodes that name each other by index, so that it may be recursive.

use std::collections::HashMap;

use apache_avro::Schema as Parsed;
use apache_avro::schema::{InnerDecimalSchema, Name, RecordSchema, UuidSchema};
use serde_json::{Value, json};

use super::super::calendar::Unit;
use super::super::schema::{Language, SchemaText};
use super::text::{BytesAs, NumberAs};
use crate::envelope::push_string;

/// The record that all texts are put into, one field each, so that each knows the names of those before it.
const AROUND: &str = "dltctl_all";

/// How often the nodes are looked through for those that take no byte; one that is found later counts as taking some.
const ROUNDS: usize = 64;

/// A schema that payloads are read with.
#[derive(Debug)]
pub struct Schema {
    pub(super) nodes: Vec<Node>,
    pub(super) root: usize,
}

/// One type. Other nodes are named by their index.
#[derive(Debug)]
pub(super) enum Node {
    Null,
    Boolean,
    Int(NumberAs),
    Long(NumberAs),
    Float,
    Double,
    String,
    Bytes(BytesAs),
    Fixed(Fixed),
    Enum(Enum),
    Array(Items),
    Map(Items),
    Union(Vec<usize>),
    Record(Record),
}

/// The names that a record, an enum or a fixed goes by.
#[derive(Debug)]
pub(super) struct Names {
    /// With its namespace.
    pub(super) full: String,
    /// Aliases, with their namespaces.
    pub(super) aliases: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Fixed {
    pub(super) names: Names,
    pub(super) size: usize,
    pub(super) meaning: BytesAs,
}

#[derive(Debug)]
pub(super) struct Enum {
    pub(super) names: Names,
    pub(super) symbols: Vec<String>,
    pub(super) default: Option<String>,
}

/// What an array or a map holds.
#[derive(Debug)]
pub(super) struct Items {
    pub(super) node: usize,
    /// Whether an item may take no byte.
    pub(super) is_free: bool,
}

#[derive(Debug)]
pub(super) struct Record {
    pub(super) names: Names,
    pub(super) fields: Vec<Field>,
}

#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    /// `"name":`, as it is written before the value.
    pub(super) label: Vec<u8>,
    pub(super) node: usize,
    pub(super) aliases: Vec<String>,
    pub(super) default: Option<Value>,
}

impl Schema {
    /// Reads a schema and what it refers to.
    ///
    /// A default that does not fit its type is left out instead of refused: older registries let it in, and it does not
    /// matter to those who read what was written.
    ///
    /// # Errors
    ///
    /// Why it is none, in one line.
    pub fn parse(schema: &SchemaText) -> Result<Self, String> {
        if schema.language != Language::Avro {
            return Err("it is no Avro schema".to_owned());
        }
        let texts = schema.references.iter().map(|reference| &reference.text);
        let mut fields = Vec::with_capacity(schema.references.len() + 1);
        for (index, text) in texts.chain([&schema.text]).enumerate() {
            let text: Value = serde_json::from_str(text)
                .map_err(|error| one_line(&format!("it is no JSON: {error}")))?;
            fields.push(json!({ "name": format!("text_{index}"), "type": text }));
        }
        let mut whole = json!({ "type": "record", "name": AROUND, "fields": fields });
        let parsed = Parsed::parse(&whole).or_else(|error| {
            leave_out_defaults(&mut whole);
            Parsed::parse(&whole).map_err(|_| one_line(&error.to_string()))
        })?;
        let Parsed::Record(around) = parsed else {
            return Err("it is no schema".to_owned());
        };
        let mut builder = Builder::default();
        let mut root = None;
        for field in &around.fields {
            root = Some(builder.node(&field.schema)?);
        }
        let root = root.ok_or("it is empty")?;
        let mut nodes = builder.nodes;
        mark_free(&mut nodes);
        Ok(Self { nodes, root })
    }

    /// Returns the name for people: of a record, an enum or a fixed its full name, else what it is.
    pub fn name(&self) -> &str {
        self.nodes[self.root].name()
    }
}

impl Node {
    /// Returns the full name, or what it is.
    pub(super) fn name(&self) -> &str {
        match self.names() {
            Some(names) => &names.full,
            None => self.kind(),
        }
    }

    /// Returns what it is, in Avro's words.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Int(_) => "int",
            Self::Long(_) => "long",
            Self::Float => "float",
            Self::Double => "double",
            Self::String => "string",
            Self::Bytes(_) => "bytes",
            Self::Fixed(_) => "fixed",
            Self::Enum(_) => "enum",
            Self::Array(_) => "array",
            Self::Map(_) => "map",
            Self::Union(_) => "union",
            Self::Record(_) => "record",
        }
    }

    pub(super) fn names(&self) -> Option<&Names> {
        match self {
            Self::Fixed(fixed) => Some(&fixed.names),
            Self::Enum(symbols) => Some(&symbols.names),
            Self::Record(record) => Some(&record.names),
            _ => None,
        }
    }
}

impl Names {
    fn of(name: &Name, aliases: Option<&Vec<apache_avro::schema::Alias>>) -> Self {
        let aliases = aliases.into_iter().flatten();
        Self {
            full: name.fullname(None),
            aliases: aliases
                .map(|alias| alias.fullname(name.namespace()))
                .collect(),
        }
    }
}

/// Cuts a parser's words down to one line of a length that people read.
fn one_line(text: &str) -> String {
    crate::sanitize::excerpt(text, 200)
}

/// Takes the defaults out of all fields of all records.
fn leave_out_defaults(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(leave_out_defaults),
        Value::Object(members) => {
            if let Some(Value::Array(fields)) = members.get_mut("fields") {
                for field in fields.iter_mut().filter_map(Value::as_object_mut) {
                    field.remove("default");
                }
            }
            members.values_mut().for_each(leave_out_defaults);
        }
        _ => {}
    }
}

/// Builds the nodes; goes as deep as the JSON text, which its parser bounds.
#[derive(Default)]
struct Builder {
    nodes: Vec<Node>,
    named: HashMap<String, usize>,
}

impl Builder {
    fn node(&mut self, schema: &Parsed) -> Result<usize, String> {
        let node = match schema {
            Parsed::Null => Node::Null,
            Parsed::Boolean => Node::Boolean,
            Parsed::Int => Node::Int(NumberAs::Number),
            Parsed::Date => Node::Int(NumberAs::Date),
            Parsed::TimeMillis => Node::Int(NumberAs::Time(Unit::Millis)),
            Parsed::Long => Node::Long(NumberAs::Number),
            Parsed::TimeMicros => Node::Long(NumberAs::Time(Unit::Micros)),
            Parsed::TimestampMillis => Node::Long(NumberAs::Timestamp(Unit::Millis)),
            Parsed::TimestampMicros => Node::Long(NumberAs::Timestamp(Unit::Micros)),
            Parsed::TimestampNanos => Node::Long(NumberAs::Timestamp(Unit::Nanos)),
            Parsed::LocalTimestampMillis => Node::Long(NumberAs::LocalTimestamp(Unit::Millis)),
            Parsed::LocalTimestampMicros => Node::Long(NumberAs::LocalTimestamp(Unit::Micros)),
            Parsed::LocalTimestampNanos => Node::Long(NumberAs::LocalTimestamp(Unit::Nanos)),
            Parsed::Float => Node::Float,
            Parsed::Double => Node::Double,
            // A UUID is text already, and whatever else it holds is shown too.
            Parsed::String | Parsed::Uuid(UuidSchema::String) => Node::String,
            Parsed::Bytes => Node::Bytes(BytesAs::Bytes),
            Parsed::Uuid(UuidSchema::Bytes) => Node::Bytes(BytesAs::Uuid),
            Parsed::BigDecimal => Node::Bytes(BytesAs::BigDecimal),
            Parsed::Decimal(decimal) => {
                let scale = i64::try_from(decimal.scale).unwrap_or(i64::MAX);
                let meaning = BytesAs::Decimal { scale };
                match &decimal.inner {
                    InnerDecimalSchema::Bytes => Node::Bytes(meaning),
                    InnerDecimalSchema::Fixed(fixed) => self.fixed(fixed, meaning),
                }
            }
            Parsed::Uuid(UuidSchema::Fixed(fixed)) => self.fixed(fixed, BytesAs::Uuid),
            Parsed::Duration(fixed) => self.fixed(fixed, BytesAs::Duration),
            Parsed::Fixed(fixed) => self.fixed(fixed, BytesAs::Bytes),
            Parsed::Enum(symbols) => {
                let names = Names::of(&symbols.name, symbols.aliases.as_ref());
                self.register(&names, self.nodes.len());
                Node::Enum(Enum {
                    names,
                    symbols: symbols.symbols.clone(),
                    default: symbols.default.clone(),
                })
            }
            Parsed::Array(array) => Node::Array(self.items(&array.items)?),
            Parsed::Map(map) => Node::Map(self.items(&map.types)?),
            Parsed::Union(union) => {
                let branches = union.variants().iter().map(|branch| self.node(branch));
                Node::Union(branches.collect::<Result<_, _>>()?)
            }
            Parsed::Record(record) => return self.record(record),
            Parsed::Ref { name } => {
                let name = name.fullname(None);
                let known = self.named.get(&name).copied();
                return known.ok_or_else(|| one_line(&format!("it does not define {name}")));
            }
        };
        self.nodes.push(node);
        Ok(self.nodes.len() - 1)
    }

    fn fixed(&mut self, fixed: &apache_avro::schema::FixedSchema, meaning: BytesAs) -> Node {
        let names = Names::of(&fixed.name, fixed.aliases.as_ref());
        self.register(&names, self.nodes.len());
        Node::Fixed(Fixed {
            names,
            size: fixed.size,
            meaning,
        })
    }

    fn items(&mut self, items: &Parsed) -> Result<Items, String> {
        Ok(Items {
            node: self.node(items)?,
            is_free: false,
        })
    }

    fn record(&mut self, record: &RecordSchema) -> Result<usize, String> {
        let names = Names::of(&record.name, record.aliases.as_ref());
        // Its fields may name it, so its place is taken before they are looked at.
        let index = self.nodes.len();
        self.register(&names, index);
        self.nodes.push(Node::Null);
        let mut fields = Vec::with_capacity(record.fields.len());
        for field in &record.fields {
            let mut label = Vec::with_capacity(field.name.len() + 3);
            push_string(&mut label, &field.name);
            label.push(b':');
            fields.push(Field {
                name: field.name.clone(),
                label,
                node: self.node(&field.schema)?,
                aliases: field.aliases.clone(),
                default: field.default.clone(),
            });
        }
        self.nodes[index] = Node::Record(Record { names, fields });
        Ok(index)
    }

    /// Remembers who goes by these names; a schema may refer to a type by an alias too.
    fn register(&mut self, names: &Names, index: usize) {
        self.named.insert(names.full.clone(), index);
        for alias in &names.aliases {
            self.named.entry(alias.clone()).or_insert(index);
        }
    }
}

/// Marks the arrays and maps whose items may take no byte.
fn mark_free(nodes: &mut [Node]) {
    let mut is_free = vec![false; nodes.len()];
    for _ in 0..ROUNDS {
        let mut is_changed = false;
        for (index, node) in nodes.iter().enumerate() {
            let free = match node {
                Node::Null => true,
                Node::Fixed(fixed) => fixed.size == 0,
                Node::Record(record) => record.fields.iter().all(|field| is_free[field.node]),
                _ => false,
            };
            is_changed |= free != is_free[index];
            is_free[index] = free;
        }
        if !is_changed {
            break;
        }
    }
    for node in nodes {
        if let Node::Array(items) = node {
            items.is_free = is_free[items.node];
        }
    }
}
