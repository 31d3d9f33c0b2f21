//! From the outline of a record's headers to what they mean.

use std::borrow::Cow;
use std::sync::atomic::{AtomicUsize, Ordering};

use memchr::memmem::{self, Finder};
use smallvec::SmallVec;

use super::failure;
use super::fields::{Notes, integer, name, note, number, timestamp_type, topic, unescaped};
use super::outline::{Outline, Part, Set};
use super::table::{
    Carries, Column, Dialect, Encoding, Field, Group, KeyFailed, Newest, Place, RecordTime, Sets,
    Table,
};
use crate::dead_letter::{Carried, Decoded, Failure, Hop, Reading};
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
        dialects: outline
            .parts()
            .iter()
            .map(|part| Dialect::of(part.row))
            .collect(),
        hops: Vec::new(),
        newest_hop_is_failure: false,
        guessed: outline.parts().first().is_some_and(|part| part.row.guessed),
        payload: Carried::AsItWas,
        failure: Failure::default(),
        notes: Notes::new(),
    };
    let Some(newest) = outline.parts().first() else {
        return reading;
    };
    let mut sets: SmallVec<[_; 4]> = outline.parts().iter().flat_map(in_time).collect();
    sets.sort_by_key(|(place, ..)| *place);
    for (_, part, set) in &sets {
        reading.hops.push(hop(&outline, part, set, &mut notes));
    }
    // Every dead letter but the newest was written to the topic that it came from next.
    let mut topic = Some(Cow::Borrowed(record.envelope.topic.as_ref()));
    for (hop, (_, part, set)) in reading.hops.iter_mut().zip(&sets).rev() {
        complete(hop, &outline, (part, set), record, topic.as_deref());
        topic = hop.topic.value().cloned();
    }
    let failed = outline
        .parts()
        .iter()
        .find(|part| !part.failures.is_empty());
    if let Some((part, set)) = failed.and_then(|part| Some((part, part.failures.last()?))) {
        reading.failure = failure::read(&outline, set, &mut notes);
        reading.failure.on_key |= key_failed(part, &reading.failure, record);
        let is_newest = |of: &Part| std::ptr::eq(of.row, newest.row);
        reading.newest_hop_is_failure = is_newest(part)
            && sets.last().is_some_and(|(_, of, _)| is_newest(of))
            && reading.hops.last().is_some_and(|hop| {
                hop.topic.value().is_some()
                    && newest_hop_is_failure(part, || names_origin(record, hop))
            });
    }
    // A dialect that tells no reason still tells where it failed.
    if let (None, [(_, part, _)]) = (failed, sets.as_slice()) {
        reading.newest_hop_is_failure = part.row.sets == Sets::Single
            && !part.row.guessed
            && reading.hops[0].topic.value().is_some();
    }
    reading.failure.attempts = attempts(&outline, newest, &mut notes);
    let carried = outline
        .parts()
        .iter()
        .find_map(|part| not_the_record(&outline, part, record));
    if let Some(why) = carried {
        note(&mut notes, b"payload", why);
        reading.payload = Carried::Not(why);
    }
    reading.notes = notes;
    reading
}

/// Tells whether the newest failure is the key's, where a dialect has no headers apart for that.
fn key_failed(part: &Part, failure: &Failure<'_>, record: &RecordView<'_>) -> bool {
    match part.row.key_failed {
        None => false,
        Some(KeyFailed::AtStage(stage)) => failure.stage.value().is_some_and(|told| told == stage),
        Some(KeyFailed::IfTrue(name, unless)) => {
            let named = |name: &'static str| {
                let headers = record.headers.iter();
                headers.filter(move |header| header.name == name.as_bytes())
            };
            let of_keys = named(name).filter(|header| header.value == Some(b"true"));
            // A letter that failed again for another reason has the header of its first failure.
            of_keys.count() >= part.failures.len() && named(unless).next().is_none()
        }
    }
}

/// Returns why key and value are not those of the record that failed, where that is so.
fn not_the_record(
    outline: &Outline<'_>,
    part: &Part,
    record: &RecordView<'_>,
) -> Option<&'static str> {
    let envelope = &record.envelope;
    part.row.carries.iter().find_map(|carries| {
        let (applies, why) = match *carries {
            Carries::Other(why) => (true, why),
            Carries::NothingIfNull(why) => {
                (envelope.key.is_none() && envelope.value.is_none(), why)
            }
            Carries::NothingWithoutTopic(why) => {
                let topic = part
                    .hops
                    .last()
                    .and_then(|set| outline.field(set, Field::Topic));
                (
                    topic.is_none_or(|(header, _)| header.value.is_none_or(<[u8]>::is_empty)),
                    why,
                )
            }
            Carries::OtherValueIf(name, unless, why) => {
                let header = record.headers.first(name.as_bytes());
                (
                    header.is_some_and(|header| header.value == Some(b"true"))
                        && record.headers.first(unless.as_bytes()).is_none(),
                    why,
                )
            }
        };
        applies.then_some(why)
    })
}

/// Tells whether a class of the chain passes, and reads nothing else.
pub fn chain_has(record: &RecordView<'_>, test: &dyn Fn(&str) -> bool) -> bool {
    let outline = Outline::of(Table::all(), record);
    let failed = outline
        .parts()
        .iter()
        .find(|part| !part.failures.is_empty());
    let Some(set) = failed.and_then(|part| part.failures.last()) else {
        return false;
    };
    if outline.is_unmarked() {
        let failure = failure::read(&outline, set, &mut Notes::new());
        return failure.chain().any(test);
    }
    failure::any_class(&outline, set, test)
}

/// Tells whether [`chain_has`] could hold for a class whose name has these ASCII letters in it; `false` is certain.
///
/// Much cheaper than finding the chain. Whoever teaches [`chain_has`] to look elsewhere than at the values of headers, or
/// at names in another writing, teaches this the same.
pub fn chain_may_name(record: &RecordView<'_>, name: &Finder<'_>) -> bool {
    let mut values = record.headers.iter().filter_map(|header| header.value);
    if values.any(|value| name.find(value).is_some()) {
        return true;
    }
    // What a header marks is told in headers alone; the value is not even touched then.
    if is_marked(record) {
        return false;
    }
    let value = record.envelope.value.unwrap_or_default();
    // JSON may write any letter as an escape; most values hold no backslash.
    let escaped =
        || memchr::memchr(b'\\', value).is_some() && memmem::find(value, b"\\u").is_some();
    name.find(value).is_some() || escaped()
}

/// Tells whether one header alone marks a dialect.
fn is_marked(record: &RecordView<'_>) -> bool {
    /// Where it stood last: the records of a topic are alike.
    static PLACE: AtomicUsize = AtomicUsize::new(0);

    let names = &Table::all().names;
    let likely = record.headers.get(PLACE.load(Ordering::Relaxed));
    if likely.is_some_and(|header| names.settles(header.name)) {
        return true;
    }
    let place = record
        .headers
        .iter()
        .position(|header| names.settles(header.name));
    if let Some(place) = place {
        PLACE.store(place, Ordering::Relaxed);
    }
    place.is_some()
}

/// Returns the dialects present; the one written last comes first.
pub fn present(record: &RecordView<'_>) -> Vec<Dialect> {
    let outline = Outline::of(Table::all(), record);
    outline
        .parts()
        .iter()
        .map(|part| Dialect::of(part.row))
        .collect()
}

/// Pairs every origin of a dialect with its place in time.
fn in_time(part: &Part) -> impl Iterator<Item = ((bool, u16), &Part, &Set)> {
    let first = part.hops.iter().map(Set::begin).min().unwrap_or(0);
    let together = part.row.newest == Newest::First;
    part.hops.iter().map(move |set| {
        let begin = if together { first } else { set.begin() };
        ((part.in_front, begin), part, set)
    })
}

/// Tells whether the newest origin of a dialect provably belongs to its newest failure.
///
/// Spring writes the exception's headers first and the origin's right after, so an origin behind the newest exception
/// was written with it; an exception behind the newest origin was not (`appendOriginalHeaders=false` keeps the first
/// origin). 2.2 to 2.6 wrote the origin first and always appended: there the two alternate, and a lone pair is proved
/// only by the name of the dead-letter topic.
fn newest_hop_is_failure(part: &Part, names_origin: impl FnOnce() -> bool) -> bool {
    let Some(hop) = part.hops.last() else {
        return false;
    };
    match part.row.sets {
        Sets::Single => true,
        // Somebody's own header can make a set of the one kind too many, and never comes between what is written in one go.
        Sets::Whole(_) => {
            let whole = |(begin, end)| {
                let within = |set: &Set| (begin..end).contains(&set.span.0) && set.span.1 < end;
                within(hop) && part.failures.last().is_some_and(within)
            };
            part.hops.len() == part.failures.len() || part.newest_set.is_some_and(whole)
        }
        Sets::OriginOnce => part.hops.len() == 1,
        Sets::Apart => {
            let Some(failure) = part.failures.last() else {
                return false;
            };
            let old_style = part.hops.len() == part.failures.len()
                && !failure.has(Field::CauseClass)
                && part
                    .hops
                    .iter()
                    .zip(&part.failures)
                    .all(|(hop, failure)| hop.span.1 < failure.span.0)
                && part
                    .failures
                    .iter()
                    .zip(&part.hops[1..])
                    .all(|(failure, hop)| failure.span.1 < hop.span.0);
            hop.span.0 > failure.span.1 || old_style && (part.hops.len() > 1 || names_origin())
        }
    }
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
        dialect: Dialect::of(part.row),
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
        consumer_group: fields.get(Field::ConsumerGroup, |header, encoding, notes| {
            unescaped(name(header, notes), encoding)
        }),
        guessed: part.row.place == Place::TopicName,
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
    let binary = matches!(
        column.encoding,
        Encoding::Integer32 | Encoding::Integer64 | Encoding::Count | Encoding::BigInteger
    );
    binary
        && number(header.value.unwrap_or_default(), column.encoding)
            .is_ok_and(|read| read.is_some_and(|number| number.decimal))
}

/// Adds what a dialect tells without a header of its own.
fn complete<'a>(
    hop: &mut Hop<'a>,
    outline: &Outline<'a>,
    (part, set): (&Part, &Set),
    record: &RecordView<'a>,
    written_to: Option<&str>,
) {
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
            let rest = written_to?.strip_prefix(prefix)?;
            let group = rest.strip_prefix(topic.as_ref())?.strip_prefix('.')?;
            (!group.is_empty()).then(|| Cow::Owned(group.to_owned()))
        }),
        Group::Prefixed(prefix) => outline
            .field(set, Field::GroupPart)
            .and_then(|(header, _)| header.value)
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
    // Spring counts from 1; others write 0 for a record that was not tried again.
    let counts_from_one = matches!(column.encoding, Encoding::Integer32 | Encoding::Count)
        && column.field != Field::Retries;
    let lowest = i64::from(counts_from_one);
    match integer::<u32>(header, column.encoding, lowest, notes) {
        Decoded::Present(next) if column.field == Field::NextAttempt => Decoded::Present(next - 1),
        Decoded::Present(retries) if column.field == Field::Retries => {
            Decoded::Present(retries.saturating_add(1))
        }
        read => read,
    }
}
