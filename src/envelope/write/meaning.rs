//! What the headers of a dead letter mean.

use super::super::json::push_string;
use super::{View, number, optional, text};
use crate::dead_letter::{Carried, Failure, Hop, Reading};
use crate::kind::Kind;

pub(super) fn dead_letter(
    out: &mut Vec<u8>,
    reading: &Reading<'_>,
    kind: Option<&Kind>,
    view: &View,
) {
    out.extend_from_slice(b",\"dead_letter\":{\"dialects\":[");
    for (index, dialect) in reading.dialects.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        push_string(out, dialect.name());
    }
    out.push(b']');
    if reading.guessed {
        out.extend_from_slice(b",\"confidence\":\"low\"");
    }
    if reading.payload != Carried::AsItWas {
        out.extend_from_slice(b",\"payload_is_original\":false");
    }
    out.extend_from_slice(b",\"origin\":");
    match reading.hops.first() {
        None => out.extend_from_slice(b"null"),
        Some(origin) => {
            out.push(b'{');
            hop(out, origin);
        }
    }
    out.extend_from_slice(b",\"hops\":[");
    for (index, hop) in reading.hops.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.extend_from_slice(b"{\"dialect\":");
        push_string(out, hop.dialect.name());
        out.push(b',');
        self::hop(out, hop);
    }
    out.extend_from_slice(b"],\"failure\":{");
    failure(out, &reading.failure, kind, view);
    out.extend_from_slice(b"},\"attempts\":");
    number(out, reading.failure.attempts.value().copied());
    out.push(b'}');
    fingerprint(out, kind, view);
}

pub(super) fn fingerprint(out: &mut Vec<u8>, kind: Option<&Kind>, view: &View) {
    if view.kinds.is_some() {
        out.extend_from_slice(b",\"fingerprint\":");
        let fingerprint = kind.map(|kind| kind.fingerprint.to_string());
        optional(out, fingerprint.as_deref());
    }
}

fn hop(out: &mut Vec<u8>, hop: &Hop<'_>) {
    if hop.guessed {
        out.extend_from_slice(b"\"guessed\":true,");
    }
    out.extend_from_slice(b"\"topic\":");
    text(out, &hop.topic);
    out.extend_from_slice(b",\"partition\":");
    number(out, hop.partition.value().copied());
    out.extend_from_slice(b",\"offset\":");
    number(out, hop.offset.value().copied());
    out.extend_from_slice(b",\"timestamp\":");
    number(out, hop.timestamp.value().copied());
    out.extend_from_slice(b",\"consumer_group\":");
    text(out, &hop.consumer_group);
    out.push(b'}');
}

pub(super) fn failure(out: &mut Vec<u8>, failure: &Failure<'_>, kind: Option<&Kind>, view: &View) {
    out.extend_from_slice(b"\"exception\":");
    text(out, &failure.exception);
    out.extend_from_slice(b",\"root_cause\":");
    text(out, &failure.root_cause);
    out.extend_from_slice(b",\"message\":");
    text(out, &failure.message);
    if view.kinds.is_some() {
        let categorised = kind.map(|kind| &kind.categorised);
        out.extend_from_slice(b",\"category\":");
        optional(out, categorised.map(|one| one.category.name()));
        out.extend_from_slice(b",\"category_rule\":");
        optional(out, categorised.map(|one| one.rule.as_ref()));
    }
    if let Some(stage) = failure.stage.value() {
        out.extend_from_slice(b",\"stage\":");
        push_string(out, stage);
    }
    if failure.on_key {
        out.extend_from_slice(b",\"on_key\":true");
    }
    if view.decode {
        out.extend_from_slice(b",\"stacktrace\":");
        text(out, &failure.stack_trace);
    }
}

pub(super) fn notes(out: &mut Vec<u8>, reading: &Reading<'_>) {
    out.extend_from_slice(b",\"notes\":[");
    for (index, note) in reading.notes.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.extend_from_slice(b"{\"where\":");
        push_string(out, &note.place);
        out.extend_from_slice(b",\"problem\":");
        push_string(out, &note.problem);
        out.push(b'}');
    }
    out.push(b']');
}
