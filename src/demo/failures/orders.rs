//! What goes wrong in the orders service: an outage of the stock service a day ago, a partner's broken export this
//! morning, and a bug that was deployed fifty minutes ago; all the time, what customers do.

use super::kind::{Episode, Kind, Link, Spoiled, link, listening, reading};

const RESERVE: &[&str] = &[
    "org.springframework.web.client.DefaultRestClient$DefaultRequestBodyUriSpec.createResourceAccessException(DefaultRestClient.java:583)",
    "org.springframework.web.client.DefaultRestClient$DefaultRequestBodyUriSpec.exchangeInternal(DefaultRestClient.java:506)",
    "org.springframework.web.client.DefaultRestClient$DefaultResponseSpec.body(DefaultRestClient.java:687)",
    "com.acme.orders.stock.StockClient.reserve(StockClient.java:61)",
    "com.acme.orders.OrderPlacement.reserveLines(OrderPlacement.java:118)",
    "com.acme.orders.OrderPlacement.place(OrderPlacement.java:74)",
    "com.acme.orders.OrderEventsListener.onOrderPlaced(OrderEventsListener.java:46)",
];

const SOCKET: &[&str] = &[
    "java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:278)",
    "java.base/sun.nio.ch.NioSocketImpl.implRead(NioSocketImpl.java:304)",
    "java.base/sun.nio.ch.NioSocketImpl.read(NioSocketImpl.java:346)",
    "java.base/java.net.Socket$SocketInputStream.read(Socket.java:1099)",
    "java.base/java.io.BufferedInputStream.fill(BufferedInputStream.java:291)",
    "java.base/sun.net.www.http.HttpClient.parseHTTPHeader(HttpClient.java:745)",
    "java.base/sun.net.www.http.HttpClient.parseHTTP(HttpClient.java:689)",
    "org.springframework.http.client.SimpleClientHttpRequest.executeInternal(SimpleClientHttpRequest.java:91)",
];

const CONNECT: &[&str] = &[
    "java.base/sun.nio.ch.Net.connect0(Native Method)",
    "java.base/sun.nio.ch.Net.connect(Net.java:589)",
    "java.base/sun.nio.ch.NioSocketImpl.connect(NioSocketImpl.java:592)",
    "java.base/java.net.Socket.connect(Socket.java:751)",
    "java.base/sun.net.NetworkClient.doConnect(NetworkClient.java:178)",
    "java.base/sun.net.www.http.HttpClient.openServer(HttpClient.java:531)",
    "org.springframework.http.client.SimpleClientHttpRequest.executeInternal(SimpleClientHttpRequest.java:78)",
];

const READ_TIMED_OUT: Kind = listening(
    &[
        link(
            "org.springframework.web.client.ResourceAccessException",
            "I/O error on POST request for \"http://stock-service:8080/api/v1/reservations\": Read timed out",
            RESERVE,
        ),
        link("java.net.SocketTimeoutException", "Read timed out", SOCKET),
    ],
    Spoiled::No,
);

const REFUSED: Kind = listening(
    &[
        link(
            "org.springframework.web.client.ResourceAccessException",
            "I/O error on POST request for \"http://stock-service:8080/api/v1/reservations\": Connection refused",
            RESERVE,
        ),
        link("java.net.ConnectException", "Connection refused", CONNECT),
    ],
    Spoiled::No,
);

const POOL: Kind = listening(
    &[
        link(
            "org.springframework.transaction.CannotCreateTransactionException",
            "Could not open JPA EntityManager for transaction",
            &[
                "org.springframework.orm.jpa.JpaTransactionManager.doBegin(JpaTransactionManager.java:481)",
                "org.springframework.transaction.support.AbstractPlatformTransactionManager.startTransaction(AbstractPlatformTransactionManager.java:532)",
                "org.springframework.transaction.interceptor.TransactionInterceptor.invoke(TransactionInterceptor.java:119)",
                "com.acme.orders.OrderPlacement$$SpringCGLIB$$0.place(<generated>)",
                "com.acme.orders.OrderEventsListener.onOrderPlaced(OrderEventsListener.java:46)",
            ],
        ),
        link(
            "org.hibernate.exception.JDBCConnectionException",
            "Unable to acquire JDBC Connection [OrdersPool - Connection is not available, request timed out after {wait}ms (total=20, active=20, idle=0, waiting=14)] [n/a]",
            &[
                "org.hibernate.exception.internal.SQLExceptionTypeDelegate.convert(SQLExceptionTypeDelegate.java:51)",
                "org.hibernate.engine.jdbc.spi.SqlExceptionHelper.convert(SqlExceptionHelper.java:108)",
                "org.hibernate.resource.jdbc.internal.LogicalConnectionManagedImpl.acquireConnectionIfNeeded(LogicalConnectionManagedImpl.java:120)",
            ],
        ),
        link(
            "java.sql.SQLTransientConnectionException",
            "OrdersPool - Connection is not available, request timed out after {wait}ms (total=20, active=20, idle=0, waiting=14)",
            &[
                "com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:686)",
                "com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:179)",
                "com.zaxxer.hikari.HikariDataSource.getConnection(HikariDataSource.java:99)",
            ],
        ),
    ],
    Spoiled::No,
);

const SERIALIZATION: Link = Link {
    class: "org.apache.kafka.common.errors.SerializationException",
    message: Some("Can't deserialize data from topic [orders.events]"),
    frames: &[],
};

const JACKSON: &[&str] = &[
    "com.fasterxml.jackson.core.JsonParser._constructError(JsonParser.java:2584)",
    "com.fasterxml.jackson.core.base.ParserMinimalBase._reportUnexpectedChar(ParserMinimalBase.java:741)",
    "com.fasterxml.jackson.core.json.UTF8StreamJsonParser._handleUnexpectedValue(UTF8StreamJsonParser.java:2806)",
    "com.fasterxml.jackson.databind.ObjectReader._bindAndClose(ObjectReader.java:2112)",
    "com.fasterxml.jackson.databind.ObjectReader.readValue(ObjectReader.java:1569)",
    "org.springframework.kafka.support.serializer.JsonDeserializer.deserialize(JsonDeserializer.java:588)",
];

const BINDING: &[&str] = &[
    "com.fasterxml.jackson.databind.DeserializationContext.weirdStringException(DeserializationContext.java:1971)",
    "com.fasterxml.jackson.databind.DeserializationContext.handleWeirdStringValue(DeserializationContext.java:1245)",
    "com.fasterxml.jackson.databind.deser.std.NumberDeserializers$BigDecimalDeserializer.deserialize(NumberDeserializers.java:1111)",
    "com.fasterxml.jackson.databind.deser.BeanDeserializer.deserialize(BeanDeserializer.java:185)",
    "com.fasterxml.jackson.databind.ObjectReader.readValue(ObjectReader.java:1569)",
    "org.springframework.kafka.support.serializer.JsonDeserializer.deserialize(JsonDeserializer.java:588)",
];

const NOT_JSON: Kind = reading(
    &[
        SERIALIZATION,
        link(
            "com.fasterxml.jackson.core.JsonParseException",
            "Unexpected character ('<' (code 60)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 1]",
            JACKSON,
        ),
    ],
    Spoiled::Html,
);

const CUT_OFF: Kind = reading(
    &[
        SERIALIZATION,
        link(
            "com.fasterxml.jackson.core.io.JsonEOFException",
            "Unexpected end-of-input: expected close marker for Object (start marker at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 1])\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 233]",
            JACKSON,
        ),
    ],
    Spoiled::CutOff,
);

const COMMA_PRICE: Kind = reading(
    &[
        SERIALIZATION,
        link(
            "com.fasterxml.jackson.databind.exc.InvalidFormatException",
            "Cannot deserialize value of type `java.math.BigDecimal` from String \"18,99\": not a valid representation\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 211] (through reference chain: com.acme.orders.OrderPlaced[\"lines\"]->java.util.ArrayList[0]->com.acme.orders.OrderLine[\"unitPrice\"])",
            BINDING,
        ),
    ],
    Spoiled::CommaPrice,
);

const OUT_OF_STOCK: Kind = listening(
    &[link(
        "com.acme.orders.stock.InsufficientStockException",
        "{sku}: {n} requested, {left} in stock",
        &[
            "com.acme.orders.stock.StockClient.reserve(StockClient.java:79)",
            "com.acme.orders.OrderPlacement.reserveLines(OrderPlacement.java:118)",
            "com.acme.orders.OrderPlacement.place(OrderPlacement.java:74)",
            "com.acme.orders.OrderEventsListener.onOrderPlaced(OrderEventsListener.java:46)",
        ],
    )],
    Spoiled::No,
);

const INVALID: Kind = listening(
    &[link(
        "jakarta.validation.ConstraintViolationException",
        "place.order.lines[0].quantity: must be greater than 0",
        &[
            "org.springframework.validation.beanvalidation.MethodValidationInterceptor.invoke(MethodValidationInterceptor.java:170)",
            "org.springframework.aop.framework.ReflectiveMethodInvocation.proceed(ReflectiveMethodInvocation.java:184)",
            "com.acme.orders.OrderPlacement$$SpringCGLIB$$0.place(<generated>)",
            "com.acme.orders.OrderEventsListener.onOrderPlaced(OrderEventsListener.java:46)",
        ],
    )],
    Spoiled::Nothing,
);

const DUPLICATE: Kind = listening(
    &[
        link(
            "org.springframework.dao.DuplicateKeyException",
            "PreparedStatementCallback; SQL [insert into orders (order_id, customer_id, total) values (?, ?, ?)]; ERROR: duplicate key value violates unique constraint \"orders_pkey\"\n  Detail: Key (order_id)=({id}) already exists.",
            &[
                "org.springframework.jdbc.support.SQLExceptionSubclassTranslator.doTranslate(SQLExceptionSubclassTranslator.java:103)",
                "org.springframework.jdbc.core.JdbcTemplate.update(JdbcTemplate.java:972)",
                "com.acme.orders.OrderRepository.insert(OrderRepository.java:52)",
                "com.acme.orders.OrderPlacement.place(OrderPlacement.java:81)",
                "com.acme.orders.OrderEventsListener.onOrderPlaced(OrderEventsListener.java:46)",
            ],
        ),
        link(
            "org.postgresql.util.PSQLException",
            "ERROR: duplicate key value violates unique constraint \"orders_pkey\"\n  Detail: Key (order_id)=({id}) already exists.",
            &[
                "org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2733)",
                "org.postgresql.core.v3.QueryExecutorImpl.processResults(QueryExecutorImpl.java:2420)",
                "org.postgresql.jdbc.PgPreparedStatement.executeUpdate(PgPreparedStatement.java:155)",
            ],
        ),
    ],
    Spoiled::No,
);

const NULL_CUSTOMER: Kind = listening(
    &[link(
        "java.lang.NullPointerException",
        "Cannot invoke \"com.acme.orders.Customer.loyaltyTier()\" because \"customer\" is null",
        &[
            "com.acme.orders.discount.LoyaltyDiscount.of(LoyaltyDiscount.java:33)",
            "com.acme.orders.discount.Discounts.total(Discounts.java:57)",
            "com.acme.orders.OrderPlacement.place(OrderPlacement.java:68)",
            "com.acme.orders.OrderEventsListener.onOrderPlaced(OrderEventsListener.java:46)",
        ],
    )],
    Spoiled::Guest,
);

const CAST: Kind = listening(
    &[link(
        "java.lang.ClassCastException",
        "class java.lang.Integer cannot be cast to class java.math.BigDecimal (java.lang.Integer and java.math.BigDecimal are in module java.base of loader 'bootstrap')",
        &[
            "com.acme.orders.discount.VoucherDiscount.of(VoucherDiscount.java:41)",
            "com.acme.orders.discount.Discounts.total(Discounts.java:59)",
            "com.acme.orders.OrderPlacement.place(OrderPlacement.java:68)",
            "com.acme.orders.OrderEventsListener.onOrderPlaced(OrderEventsListener.java:46)",
        ],
    )],
    Spoiled::No,
);

/// What went wrong, and when.
pub(in crate::demo) const EPISODES: &[Episode] = &[
    Episode {
        from: 1_550,
        to: 1_440,
        percent: 60,
        kinds: &[&READ_TIMED_OUT, &READ_TIMED_OUT, &REFUSED],
    },
    Episode {
        from: 1_440,
        to: 60,
        percent: 3,
        kinds: &[&OUT_OF_STOCK, &OUT_OF_STOCK, &DUPLICATE, &INVALID, &POOL],
    },
    Episode {
        from: 560,
        to: 500,
        percent: 40,
        kinds: &[&COMMA_PRICE, &COMMA_PRICE, &NOT_JSON, &CUT_OFF],
    },
    Episode {
        from: 52,
        to: 1,
        percent: 55,
        kinds: &[
            &NULL_CUSTOMER,
            &NULL_CUSTOMER,
            &NULL_CUSTOMER,
            &NULL_CUSTOMER,
            &CAST,
            &OUT_OF_STOCK,
        ],
    },
];
