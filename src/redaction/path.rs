//! Paths into JSON: `$.customer.email`, `lines[*].price`, `$..email`.
//!
//! A path is walked beside the tokens of a document: a state is how far a path has come, and each depth has a small set
//! of them, so a document is read once whatever the paths are.

use std::fmt;
use std::str::FromStr;

use smallvec::SmallVec;

use crate::error::{Error, Result};

/// One step down.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// A member of an object; passes through lists.
    Name(Box<str>),
    /// An element of a list, counted from 0.
    Index(usize),
    /// Any member and any element.
    Any,
    /// Any number of steps, none included.
    Deep,
}

/// A path; the empty one is the whole document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path {
    typed: Box<str>,
    steps: Vec<Step>,
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.typed)
    }
}

impl Path {
    /// Returns the path of the whole document.
    pub(super) fn whole() -> Self {
        Self {
            typed: "$".into(),
            steps: Vec::new(),
        }
    }

    /// Tells whether it means the whole document.
    pub(super) fn is_whole(&self) -> bool {
        self.steps.is_empty()
    }
}

fn wrong(text: &str, why: impl Into<String>) -> Error {
    Error::usage(format!("`{text}` is no path into JSON"))
        .why(why.into())
        .hint("paths are $.customer.email, lines[*].price, lines[0], $..email (anywhere), $.customer.* and $['a name']")
}

impl FromStr for Path {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut steps = Vec::new();
        let mut rest = text.strip_prefix('$').unwrap_or(text);
        // `a.b` is `$.a.b`.
        let mut wants_name = rest.len() == text.len();
        if text.is_empty() {
            return Err(wrong(text, "it is empty"));
        }
        while wants_name || !rest.is_empty() {
            if !wants_name {
                if let Some(after) = rest.strip_prefix("..") {
                    steps.push(Step::Deep);
                    rest = after;
                    wants_name = !rest.starts_with('[');
                    if rest.is_empty() {
                        return Err(wrong(text, "`..` is followed by nothing"));
                    }
                    continue;
                }
                if let Some(after) = rest.strip_prefix('.') {
                    rest = after;
                    wants_name = true;
                    continue;
                }
            }
            if let Some(after) = rest.strip_prefix('[') {
                let (step, after) = in_brackets(text, after)?;
                steps.push(step);
                rest = after;
                wants_name = false;
                continue;
            }
            if !wants_name {
                return Err(wrong(text, format!("`{rest}` follows without a dot")));
            }
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            if name.is_empty() {
                return Err(wrong(text, "a name is empty"));
            }
            if let Some(sign) = name.chars().find(|sign| "]()?\"'".contains(*sign)) {
                return Err(wrong(
                    text,
                    format!("`{sign}` stands in a name that is not in quotes"),
                ));
            }
            steps.push(match name {
                "*" => Step::Any,
                name => Step::Name(name.into()),
            });
            rest = after;
            wants_name = false;
        }
        Ok(Self {
            typed: text.into(),
            steps,
        })
    }
}

/// Reads what stands behind `[`, up to the bracket that closes it.
fn in_brackets<'t>(text: &str, rest: &'t str) -> Result<(Step, &'t str)> {
    let open = || wrong(text, "`[` is not closed");
    for quote in ['\'', '"'] {
        if let Some(rest) = rest.strip_prefix(quote) {
            let (name, after) = rest
                .split_once(quote)
                .ok_or_else(|| wrong(text, "a quote is not closed"))?;
            let after = after.strip_prefix(']').ok_or_else(open)?;
            return Ok((Step::Name(name.into()), after));
        }
    }
    let (inside, after) = rest.split_once(']').ok_or_else(open)?;
    let step = match inside {
        "*" => Step::Any,
        number => Step::Index(number.parse().map_err(|_| {
            wrong(
                text,
                format!("`[{number}]` is neither a place in a list, from 0, nor `[*]` nor a name in quotes"),
            )
        })?),
    };
    Ok((step, after))
}

/// How far paths have come at one value: the number of the path, and the steps behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct States(SmallVec<[(u16, u16); 8]>);

impl States {
    /// Begins all paths at the root of a document.
    pub(super) fn begin(paths: &[&Path]) -> Self {
        let mut states = Self::default();
        for (number, _) in paths.iter().enumerate() {
            states.add(paths, u16::try_from(number).unwrap_or(u16::MAX), 0);
        }
        states
    }

    /// Tells whether some path ends at this value.
    pub(super) fn end_here(&self, paths: &[&Path]) -> bool {
        let ends = |&(number, at): &(u16, u16)| {
            let path = paths.get(usize::from(number));
            path.is_some_and(|path| path.steps.len() == usize::from(at))
        };
        self.0.iter().any(ends)
    }

    /// Tells whether no path goes on below this value.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Goes on to the member of that name.
    pub(super) fn member(&self, paths: &[&Path], name: &str) -> Self {
        self.child(paths, |step| match step {
            Step::Name(wanted) if **wanted == *name => Some(1),
            Step::Any => Some(1),
            Step::Deep => Some(0),
            Step::Name(_) | Step::Index(_) => None,
        })
    }

    /// Goes on to the element at that place.
    pub(super) fn element(&self, paths: &[&Path], index: usize) -> Self {
        self.child(paths, |step| match step {
            Step::Index(wanted) if *wanted == index => Some(1),
            Step::Any => Some(1),
            // A name passes through lists: who writes `lines.price` means the price of every line.
            Step::Deep | Step::Name(_) => Some(0),
            Step::Index(_) => None,
        })
    }

    fn child(&self, paths: &[&Path], go: impl Fn(&Step) -> Option<u16>) -> Self {
        let mut states = Self::default();
        for &(number, at) in &self.0 {
            let path = paths.get(usize::from(number));
            let step = path.and_then(|path| path.steps.get(usize::from(at)));
            if let Some(further) = step.and_then(&go) {
                states.add(paths, number, at + further);
            }
        }
        states
    }

    fn add(&mut self, paths: &[&Path], number: u16, mut at: u16) {
        loop {
            if !self.0.contains(&(number, at)) {
                self.0.push((number, at));
            }
            let path = paths.get(usize::from(number));
            let step = path.and_then(|path| path.steps.get(usize::from(at)));
            if step != Some(&Step::Deep) {
                return;
            }
            at += 1;
        }
    }
}
