//! kill -9 at every named point of the loop, and at random: each time the same command again, until it is done.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::support::replaying::{Lab, finish, report, said, wait_for};

/// Every point of the loop, in its order.
const POINTS: [&str; 11] = [
    "before_init",
    "after_init",
    "after_hw",
    "mid_ledger_read",
    "after_begin",
    "mid_sends",
    "after_target_acks",
    "mid_ledger_sends",
    "before_endtxn",
    "after_commit",
    "after_drop",
];

#[test]
fn a_kill_at_every_point_loses_and_doubles_nothing() {
    let Some(lab) = Lab::new("a replay killed at any point of its loop loses and doubles nothing")
    else {
        return;
    };
    let (count, batch) = (6_000, 100);
    lab.fill(count);
    // Something is in the ledger from the start, so that its reading has a middle.
    let first = finish(&mut lab.replay(batch, &["-p", "0", "-O", ":50"]));
    assert!(first.status.success(), "{}", said(&first));
    let mut killed = 0;
    for round in [1, 3] {
        for point in POINTS {
            // Later passes find the ledger's entries read already; but its reading for the plan has a middle, too.
            let hit = if point == "mid_ledger_read" {
                round.min(2)
            } else {
                round
            };
            let output = finish(
                lab.replay(batch, &[])
                    .env("DLTCTL_FAIL_POINT", format!("{point}:{hit}")),
            );
            let killed_there = output.status.signal().is_some();
            assert!(killed_there, "{point}:{hit} was not met: {}", said(&output));
            killed += 1;
        }
    }
    let output = finish(&mut lab.replay(batch, &[]));
    assert!(output.status.success(), "{}", said(&output));
    lab.check(count);
    let seen = lab.uncommitted();
    let bound = usize::try_from(count).unwrap() + killed * batch as usize;
    println!("{killed} kills, {seen} records seen uncommitted of {count}");
    assert!(seen <= bound, "{seen} records were seen uncommitted");

    let output = finish(&mut lab.replay(batch, &[]));
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(report(&output)["counts"]["sent"], 0);
    assert_eq!(report(&output)["skipped"], count);
}

#[test]
fn random_kills_lose_and_double_nothing() {
    let Some(lab) = Lab::new("a replay killed at random loses and doubles nothing") else {
        return;
    };
    let (count, batch) = (9_000, 60);
    lab.fill(count);
    let mut random = Random::seeded();
    let trace = lab.path("trace");
    let mut phases: BTreeMap<String, u32> = BTreeMap::new();
    let (mut kills, mut open) = (0, 0);
    // Twenty, and more where chance had them meet too few open transactions.
    while kills < 20 || (open < 15 && kills < 40) {
        kills += 1;
        let _ = std::fs::remove_file(&trace);
        let mut child = lab
            .replay(batch, &[])
            .env("DLTCTL_FAIL_DELAY_MS", "150")
            .env("DLTCTL_FAIL_TRACE", &trace)
            .spawn()
            .unwrap();
        // From the first transaction on, so that start-up is not what is killed most.
        while std::fs::read_to_string(&trace).unwrap_or_default() != "mid_sends" {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(random.below(1_000)));
        child.kill().unwrap();
        let output = wait_for(child);
        assert!(output.status.signal().is_some(), "{}", said(&output));
        let phase = std::fs::read_to_string(&trace).unwrap_or_default();
        *phases.entry(phase).or_default() += 1;
        let state = lab.transaction()["state"].clone();
        open += u32::from(state == "Ongoing");
    }
    println!("killed in: {phases:?}; with a transaction open: {open} of {kills}");
    assert!(open >= 15, "only {open} kills met an open transaction");
    let output = finish(&mut lab.replay(batch, &[]));
    assert!(output.status.success(), "{}", said(&output));
    lab.check(count);
}

/// A small generator; its seed is printed, and taken from `DLTCTL_TEST_SEED` where that is set.
struct Random(u64);

impl Random {
    fn seeded() -> Self {
        let given = std::env::var("DLTCTL_TEST_SEED").ok();
        let seed = given.and_then(|text| text.parse().ok()).unwrap_or_else(|| {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
            now.as_secs() ^ u64::from(now.subsec_nanos())
        });
        println!("DLTCTL_TEST_SEED={seed}");
        Self(seed.max(1))
    }

    /// Gives a number below `end` (xorshift64*).
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) % end
    }
}
