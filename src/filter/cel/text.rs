//! An expression whose value is text: what records are grouped by (`summary --by cel:EXPR`).

use std::fmt;
use std::str::FromStr;

use cel::{ExecutionError, Value};

use super::Expression;
use super::asked::Asked;
use super::fields::Fields;
use crate::dead_letter::DeadLetterView;
use crate::error::{Error, Result};
use crate::kind::KindReader;

/// How deep lists and maps are written out.
const DEEPEST: usize = 8;

/// An expression, asked for the text of its value. What has none, or null, has no text, and is told at the end.
pub struct TextOf {
    expression: Expression,
    /// The name of the field: `cel:` and the expression.
    name: Box<str>,
    asked: Asked,
}

impl fmt::Debug for TextOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TextOf").field(&self.name).finish()
    }
}

impl PartialEq for TextOf {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for TextOf {}

impl FromStr for TextOf {
    type Err = Error;

    /// Reads an expression, and tries it without a record: a variable that there is not is found before anything is read.
    fn from_str(text: &str) -> Result<Self> {
        let expression: Expression = text.parse()?;
        let empty = || Some(Fields::new());
        if let Err(ExecutionError::UndeclaredReference(name)) =
            expression.evaluate_with(empty(), empty())
        {
            return Err(Error::usage(format!("--by cel:`{expression}`"))
                .why(format!("there is nothing named `{name}`"))
                .hint("there are `record` and `dlt`, as for --where"));
        }
        Ok(Self {
            name: format!("cel:{text}").into(),
            expression,
            asked: Asked::default(),
        })
    }
}

impl TextOf {
    /// Returns the name of the field: `cel:` and the expression.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Evaluates it for one dead letter.
    pub fn text(&self, letter: &DeadLetterView<'_>, kinds: &KindReader) -> Option<String> {
        let answer = self.expression.evaluate(letter, kinds);
        match self.asked.answer(answer)? {
            Value::Null => None,
            value => Some(text(&value, DEEPEST)),
        }
    }

    /// Fails when the expression turned out to be none.
    ///
    /// # Errors
    ///
    /// A usage error.
    pub fn check(&self) -> Result<()> {
        self.asked.check("--by cel:", &self.expression)
    }

    /// Says which fields records did not have, and what else could not be evaluated.
    pub fn notes(&self) -> Vec<String> {
        self.asked.notes("--by", "have no value", &self.expression)
    }
}

fn text(value: &Value, depth: usize) -> String {
    if depth == 0 {
        return "…".to_owned();
    }
    let inner = |value: &Value| match value {
        Value::String(text) => format!("{text:?}"),
        value => text(value, depth - 1),
    };
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Int(number) => number.to_string(),
        Value::UInt(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::String(text) => text.to_string(),
        Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Value::Timestamp(time) => time.to_rfc3339(),
        Value::Duration(span) => format!("{}s", span.as_seconds_f64()),
        Value::List(values) => {
            let values: Vec<_> = values.iter().map(inner).collect();
            format!("[{}]", values.join(", "))
        }
        Value::Map(map) => {
            // The order of a hash map is another one each time.
            let mut members: Vec<_> = map
                .map
                .iter()
                .map(|(name, value)| format!("{name}: {}", inner(value)))
                .collect();
            members.sort_unstable();
            format!("{{{}}}", members.join(", "))
        }
        other => format!("{:?}", other.type_of()),
    }
}
