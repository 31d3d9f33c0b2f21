//! What the consumer would still not read: counted always, left out only where that was asked for.

use super::*;
use crate::replay::plan::Validated;

/// Plans four dead letters: two that pass, two of which one is poison and one both poison and without an origin.
fn tried(only_valid: bool, against: Option<&str>) -> ReplayPlan {
    let mut all = Candidates::default();
    let why = all.number("total: truncated");
    for offset in 0..4 {
        let mut one = letter(&mut all, offset, 0);
        if offset >= 2 {
            one.poison = why;
        }
        if offset == 3 {
            one.origin = Origin::NONE;
        }
        all.list.push(one);
    }
    let policy = ReplayPolicy {
        only_valid,
        ..ReplayPolicy::default()
    };
    plan(
        &all,
        &policy,
        &World {
            selection: Vec::new(),
            sources: vec![("orders.DLT".into(), identity())],
            elsewhere: false,
            targets: &targets(),
            ledger: None,
            validated_against: against,
        },
    )
}

fn offsets(plan: &ReplayPlan) -> Vec<i64> {
    plan.steps.iter().map(|step| step.source.offset).collect()
}

#[test]
fn poison_is_counted_and_sent_all_the_same() {
    let plan = tried(false, Some("schema id 7"));
    assert_eq!(offsets(&plan), [0, 1, 2]);
    let validated = plan.validated.unwrap();
    assert_eq!(
        (validated.against.as_str(), validated.passes),
        ("schema id 7", 2)
    );
    // What is skipped for another reason does not count.
    let [poison] = validated.poison.as_slice() else {
        panic!("{validated:?}");
    };
    assert_eq!(
        (poison.why.as_str(), poison.found.records),
        ("total: truncated", 1)
    );
    assert_eq!(poison.found.example.unwrap().offset, 2);
}

#[test]
fn only_what_passes_is_sent_where_that_was_asked_for() {
    let plan = tried(true, Some("schema id 7"));
    assert_eq!(offsets(&plan), [0, 1]);
    let reasons: Vec<_> = plan.skips.iter().map(|skip| skip.reason).collect();
    assert_eq!(
        reasons,
        [SkipReason::StillPoison { why: 0 }, SkipReason::NoOrigin]
    );
    assert!(!reasons[0].needs_attention());
}

#[test]
fn nothing_is_said_of_what_was_not_tried() {
    assert_eq!(tried(false, None).validated, None::<Validated>);
}
