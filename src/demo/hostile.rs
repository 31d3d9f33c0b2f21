//! Dead letters that nobody wants to meet: what tools trip over, and what attacks the person who looks.

use super::random::Random;
use super::shop;
use super::spring::{self, Failure, HeaderList, Origin};
use super::trace::{UNREADABLE, WRAPPER};

/// The bytes of one record.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// The key.
    pub(super) key: Option<Vec<u8>>,
    /// The value.
    pub(super) value: Option<Vec<u8>>,
    /// The headers.
    pub(super) headers: HeaderList,
}

/// One hostile dead letter.
pub(super) struct Hostile {
    /// How many minutes ago its source was written.
    pub(super) minutes: u32,
    /// The topic on which its source stands.
    pub(super) topic: &'static str,
    /// Makes the source, as it was written.
    pub(super) source: fn(&mut Random, i64) -> Draft,
    /// Makes the dead letter of the source.
    pub(super) letter: fn(Draft, &Origin<'_>) -> Draft,
}

fn failure(cause: &str, message: &str) -> Failure {
    let frames = "\tat com.acme.orders.OrderPlacement.place(OrderPlacement.java:74)\n\
                  \tat com.acme.orders.OrderEventsListener.onOrderPlaced(OrderEventsListener.java:46)\n";
    Failure {
        exception: WRAPPER.to_owned(),
        cause: cause.to_owned(),
        message: format!("Listener failed; {message}"),
        trace: format!(
            "{WRAPPER}: Listener failed\n{frames}Caused by: {cause}: {message}\n{frames}\t... 12 more\n"
        ),
    }
}

fn order(random: &mut Random, at: i64) -> Draft {
    let order = shop::order(random, at);
    let mut headers = HeaderList::default();
    headers.text("eventId", &random.uuid());
    Draft {
        key: Some(order.key.into_bytes()),
        value: Some(order.value.to_string().into_bytes()),
        headers,
    }
}

fn failed(mut draft: Draft, origin: &Origin<'_>, failure: &Failure) -> Draft {
    spring::exception(&mut draft.headers, failure);
    spring::original(&mut draft.headers, origin);
    draft
}

const INVALID: &str = "com.acme.orders.InvalidOrderException";

/// Escape sequences that set the terminal's title, clear it, and paint over what stands there.
fn escapes(random: &mut Random, at: i64) -> Draft {
    Draft {
        key: Some(b"ord-\x1b]0;owned\x07\x1b[2J\x1b[1;1H\x9b31m".to_vec()),
        ..order(random, at)
    }
}

fn escapes_letter(draft: Draft, origin: &Origin<'_>) -> Draft {
    let message =
        "customer \x1b[8mhidden\x1b[0m says \u{202e}gnp.exe\u{202c}\r\x1b[K0 dead letters\x07";
    let mut told = failure(INVALID, message);
    told.trace
        .push_str("\x1b[1A\x1b[2KCaused by: \u{9b}31mjava.lang.Nothing: \x00\x08\x7f\n");
    failed(draft, origin, &told)
}

/// Header names that are not UTF-8 or empty; values that are null, empty, repeated.
fn headers(random: &mut Random, at: i64) -> Draft {
    let mut draft = order(random, at);
    draft
        .headers
        .bytes(b"\xff\xfetrace-\xe9", b"\x00\x01\x02\xff")
        .bytes(b"x-\x1b[31mred", b"\x1b[31mred")
        .null("x-null")
        .text("x-empty", "")
        .text("x-tag", "a")
        .text("x-tag", "b")
        .text("x-tag", "a")
        .bytes(b"", b"a name of no bytes");
    draft
}

fn headers_letter(draft: Draft, origin: &Origin<'_>) -> Draft {
    failed(
        draft,
        origin,
        &failure(INVALID, "tag is ambiguous: [a, b, a]"),
    )
}

/// Numbers of three, five and seven bytes.
fn malformed(draft: Draft, origin: &Origin<'_>) -> Draft {
    let mut draft = failed(draft, origin, &failure(INVALID, "voucher expired"));
    for name in ["partition", "offset", "timestamp"] {
        draft.headers.remove(&format!("kafka_dlt-original-{name}"));
    }
    draft
        .headers
        .bytes("kafka_dlt-original-partition", b"\x00\x00\x02")
        .bytes("kafka_dlt-original-offset", b"\x00\xff\x00\xff\x00")
        .bytes(
            "kafka_dlt-original-timestamp",
            b"\x01\x02\x03\x04\x05\x06\x07",
        );
    draft
}

/// A value of 200 kB.
fn large(random: &mut Random, at: i64) -> Draft {
    let mut draft = order(random, at);
    let mut value = b"{\"type\":\"OrderPlaced\",\"note\":\"".to_vec();
    while value.len() < 200_000 - 2 {
        value.extend_from_slice(random.hex(16).as_bytes());
    }
    value.truncate(200_000 - 2);
    value.extend_from_slice(b"\"}");
    draft.value = Some(value);
    draft
}

fn large_letter(draft: Draft, origin: &Origin<'_>) -> Draft {
    failed(
        draft,
        origin,
        &failure(INVALID, "note is longer than 2000 characters"),
    )
}

/// A value of null: an order deleted for good.
fn tombstone(random: &mut Random, at: i64) -> Draft {
    Draft {
        value: None,
        ..order(random, at)
    }
}

fn tombstone_letter(draft: Draft, origin: &Origin<'_>) -> Draft {
    let message = "an order without a value";
    failed(draft, origin, &failure(INVALID, message))
}

/// No key, and a value of no bytes.
fn empty(_random: &mut Random, _at: i64) -> Draft {
    Draft {
        value: Some(Vec::new()),
        ..Draft::default()
    }
}

fn empty_letter(draft: Draft, origin: &Origin<'_>) -> Draft {
    let told = Failure {
        exception: UNREADABLE.to_owned(),
        cause: UNREADABLE.to_owned(),
        message: "failed to deserialize".to_owned(),
        trace: format!(
            "{UNREADABLE}: failed to deserialize\n\tat org.springframework.kafka.support.serializer.SerializationUtils.deserializationException(SerializationUtils.java:158)\nCaused by: com.fasterxml.jackson.databind.exc.MismatchedInputException: No content to map due to end-of-input\n"
        ),
    };
    failed(draft, origin, &told)
}

/// Wide, combining and right-to-left text where a table wants columns.
fn wide(random: &mut Random, at: i64) -> Draft {
    Draft {
        key: Some("注文-٤٢-🇨🇭-e\u{301}".as_bytes().to_vec()),
        ..order(random, at)
    }
}

fn wide_letter(draft: Draft, origin: &Origin<'_>) -> Draft {
    failed(
        draft,
        origin,
        &failure(INVALID, "送り先の住所が見つかりません: «دبي» 🏠"),
    )
}

/// Failed, was tried again from the dead-letter topic, failed there too, for another reason.
fn twice(mut draft: Draft, origin: &Origin<'_>) -> Draft {
    spring::original(&mut draft.headers, origin);
    let again = Origin {
        topic: "orders.events.DLT",
        partition: origin.partition,
        offset: 1,
        timestamp: origin.timestamp + 9_310,
        group: Some("orders-reprocessor"),
    };
    let told = failure(
        "com.acme.orders.UnknownCustomerException",
        "customer was deleted meanwhile",
    );
    failed(draft, &again, &told)
}

/// Its partition is gone: the topic was made anew with fewer.
fn gone(draft: Draft, origin: &Origin<'_>) -> Draft {
    let origin = Origin {
        partition: 11,
        offset: 90_211,
        ..*origin
    };
    failed(
        draft,
        &origin,
        &failure(INVALID, "warehouse BAS-9 does not exist"),
    )
}

/// A topic name that is no name, and a text in place of the class.
fn misleading(draft: Draft, origin: &Origin<'_>) -> Draft {
    let origin = Origin {
        topic: "../../etc/passwd\n\x1b[31m",
        ..*origin
    };
    failed(draft, &origin, &failure("", "the class is empty"))
}

/// A copy of the record and nothing else.
fn bare(draft: Draft, _origin: &Origin<'_>) -> Draft {
    draft
}

/// A port of Spring's names to another language: numbers are text.
fn text_numbers(mut draft: Draft, origin: &Origin<'_>) -> Draft {
    draft
        .headers
        .text("kafka_dlt-original-topic", origin.topic)
        .text("kafka_dlt-original-partition", &origin.partition.to_string())
        .text("kafka_dlt-original-offset", &origin.offset.to_string())
        .text("kafka_dlt-original-timestamp", &origin.timestamp.to_string())
        .text("kafka_dlt-exception-fqcn", "BadRequestException")
        .text("kafka_dlt-exception-message", "quantity must not be negative")
        .text(
            "kafka_dlt-exception-stacktrace",
            "BadRequestException: quantity must not be negative\n    at StockConsumer.handle (/app/dist/stock.consumer.js:48:15)\n    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)\n",
        );
    draft
}

/// Spring's serialized exception, kept on the record; whoever deserializes it runs its bytes.
fn serialized(mut draft: Draft, origin: &Origin<'_>) -> Draft {
    let mut stream = b"\xac\xed\x00\x05sr\x00\x45".to_vec();
    stream.extend_from_slice(UNREADABLE.as_bytes());
    stream.extend_from_slice(
        b"\x00\x00\x00\x00\x00\x00\x00\x01\x02\x00\x02Z\x00\x05isKey[\x00\x04datat\x00\x02[Bxp\x00",
    );
    stream.extend_from_slice(
        b"ur\x00\x02[B\xac\xf3\x17\xf8\x06\x08T\xe0\x02\x00\x00xp\x00\x00\x00\x04\xde\xad\xbe\xef",
    );
    draft
        .headers
        .bytes("springDeserializerExceptionValue", &stream);
    empty_letter(draft, origin)
}

/// Spring Kafka 2.7's retry topics: attempts of one byte, and the exceptions of all hops.
fn old_retry(mut draft: Draft, origin: &Origin<'_>) -> Draft {
    for attempts in 2_u8..=4 {
        draft
            .headers
            .text("kafka_original-topic", origin.topic)
            .bytes("kafka_original-partition", &origin.partition.to_be_bytes())
            .bytes("kafka_original-offset", &origin.offset.to_be_bytes())
            .bytes("kafka_original-timestamp", &origin.timestamp.to_be_bytes())
            .text("kafka_original-timestamp-type", "CreateTime")
            .text("kafka_exception-fqcn", WRAPPER)
            .text("kafka_exception-message", "Listener failed; nested exception is java.net.SocketTimeoutException: Read timed out; nested exception is java.net.SocketTimeoutException: Read timed out")
            .text("kafka_exception-stacktrace", &failure("java.net.SocketTimeoutException", "Read timed out").trace)
            .bytes("retry_topic-original-timestamp", &spring::big_integer(origin.timestamp))
            .bytes("retry_topic-attempts", &[attempts])
            .bytes("retry_topic-backoff-timestamp", &spring::big_integer(origin.timestamp + 1_000 * i64::from(attempts)));
    }
    draft
}

const fn hostile(
    minutes: u32,
    topic: &'static str,
    source: fn(&mut Random, i64) -> Draft,
    letter: fn(Draft, &Origin<'_>) -> Draft,
) -> Hostile {
    Hostile {
        minutes,
        topic,
        source,
        letter,
    }
}

const ORDERS: &str = "orders.events";
const INVENTORY: &str = "inventory.events";

/// All of them.
pub(super) const HOSTILE: &[Hostile] = &[
    hostile(1_310, ORDERS, escapes, escapes_letter),
    hostile(1_260, ORDERS, headers, headers_letter),
    hostile(1_190, ORDERS, order, malformed),
    hostile(1_100, ORDERS, large, large_letter),
    hostile(1_020, ORDERS, tombstone, tombstone_letter),
    hostile(940, ORDERS, empty, empty_letter),
    hostile(860, ORDERS, wide, wide_letter),
    hostile(790, ORDERS, order, twice),
    hostile(720, ORDERS, order, gone),
    hostile(690, ORDERS, order, bare),
    hostile(420, ORDERS, order, misleading),
    hostile(1_000, INVENTORY, order, text_numbers),
    hostile(700, INVENTORY, order, serialized),
    hostile(300, "payments.events", order, old_retry),
];
