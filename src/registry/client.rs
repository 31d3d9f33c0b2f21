//! One question over HTTP.
//!
//! With `any_name` the one module that names `ureq`. It never waits longer than it is told, reads no more than [`MAX_BODY`] bytes, and
//! follows a redirect only to where it already was, because what it shows is meant for that registry alone.
#![expect(clippy::disallowed_types, reason = "this is the module")]

use std::io::{self, Read as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use ureq::tls::{Certificate, ClientCert, PemItem, PrivateKey, RootCerts, TlsConfig, TlsProvider};
use ureq::unversioned::resolver::DefaultResolver;

use super::any_name;
use super::places::origin;
use super::registry_settings::{Login, Proxy, RegistrySettings, Tls};
use crate::sanitize;

/// Most bytes of an answer that are read, decompressed.
pub(super) const MAX_BODY: u64 = 16 << 20;

/// Most redirects that are followed.
const MAX_REDIRECTS: usize = 3;

/// Most cells of a text of the registry's that a message quotes.
const QUOTED: usize = 160;

/// What a registry that keeps silent is said to do.
const TIMED_OUT: &str = "no answer within 2 s";

/// What came back.
#[derive(Debug)]
pub(super) enum Reply {
    /// An answer.
    Found(Found),
    /// The registry says that there is no such thing.
    Unknown,
    /// There is no such page; whoever says so may be no registry at all.
    NoPage,
    /// The registry refuses this one question: why.
    Refused(String),
}

/// An answer.
#[derive(Debug)]
pub(super) struct Found {
    /// What Apicurio's own interface says of the language, in a header.
    pub(super) artifact_type: Option<String>,
    /// The body.
    pub(super) body: Vec<u8>,
}

/// Asks one registry.
pub(super) struct Client {
    agent: ureq::Agent,
    authorization: Option<String>,
}

impl Client {
    /// Makes a client; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// What the settings of TLS or of the proxy lack.
    pub(super) fn new(settings: &RegistrySettings) -> Result<Self, String> {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(settings.proxy.as_ref().map(proxy).transpose()?)
            .user_agent(concat!("dltctl/", env!("CARGO_PKG_VERSION")))
            .accept("application/vnd.schemaregistry.v1+json, application/json, */*;q=0.1")
            .tls_config(tls(&settings.tls)?)
            .build();
        let authorization = settings.login.as_ref().map(|login| match login {
            Login::Basic(user, password) => {
                format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
            }
            Login::Bearer(token) => format!("Bearer {token}"),
        });
        let agent = if settings.tls.any_name && settings.places.is_https() {
            let connectors = any_name::connectors(&settings.tls)?;
            ureq::Agent::with_parts(config, connectors, DefaultResolver::default())
        } else {
            config.new_agent()
        };
        Ok(Self {
            agent,
            authorization,
        })
    }

    /// Asks, and waits for `patience` at most.
    ///
    /// # Errors
    ///
    /// Why the registry as a whole cannot be asked.
    pub(super) fn get(&self, url: &str, patience: Duration) -> Result<Reply, String> {
        let deadline = Instant::now() + patience;
        let mut url = url.to_owned();
        for _ in 0..=MAX_REDIRECTS {
            let left = deadline.saturating_duration_since(Instant::now());
            let sent = self.send(&url, left);
            // What broke because time was up has many names.
            let is_late = Instant::now() >= deadline;
            let mut response =
                sent.map_err(|why| if is_late { TIMED_OUT.to_owned() } else { why })?;
            let status = response.status();
            let header = |name: &str| {
                let value = response.headers().get(name);
                value
                    .and_then(|value| value.to_str().ok())
                    .map(str::to_owned)
            };
            let artifact_type = header("x-registry-artifacttype");
            let location = header("location");
            if status.is_redirection() {
                url = redirected(&url, location.as_deref())?;
                continue;
            }
            let body = body(&mut response);
            return match (status.as_u16(), body) {
                (200, body) => body.map(|body| {
                    Reply::Found(Found {
                        artifact_type,
                        body,
                    })
                }),
                (404, Ok(body)) => Ok(match ErrorBody::read(&body) {
                    Some(_) => Reply::Unknown,
                    None => Reply::NoPage,
                }),
                (404, Err(_)) => Ok(Reply::NoPage),
                (code, body) => {
                    let said = said(status, &body.unwrap_or_default());
                    if matches!(code, 400 | 405 | 406 | 409 | 410 | 422) {
                        Ok(Reply::Refused(said))
                    } else {
                        Err(said)
                    }
                }
            };
        }
        Err("it redirects again and again".to_owned())
    }

    fn send(&self, url: &str, left: Duration) -> Result<ureq::http::Response<ureq::Body>, String> {
        let request = self.agent.get(url).config().timeout_global(Some(left));
        let mut request = request.build();
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        request.call().map_err(|error| why(&error))
    }
}

/// What a registry says with an error: Confluent's interface, and Apicurio's own in two versions.
#[derive(Deserialize)]
struct ErrorBody {
    error_code: Option<i64>,
    status: Option<i64>,
    message: Option<String>,
    detail: Option<String>,
    title: Option<String>,
}

impl ErrorBody {
    /// Reads a body; none where it is not an error in a registry's words.
    fn read(body: &[u8]) -> Option<Self> {
        let read: Self = serde_json::from_slice(body).ok()?;
        read.error_code.or(read.status)?;
        Some(read)
    }

    fn text(self) -> Option<String> {
        self.message.or(self.detail).or(self.title)
    }
}

/// Puts a status and the registry's own words into one line.
fn said(status: ureq::http::StatusCode, body: &[u8]) -> String {
    let code = status.as_u16();
    let meaning = status.canonical_reason().unwrap_or("no known status");
    match ErrorBody::read(body).and_then(ErrorBody::text) {
        Some(message) if !message.trim().is_empty() => {
            let message = sanitize::excerpt(message.trim(), QUOTED);
            format!("HTTP {code} {meaning}: {message}")
        }
        _ => format!("HTTP {code} {meaning}"),
    }
}

/// Reads the body, but not more than [`MAX_BODY`].
fn body(response: &mut ureq::http::Response<ureq::Body>) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    let reader = response.body_mut().as_reader();
    let read = reader.take(MAX_BODY + 1).read_to_end(&mut body);
    read.map_err(|error| why(&ureq::Error::from(error)))?;
    if body.len() as u64 > MAX_BODY {
        return Err(format!("its answer is larger than {} MiB", MAX_BODY >> 20));
    }
    Ok(body)
}

/// Returns where a redirect leads, if that is where we are.
fn redirected(from: &str, location: Option<&str>) -> Result<String, String> {
    let to = location.unwrap_or_default();
    let origin_of = origin(from);
    if to.starts_with('/') && !to.starts_with("//") {
        return Ok(format!("{origin_of}{to}"));
    }
    if origin(to).eq_ignore_ascii_case(origin_of) {
        return Ok(to.to_owned());
    }
    let elsewhere = sanitize::excerpt(origin(to), QUOTED);
    Err(format!(
        "it redirects to {elsewhere}, which is not followed; name that one if it is right"
    ))
}

/// Says in plain words why nothing came back.
fn why(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => TIMED_OUT.to_owned(),
        ureq::Error::HostNotFound => "its host is not known".to_owned(),
        ureq::Error::Io(error) => match error.kind() {
            io::ErrorKind::ConnectionRefused => "connection refused".to_owned(),
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => TIMED_OUT.to_owned(),
            io::ErrorKind::ConnectionReset | io::ErrorKind::UnexpectedEof => {
                "it closed the connection".to_owned()
            }
            _ => quoted(error),
        },
        ureq::Error::Protocol(_) | ureq::Error::LargeResponseHeader(..) => {
            "what answers there does not speak HTTP".to_owned()
        }
        ureq::Error::ConnectProxyFailed(_) | ureq::Error::InvalidProxyUrl => {
            "the proxy of the environment refuses".to_owned()
        }
        ureq::Error::Http(_) => "its URL or the token cannot be sent".to_owned(),
        ureq::Error::NativeTls(error) => format!("TLS: {}", quoted(error)),
        error => quoted(error),
    }
}

fn quoted(error: &dyn std::fmt::Display) -> String {
    sanitize::excerpt(&error.to_string(), QUOTED)
}

fn proxy(proxy: &Proxy) -> Result<ureq::Proxy, String> {
    let wrong = |_| "the proxy of the environment cannot be used".to_owned();
    let parsed = ureq::Proxy::new(&proxy.url).map_err(wrong)?;
    let mut builder = ureq::Proxy::builder(parsed.protocol())
        .host(parsed.host())
        .port(parsed.port())
        .resolve_target(parsed.resolve_target());
    if let Some(user) = parsed.username() {
        builder = builder.username(user);
    }
    if let Some(password) = parsed.password() {
        builder = builder.password(password);
    }
    for except in proxy.except.split(',').map(str::trim) {
        if !except.is_empty() {
            builder = builder.no_proxy(except);
        }
    }
    builder.build().map_err(wrong)
}

fn tls(tls: &Tls) -> Result<TlsConfig, String> {
    let mut builder = TlsConfig::builder().provider(TlsProvider::NativeTls);
    builder = builder.root_certs(match &tls.authorities {
        None => RootCerts::PlatformVerifier,
        Some(pem) => RootCerts::Specific(Arc::new(certificates(pem, "authorities")?)),
    });
    if let Some((chain, key)) = &tls.identity {
        let key = PrivateKey::from_pem(key.as_bytes())
            .map_err(|_| "the key of its TLS settings is no unencrypted PEM".to_owned())?;
        let chain = certificates(chain, "own certificate")?;
        builder = builder.client_cert(Some(ClientCert::new_with_certs(&chain, key)));
    }
    Ok(builder.build())
}

fn certificates(pem: &str, what: &str) -> Result<Vec<Certificate<'static>>, String> {
    let items = ureq::tls::parse_pem(pem.as_bytes());
    let found: Vec<_> = items
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if found.is_empty() {
        return Err(format!(
            "the {what} of its TLS settings hold no certificate"
        ));
    }
    Ok(found)
}
