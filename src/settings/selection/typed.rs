//! The selection as it was typed.

use std::fmt;

use serde::Serialize;

use crate::cli::selection::SelectionArgs;
use crate::settings::shell::quoted;

/// A selection as it was typed, flag by flag: what a replay plan keeps. Displays as one line for a shell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct AsTyped(Vec<String>);

impl AsTyped {
    pub(super) fn new(args: &SelectionArgs, positional: &[String]) -> Self {
        fn add(into: &mut Vec<String>, flag: &str, values: &[impl fmt::Display]) {
            for value in values {
                into.extend([flag.to_owned(), value.to_string()]);
            }
        }
        let mut typed = positional.to_vec();
        let into = &mut typed;
        add(into, "--partition", &args.partitions);
        add(into, "--offsets", &args.offsets);
        add(into, "--refs", args.refs.as_slice());
        add(into, "--since", args.since.as_slice());
        add(into, "--until", args.until.as_slice());
        add(into, "--limit", args.limit.map(|count| count.0).as_slice());
        add(
            into,
            "--newest",
            args.newest.map(|count| count.0).as_slice(),
        );
        add(
            into,
            "--oldest",
            args.oldest.map(|count| count.0).as_slice(),
        );
        add(into, "--sample", args.sample.as_slice());
        add(into, "--exception", &args.exception);
        add(into, "--root-cause", &args.root_cause);
        add(into, "--message", &args.message);
        add(into, "--fingerprint", &args.fingerprint);
        add(into, "--category", &args.category);
        add(into, "--app-package", &args.app_package);
        add(into, "--stack", &args.stack);
        add(into, "--origin", &args.origin);
        add(into, "--consumer-group", &args.consumer_group);
        add(into, "--attempts", &args.attempts);
        add(into, "--dialect", &args.dialect);
        add(into, "--key", &args.key);
        add(into, "--header", &args.header);
        add(into, "--grep", &args.grep);
        add(into, "--grep-in", &args.grep_in);
        add(into, "--where", &args.condition);
        add(into, "--trace", &args.trace);
        add(into, "--tombstones", args.tombstones.as_slice());
        add(into, "--exclude-key", &args.exclude_key);
        add(into, "--exclude-header", &args.exclude_header);
        add(into, "--exclude-exception", &args.exclude_exception);
        add(into, "--exclude-refs", args.exclude_refs.as_slice());
        add(into, "--state", args.state.as_slice());
        let switches = [
            ("--by-original-time", args.by_original_time),
            ("--ignore-case", args.ignore_case),
            ("--invert", args.invert),
            ("--read-uncommitted", args.read_uncommitted),
        ];
        let given = switches.into_iter().filter(|(_, given)| *given);
        into.extend(given.map(|(flag, _)| flag.to_owned()));
        Self(typed)
    }

    /// Returns the arguments, each as a shell hands it over.
    pub fn arguments(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for AsTyped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, argument) in self.0.iter().enumerate() {
            let space = if index == 0 { "" } else { " " };
            write!(f, "{space}{}", quoted(argument))?;
        }
        Ok(())
    }
}
