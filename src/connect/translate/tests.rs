use super::*;
use std::io;
use std::path::{Path, PathBuf};

const PEM: &[u8] = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

fn read(path: &Path) -> io::Result<Vec<u8>> {
    match path.to_str() {
        Some("ca.pem" | "client.pem" | "wrongly-named.jks") => Ok(PEM.to_vec()),
        Some("trust.jks") => Ok(vec![0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2]),
        Some("trust.jceks") => Ok(vec![0xCE, 0xCE, 0xCE, 0xCE, 0, 0, 0, 2]),
        Some("client.p12") => Ok(vec![0x30, 0x82, 1, 2]),
        Some("text.txt") => Ok(b"hello".to_vec()),
        _ => Err(io::Error::from(io::ErrorKind::NotFound)),
    }
}

fn from(source: &PropertySource, properties: &[(&str, &str)]) -> Vec<RawProperty> {
    properties
        .iter()
        .map(|(name, value)| RawProperty {
            name: (*name).to_owned(),
            value: (*value).to_owned(),
            source: source.clone(),
        })
        .collect()
}

fn file() -> PropertySource {
    PropertySource::File(PathBuf::from("client.properties"))
}

/// Shows what a file becomes, one property a line, secrets in the open.
fn of_file(properties: &[(&str, &str)]) -> String {
    show(&translate(&from(&file(), properties), &read).unwrap())
}

fn show(translation: &Translation) -> String {
    let mut lines: Vec<String> = translation
        .properties
        .iter()
        .map(|property| format!("{}={}", property.name, property.value.reveal()))
        .collect();
    lines.extend(translation.notes.iter().map(|note| format!("note: {note}")));
    lines.extend(
        translation
            .details
            .iter()
            .map(|detail| format!("detail: {detail}")),
    );
    lines.join("\n")
}

fn refused(source: &PropertySource, properties: &[(&str, &str)]) -> String {
    let error = translate(&from(source, properties), &read)
        .map(|translation| show(&translation))
        .unwrap_err();
    assert_eq!(error.kind(), crate::error::ErrorKind::Usage);
    format!(
        "{}\n  why: {}\n  hint: {}",
        error.what(),
        error.reason().unwrap_or_else(|| "-".to_owned()),
        error.next_step().unwrap_or("-")
    )
}

const PLAIN: &str = "org.apache.kafka.common.security.plain.PlainLoginModule required username='alice' password='s3c';";
const SCRAM: &str = "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"alice\" password=\"s3c\";";

#[test]
fn confluent_cloud() {
    insta::assert_snapshot!(of_file(&[
        ("bootstrap.servers", "pkc-1.cloud:9092"),
        ("security.protocol", "SASL_SSL"),
        ("sasl.jaas.config", PLAIN),
        ("sasl.mechanism", "PLAIN"),
        ("client.dns.lookup", "use_all_dns_ips"),
        ("session.timeout.ms", "45000"),
        ("acks", "all"),
        ("client.id", "app"),
        ("schema.registry.url", "https://sr"),
        ("basic.auth.credentials.source", "USER_INFO"),
        ("basic.auth.user.info", "k:s"),
    ]), @r"
    security.protocol=sasl_ssl
    sasl.username=alice
    sasl.password=s3c
    sasl.mechanism=PLAIN
    client.dns.lookup=use_all_dns_ips
    ssl.ca.location=probe
    detail: `session.timeout.ms` (client.properties) is not passed on: reading never joins a consumer group
    detail: `acks` (client.properties) is not passed on: dltctl chooses how it writes
    detail: `client.id` (client.properties) is not passed on: it names the application that the file is made for; use --client-id
    ");
}

#[test]
fn a_consumer_of_spring() {
    insta::assert_snapshot!(of_file(&[
        ("key.deserializer", "x"),
        ("group.id", "billing"),
        ("auto.offset.reset", "latest"),
        ("enable.auto.commit", "true"),
        ("max.poll.records", "10"),
        ("interceptor.classes", "x"),
        ("isolation.level", "read_uncommitted"),
        ("fetch.min.bytes", "1000000"),
        ("reconnect.backoff.ms", "1000"),
        ("request.timeout.ms", "5000"),
        ("my.own.setting", "x"),
        ("security.protcol", "SSL"),
    ]), @r"
    note: `security.protcol` (client.properties) is no property of Kafka's clients and is left out; `security.protocol` is one
    detail: `key.deserializer` (client.properties) is not passed on: records are read as bytes
    detail: `group.id` (client.properties) is not passed on: reading never joins a consumer group
    detail: `auto.offset.reset` (client.properties) is not passed on: every scan starts at an offset of its own
    detail: `enable.auto.commit` (client.properties) is not passed on: reading never commits
    detail: `max.poll.records` (client.properties) is not passed on: it is about the application's own client
    detail: `interceptor.classes` (client.properties) is not passed on: dltctl loads no code from elsewhere
    detail: `isolation.level` (client.properties) is not passed on: use --read-uncommitted
    detail: `fetch.min.bytes` (client.properties) is not passed on: it tunes the application that the file is made for
    detail: `reconnect.backoff.ms` (client.properties) is not passed on: it tunes the application that the file is made for
    detail: `request.timeout.ms` (client.properties) is not passed on: use --request-timeout
    detail: `my.own.setting` (client.properties) is not passed on: it is no property of Kafka's clients
    ");
}

#[test]
fn scram() {
    insta::assert_snapshot!(of_file(&[
        ("security.protocol", "sasl_plaintext"),
        ("sasl.mechanism", "scram-sha-512"),
        ("sasl.jaas.config", SCRAM),
    ]), @r"
    security.protocol=sasl_plaintext
    sasl.mechanism=SCRAM-SHA-512
    sasl.username=alice
    sasl.password=s3c
    ");
}

#[test]
fn plain_needs_no_mechanism() {
    insta::assert_snapshot!(of_file(&[("security.protocol", "SASL_SSL"), ("sasl.jaas.config", PLAIN)]), @r"
    security.protocol=sasl_ssl
    sasl.username=alice
    sasl.password=s3c
    sasl.mechanism=PLAIN
    ssl.ca.location=probe
    detail: `sasl.mechanism` is PLAIN, because `sasl.jaas.config` (client.properties) names the PlainLoginModule
    ");
}

#[test]
fn pem_files() {
    insta::assert_snapshot!(of_file(&[
        ("security.protocol", "SSL"),
        ("ssl.truststore.type", "PEM"),
        ("ssl.truststore.location", "ca.pem"),
        ("ssl.truststore.password", ""),
        ("ssl.keystore.type", "PEM"),
        ("ssl.keystore.location", "client.pem"),
        ("ssl.keystore.password", "unused"),
        ("ssl.key.password", "k3y"),
        ("ssl.enabled.protocols", "TLSv1.3"),
        ("ssl.cipher.suites", "TLS_AES_256_GCM_SHA384"),
    ]), @r"
    security.protocol=ssl
    ssl.ca.location=ca.pem
    ssl.certificate.location=client.pem
    ssl.key.location=client.pem
    ssl.key.password=k3y
    detail: `ssl.keystore.password` (client.properties) is not passed on: a PEM file has no password of its own; that of the key is `ssl.key.password`
    detail: `ssl.enabled.protocols` (client.properties) is not passed on: OpenSSL chooses by itself, and Java's names are not OpenSSL's
    detail: `ssl.cipher.suites` (client.properties) is not passed on: Java's names of ciphers are not OpenSSL's
    ");
}

#[test]
fn the_first_bytes_count_and_not_the_type() {
    insta::assert_snapshot!(of_file(&[
        ("security.protocol", "SSL"),
        ("ssl.truststore.type", "JKS"),
        ("ssl.truststore.location", "wrongly-named.jks"),
    ]), @r"
    security.protocol=ssl
    ssl.ca.location=wrongly-named.jks
    ");
}

#[test]
fn pem_inline() {
    insta::assert_snapshot!(of_file(&[
        ("security.protocol", "SSL"),
        ("ssl.truststore.certificates", "-----BEGIN CERTIFICATE----- AAAA -----END CERTIFICATE-----"),
        ("ssl.keystore.certificate.chain", "-----BEGIN CERTIFICATE----- BBBB -----END CERTIFICATE-----"),
        ("ssl.keystore.key", "-----BEGIN ENCRYPTED PRIVATE KEY----- CCCC -----END ENCRYPTED PRIVATE KEY-----"),
        ("ssl.key.password", "k3y"),
    ]), @r"
    security.protocol=ssl
    ssl.ca.pem=-----BEGIN CERTIFICATE-----
    AAAA
    -----END CERTIFICATE-----

    ssl.certificate.pem=-----BEGIN CERTIFICATE-----
    BBBB
    -----END CERTIFICATE-----

    ssl.key.pem=-----BEGIN ENCRYPTED PRIVATE KEY-----
    CCCC
    -----END ENCRYPTED PRIVATE KEY-----

    ssl.key.password=k3y
    ");
}

#[test]
fn names_of_librdkafka_stay() {
    insta::assert_snapshot!(of_file(&[
        ("metadata.broker.list", "b:9092"),
        ("security.protocol", "sasl_ssl"),
        ("sasl.mechanisms", "PLAIN"),
        ("sasl.username", "alice"),
        ("sasl.password", "s3c"),
        ("ssl.ca.location", "/etc/ca.pem"),
        ("broker.address.family", "v4"),
    ]), @r"
    security.protocol=sasl_ssl
    sasl.mechanism=PLAIN
    sasl.username=alice
    sasl.password=s3c
    ssl.ca.location=/etc/ca.pem
    broker.address.family=v4
    ");
}

#[test]
fn oauth_by_names_of_librdkafka() {
    insta::assert_snapshot!(of_file(&[
        ("security.protocol", "SASL_SSL"),
        ("sasl.mechanism", "OAUTHBEARER"),
        ("sasl.oauthbearer.method", "oidc"),
        ("sasl.oauthbearer.client.credentials.client.id", "me"),
        ("sasl.oauthbearer.client.credentials.client.secret", "s3c"),
        ("sasl.oauthbearer.token.endpoint.url", "https://idp/token"),
    ]), @r"
    security.protocol=sasl_ssl
    sasl.mechanism=OAUTHBEARER
    sasl.oauthbearer.method=oidc
    sasl.oauthbearer.client.id=me
    sasl.oauthbearer.client.secret=s3c
    sasl.oauthbearer.token.endpoint.url=https://idp/token
    ssl.ca.location=probe
    https.ca.location=probe
    ");
}

#[test]
fn checks_that_are_switched_off_are_said() {
    insta::assert_snapshot!(of_file(&[
        ("security.protocol", "SSL"),
        ("ssl.endpoint.identification.algorithm", ""),
        ("enable.ssl.certificate.verification", "false"),
    ]), @r"
    security.protocol=ssl
    ssl.endpoint.identification.algorithm=none
    enable.ssl.certificate.verification=false
    ssl.ca.location=probe
    note: host names are not checked against the brokers' certificates: `ssl.endpoint.identification.algorithm` is empty (client.properties)
    note: the brokers' certificates are not checked at all: `enable.ssl.certificate.verification` is false (client.properties)
    ");
}

#[test]
fn settings_without_effect_are_said() {
    insta::assert_snapshot!(of_file(&[("ssl.truststore.location", "ca.pem"), ("sasl.jaas.config", PLAIN)]), @r"
    ssl.ca.location=ca.pem
    sasl.username=alice
    sasl.password=s3c
    sasl.mechanism=PLAIN
    note: the SASL settings have no effect, because `security.protocol` is plaintext
    note: the TLS settings have no effect, because `security.protocol` is plaintext
    detail: `sasl.mechanism` is PLAIN, because `sasl.jaas.config` (client.properties) names the PlainLoginModule
    ");
}

#[test]
fn what_is_typed_is_stronger() {
    let mut raw = from(
        &file(),
        &[
            ("security.protocol", "SASL_SSL"),
            ("sasl.mechanism", "PLAIN"),
            ("sasl.jaas.config", PLAIN),
            (
                "ssl.truststore.certificates",
                "-----BEGIN C-----A-----END C-----",
            ),
        ],
    );
    raw.extend(from(
        &PropertySource::Flag,
        &[
            ("sasl.password", "other"),
            ("ssl.ca.location", "/etc/ca.pem"),
            ("topic.acks", "1"),
            ("fetch.min.bytes", "1"),
            ("group.id", "mine"),
            ("client.id", "me"),
            ("key.deserializer", "x"),
        ],
    ));
    let translation = translate(&raw, &read).unwrap();
    assert_eq!(
        translation.client_id,
        Some(("me".to_owned(), PropertySource::Flag))
    );
    insta::assert_snapshot!(show(&translation), @r"
    security.protocol=sasl_ssl
    sasl.mechanism=PLAIN
    sasl.username=alice
    sasl.password=other
    ssl.ca.location=/etc/ca.pem
    fetch.min.bytes=1
    note: `acks` (-X) is not passed on: dltctl chooses how it writes
    note: `group.id` (-X) is not passed on: reading never joins a consumer group
    detail: `key.deserializer` (-X) is not passed on: records are read as bytes
    ");
}

#[test]
fn a_login_module_that_is_typed_is_stronger_than_a_password_in_the_file() {
    let mut raw = from(
        &file(),
        &[
            ("security.protocol", "SASL_PLAINTEXT"),
            ("sasl.mechanism", "PLAIN"),
            ("sasl.username", "bob"),
            ("sasl.password", "old"),
        ],
    );
    raw.extend(from(&PropertySource::Flag, &[("sasl.jaas.config", PLAIN)]));
    let translation = translate(&raw, &read).unwrap();
    assert_eq!(translation.get("sasl.username"), Some("alice"));
    assert_eq!(translation.get("sasl.password"), Some("s3c"));
}

#[test]
fn nothing_that_endangers_a_promise_is_ever_passed_on() {
    for name in [
        "group.id",
        "enable.auto.commit",
        "auto.offset.reset",
        "isolation.level",
        "transactional.id",
        "partitioner",
        "acks",
        "enable.idempotence",
        "plugin.library.paths",
        "enable.auto.offset.store",
        "interceptors",
        "max.in.flight",
        "topic.acks",
        "topic.partitioner",
        "request.required.acks",
        "allow.auto.create.topics",
    ] {
        for source in [
            file(),
            PropertySource::Flag,
            PropertySource::Context("prod".to_owned()),
        ] {
            let translation = translate(&from(&source, &[(name, "x")]), &read).unwrap();
            assert_eq!(translation.properties, [], "{name}");
            let said = translation.notes.len() + translation.details.len();
            assert_eq!(said, 1, "{name} from {source}");
        }
    }
}

/// Refuses properties written as lines of a file, from a file.
fn refused_file(text: &str) -> String {
    let properties: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| line.split_once('='))
        .collect();
    refused(&file(), &properties)
}

#[test]
fn mistakes_in_names() {
    let flag = PropertySource::Flag;
    let context = PropertySource::Context("prod".to_owned());
    let table = [
        refused(&flag, &[("security.protocl", "SSL")]),
        refused(&flag, &[("qwertz.uiop", "SSL")]),
        refused(&context, &[("sasl.jass.config", "x")]),
    ];
    insta::assert_snapshot!(table.join("\n"), @r"
    unknown property `security.protocl` (-X)
      why: it is a name neither of Java's Kafka clients nor of librdkafka
      hint: did you mean `security.protocol`?
    unknown property `qwertz.uiop` (-X)
      why: it is a name neither of Java's Kafka clients nor of librdkafka
      hint: check the name; the ones that are understood are described in docs/connecting.md
    unknown property `sasl.jass.config` (context prod)
      why: it is a name neither of Java's Kafka clients nor of librdkafka
      hint: did you mean `sasl.jaas.config`?
    ");
}

#[test]
fn mistakes_in_authentication() {
    let sasl = "security.protocol=SASL_SSL";
    let unfinished = PLAIN.trim_end_matches(';');
    let nobody = SCRAM.replace("username", "user");
    let token = SCRAM.replace(';', " tokenauth=true;");
    let open = PLAIN.replace("s3c", "pa'ss3c");
    let table = [
        refused_file("security.protocol=SASL_TLS"),
        refused_file(sasl),
        refused_file(&format!(
            "{sasl}\nsasl.mechanism=PLAIN\nsasl.username=alice"
        )),
        refused_file(&format!("{sasl}\nsasl.mechanism=GSSAPI")),
        refused_file(&format!("{sasl}\nsasl.mechanism=AWS_MSK_IAM")),
        refused_file(&format!("{sasl}\nsasl.mechanism=SCRAM-SHA-1")),
        refused_file(&format!("{sasl}\nsasl.mechanism=OAUTHBEARER")),
        refused_file(&format!("{sasl}\nsasl.jaas.config={SCRAM}")),
        refused_file(&format!("{sasl}\nsasl.jaas.config={unfinished}")),
        refused_file(&format!("{sasl}\nsasl.jaas.config={PLAIN}{SCRAM}")),
        refused_file(&format!("{sasl}\nsasl.jaas.config={nobody}")),
        refused_file(&format!("{sasl}\nsasl.jaas.config={token}")),
        refused_file(&format!("{sasl}\nsasl.jaas.config={open}")),
        refused_file("sasl.jaas.config=com.sun.security.auth.module.Krb5LoginModule required;"),
        refused_file(
            "sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;",
        ),
        refused_file("sasl.jaas.config=software.amazon.msk.auth.iam.IAMLoginModule required;"),
        refused_file("sasl.login.callback.handler.class=x"),
        refused_file("sasl.kerberos.service.name=kafka"),
    ];
    insta::assert_snapshot!(table.join("\n"), @r#"
    `security.protocol` (client.properties) cannot be `SASL_TLS`
      why: it is one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL
      hint: did you mean SASL_SSL?
    `sasl.mechanism` is missing
      why: `security.protocol` is SASL_SSL, and without a mechanism that means Kerberos, which is not part of this build
      hint: add `-X sasl.mechanism=SCRAM-SHA-512`, or PLAIN, as the cluster demands
    `sasl.password` is missing
      why: `security.protocol` is SASL_SSL with PLAIN, which asks for a user and a password
      hint: write both into a properties file for -F, or `sasl.password=${env:NAME}`; never type a password
    `sasl.mechanism` (client.properties) cannot be GSSAPI
      why: -
      hint: Kerberos is not part of this build; use SASL/SCRAM, SASL/PLAIN or a client certificate
    `sasl.mechanism` (client.properties) cannot be AWS_MSK_IAM
      why: signing in with AWS is not part of this build
      hint: use the SASL/SCRAM or the TLS listener of the MSK cluster
    `sasl.mechanism` (client.properties) cannot be SCRAM-SHA-1
      why: it is one of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER
      hint: -
    `sasl.oauthbearer.method` is missing
      why: `sasl.mechanism` is OAUTHBEARER, and nothing says where the token comes from
      hint: name the same settings as librdkafka does: `sasl.oauthbearer.method=oidc`, `sasl.oauthbearer.token.endpoint.url`, `sasl.oauthbearer.client.id` and `sasl.oauthbearer.client.secret`
    `sasl.mechanism` is missing
      why: the ScramLoginModule in `sasl.jaas.config` (client.properties) serves two mechanisms
      hint: add `sasl.mechanism=SCRAM-SHA-512`, or SCRAM-SHA-256, as the cluster demands
    `sasl.jaas.config` (client.properties) cannot be read
      why: the `;` at its end is missing
      hint: it reads `org.apache.kafka.common.security.plain.PlainLoginModule required username="…" password="…";`
    `sasl.jaas.config` (client.properties) cannot be read
      why: it holds 2 login modules, and a client takes exactly one
      hint: it reads `org.apache.kafka.common.security.plain.PlainLoginModule required username="…" password="…";`
    `sasl.jaas.config` (client.properties) cannot be read
      why: its ScramLoginModule has no `username`
      hint: it reads `org.apache.kafka.common.security.plain.PlainLoginModule required username="…" password="…";`
    `sasl.jaas.config` (client.properties) cannot be used
      why: its `tokenauth` asks for a delegation token, which librdkafka cannot present
      hint: use SASL/SCRAM with a user of its own
    `sasl.jaas.config` (client.properties) cannot be read
      why: option 3 is not `name="value"`; a quote inside a value needs a backslash before it
      hint: it reads `org.apache.kafka.common.security.plain.PlainLoginModule required username="…" password="…";`
    `sasl.jaas.config` (client.properties) cannot be used
      why: its login module is com.sun.security.auth.module.Krb5LoginModule
      hint: Kerberos is not part of this build; use SASL/SCRAM, SASL/PLAIN or a client certificate
    `sasl.jaas.config` (client.properties) cannot be used
      why: its login module is org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule
      hint: name the same settings as librdkafka does: `sasl.oauthbearer.method=oidc`, `sasl.oauthbearer.token.endpoint.url`, `sasl.oauthbearer.client.id` and `sasl.oauthbearer.client.secret`
    `sasl.jaas.config` (client.properties) cannot be used
      why: its login module is software.amazon.msk.auth.iam.IAMLoginModule
      hint: the modules that are understood are PlainLoginModule and ScramLoginModule
    `sasl.login.callback.handler.class` (client.properties) cannot be used
      why: -
      hint: name the same settings as librdkafka does: `sasl.oauthbearer.method=oidc`, `sasl.oauthbearer.token.endpoint.url`, `sasl.oauthbearer.client.id` and `sasl.oauthbearer.client.secret`
    `sasl.kerberos.service.name` (client.properties) cannot be used
      why: -
      hint: Kerberos is not part of this build; use SASL/SCRAM, SASL/PLAIN or a client certificate
    "#);
    assert!(!table.concat().contains("s3c"));
}

#[test]
fn mistakes_in_certificates() {
    let table: Vec<String> = [
        "ssl.truststore.location=trust.jks",
        "ssl.truststore.location=trust.jceks",
        "ssl.truststore.location=client.p12",
        "ssl.truststore.location=text.txt",
        "ssl.truststore.location=absent.pem",
        "ssl.keystore.location=client.p12",
        "ssl.keystore.location=trust.jks",
        "ssl.keystore.key=client.key",
        "ssl.truststore.certificates=ca.pem",
        "ssl.engine.factory.class=com.acme.Factory",
    ]
    .iter()
    .map(|text| refused_file(text))
    .collect();
    insta::assert_snapshot!(table.join("\n"), @r"
    `ssl.truststore.location` (client.properties) cannot be used
      why: trust.jks is a JKS store, and this version reads PEM only
      hint: write its certificates as PEM: `keytool -list -rfc -keystore trust.jks > ca.pem`, then name `ssl.ca.location=ca.pem` instead
    `ssl.truststore.location` (client.properties) cannot be used
      why: trust.jceks is a JCEKS store, and this version reads PEM only
      hint: write its certificates as PEM: `keytool -list -rfc -keystore trust.jceks -storetype JCEKS > ca.pem`, then name `ssl.ca.location=ca.pem` instead
    `ssl.truststore.location` (client.properties) cannot be used
      why: client.p12 is a PKCS12 store, and this version reads PEM only
      hint: write its certificates as PEM: `keytool -list -rfc -keystore client.p12 > ca.pem`, then name `ssl.ca.location=ca.pem` instead
    `ssl.truststore.location` (client.properties) cannot be used
      why: text.txt is no key store: neither PEM nor JKS nor PKCS12
      hint: check the path
    cannot read absent.pem
      why: `ssl.truststore.location` (client.properties) points at it: entity not found
      hint: check the path; a relative one starts at the current directory
    `ssl.keystore.location` (client.properties) cannot be used
      why: client.p12 is a PKCS12 store, and this version reads PEM only
      hint: write it as PEM: `openssl pkcs12 -in client.p12 -out client.pem`, and name `ssl.keystore.location=client.pem` instead
    `ssl.keystore.location` (client.properties) cannot be used
      why: trust.jks is a JKS store, and this version reads PEM only
      hint: write it as PEM: `keytool -importkeystore -srckeystore trust.jks -destkeystore client.p12 -deststoretype PKCS12`, then `openssl pkcs12 -in client.p12 -out client.pem`, and name `ssl.keystore.location=client.pem` instead
    `ssl.keystore.key` (client.properties) holds no PEM text
      why: it begins with `-----BEGIN` and ends with `-----END …-----`
      hint: for the path of a file use `ssl.keystore.location`
    `ssl.truststore.certificates` (client.properties) holds no PEM text
      why: it begins with `-----BEGIN` and ends with `-----END …-----`
      hint: for the path of a file use `ssl.truststore.location`
    `ssl.engine.factory.class` (client.properties) cannot be used
      why: -
      hint: a Java class cannot be run here; name the certificates as PEM: `ssl.ca.location`, `ssl.certificate.location`, `ssl.key.location`
    ");
}

#[test]
fn every_name_stands_once() {
    let mut names: Vec<&str> = names::NAMES.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(all, names.len());
}
