//! What goes wrong in the inventory service: a schema that was never registered, locks, negative stock, one cast.

use super::kind::{Episode, Kind, Spoiled, link, listening, reading};

const BOOK: &[&str] = &[
    "com.acme.inventory.StockLedger.book(StockLedger.java:94)",
    "com.acme.inventory.StockEventsConsumer.onMessage(StockEventsConsumer.java:51)",
    "com.acme.inventory.StockEventsConsumer.onMessage(StockEventsConsumer.java:27)",
];

const UNKNOWN_SCHEMA: Kind = reading(
    &[
        link(
            "org.apache.kafka.common.errors.SerializationException",
            "Error retrieving Avro value schema for id 4711",
            &[
                "io.confluent.kafka.serializers.AbstractKafkaSchemaSerDe.toKafkaException(AbstractKafkaSchemaSerDe.java:805)",
                "io.confluent.kafka.serializers.AbstractKafkaAvroDeserializer$DeserializationContext.schemaFromRegistry(AbstractKafkaAvroDeserializer.java:415)",
                "io.confluent.kafka.serializers.AbstractKafkaAvroDeserializer.deserialize(AbstractKafkaAvroDeserializer.java:190)",
                "io.confluent.kafka.serializers.KafkaAvroDeserializer.deserialize(KafkaAvroDeserializer.java:107)",
            ],
        ),
        link(
            "io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException",
            "Schema 4711 not found; error code: 40403",
            &[
                "io.confluent.kafka.schemaregistry.client.rest.RestService.sendHttpRequest(RestService.java:336)",
                "io.confluent.kafka.schemaregistry.client.rest.RestService.httpRequest(RestService.java:409)",
                "io.confluent.kafka.schemaregistry.client.rest.RestService.getId(RestService.java:853)",
                "io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient.getSchemaBySubjectAndId(CachedSchemaRegistryClient.java:379)",
            ],
        ),
    ],
    Spoiled::Avro,
);

const LOCKED: Kind = listening(
    &[
        link(
            "org.springframework.dao.CannotAcquireLockException",
            "could not execute statement [ERROR: canceling statement due to lock timeout] [update stock set reserved=? where sku=? and warehouse=?]",
            BOOK,
        ),
        link(
            "org.postgresql.util.PSQLException",
            "ERROR: canceling statement due to lock timeout\n  Where: while updating tuple (12,{wait}) in relation \"stock\"",
            &[
                "org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2733)",
                "org.postgresql.jdbc.PgPreparedStatement.executeUpdate(PgPreparedStatement.java:155)",
            ],
        ),
    ],
    Spoiled::No,
);

const NEGATIVE: Kind = listening(
    &[link(
        "com.acme.inventory.InsufficientStockException",
        "{id}: cannot reserve {n}, only {left} left",
        BOOK,
    )],
    Spoiled::No,
);

const DUPLICATE: Kind = listening(
    &[link(
        "com.acme.inventory.AlreadyBookedException",
        "reservation for {id} was booked before",
        BOOK,
    )],
    Spoiled::No,
);

const CAST: Kind = listening(
    &[link(
        "java.lang.ClassCastException",
        "class java.util.LinkedHashMap cannot be cast to class com.acme.inventory.StockReserved (java.util.LinkedHashMap is in module java.base of loader 'bootstrap'; com.acme.inventory.StockReserved is in unnamed module of loader 'app')",
        &[
            "com.acme.inventory.StockEventsConsumer.onMessage(StockEventsConsumer.java:49)",
            "com.acme.inventory.StockEventsConsumer.onMessage(StockEventsConsumer.java:27)",
        ],
    )],
    Spoiled::No,
);

const NO_TEXT: Kind = listening(
    &[super::Link {
        class: "java.util.ConcurrentModificationException",
        message: None,
        frames: &[
            "java.base/java.util.HashMap$HashIterator.nextNode(HashMap.java:1605)",
            "com.acme.inventory.StockLedger.total(StockLedger.java:142)",
            "com.acme.inventory.StockEventsConsumer.onMessage(StockEventsConsumer.java:51)",
        ],
    }],
    Spoiled::No,
);

/// What went wrong, and when.
pub(in crate::demo) const EPISODES: &[Episode] = &[
    Episode {
        from: 1_200,
        to: 1_150,
        percent: 70,
        kinds: &[&UNKNOWN_SCHEMA],
    },
    Episode {
        from: 1_550,
        to: 1,
        percent: 9,
        kinds: &[&NEGATIVE, &NEGATIVE, &LOCKED, &DUPLICATE, &CAST, &NO_TEXT],
    },
];
