//! Records made ready behind the loop's back: compared with the plan, and with the headers that they will be sent with.

use crate::dead_letter::DeadLetterView;
use crate::digest::Digest;
use crate::error::Error;
use crate::record::{HeaderView, Headers, Record, RecordView};
use crate::replay::headers::{self, HeaderRules, Sender};
use crate::replay::ledger::{Orig, TopicIdentity};
use crate::replay::plan::Step;
use crate::replay::policy::{ReplayPolicy, TimestampChoice};

use super::reread::Reread;

/// A record that is ready to be sent.
pub(super) struct Ready {
    /// Its index in the plan.
    pub(super) index: usize,
    pub(super) step: Step,
    /// The dead letter with the headers that it is sent with; place and timestamp are the dead letter's.
    pub(super) record: Record,
    /// The timestamp to send it with; `None` is the time of sending.
    pub(super) timestamp: Option<i64>,
    /// Where its own headers said that it came from.
    pub(super) orig: Option<Orig>,
    /// Whether the ledger has an entry for it already, and it is sent again on request.
    pub(super) again: bool,
}

/// Why a planned record cannot be sent.
pub(super) enum Missing {
    /// It is not there any more.
    Gone,
    /// Something else is there.
    Changed,
}

/// What became of a planned record.
pub(super) type Found = Result<Ready, Missing>;

/// What a record is made ready with.
#[derive(Clone, Copy)]
pub(super) struct Preparation<'a> {
    pub(super) policy: &'a ReplayPolicy,
    pub(super) rules: &'a HeaderRules,
    pub(super) identity: &'a TopicIdentity,
    pub(super) run: &'a str,
}

impl Preparation<'_> {
    /// Reads the records of these steps again and makes them ready; `first` is the index of the first step in the plan.
    ///
    /// # Errors
    ///
    /// Where the source cannot be read.
    pub(super) fn read(
        self,
        reread: &mut dyn Reread,
        first: usize,
        steps: &[Step],
    ) -> Result<Vec<Found>, Error> {
        let mut found: Vec<Found> = steps.iter().map(|_| Err(Missing::Gone)).collect();
        reread.read(steps, &mut |at, view| {
            // What is withheld was never planned either; this is where it must not pass.
            let is_whole = view.withheld.is_none();
            found[at] = if is_whole && Digest::of(view).short() == steps[at].digest {
                Ok(self.prepare(first + at, steps[at], view))
            } else {
                Err(Missing::Changed)
            };
        })?;
        Ok(found)
    }

    fn prepare(self, index: usize, step: Step, view: &RecordView<'_>) -> Ready {
        let letter = DeadLetterView::new(*view);
        let id = self
            .identity
            .record_id(step.source.partition, step.source.offset);
        let sender = Sender {
            id: &id,
            run: self.run,
        };
        let outgoing = headers::outgoing(&letter, self.rules, sender);
        let list: Vec<HeaderView<'_>> = outgoing.iter().collect();
        let record = Record::keep(&RecordView {
            envelope: view.envelope,
            headers: match view.headers.why_unreadable() {
                None => Headers::new(&list),
                Some(why) => Headers::unreadable(why),
            },
            withheld: None,
        });
        let timestamp = match self.policy.timestamp {
            TimestampChoice::Now => None,
            // A dead letter without a timestamp is sent without one.
            TimestampChoice::Dlt => Some(view.envelope.timestamp.map_or(-1, |at| at.ms)),
            TimestampChoice::Original => letter
                .origin()
                .and_then(|hop| hop.timestamp.value())
                .copied(),
        };
        let orig = letter.origin().and_then(|hop| {
            Some(Orig {
                topic: hop.topic.value()?.to_string(),
                partition: hop.partition.value().copied(),
                offset: hop.offset.value().copied(),
                group: headers::failed_group(&letter).map(str::to_owned),
            })
        });
        Ready {
            index,
            step,
            record,
            timestamp,
            orig,
            again: false,
        }
    }
}
