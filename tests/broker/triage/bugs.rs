//! The twelve bugs, as data. Values in guillemets differ from record to record (`random.rs`).

/// The dead letters of the incident.
pub(super) const TOTAL: u64 = 100_000;

/// What a service runs on, which decides what its dead letters look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Service {
    /// Spring Kafka, during an upgrade from 2.7 to 4.1.
    Orders,
    /// Spring Kafka 3.0 and 4.1.
    Payments,
    /// A sink of Kafka Connect, with converters in front.
    InventoryConverter,
    /// The same sink, where it writes.
    InventorySink,
    /// Python with headers by hand.
    InventoryPython,
    /// Quarkus, whose SmallRye writes no stack trace.
    InventoryQuarkus,
}

/// An exception of a chain, outermost first.
pub(super) struct Cause {
    pub(super) class: &'static str,
    pub(super) message: &'static str,
    pub(super) frames: &'static [&'static str],
}

/// A bug, and how many records it made.
pub(super) struct Bug {
    pub(super) name: &'static str,
    pub(super) service: Service,
    pub(super) count: u64,
    pub(super) causes: &'static [Cause],
}

/// How the class of what the stock service answers is called.
const STOCK: &str = "com.acme.orders.stock.StockClientException";
/// Where it comes from.
const STOCK_FRAMES: &[&str] = &[
    "com.acme.orders.stock.StockClient.lambda$article$«small»(StockClient.java:«line»)",
    "java.base/java.util.Optional.orElseThrow(Optional.java:403)",
    "com.acme.orders.stock.StockClient.article(StockClient.java:«line»)",
    "com.acme.orders.OrderService.place(OrderService.java:«line»)",
];
/// What `PostgreSQL`'s driver throws out of.
const SQL_FRAMES: &[&str] = &[
    "org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:«line»)",
    "org.postgresql.jdbc.PgPreparedStatement.executeUpdate(PgPreparedStatement.java:«line»)",
    "com.zaxxer.hikari.pool.HikariProxyPreparedStatement.executeUpdate(HikariProxyPreparedStatement.java)",
    "org.hibernate.engine.jdbc.internal.ResultSetReturnImpl.executeUpdate(ResultSetReturnImpl.java:«line»)",
];
/// What Spring Data throws out of.
const REPOSITORY_FRAMES: &[&str] = &[
    "org.springframework.orm.jpa.vendor.HibernateJpaDialect.convertHibernateAccessException(HibernateJpaDialect.java:«line»)",
    "org.springframework.aop.framework.ReflectiveMethodInvocation.proceed(ReflectiveMethodInvocation.java:«line»)",
    "jdk.proxy«small»/jdk.proxy«small».$Proxy«n».saveAndFlush(Unknown Source)",
    "com.acme.payments.PaymentStore.insert(PaymentStore.java:«line»)",
    "com.acme.payments.PaymentStore$$SpringCGLIB$$«small».insert(<generated>)",
];

/// The bugs; those that stand side by side are near each other.
pub(super) const BUGS: [Bug; 12] = [
    Bug {
        name: "discounts without a customer",
        service: Service::Orders,
        count: 31_000,
        causes: &[Cause {
            class: "java.lang.NullPointerException",
            message: "Cannot invoke \"com.acme.orders.Customer.tier()\" because \"customer\" is null",
            frames: &[
                "com.acme.orders.pricing.Discounts.lambda$of$«small»(Discounts.java:«line»)",
                "java.base/java.util.stream.ReferencePipeline$3$1.accept(ReferencePipeline.java:«line»)",
                "com.acme.orders.pricing.Discounts.of(Discounts.java:«line»)",
                "com.acme.orders.OrderService.place(OrderService.java:«line»)",
                "com.acme.orders.OrderService$$SpringCGLIB$$«small».place(<generated>)",
            ],
        }],
    },
    Bug {
        name: "invoices without a customer",
        service: Service::Orders,
        count: 3_001,
        causes: &[Cause {
            class: "java.lang.NullPointerException",
            message: "Cannot invoke \"com.acme.orders.Customer.tier()\" because \"customer\" is null",
            frames: &[
                "com.acme.orders.invoice.Invoices.total(Invoices.java:«line»)",
                "com.acme.orders.OrderService.place(OrderService.java:«line»)",
                "com.acme.orders.OrderService$$EnhancerBySpringCGLIB$$«hex».place(<generated>)",
            ],
        }],
    },
    Bug {
        name: "articles that the stock service does not have",
        service: Service::Orders,
        count: 12_500,
        causes: &[Cause {
            class: STOCK,
            message: "GET http://«host»:8080/articles/SKU-«n» returned HTTP 404 after «n» ms on order-worker-«small» (request «uuid»)",
            frames: STOCK_FRAMES,
        }],
    },
    Bug {
        name: "a stock service that is down",
        service: Service::Orders,
        count: 7,
        causes: &[Cause {
            class: STOCK,
            message: "GET http://«host»:8080/articles/SKU-«n» returned HTTP 503 after «n» ms on order-worker-«small» (request «uuid»)",
            frames: STOCK_FRAMES,
        }],
    },
    Bug {
        name: "payments without an account",
        service: Service::Payments,
        count: 9_000,
        causes: &[
            Cause {
                class: "org.springframework.dao.DataIntegrityViolationException",
                message: "could not execute statement [ERROR: null value in column \"iban\" of relation \"payments\" violates not-null constraint\n  Detail: Failing row contains («n», «uuid», «name», null, «time»).] [insert into payments (amount,iban,id) values (?,?,?)]",
                frames: REPOSITORY_FRAMES,
            },
            Cause {
                class: "org.postgresql.util.PSQLException",
                message: "ERROR: null value in column \"iban\" of relation \"payments\" violates not-null constraint\n  Detail: Failing row contains («n», «uuid», «name», null, «time»).",
                frames: SQL_FRAMES,
            },
        ],
    },
    Bug {
        name: "payments without a mandate",
        service: Service::Payments,
        count: 4_400,
        causes: &[
            Cause {
                class: "org.springframework.dao.DataIntegrityViolationException",
                message: "could not execute statement [ERROR: null value in column \"mandate_id\" of relation \"payments\" violates not-null constraint\n  Detail: Failing row contains («n», «uuid», «name», DE«n», «time»).] [insert into payments (amount,iban,id) values (?,?,?)]",
                frames: REPOSITORY_FRAMES,
            },
            Cause {
                class: "org.postgresql.util.PSQLException",
                message: "ERROR: null value in column \"mandate_id\" of relation \"payments\" violates not-null constraint\n  Detail: Failing row contains («n», «uuid», «name», DE«n», «time»).",
                frames: SQL_FRAMES,
            },
        ],
    },
    Bug {
        name: "a gateway that does not answer",
        service: Service::Payments,
        count: 15_092,
        causes: &[
            Cause {
                class: "org.springframework.web.client.ResourceAccessException",
                message: "I/O error on POST request for \"https://psp-«small».example.net/v1/charges/«letters»?amount=«n»\": Read timed out",
                frames: &[
                    "org.springframework.web.client.RestTemplate.doExecute(RestTemplate.java:«line»)",
                    "com.acme.payments.Gateway.charge(Gateway.java:«line»)",
                    "jdk.proxy2/jdk.proxy2.$Proxy«small».charge(Unknown Source)",
                ],
            },
            Cause {
                class: "java.net.SocketTimeoutException",
                message: "Read timed out after «n» ms",
                frames: &[
                    "java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:«line»)",
                ],
            },
        ],
    },
    Bug {
        name: "customers above their limit",
        service: Service::Payments,
        count: 6_000,
        causes: &[Cause {
            class: "com.acme.payments.LimitExceededException",
            message: "customer '«name»' («uuid») wants EUR «amount», more than the limit of «n» at «time»",
            frames: &[
                "com.acme.payments.Limits.check(Limits.java:«line»)",
                "com.acme.payments.PaymentService.pay(PaymentService.java:«line»)",
            ],
        }],
    },
    Bug {
        name: "values that are no JSON",
        service: Service::InventoryConverter,
        count: 5_000,
        causes: &[
            Cause {
                class: "org.apache.kafka.connect.errors.DataException",
                message: "Converting byte[] to Kafka Connect data failed due to serialization error: ",
                frames: &[
                    "org.apache.kafka.connect.json.JsonConverter.toConnectData(JsonConverter.java:«line»)",
                    "org.apache.kafka.connect.runtime.WorkerSinkTask.lambda$convertAndTransformRecord$«small»(WorkerSinkTask.java:«line»)",
                ],
            },
            Cause {
                class: "org.apache.kafka.common.errors.SerializationException",
                message: "com.fasterxml.jackson.core.JsonParseException: Unrecognized token 'wool«small»': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: «source»]",
                frames: &[
                    "org.apache.kafka.connect.json.JsonDeserializer.deserialize(JsonDeserializer.java:«line»)",
                ],
            },
            Cause {
                class: "com.fasterxml.jackson.core.JsonParseException",
                message: "Unrecognized token 'wool«small»': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: «source»]",
                frames: &[
                    "com.fasterxml.jackson.core.JsonParser._constructError(JsonParser.java:«line»)",
                    "org.apache.kafka.connect.json.JsonDeserializer.deserialize(JsonDeserializer.java:«line»)",
                ],
            },
        ],
    },
    Bug {
        name: "deadlocks",
        service: Service::InventorySink,
        count: 2_000,
        causes: &[Cause {
            class: "com.mysql.cj.jdbc.exceptions.MySQLTransactionRollbackException",
            message: "Deadlock found when trying to get lock; try restarting transaction",
            frames: &[
                "com.mysql.cj.jdbc.exceptions.SQLError.createSQLException(SQLError.java:«line»)",
                "com.mysql.cj.jdbc.ClientPreparedStatement.executeUpdate(ClientPreparedStatement.java:«line»)",
                "com.acme.inventory.StockTask.put(StockTask.java:«line»)",
            ],
        }],
    },
    Bug {
        name: "numbers with a comma",
        service: Service::InventoryPython,
        count: 8_000,
        causes: &[Cause {
            class: "ValueError",
            message: "could not convert string to float: '«comma»'",
            frames: &[
                "  File \"/srv/inventory-1.«small».«small»/app/consumer.py\", line «line», in on_message\n    stock.book(message)",
                "  File \"/srv/inventory-1.«small».«small»/app/stock.py\", line «line», in book\n    total = float(message[\"total\"])",
            ],
        }],
    },
    Bug {
        name: "articles that are locked",
        service: Service::InventoryQuarkus,
        count: 4_000,
        causes: &[Cause {
            class: "com.acme.inventory.ArticleLockedException",
            message: "article \"«name»\" is locked by transfer «uuid» since «time»",
            frames: &[],
        }],
    },
];
