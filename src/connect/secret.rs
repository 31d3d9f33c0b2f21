//! Text that must never be shown, and the names that say so.

use std::fmt;

/// What stands in the place of every secret.
const MASK: &str = "********";

/// A text that shows as `********` in every format; [`Secret::reveal`] is the one way to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps `text` from being shown.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the text itself, for the client that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// Endings of names that speak of a secret without holding it: where it lies, how it is made, how long it lasts.
const HARMLESS_ENDINGS: [&str; 9] = [
    ".location",
    ".url",
    ".type",
    ".file",
    ".ms",
    ".class",
    ".path",
    ".serializer",
    ".deserializer",
];

/// Words that make a property secret wherever they stand in its name.
const SECRET_WORDS: [&str; 8] = [
    "password",
    "passphrase",
    "secret",
    "token",
    "jaas",
    "credential",
    "user.info",
    "private.key",
];

/// Tells whether the property's value must be masked, by its name alone; names nobody knows are judged the same way.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    if HARMLESS_ENDINGS.iter().any(|ending| name.ends_with(ending)) {
        return false;
    }
    SECRET_WORDS.iter().any(|word| name.contains(word))
        || name.ends_with("key")
        || name.ends_with("key.pem")
        || name == "sasl.oauthbearer.config"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_names() {
        for name in [
            "sasl.password",
            "sasl.jaas.config",
            "ssl.key.password",
            "ssl.key.pem",
            "ssl.keystore.key",
            "ssl.truststore.password",
            "sasl.oauthbearer.client.secret",
            "sasl.oauthbearer.client.credentials.client.secret",
            "sasl.oauthbearer.assertion.private.key.pem",
            "sasl.oauthbearer.assertion.private.key.passphrase",
            "sasl.oauthbearer.config",
            "basic.auth.user.info",
            "bearer.auth.token",
            "my.app.API_KEY",
            "SASL.PASSWORD",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "sasl.username",
            "security.protocol",
            "ssl.key.location",
            "ssl.ca.pem",
            "ssl.keystore.location",
            "ssl.keystore.type",
            "ssl.keystore.certificate.chain",
            "sasl.oauthbearer.token.endpoint.url",
            "sasl.oauthbearer.assertion.private.key.file",
            "key.deserializer",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn a_secret_shows_as_a_mask() {
        let secret = Secret::new("hunter2");
        assert_eq!(
            format!("{secret} {secret:?} {secret:#?}"),
            "******** ******** ********"
        );
        assert_eq!(secret.reveal(), "hunter2");
    }
}
