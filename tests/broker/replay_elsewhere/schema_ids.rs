//! Schema ids that leave their registry: the plan counts them, and asks both registries where both are known.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use super::super::support::Shell;
use super::super::support::produce::produce;
use super::super::support::replaying::letter;
use super::super::support::stand_in::{Answer, StandIn};
use super::{Pair, finish, said};

/// Values, and headers, that name schemas 7, 9, 11 and 12, and two that name none by a number.
fn write(pair: &Pair<'_>) {
    let (letters, target) = (&pair.lab.letters, &pair.lab.target);
    let framed = |id: u32| [&[0], &id.to_be_bytes()[..], b"body"].concat();
    let one = |offset: i64| letter(letters, target, 0, offset).key("k");
    let guid = [&[1][..], &[5; 16]].concat();
    let id_9 = [&[0][..], &9_u32.to_be_bytes()].concat();
    let out = [
        one(0).value(framed(7)),
        one(1).value(framed(7)),
        one(2).value("body").header("__value_schema_id", id_9),
        one(3).key(framed(11)).value(framed(12)),
        one(4).value(r#"{"plain":1}"#),
        one(5).value("body").header("__value_schema_id", guid),
    ];
    produce(&pair.source.bootstrap(), &out);
}

/// Opens a home in which the other cluster has this registry, or none.
fn home(pair: &Pair<'_>, registry: Option<&str>) -> Shell {
    let registry =
        registry.map(|url| format!("[contexts.staging.schema_registry]\nurl = '{url}'\n"));
    let config = format!(
        "[contexts.staging]\nbootstrap_servers = '{}'\nledger = '{}'\n{}",
        pair.lab.broker.bootstrap(),
        pair.lab.ledger,
        registry.unwrap_or_default()
    );
    Shell::new().file(".config/dltctl/config.toml", &config)
}

/// Returns what a plan says of schema ids, for people and as JSON.
#[track_caller]
fn planned(pair: &Pair<'_>, home: &Shell, more: &[&str]) -> (String, Value) {
    let ended = finish(&mut pair.replay_from(home, &[&["--dry-run"], more].concat()));
    assert!(ended.status.success(), "{}", said(&ended));
    let text = said(&ended).replace(&pair.lab.letters, "lab.DLT");
    let told: Vec<&str> = text
        .split("\n\n")
        .filter(|section| section.starts_with("Schema ids") || section.contains("schema ids"))
        .flat_map(str::lines)
        .filter(|line| {
            line.starts_with("Schema ids")
                || line.contains("schema id")
                || line.starts_with("  and ")
        })
        .collect();
    let json = ["--dry-run", "-o", "json"];
    let ended = finish(&mut pair.replay_from(home, &[&json, more].concat()));
    let document: Value = serde_json::from_slice(&ended.stdout).expect("JSON");
    let port = regex::Regex::new(r"127\.0\.0\.1:\d+").unwrap();
    let told = port
        .replace_all(&told.join("\n"), "127.0.0.1:PORT")
        .into_owned();
    (told, document["plan"]["schema_ids"].clone())
}

fn order(name: &str) -> String {
    json!({"type": "record", "name": name, "namespace": "shop", "fields": []}).to_string()
}

/// Answers with a schema of that name for each id.
fn registry(names: &'static [(&'static str, &'static str)]) -> StandIn {
    StandIn::start(move |path, _| {
        let path = path.split('?').next().unwrap_or_default();
        let known = names
            .iter()
            .find(|(id, _)| path.ends_with(&format!("/ids/{id}")));
        match known {
            Some((_, name)) => Answer::schema(&order(name)),
            None => Answer::unknown(),
        }
    })
}

#[test]
fn ids_are_counted_and_compared() {
    let proves = "schema ids that another registry may know otherwise are told";
    let Some(pair) = Pair::of_shared(proves) else {
        return;
    };
    write(&pair);
    // No registry at all.
    let (text, json) = planned(&pair, &home(&pair, None), &[]);
    insta::assert_snapshot!(text, @r##"
    Schema ids on staging
      schema id 7, schema id 9, schema id 11, schema id 12: not compared, because neither the cluster that is read nor the context staging has a schema registry that can be used
      - 4 records with schema ids, which the registry there may know as other schemas, or not at all, for example lab.DLT-0@0
    "##);
    assert_eq!(json["records"], 4, "{json}");
    assert_eq!(
        json["ids"][0],
        json!({
            "kind": "id", "id": 7, "records": 2, "example": {"topic": 0, "partition": 0, "offset": 0},
        })
    );
    assert_eq!(json["ids"].as_array().unwrap().len(), 4, "{json}");

    // One of the two only: nobody is asked.
    let here = registry(&[
        ("7", "Order"),
        ("9", "Order"),
        ("11", "Key"),
        ("12", "Line"),
    ]);
    let (text, json) = planned(&pair, &home(&pair, None), &["-r", &here.url()]);
    insta::assert_snapshot!(text, @r##"
    Schema ids on staging
      schema id 7, schema id 9, schema id 11, schema id 12: not compared, because the context staging has no schema registry that can be used
      - 4 records with schema ids, which the registry there may know as other schemas, or not at all, for example lab.DLT-0@0
    "##);
    assert_eq!(json["registry"], here.url());
    assert_eq!(json["to_registry"], Value::Null);
    assert!(here.asked().is_empty());

    // Both.
    let there = registry(&[("7", "Order"), ("9", "Payment"), ("12", "Line")]);
    let both = home(&pair, Some(&there.url()));
    let (text, json) = planned(&pair, &both, &["-r", &here.url()]);
    insta::assert_snapshot!(text, @r##"
    Schema ids on staging, asked at http://127.0.0.1:PORT
      schema id 7: the same schema there; 2 records
      schema id 9: another schema there, shop.Payment, not shop.Order; 1 record, for example lab.DLT-0@2
      schema id 11: not there; 1 record, for example lab.DLT-0@3
      schema id 12: the same schema there; 1 record
      - 4 records with schema ids, which the registry there may know as other schemas, or not at all, for example lab.DLT-0@0
    "##);
    let verdicts: Vec<_> = json["ids"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["id"], &one["there"]))
        .collect();
    assert_eq!(
        json!(verdicts),
        json!([[7, "same"], [9, "other"], [11, "missing"], [12, "same"]])
    );
    assert_eq!(json["ids"][1]["name_there"], "shop.Payment");

    // The bytes are sent as they are.
    let ended = finish(&mut pair.replay_from(&both, &["--yes", "-r", &here.url()]));
    assert!(ended.status.success(), "{}", said(&ended));
    let arrived = pair
        .lab
        .broker
        .dump(&pair.lab.target, super::Isolation::Committed);
    assert_eq!(arrived[0].value.as_deref(), Some(&b"\0\0\0\0\x07body"[..]));
    assert_eq!(
        arrived[2].header("__value_schema_id"),
        Some(&b"\0\0\0\0\x09"[..])
    );
}

#[test]
fn a_registry_that_was_set_up_again_is_asked_again() {
    let proves = "what is kept of a registry from run to run does not say what it means today";
    let Some(pair) = Pair::of_shared(proves) else {
        return;
    };
    write(&pair);
    let here = registry(&[("7", "Order")]);
    let again = Arc::new(AtomicBool::new(false));
    let is_again = Arc::clone(&again);
    let there = StandIn::start(move |_, _| {
        let name = if is_again.load(Ordering::SeqCst) {
            "Payment"
        } else {
            "Order"
        };
        Answer::schema(&order(name))
    });
    // One on this machine is not kept otherwise.
    let url = format!(
        "{}'\ncache = true\nuser = 'me'\npassword = 'pw",
        there.url()
    );
    let home = home(&pair, Some(&url));
    let of_7 = |document: &Value| document["ids"][0]["there"].clone();
    let (_, json) = planned(&pair, &home, &["-r", &here.url()]);
    assert_eq!(of_7(&json), "same", "{json}");
    again.store(true, Ordering::SeqCst);
    let (_, json) = planned(&pair, &home, &["-r", &here.url()]);
    assert_eq!(of_7(&json), "other", "{json}");
}

#[test]
fn a_registry_that_is_down_is_told_and_holds_nothing_up() {
    let proves = "registries that do not answer hold up a plan by seconds";
    let Some(pair) = Pair::of_shared(proves) else {
        return;
    };
    write(&pair);
    let here = registry(&[
        ("7", "Order"),
        ("9", "Order"),
        ("11", "Key"),
        ("12", "Line"),
    ]);
    let gone = StandIn::start(|_, _| Answer::Last(String::new()));
    gone.wait_until_gone();
    let (text, _) = planned(&pair, &home(&pair, Some(&gone.url())), &["-r", &here.url()]);
    insta::assert_snapshot!(text, @r##"
    Schema ids on staging, asked at http://127.0.0.1:PORT
      schema id 7, schema id 9, schema id 11, schema id 12: not compared, because the registry there could not be asked: connection refused
      - 4 records with schema ids, which the registry there may know as other schemas, or not at all, for example lab.DLT-0@0
    "##);
    let silent = StandIn::start(|_, _| Answer::Silence);
    let begun = std::time::Instant::now();
    let (text, json) = planned(
        &pair,
        &home(&pair, Some(&silent.url())),
        &["-r", &here.url()],
    );
    // Two plans, two seconds each.
    assert!(begun.elapsed().as_secs() < 12, "{:?}", begun.elapsed());
    assert!(
        text.contains("because the registry there could not be asked: no answer within 2 s"),
        "{text}"
    );
    assert_eq!(json["ids"][3]["there"], "not-compared", "{json}");
    // The one that is here.
    let there = registry(&[("7", "Order"), ("9", "Order")]);
    let (text, _) = planned(
        &pair,
        &home(&pair, Some(&there.url())),
        &["-r", &gone.url()],
    );
    insta::assert_snapshot!(text, @r##"
    Schema ids on staging, asked at http://127.0.0.1:PORT
      schema id 11: not there; 1 record, for example lab.DLT-0@3
      schema id 12: not there; 1 record, for example lab.DLT-0@3
      schema id 7, schema id 9: not compared, because the registry here could not be asked: connection refused
      - 4 records with schema ids, which the registry there may know as other schemas, or not at all, for example lab.DLT-0@0
    "##);
}

#[test]
fn where_nothing_can_differ_nothing_is_said() {
    let proves = "no warning about schema ids where none can mean something else";
    let Some(pair) = Pair::of_shared(proves) else {
        return;
    };
    // Control: records without an id, or with one that never means another schema.
    write(&pair);
    let (text, json) = planned(&pair, &home(&pair, None), &["-p", "0", "-O", "4:"]);
    assert_eq!((text.as_str(), json), ("", Value::Null));
    // One registry for both.
    let one = registry(&[]);
    let shared = home(&pair, Some(&one.url()));
    let same = format!("{}/", one.url());
    let (text, json) = planned(&pair, &shared, &["-r", &same]);
    assert_eq!((text.as_str(), json), ("", Value::Null));
    assert!(one.asked().is_empty());
    // All the same: it is said, and is no warning.
    let here = registry(&[("7", "Order")]);
    let there = registry(&[("7", "Order")]);
    let two = home(&pair, Some(&there.url()));
    let (text, _) = planned(&pair, &two, &["-p", "0", "-O", ":2", "-r", &here.url()]);
    insta::assert_snapshot!(text, @r##"
    Schema ids on staging, asked at http://127.0.0.1:PORT
      schema id 7: the same schema there; 2 records
    "##);
    // One cluster: its records stay with their registry.
    let words = [
        "replay",
        &pair.lab.letters,
        "--all",
        "--dry-run",
        "--to",
        &pair.lab.target,
    ];
    let ended = finish(&mut pair.command(&words));
    assert!(!said(&ended).contains("chema id"), "{}", said(&ended));
}

#[test]
fn validation_asks_the_registry_of_the_consumer() {
    let proves = "--validate asks the registry of the cluster that is written to";
    let Some(pair) = Pair::of_shared(proves) else {
        return;
    };
    let source = pair.source;
    let framed = |id: u32| [&[0], &id.to_be_bytes()[..]].concat();
    let one = |offset: i64| letter(&pair.lab.letters, &pair.lab.target, 0, offset).key("k");
    let out = [one(0).value(framed(7)), one(1).value(framed(9))];
    produce(&source.bootstrap(), &out);
    // Here both are known, there one.
    let here = registry(&[("7", "Order"), ("9", "Order")]);
    let there = registry(&[("7", "Order")]);
    let home = home(&pair, Some(&there.url()));
    let how = [
        "--dry-run",
        "-o",
        "json",
        "-r",
        &here.url(),
        "--validate",
        "7",
    ];
    let ended = finish(&mut pair.replay_from(&home, &how));
    assert!(ended.status.success(), "{}", said(&ended));
    let document: Value = serde_json::from_slice(&ended.stdout).expect("JSON");
    let validated = &document["plan"]["validated"];
    assert_eq!(validated["passes"], 1, "{document}");
    assert_eq!(
        validated["poison"][0]["why"], "schema id 9: the registry does not know it",
        "{document}"
    );
    // Without one there, -r is none of its.
    let bare = super::desk(&pair.lab, source);
    let ended = finish(&mut pair.replay_from(&bare, &how));
    assert_eq!(ended.status.code(), Some(2), "{}", said(&ended));
    assert!(
        said(&ended).contains("the context staging has no schema registry"),
        "{}",
        said(&ended)
    );
}
