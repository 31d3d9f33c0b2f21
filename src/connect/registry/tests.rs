use super::*;
use crate::connect::PropertySource;

fn properties(pairs: &[(&str, &str)]) -> Vec<RawProperty> {
    let pairs = pairs.iter().map(|(name, value)| RawProperty {
        name: (*name).to_owned(),
        value: (*value).to_owned(),
        source: PropertySource::Flag,
    });
    pairs.collect()
}

fn basic(user: &str, password: &str) -> RegistryLogin {
    RegistryLogin::Basic(user.to_owned(), Secret::new(password))
}

type Pairs = &'static [(&'static str, &'static str)];

#[test]
fn logins() {
    let bearer = || RegistryLogin::Bearer(Secret::new("t"));
    let table: [(Pairs, RegistryLogin); 12] = [
        (&[], RegistryLogin::OfUrl),
        (&[("sasl.username", "x")], RegistryLogin::OfUrl),
        (&[("basic.auth.user.info", "u:p:q")], basic("u", "p:q")),
        (
            &[
                ("basic.auth.credentials.source", "USER_INFO"),
                ("schema.registry.basic.auth.user.info", "u:p"),
            ],
            basic("u", "p"),
        ),
        (
            &[
                ("basic.auth.user.info", "u:p"),
                ("basic.auth.credentials.source", "URL"),
            ],
            RegistryLogin::OfUrl,
        ),
        (
            &[(
                "schema.registry.basic.auth.credentials.source",
                "SASL_INHERIT",
            )],
            basic("alice", "secret"),
        ),
        (
            &[
                ("schema_registry.user", "u"),
                ("schema_registry.password", "p"),
            ],
            basic("u", "p"),
        ),
        (
            &[
                ("apicurio.registry.auth.password", "p"),
                ("apicurio.registry.auth.username", "u"),
            ],
            basic("u", "p"),
        ),
        (
            &[
                ("bearer.auth.credentials.source", "STATIC_TOKEN"),
                ("bearer.auth.token", "t"),
            ],
            bearer(),
        ),
        (&[("schema_registry.token", "t")], bearer()),
        (
            &[("basic.auth.user.info", "u:p"), ("bearer.auth.token", "t")],
            bearer(),
        ),
        (
            &[("bearer.auth.token", "t"), ("basic.auth.user.info", "u:p")],
            basic("u", "p"),
        ),
    ];
    for (pairs, expected) in table {
        let found = login(&properties(pairs), Some(("alice", "secret"))).unwrap();
        assert_eq!(found, expected, "{pairs:?}");
    }
}

#[test]
fn logins_that_cannot_be() {
    for (pairs, what) in [
        (
            [("basic.auth.credentials.source", "SASL_INHERIT")],
            "`sasl.jaas.config` with user and password, or `sasl.username` is missing",
        ),
        (
            [("basic.auth.credentials.source", "USER_INFO")],
            "`basic.auth.user.info` is missing",
        ),
        (
            [("basic.auth.credentials.source", "hunter2")],
            "`basic.auth.credentials.source` (-X) cannot be used",
        ),
        (
            [("bearer.auth.credentials.source", "STATIC_TOKEN")],
            "`bearer.auth.token` is missing",
        ),
        (
            [("bearer.auth.credentials.source", "OAUTHBEARER")],
            "`bearer.auth.credentials.source` (-X) cannot be used",
        ),
        (
            [("apicurio.registry.auth.service.token.endpoint", "http://x")],
            "`apicurio.registry.auth.service.token.endpoint` (-X) cannot be used",
        ),
    ] {
        let error = login(&properties(&pairs), None).unwrap_err();
        assert_eq!(error.what(), what);
        assert!(!error.to_string().contains("hunter2"));
    }
}

#[test]
fn certificates_are_read_as_those_of_the_brokers() {
    const CA: &str = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    const KEY: &str = "-----BEGIN PRIVATE KEY-----\nBBBB\n-----END PRIVATE KEY-----\n";
    const OLD: &str = "-----BEGIN RSA PRIVATE KEY-----\nBBBB\n-----END RSA PRIVATE KEY-----\n";
    let read = |path: &Path| match path.to_str().unwrap() {
        "ca.pem" => Ok(CA.as_bytes().to_vec()),
        "both.pem" => Ok(format!("{CA}{KEY}").into_bytes()),
        "old.pem" => Ok(OLD.as_bytes().to_vec()),
        "ca.jks" => Ok(b"\xFE\xED\xFE\xED\0\0\0\x02".to_vec()),
        _ => Err(std::io::Error::other("no such file")),
    };
    let of = |pairs: &[(&str, &str)]| tls(&properties(pairs), &read);
    assert_eq!(
        of(&[("ssl.ca.location", "ca.pem")]).unwrap(),
        RegistryTls::default()
    );
    for pairs in [
        [("schema.registry.ssl.truststore.location", "ca.pem")],
        [("schema.registry.ssl.ca.location", "ca.pem")],
        [("schema.registry.ssl.truststore.certificates", CA)],
        [("schema_registry.ca", "ca.pem")],
        [("schema_registry.ca", CA)],
    ] {
        let found = of(&pairs).unwrap();
        assert_eq!(found.authorities.as_deref(), Some(CA), "{pairs:?}");
        assert_eq!(found.identity, None);
    }
    let both = of(&[("schema.registry.ssl.keystore.location", "both.pem")]).unwrap();
    assert_eq!(both.authorities, None);
    assert_eq!(both.identity.unwrap().1.reveal(), format!("{CA}{KEY}"));
    let own = of(&[
        ("schema_registry.certificate", CA),
        ("schema_registry.key", KEY),
    ])
    .unwrap();
    assert_eq!(own.identity.unwrap().1.reveal(), KEY);
    for pairs in [
        &[("schema_registry.ca", "none.pem")][..],
        &[("schema.registry.ssl.truststore.location", "ca.jks")],
        &[("schema_registry.certificate", "ca.pem")],
        &[
            ("schema_registry.certificate", "ca.pem"),
            ("schema_registry.key", "old.pem"),
        ],
    ] {
        assert!(of(pairs).is_err(), "{pairs:?}");
    }
    let unchecked = of(&[
        ("schema_registry.ca", "ca.pem"),
        ("schema.registry.ssl.endpoint.identification.algorithm", ""),
    ]);
    let unchecked = unchecked.unwrap();
    assert!(unchecked.any_name && unchecked.notes.len() == 1);
    let by_key = of(&[("schema_registry.check_host_name", "false")]).unwrap();
    assert!(by_key.any_name);
    let all = of(&[(
        "schema.registry.enable.ssl.certificate.verification",
        "false",
    )])
    .unwrap();
    assert!(!all.any_name && all.notes.len() == 1);
}

#[test]
fn names_of_the_registry_are_known() {
    for name in [
        "schema.registry.url",
        "apicurio.registry.url",
        "basic.auth.user.info",
        "schema.registry.basic.auth.user.info",
        "schema.registry.ssl.key.password",
        "bearer.auth.token",
        "schema_registry.ca",
    ] {
        assert!(is_used(name), "{name}");
    }
    for name in [
        "auto.register.schemas",
        "ssl.key.password",
        "schema.registry.x",
    ] {
        assert!(!is_used(name), "{name}");
    }
}
