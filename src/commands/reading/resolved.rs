//! From names and bounds to topics and ranges, with what a person is told of those that are not there.

use std::collections::HashMap;

use crate::commands::Context;
use crate::error::{Error, Result};
use crate::kafka::Cluster;
use crate::kafka::cluster::Topic;
use crate::offsets::{PartitionBounds, ScanRange};
use crate::quantity::counted;
use crate::settings::selection::Selection;
use crate::topics;

/// Finds a topic, or says which names are near.
///
/// # Errors
///
/// Failed where there is none of that name; unreachable or denied.
pub(crate) fn find_topic(cluster: &Cluster, name: &str) -> Result<Topic> {
    if let Some(topic) = cluster.topic(name)? {
        return Ok(topic);
    }
    let all = cluster.topics().unwrap_or_default();
    if let Some((topic, partition)) = name.rsplit_once('-')
        && partition.parse::<u16>().is_ok()
        && all.iter().any(|known| *known.name == *topic)
    {
        return Err(
            Error::failed(format!("there is no topic `{name}` on this cluster")).hint(format!(
                "a partition is `{topic} -p {partition}`, a record `{topic}-{partition}@OFFSET`"
            )),
        );
    }
    let near = topics::nearest(name, all.iter().map(|topic| topic.name.as_ref()));
    let error = Error::failed(format!("there is no topic `{name}` on this cluster"));
    Err(if near.is_empty() {
        error.hint("`dltctl topics` lists dead-letter topics; a topic without the DESCRIBE right looks like none")
    } else {
        error.hint(format!("did you mean {}?", near.join(" or ")))
    })
}

/// Resolves what is to be read of one topic, and tells what was asked for and is not there.
pub(super) fn resolve(
    context: &mut Context<'_>,
    cluster: &Cluster,
    selection: &Selection,
    topic: &Topic,
    bounds: &[PartitionBounds],
) -> Result<Vec<ScanRange>> {
    let mut found = HashMap::new();
    for time in selection.times_needed(&topic.name) {
        for ((_, partition), offset) in
            cluster.offsets_for_time(std::slice::from_ref(topic), |_| time)?
        {
            found.insert((partition, time), offset);
        }
    }
    let at = |partition, time| found.get(&(partition, time)).copied();
    let resolution = selection.ranges(&topic.name, bounds, &at)?;
    for note in &resolution.notes {
        context.ui.warn(&format!("{}: {note}", topic.name));
    }
    Ok(resolution.ranges)
}

/// Tells of records behind the last stable offset: an open transaction holds them back.
pub(super) fn tell_undecided(
    context: &mut Context<'_>,
    topic: &Topic,
    bounds: &[PartitionBounds],
    ranges: &[ScanRange],
) {
    for bounds in bounds {
        let read = ranges
            .iter()
            .any(|range| range.partition == bounds.partition && range.end >= bounds.end);
        let undecided = bounds.high - bounds.end;
        if read && undecided > 0 {
            context.ui.note(&format!(
                "{}-{}: {} behind {} {} undecided (an open transaction) and not shown",
                topic.name,
                bounds.partition,
                counted(undecided.unsigned_abs(), "offset"),
                bounds.end,
                if undecided == 1 { "is" } else { "are" }
            ));
        }
    }
}
