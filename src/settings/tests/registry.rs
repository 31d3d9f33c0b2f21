//! Who names the schema registry, and whose credentials it is shown.

use super::*;
use crate::registry::{Login, RegistrySettings};

const WITH_REGISTRY: &str = r#"
[contexts.prod]
bootstrap_servers = ["prod-1:9093"]
[contexts.prod.properties]
"security.protocol" = "SASL_SSL"
"sasl.mechanism" = "PLAIN"
"sasl.username" = "alice"
"sasl.password" = "${env:KAFKA_PASSWORD}"
[contexts.prod.schema_registry]
url = "https://sr.prod"
user = "key"
password = "${env:SR_SECRET}"
[contexts.other]
bootstrap_servers = ["other:9092"]
"#;

impl Place {
    fn registry(&self, line: &str) -> Option<RegistrySettings> {
        let settings = self
            .resolve(line)
            .unwrap_or_else(|error| panic!("{line}: {}", tell(&error)));
        let registry = settings.registry();
        registry
            .unwrap_or_else(|error| panic!("{line}: {}", tell(&error)))
            .cloned()
    }

    fn registry_refused(&self, line: &str) -> String {
        let settings = self.resolve(line).unwrap();
        let error = settings.registry().unwrap_err();
        assert_eq!(error.kind(), crate::error::ErrorKind::Usage);
        self.anonymous(&tell(&error))
    }
}

fn place() -> Place {
    Place::new()
        .user(WITH_REGISTRY)
        .set("SR_SECRET", "hunter2")
        .set("KAFKA_PASSWORD", "hunter3")
        .write(
            "work/service/src/c.properties",
            "bootstrap.servers=f:1\nschema.registry.url=http://sr.file,http://sr.spare\nbasic.auth.credentials.source=USER_INFO\nbasic.auth.user.info=f:g\n",
        )
}

fn current() -> Place {
    place().user(&format!("current_context = \"prod\"\n{WITH_REGISTRY}"))
}

fn url(registry: &RegistrySettings) -> &str {
    registry.places.url()
}

fn basic(user: &str, password: &str) -> Login {
    Login::Basic(user.to_owned(), password.to_owned())
}

#[test]
fn the_strongest_names_it() {
    let variables = current()
        .set("DLTCTL_SCHEMA_REGISTRY", "http://sr.own")
        .set("SCHEMA_REGISTRY_URL", "http://sr.shared");
    let shared = current().set("SCHEMA_REGISTRY_URL", "http://sr.shared");
    let by_variable = variables.environment();
    assert!(by_variable.get("DLTCTL_SCHEMA_REGISTRY").is_some());
    let table: [(&Place, &str, &str, &str); 9] = [
        (
            &variables,
            "-r http://sr.flag -X schema.registry.url=http://sr.x",
            "http://sr.flag",
            "-r",
        ),
        (
            &variables,
            "-X schema.registry.url=http://sr.x -F c.properties",
            "http://sr.x",
            "-X",
        ),
        (
            &variables,
            "-F c.properties -C prod",
            "http://sr.file",
            "c.properties",
        ),
        (&variables, "-C prod", "https://sr.prod", "context prod"),
        (
            &variables,
            "",
            "http://sr.own",
            "environment variable DLTCTL_SCHEMA_REGISTRY",
        ),
        (
            &shared,
            "",
            "http://sr.shared",
            "environment variable SCHEMA_REGISTRY_URL",
        ),
        (&current(), "", "https://sr.prod", "context prod"),
        (
            &variables,
            "-b x:1",
            "http://sr.own",
            "environment variable DLTCTL_SCHEMA_REGISTRY",
        ),
        (
            &Place::new(),
            "-X apicurio.registry.url=http://a:8080",
            "http://a:8080/apis/ccompat/v7",
            "-X",
        ),
    ];
    for (place, line, expected, named_by) in table {
        let registry = place.registry(line).unwrap();
        assert_eq!(
            (url(&registry), registry.named_by.as_str()),
            (expected, named_by),
            "{line}"
        );
    }
    assert!(place().registry("-b x:1").is_none());
    assert!(place().registry("-C other").is_none());
    // A context that is set aside for the brokers is set aside as a whole.
    assert!(current().registry("-b x:1").is_none());
    // Whoever needs no cluster may ask a registry all the same.
    assert!(Place::new().registry("-r http://sr").is_some());
}

#[test]
fn credentials_stay_with_whom_they_are_for() {
    let own = place().registry("-C prod").unwrap();
    assert_eq!(own.login, Some(basic("key", "hunter2")));
    // -C says so itself.
    let tunnel = place().registry("-C prod -r http://tunnel").unwrap();
    assert_eq!(tunnel.login, Some(basic("key", "hunter2")));
    let elsewhere = [
        current().registry("-r http://elsewhere"),
        current()
            .set("SCHEMA_REGISTRY_URL", "http://elsewhere")
            .registry(""),
        current()
            .set("DLTCTL_SCHEMA_REGISTRY", "http://elsewhere")
            .registry(""),
    ];
    for registry in elsewhere {
        let registry = registry.unwrap();
        assert_eq!(url(&registry), "http://elsewhere");
        assert_eq!(registry.login, None);
    }
    let file = place().registry("-F c.properties").unwrap();
    assert_eq!(file.login, Some(basic("f", "g")));
    assert_eq!(file.notes.len(), 1, "{:?}", file.notes);
    let in_url = place()
        .registry("-F c.properties -r http://u:p%40@sr")
        .unwrap();
    assert_eq!(in_url.login, Some(basic("u", "p@")));
    assert_eq!(url(&in_url), "http://sr");
    let inherited = place()
        .registry("-C prod -X basic.auth.credentials.source=SASL_INHERIT")
        .unwrap();
    assert_eq!(inherited.login, Some(basic("alice", "hunter3")));
}

#[test]
fn nothing_of_it_reaches_the_client_library() {
    let place = place();
    let line = "-F c.properties -X schema.registry.ssl.truststore.location=/none.pem -X bearer.auth.token=x";
    let connection = place.connect(line);
    for property in &connection.properties {
        assert!(
            !property.name.contains("registry") && !property.name.contains("auth"),
            "{property:?}"
        );
    }
    assert_eq!(connection.notes, [""; 0]);
    assert_eq!(connection.details, [""; 0]);
    // A secret of the registry's that is missing is no reason not to read records.
    let missing = Place::new().user(WITH_REGISTRY).set("KAFKA_PASSWORD", "x");
    missing.connect("-C prod");
    insta::assert_snapshot!(missing.registry_refused("-C prod"), @r"
    the environment variable SR_SECRET is not set
      why: `schema_registry.password` (context prod) takes its value from it
      hint: export SR_SECRET and try again
    ");
}

#[test]
fn mistakes() {
    let refused = |line: &str| place().registry_refused(line);
    insta::assert_snapshot!(refused("-r localhost:8081"), @r"
    this is no URL of a schema registry (-r)
      why: it does not begin with http:// or https://
      hint: for example https://registry.example:8081, or http://host:8080/apis/ccompat/v7 of Apicurio
    ");
    assert!(!refused("-r ftp://u:hunter2@sr").contains("hunter2"));
    insta::assert_snapshot!(refused("-r https://sr -X schema.registry.ssl.truststore.location=none.pem"), @r"
    cannot read none.pem
      why: `ssl.truststore.location` (-X) points at it: No such file or directory (os error 2)
      hint: check the path; a relative one starts at the current directory
    ");
    let unknown = Place::new().user(
        "[contexts.a]\nbootstrap_servers=\"x:1\"\n[contexts.a.schema_registry]\nurrl = \"x\"\n",
    );
    insta::assert_snapshot!(unknown.refused(""), @r"
    /home/.config/dltctl/config.toml, line 4: unknown key `urrl`
      why: -
      hint: did you mean `url`?
    ");
}

#[test]
fn answers_are_kept_where_they_cannot_change() {
    let home = |registry: RegistrySettings, place: &Place| {
        let cache = registry
            .cache
            .map(|path| path.to_string_lossy().into_owned());
        cache.map(|path| place.anonymous(&path))
    };
    let of = |place: Place, line: &str| home(place.registry(line).unwrap(), &place);
    assert_eq!(
        of(place(), "-r http://sr").as_deref(),
        Some("/home/.cache/dltctl")
    );
    assert_eq!(of(place(), "-r http://localhost:8081"), None);
    let named = place().set("DLTCTL_CACHE_DIR", "/somewhere");
    assert_eq!(of(named, "-r http://sr").as_deref(), Some("/somewhere"));
    let xdg = place().set("XDG_CACHE_HOME", "/xdg");
    assert_eq!(of(xdg, "-r http://sr").as_deref(), Some("/xdg/dltctl"));
    let table = |cache: &str, url: &str| {
        Place::new().user(&format!(
            "[contexts.a]\nbootstrap_servers=\"x:1\"\nschema_registry = {{ url = \"{url}\", cache = {cache} }}\n"
        ))
    };
    assert!(of(table("true", "http://127.0.0.1:1"), "-C a").is_some());
    assert_eq!(of(table("false", "http://sr"), "-C a"), None);
    let homeless = Environment::new([], "/", None);
    let words = ["dltctl", "-r", "http://sr"];
    let args = CommandLine::try_parse_from(words).unwrap().connection;
    let settings = Settings::resolve(&args, &homeless).unwrap();
    assert_eq!(settings.registry().unwrap().unwrap().cache, None);
}

#[test]
fn proxies_of_the_environment() {
    let with = |line: &str| {
        let place = place()
            .set("HTTPS_PROXY", "http://u:hunter2@proxy:3128")
            .set("NO_PROXY", "localhost,.corp");
        place.registry(line).unwrap()
    };
    let proxy = with("-r https://sr").proxy.unwrap();
    assert_eq!(proxy.url, "http://u:hunter2@proxy:3128");
    assert_eq!(proxy.except, "localhost,.corp");
    assert!(with("-r http://sr").proxy.is_none());
    assert!(!format!("{:?}", with("-r https://sr")).contains("hunter2"));
}
