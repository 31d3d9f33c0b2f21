//! What shells ask while a command line is typed: names of topics, contexts and fingerprints.
//!
//! The scripts of `dltctl completion` call `dltctl __complete -- WORDS…` with what is typed so far; the last word is the one
//! to be completed. The answer is one candidate a line, with a description behind a tab where there is one. It comes within
//! [`PATIENCE`] or not at all: whatever goes wrong, nothing is printed and the status is 0, because a shell that waits or
//! shows an error in the middle of a line is worse than one that completes nothing.

mod known;
mod words;

use std::ffi::OsString;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use clap::Parser as _;

pub(crate) use self::known::Known;
use self::words::{Asked, Wanted};
use super::Context;
use crate::cli::Cli;
use crate::cli::output::OutputArgs;
use crate::kafka::{Cluster, ReadMode};
use crate::sanitize::line;
use crate::settings::{Environment, Settings};
use crate::signals::Signals;
use crate::ui::Ui;

/// The name under which the scripts call.
pub(crate) const NAME: &str = "__complete";

/// The longest that anybody waits for an answer.
const PATIENCE: Duration = Duration::from_millis(800);

/// Prints the candidates. It never fails.
pub(crate) fn run(words: &[OsString], environment: &Environment, ui: &mut Ui) {
    let started = Instant::now();
    let words: Vec<String> = words
        .iter()
        .skip_while(|word| *word == "--")
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let Some(asked) = words::asked(&words) else {
        return;
    };
    let mut text = String::new();
    for (candidate, about) in candidates(&asked, environment, ui, started).unwrap_or_default() {
        // A shell would take what is odd in a name for its own syntax; such a name has to be typed.
        let is_plain = |char: char| char.is_ascii_alphanumeric() || "._-@".contains(char);
        if !candidate.starts_with(&asked.prefix) || !candidate.chars().all(is_plain) {
            continue;
        }
        text.push_str(&candidate);
        if !about.is_empty() {
            text.push('\t');
            text.push_str(&line(&about));
        }
        text.push('\n');
    }
    // Nobody is there to be told.
    let _ = ui
        .out
        .write_all(text.as_bytes())
        .and_then(|()| ui.out.flush());
}

/// Finds what there is, each with a description that may be empty.
fn candidates(
    asked: &Asked,
    environment: &Environment,
    ui: &mut Ui,
    started: Instant,
) -> Option<Vec<(String, String)>> {
    let mut arguments = vec!["dltctl".to_owned()];
    arguments.extend(asked.connection.iter().cloned());
    arguments.push("version".to_owned());
    let cli = Cli::try_parse_from(arguments).ok()?;
    let settings = Settings::resolve(&cli.connection, environment).ok()?;
    let bare = |name: String| (name, String::new());
    if asked.wanted == Wanted::Contexts {
        return Some(settings.contexts.iter().cloned().map(bare).collect());
    }
    let known = Known::of(&settings, environment)?;
    if asked.wanted == Wanted::Fingerprints {
        return Some(known.fingerprints());
    }
    let names = match known.fresh_topics(ui.now_ms()) {
        Some(names) => names,
        None => match ask(&settings, environment, ui, started) {
            Some(names) => {
                known.keep_topics(&names, ui.now_ms());
                names
            }
            None => known.stale_topics()?,
        },
    };
    // Dead-letter topics; where none begins so, any topic that does.
    let patterns = &settings.topic_patterns;
    let begins = |name: &&String| name.starts_with(&asked.prefix) && !name.starts_with("__");
    let (dead, others): (Vec<_>, Vec<_>) = names
        .iter()
        .filter(begins)
        .partition(|name| patterns.is_dead_letter_topic(name));
    let meant = if dead.is_empty() { others } else { dead };
    Some(meant.into_iter().cloned().map(bare).collect())
}

/// Asks the cluster for its topics, for as long as there is patience.
fn ask(
    settings: &Settings,
    environment: &Environment,
    ui: &mut Ui,
    started: Instant,
) -> Option<Vec<String>> {
    let context = Context {
        settings,
        output: &OutputArgs::default(),
        environment,
        ui,
        signals: &Signals::default(),
    };
    let mut properties = context.client_properties().ok()?;
    let left = PATIENCE.checked_sub(started.elapsed())?;
    properties.request_timeout = left;
    let (answer, answered) = mpsc::channel();
    // It may outlive its answer by the time that a client takes to end; the process does not wait for it.
    std::thread::spawn(move || {
        let topics = Cluster::connect_with(properties, ReadMode::default())
            .and_then(|cluster| Ok((cluster.topics()?, cluster)));
        if let Ok((topics, _cluster)) = topics {
            let names = topics.iter().map(|topic| topic.name.to_string()).collect();
            // Who asked may have gone.
            let _ = answer.send(names);
        }
    });
    answered.recv_timeout(left).ok()
}
