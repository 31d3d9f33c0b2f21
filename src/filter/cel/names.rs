//! What an expression names of a record: nothing else is read.

use std::collections::BTreeMap;

use cel::IdedExpr;
use cel::common::ast::{EntryExpr, Expr, LiteralValue, operators};

use crate::error::{Error, Result};
use crate::topics::nearest;

/// The fields of `record`: Kafbat UI's, then ours.
pub(super) const RECORD: &[&str] = &[
    "partition",
    "offset",
    "timestampMs",
    "key",
    "keyAsText",
    "value",
    "valueAsText",
    "headers",
    "topic",
    "timestamp",
    "headerList",
    "size",
];

/// The fields of `dlt`.
pub(super) const DLT: &[&str] = &[
    "dialect",
    "exception",
    "rootCause",
    "message",
    "stacktrace",
    "originalTopic",
    "originalPartition",
    "originalOffset",
    "originalTimestamp",
    "group",
    "attempts",
    "fingerprint",
    "category",
];

/// What of a value an expression names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All of it: it is used as a whole, or what is used is computed.
    All,
    /// These members, and nothing else.
    Members(BTreeMap<Box<str>, Wanted>),
}

impl Wanted {
    const NOTHING: Self = Self::Members(BTreeMap::new());

    /// Tells whether nothing of it is named.
    pub(super) fn is_nothing(&self) -> bool {
        matches!(self, Self::Members(members) if members.is_empty())
    }

    /// Returns what is wanted of a member; `None` is nothing.
    pub(super) fn of(&self, name: &str) -> Option<&Self> {
        match self {
            Self::All => Some(&Self::All),
            Self::Members(members) => members.get(name),
        }
    }

    /// Returns what is wanted of a header; what of its name is not UTF-8 counts as U+FFFD.
    pub(super) fn of_header(&self, name: &[u8]) -> Option<&Self> {
        match std::str::from_utf8(name) {
            Ok(name) => self.of(name),
            Err(_) => self.of(&String::from_utf8_lossy(name)),
        }
    }

    fn add(&mut self, path: &[&str]) {
        let Self::Members(members) = self else {
            return;
        };
        match path {
            [] => *self = Self::All,
            [name, rest @ ..] => members
                .entry((*name).into())
                .or_insert(Self::NOTHING)
                .add(rest),
        }
    }
}

/// The fields that an expression names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) record: Wanted,
    pub(super) dlt: Wanted,
}

impl Names {
    /// Collects them.
    ///
    /// # Errors
    ///
    /// A usage error for a name that there is not, with the nearest ones.
    pub(super) fn of(expression: &IdedExpr) -> Result<Self> {
        let mut names = Self {
            record: Wanted::NOTHING,
            dlt: Wanted::NOTHING,
        };
        names.visit(&expression.expr)?;
        Ok(names)
    }

    /// Returns which headers are named, where nothing but headers is, and each by its name.
    pub(super) fn headers_alone(&self) -> Option<&Wanted> {
        let Wanted::Members(members) = &self.record else {
            return None;
        };
        let headers = members.get("headers").filter(|_| members.len() == 1)?;
        (self.dlt.is_nothing() && *headers != Wanted::All).then_some(headers)
    }

    fn add(&mut self, variable: &str, path: &[&str]) -> Result<()> {
        let (known, wanted) = match variable {
            "record" => (RECORD, &mut self.record),
            _ => (DLT, &mut self.dlt),
        };
        if let Some(field) = path.first()
            && !known.contains(field)
        {
            let near = nearest(field, known.iter().copied());
            let error = Error::usage(format!("there is no `{variable}.{field}`"));
            return Err(match near.first() {
                Some(near) => error.hint(format!("did you mean `{variable}.{near}`?")),
                None => error.hint(format!("there are {}", known.join(", "))),
            });
        }
        wanted.add(path);
        Ok(())
    }

    fn visit(&mut self, expression: &Expr) -> Result<()> {
        if let Some((variable, path)) = path(expression) {
            return self.add(variable, &path);
        }
        match expression {
            Expr::Select(select) => self.visit(&select.operand.expr)?,
            Expr::Call(call) => {
                for part in call.target.iter().map(AsRef::as_ref).chain(&call.args) {
                    self.visit(&part.expr)?;
                }
            }
            Expr::Comprehension(loops) => {
                let parts = [
                    &loops.iter_range,
                    &loops.accu_init,
                    &loops.loop_cond,
                    &loops.loop_step,
                    &loops.result,
                ];
                for part in parts {
                    self.visit(&part.expr)?;
                }
            }
            Expr::List(list) => {
                for element in &list.elements {
                    self.visit(&element.expr)?;
                }
            }
            Expr::Map(map) => {
                for entry in &map.entries {
                    self.visit_entry(&entry.expr)?;
                }
            }
            Expr::Struct(fields) => {
                for entry in &fields.entries {
                    self.visit_entry(&entry.expr)?;
                }
            }
            Expr::Ident(_) | Expr::Literal(_) | Expr::Unspecified => {}
        }
        Ok(())
    }

    fn visit_entry(&mut self, entry: &EntryExpr) -> Result<()> {
        match entry {
            EntryExpr::StructField(field) => self.visit(&field.value.expr),
            EntryExpr::MapEntry(entry) => {
                self.visit(&entry.key.expr)?;
                self.visit(&entry.value.expr)
            }
        }
    }
}

/// Reads `record.headers["x"]` and `record.value.a.b` as a variable and a path from it.
fn path(expression: &Expr) -> Option<(&str, Vec<&str>)> {
    match expression {
        Expr::Ident(name) if name == "record" || name == "dlt" => Some((name, Vec::new())),
        Expr::Select(select) => {
            let (variable, mut names) = path(&select.operand.expr)?;
            names.push(&select.field);
            Some((variable, names))
        }
        Expr::Call(call) if call.func_name == operators::INDEX && call.target.is_none() => {
            let [operand, index] = call.args.as_slice() else {
                return None;
            };
            let Expr::Literal(LiteralValue::String(name)) = &index.expr else {
                return None;
            };
            let (variable, mut names) = path(&operand.expr)?;
            names.push(name.inner());
            Some((variable, names))
        }
        _ => None,
    }
}
