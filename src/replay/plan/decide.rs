//! From selected dead letters to a plan.
//!
//! Longer than most files: the reasons to send or to skip are asked in one order, which is read in one place.

use std::collections::{BTreeMap, HashMap};

use super::schema_ids::schema_ids;
use super::together::{
    SameOrigin, as_index, changes, check_keys, number_sources, rank_topics, repeated_origins,
    same_origin,
};
use super::{
    Finding, Findings, HeaderChanges, KeyCheck, PlanSource, PlanTarget, ReplayPlan, Replayer,
    Source, Span, Step, StillPoison, TargetTopic, Validated, World, is_forbidden_target,
};
use crate::replay::candidate::{Candidate, Candidates, NO_TEXT, Text};
use crate::replay::ledger::Ledger;
use crate::replay::partition;
use crate::replay::policy::{
    Destination, PartitionChoice, ReplayPolicy, TimestampChoice, Tombstones,
};
use crate::replay::skip::{Skip, SkipReason};
use crate::replay::template::Place;
use crate::summary::Batches;
use crate::topics::is_topic_name;

/// How many keys of one target are compared with their partitions.
const KEY_SAMPLE: usize = 2_000;

/// Decides what is sent where, and what is not and why.
pub fn plan(candidates: &Candidates, policy: &ReplayPolicy, world: &World<'_>) -> ReplayPlan {
    let mut planner = Planner {
        candidates,
        policy,
        world,
        source_numbers: number_sources(candidates, world),
        target_numbers: HashMap::new(),
        targets: Vec::new(),
        key_samples: Vec::new(),
        replayers: Vec::new(),
        replayer_numbers: HashMap::new(),
        findings: Findings::default(),
        batches: Batches::default(),
        validated: world.validated_against.map(|against| Validated {
            against: against.to_owned(),
            ..Validated::default()
        }),
        poison_numbers: HashMap::new(),
        origins: repeated_origins(candidates),
    };
    let mut ordered = Vec::new();
    let mut skips = Vec::new();
    for (index, candidate) in (0..).zip(&candidates.list) {
        let Some(topic) = planner.source_numbers.get(&candidate.topic) else {
            continue;
        };
        let source = Source {
            topic: *topic,
            partition: candidate.partition,
            offset: candidate.offset,
        };
        match planner.decide(index, candidate, source) {
            Ok((target, partition)) => {
                let step = Step {
                    source,
                    digest: candidate.digest,
                    target,
                    partition,
                    bytes: candidate.size,
                };
                ordered.push((index, step));
            }
            Err(reason) => skips.push(Skip { source, reason }),
        }
    }
    planner.note(&ordered);
    let ranks = rank_topics(candidates);
    ordered.sort_unstable_by_key(|(index, step)| {
        let failed_at = candidates.list[as_index(*index)].failed_at;
        let rank = failed_at
            .topic()
            .filter(|_| failed_at.is_complete())
            .and_then(|topic| ranks.get(as_index(topic)).copied());
        (
            step.source.topic,
            step.target,
            step.partition,
            rank.is_none(),
            rank.map(|rank| (rank, failed_at.place())),
            step.source,
        )
    });
    skips.sort_by_key(|skip| skip.source);
    let headers = changes(candidates, ordered.iter().map(|(index, _)| *index));
    let schema_ids = schema_ids(candidates, &ordered);
    let steps: Vec<Step> = ordered.iter().map(|(_, step)| *step).collect();
    drop(ordered);
    let plan = planner.finish(headers, steps, skips);
    ReplayPlan { schema_ids, ..plan }
}

struct Planner<'a> {
    candidates: &'a Candidates,
    policy: &'a ReplayPolicy,
    world: &'a World<'a>,
    source_numbers: HashMap<Text, u16>,
    target_numbers: HashMap<String, u16>,
    targets: Vec<PlanTarget>,
    /// Per target: hash of the key and recorded partition.
    key_samples: Vec<Vec<(u32, i32)>>,
    replayers: Vec<Replayer>,
    replayer_numbers: HashMap<Replayer, u32>,
    findings: Findings,
    batches: Batches,
    validated: Option<Validated>,
    /// The reasons why the consumer would not read, or why nobody can tell, by their texts.
    poison_numbers: HashMap<(Text, bool), u32>,
    /// The last dead letter of each origin that several have.
    origins: HashMap<SameOrigin, u32>,
}

impl Planner<'_> {
    /// Decides on one dead letter: its target and partition, or why it is not sent.
    fn decide(
        &mut self,
        index: u32,
        candidate: &Candidate,
        source: Source,
    ) -> Result<(u16, i32), SkipReason> {
        // Before the ledger is asked, which knows the record by its content.
        if candidate.redacted {
            return Err(SkipReason::Redacted);
        }
        self.ask_ledger(candidate, source)?;
        if candidate.unreadable {
            return Err(SkipReason::UnreadableHeaders);
        }
        // Whoever names a topic may know better than a guess.
        let guess_is_overruled =
            candidate.guessed && matches!(self.policy.to, Destination::Topic(_));
        if candidate.not_the_record && !guess_is_overruled {
            return Err(SkipReason::NotTheRecord);
        }
        if candidate.tombstone && self.policy.tombstones == Tombstones::Skip {
            return Err(SkipReason::Tombstone);
        }
        if candidate.replays >= self.policy.max_replays {
            return Err(SkipReason::LoopGuard {
                replays: candidate.replays,
            });
        }
        if self.policy.unique_origin {
            let last = same_origin(candidate).and_then(|origin| self.origins.get(&origin));
            if last.is_some_and(|last| *last != index) {
                return Err(SkipReason::NotLast);
            }
        }
        let target = self.target(candidate)?;
        let partition = self.partition(candidate, target)?;
        self.validate(candidate, source)?;
        Ok((target, partition))
    }

    /// Counts whether the consumer would read it, and leaves it out if it would not and only those are wanted.
    fn validate(&mut self, candidate: &Candidate, source: Source) -> Result<(), SkipReason> {
        let Some(validated) = &mut self.validated else {
            return Ok(());
        };
        if candidate.poison == NO_TEXT {
            validated.passes += 1;
            return Ok(());
        }
        let list = if candidate.undecided {
            &mut validated.undecided
        } else {
            &mut validated.poison
        };
        let next = u32::try_from(list.len()).unwrap_or(u32::MAX);
        let reason = (candidate.poison, candidate.undecided);
        let why = *self.poison_numbers.entry(reason).or_insert(next);
        if why == next {
            list.push(StillPoison {
                why: self.candidates.text(candidate.poison),
                found: Finding::default(),
            });
        }
        if let Some(poison) = list.get_mut(as_index(why)) {
            poison.found.add(source);
        }
        if self.policy.only_valid {
            return Err(if candidate.undecided {
                SkipReason::NotValidated { why }
            } else {
                SkipReason::StillPoison { why }
            });
        }
        Ok(())
    }

    fn ask_ledger(&mut self, candidate: &Candidate, source: Source) -> Result<(), SkipReason> {
        let Some(ledger) = self.world.ledger else {
            return Ok(());
        };
        let place = (u32::from(source.topic), source.partition, source.offset);
        let Some(replayed) = ledger.replayed_at(place.0, place.1, place.2) else {
            return Ok(());
        };
        if self.policy.again {
            self.findings.again.add(source);
            return Ok(());
        }
        if replayed
            .digest
            .is_some_and(|digest| digest != candidate.digest)
        {
            return Err(SkipReason::OffsetReused);
        }
        let who = Replayer {
            by: replayed.by.to_owned(),
            run: replayed.run.to_owned(),
        };
        let at = replayed.at;
        let next = u32::try_from(self.replayers.len()).unwrap_or(u32::MAX);
        let people = &mut self.replayers;
        let by = *self.replayer_numbers.entry(who).or_insert_with_key(|new| {
            people.push(new.clone());
            next
        });
        Err(SkipReason::AlreadyReplayed { at, by })
    }

    fn target(&mut self, candidate: &Candidate) -> Result<u16, SkipReason> {
        let no_origin = |otherwise: SkipReason| {
            if candidate.malformed_origin {
                SkipReason::MalformedOrigin
            } else {
                otherwise
            }
        };
        let name = match &self.policy.to {
            Destination::Topic(topic) => topic.clone(),
            Destination::Original => match candidate.origin.topic() {
                Some(topic) => self.candidates.text(topic),
                None => return Err(no_origin(SkipReason::NoOrigin)),
            },
            Destination::Template(template) => {
                let name = self.candidates.name(candidate, template);
                name.map_err(|missing| {
                    no_origin(match missing {
                        Place::OriginPartition if candidate.origin.topic().is_some() => {
                            SkipReason::NoPartitionToName
                        }
                        _ => SkipReason::NoOrigin,
                    })
                })?
            }
        };
        let target = match self.target_numbers.get(&name) {
            Some(number) => *number,
            None => self.new_target(name)?,
        };
        let found = &self.targets[usize::from(target)];
        if !is_topic_name(&found.topic) {
            Err(SkipReason::IllegalTarget { target })
        } else if is_forbidden_target(&found.topic) {
            Err(SkipReason::ForbiddenTarget { target })
        } else if !self.world.elsewhere && found.topic == self.candidates.text(candidate.topic) {
            Err(SkipReason::OwnTopic)
        } else if found.known.partitions.is_none() {
            Err(SkipReason::TargetMissing { target })
        } else {
            Ok(target)
        }
    }

    fn new_target(&mut self, topic: String) -> Result<u16, SkipReason> {
        // Each target costs a registration and a marker in every transaction; nobody has this many topics at once.
        let number = u16::try_from(self.targets.len()).map_err(|_| SkipReason::TooManyTargets)?;
        let known = self.world.targets.get(&topic).copied().unwrap_or_default();
        self.target_numbers.insert(topic.clone(), number);
        self.targets.push(PlanTarget {
            topic,
            known,
            sends: BTreeMap::new(),
            keys: KeyCheck::default(),
        });
        self.key_samples.push(Vec::new());
        Ok(number)
    }

    fn partition(&mut self, candidate: &Candidate, target: u16) -> Result<i32, SkipReason> {
        let known: TargetTopic = self.targets[usize::from(target)].known;
        let count = known.partitions.unwrap_or(0);
        let recorded = candidate.origin.partition();
        let by_key = || match candidate.key_hash {
            Some(hash) => partition::of_hash(hash, count),
            None => recorded.unwrap_or(candidate.partition) % count.max(1),
        };
        let chosen = match self.policy.to_partition {
            PartitionChoice::Key => by_key(),
            PartitionChoice::Number(number) => number,
            PartitionChoice::Original => match recorded {
                Some(partition) => partition,
                None if candidate.malformed_origin => return Err(SkipReason::MalformedOrigin),
                // Only `--to` sends records without an origin; there is no original partition to keep.
                None if candidate.origin.topic().is_none() => by_key(),
                None => return Err(SkipReason::NoPartition),
            },
        };
        if (0..count).contains(&chosen) {
            Ok(chosen)
        } else {
            Err(SkipReason::PartitionGone {
                target,
                partition: chosen,
            })
        }
    }

    /// Counts what a person should know about the records to send.
    fn note(&mut self, steps: &[(u32, Step)]) {
        for (index, step) in steps {
            let candidate = &self.candidates.list[as_index(*index)];
            let source = step.source;
            let target = &mut self.targets[usize::from(step.target)];
            *target.sends.entry(step.partition).or_default() += 1;
            let category = self.findings.categories.entry(candidate.category);
            category.or_default().add(source);
            let findings = &mut self.findings;
            let mut note = |finding: fn(&mut Findings) -> &mut Finding, applies: bool| {
                if applies {
                    finding(findings).add(source);
                }
            };
            let (origin, failed_at) = (candidate.origin, candidate.failed_at);
            let topics = origin.topic().zip(failed_at.topic());
            let differs = topics.is_some_and(|(oldest, newest)| oldest != newest);
            let deletes = candidate.tombstone && target.known.compacted == Some(true);
            if let (true, Some(topic)) = (origin.is_complete(), origin.topic())
                && candidate.batch != NO_TEXT
            {
                let what = u64::from(candidate.batch) << 32 | u64::from(topic);
                let (partition, offset) = origin.place();
                self.batches.add_one(what, partition, offset);
            }
            let repeated = same_origin(candidate).is_some_and(|o| self.origins.contains_key(&o));
            let ordered = failed_at.is_complete();
            note(|f| &mut f.hops_disagree, differs);
            note(|f| &mut f.tombstones, candidate.tombstone);
            note(|f| &mut f.deletes, deletes);
            note(|f| &mut f.same_origin, repeated);
            note(|f| &mut f.failed_again, candidate.replays > 0);
            let internal = |topic: Text| {
                let name = self.candidates.text(topic);
                name.ends_with("-repartition") || name.ends_with("-changelog")
            };
            note(
                |f| &mut f.internal_topic,
                self.policy.to == Destination::Original && origin.topic().is_some_and(internal),
            );
            note(|f| &mut f.unordered, !ordered);
            note(
                |f| &mut f.placed_by_key,
                origin.topic().is_none() && self.policy.to_partition == PartitionChoice::Original,
            );
            note(
                |f| &mut f.no_original_time,
                self.policy.timestamp == TimestampChoice::Original && !candidate.original_time,
            );
            let recorded = origin.partition();
            if let (Some(hash), Some(partition), Destination::Original) =
                (candidate.key_hash, recorded, &self.policy.to)
            {
                let samples = &mut self.key_samples[usize::from(step.target)];
                if samples.len() < KEY_SAMPLE {
                    samples.push((hash, partition));
                }
            }
        }
        for (target, samples) in self.targets.iter_mut().zip(&self.key_samples) {
            target.keys = check_keys(samples, target.known.partitions.unwrap_or(0));
        }
    }

    fn finish(mut self, headers: HeaderChanges, steps: Vec<Step>, skips: Vec<Skip>) -> ReplayPlan {
        self.findings.batch = self.batches.longest();
        self.findings.unreadable_entries = self.world.ledger.map_or(0, Ledger::unreadable);
        let mut spans: BTreeMap<(u16, i32), Span> = BTreeMap::new();
        for Step { source, .. } in &steps {
            let span = spans
                .entry((source.topic, source.partition))
                .or_insert(Span {
                    partition: source.partition,
                    count: 0,
                    first: source.offset,
                    last: source.offset,
                });
            span.count += 1;
            span.first = span.first.min(source.offset);
            span.last = span.last.max(source.offset);
        }
        let sources = self.world.sources.iter().zip(0..);
        ReplayPlan {
            v: 1,
            selection: self.world.selection.clone(),
            policy: self.policy.clone(),
            sources: sources
                .map(|((topic, identity), number)| PlanSource {
                    topic: topic.clone(),
                    identity: identity.clone(),
                    sends: spans
                        .range((number, i32::MIN)..=(number, i32::MAX))
                        .map(|(_, span)| *span)
                        .collect(),
                })
                .collect(),
            targets: self.targets,
            headers,
            findings: self.findings,
            validated: self.validated,
            schema_ids: None,
            replayers: self.replayers,
            steps,
            skips,
        }
    }
}
