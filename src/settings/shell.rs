//! Commands that are printed to be pasted: words as a shell takes them.

use std::borrow::Cow;

use crate::cli::connection::ConnectionArgs;
use crate::connect::{is_secret_name, registry};

/// Writes a word so that a shell hands over exactly this text.
pub fn quoted(word: &str) -> Cow<'_, str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=@,+%".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")))
}

/// Writes words with spaces between them.
pub fn line<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<_> = words.into_iter().map(quoted).collect();
    words.join(" ")
}

/// Returns the flags that name a cluster; `None` where a secret stands among them.
pub(super) fn of_connection(args: &ConnectionArgs) -> Option<Vec<String>> {
    let mut words: Vec<String> = Vec::new();
    let mut add = |flag: &str, value: &str| words.extend([flag.to_owned(), value.to_owned()]);
    if let Some(path) = &args.config {
        add("--config", path.to_str()?);
    }
    if let Some(servers) = args
        .bootstrap_server
        .as_ref()
        .filter(|_| !args.is_inherited)
    {
        add("-b", servers);
    }
    if let Some(name) = &args.context {
        add("-C", name);
    }
    for path in &args.command_config {
        add("-F", path.to_str()?);
    }
    for property in &args.property {
        let (name, value) = property.reveal().split_once('=')?;
        // A registry's URL may hold a password, and the printed commands ask no registry.
        if registry::is_used(name.trim()) {
            continue;
        }
        if (is_secret_name(name.trim()) && !is_placeholder(value)) || has_login(value) {
            return None;
        }
        add("-X", property.reveal());
    }
    Some(words)
}

/// Tells whether a value is one placeholder and nothing else: that says where the secret is, and not what.
fn is_placeholder(value: &str) -> bool {
    let inner = value.strip_prefix("${").and_then(|it| it.strip_suffix('}'));
    inner.is_some_and(|inner| !inner.contains(['{', '}']))
}

/// Tells whether a value is a URL that a login may stand in.
fn has_login(value: &str) -> bool {
    let rest = value.split_once("://").map_or("", |(_, rest)| rest);
    rest.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;

    /// A command line of nothing but a connection.
    #[derive(clap::Parser)]
    struct Typed {
        #[command(flatten)]
        connection: ConnectionArgs,
    }

    fn again(words: &[&str]) -> Option<String> {
        let typed = Typed::parse_from(["dltctl"].iter().chain(words)).connection;
        let words = of_connection(&typed)?;
        Some(line(words.iter().map(String::as_str)))
    }

    #[test]
    fn what_was_typed_is_typed_again() {
        let words = [
            "-X",
            "client.rack=a b",
            "-F",
            "my files/it's.properties",
            "--brokers",
            "h:1,h:2",
            "--profile",
            "prod",
            "--config",
            "other.toml",
            "-F",
            "b.properties",
            "-X",
            "schema.registry.url=http://user:pw@registry",
            "-r",
            "http://user:pw@registry",
            "--request-timeout",
            "5s",
        ];
        assert_eq!(
            again(&words).as_deref(),
            Some(
                r"--config other.toml -b h:1,h:2 -C prod -F 'my files/it'\''s.properties' -F b.properties -X 'client.rack=a b'"
            )
        );
        assert_eq!(again(&[]).as_deref(), Some(""));
    }

    #[test]
    fn a_secret_is_never_typed_again() {
        assert_eq!(again(&["-b", "h:1", "-X", "sasl.password=pw"]), None);
        assert_eq!(
            again(&["-X", "sasl.jaas.config=x required password=\"pw\";"]),
            None
        );
        assert_eq!(again(&["-X", "no name"]), None);
        // Neither between two placeholders, nor in a URL.
        assert_eq!(
            again(&["-X", "sasl.password=${env:A}hunter2${env:B}"]),
            None
        );
        let url = "sasl.oauthbearer.token.endpoint.url=https://";
        assert_eq!(again(&["-X", &format!("{url}me:pw@idp/token")]), None);
        assert!(again(&["-X", &format!("{url}idp/token")]).is_some());
        assert_eq!(
            again(&["-X", "sasl.password=${env:PW}"]).as_deref(),
            Some("-X 'sasl.password=${env:PW}'")
        );
    }
}
