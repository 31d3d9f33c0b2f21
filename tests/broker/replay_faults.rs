//! What happens around a replay while it runs: it sleeps for too long, or its broker is gone for a while.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use super::support::replaying::{Lab, finish, report, said, wait_for, wait_until_there};
use super::support::{Broker, BrokerOptions, Isolation};

/// Sends a signal to a replay.
fn signal(child: &Child, name: &str) {
    let done = Command::new("kill")
        .args([name, &child.id().to_string()])
        .status();
    assert!(done.is_ok_and(|status| status.success()), "kill {name}");
}

/// Waits until a replay has passed a point of its loop; false where it ended before.
fn is_at(child: &mut Child, trace: &Path, point: &str) -> bool {
    let begun = Instant::now();
    while std::fs::read_to_string(trace).unwrap_or_default() != point {
        if child.try_wait().expect("a child").is_some() {
            return false;
        }
        assert!(begun.elapsed() < Duration::from_secs(100), "no {point}");
        std::thread::sleep(Duration::from_millis(1));
    }
    true
}

/// A replay whose process stands still in its second transaction, at a point.
struct Asleep {
    lab: Lab<'static>,
    child: Child,
    pause: PathBuf,
}

impl Asleep {
    fn at(point: &str, not_proved: &str) -> Option<Self> {
        let lab = Lab::new(not_proved)?;
        lab.fill(30);
        let pause = lab.path("pause");
        let child = lab
            .replay(10, &[])
            .env(
                "DLTCTL_FAIL_POINT",
                format!("{point}:2:{}", pause.display()),
            )
            .spawn()
            .unwrap();
        wait_until_there(&pause);
        signal(&child, "-STOP");
        assert_eq!(lab.transaction()["state"], "Ongoing");
        Some(Self { lab, child, pause })
    }

    /// Waits until the coordinator has given the transaction up, which it does after thirty seconds.
    fn outlast(&self) {
        let begun = Instant::now();
        while self.lab.transaction()["state"] != "CompleteAbort" {
            assert!(begun.elapsed() < Duration::from_secs(60), "still open");
            std::thread::sleep(Duration::from_millis(500));
        }
    }

    /// Wakes the replay up, and checks that it came to its end as if nothing had been.
    fn wake(self) {
        std::fs::remove_file(&self.pause).unwrap();
        signal(&self.child, "-CONT");
        let output = wait_for(self.child);
        assert!(output.status.success(), "{}", said(&output));
        let found = report(&output);
        assert_eq!(found["counts"]["sent"], 30, "{found}");
        assert_eq!(found["batches"], 3, "{found}");
        self.lab.check(30);
        // The records of the transaction that was given up are there for those who read uncommitted ones.
        assert_eq!(self.lab.uncommitted(), 40);
    }
}

/// Takes half a minute, nearly all of it asleep; the tests beside it use the time.
#[test]
fn a_run_that_slept_longer_than_its_transaction_goes_on() {
    // Before the ledger's entries, which the coordinator refuses; and before the commit, which it refuses.
    let why =
        "a replay that slept longer than its transaction may last goes on and doubles nothing";
    let Some(sending) = Asleep::at("after_target_acks", why) else {
        return;
    };
    let Some(committing) = Asleep::at("before_endtxn", why) else {
        return;
    };
    sending.outlast();
    committing.outlast();
    sending.wake();
    committing.wake();
}

#[test]
fn a_broker_that_dies_under_a_replay_and_comes_back_costs_nothing() {
    let options = BrokerOptions::default();
    let Some(broker) = Broker::start(&options, "a replay survives the restart of its broker")
    else {
        return;
    };
    let lab = Lab::at(&broker);
    let (count, trace) = (400, lab.path("trace"));
    lab.fill(count);
    let begin = || {
        lab.replay_at("200", 50, &[])
            .env("DLTCTL_FAIL_DELAY_MS", "20")
            .env("DLTCTL_FAIL_TRACE", &trace)
            .spawn()
            .unwrap()
    };
    let mut child = begin();
    let mut gave_up = 0;
    // Once in the middle of a transaction, once while its commit is under way.
    for point in ["mid_sends", "before_endtxn"] {
        while !(is_at(&mut child, &trace, "after_commit") && is_at(&mut child, &trace, point)) {
            // It may give up, and says then that trying again helps.
            let output = wait_for(child);
            assert_eq!(output.status.code(), Some(5), "{}", said(&output));
            println!("gave up: {}", said(&output));
            gave_up += 1;
            child = begin();
        }
        broker.kill();
        broker.start_again();
    }
    let mut output = wait_for(child);
    if output.status.code() == Some(5) {
        println!("gave up: {}", said(&output));
        gave_up += 1;
        output = finish(&mut lab.replay(50, &[]));
    }
    assert!(output.status.success(), "{}", said(&output));
    assert!(gave_up <= 2, "gave up {gave_up} times");
    lab.check(count);
}

#[test]
fn what_was_sent_is_told_where_a_later_topic_cannot_be_begun() {
    let Some(lab) = Lab::new("a report tells what was sent before a later topic failed") else {
        return;
    };
    lab.fill(6);
    let later = Lab::new("as above").expect("a broker was there");
    later.fill(6);
    let pause = lab.path("pause");
    // The first topic takes two passes: one that sends, and one that proves.
    let child = lab
        .replay(10, &[&later.letters])
        .env(
            "DLTCTL_FAIL_POINT",
            format!("after_drop:2:{}", pause.display()),
        )
        .spawn()
        .unwrap();
    wait_until_there(&pause);
    lab.broker.delete_topic(&lab.ledger);
    std::fs::remove_file(&pause).unwrap();
    let output = wait_for(child);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let found = report(&output);
    assert_eq!(found["counts"]["sent"], 6, "{found}");
    assert_eq!(found["counts"]["not_tried"], 6, "{found}");
    let why = found["ended"]["failed"]["why"].as_str().unwrap();
    assert!(why.contains(&lab.ledger), "{found}");
    let arrived = |lab: &Lab<'_>| lab.broker.dump(&lab.target, Isolation::Uncommitted).len();
    assert_eq!((arrived(&lab), arrived(&later)), (6, 0));
}
