//! Reading the ledger: everything that is decided, up to an end that was true after a question was asked.

use std::ffi::CString;
use std::time::{Duration, Instant};

use rdkafka::types::RDKafkaErrorCode as Kind;

use super::fail;
use crate::error::{Error, ErrorKind, Result};
use crate::kafka::cluster::{Cluster, Topic, joined};
use crate::kafka::config::ClientProperties;
use crate::kafka::ffi::{Assignment, OffsetQuestion, Polled};
use crate::record::{HeaderView, Headers};
use crate::replay::ledger::{Key, Ledger, decode};
use crate::scan::Stop;

/// How long nothing may move before the read gives up: an open transaction of somebody else may hold it up.
const NO_PROGRESS: Duration = Duration::from_secs(90);
/// Entries taken at once.
const BATCH: usize = 1_000;

/// One partition of the ledger.
struct Place {
    partition: i32,
    start: i64,
    /// Everything before this offset was taken in.
    next: i64,
    /// The offset of the last end-of-partition event; −1 before the first.
    end_event: i64,
}

/// A reader of the ledger that goes on where it stands. It reads committed entries only and commits nothing itself.
pub struct LedgerReader {
    cluster: Cluster,
    /// Asks for the ends: on the reading handle a question would wait behind a fetch that waits for entries.
    questions: Cluster,
    topic: Topic,
    name: CString,
    places: Vec<Place>,
    assigned: bool,
}

impl LedgerReader {
    /// Opens the ledger for reading; `None` where the topic does not exist.
    ///
    /// # Errors
    ///
    /// Unreachable or denied.
    pub fn open(properties: &ClientProperties, ledger: &str) -> Result<Option<Self>> {
        let (cluster, questions) = std::thread::scope(|scope| {
            let questions = scope.spawn(|| Cluster::connect(properties.clone()));
            (Cluster::connect(properties.clone()), joined(questions))
        });
        let (cluster, questions) = (cluster?, questions?);
        let Some(topic) = cluster.topic(ledger)? else {
            return Ok(None);
        };
        let name =
            CString::new(ledger).map_err(|_| Error::usage("the ledger's name holds a NUL byte"))?;
        let bounds = cluster.bounds(std::slice::from_ref(&topic), true)?;
        let places = bounds
            .into_iter()
            .flatten()
            .map(|bounds| Place {
                partition: bounds.partition,
                start: bounds.start,
                next: bounds.start,
                end_event: -1,
            })
            .collect();
        Ok(Some(Self {
            cluster,
            questions,
            topic,
            name,
            places,
            assigned: false,
        }))
    }

    /// Takes in everything up to the high watermark of now, waiting for open transactions below it.
    ///
    /// # Errors
    ///
    /// Unreachable, denied, interrupted; or nothing moved for a minute and a half.
    pub fn read_to_end(&mut self, ledger: &mut Ledger, stop: &Stop) -> Result<()> {
        let ends = self.ends(!fail::is_on(fail::Control::LedgerToLastStable))?;
        fail::point("after_hw");
        self.read_up_to(&ends, ledger, stop)
    }

    /// Takes in what is decided now, without waiting for open transactions: enough for a plan, and no proof.
    ///
    /// A run that was killed a moment ago has left a transaction open, which the next fence ends at once and a reader
    /// would wait for.
    ///
    /// # Errors
    ///
    /// As [`Self::read_to_end`].
    pub fn read_what_is_decided(&mut self, ledger: &mut Ledger, stop: &Stop) -> Result<()> {
        let ends = self.ends(false)?;
        self.read_up_to(&ends, ledger, stop)
    }

    /// Waits until the broker has answered a fetch of every partition: it says only then that reading is not allowed.
    ///
    /// # Errors
    ///
    /// As [`Self::read_to_end`].
    pub fn check_right(&mut self, ledger: &mut Ledger, stop: &Stop) -> Result<()> {
        let begun = Instant::now();
        let heard = |place: &Place| place.end_event >= 0 || place.next > place.start;
        while !self.places.iter().all(heard) {
            self.poll(ledger, Duration::from_millis(5))?;
            if stop.is_stopped() {
                return Err(Error::new(ErrorKind::Interrupted, "interrupted"));
            }
            if begun.elapsed() > self.cluster.properties().request_timeout {
                return Err(self.stuck(&self.ends(false)?));
            }
        }
        Ok(())
    }

    fn read_up_to(&mut self, ends: &[(i32, i64)], ledger: &mut Ledger, stop: &Stop) -> Result<()> {
        let mut last_progress = Instant::now();
        let mut noted = false;
        // A commit marker moves the position, and no poll returns for it.
        let mut wait = Duration::from_millis(1);
        loop {
            let before = self.passed();
            self.check_positions();
            if self.is_at(ends) {
                return Ok(());
            }
            self.poll(ledger, wait)?;
            wait = (wait * 2).min(Duration::from_millis(5));
            if !noted && self.passed() > before {
                noted = true;
                fail::point("mid_ledger_read");
            }
            if self.passed() > before {
                last_progress = Instant::now();
            }
            if stop.is_stopped() && last_progress.elapsed() > Duration::from_secs(5) {
                return Err(Error::new(ErrorKind::Interrupted, "interrupted"));
            }
            if last_progress.elapsed() > NO_PROGRESS {
                return Err(self.stuck(ends));
            }
        }
    }

    /// Takes in what arrives until `enough`, at most for `wait`. It proves nothing.
    ///
    /// # Errors
    ///
    /// Denied.
    pub(super) fn read_for(
        &mut self,
        ledger: &mut Ledger,
        wait: Duration,
        enough: impl Fn(&Ledger) -> bool,
    ) -> Result<()> {
        let until = Instant::now() + wait;
        while !enough(ledger) && Instant::now() < until {
            self.poll(ledger, Duration::from_millis(2))?;
        }
        Ok(())
    }

    /// Asks the leaders for the ends of now: the high watermarks, or the last stable offsets.
    fn ends(&self, uncommitted: bool) -> Result<Vec<(i32, i64)>> {
        let questions: Vec<_> = self
            .places
            .iter()
            .map(|place| OffsetQuestion {
                topic: self.topic.name.to_string(),
                partition: place.partition,
                at: OffsetQuestion::LATEST,
            })
            .collect();
        let what = format!("the ledger {}", self.topic.name);
        let answers = self
            .questions
            .ask_offsets(&questions, uncommitted, &what)?
            .into_iter();
        Ok(answers
            .map(|(_, partition, end)| (partition, end.offset))
            .collect())
    }

    fn is_at(&self, ends: &[(i32, i64)]) -> bool {
        ends.iter().all(|(partition, end)| {
            self.places
                .iter()
                .any(|place| place.partition == *partition && place.next >= *end)
        })
    }

    fn passed(&self) -> i64 {
        self.places.iter().map(|place| place.next).sum()
    }

    fn assign(&mut self) -> Result<()> {
        let assignments: Vec<_> = self
            .places
            .iter()
            .map(|place| Assignment {
                topic: self.name.clone(),
                partition: place.partition,
                offset: place.next,
            })
            .collect();
        self.assigned = true;
        let assigned = self.cluster.client().assign(&assignments);
        assigned.map_err(|code| self.cluster.failure(code, "", "the ledger's partitions"))
    }

    /// Looks at the positions: behind a commit marker nothing arrives that would tell.
    fn check_positions(&mut self) {
        if !self.assigned {
            return;
        }
        let asked: Vec<_> = self
            .places
            .iter()
            .map(|place| (&self.name, place.partition))
            .collect();
        let positions = self.cluster.client().positions(&asked);
        for (place, position) in self.places.iter_mut().zip(positions) {
            // After an end-of-partition event at an offset, librdkafka's position is one behind it although nothing was
            // read there yet (src/rdkafka_queue.c, rd_kafka_q_serve_rkmessages).
            if position != place.end_event + 1 {
                place.next = place.next.max(position);
            }
        }
    }

    fn poll(&mut self, ledger: &mut Ledger, wait: Duration) -> Result<()> {
        if !self.assigned {
            self.assign()?;
        }
        let batch = self.cluster.client().consume(BATCH, wait);
        let mut headers: Vec<HeaderView<'_>> = Vec::new();
        let mut overtaken = false;
        for index in 0..batch.len() {
            let message = batch.get(index);
            let place = self
                .places
                .iter_mut()
                .find(|place| place.partition == message.partition());
            match (message.polled(), place) {
                (Polled::Record, Some(place)) if message.offset() >= place.next => {
                    let first = place.start > 0 && place.next == place.start;
                    place.next = message.offset() + 1;
                    let key = message.key().and_then(Key::decode);
                    if !key.is_some_and(|key| ledger.is_about(&key)) {
                        continue;
                    }
                    headers.clear();
                    let headers = match batch.headers(index, &mut headers) {
                        Ok(()) => Headers::new(&headers),
                        Err(why) => Headers::unreadable(why),
                    };
                    ledger.add(&decode(message.key(), message.value(), &headers), first);
                }
                (Polled::EndOfPartition(offset), Some(place)) => {
                    place.next = place.next.max(offset);
                    place.end_event = offset;
                }
                (Polled::Error(code, text), _) => match code.kind() {
                    Kind::AutoOffsetReset | Kind::OffsetOutOfRange => overtaken = true,
                    Kind::GroupAuthorizationFailed
                    | Kind::BrokerTransportFailure
                    | Kind::AllBrokersDown
                    | Kind::OperationTimedOut
                    | Kind::Resolve => {}
                    _ => {
                        let what = format!("the ledger {}", self.topic.name);
                        return Err(self.cluster.failure(code, &text, &what));
                    }
                },
                _ => {}
            }
        }
        drop(batch);
        if overtaken {
            self.start_again()
        } else {
            Ok(())
        }
    }

    /// Goes on at the first entry that still exists: the ledger was pruned while it was read.
    fn start_again(&mut self) -> Result<()> {
        let bounds = self
            .questions
            .bounds(std::slice::from_ref(&self.topic), true)?;
        for bounds in bounds.into_iter().flatten() {
            let place = self
                .places
                .iter_mut()
                .find(|place| place.partition == bounds.partition);
            let Some(place) = place else { continue };
            if bounds.high < place.next {
                return Err(Error::failed(format!(
                    "the ledger {} lost entries while it was read",
                    self.topic.name
                ))
                .why("its end moved back: the topic was truncated or created again")
                .hint("find out who did that before anything is replayed"));
            }
            if bounds.start > place.next {
                place.start = bounds.start;
                place.next = bounds.start;
            }
        }
        self.assign()
    }

    fn stuck(&self, ends: &[(i32, i64)]) -> Error {
        let places: Vec<_> = self
            .places
            .iter()
            .filter_map(|place| {
                let (_, end) = ends.iter().find(|end| end.0 == place.partition)?;
                (place.next < *end).then(|| {
                    format!(
                        "{}-{} at {} of {end}",
                        self.topic.name, place.partition, place.next
                    )
                })
            })
            .collect();
        Error::new(
            ErrorKind::Unreachable,
            format!("the ledger cannot be read to its end: {}", places.join(", ")),
        )
        .why("an undecided transaction holds it up, or its leader does not answer")
        .hint("kafka-transactions.sh --bootstrap-server … find-hanging --topic … names a hanging transaction")
    }
}
