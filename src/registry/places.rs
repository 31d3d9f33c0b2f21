//! The URL of a registry, and the two interfaces that may be behind it.
//!
//! Confluent's interface is understood by Confluent's, Karapace's, Redpanda's and Apicurio's registries; Apicurio serves it
//! below `/apis/ccompat/v7`, and its own below `/apis/registry/v3` and `/v2` (Apicurio/apicurio-registry,
//! `api-specifications/`), which alone knows global ids.

use percent_encoding::percent_decode_str;

/// Where Apicurio serves Confluent's interface.
const COMPATIBLE: &str = "/apis/ccompat/v7";

/// Where Apicurio serves its own, the newest first.
const OWN: [&str; 2] = ["/apis/registry/v3", "/apis/registry/v2"];

/// Where a registry answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// Confluent's interface, without a slash at its end.
    url: String,
    /// What stands before `/apis` where the registry is Apicurio's.
    apicurio: Option<String>,
}

/// A URL that was taken apart.
#[derive(Debug, PartialEq, Eq)]
pub struct Parsed {
    /// Where the registry answers.
    pub places: Places,
    /// The user's name and password that stood in the URL.
    pub userinfo: Option<(String, String)>,
}

impl Places {
    /// Takes a URL apart.
    ///
    /// # Errors
    ///
    /// Why it cannot be the URL of a registry. The text does not quote it, because it may hold a password.
    pub fn parse(url: &str) -> Result<Parsed, &'static str> {
        Self::parse_as(url, false)
    }

    /// Takes the URL of a registry of Apicurio apart, whose path may be left out.
    ///
    /// # Errors
    ///
    /// Why it cannot be one.
    pub fn parse_apicurio(url: &str) -> Result<Parsed, &'static str> {
        Self::parse_as(url, true)
    }

    fn parse_as(url: &str, is_apicurio: bool) -> Result<Parsed, &'static str> {
        let url = url.trim().trim_end_matches('/');
        let Some((scheme, rest)) = url.split_once("://") else {
            return Err("it does not begin with http:// or https://");
        };
        let scheme = scheme.to_ascii_lowercase();
        if !["http", "https"].contains(&scheme.as_str()) {
            return Err("it does not begin with http:// or https://");
        }
        if rest.contains(['?', '#']) {
            return Err("it has a query or a fragment");
        }
        let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
        // The last one: a password may hold another.
        let (userinfo, host) = match authority.rsplit_once('@') {
            Some((userinfo, host)) => (Some(login(userinfo)), host),
            None => (None, authority),
        };
        let port = match host.rsplit_once(':') {
            Some((_, port)) if !port.ends_with(']') => port.parse::<u16>().is_ok_and(|it| it > 0),
            _ => true,
        };
        let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
        if host.is_empty() || host.starts_with(':') || !port {
            return Err("it has no host, or no port where one should be");
        }
        if !host.bytes().chain(path.bytes()).all(plain) {
            return Err("it holds characters that a URL cannot hold");
        }
        let host = host.to_ascii_lowercase();
        let root = |path: &str| format!("{scheme}://{host}{path}");
        let before = ["/apis/ccompat/", "/apis/registry/"]
            .iter()
            .find_map(|own| path.find(own));
        let (url, apicurio) = match before {
            Some(at) if path[at..].starts_with("/apis/ccompat/") => {
                (root(path), Some(root(&path[..at])))
            }
            Some(at) => (
                root(&format!("{}{COMPATIBLE}", &path[..at])),
                Some(root(&path[..at])),
            ),
            None if is_apicurio => (root(&format!("{path}{COMPATIBLE}")), Some(root(path))),
            None => (root(path), None),
        };
        Ok(Parsed {
            places: Self { url, apicurio },
            userinfo,
        })
    }

    /// Returns the URL of Confluent's interface, without user and password.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the URLs of Apicurio's own interface, the newest first; none where the registry is another's.
    pub(super) fn apicurio(&self) -> Vec<String> {
        let roots = self.apicurio.iter();
        roots
            .flat_map(|root| OWN.map(|path| format!("{root}{path}")))
            .collect()
    }

    /// Returns scheme, host and port.
    pub(super) fn origin(&self) -> &str {
        origin(&self.url)
    }

    /// Tells whether it is encrypted.
    pub fn is_https(&self) -> bool {
        self.url.starts_with("https://")
    }

    /// Tells whether the registry is reached on this machine: a throw-away one, or the near end of a tunnel to one of
    /// several. Its ids may mean something else tomorrow.
    pub fn is_local(&self) -> bool {
        let host = self.origin().split_once("://").map_or("", |(_, host)| host);
        let host = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => name,
            _ => host,
        };
        host == "localhost"
            || host.ends_with(".localhost")
            || host == "[::1]"
            || host
                .parse::<std::net::Ipv4Addr>()
                .is_ok_and(|address| address.is_loopback())
    }
}

/// Returns scheme, host and port of a URL.
pub(super) fn origin(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url[start..].find('/').map_or(url.len(), |at| start + at);
    &url[..end]
}

fn login(userinfo: &str) -> (String, String) {
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    match userinfo.split_once(':') {
        Some((user, password)) => (decode(user), decode(password)),
        None => (decode(userinfo), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn urls_are_taken_apart() {
        let table = [
            ("http://sr:8081", "http://sr:8081", None, None),
            (" HTTPS://SR.Example/ ", "https://sr.example", None, None),
            (
                "http://sr/contexts/.x/",
                "http://sr/contexts/.x",
                None,
                None,
            ),
            (
                "http://u:p%40%3A@sr:8081/a",
                "http://sr:8081/a",
                Some(("u", "p@:")),
                None,
            ),
            ("http://u@sr", "http://sr", Some(("u", "")), None),
            ("http://u:a@b@sr", "http://sr", Some(("u", "a@b")), None),
            ("http://[::1]:8081", "http://[::1]:8081", None, None),
            (
                "http://a:8080/apis/ccompat/v7",
                "http://a:8080/apis/ccompat/v7",
                None,
                Some("http://a:8080"),
            ),
            (
                "https://a/x/apis/registry/v2/",
                "https://a/x/apis/ccompat/v7",
                None,
                Some("https://a/x"),
            ),
        ];
        for (text, url, userinfo, apicurio) in table {
            let parsed = Places::parse(text).unwrap();
            assert_eq!(parsed.places.url(), url, "{text}");
            assert_eq!(parsed.places.apicurio.as_deref(), apicurio, "{text}");
            let found = parsed.userinfo;
            let found = found
                .as_ref()
                .map(|(user, password)| (user.as_str(), password.as_str()));
            assert_eq!(found, userinfo, "{text}");
        }
        let bare = Places::parse_apicurio("http://a:8080").unwrap().places;
        assert_eq!(bare.url(), "http://a:8080/apis/ccompat/v7");
        assert_eq!(
            bare.apicurio(),
            [
                "http://a:8080/apis/registry/v3",
                "http://a:8080/apis/registry/v2"
            ]
        );
    }

    #[test]
    fn what_is_no_url_is_refused() {
        for text in [
            "",
            "sr:8081",
            "localhost",
            "kafka://sr",
            "http://",
            "http://:8081",
            "http://sr:x",
            "http://sr:0",
            "http://sr?x=y",
            "http://s r",
            "http://sr/\u{1b}[2J",
            "http://u:p@",
        ] {
            assert!(Places::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn local_ones_are_known() {
        for (url, local) in [
            ("http://localhost:8081", true),
            ("http://127.0.0.1:8081", true),
            ("https://127.9.0.1", true),
            ("http://[::1]:8081/x", true),
            ("http://localhost.example", false),
            ("http://10.0.0.1", false),
            ("http://sr:8081", false),
        ] {
            assert_eq!(
                Places::parse(url).unwrap().places.is_local(),
                local,
                "{url}"
            );
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "(http://|https://|[a-z:/@\\[\\]%0-9.é]){0,12}") {
            let _ = Places::parse(&text);
            let _ = Places::parse_apicurio(&text);
        }
    }
}
