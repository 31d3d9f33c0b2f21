//! From the words of a command line that is being typed to what its last word may be.

use clap::{Arg, Command, CommandFactory as _};

use crate::cli::Cli;

/// What the last word may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The name of a topic.
    Topics,
    /// The name of a context.
    Contexts,
    /// The fingerprint of a kind of failure.
    Fingerprints,
}

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) wanted: Wanted,
    /// How the word begins.
    pub(super) prefix: String,
    /// The flags that say which cluster is meant, with their values.
    pub(super) connection: Vec<String>,
}

/// The flags that name a cluster, by their ids.
const CONNECTION: &[&str] = &[
    "bootstrap_server",
    "command_config",
    "property",
    "context",
    "config",
];

/// The commands whose arguments are topics.
const OF_TOPICS: &[&str] = &[
    "topics", "list", "show", "summary", "tail", "export", "replay",
];

/// Makes out what the last word may be; nothing where only the script itself knows.
pub(super) fn asked(words: &[String]) -> Option<Asked> {
    let (prefix, before) = words.split_last()?;
    let root = {
        let mut root = Cli::command();
        root.build();
        root
    };
    let mut command: &Command = &root;
    let mut connection = Vec::new();
    let mut waiting: Option<&Arg> = None;
    let mut only_arguments = false;
    for word in before {
        if waiting.is_some() && word == "=" {
            // Bash takes `--flag=value` apart.
        } else if let Some(flag) = waiting.take() {
            if is_connection(flag) {
                connection.push(format!("{}={word}", long(flag)?));
            }
        } else if only_arguments {
        } else if word == "--" {
            only_arguments = true;
        } else if let Some((flag, value)) = flag(command, word) {
            let takes_value = flag.get_action().takes_values();
            match value {
                Some(value) if takes_value && is_connection(flag) => {
                    connection.push(format!("{}={value}", long(flag)?));
                }
                None if takes_value => waiting = Some(flag),
                _ => {}
            }
        } else if !word.starts_with('-')
            && let Some(inner) = command.find_subcommand(word)
        {
            command = inner;
        }
    }
    let mut prefix = if prefix == "=" { "" } else { prefix };
    if waiting.is_none()
        && !only_arguments
        && prefix.starts_with("--")
        && let Some((flag, Some(value))) = flag(command, prefix)
    {
        (waiting, prefix) = (Some(flag), value);
    }
    let wanted = match waiting {
        Some(flag) if ["context", "to_context"].contains(&flag.get_id().as_str()) => {
            Wanted::Contexts
        }
        Some(flag) if flag.get_id() == "fingerprint" => Wanted::Fingerprints,
        None if (only_arguments || !prefix.starts_with('-'))
            && OF_TOPICS.contains(&command.get_name()) =>
        {
            Wanted::Topics
        }
        _ => return None,
    };
    Some(Asked {
        wanted,
        prefix: prefix.to_owned(),
        connection,
    })
}

fn is_connection(flag: &Arg) -> bool {
    CONNECTION.contains(&flag.get_id().as_str())
}

fn long(flag: &Arg) -> Option<String> {
    flag.get_long().map(|name| format!("--{name}"))
}

/// Finds the flag that a word is, and the value that stands in the same word.
fn flag<'c, 'w>(command: &'c Command, word: &'w str) -> Option<(&'c Arg, Option<&'w str>)> {
    if let Some(rest) = word.strip_prefix("--") {
        let (name, value) = match rest.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (rest, None),
        };
        let is_named = |arg: &&Arg| {
            let aliases = arg.get_all_aliases().unwrap_or_default();
            arg.get_long() == Some(name) || aliases.contains(&name)
        };
        return command
            .get_arguments()
            .find(is_named)
            .map(|arg| (arg, value));
    }
    let rest = word.strip_prefix('-')?;
    for (at, letter) in rest.char_indices() {
        let arg = command
            .get_arguments()
            .find(|arg| arg.get_short() == Some(letter))?;
        let value = &rest[at + letter.len_utf8()..];
        if arg.get_action().takes_values() {
            let value = value.strip_prefix('=').unwrap_or(value);
            return Some((arg, (!value.is_empty()).then_some(value)));
        }
        if value.is_empty() {
            return Some((arg, None));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> String {
        let words: Vec<_> = line.split(' ').map(str::to_owned).collect();
        match asked(&words) {
            None => "nothing".to_owned(),
            Some(asked) => format!(
                "{:?} {:?} {}",
                asked.wanted,
                asked.prefix,
                asked.connection.join(" ")
            )
            .trim_end()
            .to_owned(),
        }
    }

    #[test]
    fn the_last_word_is_made_out() {
        for (line, expected) in [
            ("list ", "Topics \"\""),
            ("list ord", "Topics \"ord\""),
            ("ls ord", "Topics \"ord\""),
            ("stats ord", "Topics \"ord\""),
            ("list a.DLT b", "Topics \"b\""),
            ("list -n 5 ord", "Topics \"ord\""),
            ("list -n5 ord", "Topics \"ord\""),
            ("replay --dry-run ord", "Topics \"ord\""),
            ("list -- -o", "Topics \"-o\""),
            ("", "nothing"),
            ("li", "nothing"),
            ("list --exc", "nothing"),
            ("list --exception Foo", "nothing"),
            ("list -n ", "nothing"),
            ("completion ba", "nothing"),
            ("decode fi", "nothing"),
            ("-C pr", "Contexts \"pr\""),
            ("list a.DLT --context ", "Contexts \"\""),
            ("list --context=pr", "Contexts \"pr\""),
            ("list --context = pr", "Contexts \"pr\""),
            ("list --context =", "Contexts \"\""),
            ("replay a.DLT --to-context st", "Contexts \"st\""),
            (
                "-C prod replay a.DLT --to-context=st",
                "Contexts \"st\" --context=prod",
            ),
            // The topics are those of the cluster that is read.
            (
                "-C prod replay --to-context staging ord",
                "Topics \"ord\" --context=prod",
            ),
            ("list --exception=Fo", "nothing"),
            ("list --fingerprint f1-", "Fingerprints \"f1-\""),
            (
                "-b h:1 list --profile=prod -Xa=b ord",
                "Topics \"ord\" --bootstrap-server=h:1 --context=prod --property=a=b",
            ),
            (
                "list -qb h:1 -F my.properties ord",
                "Topics \"ord\" --bootstrap-server=h:1 --command-config=my.properties",
            ),
        ] {
            assert_eq!(told(line), expected, "{line}");
        }
    }
}
