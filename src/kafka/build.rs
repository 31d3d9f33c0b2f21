//! What the client library is, and what was built into it.

/// The client library's version and features.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// Its version.
    pub librdkafka: String,
    /// What works: proved by making a client that needs it, because the library's own list names things that do not.
    pub features: Vec<&'static str>,
}

/// What each feature needs to be set, so that a client can only be made where it works.
const PROBES: &[(&str, &[(&str, &str)])] = &[
    ("ssl", &[("security.protocol", "SSL")]),
    (
        "sasl_plain",
        &[
            ("security.protocol", "SASL_PLAINTEXT"),
            ("sasl.mechanism", "PLAIN"),
            ("sasl.username", "u"),
            ("sasl.password", "p"),
        ],
    ),
    (
        "sasl_scram",
        &[
            ("security.protocol", "SASL_PLAINTEXT"),
            ("sasl.mechanism", "SCRAM-SHA-512"),
            ("sasl.username", "u"),
            ("sasl.password", "p"),
        ],
    ),
    (
        "sasl_oauthbearer_oidc",
        &[
            ("security.protocol", "SASL_PLAINTEXT"),
            ("sasl.mechanism", "OAUTHBEARER"),
            ("sasl.oauthbearer.method", "oidc"),
            ("sasl.oauthbearer.client.id", "i"),
            ("sasl.oauthbearer.client.secret", "s"),
            (
                "sasl.oauthbearer.token.endpoint.url",
                "http://127.0.0.1:9/token",
            ),
        ],
    ),
    ("zstd", &[("compression.codec", "zstd")]),
    (
        "sasl_gssapi",
        &[
            ("security.protocol", "SASL_PLAINTEXT"),
            ("sasl.mechanism", "GSSAPI"),
        ],
    ),
];

/// Finds out what was built in. No connection is made.
pub fn build() -> Build {
    let (_, librdkafka) = rdkafka::util::get_rdkafka_version();
    let works = |properties: &[(&str, &str)]| {
        let properties = [properties, &[("group.id", "probe")]].concat();
        super::ffi::Client::new(&properties, false).is_ok()
    };
    let features = PROBES
        .iter()
        .filter(|(_, properties)| works(properties))
        .map(|(name, _)| *name)
        .collect();
    Build {
        librdkafka,
        features,
    }
}

#[cfg(test)]
mod tests {
    use super::build;

    #[test]
    fn tokens_over_http_and_zstd_are_built_in_and_kerberos_is_not() {
        let build = build();
        for feature in [
            "ssl",
            "sasl_plain",
            "sasl_scram",
            "sasl_oauthbearer_oidc",
            "zstd",
        ] {
            assert!(build.features.contains(&feature), "{build:?}");
        }
        assert!(!build.features.contains(&"sasl_gssapi"), "{build:?}");
    }
}
