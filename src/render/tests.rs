//! The screens as people see them, on genuine dead letters and on one that means harm.

mod lists;
mod summaries;
mod topic_lists;

use super::*;
use crate::dead_letter::DeadLetterView;
use crate::envelope::samples::{self, genuine, hostile, made};
use crate::envelope::{Chunk, Document, Form, Identity, View};
use crate::record::Record;
use crate::retention::Retention;
use crate::sanitize::is_hostile;
use crate::summary::{By, Field, Summary};

fn text<T>(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<T>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn wanted(full_stack: bool) -> detail::Wanted {
    detail::Wanted {
        full_stack,
        ..detail::Wanted::default()
    }
}

fn list(records: &[Record], layout: &Layout, screen: &Screen) -> String {
    text(|out| {
        let mut list = List::new(layout, screen);
        for record in records {
            let letter = DeadLetterView::new(record.view());
            let kind = crate::kind::KindReader::default().of(&letter);
            let row = Row::of(&letter, layout, screen, Some("open"), kind.as_deref());
            list.push(row, out)?;
        }
        list.finish(out)
    })
}

fn counted(records: &[Record], by: &By) -> Summary {
    let mut summary = Summary::default();
    for record in records {
        summary.record(by, &DeadLetterView::new(record.view()));
    }
    summary
}

/// A few letters of different kinds.
fn letters() -> Vec<Record> {
    let mut letters: Vec<_> = (0..5)
        .map(|offset| genuine("orders.events.DLT", 0, offset))
        .collect();
    letters.push(genuine("poison-retained.DLT", 0, 0));
    letters.push(genuine("hops.DLT", 0, 1));
    letters.push(genuine("shipments-dlt", 0, 0));
    letters.push(genuine("tombstones.DLT", 0, 1));
    letters.push(made(Some(b""), Some(b""), &[]));
    letters
}

fn topics() -> Vec<topics::TopicRow> {
    vec![
        topics::TopicRow {
            topic: "orders.events.DLT".to_owned(),
            open: Some(1184),
            new_last_hour: Some(12),
            records: Some(40_211),
            oldest: Some(1_795_000_000_000),
            newest: Some(1_795_255_100_000),
            origin: Some("orders.events".to_owned()),
            top_exception: Some("java.lang.IllegalStateException".to_owned()),
            partitions: Some(6),
            dialects: vec!["spring-dlt".to_owned(), "spring-retry-topic".to_owned()],
            groups: Some(vec!["parking-service".to_owned()]),
            expiring: Some(topics::Expiring {
                count: 1912,
                before: 1_795_327_200_000,
                overdue: 0,
                first: Some(1_795_300_000_000),
            }),
            retention: Some(Retention {
                deletes: true,
                ms: Some(604_800_000),
                segment_ms: Some(604_800_000),
                segment_bytes: Some(1 << 30),
                ..Retention::default()
            }),
            found_by: topics::FoundBy::Name,
            keeps_original_time: false,
        },
        topics::TopicRow {
            topic: "payments-dlt".to_owned(),
            records: Some(0),
            partitions: Some(1),
            groups: Some(Vec::new()),
            ..topics::TopicRow::default()
        },
    ]
}

#[test]
fn names_and_raw_values_are_lines() {
    let mut out = Vec::new();
    for record in [made(None, Some(b"a\xff\nb"), &[]), made(None, None, &[])] {
        push_raw(&DeadLetterView::new(record.view()), &mut out);
    }
    assert_eq!(out, b"a\xff\nb\n\n");
    let mut out = Vec::new();
    push_name(
        &DeadLetterView::new(genuine("hops.DLT", 0, 1).view()),
        &mut out,
    );
    assert_eq!(out, b"hops.DLT-0@1\n");
}

/// A record that means harm, through every form but the one that promises the bytes as they are.
#[test]
fn nothing_hostile_comes_through_any_form() {
    let records = [hostile()];
    let attack = samples::ATTACK.to_owned();
    let by = By::fields(vec![
        Field::Exception,
        Field::Message,
        Field::Origin,
        Field::ConsumerGroup,
        Field::Key,
        Field::Header(attack.as_str().into()),
        Field::Header("kafka_dlt-original-partition".into()),
    ]);
    let summary = counted(&records, &by);
    let topic = topics::TopicRow {
        topic: attack.clone(),
        origin: Some(attack.clone()),
        top_exception: Some(attack.clone()),
        dialects: vec![attack.clone()],
        groups: Some(vec![attack.clone()]),
        found_by: topics::FoundBy::Headers,
        ..topics::TopicRow::default()
    };
    let error = crate::error::Error::failed(attack.clone())
        .why(attack.clone())
        .hint(attack);
    let mut forms: Vec<(String, String)> = Vec::new();
    for width in [Some(20), Some(80), Some(200), None] {
        let screen = Screen::of_test(width);
        forms.push(("list".to_owned(), list(&records, &Layout::table(), &screen)));
        forms.push(("wide".to_owned(), list(&records, &Layout::wide(), &screen)));
        for full_stack in [false, true] {
            for record in &records {
                let letter = DeadLetterView::new(record.view());
                forms.push((
                    "show".to_owned(),
                    text(|out| detail::write(&letter, None, &screen, &wanted(full_stack), out)),
                ));
            }
        }
        forms.push((
            "summary".to_owned(),
            text(|out| summary::write(&by, &summary, &Shown::Table, &screen, out)),
        ));
        let rows = [topic.clone()];
        forms.push((
            "topics".to_owned(),
            text(|out| topics::write(&rows, &Shown::Wide, &screen, out)),
        ));
    }
    for form in [Form::Lines, Form::Array] {
        for decode in [false, true] {
            let mut chunk = Chunk::default();
            for record in &records {
                chunk.push(
                    form,
                    &DeadLetterView::new(record.view()),
                    &Identity::default(),
                    &View {
                        decode,
                        kinds: Some(std::sync::Arc::default()),
                    },
                );
            }
            let mut document = Document::new(form);
            forms.push((
                "records".to_owned(),
                text(|out| document.write(&chunk, out)),
            ));
        }
        forms.push((
            "summary json".to_owned(),
            text(|out| summary::write_json(&by, &summary, form, out)),
        ));
        let rows = [topic.clone()];
        forms.push((
            "topics json".to_owned(),
            text(|out| topics::write_json(&rows, form, out)),
        ));
    }
    forms.push((
        "error".to_owned(),
        text(|out| error::write(out, &error, false, None)),
    ));
    forms.push((
        "error json".to_owned(),
        text(|out| error::write_json(out, &error)),
    ));
    for (form, text) in forms {
        let found = text
            .chars()
            .find(|scalar| is_hostile(*scalar) && *scalar != '\n');
        assert_eq!(found, None, "{form}: {text}");
        // The evidence is still there, where there is room for any.
        assert!(
            // A reference is never clipped, and leaves no room.
            text.lines().all(|line| crate::sanitize::width(line) <= 24)
                || text.contains("owned")
                || text.contains("\\x1b")
                || text.contains("u001b"),
            "{form}: {text}"
        );
    }
}

/// With colours, the only escape sequences are our own.
#[test]
fn colours_are_the_only_escape_sequences() {
    let screen = Screen {
        color: true,
        ..Screen::of_test(100)
    };
    let record = hostile();
    let letter = DeadLetterView::new(record.view());
    let by = By::fields(vec![Field::Exception, Field::Message]);
    let ours = regex::Regex::new("\u{1b}\\[[0-9;]+m").unwrap();
    let colored = [
        list(&[hostile()], &Layout::table(), &screen),
        text(|out| detail::write(&letter, None, &screen, &wanted(false), out)),
        text(|out| {
            summary::write(
                &by,
                &counted(&[hostile()], &by),
                &Shown::Table,
                &screen,
                out,
            )
        }),
        text(|out| topics::write(&topics(), &Shown::Wide, &screen, out)),
    ];
    for text in colored {
        let bare = ours.replace_all(&text, "");
        assert_ne!(bare, text);
        assert!(
            !bare
                .chars()
                .any(|scalar| is_hostile(scalar) && scalar != '\n'),
            "{bare}"
        );
        // A colour never runs on into the next line.
        for line in text.lines() {
            assert!(
                !line.contains('\u{1b}') || line.rfind("\u{1b}[0m") >= line.rfind("\u{1b}["),
                "{line:?}"
            );
        }
    }
}

#[test]
fn a_failure_of_the_key_is_marked() {
    let screen = Screen::of_test(None);
    let layout = Layout::of(vec![Column::Exception]);
    let shown = |topic: &str| list(&[genuine(topic, 0, 0)], &layout, &screen);
    assert_eq!(
        shown("poison-key.DLT"),
        "EXCEPTION\nSerializationException (key)\n"
    );
    assert_eq!(
        shown("poison-value.DLT"),
        "EXCEPTION\nStreamReadException\n"
    );
}

/// Whoever wrote a dead letter is named in every form, a guess is marked, and what is no tombstone is not called one.
#[test]
fn every_dialect_is_named_everywhere() {
    let screen = Screen::of_test(None);
    let mut named = std::collections::BTreeSet::new();
    let captured = samples::FRAMEWORKS.into_iter().flat_map(samples::capture);
    let captured = captured.map(|record| (record.record_ref().to_string(), record));
    for (case, record) in samples::constructed().into_iter().chain(captured) {
        let letter = DeadLetterView::new(record.view());
        let reading = letter.reading();
        let wide = list(std::slice::from_ref(&record), &Layout::wide(), &screen);
        let shown = text(|out| detail::write(&letter, None, &screen, &wanted(false), out));
        let mut json = Vec::new();
        let view = View {
            decode: false,
            kinds: None,
        };
        let _ = crate::envelope::write(&letter, &Identity::default(), &view, &mut json);
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        let told = &json["dead_letter"];
        for (at, dialect) in reading.dialects.iter().enumerate() {
            named.insert(dialect.name());
            assert!(wide.contains(dialect.name()), "{case}: {wide}");
            assert!(shown.contains(dialect.name()), "{case}: {shown}");
            assert_eq!(told["dialects"][at], dialect.name(), "{case}");
        }
        assert_eq!(shown.contains("(a guess)"), reading.guessed, "{case}");
        assert_eq!(told["confidence"] == "low", reading.guessed, "{case}");
        let elsewhere = told["payload_is_original"] == false;
        let value = record.view().envelope.value;
        let tombstone = value.is_none() && !elsewhere;
        assert_eq!(
            shown.contains("(a tombstone)"),
            tombstone,
            "{case}: {shown}"
        );
        assert_eq!(
            shown.contains("no tombstone:"),
            value.is_none() && elsewhere,
            "{case}"
        );
    }
    let rows = crate::dialect::table::ROWS.iter();
    let missing: Vec<_> = rows
        .map(|row| row.name)
        .filter(|name| !named.contains(name) && *name != "spring-retry-topic")
        .collect();
    assert_eq!(missing, [""; 0], "there is no record of these");
}
