//! Dialects that no header marks: read from the key, from likely names, from the value, or from the name of the topic.
//!
//! Asked only where no header of the table was found, so that nothing is parsed for the records of other dialects.

use super::document;
use super::likeness::{self, Likeness};
use super::table::{Field, Mark, Place, Row, Table};
use crate::record::{HeaderView, RecordView};
use crate::topics;

/// What was found: the row, and its facts, each for a column and with the value as bytes.
#[derive(Debug)]
pub(super) struct Found<'a> {
    /// The row's index.
    pub(super) row: u8,
    /// The column's index, and the fact.
    pub(super) facts: Vec<(u8, HeaderView<'a>)>,
}

/// Looks for a dialect that no header marks.
pub(super) fn find<'a>(table: &'static Table, record: &RecordView<'a>) -> Option<Found<'a>> {
    // What cannot be read may say anything.
    if record.headers.why_unreadable().is_some() {
        return None;
    }
    let unmarked = || {
        (0_u8..)
            .zip(table.rows)
            .filter(|(_, row)| row.place != Place::Headers)
    };
    let mut members: Option<Vec<document::Member<'a>>> = None;
    for place in [
        Place::Key,
        Place::LikeHeaders,
        Place::Value,
        Place::LikeValue,
        Place::TopicName,
    ] {
        for (index, row) in unmarked().filter(|(_, row)| row.place == place) {
            let facts = match place {
                Place::Headers => None,
                Place::Key => of_key(row, record),
                Place::LikeHeaders => of_likely_headers(row, record),
                Place::Value => {
                    let members =
                        members.get_or_insert_with(|| document::members(record.envelope.value));
                    of_document(row, members)
                }
                Place::LikeValue => {
                    let members =
                        members.get_or_insert_with(|| document::members(record.envelope.value));
                    of_likely_document(row, members)
                }
                Place::TopicName => topics::origin_guess(record.envelope.topic).map(|origin| {
                    let fact = HeaderView {
                        name: b"the name of the topic",
                        value: Some(origin.as_bytes()),
                    };
                    vec![(0, fact)]
                }),
            };
            if let Some(facts) = facts {
                return Some(Found { row: index, facts });
            }
        }
    }
    None
}

/// Reads Uber's key: a Protobuf message that names the topic after which this one is named.
fn of_key<'a>(row: &'static Row, record: &RecordView<'a>) -> Option<Vec<(u8, HeaderView<'a>)>> {
    let own: &str = record.envelope.topic;
    if !own.ends_with("__dlq") && !own.ends_with("__retry") {
        return None;
    }
    let fields = document::protobuf(record.envelope.key?)?;
    let last = |number: u32| fields.iter().rev().find(|one| one.0 == number);
    let topic = std::str::from_utf8(last(2)?.1).ok()?;
    if topic.is_empty() || !own.strip_prefix(topic)?.starts_with("__") {
        return None;
    }
    let facts = (0_u8..).zip(row.columns).map(|(index, column)| {
        let number = column.name.parse().unwrap_or(0);
        // What is 0 is not written.
        let value = last(number).map_or(&b"\0"[..], |one| one.1);
        let fact = HeaderView {
            name: b"key",
            value: Some(value),
        };
        (index, fact)
    });
    Some(facts.collect())
}

fn column_of(row: &'static Row, field: Field) -> Option<u8> {
    (0_u8..)
        .zip(row.columns)
        .find(|(_, column)| column.field == field)
        .map(|(index, _)| index)
}

/// Reads headers whose names sound like those of a dead letter.
fn of_likely_headers<'a>(
    row: &'static Row,
    record: &RecordView<'a>,
) -> Option<Vec<(u8, HeaderView<'a>)>> {
    let read = |header: HeaderView<'a>| Some((likeness::of_name(header.name)?, header));
    let likely: Vec<(Likeness, HeaderView<'a>)> = record.headers.iter().filter_map(read).collect();
    let about = likely.iter().any(|one| is_about(one.0.field));
    let convincing = is_convincing(likely.iter().map(|one| one.0))
        || about && topics::is_named_like_dead_letters(record.envelope.topic);
    if likely.is_empty() || !convincing {
        return None;
    }
    Some(facts(row, likely))
}

/// Two things that dead letters tell, of which one is where it came from or why it failed, are no accident.
fn is_convincing(likely: impl Iterator<Item = Likeness>) -> bool {
    let (mut marked, mut kinds) = (false, 0_u32);
    let mut bits = 0_u32;
    for one in likely {
        marked |= one.marked && is_about(one.field);
        bits |= 1 << (one.field as u32);
        kinds |= u32::from(is_about(one.field));
    }
    marked || (kinds > 0 && bits.count_ones() > 1)
}

fn is_about(field: Field) -> bool {
    matches!(
        field,
        Field::Topic | Field::Class | Field::Message | Field::StackTrace
    )
}

fn facts<'a>(
    row: &'static Row,
    likely: Vec<(Likeness, HeaderView<'a>)>,
) -> Vec<(u8, HeaderView<'a>)> {
    let told = |field| {
        likely
            .iter()
            .any(|(one, _)| one.field == field && !one.bare)
    };
    let told = told(Field::Message) || told(Field::Class) && told(Field::StackTrace);
    let mut facts = Vec::with_capacity(likely.len() + 2);
    for (one, header) in likely {
        if one.bare && told {
            continue;
        }
        if one.whole_place
            && let Some(value) = header.value
            && value.contains(&b'/')
        {
            let fields = [Field::Topic, Field::Partition, Field::Offset];
            for (field, part) in fields.into_iter().zip(value.split(|byte| *byte == b'/')) {
                let part = HeaderView {
                    value: Some(part),
                    ..header
                };
                facts.extend(column_of(row, field).map(|column| (column, part)));
            }
            continue;
        }
        facts.extend(column_of(row, one.field).map(|column| (column, header)));
    }
    facts
}

/// Reads a document whose members are known.
fn of_document<'a>(
    row: &'static Row,
    members: &[document::Member<'a>],
) -> Option<Vec<(u8, HeaderView<'a>)>> {
    let find = |path: &str| members.iter().find(|member| member.is_at(path));
    let holds = row.marks.iter().any(|mark| match mark {
        Mark::Names(paths) => paths.iter().all(|path| find(path).is_some()),
        Mark::Without(paths, absent) => {
            paths.iter().all(|path| find(path).is_some())
                && absent.iter().all(|path| find(path).is_none())
        }
        Mark::Value(..) | Mark::Prefix(_) => false,
    });
    if !holds {
        return None;
    }
    let facts = (0_u8..).zip(row.columns).filter_map(|(index, column)| {
        let member = find(column.name)?;
        let fact = HeaderView {
            name: column.name.as_bytes(),
            value: member.value,
        };
        (!member.is_container).then_some((index, fact))
    });
    Some(facts.collect())
}

/// Reads a document that has the record in one member and the error in another.
fn of_likely_document<'a>(
    row: &'static Row,
    members: &[document::Member<'a>],
) -> Option<Vec<(u8, HeaderView<'a>)>> {
    let top = || members.iter().filter(|member| member.path.len() == 1);
    let payload = top()
        .filter_map(|member| Some((likeness::payload(member.path[0])?, member.path[0])))
        .max_by_key(|(sure, _)| *sure)?;
    let (sure, payload) = payload;
    let mut likely = Vec::new();
    let (mut error, mut reason) = (false, false);
    for member in members {
        let inside = member.path[0] != payload && member.path.len() <= 2;
        if !inside || member.is_container || member.value.is_none_or(<[u8]>::is_empty) {
            continue;
        }
        let path = member.path.join(".");
        if let Some(read) = likeness::of_path(&path) {
            let weak = matches!(path.as_str(), "reason" | "message");
            error |= !weak
                && matches!(
                    read.field,
                    Field::Class | Field::Message | Field::StackTrace
                );
            reason |= weak;
            let fact = HeaderView {
                name: member.path[member.path.len() - 1].as_bytes(),
                value: member.value,
            };
            likely.push((read, fact));
        }
    }
    let has = |field| likely.iter().any(|(one, _)| one.field == field);
    let placed =
        has(Field::Topic) && (has(Field::Partition) || has(Field::Offset) || has(Field::Attempts));
    // A payload and a reason alone may be an ordinary event.
    (error && (sure || placed) || reason && placed).then(|| facts(row, likely))
}
