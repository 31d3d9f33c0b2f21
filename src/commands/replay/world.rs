//! What the cluster says about targets and about who reads what.

use std::collections::BTreeMap;

use super::sides::{Clusters, Sides};
use super::{ReplayArgs, rights};
use crate::error::{Error, ErrorKind, Result};
use crate::kafka::Cluster;
use crate::kafka::write::LedgerTopic;
use crate::replay::candidate::Candidates;
use crate::replay::plan::{Audience, ReplayPlan, Setting, TargetTopic, is_forbidden_target};
use crate::replay::policy::{ReplayPolicy, TimestampChoice};
use crate::topics::is_topic_name;

/// Kafka's default of `max.message.bytes`.
const DEFAULT_MAX: u32 = 1_048_588;
/// The largest batch that the client makes.
const LARGEST_BATCH: u32 = 1_000_000;

/// The target topics.
pub(super) struct Targets {
    /// What is known of each.
    pub(super) known: BTreeMap<String, TargetTopic>,
    /// The largest record that the client hands over: the broker is the judge of the rest.
    pub(super) message_max_bytes: u32,
    /// The largest batch that all targets take.
    pub(super) batch_bytes: u32,
    warnings: Vec<String>,
}

impl Targets {
    /// Asks the cluster about every topic that records may go to.
    pub(super) fn look_up(
        cluster: &Cluster,
        candidates: &Candidates,
        policy: &ReplayPolicy,
    ) -> Result<Self> {
        let mut known = BTreeMap::new();
        // Names come from headers: only ones that can be names of topics are asked for.
        for name in candidates.target_names(&policy.to) {
            if is_topic_name(&name) && !is_forbidden_target(&name) {
                let topic = match cluster.topic(&name) {
                    // One topic that is out of reach is no reason to keep the others from theirs.
                    Err(error) if error.kind() == ErrorKind::Denied => None,
                    found => found?,
                };
                let partitions = topic.and_then(|topic| i32::try_from(topic.partitions.len()).ok());
                let target = TargetTopic {
                    partitions,
                    compacted: None,
                };
                known.insert(name, target);
            }
        }
        let existing: Vec<&str> = known
            .iter()
            .filter(|(_, target)| target.partitions.is_some())
            .map(|(name, _)| name.as_str())
            .collect();
        let settings = cluster.topic_settings(&existing, &[]).known;
        let mut targets = Self {
            known: BTreeMap::new(),
            message_max_bytes: DEFAULT_MAX,
            batch_bytes: LARGEST_BATCH,
            warnings: Vec::new(),
        };
        let mut largest = DEFAULT_MAX;
        for (name, target) in &mut known {
            let Some(settings) = settings.get(name) else {
                continue;
            };
            let text = |setting: &str| settings.get(setting).map_or("", String::as_str);
            target.compacted = Some(text("cleanup.policy").contains("compact"));
            if let Ok(max) = text("max.message.bytes").parse::<u32>() {
                largest = largest.max(max);
                targets.batch_bytes = targets.batch_bytes.min(max / 10 * 9);
            }
            targets.warn_of_time(name, policy.timestamp, text);
        }
        // Compression may make a record fit that is larger before.
        targets.message_max_bytes = largest.saturating_mul(2).min(1_000_000_000);
        targets.batch_bytes = targets.batch_bytes.max(1_000);
        targets.known = known;
        Ok(targets)
    }

    fn warn_of_time<'s>(
        &mut self,
        name: &str,
        timestamp: TimestampChoice,
        text: impl Fn(&str) -> &'s str,
    ) {
        if timestamp == TimestampChoice::Now {
            return;
        }
        if text("message.timestamp.type") == "LogAppendTime" {
            self.warnings.push(format!(
                "{name} sets its own timestamps (LogAppendTime): those sent are not kept"
            ));
        } else if !matches!(text("retention.ms"), "" | "-1") {
            self.warnings.push(format!(
                "{name} deletes by timestamp (retention.ms {}): records with old timestamps can vanish early",
                text("retention.ms")
            ));
        }
    }

    /// Puts together where and how the plan is carried out, and who will see it.
    pub(super) fn setting(
        &self,
        args: &ReplayArgs,
        sides: &Sides<'_>,
        clusters: &Clusters,
        plan: &ReplayPlan,
        mut warnings: Vec<String>,
    ) -> Result<Setting> {
        let Clusters { source, target } = clusters;
        warnings.extend(self.warnings.iter().cloned());
        let ledger = sides.ledger;
        if !check_ledger(target, ledger, &mut warnings)? {
            let create = sides.init_command();
            let whose = rights::on_which(sides);
            warnings.push(format!(
                "the ledger topic {ledger} does not exist yet{whose}: {create} creates it"
            ));
        }
        let target_names = plan
            .targets
            .iter()
            .filter(|target| !target.sends.is_empty())
            .map(|target| target.topic.as_str());
        let source_names = plan.sources.iter().map(|source| source.topic.as_str());
        Ok(Setting {
            source: sides.source.named(source),
            to: sides.are_two().then(|| sides.target.named(target)),
            ledger: ledger.to_owned(),
            rate: args.rate(),
            batch: args.batch(),
            audiences: audiences(target, target_names),
            source_audiences: audiences(source, source_names),
            warnings,
        })
    }
}

/// Asks who reads these topics; what may not be seen is `None`.
fn audiences<'n>(cluster: &Cluster, names: impl Iterator<Item = &'n str>) -> Vec<Audience> {
    let audience = |name: &str| -> Audience {
        let groups = cluster.topic(name).and_then(|topic| {
            let Some(topic) = topic else {
                return Ok(Vec::new());
            };
            let bounds = cluster.bounds(std::slice::from_ref(&topic), true)?;
            let bounds = bounds.into_iter().next().unwrap_or_default();
            cluster.group_lags(name, &bounds)
        });
        let groups = groups.ok().filter(|_| !cluster.is_mock());
        Audience {
            topic: name.to_owned(),
            groups: groups.map(|groups| {
                let groups = groups.into_iter();
                groups.map(|group| (group.group, group.lag)).collect()
            }),
        }
    };
    names.map(audience).collect()
}

/// Looks at the ledger topic before a replay rests on it.
fn check_ledger(cluster: &Cluster, name: &str, warnings: &mut Vec<String>) -> Result<bool> {
    let ledger = LedgerTopic::inspect(cluster, name)?;
    if let Some(why) = ledger.unfit {
        return Err(
            Error::refused(format!("the ledger topic {name} must not be used"))
                .why(why)
                .hint("give it an infinite retention, or name another one with --ledger"),
        );
    }
    let warned = ledger.warnings.into_iter();
    warnings.extend(warned.map(|text| format!("ledger {name}: {text}")));
    Ok(ledger.exists)
}
