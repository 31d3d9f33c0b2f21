//! Links of a context, with placeholders.

use super::section::Section;
use crate::correlation::link::{LinkTemplate, Place};
use crate::error::Result;

/// Reads the link to a trace, which is none without an id in it.
pub(super) fn trace_url(section: &Section<'_>) -> Result<Option<LinkTemplate>> {
    let key = "trace_url";
    let link = link(section, key)?;
    if link.as_ref().is_some_and(|link| !link.names_an_id()) {
        return Err(section
            .error(key, "leads to no trace")
            .why("it has neither {trace_id} nor {correlation_id}")
            .hint("for example trace_url = \"https://jaeger.example/trace/{trace_id}\""));
    }
    Ok(link)
}

/// Reads a link with placeholders.
pub(super) fn link(section: &Section<'_>, key: &str) -> Result<Option<LinkTemplate>> {
    let Some(text) = section.text(key)? else {
        return Ok(None);
    };
    let link = LinkTemplate::parse(&text).map_err(|why| {
        let names = Place::ALL.map(|place| format!("{{{}}}", place.name()));
        section
            .error(key, "is no link that can be made")
            .why(why)
            .hint(format!("the placeholders are {}", names.join(", ")))
    })?;
    Ok(Some(link))
}
