//! What a late commit request can do, and to whom: the reason why every transaction has a producer of its own.
//!
//! The old transaction protocol, which librdkafka speaks, has no number for a transaction. A commit request of
//! transaction N that arrives during N + 1 of the same producer epoch ends N + 1. Here the request is made by hand.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Child;

use super::support::Isolation;
use super::support::Out;
use super::support::produce::Producer;
use super::support::replaying::{Lab, finish, report, said, wait_for, wait_until_there};

const INVALID_PRODUCER_EPOCH: i16 = 47;

/// Sends `EndTxn` version 1 with `committed = true`, and returns the coordinator's error code.
fn end_transaction(bootstrap: &str, id: &str, producer: i64, epoch: i16) -> i16 {
    let string = |text: &str| {
        let length = i16::try_from(text.len()).unwrap();
        [&length.to_be_bytes()[..], text.as_bytes()].concat()
    };
    let request = [
        &26_i16.to_be_bytes()[..],
        &1_i16.to_be_bytes(),
        &7_i32.to_be_bytes(),
        &string("late"),
        &string(id),
        &producer.to_be_bytes(),
        &epoch.to_be_bytes(),
        &[1],
    ]
    .concat();
    let length = i32::try_from(request.len()).unwrap();
    let mut stream = TcpStream::connect(bootstrap).unwrap();
    stream
        .write_all(&[&length.to_be_bytes()[..], &request].concat())
        .unwrap();
    // Length, correlation, throttle time, error code.
    let mut answer = [0; 14];
    stream.read_exact(&mut answer).unwrap();
    i16::from_be_bytes([answer[12], answer[13]])
}

/// A replay that stands still in its first and second transaction, targets sent and ledger entries not yet.
struct Paused {
    child: Child,
    first: std::path::PathBuf,
    second: std::path::PathBuf,
}

fn paused(lab: &Lab, control: &str) -> Paused {
    let (first, second) = (lab.path("first"), lab.path("second"));
    let points = format!(
        "after_target_acks:1:{};after_target_acks:2:{}",
        first.display(),
        second.display()
    );
    let child = lab
        .replay(3, &[])
        .env("DLTCTL_FAIL_POINT", points)
        .env("DLTCTL_CONTROL", control)
        .spawn()
        .unwrap();
    Paused {
        child,
        first,
        second,
    }
}

/// Lets a replay come to its second transaction, and sends the commit of the first once more.
///
/// Returns the answer, how many records of the target are committed after it, and the replay, still standing still.
fn late_commit(lab: &Lab, control: &str) -> (i16, usize, Paused) {
    lab.fill(6);
    let paused = paused(lab, control);
    wait_until_there(&paused.first);
    let of_first = lab.transaction();
    std::fs::remove_file(&paused.first).unwrap();
    wait_until_there(&paused.second);
    let committed = lab.broker.dump(&lab.target, Isolation::Committed).len();
    assert_eq!(
        committed, 3,
        "the first transaction is done, the second is not"
    );
    let number = |name: &str| of_first[name].as_i64().unwrap();
    let answer = end_transaction(
        &lab.broker.bootstrap(),
        &format!("dlt-replay.v1.{}", lab.letters),
        number("producer_id"),
        i16::try_from(number("producer_epoch")).unwrap(),
    );
    let committed = lab.broker.dump(&lab.target, Isolation::Committed).len();
    (answer, committed, paused)
}

#[test]
fn a_late_commit_tears_a_producer_that_is_used_twice() {
    let Some(lab) = Lab::new("the test of late commits would notice a producer that is used twice")
    else {
        return;
    };
    let (answer, committed, mut paused) = late_commit(&lab, "reuse-producer");
    assert_eq!(answer, 0, "the coordinator takes it for the current one");
    assert_eq!(
        (committed, lab.entries().len()),
        (6, 3),
        "half a transaction is committed"
    );
    // A kill now, and the next run sends three records a second time: that is what the proof is for.
    paused.child.kill().unwrap();
    wait_for(paused.child);
    let output = finish(&mut lab.replay(3, &[]));
    assert!(output.status.success(), "{}", said(&output));
    let committed = lab.broker.dump(&lab.target, Isolation::Committed).len();
    assert_eq!(committed, 9, "three records are there twice");
}

#[test]
fn a_late_commit_is_refused_by_a_producer_of_its_own() {
    let Some(lab) = Lab::new("a late commit cannot tear a replay") else {
        return;
    };
    let (answer, committed, paused) = late_commit(&lab, "");
    assert_eq!(answer, INVALID_PRODUCER_EPOCH);
    assert_eq!((committed, lab.entries().len()), (3, 3), "nothing changed");
    std::fs::remove_file(&paused.second).unwrap();
    let output = wait_for(paused.child);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(report(&output)["counts"]["sent"], 6);
    lab.check(6);
}

/// Leaves a transaction open in the ledger that belongs to nobody we know, runs a replay, and ends it after a while.
fn behind_an_open_transaction(lab: &Lab, control: &str) -> serde_json::Value {
    lab.fill(6);
    let stranger = Producer::transactional(&lab.broker.bootstrap(), &format!("{}-x", lab.ledger));
    stranger.begin();
    stranger.send(&Out::to(&lab.ledger).partition(0).key("x1|stranger"));
    stranger.flush();
    let begun = lab
        .replay(6, &[])
        .env("DLTCTL_CONTROL", control)
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_secs(4));
    stranger.commit();
    report(&wait_for(begun))
}

#[test]
fn an_open_transaction_in_the_ledger_is_waited_for() {
    let Some(lab) = Lab::new("entries behind a stranger's open transaction are not missed") else {
        return;
    };
    let report = behind_an_open_transaction(&lab, "");
    assert_eq!(report["counts"]["sent"], 6, "{report}");
    lab.check(6);
}

#[test]
fn a_ledger_read_to_the_last_stable_offset_doubles_records() {
    let Some(lab) = Lab::new("the test of open transactions would notice a read that ends early")
    else {
        return;
    };
    behind_an_open_transaction(&lab, "ledger-to-last-stable");
    let committed = lab.broker.dump(&lab.target, Isolation::Committed).len();
    assert!(
        committed > 6,
        "{committed} records: the control run doubled nothing"
    );
}

#[test]
fn two_runs_at_once_share_the_work() {
    let Some(lab) = Lab::new("two replays of the same records at once send each record once")
    else {
        return;
    };
    let count = 3_000;
    lab.fill(count);
    let runs: Vec<_> = (0..2)
        .map(|_| {
            lab.replay(50, &[])
                .env("DLTCTL_FAIL_DELAY_MS", "5")
                .spawn()
                .unwrap()
        })
        .collect();
    let outputs: Vec<_> = runs.into_iter().map(wait_for).collect();
    let mut sent = 0;
    for output in &outputs {
        // One may be told that the other took over, before its first record (6) or after (3).
        let status = output.status.code();
        assert!(matches!(status, Some(0 | 3 | 6)), "{}", said(output));
        if !output.stdout.is_empty() {
            sent += report(output)["counts"]["sent"].as_i64().unwrap();
        }
    }
    assert!(
        outputs.iter().any(|output| output.status.success()),
        "{}\n{}",
        said(&outputs[0]),
        said(&outputs[1])
    );
    println!("{sent} of {count} reported as sent");
    assert_eq!(sent, count);
    lab.check(count);
}

#[test]
fn a_run_that_slept_through_another_sees_that_it_was_taken_over() {
    let Some(lab) = Lab::new("a replay that was overtaken commits nothing and says so") else {
        return;
    };
    lab.fill(6);
    let sleeping = lab.path("sleeping");
    let point = format!("after_target_acks:1:{}", sleeping.display());
    let slept = lab
        .replay(6, &[])
        .env("DLTCTL_FAIL_POINT", point)
        .spawn()
        .unwrap();
    wait_until_there(&sleeping);
    let output = finish(&mut lab.replay(6, &[]));
    assert!(output.status.success(), "{}", said(&output));
    std::fs::remove_file(&sleeping).unwrap();
    let output = wait_for(slept);
    assert_eq!(output.status.code(), Some(6), "{}", said(&output));
    assert_eq!(report(&output)["ended"], "taken-over");
    assert_eq!(report(&output)["counts"]["sent"], 0);
    lab.check(6);
}
