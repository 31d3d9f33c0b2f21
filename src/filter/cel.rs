//! `--where`: a condition in the Common Expression Language.
//!
//! The one place that names the `cel` crate, whose interface changes often. Kafbat UI's names of variables hold
//! (`record.value`, `record.keyAsText`, …; kafbat/kafka-ui `api/src/main/java/io/kafbat/ui/emitter/MessageFilters.java`),
//! so that its saved filters run unchanged; `dlt` is ours. Only what an expression names is read of a record.

mod asked;
mod fields;
mod json;
mod names;
mod remembered;
mod text;

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, LazyLock};

use cel::{Context, Env, ExecutionError, Program, Value, extensions};

use super::{Predicate, Stage};
use crate::dead_letter::DeadLetterView;
use crate::error::{Error, Result};
use crate::kind::KindReader;
use asked::Asked;
use names::Names;
use remembered::Remembered;
pub use text::TextOf;

/// The longest expression that is read, in bytes: the parser goes deeper with every parenthesis.
const LONGEST: usize = 4096;
/// The deepest nesting of parentheses and brackets, for the same reason.
const DEEPEST: usize = 64;

/// Functions and macros: the standard ones, and those for strings and base64 that Kafbat UI has too.
static FUNCTIONS: LazyLock<Arc<Env>> = LazyLock::new(|| {
    let mut functions = Env::stdlib();
    // They are declared once, so nothing is declared twice.
    let _strings = functions.add_extension(extensions::strings);
    let _base64 = functions.add_extension(extensions::encoders);
    Arc::new(functions)
});

/// An expression as it was typed; it is known to be one.
#[derive(Clone)]
pub struct Expression {
    typed: Box<str>,
    program: Arc<Program>,
    names: Names,
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Expression").field(&self.typed).finish()
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.typed)
    }
}

impl FromStr for Expression {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let refused = |why: &str| Err(Error::usage("this is no expression in CEL").why(why));
        if text.trim().is_empty() {
            return refused("it is empty");
        }
        if text.len() > LONGEST {
            return refused("it is longer than 4096 bytes");
        }
        if depth(text) > DEEPEST {
            return refused("it is nested more than 64 deep");
        }
        let program = FUNCTIONS.compile(text).map_err(|errors| {
            let first = errors.errors.first();
            let (line, column) = first.map_or((1, 0), |error| error.pos);
            let message = first.map_or("", |error| error.msg.as_str());
            // The parser adds every sign that could stand there.
            let message = message.split(" expecting ").next().unwrap_or_default();
            Error::usage("this is no expression in CEL")
                .why(pointed_at(text, line, column, message))
        })?;
        let names = Names::of(program.expression())?;
        Ok(Self {
            typed: text.into(),
            program: Arc::new(program),
            names,
        })
    }
}

impl Expression {
    /// Evaluates it for one dead letter.
    fn evaluate(
        &self,
        letter: &DeadLetterView<'_>,
        kinds: &KindReader,
    ) -> std::result::Result<Value, ExecutionError> {
        let names = &self.names;
        let record = (!names.record.is_nothing()).then(|| fields::record(letter, &names.record));
        let dlt = (!names.dlt.is_nothing()).then(|| fields::dlt(letter, kinds, &names.dlt));
        self.evaluate_with(record, dlt)
    }

    fn evaluate_with(
        &self,
        record: Option<fields::Fields>,
        dlt: Option<fields::Fields>,
    ) -> std::result::Result<Value, ExecutionError> {
        let mut context = Context::with_env(FUNCTIONS.clone());
        for (name, fields) in [("record", record), ("dlt", dlt)] {
            if let Some(fields) = fields {
                context.add_variable_from_value(name, Value::Map(fields.into()));
            }
        }
        self.program.execute(&context)
    }
}

/// Returns how deep parentheses, brackets and braces are nested at most; those in strings count too.
fn depth(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    // `!!!!x` and `----x` go down one level a sign.
    let signs = text.bytes().filter(|byte| b"!-?".contains(byte)).count();
    deepest.max(signs.saturating_sub(DEEPEST * 4))
}

/// Shows the line of an expression with a mark under the place; `line` counts from 1, `column` from 0.
fn pointed_at(text: &str, line: isize, column: isize, message: &str) -> String {
    let line = usize::try_from(line).unwrap_or(1).max(1);
    let column = usize::try_from(column).unwrap_or(0);
    let shown = text.lines().nth(line - 1).unwrap_or_default();
    format!("{message}\n{shown}\n{:>width$}", "^", width = column.max(1))
}

/// Holds for records for which an expression is true. What cannot be evaluated is false, and is told at the end.
pub struct Where {
    expression: Expression,
    kinds: Arc<KindReader>,
    asked: Asked,
    remembered: Option<Remembered>,
}

impl Where {
    /// Makes an expression ready to be asked.
    pub fn new(expression: Expression, kinds: Arc<KindReader>) -> Self {
        Self {
            remembered: Remembered::of(&expression.names),
            expression,
            kinds,
            asked: Asked::default(),
        }
    }

    /// Fails when the expression turned out to be none that can be true or false.
    ///
    /// # Errors
    ///
    /// A usage error.
    pub fn check(&self) -> Result<()> {
        self.asked.check("--where", &self.expression)
    }

    /// Says which fields records did not have, and what else could not be evaluated: a mistake in a name must not look
    /// like nothing found.
    pub fn notes(&self) -> Vec<String> {
        self.asked
            .notes("--where", "could not be decided", &self.expression)
    }
}

impl Predicate for Where {
    fn stage(&self) -> Stage {
        Stage::Payload
    }

    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        let remembered = self.remembered.as_ref().and_then(|remembered| {
            let key = remembered.key(letter.record().headers)?;
            Some((remembered, key))
        });
        if let Some((remembered, key)) = &remembered
            && let Some(decision) = remembered.answer(key)
        {
            self.asked.was_answered();
            return decision;
        }
        let decided = self.expression.evaluate(letter, &self.kinds);
        match self.asked.answer(decided) {
            Some(Value::Bool(decision)) => {
                if let Some((remembered, key)) = remembered {
                    remembered.keep(key, decision);
                }
                decision
            }
            Some(other) => {
                let kind = other.type_of();
                self.asked
                    .is_wrong(|| format!("it is neither true nor false: its type is {kind}"));
                false
            }
            None => false,
        }
    }
}

/// Holds for records for which any of the expressions is true.
pub struct AnyOf(pub Vec<Arc<Where>>);

impl Predicate for AnyOf {
    fn stage(&self) -> Stage {
        Stage::Payload
    }

    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        self.0.iter().any(|one| one.accepts(letter))
    }
}

#[cfg(test)]
mod tests;
