//! Which names of properties are known, and what becomes of each.
//!
//! librdkafka's names are those of its `CONFIGURATION.md`; Java's are those of `CommonClientConfigs`, `SslConfigs`,
//! `SaslConfigs`, `ConsumerConfig`, `ProducerConfig` and `AdminClientConfig` of apache/kafka, and of Confluent's
//! serializers. The list decides what is passed on: a name that is not here never reaches librdkafka.

use super::registry;

/// What becomes of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Passed on under the name that is given.
    Forwarded(&'static str),
    /// Passed on when meant for this tool; an application's own tuning is left out.
    Tuning,
    /// Set by `dltctl` itself, because what it promises depends on it. The text says what to use instead.
    Guarded(&'static str),
    /// Read by the translation, which has code for it.
    Translated,
    /// Read by `registry`, which asks the schema registry with it.
    Registry,
    /// Cannot be used yet. The text says what to do instead.
    Unsupported(&'static str),
    /// Means nothing to this tool. The text says why.
    Ignored(&'static str),
}

use Meaning::{Forwarded, Guarded, Ignored, Translated, Tuning, Unsupported};

pub(crate) const KERBEROS: &str =
    "Kerberos is not part of this build; use SASL/SCRAM, SASL/PLAIN or a client certificate";
pub(crate) const OAUTH: &str = "name the same settings as librdkafka does: `sasl.oauthbearer.method=oidc`, `sasl.oauthbearer.token.endpoint.url`, \
     `sasl.oauthbearer.client.id` and `sasl.oauthbearer.client.secret`";
const OWN_FLAG_TIMEOUT: &str = "use --request-timeout";
const SERIALIZATION: &str = "records are read as bytes";
const REGISTRY: &str = "it is about how an application uses the schema registry";
const GROUP: &str = "reading never joins a consumer group";
const APPLICATION: &str = "it is about the application's own client";
const TLS: &str = "OpenSSL chooses by itself, and Java's names are not OpenSSL's";
const TRANSACTIONS: &str = "dltctl chooses how it writes";

/// Every name that is known, with what becomes of it.
#[rustfmt::skip]
pub(crate) const NAMES: &[(&str, Meaning)] = &[
    // Reaching the cluster.
    ("bootstrap.servers", Translated),
    ("metadata.broker.list", Translated),
    ("client.id", Translated),
    ("security.protocol", Translated),
    ("client.rack", Forwarded("client.rack")),
    ("client.dns.lookup", Translated),
    ("broker.address.family", Forwarded("broker.address.family")),
    ("broker.address.ttl", Forwarded("broker.address.ttl")),
    ("connections.max.idle.ms", Forwarded("connections.max.idle.ms")),
    ("reconnect.backoff.ms", Tuning),
    ("reconnect.backoff.max.ms", Tuning),
    ("reconnect.backoff.jitter.ms", Tuning),
    ("retry.backoff.ms", Forwarded("retry.backoff.ms")),
    ("retry.backoff.max.ms", Forwarded("retry.backoff.max.ms")),
    ("metadata.max.age.ms", Forwarded("metadata.max.age.ms")),
    ("metadata.recovery.strategy", Translated),
    ("metadata.recovery.rebootstrap.trigger.ms", Forwarded("metadata.recovery.rebootstrap.trigger.ms")),
    ("topic.metadata.refresh.interval.ms", Forwarded("topic.metadata.refresh.interval.ms")),
    ("topic.metadata.refresh.fast.interval.ms", Forwarded("topic.metadata.refresh.fast.interval.ms")),
    ("topic.metadata.refresh.sparse", Forwarded("topic.metadata.refresh.sparse")),
    ("topic.metadata.propagation.max.ms", Forwarded("topic.metadata.propagation.max.ms")),
    ("socket.timeout.ms", Forwarded("socket.timeout.ms")),
    ("socket.send.buffer.bytes", Forwarded("socket.send.buffer.bytes")),
    ("socket.receive.buffer.bytes", Forwarded("socket.receive.buffer.bytes")),
    ("send.buffer.bytes", Translated),
    ("receive.buffer.bytes", Translated),
    ("socket.keepalive.enable", Forwarded("socket.keepalive.enable")),
    ("socket.nagle.disable", Tuning),
    ("socket.max.fails", Forwarded("socket.max.fails")),
    ("socket.connection.setup.timeout.ms", Forwarded("socket.connection.setup.timeout.ms")),
    ("socket.connection.setup.timeout.max.ms", Ignored("librdkafka has one time-out for this")),
    ("receive.message.max.bytes", Forwarded("receive.message.max.bytes")),
    ("message.max.bytes", Forwarded("message.max.bytes")),
    ("max.request.size", Translated),
    ("api.version.request", Forwarded("api.version.request")),
    ("api.version.request.timeout.ms", Tuning),
    ("api.version.fallback.ms", Forwarded("api.version.fallback.ms")),
    ("broker.version.fallback", Forwarded("broker.version.fallback")),
    ("enable.metrics.push", Forwarded("enable.metrics.push")),
    ("debug", Forwarded("debug")),
    ("log_level", Forwarded("log_level")),
    ("log.connection.close", Forwarded("log.connection.close")),

    // TLS.
    ("ssl.ca.location", Forwarded("ssl.ca.location")),
    ("ssl.ca.pem", Forwarded("ssl.ca.pem")),
    ("ssl.ca.certificate.stores", Forwarded("ssl.ca.certificate.stores")),
    ("ssl.certificate.location", Forwarded("ssl.certificate.location")),
    ("ssl.certificate.pem", Forwarded("ssl.certificate.pem")),
    ("ssl.key.location", Forwarded("ssl.key.location")),
    ("ssl.key.pem", Forwarded("ssl.key.pem")),
    ("ssl.key.password", Forwarded("ssl.key.password")),
    ("ssl.crl.location", Forwarded("ssl.crl.location")),
    ("ssl.curves.list", Forwarded("ssl.curves.list")),
    ("ssl.sigalgs.list", Forwarded("ssl.sigalgs.list")),
    ("ssl.providers", Forwarded("ssl.providers")),
    ("https.ca.location", Forwarded("https.ca.location")),
    ("https.ca.pem", Forwarded("https.ca.pem")),
    ("enable.ssl.certificate.verification", Translated),
    ("ssl.endpoint.identification.algorithm", Translated),
    ("ssl.truststore.location", Translated),
    ("ssl.truststore.password", Translated),
    ("ssl.truststore.type", Translated),
    ("ssl.truststore.certificates", Translated),
    ("ssl.keystore.location", Translated),
    ("ssl.keystore.password", Translated),
    ("ssl.keystore.type", Translated),
    ("ssl.keystore.certificate.chain", Translated),
    ("ssl.keystore.key", Translated),
    ("ssl.cipher.suites", Translated),
    ("ssl.enabled.protocols", Ignored(TLS)),
    ("ssl.protocol", Ignored(TLS)),
    ("ssl.provider", Ignored(TLS)),
    ("ssl.keymanager.algorithm", Ignored(TLS)),
    ("ssl.trustmanager.algorithm", Ignored(TLS)),
    ("ssl.secure.random.implementation", Ignored(TLS)),
    ("ssl.engine.factory.class", Unsupported("a Java class cannot be run here; name the certificates as PEM: `ssl.ca.location`, `ssl.certificate.location`, `ssl.key.location`")),
    ("ssl.engine.location", Unsupported("OpenSSL engines are not part of this build; name the key as PEM: `ssl.key.location`")),
    ("ssl.engine.id", Unsupported("OpenSSL engines are not part of this build; name the key as PEM: `ssl.key.location`")),
    ("security.providers", Ignored(TLS)),

    // SASL.
    ("sasl.mechanism", Translated),
    ("sasl.mechanisms", Translated),
    ("sasl.jaas.config", Translated),
    ("sasl.username", Forwarded("sasl.username")),
    ("sasl.password", Forwarded("sasl.password")),
    ("sasl.oauthbearer.method", Forwarded("sasl.oauthbearer.method")),
    ("sasl.oauthbearer.config", Forwarded("sasl.oauthbearer.config")),
    ("enable.sasl.oauthbearer.unsecure.jwt", Forwarded("enable.sasl.oauthbearer.unsecure.jwt")),
    ("sasl.oauthbearer.client.id", Forwarded("sasl.oauthbearer.client.id")),
    ("sasl.oauthbearer.client.secret", Forwarded("sasl.oauthbearer.client.secret")),
    ("sasl.oauthbearer.client.credentials.client.id", Forwarded("sasl.oauthbearer.client.id")),
    ("sasl.oauthbearer.client.credentials.client.secret", Forwarded("sasl.oauthbearer.client.secret")),
    ("sasl.oauthbearer.scope", Forwarded("sasl.oauthbearer.scope")),
    ("sasl.oauthbearer.extensions", Forwarded("sasl.oauthbearer.extensions")),
    ("sasl.oauthbearer.token.endpoint.url", Forwarded("sasl.oauthbearer.token.endpoint.url")),
    ("sasl.oauthbearer.grant.type", Forwarded("sasl.oauthbearer.grant.type")),
    ("sasl.oauthbearer.metadata.authentication.type", Forwarded("sasl.oauthbearer.metadata.authentication.type")),
    ("sasl.oauthbearer.assertion.algorithm", Forwarded("sasl.oauthbearer.assertion.algorithm")),
    ("sasl.oauthbearer.assertion.file", Forwarded("sasl.oauthbearer.assertion.file")),
    ("sasl.oauthbearer.assertion.private.key.file", Forwarded("sasl.oauthbearer.assertion.private.key.file")),
    ("sasl.oauthbearer.assertion.private.key.pem", Forwarded("sasl.oauthbearer.assertion.private.key.pem")),
    ("sasl.oauthbearer.assertion.private.key.passphrase", Forwarded("sasl.oauthbearer.assertion.private.key.passphrase")),
    ("sasl.oauthbearer.assertion.claim.aud", Forwarded("sasl.oauthbearer.assertion.claim.aud")),
    ("sasl.oauthbearer.assertion.claim.exp.seconds", Forwarded("sasl.oauthbearer.assertion.claim.exp.seconds")),
    ("sasl.oauthbearer.assertion.claim.iss", Forwarded("sasl.oauthbearer.assertion.claim.iss")),
    ("sasl.oauthbearer.assertion.claim.jti.include", Forwarded("sasl.oauthbearer.assertion.claim.jti.include")),
    ("sasl.oauthbearer.assertion.claim.nbf.seconds", Forwarded("sasl.oauthbearer.assertion.claim.nbf.seconds")),
    ("sasl.oauthbearer.assertion.claim.sub", Forwarded("sasl.oauthbearer.assertion.claim.sub")),
    ("sasl.oauthbearer.assertion.jwt.template.file", Forwarded("sasl.oauthbearer.assertion.jwt.template.file")),
    ("sasl.login.class", Unsupported("a Java class cannot be run here; use SASL/SCRAM, SASL/PLAIN or a client certificate")),
    ("sasl.login.callback.handler.class", Unsupported(OAUTH)),
    ("sasl.client.callback.handler.class", Unsupported("a Java class cannot be run here; use SASL/SCRAM, SASL/PLAIN or a client certificate")),
    ("sasl.oauthbearer.jwt.retriever.class", Unsupported(OAUTH)),
    ("sasl.oauthbearer.jwt.validator.class", Ignored("the broker validates the token")),
    ("sasl.oauthbearer.jwks.endpoint.url", Ignored("the broker validates the token")),
    ("sasl.oauthbearer.jwks.endpoint.refresh.ms", Ignored("the broker validates the token")),
    ("sasl.oauthbearer.expected.audience", Ignored("the broker validates the token")),
    ("sasl.oauthbearer.expected.issuer", Ignored("the broker validates the token")),
    ("sasl.oauthbearer.clock.skew.seconds", Ignored("the broker validates the token")),
    ("sasl.oauthbearer.scope.claim.name", Ignored("the broker validates the token")),
    ("sasl.oauthbearer.sub.claim.name", Ignored("the broker validates the token")),
    ("sasl.oauthbearer.header.urlencode", Ignored("librdkafka decides it")),
    ("sasl.login.connect.timeout.ms", Ignored("librdkafka decides it")),
    ("sasl.login.read.timeout.ms", Ignored("librdkafka decides it")),
    ("sasl.login.retry.backoff.ms", Ignored("librdkafka decides it")),
    ("sasl.login.retry.backoff.max.ms", Ignored("librdkafka decides it")),
    ("sasl.login.refresh.window.factor", Ignored("librdkafka decides it")),
    ("sasl.login.refresh.window.jitter", Ignored("librdkafka decides it")),
    ("sasl.login.refresh.min.period.seconds", Ignored("librdkafka decides it")),
    ("sasl.login.refresh.buffer.seconds", Ignored("librdkafka decides it")),
    ("sasl.kerberos.service.name", Unsupported(KERBEROS)),
    ("sasl.kerberos.principal", Unsupported(KERBEROS)),
    ("sasl.kerberos.keytab", Unsupported(KERBEROS)),
    ("sasl.kerberos.kinit.cmd", Unsupported(KERBEROS)),
    ("sasl.kerberos.min.time.before.relogin", Ignored("Kerberos is not part of this build")),
    ("sasl.kerberos.ticket.renew.window.factor", Ignored("Kerberos is not part of this build")),
    ("sasl.kerberos.ticket.renew.jitter", Ignored("Kerberos is not part of this build")),

    // Reading: speed.
    ("fetch.min.bytes", Tuning),
    ("fetch.max.bytes", Tuning),
    ("fetch.wait.max.ms", Tuning),
    ("fetch.queue.backoff.ms", Tuning),
    ("fetch.error.backoff.ms", Tuning),
    ("fetch.message.max.bytes", Tuning),
    ("max.partition.fetch.bytes", Tuning),
    ("queued.min.messages", Tuning),
    ("queued.max.messages.kbytes", Tuning),
    ("message.copy.max.bytes", Tuning),
    ("statistics.interval.ms", Tuning),
    ("fetch.max.wait.ms", Ignored(APPLICATION)),
    ("max.poll.records", Ignored(APPLICATION)),

    // Writing: speed.
    ("linger.ms", Tuning),
    ("queue.buffering.max.ms", Tuning),
    ("queue.buffering.max.messages", Tuning),
    ("queue.buffering.max.kbytes", Tuning),
    ("batch.num.messages", Tuning),
    ("compression.type", Tuning),
    ("compression.codec", Tuning),
    ("compression.level", Tuning),
    ("compression.gzip.level", Ignored(APPLICATION)),
    ("compression.lz4.level", Ignored(APPLICATION)),
    ("compression.zstd.level", Ignored(APPLICATION)),
    ("sticky.partitioning.linger.ms", Tuning),
    ("buffer.memory", Ignored(APPLICATION)),
    ("max.block.ms", Ignored(APPLICATION)),

    // What the tool's promises rest on.
    ("group.id", Guarded(GROUP)),
    ("group.instance.id", Guarded(GROUP)),
    ("group.protocol", Guarded(GROUP)),
    ("group.protocol.type", Guarded(GROUP)),
    ("group.remote.assignor", Guarded(GROUP)),
    ("partition.assignment.strategy", Guarded(GROUP)),
    ("session.timeout.ms", Guarded(GROUP)),
    ("heartbeat.interval.ms", Guarded(GROUP)),
    ("max.poll.interval.ms", Guarded(GROUP)),
    ("coordinator.query.interval.ms", Guarded(GROUP)),
    ("internal.leave.group.on.close", Guarded(GROUP)),
    ("enable.auto.commit", Guarded("reading never commits")),
    ("auto.commit.enable", Guarded("reading never commits")),
    ("auto.commit.interval.ms", Guarded("reading never commits")),
    ("enable.auto.offset.store", Guarded("reading never commits")),
    ("offset.store.method", Guarded("reading never commits")),
    ("offset.store.path", Guarded("reading never commits")),
    ("offset.store.sync.interval.ms", Guarded("reading never commits")),
    ("auto.offset.reset", Guarded("every scan starts at an offset of its own")),
    ("enable.partition.eof", Guarded("the end of a scan depends on it")),
    ("isolation.level", Guarded("use --read-uncommitted")),
    ("check.crcs", Guarded("dltctl decides how it reads")),
    ("allow.auto.create.topics", Guarded("dltctl never creates a topic by reading it")),
    ("topic.blacklist", Guarded("dltctl decides how it reads")),
    ("exclude.internal.topics", Guarded("dltctl decides how it reads")),
    ("transactional.id", Guarded(TRANSACTIONS)),
    ("transaction.timeout.ms", Guarded(TRANSACTIONS)),
    ("transaction.two.phase.commit.enable", Guarded(TRANSACTIONS)),
    ("enable.idempotence", Guarded(TRANSACTIONS)),
    ("enable.gapless.guarantee", Guarded(TRANSACTIONS)),
    ("acks", Guarded(TRANSACTIONS)),
    ("request.required.acks", Guarded(TRANSACTIONS)),
    ("retries", Guarded(TRANSACTIONS)),
    ("message.send.max.retries", Guarded(TRANSACTIONS)),
    ("max.in.flight", Guarded(TRANSACTIONS)),
    ("max.in.flight.requests.per.connection", Guarded(TRANSACTIONS)),
    ("message.timeout.ms", Guarded(TRANSACTIONS)),
    ("delivery.timeout.ms", Guarded(TRANSACTIONS)),
    ("delivery.report.only.error", Guarded(TRANSACTIONS)),
    ("produce.offset.report", Guarded(TRANSACTIONS)),
    ("queuing.strategy", Guarded(TRANSACTIONS)),
    ("queue.buffering.backpressure.threshold", Guarded(TRANSACTIONS)),
    ("batch.size", Guarded("dltctl takes it from what the target topics allow")),
    ("partitioner", Guarded("dltctl writes to the partition its plan names")),
    ("partitioner.class", Guarded("dltctl writes to the partition its plan names")),
    ("partitioner.ignore.keys", Guarded("dltctl writes to the partition its plan names")),
    ("partitioner.adaptive.partitioning.enable", Guarded("dltctl writes to the partition its plan names")),
    ("partitioner.availability.timeout.ms", Guarded("dltctl writes to the partition its plan names")),
    ("request.timeout.ms", Guarded(OWN_FLAG_TIMEOUT)),
    ("default.api.timeout.ms", Guarded(OWN_FLAG_TIMEOUT)),
    ("plugin.library.paths", Guarded("dltctl loads no code from elsewhere")),
    ("interceptors", Guarded("dltctl loads no code from elsewhere")),
    ("log.queue", Guarded("dltctl collects librdkafka's lines itself; use -v")),
    ("log.thread.name", Guarded("dltctl collects librdkafka's lines itself; use -v")),
    ("enabled_events", Guarded("dltctl decides how it reads")),

    // Java only.
    ("interceptor.classes", Ignored("dltctl loads no code from elsewhere")),
    ("key.deserializer", Ignored(SERIALIZATION)),
    ("value.deserializer", Ignored(SERIALIZATION)),
    ("key.serializer", Ignored(SERIALIZATION)),
    ("value.serializer", Ignored(SERIALIZATION)),
    ("key.converter", Ignored(SERIALIZATION)),
    ("value.converter", Ignored(SERIALIZATION)),
    ("specific.avro.reader", Ignored(SERIALIZATION)),
    ("auto.register.schemas", Ignored(REGISTRY)),
    ("use.latest.version", Ignored(REGISTRY)),
    ("key.subject.name.strategy", Ignored(REGISTRY)),
    ("value.subject.name.strategy", Ignored(REGISTRY)),
    ("share.acknowledgement.mode", Ignored(APPLICATION)),
    ("share.acquire.mode", Ignored(APPLICATION)),
    ("auto.include.jmx.reporter", Ignored(APPLICATION)),
    ("metric.reporters", Ignored(APPLICATION)),
    ("config.providers", Ignored("placeholders are resolved already")),
    ("application.id", Ignored(APPLICATION)),
    ("application.server", Ignored(APPLICATION)),
    ("processing.guarantee", Ignored(APPLICATION)),
    ("num.stream.threads", Ignored(APPLICATION)),
    ("state.dir", Ignored(APPLICATION)),
    ("default.key.serde", Ignored(SERIALIZATION)),
    ("default.value.serde", Ignored(SERIALIZATION)),
    ("bootstrap.controllers", Ignored("dltctl speaks to brokers only")),
];

/// Beginnings that stand for families of names which mean nothing here.
const FAMILIES: &[(&str, &str)] = &[
    ("schema.registry.", REGISTRY),
    ("apicurio.", REGISTRY),
    ("bearer.auth.", REGISTRY),
    ("config.providers.", "placeholders are resolved already"),
    ("metrics.", APPLICATION),
    ("confluent.", APPLICATION),
    ("spring.", APPLICATION),
    ("consumer.", APPLICATION),
    ("producer.", APPLICATION),
    ("admin.", APPLICATION),
];

/// Returns what becomes of a property, or none for a name that nobody knows.
pub(crate) fn meaning(name: &str) -> Option<Meaning> {
    if registry::is_used(name) {
        return Some(Meaning::Registry);
    }
    NAMES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, meaning)| *meaning)
        .or_else(|| {
            FAMILIES
                .iter()
                .find(|(beginning, _)| name.starts_with(beginning))
                .map(|(_, why)| Ignored(why))
        })
}

/// Returns the name without kcat's `topic.` in front of a property of a topic.
pub(crate) fn without_topic_prefix(name: &str) -> &str {
    match name.strip_prefix("topic.") {
        Some(rest) if meaning(name).is_none() && meaning(rest).is_some() => rest,
        _ => name,
    }
}
