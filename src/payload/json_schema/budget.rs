//! A bound on the work that one validation takes.
//!
//! A schema of thirty lines can ask for a billion checks: twice `a1` in `a0`, twice `a2` in `a1`, and so on. The validator
//! follows it, and knows no bound. So every schema in the text gets one more keyword, which counts, and which unwinds
//! the validation when all steps are spent, or when it is so deep that the stack may end. Unwinding is no panic: nothing
//! is printed.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};

use jsonschema::{Keyword, ValidationError, ValidationOptions};
use serde_json::Value;

/// The keyword that counts. No schema says it by chance.
const KEYWORD: &str = "dltctl:step";

/// The keywords that go on when one of their schemas fails.
const ON_FAILURE: [&str; 6] = [
    "anyOf",
    "oneOf",
    "not",
    "if",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// How many steps every validation has, whatever the payload.
const STEPS: usize = 200_000;

/// How many more it has for every byte of the payload; a value takes two bytes at least.
const STEPS_PER_BYTE: usize = 20;

/// How many bytes of the stack a validation may take; threads have two megabytes.
const MAX_STACK: usize = 512 << 10;

thread_local! {
    static LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
    /// Where the stack was when the validation began.
    static STACK: Cell<usize> = const { Cell::new(0) };
}

/// What a validation is unwound with.
struct Spent;

/// Counts one step.
struct Step;

impl Step {
    fn take() {
        let here = stack();
        let left = LEFT.get();
        if left == 0 || here.abs_diff(STACK.get()) > MAX_STACK {
            panic::resume_unwind(Box::new(Spent));
        }
        LEFT.set(left - 1);
    }
}

impl<'i> Keyword<'i> for Step {
    fn validate(&self, _: &'i Value) -> Result<(), ValidationError<'i>> {
        Self::take();
        Ok(())
    }

    fn is_valid(&self, _: &'i Value) -> bool {
        Self::take();
        true
    }
}

/// Returns about where the stack is.
#[inline(never)]
fn stack() -> usize {
    let here = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&here)).addr()
}

/// Returns the options that know the keyword.
pub(super) fn options() -> ValidationOptions<'static> {
    jsonschema::options().with_keyword(KEYWORD, |_, _, _| Ok(Box::new(Step)))
}

/// Runs a validation of a payload of so many bytes.
///
/// # Errors
///
/// Why it did not end.
pub(super) fn within<T>(bytes: usize, validate: impl FnOnce() -> T) -> Result<T, &'static str> {
    LEFT.set(STEPS + bytes.saturating_mul(STEPS_PER_BYTE));
    STACK.set(stack());
    let outcome = panic::catch_unwind(AssertUnwindSafe(validate));
    outcome.map_err(|cause| {
        if cause.is::<Spent>() {
            "the schema asks for too much work"
        } else {
            "the validator failed"
        }
    })
}

/// Adds the keyword to every schema in a text.
///
/// # Errors
///
/// A value that is compared as it is, such as `const`, holds a reference: it may be used as a schema, too, and cannot be
/// counted.
pub(super) fn count_steps(schema: &mut Value) -> Result<(), String> {
    match schema {
        Value::Array(schemas) => schemas.iter_mut().try_for_each(count_steps),
        Value::Object(members) => {
            for (name, value) in members.iter_mut() {
                match (name.as_str(), value) {
                    ("const" | "enum" | "default" | "examples", value) => {
                        if refers(value) {
                            return Err(format!("a reference in \"{name}\""));
                        }
                    }
                    (
                        "properties" | "patternProperties" | "$defs" | "definitions"
                        | "dependentSchemas" | "dependencies",
                        Value::Object(named),
                    ) => named.values_mut().try_for_each(count_steps)?,
                    (_, value) => count_steps(value)?,
                }
            }
            // Keywords of one's own are asked last, and not where another failed. What goes on after a failure is asked
            // after `allOf`, which therefore counts, too; at its end, so that pointers into it still lead where they did.
            if ON_FAILURE.iter().any(|name| members.contains_key(*name)) {
                let all = members
                    .entry("allOf")
                    .or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(all) = all {
                    all.push(serde_json::json!({ KEYWORD: true }));
                }
            }
            members.insert(KEYWORD.to_owned(), Value::Bool(true));
            Ok(())
        }
        _ => Ok(()),
    }
}

fn refers(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(name, value)| {
            matches!(name.as_str(), "$ref" | "$dynamicRef" | "$recursiveRef") || refers(value)
        }),
        Value::Array(elements) => elements.iter().any(refers),
        _ => false,
    }
}
