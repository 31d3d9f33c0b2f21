//! `dltctl topics`: which dead-letter topics there are, and what is in them.

mod expiring;
mod look;
mod oldest;
mod probe;

use std::collections::BTreeSet;
use std::sync::Arc;

use clap::Args;

use self::look::{Looking, look};
use self::probe::{Probed, probe};
use super::Context;
use crate::cli::output::Format;
use crate::envelope::Form;
use crate::error::{Error, ExitStatus, Result};
use crate::kafka::cluster::Topic;
use crate::kafka::{Cluster, ReadMode};
use crate::quantity::{count, some_of};
use crate::render::topics::{self as topic_rows, told, write, write_csv, write_json};
use crate::render::{Csv, Shown};
use crate::retention::horizon;
use crate::topics::{self, GlobSet};
use crate::ui::written;

/// Flags of `dltctl topics`.
#[derive(Args, Debug)]
pub struct TopicsArgs {
    /// Names or patterns such as orders.* [default: names that dead-letter topics have]
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,
    /// Also list retry topics, which are in flight and not dead
    #[arg(long)]
    retry_topics: bool,
    /// Also look into topics with other names: list those whose newest record has the headers of a dead letter
    #[arg(long)]
    probe: bool,
}

/// Lists the topics.
///
/// # Errors
///
/// Those of reading and writing.
pub(crate) fn run(args: &TopicsArgs, context: &mut Context<'_>) -> Result<ExitStatus> {
    let format = context.format();
    if format == Format::Raw {
        return Err(Error::usage("topics have no raw values").hint("use -o name, json or ndjson"));
    }
    let shown = match (context.output.columns.as_deref(), format) {
        (Some(columns), _) => topic_rows::pick(columns)?,
        (None, Format::Table) => Shown::Table,
        (None, _) => Shown::Wide,
    };
    let typed = match args.patterns.as_slice() {
        [] => None,
        patterns => Some(topics::glob_set(patterns)?),
    };
    let cluster = context.connect(ReadMode::default())?;
    let (all, leaderless) = cluster.topics_with_leaders()?;
    let is_meant = |topic: &&Topic| is_meant(&topic.name, typed.as_ref(), args, context);
    let mut found: Vec<Topic> = all.iter().filter(is_meant).cloned().collect();
    let probed = if args.probe {
        probe_others(context, &cluster, &all, typed.as_ref(), &mut found)?
    } else {
        BTreeSet::new()
    };
    let leaderless = leaderless.iter().filter(|place| {
        let is_shown = |topic: &Topic| topic.name == place.topic;
        found.iter().any(is_shown)
    });
    let leaderless: Vec<String> = leaderless.map(ToString::to_string).collect();
    if !leaderless.is_empty() {
        let places = some_of(leaderless.iter().map(String::as_str));
        let text = format!("no broker leads {places}: what is in there is not counted");
        context.ui.warn(&text);
    }
    if found.is_empty() {
        context.ui.note(&nothing_found(&all, args));
        if !matches!(format, Format::Json | Format::Yaml | Format::Csv) {
            return Ok(ExitStatus::DONE);
        }
    }
    if format == Format::Name {
        let mut names = found.iter();
        let _closed =
            written(names.try_for_each(|topic| writeln!(context.ui.out, "{}", topic.name)))?;
        return Ok(ExitStatus::DONE);
    }
    let looking = Looking {
        cluster: &cluster,
        topics: &found,
        probed: &probed,
        with_groups: topic_rows::shows_groups(&shown),
        has_ledger: all
            .iter()
            .any(|topic| *topic.name == *context.settings.ledger),
        horizon: horizon(context.ui.now_ms(), context.ui.zone()),
    };
    let (rows, settings) = if found.is_empty() {
        (Vec::new(), None)
    } else {
        look(context, &looking)?
    };
    let screen = context.screen();
    let csv = Csv {
        for_terminal: context.is_for_terminal(),
    };
    let mut left_out = Vec::new();
    let _closed = written(context.write_document(|out| match format {
        Format::Json | Format::Yaml => write_json(&rows, Form::Array, out),
        Format::Ndjson => write_json(&rows, Form::Lines, out),
        Format::Csv => write_csv(&rows, &shown, screen.heading, csv, out),
        Format::Table | Format::Wide | Format::Name | Format::Raw | Format::Template => {
            write(&rows, &shown, &screen, out).map(|headings| left_out = headings)
        }
    }))?;
    context.tell_left_out(&left_out);
    // The embedded cluster has no settings, and keeps everything.
    let why_unknown = match settings {
        _ if cluster.is_mock() => None,
        Some(failure) => Some(failure.to_string()),
        None => Some("no right to see the configuration (DescribeConfigs)".to_owned()),
    };
    let told = told(&rows, &screen, why_unknown.as_deref());
    for note in &told.notes {
        context.ui.note(note);
    }
    for warning in &told.warnings {
        context.ui.warn(warning);
    }
    Ok(ExitStatus::DONE)
}

/// Tells whether a topic is to be listed for its name.
fn is_meant(name: &str, typed: Option<&GlobSet>, args: &TopicsArgs, context: &Context<'_>) -> bool {
    let patterns = &context.settings.topic_patterns;
    let is_named = || {
        patterns.is_dead_letter_topic(name) || (args.retry_topics && patterns.is_retry_topic(name))
    };
    match typed {
        Some(typed) => typed.is_match(name) && (!args.probe || is_named()),
        None => is_named(),
    }
}

/// Tells whether a topic may hold dead letters that its name does not tell of.
///
/// Kafka's own topics and those of this program hold none. Retry topics have the headers of dead letters, and are none.
fn may_hide_any(name: &str, typed: Option<&GlobSet>, context: &Context<'_>) -> bool {
    typed.is_none_or(|typed| typed.is_match(name))
        && !name.starts_with("__")
        && !name.starts_with(topics::OWN_PREFIX)
        && name != context.settings.ledger
        && !context.settings.topic_patterns.is_retry_topic(name)
}

/// Adds the topics that their newest records tell, and returns their names.
fn probe_others(
    context: &mut Context<'_>,
    cluster: &Cluster,
    all: &[Topic],
    typed: Option<&GlobSet>,
    found: &mut Vec<Topic>,
) -> Result<BTreeSet<Arc<str>>> {
    let known: BTreeSet<&str> = found.iter().map(|topic| topic.name.as_ref()).collect();
    let others = all.iter().filter(|topic| {
        !known.contains(topic.name.as_ref()) && may_hide_any(&topic.name, typed, context)
    });
    let others: Vec<Topic> = others.cloned().collect();
    let looked_into = others.len() as u64;
    let Probed { dead, denied } = probe(context, cluster, others)?;
    if !denied.is_empty() {
        let names = some_of(denied.iter().map(AsRef::as_ref));
        let text = format!("no right to read {names}: these were not looked into");
        context.ui.note(&text);
    }
    let of = match looked_into {
        1 => "the one topic with another name".to_owned(),
        others => format!("the {} topics with other names", count(others)),
    };
    let holding = match dead.as_slice() {
        [] => "none".to_owned(),
        dead => some_of(dead.iter().map(|topic| topic.name.as_ref())),
    };
    let text = format!("by its newest record, of {of}, holds dead letters: {holding}");
    context.ui.note(&text);
    let probed = dead.iter().map(|topic| topic.name.clone()).collect();
    found.extend(dead);
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(probed)
}

/// Says why nothing is listed, and what to try.
fn nothing_found(all: &[Topic], args: &TopicsArgs) -> String {
    let count = all
        .iter()
        .filter(|topic| !topic.name.starts_with("__"))
        .count();
    let topics = match count {
        1 => "the one topic that this principal may see".to_owned(),
        _ => format!("the {count} topics that this principal may see"),
    };
    if args.patterns.is_empty() {
        let probe = if args.probe {
            ""
        } else {
            "look into the others with --probe, "
        };
        format!(
            "none of {topics} is named like a dead-letter topic; \
             name a pattern (dltctl topics '*failed*'), {probe}or set [topics] patterns in the configuration file"
        )
    } else {
        let patterns = args.patterns.join(" or ");
        let mut more = String::new();
        if let [name] = args.patterns.as_slice()
            && !name.contains(['*', '?', '[', '{'])
        {
            more = format!("; part of a name is '*{name}*'");
        }
        format!("none of {topics} matches {patterns}{more}")
    }
}
