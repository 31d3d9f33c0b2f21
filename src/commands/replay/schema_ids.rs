//! What the registry of another cluster means by the schema ids that are sent there.

use std::time::{Duration, Instant};

use super::sides::Sides;
use crate::commands::Context;
use crate::payload::{Missing, SchemaId};
use crate::quantity::counted;
use crate::registry::{Registry, RegistrySettings};
use crate::replay::plan::{SchemaIds, There};
use crate::settings::Settings;

/// How long all questions may take together: each registry holds up a run by two seconds at most where it does not answer,
/// and a slow one could do so for each id.
const LONGEST: Duration = Duration::from_secs(10);

/// Tells whether ids can mean something else where the records go: not where both sides name one registry.
pub(super) fn can_differ(sides: &Sides<'_>) -> bool {
    sides.are_two()
        && match (url(sides.source.settings), url(sides.target.settings)) {
            (Some(source), Some(target)) => source != target,
            _ => true,
        }
}

fn url(settings: &Settings) -> Option<&str> {
    let registry = settings.registry().ok().flatten()?;
    Some(registry.places.url())
}

/// Returns the registry as it is now: what an earlier run kept of it is not what its ids mean, once it was set up again.
fn today(settings: &Settings) -> Option<Registry> {
    let found = settings.registry().ok().flatten()?;
    Some(Registry::new(RegistrySettings {
        cache: None,
        ..found.clone()
    }))
}

/// Asks both registries for the schemas of the ids, where both are known, and says of each id what came of it.
pub(super) fn compare(found: &mut SchemaIds, sides: &Sides<'_>, context: &Context<'_>) {
    let source = today(sides.source.settings);
    let target = today(sides.target.settings);
    let (source, target) = (source.as_ref(), target.as_ref());
    let owned = |registry: &Registry| registry.url().to_owned();
    (found.registry, found.to_registry) = (source.map(owned), target.map(owned));
    let name = sides.target.connection.context.as_deref();
    let there = format!("the context {}", name.unwrap_or_default());
    let (Some(source), Some(target)) = (source, target) else {
        let lacking = match (source, target) {
            (None, None) => format!("neither the cluster that is read nor {there} has"),
            (None, _) => "the cluster that is read has".to_owned(),
            _ => format!("{there} has"),
        };
        let no = if source.is_none() && target.is_none() {
            "a"
        } else {
            "no"
        };
        found.not_compared = Some(format!("{lacking} {no} schema registry that can be used"));
        return;
    };
    let begun = Instant::now();
    for id in &mut found.ids {
        id.there = Some(if context.signals.status().is_some() {
            not_compared("interrupted")
        } else if begun.elapsed() >= LONGEST {
            let seconds = counted(LONGEST.as_secs(), "second");
            not_compared(&format!("the others took {seconds}"))
        } else {
            meant(&id.schema(), source, target)
        });
    }
}

/// Says what the target's registry means by an id.
fn meant(id: &SchemaId, source: &Registry, target: &Registry) -> There {
    let there = match target.schema(id) {
        Ok(there) => there,
        Err(Missing::Unknown) => return There::Missing,
        Err(missing) => return lacking("there", &missing),
    };
    let here = match source.schema(id) {
        Ok(here) => here,
        Err(missing) => return lacking("here", &missing),
    };
    match here.is_same(&there) {
        Some(true) => There::Same,
        Some(false) => There::Other {
            name: here.name(),
            name_there: there.name(),
        },
        None => not_compared("the two registries give it in different forms"),
    }
}

/// Says why one of the schemas cannot be had.
fn lacking(place: &str, missing: &Missing) -> There {
    not_compared(&match missing {
        Missing::NoRegistry | Missing::Unknown => format!("the registry {place} does not know it"),
        Missing::Unavailable(why) => format!("the registry {place} could not be asked: {why}"),
        Missing::Unusable(why) => format!("the schema {place} cannot be used: {why}"),
    })
}

fn not_compared(why: &str) -> There {
    There::NotCompared {
        why: why.to_owned(),
    }
}
