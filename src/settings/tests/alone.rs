//! A context that stands alone: the cluster that a replay goes to, beside the one that the connection names.

use super::*;
use crate::registry::Login;

fn place() -> Place {
    Place::new()
        .user(
            r#"
ledger = "dlt-replay.all"
[contexts.prod]
bootstrap_servers = ["prod:9093"]
ledger = "dlt-replay.prod"
[contexts.prod.schema_registry]
url = "http://sr.prod"
[contexts.staging]
bootstrap_servers = ["staging:9092"]
read_only = true
[contexts.staging.properties]
"sasl.mechanism" = "PLAIN"
"sasl.username" = "bob"
"sasl.password" = "${env:KAFKA_PASSWORD}"
[contexts.test]
bootstrap_servers = ["test:9092"]
client_id = "of-test"
request_timeout = "7s"
[contexts.test.schema_registry]
url = "${env:SCHEMA_REGISTRY_URL}"
user = "key"
password = "secret"
"#,
        )
        .set("KAFKA_PASSWORD", "hunter3")
        .set("DLTCTL_BOOTSTRAP_SERVERS", "variable:1")
        .set("KAFKA_BOOTSTRAP_SERVERS", "variable:2")
        .set("DLTCTL_CONTEXT", "prod")
        .set("DLTCTL_CLIENT_ID", "of-variable")
        .set("DLTCTL_REQUEST_TIMEOUT", "9s")
        .set("DLTCTL_SCHEMA_REGISTRY", "http://sr.variable")
        .set("SCHEMA_REGISTRY_URL", "http://sr.shared")
        .set("DLTCTL_COMMAND_CONFIG", "c.properties")
        .write(
            "work/service/src/c.properties",
            "bootstrap.servers=file:1\nschema.registry.url=http://sr.file\n",
        )
}

#[test]
fn what_names_the_first_cluster_says_nothing_of_the_second() {
    let place = place();
    for line in [
        "",
        "-b typed:1 -X client.rack=a -r http://sr.typed --client-id typed",
        "-F c.properties -X schema.registry.url=http://sr.typed",
        "-C prod",
    ] {
        let first = place.resolve(line).unwrap();
        let staging = first.of_context("staging", "--to", &place.environment());
        let staging = staging.unwrap();
        let connection = staging.connection().unwrap();
        assert_eq!(connection.bootstrap_servers, "staging:9092", "{line}");
        assert_eq!(connection.context.as_deref(), Some("staging"));
        assert_eq!(connection.principal.as_deref(), Some("bob"));
        assert!(connection.read_only && connection.is_explicit());
        assert!(connection.client_id.starts_with("dltctl-"), "{line}");
        assert_eq!(connection.request_timeout, Duration::from_secs(30));
        let names: Vec<_> = connection.properties.iter().map(|it| &it.name).collect();
        assert!(!names.contains(&&"client.rack".to_owned()), "{names:?}");
        assert!(staging.registry().unwrap().is_none(), "{line}");
        assert_eq!(staging.ledger, "dlt-replay.all");

        // What it says itself counts, placeholders included.
        let test = first.of_context("test", "--to", &place.environment());
        let test = test.unwrap();
        let connection = test.connection().unwrap();
        assert_eq!(connection.client_id, "of-test");
        assert_eq!(connection.request_timeout, Duration::from_secs(7));
        let registry = test.registry().unwrap().unwrap();
        assert_eq!(registry.places.url(), "http://sr.shared");
        let login = Some(Login::Basic("key".to_owned(), "secret".to_owned()));
        assert!(registry.login == login);
    }
    // Control: the same context by -C is overruled by them.
    let overruled = place.resolve("-C staging").unwrap();
    assert_eq!(overruled.connection().unwrap().client_id, "of-variable");
    assert!(overruled.registry().unwrap().is_some());
}

#[test]
fn how_long_a_request_may_take_holds_for_both() {
    let place = place();
    let first = place.resolve("-b typed:1 --request-timeout 3s").unwrap();
    for name in ["staging", "test"] {
        let other = first.of_context(name, "--to", &place.environment());
        let other = other.unwrap();
        let timeout = other.connection().unwrap().request_timeout;
        assert_eq!(timeout, Duration::from_secs(3));
    }
}

#[test]
fn an_unknown_one_is_told_with_the_nearest_and_with_its_flag() {
    let place = place();
    let first = place.resolve("-b typed:1").unwrap();
    let error = first.of_context("stagin", "--to", &place.environment());
    let told = place.anonymous(&tell(&error.unwrap_err()));
    assert!(told.contains("unknown context `stagin` (--to)"), "{told}");
    assert!(told.contains("did you mean `staging`?"), "{told}");
}

#[test]
fn a_file_that_was_named_is_named_again() {
    let place = place().write(
        "other.toml",
        "[contexts.elsewhere]\nbootstrap_servers = 'elsewhere:1'\n",
    );
    let file = place.path("other.toml").display().to_string();
    let place = Place {
        variables: Vec::new(),
        ..place
    };
    let first = place.resolve(&format!("--config {file} -b typed:1"));
    let first = first.unwrap();
    let other = first.of_context("elsewhere", "--to", &place.environment());
    let other = other.unwrap();
    assert_eq!(
        other.as_typed().unwrap(),
        ["--config", file.as_str(), "-C", "elsewhere"]
    );
}
