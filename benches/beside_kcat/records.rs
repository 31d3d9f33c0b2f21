//! The dead letters that are measured: what Spring Kafka writes, in Spring's bytes, the same in every run.

use std::time::{Duration, SystemTime};

use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};

use crate::values::{Values, Writer};

/// Partitions of every topic.
pub(crate) const PARTITIONS: i32 = 6;
/// The class that one record in a hundred failed with.
const RARE: Failure = Failure {
    class: "com.acme.orders.InsufficientStockException",
    frame: "com.acme.orders.stock.Reservations.reserve(Reservations.java:88)",
    message: "only 3 of 7 pieces left of article",
};
/// What the others failed with.
const COMMON: [Failure; 5] = [
    Failure {
        class: "java.net.SocketTimeoutException",
        frame: "java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:288)",
        message: "Read timed out after 2000 ms, request",
    },
    Failure {
        class: "com.acme.payments.PaymentDeclinedException",
        frame: "com.acme.payments.Gateway.charge(Gateway.java:141)",
        message: "card issuer refused charge",
    },
    Failure {
        class: "java.lang.NullPointerException",
        frame: "com.acme.orders.pricing.Discounts.of(Discounts.java:57)",
        message: "Cannot invoke \"Customer.tier()\" because \"customer\" is null, order",
    },
    Failure {
        class: "org.springframework.dao.DataIntegrityViolationException",
        frame: "org.springframework.jdbc.support.SQLStateSQLExceptionTranslator.doTranslate(SQLStateSQLExceptionTranslator.java:112)",
        message: "could not execute statement [duplicate key value violates unique constraint] for",
    },
    Failure {
        class: "com.fasterxml.jackson.databind.exc.MismatchedInputException",
        frame: "com.fasterxml.jackson.databind.DeserializationContext.reportInputMismatch(DeserializationContext.java:1822)",
        message: "Cannot deserialize value of type `java.math.BigDecimal` from String at",
    },
];

/// One way to fail.
struct Failure {
    class: &'static str,
    frame: &'static str,
    message: &'static str,
}

/// Tells how many of so many records failed with the rare class.
pub(crate) fn rare(count: u64) -> u64 {
    (0..count).filter(|number| is_rare(*number)).count() as u64
}

/// Tells how many records of a topic stand in its first partition.
pub(crate) fn in_first_partition(count: u64) -> u64 {
    count.div_ceil(u64::from(PARTITIONS.unsigned_abs()))
}

fn is_rare(number: u64) -> bool {
    mixed(number).is_multiple_of(100)
}

/// Mixes a number into one without a pattern (the finalizer of `SplitMix64`).
pub(crate) fn mixed(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// Tells how many records a topic holds; `None` where it does not exist.
pub(crate) fn present(bootstrap: &str, topic: &str) -> Option<u64> {
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", bootstrap)
        .create()
        .expect("a client");
    let wait = Duration::from_secs(30);
    let metadata = consumer.fetch_metadata(None, wait).expect("metadata");
    let topic = metadata.topics().iter().find(|it| it.name() == topic)?;
    let ends = topic.partitions().iter().map(|partition| {
        let (low, high) = consumer
            .fetch_watermarks(topic.name(), partition.id(), wait)
            .expect("watermarks");
        u64::try_from(high - low).unwrap_or(0)
    });
    Some(ends.sum())
}

/// Makes a topic anew and writes its records.
///
/// # Panics
/// If the broker refuses.
pub(crate) fn write(bootstrap: &str, values: Values, count: u64) {
    let topic = &values.topic(count);
    let writer = Writer::new(values);
    make_topic(bootstrap, topic, PARTITIONS);
    let producer: BaseProducer = ClientConfig::new()
        .set("bootstrap.servers", bootstrap)
        .set("compression.codec", "lz4")
        // About what Java's producer puts into a batch by default: 16 KiB, counted after compression.
        .set("batch.size", "65536")
        .set("queue.buffering.max.kbytes", "65536")
        .create()
        .expect("a producer");
    // Ten a second until now; the newest failed last.
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .expect("a clock");
    let now = i64::try_from(now.as_millis()).expect("this millennium");
    for number in 0..count {
        let behind = i64::try_from(count - number).expect("a count") * 100;
        let key = format!("order-{}", mixed(number) % 250_000);
        let value = writer.value(number, &key);
        let record = BaseRecord::to(topic)
            .partition(i32::try_from(number % u64::from(PARTITIONS.unsigned_abs())).expect("small"))
            .timestamp(now - behind)
            .key(&key)
            .payload(&value)
            .headers(headers(topic, number, now - behind));
        send(&producer, record);
    }
    producer.flush(Duration::from_secs(60)).expect("flush");
}

/// Makes a topic anew, without an end of its retention.
///
/// # Panics
/// If the broker refuses.
pub(crate) fn make_topic(bootstrap: &str, name: &str, partitions: i32) {
    let admin: AdminClient<DefaultClientContext> = ClientConfig::new()
        .set("bootstrap.servers", bootstrap)
        .create()
        .expect("a client");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let options = AdminOptions::new().operation_timeout(Some(Duration::from_secs(30)));
    if present(bootstrap, name).is_some() {
        let gone = runtime.block_on(admin.delete_topics(&[name], &options));
        gone.expect("an answer")[0].as_ref().expect("deletable");
        while present(bootstrap, name).is_some() {
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    let topic =
        NewTopic::new(name, partitions, TopicReplication::Fixed(1)).set("retention.ms", "-1");
    let made = runtime.block_on(admin.create_topics(&[topic], &options));
    made.expect("an answer")[0].as_ref().expect("a new topic");
}

/// Hands one record to the producer, waiting for room.
fn send(producer: &BaseProducer, mut record: BaseRecord<'_, String, Vec<u8>>) {
    loop {
        match producer.send(record) {
            Ok(()) => break,
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), back)) => {
                record = back;
                producer.poll(Duration::from_millis(10));
            }
            Err((error, _)) => panic!("{error}"),
        }
    }
    producer.poll(Duration::ZERO);
}

/// Makes the headers of `DeadLetterPublishingRecoverer`, eleven with the type of the JSON serializer, in its order.
fn headers(topic: &str, number: u64, timestamp: i64) -> OwnedHeaders {
    let bits = mixed(number);
    let failure = if is_rare(number) {
        &RARE
    } else {
        &COMMON[usize::try_from(bits / 100 % COMMON.len() as u64).expect("small")]
    };
    let outermost = "org.springframework.kafka.listener.ListenerExecutionFailedException";
    let text = "Listener method 'public void com.acme.orders.OrderEventListener.on(com.acme.orders.OrderEvent)' threw exception";
    let message = format!("{} {:08x}", failure.message, bits >> 32);
    let trace = format!(
        "{outermost}: {text}\n{OUTER}Caused by: {}: {message}\n\tat {}\n{INNER}",
        failure.class, failure.frame
    );
    let origin = topic.strip_suffix(".DLT").unwrap_or(topic);
    let count = u64::from(PARTITIONS.unsigned_abs());
    let partition = i32::try_from(number % count).expect("small").to_be_bytes();
    let offset = i64::try_from(number / count * 40)
        .expect("small")
        .to_be_bytes();
    let timestamp = (timestamp - 7_000).to_be_bytes();
    let all: [(&str, &[u8]); 11] = [
        ("kafka_dlt-exception-fqcn", outermost.as_bytes()),
        ("kafka_dlt-exception-cause-fqcn", failure.class.as_bytes()),
        (
            "kafka_dlt-exception-message",
            &format!("{text}; {message}").into_bytes(),
        ),
        ("kafka_dlt-exception-stacktrace", trace.as_bytes()),
        ("kafka_dlt-original-topic", origin.as_bytes()),
        ("kafka_dlt-original-partition", &partition),
        ("kafka_dlt-original-offset", &offset),
        ("kafka_dlt-original-timestamp", &timestamp),
        ("kafka_dlt-original-timestamp-type", b"CreateTime"),
        ("kafka_dlt-original-consumer-group", b"order-processing"),
        ("__TypeId__", b"com.acme.orders.OrderEvent"),
    ];
    all.iter()
        .fold(OwnedHeaders::new_with_capacity(11), |list, (key, value)| {
            list.insert(Header {
                key,
                value: Some(*value),
            })
        })
}

const OUTER: &str = "\
\tat org.springframework.kafka.listener.adapter.MessagingMessageListenerAdapter.invokeHandler(MessagingMessageListenerAdapter.java:482)
\tat org.springframework.kafka.listener.adapter.RecordMessagingMessageListenerAdapter.onMessage(RecordMessagingMessageListenerAdapter.java:85)
\tat org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.doInvokeRecordListener(KafkaMessageListenerContainer.java:2840)
\tat org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.run(KafkaMessageListenerContainer.java:1422)
\tSuppressed: org.springframework.kafka.listener.ListenerExecutionFailedException: Restored Stack Trace
\t\tat org.springframework.kafka.listener.adapter.MessagingMessageListenerAdapter.invoke(MessagingMessageListenerAdapter.java:422)
";
const INNER: &str = "\
\tat com.acme.orders.OrderService.place(OrderService.java:112)
\tat com.acme.orders.OrderEventListener.on(OrderEventListener.java:41)
\tat java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke(DirectMethodHandleAccessor.java:103)
\tat java.base/java.lang.reflect.Method.invoke(Method.java:580)
\t... 11 more
";
