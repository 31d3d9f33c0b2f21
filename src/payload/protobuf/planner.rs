//! From descriptors to a plan.

use std::collections::HashMap;

use prost_reflect::{
    Cardinality, DescriptorPool, EnumDescriptor, ExtensionDescriptor, FieldDescriptor, Kind,
    MessageDescriptor, Syntax,
};

use super::plan::{Enum, Field, Message, Plan, Times, Value};
use super::well_known::{self, Shape};
use crate::envelope::push_string;

impl Plan {
    /// Plans everything in a pool.
    ///
    /// # Errors
    ///
    /// A descriptor that contradicts itself; those that are made from `.proto` texts do not.
    pub(super) fn of(pool: &DescriptorPool) -> Result<Self, String> {
        let by_name = |message: MessageDescriptor| message.full_name().to_owned();
        let mut plan = Self {
            messages: Vec::new(),
            enums: Vec::new(),
            by_name: (pool.all_messages().map(by_name)).zip(0..).collect(),
        };
        let enums: HashMap<String, usize> = pool
            .all_enums()
            .map(|descriptor| descriptor.full_name().to_owned())
            .zip(0..)
            .collect();
        plan.enums = pool
            .all_enums()
            .map(|descriptor| plan_enum(&descriptor))
            .collect();
        let planner = Planner {
            plan: &plan,
            enums: &enums,
        };
        let messages: Result<_, String> = pool
            .all_messages()
            .map(|message| planner.message(&message))
            .collect();
        plan.messages = messages?;
        Ok(plan)
    }
}

fn plan_enum(descriptor: &EnumDescriptor) -> Enum {
    let mut values: Vec<(i32, Vec<u8>)> = Vec::new();
    // Not `values()`, which does not keep the order of those with the same number.
    for value in &descriptor.enum_descriptor_proto().value {
        let mut written = Vec::new();
        push_string(&mut written, value.name());
        values.push((value.number(), written));
    }
    // Stable, so that of aliases the first stays.
    values.sort_by_key(|value| value.0);
    values.dedup_by_key(|value| value.0);
    Enum {
        name: descriptor.full_name().to_owned(),
        values,
        is_null: descriptor.full_name() == well_known::NULL_VALUE,
    }
}

/// What messages are planned with: the places of all.
struct Planner<'a> {
    plan: &'a Plan,
    enums: &'a HashMap<String, usize>,
}

impl Planner<'_> {
    fn message(&self, descriptor: &MessageDescriptor) -> Result<Message, String> {
        let mut oneofs: Vec<String> = Vec::new();
        let mut planned = Vec::new();
        for field in descriptor.fields() {
            let oneof = field
                .containing_oneof()
                .filter(|oneof| !oneof.is_synthetic());
            let oneof = oneof.map(|oneof| {
                let known = oneofs.iter().position(|name| name == oneof.name());
                known.unwrap_or_else(|| {
                    oneofs.push(oneof.name().to_owned());
                    oneofs.len() - 1
                })
            });
            let implicit =
                !field.supports_presence() || field.cardinality() == Cardinality::Repeated;
            planned.push((self.field(&field, oneof)?, implicit, field.is_required()));
        }
        for extension in descriptor.extensions() {
            planned.push((self.extension(&extension)?, false, false));
        }
        planned.sort_by_key(|(field, ..)| field.number);
        let slots = |wanted: fn(&(Field, bool, bool)) -> bool| -> Vec<usize> {
            let all = planned.iter().enumerate();
            all.filter(|(_, field)| wanted(field))
                .map(|(slot, _)| slot)
                .collect()
        };
        let implicit = slots(|field| field.1);
        let required = slots(|field| field.2);
        let fields: Vec<Field> = planned.into_iter().map(|(field, ..)| field).collect();
        let child = |child: MessageDescriptor| self.plan.by_name.get(child.full_name()).copied();
        Ok(Message {
            name: descriptor.full_name().to_owned(),
            shape: Shape::of(descriptor.full_name(), &fields),
            oneofs: oneofs.len(),
            implicit,
            required,
            children: descriptor.child_messages().filter_map(child).collect(),
            fields,
        })
    }

    fn field(&self, field: &FieldDescriptor, oneof: Option<usize>) -> Result<Field, String> {
        let syntax = field.parent_file().syntax();
        let value = self.value(&field.kind(), field.is_group(), syntax)?;
        let times = times(field.cardinality(), &field.kind())?;
        Ok(self.planned(field.number(), field.name().to_owned(), value, times, oneof))
    }

    fn extension(&self, field: &ExtensionDescriptor) -> Result<Field, String> {
        let syntax = field.parent_file().syntax();
        let value = self.value(&field.kind(), field.is_group(), syntax)?;
        let times = times(field.cardinality(), &field.kind())?;
        let name = format!("[{}]", field.full_name());
        Ok(self.planned(field.number(), name, value, times, None))
    }

    fn planned(
        &self,
        number: u32,
        name: String,
        value: Value,
        times: Times,
        oneof: Option<usize>,
    ) -> Field {
        let mut member = Vec::new();
        push_string(&mut member, &name);
        member.push(b':');
        let default = match (times, value) {
            (Times::Many, _) => b"[]".to_vec(),
            (Times::Map, _) | (_, Value::Message(_) | Value::Group(_)) => b"{}".to_vec(),
            (_, Value::Double | Value::Float) => b"0.0".to_vec(),
            (_, Value::Bool) => b"false".to_vec(),
            (_, Value::String { .. } | Value::Bytes) => b"\"\"".to_vec(),
            (_, Value::Enum(place)) => {
                let zero = self.plan.enums[place].value(0);
                zero.unwrap_or(b"0").to_vec()
            }
            _ => b"0".to_vec(),
        };
        Field {
            number,
            name,
            member,
            value,
            times,
            oneof,
            default,
        }
    }

    fn value(&self, kind: &Kind, is_group: bool, syntax: Syntax) -> Result<Value, String> {
        Ok(match kind {
            Kind::Double => Value::Double,
            Kind::Float => Value::Float,
            Kind::Int32 => Value::Int32,
            Kind::Int64 => Value::Int64,
            Kind::Uint32 => Value::Uint32,
            Kind::Uint64 => Value::Uint64,
            Kind::Sint32 => Value::Sint32,
            Kind::Sint64 => Value::Sint64,
            Kind::Fixed32 => Value::Fixed32,
            Kind::Fixed64 => Value::Fixed64,
            Kind::Sfixed32 => Value::Sfixed32,
            Kind::Sfixed64 => Value::Sfixed64,
            Kind::Bool => Value::Bool,
            Kind::String => Value::String {
                checked: syntax == Syntax::Proto3,
            },
            Kind::Bytes => Value::Bytes,
            Kind::Message(message) => {
                let place = self.plan.by_name.get(message.full_name()).copied();
                let place = place.ok_or_else(|| unknown(message.full_name()))?;
                if is_group {
                    Value::Group(place)
                } else {
                    Value::Message(place)
                }
            }
            Kind::Enum(descriptor) => {
                let place = self.enums.get(descriptor.full_name()).copied();
                Value::Enum(place.ok_or_else(|| unknown(descriptor.full_name()))?)
            }
        })
    }
}

/// Tells how often a field stands in its message. A descriptor may call anything a map's entry: it is looked at.
fn times(cardinality: Cardinality, kind: &Kind) -> Result<Times, String> {
    if cardinality != Cardinality::Repeated {
        return Ok(Times::Once);
    }
    let Kind::Message(entry) = kind else {
        return Ok(Times::Many);
    };
    if !entry.is_map_entry() {
        return Ok(Times::Many);
    }
    let key = entry.get_field(1).filter(|key| {
        !matches!(
            key.kind(),
            Kind::Double | Kind::Float | Kind::Bytes | Kind::Message(_) | Kind::Enum(_)
        )
    });
    let fields = entry.fields().len() == 2 && entry.extensions().len() == 0;
    let once = entry
        .fields()
        .all(|field| field.cardinality() != Cardinality::Repeated);
    if key.is_some() && entry.get_field(2).is_some() && fields && once {
        Ok(Times::Map)
    } else {
        Err(format!("{} is no entry of a map", entry.full_name()))
    }
}

fn unknown(name: &str) -> String {
    format!("{name} is not in the descriptor")
}
