//! What can go wrong with a range while it is read: it is gone, it never comes, or nothing comes.

use std::time::{Duration, Instant};

use super::{Fetch, Gap};
use crate::error::{Error, ErrorKind, Result};
use crate::kafka::cluster::Topic;
use crate::kafka::error::diagnose;
use crate::record::TopicPartition;

/// How long nothing arrives before it is asked whether a log is shorter than what is to be read of it, and between two
/// such questions.
const DOUBT: Duration = Duration::from_millis(500);

fn became_shorter(place: &TopicPartition) -> Error {
    Error::failed(format!("{place} changed while it was read"))
        .why("its end moved back below what was to be read: the topic was truncated or re-created")
        .hint("run the command again")
}

impl Fetch<'_> {
    /// Steps over offsets that retention took away while we read.
    pub(super) fn step_over_gap(&mut self, index: usize) -> Result<()> {
        let partition = &self.partitions[index];
        let topic = Topic {
            name: partition.topic.clone(),
            partitions: vec![partition.partition],
        };
        let bounds = self.cluster.bounds(std::slice::from_ref(&topic), true)?;
        let start = bounds
            .first()
            .and_then(|bounds| bounds.first())
            .map_or(partition.end, |bounds| bounds.start);
        let place = partition.place();
        if start <= partition.next {
            return Err(became_shorter(&place));
        }
        let partition = &mut self.partitions[index];
        let to = start.min(partition.end);
        self.gaps.push(Gap {
            place,
            from: partition.next,
            to,
        });
        partition.advance(to);
        self.assign()
    }

    /// Fails where a partition ends before the range that is read of it, and will not grow to it.
    ///
    /// An end-of-partition event alone does not tell: it can come from a broker that lags. So the end is asked afresh,
    /// which a leader that still lags behind its predecessor does not answer (KIP-207).
    pub(super) fn check_ends(&mut self) -> Result<()> {
        if self.last_progress.elapsed() < DOUBT || self.asked_for_ends.elapsed() < DOUBT {
            return Ok(());
        }
        let suspects = self.partitions.iter().filter(|partition| {
            let ended_before = (0..partition.end).contains(&partition.end_event);
            !partition.complete && partition.end != i64::MAX && ended_before
        });
        for partition in suspects {
            self.asked_for_ends = Instant::now();
            let topic = Topic {
                name: partition.topic.clone(),
                partitions: vec![partition.partition],
            };
            // Whoever gives no answer does not fail here: `check_deadline` says why in the end.
            let Ok(bounds) = self.cluster.bounds(&[topic], true) else {
                return Ok(());
            };
            let high = bounds.iter().flatten().map(|bounds| bounds.high).next();
            if high.is_some_and(|high| high < partition.end) {
                return Err(became_shorter(&partition.place()));
            }
        }
        Ok(())
    }

    /// Fails when nothing has moved for the request time-out although there is something to read.
    pub(super) fn check_deadline(&self) -> Result<()> {
        let wait = self.cluster.properties().request_timeout;
        if self.is_following() || self.last_progress.elapsed() < wait {
            return Ok(());
        }
        let stuck = self.partitions.iter().find(|partition| !partition.complete);
        let what = stuck.map_or_else(String::new, |partition| {
            format!(
                "{}-{} at offset {} of {}",
                partition.topic, partition.partition, partition.next, partition.end
            )
        });
        self.cluster.client().serve();
        let heard = diagnose(
            &self.cluster.client().events(),
            &self.cluster.properties().bootstrap_servers,
        );
        let why = heard.and_then(|diagnosis| diagnosis.error.reason());
        let error = Error::new(
            ErrorKind::Unreachable,
            format!("nothing arrived for {}s: {what}", wait.as_secs()),
        )
        .hint("try again, or raise --request-timeout");
        Err(match why {
            Some(why) => error.why(why),
            None => error,
        })
    }
}
