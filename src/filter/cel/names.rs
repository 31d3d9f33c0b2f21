//! What an expression names of a record: nothing else is read.

use cel::IdedExpr;
use cel::common::ast::{EntryExpr, Expr};

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

/// The fields that an expression names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) record: Vec<&'static str>,
    pub(super) dlt: Vec<&'static str>,
}

impl Names {
    /// Collects them.
    ///
    /// # Errors
    ///
    /// A usage error for a name that there is not, with the nearest ones.
    pub(super) fn of(expression: &IdedExpr) -> Result<Self> {
        let mut names = Self::default();
        names.visit(&expression.expr)?;
        Ok(names)
    }

    fn add(&mut self, variable: &str, field: &str) -> Result<()> {
        let (known, list) = match variable {
            "record" => (RECORD, &mut self.record),
            _ => (DLT, &mut self.dlt),
        };
        let Some(name) = known.iter().find(|name| **name == field) else {
            let near = nearest(field, known.iter().copied());
            let error = Error::usage(format!("there is no `{variable}.{field}`"));
            return Err(match near.first() {
                Some(near) => error.hint(format!("did you mean `{variable}.{near}`?")),
                None => error.hint(format!("there are {}", known.join(", "))),
            });
        };
        if !list.contains(name) {
            list.push(name);
        }
        Ok(())
    }

    fn visit(&mut self, expression: &Expr) -> Result<()> {
        match expression {
            Expr::Ident(name) => match name.as_str() {
                // As a whole: its fields may be computed.
                "record" => self.record = RECORD.to_vec(),
                "dlt" => self.dlt = DLT.to_vec(),
                _ => {}
            },
            Expr::Select(select) => match &select.operand.expr {
                Expr::Ident(name) if name == "record" || name == "dlt" => {
                    self.add(name, &select.field)?;
                }
                operand => self.visit(operand)?,
            },
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
            Expr::Literal(_) | Expr::Unspecified => {}
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
