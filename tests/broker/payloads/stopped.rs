//! A registry that stops in the middle of a scan, is not there, or refuses: nothing is lost, nothing hangs, and one warning
//! says how much is undecoded.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::support::Shell;
use super::super::support::stand_in::{Answer, StandIn, schema};
use super::desk::{Desk, ORDER, avro, dead, framed};

/// How many dead letters there are.
const ALL: usize = 4_000;

/// How many ids they name, one as often as the other.
const IDS: usize = 8;

/// What a registry that is silent costs, in time: two seconds by design. Without that bound it were two for each question.
const SILENCE: Duration = Duration::from_secs(2);

/// What a busy machine may take for all else.
const ALL_ELSE: Duration = Duration::from_secs(8);

/// Makes the dead letters, one partition in order.
fn fill(desk: &Desk, topic: &str) -> Shell {
    desk.broker.create_topic(topic, 1, &[]);
    let letters: Vec<_> = (0..ALL)
        .map(|number| {
            let order = json!({"id": format!("o-{number}"), "total": number, "note": null});
            let id = u32::try_from(number % IDS + 1).expect("an id");
            dead(topic, "stopped", i64::try_from(number).expect("a number"))
                .key(format!("order-{number}"))
                .value(framed(id, avro(ORDER, order)))
        })
        .collect();
    desk.write(&letters);
    desk.shell()
}

/// What a registry that fails leaves of a run.
struct Expected<'e> {
    /// How many values are decoded.
    decoded: usize,
    /// What is wrong with the others.
    kind: &'e str,
    /// What the warning says.
    warning: &'e str,
    /// How long the registry may hold it up.
    held_up: Duration,
}

/// Runs all commands that read values, each with a registry of its own, and looks at everything that they leave.
#[track_caller]
fn check(shell: &Shell, topic: &str, start: &dyn Fn() -> StandIn, expected: &Expected<'_>) {
    let run = |words: &[&str]| {
        let registry = start();
        let seen = shell.run(&[words, &["-r", &registry.url()][..]].concat());
        assert_eq!(seen.status, Some(0), "{words:?}\n{}", seen.err);
        let warnings = seen.err.lines().filter(|line| line.contains("registry"));
        let warnings: Vec<&str> = warnings.collect();
        let wanted = expected.warning.replace("URL", &registry.url());
        assert_eq!(warnings, [wanted], "{words:?}\n{}", seen.err);
        assert!(
            seen.took < expected.held_up + ALL_ELSE && seen.took >= expected.held_up,
            "{words:?} {:?}",
            seen.took
        );
        seen
    };
    let listed = run(&["list", topic, "-o", "wide", "--limit", "100000"]);
    let text = String::from_utf8_lossy(&listed.out);
    assert_eq!(text.lines().count(), ALL + 1);
    assert_eq!(text.matches(" avro ").count(), expected.decoded, "{topic}");

    let file = shell.folder().join(format!("{topic}.ndjson"));
    run(&[
        "export",
        topic,
        "--decode",
        "-w",
        file.to_str().expect("a path"),
    ]);
    let text = std::fs::read_to_string(&file).expect("the export");
    let records: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    std::fs::remove_file(&file).expect("the export");
    assert_eq!(records.len(), ALL);
    let mut decoded = 0;
    for (number, record) in records.iter().enumerate() {
        assert_eq!(record["offset"], number);
        let value = &record["value"];
        if value["format"] == "avro" {
            decoded += 1;
            assert_eq!(value["data"]["total"], number, "{record}");
            assert!(value.get("problem").is_none(), "{record}");
        } else {
            assert_eq!(value["problem"]["kind"], expected.kind, "{record}");
        }
    }
    assert_eq!(decoded, expected.decoded, "{topic}");

    let found = run(&[
        "list",
        topic,
        "--where",
        "record.value.total >= 0",
        "--count",
    ]);
    assert_eq!(
        String::from_utf8_lossy(&found.out).trim(),
        expected.decoded.to_string(),
        "{}",
        found.err
    );
    let undecided = match ALL - expected.decoded {
        500 => "500 of 4 000 records could not be decided",
        3_500 => "3 500 of 4 000 records could not be decided",
        _ => "4 000 of 4 000 records could not be decided",
    };
    assert!(found.err.contains(undecided), "{}", found.err);
}

#[test]
fn a_registry_that_stops_listening_in_the_middle_costs_nothing_but_the_schemas() {
    let Some(desk) = Desk::open("a registry may stop in the middle of a scan") else {
        return;
    };
    let topic = "refusing.DLT";
    let shell = fill(&desk, topic);
    let expected = Expected {
        decoded: ALL / IDS,
        kind: "no-schema",
        warning: "warning: the schema registry at URL could not be asked (connection refused): 3 500 payloads are shown undecoded",
        held_up: Duration::ZERO,
    };
    check(
        &shell,
        topic,
        &|| StandIn::start(|_, _| Answer::Last(schema(ORDER))),
        &expected,
    );
}

#[test]
fn a_registry_that_falls_silent_in_the_middle_costs_two_seconds() {
    let Some(desk) = Desk::open("a registry may fall silent in the middle of a scan") else {
        return;
    };
    let topic = "silent.DLT";
    let shell = fill(&desk, topic);
    let expected = Expected {
        decoded: ALL / IDS,
        kind: "no-schema",
        warning: "warning: the schema registry at URL could not be asked (no answer within 2 s): 3 500 payloads are shown undecoded",
        held_up: SILENCE,
    };
    let start = || {
        StandIn::start(|_, before| match before {
            0 => Answer::schema(ORDER),
            _ => Answer::Silence,
        })
    };
    check(&shell, topic, &start, &expected);
}

#[test]
fn a_registry_that_is_not_there_or_refuses_or_does_not_know_is_said_once() {
    let Some(desk) = Desk::open("a registry may be down, refuse, or not know") else {
        return;
    };
    let topic = "denied.DLT";
    let shell = fill(&desk, topic);
    let down = || {
        let gone = StandIn::start(|_, _| Answer::Last(String::new()));
        gone.wait_until_gone();
        gone
    };
    let expected = |decoded, kind, warning| Expected {
        decoded,
        kind,
        warning,
        held_up: Duration::ZERO,
    };
    check(
        &shell,
        topic,
        &down,
        &expected(
            0,
            "no-schema",
            "warning: the schema registry at URL could not be asked (connection refused): 4 000 payloads are shown undecoded",
        ),
    );
    let denied = || {
        StandIn::start(|_, _| {
            Answer::Says(
                401,
                json!({"error_code": 401, "message": "Unauthorized"}).to_string(),
            )
        })
    };
    check(
        &shell,
        topic,
        &denied,
        &expected(
            0,
            "no-schema",
            "warning: the schema registry at URL could not be asked (HTTP 401 Unauthorized: Unauthorized): 4 000 payloads are shown undecoded",
        ),
    );
    let lacks_one = || {
        StandIn::start(|path, _| match path {
            "/schemas/ids/3" => Answer::unknown(),
            _ => Answer::schema(ORDER),
        })
    };
    check(
        &shell,
        topic,
        &lacks_one,
        &expected(
            ALL - ALL / IDS,
            "unknown-schema-id",
            "warning: the schema registry at URL does not know schema id 3: 500 payloads are shown undecoded",
        ),
    );
}
