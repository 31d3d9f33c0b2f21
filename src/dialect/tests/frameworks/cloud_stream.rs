//! The Kafka binder of Spring Cloud Stream 5.0.2.

use super::{CHAINED, Expected, NOTHING, REJECTED, compare, headers_are_known};

const CAPTURE: &str = "cloud-stream-5.0.2";
const ILLEGAL_STATE: &str = "java.lang.IllegalStateException";
const TIMEOUT: &str = "java.net.SocketTimeoutException";
const CLASS_CAST: &str = "java.lang.ClassCastException";
/// Of an `IllegalStateException` with a cause Spring Integration keeps the cause alone.
const GATEWAY: (&str, &str, &str) = (TIMEOUT, TIMEOUT, "Read timed out after 500 ms");
/// What cannot be converted is handed on as it is, and does not fit.
const NO_MAP: (&str, &str, &str) = (
    CLASS_CAST,
    CLASS_CAST,
    "class [B cannot be cast to class java.util.Map*",
);
const BATCH: (&str, &str, &str) = (ILLEGAL_STATE, ILLEGAL_STATE, "the batch failed");

/// The group stands in the framework's own name of the dead-letter topic.
const fn letter(
    place: &'static str,
    hops: &'static str,
    failure: (&'static str, &'static str, &'static str),
) -> Expected {
    Expected {
        place,
        dialects: "spring-cloud-stream",
        hops,
        failure,
        stage: "-",
        attempts: "-",
        proved: true,
        payload: true,
        notes: &[],
    }
}

const fn parked(place: &'static str, hops: &'static str) -> Expected {
    letter(
        place,
        hops,
        (ILLEGAL_STATE, ILLEGAL_STATE, "second failure"),
    )
}

const LETTERS: &[Expected] = &[
    letter(
        "error.batches.batch-service-0@0",
        "batches/0/0 batch-service",
        BATCH,
    ),
    letter(
        "error.batches.batch-service-0@1",
        "batches/0/1 batch-service",
        BATCH,
    ),
    letter(
        "error.batches.batch-service-0@2",
        "batches/0/2 batch-service",
        BATCH,
    ),
    parked(
        "error.error.shop.orders.order-service.parking-0@0",
        "shop.orders/1/0 order-service, error.shop.orders.order-service/1/0 parking",
    ),
    parked(
        "error.error.shop.orders.order-service.parking-0@1",
        "shop.orders/1/1 order-service, error.shop.orders.order-service/1/1 parking",
    ),
    parked(
        "error.error.shop.orders.order-service.parking-0@2",
        "shop.orders/1/2 order-service, error.shop.orders.order-service/1/2 parking",
    ),
    parked(
        "error.error.shop.orders.order-service.parking-0@3",
        "shop.orders/1/3 order-service, error.shop.orders.order-service/1/3 parking",
    ),
    parked(
        "error.error.shop.orders.order-service.parking-0@4",
        "shop.orders/1/4 order-service, error.shop.orders.order-service/1/4 parking",
    ),
    parked(
        "error.error.shop.orders.order-service.parking-0@5",
        "shop.orders/1/5 order-service, error.shop.orders.order-service/1/5 parking",
    ),
    letter(
        "error.retried.retry-service-0@0",
        "retried/0/0 retry-service",
        GATEWAY,
    ),
    letter(
        "error.retried.retry-service-0@1",
        "retried/0/1 retry-service",
        NOTHING,
    ),
    letter(
        "error.shop.orders.order-service-1@0",
        "shop.orders/1/0 order-service",
        GATEWAY,
    ),
    letter(
        "error.shop.orders.order-service-1@1",
        "shop.orders/1/1 order-service",
        NOTHING,
    ),
    letter(
        "error.shop.orders.order-service-1@2",
        "shop.orders/1/2 order-service",
        REJECTED,
    ),
    letter(
        "error.shop.orders.order-service-1@3",
        "shop.orders/1/3 order-service",
        CHAINED,
    ),
    letter(
        "error.shop.orders.order-service-1@4",
        "shop.orders/1/4 order-service",
        NOTHING,
    ),
    letter(
        "error.shop.orders.order-service-1@5",
        "shop.orders/1/5 order-service",
        REJECTED,
    ),
    letter(
        "error.typed.typed-service-0@0",
        "typed/0/0 typed-service",
        NO_MAP,
    ),
    letter(
        "error.typed.typed-service-0@1",
        "typed/0/1 typed-service",
        NO_MAP,
    ),
    // A name of one's own does not tell the group.
    Expected {
        notes: &["x-original-offset"],
        ..letter("handmade.dead-0@0", "handmade/0/0 -", REJECTED)
    },
    Expected {
        notes: &["x-original-topic"],
        ..letter("handmade.dead-0@1", "handmade/0/1 -", REJECTED)
    },
];

#[test]
fn every_letter() {
    compare(CAPTURE, LETTERS);
}

#[test]
fn what_a_replay_leaves_is_the_applications() {
    headers_are_known(
        CAPTURE,
        &[
            "empty",
            "eventId",
            "null",
            "route",
            "signature",
            "traceparent",
        ],
    );
}

/// The records were sent a second apart, and their times came along.
#[test]
fn times_are_those_of_the_producer() {
    for record in super::capture(CAPTURE) {
        let place = record.record_ref().to_string();
        super::with_letter(record, |letter| {
            let time = letter
                .origin()
                .and_then(|hop| hop.timestamp.value())
                .copied();
            let seconds = time.map(|ms| (ms - 1_760_000_000_000) / 1000);
            assert!(
                seconds.is_some_and(|it| (0..15).contains(&it)),
                "{place} {time:?}"
            );
        });
    }
}
