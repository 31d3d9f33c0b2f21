//! What is needed to ask a registry.

use std::fmt;
use std::path::PathBuf;

use super::places::Places;

/// How to reach a registry and what to show it.
#[derive(Clone)]
pub struct RegistrySettings {
    /// Where it answers.
    pub places: Places,
    /// Who named it, for messages: a flag, a context, a variable.
    pub named_by: String,
    /// Who we say we are.
    pub login: Option<Login>,
    /// Whom TLS trusts, and our own certificate.
    pub tls: Tls,
    /// The proxy in between.
    pub proxy: Option<Proxy>,
    /// The folder in which answers that never change are kept from run to run; none where nothing is kept.
    pub cache: Option<PathBuf>,
    /// What a person should know, for stderr.
    pub notes: Vec<String>,
}

/// Who we say we are.
#[derive(Clone, PartialEq, Eq)]
pub enum Login {
    /// A user's name and password.
    Basic(String, String),
    /// A token.
    Bearer(String),
}

/// Settings of TLS, as PEM text.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Tls {
    /// The authorities that are trusted instead of the system's.
    pub authorities: Option<String>,
    /// Our own certificate, with its chain, and its key as unencrypted PKCS#8.
    pub identity: Option<(String, String)>,
    /// Whether the certificate may be for another name than the registry is reached by.
    pub any_name: bool,
}

/// A proxy, as the environment names it.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    /// Its URL; may hold a password.
    pub url: String,
    /// The hosts that are reached without it, separated by commas.
    pub except: String,
}

impl fmt::Debug for RegistrySettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Everything else holds secrets.
        f.debug_struct("RegistrySettings")
            .field("url", &self.places.url())
            .field("named_by", &self.named_by)
            .field("login", &self.login)
            .field("cache", &self.cache)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Basic(user, _) => write!(f, "Basic({user:?}, ********)"),
            Self::Bearer(_) => f.write_str("Bearer(********)"),
        }
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls")
            .field("authorities", &self.authorities.is_some())
            .field("identity", &self.identity.is_some())
            .field("any_name", &self.any_name)
            .finish()
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proxy(********)")
    }
}
