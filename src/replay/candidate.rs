//! What planning needs to know of each selected dead letter: gathered while scanning, about 130 bytes each.
//!
//! The records themselves are not kept; a replay reads them again and compares their digests.

mod gather;
mod numbers;
mod schemas;

use std::collections::BTreeSet;

pub use self::gather::Gather;
use self::numbers::{Numbers, names, set};
pub(crate) use self::schemas::MANY;
use self::schemas::SchemaSets;
use super::headers::{self, Marks};
use super::partition;
use super::policy::Destination;
use super::template::{Place, TopicTemplate};
use crate::category::Category;
use crate::dead_letter::{Carried, DeadLetterView, Decoded, Hop};
use crate::digest::{Digest, ShortDigest};
use crate::payload::{SchemaId, Tried};
use crate::summary::batches;

/// A text that many candidates share, by its number in [`Candidates`].
pub(crate) type Text = u32;
/// Stands for no text.
pub(crate) const NO_TEXT: Text = u32::MAX;

/// Why a consumer would not read a value, where the reason may quote what is masked.
const UNQUOTED: &str = "it cannot be read with that schema (why is redacted)";

/// Why nobody can tell whether a consumer would read a value, where the reason may quote what is masked.
const UNDECIDED_UNQUOTED: &str = "nobody can tell (why is redacted)";

/// Where a dead letter came from. Numbers that are not known are negative: a plan holds two of these a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Origin {
    topic: Text,
    partition: i32,
    offset: i64,
}

impl Origin {
    /// Stands for no origin.
    pub(crate) const NONE: Self = Self {
        topic: NO_TEXT,
        partition: -1,
        offset: -1,
    };

    pub(crate) fn new(topic: Text, partition: Option<i32>, offset: Option<i64>) -> Self {
        Self {
            topic,
            partition: partition.filter(|number| *number >= 0).unwrap_or(-1),
            offset: offset.filter(|number| *number >= 0).unwrap_or(-1),
        }
    }

    /// Returns the topic; `None` where there is no origin.
    pub(crate) fn topic(self) -> Option<Text> {
        (self.topic != NO_TEXT).then_some(self.topic)
    }

    /// Returns the partition, where it is known.
    pub(crate) fn partition(self) -> Option<i32> {
        (self.partition >= 0).then_some(self.partition)
    }

    /// Tells whether partition and offset are known.
    pub(crate) fn is_complete(self) -> bool {
        self.topic != NO_TEXT && self.partition >= 0 && self.offset >= 0
    }

    /// Returns partition and offset, to order by.
    pub(crate) fn place(self) -> (i32, i64) {
        (self.partition, self.offset)
    }
}

/// One selected dead letter.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about one record, kept small"
)]
pub(crate) struct Candidate {
    pub(crate) topic: Text,
    pub(crate) partition: i32,
    pub(crate) offset: i64,
    pub(crate) digest: ShortDigest,
    /// The oldest origin, where its topic is known.
    pub(crate) origin: Origin,
    /// The newest, where it provably belongs to the newest failure.
    pub(crate) failed_at: Origin,
    /// The group that failed.
    pub(crate) group: Text,
    /// Java's hash of the key; `None` for a null key.
    pub(crate) key_hash: Option<u32>,
    /// Bytes of key, value and headers.
    pub(crate) size: u32,
    /// The set of header names that a replay removes.
    pub(crate) removed: Text,
    /// The set of header names that a replay adds.
    pub(crate) added: Text,
    /// How often it was replayed before.
    pub(crate) replays: u32,
    /// Whether the value is null and the record that failed had the same.
    pub(crate) tombstone: bool,
    /// Whether key and value are not those of the record that failed.
    pub(crate) not_the_record: bool,
    /// Whether the dialect is only a guess.
    pub(crate) guessed: bool,
    pub(crate) unreadable: bool,
    /// Whether something of the record is withheld.
    pub(crate) redacted: bool,
    /// Whether a header of the oldest origin is there and cannot be read.
    pub(crate) malformed_origin: bool,
    /// Whether the timestamp of the oldest origin is known.
    pub(crate) original_time: bool,
    pub(crate) category: Category,
    /// The stack trace that a batch has which failed as a whole, hashed; [`NO_TEXT`] where it did not.
    pub(crate) batch: Text,
    /// Why the consumer would still not read it, or why nobody can tell; [`NO_TEXT`] where it would, or that was not
    /// tried.
    pub(crate) poison: Text,
    /// Whether nobody can tell.
    pub(crate) undecided: bool,
    /// The set of schema ids that its key and value name; [`NO_TEXT`] where they name none, or nobody wants to know.
    pub(crate) schemas: Text,
}

/// The selected dead letters, in the order in which they were scanned.
#[derive(Debug, Default)]
pub struct Candidates {
    pub(crate) list: Vec<Candidate>,
    texts: Numbers,
    schemas: SchemaSets,
}

impl Candidates {
    /// Returns how many dead letters were selected.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Tells whether none was.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns the names of all topics that records may be sent to, sorted.
    pub fn target_names(&self, to: &Destination) -> BTreeSet<String> {
        match to {
            Destination::Topic(name) => BTreeSet::from([name.clone()]),
            Destination::Original => {
                let topics = self.list.iter().filter_map(|one| one.origin.topic());
                let numbers: BTreeSet<_> = topics.collect();
                let names = numbers.into_iter().map(|number| self.text(number));
                names.collect()
            }
            Destination::Template(template) => {
                let names = self.list.iter().map(|one| self.name(one, template));
                names.filter_map(Result::ok).collect()
            }
        }
    }

    /// Names the target of one dead letter.
    pub(crate) fn name(
        &self,
        candidate: &Candidate,
        template: &TopicTemplate,
    ) -> Result<String, Place> {
        let origin = candidate.origin;
        template.name(|place| match place {
            Place::Topic => Some(self.text(candidate.topic)),
            Place::Partition => Some(candidate.partition.to_string()),
            Place::OriginTopic => origin.topic().map(|topic| self.text(topic)),
            Place::OriginPartition => origin.partition().map(|number| number.to_string()),
        })
    }

    /// Returns the consumer groups that failed, sorted.
    pub fn failed_groups(&self) -> BTreeSet<String> {
        let numbers: BTreeSet<_> = self.list.iter().map(|candidate| candidate.group).collect();
        numbers
            .into_iter()
            .filter(|number| *number != NO_TEXT)
            .map(|number| self.text(number))
            .collect()
    }

    pub(crate) fn text(&self, number: Text) -> String {
        String::from_utf8_lossy(self.texts.bytes(number)).into_owned()
    }

    /// Returns the schema ids of a set; nothing where they are too many to tell apart.
    pub(crate) fn schema_ids(&self, number: Text) -> impl Iterator<Item = SchemaId> {
        self.schemas.ids(number)
    }

    pub(crate) fn names(&self, number: Text) -> impl Iterator<Item = &[u8]> {
        names(self.texts.bytes(number))
    }

    /// Adds one dead letter.
    pub fn add(&mut self, letter: &DeadLetterView<'_>, gather: &Gather) {
        let Gather { rules, kinds, .. } = gather;
        let record = letter.record();
        let envelope = &record.envelope;
        let present = &letter.reading().dialects;
        let oldest = letter.origin();
        let removed = record
            .headers
            .iter()
            .map(|header| header.name)
            .filter(|name| !rules.keeps(name, present));
        let header_bytes = record.headers.iter().fold(0, |sum, header| {
            sum + header.name.len() + header.value.map_or(0, <[u8]>::len)
        });
        let bytes = header_bytes
            + envelope.key.map_or(0, <[u8]>::len)
            + envelope.value.map_or(0, <[u8]>::len);
        let kind = kinds.of(letter);
        let of_batch = kind.as_ref().is_some_and(|kind| kind.of_batch);
        let validation = gather.validation.as_ref();
        let (why, undecided) = match validation.map(|validation| validation.of(letter)) {
            None | Some(Tried::Passes) => (None, false),
            Some(Tried::Poison(why)) => (Some(why), false),
            Some(Tried::Undecided(why)) => (Some(why), true),
        };
        let poison = why.map_or(NO_TEXT, |why| {
            let why = match (gather.redacted, undecided) {
                (true, false) => UNQUOTED,
                (true, true) => UNDECIDED_UNQUOTED,
                (false, _) => &why,
            };
            self.texts.number(why.as_bytes())
        });
        let candidate = Candidate {
            topic: self.texts.number(envelope.topic.as_bytes()),
            partition: envelope.partition,
            offset: envelope.offset,
            digest: Digest::of(record).short(),
            origin: oldest.map_or(Origin::NONE, |hop| self.origin(hop)),
            failed_at: letter
                .failed_at()
                .map_or(Origin::NONE, |hop| self.origin(hop)),
            group: headers::failed_group(letter)
                .map_or(NO_TEXT, |group| self.texts.number(group.as_bytes())),
            key_hash: envelope.key.map(partition::murmur2),
            size: u32::try_from(bytes).unwrap_or(u32::MAX),
            removed: self.texts.number(&set(removed)),
            added: self.texts.number(&set(headers::added_names(letter)
                .into_iter()
                .map(str::as_bytes))),
            replays: Marks::read(&record.headers).count,
            tombstone: envelope.value.is_none() && letter.payload() == Carried::AsItWas,
            not_the_record: letter.payload() != Carried::AsItWas,
            guessed: letter.reading().guessed,
            unreadable: record.headers.why_unreadable().is_some(),
            redacted: letter.is_redacted(),
            malformed_origin: oldest.is_some_and(|hop| {
                matches!(hop.topic, Decoded::Malformed(_))
                    || matches!(hop.partition, Decoded::Malformed(_))
                    || matches!(hop.offset, Decoded::Malformed(_))
            }),
            original_time: oldest.is_some_and(|hop| hop.timestamp.value().is_some()),
            category: kind.map_or(Category::Unknown, |kind| kind.categorised.category),
            poison,
            undecided,
            schemas: match &gather.schemas {
                Some(decoder) => self.schemas.add(decoder, record),
                None => NO_TEXT,
            },
            batch: if of_batch {
                self.texts.number(&batches::trace(letter).to_be_bytes())
            } else {
                NO_TEXT
            },
        };
        self.list.push(candidate);
    }

    /// Numbers a text, for tests that make candidates by hand.
    #[cfg(test)]
    pub(crate) fn number(&mut self, text: &str) -> Text {
        self.texts.number(text.as_bytes())
    }

    /// Numbers a set of schema ids, for tests that make candidates by hand.
    #[cfg(test)]
    pub(crate) fn schemas(&mut self, ids: &[SchemaId]) -> Text {
        self.schemas.number(ids.iter().copied())
    }

    /// Numbers a set of names, for tests that make candidates by hand.
    #[cfg(test)]
    pub(crate) fn set(&mut self, names: &[&str]) -> Text {
        self.texts.number(&set(names.iter().map(|n| n.as_bytes())))
    }

    fn origin(&mut self, hop: &Hop<'_>) -> Origin {
        let topic = hop.topic.value().filter(|topic| !topic.is_empty());
        topic.map_or(Origin::NONE, |topic| {
            let topic = self.texts.number(topic.as_bytes());
            Origin::new(
                topic,
                hop.partition.value().copied(),
                hop.offset.value().copied(),
            )
        })
    }

    /// Appends what another part of the scan gathered.
    pub fn append(&mut self, part: Self) {
        // Doubling would take half as much again as is needed of a large selection.
        if self.list.capacity() - self.list.len() < part.list.len() {
            self.list
                .reserve_exact((self.list.len() / 8).max(part.list.len()));
        }
        let numbers: Vec<_> = part
            .texts
            .list
            .iter()
            .map(|bytes| self.texts.number(bytes))
            .collect();
        let number = |old: Text| -> Text {
            usize::try_from(old)
                .ok()
                .and_then(|index| numbers.get(index).copied())
                .unwrap_or(NO_TEXT)
        };
        let sets = self.schemas.append(&part.schemas);
        let set = |old: Text| match usize::try_from(old) {
            Ok(index) if index < sets.len() => sets[index],
            _ => old,
        };
        let origin = |old: Origin| Origin {
            topic: number(old.topic),
            ..old
        };
        self.list
            .extend(part.list.into_iter().map(|candidate| Candidate {
                topic: number(candidate.topic),
                origin: origin(candidate.origin),
                failed_at: origin(candidate.failed_at),
                group: number(candidate.group),
                removed: number(candidate.removed),
                added: number(candidate.added),
                batch: number(candidate.batch),
                poison: number(candidate.poison),
                schemas: set(candidate.schemas),
                ..candidate
            }));
    }
}
