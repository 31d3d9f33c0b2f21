//! The shop's services: what each consumes, and what it does with what fails.

use super::failures::{self, Episode, Kind, Stage};
use super::hostile::{Draft, HOSTILE, Hostile};
use super::random::Random;
use super::shop::{self, Event};
use super::spoil::spoil;
use super::spring::{self, Failure, HeaderList, Origin};
use super::trace::Listener;
use super::world::record;
use crate::record::Record;
use crate::replay::partition::{murmur2, of_hash};

/// One minute, in milliseconds.
pub(super) const MINUTE: i64 = 60_000;

/// The first event, in minutes before now.
const BEGINNING: u32 = 1_555;

/// How a service publishes what it cannot process.
#[derive(Clone, Copy)]
enum Publishing {
    /// A recoverer whose template writes JSON: it sets the type header anew, at the end.
    Recoverer,
    /// A recoverer whose template writes the bytes it got.
    RecovererOfBytes,
    /// Retry topics with these delays in milliseconds.
    RetryTopics(&'static [i64]),
}

/// One service: what it consumes, and what it does with what fails.
pub(super) struct Service {
    /// The topic it consumes.
    pub(super) topic: &'static str,
    /// How many partitions that has, and the dead-letter topic.
    pub(super) partitions: i32,
    /// The dead-letter topic.
    pub(super) dead_letters: &'static str,
    group: &'static str,
    type_id: &'static str,
    listener: Listener,
    publishing: Publishing,
    events: u32,
    event: fn(&mut Random, i64) -> Event,
    episodes: &'static [Episode],
}

/// The services.
pub(super) const SERVICES: &[Service] = &[
    Service {
        topic: "orders.events",
        partitions: 3,
        dead_letters: "orders.events.DLT",
        group: "orders-service",
        type_id: "com.acme.orders.OrderPlaced",
        listener: Listener::Method(
            "public void com.acme.orders.OrderEventsListener.onOrderPlaced(com.acme.orders.OrderPlaced)",
        ),
        publishing: Publishing::Recoverer,
        events: 2_400,
        event: shop::order,
        episodes: failures::orders::EPISODES,
    },
    Service {
        topic: "payments.events",
        partitions: 3,
        dead_letters: "payments.events-dlt",
        group: "payments-service",
        type_id: "com.acme.payments.PaymentRequested",
        listener: Listener::Method(
            "public void com.acme.payments.PaymentListener.onPayment(com.acme.payments.PaymentRequested)",
        ),
        publishing: Publishing::RetryTopics(&[1_000, 2_000, 4_000]),
        events: 1_200,
        event: shop::payment,
        episodes: failures::payments::EPISODES,
    },
    Service {
        topic: "inventory.events",
        partitions: 2,
        dead_letters: "inventory.events.DLT",
        group: "inventory-service",
        type_id: "com.acme.inventory.StockReserved",
        listener: Listener::Plain,
        publishing: Publishing::RecovererOfBytes,
        events: 800,
        event: shop::stock,
        episodes: failures::inventory::EPISODES,
    },
];

/// What becomes of an event.
enum Fate {
    Fine,
    Fails(&'static Kind),
    Hostile(&'static Hostile),
}

impl Service {
    /// Plays the service's day: appends its events, and after them its dead letters by time.
    pub(super) fn run(&self, random: &mut Random, now_ms: i64, records: &mut Vec<Record>) {
        let mut letters = Vec::new();
        let mut next = vec![0_i64; usize::try_from(self.partitions).unwrap_or(0)];
        for (at, fate) in self.day(random, now_ms) {
            let event = (self.event)(random, at);
            let source = self.source(random, at, &event, &fate);
            // A hostile record of another kind keeps its key; one without a key goes where the producer likes.
            let partition = source
                .key
                .as_deref()
                .map_or(1, |key| of_hash(murmur2(key), self.partitions));
            let offset = &mut next[usize::try_from(partition).unwrap_or(0)];
            let origin = Origin {
                topic: self.topic,
                partition,
                offset: *offset,
                timestamp: at,
                group: Some(self.group),
            };
            *offset += 1;
            records.push(record(self.topic, partition, at, &source));
            let letter = match fate {
                Fate::Fine => continue,
                Fate::Fails(kind) => self.letter(random, source, &event, kind, &origin),
                Fate::Hostile(hostile) => (at + 9_250, (hostile.letter)(source, &origin)),
            };
            letters.push((letter.0.min(now_ms - 1_000), partition, letter.1));
        }
        letters.sort_by_key(|(at, _, _)| *at);
        let letters = letters.iter();
        records.extend(
            letters
                .map(|(at, partition, letter)| record(self.dead_letters, *partition, *at, letter)),
        );
    }

    /// Says when events happened and which of them failed, oldest first; the last hour is twice as busy.
    fn day(&self, random: &mut Random, now_ms: i64) -> Vec<(i64, Fate)> {
        let mut day = Vec::new();
        for _ in 0..self.events {
            let span = if random.happens(7) { 60 } else { BEGINNING };
            let seconds = random.between(30, span * 60);
            let failing = self.episodes.iter().find(|episode| {
                (episode.to * 60..=episode.from * 60).contains(&seconds)
                    && random.happens(episode.percent)
            });
            let fate = failing.map_or(Fate::Fine, |episode| {
                Fate::Fails(random.pick(episode.kinds))
            });
            let millis = i64::from(random.between(0, 999));
            day.push((now_ms - i64::from(seconds) * 1_000 - millis, fate));
        }
        let hostile = HOSTILE.iter().filter(|hostile| hostile.topic == self.topic);
        day.extend(hostile.map(|hostile| {
            (
                now_ms - i64::from(hostile.minutes) * MINUTE,
                Fate::Hostile(hostile),
            )
        }));
        day.sort_by_key(|(at, _)| *at);
        day
    }

    /// Makes the record that the service consumed.
    fn source(&self, random: &mut Random, at: i64, event: &Event, fate: &Fate) -> Draft {
        let value = match fate {
            Fate::Hostile(hostile) => return (hostile.source)(random, at),
            Fate::Fails(kind) => spoil(&event.value, kind.spoiled),
            Fate::Fine => event.value.to_string().into_bytes(),
        };
        let mut headers = HeaderList::default();
        headers
            .text(
                "traceparent",
                &format!("00-{}-{}-01", random.hex(32), random.hex(16)),
            )
            .text("eventId", &random.uuid())
            .text("__TypeId__", self.type_id);
        Draft {
            key: Some(event.key.clone().into_bytes()),
            value: Some(value),
            headers,
        }
    }

    /// Makes the dead letter of a record, and says when it was published.
    fn letter(
        &self,
        random: &mut Random,
        mut draft: Draft,
        event: &Event,
        kind: &Kind,
        origin: &Origin<'_>,
    ) -> (i64, Draft) {
        let left = event
            .quantity
            .saturating_sub(random.between(1, 3))
            .to_string();
        let wait = random.between(30_000, 30_009).to_string();
        let text = |template: &'static str| {
            let text = template
                .replace("{id}", &event.key)
                .replace("{sku}", &event.sku);
            let text = text.replace("{n}", &event.quantity.to_string());
            text.replace("{left}", &left).replace("{wait}", &wait)
        };
        let is_read = kind.stage == Stage::Listening;
        let origin = &Origin {
            group: origin.group.filter(|_| is_read),
            ..*origin
        };
        let headers = &mut draft.headers;
        let patience = match self.publishing {
            Publishing::Recoverer | Publishing::RecovererOfBytes => {
                if is_read {
                    let attempts: i32 = if kind.links[0].class.ends_with("ClassCastException") {
                        1
                    } else {
                        3
                    };
                    headers.bytes("kafka_deliveryAttempt", &attempts.to_be_bytes());
                }
                spring::exception(headers, &Failure::of(kind, self.listener, &text));
                spring::original(headers, origin);
                2_000
            }
            // A record that cannot be read is not tried again.
            Publishing::RetryTopics(delays) => {
                let delays = if is_read { delays } else { &[] };
                let patience = delays.iter().sum();
                let failed_at = shop::time(origin.timestamp + patience);
                let failure = Failure::of_retry(kind, self.listener, &failed_at, &text);
                spring::retry_topics(headers, &failure, origin, delays);
                patience
            }
        };
        if is_read && !matches!(self.publishing, Publishing::RecovererOfBytes) {
            headers
                .remove("__TypeId__")
                .text("__TypeId__", self.type_id);
        }
        let took = i64::from(random.between(20, 140));
        (
            origin.timestamp + took + if is_read { patience } else { 0 },
            draft,
        )
    }
}
