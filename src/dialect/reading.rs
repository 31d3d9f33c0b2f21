//! From the outline of a record's headers to what they mean.

use std::borrow::Cow;

use memchr::memmem::Finder;

use super::fields::{Notes, integer, name, note, number, timestamp_type, topic};
use super::outline::{Outline, Part, Set, newest_hop_is_failure};
use super::table::{Column, Encoding, Field, Group, Newest, RecordTime, Table};
use super::{Dialect, failure};
use crate::dead_letter::{Decoded, Failure, Hop, Reading};
use crate::record::{HeaderView, RecordView};

/// What Spring adds to a topic's name: `.DLT` up to 3.2, `-dlt` since, and for retry topics always.
const SUFFIXES: &[&str] = &[".DLT", "-dlt"];

/// Reads what a record's headers mean.
pub fn read<'a>(record: &RecordView<'a>) -> Reading<'a> {
    read_with(Table::all(), record)
}

/// Reads a record with a table of one's own.
pub(super) fn read_with<'a>(table: &'static Table, record: &RecordView<'a>) -> Reading<'a> {
    let mut outline = Outline::of(table, record);
    let mut notes = std::mem::take(&mut outline.notes);
    let mut reading = Reading {
        dialects: outline.parts.iter().map(|part| part.row.dialect).collect(),
        hops: Vec::new(),
        newest_hop_is_failure: false,
        failure: Failure::default(),
        notes: Notes::new(),
    };
    let Some(newest) = outline.parts.first() else {
        return reading;
    };
    let mut sets: Vec<_> = outline.parts.iter().flat_map(in_time).collect();
    sets.sort_by_key(|(place, ..)| *place);
    for (_, part, set) in &sets {
        let mut hop = hop(&outline, part, set, &mut notes);
        complete(&mut hop, part, record);
        reading.hops.push(hop);
    }
    let failed = outline.parts.iter().find(|part| !part.failures.is_empty());
    if let Some((part, set)) = failed.and_then(|part| Some((part, part.failures.last()?))) {
        reading.failure = failure::read(&outline, set, &mut notes);
        let is_newest = |of: &Part| of.row.dialect == newest.row.dialect;
        reading.newest_hop_is_failure = is_newest(part)
            && sets.last().is_some_and(|(_, of, _)| is_newest(of))
            && reading.hops.last().is_some_and(|hop| {
                hop.topic.value().is_some()
                    && newest_hop_is_failure(part, || names_origin(record, hop))
            });
    }
    reading.failure.attempts = attempts(&outline, newest, &mut notes);
    reading.notes = notes;
    reading
}

/// Tells whether a class of the chain passes, and reads nothing else.
pub fn chain_has(record: &RecordView<'_>, test: &dyn Fn(&str) -> bool) -> bool {
    let outline = Outline::of(Table::all(), record);
    let failed = outline.parts.iter().find(|part| !part.failures.is_empty());
    failed
        .and_then(|part| part.failures.last())
        .is_some_and(|set| failure::any_class(&outline, set, test))
}

/// Tells whether [`chain_has`] could hold for a class whose name has these ASCII letters in it; `false` is certain.
///
/// Much cheaper than finding the chain. Whoever teaches [`chain_has`] to look elsewhere than at the values of headers, or
/// at names in another writing, teaches this the same.
pub fn chain_may_name(record: &RecordView<'_>, name: &Finder<'_>) -> bool {
    let mut values = record.headers.iter().filter_map(|header| header.value);
    values.any(|value| name.find(value).is_some())
}

/// Returns the dialects present; the one written last comes first.
pub fn present(record: &RecordView<'_>) -> Vec<Dialect> {
    let outline = Outline::of(Table::all(), record);
    outline.parts.iter().map(|part| part.row.dialect).collect()
}

/// Pairs every origin of a dialect with its place in time.
fn in_time(part: &Part) -> impl Iterator<Item = ((bool, u16), &Part, &Set)> {
    let foremost = part.row.newest == Newest::First;
    let first = part.hops.iter().map(Set::begin).min().unwrap_or(0);
    part.hops.iter().map(move |set| {
        let place = if foremost {
            (true, first)
        } else {
            (false, set.begin())
        };
        (place, part, set)
    })
}

/// Tells whether the dead-letter topic is named after the origin's topic.
fn names_origin(record: &RecordView<'_>, hop: &Hop<'_>) -> bool {
    let own: &str = record.envelope.topic;
    let suffix = hop
        .topic
        .value()
        .and_then(|topic| own.strip_prefix(topic.as_ref()));
    suffix.is_some_and(|suffix| SUFFIXES.contains(&suffix))
}

fn hop<'a>(outline: &Outline<'a>, part: &Part, set: &Set, notes: &mut Notes<'a>) -> Hop<'a> {
    let columns = [Field::Partition, Field::Offset, Field::Timestamp];
    let imitated = columns
        .into_iter()
        .filter_map(|field| outline.field(set, field))
        .find(|(header, column)| is_imitated(*header, column));
    if let Some((header, column)) = imitated {
        let why = format!(
            "decimal text where the framework writes {}: written by hand or by a port",
            column.encoding.name()
        );
        if notes.iter().all(|note| note.problem != why) {
            note(notes, header.name, why);
        }
    }
    let mut fields = Fields {
        outline,
        set,
        notes,
    };
    Hop {
        dialect: part.row.dialect,
        topic: fields.get(Field::Topic, |header, _, notes| topic(header, notes)),
        partition: fields.get(Field::Partition, |header, encoding, notes| {
            integer(header, encoding, 0, notes)
        }),
        offset: fields.get(Field::Offset, |header, encoding, notes| {
            integer(header, encoding, 0, notes)
        }),
        timestamp: fields.get(Field::Timestamp, |header, encoding, notes| {
            integer(header, encoding, i64::MIN, notes)
        }),
        timestamp_type: fields.get(Field::TimestampType, |header, _, notes| {
            timestamp_type(header, notes)
        }),
        consumer_group: fields.get(Field::ConsumerGroup, |header, _, notes| name(header, notes)),
    }
}

struct Fields<'f, 'a> {
    outline: &'f Outline<'a>,
    set: &'f Set,
    notes: &'f mut Notes<'a>,
}

impl<'a> Fields<'_, 'a> {
    fn get<T>(
        &mut self,
        field: Field,
        read: impl FnOnce(HeaderView<'a>, Encoding, &mut Notes<'a>) -> Decoded<'a, T>,
    ) -> Decoded<'a, T> {
        match self.outline.field(self.set, field) {
            Some((header, column)) => read(header, column.encoding, self.notes),
            None => Decoded::Absent,
        }
    }
}

fn is_imitated(header: HeaderView<'_>, column: &Column) -> bool {
    column.encoding != Encoding::Decimal
        && number(header.value.unwrap_or_default(), column.encoding)
            .is_ok_and(|read| read.is_some_and(|number| number.decimal))
}

/// Adds what a dialect tells without a header of its own.
fn complete<'a>(hop: &mut Hop<'a>, part: &Part, record: &RecordView<'a>) {
    if let (RecordTime::Original, Decoded::Absent, Some(time)) = (
        part.row.record_time,
        &hop.timestamp,
        record.envelope.timestamp,
    ) {
        hop.timestamp = Decoded::Present(time.ms);
        hop.timestamp_type = Decoded::Present(time.kind);
    }
    if hop.consumer_group != Decoded::Absent {
        return;
    }
    let group = match part.row.group {
        Group::Header => None,
        Group::InTopicName(prefix) => hop.topic.value().and_then(|topic| {
            let rest = record.envelope.topic.strip_prefix(prefix)?;
            let group = rest.strip_prefix(topic.as_ref())?.strip_prefix('.')?;
            (!group.is_empty()).then(|| Cow::Owned(group.to_owned()))
        }),
        Group::Prefixed { prefix, header } => record
            .headers
            .last(header.as_bytes())
            .and_then(|header| header.value)
            .filter(|value| !value.is_empty())
            .map(|value| Cow::Owned(format!("{prefix}{}", String::from_utf8_lossy(value)))),
    };
    if let Some(group) = group {
        hop.consumer_group = Decoded::Present(group);
    }
}

fn attempts<'a>(outline: &Outline<'a>, part: &Part, notes: &mut Notes<'a>) -> Decoded<'a, u32> {
    let Some((header, column)) = part.attempts.and_then(|at| outline.header(at)) else {
        return Decoded::Absent;
    };
    match integer::<u32>(header, column.encoding, 1, notes) {
        Decoded::Present(next) if column.field == Field::NextAttempt => Decoded::Present(next - 1),
        read => read,
    }
}
