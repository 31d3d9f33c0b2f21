//! Records that failed, fetched from where they came from: some dead letters carry neither their key nor their value.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use super::folds::Keep;
use crate::dead_letter::{DeadLetterView, FoundIn, SourceRecord};
use crate::error::{ErrorKind, Result};
use crate::filter::Filter;
use crate::kafka::cluster::Topic;
use crate::kafka::fetch::Fetch;
use crate::kafka::{ClientProperties, Cluster, ReadMode};
use crate::offsets::{PartitionBounds, ScanRange};
use crate::payload::Decoder;
use crate::record::{Record, RecordRef};
use crate::scan::{Ended, Fold, Stages, Stop, scan};

/// The most records that are looked for in one run.
const MOST: usize = 200;
/// How much newer than its dead letter a record may say that it is, in ms: the clocks of two machines.
const CLOCKS: i64 = 60_000;

/// A fold that gets dead letters without key and value together with the record that failed.
///
/// They are looked up where parts are merged, by a client of their own, all those of a part at once.
pub(super) struct BesideSources<'f, F> {
    fold: &'f F,
    decoder: &'f Decoder,
    lookup: Mutex<Lookup<'f>>,
}

impl<'f, F> BesideSources<'f, F> {
    /// Stands between a scan with these properties and a fold.
    pub(super) fn new(
        fold: &'f F,
        decoder: &'f Decoder,
        properties: ClientProperties,
        stop: &'f Stop,
    ) -> Self {
        let lookup = Lookup {
            properties,
            stop,
            cluster: None,
            topics: HashMap::new(),
            left: MOST,
            broken: None,
        };
        Self {
            fold,
            decoder,
            lookup: Mutex::new(lookup),
        }
    }
}

/// What stands in a part, in the order of the records.
pub(super) enum Piece<P> {
    /// What the fold made of the records in between.
    Part(P),
    /// A dead letter, and where the record that failed is.
    Elsewhere(Record, RecordRef),
}

impl<F: Fold> Fold for BesideSources<'_, F> {
    type Part = Vec<Piece<F::Part>>;
    type Total = F::Total;

    fn counts_only(&self) -> bool {
        self.fold.counts_only()
    }

    fn record(&self, letter: &DeadLetterView<'_>, part: &mut Self::Part) {
        let elsewhere = match letter.source() {
            Some(_) => None,
            None => letter.elsewhere(),
        };
        if let Some(place) = elsewhere {
            part.push(Piece::Elsewhere(Record::keep(letter.record()), place));
            return;
        }
        if !matches!(part.last(), Some(Piece::Part(_))) {
            part.push(Piece::Part(F::Part::default()));
        }
        if let Some(Piece::Part(last)) = part.last_mut() {
            self.fold.record(letter, last);
        }
    }

    fn merge(&self, total: &mut F::Total, part: Self::Part) -> ControlFlow<()> {
        let wanted: Vec<_> = part
            .iter()
            .filter_map(|piece| match piece {
                Piece::Part(_) => None,
                Piece::Elsewhere(_, place) => Some(place.clone()),
            })
            .collect();
        let found = if wanted.is_empty() {
            HashMap::new()
        } else {
            let mut lookup = self.lookup.lock().unwrap_or_else(PoisonError::into_inner);
            lookup.find(wanted)
        };
        for piece in part {
            match piece {
                Piece::Part(part) => self.fold.merge(total, part)?,
                Piece::Elsewhere(letter, place) => {
                    let found = found.get(&place).cloned();
                    let source = SourceRecord {
                        found: found
                            .unwrap_or_else(|| Err("it was not looked for".to_owned()))
                            .and_then(|record| not_newer(record, &letter)),
                        found_in: FoundIn::Topic(place),
                    };
                    let mut part = F::Part::default();
                    let view = DeadLetterView::read_by(letter.view(), self.decoder);
                    let view = view.beside(&source);
                    self.fold.record(&view, &mut part);
                    self.fold.merge(total, part)?;
                }
            }
        }
        ControlFlow::Continue(())
    }
}

/// Takes a record for the one that failed, unless it was written after its dead letter.
fn not_newer(record: Record, letter: &Record) -> Found {
    let ms = |record: &Record| record.view().envelope.timestamp.map(|time| time.ms);
    match (ms(&record), ms(letter)) {
        (Some(source), Some(letter)) if source > letter.saturating_add(CLOCKS) => Err(
            "the record there is newer than its dead letter: the topic was created again"
                .to_owned(),
        ),
        _ => Ok(record),
    }
}

/// A record, or why it is not there.
type Found = std::result::Result<Record, String>;

/// The client that looks for records, and what it knows.
struct Lookup<'s> {
    properties: ClientProperties,
    stop: &'s Stop,
    cluster: Option<Cluster>,
    /// Topics that were asked for, or why they cannot be read.
    topics: HashMap<Arc<str>, std::result::Result<Topic, String>>,
    left: usize,
    /// Why nothing is looked for any more.
    broken: Option<String>,
}

impl Lookup<'_> {
    /// Looks for records, and says of each that is not there why.
    fn find(&mut self, mut wanted: Vec<RecordRef>) -> HashMap<RecordRef, Found> {
        wanted.sort();
        wanted.dedup();
        let mut found = HashMap::new();
        let too_many = wanted.split_off(wanted.len().min(self.left));
        self.left -= wanted.len();
        for place in too_many {
            let why = format!("no more than {MOST} records are fetched at once");
            found.insert(place, Err(why));
        }
        let mut by_topic: BTreeMap<Arc<str>, Vec<RecordRef>> = BTreeMap::new();
        for place in wanted {
            by_topic.entry(place.topic.clone()).or_default().push(place);
        }
        for (topic, places) in by_topic {
            if self.broken.is_none()
                && let Err(error) = self.find_in(&topic, &places, &mut found)
            {
                let why = error.to_string();
                if error.kind() == ErrorKind::Unreachable {
                    // Each further question would wait as long.
                    self.broken = Some(why.clone());
                }
                for place in &places {
                    found
                        .entry(place.clone())
                        .or_insert_with(|| Err(why.clone()));
                }
            }
            if let Some(why) = &self.broken {
                for place in places {
                    found.entry(place).or_insert_with(|| Err(why.clone()));
                }
            }
        }
        found
    }

    /// Looks for records of one topic.
    ///
    /// # Errors
    ///
    /// Unreachable or denied: nothing is known of those that are not in `found` then.
    fn find_in(
        &mut self,
        name: &Arc<str>,
        places: &[RecordRef],
        found: &mut HashMap<RecordRef, Found>,
    ) -> Result<()> {
        let cluster = match self.cluster.take() {
            Some(cluster) => cluster,
            // What failed was delivered: whether its transaction was committed does not matter any more.
            None => Cluster::connect_with(
                self.properties.clone(),
                ReadMode {
                    uncommitted: true,
                    follow: false,
                },
            )?,
        };
        let cluster = self.cluster.insert(cluster);
        if !self.topics.contains_key(name) {
            let topic = cluster.topic(name)?;
            let topic = topic
                .ok_or_else(|| format!("there is no topic {name}, or it may not be described"));
            self.topics.insert(name.clone(), topic);
        }
        let topic = match &self.topics[name] {
            Ok(topic) => topic,
            Err(why) => {
                found.extend(places.iter().map(|place| (place.clone(), Err(why.clone()))));
                return Ok(());
            }
        };
        let mut partitions: Vec<i32> = places.iter().map(|place| place.partition).collect();
        partitions.dedup();
        partitions.retain(|partition| topic.partitions.contains(partition));
        let asked = Topic {
            name: name.clone(),
            partitions,
        };
        let bounds = cluster.bounds(std::slice::from_ref(&asked), true)?;
        let bounds = bounds.first().map(Vec::as_slice).unwrap_or_default();
        let mut ranges = Vec::new();
        for place in places {
            match range(place, bounds) {
                Ok(range) => ranges.push((name.clone(), range)),
                Err(why) => {
                    found.insert(place.clone(), Err(why));
                }
            }
        }
        fetch(cluster, self.stop, &ranges, found)
    }
}

/// Returns what is read to have one record, or why it cannot be there.
fn range(place: &RecordRef, bounds: &[PartitionBounds]) -> std::result::Result<ScanRange, String> {
    let RecordRef {
        topic,
        partition,
        offset,
    } = place;
    let Some(bounds) = bounds.iter().find(|bounds| bounds.partition == *partition) else {
        return Err(format!("topic {topic} has no partition {partition}"));
    };
    if *offset < bounds.start {
        return Err(format!(
            "it was removed: {topic}-{partition} begins at {}",
            bounds.start
        ));
    }
    if *offset >= bounds.high {
        return Err(format!(
            "{topic}-{partition} ends before {}: the topic was created again, or lost records",
            bounds.high
        ));
    }
    Ok(ScanRange {
        partition: *partition,
        start: *offset,
        end: offset + 1,
    })
}

/// Fetches single records of one topic.
fn fetch(
    cluster: &Cluster,
    stop: &Stop,
    ranges: &[(Arc<str>, ScanRange)],
    found: &mut HashMap<RecordRef, Found>,
) -> Result<()> {
    let mut fetch = Fetch::new(cluster, ranges).skip_denied();
    let mut records = Vec::new();
    let read = scan(
        &mut fetch,
        Stages::of(&Filter::everything()),
        &Keep,
        &mut records,
        1,
        stop,
        |_, _| ControlFlow::Continue(()),
    );
    for record in records {
        found.insert(record.record_ref(), Ok(record));
    }
    let ended = read?;
    let denied = fetch.denied().next().is_some();
    let gaps = fetch.gaps();
    for (topic, range) in ranges {
        let place = RecordRef {
            topic: topic.clone(),
            partition: range.partition,
            offset: range.start,
        };
        let why = if ended == Ended::Stopped {
            "interrupted".to_owned()
        } else if denied {
            format!("topic {topic} may not be read")
        } else if gaps
            .iter()
            .any(|gap| gap.place.partition == range.partition)
        {
            "it was removed by retention just now".to_owned()
        } else {
            "no record has that offset any more: it was compacted away".to_owned()
        };
        found.entry(place).or_insert(Err(why));
    }
    Ok(())
}
