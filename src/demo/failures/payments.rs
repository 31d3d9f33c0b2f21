//! What goes wrong in the payments service: a gateway that is slow every few hours, cards that are declined, and one
//! rounding bug.

use super::kind::{Episode, Kind, Spoiled, link, listening, reading};

const CHARGE: &[&str] = &[
    "com.acme.payments.gateway.GatewayClient.charge(GatewayClient.java:88)",
    "com.acme.payments.PaymentService.settle(PaymentService.java:132)",
    "com.acme.payments.PaymentService.process(PaymentService.java:71)",
    "com.acme.payments.PaymentListener.onPayment(PaymentListener.java:39)",
];

const SLOW_GATEWAY: Kind = listening(
    &[
        link(
            "com.acme.payments.gateway.GatewayUnavailableException",
            "gateway did not answer for {id} within {wait} ms",
            CHARGE,
        ),
        link(
            "java.net.http.HttpTimeoutException",
            "request timed out",
            &[
                "java.net.http/jdk.internal.net.http.HttpClientImpl.send(HttpClientImpl.java:950)",
                "java.net.http/jdk.internal.net.http.HttpClientFacade.send(HttpClientFacade.java:133)",
                "com.acme.payments.gateway.GatewayClient.post(GatewayClient.java:117)",
            ],
        ),
    ],
    Spoiled::No,
);

const UNAVAILABLE: Kind = listening(
    &[link(
        "org.springframework.web.client.HttpServerErrorException$ServiceUnavailable",
        "503 Service Unavailable: \"upstream connect error or disconnect/reset before headers. reset reason: connection failure\"",
        CHARGE,
    )],
    Spoiled::No,
);

const DECLINED: Kind = listening(
    &[link(
        "com.acme.payments.PaymentDeclinedException",
        "{id} declined by issuer: 51 insufficient funds",
        &[
            "com.acme.payments.gateway.Answer.orDeclined(Answer.java:48)",
            "com.acme.payments.PaymentService.settle(PaymentService.java:136)",
            "com.acme.payments.PaymentService.process(PaymentService.java:71)",
            "com.acme.payments.PaymentListener.onPayment(PaymentListener.java:39)",
        ],
    )],
    Spoiled::No,
);

const DUPLICATE: Kind = listening(
    &[link(
        "com.acme.payments.DuplicatePaymentException",
        "{id} was already settled",
        &[
            "com.acme.payments.PaymentService.process(PaymentService.java:66)",
            "com.acme.payments.PaymentListener.onPayment(PaymentListener.java:39)",
        ],
    )],
    Spoiled::No,
);

const ROUNDING: Kind = listening(
    &[link(
        "java.lang.ArithmeticException",
        "Rounding necessary",
        &[
            "java.base/java.math.BigDecimal.commonNeedIncrement(BigDecimal.java:4885)",
            "java.base/java.math.BigDecimal.setScale(BigDecimal.java:3132)",
            "com.acme.payments.Money.inMinorUnits(Money.java:29)",
            "com.acme.payments.gateway.GatewayClient.charge(GatewayClient.java:81)",
            "com.acme.payments.PaymentListener.onPayment(PaymentListener.java:39)",
        ],
    )],
    Spoiled::No,
);

const NEW_FIELD: Kind = reading(
    &[
        link(
            "org.apache.kafka.common.errors.SerializationException",
            "Can't deserialize data from topic [payments.events]",
            &[],
        ),
        link(
            "com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException",
            "Unrecognized field \"strongAuthentication\" (class com.acme.payments.PaymentRequested), not marked as ignorable (6 known properties: \"paymentId\", \"orderId\", \"requestedAt\", \"amount\", \"method\", \"cardLast4\")\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 263] (through reference chain: com.acme.payments.PaymentRequested[\"strongAuthentication\"])",
            &[
                "com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException.from(UnrecognizedPropertyException.java:61)",
                "com.fasterxml.jackson.databind.DeserializationContext.handleUnknownProperty(DeserializationContext.java:1153)",
                "com.fasterxml.jackson.databind.deser.BeanDeserializer.deserialize(BeanDeserializer.java:185)",
                "org.springframework.kafka.support.serializer.JsonDeserializer.deserialize(JsonDeserializer.java:588)",
            ],
        ),
    ],
    Spoiled::NewField,
);

/// What went wrong, and when.
pub(in crate::demo) const EPISODES: &[Episode] = &[
    Episode {
        from: 1_400,
        to: 1_340,
        percent: 50,
        kinds: &[&SLOW_GATEWAY, &SLOW_GATEWAY, &UNAVAILABLE],
    },
    Episode {
        from: 640,
        to: 600,
        percent: 45,
        kinds: &[&SLOW_GATEWAY, &UNAVAILABLE],
    },
    Episode {
        from: 1_550,
        to: 1,
        percent: 5,
        kinds: &[&DECLINED, &DECLINED, &DUPLICATE, &ROUNDING, &NEW_FIELD],
    },
    Episode {
        from: 25,
        to: 2,
        percent: 60,
        kinds: &[&SLOW_GATEWAY],
    },
];
