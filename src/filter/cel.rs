//! `--where`: a condition in the Common Expression Language.
//!
//! The one place that names the `cel` crate, whose interface changes often. Kafbat UI's names of variables hold
//! (`record.value`, `record.keyAsText`, …; kafbat/kafka-ui `api/src/main/java/io/kafbat/ui/emitter/MessageFilters.java`),
//! so that its saved filters run unchanged; `dlt` is ours. Only what an expression names is read of a record.

mod fields;
mod names;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, OnceLock, PoisonError};

use cel::{Context, Env, ExecutionError, Program, Value, extensions};

use super::{Predicate, Stage};
use crate::dead_letter::DeadLetterView;
use crate::error::{Error, Result};
use crate::kind::KindReader;
use crate::sanitize::line;
use names::Names;

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
    tally: Mutex<Tally>,
    wrong: OnceLock<String>,
}

/// What became of the records that were asked about.
#[derive(Debug, Default)]
struct Tally {
    asked: u64,
    /// Records without a field, by its name.
    without: BTreeMap<String, u64>,
    /// Records whose values could not be compared or used, with the first reason.
    unusable: Option<(u64, String)>,
}

/// The most names of fields that are told.
const MOST_TOLD: usize = 5;
/// The most names that are counted, and the longest, in characters.
const MOST_NAMES: usize = 100;
const LONGEST_NAME: usize = 100;

impl Where {
    /// Makes an expression ready to be asked.
    pub fn new(expression: Expression, kinds: Arc<KindReader>) -> Self {
        Self {
            expression,
            kinds,
            tally: Mutex::default(),
            wrong: OnceLock::new(),
        }
    }

    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fails when the expression turned out to be none that can be true or false.
    ///
    /// # Errors
    ///
    /// A usage error.
    pub fn check(&self) -> Result<()> {
        match self.wrong.get() {
            None => Ok(()),
            Some(why) => {
                Err(Error::usage(format!("--where `{}`", self.expression)).why(why.as_str()))
            }
        }
    }

    /// Says which fields records did not have, and what else could not be evaluated: a mistake in a name must not look
    /// like nothing found.
    pub fn notes(&self) -> Vec<String> {
        let tally = self.tally();
        let asked = tally.asked;
        let without = tally.without.iter().take(MOST_TOLD).map(|(name, count)| {
            let name = line(name);
            format!("--where: {count} of {asked} records had no field `{name}`")
        });
        let unusable = tally.unusable.iter().map(|(count, why)| {
            format!("--where: {count} of {asked} records could not be decided: {why}")
        });
        without.chain(unusable).collect()
    }

    fn decide(&self, letter: &DeadLetterView<'_>) -> std::result::Result<Value, ExecutionError> {
        let mut context = Context::with_env(FUNCTIONS.clone());
        let names = &self.expression.names;
        if !names.record.is_empty() {
            let fields = fields::record(letter, &names.record);
            context.add_variable_from_value("record", Value::Map(fields.into()));
        }
        if !names.dlt.is_empty() {
            let fields = fields::dlt(letter, &self.kinds, &names.dlt);
            context.add_variable_from_value("dlt", Value::Map(fields.into()));
        }
        self.expression.program.execute(&context)
    }
}

impl Predicate for Where {
    fn stage(&self) -> Stage {
        Stage::Payload
    }

    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        let decided = self.decide(letter);
        let mut tally = self.tally();
        tally.asked += 1;
        match decided {
            Ok(Value::Bool(decision)) => return decision,
            Ok(other) => {
                let kind = other.type_of();
                self.wrong
                    .get_or_init(|| format!("it is neither true nor false: its type is {kind}"));
            }
            Err(ExecutionError::NoSuchKey(name)) => {
                // Names come from the expression, but an index can be computed from a record: foreign text of any
                // length, and as many as there are records.
                let name: String = name.chars().take(LONGEST_NAME).collect();
                if tally.without.len() < MOST_NAMES || tally.without.contains_key(&name) {
                    *tally.without.entry(name).or_default() += 1;
                }
            }
            Err(ExecutionError::UndeclaredReference(name)) => {
                self.wrong
                    .get_or_init(|| format!("there is nothing named `{name}`"));
            }
            Err(error) => {
                let (count, _) = tally.unusable.get_or_insert_with(|| (0, reason(&error)));
                *count += 1;
            }
        }
        false
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

/// Says why an expression has no answer. Most of the crate's own texts quote values of the record, which stay out.
fn reason(error: &ExecutionError) -> String {
    match error {
        ExecutionError::NoSuchOverload(error) if error.function() == "_._" => {
            "what has no fields was asked for one".to_owned()
        }
        ExecutionError::NoSuchOverload(error) => error.to_string(),
        ExecutionError::FunctionError { function, .. } => format!("{function} failed"),
        ExecutionError::IndexOutOfBounds(_) => "an index is beyond the end of a list".to_owned(),
        ExecutionError::DivisionByZero(_) | ExecutionError::RemainderByZero(_) => {
            "a division by zero".to_owned()
        }
        ExecutionError::Overflow(..) => "a number is too large".to_owned(),
        _ => "a value is of another type than it is used as".to_owned(),
    }
}

#[cfg(test)]
mod tests;
