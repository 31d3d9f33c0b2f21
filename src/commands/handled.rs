//! What the ledger says was replayed, for commands that only look.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::Context;
use crate::dead_letter::DeadLetterView;
use crate::error::{ErrorKind, Result};
use crate::filter::{Filter, HandledSet, State};
use crate::kafka::Cluster;
use crate::kafka::fetch::Fetch;
use crate::offsets::ScanRange;
use crate::replay::ledger::{Key, TopicIdentity};
use crate::scan::{Fold, Stages, scan};

/// The topic in which it stands what was replayed.
#[derive(Clone, Copy)]
pub(crate) struct LedgerPlace<'l> {
    /// The cluster that records were replayed to.
    pub(crate) cluster: &'l Cluster,
    /// Its name there.
    pub(crate) name: &'l str,
    /// The name of that cluster, where it is another one than the one that is read.
    pub(crate) elsewhere: Option<&'l str>,
    /// Whether it is the configured one, and none that somebody typed.
    pub(crate) is_configured: bool,
}

/// Identifies topics of a cluster as its dead letters stand in a ledger, by the ids that the brokers gave.
pub(crate) fn identified<'n>(
    cluster: &Cluster,
    ids: &HashMap<String, String>,
    names: impl Iterator<Item = &'n Arc<str>>,
) -> Vec<(Arc<str>, TopicIdentity)> {
    let cluster_id = cluster.id().unwrap_or_default();
    let identified = names.map(|name| {
        let id = ids.get(name.as_ref()).map(String::as_str);
        (name.clone(), TopicIdentity::new(cluster_id, id, name))
    });
    identified.collect()
}

/// Reads what a ledger says was replayed of these topics; `None` where there is no ledger or it may not be read.
///
/// It is noted where that matters for the `state` that was asked for, and where another ledger is meant than the configured one.
///
/// # Errors
///
/// Unreachable. Denied, where only what was replayed is wanted.
pub(crate) fn handled(
    context: &mut Context<'_>,
    ledger: LedgerPlace<'_>,
    topics: &[(Arc<str>, TopicIdentity)],
    state: State,
) -> Result<Option<Arc<HandledSet>>> {
    let name = ledger.name;
    match read(context, ledger, topics) {
        Ok(None) if state == State::Replayed || !ledger.is_configured => {
            let place = ledger.elsewhere.unwrap_or("this cluster");
            context.ui.note(&format!(
                "there is no ledger {name} on {place}: as far as it tells, nothing was replayed"
            ));
            Ok(None)
        }
        Err(error) if error.kind() == ErrorKind::Denied && state != State::Replayed => {
            context.ui.note(&format!(
                "what was replayed is not known, so all states are shown: no right to read {name}"
            ));
            Ok(None)
        }
        other => other,
    }
}

fn read(
    context: &Context<'_>,
    LedgerPlace { cluster, name, .. }: LedgerPlace<'_>,
    topics: &[(Arc<str>, TopicIdentity)],
) -> Result<Option<Arc<HandledSet>>> {
    let Some(ledger) = cluster.topic(name)? else {
        return Ok(None);
    };
    let bounds = cluster.bounds(std::slice::from_ref(&ledger), false)?;
    let ranges: Vec<_> = bounds
        .into_iter()
        .flatten()
        .map(|bounds| ScanRange {
            partition: bounds.partition,
            start: bounds.start,
            end: bounds.end,
        })
        .map(|range| (ledger.name.clone(), range))
        .collect();
    let named = topics
        .iter()
        .map(|(name, identity)| (identity.clone(), name.clone()));
    let fold = Keys {
        topics: named.collect(),
    };
    let mut fetch = Fetch::new(cluster, &ranges);
    let mut found = Vec::new();
    let stop = &context.signals.stop;
    scan(
        &mut fetch,
        Stages::of(&Filter::everything()),
        &fold,
        &mut found,
        1,
        stop,
        |_, _| ControlFlow::Continue(()),
    )?;
    Ok(Some(Arc::new(found.into_iter().collect())))
}

/// Collects the places that entries about known topics name.
struct Keys {
    topics: Vec<(TopicIdentity, Arc<str>)>,
}

impl Fold for Keys {
    type Part = Vec<(Arc<str>, i32, i64)>;
    type Total = Vec<(Arc<str>, i32, i64)>;

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Self::Part) {
        let Some(key) = letter.record().envelope.key.and_then(Key::decode) else {
            return;
        };
        if let Some((_, topic)) = self
            .topics
            .iter()
            .find(|(identity, _)| *identity == key.topic)
        {
            part.push((topic.clone(), key.partition, key.offset));
        }
    }

    fn merge(&self, total: &mut Self::Total, part: Self::Part) -> ControlFlow<()> {
        total.extend(part);
        ControlFlow::Continue(())
    }
}
