//! What the positional arguments and the files of references name.

use std::sync::Arc;

use crate::cli::selection::SelectionArgs;
use crate::error::{Error, Result};
use crate::offsets::{RefSet, RefSpec, check_topic, parse_refs};

/// Reads the positional arguments and `--refs`.
pub(super) fn named(
    args: &SelectionArgs,
    positional: &[String],
    refs_text: Option<&str>,
) -> Result<(Vec<Arc<str>>, RefSet)> {
    let mut topics: Vec<Arc<str>> = Vec::new();
    let mut whole: Vec<Arc<str>> = Vec::new();
    let mut refs: Vec<RefSpec> = Vec::new();
    for text in positional {
        if RefSpec::is_meant(text) {
            let spec: RefSpec = text.parse()?;
            topics.push(spec.topic.clone());
            refs.push(spec);
        } else {
            check_topic(text)?;
            topics.push(text.as_str().into());
            whole.push(text.as_str().into());
        }
    }
    if let Some(spec) = refs.iter().find(|spec| whole.contains(&spec.topic)) {
        return Err(Error::usage(format!(
            "`{}` is named as a whole and by `{spec}`",
            spec.topic
        ))
        .hint("name the topic, or its records"));
    }
    if let Some((text, place)) = ref_text(args.refs.as_deref(), refs_text)? {
        if args.exclude_refs.as_deref() == Some("-") && args.refs.as_deref() == Some("-") {
            return Err(Error::usage(
                "`--refs` and `--exclude-refs` cannot both be read from standard input",
            ));
        }
        let read = parse_refs(text, &place)?;
        if let Some(spec) = read
            .iter()
            .find(|spec| !topics.is_empty() && !topics.contains(&spec.topic))
        {
            return Err(Error::usage(format!(
                "{place} names `{spec}`, and `{}` is not among the topics",
                spec.topic
            ))
            .hint("name its topic too, or no topic at all"));
        }
        topics.extend(read.iter().map(|spec| spec.topic.clone()));
        refs.extend(read);
    }
    let mut seen = std::collections::HashSet::new();
    topics.retain(|topic| seen.insert(topic.clone()));
    Ok((topics, refs.into_iter().collect()))
}

/// Pairs the text of a file of references with the name that errors give it.
pub(super) fn ref_text<'a>(
    file: Option<&str>,
    text: Option<&'a str>,
) -> Result<Option<(&'a str, String)>> {
    let Some(file) = file else {
        return Ok(None);
    };
    let place = match file {
        "-" => "standard input".to_owned(),
        file => format!("`{file}`"),
    };
    match text {
        Some(text) => Ok(Some((text, place))),
        None => Err(Error::failed(format!("{place} was not read"))),
    }
}
